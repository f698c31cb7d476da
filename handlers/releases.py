"""Who may see a round's result, which one it is, and when everybody gets it."""
# ruff: noqa: A002 - a round is called a round

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.people import Act, ChannelId, Person, TeamId
from domain.releases import Release
from domain.round_numbers import RoundNumber
from domain.rounds import Coming, Round, RoundId, RoundState
from domain.workdays import Workdays
from handlers.sittings import UnknownRound
from storage import people, round_numbers, rounds
from storage import releases as stored
from storage.content import UnknownBarometer
from storage.database import Tx
from storage.releases import Released

#: For so long a result may take to be made before it is told as late.
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Result:
    """A published round, what may be shown of it, and which barometer it is."""

    round: Round
    release: Release
    number: RoundNumber
    #: The round that its changes are counted from.
    before: RoundId | None = None


def channels_of(round: Round) -> tuple[ChannelId, ...]:
    """Where the result is posted: where the round says, else its own channel; each channel once."""
    return tuple(dict.fromkeys(round.result_channels)) or (round.channel,)


def shown_from(round: Round, sealed_at: datetime, workdays: Workdays) -> datetime:
    """Everybody gets the result at the same moment, in working hours, also when the seal came late."""
    return max(round.result_at(workdays), workdays.soonest(sealed_at))


async def awaited(tx: Tx, round: Round, now: datetime, workdays: Workdays) -> Coming | None:
    """What there is to say of the result of a round that has opened; None where it is there, or never comes."""
    if round.state in {RoundState.CONFIRMED, RoundState.CANCELLED}:
        return None
    if round.takes_answers and round.closes_at > now:
        return Coming(round.result_at(workdays), round.closes_at)
    released_at = await stored.released_at(tx, round.team, round.id)
    shown = shown_from(round, released_at, workdays) if released_at else round.result_at(workdays)
    if round.state is RoundState.PUBLISHED and shown <= now:
        return None
    return Coming(shown if now - shown < LATE else None)


async def awaited_in(tx: Tx, team: TeamId, channel: ChannelId, now: datetime, workdays: Workdays) -> Coming | None:
    """The same for the channel's newest round."""
    newest = next(iter(await rounds.in_channel(tx, team, channel)), None)
    return await awaited(tx, newest, now, workdays) if newest else None


async def posted(tx: Tx, team: TeamId, round_id: RoundId) -> Result | None:
    """The result as it is posted; None where the round is not published."""
    found = await stored.published(tx, team, round_id)
    return await _alone(tx, found) if found else None


async def newest(tx: Tx, team: TeamId, channel: ChannelId, now: datetime, workdays: Workdays) -> Result | None:
    """The newest result of the channel's own rounds that has been posted. Raises `ReleaseDamaged`."""
    for one in await stored.published_in(tx, team, channel):
        if one.round.channel == channel and shown_from(one.round, one.released_at, workdays) <= now:
            return await _alone(tx, one)
    return None


async def results(
    tx: Tx, person: Person, channel: ChannelId, now: datetime, workdays: Workdays, *, is_member: bool
) -> tuple[Result, ...]:
    """The results that the person may see where they ask, newest first.

    Members of a channel see what was posted there. Coordinator, team and observers see their rounds from anywhere.
    Nobody sees anything before it is posted.
    """
    found = {one.round.id: one for one in await stored.published_in(tx, person.team, channel)}
    if not is_member:
        found = {key: one for key, one in found.items() if await _has_right(tx, person, one.round)}
    for own in {room for room, _ in await people.channels_of(tx, person.team, person.user)} - {channel}:
        mine = [one for one in await stored.published_in(tx, person.team, own) if one.round.channel == own]
        found |= {one.round.id: one for one in mine if await _has_right(tx, person, one.round)}
    out = [one for one in found.values() if shown_from(one.round, one.released_at, workdays) <= now]
    here_first = sorted(out, key=lambda one: one.released_at, reverse=True)
    here_first.sort(key=lambda one: channel not in {one.round.channel, *channels_of(one.round)})
    return await _numbered(tx, here_first)


async def result(
    tx: Tx, person: Person, round_id: RoundId, channel: ChannelId | None, now: datetime, workdays: Workdays
) -> Result:
    """One result, asked for from a message in `channel`, which only its members see.

    Raises `UnknownRound`, with nothing to tell a round that is not there from one that is not for this person.
    """
    found = await stored.published(tx, person.team, round_id)
    if found is None or shown_from(found.round, found.released_at, workdays) > now:
        raise UnknownRound
    if channel not in channels_of(found.round) and not await _has_right(tx, person, found.round):
        raise UnknownRound
    return await _alone(tx, found)


async def before(tx: Tx, result: Result) -> Result | None:
    """The result that this one is compared with; None where it is compared with none. Raises `ReleaseDamaged`."""
    return await posted(tx, result.round.team, result.before) if result.before else None


async def last_time(tx: Tx, result: Result) -> tuple[Round, RoundNumber] | None:
    """The round that this one is compared with and which barometer it is, also where its release is damaged."""
    if result.before is None:
        return None
    try:
        found = await rounds.load(tx, result.round.team, result.before)
    except UnknownBarometer:
        return None
    if found is None:
        return None
    return found, (await round_numbers.of_channels(tx, found.team, {found.channel}))[found.id]


async def _has_right(tx: Tx, person: Person, round: Round) -> bool:
    """Whether the rights stored for the round's own channel allow the person to see its result."""
    named = await people.named(tx, person.team, round.channel)
    return replace(person, rights=named.rights_of(person.user)).may(Act.SEE_RESULT)


async def _alone(tx: Tx, found: Released) -> Result:
    return (await _numbered(tx, [found]))[0]


async def _numbered(tx: Tx, found: Sequence[Released]) -> tuple[Result, ...]:
    """Each with its number, read for all at once: there may be a hundred, of several channels of one team."""
    if not found:
        return ()
    numbers = await round_numbers.of_channels(tx, found[0].round.team, {one.round.channel for one in found})
    return tuple(Result(one.round, one.release, numbers[one.round.id], one.before) for one in found)

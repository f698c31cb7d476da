"""Barometers of one's own, and rounds measured elsewhere before. Each operation is handed its transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.barometers import Barometer, BarometerId, GroupingId, RoleId
from domain.counting import counted_elsewhere
from domain.people import Act, ChannelId, Person
from domain.rounds import DAYS_BETWEEN_ROUNDS, Round, RoundId, RoundState
from domain.sealing import Earlier, Sealed
from domain.sheets import Mistake, Wrong, WrongSheet
from storage import audit, barometers, releases, rounds
from storage.barometer_sheets import id_of
from storage.count_sheets import Numbers
from storage.database import Tx
from storage.rounds import new_round_id

#: Several barometers of the same beginning get a number each; more of them than this is a mistake somewhere.
MOST_OF_A_NAME = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """A barometer as it would be taken in use; `already` where the same one is there, in this version."""

    barometer: Barometer
    digest: str
    already: bool


class TooMany(Exception):  # noqa: N818 - the name is the sentence
    """There are barometers of this name without end."""


def may_import(person: Person) -> None:
    """Raises `NotAllowed`."""
    person.check(Act.IMPORT)


async def check_barometer(tx: Tx, person: Person, drafted: Barometer, now: datetime) -> Checked:
    """Keep what was sent, for the preview: a version after those of the same title, or a barometer of its own.

    Nothing can be started with it before `take_in_use`. Raises `NotAllowed`.
    """
    person.check(Act.IMPORT)
    barometer, already = await _named(tx, person, drafted)
    return Checked(barometer, await barometers.keep_for_preview(tx, person.team, barometer, now), already)


async def _named(tx: Tx, person: Person, drafted: Barometer) -> tuple[Barometer, bool]:
    """The barometer with the id and version that it gets; whether there is just such a one."""
    taken: list[BarometerId] = []
    while len(taken) < MOST_OF_A_NAME:
        barometer_id = id_of(drafted.title.da, taken)
        there = await barometers.versions(tx, person.team, barometer_id)
        if there and there[0].title.da.casefold() != drafted.title.da.casefold():
            taken.append(barometer_id)
            continue
        same = [one for one in there if replace(drafted, id=one.id, version=one.version) == one]
        if same:
            return same[0], True
        return replace(drafted, id=barometer_id, version=there[0].version + 1 if there else 1), False
    raise TooMany


async def take_in_use(tx: Tx, person: Person, digest: str, now: datetime) -> Barometer:
    """Let new rounds choose a barometer that was checked; doing so again changes nothing.

    Where somebody took another one in use meanwhile, it becomes the version after that. Raises `NotAllowed` and
    `UnknownBarometer`.
    """
    person.check(Act.IMPORT)
    checked = await barometers.read(tx, person.team, digest)
    barometer, already = await _named(tx, person, checked)
    await barometers.import_(tx, person.team, barometer, now)
    if not already:
        await audit.note(tx, person.team, person.user, "barometer.import", f"{barometer.id}-{barometer.version}", now)
    return barometer


async def kept(tx: Tx, person: Person, digest: str) -> Barometer:
    """A barometer that was checked. Raises `NotAllowed` and `UnknownBarometer`."""
    person.check(Act.IMPORT)
    return await barometers.read(tx, person.team, digest)


async def choices(tx: Tx, person: Person) -> tuple[Barometer, ...]:
    """The barometers that an earlier round may have been one of. Raises `NotAllowed`."""
    person.check(Act.IMPORT)
    return await barometers.offered(tx, person.team)


async def keep_choice(tx: Tx, person: Person, barometer_id: BarometerId, now: datetime) -> tuple[Barometer, str]:
    """The newest version of a barometer, and where it is kept. Raises `NotAllowed` and `UnknownBarometer`."""
    person.check(Act.IMPORT)
    barometer = await barometers.latest(tx, person.team, barometer_id)
    return barometer, await barometers.keep_for_preview(tx, person.team, barometer, now)


class TooLate(StrEnum):
    """Why a round measured elsewhere cannot be brought in."""

    IN_THE_FUTURE = "in_the_future"
    LATER_RESULT = "later_result"
    TOO_CLOSE = "too_close"
    RUNNING = "running"
    BAROMETER_CHANGED = "barometer_changed"
    OTHER_GROUPING = "other_grouping"


class CannotBringIn(Exception):  # noqa: N818 - the name is the sentence
    """The round measured elsewhere cannot be brought in; carries the reason that stands before any other."""

    def __init__(self, reason: TooLate) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A round measured elsewhere: of what, how its roles were put together, and when it closed."""

    channel: ChannelId
    unit: str
    barometer: Barometer
    grouping: GroupingId
    closed_at: datetime


async def check_earlier(tx: Tx, person: Person, earlier: Elsewhere, now: datetime) -> None:
    """Raises `NotAllowed`, and `CannotBringIn` where the round would stand beside others too closely (rule P8)."""
    person.check(Act.IMPORT)
    among = await rounds.among_the_same(tx, person.team, earlier.channel)
    others = [one for one in among if one.barometer.id == earlier.barometer.id]
    wait = timedelta(days=DAYS_BETWEEN_ROUNDS)
    released = [one for one in others if one.state is RoundState.PUBLISHED]
    before = [one for one in released if one.closes_at < earlier.closed_at]
    running = [one for one in others if one.state is not RoundState.PUBLISHED]
    reasons = {
        TooLate.IN_THE_FUTURE: earlier.closed_at > now,
        # A result that was compared with another one stays as it was published.
        TooLate.LATER_RESULT: len(released) > len(before),
        TooLate.TOO_CLOSE: any(earlier.closed_at - one.closes_at < wait for one in before),
        TooLate.RUNNING: any(one.opens_at - earlier.closed_at < wait for one in running),
        TooLate.BAROMETER_CHANGED: await barometers.is_changed(tx, person.team, earlier.barometer),
        TooLate.OTHER_GROUPING: any(one.grouping != earlier.grouping for one in others),
    }
    # One at a time: choosing other groups helps nobody whose date is refused.
    if reason := next((reason for reason, holds in reasons.items() if holds), None):
        raise CannotBringIn(reason)


async def last_closed(tx: Tx, person: Person, channel: ChannelId) -> dict[BarometerId, datetime]:
    """When the last round that has a result closed among the same people, of each barometer: none from before it, nor
    from too soon after it, can be brought in (`check_earlier`).
    """
    among = await rounds.among_the_same(tx, person.team, channel)
    released = [one for one in among if one.state is RoundState.PUBLISHED]
    return {one.barometer.id: one.closes_at for one in sorted(released, key=lambda one: one.closes_at)}


async def sealed(tx: Tx, person: Person, earlier: Elsewhere, numbers: Numbers) -> Sealed:
    """What may be shown of it, beside all that was released of the same people: the rules are those of every round.

    Raises `WrongSheet` for numbers that cannot be.
    """
    found, _ = await releases.readable_among_the_same(tx, person.team, earlier.channel)
    others = [Earlier(one.round, one.release) for one in found]
    # Comparing with many releases takes a while; meanwhile other people's clicks are answered.
    return await asyncio.to_thread(_sealed, _round(person, earlier, numbers), numbers, others)


def _sealed(brought: Round, numbers: Numbers, others: Sequence[Earlier]) -> Sealed:
    people = numbers.responded, numbers.invited
    try:
        counted = counted_elsewhere(brought.barometer, brought.grouping, *people, numbers.tallies)
    except ValueError:
        raise WrongSheet((Mistake(Wrong.OTHER),)) from None
    return Sealed.of_numbers(brought, counted, others)


async def bring_in(tx: Tx, person: Person, earlier: Elsewhere, numbers: Numbers, origin: str, now: datetime) -> RoundId:
    """Keep what may be shown as a published round; posted nowhere by itself. The same `origin` twice is one round.

    Raises `NotAllowed`, `CannotBringIn` and `WrongSheet`.
    """
    person.check(Act.IMPORT)
    if found := await rounds.started_by(tx, person.team, origin, lock=True):
        return found.id
    await check_earlier(tx, person, earlier, now)
    made = await sealed(tx, person, earlier, numbers)
    brought = await rounds.insert(tx, _round(person, earlier, numbers), origin)
    await releases.insert(tx, brought, made.release, earlier.closed_at, {}, made.before)
    await audit.note(tx, person.team, person.user, "round.bring_in", brought.id, now)
    return brought.id


def _round(person: Person, earlier: Elsewhere, numbers: Numbers) -> Round:
    return Round(
        id=new_round_id(),
        team=person.team,
        channel=earlier.channel,
        unit=earlier.unit,
        barometer=earlier.barometer,
        grouping=earlier.grouping,
        coordinator=person.user,
        reader=person.user,
        opens_at=earlier.closed_at,
        closes_at=earlier.closed_at,
        state=RoundState.PUBLISHED,
        result_channels=(earlier.channel,),
        invited=_by_role(earlier, numbers),
        language=person.language,
        measured_elsewhere=True,
    )


def _by_role(earlier: Elsewhere, numbers: Numbers) -> dict[RoleId, int]:
    """How many there were of each group, under one of its roles: roles were not counted."""
    sizes = numbers.responded if numbers.invited is None else numbers.invited
    groups = earlier.barometer.grouping(earlier.grouping).groups
    return {min(group.roles): sizes.get(group.id, 0) for group in groups}

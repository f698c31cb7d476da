"""Plan a round, see what it would show, and start it. Each operation is handed its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.barometers import Barometer, BarometerId, GroupingId
from domain.course_definitions import MilestoneId
from domain.courses import CourseId
from domain.people import Act, Attendance, ChannelId, Person, Right, UserId
from domain.rounds import (
    Refusal,
    Round,
    RoundId,
    RoundState,
    refusals,
    waits_until,
)
from domain.withholding import Foreseen, foresee, propose_grouping
from domain.workdays import Workdays
from handlers import course_rounds
from handlers.rounds import load, to_everybody
from storage import audit, barometers, outbox, people, releases, rounds, workspaces
from storage.database import Tx

#: People hear in which role they are asked this long before the round opens.
ROLE_NOTICE_BEFORE = timedelta(days=7)


class Refused(Exception):  # noqa: N818 - the name is the sentence
    """The round cannot be started as it is; carries every reason, and from when a round of its barometer may open."""

    def __init__(self, reasons: Sequence[Refusal], earliest: datetime | None = None) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = tuple(reasons)
        self.earliest = earliest


class DraftGone(Exception):  # noqa: N818 - the name is the sentence
    """The round that was being prepared is not there any more, or whoever asks has no right in its channel."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the coordinator chose in the first step."""

    channel: ChannelId
    unit: str
    barometer: BarometerId
    opens_at: datetime
    closes_at: datetime
    reader: UserId
    result_channels: tuple[ChannelId, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would become: who is asked, who is not and why, what each grouping would show, what is refused."""

    round: Round
    attendance: Attendance
    foreseen: tuple[Foreseen, ...]
    refusals: tuple[Refusal, ...]
    grouping_is_fixed: bool = False
    #: From when a round of the barometer may open in the channel; None where that is not held up.
    earliest: datetime | None = None


async def may_start(tx: Tx, person: Person, channel: ChannelId) -> None:
    """Raises `NotAllowed`, or `Refused` where the same people are asked already."""
    person.check(Act.START_ROUND)
    if running := (await rounds.before(tx, person.team, channel)).running(channel):
        raise Refused([running])


async def choices(tx: Tx, person: Person) -> tuple[Barometer, ...]:
    """What a new round can be made of: in a course what it asked with before, else the newest versions."""
    before = {one.id: one for one in await course_rounds.asked_before(tx, person.team, person.channel)}
    offered = await barometers.offered(tx, person.team)
    return (*before.values(), *(one for one in offered if one.id not in before))


async def waits(
    tx: Tx, person: Person, barometers: Sequence[Barometer], now: datetime, workdays: Workdays
) -> dict[BarometerId, date]:
    """The barometers that the last result in the channel keeps waiting, with the first day that can be chosen."""
    found = {one.id: await rounds.before(tx, person.team, person.channel, one.id) for one in barometers}
    days = {barometer: waits_until(workdays, now, before) for barometer, before in found.items()}
    return {barometer: day for barometer, day in days.items() if day}


async def draft(tx: Tx, person: Person, plan: Plan, origin: str, now: datetime) -> Round | None:
    """Keep what was chosen as a draft, in place of what the same person was preparing for the channel before.

    The same submission twice changes nothing: it gives the same round, or None where a later one took its place.
    Raises `NotAllowed`, `UnknownBarometer`, and `Refused` where a barometer in use was changed, or a result keeps the
    opening waiting.
    """
    person.check(Act.START_ROUND)
    # Locked, so that of two set-ups at the same moment the second one sees the first.
    if started := await rounds.started_by(tx, person.team, origin, lock=True):
        return started
    if not await workspaces.first_time(tx, person.team, f"drafts.setup:{origin}", now):
        return None
    barometer = await course_rounds.barometer_for(tx, person.team, plan.channel, plan.barometer)
    drafted = Round(
        id=rounds.new_round_id(),
        team=person.team,
        channel=plan.channel,
        unit=plan.unit,
        barometer=barometer,
        grouping=barometer.groupings[0].id,
        coordinator=person.user,
        reader=plan.reader,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        result_channels=plan.result_channels,
        language=person.language,
    )
    if reasons := await _changed(tx, drafted):
        raise Refused(reasons)
    before = await rounds.before(tx, person.team, plan.channel, barometer.id)
    if before.is_too_soon(plan.opens_at):
        raise Refused([Refusal.TOO_SOON], before.earliest)
    kept = await rounds.insert(tx, drafted, origin)
    await rounds.delete_other_drafts(tx, kept)
    return kept


async def _changed(tx: Tx, asked: Round) -> list[Refusal]:
    """A barometer in use is never changed: what was measured with it could not be compared."""
    is_changed = await barometers.is_changed(tx, asked.team, asked.barometer)
    return [Refusal.BAROMETER_CHANGED] if is_changed else []


async def preview(
    tx: Tx, person: Person, round_id: RoundId, attendance: Attendance, outside: int, now: datetime
) -> Preview:
    """Keep who was found as the draft's roster, propose a grouping, and tell what would come of it.

    The grouping is the one of the round before, if there is one, so that the two can be compared. Raises
    `NotAllowed`, `UnknownRound` and `WrongState`.
    """
    person.check(Act.START_ROUND)
    # Held, so that a start that is being confirmed meanwhile keeps its people.
    drafted = (await load(tx, person.team, round_id, lock=True)).in_state(RoundState.DRAFT)
    sizes = {role.id: attendance.count(role.id) for role in drafted.barometer.roles}
    earlier = await releases.latest(tx, person.team, drafted.channel, drafted.barometer.id)
    grouping = earlier[0].grouping if earlier else propose_grouping(drafted.barometer, sizes)
    counted = replace(drafted, invited=sizes, outside=outside, grouping=grouping)
    await rounds.replace_roster(tx, counted.id, attendance.invited)
    await rounds.save(tx, counted, RoundState.DRAFT)
    before = await rounds.before(tx, person.team, counted.channel, counted.barometer.id)
    foreseen = tuple(foresee(counted.barometer, grouping.id, sizes) for grouping in counted.barometer.groupings)
    refused = refusals(counted, before, now)
    return Preview(counted, attendance, foreseen, refused, grouping_is_fixed=bool(earlier), earliest=before.earliest)


async def confirm(
    tx: Tx,
    person: Person,
    round_id: RoundId,
    grouping: GroupingId | None,
    workdays: Workdays,
    now: datetime,
    in_courses: Mapping[CourseId, MilestoneId],
) -> Round:
    """Freeze the roster and let the clock open the round; confirming twice is confirming once.

    A grouping that was not offered is not taken: a second round keeps the one of the first (rule P5). `in_courses` is
    which barometer of which course it is, as the preview had it (docs/decisions/0019).

    Raises `NotAllowed`, `UnknownRound`, `WrongState`, `Refused`, and `CoursesChanged` where it cannot be that any more.
    """
    person.check(Act.START_ROUND)
    drafted = await load(tx, person.team, round_id, lock=True)
    if drafted.state is RoundState.CONFIRMED:
        return drafted
    earlier = await releases.latest(tx, person.team, drafted.channel, drafted.barometer.id)
    offered = {one.id for one in drafted.barometer.groupings} if earlier is None else {drafted.grouping}
    kept = grouping if grouping in offered else drafted.grouping
    chosen = replace(drafted, grouping=kept, opens_at=max(drafted.opens_at, now))
    before = await rounds.before(tx, person.team, chosen.channel, chosen.barometer.id)
    if reasons := [*refusals(chosen, before, now), *await _changed(tx, chosen)]:
        raise Refused(reasons, before.earliest)
    confirmed = chosen.confirm()
    await rounds.save(tx, confirmed, RoundState.DRAFT)
    await audit.note(tx, person.team, person.user, "round.confirm", confirmed.id, now)
    await course_rounds.follow(tx, confirmed, now, workdays, in_courses)
    if confirmed.id not in tx.keys.round_ids():
        tx.keys.create_round_key(confirmed.id)
    if confirmed.opens_at - now > timedelta(days=1):
        due = workdays.soonest(max(now, confirmed.opens_at - ROLE_NOTICE_BEFORE))
        await outbox.add(tx, await to_everybody(tx, confirmed, "rounds.role_notice", due, confirmed.opens_at))
    return confirmed


async def channels_led_by(tx: Tx, person: Person) -> list[ChannelId]:
    """Where the person is the coordinator."""
    named = await people.channels_of(tx, person.team, person.user)
    return [channel for channel, right in named if right is Right.COORDINATOR]


async def drafted(tx: Tx, person: Person, round_id: RoundId) -> Round:
    """A round before it opens, for whoever leads it. Raises `NotAllowed`, `UnknownRound` and `WrongState`."""
    person.check(Act.START_ROUND)
    return (await load(tx, person.team, round_id)).in_state(RoundState.DRAFT)

"""The meetings of a course: agreed, moved, held and left out.

Every change is told in the course's channel, also one of a date that is no meeting's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.closings import Secured
from domain.course_definitions import Kind, MilestoneId
from domain.courses import Course, CourseId, Moved, Shift, Standing, Stayed
from domain.people import Act, Person
from domain.plans import Action, NewAction
from domain.rounds import Round, RoundState
from domain.workdays import Workdays
from handlers import closings, courses, plans
from handlers.course_reminders import ASKED, KINDS
from storage import outbox, rounds, sent_messages
from storage.database import Tx
from storage.sent_messages import Sent

#: What the outbox calls the messages about a changed date, and the record of a meeting.
MOVED, AGREED, RECORD = "meetings.moved", "meetings.agreed", "meetings.record"
LEFT_OUT, TAKEN_BACK = "meetings.left_out", "meetings.taken_back"
#: Of all messages about one milestone only the newest is a card; the others are lines.
KINDS_OF_CARDS = frozenset({*KINDS.values(), ASKED, MOVED, AGREED, RECORD, LEFT_OUT, TAKEN_BACK})
#: Rounds that people can answer, or are still being counted.
RUNNING = frozenset({RoundState.OPEN, RoundState.CLOSING})


class ChangedMeanwhile(Exception):  # noqa: N818 - told in the window that was sent in
    """Somebody else has changed the milestone since the window was opened. Carries the course as it is now."""

    def __init__(self, course: Course) -> None:
        super().__init__(course.id)
        self.course = course


@dataclass(frozen=True, slots=True)
class Which:
    """A milestone as somebody saw it: `changes` is how often it had been changed by then."""

    course: CourseId
    milestone: MilestoneId
    changes: int


@dataclass(frozen=True, slots=True)
class Written:
    """What is written down about a meeting: when it was, who took part, what was agreed, and the actions."""

    on: date
    present: str = ""
    agreed: str = ""
    actions: Sequence[NewAction] = ()
    #: Who secures what after the course, None where this meeting does not ask.
    secured: Sequence[Secured] | None = None


async def find(tx: Tx, person: Person, course_id: CourseId) -> Course:
    """The course, for somebody who may work in it. Raises as `courses.take_part` does."""
    return await courses.take_part(tx, person, course_id, Act.WORK_COURSE)


async def agree(
    tx: Tx,
    person: Person,
    which: Which,
    on: date,
    now: datetime,
    workdays: Workdays,
    *,
    at: time | None = None,
    place: str = "",
) -> Moved:
    """The date is agreed, and the channel is told. Raises `ChangedMeanwhile` and what `courses.confirm` raises."""
    before = await _as_seen(tx, person, which)
    done = await courses.confirm(tx, person, which.course, which.milestone, on, now, workdays, at=at, place=place)
    await _tell(tx, AGREED, before, done, now, workdays)
    return done


async def move(
    tx: Tx,
    person: Person,
    which: Which,
    to: date,
    now: datetime,
    workdays: Workdays,
    *,
    keeps_place: bool = True,
) -> Moved:
    """Put it on another day, and tell the channel what moved along and what did not.

    What was left out is needed again; a barometer whose round is open stays opened, and its round as it is.
    Raises `ChangedMeanwhile` and what `courses.move` raises.
    """
    before = await _as_seen(tx, person, which)
    if before.state(which.milestone).standing is Standing.NOT_NEEDED:
        await courses.take_back(tx, person, which.course, which.milestone, now, workdays)
    if before.state(which.milestone).standing is Standing.HELD and await open_round(tx, before, which.milestone):
        done = await courses.hold(tx, person, which.course, which.milestone, to, now, workdays)
    else:
        done = await courses.move(tx, person, which.course, which.milestone, to, now, workdays, keeps_place=keeps_place)
    await _tell(tx, MOVED, before, done, now, workdays)
    return done


async def hold(
    tx: Tx, person: Person, which: Which, written: Written, origin: str, now: datetime, workdays: Workdays
) -> Moved:
    """It was held: its record is kept instead of an earlier one and goes into the channel, its actions into the plan.

    `origin` names the window it was written in. Raises `ChangedMeanwhile` and what `courses.hold` raises.
    """
    before = await _as_seen(tx, person, which)
    done = await courses.hold(
        tx,
        person,
        which.course,
        which.milestone,
        written.on,
        now,
        workdays,
        present=written.present,
        agreed=written.agreed,
    )
    made = await plans.add(tx, done.course, written.actions, person, now, workdays, origin)
    subject = {"actions": " ".join(one.id for one in made)} if made else {}
    if before.state(which.milestone).record:
        subject |= {"again": "1"}
    if written.secured is not None and await closings.secure(tx, done.course, person, written.secured, now):
        subject |= {"secured": f"{now.timestamp():.0f}"}
    await _tell(tx, RECORD, before, done, now, workdays, **subject)
    return done


async def actions_of(tx: Tx, course: Course, milestone: MilestoneId) -> list[Action]:
    """What the records of this meeting have put into the plan, whatever has become of it, in the plan's order."""
    records = await sent_messages.told(tx, course.team, [RECORD], course=course.id, milestone=milestone)
    named = {name for one in records for name in one.get("actions", "").split()}
    return [one for one in (await plans.of_course(tx, course)).actions if one.id in named]


async def leave_out(tx: Tx, person: Person, which: Which, now: datetime, workdays: Workdays) -> Moved:
    """It is not needed, and the channel is told. Raises `ChangedMeanwhile` and what `courses.leave_out` raises."""
    before = await _as_seen(tx, person, which)
    after = await courses.leave_out(tx, person, which.course, which.milestone, now, workdays)
    done = _unmoved(after, which.milestone, workdays)
    await _tell(tx, LEFT_OUT, before, done, now, workdays)
    return done


async def take_back(
    tx: Tx, person: Person, course_id: CourseId, milestone: MilestoneId, now: datetime, workdays: Workdays
) -> Moved:
    """It is needed after all, and the channel is told. Raises what `courses.take_back` raises."""
    before = await courses.take_part(tx, person, course_id, Act.WORK_COURSE, lock=True)
    if before.state(milestone).standing is not Standing.NOT_NEEDED:
        return _unmoved(before, milestone, workdays)
    after = await courses.take_back(tx, person, course_id, milestone, now, workdays)
    done = _unmoved(after, milestone, workdays)
    await _tell(tx, TAKEN_BACK, before, done, now, workdays)
    return done


async def open_round(tx: Tx, course: Course, milestone: MilestoneId) -> Round | None:
    """The round of a barometer's milestone while it runs: it keeps its dates whatever is moved in the course."""
    kinds = {one.id: one for one in course.type.of_kind(Kind.BAROMETER_OPEN)}
    opening = next(
        (one for one in kinds if milestone == one or course.type.closing_of(one) == course.type.milestone(milestone)),
        None,
    )
    round_id = course.rounds.get(opening) if opening else None
    found = await rounds.load(tx, course.team, round_id) if round_id else None
    return found if found and found.state in RUNNING else None


async def cards_of(tx: Tx, course: Course, milestone: MilestoneId) -> list[Sent]:
    """Where the messages about a milestone stand in the channel, the oldest first."""
    return await sent_messages.where_sent(tx, course.team, KINDS_OF_CARDS, course=course.id, milestone=milestone)


async def old_cards(tx: Tx, done: Moved) -> list[tuple[MilestoneId, Sent]]:
    """Where the messages about what was changed, and about what moved along, stand until the channel is told.

    Read in the transaction of the change, so that no newer message is among them.
    """
    changed = [done.moved.milestone, *(shift.milestone for shift in done.along)]
    return [(milestone, sent) for milestone in changed for sent in await cards_of(tx, done.course, milestone)]


async def _as_seen(tx: Tx, person: Person, which: Which) -> Course:
    """The course, locked, with the milestone as the person saw it."""
    course = await courses.take_part(tx, person, which.course, Act.WORK_COURSE, lock=True)
    if course.state(which.milestone).changes != which.changes:
        raise ChangedMeanwhile(course)
    return course


def _unmoved(course: Course, milestone: MilestoneId, workdays: Workdays) -> Moved:
    day = course.days(workdays)[milestone]
    return Moved(course, Shift(milestone, day, day))


async def _tell(
    tx: Tx, kind: str, before: Course, done: Moved, now: datetime, workdays: Workdays, **subject: str
) -> None:
    """Tell the channel once, in working hours; nothing where nothing has changed."""
    milestone = done.moved.milestone
    changes = done.course.state(milestone).changes
    if changes == before.state(milestone).changes and not subject:
        return
    told = written(done) | {"milestone": milestone, "changes": str(changes)} | subject
    sequence = f"{milestone}:{changes}:{subject.get('actions', '')}{subject.get('secured', '')}"
    await outbox.add(tx, [courses.post_to_channel(done.course, kind, workdays.soonest(now), sequence, **told)])


def written(done: Moved) -> dict[str, str]:
    """What moved, what moved along and what did not, as the subject of a message keeps it; `read` reads it back."""
    shifts = {"moved": [done.moved], "along": done.along}
    lists = {
        name: " ".join(f"{one.milestone}/{one.before}/{one.after}" for one in found) for name, found in shifts.items()
    }
    lists["stayed"] = " ".join(f"{one.milestone}/{one.why}" for one in done.stayed)
    return {name: text for name, text in lists.items() if text}


def read(subject: Mapping[str, str], course: Course) -> Moved:
    """What a message tells, with the course as it is now."""
    [shift] = _shifts(subject["moved"])
    stayed = [one.split("/") for one in subject.get("stayed", "").split()]
    return Moved(
        course,
        shift,
        tuple(_shifts(subject.get("along", ""))),
        tuple(Stayed(milestone, Standing(why)) for milestone, why in stayed),
    )


def _shifts(text: str) -> list[Shift]:
    parts = [one.split("/") for one in text.split()]
    return [Shift(one, date.fromisoformat(before), date.fromisoformat(after)) for one, before, after in parts]

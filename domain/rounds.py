"""One barometer round: what may happen to it when, who is asked, and what that says before anyone answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.barometers import Barometer, GroupingId, Language, RoleId
from domain.people import ChannelId, TeamId, UserId
from domain.workdays import CLOSES, MORNING, Workdays

RoundId = str

#: A result needs five people; a round with fewer cannot be anonymous (rule P16).
FEWEST_INVITED = 5
#: Open questions and progress need ten (rules P10 and P11).
FEWEST_FOR_COMMENTS = 10
#: A new round of the same barometer waits this long after a release of the same people (rule P8).
DAYS_BETWEEN_ROUNDS = 90
DAYS_OPEN = 14
#: The first reminder is due when so much of the period has passed, the second so many working days before the end.
FIRST_REMINDER, SECOND_REMINDER_DAYS = 0.4, 2


class RoundState(StrEnum):
    """draft → confirmed → open → closing → sealed → published, or cancelled on the way to sealed."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    OPEN = "open"
    CLOSING = "closing"
    SEALED = "sealed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class WrongState(Exception):  # noqa: N818 - the name is the sentence
    """The round is past, or not yet at, the point where this can happen; carries the state it is in."""

    def __init__(self, state: RoundState) -> None:
        super().__init__(state.value)
        self.state = state


class Refusal(StrEnum):
    """Why a round cannot be started as it is."""

    TOO_FEW_INVITED = "too_few_invited"
    TOO_SOON = "too_soon"
    #: In the channel itself, and in another one among the same people.
    RUNNING_HERE = "running_here"
    RUNNING_ELSEWHERE = "running_elsewhere"
    CLOSES_BEFORE_IT_OPENS = "closes_before_it_opens"
    OPENS_IN_THE_PAST = "opens_in_the_past"
    BAROMETER_CHANGED = "barometer_changed"


class Step(StrEnum):
    """What happens next in a round by itself."""

    OPENING = "opening"
    REMINDER = "reminder"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Coming:
    """The result of a round that has opened is still to come."""

    #: When everybody gets it; None where it is late: something holds it up, and nobody knows for how long.
    at: datetime | None
    #: When the round closes; None where it has.
    closes: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One run of a barometer in one channel. `invited` counts the frozen roster by role."""

    id: RoundId
    team: TeamId
    channel: ChannelId
    unit: str
    barometer: Barometer
    grouping: GroupingId
    coordinator: UserId
    reader: UserId
    opens_at: datetime
    closes_at: datetime
    state: RoundState = RoundState.DRAFT
    result_channels: tuple[ChannelId, ...] = ()
    invited: Mapping[RoleId, int] = field(default_factory=dict)
    outside: int = 0
    reminders_sent: int = 0
    closed_early: bool = False
    language: Language = "da"
    #: No figure of it is about fewer people; whatever stands here, never about fewer than five (rule P1).
    k: int = FEWEST_INVITED
    #: Its figures were counted somewhere else and brought in; nobody was asked through Anker.
    measured_elsewhere: bool = False

    @property
    def people_invited(self) -> int:
        return sum(self.invited.values())

    @property
    def asks_open_questions(self) -> bool:
        asks = bool(self.barometer.open_items) and not self.measured_elsewhere
        return asks and self.people_invited >= FEWEST_FOR_COMMENTS

    @property
    def shows_progress(self) -> bool:
        return self.people_invited >= FEWEST_FOR_COMMENTS

    @property
    def takes_answers(self) -> bool:
        return self.state is RoundState.OPEN

    def in_state(self, *states: RoundState) -> Round:
        """The round itself; raises `WrongState` unless it is in one of these."""
        if self.state not in states:
            raise WrongState(self.state)
        return self

    def confirm(self) -> Round:
        return replace(self.in_state(RoundState.DRAFT), state=RoundState.CONFIRMED)

    def open(self, still_invited: Mapping[RoleId, int]) -> Round:
        """Open with those who are still there. Raises `WrongState`; too few is the caller's to refuse first."""
        return replace(self.in_state(RoundState.CONFIRMED), state=RoundState.OPEN, invited=still_invited)

    def close(self, *, early: bool = False) -> Round:
        return replace(self.in_state(RoundState.OPEN), state=RoundState.CLOSING, closed_early=early)

    def cancel(self) -> Round:
        """A round may be cancelled until it is sealed, also one that is frozen; nothing of it is released."""
        cancellable = (RoundState.DRAFT, RoundState.CONFIRMED, RoundState.OPEN, RoundState.CLOSING)
        return replace(self.in_state(*cancellable), state=RoundState.CANCELLED)

    def closing_at(self, moment: datetime) -> Round:
        """Move the closing time of an open round."""
        return replace(self.in_state(RoundState.OPEN), closes_at=moment, closed_early=True)

    def result_at(self, workdays: Workdays) -> datetime:
        """The result is posted at once in working hours, else at nine on the next working day."""
        return workdays.soonest(self.closes_at)

    def reminders_at(self, workdays: Workdays) -> tuple[datetime, datetime]:
        """Nine o'clock on the working day nearest 40 % of the period, and two working days before the close."""
        opens, closes = workdays.local(self.opens_at).date(), workdays.local(self.closes_at).date()
        first = workdays.nearest(opens + timedelta(days=round((closes - opens).days * FIRST_REMINDER)))
        second = workdays.shifted(closes, -SECOND_REMINDER_DAYS)
        return workdays.at(first, MORNING), workdays.at(second, MORNING)

    def next_step(self, workdays: Workdays, now: datetime) -> tuple[Step, datetime] | None:
        """What the clock does next, and when; None where no more answers are taken."""
        if self.state is RoundState.CONFIRMED:
            return Step.OPENING, self.opens_at
        if not self.takes_answers:
            return None
        reminder = self.reminds_after(workdays, now)
        return (Step.REMINDER, reminder) if reminder else (Step.CLOSING, self.closes_at)

    def reminds_after(self, workdays: Workdays, now: datetime) -> datetime | None:
        """When the next reminder goes out; None where the one before it was the last."""
        return next((at for at in self._reminders(workdays) if at > now), None)

    def reminders_due(self, workdays: Workdays, now: datetime) -> int:
        """How many reminders should have gone out by now."""
        due = [moment for moment in self._reminders(workdays) if moment <= now]
        return len(due) if self.takes_answers and now < self.closes_at else self.reminders_sent

    def _reminders(self, workdays: Workdays) -> list[datetime]:
        """Those that are sent, in order: none on the day of the opening or before it, none after the close, and one
        where the second would not come after the first; as in short rounds, and in those across closed weeks."""
        opened = workdays.local(self.opens_at).date()
        inside = [
            at for at in self.reminders_at(workdays) if workdays.local(at).date() > opened and at < self.closes_at
        ]
        return inside if inside == sorted({*inside}) else inside[:1]


def proposed_opening(workdays: Workdays, now: datetime, first: date | None = None) -> datetime:
    """Now in working hours, else nine on the next working day; at nine on `first` where a result keeps it waiting."""
    return workdays.at(first, MORNING) if first else workdays.soonest(now)


def proposed_closing(workdays: Workdays, opens_at: datetime) -> datetime:
    """Four in the afternoon on the working day two weeks after the opening, or the next one."""
    day = workdays.local(opens_at).date() + timedelta(days=DAYS_OPEN)
    return workdays.at(workdays.on_or_after(day), CLOSES)


def closing_on(workdays: Workdays, day: date) -> datetime:
    """Rounds close at four in the afternoon; a day off is moved to the next working day."""
    return workdays.at(workdays.on_or_after(day), CLOSES)


def opening_on(workdays: Workdays, day: date, clock: time, now: datetime) -> datetime:
    """The chosen opening, moved into working hours; a time that is already past today means now."""
    moment = workdays.soonest(workdays.at(day, clock))
    return max(moment, workdays.soonest(now)) if workdays.local(now).date() == day else moment


def first_day(workdays: Workdays, earliest: datetime) -> date:
    """The first day that can be chosen for an opening at nine that is not before `earliest`."""
    day = workdays.local(earliest).date()
    late = workdays.at(day, MORNING) < earliest
    return workdays.on_or_after(day + timedelta(days=1) if late else day)


def waits_until(workdays: Workdays, now: datetime, before: Before) -> date | None:
    """The first day that can be chosen, where the last result keeps a round from opening now; None where none does."""
    if before.earliest is None or not before.is_too_soon(workdays.soonest(now)):
        return None
    return first_day(workdays, before.earliest)


def early_closing(workdays: Workdays, now: datetime) -> datetime:
    """What closing early proposes: four in the afternoon on the next working day."""
    return closing_on(workdays, workdays.local(now).date() + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Before:
    """What already happened among the same people that a new round must respect."""

    #: The channels in which a round among them is confirmed or open.
    running_in: frozenset[ChannelId] = frozenset()
    #: When something was last released of the same barometer.
    released_at: datetime | None = None

    @property
    def earliest(self) -> datetime | None:
        """From when a round of the same barometer may open (rule P8); None where nothing was released."""
        return None if self.released_at is None else self.released_at + timedelta(days=DAYS_BETWEEN_ROUNDS)

    def running(self, channel: ChannelId) -> Refusal | None:
        """Why no other round can be started in the channel while one among the same people runs (rule P8)."""
        if not self.running_in:
            return None
        return Refusal.RUNNING_HERE if channel in self.running_in else Refusal.RUNNING_ELSEWHERE

    def is_too_soon(self, opens_at: datetime) -> bool:
        """Whether the last result keeps a round of the same barometer from opening then."""
        return self.earliest is not None and opens_at < self.earliest


def refusals(asked: Round, before: Before, now: datetime) -> tuple[Refusal, ...]:
    """Why the round cannot be started, if it cannot; rules P8 and P16 among the reasons."""
    reasons = {
        Refusal.TOO_FEW_INVITED: asked.people_invited < FEWEST_INVITED,
        Refusal.TOO_SOON: before.is_too_soon(asked.opens_at),
        Refusal.CLOSES_BEFORE_IT_OPENS: asked.closes_at <= asked.opens_at,
        Refusal.OPENS_IN_THE_PAST: asked.opens_at < now - timedelta(days=1),
    }
    running = before.running(asked.channel)
    return (*([running] if running else ()), *(reason for reason, holds in reasons.items() if holds))


class Progress(StrEnum):
    """The words that stand for a count too telling to show (rule P11)."""

    FEWER_THAN_FIVE = "fewer_than_five"
    ALMOST_ALL = "almost_all"


def shown_progress(handed_in: int, invited: int) -> int | Progress | None:
    """The day's total as it may be told: exact in the middle, a word near the ends, nothing below ten invited."""
    if invited < FEWEST_FOR_COMMENTS:
        return None
    if handed_in < FEWEST_INVITED:
        return Progress.FEWER_THAN_FIVE
    if handed_in > invited - FEWEST_INVITED:
        return Progress.ALMOST_ALL
    return handed_in


def progress_moment(workdays: Workdays, now: datetime) -> datetime:
    """The latest nine o'clock: the day's total is written once a day, at that hour."""
    today = workdays.at(workdays.local(now).date(), MORNING)
    return today if now >= today else workdays.at(workdays.local(now).date() - timedelta(days=1), MORNING)

"""What a course says comes once, at its local hour, whatever is killed; after a stop only what still helps."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot import app
from bot.settings import CONTENT
from domain.courses import Course
from domain.people import Person, Right
from handlers import courses
from handlers.course_reminders import MISSED
from handlers.slack import MAKERS, course_reminders, outbox
from storage import course_texts
from storage.course_texts import CourseText
from storage.tables import CourseTextRow, OutboxRow
from tests.conversations.course_houses import TEAM_ROOM, course_in, moment
from tests.conversations.house import HERE, House, TestClock, built
from tests.faults.mortal import Process, all_tick, processes
from tests.faults.outgoing import may_look_in_channels

#: What is said of a milestone: what it is, and on which local day, always at nine o'clock.
Said = tuple[str, str, date]
MINUTE = timedelta(minutes=1)
NINE = time(9)
STATUS = "status_meeting_1"
DAYS = 240
#: A message whose sender was killed comes when it is certain that it had not been posted.
LATEST = 30 * MINUTE


def meeting(milestone: str, *days: date) -> list[Said]:
    """Its reminders, and last the question whether it was held."""
    *before, asked = days
    return [*((milestone, "meeting", day) for day in before), (milestone, "was_it_held", asked)]


@dataclass(frozen=True, slots=True)
class Story:
    """A course that is set up a week before it begins; its first status meeting is moved to a change of the clocks.

    No round is ever started in it.
    """

    opens: date
    #: The day on which its first round would have been proposed: before the set-up, so it is proposed then.
    due_before: date
    moved_on: date
    moved_to: date
    says: list[Said]

    @property
    def set_up_on(self) -> date:
        return self.opens - timedelta(days=7)


#: Week 7 is closed, 25, 26 and 29 March 2027 are holidays, and summer time begins on 28 March.
SPRING = Story(
    opens=date(2027, 1, 11),
    due_before=date(2026, 12, 23),
    moved_on=date(2027, 3, 3),
    moved_to=date(2027, 3, 30),
    says=[
        *meeting("focus_groups", date(2027, 1, 25), date(2027, 1, 29), date(2027, 2, 1), date(2027, 2, 2)),
        *meeting("report_meeting", date(2027, 2, 12), date(2027, 2, 22), date(2027, 2, 23)),
        *meeting("development_day", date(2027, 2, 12), date(2027, 2, 26), date(2027, 3, 2)),
        *meeting("status_meeting_1", date(2027, 3, 23), date(2027, 3, 24), date(2027, 3, 30), date(2027, 3, 31)),
        *meeting("status_meeting_2", date(2027, 5, 14), date(2027, 5, 21), date(2027, 5, 24), date(2027, 5, 25)),
        ("barometer_1_open", "not_started", date(2027, 1, 12)),
        ("barometer_2_open", "round", date(2027, 7, 9)),
        ("barometer_2_open", "not_started", date(2027, 8, 3)),
        *meeting("final_meeting", date(2027, 8, 23), date(2027, 8, 27), date(2027, 8, 30), date(2027, 8, 31)),
    ],
)
#: Week 42 is closed, summer time ends on 31 October 2027 and begins again on 26 March 2028; Christmas is closed.
AUTUMN = Story(
    opens=date(2027, 8, 23),
    due_before=date(2027, 8, 9),
    moved_on=date(2027, 10, 13),
    moved_to=date(2027, 11, 1),
    says=[
        *meeting("focus_groups", date(2027, 9, 6), date(2027, 9, 10), date(2027, 9, 13), date(2027, 9, 14)),
        *meeting("report_meeting", date(2027, 9, 27), date(2027, 10, 1), date(2027, 10, 4), date(2027, 10, 5)),
        *meeting("development_day", date(2027, 9, 27), date(2027, 10, 8), date(2027, 10, 12)),
        *meeting("status_meeting_1", date(2027, 10, 25), date(2027, 10, 29), date(2027, 11, 1), date(2027, 11, 2)),
        *meeting("status_meeting_2", date(2027, 12, 23), date(2028, 1, 3), date(2028, 1, 4)),
        ("barometer_1_open", "not_started", date(2027, 8, 24)),
        ("barometer_2_open", "round", date(2028, 2, 9)),
        ("barometer_2_open", "not_started", date(2028, 2, 24)),
        *meeting("final_meeting", date(2028, 3, 15), date(2028, 3, 21), date(2028, 3, 22), date(2028, 3, 23)),
    ],
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """An empty database: the house's own SQLite file, and one of PostgreSQL."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture(autouse=True)
def _content_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that are started again all the time need not read the same files again."""
    for name in ("load_barometers", "load_templates", "load_courses"):
        read = getattr(app, name)([CONTENT])
        monkeypatch.setattr(app, name, lambda _, read=read: read)


def mark(course: Course, said: Said) -> str:
    """By which a message is known again in Slack, whatever it has become meanwhile."""
    milestone, occasion, day = said
    key = f"anker:{course.team}:{course.id}:{milestone}:{occasion}:{day.isoformat()}"
    return sha256(key.encode()).hexdigest()[:32]


def arrived(house: House) -> dict[str, list[datetime]]:
    """When each message that the bot started itself was posted, by its mark, wherever it stands."""
    found: dict[str, list[datetime]] = {}
    for room in house.workspace.channels.values():
        for message in room.posts.values():
            if message.metadata:
                at = datetime.fromtimestamp(float(message.ts), UTC)
                found.setdefault(message.metadata["event_payload"]["k"], []).append(at)
    return found


def of_the_team(house: House, course: Course) -> Person:
    return Person(course.team, house.person("Sofie").id, "da", frozenset({Right.TEAM}), course.channel)


async def moves(house: House, course: Course, to: date) -> None:
    """Somebody of the team moves the first status meeting, at the bot that listens."""
    desk, who = house.bot.desk, of_the_team(house, course)
    async with desk.store.writes() as tx:
        await courses.move(tx, who, course.id, STATUS, to, desk.now(), desk.workdays)


async def agrees(house: House, course: Course, on: date, at: time | None = None) -> None:
    """Somebody of the team agrees on the first status meeting, at the bot that listens."""
    desk, who = house.bot.desk, of_the_team(house, course)
    async with desk.store.writes() as tx:
        await courses.confirm(tx, who, course.id, STATUS, on, desk.now(), desk.workdays, at=at)


def interesting(house: House, story: Story, chance: Random) -> list[datetime]:
    """The moments at which anything may happen: around the beginning and every hour at which something is due, and some
    nights.
    """
    days = {day for _, _, day in story.says}
    spare = {story.opens + timedelta(days=chance.randrange(DAYS)) for _ in range(5)}
    # Whoever takes over after a killed process may be killed too: there is time for that until it is too late.
    around = (-timedelta(seconds=1), *(wait * MINUTE for wait in (0, 5, 10, 15, 20, 25)))
    at_night = {moment(house, day, time(2, 30)) for day in (story.moved_to, *spare)}
    hours = {house.clock.at, *(moment(house, day, NINE) for day in days)}
    return sorted({hour + step for hour in hours for step in around} | at_night)


async def lived_through(house: House, story: Story, found: list[Process], course: Course, chance: Random) -> None:
    """All of the days, with processes that die in the middle of what they do, or are stopped and started again."""
    has_moved = False
    for at in interesting(house, story, chance):
        house.clock.at = max(house.clock.at, at)
        if not has_moved and at.date() >= story.moved_on:
            has_moved = True
            await moves(house, course, story.moved_to)
        for one in found:
            is_hit = chance.random() < (0.25 if house.bot.desk.workdays.local(at).time() == NINE else 0.03)
            one.life.left = chance.randrange(16) if is_hit else None
        await all_tick(found)
        if chance.random() < 0.02:
            await found[0].stops()
            await found[0].starts()


@pytest.mark.timeout(180)
@pytest.mark.parametrize("story", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_everything_comes_once_at_its_local_hour_whoever_is_killed(
    tmp_path: Path, database_url: str | None, story: Story
) -> None:
    seed = int(os.environ.get("SEED") or Random().randrange(1_000_000))
    print(f"seed {seed}")  # noqa: T201 - to be run again with when it fails
    chance = Random(seed)
    begins = datetime.combine(story.set_up_on, time(8), UTC)
    async with built(tmp_path, database_url=database_url, clock=TestClock(begins)) as house:
        may_look_in_channels(house)
        course = await course_in(house, opens=story.opens)
        async with processes(house, 2) as found:
            await lived_through(house, story, found, course, chance)
            assert sum(one.kills for one in found), f"nobody was killed, seed {seed}"
        posted, clock = arrived(house), house.bot.desk.workdays.local
        for said in story.says:
            times = posted.get(mark(course, said), [])
            assert len(times) == 1, f"{said}: {times}, seed {seed}"
            due = moment(house, said[2], NINE)
            assert due <= times[0] <= due + LATEST, f"{said}: {clock(times[0])}, seed {seed}"
            assert clock(due).hour == 9
        # The course begins a week before its first barometer opens, whose round is proposed at once.
        late = mark(course, ("barometer_1_open", "round", story.due_before))
        assert len(posted.get(late, [])) == 1, f"seed {seed}"
        ours = {late, *(mark(course, said) for said in story.says)}
        others = Counter(row.kind for row in await sent(house))
        assert len(posted) == len(ours) + others["courses.started"], f"seed {seed}"
        assert others[MISSED] == 0


async def sent(house: House, kind: str | None = None) -> list[OutboxRow]:
    """What the bot has sent by itself, oldest first."""
    query = select(OutboxRow).where(OutboxRow.slack_ts.is_not(None)).order_by(OutboxRow.id)
    async with house.bot.desk.store.reads() as tx:
        return [row for row in await tx.session.scalars(query) if kind in {None, row.kind}]


# After a stop

#: The status meeting on Monday 12 April: what is said of it a week before, the last open day before, and on the day.
WEEK_BEFORE, DAY_BEFORE, ON_THE_DAY, ASKED = meeting(
    STATUS, date(2027, 4, 5), date(2027, 4, 9), date(2027, 4, 12), date(2027, 4, 13)
)


@dataclass(frozen=True, slots=True)
class Stop:
    """Down from one local moment to others, at each of which it looks once; what is then said, and what is not."""

    since: datetime
    back: tuple[datetime, ...]
    says: tuple[Said, ...]
    skips: tuple[Said, ...] = ()
    at: time | None = None


def local(month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of 2027 in Denmark."""
    return datetime(2027, month, day, hour, minute, second, tzinfo=ZoneInfo("Europe/Copenhagen"))


STOPS = {
    "a night": Stop(local(4, 8, 17), (local(4, 9, 10, 30),), (WEEK_BEFORE, DAY_BEFORE)),
    "a night, until the evening": Stop(local(4, 8, 17), (local(4, 9, 16),), (WEEK_BEFORE,)),
    "a weekend": Stop(local(4, 9, 8), (local(4, 12, 8, 30),), (WEEK_BEFORE, DAY_BEFORE)),
    "a weekend, back when the next one was due too": Stop(
        local(4, 9, 8), (local(4, 12, 9, 30),), (WEEK_BEFORE, ON_THE_DAY), (DAY_BEFORE,)
    ),
    "a weekend, until just before the meeting": Stop(
        local(4, 9, 8),
        (local(4, 12, 12, 59, 59),),
        (WEEK_BEFORE, ON_THE_DAY),
        (DAY_BEFORE,),
        time(13),
    ),
    "a weekend, until the meeting begins": Stop(
        local(4, 9, 8), (local(4, 12, 13),), (WEEK_BEFORE,), (DAY_BEFORE, ON_THE_DAY), time(13)
    ),
    "three weeks": Stop(
        local(4, 2, 15),
        (local(4, 23, 10),),
        (ASKED,),
        (WEEK_BEFORE, DAY_BEFORE, ON_THE_DAY),
    ),
    "ten days, back in the evening": Stop(
        local(4, 2, 15),
        (local(4, 12, 20), local(4, 13, 8), local(4, 13, 9)),
        (ASKED,),
        (WEEK_BEFORE, DAY_BEFORE, ON_THE_DAY),
    ),
    "six weeks": Stop(
        local(4, 2, 15),
        (local(5, 12, 10),),
        (),
        (WEEK_BEFORE, DAY_BEFORE, ON_THE_DAY, ASKED),
    ),
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """On 1 April 2027, in the middle of a course that was begun elsewhere."""
    async with built(tmp_path, clock=TestClock(datetime(2027, 4, 1, 8, tzinfo=UTC))) as house:
        may_look_in_channels(house)
        yield house


def of_status(house: House, course: Course) -> list[Said]:
    """What was said of the status meeting, each as often as it was."""
    posted = arrived(house)
    known = (WEEK_BEFORE, DAY_BEFORE, ON_THE_DAY, ASKED)
    return [said for said in known for _ in posted.get(mark(course, said), [])]


def told(said: Iterable[Said]) -> str:
    """As the message about what was missed names it."""
    return " ".join(f"{day}/{milestone}/{occasion}" for milestone, occasion, day in said)


@pytest.mark.parametrize("name", STOPS)
async def test_after_a_stop_the_newest_is_said_and_the_coordinator_hears_once_what_was_not(
    house: House, name: str
) -> None:
    stop = STOPS[name]
    course = await course_in(house, development_day=date(2027, 3, 1))
    if stop.at:
        await agrees(house, course, date(2027, 4, 12), stop.at)
    async with processes(house, 2) as found:
        for day in (1, 2, 5, 6, 7, 8, 9):
            if (at := local(4, day, 9)) < stop.since:
                house.clock.at = max(at, house.clock.at)
                await all_tick(found)
        for back in stop.back:
            house.clock.at = back
            for _ in range(2):
                await all_tick(found)
    assert of_status(house, course) == list(stop.says)
    missed = await sent(house, MISSED)
    assert [row.channel for row in missed] == [house.person("Mette").id] * bool(stop.skips)
    assert [f'"{told(stop.skips)}"' in row.subject for row in missed] == [True] * bool(stop.skips)
    heard = [message for message in house.person("Mette").messages() if "Anker var nede" in message.visible]
    assert len(heard) == bool(stop.skips)


async def test_what_is_changed_while_no_clock_runs_is_said_still_where_it_is_true_still(house: House) -> None:
    """The processes that listen go on: somebody agrees on the date when its reminder is due and not said."""
    course = await course_in(house, development_day=date(2027, 3, 1))
    house.clock.at = moment(house, date(2027, 4, 5), time(9, 20))
    await agrees(house, course, date(2027, 4, 12), time(13))
    await house.due()
    assert of_status(house, course) == [WEEK_BEFORE]


async def test_what_is_moved_while_no_clock_runs_is_not_said_of_the_day_before(house: House) -> None:
    course = await course_in(house, development_day=date(2027, 3, 1))
    house.clock.at = moment(house, date(2027, 4, 5), time(9, 20))
    await moves(house, course, date(2027, 4, 20))
    await house.due()
    assert of_status(house, course) == []
    assert await sent(house, MISSED) == []
    house.clock.at = moment(house, date(2027, 4, 13), NINE)
    await house.due()
    assert mark(course, (STATUS, "meeting", date(2027, 4, 13))) in arrived(house)


async def test_a_law_that_moves_a_holiday_moves_what_is_said_and_loses_none_of_it(house: House) -> None:
    """The almanac of a newer version knows that 5 April is a working day: it was planned for the Friday before."""
    desk = house.bot.desk
    today = desk.workdays
    desk.workdays = replace(today, is_holiday=lambda day: day == date(2027, 4, 5) or today.is_holiday(day))
    course = await course_in(house, development_day=date(2027, 3, 1))
    desk.workdays = today
    house.clock.at = moment(house, date(2027, 4, 2), NINE)
    await house.due()
    assert of_status(house, course) == []
    house.clock.at = moment(house, date(2027, 4, 5), NINE)
    await house.due()
    assert of_status(house, course) == [WEEK_BEFORE]


async def test_a_course_that_cannot_be_read_is_told_of_once_and_holds_up_no_other(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    frozen = await course_in(house, development_day=date(2027, 3, 1))
    course = await course_in(house, development_day=date(2027, 3, 1), channel=HERE)
    async with house.bot.desk.store.writes() as tx:
        written = CourseText('["Mette", "Alt"]', house.person("Mette").id, house.clock.now())
        await course_texts.keep(tx, frozen.id, "development_day", written)
        await tx.session.execute(update(CourseTextRow).values(body=b"\x01" + bytes(60)))
    house.clock.at = moment(house, date(2027, 4, 5), NINE)
    for _ in range(3):
        await course_reminders.remind_due(house.bot.desk)
        await outbox.deliver(house.bot.desk, MAKERS, house.bot.name)
        house.clock.at += MINUTE
    assert of_status(house, frozen) == []
    assert of_status(house, course) == [WEEK_BEFORE]
    lines = [record.getMessage() for record in caplog.records if record.name == "anker.courses"]
    assert lines == [f"course {frozen.id} is frozen: TamperedBody"]


async def test_where_nobody_leads_the_team_hears_in_its_channel_what_was_not_said(house: House) -> None:
    await course_in(house, development_day=date(2027, 3, 1))
    await house.name(TEAM_ROOM, coordinator=None)
    house.clock.at = local(4, 13, 10)
    await house.due()
    [missed] = await sent(house, MISSED)
    assert missed.channel == house.workspace.channel(TEAM_ROOM.lstrip("#")).id
    [card] = [one for one in house.person("Jonas").messages(TEAM_ROOM) if "Anker var nede" in one.visible]
    assert "En Slack-administrator kan vælge en koordinator" in card.visible

"""What courses say by themselves: what one look at the clock costs beside a thousand rows, and beside a million."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import delete, insert, select, text, update

from bench.figures import Sizes, Spread
from bench.rounds import CHANNEL, COORDINATOR, TEAM
from bot.almanac import danish_workdays
from bot.settings import CONTENT
from domain.courses import Course
from domain.people import Named
from domain.reminders import reminders
from domain.workdays import MORNING
from handlers import course_reminders
from handlers.courses import due_row
from storage import course_due, courses, people
from storage.content import Barometers
from storage.course_due import WAITING
from storage.course_files import load_courses
from storage.database import Store, migrate, open_store
from storage.keys import KeyStore
from storage.tables import CourseDueRow, CourseRow, OutboxRow

WORKDAYS = danish_workdays()
#: Half a year into the courses, on a Monday on which each of those that have something to say is due at nine.
BEGAN, TODAY = date(2027, 1, 11), date(2027, 4, 5)
NOW = WORKDAYS.at(TODAY, MORNING)
#: Half of what is not due was said, on days before today, and half of it waits for days to come.
CROWD = """
INSERT INTO course_due (key, team_id, course_id, subject, due_on, at, state)
SELECT 'crowd' || n, :team, 'course' || (n % :courses), 'status_meeting_1', {day}, '09:00:00',
  CASE WHEN n % 2 = 0 THEN 'said' ELSE 'waiting' END FROM {numbers}
"""
CROWDS = {
    "sqlite": CROWD.format(
        day="date('2027-04-05', CASE WHEN n % 2 = 0 THEN '-' ELSE '+' END || (1 + n % 900) || ' days')",
        numbers="(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :last) SELECT n FROM s)",
    ),
    "postgresql": CROWD.format(
        day="DATE '2027-04-05' + CAST((CASE WHEN n % 2 = 0 THEN -1 ELSE 1 END) * (1 + n % 900) AS integer)",
        numbers="generate_series(1, CAST(:last AS integer)) AS n",
    ),
}


@dataclass(frozen=True, slots=True)
class CourseSpeed:
    """One look at the clock in milliseconds, beside few rows and beside many; each time as much is due.

    The looks take turns in two databases. `ratio` is the look beside many rows by the one beside few, with something
    due, and `idle_ratio` the same with nothing due.
    """

    database: str
    courses: int
    due: int
    few_rows: int
    many_rows: int
    few_ms: Spread
    many_ms: Spread
    ratio: Spread
    idle_few_ms: Spread
    idle_many_ms: Spread
    idle_ratio: Spread


@dataclass(frozen=True, slots=True)
class Turns:
    """The times of looks that took turns."""

    few: Spread
    many: Spread
    ratio: Spread

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, float]]) -> Turns:
        few, many = zip(*pairs, strict=True)
        return cls(Spread.of(few), Spread.of(many), Spread.of([b / a for a, b in pairs]))


async def measure(database: str, urls: tuple[str, str], home: Path, sizes: Sizes) -> CourseSpeed:
    """`urls` are two empty databases of the kind with this name; `home` an empty folder for the keys."""
    few, many = [await _store(url, home) for url in urls]
    try:
        for store, rows in ((few, sizes.few_rows), (many, sizes.many_rows)):
            await _filled(store, sizes)
            await _crowded(store, sizes, rows)
        busy = Turns.of([(await _busy(few, sizes), await _busy(many, sizes)) for _ in range(2 * sizes.repetitions)])
        idle = Turns.of([(await _idle(few), await _idle(many)) for _ in range(10 * sizes.repetitions)])
    finally:
        for store in (few, many):
            await store.close()
    return CourseSpeed(
        database=database,
        courses=sizes.courses,
        due=sizes.due,
        few_rows=sizes.few_rows,
        many_rows=sizes.many_rows,
        few_ms=busy.few,
        many_ms=busy.many,
        ratio=busy.ratio,
        idle_few_ms=idle.few,
        idle_many_ms=idle.many,
        idle_ratio=idle.ratio,
    )


async def _store(url: str, home: Path) -> Store:
    await migrate(url)
    return await open_store(url, KeyStore(home / "keys"), Barometers(()), None, load_courses([CONTENT]))


async def _filled(store: Store, sizes: Sizes) -> None:
    """The courses, of which the first ones have something to say at nine o'clock."""
    [course_type, *_] = store.course_types.all()
    model = Course(
        id="course0",
        team=TEAM,
        channel=CHANNEL,
        department=CHANNEL,
        municipality="Egelund Kommune",
        type=course_type,
        anchors={"barometer_1_open": BEGAN},
        set_up_on=BEGAN,
    )
    async with store.writes() as tx:
        await people.save_named(tx, TEAM, CHANNEL, Named(coordinator=COORDINATOR))
        await courses.insert(tx, model, "bench")
        row = (await tx.session.execute(select(CourseRow.__table__))).mappings().one()
        others = [_numbered(dict(row), number) for number in range(1, sizes.courses)]
        await tx.session.execute(insert(CourseRow), others)
    for number in range(sizes.due):
        async with store.writes() as tx:
            course = await courses.load(tx, TEAM, f"course{number}")
            if course is None:
                raise RuntimeError("a course is gone")
            wanted = [due_row(one, WORKDAYS) for one in reminders(course, WORKDAYS) if one.due_on == TODAY]
            await course_due.plan(tx, course, wanted)


def _numbered(row: dict[str, object], number: int) -> dict[str, object]:
    return row | {"id": f"course{number}", "channel": f"{CHANNEL}{number}", "origin": f"bench{number}"}


async def _crowded(store: Store, sizes: Sizes, rows: int) -> None:
    """Rows that are not due, up to so many, spread over five years and all courses; the database knows of them."""
    numbers = {"team": TEAM, "courses": sizes.courses, "last": rows - sizes.due}
    async with store.writes() as tx:
        await tx.session.execute(text(CROWDS[store.engine.dialect.name]), numbers)
        await tx.session.execute(text("ANALYZE"))
    await store.forget_deleted()
    await _busy(store, sizes)  # the first look warms up


async def _busy(store: Store, sizes: Sizes) -> float:
    """A look at which something is due: read, said, and committed for each course, as the clock does it."""
    async with store.writes() as tx:
        await tx.session.execute(delete(OutboxRow))
        await tx.session.execute(update(CourseDueRow).where(CourseDueRow.due_on == TODAY).values(state=WAITING))
    return await _look(store, NOW, sizes.due)


async def _idle(store: Store) -> float:
    """A look at which nothing is due any more, as nearly all are."""
    return await _look(store, NOW + timedelta(minutes=1), 0)


async def _look(store: Store, now: datetime, due: int) -> float:
    """What the clock does every second, in milliseconds; so many courses have something to say."""
    begun = perf_counter()
    async with store.reads() as tx:
        found = await course_reminders.courses_due(tx, now, WORKDAYS)
    for team, course_id in found:
        async with store.writes() as tx:
            await course_reminders.say_due(tx, team, course_id, now, WORKDAYS)
    if len(found) != due:
        raise RuntimeError("other courses had something to say than were due")
    return 1000 * (perf_counter() - begun)

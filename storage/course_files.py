"""Course files: their form, what is a mistake in them, and the courses that they describe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.barometers import RoleId, Text
from domain.course_definitions import (
    Agenda,
    Anchor,
    Basis,
    Counted,
    CourseType,
    CourseTypeId,
    Invited,
    Kind,
    Milestone,
    Offset,
    Topic,
)
from domain.people import MARKED_ROLES, UNMARKED_ROLE
from storage import marked_yaml
from storage.barometer_files import misshapen
from storage.content import ContentError
from storage.marked_yaml import Mistake, Place

#: Courses are read from files of these names; other content stands in the same folder.
COURSE_FILES = ("course*.yaml", "course*.yml")

LONGEST_ID = 24
LONGEST_NAME = 150
#: Milestones of one course; a list that long is no overview any more.
MOST_MILESTONES = 40
MOST_REMINDERS = 5
MOST_POINTS = 12
#: How far a milestone may lie from what it is counted from, in days.
FARTHEST = 1100
#: Closed weeks and days of a year, so that there is always an open day near by.
MOST_CLOSED_WEEKS = 20
MOST_CLOSED_DAYS = 60
ROLES: tuple[RoleId, ...] = (*MARKED_ROLES, UNMARKED_ROLE)

_Id = Annotated[str, Field(pattern=rf"^[A-Za-z0-9][A-Za-z0-9_-]{{0,{LONGEST_ID - 1}}}$")]
_Name = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_NAME)]
_DaysBefore = Annotated[int, Field(ge=0, le=60)]
_Kind = Annotated[Kind, Field(strict=False)]
_Topic = Annotated[Topic, Field(strict=False)]


class UnknownCourse(Exception):  # noqa: N818 - read aloud where it is raised
    """No content file has this course, or not in this version."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _NameForm(_Form):
    da: _Name
    en: _Name | None = None


class _AgendaForm(_Form):
    da: list[_Name] = Field(min_length=1, max_length=MOST_POINTS)
    en: list[_Name] = Field(default=[], max_length=MOST_POINTS)
    topics: list[_Topic | None] = Field(default=[], max_length=MOST_POINTS)


class _CountedForm(_Form):
    after: _Id
    days: Annotated[int, Field(ge=-FARTHEST, le=FARTHEST)] | None = None
    weeks: Annotated[int, Field(ge=-FARTHEST // 7, le=FARTHEST // 7)] | None = None
    months: Annotated[int, Field(ge=-FARTHEST // 31, le=FARTHEST // 31)] | None = None


class _AnchorForm(_Form):
    given: bool
    default: _CountedForm | None = None


class _MilestoneForm(_NameForm, _CountedForm):
    id: _Id
    kind: _Kind
    basis: Basis = "default"
    invited: Invited | None = None
    groups: list[Annotated[list[str], Field(min_length=1)]] = []
    minutes: Annotated[int, Field(ge=5, le=1440)] | None = None
    remind_days_before: list[_DaysBefore] = Field(default=[], max_length=MOST_REMINDERS)
    agenda: _AgendaForm | None = None
    short: _NameForm | None = None
    the: _NameForm | None = None


class _CourseForm(_Form):
    id: _Id
    version: Annotated[int, Field(ge=1)]
    title: _NameForm
    anchors: dict[_Id, _AnchorForm] = Field(min_length=1)
    milestones: list[_MilestoneForm] = Field(min_length=1, max_length=MOST_MILESTONES)
    closed_weeks: list[Annotated[int, Field(ge=1, le=53)]] = Field(default=[], max_length=MOST_CLOSED_WEEKS)
    closed_days: list[str] = Field(default=[], max_length=MOST_CLOSED_DAYS)


@dataclass(frozen=True, slots=True)
class CourseTypes:
    """The courses that the content folders hold, in the order of folders and file names."""

    courses: tuple[CourseType, ...] = ()

    def get(self, course_id: CourseTypeId, version: int) -> CourseType:
        """The course in exactly this version; raises `UnknownCourse`."""
        for course in self.courses:
            if (course.id, course.version) == (course_id, version):
                return course
        raise UnknownCourse(f"{course_id}, version {version}")

    def every(self) -> tuple[CourseType, ...]:
        """All of them, in every version."""
        return self.courses

    def all(self) -> tuple[CourseType, ...]:
        """The newest version of every course: what a team can choose from."""
        newest = {one.id: one for one in sorted(self.courses, key=lambda one: one.version)}
        return tuple(newest[course_id] for course_id in dict.fromkeys(one.id for one in self.courses))


def load_courses(folders: Sequence[Path]) -> CourseTypes:
    """Every course in the folders, a municipality's own beside ours; raises `ContentError` with all mistakes."""
    mistakes: list[str] = []
    found: dict[tuple[CourseTypeId, int], tuple[Path, CourseType]] = {}
    for path in _files(folders):
        try:
            course = read_course(path)
        except ContentError as wrong:
            mistakes.extend(wrong.mistakes)
            continue
        first, _ = found.setdefault((course.id, course.version), (path, course))
        if first != path:
            about = f"is {course.id} version {course.version}, and so is {first}"
            mistakes.append(f"{path}: {about}. Give one of them another version, or remove it.")
    if mistakes:
        raise ContentError(mistakes)
    return CourseTypes(tuple(course for _, course in found.values()))


def _files(folders: Sequence[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted({p for name in COURSE_FILES for p in folder.glob(name)})]


def read_course(path: Path) -> CourseType:
    """The course of one file; raises `ContentError` with all its mistakes, in the order of the lines."""
    document = marked_yaml.read(path)
    result = document.unreadable or course_in(document.data)
    if isinstance(result, CourseType):
        return result
    in_order = sorted(result, key=lambda mistake: document.line(mistake.place) or 0)
    raise ContentError(document.tell(mistake) for mistake in in_order)


def course_in(data: object) -> CourseType | tuple[Mistake, ...]:
    """The course that a file's values describe, or everything that is wrong with them."""
    try:
        form = _CourseForm.model_validate(data)
    except ValidationError as invalid:
        return tuple(misshapen(error["type"], error["loc"], error.get("ctx", {})) for error in invalid.errors())
    return tuple(_contradictions(form)) or tuple(_circles(form)) or _course(form)


def _contradictions(form: _CourseForm) -> Iterator[Mistake]:
    known = {*form.anchors, *(milestone.id for milestone in form.milestones)}
    yield from _doubles([(("milestones", at, "id"), one.id) for at, one in enumerate(form.milestones)])
    for name, anchor in form.anchors.items():
        yield from _wrong_anchor(name, anchor, known)
    for at, milestone in enumerate(form.milestones):
        yield from _wrong_milestone(("milestones", at), milestone, known)
        if milestone.id in form.anchors and milestone.after != milestone.id:
            wrong = f"is an anchor as well, and yet counted from {milestone.after}"
            yield Mistake(("milestones", at, "after"), wrong, f"Write after: {milestone.id}, or change the id")
    yield from _doubles([(("closed_weeks", at), str(week)) for at, week in enumerate(form.closed_weeks)])
    for at, written in enumerate(form.closed_days):
        if _month_and_day(written) is None:
            yield Mistake(("closed_days", at), "is no day of the year", "Write month and day in quotes, '12-24'")
    yield from _doubles([(("closed_days", at), day) for at, day in enumerate(form.closed_days)])


def _doubles(named: list[tuple[Place, str]]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield Mistake(place, f"{name} stands twice", "Each may stand once only; change or remove one")
        seen.add(name)


def _wrong_anchor(name: str, anchor: _AnchorForm, known: set[str]) -> Iterator[Mistake]:
    place: Place = ("anchors", name)
    if anchor.default:
        yield from _wrong_counting((*place, "default"), anchor.default, known)
    elif not anchor.given:
        yield Mistake(place, "has no date: it is not given and has no default", "Write given: true, or a default")


def _wrong_milestone(place: Place, milestone: _MilestoneForm, known: set[str]) -> Iterator[Mistake]:
    yield from _wrong_counting(place, milestone, known)
    for at, group in enumerate(milestone.groups):
        for within, role in enumerate(group):
            if role not in ROLES:
                wrong = f"names the role {role}, which does not exist"
                yield Mistake((*place, "groups", at, within), wrong, f"Use {', '.join(ROLES)}")
    reminders = enumerate(milestone.remind_days_before)
    yield from _doubles([((*place, "remind_days_before", at), str(days)) for at, days in reminders])
    if milestone.agenda and milestone.agenda.topics and len(milestone.agenda.topics) != len(milestone.agenda.da):
        wrong = f"names {len(milestone.agenda.topics)} topics for {len(milestone.agenda.da)} points"
        yield Mistake((*place, "agenda", "topics"), wrong, "Write one for each point, null for none")
    if milestone.kind is not Kind.MEETING:
        for key in ("agenda", "remind_days_before", "groups"):
            if getattr(milestone, key):
                yield Mistake((*place, key), "is for meetings only", "Remove it, or write kind: meeting")


def _wrong_counting(place: Place, counted: _CountedForm, known: set[str]) -> Iterator[Mistake]:
    if counted.after not in known:
        wrong = f"names {counted.after}, which is neither an anchor nor a milestone"
        yield Mistake((*place, "after"), wrong, f"Use one of {', '.join(sorted(known))}")
    written = [value for value in (counted.days, counted.weeks, counted.months) if value is not None]
    if len(written) != 1:
        wrong = "does not say how long after" if not written else "says twice how long after"
        yield Mistake(place, wrong, "Write one of days, weeks and months")
    elif isinstance(counted, _MilestoneForm) and counted.after == counted.id and written != [0]:
        yield Mistake((*place, "after"), "is its own id, and yet some time later", "Write days: 0, or another id")


def _circles(form: _CourseForm) -> Iterator[Mistake]:
    """Milestones and defaults that are counted from one another, each circle told once."""
    after = _counted_after(form)
    told: set[str] = set()
    for start in after:
        way = [start]
        while (following := after.get(way[-1])) is not None and following not in way:
            way.append(following)
        circle = way[way.index(following) :] if following is not None else []
        if circle and not told & {*circle}:
            told |= {*circle}
            wrong = f"counts in a circle ({' after '.join([*circle, circle[0]])})"
            yield Mistake(_place_of(circle[0], form), wrong, "Count one of them from an anchor that is given")


def _counted_after(form: _CourseForm) -> Mapping[str, str]:
    """What each name is counted from; what is given, or can be, is counted from nothing where it has no default."""
    anchors = {name: anchor.default.after for name, anchor in form.anchors.items() if anchor.default}
    milestones = {one.id: one.after for one in form.milestones if one.after != one.id or one.id not in form.anchors}
    return {**anchors, **milestones}


def _place_of(name: str, form: _CourseForm) -> Place:
    for at, milestone in enumerate(form.milestones):
        if milestone.id == name and milestone.after != name:
            return ("milestones", at, "after")
    if name in form.anchors:
        return ("anchors", name, "default", "after")
    return ("milestones", next(at for at, one in enumerate(form.milestones) if one.id == name), "after")


def _month_and_day(written: str) -> tuple[int, int] | None:
    month, dash, day = written.partition("-")
    longest = {**dict.fromkeys([4, 6, 9, 11], 30), 2: 29}
    if len(written) != 5 or not dash or not (month + day).isascii() or not (month + day).isdecimal():
        return None
    found = int(month), int(day)
    return found if 1 <= found[0] <= 12 and 1 <= found[1] <= longest.get(found[0], 31) else None


def _course(form: _CourseForm) -> CourseType:
    return CourseType(
        id=form.id,
        version=form.version,
        title=_text(form.title),
        anchors=tuple(_anchor(name, anchor) for name, anchor in form.anchors.items()),
        milestones=tuple(_milestone(milestone) for milestone in form.milestones),
        closed_weeks=frozenset(form.closed_weeks),
        closed_days=frozenset(day for written in form.closed_days if (day := _month_and_day(written))),
    )


def _anchor(name: str, form: _AnchorForm) -> Anchor:
    return Anchor(name, _counted(form.default) if form.default else None)


def _milestone(form: _MilestoneForm) -> Milestone:
    return Milestone(
        id=form.id,
        kind=form.kind,
        name=_text(form),
        counted=_counted(form),
        basis=form.basis,
        invited=form.invited,
        groups=tuple(tuple(group) for group in form.groups),
        minutes=form.minutes,
        remind_days_before=tuple(form.remind_days_before),
        agenda=_agenda(form.agenda) if form.agenda else Agenda(),
        short=_text(form.short) if form.short else None,
        the=_text(form.the) if form.the else None,
    )


def _agenda(form: _AgendaForm) -> Agenda:
    return Agenda(tuple(form.da), tuple(form.en), tuple(form.topics))


def _counted(form: _CountedForm) -> Counted:
    return Counted(form.after, Offset(form.days or 0, form.weeks or 0, form.months or 0))


def _text(form: _NameForm) -> Text:
    return Text(da=form.da, en=form.en)

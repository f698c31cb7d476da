"""The types of courses, kept with them: a course goes on as it was set up, whatever becomes of a file."""

from __future__ import annotations

from pydantic import TypeAdapter

from domain.course_definitions import CourseType
from domain.people import TeamId
from storage.course_files import UnknownCourse
from storage.database import Tx
from storage.definitions import Kind
from storage.tables import CourseTypeRow

_KIND = Kind(CourseTypeRow, TypeAdapter(CourseType), UnknownCourse)


async def keep(tx: Tx, team: TeamId, course_type: CourseType) -> str:
    """Keep the definition, if it is not kept already; the hash under which it can be read."""
    return await _KIND.keep(tx, team, course_type)


async def read(tx: Tx, team: TeamId, digest: str) -> CourseType:
    """The definition kept under the hash. Raises `UnknownCourse` where it is missing or not what was kept."""
    return await _KIND.read(tx, team, digest)

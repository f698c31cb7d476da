"""What people write for a course, sealed with the key ring, each text tied to its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from domain.courses import CourseId
from domain.people import UserId
from storage.database import Tx, changed, insert_into
from storage.sealed import place
from storage.tables import CourseTextRow


@dataclass(frozen=True, slots=True)
class CourseText:
    """One text, and who wrote it when."""

    text: str
    author: UserId
    at: datetime


async def keep(tx: Tx, course_id: CourseId, subject: str, written: CourseText) -> None:
    """Keep the text about the subject instead of an earlier one; the course was loaded with `lock`."""
    tx.writes("person")
    await forget(tx, course_id, subject)
    body = tx.keys.ring.seal(written.text.encode(), _place(course_id, subject))
    named = {"course_id": course_id, "subject": subject, "author": written.author, "at": written.at}
    await changed(tx, insert_into(tx, CourseTextRow).values({**named, "body": body}))


async def read(tx: Tx, course_id: CourseId, subjects: Iterable[str]) -> dict[str, CourseText]:
    """The texts by subject. Raises `KeyMissing` and `TamperedBody`."""
    mine = (CourseTextRow.course_id == course_id, CourseTextRow.subject.in_([*subjects]))
    found = await tx.session.scalars(select(CourseTextRow).where(*mine))
    return {
        row.subject: CourseText(tx.keys.ring.open(row.body, place_of(row)).decode(), row.author, row.at)
        for row in found
    }


async def forget(tx: Tx, course_id: CourseId, subject: str) -> None:
    """Delete the text about the subject, if there is one."""
    mine = (CourseTextRow.course_id == course_id, CourseTextRow.subject == subject)
    await changed(tx, delete(CourseTextRow).where(*mine))


def place_of(row: CourseTextRow) -> bytes:
    """What ties a text to its row."""
    return _place(row.course_id, row.subject)


def _place(course_id: CourseId, subject: str) -> bytes:
    return place("course_texts", course_id, subject)

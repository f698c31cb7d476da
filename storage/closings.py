"""What is written about the end of a course, sealed like every text of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from domain.closings import Answer, Closing, Followed, Secured
from domain.courses import CourseId
from domain.people import UserId
from storage import course_texts
from storage.course_texts import CourseText
from storage.database import Tx

#: Under which each is kept among the texts of a course.
SECURED, FOLLOWED = "securing", "followed"


async def read(tx: Tx, course_id: CourseId) -> Closing:
    """What is kept about the end of the course. Raises `KeyMissing` and `TamperedBody`."""
    texts = await course_texts.read(tx, course_id, [SECURED, FOLLOWED])
    return Closing(_secured(texts.get(SECURED)), _followed(texts.get(FOLLOWED)))


async def keep_secured(tx: Tx, course_id: CourseId, rows: Sequence[Secured], by: UserId, now: datetime) -> None:
    """Keep who secures what, instead of what was kept; the course was loaded with `lock`."""
    if not rows:
        await course_texts.forget(tx, course_id, SECURED)
        return
    written = json.dumps([[one.what, one.who] for one in rows], ensure_ascii=False)
    await course_texts.keep(tx, course_id, SECURED, CourseText(written, by, now))


async def keep_followed(tx: Tx, course_id: CourseId, followed: Followed) -> None:
    """Keep the answer to the question after the course, which was loaded with `lock`."""
    written = json.dumps([followed.answer.value, followed.comment], ensure_ascii=False)
    await course_texts.keep(tx, course_id, FOLLOWED, CourseText(written, followed.by, followed.at))


def _secured(kept: CourseText | None) -> tuple[Secured, ...]:
    return tuple(Secured(what, who) for what, who in json.loads(kept.text)) if kept else ()


def _followed(kept: CourseText | None) -> Followed | None:
    if kept is None:
        return None
    answer, comment = json.loads(kept.text)
    return Followed(Answer(answer), comment, kept.author, kept.at)

"""Once an hour: what has served its time is deleted, and what an older secret key sealed is sealed anew."""

from __future__ import annotations

from handlers import keeping
from handlers.slack.desk import Desk


async def rotate(desk: Desk) -> None:
    if _is_time(desk, "rotate"):
        await keeping.rotate(desk.store)


async def forget_walks(desk: Desk) -> None:
    if _is_time(desk, "forget walks"):
        await keeping.forget_walks(desk.store, desk.now())


async def forget_courses(desk: Desk) -> None:
    if _is_time(desk, "forget courses"):
        await keeping.forget_courses(desk.store, desk.now())


def _is_time(desk: Desk, what: str) -> bool:
    if desk.alarms.get(what):
        return False
    desk.alarms.note(what, value=True)
    return True

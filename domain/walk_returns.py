"""An approver sends a template back with a word on what is to be changed, in place of an approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.people import UserId
from domain.walk_reviews import edition, is_ready
from domain.walks import Walk, WalkAct

#: Longest word on what is to be changed, in characters.
LONGEST_WORD = 1000


@dataclass(frozen=True, slots=True)
class Returned:
    """Who sent back which edition of a walk, when, and what is to be changed."""

    by: UserId
    at: datetime
    edition: str
    text: str


def may_send_back(walk: Walk, user: UserId) -> bool:
    """Whether the person approves, somebody else can change it, and no question is open any more.

    While questions are open those who write are not done, and could not ask for the approval that they are told of.
    """
    others = any(author != user for author in walk.authors)
    return others and walk.may(user, WalkAct.APPROVE) and is_ready(walk)


def is_of_what_stands(walk: Walk, returned: Returned | None) -> bool:
    """Whether it was sent back exactly as it stands: nobody is asked to approve it before it is changed."""
    return returned is not None and walk.changed and returned.edition == edition(walk)


def newest(walk: Walk, returns: Sequence[Returned]) -> Returned | None:
    """What was said last since a version was approved; an approval answers everything before it."""
    since = walk.versions[-1].at if walk.versions else None
    open_ones = [one for one in returns if since is None or one.at >= since]
    return open_ones[-1] if open_ones else None

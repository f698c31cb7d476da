"""Who takes part in a walk: named anew, handed over, and left with somebody else taking over what was open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from domain.people import UserId
from domain.revisions import Question
from domain.walks import Part, Walk


class NoHeir(Exception):  # noqa: N818 - the name is the sentence
    """Somebody who leaves must name a participant who takes over what they had open."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who shall take part, as what, and by when they mean to be done; the owner is always an author."""

    owner: UserId
    authors: Sequence[UserId]
    approvers: Sequence[UserId]
    target: date

    def parts(self) -> dict[UserId, frozenset[Part]]:
        """Everybody with their parts, in the order named."""
        named: dict[UserId, frozenset[Part]] = {self.owner: frozenset({Part.OWNER, Part.AUTHOR})}
        for users, part in ((self.authors, Part.AUTHOR), (self.approvers, Part.APPROVER)):
            for user in users:
                named[user] = named.get(user, frozenset()) | {part}
        return named


def crew_edition(walk: Walk) -> str:
    """A short name for exactly these people and this date: whoever saves an older form is told of the newer one."""
    people = [(user, sorted(parts)) for user, parts in walk.people.items()]
    return sha256(repr((people, walk.target)).encode()).hexdigest()[:12]


def open_with(walk: Walk, user: UserId) -> tuple[Question, ...]:
    """The questions that somebody else must take over when this person leaves."""
    handed = {question for question, one in walk.handed.items() if one.taker == user}
    unsettled = {question for question, one in walk.unsettled.items() if one.owner == user}
    return tuple(question for question in walk.questions if question.id in handed | unsettled)


def rearranged(walk: Walk, crew: Crew, heir: UserId | None) -> Walk:
    """The walk with these people; what those who leave had open goes to the heir, who becomes an author.

    Raises `NoHeir` where something is to be taken over and nobody, or somebody who leaves as well, takes it.
    """
    parts = crew.parts()
    leaving = [user for user in walk.people if user not in parts]
    if any(open_with(walk, user) for user in leaving):
        if heir is None or heir in leaving:
            raise NoHeir
        parts[heir] = parts.get(heir, frozenset()) | {Part.AUTHOR}
    for user in leaving:
        walk = _passed_on(walk, user, heir)
    kept = {user: parts[user] for user in walk.people if user in parts}
    return replace(walk, people={**kept, **parts}, target=crew.target)


def left_by(walk: Walk, user: UserId, heir: UserId | None) -> Walk:
    """Somebody leaves; their parts and what they had open, were handed or own go to the heir.

    Raises `NoHeir` where there is something to take over and nobody who takes it.
    """
    if user not in walk.people:
        return walk
    parts = walk.people[user]
    if heir == user or (heir is None and (open_with(walk, user) or parts & {Part.OWNER, Part.APPROVER})):
        raise NoHeir
    people = {other: other_parts for other, other_parts in walk.people.items() if other != user}
    if heir is not None:
        people[heir] = people.get(heir, frozenset()) | parts
    return replace(_passed_on(walk, user, heir), people=people)


def _passed_on(walk: Walk, user: UserId, heir: UserId | None) -> Walk:
    """What somebody who leaves was handed and is to settle goes to the heir, and they are on no question any more."""
    places = {other: place for other, place in walk.places.items() if other != user}
    if heir is None:
        return replace(walk, places=places)
    handed = {key: replace(one, taker=heir) if one.taker == user else one for key, one in walk.handed.items()}
    unsettled = {key: replace(one, owner=heir) if one.owner == user else one for key, one in walk.unsettled.items()}
    return replace(walk, places=places, handed=handed, unsettled=unsettled)


def came(before: Walk, after: Walk) -> Mapping[UserId, frozenset[Part]]:
    """Who takes part after and did not before."""
    return {user: parts for user, parts in after.people.items() if user not in before.people}


def new_approvers(before: Walk, after: Walk) -> tuple[UserId, ...]:
    """Those who took part already and approve from now on."""
    return tuple(user for user in after.approvers if user in before.people and user not in before.approvers)


def left(before: Walk, after: Walk) -> tuple[UserId, ...]:
    return tuple(user for user in before.people if user not in after.people)

"""A template that was begun by mistake: it can be deleted for as long as no version is approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.people import UserId
from domain.revisions import Status
from domain.walk_texts import Waiting
from domain.walks import Walk


class AlreadyApproved(Exception):  # noqa: N818 - the name is the sentence
    """A version is approved: the template is a document by now, and goes only when nobody has used it for years."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a deletion takes away: the walk, the texts that stand in no answer yet, and the place in a course."""

    walk: Walk
    waiting: tuple[Waiting, ...] = ()
    in_course: bool = False

    @property
    def questions(self) -> int:
        """How many questions have come further than open."""
        return sum(answer.status is not Status.OPEN for answer in self.walk.answers.values())

    @property
    def writers(self) -> tuple[UserId, ...]:
        """Whose texts are lost; those who take part come first, in the order in which they were named."""
        texts = [answer for answer in self.walk.answers.values() if answer.text]
        wrote = {user for answer in texts for user in (*answer.writers, answer.author)}
        wrote |= {one.user for one in self.waiting}
        return (*(user for user in self.walk.people if user in wrote), *sorted(wrote - self.walk.people.keys()))


def loss_of(walk: Walk, waiting: Iterable[Waiting] = (), *, in_course: bool = False) -> Loss:
    """What deleting the walk would take away. Raises `AlreadyApproved` where a version is approved."""
    if walk.versions:
        raise AlreadyApproved
    return Loss(walk, tuple(waiting), in_course)

"""One group's walk through a template: who answers what, in which words, and who is on which question.

Several people write one set of answers. Every wording is kept as a revision with its author; nothing that somebody
wrote is overwritten without their seeing it. The answers are not anonymous, and every card says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.barometers import Language, Text
from domain.people import ChannelId, TeamId, UserId
from domain.revisions import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    AnswerTooLong,
    ColleaguesText,
    Overtaken,
    Question,
    QuestionId,
    Revision,
    Reworded,
    Status,
    UnknownQuestion,
    Unsettled,
    Version,
    differences,
    wording,
    writers_after,
)
from domain.templates import Element, ElementId, Template

WalkId = str

#: Whoever was shown a question within this time is taken to be on it: colleagues are led past it.
ON_IT = timedelta(minutes=30)


class Part(StrEnum):
    """What somebody is in a walk; one person may be several things."""

    OWNER = "owner"
    AUTHOR = "author"
    APPROVER = "approver"


class WalkAct(StrEnum):
    """What not every participant may do."""

    SEE = "see"
    WRITE = "write"
    MANAGE = "manage"
    APPROVE = "approve"


#: Who may do what in a walk; what is not in it is allowed to nobody.
MAY: Mapping[WalkAct, frozenset[Part]] = {
    WalkAct.SEE: frozenset(Part),
    WalkAct.WRITE: frozenset({Part.OWNER, Part.AUTHOR}),
    WalkAct.MANAGE: frozenset({Part.OWNER}),
    WalkAct.APPROVE: frozenset({Part.APPROVER}),
}


class NotInWalk(Exception):  # noqa: N818 - read aloud where it is raised
    """The person has no part in the walk that allows this."""


@dataclass(frozen=True, slots=True)
class Place:
    """The question that somebody was shown last, and when."""

    question: QuestionId
    at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A question that one participant asked another to answer."""

    giver: UserId
    taker: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class Walk:
    """A group's way through one template. `answers` holds the standing revision of every question touched."""

    id: WalkId
    team: TeamId
    template: Template
    unit: str
    people: Mapping[UserId, frozenset[Part]]
    target: date
    channel: ChannelId
    started_at: datetime
    language: Language = "da"
    answers: Mapping[QuestionId, Revision] = field(default_factory=dict)
    added: tuple[Question, ...] = ()
    places: Mapping[UserId, Place] = field(default_factory=dict)
    handed: Mapping[QuestionId, Handed] = field(default_factory=dict)
    unsettled: Mapping[QuestionId, Unsettled] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()

    @property
    def owner(self) -> UserId:
        return next(user for user, parts in self.people.items() if Part.OWNER in parts)

    @property
    def authors(self) -> tuple[UserId, ...]:
        """Everybody who writes, in the order in which they were named."""
        return tuple(user for user in self.people if self.may(user, WalkAct.WRITE))

    @property
    def approvers(self) -> tuple[UserId, ...]:
        return tuple(user for user in self.people if self.may(user, WalkAct.APPROVE))

    def may(self, user: UserId, act: WalkAct) -> bool:
        return bool(self.people.get(user, frozenset()) & MAY[act])

    def check(self, user: UserId, act: WalkAct) -> None:
        """Raise `NotInWalk` unless one of the person's parts allows the act."""
        if not self.may(user, act):
            raise NotInWalk(act)

    # Questions

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order asked; those that participants added stand last in their element."""
        return tuple(question for element in self.template.elements for question in self.questions_of(element))

    def questions_of(self, element: Element) -> tuple[Question, ...]:
        prompts = (Question(prompt.id, element.id, prompt.text, prompt.follows) for prompt in element.prompts)
        return (*prompts, *(question for question in self.added if question.element == element.id))

    def question(self, question_id: QuestionId) -> Question:
        """The question; raises `UnknownQuestion`."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise UnknownQuestion(question_id)

    def number(self, question_id: QuestionId) -> int:
        """The question's place among all, from 1; raises `UnknownQuestion`."""
        return self.questions.index(self.question(question_id)) + 1

    def status(self, question_id: QuestionId) -> Status:
        answer = self.answers.get(question_id)
        return answer.status if answer else Status.OPEN

    def progress(self, element: Element | None = None) -> Mapping[Status, int]:
        """How many questions, of the element or of all, have come how far."""
        questions = self.questions if element is None else self.questions_of(element)
        statuses = [self.status(question.id) for question in questions]
        return {status: statuses.count(status) for status in Status}

    # Answers

    def add_text(self, question_id: QuestionId, text: str, author: UserId, at: datetime) -> Walk:
        """Add what somebody wrote below their own text, or begin the answer.

        Raises `ColleaguesText` where somebody else's words stand there, `AnswerTooLong`, `NotInWalk` and
        `UnknownQuestion`. Blank text changes nothing.
        """
        self.check(author, WalkAct.WRITE)
        standing = self.answers.get(question_id)
        if standing and standing.text and standing.author != author:
            raise ColleaguesText(standing)
        whole = f"{standing.text}\n\n{text.strip()}" if standing and standing.text else text.strip()
        return self._revised(question_id, whole, Status.ANSWERED, author, at) if text.strip() else self

    def replace_text(self, question_id: QuestionId, text: str, base: int, author: UserId, at: datetime) -> Walk:
        """Put a text in place of the one that the writer saw, which was revision `base` (0: none); blank empties it.

        Raises `Overtaken` where another revision stands by now, `AnswerTooLong`, `NotInWalk` and `UnknownQuestion`.
        """
        self._stands(question_id, base, author)
        status = Status.ANSWERED if text.strip() else Status.OPEN
        return self._revised(question_id, text.strip(), status, author, at)

    def mark(self, question_id: QuestionId, status: Status, base: int, author: UserId, at: datetime) -> Walk:
        """Say that a question is not settled, or not relevant here; a text that stands there stays.

        Who settles it, and by when, is somebody's choice: see `settles`. Raises what `replace_text` raises.
        """
        self._stands(question_id, base, author)
        standing = self.answers.get(question_id)
        return self._revised(question_id, standing.text if standing else "", status, author, at)

    def _stands(self, question_id: QuestionId, base: int, author: UserId) -> None:
        self.check(author, WalkAct.WRITE)
        standing = self.answers.get(question_id)
        if standing is not None and standing.number != base:
            raise Overtaken(standing)

    def _revised(self, question_id: QuestionId, text: str, status: Status, author: UserId, at: datetime) -> Walk:
        self.check(author, WalkAct.WRITE)
        self.question(question_id)
        if len(text) > LONGEST_ANSWER:
            raise AnswerTooLong
        standing = self.answers.get(question_id)
        if (standing.text, standing.status) == (text, status) if standing else status is Status.OPEN:
            return self
        writers = writers_after(standing, status, text, author)
        revision = Revision(question_id, (standing.number if standing else 0) + 1, status, text, author, at, writers)
        left = {key: value for key, value in self.unsettled.items() if key != question_id}
        unsettled = self.unsettled if status is Status.NOT_SETTLED else left
        return replace(self, answers={**self.answers, question_id: revision}, unsettled=unsettled)

    def add_question(self, question_id: QuestionId, element: ElementId, text: str, author: UserId) -> Walk:
        """Add a question of one's own to an element.

        Raises `UnknownElement`, `NotInWalk`, and `AnswerTooLong` beyond `LONGEST_QUESTION` characters.
        """
        self.check(author, WalkAct.WRITE)
        self.template.element(element)
        if len(text) > LONGEST_QUESTION:
            raise AnswerTooLong
        question = Question(question_id, element, Text(da=text.strip(), en=text.strip()), added_by=author)
        return replace(self, added=(*self.added, question))

    def may_reword(self, question_id: QuestionId) -> bool:
        """Whether it is a question of one's own that no approved version has: those keep their words."""
        approved = (question.id for version in self.versions for question in version.added)
        return self.question(question_id).added_by is not None and question_id not in approved

    def reword(self, question_id: QuestionId, text: str, seen: str, author: UserId) -> Walk:
        """Put other words in place of those that were `seen`; the question is now whoever's they are, its answer stays.

        Blank text changes nothing. Raises `Reworded`, `NotInWalk`, `UnknownQuestion`, and `AnswerTooLong` beyond
        `LONGEST_QUESTION` characters.
        """
        self.check(author, WalkAct.WRITE)
        question = self.question(question_id)
        if len(text) > LONGEST_QUESTION:
            raise AnswerTooLong
        if text.strip() in {"", question.text.da}:
            return self
        if not self.may_reword(question_id) or wording(question) != seen:
            raise Reworded
        new = replace(question, text=Text(da=text.strip(), en=text.strip()), added_by=author)
        return replace(self, added=tuple(new if one == question else one for one in self.added))

    # Who is on what

    def on_it(self, question_id: QuestionId, now: datetime, besides: UserId | None = None) -> tuple[UserId, ...]:
        """Those who were shown the question last, and not long ago; `besides` is left out."""
        return tuple(
            user
            for user, place in self.places.items()
            if user != besides and place.question == question_id and now - place.at < ON_IT
        )

    def at(self, user: UserId, question_id: QuestionId, now: datetime) -> Walk:
        """Somebody is shown a question. Raises `UnknownQuestion`."""
        self.question(question_id)
        return replace(self, places={**self.places, user: Place(question_id, now)})

    def stepped_off(self, user: UserId, question_id: QuestionId) -> Walk:
        """Somebody is not on a question any more: it is still what they were shown last, but not of late."""
        place = self.places.get(user)
        if place is None or place.question != question_id:
            return self
        return replace(self, places={**self.places, user: replace(place, at=place.at - ON_IT)})

    def hand(self, question_id: QuestionId, giver: UserId, taker: UserId, at: datetime) -> Walk:
        """Ask a colleague to answer a question; they become an author if they are not in the walk yet.

        Raises `NotInWalk` and `UnknownQuestion`.
        """
        self.check(giver, WalkAct.WRITE)
        self.question(question_id)
        people = {**self.people, taker: self.people.get(taker, frozenset()) | {Part.AUTHOR}}
        return replace(self, people=people, handed={**self.handed, question_id: Handed(giver, taker, at)})

    def take_back(self, question_id: QuestionId) -> Walk:
        """The question is nobody's in particular any more: it came back, or it was answered."""
        return replace(self, handed={key: value for key, value in self.handed.items() if key != question_id})

    def settles(self, question_id: QuestionId, owner: UserId, due: date) -> Walk:
        """Name who finds out about a question that is not settled, and by when; they join as an author."""
        people = {**self.people, owner: self.people.get(owner, frozenset()) | {Part.AUTHOR}}
        return replace(self, people=people, unsettled={**self.unsettled, question_id: Unsettled(owner, due)})

    # Versions

    @property
    def version(self) -> int:
        """The version that is being written: the approved one while nothing has changed since, else the next."""
        approved = self.versions[-1].number if self.versions else 0
        return approved if self.versions and not self.changed else approved + 1

    @property
    def changed(self) -> bool:
        """Whether an answer or a question differs from the version approved last; True before the first."""
        if not self.versions:
            return True
        last = self.versions[-1]
        return last.added != self.added or bool(differences(last.answers, self.answers))

    def approve(self, user: UserId, at: datetime) -> Walk:
        """Freeze what stands as a version; approving twice is approving once. Raises `NotInWalk`."""
        self.check(user, WalkAct.APPROVE)
        if not self.changed:
            return self
        version = Version(self.version, user, at, dict(self.answers), self.added, self.authors, dict(self.unsettled))
        return replace(self, versions=(*self.versions, version))

"""One person's way through one barometer. Which item comes next is derived, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.barometers import Barometer, Choice, Item, ItemId, RoleId

#: Longest comment, in characters (rule P10 of docs/privacy.md).
LONGEST_COMMENT = 1000


class SittingState(StrEnum):
    """How far a person is; only what is handed in counts."""

    EMPTY = "empty"
    STARTED = "started"
    HANDED_IN = "handed_in"
    WITHDRAWN = "withdrawn"


class CommentTooLong(ValueError):  # noqa: N818 - the name is the sentence
    """A comment longer than `LONGEST_COMMENT`."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person's answers so far; items go by id, never by position, and no person is in it."""

    barometer: Barometer
    role: RoleId
    state: SittingState = SittingState.EMPTY
    answers: Mapping[ItemId, Choice] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    reminders: bool = True

    @property
    def items(self) -> tuple[Item, ...]:
        """The items asked of this person's role, in order."""
        return self.barometer.items_for(self.role)

    @property
    def open_items(self) -> tuple[Item, ...]:
        """The items without an answer, in order; one that was skipped is none of them."""
        return tuple(item for item in self.items if item.id not in self.answers)

    @property
    def open_item(self) -> Item | None:
        """The first item without an answer."""
        return next(iter(self.open_items), None)

    @property
    def left_out(self) -> tuple[Item, ...]:
        """The items that the person skipped, and those left open when they handed in, in order."""
        given_up = {Choice.SKIPPED, None} if self.handed_in else {Choice.SKIPPED}
        return tuple(item for item in self.items if self.answers.get(item.id) in given_up)

    @property
    def handed_in(self) -> bool:
        return self.state is SittingState.HANDED_IN

    @property
    def wants_reminder(self) -> bool:
        """Whoever handed in, deleted their answers or asked for peace is left alone."""
        return self.reminders and self.state in {SittingState.EMPTY, SittingState.STARTED}

    @property
    def answered(self) -> int:
        return len(self.answers)

    def number(self, item_id: ItemId) -> int:
        """The item's place in this person's sequence, from 1."""
        return [item.id for item in self.items].index(item_id) + 1

    def before(self, item_id: ItemId) -> Item | None:
        """The item asked just before this one, if any."""
        number = self.number(item_id)
        return self.items[number - 2] if number > 1 else None

    def answer(self, item_id: ItemId, choice: Choice) -> Sitting:
        """Keep a choice. The last open item hands the sitting in; a change afterwards leaves it handed in.

        Raises `UnknownItem` or `NotAsked` (`domain.barometers`).
        """
        self.barometer.check(self.role, item_id, choice)
        answered = replace(self, answers={**self.answers, item_id: choice})
        done = self.handed_in or answered.open_item is None
        return replace(answered, state=SittingState.HANDED_IN if done else SittingState.STARTED)

    def skip(self, item_id: ItemId) -> Sitting:
        """Leave an item out; it counts as not answered by somebody who was asked."""
        return self.answer(item_id, Choice.SKIPPED)

    def hand_in(self) -> Sitting:
        """Hand in what there is; nothing answered is nothing to hand in."""
        return replace(self, state=SittingState.HANDED_IN) if self.answers else self

    def withdraw(self) -> Sitting:
        """Delete every answer and comment; an empty sitting has nothing to delete."""
        if self.state is SittingState.EMPTY:
            return self
        return replace(self, state=SittingState.WITHDRAWN, answers={}, comments={})

    def comment(self, open_item_id: str, text: str) -> Sitting:
        """Keep a comment, or delete it where the text is blank. Raises `CommentTooLong` and `KeyError`."""
        if open_item_id not in {item.id for item in self.barometer.open_items}:
            raise KeyError(open_item_id)
        if len(text) > LONGEST_COMMENT:
            raise CommentTooLong
        others = {key: value for key, value in self.comments.items() if key != open_item_id}
        kept = {open_item_id: text.strip()} if text.strip() else {}
        return replace(self, comments={**others, **kept})

    def without_reminders(self) -> Sitting:
        return replace(self, reminders=False)

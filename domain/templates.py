"""An implementation template as a content file writes it: elements, their notes, and questions in the open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.barometers import Language, Text

TemplateId = str
ElementId = str
PromptId = str

#: A question ends with its mark, and the bracket that may close behind it; what follows is the next one, if it asks
#: something itself.
_ENDS = re.compile(r"(?:(?<=\?)|(?<=\?\)))\s+(?=[^?]*\?)")


class TemplateError(Exception):
    """Something asked of a template that it does not have."""


class UnknownElement(TemplateError):  # noqa: N818 - read aloud where it is raised
    """The template has no element of this id."""


class UnknownPrompt(TemplateError):  # noqa: N818 - read aloud where it is raised
    """The template has no prompt of this id."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question, word for word; `follows` names the one that it can only be understood after."""

    id: PromptId
    text: Text
    follows: PromptId | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """Questions about one side of the method, and the note that stands before them."""

    id: ElementId
    name: Text
    note: Text | None
    prompts: tuple[Prompt, ...]
    note_follows: ElementId | None = None


@dataclass(frozen=True, slots=True)
class SideNote:
    """What has become of a rule since the template was written, and when that was last looked up."""

    prompts: frozenset[PromptId]
    text: Text
    checked: date


@dataclass(frozen=True, slots=True)
class Template:
    """Questions that a group of leaders answers together; id and version name it for ever."""

    id: TemplateId
    version: int
    languages: tuple[Language, ...]
    title: Text
    introduction: Text
    elements: tuple[Element, ...]
    side_notes: tuple[SideNote, ...] = ()
    aliases: Text | None = None

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Every question, in the order in which it is asked."""
        return tuple(prompt for element in self.elements for prompt in element.prompts)

    def element(self, element_id: ElementId) -> Element:
        """The element; raises `UnknownElement`."""
        for element in self.elements:
            if element.id == element_id:
                return element
        raise UnknownElement(element_id)

    def prompt(self, prompt_id: PromptId) -> Prompt:
        """The question; raises `UnknownPrompt`."""
        for prompt in self.prompts:
            if prompt.id == prompt_id:
                return prompt
        raise UnknownPrompt(prompt_id)

    def notes(self, element_id: ElementId) -> tuple[Text, ...]:
        """The element's note, after those that it continues; raises `UnknownElement`."""
        return tuple(element.note for element in reversed([*self._followed(element_id)]) if element.note)

    def side_note(self, prompt_id: PromptId) -> SideNote | None:
        """What has changed in the law since this question was written, if anybody has noted it."""
        return next((note for note in self.side_notes if prompt_id in note.prompts), None)

    def _followed(self, element_id: ElementId) -> Iterator[Element]:
        """The element, the one its note continues, and so on back; a loop ends where it began."""
        seen: set[ElementId] = set()
        here: ElementId | None = element_id
        while here is not None and here not in seen:
            seen.add(here)
            element = self.element(here)
            yield element
            here = element.note_follows


def sub_questions(text: str) -> tuple[str, ...]:
    """The questions that one prompt asks together, the first one first; one where it asks one only.

    Nothing is left out and nothing is said twice: put together again with spaces they are the prompt word for word.
    """
    return tuple(_ENDS.split(text))

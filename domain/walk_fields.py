"""An answer written in a field that began with the present text: what of it is the writer's own."""

from __future__ import annotations

from collections.abc import Sequence

from domain.revisions import Revision


def text_of(wordings: Sequence[Revision], number: int) -> str:
    """The text of one revision of an answer, "" for none."""
    return next((one.text for one in wordings if one.number == number), "")


def with_own(standing: Revision | None, opened: str, text: str) -> str:
    """What stands, and below it what the writer added to the text that their field was opened with."""
    there = standing.text if standing else ""
    return "\n\n".join(part for part in (there, own(opened, text)) if part)


def own(opened: str, text: str) -> str:
    """What the writer of a text added to the one that their field was opened with.

    Paragraphs that stood there already are not theirs; one that they changed is, whole.
    """
    before, after = opened.strip(), text.strip()
    if _goes_on(before, after):
        return after.removeprefix(before).strip()
    theirs = (part for part in _paragraphs(after) if part not in _paragraphs(before))
    return "\n\n".join(theirs)


def _goes_on(before: str, after: str) -> bool:
    """Whether a text begins with another, and not only with the same letters of a longer word."""
    behind = after[len(before) : len(before) + 1]
    return after.startswith(before) and not (before[-1:].isalnum() and behind.isalnum())


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]

"""Why what was typed into a field of a window is not taken; told at the field."""

from __future__ import annotations

from domain.people import Member
from messages.slack.departments import absence_reason
from messages.slack.text import clean
from messages.wording import Words


def looks_like_cpr(line: int, words: Words) -> str:
    """Why what was written in a field of a window was refused; no digit of it is repeated."""
    return words(
        "Noget i linje {line} ligner et CPR-nummer. Intet er gemt. Fjern nummeret, og gem igen. Er det ikke et "
        "CPR-nummer, så skriv tallet med bogstaver.",
        line=line,
    )


def is_blank(words: Words) -> str:
    """A field that Slack takes for filled in, since there are spaces in it."""
    return words("Her står kun mellemrum. Skriv det, der mangler.")


def cannot_write(member: Member, words: Words) -> str | None:
    """Why somebody cannot be asked to do something in Anker, and whom to choose instead; None for a colleague.

    Slack's menu of people offers everybody: only its menu of conversations takes a filter
    (docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object).
    """
    if member.absence is None:
        return None
    return words(
        "{name} kan ikke vælges: {reason}. Vælg en kollega, der selv kan skrive til Anker.",
        name=clean(member.name, 60) or words("Personen"),
        reason=absence_reason(member.absence, words),
    )

"""Why what was typed into a field of a window is not taken; told at the field."""

from __future__ import annotations

from messages.wording import Words


def looks_like_cpr(line: int, words: Words) -> str:
    """Why what was written in a field of a window was refused; no digit of it is repeated."""
    return words(
        "Noget i linje {line} ligner et CPR-nummer. Intet er gemt. Fjern nummeret, og gem igen. Er det ikke et "
        "CPR-nummer, så skriv tallet med bogstaver.",
        line=line,
    )

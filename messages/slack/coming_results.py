"""When the result of a round comes: said in the same words wherever somebody asks."""

from __future__ import annotations

from domain.rounds import Coming
from messages.slack.text import marked
from messages.wording import Words


def coming_told(coming: Coming, words: Words) -> str:
    """When it comes; where it should have come, whom to ask."""
    if coming.at is None:
        return marked(
            words, "Resultatet er forsinket. Er det her ikke inden for en time, så spørg den, der driver Anker."
        )
    return marked(words, "Resultatet kommer i kanalen {moment}.", moment=words.moment(coming.at))


def round_told(coming: Coming, words: Words) -> str:
    """How long the round is open, or that it is closed, and when its result comes."""
    if coming.closes is None:
        return f"{marked(words, 'Runden er lukket.')} {coming_told(coming, words)}"
    open_until = marked(words, "Runden er åben til {moment}.", moment=words.moment(coming.closes))
    return f"{open_until} {coming_told(coming, words)}"

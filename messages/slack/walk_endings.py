"""A template that is deleted before it was approved: what is asked first, and what everybody reads of it."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.views import View

from domain.people import ChannelId, UserId
from domain.walk_endings import Loss
from domain.walk_reviews import edition
from domain.walks import Walk
from messages.slack.cards import Card, message_view, modal, section
from messages.slack.text import channel, literal, marked, person
from messages.slack.walk_reviews import name_of, standing
from messages.slack.walks import line_card, people
from messages.wording import Words


def delete_view(loss: Loss, words: Words, *, is_changed: bool = False) -> View:
    """What is lost, and whose it is, before it is lost. `is_changed`: somebody wrote since it was opened."""
    changed = marked(words, "*Nogen har skrevet imens.* Her er det, der går tabt nu. Intet er slettet.")
    walk = loss.walk
    lines = [f"*{literal(name_of(walk, words))}*", *_lost(loss, words)]
    if loss.in_course:
        lines.append(marked(words, "Forløbet fortæller ikke mere om den."))
    return modal(
        "walks.delete",
        words("Slet skabelonen?"),
        [
            *([section(changed)] if is_changed else []),
            section("\n".join(lines), block_id=f"{walk.id}:{edition(walk)}"),
            section(_for_good(walk, words)),
        ],
        submit=words("Slet skabelonen"),
        close=words("Luk"),
    )


def _lost(loss: Loss, words: Words) -> Iterator[str]:
    number, writers = loss.questions, loss.writers
    if number:
        yield literal(words.count("1 spørgsmål er behandlet.", "{n} spørgsmål er behandlet.", number))
    if writers:
        yield marked(words, "Det, der er skrevet, er af {people}.", people=people(writers, words))
        yield marked(words, "Skal noget af det gemmes, så luk her, og hent først *Dokument*.")
    elif not number:
        yield marked(words, "Der er ikke skrevet noget i den.")


def _for_good(walk: Walk, words: Words) -> str:
    if len(walk.people) == 1:
        return marked(words, "Det kan ikke fortrydes. I kan begynde en ny med `/icm start`.")
    return marked(
        words,
        "Alt i den bliver slettet for alle, og det kan ikke fortrydes. De andre får at vide, at du har slettet den. "
        "I kan begynde en ny med `/icm start`.",
    )


def deleted_view(walk: Walk, words: Words) -> View:
    """The receipt."""
    text = marked(words, "*{name}* er slettet.", name=name_of(walk, words))
    return message_view(words("Slettet"), text, words("Luk"))


def approved_view(walk: Walk, words: Words) -> View:
    """Why it cannot be deleted any more."""
    why = marked(words, "Det, der er godkendt, kan ikke slettes. Er det forkert, så ret det, og godkend en ny version.")
    return message_view(words("Slet skabelonen?"), f"{standing(walk, words)} {why}", words("Luk"))


def deleted_card(by: UserId, summaries: ChannelId, words: Words) -> Card:
    """For everybody else who took part; what it was called is gone with it."""
    text = marked(
        words,
        "{person} har slettet den skabelon, I var i gang med, før den var godkendt. Opsummeringer fra den kom i "
        "{channel}. Det, der var skrevet, er væk, og du skal ikke gøre mere.",
        person=person(by),
        channel=channel(summaries),
    )
    return Card(text, [section(text)])


def summary_line(walk: Walk, words: Words) -> Card:
    """What the summary in the channel becomes."""
    return line_card(marked(words, "{name}: skabelonen er slettet.", name=name_of(walk, words)))

"""A template that an approver sends back: the window in which they say why, and what whoever writes in it reads."""

from __future__ import annotations

from slack_sdk.models.blocks import PlainTextInputElement, SectionBlock
from slack_sdk.models.views import View

from domain.people import UserId
from domain.revisions import Status
from domain.walk_returns import LONGEST_WORD, Returned, may_send_back
from domain.walk_reviews import edition
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, field, message_view, modal, plain, section
from messages.slack.text import literal, marked, person
from messages.slack.walk_reviews import name_of, spoken, standing
from messages.slack.walks import aside, line_card, people
from messages.wording import Words


def send_back_view(walk: Walk, user: UserId, words: Words, *, text: str = "", is_changed: bool = False) -> View:
    """What is to be changed, in the approver's own words. `is_changed`: somebody wrote since it was opened."""
    if not may_send_back(walk, user):
        kept = [SectionBlock(text=plain(text))] if text else []
        told = [section(standing(walk, words)), section(_why_not(walk, words))]
        return modal("walks.not_sent_back", words("Send tilbage"), [*told, *kept], close=words("Luk"))
    changed = marked(words, "*Nogen har skrevet imens.* Se på svarene igen, eller send det, du har skrevet.")
    others = [author for author in walk.authors if author != user]
    element = PlainTextInputElement(multiline=True, max_length=LONGEST_WORD, initial_value=text or None)
    hint = words("Det kommer med dit navn. Ingen borgere, ingen CPR-numre.")
    return modal(
        "walks.send_back",
        words("Send tilbage"),
        [
            *([section(changed)] if is_changed else []),
            section(f"*{literal(name_of(walk, words))}*", block_id=f"{walk.id}:{edition(walk)}"),
            field("walks.word", words("Hvad skal ændres?"), element, hint),
            context(marked(words, "Besked til {people}.", people=people(others, words))),
        ],
        submit=words("Send tilbage"),
        close=words("Luk uden at sende"),
    )


def _why_not(walk: Walk, words: Words) -> str:
    if walk.progress()[Status.OPEN]:
        return marked(
            words, "Der er åbne spørgsmål, så de, der skriver med, er ikke færdige. Send den tilbage, når de er."
        )
    return marked(words, "Der er ikke noget at sende tilbage nu.")


def sent_back_view(words: Words) -> View:
    """The receipt."""
    text = words("Sendt tilbage. De, der skriver med, får besked. Du hører det, når de beder om godkendelse.")
    return message_view(words("Sendt tilbage"), literal(text), words("Luk"))


def sent_back_line(walk: Walk, words: Words) -> Card:
    """What becomes of what asked the approver."""
    return line_card(marked(words, "*{name}*: du har sendt den tilbage.", name=name_of(walk, words)))


def returned_card(walk: Walk, returned: Returned, words: Words) -> Card:
    """For whoever writes in it; it interrupts nothing that they are writing."""
    facts = {"name": name_of(walk, words), "person": person(returned.by)}
    told = marked(words, "*{name}*: {person} vil have noget ændret, før skabelonen godkendes:", **facts)
    then = marked(words, "Ret svarene, og bed så om godkendelse under `/icm status`.")
    press = buttons(
        button(words("Gennemse"), "walks.review", walk.id), button(words("Se status"), "walks.status", walk.id)
    )
    blocks = [section(told), SectionBlock(text=plain(returned.text)), context(then), press]
    return aside(Card(spoken([told, literal(returned.text), then]), blocks))

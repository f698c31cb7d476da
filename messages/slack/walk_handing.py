"""A question that one participant hands to another, and its answer that comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from slack_sdk.models.blocks import SectionBlock, UserSelectElement
from slack_sdk.models.views import View

from domain.revisions import Question, Status
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, field, modal, plain, section
from messages.slack.text import clean, literal, marked, person
from messages.slack.walk_marks import ASIDE
from messages.slack.walks import LINE, aside, excerpt, line_card, read_button, status_name, value
from messages.wording import Words

#: Begins the name of the receipt for a question that was given away, and is followed by the walk and the question.
GIVEN = f"{ASIDE}/given:"


def hand_view(walk: Walk, question: Question, words: Words) -> View:
    """Who is asked to answer the question."""
    return modal(
        "walks.hand",
        words("Giv til kollega"),
        [
            section(f"*{literal(words.of(question.text))}*", block_id=value(walk, question, "hand")),
            field(
                "walks.taker",
                words("Hvem kan svare?"),
                UserSelectElement(),
                words(
                    "Kollegaen får spørgsmålet som direkte besked, kommer med blandt dem, der skriver, og kan se hele "
                    "skabelonen. Gæster og apps kan ikke vælges."
                ),
            ),
        ],
        submit=words("Send"),
        close=words("Luk"),
    )


def with_joined(card: Card, words: Words) -> Card:
    """For somebody who comes into the walk with the question that they are asked to answer, at its first showing."""
    told = marked(
        words, "Du er nu med blandt dem, der skriver i skabelonen. Du kan forlade den under *Personer* i `/icm status`."
    )
    first, *others = card.blocks
    return Card(f"{card.text} {told}", [first, context(told), *others])


def given_card(walk: Walk, question: Question, words: Words) -> Card:
    """The giver's receipt; it stays when the next question comes below it, and is known for the question's."""
    facts = {"person": person(walk.handed[question.id].taker), "number": walk.number(question.id)}
    told = marked(words, "Spørgsmål {number} er givet til {person}. Du får besked her, når der er svaret.", **facts)
    card = line_card(told)
    card.blocks[0].block_id = GIVEN + value(walk, question)
    return card


def is_given(blocks: Iterable[Mapping[str, Any]], walk: Walk, question: Question) -> bool:
    """Whether a card of ours is the receipt for a question that was given away."""
    return any(block.get("block_id") == GIVEN + value(walk, question) for block in blocks)


def awaited_no_more_line(walk: Walk, question: Question, words: Words) -> Card:
    """What a receipt becomes: no answer comes from whoever the question was given to."""
    facts = {"number": walk.number(question.id), "question": clean(words.of(question.text), LINE)}
    handed = walk.handed.get(question.id)
    if handed is None:
        return line_card(marked(words, "Nr. {number} er taget tilbage: {question}", **facts))
    who = {"giver": person(handed.giver), "taker": person(handed.taker)}
    return line_card(marked(words, "{giver} har givet nr. {number} videre til {taker}: {question}", **who, **facts))


def awaited_no_more_card(walk: Walk, question: Question, words: Words) -> Card:
    """For the first giver, whoever took the question back or handed it on: to whom its answer comes."""
    line = awaited_no_more_line(walk, question, words)
    handed = walk.handed.get(question.id)
    if handed is None:
        then = marked(words, "Alle kan svare på det igen.")
    else:
        then = marked(words, "Svaret kommer til {giver}.", giver=person(handed.giver))
    return line_card(f"{line.text} {then}")


def not_asked_card(walk: Walk, question: Question, words: Words, *, interrupts: bool = False) -> Card:
    """For somebody who was to answer a question: it was answered, is another colleague's, or was taken back.

    `interrupts`: they were on it, so that what they write below may be meant for it or for nothing.
    """
    answer, handed = walk.answers.get(question.id), walk.handed.get(question.id)
    facts = {"number": walk.number(question.id), "question": clean(words.of(question.text), LINE)}
    if handed:
        why = marked(words, "Nr. {number} er nu hos {person}: {question}", person=person(handed.taker), **facts)
    elif answer and answer.status in {Status.ANSWERED, Status.NOT_RELEVANT}:
        why = marked(words, "{person} har svaret på nr. {number}: {question}", person=person(answer.author), **facts)
    else:
        why = marked(words, "Nr. {number} er taget tilbage: {question}", **facts)
    text = f"{why}\n{marked(words, 'Du behøver ikke svare på det.')}"
    go_on = button(words("Næste spørgsmål"), "walks.begin", walk.id)
    card = Card(text.replace("\n", " "), [section(text), buttons(go_on)])
    return card if interrupts else aside(card)


def came_back_card(walk: Walk, question: Question, words: Words) -> Card:
    """The answer to a question that was handed out."""
    answer = walk.answers[question.id]
    facts = {"person": person(answer.author), "number": walk.number(question.id), "question": words.of(question.text)}
    text = marked(words, "{person} har svaret på nr. {number}: {question}", **facts)
    return Card(
        text,
        [
            section(text),
            SectionBlock(text=plain(excerpt(answer.text) or status_name(answer.status, words))),
            buttons(
                read_button(walk, question, words),
                button(words("Vis spørgsmålet"), "walks.show", value(walk, question)),
            ),
        ],
    )

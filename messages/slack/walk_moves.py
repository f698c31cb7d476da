"""The way through a walk: which one, where in it, paused, at its end, and a jump to any question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import DividerBlock, Option, OptionGroup, PlainTextInputElement, StaticSelectElement
from slack_sdk.models.views import View

from domain.people import UserId
from domain.revisions import LONGEST_QUESTION, Question, Status, wording
from domain.walk_reviews import is_finished, unsettled_of
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, field, modal, option, plain, section
from messages.slack.text import literal, marked
from messages.slack.walk_marks import DOOR
from messages.slack.walk_reviews import approvers_told, nobodys_told, own_told, settle_buttons, spoken
from messages.slack.walks import line_card, short_title, value
from messages.wording import Words

#: How far a question is, in the list of all.
_SIGNS = {Status.OPEN: "○", Status.ANSWERED: "●", Status.NOT_SETTLED: "?", Status.NOT_RELEVANT: "–"}
_WITH_A_COLLEAGUE = "→"
#: So many questions that somebody is to settle are named at the end, each with the way to it.
MOST_OWN = 3


def choose_card(walks: Sequence[Walk], words: Words) -> Card:
    """Several walks are open: which one to go on with."""
    text = marked(words, "Hvilken skabelon vil du fortsætte med?")
    rows = [
        section(
            literal(f"{short_title(walk, words)}: {walk.unit}"),
            button(words("Fortsæt"), "walks.begin", walk.id),
        )
        for walk in walks[:20]
    ]
    return Card(text, [section(text), *rows])


def none_card(words: Words) -> Card:
    """Somebody without a walk: whom to ask."""
    text = marked(
        words,
        "Du er ikke med i nogen skabelon lige nu. En leder eller koordinator kan begynde en med `/icm start` og "
        "tage dig med.",
    )
    return Card(text, [section(text)])


def sent_card(walk: Walk, question: Question, words: Words) -> Card:
    """The question was sent as a direct message."""
    facts = {"number": walk.number(question.id), "total": len(walk.questions)}
    text = marked(words, "Spørgsmål {number} af {total} er sendt til dig i vores direkte besked.", **facts)
    return Card(text, [section(text)])


def sent_line(words: Words, *, is_here: bool = False) -> Card:
    """In place of what was pressed where no card can stand; `is_here` in the direct message itself."""
    if is_here:
        return line_card(marked(words, "Fortsæt i den nyeste besked."))
    return line_card(marked(words, "Fortsæt i vores direkte besked."))


def paused_card(walk: Walk, words: Words) -> Card:
    text = marked(
        words,
        "Skabelonen for {unit} venter på dig. Alt, du har skrevet, er gemt. Fortsæt her eller med /icm.",
        unit=walk.unit,
    )
    go_on = button(words("Fortsæt"), "walks.begin", walk.id, style="primary")
    return Card(text, [section(text, block_id=DOOR + walk.id), buttons(go_on)])


def nothing_left_card(walk: Walk, user: UserId, today: date, words: Words, waiting: Card | None = None) -> Card:
    """No open question is left for this person: what is not settled, what they left `waiting`, and what comes next.

    What they are to settle themselves is named, with the way to it.
    """
    progress = walk.progress()
    unsettled, still_open = progress[Status.NOT_SETTLED], progress[Status.OPEN]
    lines = [marked(words, "Der er ikke flere åbne spørgsmål til dig i {unit}.", unit=walk.unit)]
    if still_open:
        one = "1 spørgsmål står åbent: hos en kollega eller sprunget over."
        several = "{n} spørgsmål står åbne: hos kolleger eller sprunget over."
        lines.append(words.count(one, several, still_open))
    if unsettled:
        lines.append(words.count("1 er ikke afklaret endnu.", "{n} er ikke afklaret endnu.", unsettled))
    lines += nobodys_told(walk, words)
    if not is_finished(walk):
        lines.append(approvers_told(walk, words))
    text = " ".join(lines)
    mine = unsettled_of(walk, user)[:MOST_OWN]
    own = [own_told(walk, question, user, today, words) for question in mine]
    ways = [settle_buttons(walk, question, words) for question in mine]
    return Card(
        spoken([*([waiting.text] if waiting else []), text, *own]),
        [
            *([*waiting.blocks, DividerBlock()] if waiting else []),
            section(text),
            *(block for told, way in zip(own, ways, strict=True) for block in (section(told), way)),
            buttons(
                button(words("Gennemse"), "walks.review", walk.id),
                button(words("Se status"), "walks.status", walk.id),
            ),
        ],
    )


def jump_view(walk: Walk, here: Question, words: Words) -> View:
    """Every question by element, with how far it is; apart from it, the way to a question of one's own."""
    lines = {question.id: _line(walk, question, words) for question in walk.questions}
    groups = [
        OptionGroup(
            label=plain(words.of(element.name), 75), options=[lines[one.id] for one in walk.questions_of(element)]
        )
        for element in walk.template.elements
    ]
    chooser = StaticSelectElement(option_groups=groups, initial_option=lines[here.id])
    legend = marked(
        words, "○ ikke besvaret · ● besvaret · ? ikke afklaret endnu · – ikke relevant hos os · → hos en kollega"
    )
    own = marked(words, "Mangler der et spørgsmål under {element}?", element=_element(walk, here, words))
    return modal(
        "walks.jump",
        words("Hop til"),
        [
            section(literal(f"{short_title(walk, words)}: {walk.unit}"), block_id=value(walk, here, "jump")),
            field("walks.to", words("Spørgsmål"), chooser),
            context(legend),
            DividerBlock(),
            section(own, button(words("Tilføj jeres eget"), "walks.own", value(walk, here))),
        ],
        submit=words("Gå dertil"),
        close=words("Luk"),
    )


def own_view(walk: Walk, here: Question, words: Words) -> View:
    """A question of one's own, for the element of the question one is on."""
    text = marked(words, "Spørgsmålet kommer sidst under *{element}*.", element=_element(walk, here, words))
    return modal(
        "walks.own",
        words("Eget spørgsmål"),
        [
            section(text, block_id=value(walk, here, "own")),
            field(
                "walks.own",
                words("Jeres spørgsmål"),
                PlainTextInputElement(multiline=True, max_length=LONGEST_QUESTION),
                words("Når jeres forhold kræver det. Det mærkes som jeres eget."),
            ),
        ],
        submit=words("Tilføj"),
        close=words("Luk"),
    )


def reword_view(walk: Walk, question: Question, words: Words) -> View:
    """Other words for a question of one's own; where somebody has answered it, that the answer stays."""
    stays = marked(words, "Spørgsmålet er besvaret. Svaret bliver stående under de nye ord.")
    answer = walk.answers.get(question.id)
    return modal(
        "walks.reword",
        words("Ret spørgsmålet"),
        [
            section(f"*{literal(_element(walk, question, words))}*", block_id=value(walk, question, wording(question))),
            field(
                "walks.wording",
                words("Jeres spørgsmål"),
                PlainTextInputElement(
                    multiline=True, max_length=LONGEST_QUESTION, initial_value=words.of(question.text)
                ),
                words("Det står med dit navn, når du har rettet det."),
            ),
            *([context(stays)] if answer and answer.text else []),
        ],
        submit=words("Gem"),
        close=words("Luk"),
    )


def _element(walk: Walk, question: Question, words: Words) -> str:
    return words.of(walk.template.element(question.element).name)


def _line(walk: Walk, question: Question, words: Words) -> Option:
    sign = _WITH_A_COLLEAGUE if question.id in walk.handed else _SIGNS[walk.status(question.id)]
    text = re.sub(r"\s+", " ", words.of(question.text))
    return option(f"{sign} {walk.number(question.id)}. {text}", question.id)

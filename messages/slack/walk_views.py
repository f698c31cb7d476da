"""The modals in which an answer is written and read: the field, what a colleague wrote meanwhile, every wording."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    InputBlock,
    PlainTextInputElement,
    RadioButtonsElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from domain.revisions import LONGEST_ANSWER, Question, Revision, Status
from domain.walks import Walk
from messages.slack.cards import context, message_view, modal, option, plain, section
from messages.slack.text import clean, literal, marked, person
from messages.slack.walks import status_name, value
from messages.wording import Words

#: Longest text of one input (docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element).
LONGEST_PART = 3000
#: A part that is fuller than this gets an empty one below it to go on in.
ROOMY = 2000
#: How parts are joined again, by the letter that stands in a part's block_id.
JOINTS = {"p": "\n\n", "l": "\n", "s": " ", "n": ""}
#: Where a text is split, the best first: the joint's letter, and what the joint stands for.
_BREAKS = (
    ("p", re.compile(r"\n\n")),
    ("l", re.compile(r"\n")),
    ("s", re.compile(r"(?<=[.!?]) ")),
    ("s", re.compile(r" ")),
)
#: A view takes 100 blocks; some room is left.
MOST_BLOCKS = 90
#: What a view may hold, in bytes as it is sent, with some room left (docs.slack.dev/reference/views: 250 KB).
LARGEST_VIEW = 200_000


def parts_of(text: str) -> list[tuple[str, str]]:
    """The text in parts of at most 3,000 characters, each with the letter of what joins it to the part before.

    It is split at a paragraph where there is one, else at a line, behind a sentence, at a space, or anywhere.
    """
    parts: list[tuple[str, str]] = []
    joint, rest = "p", text
    while len(rest) > LONGEST_PART:
        letter, at, width = _break(rest)
        parts.append((joint, rest[:at]))
        joint, rest = letter, rest[at + width :]
    parts.append((joint, rest))
    if len(rest) > ROOMY:
        parts.append(("p", ""))
    return parts


def _break(text: str) -> tuple[str, int, int]:
    for letter, sign in _BREAKS:
        found = [one.span() for one in sign.finditer(text, 1, LONGEST_PART)]
        if found:
            return letter, found[-1][0], found[-1][1] - found[-1][0]
    return "n", LONGEST_PART, 0


def joined(parts: Sequence[tuple[str, str]]) -> str:
    """The text of parts in order; an empty part joins nothing."""
    text = ""
    for letter, part in parts:
        text += (JOINTS[letter] if text and part else "") + part
    return text


def field_view(walk: Walk, question: Question, words: Words) -> View:
    """The present answer to write in, in as many parts as it needs."""
    answer = walk.answers.get(question.id)
    base = answer.number if answer else 0
    note = marked(
        words,
        "Med navn, ikke anonymt. Lukker du vinduet uden at gemme, går det, du har skrevet, tabt. Et langt svar er "
        "sikrere at skrive som besked.",
    )
    blocks: list[Block] = [
        context(note),
        section(f"*{literal(words.of(question.text))}*", block_id=value(walk, question, str(base))),
        *_inputs(answer.text if answer else "", walk, question, base, words),
    ]
    return modal("walks.field", _title(walk, question, words), blocks, submit=words("Gem"), close=words("Luk"))


def _title(walk: Walk, question: Question, words: Words) -> str:
    return words("Spørgsmål {n} af {total}", n=walk.number(question.id), total=len(walk.questions))


def _inputs(text: str, walk: Walk, question: Question, base: int, words: Words) -> list[InputBlock]:
    """A fresh block_id for every question and revision: with an old one Slack shows what was typed before."""
    parts = parts_of(text)
    return [
        InputBlock(
            block_id=f"part:{walk.id}:{question.id}:{base}:{at}:{joint}",
            label=plain(words("Svaret") if at == 0 else words("Fortsat, {n}", n=at + 1)),
            optional=True,
            element=PlainTextInputElement(
                action_id="walks.text", multiline=True, max_length=LONGEST_PART, initial_value=part or None
            ),
        )
        for at, (joint, part) in enumerate(parts)
    ]


def part_order(block_id: str) -> tuple[int, str]:
    """A part's place and joint, read back from its block_id."""
    *_, at, joint = block_id.split(":")
    return int(at), joint


def overtaken_view(walk: Walk, question: Question, standing: Revision, mine: str, opened: int, words: Words) -> View:
    """A colleague changed the answer meanwhile: both texts, and a choice.

    `opened` is the revision that the field began with: of `mine`, only what goes beyond it is added.
    """
    who = marked(
        words,
        "*{person} har skrevet i mellemtiden.* Intet er gemt af dit endnu. Sådan står der nu:",
        person=person(standing.author),
    )
    choices = [
        option(words("Føj min tekst til"), "add"),
        option(words("Erstat med min tekst"), "replace"),
        option(words("Behold det, der står"), "keep"),
    ]
    return modal(
        "walks.overtaken",
        _title(walk, question, words),
        [
            section(who, block_id=value(walk, question, str(standing.number), str(opened))),
            *_full(standing.text or status_name(standing.status, words)),
            InputBlock(
                block_id=f"choice:{walk.id}:{question.id}:{standing.number}",
                label=plain(words("Hvad skal der ske?")),
                element=RadioButtonsElement(action_id="walks.choice", options=choices, initial_option=choices[0]),
                hint=plain(words("Føjer du til, kommer kun det, du selv har skrevet, under det, der står nu.")),
            ),
            *_inputs(mine, walk, question, standing.number, words),
        ],
        submit=words("Gem"),
        close=words("Luk"),
    )


def _full(text: str) -> list[SectionBlock]:
    """A text whole, in as many sections as it needs."""
    return [SectionBlock(text=plain(part)) for _, part in parts_of(clean(text, LONGEST_ANSWER)) if part.strip()]


def read_view(walk: Walk, question: Question, history: Sequence[Revision], words: Words) -> View:
    """The standing answer in full, and below it the earlier wordings, the newest first."""
    blocks: list[Block] = [section(f"*{literal(words.of(question.text))}*")]
    for at, revision in enumerate(reversed(history)):
        if at == 1:
            blocks.append(section(f"*{literal(words('Tidligere udgaver'))}*"))
        blocks += [_signed(revision, words), *_full(revision.text or status_name(revision.status, words))]
    if not history:
        blocks.append(context(marked(words, "Der er ikke skrevet noget endnu.")))
    shown = _fitting(blocks)
    if len(blocks) > len(shown):
        shown.append(context(marked(words, "Ældre udgaver står i dokumentet.")))
    return modal("walks.read", _title(walk, question, words), shown, close=words("Luk"))


def _fitting(blocks: Sequence[Block]) -> list[Block]:
    """The first blocks that a view has room for."""
    shown: list[Block] = []
    size = 0
    for block in blocks[:MOST_BLOCKS]:
        size += len(json.dumps(block.to_dict()))
        if size > LARGEST_VIEW:
            break
        shown.append(block)
    return shown


def _signed(revision: Revision, words: Words) -> ContextBlock:
    facts = {"person": person(revision.author), "moment": words.moment(revision.at)}
    status = "" if revision.status is Status.ANSWERED else f" · {literal(status_name(revision.status, words))}"
    return context(marked(words, "{person}, {moment}", **facts) + status)


def kept_view(text: str, words: Words) -> View:
    """A receipt in place of the form."""
    return message_view(words("Gemt"), literal(text), words("Luk"))

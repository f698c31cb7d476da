"""The summary of a walk for its channel: shown first to whoever shares it, and turned into a line by a newer one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from domain.revisions import Question, Status
from domain.walk_reviews import edition, unsettled_of
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, header, message_view, modal, section
from messages.slack.text import channel, literal, marked
from messages.slack.walk_reviews import elements_of, in_all, in_sections, name_of, named, spoken, standing
from messages.slack.walks import line_card
from messages.wording import Words

#: How many questions a summary names of each kind, beside the numbers of the rest, and how much of each, in characters.
MOST_NAMED, LABEL = 4, 60


def summary_card(walk: Walk, words: Words) -> Card:
    """For the channel: how far each element is, and which questions are open; never an answer, and nobody's pace."""
    said, blocks = _summary(walk, words)
    return Card(spoken(said), [*blocks, buttons(button(words("Se status"), "walks.status", walk.id))])


def _summary(walk: Walk, words: Words) -> tuple[list[str], list[Block]]:
    """What the summary says, line by line, and how it looks without its buttons."""
    lines = [literal(in_all(walk, words)), standing(walk, words)]
    each = list(elements_of(walk, words))
    still_open = [question for question in walk.questions if walk.status(question.id) is Status.OPEN]
    lists = [
        *_list(words("Åbne spørgsmål"), still_open, walk, words),
        *_list(words("Ikke afklaret endnu"), unsettled_of(walk), walk, words),
    ]
    said = [literal(name_of(walk, words)), *lines, *each, *lists]
    first = [header(name_of(walk, words)), section("\n".join(lines))]
    return said, [*first, *in_sections(each), *(section(one) for one in lists)]


def _list(title: str, questions: Sequence[Question], walk: Walk, words: Words) -> Iterator[str]:
    """The first ones with a short label each, the rest by their numbers."""
    if not questions:
        return
    shown, rest = questions[:MOST_NAMED], questions[MOST_NAMED:]
    lines = [f"*{literal(title)}*", *(named(walk, question, words, LABEL) for question in shown)]
    if rest:
        numbers = in_ranges([walk.number(question.id) for question in rest])
        lines.append(marked(words, "Og nr. {numbers}.", numbers=numbers))
    yield "\n".join(lines)


def in_ranges(numbers: Sequence[int]) -> str:
    """ "2, 5-9, 12", of numbers in rising order."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def share_view(
    walk: Walk, waits_until: datetime | None, words: Words, room: Words, *, is_changed: bool = False
) -> View:
    """Exactly what will be posted, in the channel's own language, before anything is.

    `is_changed`: since it was shown the last time.

    `waits_until` is when it comes; None where it comes at once.
    """
    where = channel(walk.channel)
    first = marked(words, "*Det her bliver vist i {channel}:*", channel=where)
    changed = marked(words, "*Der er skrevet noget, siden du så opsummeringen.* Nu ser den sådan ud.")
    note = (
        marked(
            words,
            "Den kommer {when}. Svarene er ikke med. Skrives der mere inden da, er tallene nye.",
            when=words.moment(waits_until),
        )
        if waits_until
        else marked(words, "Den kommer med det samme. Svarene er ikke med.")
    )
    blocks: list[Block] = [
        *([section(changed)] if is_changed else []),
        section(first, block_id=f"{walk.id}:{edition(walk)}"),
        *_summary(walk, room)[1],
        context(note),
    ]
    return modal("walks.share", words("Del i kanalen"), blocks, submit=words("Del"), close=words("Luk"))


def shared_view(walk: Walk, waits_until: datetime | None, words: Words, *, is_new: bool) -> View:
    """The receipt; the same summary twice within an hour is shared once."""
    return message_view(words("Del i kanalen"), shared_card(walk, waits_until, words, is_new=is_new).text, words("Luk"))


def older_summary_card(walk: Walk, words: Words) -> Card:
    """What a summary becomes when a newer one comes."""
    facts = {"name": name_of(walk, words)}
    return line_card(marked(words, "{name}: der er en nyere opsummering længere nede.", **facts))


def shared_card(walk: Walk, waits_until: datetime | None, words: Words, *, is_new: bool) -> Card:
    where = channel(walk.channel)
    if not is_new:
        return line_card(marked(words, "Den samme opsummering er lige delt i {channel}.", channel=where))
    if waits_until is None:
        return line_card(marked(words, "Opsummeringen er på vej til {channel}.", channel=where))
    when = words.moment(waits_until)
    return line_card(marked(words, "Opsummeringen kommer i {channel} {when}.", channel=where, when=when))

"""The windows in which a walk is reviewed: every answer, what is not settled, the differences, and the approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement, DatePickerElement, SectionBlock, UserSelectElement
from slack_sdk.models.views import View

from domain.people import UserId
from domain.revisions import Difference, Question, QuestionId, Revision, Status
from domain.templates import Element
from domain.walk_reviews import can_be_approved, compared, edition, is_finished, unsettled_of
from domain.walks import Walk, WalkAct
from messages.slack.cards import Card, button, buttons, context, field, message_view, modal, plain, section
from messages.slack.follow_up_offers import offer
from messages.slack.paging import paged
from messages.slack.text import clean, literal, marked, person
from messages.slack.walk_reviews import (
    MOST_NAMED,
    approve_button,
    approved_in_all,
    approvers_told,
    counted,
    in_all,
    name_of,
    named,
    nothing_to_approve,
    one_is_enough,
    send_back_button,
    settled_by,
    standing,
)
from messages.slack.walks import emptied, excerpt, people, read_button, status_name, value, writers_of
from messages.wording import Words

#: How much of a question, and of a text in a comparison, is shown, in characters; the whole is behind a button.
QUESTION, COMPARED = 600, 1500


def review_view(walk: Walk, user: UserId, page: int, today: date, words: Words, waiting: Card | None = None) -> View:
    """Every question with its answer in short, element by element; what is not settled stands first.

    Whoever approves it can do so from every page, and everybody else reads who that is.
    """
    first = waiting.blocks if waiting else []
    blocks = [*first, *_unsettled(walk, user, today, words), *_everything(walk, user, words)]
    approve = approve_button(walk, user, words)
    below: list[Block] = [buttons(approve, send_back_button(walk, user, words))] if approve else []
    if not (approve or is_finished(walk)):
        below = [context(approvers_told(walk, words))]
    return paged("walks.review", words("Gennemse"), blocks, walk.id, page, words, below)


def _unsettled(walk: Walk, user: UserId, today: date, words: Words) -> Iterator[Block]:
    questions = unsettled_of(walk)
    if questions:
        yield section(f"*{literal(words('Ikke afklaret endnu'))}*")
    for question in questions:
        spoken = words("Sæt person og dato for nr. {n}", n=walk.number(question.id))
        press = button(words("Sæt person og dato"), "walks.settle", value(walk, question), spoken=spoken)
        text = f"{named(walk, question, words)}\n{_agreed(walk, question, today, words)}"
        yield section(text, press if walk.may(user, WalkAct.WRITE) else None)


def _agreed(walk: Walk, question: Question, today: date, words: Words) -> str:
    unsettled = walk.unsettled.get(question.id)
    if unsettled is None:
        return marked(words, "Ingen er sat på.")
    when = settled_by(unsettled, today, words)
    return marked(words, "{person}, {when}", person=person(unsettled.owner), when=when)


def _everything(walk: Walk, user: UserId, words: Words) -> Iterator[Block]:
    for element in walk.template.elements:
        yield section(_heading(walk, element, words))
        for question in walk.questions_of(element):
            yield from _answered(walk, question, user, words)


def _heading(walk: Walk, element: Element, words: Words) -> str:
    return f"*{literal(words.of(element.name))}*\n{literal(counted(walk.progress(element), words))}"


def _answered(walk: Walk, question: Question, user: UserId, words: Words) -> Iterator[Block]:
    answer = walk.answers.get(question.id)
    spoken = words("Gå til nr. {n}", n=walk.number(question.id))
    go = button(words("Gå til"), "walks.go_to", value(walk, question), spoken=spoken)
    written = answer if answer and answer.text else None
    lines = [_asked(walk, question, words), *([f"{people(writers_of(written), words)}:"] if written else [])]
    yield section("\n".join(lines), go if walk.may(user, WalkAct.WRITE) else None)
    if written:
        # In text without markup lines can stay as they were written: none of them passes for one of Anker's.
        yield SectionBlock(
            text=plain(excerpt(written.text)), accessory=read_button(walk, question, words, in_window=True)
        )
        if walk.may(user, WalkAct.WRITE):
            yield from offer(walk, question, words)
    yield from emptied(walk, question, user, words, in_window=True)


def _whole(walk: Walk, question: Question, words: Words) -> ButtonElement:
    spoken = words("Læs hele svaret på nr. {n}", n=walk.number(question.id))
    return button(words("Læs hele"), "walks.whole", value(walk, question), spoken=spoken)


def _asked(walk: Walk, question: Question, words: Words) -> str:
    """The question with its number, whose own it is, and how far it is where that is not plain to see."""
    status = walk.status(question.id)
    lines = [f"{walk.number(question.id)}. {literal(clean(words.of(question.text), QUESTION))}"]
    if question.added_by:
        lines.append(marked(words, "eget spørgsmål fra {person}", person=person(question.added_by)))
    if status is not Status.ANSWERED:
        lines.append(f"_{literal(status_name(status, words))}_")
    return "\n".join(lines)


def settle_view(walk: Walk, question: Question, words: Words) -> View:
    """Who finds out about a question that is not settled, and by when."""
    unsettled = walk.unsettled.get(question.id)
    owner, due = (unsettled.owner, unsettled.due) if unsettled else (None, walk.target)
    return modal(
        "walks.settle",
        words("Ikke afklaret endnu"),
        [
            section(named(walk, question, words), block_id=value(walk, question, "settle")),
            field(
                "walks.settler",
                words("Hvem finder ud af det?"),
                UserSelectElement(initial_user=owner),
                words(
                    "Vedkommende kommer med blandt dem, der skriver, kan se hele skabelonen og bliver mindet om det "
                    "arbejdsdagen før og på dagen."
                ),
            ),
            field("walks.due", words("Senest"), DatePickerElement(initial_date=due.isoformat())),
        ],
        submit=words("Gem"),
        close=words("Luk"),
    )


def approve_view(walk: Walk, words: Words, *, is_changed: bool = False, waiting: Card | None = None) -> View:
    """What the approver approves: how far it is, what is not answered, and what is `waiting` outside it.

    `is_changed`: since they looked.
    """
    changed = marked(words, "*Der er skrevet noget, siden du så på skabelonen.* Se den igennem igen, før du godkender.")
    note = marked(
        words,
        "Når du godkender, ligger version {n} fast. Alle, der er med, får besked, og kanalen får en opsummering uden "
        "svarene.",
        n=walk.version,
    )
    blocks: list[Block] = [
        *([section(changed)] if is_changed else []),
        section(f"*{literal(name_of(walk, words))}*", block_id=f"{walk.id}:{edition(walk)}"),
        section(f"{literal(in_all(walk, words))}\n{standing(walk, words)}"),
        *(waiting.blocks if waiting else []),
        *_missing(walk, words),
        context(*(told for told in (note, one_is_enough(walk, words)) if told)),
    ]
    if not can_be_approved(walk):
        return message_view(words("Godkend"), nothing_to_approve(walk, words), words("Luk"))
    submit = words("Godkend version {n}", n=walk.version)
    return modal("walks.approve", words("Godkend"), blocks, submit=submit, close=words("Ikke endnu"))


def _missing(walk: Walk, words: Words) -> Iterator[Block]:
    """What will stand in the version as not settled, and as not answered."""
    progress = walk.progress()
    counts = {
        Status.NOT_SETTLED: words.count(
            "1 spørgsmål er ikke afklaret", "{n} spørgsmål er ikke afklaret", progress[Status.NOT_SETTLED]
        ),
        Status.OPEN: words.count(
            "1 spørgsmål er ikke besvaret", "{n} spørgsmål er ikke besvaret", progress[Status.OPEN]
        ),
    }
    for status, count in counts.items():
        questions = [question for question in walk.questions if walk.status(question.id) is status]
        if questions:
            lines = [named(walk, question, words) for question in questions[:MOST_NAMED]]
            if len(questions) > MOST_NAMED:
                lines.append(words.count("Og 1 mere.", "Og {n} mere.", len(questions) - MOST_NAMED))
            yield section("\n".join([f"*{literal(count)}*", *lines]))


def approved_view(
    walk: Walk, words: Words, *, is_new: bool, reaches_channel: bool = True, waiting: Card | None = None
) -> View:
    """The receipt; a second click, or a second approver, gets the same answer."""
    lines = [standing(walk, words), approved_in_all(walk, words)]
    if is_new:
        lines.append(marked(words, "Alle, der er med, får besked."))
    if waiting:
        lines.append(waiting.text)
    if not reaches_channel:
        lines.append(
            marked(words, "Jeg er ikke med i kanalen, så opsummeringen kommer ikke frem. Skriv `/invite @Anker` dér.")
        )
    return message_view(words("Godkendt"), "\n".join(lines), words("Luk"))


def changes_view(walk: Walk, page: int, words: Words) -> View:
    """What has changed since the version approved last, question by question: before and after."""
    before, after, found = compared(walk)
    if before is None or not found:
        return message_view(words("Ændringer"), marked(words, "Intet er ændret."), words("Luk"))
    if after:
        facts = {"before": before.number, "after": after.number}
        first = marked(words, "Fra version {before} til version {after}", **facts)
    else:
        first = marked(words, "Fra version {before} til det, der står nu", before=before.number)
    blocks: list[Block] = [section(f"*{first}*")]
    for one in found:
        blocks += _difference(walk, one, words)
    return paged("walks.changes", words("Ændringer"), blocks, walk.id, page, words)


def _difference(walk: Walk, one: Difference, words: Words) -> Iterator[Block]:
    question = walk.question(one.question)
    yield section(_numbered(walk, one.question, words), _whole(walk, question, words))
    for label, revision in ((words("Før"), one.before), (words("Efter"), one.after)):
        yield context(f"*{literal(label)}*{_by(revision, words)}")
        yield SectionBlock(text=plain(_content(revision, words), COMPARED))


def _numbered(walk: Walk, question_id: QuestionId, words: Words) -> str:
    text = clean(words.of(walk.question(question_id).text), QUESTION)
    return f"*{walk.number(question_id)}. {literal(text)}*"


def _by(revision: Revision | None, words: Words) -> str:
    if revision is None:
        return ""
    is_text = revision.status is Status.ANSWERED
    who = people(writers_of(revision), words) if is_text else person(revision.author)
    return f" · {who}, {literal(words.moment(revision.at, short=True))}"


def _content(revision: Revision | None, words: Words) -> str:
    """The text, and how far the question was where that is not plain from it."""
    if revision is None:
        return status_name(Status.OPEN, words)
    if revision.status is Status.ANSWERED:
        return revision.text
    return "\n".join(part for part in (status_name(revision.status, words), revision.text) if part)


def sent_view(walk: Walk, question: Question, words: Words) -> View:
    """In place of the review: the question stands in the direct message now."""
    facts = {"number": walk.number(question.id)}
    text = marked(words, "Nr. {number} står nu i vores direkte besked. Luk vinduet, og skriv svaret dér.", **facts)
    return message_view(words("Gå til"), text, words("Luk"))

"""The anchoring plan as a Word file for the case archive, on the municipality's own letterhead where it has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.courses import Course
from domain.people import UserId
from domain.plans import Action, ActionState, Plan
from messages.course_dates import day_and_month
from messages.office_files import file_name
from messages.pages import Cell, Column, Facts, Frame, Paragraph, Part, Row, Table
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """What a document says of a plan as it stood on `day`; whoever is not in `names` has left the workspace."""

    course: Course
    plan: Plan
    day: date
    names: Mapping[UserId, str]


def word_file(paper: PlanPaper, words: Words, letterhead: bytes | None = None) -> bytes:
    """The document as a Word file; the same paper gives the same bytes. Raises `NotALetterhead`."""
    from messages.letterhead import on_letterhead  # noqa: PLC0415 - loads python-docx, which only a document needs
    from messages.typesetting import typeset  # noqa: PLC0415

    return typeset(_frame(paper, words), parts(paper, words), on_letterhead(letterhead) if letterhead else None)


def name_of(paper: PlanPaper, words: Words) -> str:
    """What the file is called: "forankringsplan-egelund-kommune-2027-03-01.docx"."""
    return file_name(title(words), paper.course.municipality[:30], paper.day.isoformat(), kind="docx")


def title(words: Words) -> str:
    return words("Forankringsplan")


def _frame(paper: PlanPaper, words: Words) -> Frame:
    return Frame(
        title=title(words),
        subtitle=paper.course.municipality,
        header=(f"{title(words)} · {paper.course.municipality}", _dated(paper.day, words)),
        footer=words.of(paper.course.type.title),
        page_of=(words("Side"), words("af")),
        day=paper.day,
        language=words.language,
    )


def parts(paper: PlanPaper, words: Words) -> list[Part]:
    """Everything in the order of reading."""
    facts = (
        (words("Forløb"), words.of(paper.course.type.title)),
        (words("Dato"), _dated(paper.day, words)),
    )
    if not paper.plan.actions:
        return [Facts(facts), Paragraph(words("Der er ingen handlinger i planen endnu."))]
    return [Facts(facts), _table(paper, words)]


def _table(paper: PlanPaper, words: Words) -> Table:
    columns = (
        Column(words("Handling"), 6.5),
        Column(words("Hvem"), 3),
        Column(words("Frist"), 3),
        Column(words("Status"), 3),
    )
    return Table(columns, tuple(_rows(paper, words)))


def _rows(paper: PlanPaper, words: Words) -> Iterator[Row]:
    for theme, actions in paper.plan.by_theme():
        yield Row((Cell(words.of(theme.name) if theme else words("Uden tema"), 4),), strong=True)
        for one in actions:
            name = paper.names.get(one.owner) or words("en tidligere kollega ({user})", user=one.owner)
            deadline = f"{day_and_month(one.deadline, words)} {one.deadline.year}"
            yield Row((one.text, name, deadline, _status(one, paper.day, words)))


def _status(action: Action, today: date, words: Words) -> str:
    if action.state is ActionState.DONE:
        return words("Gjort")
    if action.state is ActionState.GIVEN_UP:
        return words("Opgivet: {reason}", reason=action.reason) if action.reason else words("Opgivet")
    return words("Åben, fristen er gået") if action.is_late(today) else words("Åben")


def _dated(day: date, words: Words) -> str:
    return f"{words.day(day)} {day.year}"

"""A walk for the case archive: every question word for word, its answer, who wrote it, and what is not settled.

The same parts become a Word file, on the municipality's own letterhead where it has one, or Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.people import UserId
from domain.revisions import Question, QuestionId, Revision, Status, Version
from domain.templates import Element
from domain.walks import Walk
from messages import markdown
from messages.office_files import file_name
from messages.pages import Facts, Frame, Heading, Mark, Paragraph, Part, Written
from messages.slack.walks import short_title
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class WalkPaper:
    """What a document says of a walk; `version` is None for the draft, which is made on `day`.

    `walk` has the answers that are shown; whoever is not in `names` has left the workspace.
    """

    walk: Walk
    version: Version | None
    day: date
    names: Mapping[UserId, str]
    writers: Mapping[QuestionId, tuple[UserId, ...]]


def word_file(paper: WalkPaper, words: Words, letterhead: bytes | None = None) -> bytes:
    """The document as a Word file; the same paper gives the same bytes. Raises `NotALetterhead`."""
    from messages.letterhead import on_letterhead  # noqa: PLC0415 - loads python-docx, which only a document needs
    from messages.typesetting import typeset  # noqa: PLC0415

    return typeset(_frame(paper, words), parts(paper, words), on_letterhead(letterhead) if letterhead else None)


def markdown_file(paper: WalkPaper, words: Words) -> bytes:
    """The same as Markdown in UTF-8."""
    return markdown.markdown(_frame(paper, words), parts(paper, words)).encode()


def name_of(paper: WalkPaper, words: Words, kind: str) -> str:
    """What the file is called: "icm-boern-og-familie-version-2.docx", in English "…-version-2-en.docx"."""
    edition = words("version-{number}", number=paper.version.number) if paper.version else _draft_name(paper, words)
    translated = [words.language] if _is_translated(words) else []
    return file_name(paper.walk.template.id, paper.walk.unit[:30], edition, *translated, kind=kind)


def _is_translated(words: Words) -> bool:
    """Templates are written in Danish."""
    return words.language != "da"


def _draft_name(paper: WalkPaper, words: Words) -> str:
    return words("kladde-{day}", day=paper.day.isoformat())


def edition_name(version: Version | None, words: Words) -> str:
    """ "Version 2", or "Kladde"."""
    return words("Version {number}", number=version.number) if version else words("Kladde")


def users_in(walk: Walk, writers: Mapping[QuestionId, tuple[UserId, ...]], version: Version | None) -> list[UserId]:
    """Everybody whose name stands in the document, each once."""
    wrote = (user for of_question in writers.values() for user in of_question)
    marked = (answer.author for answer in walk.answers.values())
    asked = (question.added_by for question in walk.added if question.added_by)
    settling = (unsettled.owner for unsettled in walk.unsettled.values())
    approved = [version.approved_by, *version.authors] if version else [one.approved_by for one in walk.versions[-1:]]
    return [*dict.fromkeys((*walk.people, *wrote, *marked, *asked, *settling, *approved))]


def _frame(paper: WalkPaper, words: Words) -> Frame:
    walk = paper.walk
    title = words.of(walk.template.title)
    return Frame(
        title=title,
        subtitle=walk.unit,
        header=(f"{short_title(walk, words)} · {walk.unit}", edition_name(paper.version, words)),
        footer=_dated(_made(paper, words), words),
        page_of=(words("Side"), words("af")),
        day=_made(paper, words),
        language=words.language,
    )


def _made(paper: WalkPaper, words: Words) -> date:
    return _local(paper.version.at, words) if paper.version else paper.day


def _local(moment: datetime, words: Words) -> date:
    return words.local(moment).date()


def _dated(day: date, words: Words) -> str:
    return f"{words.day(day)} {day.year}"


def parts(paper: WalkPaper, words: Words) -> list[Part]:
    """Everything in the order of reading."""
    return [
        *_front(paper, words),
        *(part for one in paper.walk.template.elements for part in _element(paper, one, words)),
    ]


def _front(paper: WalkPaper, words: Words) -> Iterator[Part]:
    yield Facts(tuple(_facts(paper, words)))
    if paper.version is None:
        yield Mark(_not_approved(paper, words))
    if _is_translated(words):
        yield Paragraph(words("Skabelonen er dansk; her er den oversat. Svarene står, som de er skrevet."), quiet=True)
    template = paper.walk.template
    for text in words.of(template.introduction).split("\n\n"):
        yield Paragraph(text)
    if template.aliases:
        yield Paragraph(words.of(template.aliases), quiet=True)


def _not_approved(paper: WalkPaper, words: Words) -> str:
    """What a draft is: never approved, changed since a version that was, or the same as that one."""
    walk = paper.walk
    if not walk.versions:
        return words("Kladde: ikke godkendt. Svarene kan stadig ændres.")
    last = walk.versions[-1]
    facts = {
        "number": last.number,
        "name": _name(last.approved_by, paper, words),
        "day": _dated(_local(last.at, words), words),
    }
    if not walk.changed:
        return words("Kladde: intet er ændret siden version {number}, som {name} godkendte {day}.", **facts)
    changed = words("Kladde: ændret siden version {number}, som {name} godkendte {day}.", **facts)
    return f"{changed} {words('Ændringerne er ikke godkendt.')}"


def _facts(paper: WalkPaper, words: Words) -> Iterator[tuple[str, str]]:
    walk, version = paper.walk, paper.version
    yield words("Udgave"), edition_name(version, words)
    yield words("Dato"), _dated(_made(paper, words), words)
    yield words("Med i gruppen"), _named(_participants(paper), paper, words)
    if version:
        facts = {"name": _name(version.approved_by, paper, words), "day": _dated(_local(version.at, words), words)}
        yield words("Godkendt"), words("{name}, {day}", **facts)
    else:
        yield words("Godkendes af"), _named(walk.approvers, paper, words)
    yield words("Svar"), _progress(walk, words)


def _participants(paper: WalkPaper) -> tuple[UserId, ...]:
    """Those who write in the walk, and those who have left it and whose words stand."""
    wrote = (user for of_question in paper.writers.values() for user in of_question)
    there = paper.version.authors if paper.version else paper.walk.authors
    return tuple(dict.fromkeys((*there, *wrote)))


def _progress(walk: Walk, words: Words) -> str:
    progress = walk.progress()
    total = words("{n} af {total} besvaret", n=progress[Status.ANSWERED], total=len(walk.questions))
    rest = [
        words("{n} ikke afklaret endnu", n=progress[Status.NOT_SETTLED]) if progress[Status.NOT_SETTLED] else "",
        words("{n} ikke relevant hos os", n=progress[Status.NOT_RELEVANT]) if progress[Status.NOT_RELEVANT] else "",
    ]
    return ", ".join([total, *filter(None, rest)])


def _element(paper: WalkPaper, element: Element, words: Words) -> Iterator[Part]:
    yield Heading(words.of(element.name))
    if element.note:
        yield Paragraph(words.of(element.note), stays=True)
    for question in paper.walk.questions_of(element):
        yield from _question(paper, question, words)


def _question(paper: WalkPaper, question: Question, words: Words) -> Iterator[Part]:
    walk = paper.walk
    yield Heading(f"{walk.number(question.id)}. {words.of(question.text)}", level=2)
    if question.added_by:
        yield Paragraph(words("Eget spørgsmål fra {name}.", name=_name(question.added_by, paper, words)), quiet=True)
    law = walk.template.side_note(question.id)
    if law:
        facts = {"note": words.of(law.text), "day": _dated(law.checked, words)}
        yield Paragraph(words("Om loven: {note} (slået op {day})", **facts), quiet=True, stays=True)
    yield from _answer(paper, walk.answers.get(question.id), words)


def _answer(paper: WalkPaper, answer: Revision | None, words: Words) -> Iterator[Part]:
    if answer is None or answer.status is Status.OPEN:
        yield Mark(words("Ikke besvaret"))
        return
    day = _dated(_local(answer.at, words), words)
    if answer.status is not Status.ANSWERED:
        yield Mark(_marked(paper, answer, words), stays=True)
        yield Paragraph(
            words("Markeret af {name}, {day}.", name=_name(answer.author, paper, words), day=day), quiet=True
        )
    if answer.text:
        yield Written(answer.text)
        names = _named(paper.writers.get(answer.question) or (answer.author,), paper, words)
        changed = words("Skrevet af {names}. Senest ændret {day}.", names=names, day=day)
        is_text = answer.status is Status.ANSWERED
        yield Paragraph(changed if is_text else words("Skrevet af {names}.", names=names), quiet=True)


def _marked(paper: WalkPaper, answer: Revision, words: Words) -> str:
    if answer.status is Status.NOT_RELEVANT:
        return words("Ikke relevant hos os")
    unsettled = paper.walk.unsettled.get(answer.question)
    if unsettled is None:
        return words("Ikke afklaret endnu")
    name = _name(unsettled.owner, paper, words)
    if unsettled.due < _made(paper, words):
        day = f"{words.day_and_month(unsettled.due)} {unsettled.due.year}"
        return words("Ikke afklaret endnu: {name} finder ud af det, overskredet siden {day}", name=name, day=day)
    day = _dated(unsettled.due, words)
    return words("Ikke afklaret endnu: {name} finder ud af det senest {day}", name=name, day=day)


def _named(users: tuple[UserId, ...], paper: WalkPaper, words: Words) -> str:
    names = [_name(user, paper, words) for user in users]
    return f"{', '.join(names[:-1])} {words('og')} {names[-1]}" if len(names) > 1 else "".join(names)


def _name(user: UserId, paper: WalkPaper, words: Words) -> str:
    return paper.names.get(user) or words("en tidligere kollega ({user})", user=user)

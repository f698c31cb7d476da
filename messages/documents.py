"""A round's result as files: the screening report, the same figures for everybody who may see them, and a workbook.

Made from a `Release` alone, and from comments and notes that somebody released; whatever a picture shows stands in a
table beside it.
"""

from __future__ import annotations

from domain.releases import Release
from domain.rounds import Round
from messages.pages import Frame
from messages.report_parts import parts
from messages.reports import Report, source
from messages.wording import Words


def word_file(report: Report, words: Words) -> bytes:
    """The document as a Word file; the same report gives the same bytes."""
    from messages.typesetting import typeset  # noqa: PLC0415 - loads python-docx, in the drawing process

    return typeset(_frame(report, words), parts(report, words))


def excel_file(asked: Round, release: Release, words: Words) -> bytes:
    """The figures as a workbook (`messages.workbooks`)."""
    from messages.workbooks import excel_file as made  # noqa: PLC0415 - loads openpyxl, in the drawing process

    return made(asked, release, words)


def title(report: Report, words: Words) -> str:
    """What the document is called."""
    return words("Screeningsrapport") if report.is_draft else words("Resultat af barometeret")


def _frame(report: Report, words: Words) -> Frame:
    asked = report.asked
    name = title(report, words)
    return Frame(
        title=name,
        subtitle=asked.unit,
        header=(f"{name} · {asked.unit}", words("Udkast") if report.is_draft else ""),
        footer=source(report, words),
        page_of=(words("Side"), words("af")),
        day=words.local(asked.closes_at).date(),
        language=words.language,
    )

"""A round's result as a Word document: the screening report, and the same figures for everybody who may see them.

Made from a `Release` alone, and from comments and notes that somebody released; whatever a picture shows stands in a
table beside it.
"""

from __future__ import annotations

from messages.pages import Frame
from messages.report_parts import parts
from messages.reports import Report, source
from messages.typesetting import typeset
from messages.wording import Words


def word_file(report: Report, words: Words) -> bytes:
    """The document as a Word file; the same report gives the same bytes."""
    return typeset(_frame(report, words), parts(report, words))


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

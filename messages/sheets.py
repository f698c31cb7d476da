"""Blank Excel sheets to fill in: a barometer of one's own, and the numbers of a round measured elsewhere.

What may stand in them when they come back is decided by the readers; a test fills these in and reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from domain.barometers import Barometer, GroupingId, Text
from domain.sheet_forms import (
    ABOUT,
    ABOUT_ROWS,
    COUNTS,
    GUIDE,
    ITEMS,
    OPEN_ITEMS,
    ROLES,
    SIZE_COLUMNS,
    SIZES,
    THEMES,
    Form,
    name_of,
)
from messages.office_files import neutral, on_one_line
from messages.wording import Words

#: Rows that get drop-downs: more than a barometer has, or a department has groups and items.
PREPARED = 300
#: The height of a line of text, in points.
LINE = 15
_HEAD = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", start_color="1D4E5F")
_WRAPPED = Alignment(wrap_text=True, vertical="top")

Cells = Sequence[str]


def blank_barometer(words: Words, day: date) -> bytes:
    """An .xlsx file with examples in it, to write a barometer in."""
    book = _empty()
    _guide(book, [*_items_guide(words), *_other_sheets_guide(words)], words)
    items = _sheet(book, ITEMS, words, (10, 22, 60, 60, 34, 11))
    yes, no = words("ja"), words("nej")
    examples = [
        ("EKS-1", "Vores møder", "På vores møder taler vi om metoden.", "", "", no),
        ("EKS-2", "Vores møder", "Jeg går fra møderne uden at vide, hvad jeg skal gøre.", "", "sagsbehandler", yes),
    ]
    _fill(items, examples)
    _choices(items, "E", (words("alle"), "leder", "faglig_leder", "superbruger", "sagsbehandler"), strict=False)
    _choices(items, "F", (yes, no))
    about = _sheet(book, ABOUT, words, (14, 70, 70))
    _fill(about, [(words.of(name_of(row)),) for row in ABOUT_ROWS])
    themes = _sheet(book, THEMES, words, (22, 22, 60, 60))
    _fill(themes, [("Vores møder", "", "Hvilket møde gav os sidst noget, og hvorfor?", "")])
    roles = _sheet(book, ROLES, words, (16, 32, 32, 22, 22))
    _fill(roles, _ROLES)
    _sheet(book, OPEN_ITEMS, words, (10, 70, 70))
    return _saved(book, words("Eget barometer"), day)


_ROLES: Sequence[Cells] = (
    ("leder", "Leder med personaleansvar", "Manager with staff responsibility", "", ""),
    ("faglig_leder", "Faglig leder", "Professional lead", "", ""),
    ("superbruger", "Superbruger", "Super-user", "", ""),
    ("sagsbehandler", "Sagsbehandler", "Caseworker", "", ""),
)


def _items_guide(words: Words) -> list[str]:
    names = _names((*ITEMS.columns, "title"), words)
    return [
        words(
            "Skriv et udsagn pr. række i arket Udsagn, og slet eksemplerne. Skriv barometerets navn i arket Om ud "
            "for »{title}«.",
            **names,
        ),
        words(
            "I hver række i Udsagn skal »{id}«, »{theme}« og »{da}« udfyldes. Resten må gerne stå tom, men lad "
            "kolonnerne stå.",
            **names,
        ),
        words(
            "{id}: kort, højst 24 tegn (a-z, A-Z, tal, - og _), med et bogstav eller tal først. Det samme udsagn skal "
            "hedde det samme næste gang, så to runder kan sammenlignes. Formuleres et udsagn om, så giv det et nyt id.",
            **names,
        ),
        words("{theme}: temaets navn. Udsagn med samme navn hører sammen; tre eller fire til et tema er nok.", **names),
        words("{da}: udsagnet på dansk, højst 250 tegn. {en}: på engelsk, hvis det findes.", **names),
        words(
            "{roles}: hvem der spørges, adskilt af komma: leder, faglig_leder, superbruger, sagsbehandler. En tom "
            "celle betyder alle roller i arket Roller.",
            **names,
        ),
        words(
            "{reversed}: ja, hvis det er dårligt nyt at være enig. Tallene vendes om; folk svarer, som der står.",
            **names,
        ),
    ]


def _other_sheets_guide(words: Words) -> list[str]:
    names = _names((*ABOUT_ROWS, *THEMES.columns, *ROLES.columns), words)
    return [
        words(
            "Arket Om: »{title}« er barometerets navn. »{note}« vises i invitationen og i resultatet, »{help}« over "
            "de åbne spørgsmål.",
            **names,
        ),
        words("Sender du barometeret igen med samme navn, bliver det en ny version."),
        words(
            "Arket Temaer: slet eksemplet. Skriv temaets navn på engelsk, og i »{discuss}« det spørgsmål, som temaet "
            "skal føre til.",
            **names,
        ),
        words(
            "Arket Roller: slet de roller, ingen udsagn er til. Skriv i »{group}«, hvis flere roller skal vises "
            "samlet; så skal alle have en gruppe.",
            **names,
        ),
        words("Skalaen er altid den samme: helt uenig, uenig, hverken enig eller uenig, enig, helt enig, ved ikke."),
        words("Skriv ingen formler. Du ser barometeret, som det ser ud for dem, der svarer, før du tager det i brug."),
    ]


def blank_counts(barometer: Barometer, grouping: GroupingId, words: Words, day: date) -> bytes:
    """An .xlsx file with a row for each item and group, to write the numbers of a round measured elsewhere in."""
    book = _empty()
    _guide(book, _counts_guide(words), words)
    counts = _sheet(book, COUNTS, words, (12, 60, 18, *(6,) * 5, 9, 14), without=SIZE_COLUMNS)
    groups = barometer.grouping(grouping).groups
    rows = [
        (item.id, words.of(item.text), group.id)
        for item in barometer.items
        for group in groups
        if item.roles & group.roles
    ]
    _fill(counts, rows)
    _whole_numbers(counts, "D2", f"J{max(len(rows), PREPARED) + 1}")
    sizes = _sheet(book, SIZES, words, (18, 40, 10, 12))
    _fill(sizes, [(group.id, words.of(group.name)) for group in groups])
    _whole_numbers(sizes, "C2", f"D{len(groups) + 1}")
    return _saved(book, words("Tidligere måling"), day)


def _counts_guide(words: Words) -> list[str]:
    names = _names((*COUNTS.columns, *SIZES.columns), words)
    return [
        words("En række pr. udsagn og gruppe i arket Tal. Skriv, hvor mange i gruppen der valgte 1, 2, 3, 4 og 5."),
        words(
            "1 er helt uenig, 5 er helt enig, som folk svarede. Omvendte udsagn vendes om her; det skal du ikke gøre."
        ),
        words(
            "{na}: hvor mange der svarede ved ikke eller ikke relevant. {skipped}: hvor mange der sprang over. En "
            "tom celle i »{skipped}« betyder resten af gruppen.",
            **names,
        ),
        words("Lad alle felter i en række stå tomme, hvis udsagnet ikke var med i målingen."),
        words(
            "Arket Svar: hvor mange i hver gruppe der blev spurgt (»{invited}«), og hvor mange der svarede "
            "(»{responded}«).",
            **names,
        ),
        words(
            "Ved I ikke, hvor mange der blev spurgt, så lad »{invited}« stå tom for alle grupper.",
            **names,
        ),
        words("Kun tal. Ingen navne, ingen svar fra enkeltpersoner. Anker gemmer ikke filen, kun det, der må vises."),
    ]


def _names(known: Iterable[str], words: Words) -> dict[str, str]:
    """What columns and rows are called in this language."""
    return {one: words.of(name_of(one)) for one in known}


def _empty() -> Workbook:
    """A workbook without the sheet that a new one has."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    return book


def _sheet(book: Workbook, form: Form, words: Words, widths: Sequence[int], *, without: Cells = ()) -> Worksheet:
    """A new sheet with its header, which stays in sight."""
    sheet = _page(book, form.name, words)
    _fill(sheet, [list(_names((column for column in form.columns if column not in without), words).values())])
    for position, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
        head = sheet.cell(1, position)
        head.font, head.fill = _HEAD, _HEAD_FILL
    sheet.freeze_panes = "A2"
    return sheet


def _page(book: Workbook, name: Text, words: Words) -> Worksheet:
    """A new sheet, printed on landscape pages as wide as it is."""
    sheet: Worksheet = book.create_sheet(words.of(name))
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def _fill(sheet: Worksheet, rows: Iterable[Cells]) -> None:
    """Rows of text below what is there; whatever a text looks like, it is no formula."""
    start = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for number, cells in enumerate(rows, start):
        for position, text in enumerate(cells, 1):
            if text:
                cell = sheet.cell(number, position, on_one_line(text))
                cell.data_type = "s"
                cell.alignment = _WRAPPED


def _choices(sheet: Worksheet, column: str, options: Cells, *, strict: bool = True) -> None:
    rule = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True, showErrorMessage=strict)
    rule.add(f"{column}2:{column}{PREPARED}")
    sheet.add_data_validation(rule)


def _whole_numbers(sheet: Worksheet, first: str, last: str) -> None:
    rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", showErrorMessage=True)
    rule.add(f"{first}:{last}")
    sheet.add_data_validation(rule)


def _guide(book: Workbook, lines: Iterable[str], words: Words) -> None:
    """The first sheet, with which the program begins."""
    sheet = _page(book, GUIDE, words)
    # Not wider than a page: programs fit several columns onto one, but cut a single one.
    sheet.column_dimensions["A"].width = 95
    _fill(sheet, [(line,) for line in lines])


def _fit_rows(sheet: Worksheet) -> None:
    """Rows as high as their texts need: a program that only shows a file does not work that out."""
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        widths = [sheet.column_dimensions[get_column_letter(column)].width for column in range(1, len(row) + 1)]
        lines = [ceil(len(str(text or "")) / width) for text, width in zip(row, widths, strict=True)]
        sheet.row_dimensions[number].height = LINE * max(1, *lines, 0)


def _saved(book: Workbook, title: str, day: date) -> bytes:
    for sheet in book.worksheets:
        _fit_rows(sheet)
    packed = BytesIO()
    book.save(packed)
    return neutral(packed.getvalue(), title, day)

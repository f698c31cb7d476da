"""From words and numbers to a picture. Loaded in the drawing process only."""

from __future__ import annotations

from dataclasses import dataclass

from domain.scoring import PARTLY_FROM, WELL_FROM
from messages.painting import Bar, Fill, Painting, Part, Row, Step
from messages.painting.pen import INK, LEADING, MARGIN, QUIET, SMALL, WIDTH, Pen, lines, width

BAR_START, BAR_END, NUMBER_AT, BESIDE_AT = MARGIN, 790, 812, 946
TITLE, HEADING, NAME, NUMBER = 60, 38, 42, 60
BAR_HEIGHT, ROW_GAP = 60, 34
#: Bands from light to dark, so that they can be told apart without any colour.
BANDS = ((0, PARTLY_FROM, "#eceff3"), (PARTLY_FROM, WELL_FROM, "#dde3ea"), (WELL_FROM, 100, "#c6d0dc"))
#: Colours told apart with every kind of colour vision (after Okabe and Ito), the sides also by a pattern.
COLOURS = {
    Fill.STRONGLY_DISAGREE: "#a63f00",
    Fill.DISAGREE: "#f2b27a",
    Fill.ALL_DISAGREE: "#c65102",
    Fill.NEITHER: "#e4e7eb",
    Fill.AGREE: "#8cc3e6",
    Fill.STRONGLY_AGREE: "#005b94",
    Fill.ALL_AGREE: "#1f78b4",
}
DARK = frozenset({Fill.STRONGLY_DISAGREE, Fill.ALL_DISAGREE, Fill.STRONGLY_AGREE, Fill.ALL_AGREE})
PATTERNS = {Fill.STRONGLY_DISAGREE: "//", Fill.DISAGREE: "//", Fill.ALL_DISAGREE: "//"}
STEP = "#005b94"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where the line in the middle stands, and how many pixels the whole of a bar takes: alike for all its bars."""

    line: float
    whole: float

    @classmethod
    def of(cls, rows: tuple[Row, ...]) -> _Scale:
        """As wide as the longest sides of any bar allow."""
        bars = [row.drawn for row in rows if isinstance(row.drawn, Bar)]
        left = max((bar.left for bar in bars), default=0.0)
        right = max((bar.right for bar in bars), default=1.0)
        whole = (BAR_END - BAR_START) / (left + right)
        return cls(BAR_START + left * whole, whole)


def drawn(painting: Painting) -> bytes:
    """The PNG of a painting."""
    pen = Pen()
    top = pen.write(MARGIN, MARGIN, painting.title, TITLE, bold=True)
    top = pen.write(MARGIN, top, painting.subtitle, SMALL, colour=QUIET)
    top = _draw_key(pen, painting, top + 8)
    scale = _Scale.of(painting.rows)
    for part in painting.parts:
        top = _draw_part(pen, part, scale, top)
        if part.rows and isinstance(part.rows[-1].drawn, Step):
            top = _write_scale(pen, top - ROW_GAP + 10)
    for note in painting.notes:
        top = pen.write(MARGIN, top + 12, note, SMALL, colour=QUIET)
    return pen.png(top + MARGIN)


def _draw_key(pen: Pen, painting: Painting, top: float) -> float:
    """What the colours, or the two marks of a step, stand for; as many lines as they need."""
    entries: list[tuple[Fill | bool, str]] = [*painting.key]
    if painting.steps:
        entries += [(False, painting.steps[0]), (True, painting.steps[1])]
    left = float(MARGIN)
    for mark, name in entries:
        wide = 64 + width(name) + 36
        if left > MARGIN and left + wide - 36 > WIDTH - MARGIN:
            left, top = MARGIN, top + SMALL * LEADING
        _draw_mark(pen, mark, left, top)
        end = pen.write(left + 64, top, name)
        top = max(top, end - SMALL * LEADING)
        left += wide
    return top + SMALL * LEADING if entries else top


def _draw_mark(pen: Pen, mark: Fill | bool, left: float, top: float) -> None:
    if isinstance(mark, Fill):
        pen.box(left, top, (50, SMALL), COLOURS[mark], PATTERNS.get(mark, ""))
    else:
        pen.ring((left + 25, top + SMALL / 2), 12 if mark else 16, STEP, STEP if mark else "white")


def _draw_part(pen: Pen, part: Part, scale: _Scale, top: float) -> float:
    top += ROW_GAP
    if part.heading and part.bold:
        top = pen.write(MARGIN, top, part.heading, NAME, bold=True) + 4
    elif part.heading:
        top = pen.write(MARGIN, top, part.heading, HEADING, colour=QUIET) + 12
    for row in part.rows:
        top = _draw_row(pen, row, scale, top)
    return top


def _draw_row(pen: Pen, row: Row, scale: _Scale, top: float) -> float:
    """A name and what is drawn below it; gives where the next row begins."""
    size = SMALL if row.quiet else NAME
    top = pen.write(MARGIN, top, row.name, size, bold=not row.quiet) + 4
    if row.drawn is None:
        top = pen.write(MARGIN, top, row.note, SMALL, colour=QUIET) if row.note else top
        return top + (ROW_GAP if row.note or row.quiet else 0)
    if isinstance(row.drawn, Bar):
        _draw_bar(pen, row.drawn, scale, top)
    else:
        _draw_step(pen, row.drawn, top)
    return max(top + BAR_HEIGHT, _write_beside(pen, row, top)) + ROW_GAP


def _write_beside(pen: Pen, row: Row, top: float) -> float:
    """The number and the words to the right of what is drawn, round its middle; gives where they end."""
    middle = top + BAR_HEIGHT / 2
    pen.write(NUMBER_AT, middle - NUMBER / 2, row.number, NUMBER, bold=True)
    left = max(BESIDE_AT, NUMBER_AT + width(row.number, NUMBER, bold=True) + 24)
    words = [line for text in row.beside for line in lines(text, SMALL, WIDTH - MARGIN - left)]
    first = max(top, middle - len(words) * SMALL * LEADING / 2 + (LEADING - 1) * SMALL / 2)
    for line in words:
        first = pen.write(left, first, line)
    return first


def _draw_bar(pen: Pen, bar: Bar, scale: _Scale, top: float) -> None:
    pen.line((scale.line, top - 2), (scale.line, top + BAR_HEIGHT + 2), 3)
    left, whole = scale.line - bar.left * scale.whole, sum(bar.counts)
    for count, fill, number in zip(bar.counts, bar.fills, bar.numbers, strict=True):
        wide = count / whole * scale.whole
        if count:
            # A thin white line between the pieces: neighbours are told apart by more than their colours.
            pen.box(left + 1, top + 4, (max(wide - 2, 1), BAR_HEIGHT - 8), COLOURS[fill], PATTERNS.get(fill, ""))
        if count and width(number) + 8 <= wide:
            colour = "white" if fill in DARK else INK
            pen.write_at(left + wide / 2, top + BAR_HEIGHT / 2, number, colour=colour, behind=COLOURS[fill])
        left += wide


def _draw_step(pen: Pen, step: Step, top: float) -> None:
    for start, end, colour in BANDS:
        pen.box(_at(start), top, (_at(end) - _at(start), BAR_HEIGHT), colour)
    middle = top + BAR_HEIGHT / 2
    pen.line((_at(step.before), middle), (_at(step.after), middle), 10, STEP)
    # The ring is a little larger than the disc, so that both are seen where nothing changed.
    pen.ring((_at(step.before), middle), 22, STEP, "white")
    pen.ring((_at(step.after), middle), 12, STEP, STEP)


def _write_scale(pen: Pen, top: float) -> float:
    for points in (0, PARTLY_FROM, WELL_FROM, 100):
        pen.write_at(max(_at(points), BAR_START + 12), top + SMALL / 2, str(points), colour=QUIET)
    return top + SMALL * LEADING


def _at(points: int) -> float:
    return BAR_START + (BAR_END - BAR_START) * points / 100

"""Drawing, in the process beside the bot's own: from words and numbers to a PNG. Only `paint` loads matplotlib."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from domain.scoring import PARTLY_FROM, WELL_FROM, Label

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text as DrawnText

#: Lengths are in pixels of a picture 1,300 wide, which a telephone shows at about a quarter: 36 pixels are the smallest
#: type that is still read there.
WIDTH, MARGIN = 1300, 40
BAR_END, NUMBER_AT, BESIDE_AT = 790, 812, 946
TITLE, HEADING, NAME, NUMBER, SMALL = 60, 38, 42, 60, 36
BAR_HEIGHT, ROW_GAP, LEADING = 56, 38, 1.3
INK, QUIET = "#1d1c1d", "#55595f"
#: Bands from light to dark, so that they can be told apart without any colour.
BANDS = ((0, PARTLY_FROM, "#eceff3"), (PARTLY_FROM, WELL_FROM, "#dde3ea"), (WELL_FROM, 100, "#c6d0dc"))
#: Colours told apart with every kind of colour vision (after Okabe and Ito), and a pattern of its own for each.
FILLS = {Label.WELL: ("#005b94", ""), Label.PARTLY: ("#2f8fc9", "//"), Label.NOT_YET: ("#c65102", "..")}


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: a name, 0 to 100 points or None where nothing is shown, and what is written beside it."""

    name: str
    points: int | None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that share a label, under its name."""

    heading: str
    label: Label | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Painting:
    """What is to be drawn, in words and numbers only: it crosses over to the drawing process."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]


def paint(painting: Painting) -> bytes:
    """The PNG of a painting."""
    # Imported here, where it is used: the bot's own process never loads it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH / 100, 10), dpi=100, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH))
    axes.set_axis_off()
    top = _write(figure, MARGIN, MARGIN, painting.title, TITLE, bold=True)
    top = _write(figure, MARGIN, top, painting.subtitle, SMALL, colour=QUIET)
    for part in painting.parts:
        if part.label is not None:
            top = _draw_part(figure, part, top)
    top = _write_scale(figure, top - ROW_GAP + 10)
    for part in painting.parts:
        if part.label is None:
            top = _draw_part(figure, part, top)
    bottom = top + MARGIN
    # Only now it is known how tall everything is; lengths are kept in pixels, whatever the height.
    axes.set_ylim(bottom, 0)
    figure.set_size_inches(WIDTH / 100, bottom / 100)
    png = BytesIO()
    canvas.print_figure(png, format="png", dpi=100)
    return png.getvalue()


def _draw_part(figure: Figure, part: Part, top: float) -> float:
    top = _write(figure, MARGIN, top + ROW_GAP, part.heading, HEADING, colour=QUIET) + 12
    for row in part.rows:
        top = _draw_row(figure, row, part.label, top)
    return top


def _draw_row(figure: Figure, row: Row, label: Label | None, top: float) -> float:
    """A name and its bar below; gives where the next row begins."""
    top = _write(figure, MARGIN, top, row.name, NAME, bold=True) + 4
    if row.points is None or label is None:
        return top
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    axes = figure.axes[0]
    for start, end, colour in BANDS:
        axes.barh(top, _at(end) - _at(start), BAR_HEIGHT, _at(start), align="edge", color=colour)
    colour, pattern = FILLS[label]
    bar = Rectangle((MARGIN, top + 7), _at(row.points) - MARGIN, BAR_HEIGHT - 14)
    bar.set(facecolor=colour, hatch=pattern, edgecolor="white", linewidth=0)
    axes.add_patch(bar)
    middle = top + BAR_HEIGHT / 2
    _write(figure, NUMBER_AT, middle - NUMBER / 2, str(row.points), NUMBER, bold=True)
    first = middle - SMALL / 2 - (len(row.beside) - 1) * SMALL * LEADING / 2
    for line in row.beside:
        first = _write(figure, BESIDE_AT, first, line, SMALL)
    return top + BAR_HEIGHT + ROW_GAP


def _write_scale(figure: Figure, top: float) -> float:
    return max(
        _write(figure, _at(points), top, str(points), SMALL - 4, colour=QUIET, centred=points > 0)
        for points in (0, PARTLY_FROM, WELL_FROM, 100)
    )


def _at(points: int) -> float:
    return MARGIN + (BAR_END - MARGIN) * points / 100


def _write(
    figure: Figure,
    left: float,
    top: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
    centred: bool = False,
) -> float:
    """Text in as many lines as it needs, each `size` tall; gives where the next one begins."""
    for line in _lines(figure, text, size, WIDTH - MARGIN - left, bold=bold):
        drawn = _text(figure, line, size, bold=bold)
        drawn.set_transform(figure.axes[0].transData)
        drawn.set(position=(left, top + size / 2), color=colour, va="center", ha="center" if centred else "left")
        top += size * LEADING
    return top


def _text(figure: Figure, text: str, size: float, *, bold: bool = False) -> DrawnText:
    """A dollar sign is a dollar sign, not the beginning of a formula; 0.72 points are a pixel at 100 dpi."""
    return figure.text(0, 0, text, fontsize=size * 0.72, weight="bold" if bold else "normal", parse_math=False)


def _lines(figure: Figure, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text broken between words, and words that are too long broken anywhere, to lines that fit into the room."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(figure, longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines += _broken(figure, word, size, room, bold=bold)
    return lines or [""]


def _broken(figure: Figure, word: str, size: float, room: float, *, bold: bool) -> list[str]:
    if len(word) < 2 or _width(figure, word, size, bold=bold) <= room:
        return [word]
    fitting = next(
        n for n in range(len(word) - 1, 0, -1) if n == 1 or _width(figure, f"{word[:n]}-", size, bold=bold) <= room
    )
    return [f"{word[:fitting]}-", *_broken(figure, word[fitting:], size, room, bold=bold)]


def _width(figure: Figure, text: str, size: float, *, bold: bool) -> float:
    drawn = _text(figure, text, size, bold=bold)
    wide: float = drawn.get_window_extent().width
    drawn.remove()
    return wide

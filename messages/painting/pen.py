"""A sheet to write and draw on, in pixels from its upper left corner. Loaded in the drawing process only."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

#: Lengths are in pixels of a picture 1,300 wide, which a telephone shows at about a quarter: 36 pixels are the smallest
#: type that is still read there.
WIDTH, MARGIN = 1300, 40
SMALL = 36
LEADING = 1.3
#: 0.72 points are a pixel at 100 dots an inch.
DPI, POINTS = 100, 0.72
#: Nothing but the picture stands in the file, and it is packed quickly.
UNSIGNED, QUICKLY = {"Software": None}, {"compress_level": 2}
INK, QUIET = "#1d1c1d", "#55595f"


class Pen:
    """Writes and draws on one sheet, and gives it as a PNG; how tall it is shows only at the end."""

    def __init__(self) -> None:
        self._figure = Figure(figsize=(WIDTH / DPI, 10), dpi=DPI, facecolor="white")
        self._canvas = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH))
        self._axes.set_axis_off()

    def write(
        self,
        left: float,
        top: float,
        text: str,
        size: float = SMALL,
        *,
        bold: bool = False,
        colour: str = INK,
        right: float = WIDTH - MARGIN,
    ) -> float:
        """Text in as many lines as it needs, each `size` tall; gives where the next one begins."""
        for line in lines(text, size, right - left, bold=bold):
            self._put(left, top + size / 2, line, size, bold=bold, colour=colour)
            top += size * LEADING
        return top

    def write_at(self, middle: float, at: float, text: str, *, colour: str = INK, behind: str | None = None) -> None:
        """Small text round a point, on a patch of its own where it would be crossed by a pattern."""
        box = {"facecolor": behind, "edgecolor": "none", "pad": 2} if behind else None
        self._put(middle, at, text, SMALL, colour=colour, align="center", box=box)

    def box(self, left: float, top: float, size: tuple[float, float], colour: str, pattern: str = "") -> None:
        """A rectangle of a width and a height; a pattern is white on it."""
        patch = Rectangle((left, top), *size)
        patch.set(facecolor=colour, hatch=pattern, edgecolor="white", linewidth=0)
        self._axes.add_patch(patch)

    def line(self, start: tuple[float, float], end: tuple[float, float], width: float, colour: str = INK) -> None:
        """A straight line, so many pixels wide."""
        xs, ys = zip(start, end, strict=True)
        self._axes.add_line(Line2D(xs, ys, linewidth=width * POINTS, color=colour, solid_capstyle="butt"))

    def ring(self, at: tuple[float, float], radius: float, colour: str, inside: str) -> None:
        """A circle with a thick edge; where both colours are one, a disc."""
        self._axes.add_patch(Circle(at, radius, facecolor=inside, edgecolor=colour, linewidth=6 * POINTS, zorder=3))

    def png(self, height: float) -> bytes:
        """The sheet, cut off at this height."""
        # Only now it is known how tall everything is; lengths are kept in pixels, whatever the height.
        self._axes.set_ylim(height, 0)
        self._figure.set_size_inches(WIDTH / DPI, height / DPI)
        png = BytesIO()
        with _missing_signs_ignored(), rc_context({"hatch.linewidth": 2.0}):
            self._canvas.print_figure(png, format="png", dpi=DPI, metadata=UNSIGNED, pil_kwargs=QUICKLY)
        return png.getvalue()

    def _put(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
        box: dict[str, object] | None = None,
    ) -> None:
        # A dollar sign is a dollar sign, not the beginning of a formula.
        drawn = self._figure.text(x, y, text, fontproperties=font(size, bold=bold), parse_math=False)
        drawn.set_transform(self._axes.transData)
        drawn.set(color=colour, va="center_baseline", ha=align, bbox=box)


@cache
def font(size: float, *, bold: bool) -> FontProperties:
    """The one typeface, so many pixels tall."""
    return FontProperties(size=size * POINTS, weight="bold" if bold else "normal")


@cache
def _advance(sign: str, size: float, bold: bool) -> float:
    typeface = get_font(findfont(font(size, bold=bold)))
    typeface.set_size(size * POINTS, DPI)
    # A sign that the typeface does not have is number 0 of its signs, a box.
    wide: float = typeface.load_glyph(typeface.get_char_index(ord(sign))).linearHoriAdvance / 0x10000
    return wide


@contextmanager
def _missing_signs_ignored() -> Iterator[None]:
    """A warning about a sign that becomes a box would quote it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def width(text: str, size: float = SMALL, *, bold: bool = False) -> float:
    """How wide a line of text is, sign by sign: much quicker than setting it, and never too narrow."""
    return sum(_advance(sign, size, bold) for sign in text)


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text broken between words, and words that are too long broken anywhere, to lines that fit into the room."""
    broken: list[str] = []
    for word in text.split():
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and width(longer, size, bold=bold) <= room:
            broken[-1] = longer
        else:
            broken += _pieces(word, size, room, bold=bold)
    return broken or [""]


def _pieces(word: str, size: float, room: float, *, bold: bool) -> Sequence[str]:
    if width(word, size, bold=bold) <= room:
        return [word]
    pieces, piece, left = list[str](), "", room
    for sign in word:
        wide = _advance(sign, size, bold)
        if piece and wide + _advance("-", size, bold) > left:
            pieces.append(f"{piece}-")
            piece, left = "", room
        piece += sign
        left -= wide
    return [*pieces, piece]

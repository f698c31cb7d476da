"""How pictures are drawn: every name fits, the same picture comes out again, and nobody needs to see colours."""

from __future__ import annotations

import itertools
import re
import struct
from io import BytesIO
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from messages.painting import FIVE, THREE, Bar, Fill, Painting, Part, Row, Step, paint
from messages.painting import drawing as drawn
from messages.painting.pen import INK, MARGIN, QUIET, SMALL, WIDTH, lines, width

Colour = tuple[float, float, float]

#: What people without one kind of cones see of linear light (Machado, Oliveira and Fernandes 2009, severity 1.0).
EYES = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "grey paper": ((0.2126, 0.7152, 0.0722),) * 3,
}


def linear(colour: str) -> Colour:
    """The light of a colour such as #005b94, each part from 0 to 1."""
    if colour == "white":
        return 1.0, 1.0, 1.0
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def seen(colour: str, eyes: str) -> Colour:
    light = linear(colour)
    rows = (sum(weight * part for weight, part in zip(row, light, strict=True)) for row in EYES[eyes])
    red, green, blue = (min(max(part, 0.0), 1.0) for part in rows)
    return red, green, blue


def lightness(light: Colour) -> float:
    """CIE L*, from 0 to 100."""
    y = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    low, high = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other)))
    return (high + 0.05) / (low + 0.05)


def size(png: bytes) -> tuple[int, int]:
    """Width and height, from the first chunk of a PNG."""
    measured: tuple[int, int] = struct.unpack(">II", png[16:24])
    return measured


def a_bar(*counts: int) -> Bar:
    return Bar(counts, tuple(map(str, counts)))


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("fills", [FIVE, THREE], ids=["five", "three"])
def test_neighbours_in_a_bar_differ_in_lightness_for_every_eye(eyes: str, fills: tuple[Fill, ...]) -> None:
    for one, other in itertools.pairwise(fills):
        tones = [lightness(seen(drawn.COLOURS[fill], eyes)) for fill in (one, other)]
        assert abs(tones[0] - tones[1]) >= 10, (one, other)


def test_the_two_sides_differ_by_a_pattern_and_by_their_place() -> None:
    disagree = {Fill.STRONGLY_DISAGREE, Fill.DISAGREE, Fill.ALL_DISAGREE}
    assert {fill for fill in Fill if drawn.PATTERNS.get(fill)} == disagree
    for one in (a_bar(1, 2, 3, 4, 5), a_bar(3, 3, 9)):
        assert one.left + one.right == pytest.approx(1)
        assert one.left < one.right


def test_numbers_in_a_bar_and_words_beside_it_have_contrast() -> None:
    for fill, colour in drawn.COLOURS.items():
        assert contrast("white" if fill in drawn.DARK else INK, colour) >= 4.5, fill
    assert contrast(QUIET, "#ffffff") >= 4.5


def test_the_bands_behind_steps_go_from_light_to_dark() -> None:
    tones = [lightness(linear(colour)) for _, _, colour in drawn.BANDS]
    assert tones == sorted(tones, reverse=True)


def test_nothing_is_written_smaller_than_a_telephone_can_show() -> None:
    assert WIDTH == 1300
    assert min(SMALL, drawn.HEADING, drawn.NAME, drawn.NUMBER, drawn.TITLE) >= 36


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3) | st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_the_line_in_the_middle_halves_those_who_do_neither(counts: list[int]) -> None:
    one = a_bar(*counts)
    whole = sum(counts) or 1
    middle = len(counts) // 2
    assert one.left * whole == pytest.approx(sum(counts[:middle]) + counts[middle] / 2)
    assert one.right * whole == pytest.approx(sum(counts[middle + 1 :]) + counts[middle] / 2)


@given(st.lists(st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any), min_size=1, max_size=6))
def test_every_bar_of_a_picture_is_as_long_as_the_others_and_stays_in_its_place(several: list[list[int]]) -> None:
    rows = tuple(Row("x", a_bar(*counts)) for counts in several)
    scale = drawn._Scale.of(rows)
    for row in rows:
        assert isinstance(row.drawn, Bar)
        start = scale.line - row.drawn.left * scale.whole
        assert start >= drawn.BAR_START - 0.001
        assert start + scale.whole <= drawn.BAR_END + 0.001


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=80), st.sampled_from([200, 600, 1200]))
def test_text_is_broken_to_lines_that_fit_and_loses_nothing(text: str, room: int) -> None:
    broken = lines(text, SMALL, room)
    assert all(width(line) <= room for line in broken)
    assert re.sub(r"[\s-]", "", "".join(broken)) == re.sub(r"[\s-]", "", text)


@pytest.mark.parametrize("name", ["Ærlig øl på åen", "$x^2$ & <b>", "W" * 75, "et langt navn " * 6, "漢字 ☃"])
def test_any_name_fits_into_the_picture(name: str) -> None:
    rows = (
        Row(name, a_bar(0, 0, 0, 0, 9), "100", ("usikkert", "delte meninger")),
        Row(name, a_bar(9, 0, 0), "0", quiet=True),
        Row(name, Step(0, 100), "+100", ("tydeligt højere",)),
        Row(name, note=name),
    )
    key = tuple((fill, name) for fill in FIVE)
    painting = Painting(name, name, (Part(name, rows), Part(name, rows, bold=True)), key, (name, name), (name,))
    png = paint(painting)
    assert size(png)[0] == WIDTH
    image = Image.open(BytesIO(png)).convert("L")
    edges = [image.crop(box) for box in ((0, 0, 8, image.height), (WIDTH - 8, 0, WIDTH, image.height))]
    assert all(edge.getextrema() == (255, 255) for edge in edges)


def test_the_same_painting_gives_the_same_bytes_and_no_name_of_a_program() -> None:
    painting = Painting("Børn", "og Familie", (Part("", (Row("Inddragelse", a_bar(1, 2, 3, 4, 5), "62"),)),))
    assert paint(painting) == paint(painting)
    assert b"atplotlib" not in paint(painting)


def test_a_number_that_does_not_fit_is_left_out_and_its_piece_is_there() -> None:
    rows = (Row("a", Bar((1, 0, 0, 0, 99), ("1", "0", "0", "0", "99"))),)
    image = Image.open(BytesIO(paint(Painting("", "", (Part("", rows),))))).convert("RGB")
    red, green, blue = (
        round(255 * int(drawn.COLOURS[Fill.STRONGLY_DISAGREE][at : at + 2], 16) / 255) for at in (1, 3, 5)
    )
    first = image.crop((MARGIN, 0, MARGIN + 8, image.height))
    assert (red, green, blue) in {colour for _, colour in first.getcolors(10_000) or []}


def test_ten_pictures_take_no_more_than_three_seconds_of_work() -> None:
    rows = tuple(
        Row(f"{n}. Et udsagn af den længde, som udsagn plejer at have her", a_bar(1, 2, 3, 4, 5), "62")
        for n in range(4)
    )
    painting = Painting("Tema", "Børn og Familie. 18 af 23 har svaret.", (Part("", rows),))
    # The quickest of a few: what else the machine does at the time is not our work.
    assert 10 * min(seconds_to(painting) for _ in range(5)) < 3


def seconds_to(painting: Painting) -> float:
    before = process_time()
    paint(painting)
    return process_time() - before

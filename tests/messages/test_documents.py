"""The Word file: every figure in a table, what is withheld and why, and no text that is more than text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings

from domain.comparisons import Comparison
from domain.figures import Change
from domain.releases import TOTAL, Reason, Withheld
from domain.round_numbers import RoundNumber
from domain.scoring import ChangeWord
from messages.charts import Charts, Picture
from messages.documents import word_file
from messages.labels import label_name
from messages.pages import Bullets, Cell, Heading, Paragraph, Part, Quotation, Shown, Table, Written
from messages.report_parts import parts
from messages.report_tables import withheld
from messages.reports import GroupNotes, Pictures, Report
from messages.slack.documents import with_excel_file, with_report, with_word_file
from messages.wording import Words
from tests.messages.office import (
    INJECTIONS,
    UNIT,
    attributes,
    check_that_nothing_is_hidden,
    hostile,
    named,
    opened_in_office,
    properties,
    unpacked,
)
from tests.messages.results import Sample, nasty_samples, sample

DANISH, ENGLISH = Words("da"), Words("en")
#: One pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
#: The namespace of OpenDocument in which text stands, and what in it is filled in when a document is opened.
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FIELDS = {
    "date",
    "time",
    "database-display",
    "user-field-get",
    "user-defined",
    "placeholder",
    "text-input",
    "a",
    "script",
}
FIELDS |= {
    "dde-connection",
    "reference-ref",
    "bookmark-ref",
    "expression",
    "conditional-text",
    "execute-macro",
    "section",
}
SMALL = {"leder": 1, "faglig_leder": 1, "superbruger": 2, "sagsbehandler": 8}
WIDE = sample(rate=0.9, seed=5)
#: The same where each group has figures of every theme.
BESIDE = replace(
    WIDE,
    release=replace(WIDE.release, populations=dict.fromkeys(WIDE.release.populations, WIDE.release.everybody)),
)
SAMPLES = {
    "levels": WIDE,
    "bins": sample(rate=0.9, seed=3, invited=SMALL),
    "words": sample("5", invited=SMALL),
    "nothing": sample(rate=0.1, seed=4),
}
some_sample = pytest.mark.parametrize("one", SAMPLES.values(), ids=SAMPLES)


def report(one: Sample, *, is_draft: bool = False) -> Report:
    return Report(one.round, one.release, RoundNumber(1), is_draft=is_draft)


def drawn(one: Sample) -> Report:
    """With a picture wherever there can be one."""
    pictures = Pictures(
        Picture(PIXEL, "Overblik & <temaer>"),
        {theme.id: Picture(PIXEL, f"Udsagn: {theme.id}") for theme in one.round.barometer.themes},
        (Picture(PIXEL, "Grupper"),),
    )
    return replace(report(one), pictures=pictures)


def changed(one: Sample = WIDE) -> Report:
    """A round with another before it, in which one item was worded otherwise and one theme is compared."""
    barometer = one.round.barometer
    first = barometer.themes[0]
    reworded = replace(first, items=(replace(first.items[0], text=barometer.items[1].text), *first.items[1:]))
    before = replace(barometer, themes=(reworded, *barometer.themes[1:]))
    second = barometer.themes[1].id
    release = replace(one.release, change={TOTAL: {second: Change(-7.5, ChangeWord.MAYBE_LOWER)}})
    earlier = Comparison(barometer, release, before, sample(rate=0.9, seed=8).release)
    return Report(one.round, release, RoundNumber(2), earlier=earlier)


def headings(found: list[Part]) -> list[str]:
    return [part.text for part in found if isinstance(part, Heading)]


def under(found: list[Part], heading: str) -> list[Part]:
    """What stands between a heading and the next one of its level or above."""
    start = next(place for place, part in enumerate(found) if isinstance(part, Heading) and part.text == heading)
    level = getattr(found[start], "level", 1)
    rest = found[start + 1 :]
    ends = (place for place, part in enumerate(rest) if isinstance(part, Heading) and part.level <= level)
    return rest[: next(ends, len(rest))]


def texts(found: list[Part]) -> str:
    """All that is read."""
    return "\n".join(text for part in found for text in _texts(part))


def _texts(part: Part) -> Iterator[str]:
    match part:
        case Heading() | Paragraph() | Quotation():
            yield part.text
        case Bullets():
            yield from part.texts
        case Table():
            yield " | ".join(column.name for column in part.columns)
            yield from (" | ".join(row) for row in cells(part))
        case Shown():
            yield part.picture.alt


def cells(table: Table) -> list[list[str]]:
    return [[cell.text if isinstance(cell, Cell) else cell for cell in row.cells] for row in table.rows]


def tables(found: list[Part]) -> list[Table]:
    return [part for part in found if isinstance(part, Table)]


# What it says


@some_sample
def test_it_says_who_was_asked_about_what_and_how_many_answered(one: Sample) -> None:
    read = texts(parts(report(one), DANISH))
    assert "Børn og Familie" in read
    assert "Standardbarometer (ICS-inspireret), version 1" in read
    assert "mandag 11. januar 2027 – mandag 25. januar 2027" in read
    responded = one.release.response.responded
    assert (
        f"{responded} af {one.release.response.invited} har svaret" if responded else "færre end 5 har svaret"
    ) in read
    assert "2 uden Slack er ikke spurgt" in read


def test_few_answers_are_told_as_few() -> None:
    half, some = (texts(parts(report(sample(rate=rate, seed=2)), DANISH)) for rate in (0.45, 0.7))
    assert "Under halvdelen har svaret; læs tallene som de svarendes mening." in half
    assert "Mange har ikke svaret. De kan mene noget andet end dem, der svarede." in some
    assert "har ikke svaret." not in texts(parts(report(sample()), DANISH)).replace("der ikke har svaret", "")


@some_sample
def test_every_theme_stands_in_its_table_with_points_and_label(one: Sample) -> None:
    shown = one.release.everybody.themes
    if not shown:
        assert "Temaerne" not in headings(parts(report(one), DANISH))
        return
    [table] = tables(under(parts(report(one), DANISH), "Temaerne"))
    rows = {row[0]: row[1:] for row in cells(table)}
    for theme in one.round.barometer.themes:
        figures = shown.get(theme.id)
        if figures is None:
            assert rows[theme.name.da][0].startswith("Vises ikke: ")
        else:
            assert rows[theme.name.da][:2] == [str(figures.points), label_name(figures.label, DANISH)]
    points = [int(row[0]) for row in rows.values() if row[0].isdigit()]
    assert points == sorted(points, reverse=True)


@some_sample
def test_every_item_stands_in_the_appendix_with_the_counts_that_may_be_shown(one: Sample) -> None:
    if not one.release.populations:
        assert "Bilag: alle udsagn" not in headings(parts(report(one), DANISH))
        return
    found = tables(under(parts(report(one), DANISH), "Bilag: alle udsagn"))
    rows = [row for table in found for row in cells(table)]
    assert len(rows) == len(one.round.barometer.items)
    for number, (item, row) in enumerate(zip(one.round.barometer.items, rows, strict=True), 1):
        assert row[0].startswith(f"{number}. {item.text.da}")
        figures = one.release.everybody.items.get(item.id)
        if figures is None:
            assert row[1].startswith("Vises ikke: ")
        elif figures.words is not None:
            assert row[1:3] == [str(figures.n), "næsten alle er enige"]
        else:
            spread = [str(count) for count in figures.counts or figures.bins or ()]
            assert row[1:-3] == [str(figures.n), *spread]
            assert row[-3:-1] == [str(figures.not_relevant), str(figures.points)]


def test_strengths_and_gains_are_told_in_people_and_no_item_is_both() -> None:
    found = parts(report(WIDE), DANISH)
    [strong], [weak] = (tables(under(found, name)) for name in ("Stærkest", "Mest at hente"))
    assert all(re.search(r"\d+ af \d+ enige|næsten alle", row[2]) for table in (strong, weak) for row in cells(table))
    assert not {row[0] for row in cells(strong)} & {row[0] for row in cells(weak)}


def test_only_shown_groups_stand_side_by_side() -> None:
    found = parts(report(BESIDE), DANISH)
    [by_theme] = tables(under(found, "Grupperne side om side"))
    assert [column.name for column in by_theme.columns] == [
        "Tema",
        "Alle",
        "Ledere og superbrugere samlet",
        "Sagsbehandlerne",
    ]
    alone = replace(WIDE.release, populations={TOTAL: WIDE.release.everybody})
    assert "Grupperne side om side" not in headings(parts(Report(WIDE.round, alone, RoundNumber(1)), DANISH))


def test_a_group_of_which_hardly_anything_is_shown_is_not_called_shown_like_the_others() -> None:
    one = report(sample(rate=0.7, seed=0))
    assert _facts_of(one)["Grupper vist for sig"] == "Sagsbehandlerne (kun ved 1 udsagn)"
    told = "Sagsbehandlerne vises kun ved 1 udsagn, fordi en mindre gruppe ellers kunne regnes ud."
    assert told in texts(under(parts(one, DANISH), "Grupperne side om side"))


def test_a_group_that_is_hardly_shown_has_a_list_in_the_appendix_and_no_empty_column() -> None:
    one = sample(rate=0.7, seed=0)
    [shown] = one.release.populations["sagsbehandler"].items
    alone = under(parts(report(one), DANISH), "Bilag: grupperne, udsagn for udsagn")
    assert not tables(alone)
    told = "Sagsbehandlerne vises kun ved 1 udsagn, fordi en mindre gruppe ellers kunne regnes ud."
    assert f"{told} Derfor står gruppen her for sig:" in texts(alone)
    number = one.round.barometer.items.index(one.round.barometer.item(shown)) + 1
    [listed] = [text for part in alone if isinstance(part, Bullets) for text in part.texts]
    assert re.match(rf"{number}\. .*: (\d+ point|næsten alle .*)$", listed)
    everybody = one.release.everybody
    beside = replace(one.release, populations={**one.release.populations, "noeglepersoner": everybody})
    found = under(parts(replace(report(one), release=beside), DANISH), "Bilag: grupperne, udsagn for udsagn")
    [table] = tables(found)
    assert [column.name for column in table.columns] == ["Tema og udsagn", "Alle", "Ledere og superbrugere samlet"]
    assert listed in texts(found)


def test_a_group_is_not_said_to_be_hidden_where_it_was_not_asked() -> None:
    items = BESIDE.round.barometer.items
    groups = BESIDE.round.barometer.grouping(BESIDE.release.grouping).groups
    for place, group in enumerate(groups, 2):
        without = {**BESIDE.release.populations, group.id: replace(BESIDE.release.everybody, items={})}
        one = Report(BESIDE.round, replace(BESIDE.release, populations=without, withheld=()), RoundNumber(1))
        [table] = tables(under(parts(one, DANISH), "Bilag: grupperne, udsagn for udsagn"))
        told = {row[0]: row[place] for row in cells(table)}
        for number, item in enumerate(items, 1):
            wanted = "vises ikke" if item.roles & group.roles else "ikke spurgt"
            assert told[f"{number}. {item.text.da}"] == wanted


def test_a_group_without_any_theme_has_no_column_beside_the_others() -> None:
    one = sample(rate=0.7, seed=0)
    assert not one.release.populations["sagsbehandler"].themes
    alone = under(parts(report(one), DANISH), "Grupperne side om side")
    assert not tables(alone)
    assert texts(alone).endswith("Ingen gruppe har tal for et helt tema. Udsagnene står i bilaget.")
    everybody = one.release.everybody
    beside = replace(one.release, populations={**one.release.populations, "noeglepersoner": everybody})
    [table] = tables(under(parts(replace(report(one), release=beside), DANISH), "Grupperne side om side"))
    assert [column.name for column in table.columns] == ["Tema", "Alle", "Ledere og superbrugere samlet"]


@pytest.mark.parametrize("reversed_one", [False, True])
def test_reversed_items_are_explained_only_where_there_are_any(*, reversed_one: bool) -> None:
    first, *rest = WIDE.round.barometer.themes
    turned = replace(first, items=(replace(first.items[0], reversed=reversed_one), *first.items[1:]))
    asked = replace(WIDE.round, barometer=replace(WIDE.round.barometer, themes=(turned, *rest)))
    appendix = under(parts(Report(asked, WIDE.release, RoundNumber(1)), DANISH), "Bilag: alle udsagn")
    assert ("Ved et omvendt udsagn" in texts(appendix)) is reversed_one


def test_a_group_whose_theme_rests_on_other_items_is_starred() -> None:
    theme = WIDE.round.barometer.themes[0]
    everybody = WIDE.release.everybody
    fewer = replace(everybody, items={name: one for name, one in everybody.items.items() if name != theme.items[0].id})
    release = replace(WIDE.release, populations={TOTAL: everybody, "sagsbehandler": fewer})
    found = under(parts(Report(WIDE.round, release, RoundNumber(1)), DANISH), "Grupperne side om side")
    [table] = tables(found)
    first, second = cells(table)[:2]
    assert (first[2], second[2]) == (f"{first[1]}*", second[1])
    assert "En stjerne ved et tema:" in texts(found)
    alike = replace(WIDE.release, populations={TOTAL: everybody, "sagsbehandler": everybody})
    found = under(parts(Report(WIDE.round, alike, RoundNumber(1)), DANISH), "Grupperne side om side")
    assert "*" not in "".join(text for row in cells(tables(found)[0]) for text in row)
    assert "stjerne" not in texts(found), "it is explained only where one stands"


def test_the_change_has_both_rounds_its_word_and_what_cannot_be_compared() -> None:
    found = under(parts(changed(), DANISH), "Siden sidst")
    [table] = tables(found)
    rows = cells(table)
    assert rows[1][4:] == ["−8", "måske lavere"]
    assert all(number.isdigit() for number in rows[1][2:4])
    assert rows[0][2].startswith("kan ikke sammenlignes: bygger ikke på de samme udsagn")
    assert "1. " in texts(found)
    assert "ordlyden er ændret" in texts(found)
    assert "ikke nødvendigvis de samme personer" in texts(found)
    assert "Hvert tal er afrundet for sig, også forskellen." in texts(found)
    assert "»Måske«: det kan også være tilfældigt." in texts(found)
    assert "»Tydeligt«" not in texts(found)
    assert "Siden sidst" not in headings(parts(report(WIDE), DANISH))


def test_the_change_says_which_round_last_time_was_and_where_it_was_measured() -> None:
    first = replace(WIDE.round, closes_at=WIDE.round.closes_at - timedelta(days=365))
    elsewhere = replace(first, measured_elsewhere=True)
    for before, told in ((first, "lukket søndag 25. januar 2026"), (elsewhere, "målt et andet sted, 25. januar 2026")):
        found = under(parts(replace(changed(), before=(before, RoundNumber(1))), DANISH), "Siden sidst")
        assert f"Sidst: Barometer 1, {told}. Forskellen i point" in texts(found)


def test_a_change_is_told_also_where_the_round_before_is_lost() -> None:
    [table] = tables(under(parts(replace(changed(), earlier=None), DANISH), "Siden sidst"))
    assert cells(table)[1][2] == ""
    assert cells(table)[1][4:] == ["−8", "måske lavere"]


def test_what_is_withheld_is_told_with_its_reason() -> None:
    one = SAMPLES["bins"]
    [table] = tables(under(parts(report(one), DANISH), "Det, der ikke vises, og hvorfor"))
    assert {row[2] for row in cells(table)} <= {
        "for få svar",
        "en mindre gruppe kunne ellers regnes ud",
        "for få udsagn at bygge på",
    }
    assert any(row[:2] == ["Ledere og superbrugere samlet", "hele gruppen"] for row in cells(table))
    everything = sample(invited={"sagsbehandler": 20})
    assert not everything.release.withheld
    assert "Det, der ikke vises, og hvorfor" not in headings(parts(report(everything), DANISH))


@pytest.mark.parametrize(
    ("words", "one", "two"), [(DANISH, "udsagn 3", "udsagn 3-4"), (ENGLISH, "item 3", "items 3-4")]
)
def test_one_item_that_is_withheld_is_told_as_one(words: Words, one: str, two: str) -> None:
    items = [item.id for item in WIDE.round.barometer.items[2:4]]
    for some, told in ((items[:1], one), (items, two)):
        withheld_items = tuple(Withheld(TOTAL, item, None, Reason.TOO_FEW) for item in some)
        table = withheld(WIDE.round, replace(WIDE.release, withheld=withheld_items), words)
        assert table
        assert [row[1] for row in cells(table)] == [told]


def test_comments_and_notes_are_there_only_where_somebody_gave_them() -> None:
    item = WIDE.round.barometer.open_items[0]
    without = headings(parts(report(WIDE), DANISH))
    assert not {"Kommentarer", "Fra fokusgrupperne", item.text.da} & set(without)
    given = replace(report(WIDE), comments={item.id: ["Godt gået"]}, notes=[GroupNotes("Ledelsen", "Vi mangler tid")])
    found = parts(given, DANISH)
    assert under(found, item.text.da) == [Quotation("Godt gået")]
    assert under(found, "Ledelsen") == [Written("Vi mangler tid")]
    lost = parts(replace(report(WIDE), comments=None), DANISH)
    assert "kan ikke læses" in texts(under(lost, "Kommentarer"))


@some_sample
def test_the_limits_of_the_method_are_always_there_and_nothing_of_a_course(one: Sample) -> None:
    found = parts(report(one), DANISH)
    read = texts(found)
    for limit in ("ikke et tilsyn", "vejledende", "De, der ikke har svaret", "ikke afprøvet eller valideret"):
        assert limit in texts(under(found, "Sådan skal tallene læses"))
    assert not re.search(r"\b(forløb|kursus|milepæl)", read, re.IGNORECASE)


def test_nothing_is_shown_where_nothing_may_be_shown() -> None:
    found = parts(report(SAMPLES["nothing"]), DANISH)
    assert "Der skal mindst 5 svar til" in texts(found)
    assert len(tables(found)) == 1 or "Det, der ikke vises, og hvorfor" in headings(found)
    assert not re.search(r"\d+ point", texts(under(found, "Kort fortalt")))
    draft = parts(report(SAMPLES["nothing"], is_draft=True), DANISH)
    for of_figures in ("Tallene kan ikke ændres", "tæller med i de samlede tal"):
        assert of_figures not in f"{headings(draft)} {texts(draft)}", "there are no figures to speak of"


def test_only_a_report_is_a_draft() -> None:
    draft, shown = (word_file(report(WIDE, is_draft=is_draft), DANISH) for is_draft in (True, False))
    assert docx.Document(BytesIO(draft)).paragraphs[0].text == "Screeningsrapport"
    assert docx.Document(BytesIO(shown)).paragraphs[0].text == "Resultat af barometeret"
    assert b"Udkast" in unpacked(draft)["word/header1.xml"]
    assert "Husk at journalisere" in texts(parts(report(WIDE, is_draft=True), DANISH))
    assert not any(b"Udkast" in body for body in unpacked(shown).values())


def test_only_the_draft_has_room_for_an_assessment_of_ones_own() -> None:
    room = texts(under(parts(report(WIDE, is_draft=True), DANISH), "Jeres vurdering"))
    assert "Skriv jeres vurdering her" in room
    assert "Hvad genkender I, og hvad undrer jer?" in room
    assert "Jeres vurdering" not in texts(parts(report(WIDE), DANISH))


def test_the_whole_report_is_in_the_readers_language() -> None:
    read = texts(parts(replace(changed(), is_draft=True, pictures=Pictures()), ENGLISH))
    for text in (
        "In short",
        "Appendix: all items",
        "maybe lower",
        "How the figures are to be read",
        "Well implemented",
    ):
        assert text in read
    assert not re.search(r"[æøåÆØÅ]", read.replace("Børn og Familie", ""))


# What kind of file it is


@some_sample
def test_nothing_is_hidden_and_nobody_is_named(one: Sample) -> None:
    data = word_file(drawn(one), DANISH)
    check_that_nothing_is_hidden(data)
    told = properties(data)
    assert told["creator"] == told["lastModifiedBy"] == "Anker"
    assert told["created"] == told["modified"] == "2027-01-25T00:00:00Z"


def test_the_same_report_gives_the_same_bytes() -> None:
    assert word_file(drawn(WIDE), DANISH) == word_file(drawn(WIDE), DANISH)


def test_every_picture_is_said_in_words_and_stays_with_its_table() -> None:
    document = docx.Document(BytesIO(word_file(drawn(BESIDE), DANISH)))
    alternatives = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert alternatives[0] == "Overblik & <temaer>"
    assert len(alternatives) == 2 + len(WIDE.round.barometer.themes)
    holders = [paragraph for paragraph in document.paragraphs if list(paragraph._p.iter(qn("w:drawing")))]
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in holders)


def test_no_row_of_a_table_stands_alone_on_a_page() -> None:
    tables = docx.Document(BytesIO(word_file(report(WIDE), DANISH))).tables
    assert any(len(table.rows) > 3 for table in tables)
    for table in tables:
        rows = list(table.rows)
        stays = [all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells) for row in rows]
        assert stays[0]
        assert stays[-2]
        assert not stays[-1] or rows[-1] is rows[1], "what stays with what is below the table would pull it along"


def test_the_heading_row_of_every_table_is_repeated_and_no_row_is_split() -> None:
    for table in docx.Document(BytesIO(word_file(report(WIDE), DANISH))).tables:
        first, *rest = table.rows
        assert first._tr.trPr is not None
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rest)


def test_pages_are_numbered_and_there_is_no_other_field() -> None:
    data = word_file(report(sample(barometer=hostile(), unit=UNIT)), DANISH)
    everything = b"".join(unpacked(data).values())
    assert re.findall(rb'w:instr="(\w+)"', everything) == [b"PAGE", b"NUMPAGES"]
    assert b"<w:instrText" not in everything
    assert b"<w:hyperlink" not in everything


@pytest.mark.libreoffice
def test_a_hostile_barometer_and_comments_become_text_in_libreoffice() -> None:
    one = sample(rate=0.9, seed=5, barometer=hostile(), unit=UNIT)
    said = {item.id: list(INJECTIONS) for item in one.round.barometer.open_items}
    data = word_file(replace(report(one), comments=said, notes=[GroupNotes(text, text) for text in INJECTIONS]), DANISH)
    opened = opened_in_office({"rapport.docx": data})["rapport.docx"]
    assert attributes(opened, "href") == []
    assert attributes(opened, "formula") == []
    in_text = {one.tag.rpartition("}")[2] for one in opened.iter() if one.tag.startswith(TEXT)}
    assert {"page-number", "page-count"} <= in_text
    assert not in_text & FIELDS
    read = "\n".join("".join(paragraph.itertext()) for paragraph in [*named(opened, "p"), *named(opened, "h")])
    for text in ("{{7919*7907}}", "=1+1", "{ DATE }", "&xxe;", "</w:t></w:r></w:p>", "{0.__class__}", "%s%n%d"):
        assert text in read, text
    assert str(7919 * 7907) not in read


async def test_a_document_can_be_made_in_another_process() -> None:
    charts = Charts()
    try:
        assert await charts.do(os.getpid) != os.getpid()
        assert await charts.do(word_file, drawn(WIDE), DANISH) == word_file(drawn(WIDE), DANISH)
    finally:
        charts.close()


@settings(max_examples=8)
@given(nasty_samples())
def test_any_barometer_and_any_answers_give_a_file_that_opens(one: Sample) -> None:
    document = docx.Document(BytesIO(word_file(report(one), DANISH)))
    assert document.paragraphs[0].text == "Resultat af barometeret"


def test_a_report_says_that_a_round_was_measured_elsewhere() -> None:
    brought = replace(WIDE, round=replace(WIDE.round, measured_elsewhere=True, opens_at=WIDE.round.closes_at))
    here, elsewhere = report(WIDE, is_draft=True), report(brought, is_draft=True)
    assert "Målt et andet sted" not in " ".join(_said(here))
    assert "Målt et andet sted, lukket mandag 25. januar 2027." in " ".join(_said(elsewhere))
    assert _facts_of(here)["Åbent"] == "mandag 11. januar 2027 – mandag 25. januar 2027"
    assert "Åbent" not in _facts_of(elsewhere)
    assert _facts_of(elsewhere)["Målt"] == "et andet sted, lukket mandag 25. januar 2027"


def test_a_report_of_a_round_measured_elsewhere_speaks_of_no_deleted_answers() -> None:
    brought = replace(WIDE, round=replace(WIDE.round, measured_elsewhere=True))
    assert "Tallene kan ikke ændres: de enkelte svar er slettet." in " ".join(_said(report(WIDE, is_draft=True)))
    assert "slettet" not in " ".join(_said(report(brought, is_draft=True)))


def test_the_message_that_brings_a_file_says_that_its_round_was_measured_elsewhere() -> None:
    brought = replace(WIDE.round, measured_elsewhere=True)
    for text in (with_word_file, with_excel_file, with_report):
        assert text(brought, RoundNumber(1), DANISH) == (
            f"{text(WIDE.round, RoundNumber(1), DANISH)} Målt et andet sted, lukket mandag 25. januar 2027."
        )


def _facts_of(one: Report) -> dict[str, str]:
    facts = next(part for part in parts(one, DANISH) if isinstance(part, Table))
    return {str(name): str(value) for name, value in (row.cells for row in facts.rows)}


def _said(one: Report) -> Iterator[str]:
    return (part.text for part in parts(one, DANISH) if isinstance(part, Paragraph))

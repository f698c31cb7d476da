"""A result as a file: who gets which, where it arrives, and what one is told where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from io import BytesIO

import docx
import pytest
from openpyxl import load_workbook

from domain.releases import Release
from domain.rounds import Round
from handlers.sittings import UnknownRound
from handlers.slack.documents import LISTENERS
from handlers.slack.requests import Click
from messages.charts import Charts, Picture
from messages.sketches import Sketch
from messages.wording import Words
from sandbox.faults import UPLOAD
from sandbox.files import File
from storage import audit
from storage.releases import ReleaseDamaged
from tests.conversations.house import HERE, House, Someone
from tests.conversations.test_releases import published, result_in

#: One pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Sketch]:
    """Files without the seconds that a process takes to start; the list holds what would have been drawn."""
    asked_for: list[Sketch] = []

    async def themes(_charts: Charts, _asked: Round, _release: Release, _words: Words) -> Picture:
        return Picture(PIXEL, "Søjler for 8 temaer")

    async def draw(_charts: Charts, sketches: list[Sketch]) -> tuple[Picture, ...]:
        asked_for.extend(sketches)
        return tuple(Picture(PIXEL, sketch.alt) for sketch in sketches)

    monkeypatch.setattr(Charts, "themes", themes)

    async def do(_charts: Charts, work: Callable[..., bytes], *of: object) -> bytes:
        return work(*of)

    monkeypatch.setattr(Charts, "draw", draw)
    monkeypatch.setattr(Charts, "do", do)
    return asked_for


def files_of(house: House, who: Someone) -> list[File]:
    """The files in somebody's direct message with the app, oldest first."""
    ids = [file["id"] for message in who.messages() for file in message.files]
    return [house.workspace.files.by_id[name] for name in ids]


def text_of(data: bytes) -> str:
    """Everything that is read in a Word file, tables among it."""
    document = docx.Document(BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


async def pressed(who: Someone, label: str, house: House) -> None:
    """Ask for a file from the result in the channel."""
    await who.clicks("Word/Excel", on=result_in(house))
    await who.clicks(label, channel=HERE)


async def test_word_comes_to_whoever_asks_and_to_nobody_else(house: House, drawn: list[Sketch]) -> None:
    await published(house)
    camilla = house.person("Camilla")
    before = len(camilla.messages(channel=HERE))
    await pressed(camilla, "Word", house)
    [file] = files_of(house, camilla)
    assert file.name.startswith("resultat-af-barometeret-boern-og-familie-2027-")
    read = text_of(file.data or b"")
    assert "Resultat af barometeret" in read
    assert "Udkast" not in read
    assert "23 af 23 har svaret (100 %)" in read
    assert "resultatet som Word" in camilla.messages()[-1].text
    assert "Filen ligger i en besked fra mig til dig" in camilla.sees(channel=HERE)
    # The answer to the press is for her eyes only, and one line in the end.
    assert [message.only_for for message in camilla.messages(channel=HERE)[before:]] == [camilla.id]
    assert files_of(house, house.person("Torben")) == []
    assert len(drawn) > 8


async def test_the_other_file_is_still_offered_where_the_first_has_come(house: House) -> None:
    await published(house)
    camilla = house.person("Camilla")
    await pressed(camilla, "Word", house)
    assert camilla.message(channel=HERE).labels == ["Excel"]
    await camilla.clicks("Excel", channel=HERE)
    assert [file.name[-5:] for file in files_of(house, camilla)] == [".docx", ".xlsx"]
    assert camilla.message(channel=HERE).labels == ["Word"]


async def test_while_a_file_is_made_the_other_one_can_be_chosen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await published(house)
    camilla = house.person("Camilla")
    meanwhile: list[tuple[str, list[str]]] = []

    async def do(_charts: Charts, work: Callable[..., bytes], *of: object) -> bytes:
        meanwhile.append((camilla.sees(channel=HERE), camilla.message(channel=HERE).labels))
        return work(*of)

    monkeypatch.setattr(Charts, "do", do)
    await pressed(camilla, "Word", house)
    [(said, offered)] = meanwhile
    assert said.startswith("Jeg laver filen.")
    assert offered == ["Excel"]


async def test_excel_holds_the_figures_of_the_round(house: House) -> None:
    await published(house)
    camilla = house.person("Camilla")
    await pressed(camilla, "Excel", house)
    [file] = files_of(house, camilla)
    assert file.name.startswith("barometer-boern-og-familie-2027-")
    assert file.name.endswith(".xlsx")
    book = load_workbook(BytesIO(file.data or b""))
    assert book.sheetnames == ["Tal", "Temaer", "Tilbageholdt", "Om"]
    assert [book["Tal"].cell(2, place).value for place in (2, 3, 4, 6, 7)] == [
        "ics-standard",
        1,
        "Børn og Familie",
        23,
        23,
    ]


async def test_the_report_is_a_draft_for_those_who_lead_and_that_it_was_taken_is_noted(house: House) -> None:
    asked = await published(house)
    mette = house.person("Mette")
    await mette.types("/anker rapport")
    [file] = files_of(house, mette)
    assert file.name.startswith("screeningsrapport-boern-og-familie-")
    assert "Udkast. Læs det igennem" in text_of(file.data or b"")
    async with house.bot.desk.store.reads() as tx:
        acts = [(line.action, line.object) for line in await audit.acts_of(tx, house.bot.desk.team, mette.id)]
    assert ("documents.report", asked.id) in acts


TEAM_ROOM = "#forankringsteam-ics"


async def test_a_result_that_was_posted_in_another_channel_too_can_be_reported_there_by_who_leads_both(
    house: House,
) -> None:
    asked = await published(house)
    mette = house.person("Mette")
    await house.name(TEAM_ROOM, coordinator=mette.seat.person.id)
    await mette.types("/anker rapport", channel=TEAM_ROOM)
    [file] = files_of(house, mette)
    assert asked.unit in text_of(file.data or b"")


async def test_who_leads_only_the_other_channel_is_told_where_its_report_is_made(house: House) -> None:
    await published(house)
    sofie = house.person("Sofie")
    await house.name(TEAM_ROOM, coordinator=sofie.seat.person.id)
    await sofie.types("/anker rapport", channel=TEAM_ROOM)
    said = sofie.sees(channel=TEAM_ROOM)
    assert f"Resultatet her er fra <#{house.workspace.channel(HERE.lstrip('#')).id}>, og rapporten laves dér." in said
    assert files_of(house, sofie) == []


async def test_taking_a_file_from_the_result_is_not_noted(house: House) -> None:
    await published(house)
    camilla = house.person("Camilla")
    await pressed(camilla, "Word", house)
    async with house.bot.desk.store.reads() as tx:
        assert await audit.acts_of(tx, house.bot.desk.team, camilla.id) == []


async def test_the_report_is_refused_to_others_with_whom_to_ask(house: House) -> None:
    await published(house)
    camilla = house.person("Camilla")
    await camilla.types("/anker report")
    assert "Det kan kun koordinatoren" in camilla.sees(channel=HERE)
    assert files_of(house, camilla) == []


async def test_before_there_is_a_result_there_is_no_report(house: House) -> None:
    await house.starts()
    mette = house.person("Mette")
    await mette.types("/anker rapport")
    assert "ikke noget resultat at skrive rapport om endnu" in mette.sees(channel=HERE)
    assert files_of(house, mette) == []


async def test_whoever_may_not_see_the_result_gets_no_file(house: House) -> None:
    asked = await published(house)
    henrik = house.person("Henrik")
    click = Click(house.bot.desk.team, henrik.id, "documents.excel", asked.id, "1", "", channel="D0HENRIK")
    for listener in LISTENERS.clicks.values():
        with pytest.raises(UnknownRound):
            await listener(house.bot.desk, click)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("file_uploads_disabled", "det er slået fra"),
        ("file_type_not_allowed", "filer af den slags"),
        ("storage_limit_reached", "ikke plads til flere filer"),
    ],
)
async def test_where_slack_takes_no_files_one_is_told_why_and_where_the_figures_are(
    house: House, error: str, told: str
) -> None:
    await published(house)
    camilla = house.person("Camilla")
    house.workspace.faults.fail_next("files.getUploadURLExternal", error=error)
    await pressed(camilla, "Excel", house)
    assert told in camilla.sees(channel=HERE)
    assert "/barometer resultat" in camilla.sees(channel=HERE)
    assert files_of(house, camilla) == []


async def test_an_upload_that_is_lost_is_told_and_can_be_tried_again(house: House) -> None:
    await published(house)
    camilla = house.person("Camilla")
    house.workspace.faults.fail_next(UPLOAD, status=500)
    await pressed(camilla, "Excel", house)
    assert "kunne ikke laves eller sendes" in camilla.sees(channel=HERE)
    await pressed(camilla, "Excel", house)
    assert len(files_of(house, camilla)) == 1


async def test_a_document_whose_pictures_cannot_be_drawn_has_every_table(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(_charts: Charts, _sketches: list[Sketch]) -> tuple[Picture, ...]:
        raise BrokenProcessPool

    await published(house)
    monkeypatch.setattr(Charts, "draw", killed)
    camilla = house.person("Camilla")
    await pressed(camilla, "Word", house)
    [file] = files_of(house, camilla)
    document = docx.Document(BytesIO(file.data or b""))
    assert not document.inline_shapes
    assert "Temaerne" in text_of(file.data or b"")


async def test_a_damaged_release_is_told_and_nothing_of_it_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await published(house)
    camilla = house.person("Camilla")
    shown = result_in(house)

    async def damaged(*_: object) -> None:
        raise ReleaseDamaged

    monkeypatch.setattr("storage.releases.published", damaged)
    await camilla.clicks("Word/Excel", on=shown)
    assert "Resultatet er ikke det, der blev gemt" in camilla.sees(channel=HERE)


async def test_released_comments_stand_in_the_report_and_others_do_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await published(house)
    mette = house.person("Mette")
    await mette.types("/anker rapport")
    released = {asked.barometer.open_items[0].id: ["Vi hjælper hinanden"]}

    async def some(*_: object) -> dict[str, list[str]]:
        return released

    monkeypatch.setattr("handlers.comments.released", some)
    await mette.types("/anker rapport")
    first, second = (text_of(file.data or b"") for file in files_of(house, mette))
    assert "Kommentarer" not in first
    assert "Godt" not in first
    assert "Vi hjælper hinanden" in second

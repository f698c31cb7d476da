"""A template to take along: which version, in which language, as what, for whom; and where it does not arrive."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path

import docx
import pytest

from bot.app import read_letterhead
from handlers import walks
from handlers.slack.requests import Submission
from handlers.slack.walk_documents import LISTENERS
from handlers.walks import UnknownWalk
from sandbox.faults import UPLOAD
from sandbox.files import File
from storage.content import ContentError
from storage.database import Tx
from tests.conversations.house import COMMONS, HERE, House, Someone
from tests.conversations.test_walk_reminders import settled_by
from tests.conversations.test_walks import begin
from tests.messages.test_walk_documents import own_paper


def files_of(house: House, who: Someone) -> list[File]:
    """The files in somebody's direct message with the app, oldest first."""
    ids = [file["id"] for message in who.messages() for file in message.files]
    return [house.workspace.files.by_id[name] for name in ids]


def read(file: File) -> str:
    document = docx.Document(BytesIO(file.data or b""))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


async def asked(house: House, who: Someone, **chosen: str) -> File:
    """Somebody asks for a document and gets it."""
    await who.types("/icm dokument", channel=HERE)
    for label, choice in chosen.items():
        await who.chooses(choice, for_=label)
    await who.submits()
    await who.closes_all()
    return files_of(house, who)[-1]


async def answered(house: House, *texts: str) -> Someone:
    mette = await begin(house, "Jonas")
    await mette.types("/icm")
    for text in texts:
        await mette.writes(text)
        await mette.clicks("Næste")
    return mette


async def approve(house: House) -> None:
    henrik = house.person("Henrik")
    await henrik.types("/icm status", channel=COMMONS)
    version = next(line for line in henrik.sees(COMMONS).splitlines() if line.startswith("Godkend version"))
    await henrik.clicks(version, channel=COMMONS)
    await henrik.submits()
    await house.due()


async def test_the_draft_comes_as_word_to_whoever_asks_and_to_nobody_else(house: House) -> None:
    mette = await answered(house, "På herberget Egely.")
    await mette.types("/icm dokument", channel=HERE)
    assert "Kladde: som svarene står nu" in mette.modal.text
    await mette.submits()
    assert "Jeg laver filen" in mette.modal.text
    [file] = files_of(house, mette)
    assert file.name == "icm-boern-og-familie-kladde-2027-01-11.docx"
    for said in ("På herberget Egely.", "Skrevet af Mette", "Ikke besvaret", "Med i gruppen:\tMette"):
        assert said in read(file)
    [message] = [message for message in mette.messages() if message.files]
    assert message.text == "Implementeringsskabelon: Individual Case Management (ICM) for Børn og Familie: Kladde."
    assert files_of(house, house.person("Jonas")) == []


async def test_two_who_wrote_one_answer_both_stand_below_it(house: House) -> None:
    mette = await answered(house, "Mettes tekst")
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    while "1 af 32" not in jonas.sees():
        await jonas.clicks("Tilbage")
    await jonas.clicks("Skriv i felt")
    await jonas.fills("Svar", "Fælles tekst")
    await jonas.submits()
    text = read(await asked(house, mette))
    assert "Fælles tekst" in text
    assert "Mettes tekst" not in text
    desk = house.bot.desk
    names = [(await desk.person(house.person(name).id)).full_name for name in ("Mette", "Jonas")]
    assert f"Skrevet af {names[0]} og {names[1]}. Senest ændret mandag 11. januar 2027." in text


async def test_people_stand_in_the_document_with_their_full_names(house: House) -> None:
    mette = await answered(house, "På herberget Egely.")
    await mette.clicks("Ikke afklaret endnu")
    await settled_by(house, mette, "Mette", "2027-01-15")
    await mette.closes_all()
    await approve(house)
    full = {name: house.workspace.person(name).person.name for name in ("Mette", "Jonas", "Henrik")}
    assert all(len(one.split()) > 1 for one in full.values())
    for kind in ("Word, til sagsarkivet", "Markdown, til andre programmer"):
        file = await asked(house, mette, Fil=kind)
        text = read(file) if kind.startswith("Word") else (file.data or b"").decode()
        for said in (
            f"{full['Mette']} og {full['Jonas']}",
            f"{full['Henrik']}, mandag 11. januar 2027",
            f"Ikke afklaret endnu: {full['Mette']} finder ud af det",
            f"Skrevet af {full['Mette']}.",
        ):
            assert said in text, said


async def test_the_document_is_in_the_language_that_was_chosen(house: House) -> None:
    mette = await answered(house, "Svar på dansk")
    text = read(await asked(house, mette, **{"Dokumentets sprog": "English"}))
    assert "1. Where is the ICM intervention anchored?" in text
    assert "Svar på dansk" in text
    assert "Written by" in text


async def test_markdown_has_the_same_questions_and_answers(house: House) -> None:
    mette = await answered(house, "# Ikke en overskrift")
    file = await asked(house, mette, Fil="Markdown, til andre programmer")
    assert file.name == "icm-boern-og-familie-kladde-2027-01-11.md"
    text = (file.data or b"").decode()
    assert "\n\\# Ikke en overskrift\n" in text
    assert text.count("\n### ") == 32


async def test_an_approved_version_stays_as_it_was_and_is_what_is_proposed(house: House) -> None:
    mette = await answered(house, "Første ordlyd")
    await approve(house)
    file = await asked(house, mette)
    assert file.name == "icm-boern-og-familie-version-1.docx"
    assert "Godkendt:\tHenrik" in read(file)
    await house.turn(days=2)
    await mette.types("/icm")
    await mette.writes("Et nyt svar")
    await mette.types("/icm dokument", channel=HERE)
    assert "Kladde: ændret siden version 1" in mette.modal.text
    await mette.chooses("Version 1, godkendt ma. 11. jan. 2027", for_="Udgave")
    await mette.submits()
    again = files_of(house, mette)[-1]
    assert again.data == file.data
    await mette.closes_all()
    assert "Et nyt svar" in read(await asked(house, mette))


async def test_an_approver_and_a_button_on_the_status_lead_to_the_same(house: House) -> None:
    await answered(house, "På Egely")
    henrik = house.person("Henrik")
    await henrik.types("/icm status", channel=COMMONS)
    await henrik.clicks("Dokument", channel=COMMONS)
    await henrik.submits()
    [file] = files_of(house, henrik)
    assert "På Egely" in read(file)


async def test_of_several_templates_that_of_the_channel_is_proposed(house: House) -> None:
    mette = await answered(house, "Det første")
    await house.turn(hours=1)
    await begin(house)
    await mette.types("/icm dokument", channel=HERE)
    assert mette.modal.text.count("Kladde: som svarene står nu") == 2
    await mette.submits()
    assert len(files_of(house, mette)) == 1


async def test_whoever_takes_no_part_is_told_so(house: House) -> None:
    await answered(house, "Hemmeligt")
    camilla = house.person("Camilla")
    await camilla.types("/icm dokument", channel=HERE)
    assert "Du er ikke med i nogen skabelon" in camilla.sees(HERE)
    assert camilla.modal is None


async def test_a_forged_request_gets_no_document(house: House) -> None:
    await answered(house, "Hemmeligt")
    desk = house.bot.desk
    async with desk.store.reads() as tx:
        [walk] = await walks_of(tx, house)
    for user, edition in ((house.person("Camilla").id, f"{walk}:draft"), (house.person("Mette").id, f"{walk}:7")):
        selected = {"selected_option": {"value": edition}}
        state = {"b": {"walk_documents.edition": selected}}
        view = {"id": "V1", "hash": "1", "blocks": [], "state": {"values": state}}
        sent = Submission(desk.team, user, "walk_documents.get", view)
        with pytest.raises(UnknownWalk):
            await LISTENERS.submissions["walk_documents.get"](desk, sent)


async def walks_of(tx: Tx, house: House) -> list[str]:
    found = await walks.walks_of(tx, house.bot.desk.team, house.person("Mette").id)
    return [walk.id for walk in found]


async def test_somebody_whom_slack_has_forgotten_does_not_stop_the_document(house: House) -> None:
    mette = await answered(house, "Mettes tekst")
    house.bot.desk.people.forget(house.person("Jonas").id)
    house.bot.desk.people.forget(house.person("Henrik").id)
    house.bot.desk.people.forget(mette.id)
    await house.bot.desk.person(mette.id)
    house.workspace.faults.fail_next("users.info", error="user_not_found")
    text = read(await asked(house, mette))
    assert "en tidligere kollega" in text
    assert "Mettes tekst" in text


@pytest.mark.parametrize(("error", "told"), [("file_uploads_disabled", "det er slået fra"), ("", "Prøv igen om lidt")])
async def test_a_file_that_does_not_arrive_is_told_with_where_the_answers_are(
    house: House, error: str, told: str
) -> None:
    mette = await answered(house, "På Egely")
    if error:
        house.workspace.faults.fail_next("files.getUploadURLExternal", error=error)
    else:
        house.workspace.faults.fail_next(UPLOAD, status=500)
    await mette.types("/icm dokument", channel=HERE)
    await mette.submits()
    assert told in mette.sees()
    assert "/icm status" in mette.sees()
    assert files_of(house, mette) == []


async def test_the_loop_goes_on_while_a_document_is_made(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    in_thread = asyncio.to_thread

    async def noted(work: object, *of: object) -> object:
        threads.append(getattr(work, "__name__", ""))
        return await in_thread(work, *of)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "to_thread", noted)
    mette = await answered(house, "På Egely")
    await asked(house, mette)
    assert "word_file" in threads


# The municipality's own paper


async def test_the_document_is_written_on_the_municipalitys_letterhead(house: House, tmp_path: Path) -> None:
    (tmp_path / "brevpapir.docx").write_bytes(own_paper())
    house.bot.desk.letterhead = read_letterhead(tmp_path)
    mette = await answered(house, "På Egely")
    file = await asked(house, mette)
    document = docx.Document(BytesIO(file.data or b""))
    assert document.sections[0].header.paragraphs[0].text == "EGELUND KOMMUNE"
    assert "På Egely" in read(file)


def test_a_letterhead_that_cannot_be_used_stops_the_start_with_what_to_do(tmp_path: Path) -> None:
    assert read_letterhead(None) is None
    assert read_letterhead(tmp_path) is None
    (tmp_path / "brevpapir.docx").write_bytes(b"%PDF")
    with pytest.raises(ContentError, match=r"brevpapir\.docx: is no Word file\. Save it in Word"):
        read_letterhead(tmp_path)

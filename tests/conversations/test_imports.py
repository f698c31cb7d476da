"""A barometer of one's own in the workspace: the blank sheet, the filled-in one, its mistakes, what it becomes."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from handlers.slack.files import may_fetch
from sandbox.files import File
from storage import barometers
from tests.conversations.house import House, Someone
from tests.storage.workbooks import filled, team_barometer, workbook

STANDARD = ("ics-standard", 1)


async def offered(house: House) -> list[tuple[str, int]]:
    async with house.bot.desk.store.reads() as tx:
        return [(one.id, one.version) for one in await barometers.offered(tx, house.bot.desk.team)]


async def sends(who: Someone, data: bytes, name: str = "eget.xlsx") -> None:
    """The filled-in sheet, from the command on."""
    if who.modal:
        await who.seat.closes_all()
    await who.types("/barometer importer")
    await who.attaches("Send det udfyldte ark", name, data)
    await who.submits()


def seen(who: Someone) -> str:
    """Everything in the open window."""
    return str([who.modal.title, who.modal.blocks])


def received(house: House) -> File:
    """The newest file that Anker has sent to somebody."""
    return [file for file in house.workspace.files.by_id.values() if file.user == house.bot.desk.bot_user][-1]


async def test_a_sheet_that_is_sent_back_becomes_a_barometer_for_new_rounds(house: House) -> None:
    mette = house.person("Mette")
    await sends(mette, team_barometer())
    assert "*Team Egelund* er et nyt barometer." in seen(mette)
    assert await offered(house) == [STANDARD]
    await mette.submits()
    assert "*Team Egelund*, version 1, kan nu vælges" in seen(mette)
    assert await offered(house) == [STANDARD, ("team-egelund", 1)]
    await mette.seat.closes_all()
    await mette.types("/barometer start")
    assert "Team Egelund" in seen(mette)


async def test_the_blank_sheet_comes_as_a_direct_message_and_can_be_sent_back(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer importer")
    await mette.clicks("Hent tomt Excel-ark")
    assert "Arket er sendt til dig" in seen(mette)
    blank = received(house)
    assert blank.name == "eget-barometer.xlsx"
    assert blank.data
    await sends(mette, filled(blank.data, {"Om": {"B2": "Vores barometer"}}))
    assert "*Vores barometer* er et nyt barometer." in seen(mette)


async def test_every_mistake_is_told_with_its_place_and_nothing_is_stored(house: House) -> None:
    mette = house.person("Mette")
    wrong = team_barometer(
        ("A-1", "Møder", "Vi mødes.", None, "leedr", None), ("A-1", "Møder", "=1+1", None, None, "måske")
    )
    await sends(mette, wrong)
    told = seen(mette)
    assert "4 ting skal rettes. Intet er gemt." in told
    assert "Ark Udsagn, række 2, kolonne `roles`: `leedr` findes ikke. Brug `leder`, `faglig_leder`," in told
    assert "Ark Udsagn, række 3, kolonne `id`: `A-1` står også i række 2." in told
    assert "Ark Udsagn, række 3, kolonne `da`: `=1+1` er en formel." in told
    assert "Ark Udsagn, række 3, kolonne `reversed`: `måske` er hverken ja eller nej." in told
    await mette.attaches("Send det udfyldte ark", "igen.xlsx", team_barometer())
    await mette.submits()
    assert "er et nyt barometer" in seen(mette)
    assert await offered(house) == [STANDARD]


async def test_a_role_that_is_written_wrongly_is_told_once_with_its_rows(house: House) -> None:
    mette = house.person("Mette")
    items = [(f"A-{n}", "Møder", f"Vi mødes {n} gange.", None, "sagsbehandlere", None) for n in range(1, 5)]
    await sends(mette, team_barometer(*items))
    assert "1 ting skal rettes." in seen(mette)
    assert "Ark Udsagn, række 2, 3, 4 og 5, kolonne `roles`: `sagsbehandlere` findes ikke." in seen(mette)


async def test_the_preview_names_what_is_turned_round_by_its_words(house: House) -> None:
    mette = house.person("Mette")
    await sends(mette, team_barometer())
    assert "Dårligt nyt at være enig i; tallene vendes om:" in seen(mette)
    assert "• Jeg går fra møder uden at vide, hvad jeg skal." in mette.modal.text
    assert "A-2" not in mette.modal.text


async def test_the_preview_shows_each_item_as_somebody_in_the_role_meets_it(house: House) -> None:
    mette = house.person("Mette")
    await sends(mette, team_barometer())
    assert "*Vi mødes hver uge.*" in seen(mette)
    await mette.clicks("Enig")
    assert "*Jeg går fra møder uden at vide, hvad jeg skal.*" in seen(mette)
    await mette.clicks("Tilbage")
    assert "*Vi mødes hver uge.*" in seen(mette)
    await mette.chooses("Leder med personaleansvar", "Sådan ser udsagn 1 af 2 ud for rollen:")
    await mette.clicks("Spring over")
    assert "*Vi mødes hver uge.*" in seen(mette)
    assert await house.rows("sittings") == 0


async def test_the_same_sheet_again_exists_already_and_a_changed_one_is_a_new_version(house: House) -> None:
    mette = house.person("Mette")
    for _ in range(2):
        await sends(mette, team_barometer())
        await mette.submits()
    assert await offered(house) == [STANDARD, ("team-egelund", 1)]
    await sends(mette, team_barometer())
    assert "findes allerede" in seen(mette)
    await sends(mette, team_barometer(("A-1", "Møder", "Vi mødes hver dag.", None, "sagsbehandler", None)))
    assert "*Team Egelund* bliver version 2." in seen(mette)
    await mette.submits()
    assert await offered(house) == [STANDARD, ("team-egelund", 2)]


async def test_two_who_take_different_sheets_of_one_name_in_use_make_two_versions(house: House) -> None:
    mette, jonas = house.person("Mette"), house.person("Jonas")
    await house.name(coordinator=mette.id, deputy=jonas.id, coordinator_away=True)
    await sends(mette, team_barometer())
    await sends(jonas, team_barometer(("A-1", "Møder", "Vi mødes hver dag.", None, "sagsbehandler", None)))
    await mette.submits()
    await jonas.submits()
    assert "version 2" in seen(jonas)
    assert await house.rows("barometers WHERE imported_at IS NOT NULL") == 2


async def test_a_title_that_another_barometer_s_id_is_made_of_gets_an_id_of_its_own(house: House) -> None:
    mette = house.person("Mette")
    await sends(mette, team_barometer(title="ICS Standard"))
    await mette.submits()
    assert await offered(house) == [STANDARD, ("ics-standard-2", 1)]


async def test_a_csv_file_has_its_name_in_the_window(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer importer")
    data = "id;theme;da;roles\r\nA-1;Møder;Vi mødes på torsdag.;alle\r\n".encode("utf-8-sig")
    await mette.attaches("Send det udfyldte ark", "eget.csv", data)
    await mette.fills("Barometerets navn", "Fra CSV")
    await mette.submits()
    assert "*Fra CSV* er et nyt barometer." in seen(mette)


async def test_a_round_can_be_run_with_it(house: House) -> None:
    mette = house.person("Mette")
    items = [(f"A-{n}", "Møder", f"Udsagn nummer {n}.", None, None, None) for n in range(1, 4)]
    await sends(mette, team_barometer(*items))
    await mette.submits()
    await mette.seat.closes_all()
    await mette.types("/barometer start")
    await mette.chooses("Team Egelund", "Barometer")
    await mette.submits()
    await mette.submits()
    await house.due()
    opened = await house.round()
    assert (opened.barometer.id, opened.barometer.version) == ("team-egelund", 1)
    await house.answers("Hanne")
    assert "Afleveret" in house.invitation(house.person("Hanne")).text


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04broken", b"\xff\xfe\x00", b"%PDF-1.7 no sheet", workbook({"Andet": [("a",)]})]
)
async def test_what_is_no_sheet_is_told_in_the_window(house: House, data: bytes) -> None:
    mette = house.person("Mette")
    await sends(mette, data)
    assert "skal rettes. Intet er gemt." in seen(mette)


async def test_somebody_else_s_file_is_not_read(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer importer")
    await mette.attaches("Send det udfyldte ark", "eget.xlsx", team_barometer())
    [file] = [one for one in house.workspace.files.by_id.values() if one.name == "eget.xlsx"]
    file.user = house.person("Hanne").id
    await mette.submits()
    assert "Filen kunne ikke hentes fra Slack. Send den igen." in seen(mette)
    assert await offered(house) == [STANDARD]


SLACK, OWN = "https://slack.com/api/", "http://127.0.0.1:8080/api/"


@pytest.mark.parametrize(
    ("api", "url", "allowed"),
    [
        (SLACK, "https://files.slack.com/files-pri/T1-F1/download/a.xlsx", True),
        (SLACK, "http://files.slack.com/files-pri/T1-F1/download/a.xlsx", False),
        (SLACK, "https://files.slack.com.evil.example/a", False),
        (SLACK, "https://evil.example/files.slack.com", False),
        (SLACK, "https://slack.com@evil.example/a", False),
        (SLACK, "https://a:b@files.slack.com/a", False),
        (SLACK, "http://169.254.169.254/latest/meta-data", False),
        (SLACK, "file:///etc/passwd", False),
        (SLACK, "https://[broken", False),
        (SLACK, "", False),
        (OWN, "http://127.0.0.1:8080/files/F1", True),
        (OWN, "http://127.0.0.1:8081/files/F1", False),
        (OWN, "https://files.slack.com/files-pri/T1-F1/download/a.xlsx", False),
    ],
)
def test_the_token_goes_to_slack_and_nowhere_else(api: str, url: str, *, allowed: bool) -> None:
    assert may_fetch(api, url) is allowed


async def test_an_import_is_written_in_the_audit(house: House) -> None:
    mette = house.person("Mette")
    await sends(mette, team_barometer())
    await mette.submits()
    async with house.bot.desk.store.reads() as tx:
        noted = (
            await tx.session.execute(text("SELECT actor, object FROM audit WHERE action = 'barometer.import'"))
        ).all()
    assert [tuple(row) for row in noted] == [(mette.id, "team-egelund-1")]

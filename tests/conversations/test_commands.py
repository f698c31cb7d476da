"""Command words: in both languages, in any case, and the nearest one offered for a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack.commands import WORDS, Word, find, folded, nearest
from sandbox.town import DEPARTMENT, TEAM
from storage import people
from tests.conversations.house import COMMONS, HERE, House
from tests.conversations.test_walks import begin

NAMED = [word for word in WORDS if word.en]


@pytest.mark.parametrize("word", NAMED, ids=lambda word: f"{word.command} {word.en}")
def test_both_languages_words_are_understood_in_any_case(word: Word) -> None:
    for name in (word.da, word.en):
        for typed in (name, name.upper(), f"  {name.title()} ", f"{name}!"):
            assert find(word.command, typed) is word


@pytest.mark.parametrize("typed", ["hjælp", "hjaelp", "HJÆLP", "Help", "hjælp?"])
def test_help_is_understood_however_it_is_written(typed: str) -> None:
    found = find("/anker", typed)
    assert found is not None
    assert found.en == "help"


@pytest.mark.parametrize("typed", ["mine-data", "mine data", "Mine_Data", "my data", "my-data"])
def test_a_word_of_two_parts_needs_no_hyphen(typed: str) -> None:
    found = find("/barometer", typed)
    assert found is not None
    assert found.en == "my-data"


@pytest.mark.parametrize("command", ["/barometer", "/anker"])
@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_no_word_is_a_word_of_its_own(command: str, typed: str) -> None:
    found = find(command, typed)
    assert found is not None
    assert found.en == ""


def test_no_two_words_of_a_command_are_written_alike() -> None:
    for command in ("/barometer", "/anker"):
        words = [word for word in WORDS if word.command == command]
        assert len({folded(word.en) for word in words} | {folded(word.da) for word in words}) == len(
            {(word.en, name) for word in words for name in {folded(word.en), folded(word.da)}}
        )


@pytest.mark.parametrize(
    ("command", "typed", "meant"),
    [
        ("/barometer", "strat", "start"),
        ("/barometer", "anuller", "cancel"),
        ("/barometer", "resultater", "results"),
        ("/anker", "person", "people"),
        ("/anker", "start", "start"),
        ("/anker", "privatlivet", "privacy"),
        ("/barometer", "hjælp mig", "help"),
    ],
)
def test_the_nearest_word_is_found(command: str, typed: str, meant: str) -> None:
    found = find(command, typed) or nearest(command, typed, WORDS)
    assert found is not None
    assert found.en == meant


def test_nothing_is_near_to_something_else() -> None:
    assert nearest("/barometer", "xyzzy", WORDS) is None


@given(st.text(max_size=200), st.sampled_from(["/barometer", "/anker"]))
def test_whatever_is_typed_is_a_word_or_not(typed: str, command: str) -> None:
    found = find(command, typed)
    assert found is None or found.command == command
    nearest(command, typed, WORDS)


def test_what_follows_a_word_does_not_hide_it() -> None:
    found = find("/barometer", "Start nu, tak")
    assert found is not None
    assert found.en == "start"


async def test_a_wrong_word_offers_the_nearest_as_a_button_and_runs_nothing(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer strat")
    assert mette.modal is None
    said = mette.sees(HERE)
    assert "Jeg kender ikke ordet »strat«" in said
    assert "Mente du /barometer start?" in said
    await mette.clicks("Ny runde", channel=HERE)
    assert mette.modal is not None


async def test_a_wrong_word_offers_nothing_that_the_person_may_not_do(house: House) -> None:
    hanne = house.person("Hanne")
    await hanne.types("/barometer strat")
    assert "Mente du /barometer start" not in hanne.has_read(HERE)


@pytest.mark.parametrize(
    ("typed", "meant"), [("/anker strat", "/anker status"), ("/barometer hjælb", "/barometer hjælp")]
)
async def test_a_word_of_the_same_command_is_offered_before_one_of_another(
    house: House, typed: str, meant: str
) -> None:
    hanne = house.person("Hanne")
    await hanne.types(typed)
    assert f"Mente du {meant}?" in hanne.sees(HERE)


async def test_help_names_the_course_and_leads_to_it(house: House) -> None:
    hanne = house.person("Hanne")
    await hanne.types("/anker hjælp")
    assert "Hvor langt er forløbet, hvad er det næste, og hvad er dit?" in hanne.sees(HERE)
    await hanne.clicks("Forløbet", channel=HERE)
    assert "Der kører ingen barometerrunde her." in hanne.sees(HERE)
    assert "Forløbet" not in hanne.message(HERE).labels


async def test_in_the_conversation_it_is_told_of_ones_own_round(house: House) -> None:
    hanne = house.person("Hanne")
    await hanne.types("/anker", channel=None)
    assert "Du er ikke med i noget forløb lige nu." in hanne.sees()
    assert "Du er ikke spurgt i et åbent barometer lige nu." in hanne.sees()
    await house.starts()
    await hanne.types("/anker", channel=None)
    assert "Barometeret i Børn og Familie er åbent til mandag 25. januar kl. 16." in hanne.sees()
    assert "kører ingen" not in hanne.has_read()


async def test_what_was_typed_is_shown_as_it_stands(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer <!channel> *fed*")
    assert "<!channel>" not in mette.has_read(HERE)
    assert "&lt;!channel&gt;" in mette.sees(HERE)


async def test_help_shows_the_words_that_this_person_may_use_and_whom_to_ask(house: House) -> None:
    mette, hanne = house.person("Mette"), house.person("Hanne")
    await mette.types("/anker hjælp")
    await hanne.types("/barometer help")
    assert "/barometer start" in mette.sees(HERE)
    assert "/anker personer" in mette.sees(HERE)
    assert "/barometer start" not in hanne.has_read(HERE)
    assert "/anker personer" not in hanne.has_read(HERE)
    for somebody in (mette, hanne):
        assert "/barometer mine-data" in somebody.sees(HERE)
    ask = f"Spørg <@{mette.id}>, der er koordinator her."
    assert ask in hanne.sees(HERE)
    assert ask not in mette.has_read(HERE), "nobody is sent to themselves"
    assert f"Du er koordinator i <#{house.workspace.channel(DEPARTMENT).id}>." in mette.sees(HERE)


async def test_words_of_a_course_are_offered_to_those_who_take_part_in_it(house: House) -> None:
    for name, offered in (("Mette", ("start", "kalender")), ("Amina", ("kalender",)), ("Ida", ())):
        someone = house.person(name)
        await someone.types("/anker help")
        assert [word for word in ("start", "kalender") if f"`/anker {word}`" in someone.sees(HERE)] == [*offered]


async def test_a_button_in_help_does_what_the_word_does(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer help")
    help_ = mette.message(HERE)
    await mette.clicks("Personer", on=help_)
    assert mette.modal is not None
    assert mette.modal.title == "Roller og afdeling"
    await mette.closes_all()
    await mette.clicks("Mine data", on=help_)
    assert mette.modal is not None
    assert mette.modal.title == "Mine data"


async def test_a_person_chooses_a_language_and_keeps_it(house: House) -> None:
    hanne = house.person("Hanne")
    await hanne.types("/anker hjælp")
    await hanne.clicks("English", channel=HERE)
    assert "What you can do here" in hanne.sees(HERE)
    await hanne.types("/anker")
    assert "No barometer round is running here." in hanne.sees(HERE)
    async with house.bot.desk.store.reads() as tx:
        assert await people.language(tx, house.bot.desk.team, hanne.id) == "en"
    await hanne.types("/anker help")
    await hanne.clicks("Dansk", channel=HERE)
    assert "Det kan du her" in hanne.sees(HERE)


async def test_anker_alone_tells_what_goes_on_here(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker")
    said = mette.sees(HERE)
    assert "Du er koordinator" in said
    assert "Der kører ingen barometerrunde her." in said
    await house.starts()
    await mette.types("/anker status")
    assert "Runden er åben til mandag 25. januar kl. 16. Resultatet kommer i kanalen" in mette.sees(HERE)


async def test_help_in_a_direct_message_points_to_the_channel(house: House) -> None:
    hanne = house.person("Hanne")
    await hanne.seat.types("/anker hjælp")
    await hanne.until_sees("i afdelingens kanal")
    assert "`/anker plan`" not in hanne.has_read()
    assert "`/barometer importer`" not in hanne.has_read()


async def test_whoever_writes_to_anker_without_being_asked_anything_is_shown_the_way_to_help(house: House) -> None:
    hanne = house.person("Hanne")
    await hanne.writes("hjælp")
    assert "Jeg læser ikke det, du skriver her, og gemmer det ikke. Men det står i Slack" in hanne.sees()
    await hanne.clicks("Hjælp")
    assert "Det kan du her" in hanne.sees()


async def test_help_in_a_direct_message_offers_the_words_of_a_template_to_who_takes_part_in_one(house: House) -> None:
    of_a_template = ["/icm", "/icm status", "/icm dokument"]
    await begin(house)
    for name, offered in (("Mette", of_a_template), ("Hanne", [])):
        who = house.person(name)
        await who.types("/anker hjælp", channel=None)
        assert [word for word in of_a_template if f"`{word}`" in who.sees()] == offered


async def test_help_in_a_direct_message_shows_the_words_of_one_s_rights_anywhere_that_do_something_there(
    house: House,
) -> None:
    mette, amina = house.person("Mette"), house.person("Amina")
    both = [f"<#{house.workspace.channel(name).id}>" for name in (DEPARTMENT, TEAM)]
    for who in (mette, amina):
        await who.types("/icm hjælp", channel=None)
    leads = ("/icm start", "/barometer importer", "/anker personer")
    takes_part = ("/barometer resultat", "/anker plan", "/anker kalender")
    assert [word for word in (*leads, *takes_part) if f"`{word}`" in mette.sees()] == [*leads, *takes_part]
    assert [word for word in (*leads, *takes_part) if f"`{word}`" in amina.sees()] == ["/anker personer", *takes_part]
    assert not [
        word for word in ("/barometer start", "/barometer luk", "/anker rapport") if f"`{word}`" in mette.sees()
    ]
    assert f"Du er koordinator i {both[0]}, {both[1]}." in mette.sees()
    assert "for at se, hvem du kan spørge" not in mette.has_read()
    await mette.types("/barometer resultaat", channel=None)
    assert "Mente du /barometer resultat?" in mette.sees()


async def test_a_mistyped_help_is_offered_with_one_button(house: House) -> None:
    mette = house.person("Mette")
    for command in ("/icm", "/barometer", "/anker"):
        await mette.types(f"{command} hjelp")
        assert f"Mente du {command} hjælp?" in mette.sees(HERE)
        assert mette.message(HERE).labels == ["Hjælp"]


@pytest.mark.parametrize("line", ["/barometer start", "/barometer luk", "/barometer annuller"])
async def test_a_word_that_needs_a_channel_says_so_in_a_direct_message(house: House, line: str) -> None:
    mette = house.person("Mette")
    await mette.seat.types(line)
    await mette.until_sees(f"`{line}` hører til en kanal.")
    both = [f"<#{house.workspace.channel(name).id}>" for name in (DEPARTMENT, TEAM)]
    assert f"Skriv det i {both[0]} eller {both[1]}." in mette.sees(), "the department's own channel comes first"
    assert mette.modal is None


async def test_a_barometer_of_one_s_own_can_be_imported_from_a_direct_message(house: House) -> None:
    mette, hanne = house.person("Mette"), house.person("Hanne")
    await mette.seat.types("/barometer importer")
    assert (await mette.seat.until_modal("Eget barometer")).title == "Eget barometer"
    await mette.clicks("Tidligere måling")
    assert f"<#{house.workspace.channel(DEPARTMENT).id}>" in str(mette.modal.blocks)
    await hanne.seat.types("/barometer importer")
    await hanne.until_sees("Skriv det i afdelingens kanal.")


async def test_an_administrator_is_not_told_to_ask_one(house: House) -> None:
    henrik, sofie = house.person("Henrik"), house.person("Sofie")
    await henrik.types("/anker", channel=COMMONS)
    assert "har ingen koordinator endnu. Tryk på Personer, og vælg en." in henrik.sees(COMMONS)
    assert "Personer" in henrik.message(channel=COMMONS).labels
    await sofie.types("/anker", channel=COMMONS)
    assert "har ingen koordinator endnu. Du kan bede om rollen." in sofie.sees(COMMONS)
    assert "Personer" not in sofie.message(channel=COMMONS).labels


async def test_where_there_is_no_coordinator_the_role_can_be_asked_for_whatever_was_typed(house: House) -> None:
    sofie = house.person("Sofie")
    for line in ("/anker", "/anker hjælp", "/icm start", "/barometer start"):
        await sofie.types(line, channel=COMMONS)
        assert "ingen koordinator endnu. Du kan bede om rollen." in sofie.sees(COMMONS)
        assert "Bed om rollen" in sofie.message(channel=COMMONS).labels
    await sofie.types("/anker", channel=COMMONS)
    await sofie.clicks("Bed om rollen", channel=COMMONS)
    await house.due()
    assert any("beder om at blive koordinator" in one.visible for one in house.person("Henrik").messages())


async def test_a_guest_may_see_what_is_kept_about_them_and_nothing_else(house: House) -> None:
    pia = house.person("Pia")
    await pia.types("/barometer mine-data")
    assert pia.modal.title == "Mine data"
    assert pia.id in pia.modal.text
    await pia.seat.closes_all()
    await pia.types("/anker")
    assert "Gæster kan ikke bruge Anker." in pia.sees(HERE)

"""Leaders fill in the template together, one question at a time, in direct messages."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from sandbox.limits import ANSWER_SECONDS
from storage import walks
from tests.conversations.house import COMMONS, HERE, House, Someone


async def begin(house: House, *authors: str, by: str = "Mette", approver: str = "Henrik") -> Someone:
    """A walk with these colleagues, begun in the department's channel; everybody has been told."""
    leader = house.person(by)
    await leader.types("/icm start", channel=HERE)
    if authors:
        await leader.chooses([by, *authors], for_="Hvem skriver med?")
    await leader.chooses([approver], for_="Hvem godkender?")
    await leader.submits()
    await leader.closes_all()
    await house.due()
    return leader


async def test_a_leader_answers_the_first_question_by_writing(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    assert "1 af 32" in mette.sees()
    assert "Hvor forankres ICM-indsatsen?" in mette.sees()
    assert "ikke anonymt" in mette.message().text
    await mette.writes("På herberget Egely.")
    assert "Gemt under spørgsmål 1 (19 tegn)" in mette.sees()
    await mette.clicks("Næste")
    assert "2 af 32" in mette.sees()


async def test_ok_tak_never_becomes_an_answer(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("ok tak!")
    assert "Er det et svar?" in mette.sees()
    await mette.clicks("Ikke et svar")
    await mette.types("/icm")
    assert "1 af 32" in mette.sees()
    assert "Du har skrevet" not in mette.has_read()


async def test_a_message_that_is_delivered_again_changes_nothing(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    house.workspace.delivery.answer_seconds = 5
    await mette.writes("En ting")
    before = len(mette.messages())
    await mette.writes("En ting mere")
    assert "Gemt under spørgsmål 1 (21 tegn)" in mette.sees()
    assert len(mette.messages()) == before + 2


async def test_whoever_is_mentioned_in_an_answer_stands_there_with_their_full_name(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Ring til @Jonas")
    assert await answer(house) == "Ring til @Jonas Dahl"


async def test_a_civil_registration_number_is_refused_and_not_repeated(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Linje et\nBorgeren 010165-1234 bor der")
    assert "Ligner et CPR-nummer (linje 2). Ikke gemt." in mette.sees()
    assert "1234" not in mette.has_read()
    assert await house.rows("walk_revisions") == 0
    assert await house.rows("walk_written") == 0


async def test_two_who_edit_the_same_answer_see_each_other(house: House) -> None:
    mette = await begin(house, "Jonas")
    jonas = house.person("Jonas")
    await mette.types("/icm")
    await jonas.types("/icm")
    assert "2 af 32" in jonas.sees()
    assert "er på nr. 1" in jonas.sees()
    await jonas.clicks("Tilbage")
    await jonas.clicks("Skriv i felt")
    await mette.writes("Mettes tekst")
    await jonas.fills("Svar", "Jonas' tekst")
    await jonas.submits()
    assert "har skrevet i mellemtiden" in jonas.modal.text
    assert "Mettes tekst" in jonas.modal.text
    await jonas.submits()
    await jonas.closes_all() if jonas.modal else None
    await jonas.types("/icm")
    await jonas.clicks("Tilbage")
    assert "Mettes tekst" in jonas.sees()
    assert "Jonas' tekst" in jonas.sees()


async def overtakes(house: House) -> tuple[Someone, Someone]:
    """Mette writes more to her answer while Jonas has it open in the field; both."""
    mette, jonas = await begin(house, "Jonas"), house.person("Jonas")
    await mette.types("/icm")
    await mette.writes("Mettes tekst")
    await jonas.types("/icm")
    await jonas.clicks("Tilbage")
    await jonas.clicks("Skriv i felt")
    await mette.writes("Mere fra Mette")
    return mette, jonas


async def test_of_two_who_write_at_once_the_later_adds_only_what_they_wrote_themselves(house: House) -> None:
    mette, jonas = await overtakes(house)
    await jonas.fills("Svar", "Mettes tekst\nJonas' tekst")
    await jonas.submits()
    assert "kommer kun det, du selv har skrevet" in str(jonas.modal.blocks)
    await mette.writes("Og mere endnu")
    await jonas.submits()
    assert "Og mere endnu" in jonas.modal.text, "overtaken once more"
    await jonas.submits()
    assert await answer(house) == "Mettes tekst\n\nMere fra Mette\n\nOg mere endnu\n\nJonas' tekst"


async def test_whoever_adds_nothing_to_a_colleagues_text_takes_nothing_away(house: House) -> None:
    _, jonas = await overtakes(house)
    await jonas.fills("Svar", "Jonas' tekst")
    await jonas.submits()
    await jonas.fills("Svar", "")
    await jonas.submits()
    assert await answer(house) == "Mettes tekst\n\nMere fra Mette"


async def test_a_question_goes_to_a_colleague_and_comes_back(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses("Karen", for_="Hvem kan svare?")
    await mette.submits()
    assert "2 af 32" in mette.sees()
    await house.due()
    karen = house.person("Karen")
    asked = f"<@{mette.id}> beder dig svare på ét spørgsmål"
    assert asked in karen.message().visible
    assert "Du er nu med blandt dem, der skriver i skabelonen." in karen.message().visible
    await karen.types("/icm")
    assert "1 af 32" in karen.message().visible
    assert asked in karen.message().visible, "also when it is opened again"
    await karen.clicks("Næste")
    assert "3 af 32" in karen.message().visible
    assert asked not in karen.message().visible
    for _ in range(2):
        await karen.clicks("Tilbage")
    assert asked in karen.message().visible
    await karen.writes("Det er afdelingen på Egely")
    assert "Gemt under spørgsmål 1" in karen.sees()
    await karen.clicks("Næste")
    for _ in range(2):
        await karen.clicks("Tilbage")
    assert "1 af 32" in karen.message().visible
    assert asked not in karen.message().visible, "it is answered"
    await house.due()
    assert "har svaret på nr. 1" in mette.sees()
    assert "Det er afdelingen på Egely" in mette.sees()


async def test_it_is_said_that_a_colleague_who_is_given_a_question_writes_from_then_on(house: House) -> None:
    mette = await begin(house, "Jonas")
    await mette.types("/icm")
    for name, joins in (("Jonas", False), ("Karen", True)):
        await mette.clicks("Giv til kollega")
        assert "kommer med blandt dem, der skriver" in str(mette.modal.blocks)
        await mette.chooses(name, for_="Hvem kan svare?")
        await mette.submits()
        await house.due()
        assert ("Du er nu med blandt dem, der skriver" in house.person(name).message().visible) is joins


async def test_a_long_text_survives_the_form(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    paragraph = "Et afsnit om forankring. " * 60
    text = "\n\n".join([paragraph.strip()] * 6)
    await mette.writes(text)
    await mette.clicks("Ret")
    await mette.submits()
    await mette.clicks("Læs hele", on=next(m for m in mette.messages()[::-1] if "Læs hele" in m.visible))
    assert mette.modal.text.count("Et afsnit om forankring.") == 360
    assert "Tidligere udgaver" not in mette.modal.text


# Where the cards stand


async def live(who: Someone) -> list[str]:
    """The texts of the cards in the direct message on which one can still move on."""
    return [message.text for message in who.messages() if "Næste" in message.visible]


async def test_only_the_newest_card_can_be_moved_on_from(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Første del")
    await mette.writes("Anden del")
    assert len(await live(mette)) == 2, "the question that is being written to, and the newest receipt"
    await mette.clicks("Næste")
    [card] = await live(mette)
    assert "spørgsmål 2 af 32" in card
    await mette.types("/icm")
    assert len(await live(mette)) == 1
    lines = [message.text for message in mette.messages() if message.text.startswith("Nr. ")]
    assert lines[0].startswith("Nr. 1: Hvor forankres ICM-indsatsen? · Besvaret")


async def test_an_older_card_that_is_pressed_sends_the_question_below_what_was_written(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    question = mette.message()
    await mette.writes("På Egely")
    await mette.clicks("Næste", on=question)
    assert "2 af 32" in mette.message().text
    assert len(await live(mette)) == 1


async def test_icm_in_a_channel_sends_the_question_and_says_so(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm", channel=HERE)
    assert "Spørgsmål 1 af 32 er sendt til dig" in mette.sees(HERE)
    assert "1 af 32" in mette.message().text


async def test_a_reply_in_a_thread_goes_to_the_question_of_its_card(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.clicks("Næste")
    await mette.types("/icm")
    assert "1 af 32" in mette.message().text
    line = next(message for message in mette.messages() if "Nr. 2:" in message.text)
    await mette.seat.writes("Lederen af Egely", thread=line)
    await house.due()
    assert "Gemt under spørgsmål 2" in mette.sees()


async def test_after_a_refusal_the_next_message_is_an_answer_again(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Borgeren 010165-1234")
    await mette.writes("Uden nummeret")
    assert "Gemt under spørgsmål 1 (13 tegn)" in mette.message().text
    await mette.clicks("Ikke et svar")
    await mette.writes("Det rigtige svar")
    assert "Gemt under spørgsmål 1 (16 tegn)" in mette.message().text


async def test_a_question_handed_over_in_the_middle_of_another_leaves_a_doubt(house: House) -> None:
    mette = await begin(house, "Jonas")
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses("Jonas", for_="Hvem kan svare?")
    await mette.submits()
    await house.due()
    await jonas.writes("Hvilket af dem?")
    assert "Der kom en anden besked imellem" in jonas.message().text
    assert "Nr. 1 i" in jonas.message().visible
    assert "Nr. 2 i" in jonas.message().visible
    assert await house.rows("walk_revisions") == 0
    await jonas.clicks("Føj til", beside="Nr. 2 i")
    assert await house.rows("walk_revisions") == 1


# What people write


async def answer(house: House, number: int = 1) -> str:
    """The standing answer of a question of the newest walk."""
    desk = house.bot.desk
    async with desk.store.reads() as tx:
        [walk, *_] = await walks.of_person(tx, desk.team, house.person("Mette").id)
    standing = walk.answers.get(walk.questions[number - 1].id)
    return standing.text if standing else ""


async def test_an_answer_is_kept_as_its_writer_saw_it(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Spørg @Karen i #alle-i-egelund: 2 < 3 & *fed* :+1:")
    assert await answer(house) == "Spørg @Karen Winther i #alle-i-egelund: 2 < 3 & fed 👍"


async def test_a_thumb_is_no_answer(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes(":+1:")
    assert "Er det et svar?" in mette.sees()


async def test_a_file_is_not_kept_and_that_is_said(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.uploads("plan.txt", b"Noget om borgere")
    assert "Filen er ikke gemt" in mette.message().text
    assert await house.rows("walk_written") == 0
    await mette.writes("Det står i planen")
    assert "Gemt under spørgsmål 1" in mette.message().text


async def test_not_an_answer_takes_out_what_this_message_added_and_no_more(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Første")
    await mette.writes("Anden")
    await mette.clicks("Ikke et svar")
    assert await answer(house) == "Første"


async def test_an_edited_message_asks_whether_the_answer_follows(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("På Egelly")
    mine = next(message for message in mette.messages() if message.user == mette.id)
    await mette.seat.edits(mine, "På Egely")
    await house.due()
    assert "Skal svaret under spørgsmål 1 rettes" in mette.message().text
    assert await answer(house) == "På Egelly"
    await mette.clicks("Ret svaret")
    assert await answer(house) == "På Egely"


async def test_a_refused_message_that_is_edited_is_taken_as_written(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Borger 010165-1234 bor på Egely")
    mine = next(message for message in mette.messages() if message.user == mette.id)
    await mette.seat.edits(mine, "Borgeren bor på Egely")
    await house.due()
    assert await answer(house) == "Borgeren bor på Egely"


async def test_deleting_a_message_changes_nothing(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Bliver stående")
    mine = next(message for message in mette.messages() if message.user == mette.id)
    before = len(mette.messages())
    await mette.seat.deletes(mine)
    await house.due()
    assert await answer(house) == "Bliver stående"
    assert len(mette.messages()) == before - 1


async def test_a_message_over_four_thousand_characters_is_taken_whole(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    text = "\n\n".join(f"Afsnit {n}: " + "ord " * 200 for n in range(12))
    await mette.writes(text)
    assert await answer(house) == text.strip()


async def test_a_message_in_several_walks_is_asked_about(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await begin(house)
    await mette.types("/icm")
    chosen = next(m for m in mette.messages(HERE)[::-1] if "Hvilken skabelon" in m.text)
    await mette.clicks("Fortsæt", on=chosen)
    assert "1 af 32" in mette.message().text
    await mette.writes("Et eller andet sted")
    assert "Du er med i flere skabeloner" in mette.message().text
    assert await house.rows("walk_revisions") == 0
    await mette.clicks("Føj til")
    assert await house.rows("walk_revisions") == 1


@pytest.mark.provokes("event message: ")  # failed over HTTP, not acknowledged through a socket
async def test_while_the_database_is_down_the_writer_is_told_once_and_nothing_is_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    house.workspace.delivery.retry_scale = 0.0
    house.workspace.delivery.answer_seconds = ANSWER_SECONDS  # through a socket they pass
    store = house.bot.desk.store
    reads, failing = store.reads, [2]

    def down() -> object:
        if failing[0]:
            failing[0] -= 1
            raise OperationalError("SELECT", {}, Exception("gone"))
        return reads()

    monkeypatch.setattr(store, "reads", down)
    await mette.writes("Skrevet midt i det hele")
    await house.workspace.delivery.settled()
    await house.due()
    told = [message.text for message in mette.messages() if "er ikke gemt endnu" in message.text]
    assert len(told) == 1
    assert await answer(house) == "Skrevet midt i det hele"
    assert await house.rows("walk_revisions") == 1


# Starting


async def start(house: House, by: str = "Mette", channel: str = HERE) -> Someone:
    who = house.person(by)
    await who.types("/icm start", channel=channel)
    return who


async def test_the_introduction_and_that_it_is_not_anonymous_stand_first(house: House) -> None:
    mette = await start(house)
    assert "Svarene er ikke anonyme" in mette.modal.text
    assert "Implementeringsskabelonen er et redskab" in mette.modal.text
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.submits()
    await house.due()
    assert "Du har sat" in mette.sees()
    assert "Implementeringsskabelonen er et redskab" in mette.sees()


async def test_a_day_that_is_past_is_refused_in_the_form(house: House) -> None:
    mette = await start(house)
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.chooses("2027-01-04", for_="Færdig senest")
    await mette.submits()
    assert "Vælg en dag, der ikke er gået" in str(mette.modal.errors)
    assert await house.rows("walks") == 0


async def test_somebody_must_approve(house: House) -> None:
    mette = await start(house)
    await mette.submits()
    assert mette.modal is not None
    assert await house.rows("walks") == 0


async def test_a_guest_cannot_take_part(house: House) -> None:
    mette = await start(house)
    await mette.chooses(["Mette", "Pia"], for_="Hvem skriver med?")
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.submits()
    assert "Pia kan ikke vælges: gæst. Vælg en kollega" in str(mette.modal.errors)
    assert await house.rows("walks") == 0


async def test_a_walk_can_be_started_from_the_direct_message(house: House) -> None:
    mette = house.person("Mette")
    await mette.seat.types("/icm start")
    await mette.fills("Enhed", "Herberget")
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.chooses(HERE, for_="Opsummeringer vises i")
    await mette.submits()
    assert await house.rows("walks") == 1


async def test_somebody_in_no_walk_is_told_whom_to_ask(house: House) -> None:
    ida = house.person("Ida")
    await ida.types("/icm")
    assert "Du er ikke med i nogen skabelon" in ida.sees(HERE)


async def test_an_approver_gets_the_status_for_icm(house: House) -> None:
    await begin(house)
    henrik = house.person("Henrik")
    await henrik.types("/icm", channel=COMMONS)
    assert "32 spørgsmål" in henrik.sees(COMMONS)


# The cards of each kind of question


async def test_a_question_that_follows_another_repeats_it(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    desk = house.bot.desk
    template = desk.store.templates.get("icm", 1)
    prompt = next(one for one in template.prompts if one.follows)
    while prompt.text.da not in mette.message().visible:
        await mette.clicks("Næste")
    assert template.prompt(prompt.follows or "").text.da in mette.message().visible
    assert "Fortsætter nr." in mette.message().visible


async def test_a_question_of_ones_own_is_marked(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.clicks("Hop til")
    assert "→ hos en kollega" in mette.modal.text
    await mette.clicks("Tilføj jeres eget")
    assert "sidst under *Forankring*" in mette.modal.text
    await mette.fills("Jeres spørgsmål", "  ")
    await mette.submits()
    assert "Her står kun mellemrum. Skriv det, der mangler." in mette.modal.errors.values()
    await mette.fills("Jeres spørgsmål", "Hvem passer hunden?")
    await mette.submits()
    assert "Hvem passer hunden?" in mette.message().visible
    assert "eget spørgsmål fra" in mette.message().visible
    assert "4 af 33" in mette.message().visible


async def test_a_colleagues_text_is_shown_in_short_and_can_be_read_whole(house: House) -> None:
    mette = await begin(house, "Jonas")
    await mette.types("/icm")
    await mette.writes("Begyndelsen. " + "Og så videre. " * 40 + "Slutningen.")
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    await jonas.clicks("Tilbage")
    assert "Begyndelsen." in jonas.message().visible
    assert "Slutningen." not in jonas.message().visible
    await jonas.clicks("Læs hele")
    assert "Slutningen." in jonas.modal.text


async def test_a_question_of_ones_own_can_be_worded_anew_until_it_is_approved(house: House) -> None:
    mette, jonas = await begin(house, "Jonas"), house.person("Jonas")
    await mette.types("/icm")
    assert "Ret spørgsmålet" not in mette.message().labels, "only questions of one's own"
    await mette.clicks("Hop til")
    await mette.clicks("Tilføj jeres eget")
    await mette.fills("Jeres spørgsmål", "Hvem pasr huset?")
    await mette.submits()
    await mette.writes("Det gør Ida")
    await jonas.types("/icm")
    await mette.clicks("Ret")
    await mette.submits()
    await mette.clicks("Ret spørgsmålet")
    assert "Spørgsmålet er besvaret. Svaret bliver stående under de nye ord." in mette.modal.text
    await mette.fills("Jeres spørgsmål", "  ")
    await mette.submits()
    assert mette.modal.errors == {"walks-wording": "Her står kun mellemrum. Skriv det, der mangler."}
    await mette.fills("Jeres spørgsmål", "Hvem passer huset?")
    await mette.submits()
    assert "Hvem passer huset?" in mette.message().visible
    assert "Det gør Ida" in mette.message().visible
    await mette.clicks("Ret spørgsmålet")
    await jonas.clicks("Hop til")
    own = next(option for option in options_of(jonas) if "Hvem passer huset?" in option)
    await jonas.chooses(own, for_="Spørgsmål")
    await jonas.submits()
    await jonas.clicks("Ret spørgsmålet")
    await jonas.fills("Jeres spørgsmål", "Hvem passer så huset?")
    await jonas.submits()
    assert f"eget spørgsmål fra <@{jonas.id}>" in jonas.message().visible
    await mette.fills("Jeres spørgsmål", "Hvem passer da huset?")
    await mette.submits()
    assert "Spørgsmålet er ændret eller godkendt i mellemtiden." in mette.modal.errors["walks-wording"]


def options_of(who: Someone) -> list[str]:
    groups = next(block["element"]["option_groups"] for block in who.modal.blocks if block["type"] == "input")
    return [option["text"]["text"] for group in groups for option in group["options"]]

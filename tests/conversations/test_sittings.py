"""A person's way through the barometer, as they see it in Slack."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import own_work
from domain.barometers import Choice
from domain.sittings import Sitting, SittingState
from handlers.rounds import close_when_due
from handlers.slack.desk import Place
from handlers.slack.forms import on_theme
from handlers.slack.requests import Click
from sandbox.faults import How
from sandbox.message import Message
from sandbox.town import town
from sandbox.views import View
from storage import rounds, sittings
from tests.conversations.house import HERE, House, Road, Someone, built
from tests.messages.results import shipped


@pytest.fixture
async def amina(house: House) -> Someone:
    """A caseworker who has been invited to an open round."""
    await house.starts()
    return house.person("Amina")


async def kept(house: House, name: str) -> Sitting:
    """What is stored of a person, as only the running bot can read it."""
    asked = await house.round()
    user = house.person(name).seat.person.id
    async with house.bot.desk.store.reads() as tx:
        role = await rounds.role_of(tx, asked.id, user)
        assert role
        sitting = await sittings.load(tx, asked, user, role)
    assert sitting
    return sitting


async def test_the_invitation_tells_who_sees_what_before_anybody_begins(amina: Someone) -> None:
    said = amina.sees()
    assert "Din leder kan ikke se dit svar" in said
    assert "Du er med som sagsbehandler" in said
    assert "ledere og superbrugere samlet (7), sagsbehandlerne (16)" in said
    assert "ti. 26. jan. kl. 9" in said
    assert amina.message().text.startswith("Barometer i Børn og Familie: 29 udsagn, ca. 6 minutter, til mandag 25.")


async def test_a_choice_is_stored_and_the_same_message_becomes_the_next_item(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    before = len(amina.messages())
    await amina.clicks("Enig")
    assert len(amina.messages()) == before
    assert "2 af 29 · nr. 1 er noteret" in amina.sees()
    assert (await kept(house, "Amina")).answers == {"TRE-1": Choice.AGREE}


async def test_what_was_chosen_never_stands_in_a_message(amina: Someone) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Helt uenig")
    after_one = amina.sees()
    await amina.clicks("Tilbage")
    await amina.clicks("Helt enig")
    assert amina.sees() == after_one


async def test_back_shows_the_item_before_and_keeps_its_answer(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.clicks("Tilbage")
    assert "1 af 29" in amina.sees()
    await amina.clicks("Videre")
    assert "2 af 29" in amina.sees()
    assert (await kept(house, "Amina")).answers == {"TRE-1": Choice.AGREE}


async def test_an_old_message_clicked_again_counts_and_shows_where_we_are(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    first = amina.message()
    await amina.clicks("Enig")
    await amina.clicks("Uenig", on=first)
    assert "2 af 29" in amina.sees()
    assert (await kept(house, "Amina")).answers == {"TRE-1": Choice.DISAGREE}


async def test_skipping_is_stored_as_no_answer(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Spring over")
    assert "2 af 29" in amina.sees()
    assert (await kept(house, "Amina")).answers == {"TRE-1": Choice.SKIPPED}


async def test_the_paused_card_tells_nothing_and_a_week_later_one_goes_on_where_one_was(
    amina: Someone, house: House
) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.clicks("Pause")
    assert "29" not in amina.has_read()
    await house.turn(days=7)
    paused = next(m for m in amina.messages() if "venter på dig" in m.text)
    await amina.clicks("Fortsæt", on=paused)
    assert any("Udsagn 2 af 29" in m.text for m in amina.messages())


async def test_the_command_goes_on_where_one_was_on_any_device(amina: Someone) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.types("/barometer", channel=HERE)
    await amina.clicks("Fortsæt", channel=HERE)
    assert "2 af 29" in amina.sees(channel=HERE)


async def test_answering_the_last_item_hands_in(amina: Someone, house: House) -> None:
    await house.answers("Amina")
    assert "Afleveret. Du kan rette eller slette til mandag 25. januar kl. 16" in amina.sees()
    assert (await kept(house, "Amina")).state is SittingState.HANDED_IN


async def test_a_part_can_be_handed_in(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.clicks("Aflevér det, jeg har")
    assert "Du mangler 28 udsagn: nr. 2-29." in amina.modal.text
    assert (await kept(house, "Amina")).state is SittingState.STARTED
    await amina.submits()
    assert amina.modal is None
    assert "Afleveret" in amina.sees()
    assert (await kept(house, "Amina")).state is SittingState.HANDED_IN


async def test_the_card_after_a_skip_tells_nobody_that_it_was_one(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    after_an_answer = house.invitation(amina)
    await amina.clicks("Tilbage")
    await amina.clicks("Slet mine svar")
    await amina.submits()
    await amina.clicks("Begynd forfra")
    await amina.clicks("Spring over")
    after_a_skip = house.invitation(amina)
    assert (after_a_skip.visible, after_a_skip.text) == (after_an_answer.visible, after_an_answer.text)
    assert "2 af 29 · nr. 1 er noteret" in after_a_skip.visible


async def test_handing_in_nothing_says_that_there_is_nothing_yet(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Aflevér det, jeg har")
    assert "Du har ikke svaret på noget endnu, så der er ikke noget at aflevere." in amina.modal.text
    assert not amina.modal.submit
    assert "1 af 29" in amina.sees()
    assert (await kept(house, "Amina")).state is SittingState.EMPTY


async def test_the_form_stores_each_choice_and_shows_what_was_chosen_to_that_person_alone(
    amina: Someone, house: House
) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Vis som skema")
    assert amina.modal.title == "Skema, 1 af 8"
    await amina.chooses("Helt enig", for_="1. I mine undersøgelser")
    assert (await kept(house, "Amina")).answers == {"TRE-1": Choice.STRONGLY_AGREE}
    await amina.closes()
    await amina.clicks("Vis som skema")
    assert "STRONGLY" not in str(amina.messages())
    assert str(amina.modal.blocks).count("initial_option") == 1


async def test_the_form_walks_every_theme_and_hands_in_at_the_end(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.clicks("Vis som skema")
    for _ in range(8):
        await amina.submits()
    assert "Du mangler 28 udsagn" in amina.modal.text
    await amina.submits()
    assert amina.modal is None
    assert (await kept(house, "Amina")).state is SittingState.HANDED_IN
    assert "Afleveret" in amina.sees()


async def test_a_change_after_handing_in_stays_handed_in(amina: Someone, house: House) -> None:
    await house.answers("Amina")
    await amina.clicks("Se og ret")
    await amina.chooses("Helt uenig", for_="1. I mine undersøgelser")
    sitting = await kept(house, "Amina")
    assert sitting.answers["TRE-1"] is Choice.STRONGLY_DISAGREE
    assert sitting.handed_in


async def test_a_change_on_an_old_card_after_handing_in_says_so(amina: Someone) -> None:
    await amina.clicks("Begynd")
    first = amina.message()
    while "Udsagn" in amina.message().text:
        await amina.clicks("Enig")
    await amina.clicks("Uenig", on=first)
    assert "Rettet nr. 1. Dine svar er stadig afleveret" in amina.sees()


async def test_the_last_answer_given_twice_reads_like_the_first(amina: Someone) -> None:
    await amina.clicks("Begynd")
    while "Udsagn" in amina.message().text:
        last = amina.message()
        await amina.clicks("Enig")
    await amina.clicks("Enig", on=last)
    assert amina.message().text.startswith("Afleveret.")


async def test_looking_through_what_was_handed_in_changes_nothing_and_says_nothing_of_a_change(amina: Someone) -> None:
    await amina.clicks("Begynd")
    while "Udsagn" in amina.message().text:
        await amina.clicks("Enig")
    for choice in (None, "Uenig"):
        await amina.clicks("Se og ret")
        assert "Ét udsagn ad gangen" not in amina.modal.text
        if choice:
            await amina.chooses(choice, for_="1. I mine undersøgelser")
        for _ in range(8):
            await amina.submits()
        await amina.closes()
        assert amina.message().text.startswith("Rettet." if choice else "Afleveret.")


async def test_from_the_form_one_goes_back_to_one_item_at_a_time(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Vis som skema")
    await amina.chooses("Enig", for_="1. I mine undersøgelser")
    await amina.clicks("Ét udsagn ad gangen")
    assert "Luk vinduet, og fortsæt i beskeden fra Anker." in amina.modal.text
    assert "Udsagn 2 af 29" in house.invitation(amina).text
    await amina.closes()
    await amina.clicks("Enig", on=house.invitation(amina))
    assert "Udsagn 3 af 29" in house.invitation(amina).text


async def test_the_form_goes_back_to_the_theme_before_and_keeps_what_was_chosen(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Vis som skema")
    assert "Tilbage" not in amina.modal.text
    await amina.chooses("Enig", for_="1. I mine undersøgelser")
    await amina.submits()
    second = amina.modal.text
    await amina.chooses("Uenig", for_="5. ")
    await amina.clicks("Tilbage")
    assert amina.modal.title == "Skema, 1 af 8"
    assert chosen_in(amina.modal) == ["Enig"]
    await amina.submits()
    assert (amina.modal.title, amina.modal.text) == ("Skema, 2 af 8", second)
    assert chosen_in(amina.modal) == ["Uenig"]
    assert len((await kept(house, "Amina")).answers) == 2


def chosen_in(form: View) -> list[str]:
    """What stands chosen in the window when it is drawn."""
    elements = [one for block in form.blocks for one in block.get("elements", [])]
    return [one["initial_option"]["text"]["text"] for one in elements if "initial_option" in one]


async def test_from_the_end_of_the_form_one_goes_to_the_first_open_item_and_back(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    for _ in range(8):
        await amina.clicks("Enig")
    await amina.clicks("Vis som skema")
    await amina.chooses("Enig", for_="10. ")
    while amina.modal.submit != "Aflevér":
        await amina.submits()
    assert "Du mangler 20 udsagn: nr. 9 og 11-29." in amina.modal.text
    await amina.clicks("Tilbage")
    assert amina.modal.title == "Skema, 8 af 8"
    await amina.submits()
    await amina.clicks("Svar på nr. 9")
    await amina.chooses("Enig", for_="9. ")
    assert (await kept(house, "Amina")).open_item == shipped().items[10]


async def test_after_the_only_open_item_the_form_is_at_its_end(amina: Someone) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Spring over")
    for _ in range(27):
        await amina.clicks("Enig")
    await amina.clicks("Tilbage")
    await amina.clicks("Vis som skema")
    await amina.submits()
    assert "Du mangler 1 udsagn: nr. 29." in amina.modal.text
    assert "Sprunget over: nr. 1." in amina.modal.text
    await amina.clicks("Svar på nr. 1")
    assert (amina.modal.title, amina.modal.submit) == ("Skema, 1 af 8", "Næste tema")
    await amina.chooses("Enig", for_="1. ")
    await amina.submits()
    assert (amina.modal.title, amina.modal.submit) == ("Skema, 8 af 8", "Færdig")
    await amina.submits()
    assert "Sprunget over" not in amina.modal.text


async def test_what_was_skipped_is_named_after_handing_in_and_answered_from_there(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    for _ in range(28):
        await amina.clicks("Enig")
    await amina.clicks("Spring over")
    assert "Sprunget over" not in amina.message().text
    await amina.clicks("Se og ret")
    assert "Sprunget over: nr. 29." in amina.modal.text
    await amina.clicks("Svar på nr. 29")
    assert (amina.modal.title, amina.modal.submit) == ("Skema, 8 af 8", "Færdig")
    await amina.chooses("Enig", for_="29. ")
    await amina.submits()
    assert "Sprunget over" not in amina.modal.text
    assert not (await kept(house, "Amina")).left_out


@pytest.mark.provokes("views.update: hash_conflict")
async def test_a_late_way_back_does_not_turn_a_window_that_went_on_meanwhile(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Vis som skema")
    await amina.submits()
    pressed = {"id": amina.modal.id, "hash": amina.modal.hash}
    await amina.submits()
    first = f"{(await house.round()).id}:{shipped().themes[0].id}"
    desk = house.bot.desk
    late = Click(desk.team, amina.seat.person.id, "sittings.theme", first, "1.0:sittings.theme", "", view=pressed)
    reply = await on_theme(desk, late)
    assert reply.after
    await reply.after
    assert amina.modal.title == "Skema, 3 af 8"


async def test_the_last_open_item_in_the_form_hands_in_and_the_window_and_the_card_say_so(amina: Someone) -> None:
    await amina.clicks("Begynd")
    for _ in range(28):
        await amina.clicks("Enig")
    await amina.clicks("Vis som skema")
    assert "Afleveret." not in amina.modal.text
    await amina.chooses("Uenig", for_="29. ")
    assert "Afleveret. Du kan rette eller slette til mandag 25. januar kl. 16." in amina.modal.text
    assert amina.modal.title == "Skema, 8 af 8"
    assert "Uenig" in chosen_in(amina.modal)
    assert amina.message().text.startswith("Afleveret.")


async def in_a_trial(house: House) -> Someone:
    """Mette is at the first statement of a trial."""
    mette = house.person("Mette")
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    await mette.clicks("Prøv selv")
    await mette.seat.closes_all()
    await mette.clicks("Begynd", on=mette.messages()[-1])
    return mette


async def test_the_form_of_a_trial_says_that_nothing_is_kept(house: House) -> None:
    mette = await in_a_trial(house)
    await mette.clicks("Vis som skema", on=mette.messages()[-1])
    assert "Prøve: intet gemmes, så skemaet er tomt, hver gang du åbner det." in mette.modal.text
    assert "gemmes, når du vælger" not in mette.modal.text
    for _ in range(8):
        await mette.submits()
    assert "Du mangler" not in mette.modal.text
    assert "Prøve: intet er gemt. I runden står her, hvad man mangler at svare på" in mette.modal.text
    await mette.clicks("Tilbage", on=mette.modal)
    await mette.clicks("Ét udsagn ad gangen", on=mette.modal)
    assert "Prøve: intet er gemt. I runden står her: »Luk vinduet, og fortsæt i beskeden" in mette.modal.text


async def test_seeing_and_changing_in_a_trial_leaves_its_card_where_it_is(house: House) -> None:
    mette = await in_a_trial(house)
    for _ in range(29):
        await mette.clicks("Enig", on=mette.messages()[-1])
    receipt = mette.messages()[-1].text
    await mette.clicks("Se og ret", on=mette.messages()[-1])
    for _ in range(8):
        await mette.submits()
    assert mette.messages()[-1].text == receipt
    await mette.submits()
    assert (mette.modal, mette.messages()[-1].text) == (None, receipt)


async def test_a_trial_goes_back_and_on_and_is_paused_as_a_round_is(house: House) -> None:
    mette = await in_a_trial(house)
    for _ in range(3):
        await mette.clicks("Enig", on=mette.messages()[-1])
    await mette.clicks("Tilbage", on=mette.messages()[-1])
    assert "3 af 29" in mette.messages()[-1].text
    assert "Videre" in mette.messages()[-1].labels
    await mette.clicks("Videre", on=mette.messages()[-1])
    assert "4 af 29" in mette.messages()[-1].text
    await mette.clicks("Pause", on=mette.messages()[-1])
    await mette.clicks("Fortsæt", on=mette.messages()[-1])
    assert "4 af 29" in mette.messages()[-1].text
    assert await house.rows("sittings") == 0


async def test_a_part_is_handed_in_in_a_trial_as_in_a_round(house: House) -> None:
    mette = await in_a_trial(house)
    await mette.clicks("Enig", on=mette.messages()[-1])
    await mette.clicks("Aflevér det, jeg har", on=mette.messages()[-1])
    assert "Prøve: intet er gemt. I runden står her, hvad man mangler at svare på" in mette.modal.text
    await mette.submits()
    assert mette.messages()[-1].text.startswith("Prøve: intet er gemt. I runden står her: »Afleveret.")
    assert await house.rows("sittings") == 0


async def test_every_receipt_of_a_trial_says_that_nothing_is_kept_and_what_it_is_in_the_round(house: House) -> None:
    mette = await in_a_trial(house)
    for _ in range(29):
        await mette.clicks("Enig", on=mette.messages()[-1])
    await mette.clicks("Skriv en kommentar", on=mette.messages()[-1])
    assert "Prøve: intet gemmes" in mette.modal.text
    await mette.fills("Hvad går godt", "Vi taler mere sammen")
    await mette.submits()
    assert "Prøve: intet er gemt. I runden står her: »Gemt. Du kan rette eller slette" in mette.modal.text
    await mette.seat.closes_all()
    await mette.clicks("Slet mine svar", on=mette.messages()[-1])
    assert "Prøve: intet er gemt. I runden står her: »Dine svar er slettet, og du" in mette.messages()[-1].text
    await mette.clicks("Begynd forfra", on=mette.messages()[-1])
    await mette.clicks("Slet mine svar", on=mette.messages()[-1])
    assert "Prøve: intet gemmes" in mette.modal.text
    await mette.submits()
    assert mette.messages()[-1].text.startswith("Prøve: intet er gemt. I runden står her: »Dine svar er slettet")


def live(who: Someone, channel: str | None = None) -> list[str]:
    """What can be answered or begun, by its text: the cards that are more than a line that leads on."""
    cards = (m for m in who.messages(channel) if {"Begynd", "Fortsæt", "Enig", "Se og ret"} & set(m.labels))
    return [card.text for card in cards]


async def test_what_waits_for_somebody_follows_the_language_they_choose(amina: Someone) -> None:
    waiting = amina.message()
    assert "Din leder kan ikke se dit svar" in waiting.visible
    await amina.types("/anker hjælp", channel=HERE)
    await amina.clicks("English", channel=HERE)
    assert "Your manager cannot see your answer" in first_again(amina, waiting).visible
    await amina.seat.opens_home()
    await amina.bot.desk.background.finish()
    await amina.clicks("Dansk", on=amina.home)
    again = first_again(amina, waiting)
    assert (again.visible, again.text) == (waiting.visible, waiting.text)


async def test_the_card_that_is_used_follows_the_language_too_and_shows_no_more_than_where_one_is(
    amina: Someone,
) -> None:
    await amina.seat.opens_home()
    await amina.bot.desk.background.finish()
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.clicks("Vis som skema")
    await amina.seat.closes_all()
    await amina.clicks("English", on=amina.home)
    assert (amina.message().text.split(":")[0], "Agree" in amina.message().labels) == ("Item 2 of 29", True)
    await amina.clicks("Pause")
    await amina.clicks("Dansk", on=amina.home)
    assert "venter på dig" in amina.message().text
    assert amina.message().labels == ["Fortsæt"]
    await amina.types("/barometer", channel=HERE)
    await amina.clicks("Fortsæt", channel=HERE)
    await amina.clicks("English", on=amina.home)
    assert amina.message(HERE).text.startswith("Item 2 of 29")


async def test_a_receipt_and_a_deletion_follow_the_language_as_what_they_are(house: House, amina: Someone) -> None:
    await amina.seat.opens_home()
    await amina.bot.desk.background.finish()
    await house.answers("Amina")
    await amina.clicks("English", on=amina.home)
    assert amina.message().text.startswith("Handed in.")
    await amina.clicks("Delete my answers")
    await amina.clicks("Dansk", on=amina.home)
    assert amina.message().text.startswith("Dine svar er slettet")


async def test_a_line_that_leads_on_follows_the_language_too(amina: Someone, house: House) -> None:
    await amina.seat.opens_home()
    await amina.bot.desk.background.finish()
    first = amina.message()
    await house.turn(days=7)
    await amina.clicks("Begynd", on=amina.messages()[-1])
    assert first_again(amina, first).labels == ["Vis her"]
    await amina.clicks("English", on=amina.home)
    assert first_again(amina, first).labels == ["Show it here"]


async def test_there_is_one_live_card_and_the_older_ones_lead_to_it(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    first = amina.message()
    await house.turn(days=7)
    reminder = amina.messages()[-1]
    await amina.clicks("Fortsæt" if "Fortsæt" in reminder.labels else "Begynd", on=reminder)
    assert len(live(amina)) == 1
    assert "Barometeret i Børn og Familie står nu i en anden besked." in first_again(amina, first).text
    await amina.types("/barometer", channel=HERE)
    await amina.clicks("Begynd", channel=HERE)
    assert live(amina) == []
    assert len(live(amina, HERE)) == 1
    await amina.clicks("Vis her", on=first_again(amina, first))
    assert [text.split(":")[0] for text in live(amina)] == ["Udsagn 1 af 29"]
    assert live(amina, HERE) == []


async def test_whoever_has_deleted_their_answers_begins_anew_by_no_card_that_is_only_shown(
    amina: Someone, house: House
) -> None:
    first = amina.message()
    await house.turn(days=7)
    reminder = amina.messages()[-1]
    await house.answers("Amina")
    await amina.clicks("Slet mine svar", on=first_again(amina, first))
    assert "Dine svar er slettet" in first_again(amina, first).text
    await amina.clicks("Vis her", on=first_again(amina, reminder))
    assert "Dine svar er slettet" in first_again(amina, reminder).text
    assert first_again(amina, reminder).labels == ["Begynd forfra"]
    assert first_again(amina, first).labels == ["Vis her"]


async def test_what_was_handed_in_on_a_card_that_vanishes_has_its_receipt_on_one_that_stays(amina: Someone) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.clicks("Pause")
    await amina.types("/barometer status", channel=HERE)
    await amina.clicks("Begynd eller fortsæt", channel=HERE)
    assert "står nu i en anden besked" in amina.message().text
    await amina.clicks("Vis som skema", channel=HERE)
    for _ in range(8):
        await amina.submits()
    await amina.submits()
    receipt = "Afleveret. Du kan rette eller slette til mandag 25. januar kl. 16."
    assert [message.text for message in amina.messages()] == [receipt]
    assert amina.message().labels == ["Skriv en kommentar", "Se og ret", "Slet mine svar"]
    await amina.clicks("Slet mine svar", channel=HERE)
    assert "står nu i en anden besked" in amina.message().text


async def test_the_last_answer_on_a_card_that_vanishes_leaves_a_receipt_on_the_newest_that_stays(
    amina: Someone, house: House
) -> None:
    await house.turn(days=7)
    await amina.types("/barometer", channel=HERE)
    await amina.clicks("Begynd", channel=HERE)
    for _ in range(29):
        await amina.clicks("Enig", channel=HERE)
    older, newer = amina.messages()
    assert (older.labels, newer.text.split(".")[0]) == (["Vis her"], "Afleveret")
    await amina.clicks("Se og ret", channel=HERE)
    assert first_again(amina, newer).text == newer.text


def first_again(who: Someone, card: Message) -> Message:
    messages: list[Message] = who.messages()
    return next(message for message in messages if message.ts == card.ts)


CLOSED = "Barometeret i Børn og Familie er lukket. Resultatet er i kanalen fra tirsdag 26. januar kl. 9."


async def test_where_cards_stand_is_forgotten_when_the_round_closes(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    assert house.bot.desk.cards
    await house.turn((await house.round()).closes_at + timedelta(minutes=1))
    assert not house.bot.desk.cards


async def test_every_card_of_the_round_is_a_line_when_it_closes_whatever_was_answered(
    amina: Someone, house: House
) -> None:
    camilla = house.person("Camilla")
    await house.answers("Amina")
    await house.turn(days=7)
    assert [message.labels[0] for message in camilla.messages()] == ["Begynd", "Begynd"], "and a reminder"
    await camilla.clicks("Begynd", on=camilla.messages()[-1])
    await camilla.types("/barometer", channel=HERE)
    await camilla.clicks("Begynd", channel=HERE)
    assert [message.labels for message in camilla.messages()] == [["Vis her"], ["Vis her"]]
    await house.turn((await house.round()).closes_at + timedelta(minutes=1))
    for who in (amina, camilla):
        assert {(message.text, tuple(message.labels)) for message in who.messages()} == {(CLOSED, ())}


async def closes_early(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer luk", channel=HERE)
    await mette.submits()


async def test_every_card_follows_a_close_that_was_moved_but_the_one_of_an_item_stays_where_one_is(
    amina: Someone, house: House
) -> None:
    """The day stood on the receipt as a promise: until then one can change and delete."""
    people = {name: house.person(name) for name in ("Bente", "Camilla", "Dorte", "Emil")}
    await house.answers("Amina")
    await people["Bente"].clicks("Mind mig ikke")
    await people["Camilla"].clicks("Begynd")
    await people["Camilla"].clicks("Enig")
    await people["Camilla"].clicks("Tilbage")
    await people["Dorte"].clicks("Begynd")
    await people["Dorte"].clicks("Pause")
    await closes_early(house)
    await house.due()
    before = {name: who.messages()[-2] for name, who in {"Amina": amina, **people}.items()}
    new = "tirsdag 12. januar kl. 16"
    assert before["Amina"].text == f"Afleveret. Du kan rette eller slette til {new}."
    assert f"til {new}" in before["Emil"].text, "the invitation, on which nothing was pressed"
    assert before["Bente"].text.endswith(f"Du kan stadig svare frem til {new}.")
    assert before["Dorte"].text.endswith(f"du kan fortsætte til {new}.")
    assert before["Camilla"].text.startswith("Udsagn 1 af 29")


async def test_a_receipt_from_which_a_window_was_opened_after_a_restart_follows_the_close_too(
    amina: Someone, house: House
) -> None:
    await house.answers("Amina")
    house.bot.desk.cards.clear()
    house.bot.desk.closings.clear()
    await amina.clicks("Se og ret")
    await amina.seat.closes_all()
    await closes_early(house)
    for work in own_work(house.bot.desk).values():
        await work()
    assert amina.message().text == "Afleveret. Du kan rette eller slette til tirsdag 12. januar kl. 16."
    await house.turn((await house.round()).closes_at + timedelta(minutes=1))
    assert not house.bot.desk.closings


async def test_a_cancelled_round_leaves_no_card_to_answer(amina: Someone, house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer annuller", channel=HERE)
    await mette.submits()
    await house.due()
    assert [one.text for one in amina.messages()] == ["Barometeret i Børn og Familie er annulleret."]


async def test_a_process_that_only_hears_slack_forgets_where_they_stand_too(amina: Someone, house: House) -> None:
    """Another one, with the clock, has closed the round."""
    await amina.clicks("Begynd")
    async with house.bot.desk.store.writes() as tx:
        await close_when_due(tx, house.bot.desk.team, (await house.round()).id)
    for work in own_work(house.bot.desk).values():
        await work()
    assert not house.bot.desk.cards


TRIAL_OVER = "Prøven er slut: runden er startet, sat op på ny eller slettet. Intet er gemt."


async def test_the_card_of_a_trial_is_a_line_when_the_round_is_started(house: House) -> None:
    mette = await in_a_trial(house)
    await house.due()
    assert mette.messages()[-1].text.startswith("Prøve: intet gemmes. Udsagn 1 af")
    await house.starts()
    tried, *later = mette.messages()
    assert (tried.text, tried.labels) == (TRIAL_OVER, [])
    assert not any("Prøve" in message.visible for message in later)


async def test_a_trial_that_was_not_begun_is_a_line_too_when_its_round_is_set_up_anew(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    await mette.clicks("Prøv selv")
    await mette.seat.closes_all()
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    await house.due()
    assert [(message.text, message.labels) for message in mette.messages()] == [(TRIAL_OVER, [])]
    assert not house.bot.desk.cards


async def test_of_two_trials_the_older_card_leads_to_the_newer(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    for _ in range(2):
        await mette.clicks("Prøv selv")
        await mette.closes()
    older, newer = mette.messages()
    await mette.clicks("Begynd", on=newer)
    assert "står nu i en anden besked" in first_again(mette, older).text
    assert len(live(mette)) == 1


@pytest.mark.provokes("chat.update: message_not_found")
async def test_a_card_that_cannot_be_reached_any_more_hinders_nobody(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    for key in house.bot.desk.cards:
        house.bot.desk.cards[key] = (Place(amina.message().channel, "1.000001"),)
    await amina.clicks("Enig")
    assert "2 af 29" in amina.sees()


@pytest.mark.parametrize("how", [How(drop=True), How(error="internal_error"), How(status=500, body="<html>")])
async def test_an_older_card_that_stays_for_a_broken_connection_is_nobodys_error(
    amina: Someone, house: House, caplog: pytest.LogCaptureFixture, how: How
) -> None:
    await amina.clicks("Begynd")
    first = amina.message()
    await house.turn(days=7)
    reminder = amina.messages()[-1]
    fault = house.workspace.faults.fail_next("chat.update", **how)
    await amina.clicks("Begynd", on=reminder)
    assert fault not in house.workspace.faults.waiting
    assert first_again(amina, first).text == first.text
    assert "Udsagn 1 af 29" in first_again(amina, reminder).text
    assert len(amina.messages()) == 2, "nothing of an error"
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_deleting_empties_the_answers_and_one_may_begin_again(amina: Someone, house: House) -> None:
    await house.answers("Amina")
    await amina.clicks("Slet mine svar")
    assert "Dine svar er slettet" in amina.sees()
    assert (await kept(house, "Amina")).answers == {}
    await amina.clicks("Begynd forfra")
    assert "1 af 29" in amina.sees()


async def test_deleting_from_the_menu_asks_first(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.clicks("Slet mine svar")
    assert (await kept(house, "Amina")).answers
    await amina.submits()
    assert (await kept(house, "Amina")).state is SittingState.WITHDRAWN
    assert "Dine svar er slettet" in amina.sees()


async def test_a_comment_is_kept_and_shown_again(amina: Someone, house: House) -> None:
    await house.answers("Amina")
    await amina.clicks("Skriv en kommentar")
    await amina.fills("Hvad går godt", "Vi taler mere sammen")
    await amina.submits()
    assert "Gemt." in amina.modal.text
    await amina.closes()
    assert (await kept(house, "Amina")).comments == {"AAB-1": "Vi taler mere sammen"}
    await amina.clicks("Skriv en kommentar")
    assert "Vi taler mere sammen" in str(amina.modal.blocks)


async def test_a_comment_with_a_cpr_number_is_refused_at_its_field_and_nothing_is_kept(
    amina: Someone, house: House
) -> None:
    await house.answers("Amina")
    await amina.clicks("Skriv en kommentar")
    await amina.fills("Hvad går godt", "Det gik godt\nmed 010165-1234")
    await amina.submits()
    [error] = amina.modal.errors.values()
    assert error.startswith("Noget i linje 2 ligner et CPR-nummer. Intet er gemt.")
    assert "1234" not in error
    assert (await kept(house, "Amina")).comments == {}


async def test_an_address_or_a_number_in_a_comment_is_asked_about_once_and_kept_when_sent_again(
    amina: Someone, house: House
) -> None:
    await house.answers("Amina")
    await amina.clicks("Skriv en kommentar")
    await amina.fills("Hvad går godt", "Vi taler sammen\nskriv til mig@egelund.dk")
    await amina.submits()
    assert "Ligner en e-mailadresse eller et telefonnummer:* linje 2 under »Hvad går godt" in amina.modal.text
    assert "Intet er gemt endnu" in amina.modal.text
    assert "mig@egelund" not in amina.modal.blocks[0]["text"]["text"]
    assert (await kept(house, "Amina")).comments == {}
    assert amina.modal.submit == "Gem alligevel"
    await amina.submits()
    assert "Gemt." in amina.modal.text
    assert (await kept(house, "Amina")).comments == {"AAB-1": "Vi taler sammen\nskriv til mig@egelund.dk"}


async def test_what_was_asked_about_can_be_mended_and_a_civil_registration_number_is_still_refused(
    amina: Someone, house: House
) -> None:
    await house.answers("Amina")
    await amina.clicks("Skriv en kommentar")
    await amina.fills("Hvad går godt", "Ring på 20 30 40 50")
    await amina.submits()
    await amina.fills("Hvad går godt", "Det var 010165-1234")
    await amina.submits()
    assert "ligner et CPR-nummer" in str(amina.modal.errors)
    await amina.fills("Hvad går godt", "Ring til mig")
    await amina.submits()
    assert (await kept(house, "Amina")).comments == {"AAB-1": "Ring til mig"}


async def test_whoever_wants_peace_is_not_reminded(amina: Someone, house: House) -> None:
    await amina.clicks("Mind mig ikke")
    assert "Du bliver ikke mindet" in amina.sees()
    await house.turn(days=12)
    assert "Du bliver ikke mindet" in amina.sees()


async def test_a_second_tap_at_once_is_stored_and_asked_about(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await amina.clicks("Enig")
    assert "Nr. 2 kom lige efter nr. 1. Dobbelttryk?" in amina.sees()
    assert len((await kept(house, "Amina")).answers) == 2


async def test_a_written_answer_is_told_to_be_none_and_is_not_stored(amina: Someone, house: House) -> None:
    await amina.clicks("Begynd")
    await amina.writes("Enig")
    assert "er ikke gemt som svar, men det står i Slack" in amina.sees()
    assert amina.message().labels == ["Fortsæt", "Hjælp"]
    assert (await kept(house, "Amina")).answers == {}


async def test_thirty_people_who_double_click_at_once_have_the_clicked_choice_and_nothing_else(
    tmp_path: Path, road: Road
) -> None:
    async with built(tmp_path, town(people=31), road=road) as house:
        house.workspace.delivery.answer_seconds = 60.0  # nothing is timed here
        await house.starts()
        asked = [p for p in house.workspace.town.people if p.role and not p.deleted]
        assert len(asked) == 30
        cards = {}
        for person in asked:
            who = house.person(person.first_name)
            invitation = house.invitation(who)
            await who.clicks("Begynd", on=invitation)
            cards[who] = next(m for m in who.messages() if m.ts == invitation.ts)
        clicks = [who.seat.clicks("Uenig", on=card) for who, card in cards.items() for _ in range(2)]
        answers = await asyncio.gather(*clicks)
        await house.bot.desk.background.finish()
        assert {answer.status for answer in answers} == {200}
        for person in asked:
            assert list((await kept(house, person.first_name)).answers.values()) == [Choice.DISAGREE]

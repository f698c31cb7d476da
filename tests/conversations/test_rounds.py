"""A coordinator's way through a round: set-up, preview, start, reminders, status, closing and cancelling."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.people import Department, Outside
from domain.rounds import RoundState
from handlers.sittings import take_seat
from sandbox.message import Message
from storage import rounds
from tests.conversations.house import HERE, House, Road, built

FIRST_REMINDER = datetime(2027, 1, 18, 8, tzinfo=UTC)
SECOND_REMINDER = datetime(2027, 1, 21, 8, tzinfo=UTC)
CLOSES = datetime(2027, 1, 25, 15, tzinfo=UTC)
RESULT = datetime(2027, 1, 26, 8, tzinfo=UTC)


async def test_the_first_step_asks_for_barometer_and_dates_and_knows_the_department(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    assert mette.modal.title == "Ny barometerrunde"
    assert "Afdelingslisten Børn og Familie" in mette.modal.text
    assert "Flere valg" in mette.modal.text


async def test_more_choices_lie_prefilled_behind_a_button(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.clicks("Flere valg")
    assert "Kommentarer læses først af" in mette.modal.text
    await mette.fills("Afdelingens navn", "Familiehuset")
    await mette.submits()
    assert "i Familiehuset" in mette.modal.text


async def test_the_preview_names_who_is_asked_and_who_is_not_and_why(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    said = mette.modal.text
    assert "*23 spørges.*" in said
    assert "*Sagsbehandler* (16)" in said
    for reason in ("Apps:", "Gæster fra andre organisationer:"):
        assert reason in said
    assert "Hver rolle for sig*: hvis alle svarer, vises hele afdelingen, sagsbehandlerne; " in said
    assert "tirsdag 26. januar kl. 9" in said


async def test_a_day_that_is_moved_to_a_working_day_is_named_with_the_reason(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.chooses("2027-01-17", for_="Åbner")
    await mette.chooses("2027-05-06", for_="Lukker")
    await mette.submits()
    assert "Åbner mandag 18. januar kl. 9, lukker fredag 7. maj kl. 16." in mette.modal.text
    assert "Åbningen er flyttet fra søndag 17. januar på grund af weekend." in mette.modal.text
    assert "Lukningen er flyttet fra torsdag 6. maj på grund af helligdag (kristi himmelfartsdag)." in mette.modal.text


async def test_an_opening_after_work_is_told_to_be_on_the_next_morning(house: House) -> None:
    mette = house.person("Mette")
    await house.turn(hours=8)
    await mette.types("/barometer start")
    await mette.chooses("2027-01-11", for_="Åbner")
    await mette.submits()
    assert "Åbningen er flyttet fra mandag 11. januar, fordi arbejdstiden er slut den dag." in mette.modal.text
    assert "Lukningen er flyttet" not in mette.modal.text


@pytest.mark.parametrize(("day", "when"), [("2027-01-11", "nu"), ("2027-01-18", "mandag 18. januar kl. 9")])
async def test_who_starts_a_round_is_told_when_people_are_asked(house: House, day: str, when: str) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.chooses(day, for_="Åbner")
    await mette.submits()
    await mette.submits()
    assert f"Runden er startet. 23 får en invitation {when}." in mette.modal.text


@pytest.mark.parametrize("day", ["2027-01-08", "2027-01-10"])
async def test_a_day_that_is_past_is_refused_at_its_field(house: House, day: str) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.chooses(day, for_="Åbner")
    await mette.submits()
    assert mette.modal.errors == {"drafts-opens": "Åbningen ligger i fortiden. Vælg i dag eller en senere dag."}
    assert await house.rows("rounds") == 0


async def test_people_without_slack_stand_by_number(house: House) -> None:
    channel = house.workspace.channel(HERE.lstrip("#")).id
    await house.name(department=Department(name="Børn", channel=channel, outside=(Outside("Natholdet", 2),)))
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    assert "Uden Slack: 2" in mette.modal.text


async def test_fewer_than_five_cannot_be_asked_anonymously(house: House) -> None:
    channel = house.workspace.channel(HERE.lstrip("#")).id
    staff = [p for p in house.workspace.town.people if p.role and not p.deleted]
    left_out = frozenset(p.id for p in staff[4:])
    await house.name(department=Department(name="Børn", channel=channel, not_asked=left_out))
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    assert "Kan ikke startes" in mette.modal.text
    assert "færre end 5" in mette.modal.text
    assert not mette.modal.submit


async def test_a_second_round_in_the_channel_is_refused_before_any_modal(house: House) -> None:
    await house.starts()
    mette = house.person("Mette")
    await mette.types("/barometer start")
    assert mette.modal is None
    assert "Der er allerede en runde i gang her i kanalen. Skriv /barometer status;" in mette.sees(channel=HERE)


async def test_the_texts_for_staff_and_committee_are_ready_to_paste(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    await mette.clicks("Tekster til medarbejdere og MED/TR")
    assert "Til MED-udvalg og tillidsrepræsentanter" in mette.modal.text
    assert "Egelund It" in mette.modal.text


async def test_a_trial_shows_every_card_and_stores_nothing(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    await mette.clicks("Prøv selv")
    assert "Prøven ligger i din samtale med Anker." in mette.modal.text
    await mette.closes_all()
    await mette.clicks("Begynd")
    assert "Prøve: intet gemmes" in mette.sees()
    for _ in range(29):
        await mette.clicks("Enig")
    handed_in = "Afleveret. Du kan rette eller slette til mandag 25. januar kl. 16."
    assert mette.messages()[-1].text == f"Prøve: intet er gemt. I runden står her: »{handed_in}«"
    assert await house.rows("sittings") == 0


async def test_no_reminders_in_a_trial_says_that_it_is_one(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    await mette.clicks("Prøv selv")
    await mette.closes_all()
    await mette.clicks("Mind mig ikke")
    assert "Prøve: intet er gemt. I runden står her: »Du bliver ikke mindet om barometeret" in mette.sees()
    await mette.clicks("Begynd")
    assert "Prøve: intet gemmes" in mette.sees()
    await mette.clicks("Pause")
    assert "Prøve: intet er gemt. I runden står her: »Barometeret i Børn og Familie venter på dig." in mette.sees()


async def test_a_card_of_a_trial_stores_nothing_also_when_the_round_has_been_started_since(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    await mette.clicks("Prøv selv")
    await mette.clicks("Begynd", on=mette.message())
    tried = mette.message()
    await mette.closes()
    await mette.submits()
    await mette.seat.closes_all()
    await house.due()
    await mette.clicks("Enig", on=tried)
    assert "Prøven er slut" in mette.sees()
    asked = await house.round()
    async with house.bot.desk.store.reads() as tx:
        seat = await take_seat(tx, house.bot.desk.team, mette.seat.id, asked.id)
    assert not seat.sitting.answers


async def test_a_round_set_up_anew_takes_the_place_of_what_the_same_person_prepared_before(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    await mette.clicks("Prøv selv")
    await mette.clicks("Begynd", on=mette.message())
    tried = mette.message()
    await mette.closes()
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    await mette.clicks("Enig", on=tried)
    assert "Prøven er slut: runden er startet, sat op på ny eller slettet." in mette.sees()


GONE = "Den runde er sat op på ny eller slettet, eller du leder den ikke mere. Intet er startet her."


@pytest.mark.parametrize("press", ["Start runden", "Tekster til medarbejdere og MED/TR", "Prøv selv"])
async def test_a_preview_whose_round_was_set_up_anew_says_so_to_whoever_prepares_it(house: House, press: str) -> None:
    """The window on the desktop, after the round was set up again on the phone."""
    mette = house.person("Mette")
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    async with house.bot.desk.store.writes() as tx:
        [(team, previewed)] = await rounds.all_in_state(tx, RoundState.DRAFT)
        drafted = await rounds.load(tx, team, previewed)
        assert drafted is not None
        await rounds.delete_other_drafts(tx, await rounds.insert(tx, replace(drafted, id="phone"), "phone"))
    await (mette.submits() if press == "Start runden" else mette.clicks(press))
    assert f"{GONE}\nSkriv `/barometer start` i afdelingens kanal" in mette.modal.text
    assert not await house.rows("outbox")


async def test_everybody_is_invited_once_and_the_channel_hears_it(house: House) -> None:
    await house.starts()
    await house.due()
    asked = [p for p in house.workspace.town.people if p.role and not p.deleted]
    for person in asked:
        invitations = [m for m in house.person(person.first_name).messages() if m.text.startswith("Barometer i")]
        assert len(invitations) == 1
    assert "23 har fået en besked fra Anker" in house.person("Mette").sees(channel=HERE)


async def test_whoever_has_not_handed_in_is_reminded_twice_and_nobody_else(house: House) -> None:
    await house.starts()
    await house.answers("Jonas")
    amina, jonas = house.person("Amina"), house.person("Jonas")
    before = len(jonas.messages())
    await house.turn(FIRST_REMINDER - timedelta(minutes=1))
    assert len(amina.messages()) == 1
    await house.turn(FIRST_REMINDER)
    assert "Det er den sidste påmindelse" not in amina.sees()
    await house.turn(SECOND_REMINDER)
    await house.turn(SECOND_REMINDER + timedelta(days=1))
    assert len(amina.messages()) == 3
    assert "Det er den sidste påmindelse" in amina.sees()
    assert len(jonas.messages()) == before


async def test_a_part_that_was_not_handed_in_is_told_not_to_count(house: House) -> None:
    await house.starts()
    amina = house.person("Amina")
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    await house.turn(SECOND_REMINDER)
    assert "Det tæller først med, når du afleverer" in amina.sees()
    await amina.clicks("Aflevér det, jeg har")
    await amina.submits()
    assert "Afleveret" in amina.sees()


async def test_after_a_long_outage_one_reminder_goes_out_not_two(house: House) -> None:
    await house.starts()
    house.clock.at = SECOND_REMINDER + timedelta(hours=3)
    await house.due()
    assert len(house.person("Amina").messages()) == 2


async def test_status_tells_the_total_of_nine_oclock_and_not_a_live_one(house: House) -> None:
    await house.starts()
    mette = house.person("Mette")
    for name in ("Amina", "Bente", "Camilla", "Dorte", "Emil", "Freja"):
        await house.answers(name)
    await mette.types("/barometer status")
    assert "svaret" not in mette.has_read(channel=HERE)
    await house.turn(datetime(2027, 1, 12, 8, 0, 1, tzinfo=UTC))
    await house.answers("Gitte")
    await mette.types("/barometer status")
    assert "Kl. 9 havde 6 svaret." in mette.sees(channel=HERE)


async def test_status_tells_somebody_who_is_asked_only_of_themselves(house: House) -> None:
    await house.starts()
    await house.person("Amina").types("/barometer status")
    said = house.person("Amina").sees(channel=HERE)
    assert "Du er spurgt i barometeret" in said
    assert "havde" not in said


async def test_the_channel_in_which_the_status_is_shown_is_named_where_none_is_meant(house: House) -> None:
    """Where the message about it is read, in the conversation with Anker, no round can be meant."""
    mette, hanne = house.person("Mette"), house.person("Hanne")
    channel = f"<#{house.workspace.channel(HERE.lstrip('#')).id}>"
    for who in (mette, hanne):
        await who.types("/barometer status", channel=None)
    assert f"Der er ingen barometerrunde i gang i {channel} eller <#" in mette.sees()
    assert hanne.sees().endswith(
        "Du er ikke spurgt i et åbent barometer lige nu. Du får en besked, når der er et til dig."
    )
    await house.starts()
    told = f"indtil da kan du se status med `/barometer status` i {channel}."
    assert any(told in message.text for message in mette.messages())


async def test_closing_early_is_announced_to_everybody_who_is_asked(house: House) -> None:
    """Whoever has handed in was promised to be able to change and delete until the close."""
    await house.starts()
    await house.answers("Jonas")
    await house.person("Bente").clicks("Mind mig ikke")
    mette = house.person("Mette")
    await mette.types("/barometer luk")
    assert "ti. 12. jan. kl. 16" in mette.modal.text
    await mette.submits()
    assert "Alle, der er spurgt, får besked." in mette.modal.text
    await house.due()
    told = {name: house.person(name).messages()[-1].text for name in ("Amina", "Bente", "Jonas")}
    early = "Barometeret i Børn og Familie lukker før tid: tirsdag 12. januar kl. 16."
    assert told == {
        "Amina": f"{early} Du kan nå at svare til da.",
        "Bente": early,
        "Jonas": f"{early} Du har afleveret, og du kan rette eller slette til da.",
    }
    await house.turn(datetime(2027, 1, 12, 15, tzinfo=UTC))
    assert (await house.round()).state is RoundState.PUBLISHED


async def test_no_reminder_comes_with_the_news_that_the_round_closes_early(house: House) -> None:
    """Counted from the new close both reminders would have been due before: the news takes their place."""
    await house.starts()
    await house.turn(datetime(2027, 1, 13, 9, tzinfo=UTC))
    mette, amina = house.person("Mette"), house.person("Amina")
    await mette.types("/barometer luk")
    await mette.submits()
    await house.due()
    assert [message.text.split(":")[0] for message in amina.messages()][1:] == [
        "Barometeret i Børn og Familie lukker før tid"
    ]


async def test_what_told_the_coordinator_of_the_opening_follows_the_close(house: House) -> None:
    await house.starts()
    mette = house.person("Mette")
    await mette.types("/barometer luk")
    await mette.submits()
    await house.due()
    [told] = [message.text for message in mette.messages() if "er åbnet" in message.text]
    assert "Det lukker tirsdag 12. januar kl. 16;" in told
    await mette.types("/barometer annuller")
    await mette.submits()
    await house.due()
    assert "er åbnet" not in str([message.text for message in mette.messages()])
    assert "Barometeret i Børn og Familie er annulleret." in [message.text for message in mette.messages()]


async def test_a_close_that_was_moved_is_not_moved_again_to_where_it_is(house: House) -> None:
    await house.starts()
    amina, mette = house.person("Amina"), house.person("Mette")
    await mette.types("/barometer luk")
    await mette.submits()
    await house.due()
    told = len(amina.messages())
    await mette.types("/barometer luk")
    assert "lukker allerede før tid: tirsdag 12. januar kl. 16." in mette.modal.text
    await mette.submits()
    assert mette.modal.errors
    await house.due()
    assert len(amina.messages()) == told
    await mette.chooses("Luk nu", for_="Hvornår?")
    await mette.submits()
    await house.due()
    assert (await house.round()).state is not RoundState.OPEN


async def test_a_round_about_to_close_by_itself_is_not_said_to_close_early(house: House) -> None:
    opened = await house.starts()
    mette = house.person("Mette")
    await house.turn(opened.closes_at - timedelta(hours=3))
    before = len(house.person("Amina").messages())
    await mette.types("/barometer luk")
    assert "lukker af sig selv" in mette.modal.text
    assert "besked" not in mette.modal.text
    assert not (await house.round()).closed_early
    assert len(house.person("Amina").messages()) == before


async def test_closing_now_refuses_late_clicks_with_a_sentence(house: House) -> None:
    await house.starts()
    for name in ("Bente", "Camilla", "Dorte", "Emil", "Freja"):
        await house.answers(name)
    amina, mette = house.person("Amina"), house.person("Mette")
    await amina.clicks("Begynd")
    card = amina.message()
    await mette.types("/barometer luk")
    await mette.chooses("Luk nu", for_="Hvornår?")
    await mette.submits()
    await amina.clicks("Enig", on=card)
    assert any("er lukket" in m.text for m in amina.messages())
    await house.due()
    assert "Lukket før tid" in mette.sees(channel=HERE)


async def test_cancelling_destroys_everything_and_releases_nothing_and_one_may_start_again(house: House) -> None:
    await house.starts()
    await house.answers("Amina")
    mette = house.person("Mette")
    await mette.types("/barometer annuller")
    await mette.submits()
    await mette.closes_all()
    await house.due()
    assert "er annulleret" in mette.sees(channel=HERE)
    assert house.bot.desk.store.keys.round_ids() == []
    assert [await house.rows(table) for table in ("sittings", "roster", "seen", "releases")] == [0, 0, 0, 0]
    again = await house.starts()
    assert again.state is RoundState.OPEN


async def test_the_result_comes_to_both_channels_the_next_working_morning(house: House) -> None:
    await house.starts()
    for name in ("Amina", "Bente", "Camilla", "Dorte", "Emil", "Jonas"):
        await house.answers(name)
    await house.turn(CLOSES)
    assert "har svaret" not in house.person("Mette").has_read(channel=HERE)
    await house.turn(RESULT)
    for channel in (HERE, "#forankringsteam-ics"):
        assert "6 af 23 har svaret" in house.person("Mette").sees(channel=channel)


def card_of_opening(house: House) -> Message:
    """The message that told the channel of the opening, whatever it has become."""
    seen: list[Message] = house.person("Sofie").messages(channel=HERE)
    return next(one for one in seen if one.user != house.person("Sofie").id)


async def test_the_card_in_the_channel_follows_the_closing_time_and_ends_as_a_line(house: House) -> None:
    await house.starts()
    assert card_of_opening(house).labels == ["Svar på barometeret"]
    mette = house.person("Mette")
    await mette.types("/barometer luk")
    await mette.submits()
    await house.due()
    assert "åbent til tirsdag 12. januar kl. 16" in card_of_opening(house).text
    assert card_of_opening(house).labels == ["Svar på barometeret"]
    before = len(house.person("Sofie").messages(channel=HERE))
    await house.turn(datetime(2027, 1, 12, 15, tzinfo=UTC))
    ended = "Barometeret i Børn og Familie er lukket. Resultatet er i kanalen fra onsdag 13. januar kl. 9."
    assert card_of_opening(house).visible == ended
    assert card_of_opening(house).labels == []
    assert len(house.person("Sofie").messages(channel=HERE)) == before


@pytest.mark.parametrize("word", ["luk", "annuller"])
async def test_a_round_that_is_over_leaves_no_card_that_asks_for_answers(house: House, word: str) -> None:
    await house.starts()
    mette = house.person("Mette")
    await mette.types(f"/barometer {word}")
    if word == "luk":
        await mette.chooses("Luk nu", for_="Hvornår?")
    await mette.submits()
    await house.due()
    assert card_of_opening(house).labels == []
    ended = "er lukket" if word == "luk" else "er annulleret."
    assert card_of_opening(house).text.startswith(f"Barometeret i Børn og Familie {ended}")


@pytest.mark.provokes("chat.update: message_not_found")
async def test_a_card_that_somebody_deleted_stays_deleted(house: House) -> None:
    await house.starts()
    house.workspace.channel(HERE.lstrip("#")).posts.pop(card_of_opening(house).ts)
    await house.turn(CLOSES)
    assert (await house.round()).state is RoundState.PUBLISHED
    assert await house.rows("outbox WHERE kind = 'rounds.redrawn' AND state = 'sent'") == 1


async def test_the_same_people_are_not_asked_again_from_another_channel(house: House) -> None:
    """Rule P8, and the attack A7 from next door: the team's channel has a list that asks the department's channel."""
    team_room = "#forankringsteam-ics"
    mette = house.person("Mette")
    department = Department(name="Børn og Familie", channel=house.workspace.channel("boern-familie").id)
    await house.name(team_room, department, coordinator=mette.seat.person.id)
    await house.starts()
    await mette.types("/barometer start", channel=team_room)
    assert "Der er allerede en runde i gang blandt de samme medarbejdere." in mette.sees(team_room)
    for name in ("Amina", "Bente", "Camilla", "Dorte", "Emil"):
        await house.answers(name)
    await house.turn(CLOSES)
    await house.turn(RESULT)
    await mette.types("/barometer start", channel=team_room)
    assert "kan tidligst åbne mandag 26. april 2027: der skal gå 90 dage" in mette.modal.text
    await mette.chooses("2027-04-23", for_="Åbner")
    await mette.submits()
    assert "blandt de samme medarbejdere" in str(mette.modal.errors)
    assert await house.rows("rounds") == 1


async def test_a_new_round_within_ninety_days_is_proposed_for_the_first_day_and_refused_before_it(house: House) -> None:
    await house.starts()
    for name in ("Amina", "Bente", "Camilla", "Dorte", "Emil"):
        await house.answers(name)
    await house.turn(CLOSES)
    await house.turn(RESULT)
    mette = house.person("Mette")
    await mette.types("/barometer start")
    assert "kan tidligst åbne mandag 26. april 2027: der skal gå 90 dage" in mette.modal.text
    await mette.chooses("2027-04-23", for_="Åbner")
    await mette.submits()
    [told] = mette.modal.errors.values()
    assert "Der skal gå 90 dage" in told
    assert "Vælg mandag 26. april 2027 eller senere" in told
    assert await house.rows("rounds") == 1
    await mette.closes_all()
    await mette.types("/barometer start")
    await mette.submits()
    assert "Åbner mandag 26. april kl. 9" in mette.modal.text
    assert "Kan ikke startes" not in mette.modal.text


async def test_a_round_that_showed_nothing_does_not_keep_the_next_one_waiting(house: House) -> None:
    await house.starts()
    for name in ("Amina", "Bente", "Camilla", "Dorte"):
        await house.answers(name)
    await house.turn(CLOSES)
    await house.turn(RESULT)
    assert "Der skal mindst 5 svar til" in house.person("Mette").sees(channel=HERE)
    again = await house.starts()
    assert again.state is RoundState.OPEN


async def test_whoever_was_deactivated_before_the_opening_drops_out(house: House) -> None:
    house.clock.at = datetime(2027, 1, 9, 10, tzinfo=UTC)  # a Saturday: the opening is proposed for Monday
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    await mette.submits()
    await house.due()
    assert (await house.round()).state is RoundState.CONFIRMED
    house.workspace.change_person("Ulla", deleted=True)
    house.bot.desk.people.kept.clear()
    await house.turn(datetime(2027, 1, 11, 8, tzinfo=UTC))
    opened = await house.round()
    assert opened.state is RoundState.OPEN
    assert opened.people_invited == 22


async def test_a_week_before_everybody_hears_their_role_and_can_say_that_it_is_wrong(house: House) -> None:
    mette, amina = house.person("Mette"), house.person("Amina")
    await mette.types("/barometer start")
    await mette.chooses("2027-02-01", for_="Åbner")
    await mette.chooses("2027-02-15", for_="Lukker")
    await mette.submits()
    await mette.submits()
    await house.turn(datetime(2027, 1, 25, 8, tzinfo=UTC))
    assert "Du står som sagsbehandler i Børn og Familie" in amina.sees()
    await amina.clicks("Det passer ikke")
    assert f"Tak. <@{mette.id}> har fået besked" in amina.sees()
    assert "siger, at rollen" in mette.sees()


async def test_the_word_of_the_role_becomes_a_line_when_the_round_is_over(house: House) -> None:
    mette, amina = house.person("Mette"), house.person("Amina")
    await house.starts(days=(date(2027, 2, 1), date(2027, 2, 15)))
    await house.turn(datetime(2027, 1, 25, 8, tzinfo=UTC))
    assert "Du står som sagsbehandler i Børn og Familie" in amina.sees()
    await mette.types("/barometer annuller")
    await mette.submits()
    await house.due()
    first = amina.messages()[0]
    assert (first.text, first.labels) == ("Barometeret i Børn og Familie er annulleret.", [])


async def test_a_whole_round_runs_on_postgresql(tmp_path: Path, postgres_url: str, road: Road) -> None:
    async with built(tmp_path, database_url=postgres_url, road=road) as house:
        await house.starts()
        for name in ("Amina", "Bente", "Camilla", "Dorte", "Emil", "Jonas"):
            await house.answers(name)
        await house.turn(CLOSES)
        await house.turn(RESULT)
        assert "6 af 23 har svaret" in house.person("Mette").sees(channel=HERE)
        assert house.bot.desk.store.keys.round_ids() == []

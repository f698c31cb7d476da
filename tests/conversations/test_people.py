"""Roles and department lists, as people meet them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from messages.wording import Words
from storage import people
from tests.conversations.house import HERE, House, Someone


async def people_form(house: House, name: str = "Mette") -> Someone:
    """Somebody with `/anker personer` open before them."""
    someone = house.person(name)
    await someone.types("/anker personer")
    return someone


def mistakes(someone: Someone) -> str:
    """What the open form says is wrong, as one text."""
    assert someone.modal is not None
    return "\n".join(someone.modal.errors.values())


def has_window(someone: Someone) -> bool:
    return someone.modal is not None


async def test_saving_tells_who_is_asked_and_who_is_left_out_and_why(house: House) -> None:
    mette = await people_form(house)
    await mette.submits()
    said = mette.sees(HERE)
    assert "Gemt. Børn og Familie: 23 kan spørges." in said
    assert "Leder med personaleansvar: 2" in said
    assert "Sagsbehandler: 16" in said
    for reason in ("gæst", "app eller bot", "deaktiveret i Slack"):
        assert reason in said


async def test_the_receipt_is_seen_by_nobody_else(house: House) -> None:
    mette = await people_form(house)
    await mette.submits()
    assert "Gemt" not in house.person("Hanne").has_read(HERE)


async def test_marks_and_those_who_are_not_asked_change_the_sizes(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses(["Karen", "Torben", "Hanne"], "Leder med personaleansvar")
    await mette.chooses(["Ida", "Line"], "Spørges ikke")
    await mette.fills("Ikke i Slack", "Natholdet: 2\n\nVikarer : 1")
    await mette.submits()
    said = mette.sees(HERE)
    assert "Leder med personaleansvar: 3" in said
    assert "Sagsbehandler: 13" in said
    assert "Ikke i Slack: 3" in said
    assert "står under »spørges ikke«" in said
    assert "Den runde, der er startet" not in said


async def test_whoever_is_taken_off_the_list_is_still_asked_by_the_round_that_was_started_and_that_is_said(
    house: House,
) -> None:
    await house.starts()
    mette = house.person("Mette")
    await mette.types("/anker personer")
    await mette.chooses(["Ida"], "Spørges ikke")
    await mette.submits()
    said = mette.sees(channel=HERE)
    assert "22 kan spørges" in said
    assert "Den runde, der er startet, spørger stadig de 23, den blev startet med." in said
    await house.person("Ida").clicks("Begynd")
    assert "Udsagn 1 af" in house.person("Ida").message().text


async def test_user_groups_are_used_instead_of_the_channel(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses(["Superbrugere i ICS (@superbrugere-ics)"], "… eller i brugergrupperne")
    await mette.submits()
    assert "3 kan spørges" in mette.sees(HERE)
    assert "Under 5 kan spørges" in mette.sees(HERE)
    await mette.types("/anker personer")
    await mette.submits()
    assert "3 kan spørges" in mette.sees(HERE)


@pytest.mark.provokes("plan_upgrade_required")
async def test_where_the_plan_has_no_user_groups_the_channel_still_tells_who_is_asked(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses(["Superbrugere i ICS (@superbrugere-ics)"], "… eller i brugergrupperne")
    await mette.submits()
    house.workspace.has_user_groups = False
    await mette.types("/anker personer")
    with pytest.raises(AssertionError, match=r"there are \[\]"):
        await mette.chooses(["Superbrugere i ICS (@superbrugere-ics)"], "… eller i brugergrupperne")
    await mette.chooses([], "… eller i brugergrupperne")
    await mette.submits()
    assert "Gemt. Børn og Familie: 23 kan spørges." in mette.sees(HERE)


async def test_a_line_that_cannot_be_read_is_named(house: House) -> None:
    mette = await people_form(house)
    await mette.fills("Ikke i Slack", "Natholdet: 2\nto fra vagten")
    await mette.submits()
    assert "Linje 2, »to fra vagten«" in mistakes(mette)


async def test_somebody_chosen_in_two_roles_is_named(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses(["Karen"], "Faglig leder")
    await mette.submits()
    assert "Karen er valgt både som »Leder med personaleansvar« og »Faglig leder«." in mistakes(mette)


async def test_a_super_user_is_no_caseworker(house: House) -> None:
    mette = await people_form(house)
    await mette.submits()
    said = mette.sees(HERE)
    assert "ICS-superbruger: 3" in said
    assert "Sagsbehandler: 16" in said


async def test_coordinator_and_deputy_are_two_people(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses("Mette", "Stedfortræder")
    await mette.submits()
    assert "en anden end koordinatoren" in mistakes(mette)


async def test_a_guest_may_observe_and_nothing_more(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses(["Pia"], "Forankringsteam")
    await mette.submits()
    assert "Pia er gæst" in mistakes(mette)
    await mette.chooses(["Jonas"], "Forankringsteam")
    await mette.chooses(["Pia"], "Observatører")
    await mette.submits()
    assert "Gemt." in mette.sees(HERE)
    pia = house.person("Pia")
    assert f"Observatører: <@{pia.id}>" in mette.sees(HERE)
    assert "gæst" not in mette.sees(HERE), "nobody meant to ask her"
    await pia.types("/anker")
    assert "Du er observatør" in pia.sees(HERE)


async def test_a_guest_who_observes_is_welcome_where_there_is_no_channel_and_no_other_guest_is(house: House) -> None:
    await house.name(coordinator=house.person("Mette").id, observers=frozenset({house.person("Pia").id}))
    pia = house.person("Pia")
    await pia.seat.opens_home()
    await house.bot.desk.background.finish()
    for button, said in (("Forløbet", "Du er ikke med i noget forløb lige nu."), ("Hjælp", "Det kan du her")):
        await pia.clicks(button, on=pia.home)
        assert said in pia.sees()
    await pia.clicks("Privatliv", on=pia.home)
    assert "Gæster kan ikke" not in pia.modal.text
    await pia.closes()
    await pia.types("/icm start", channel=HERE)
    assert "Det kan kun" in pia.sees(HERE)
    await house.name(coordinator=house.person("Mette").id)
    await pia.types("/anker", channel=None)
    assert "Gæster kan ikke bruge Anker." in pia.sees()


async def test_a_guest_who_observes_in_one_channel_is_not_welcome_in_another(house: House) -> None:
    elsewhere = "#forankringsteam-ics"
    await house.name(elsewhere, coordinator=house.person("Mette").id, observers=frozenset({house.person("Pia").id}))
    pia = house.person("Pia")
    await pia.types("/anker", channel=HERE)
    assert "Gæster kan ikke bruge Anker." in pia.sees(HERE)


async def test_a_bot_cannot_be_given_a_role(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses(["Vagtplan"], "Observatører")
    await mette.submits()
    assert "Vagtplan kan ikke vælges: app eller bot." in mistakes(mette)


async def test_a_guest_without_a_right_is_told_whom_to_ask(house: House) -> None:
    pia = house.person("Pia")
    await pia.types("/anker")
    assert "Gæster kan ikke bruge Anker." in pia.sees(HERE)
    assert "observatør" in pia.sees(HERE)


async def test_the_team_sees_the_list_and_cannot_save_it(house: House) -> None:
    torben = await people_form(house, "Torben")
    assert torben.modal is not None
    assert not torben.modal.submit
    assert "Børn og Familie" in torben.modal.text


async def test_others_are_refused_and_can_ask_for_the_role(house: House) -> None:
    hanne = await people_form(house, "Hanne")
    assert not has_window(hanne)
    assert "Det kan kun forankringsteamet" in hanne.sees(HERE)
    await hanne.clicks("Bed om rollen", channel=HERE)
    assert "er sendt til Slacks administratorer" in hanne.sees(HERE)
    await house.due()
    henrik = house.person("Henrik")
    assert "beder om at blive koordinator" in henrik.sees()
    await henrik.clicks("Gør til koordinator")
    assert "er koordinator i" in henrik.sees()
    await house.due()
    assert "Du er nu koordinator i" in hanne.sees()
    await hanne.types("/anker personer")
    assert hanne.modal is not None
    assert hanne.modal.submit == "Gem"


async def test_asking_twice_sends_one_request(house: House) -> None:
    hanne = await people_form(house, "Hanne")
    refusal = hanne.message(HERE)
    await hanne.clicks("Bed om rollen", on=refusal)
    await hanne.clicks("Bed om rollen", on=refusal)
    await house.due()
    asked = [m for m in house.person("Henrik").messages() if "beder om at blive koordinator" in m.visible]
    assert len(asked) == 1


async def test_the_request_is_no_longer_sent_to_whoever_has_the_role_by_then(house: House) -> None:
    hanne = await people_form(house, "Hanne")
    await hanne.clicks("Bed om rollen", channel=HERE)
    await house.name(coordinator=hanne.id)
    await house.due()
    assert house.person("Henrik").messages() == []


async def two_administrators(house: House) -> tuple[Someone, Someone]:
    house.workspace.change_person("Birgitte", is_admin=True)
    house.bot.desk.people.kept.clear()
    return house.person("Henrik"), house.person("Birgitte")


async def test_whoever_asked_for_the_role_hears_a_no_and_whom_to_talk_to(house: House) -> None:
    henrik, birgitte = await two_administrators(house)
    hanne = await people_form(house, "Hanne")
    refusal = hanne.message(HERE)
    await hanne.clicks("Bed om rollen", on=refusal)
    await house.due()
    await henrik.clicks("Sig nej")
    for administrator in (henrik, birgitte):
        assert f"<@{henrik.id}> har sagt nej til, at <@{hanne.id}> bliver koordinator i" in administrator.sees()
        assert "Gør til koordinator" not in administrator.sees()
    await house.due()
    assert f"<@{henrik.id}> har sagt nej til, at du bliver koordinator i" in hanne.sees()
    assert f"<@{house.person('Mette').id}> er koordinator dér i dag." in hanne.sees()
    # The same day nobody is asked again, and no receipt says so.
    await hanne.clicks("Bed om rollen", on=refusal)
    await house.due()
    assert f"<@{henrik.id}> har sagt nej til, at du bliver koordinator" in hanne.sees(HERE)
    assert len(henrik.messages()) == 1


async def test_whoever_was_told_no_can_ask_again_the_next_day(house: House) -> None:
    henrik, birgitte = await two_administrators(house)
    hanne = await people_form(house, "Hanne")
    refusal = hanne.message(HERE)
    await hanne.clicks("Bed om rollen", on=refusal)
    await house.due()
    await henrik.clicks("Sig nej")
    await house.turn(house.clock.at + timedelta(days=1))
    await hanne.clicks("Bed om rollen", on=refusal)
    await house.due()
    await birgitte.clicks("Gør til koordinator")
    await house.due()
    assert "Du er nu koordinator i" in hanne.sees()
    before, now = (message.text for message in henrik.messages())
    assert "har sagt nej" in before
    assert f"Navngivet af <@{birgitte.id}>" in now


async def test_a_no_after_another_s_yes_changes_nothing(house: House) -> None:
    henrik, birgitte = await two_administrators(house)
    hanne = await people_form(house, "Hanne")
    await hanne.clicks("Bed om rollen", channel=HERE)
    await house.due()
    card = birgitte.message()
    await henrik.clicks("Gør til koordinator")
    await birgitte.clicks("Sig nej", on=card)
    await house.due()
    assert f"<@{hanne.id}> er koordinator i" in birgitte.sees()
    assert "sagt nej" not in str([message.text for message in hanne.messages()])


async def test_only_an_administrator_or_coordinator_can_answer_the_request(house: House) -> None:
    hanne = await people_form(house, "Hanne")
    await hanne.clicks("Bed om rollen", channel=HERE)
    await house.due()
    henrik = house.person("Henrik")
    card = henrik.message()
    house.workspace.change_person("Henrik", is_admin=False)
    house.bot.desk.people.kept.clear()
    await henrik.clicks("Gør til koordinator", on=card)
    assert "Det kan kun koordinatoren" in henrik.sees()
    async with house.bot.desk.store.reads() as tx:
        named = await people.named(tx, house.bot.desk.team, house.workspace.channel("boern-familie").id)
    assert named.coordinator == house.person("Mette").id


async def test_whoever_has_left_meanwhile_does_not_get_the_role(house: House) -> None:
    hanne = await people_form(house, "Hanne")
    await hanne.clicks("Bed om rollen", channel=HERE)
    await house.due()
    house.workspace.change_person("Hanne", deleted=True)
    house.bot.desk.people.kept.clear()
    henrik = house.person("Henrik")
    await henrik.clicks("Gør til koordinator")
    assert "Hanne kan ikke vælges: deaktiveret i Slack." in henrik.sees()


async def test_an_administrator_names_the_first_coordinator(house: House) -> None:
    await house.name(team=frozenset())
    await house.person("Mette").invites("Henrik", HERE)
    henrik = await people_form(house, "Henrik")
    await henrik.chooses("Birgitte", "Koordinator")
    await henrik.submits()
    await house.due()
    assert "Du er nu koordinator i" in house.person("Birgitte").sees()


async def test_whoever_comes_into_the_team_is_told_so_and_nobody_who_was_in_it(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses(["Jonas", "Hanne"], "Forankringsteam")
    await mette.chooses(["Pia"], "Observatører")
    await mette.submits()
    await house.due()
    hanne, pia = house.person("Hanne").sees(), house.person("Pia").sees()
    assert "Du er nu i forankringsteamet i" in hanne
    assert "`/anker status` i kanalen viser, hvor langt I er." in hanne
    assert "Du er nu observatør i" in pia
    assert "Du er nu" not in house.person("Jonas").has_read()
    assert "Du er nu" not in mette.has_read()


async def test_whoever_leads_no_more_is_told_that_and_not_that_they_are_in_the_team(house: House) -> None:
    hanne = await people_form(house, "Hanne")
    await hanne.clicks("Bed om rollen", channel=HERE)
    await house.due()
    await house.person("Henrik").clicks("Gør til koordinator")
    await house.due()
    told = house.person("Mette").sees()
    assert "Du er ikke længere koordinator i" in told
    assert "Du er nu i forankringsteamet" not in told


async def test_whoever_has_a_role_no_more_is_told_so_and_what_they_are_now(house: House) -> None:
    await house.name(
        coordinator=house.person("Mette").id,
        deputy=house.person("Jonas").id,
        team=frozenset({house.person("Hanne").id}),
        observers=frozenset({house.person("Pia").id}),
    )
    mette = await people_form(house)
    await mette.chooses(["Jonas"], "Forankringsteam")
    await mette.chooses("Sofie", "Stedfortræder")
    await mette.chooses([], "Observatører")
    await mette.submits()
    await house.due()
    assert "Du er ikke længere i forankringsteamet i" in house.person("Hanne").sees()
    assert f"Er det en fejl, så skriv til <@{mette.id}>." in house.person("Hanne").sees()
    assert "Du er ikke længere stedfortræder i" in house.person("Jonas").sees()
    assert "Du er stadig i forankringsteamet" in house.person("Jonas").sees()
    assert "Du er ikke længere observatør i" in house.person("Pia").sees()
    assert "Du er" not in house.person("Mette").has_read()


async def test_nobody_hears_that_they_are_out_who_is_back_before_it_is_said(house: House) -> None:
    house.clock.at = datetime(2027, 1, 16, 10, tzinfo=UTC)
    for deputy in ("Sofie", "Jonas"):
        mette = await people_form(house)
        await mette.chooses(deputy, "Stedfortræder")
        await mette.submits()
    await house.turn(datetime(2027, 1, 18, 10, tzinfo=UTC))
    assert "Du er ikke længere" not in house.person("Jonas").has_read()
    assert "Du er ikke længere stedfortræder i" in house.person("Sofie").sees()
    assert "Du er nu stedfortræder" not in house.person("Sofie").has_read(), "in whichever order the two would come"


async def test_whoever_is_not_in_slack_any_more_is_sent_no_word_of_their_role(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses("Sofie", "Stedfortræder")
    house.workspace.change_person("Jonas", deleted=True)
    await mette.submits()
    await house.due()
    assert "Du er ikke længere" not in house.person("Jonas").has_read()


async def test_the_coordinator_hands_the_role_over_and_stays_no_coordinator(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses("Birgitte", "Koordinator")
    await mette.submits()
    assert "Du er ikke længere koordinator her og kan ikke selv tage rollen tilbage." in mette.sees(HERE)
    assert "Team: " in mette.sees(HERE)
    assert mette.id in mette.sees(HERE).partition("Team: ")[2], "who gives the lead away stays in the team"
    await mette.types("/barometer start")
    assert "Det kan kun koordinatoren" in mette.sees(HERE)
    birgitte = house.person("Birgitte")
    await birgitte.types("/barometer start")
    assert birgitte.modal is not None


async def test_a_deputy_stands_in_while_the_coordinator_is_on_leave(house: House) -> None:
    jonas = house.person("Jonas")
    await jonas.types("/barometer start")
    assert jonas.modal is None
    assert "Du er stedfortræder" in jonas.sees(HERE)
    mette = await people_form(house)
    await mette.chooses(["Koordinatoren er på orlov"], "På orlov")
    await mette.submits()
    assert "på orlov" in mette.sees(HERE)
    hanne = house.person("Hanne")
    await hanne.types("/anker hjælp")
    assert f"Spørgsmål? Spørg <@{house.person('Jonas').id}>, der er stedfortræder her." in hanne.sees(HERE)
    await hanne.types("/barometer start")
    assert f"Spørg <@{house.person('Jonas').id}>, eller bed om rollen." in hanne.sees(HERE)
    await jonas.types("/barometer start")
    assert jonas.modal is not None


async def on_leave(house: House, *, away: bool = True) -> None:
    mette = await people_form(house)
    await mette.chooses(["Koordinatoren er på orlov"] if away else [], "På orlov")
    await mette.submits()
    await house.due()


async def test_the_deputy_is_told_that_they_lead_and_of_the_round_that_is_open(house: House) -> None:
    started = await house.starts()
    await on_leave(house)
    [told] = [message.text for message in house.person("Jonas").messages() if "som stedfortræder" in message.text]
    assert f"<@{house.person('Mette').id}> er på orlov" in told
    assert f"den lukker {Words('da').moment(started.closes_at)}" in told
    await on_leave(house, away=False)
    assert f"<@{house.person('Mette').id}> leder nu i" in house.person("Jonas").sees()
    assert "Tak, fordi du trådte til." in house.person("Jonas").sees()


async def test_a_deputy_who_is_named_during_the_leave_reads_of_both_in_one_message(house: House) -> None:
    await on_leave(house)
    mette = await people_form(house)
    await mette.chooses("Hanne", "Stedfortræder")
    await mette.submits()
    await house.due()
    hanne = house.person("Hanne").has_read()
    assert "Du leder nu i" in hanne
    assert "Du er nu stedfortræder" not in hanne
    assert "En runde er i gang" not in hanne
    assert "Du er ikke længere stedfortræder i" in house.person("Jonas").sees()


async def test_both_read_who_leads_during_the_leave_wherever_they_ask(house: House) -> None:
    await on_leave(house)
    mette, jonas = house.person("Mette"), house.person("Jonas")
    here = house.workspace.channel(HERE.lstrip("#")).id
    for word in ("/anker", "/anker hjælp"):
        for who in (mette, jonas):
            await who.types(word)
        assert f"Du er koordinator i <#{here}>, men på orlov. <@{jonas.id}> leder imens." in mette.sees(HERE)
        assert f"Du leder i <#{here}> som stedfortræder, mens <@{mette.id}> er på orlov." in jonas.sees(HERE)
    await mette.seat.opens_home()
    await house.bot.desk.background.finish()
    assert "men på orlov" in mette.home.text


async def test_the_receipt_names_the_other_channels_in_which_the_leave_is_not_the_same(house: House) -> None:
    mette, jonas = house.person("Mette").id, house.person("Jonas").id
    team = house.workspace.channel("forankringsteam-ics").id
    await house.name(channel="#forankringsteam-ics", coordinator=mette, deputy=jonas)
    await on_leave(house)
    assert f"I <#{team}> står <@{mette}> ikke på orlov; det sættes dér." in house.person("Mette").sees(HERE)
    await house.name(channel="#forankringsteam-ics", coordinator=mette, deputy=jonas, coordinator_away=True)
    await on_leave(house, away=False)
    said = house.person("Mette").sees(HERE)
    assert f"I <#{team}> står <@{mette}> stadig på orlov; det ændres dér." in said
    assert f"Stedfortræder: <@{jonas}>." in said


async def test_nobody_hears_of_a_leave_that_is_over_before_it_is_said(house: House) -> None:
    house.clock.at = datetime(2027, 1, 16, 10, tzinfo=UTC)
    await on_leave(house)
    await on_leave(house, away=False)
    await house.turn(datetime(2027, 1, 18, 10, tzinfo=UTC))
    assert "Du leder nu i" not in house.person("Jonas").has_read()


async def test_the_deputy_is_told_of_the_round_that_opens_while_its_coordinator_is_on_leave(house: House) -> None:
    await house.starts(days=(date(2027, 1, 18), date(2027, 1, 27)))
    await on_leave(house)
    await house.turn(datetime(2027, 1, 18, 10, tzinfo=UTC))
    assert "er åbnet. 23 får" not in house.person("Mette").has_read()
    assert "er åbnet. 23 får invitationen nu." in house.person("Jonas").has_read()


async def test_the_deputy_is_told_of_a_role_that_is_wrong_while_the_coordinator_is_on_leave(house: House) -> None:
    await house.starts(days=(date(2027, 2, 1), date(2027, 2, 15)))
    await on_leave(house)
    await house.turn(datetime(2027, 1, 25, 8, tzinfo=UTC))
    amina = house.person("Amina")
    await amina.clicks("Det passer ikke")
    assert f"<@{house.person('Jonas').id}> har fået besked" in amina.sees()
    assert "siger, at rollen" in house.person("Jonas").sees()
    assert "siger, at rollen" not in house.person("Mette").has_read()


async def test_a_round_follows_the_role_to_a_new_coordinator(house: House) -> None:
    await house.starts(days=(date(2027, 1, 18), date(2027, 1, 27)))
    mette = await people_form(house)
    await mette.chooses("Birgitte", "Koordinator")
    await mette.submits()
    await house.turn(datetime(2027, 1, 18, 10, tzinfo=UTC))
    assert "er åbnet. 23 får" not in mette.has_read()
    assert "er åbnet. 23 får invitationen nu." in house.person("Birgitte").has_read()


async def test_the_deputy_is_told_what_could_not_be_delivered_while_the_coordinator_is_on_leave(house: House) -> None:
    await house.starts(days=(date(2027, 1, 18), date(2027, 1, 27)))
    await on_leave(house)
    house.workspace.faults.fail_next("chat.postMessage", error="msg_blocks_too_long")
    await house.turn(datetime(2027, 1, 18, 10, tzinfo=UTC))
    assert "kunne ikke leveres" in house.person("Jonas").has_read()
    assert "kunne ikke leveres" not in house.person("Mette").has_read()


async def test_leave_needs_a_deputy(house: House) -> None:
    await house.name(coordinator=house.person("Mette").id)
    mette = await people_form(house)
    await mette.chooses(["Koordinatoren er på orlov"], "På orlov")
    await mette.submits()
    assert "Vælg en stedfortræder" in mistakes(mette)


async def test_a_deputy_stands_in_for_a_coordinator_who_has_left(house: House) -> None:
    house.workspace.change_person("Mette", deleted=True)
    jonas = house.person("Jonas")
    await jonas.types("/barometer start")
    assert jonas.modal is not None


async def test_whoever_saves_an_older_edition_is_told_of_the_newer_one(house: House) -> None:
    await house.person("Mette").invites("Henrik", HERE)
    mette = await people_form(house)
    henrik = await people_form(house, "Henrik")
    await henrik.chooses(["Ida"], "Spørges ikke")
    await henrik.submits()
    await mette.submits()
    assert "Nogen har ændret listen imens" in mistakes(mette)


async def test_a_channel_that_anker_is_not_in_is_told_of_before_any_window(house: House) -> None:
    henrik = house.person("Henrik")
    await henrik.types("/anker personer", channel="#alle-i-egelund")
    assert henrik.modal is None
    assert "/invite @Anker" in henrik.sees("#alle-i-egelund")


async def test_a_members_list_that_slack_does_not_show_is_told_of_after_saving(house: House) -> None:
    mette = await people_form(house)
    house.workspace.faults.fail_next("conversations.members", error="channel_not_found")
    await mette.submits()
    assert "Jeg kan ikke se, hvem der er i" in mette.sees(HERE)


async def test_the_channels_language_is_that_of_whoever_has_chosen_none(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses("English", "Kanalens sprog")
    await mette.submits()
    hanne = house.person("Hanne")
    await hanne.types("/anker help")
    assert "What you can do here" in hanne.sees(HERE)


NEXT_MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)


async def listed(house: House) -> Someone:
    """Mette has saved the list, so that who is found is noted."""
    mette = await people_form(house)
    await mette.submits()
    return mette


def question(someone: Someone) -> str:
    """The newest question about newcomers and leavers that somebody got, or nothing."""
    asked = [message.visible for message in someone.messages() if "nogen er kommet eller gået" in message.text]
    return asked[-1] if asked else ""


async def test_newcomers_and_leavers_are_asked_about_on_monday_in_one_question(house: House) -> None:
    mette = await listed(house)
    house.workspace.change_person("Ida", deleted=True)
    house.workspace.channel("boern-familie").members.setdefault(house.person("Henrik").id, None)
    house.workspace.channel("boern-familie").members.pop(house.person("Line").id)
    house.bot.desk.people.kept.clear()
    await house.turn(to=NEXT_MONDAY - timedelta(minutes=1))
    assert question(mette) == ""
    await house.turn(to=NEXT_MONDAY)
    came, left = question(mette).split("*Ikke fundet mere:*")
    assert f"*Nye:* <@{house.person('Henrik').id}>" in came
    assert f"<@{house.person('Ida').id}>" in left
    assert f"<@{house.person('Line').id}>" in left
    await house.turn(hours=1)
    assert len([m for m in mette.messages() if "nogen er kommet" in m.text]) == 1


async def test_the_question_opens_the_list_and_saving_settles_it(house: House) -> None:
    mette = await listed(house)
    house.workspace.channel("boern-familie").members.pop(house.person("Line").id)
    await house.turn(to=NEXT_MONDAY)
    await mette.clicks("Se listen")
    assert mette.modal.title == "Roller og afdeling"
    await mette.submits()
    assert "22 kan spørges" in mette.sees()
    here = house.workspace.channel(HERE.lstrip("#")).id
    saved = f"Afdelingslisten i <#{here}> er set igennem og gemt af <@{mette.id}>."
    assert [message.labels for message in mette.messages() if message.text == saved] == [[]]
    assert question(mette) == ""
    before = len(mette.messages())
    await house.turn(to=NEXT_MONDAY + timedelta(days=7))
    assert len(mette.messages()) == before


async def test_nobody_is_asked_where_nothing_changed_or_no_list_was_saved(house: House) -> None:
    await house.turn(to=NEXT_MONDAY)
    mette = await listed(house)
    await house.turn(to=NEXT_MONDAY + timedelta(days=7))
    assert mette.messages() == []


async def test_the_deputy_is_asked_while_the_coordinator_is_on_leave(house: House) -> None:
    mette = await people_form(house)
    await mette.chooses(["Koordinatoren er på orlov"], "På orlov")
    await mette.submits()
    house.workspace.channel("boern-familie").members.pop(house.person("Line").id)
    await house.turn(to=NEXT_MONDAY)
    assert question(house.person("Jonas"))
    assert not question(mette)


async def test_a_question_outside_working_hours_waits_and_a_holiday_is_no_monday(house: House) -> None:
    mette = await listed(house)
    house.workspace.channel("boern-familie").members.pop(house.person("Line").id)
    easter_monday = datetime(2027, 3, 29, 8, tzinfo=UTC)
    await house.turn(to=easter_monday)
    assert question(mette) == ""
    await house.turn(to=easter_monday + timedelta(hours=12))
    assert question(mette) == ""
    await house.turn(to=easter_monday + timedelta(hours=23))
    assert question(mette)


async def test_a_department_that_slack_does_not_show_is_not_asked_about(house: House) -> None:
    mette = await listed(house)
    house.workspace.faults.fail_next("conversations.members", error="channel_not_found")
    await house.turn(to=NEXT_MONDAY)
    assert mette.messages() == []


async def test_a_deputy_stands_in_when_a_question_was_left_for_two_working_days(house: House) -> None:
    await listed(house)
    house.workspace.channel("boern-familie").members.pop(house.person("Line").id)
    jonas = house.person("Jonas")
    await house.turn(to=NEXT_MONDAY)
    await house.turn(to=NEXT_MONDAY + timedelta(days=2, minutes=-5))
    await jonas.types("/barometer luk")
    assert "Du er stedfortræder" in jonas.sees(HERE)
    await house.turn(to=NEXT_MONDAY + timedelta(days=2, minutes=5))
    await jonas.types("/barometer start")
    assert has_window(jonas)


async def test_a_coordinator_who_takes_the_question_up_is_not_stood_in_for(house: House) -> None:
    mette = await listed(house)
    house.workspace.channel("boern-familie").members.pop(house.person("Line").id)
    await house.turn(to=NEXT_MONDAY)
    await mette.clicks("Se listen")
    await house.turn(to=NEXT_MONDAY + timedelta(days=4))
    jonas = house.person("Jonas")
    await jonas.types("/barometer start")
    assert not has_window(jonas)

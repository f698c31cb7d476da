"""Who takes part in a template: added, taken out, handed over, gone; nothing that was open is left with nobody."""

from __future__ import annotations

from datetime import timedelta

from sandbox.reading import button_labels
from tests.conversations.house import HERE, House, Someone
from tests.conversations.test_walk_reminders import unsettled
from tests.conversations.test_walk_reviews import status
from tests.conversations.test_walks import begin


async def people(house: House, name: str = "Mette") -> Someone:
    who = await status(house, name)
    await who.clicks("Personer", channel=HERE)
    return who


async def handed_to(house: House, mette: Someone, name: str) -> None:
    """Mette hands her next open question on."""
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses(name, for_="Hvem kan svare?")
    await mette.submits()
    await house.due()


def gone(house: House, name: str) -> None:
    house.workspace.change_person(name, deleted=True)
    house.bot.desk.people.kept.clear()


async def test_the_owner_adds_somebody_and_moves_the_target(house: House) -> None:
    await begin(house)
    mette = await people(house)
    await mette.chooses(["Mette", "Karen"], for_="Hvem skriver med?")
    await mette.chooses("2027-03-19", for_="Færdig senest")
    await mette.submits()
    assert "Gemt." in mette.modal.text
    await house.due()
    karen = house.person("Karen")
    assert "beder dig være med" in karen.sees()
    assert "fredag 19. marts" in karen.sees()
    await karen.clicks("Begynd")
    assert "1 af 32" in karen.sees()


async def test_a_colleague_who_writes_and_is_made_an_approver_is_told_once(house: House) -> None:
    await begin(house, "Karen")
    mette, karen = await people(house), house.person("Karen")
    for approvers in (["Henrik", "Karen"], ["Henrik", "Karen", "Mette"]):
        await mette.chooses(approvers, for_="Hvem godkender?")
        await mette.submits()
        await mette.closes_all()
        await house.due()
        await people(house)
    told = [message for message in karen.messages() if "du er valgt til at godkende skabelonen" in message.text]
    assert len(told) == 1
    assert "Du hører igen her" in told[0].text
    assert told[0].labels == ["Se status"]
    assert "du er valgt" not in mette.has_read(), "she chose herself"


async def test_whoever_is_taken_out_hands_what_they_have_open_to_somebody_named(house: House) -> None:
    mette = await begin(house, "Birgitte", "Karen")
    await handed_to(house, mette, "Birgitte")
    await people(house)
    await mette.chooses(["Mette", "Karen"], for_="Hvem skriver med?")
    await mette.submits()
    assert "Vælg en, der er med og overtager" in " ".join(mette.modal.errors.values())
    await mette.chooses("Karen", for_="Hvem overtager")
    await mette.submits()
    await house.due()
    assert "har taget dig ud af skabelonen" in house.person("Birgitte").sees()
    karen = house.person("Karen")
    assert "du har overtaget" in karen.sees()
    assert "Nr. 1: " in karen.sees()
    await karen.clicks("Næste spørgsmål")
    assert "1 af 32" in karen.sees()
    await house.person("Birgitte").types("/icm")
    assert "Du er ikke med i nogen skabelon" in house.person("Birgitte").sees(HERE)


async def test_whoever_takes_over_what_is_to_be_settled_reads_from_whom_and_by_when_and_is_led_to_it(
    house: House,
) -> None:
    mette = await unsettled(house, "2027-02-22", "Jonas")
    await mette.closes_all()
    jonas, karen = house.person("Jonas"), house.person("Karen")
    await people(house)
    await mette.chooses(["Mette", "Karen"], for_="Hvem skriver med?")
    await mette.chooses("Karen", for_="Hvem overtager")
    await mette.submits()
    await house.due()
    assert f"du har overtaget det, der var åbent hos <@{jonas.id}>." in karen.sees()
    assert "Nr. 1: " in karen.sees()
    assert "(du finder ud af det, senest mandag 22. februar)" in karen.sees()
    await karen.clicks("Næste spørgsmål")
    assert "3 af 32" in karen.sees(), "Mette is on the second"
    for _ in range(30):
        await karen.clicks("Ikke relevant hos os")
    assert "Der er ikke flere åbne spørgsmål til dig" in karen.sees()
    assert "(du finder ud af det, senest mandag 22. februar)" in karen.sees(), "also where nothing else is left"
    await karen.clicks("Vis spørgsmålet")
    assert "1 af 32" in karen.sees()


async def test_whoever_is_taken_out_or_leaves_keeps_no_card_that_asks(house: House) -> None:
    mette = await begin(house, "Jonas", "Karen", "Birgitte")
    jonas, karen, birgitte = (house.person(name) for name in ("Jonas", "Karen", "Birgitte"))
    await jonas.types("/icm")
    await karen.types("/icm")
    await karen.writes("Tak")
    assert "Føj til" in karen.sees(), "where it belongs is asked"
    await people(house)
    await mette.chooses(["Mette", "Karen"], for_="Hvem skriver med?")
    await mette.submits()
    await people(house, "Karen")
    await karen.submits()
    assert "Nr. 1: Hvor forankres ICM-indsatsen? · Du er ikke længere med i skabelonen." in texts(jonas)
    assert "Du er ikke længere med i skabelonen" in karen.sees()
    assert "Du er ikke længere med i skabelonen" in birgitte.sees(), "in place of the invitation"
    for who in (jonas, karen, birgitte):
        assert not any(button_labels(message.blocks) for message in who.messages())


def texts(who: Someone) -> list[str]:
    return [message.text for message in who.messages()]


async def test_the_owner_hands_the_template_over_and_stays_as_an_author(house: House) -> None:
    await begin(house, "Karen")
    mette = await people(house)
    await mette.chooses("Karen", for_="Hvem har ansvaret?")
    await mette.submits()
    await mette.closes_all()
    await house.due()
    assert "du har fået ansvaret for skabelonen" in house.person("Karen").sees()
    await people(house)
    assert "Forlad skabelonen" in mette.modal.submit
    karen = await status(house, "Karen")
    await karen.clicks("Personer", channel=HERE)
    assert "Hvem har ansvaret?" in karen.modal.text


async def test_somebody_who_came_while_the_owner_looked_is_not_taken_out(house: House) -> None:
    mette = await begin(house, "Jonas")
    await people(house)
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    await jonas.clicks("Giv til kollega")
    await jonas.chooses("Karen", for_="Hvem kan svare?")
    await jonas.submits()
    await mette.submits()
    assert "Nogen er kommet til eller gået imens." in mette.modal.text
    await mette.submits()
    assert "Gemt." in mette.modal.text
    karen = house.person("Karen")
    await karen.types("/icm")
    assert "1 af 32" in karen.sees()


async def test_somebody_leaves_and_names_who_takes_over(house: House) -> None:
    mette = await begin(house, "Jonas")
    await handed_to(house, mette, "Jonas")
    jonas = await people(house, "Jonas")
    assert "Nr. 1: " in jonas.modal.text
    await jonas.submits()
    assert "Vælg en, der er med og overtager" in " ".join(jonas.modal.errors.values())
    await jonas.chooses("Mette", for_="Hvem overtager efter dig?")
    await jonas.submits()
    assert "Du er ikke længere med" in jonas.modal.text
    await house.due()
    assert "du har overtaget" in mette.sees()


async def test_only_the_owner_changes_who_takes_part(house: House) -> None:
    await begin(house, "Jonas")
    jonas = await people(house, "Jonas")
    assert "Hvem skriver med?" not in jonas.modal.text
    assert f"Har ansvaret: <@{house.person('Mette').id}>" in jonas.modal.text


async def test_somebody_who_cannot_write_to_anker_is_not_taken_in(house: House) -> None:
    await begin(house)
    mette = await people(house)
    await mette.chooses(["Mette", "Pia"], for_="Hvem skriver med?")
    await mette.submits()
    assert "Pia kan ikke vælges: gæst. Vælg en kollega" in " ".join(mette.modal.errors.values())


async def test_the_owner_is_asked_for_an_heir_when_a_participant_is_deactivated(house: House) -> None:
    mette = await begin(house, "Jonas", "Karen")
    await handed_to(house, mette, "Jonas")
    gone(house, "Jonas")
    await house.turn(to=house.clock.at + timedelta(days=1))
    assert "er deaktiveret i Slack og kan ikke svare mere" in mette.sees()
    assert "Nr. 1: " in mette.sees()
    asked = mette.message()
    assert button_labels(house.person("Jonas").message().blocks)
    await mette.clicks("Vælg, hvem der overtager")
    await mette.chooses("Karen", for_="Hvem overtager?")
    await mette.submits()
    await house.due()
    assert "du har overtaget" in house.person("Karen").sees()
    assert not button_labels(house.person("Jonas").message().blocks), "also if they come back"
    await mette.closes_all()
    await mette.clicks("Vælg, hvem der overtager", on=asked)
    assert "Den skabelon findes ikke" in mette.sees()


async def test_the_owner_is_asked_once_a_week_until_somebody_takes_over(house: House) -> None:
    mette = await begin(house, "Jonas")
    gone(house, "Jonas")
    for _ in range(3):
        await house.turn(to=house.clock.at + timedelta(days=1))
    assert sum("er deaktiveret" in m.visible for m in mette.messages()) == 1
    await house.turn(to=house.clock.at + timedelta(days=4))
    assert sum("er deaktiveret" in m.visible for m in mette.messages()) == 2


async def test_an_approver_is_asked_when_the_owner_is_deactivated(house: House) -> None:
    await begin(house, "Karen")
    gone(house, "Mette")
    await house.turn(to=house.clock.at + timedelta(days=1))
    henrik = house.person("Henrik")
    assert "Ansvaret for skabelonen skal have en ny ejer." in henrik.sees()
    await henrik.clicks("Vælg, hvem der overtager")
    await henrik.chooses("Karen", for_="Hvem overtager?")
    await henrik.submits()
    await house.due()
    assert "du har fået ansvaret" in house.person("Karen").sees()


async def test_whoever_leads_the_channel_is_asked_when_owner_and_approver_are_gone(house: House) -> None:
    await begin(house, "Karen", by="Mette")
    await house.name(coordinator=house.person("Jonas").id)
    gone(house, "Mette")
    gone(house, "Henrik")
    await house.turn(to=house.clock.at + timedelta(days=1))
    jonas = house.person("Jonas")
    asked = next(m for m in jonas.messages() if "ny ejer" in m.visible)
    await jonas.clicks("Vælg, hvem der overtager", on=asked)
    await jonas.chooses("Karen", for_="Hvem overtager?")
    await jonas.submits()
    await house.due()
    assert "du har fået ansvaret" in house.person("Karen").sees()


async def test_nobody_is_put_out_as_gone_who_is_there(house: House) -> None:
    mette = await begin(house, "Jonas")
    gone(house, "Jonas")
    await house.turn(to=house.clock.at + timedelta(days=1))
    asked = mette.message()
    house.workspace.change_person("Jonas", deleted=False)
    house.bot.desk.people.kept.clear()
    await mette.clicks("Vælg, hvem der overtager", on=asked)
    assert mette.modal is None

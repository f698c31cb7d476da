"""An answer that says how often becomes a reminder, which is held, moved, put off and stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sandbox.message import Message
from tests.conversations.house import HERE, House, Someone
from tests.conversations.test_walk_reviews import status
from tests.conversations.test_walks import begin

OFFER, REMINDER = "Skal jeg minde jer om det?", "det er tid til at følge op"
#: ICM-31 stands there as number 31 of 32.
ASKS_HOW_OFTEN = "31. "


async def morning(house: House, day: date, hour: int = 8) -> None:
    """Nine o'clock, and what Slack put off because the nudge came in the same second, a little later."""
    await house.turn(to=datetime(day.year, day.month, day.day, hour, 0, 5, tzinfo=UTC))
    await house.turn(minutes=5)


def reminders(who: Someone, channel: str | None = None) -> list[Message]:
    return [message for message in who.messages(channel) if REMINDER in message.text]


async def on_question(who: Someone, number: str = ASKS_HOW_OFTEN) -> None:
    """Jump to a question."""
    await who.types("/icm")
    await who.clicks("Hop til")
    labels = (option["text"]["text"] for block in who.modal.blocks for option in options_of(block))
    await who.chooses(next(label for label in labels if number in label), for_="Spørgsmål")
    await who.submits()


def said(who: Someone) -> str:
    """Everything that Anker has said to somebody: which of two messages of one second comes last is not settled."""
    return "\n".join(message.visible for message in who.messages())


def options_of(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    groups = block.get("element", {}).get("option_groups", ())
    return [option for group in groups for option in group["options"]]


async def answered(house: House, text: str = "Hver måned på ledermødet", *authors: str) -> Someone:
    mette = await begin(house, *authors)
    await on_question(mette)
    await mette.writes(text)
    return mette


async def reminded(house: House, text: str = "Hver måned på ledermødet", *authors: str) -> Someone:
    """A reminder is set up as proposed: the first time on Thursday 11 February."""
    mette = await answered(house, text, *authors)
    await mette.clicks("Påmindelse")
    await mette.submits()
    assert f"<@{mette.id}>" in mette.modal.text
    await mette.closes_all()
    return mette


async def test_the_answer_to_such_a_question_offers_a_reminder_and_no_other_does(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Et svar")
    assert OFFER not in mette.has_read()
    await on_question(mette)
    assert OFFER not in mette.message().visible
    await mette.writes("Hvert kvartal")
    assert OFFER in mette.message().visible


async def test_an_answer_written_in_the_window_and_the_review_offer_it_as_well(house: House) -> None:
    mette = await begin(house)
    await on_question(mette)
    await mette.clicks("Skriv i felt")
    await mette.fills("Svar", "Hvert kvartal")
    await mette.submits()
    assert OFFER in mette.message().visible
    await status(house)
    await mette.clicks("Gennemse", channel=HERE)
    while OFFER not in mette.modal.text:
        await mette.clicks("Næste side")
    await mette.clicks("Påmindelse")
    assert mette.modal.title == "Påmindelse"


async def test_a_reminder_is_proposed_from_the_answer_and_comes_at_nine_in_the_rhythm(house: House) -> None:
    mette = await answered(house)
    await mette.clicks("Påmindelse")
    assert "Hver måned på ledermødet" in mette.modal.text
    await mette.submits()
    assert "nr. 31 hver måned, næste gang torsdag 11. februar kl. 9" in mette.modal.text
    await house.turn(to=datetime(2027, 2, 11, 7, 59, tzinfo=UTC))
    assert not reminders(mette)
    await morning(house, date(2027, 2, 11))
    [card] = reminders(mette)
    for said in ("Nr. 31: ", "Hver måned på ledermødet", "Dagsorden", "Hvad er der sket siden sidst?", "11. marts"):
        assert said in card.visible
    await morning(house, date(2027, 3, 10))
    assert len(reminders(mette)) == 1
    await morning(house, date(2027, 3, 11))
    assert len(reminders(mette)) == 2


async def test_nine_o_clock_is_nine_o_clock_in_summer(house: House) -> None:
    mette = await reminded(house)
    await house.turn(to=datetime(2027, 4, 9, 6, 59, tzinfo=UTC))
    before = len(reminders(mette))
    await morning(house, date(2027, 5, 11), hour=6)
    assert len(reminders(mette)) == before
    await morning(house, date(2027, 5, 11), hour=7)
    assert len(reminders(mette)) == before + 1


async def test_after_an_outage_one_reminder_comes_and_the_rhythm_goes_on(house: House) -> None:
    mette = await reminded(house)
    await house.turn(to=datetime(2027, 6, 15, 18, tzinfo=UTC))
    assert not reminders(mette)
    await morning(house, date(2027, 6, 16))
    [card] = reminders(mette)
    assert "Næste gang fredag 9. juli" in card.visible


async def test_held_becomes_a_line_that_says_when_next(house: House) -> None:
    mette = await reminded(house)
    await morning(house, date(2027, 2, 11))
    await mette.clicks("Holdt", on=reminders(mette)[0])
    assert f"holdt, siger <@{mette.id}>. Næste gang torsdag 11. marts" in said(mette)
    assert not reminders(mette)


async def test_put_off_comes_in_a_week_once(house: House) -> None:
    mette = await reminded(house)
    await morning(house, date(2027, 2, 11))
    await mette.clicks("Udsæt en uge", on=reminders(mette)[0])
    assert "har flyttet den til torsdag 18. februar" in said(mette)
    assert "gangen efter er torsdag 11. marts" in said(mette)
    await morning(house, date(2027, 2, 17))
    assert not reminders(mette)
    await morning(house, date(2027, 2, 18))
    [card] = reminders(mette)
    assert "Udsæt en uge" not in card.visible


async def test_this_one_is_moved_to_a_day_before_the_next(house: House) -> None:
    mette = await reminded(house)
    await morning(house, date(2027, 2, 11))
    await mette.clicks("Flyt denne", on=reminders(mette)[0])
    await mette.chooses("2027-03-11", for_="Ny dag")
    await mette.submits()
    assert "før den næste" in str(mette.modal.errors)
    await mette.chooses("2027-02-24", for_="Ny dag")
    await mette.submits()
    assert not reminders(mette)
    await morning(house, date(2027, 2, 24))
    assert len(reminders(mette)) == 1
    await morning(house, date(2027, 3, 11))
    assert len(reminders(mette)) == 2


async def test_stopped_comes_no_more_and_can_be_begun_again(house: House) -> None:
    mette = await reminded(house)
    await morning(house, date(2027, 2, 11))
    card = reminders(mette)[0]
    await mette.clicks("Stop", on=card)
    assert "har stoppet påmindelsen" in said(mette)
    await morning(house, date(2027, 3, 11))
    assert not reminders(mette)
    stopped = next(message for message in mette.messages() if "har stoppet påmindelsen" in message.text)
    await mette.clicks("Begynd igen", on=stopped)
    await mette.submits()
    await morning(house, date(2027, 4, 9))
    assert len(reminders(mette)) == 1
    assert await house.rows("follow_ups") == 2


async def test_an_older_reminder_says_that_a_newer_one_has_come(house: House) -> None:
    mette = await reminded(house)
    await morning(house, date(2027, 2, 11))
    old = reminders(mette)[0]
    await morning(house, date(2027, 3, 11))
    await morning(house, date(2027, 4, 9))
    await mette.clicks("Udsæt en uge", on=old)
    assert sum("der er kommet en nyere" in message.text for message in mette.messages()) == 1
    assert len(reminders(mette)) == 2


async def test_it_comes_into_the_channel_when_that_is_chosen(house: House) -> None:
    mette = await answered(house)
    await mette.clicks("Påmindelse")
    await mette.chooses("Kanalen, der får opsummeringerne", for_="Hvor skal den komme?")
    await mette.submits()
    await morning(house, date(2027, 2, 11))
    assert len(reminders(mette, HERE)) == 1
    assert not reminders(mette)
    ida = house.person("Ida")
    await ida.clicks("Stop", on=reminders(ida, HERE)[0])
    assert len(reminders(mette, HERE)) == 1


async def test_whoever_is_put_in_charge_joins_and_is_reminded(house: House) -> None:
    mette = await answered(house)
    await mette.clicks("Påmindelse")
    await mette.chooses("Karen", for_="Hvem følger op?")
    await mette.submits()
    await morning(house, date(2027, 2, 11))
    karen = house.person("Karen")
    assert len(reminders(karen)) == 1
    assert not reminders(mette)
    await karen.clicks("Holdt", on=reminders(karen)[0])
    assert "holdt, siger" in said(karen)


async def test_who_leaves_hands_it_over(house: House) -> None:
    mette = await answered(house, "Hver måned", "Karen")
    await mette.clicks("Påmindelse")
    await mette.chooses("Karen", for_="Hvem følger op?")
    await mette.submits()
    karen = await status(house, "Karen")
    await karen.clicks("Personer", channel=HERE)
    await karen.submits()
    await morning(house, date(2027, 2, 11))
    assert not reminders(karen)
    assert len(reminders(mette)) == 1


async def test_the_status_lists_what_runs_and_changes_it(house: House) -> None:
    mette = await reminded(house)
    await status(house)
    said = f"Nr. 31: hver måned, næste gang torsdag 11. februar. <@{mette.id}> følger op."
    assert said in mette.message(HERE).visible
    assert said in mette.message(HERE).text
    await mette.clicks("Ret", channel=HERE)
    await mette.chooses("Hver 2. uge", for_="Hvor ofte?")
    await mette.chooses("2027-01-20", for_="Næste gang")
    await mette.submits()
    for day in ((1, 20), (2, 3)):
        await morning(house, date(2027, *day))
    assert len(reminders(mette)) == 2
    assert await house.rows("follow_ups") == 1


async def test_a_day_that_is_past_is_not_taken(house: House) -> None:
    mette = await answered(house)
    await mette.clicks("Påmindelse")
    await mette.chooses("2027-01-10", for_="Første gang")
    await mette.submits()
    assert "Vælg en dag, der ikke er gået." in mette.modal.errors.values()

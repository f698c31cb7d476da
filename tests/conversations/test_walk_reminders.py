"""What a template reminds people of: once a week what waits for them, and what falls due; it never presses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.conversations.house import COMMONS, HERE, House, Someone
from tests.conversations.test_walk_reviews import approved, status, write
from tests.conversations.test_walks import begin

#: The walk begins on Monday 11 January; this is the Monday after, at nine.
WEEK_LATER = datetime(2027, 1, 18, 8, tzinfo=UTC)
NUDGE = "Der er spørgsmål i skabelonen, som venter på svar."
DUE = "Du er sat til at få det her afklaret:"


def told(who: Someone, what: str) -> int:
    return sum(what in message.visible for message in who.messages())


async def morning(house: House, day: date) -> None:
    await house.turn(to=datetime(day.year, day.month, day.day, 8, 0, 5, tzinfo=UTC))


async def unsettled(house: House, due: str, owner: str = "Mette") -> Someone:
    """Question 1 is not settled: somebody is to find out by a day."""
    mette = await begin(house, "Karen")
    await mette.types("/icm")
    await mette.clicks("Ikke afklaret endnu")
    return await settled_by(house, mette, owner, due)


async def settled_by(house: House, mette: Someone, owner: str, due: str) -> Someone:
    """In the review, somebody is chosen for the first question that is not settled."""
    await status(house)
    await mette.clicks("Gennemse", channel=HERE)
    await mette.clicks("Sæt person og dato")
    await mette.chooses(owner, for_="Hvem finder ud af det?")
    await mette.chooses(due, for_="Senest")
    await mette.submits()
    return mette


# What is not settled


async def test_what_is_not_settled_gets_a_person_and_a_date(house: House) -> None:
    mette = await unsettled(house, "2027-01-15", "Karen")
    karen = house.person("Karen")
    assert f"<@{karen.id}>, senest fredag 15. januar" in mette.modal.text
    await mette.closes_all()
    await status(house)
    assert f"Nr. 1 afklares af <@{karen.id}>, senest fr. 15. jan." in mette.sees(HERE)
    await house.due()
    assert "du er sat til at få afklaret et spørgsmål senest fredag 15. januar" in karen.sees()
    await karen.clicks("Vis spørgsmålet")
    assert "1 af 32" in karen.sees()


async def test_the_weeks_message_leads_to_no_next_question_where_there_is_none(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    for _ in range(32):
        await mette.clicks("Ikke afklaret endnu")
    await house.turn(to=WEEK_LATER)
    assert NUDGE in mette.sees()
    assert "Næste spørgsmål" not in mette.has_read()
    await mette.clicks("Gennemse")
    assert "Ingen er sat på." in mette.modal.text


async def test_what_is_not_settled_names_nobody_and_no_date_until_they_are_chosen(house: House) -> None:
    mette = await begin(house, "Karen")
    await mette.types("/icm")
    for _ in range(32):
        await mette.clicks("Ikke afklaret endnu")
    missing = "32 spørgsmål, der ikke er afklaret, mangler en person og en dato. Vælg dem under Gennemse."
    assert missing in mette.sees()
    await status(house)
    assert missing in mette.sees(HERE)
    assert "afklares af" not in mette.has_read(HERE)
    assert missing not in (await status(house, "Henrik", COMMONS)).has_read(COMMONS), "he does not write in it"
    await mette.clicks("Gennemse", channel=HERE)
    assert mette.modal.text.count("Ingen er sat på.") == 32
    await mette.closes_all()
    await settled_by(house, mette, "Karen", "2027-01-25")
    await house.turn(to=WEEK_LATER)
    assert "31 spørgsmål, der ikke er afklaret, mangler en person og en dato." in mette.sees()
    assert "som alle kan svare på" not in mette.has_read()
    karen = house.person("Karen")
    # The reminder of her own question comes in the same hour.
    nudge = next(one for one in karen.messages() if "(du finder ud af det, senest mandag 25. januar)" in one.visible)
    await karen.clicks("Gennemse", on=nudge)
    assert "Ikke afklaret endnu" in karen.modal.text


async def test_a_day_that_is_past_is_not_taken(house: House) -> None:
    mette = await unsettled(house, "2027-01-08")
    assert "Vælg en dag, der ikke er gået." in mette.modal.errors.values()


async def test_whoever_is_to_settle_it_is_reminded_the_working_day_before_and_on_the_day(house: House) -> None:
    await unsettled(house, "2027-01-15", "Karen")
    karen = house.person("Karen")
    for day, times in ((12, 0), (13, 0), (14, 1), (15, 2), (16, 2)):
        await morning(house, date(2027, 1, day))
        assert told(karen, DUE) == times, day
    assert "Senest i dag" in karen.sees()


async def test_a_date_on_a_weekend_is_reminded_of_on_the_working_days_before(house: House) -> None:
    mette = await unsettled(house, "2027-01-17")
    for day, times in ((13, 0), (14, 1), (15, 2), (16, 2), (17, 2)):
        await morning(house, date(2027, 1, day))
        assert told(mette, DUE) == times, day


async def test_what_is_settled_is_not_reminded_of(house: House) -> None:
    mette = await unsettled(house, "2027-01-15")
    await mette.closes_all()
    await mette.types("/icm")
    await mette.clicks("Tilbage")
    await mette.writes("Nu ved vi det")
    await morning(house, date(2027, 1, 14))
    assert told(mette, DUE) == 0


async def test_a_reminder_leads_to_another_date(house: House) -> None:
    mette = await unsettled(house, "2027-01-15")
    await mette.closes_all()
    await morning(house, date(2027, 1, 14))
    await mette.clicks("Ny dato eller person")
    await mette.chooses("2027-01-22", for_="Senest")
    await mette.submits()
    await morning(house, date(2027, 1, 15))
    assert told(mette, DUE) == 1


# The week's nudge


async def test_whoever_has_something_open_is_written_to_once_a_week(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await house.turn(to=WEEK_LATER - timedelta(minutes=30))
    assert told(mette, NUDGE) == 0
    await house.turn(to=WEEK_LATER)
    assert told(mette, NUDGE) == 1
    said = mette.sees()
    assert "Målet er mandag 22. februar." in said
    assert "32 spørgsmål, som alle kan svare på" in said
    for day in (19, 20, 21, 22):
        await morning(house, date(2027, 1, day))
    assert told(mette, NUDGE) == 1
    await morning(house, date(2027, 1, 25))
    assert told(mette, NUDGE) == 2
    await mette.clicks("Næste spørgsmål")
    assert "1 af 32" in mette.sees()


async def test_the_nudge_names_ones_own_questions_first(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses("Karen", for_="Hvem kan svare?")
    await mette.submits()
    await house.due()
    await house.turn(to=WEEK_LATER)
    karen = house.person("Karen")
    said = karen.sees()
    assert said.index("Nr. 1: ") < said.index("31 spørgsmål, som alle kan svare på")
    assert "Nr. 1: " not in mette.sees()


async def test_this_weeks_nudge_is_put_away_and_the_next_one_comes(house: House) -> None:
    mette = await begin(house)
    await house.turn(to=WEEK_LATER)
    await mette.clicks("Ikke i denne uge")
    assert "Jeg skriver tidligst igen mandag 25. januar" in mette.sees()
    await morning(house, date(2027, 1, 20))
    assert told(mette, NUDGE) == 0
    await morning(house, date(2027, 1, 25))
    assert told(mette, NUDGE) == 1


async def test_a_walk_begun_in_the_middle_of_a_week_is_left_in_peace_on_the_next_monday(house: House) -> None:
    await house.turn(days=2)
    mette = await begin(house)
    await house.turn(to=WEEK_LATER)
    assert told(mette, NUDGE) == 0
    await morning(house, date(2027, 1, 25))
    assert told(mette, NUDGE) == 1


async def test_nobody_is_nudged_about_what_is_approved_until_something_changes(house: House) -> None:
    mette = await begin(house)
    await write(mette, "Et svar")
    await approved(house)
    await house.turn(to=WEEK_LATER)
    assert told(mette, NUDGE) == 0
    await write(mette, "Endnu et svar")
    await morning(house, date(2027, 1, 25))
    assert told(mette, NUDGE) == 1


async def test_a_week_whose_monday_is_missed_is_made_up_for_and_a_holiday_is_waited_out(house: House) -> None:
    mette = await begin(house)
    house.clock.at = datetime(2027, 1, 19, 18, tzinfo=UTC)
    await house.due()
    assert told(mette, NUDGE) == 0
    await morning(house, date(2027, 1, 20))
    assert told(mette, NUDGE) == 1
    # Easter Monday 2027 is 29 March.
    await morning(house, date(2027, 3, 29))
    assert told(mette, NUDGE) == 1
    await morning(house, date(2027, 3, 30))
    assert told(mette, NUDGE) == 2


async def test_what_falls_due_on_the_day_of_the_nudge_is_told_in_it(house: House) -> None:
    mette = await unsettled(house, "2027-01-18")
    await house.turn(to=WEEK_LATER)
    assert told(mette, DUE) == 0
    assert "(du finder ud af det, senest mandag 18. januar)" in mette.sees()


@pytest.mark.parametrize("name", ["Henrik", "Ida"])
async def test_whoever_writes_nothing_is_not_nudged(house: House, name: str) -> None:
    await begin(house)
    await house.turn(to=WEEK_LATER)
    assert told(house.person(name), NUDGE) == 0


async def test_a_restart_and_a_second_process_remind_nobody_twice(house: House) -> None:
    mette = await begin(house)
    await house.turn(to=WEEK_LATER)
    for _ in range(2):
        house.bot.desk.alarms.kept.clear()
        await house.turn(minutes=30)
    assert told(mette, NUDGE) == 1


async def test_a_template_that_cannot_be_read_holds_up_nobody_elses_reminder(house: House) -> None:
    mette = await begin(house)
    await write(mette, "Et svar")
    async with house.bot.desk.store.writes() as tx:
        await tx.session.execute(text("UPDATE walk_revisions SET body = substr(body, 1, 20)"))
    karen = house.person("Karen")
    await karen.types("/icm start", channel=HERE)
    await karen.chooses(["Henrik"], for_="Hvem godkender?")
    await karen.submits()
    await karen.closes_all()
    await house.turn(to=WEEK_LATER)
    assert told(karen, NUDGE) == 1
    assert told(mette, NUDGE) == 0


# The end


async def test_the_owner_is_told_a_month_before_a_template_is_deleted_and_takes_it_along_or_keeps_it(
    house: House,
) -> None:
    mette = await begin(house)
    await write(mette, "Et svar")
    await house.turn(to=datetime(2028, 12, 13, 8, 0, 5, tzinfo=UTC))
    warning = next(message for message in mette.messages() if "bliver slettet" in message.visible)
    assert "*ICM: Børn og Familie* bliver slettet 12. januar 2029" in warning.visible
    assert told(house.person("Henrik"), "bliver slettet") == 0
    await house.turn(to=house.clock.now() + timedelta(days=1))
    assert told(mette, "bliver slettet") == 1
    await mette.clicks("Dokument", on=warning)
    await mette.submits()
    assert [message for message in mette.messages() if message.files]
    await mette.closes_all()
    await mette.types("/icm")
    await house.turn(to=datetime(2029, 2, 1, 8, 0, 5, tzinfo=UTC))
    assert await house.rows("walks") == 1


async def test_a_template_that_nobody_uses_is_deleted_after_the_warning(house: House) -> None:
    await begin(house)
    await house.turn(to=datetime(2028, 12, 13, 8, 0, 5, tzinfo=UTC))
    assert await house.rows("walks") == 1
    await house.turn(to=datetime(2029, 1, 13, 8, 0, 5, tzinfo=UTC))
    assert await house.rows("walks") == 0

"""A template seen as a whole: status, review, what is not settled, approval, versions, and the summary."""

from __future__ import annotations

from datetime import timedelta

from messages.wording import Words
from sandbox.message import Message
from storage import people
from tests.conversations.house import COMMONS, HERE, House, Someone
from tests.conversations.test_walks import begin

SECRET = "Kun de, der er med, ser denne tekst"


async def status(house: House, name: str = "Mette", channel: str = HERE) -> Someone:
    who = house.person(name)
    await who.types("/icm status", channel=channel)
    return who


async def write(who: Someone, *texts: str) -> None:
    """The next open questions, one text each."""
    await who.types("/icm")
    for text in texts:
        await who.writes(text)
        await who.clicks("Næste")


async def approved(house: House) -> Someone:
    """Henrik approves what stands, from the status."""
    henrik = await status(house, "Henrik", COMMONS)
    version = next(label for label in henrik.sees(COMMONS).splitlines() if label.startswith("Godkend version"))
    await henrik.clicks(version, channel=COMMONS)
    await henrik.submits()
    await house.due()
    return henrik


def labels(message: Message) -> list[str]:
    return message.visible.splitlines()


# Status


async def test_the_status_says_how_far_every_element_is_and_who_is_on_what(house: House) -> None:
    mette = await begin(house, "Jonas")
    await write(mette, "På Egely", "Lederen")
    await house.person("Jonas").types("/icm")
    await status(house)
    text = mette.sees(HERE)
    assert "32 spørgsmål: 2 besvaret, 30 åbne" in text
    assert "*Forankring*: 2 besvaret, 1 åbent" in text
    assert f"<@{mette.id}> er på nr. 3" in text
    assert f"<@{house.person('Jonas').id}> er på nr. 4" in text
    for said in ("32 spørgsmål: 2 besvaret", "Kladde", "Forankring*: 2 besvaret", "er på nr. 4", "22. februar"):
        assert said in mette.message(HERE).text


async def test_whom_a_question_was_handed_to_stands_in_the_status(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses("Karen", for_="Hvem kan svare?")
    await mette.submits()
    await status(house)
    assert f"Nr. 1 er hos <@{house.person('Karen').id}>" in mette.sees(HERE)


async def test_the_anchoring_team_sees_the_status_and_can_do_nothing_with_it(house: House) -> None:
    await begin(house)
    amina = await status(house, "Amina")
    assert "32 spørgsmål: 32 åbne" in amina.sees(HERE)
    assert not {"Gennemse", "Personer", "Del i kanalen", "Dokument"} & set(labels(amina.message(HERE)))


async def test_whoever_has_no_part_sees_no_status(house: House) -> None:
    await begin(house)
    ida = await status(house, "Ida")
    assert "Du er ikke med i nogen skabelon lige nu." in ida.sees(HERE)


async def test_of_several_templates_one_is_chosen(house: House) -> None:
    await begin(house)
    mette = house.person("Mette")
    await mette.types("/icm start", channel=HERE)
    await mette.fills("Enhed", "Herberget Egely")
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.submits()
    await mette.closes_all()
    await status(house)
    assert "Hvilken skabelon vil du se?" in mette.sees(HERE)
    await mette.clicks("Se status", channel=HERE)
    assert "ICM: Herberget Egely" in mette.sees(HERE)


async def test_whoever_is_in_the_channel_but_not_in_the_walk_is_refused_its_status(house: House) -> None:
    mette = await begin(house)
    await status(house)
    await shares(house, mette)
    ida = house.person("Ida")
    summary = next(m for m in ida.messages(HERE) if "Åbne spørgsmål" in m.visible)
    await ida.clicks("Se status", on=summary)
    assert "Den skabelon findes ikke, eller du er ikke med i den." in ida.sees(HERE)


# Review


async def test_the_review_shows_every_question_with_its_answer_and_leads_to_it(house: House) -> None:
    mette = await begin(house)
    await write(mette, f"{SECRET}. " * 20)
    await status(house)
    await mette.clicks("Gennemse", channel=HERE)
    text = mette.modal.text
    assert "32. " in text
    assert SECRET in text
    assert text.count(SECRET) < 20
    await mette.clicks("Læs hele")
    assert mette.modal.text.count(SECRET) == 20
    await mette.closes()
    await mette.clicks("Gå til", beside="5. Hvor ligger visitationskompetencen?")
    assert "Nr. 5 står nu i vores direkte besked" in mette.modal.text
    assert "5 af 32" in mette.sees()
    await mette.writes("Hos lederen")
    assert "Gemt under spørgsmål 5" in mette.sees()


async def test_the_approver_reviews_and_is_not_led_to_questions(house: House) -> None:
    await begin(house)
    henrik = await status(house, "Henrik", COMMONS)
    await henrik.clicks("Gennemse", channel=COMMONS)
    assert "Gå til" not in henrik.modal.text.splitlines()


async def test_the_approver_approves_from_the_review(house: House) -> None:
    mette = await begin(house)
    await write(mette, "Et svar")
    henrik = await status(house, "Henrik", COMMONS)
    await henrik.clicks("Gennemse", channel=COMMONS)
    await henrik.clicks("Godkend version 1")
    await henrik.submits()
    assert "Version 1 er godkendt af" in henrik.modal.text
    assert await house.rows("walk_versions") == 1
    await henrik.closes()
    assert "Godkend version 1" not in henrik.modal.text


async def test_going_from_the_review_to_a_question_leaves_one_live_card(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await status(house)
    await mette.clicks("Gennemse", channel=HERE)
    await mette.clicks("Gå til", beside="5. Hvor ligger visitationskompetencen?")
    live = [message for message in mette.messages() if "Skriv i felt" in message.visible]
    assert [message for message in live if "5 af 32" in message.visible] == live
    assert len(live) == 1


# Approval


async def test_nothing_can_be_approved_before_something_is_answered(house: House) -> None:
    await begin(house)
    henrik = await status(house, "Henrik", COMMONS)
    assert "Godkend version 1" not in henrik.has_read(COMMONS)


async def test_an_approved_version_is_told_to_all_and_summed_up_in_the_channel_without_the_answers(
    house: House,
) -> None:
    mette = await begin(house, "Jonas")
    await write(mette, SECRET)
    henrik = await status(house, "Henrik", COMMONS)
    await henrik.clicks("Godkend version 1", channel=COMMONS)
    assert "32 spørgsmål: 1 besvaret, 31 åbne" in henrik.modal.text
    assert "Nr. 2: " in henrik.modal.text
    await henrik.submits()
    assert "Version 1 er godkendt af" in henrik.modal.text
    assert "32 spørgsmål: 1 besvaret, 31 åbne." in henrik.modal.text
    await house.due()
    for name in ("Mette", "Jonas"):
        assert "har godkendt version 1. 32 spørgsmål: 1 besvaret, 31 åbne." in house.person(name).sees()
    assert "har godkendt" not in henrik.has_read()
    summary = house.person("Ida").sees(HERE)
    assert "Version 1 er godkendt af" in summary
    assert "Nr. 2: " in summary
    assert "Nr. 1: " not in summary
    assert SECRET not in summary
    assert not {"%"} & set(summary)


async def test_approving_twice_approves_once(house: House) -> None:
    mette = await begin(house)
    await write(mette, "Et svar")
    henrik = await status(house, "Henrik", COMMONS)
    card = henrik.message(COMMONS)
    await henrik.clicks("Godkend version 1", on=card)
    await henrik.submits()
    await henrik.closes_all()
    await henrik.clicks("Godkend version 1", on=card)
    assert "Version 1 er godkendt af" in henrik.modal.text
    await house.due()
    assert await house.rows("walk_versions") == 1
    assert sum("har godkendt version 1" in m.visible for m in mette.messages()) == 1


async def test_of_two_approvers_at_once_the_second_learns_who_was_first(house: House) -> None:
    mette = await begin(house)
    await status(house)
    await mette.clicks("Personer", channel=HERE)
    await mette.chooses(["Henrik", "Anders"], for_="Hvem godkender?")
    await mette.submits()
    await mette.closes_all()
    await write(mette, "Et svar")
    both = [await status(house, name, COMMONS) for name in ("Henrik", "Anders")]
    for approver in both:
        await approver.clicks("Godkend version 1", channel=COMMONS)
    for approver in both:
        await approver.submits()
    for approver in both:
        assert f"Version 1 er godkendt af <@{both[0].id}>" in approver.modal.text
    assert await house.rows("walk_versions") == 1


async def test_what_is_written_while_the_approver_looks_is_not_approved_unseen(house: House) -> None:
    mette = await begin(house)
    await write(mette, "Et svar")
    henrik = await status(house, "Henrik", COMMONS)
    await henrik.clicks("Godkend version 1", channel=COMMONS)
    await mette.writes("Endnu et svar")
    await henrik.submits()
    assert "Der er skrevet noget, siden du så på skabelonen." in henrik.modal.text
    assert "2 besvaret" in henrik.modal.text
    assert await house.rows("walk_versions") == 0
    await henrik.submits()
    assert "Version 1 er godkendt af" in henrik.modal.text


async def test_what_changes_after_an_approval_is_shown_and_approved_anew(house: House) -> None:
    mette = await begin(house)
    await write(mette, "Før står der dette")
    await approved(house)
    await mette.types("/icm")
    await mette.clicks("Tilbage")
    await mette.clicks("Skriv i felt")
    await mette.fills("Svar", "Nu står der noget andet")
    await mette.submits()
    await status(house)
    assert "Ændret siden version 1" in mette.sees(HERE)
    await mette.clicks("Se ændringer", channel=HERE)
    text = mette.modal.text
    assert text.index("Før står der dette") < text.index("Nu står der noget andet")
    assert "2. " not in text
    await mette.closes_all()
    await approved(house)
    await status(house)
    text = mette.sees(HERE)
    assert "Version 2 er godkendt af" in text
    assert "Version 1 godkendte" in text
    await mette.clicks("Se ændringer", channel=HERE)
    assert "Fra version 1 til version 2" in mette.modal.text
    assert "Nu står der noget andet" in mette.modal.text


async def test_an_author_asks_for_approval_once_nothing_is_open(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    for _ in range(31):
        await mette.clicks("Ikke afklaret endnu")
    await status(house)
    assert "Bed om godkendelse" not in mette.has_read(HERE)
    assert f"<@{mette.id}> er på nr. 32" in mette.sees(HERE)
    await mette.writes("Det sidste svar")
    await status(house)
    assert f"<@{mette.id}> er færdig med nr. 32" in mette.message(HERE).visible
    assert "er på nr." not in mette.message(HERE).visible
    ready = mette.message(HERE)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    await house.due()
    henrik = house.person("Henrik")
    assert "er klar til, at du ser på den" in henrik.sees()
    await henrik.clicks("Godkend version 1")
    await henrik.submits()
    assert "Version 1 er godkendt af" in henrik.modal.text
    assert f"<@{henrik.id}> har godkendt version 1." in henrik.sees()
    assert "er klar til, at du ser på den" not in henrik.has_read()
    assert "Godkend version 1" not in henrik.message().labels
    await mette.clicks("Bed om godkendelse", channel=HERE, on=ready)
    assert "Version 1 er godkendt af" in mette.sees(HERE)
    assert "Bedt om godkendelse" not in mette.sees(HERE), "nobody is asked for what is approved"


async def test_an_approver_is_reminded_each_week_of_a_request_that_waits_and_not_for_ever(house: House) -> None:
    mette, henrik = await begin(house), house.person("Henrik")
    await mette.types("/icm")
    for _ in range(32):
        await mette.clicks("Ikke afklaret endnu")
    asked = Words("da").day(house.bot.desk.workdays.local(house.bot.desk.now()).date())
    await mette.types("/icm status", channel=HERE)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    await house.due()
    ready, waits = "er klar til, at du ser på den", f"<@{mette.id}> bad om godkendelse {asked}."
    assert waits not in henrik.has_read()
    for week in range(1, 8):
        await house.turn(to=house.clock.at + timedelta(days=7))
        assert henrik.has_read().count(waits) == min(week, 4)
    assert waits not in mette.has_read()
    assert henrik.has_read().count(ready) == 5
    await henrik.clicks("Godkend version 1")
    await henrik.submits()
    assert ready not in henrik.has_read(), "every request is a line"


async def answered(house: House, *authors: str) -> Someone:
    """A walk in which nothing is open any more."""
    mette = await begin(house, *authors)
    await mette.types("/icm")
    for _ in range(32):
        await mette.clicks("Ikke relevant hos os")
    return mette


async def test_that_approval_was_asked_for_stands_on_the_status_and_nobody_is_asked_twice(house: House) -> None:
    mette, jonas = await answered(house, "Jonas"), house.person("Jonas")
    await status(house)
    assert "bad om godkendelse" not in mette.message(HERE).visible
    await mette.clicks("Bed om godkendelse", channel=HERE)
    assert f"Bedt om godkendelse: <@{house.person('Henrik').id}>" in mette.sees(HERE)
    await house.due()
    heard = len(house.person("Henrik").messages())
    told = f"<@{mette.id}> bad om godkendelse mandag 11. januar."
    await status(house, "Jonas")
    assert told in jonas.message(HERE).visible
    await jonas.clicks("Bed om godkendelse", channel=HERE)
    assert f"{told} De er allerede spurgt" in jonas.sees(HERE)
    await house.due()
    assert len(house.person("Henrik").messages()) == heard
    await mette.types("/icm")
    await mette.clicks("Gennemse")
    await mette.clicks("Gå til")
    await mette.closes_all()
    await mette.writes("Et svar til")
    await status(house)
    assert "bad om godkendelse" not in mette.message(HERE).visible, "it is not what was asked for"


async def test_every_request_for_a_version_becomes_a_line_when_it_is_approved_also_one_from_before_a_change(
    house: House,
) -> None:
    mette, henrik = await answered(house), house.person("Henrik")
    await mette.clicks("Gennemse")
    await mette.clicks("Gå til")
    await mette.closes_all()
    for text in ("", "Et svar til"):
        if text:
            await mette.writes(text)
        await status(house)
        await mette.clicks("Bed om godkendelse", channel=HERE)
        await house.due()
    assert sum("Godkend version 1" in message.labels for message in henrik.messages()) == 2
    await henrik.clicks("Godkend version 1")
    await henrik.submits()
    await henrik.closes_all()
    assert not any("Godkend version 1" in message.labels for message in henrik.messages())
    await mette.writes("Og et til")
    await status(house)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    await house.due()
    await henrik.clicks("Godkend version 2")
    await henrik.submits()
    lines = [message.text for message in henrik.messages() if "har godkendt version" in message.text]
    assert ["version 1" in line for line in lines] == [True, True, False]


# The summary


async def shares(house: House, who: Someone) -> None:
    """From the status, having seen what is posted."""
    await who.clicks("Del i kanalen", channel=HERE)
    await who.submits()
    await who.closes_all()
    await house.due()


async def test_what_is_shared_is_shown_first_and_nothing_is_posted_before_it_is_confirmed(house: House) -> None:
    mette = await begin(house)
    await write(mette, SECRET)
    await status(house)
    await mette.clicks("Del i kanalen", channel=HERE)
    preview = mette.modal.text
    await mette.closes_all()
    await house.due()
    assert "Åbne spørgsmål" not in house.person("Ida").has_read(HERE)
    await shares(house, mette)
    posted = next(m for m in house.person("Ida").messages(HERE) if "Åbne spørgsmål" in m.visible)
    shown = posted.visible.replace("Se status", "").strip()
    assert shown in preview
    assert SECRET not in shown
    assert len(shown) < 1200


async def test_what_is_written_while_the_summary_is_looked_at_is_shown_before_it_is_shared(house: House) -> None:
    mette = await begin(house)
    await write(mette, "Et svar")
    await status(house)
    await mette.clicks("Del i kanalen", channel=HERE)
    await mette.writes("Endnu et svar")
    await mette.submits()
    assert "Der er skrevet noget, siden du så opsummeringen." in mette.modal.text
    assert "2 besvaret" in mette.modal.text
    await mette.submits()
    assert "Opsummeringen er på vej til" in mette.modal.text
    await house.due()
    assert "2 besvaret, 30 åbne" in house.person("Ida").sees(HERE)


async def test_what_is_shared_is_shown_in_the_language_of_its_channel_and_the_frame_in_ones_own(house: House) -> None:
    mette = await begin(house)
    async with house.bot.desk.store.writes() as tx:
        await people.save_language(tx, house.bot.desk.team, mette.id, "en")
    await mette.types("/icm status", channel=HERE)
    await mette.clicks("Share in the channel", channel=HERE)
    assert "This will be shown in" in mette.modal.text
    assert "32 spørgsmål: 32 åbne" in mette.modal.text
    await mette.types("/icm")
    await mette.writes("Et svar")
    await mette.submits()
    assert "Something has been written since you saw the summary." in mette.modal.text
    assert "32 spørgsmål: 1 besvaret, 31 åbne" in mette.modal.text


async def test_a_new_summary_turns_the_old_one_into_a_line(house: House) -> None:
    mette = await begin(house)
    await status(house)
    await mette.clicks("Del i kanalen", channel=HERE)
    await mette.submits()
    await mette.closes_all()
    await mette.clicks("Del i kanalen", on=next(m for m in mette.messages(HERE) if "Personer" in m.visible))
    await mette.submits()
    assert "er lige delt" in mette.modal.text
    await mette.closes_all()
    await house.due()
    await write(mette, "Et svar")
    await status(house)
    await shares(house, mette)
    summaries = [m.visible for m in house.person("Ida").messages(HERE) if "ICM: Børn og Familie" in m.visible]
    assert len(summaries) == 2
    assert "der er en nyere opsummering længere nede" in summaries[0]
    assert "1 besvaret, 31 åbne" in summaries[1]


async def test_a_summary_waits_for_working_hours(house: House) -> None:
    mette = await begin(house)
    await house.turn(hours=9)
    await status(house)
    await mette.clicks("Del i kanalen", channel=HERE)
    assert "Den kommer tirsdag 12. januar kl. 9." in mette.modal.text
    await mette.submits()
    assert "Opsummeringen kommer i" in mette.modal.text
    assert "tirsdag 12. januar kl. 9." in mette.modal.text
    await mette.closes_all()
    await house.due()
    assert "Åbne spørgsmål" not in house.person("Ida").has_read(HERE)
    await house.turn(hours=15)
    assert "Åbne spørgsmål" in house.person("Ida").sees(HERE)


async def test_where_anker_is_not_in_the_channel_it_is_told_before_anything_is_shared(house: House) -> None:
    mette = await begin(house)
    await status(house)
    house.workspace.channel(HERE.lstrip("#")).members.pop(house.bot.desk.bot_user)
    await mette.clicks("Del i kanalen", channel=HERE)
    assert "/invite @Anker" in mette.sees(HERE)
    assert mette.modal is None


async def test_whoever_writes_below_a_colleagues_text_is_not_named_as_the_writer_of_all_of_it(house: House) -> None:
    mette = await begin(house, "Jonas")
    jonas = house.person("Jonas")
    await mette.types("/icm")
    await mette.writes("Mettes tekst")
    await jonas.types("/icm")
    await jonas.clicks("Tilbage")
    await jonas.writes("Jonas' tekst")
    await jonas.clicks("Føj til")
    both = f"<@{mette.id}> og <@{jonas.id}>"
    for who in (mette, jonas):
        await who.types("/icm")
        await who.clicks("Tilbage")
        assert f"{both} har skrevet:" in who.message().visible
        assert "Du har skrevet:" not in who.message().visible
    await jonas.types("/icm status", channel=HERE)
    await jonas.clicks("Gennemse", channel=HERE)
    assert f"{both}:" in jonas.modal.text

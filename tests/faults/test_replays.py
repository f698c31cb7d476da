"""Slack delivers twice, late, in the wrong order, or for somebody who is gone: a sentence for each, nothing lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from domain.barometers import Choice
from domain.rounds import RoundState
from domain.sittings import Sitting
from handlers.slack.commands import WORDS
from handlers.slack.errors import TOO_LATE
from storage import rounds, sittings
from tests.attacks.forged import TICKS, Forger
from tests.attacks.neighbours import Ids, a_municipality
from tests.conversations.house import HERE, House, Someone, built
from tests.conversations.test_rights import CLICKS
from tests.faults.again import arrives, everything, sent, sent_by

#: What is stored when it is chosen, and shown by Slack itself, on the Home tab that it was chosen on, or by the card in
#: the channel that it was pressed on, which stands nowhere here.
SILENT = {"sittings.set", "home.language", "meetings.take_back"}
#: Looking is noted before anything is shown: a press that comes twice may be noted twice.
NOTED = {"people.open": "audit", "comments.read": "audit"}
#: When somebody was shown a question last, and that a Home tab is to be shown again: a look twice is two looks.
LOOKED_AT = {"walk_places", "home_marks"}
PRESS_AGAIN = "Tryk igen."
#: What is asked of Slack before anything is opened, and is not there in these made-up conversations.
NOT_ASKED_AGAIN = frozenset({"walks.follow_edit"})
RESULT = "Resultatet kommer i kanalen"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path) as house:
        yield house


@pytest.fixture
async def ids(house: House) -> Ids:
    """An open round in which Hanne is asked and which Mette leads, a draft and a result."""
    return await a_municipality(house, house.bot.desk.team)


@pytest.fixture
async def ida(house: House) -> Someone:
    """Somebody who is asked in an open round, and has begun."""
    await house.starts()
    ida = house.person("Ida")
    await ida.clicks("Begynd")
    return ida


def buttons(ids: Ids) -> list[tuple[str, str]]:
    """Every button there is, with its value."""
    pressed = [(action, ids.filled(value)) for action, (_, value) in CLICKS.items()]
    return pressed + [(word.offer.action, word.offer.key) for word in WORDS]


def presser(house: House, action: str) -> Forger:
    """Whoever may press it: Hanne is asked, Mette leads."""
    of_the_asked = action.startswith("sittings.") or action in {"rounds.own", "rounds.wrong_role"}
    return Forger(house, house.person("Hanne" if of_the_asked else "Mette").id, house.bot.desk.team)


def press(who: Forger, action: str, value: str) -> dict[str, Any]:
    """One press on a button, to be delivered as often as wanted."""
    pressed = {"type": "button", "action_id": action, "value": value, "block_id": "b", "action_ts": f"{next(TICKS)}"}
    return who.envelope | {"type": "block_actions", "actions": [pressed]}


async def kept(house: House, name: str = "Ida") -> Sitting:
    """What is stored of somebody in the channel's round, as only the running bot can read it."""
    asked = await house.round()
    user = house.person(name).id
    async with house.bot.desk.store.reads() as tx:
        role = await rounds.role_of(tx, asked.id, user)
        assert role
        sitting = await sittings.load(tx, asked, user, role)
    assert sitting
    return sitting


async def test_a_press_that_is_delivered_twice_counts_once_whatever_the_button(house: House, ids: Ids) -> None:
    changed = []
    for action, value in buttons(ids):
        who = presser(house, action)
        pressed = press(who, action, value)
        told = await who.sends(pressed)
        assert told or action in SILENT, f"{action}: nothing was said"
        before = await everything(house)
        told = await who.sends(pressed)
        assert told or action in SILENT, f"{action}: nothing was said the second time"
        after = await everything(house)
        changed += [
            f"{action}: {table}"
            for table in after
            if after[table] != before[table] and table not in {NOTED.get(action), *LOOKED_AT}
        ]
    assert changed == []


async def test_a_choice_that_is_delivered_late_does_not_undo_the_newer_one(house: House, ida: Someone) -> None:
    card = house.invitation(ida)
    await ida.clicks("Enig", on=card)
    first = sent(house, "block_actions", "Enig")[-1]
    await ida.clicks("Helt uenig", on=card)
    [answer] = await arrives(house, first)
    assert answer.ok
    [choice] = (await kept(house)).answers.values()
    assert choice is Choice.STRONGLY_DISAGREE


async def test_a_choice_that_was_never_answered_counts_when_it_comes_again(house: House, ida: Someone) -> None:
    lost = await sent_by(house, ida.seat.clicks("Enig", on=house.invitation(ida)))
    assert (await kept(house)).answers == {}
    await arrives(house, lost, times=2)
    assert list((await kept(house)).answers.values()) == [Choice.AGREE]
    assert "nr. 1 er noteret" in ida.sees()


async def test_a_message_is_answered_once_however_often_the_event_comes(house: House, ida: Someone) -> None:
    before = len(ida.messages())
    await ida.writes("Enig")
    [event] = sent(house, "event message", '"text": "Enig", "channel"')
    for number in "123":
        [answer] = await arrives(house, event, x_slack_retry_num=number, x_slack_retry_reason="http_timeout")
        assert answer.ok
    assert len(ida.messages()) == before + 2
    assert "ikke gemt som svar" in ida.messages()[-1].visible


async def test_an_event_that_comes_only_as_a_repeat_is_heard(house: House, ida: Someone) -> None:
    lost = await sent_by(house, ida.seat.writes("Enig"))
    await arrives(house, lost, times=2, x_slack_retry_num="1", x_slack_retry_reason="connection_failed")
    told = [message for message in ida.messages() if "ikke gemt som svar" in message.visible]
    assert len(told) == 1


async def test_a_setup_that_is_sent_in_twice_is_one_draft(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    submission = await sent_by(house, mette.seat.submits())
    answers = await arrives(house, submission, times=2) + await arrives(house, submission)
    assert all("Finder deltagerne" in str(answer.body) for answer in answers)
    assert await house.rows("rounds") == 1


async def test_a_setup_that_comes_again_after_a_newer_one_changes_nothing(house: House) -> None:
    mette = house.person("Mette")
    for _ in range(2):
        await mette.types("/barometer start")
        await mette.submits()
    older = sent(house, "view_submission", "drafts.setup")[0]
    before = await everything(house)
    [answer] = await arrives(house, older)
    assert answer.ok
    assert await everything(house) == before
    await mette.submits()
    await house.due()
    assert (await house.round()).state is RoundState.OPEN


async def test_a_start_that_is_sent_in_twice_is_one_round(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    submission = await sent_by(house, mette.seat.submits())
    answers = await arrives(house, submission, times=2)
    assert all("er startet" in str(answer.body) or "Startet" in str(answer.body) for answer in answers)
    assert await house.rows("audit WHERE action = 'round.confirm'") == 1
    await house.due()
    [late] = await arrives(house, submission)
    assert "allerede en runde i gang" in str(late.body)
    assert (await house.round()).state is RoundState.OPEN
    assert len([m for m in house.person("Ida").messages() if m.text.startswith("Barometer i")]) == 1


async def test_a_comment_that_is_sent_in_twice_is_one_comment(house: House, ida: Someone) -> None:
    await _hands_in_a_part(ida, house)
    await ida.clicks("Skriv en kommentar", on=house.invitation(ida))
    await ida.fills("Hvad går godt", "Vi hjælper hinanden")
    submission = await sent_by(house, ida.seat.submits())
    await arrives(house, submission, times=2)
    assert list((await kept(house)).comments.values()) == ["Vi hjælper hinanden"]
    before = await everything(house)
    await arrives(house, submission)
    assert await everything(house) == before


async def _hands_in_a_part(who: Someone, house: House) -> None:
    await who.clicks("Enig", on=house.invitation(who))
    await who.clicks("Aflevér det, jeg har", on=house.invitation(who))
    await who.submits()


async def test_an_older_comment_that_comes_late_does_not_replace_the_newer_one(house: House, ida: Someone) -> None:
    await _hands_in_a_part(ida, house)
    for words in ("Først", "Siden"):
        await ida.clicks("Skriv en kommentar", on=house.invitation(ida))
        await ida.fills("Hvad går godt", words)
        await ida.submits()
    first, _ = sent(house, "view_submission", "sittings.comments")
    await arrives(house, first)
    assert list((await kept(house)).comments.values()) == ["Siden"]


@pytest.mark.parametrize("when", ["now", "announced"])
async def test_a_close_that_is_sent_in_twice_is_one_close(house: House, ida: Someone, when: str) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer luk")
    if when == "now":
        await mette.chooses("Luk nu", for_="Hvornår")
    submission = await sent_by(house, mette.seat.submits())
    answers = await arrives(house, submission, times=2)
    said = "Familie er lukket." if when == "now" else "Familie lukker tirsdag 12. januar kl. 16."
    assert all(said in str(answer.body) for answer in answers)
    assert await house.rows("audit WHERE action LIKE 'round.close%'") == 1
    await house.due()
    told = [message for message in ida.messages() if "lukker før tid" in message.text]
    assert len(told) == (when == "announced")


async def test_a_cancellation_that_is_sent_in_twice_is_one_and_both_are_told(house: House) -> None:
    await house.starts()
    mette = house.person("Mette")
    await mette.types("/barometer annuller")
    submission = await sent_by(house, mette.seat.submits())
    answers = await arrives(house, submission, times=2)
    assert all("annulleret" in str(answer.body) for answer in answers)
    await house.due()
    assert await house.rows("rounds WHERE state = 'cancelled'") == 1
    assert await house.rows("audit WHERE action = 'round.cancel'") == 1
    stand = [m for m in house.workspace.channel(HERE.lstrip("#")).posts.values() if "Alle svar er slettet" in m.text]
    assert len(stand) == 1


async def test_a_department_list_that_is_sent_in_twice_is_kept_once(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker personer")
    await mette.fills("Ikke i Slack", "Natholdet: 2")
    submission = await sent_by(house, mette.seat.submits())
    answers = await arrives(house, submission, times=2)
    assert all("Gemt" in str(answer.body) or answer.body is None for answer in answers), answers
    assert await house.rows("audit WHERE action = 'people.department'") == 1


async def test_what_comes_after_the_close_gets_a_sentence_and_what_was_given_counts(house: House, ida: Someone) -> None:
    """The close overtakes a form, a comment, a deletion and a click that were under way."""
    card = house.invitation(ida)
    await ida.clicks("Enig", on=card)
    late = [await sent_by(house, ida.seat.clicks("Helt uenig", on=card))]
    await ida.clicks("Vis som skema", on=house.invitation(ida))
    late.append(await sent_by(house, ida.seat.chooses("Helt uenig", for_="1. I mine undersøgelser")))
    late.append(await sent_by(house, ida.seat.submits()))
    await ida.seat.closes_all()
    await ida.clicks("Slet mine svar", on=house.invitation(ida))
    late.append(await sent_by(house, ida.seat.submits()))
    mette = house.person("Mette")
    await mette.types("/barometer luk")
    await mette.chooses("Luk nu", for_="Hvornår")
    await mette.submits()
    before = await everything(house)
    for delivery in late:
        since = len(house.workspace.log)
        [answer] = await arrives(house, delivery)
        heard = str(answer.body) + "".join(exchange.request for exchange in house.workspace.log[since + 1 :])
        assert RESULT in heard, delivery.what
    assert await everything(house) == before


async def test_a_button_of_a_cancelled_round_gets_a_sentence_and_changes_nothing(house: House, ids: Ids) -> None:
    mette = Forger(house, house.person("Mette").id, house.bot.desk.team)
    await mette.submits("rounds.cancel", f"{ids.open}:cancel")
    before = await everything(house)
    for action, (_, template) in CLICKS.items():
        if "{open}" in template:
            who = presser(house, action)
            told = await who.clicks(action, ids.filled(template))
            assert told, f"{action}: nothing was said"
    assert await everything(house) == before


@pytest.mark.parametrize("value", ["", "x", ":", "a:b:c:d:e", "{open}", "{open}:{item}:9", "{open}:NO-1:4", "🙂" * 50])
async def test_a_button_with_a_value_that_nobody_made_gets_a_sentence(house: House, ids: Ids, value: str) -> None:
    before = await everything(house)
    hanne = presser(house, "sittings.answer")
    for action in ("sittings.answer", "sittings.set", "sittings.skip"):
        told = await hanne.clicks(action, ids.filled(value))
        assert "Intet" in told or "Den runde findes ikke" in told, f"{action} with {value!r}: {told!r}"
    assert "Den knap virker ikke mere." in await hanne.clicks("nobody.knows", ids.filled(value))
    assert await everything(house) == before


async def test_every_window_that_comes_too_late_is_asked_for_again(tmp_path: Path) -> None:
    """A look at the clock takes four seconds here: Slack keeps a press for three."""
    seconds = count(0, 4)
    async with built(tmp_path, seconds=lambda: float(next(seconds))) as house:
        ids = await a_municipality(house, house.bot.desk.team)
        late = []
        for action, value in buttons(ids):
            before = len(house.workspace.refusals)
            told = await presser(house, action).clicks(action, value)
            refused = house.workspace.refusals[before:]
            if any(why in one for one in refused for why in TOO_LATE) and action not in NOT_ASKED_AGAIN:
                late.append(action)
                assert PRESS_AGAIN in told, f"{action}: {told}"
        assert len(late) >= 10, late
        # What is pressed in a channel here is pressed in a direct message there, which Anker may read.
        told_why = (*TOO_LATE, "conversations.history: missing_scope")
        others = [one for one in house.workspace.refusals if not any(word in one for word in told_why)]
        assert others == []


async def test_somebody_who_has_left_is_answered_and_what_they_gave_stays(house: House, ida: Someone) -> None:
    await ida.clicks("Enig", on=house.invitation(ida))
    card = house.invitation(ida)
    typed = await sent_by(house, ida.seat.types("/barometer", channel=HERE))
    house.workspace.change_person("Ida", deleted=True)
    house.bot.desk.people.kept.clear()
    for label in ("Uenig", "Spring over", "Pause"):
        answer = await ida.clicks(label, on=card)
        assert answer.ok
        assert ida.sees()
    await arrives(house, typed)
    assert "Din konto er deaktiveret i Slack." in ida.sees(HERE)
    first = (await kept(house)).items[0].id
    assert (await kept(house)).answers[first] is Choice.AGREE

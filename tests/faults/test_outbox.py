"""Every outcome that a message of the outbox can have: it arrives once, or whoever leads the round hears why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientTimeout

from bot import reaching
from domain.rounds import RoundState
from handlers.outbox import BATCH, LONGEST_WAIT, MOST_ATTEMPTS, PAUSE, UNNAMED_WAIT
from tests.faults.outgoing import (
    HOUR,
    LOOKED_FOR,
    MINUTE,
    NOWHERE,
    SECOND,
    Outgoing,
    may_look_in_channels,
    outgoing,
    poisoned,
    with_picture,
)

#: Attempts after which nobody knows whether the message arrived: what Slack does, and whether it kept the message.
UNKNOWN: dict[str, dict[str, Any]] = {
    "500, kept": {"status": 500, "stored": True},
    "500, not kept": {"status": 500},
    "503 with a page, kept": {"status": 503, "body": "<html>busy</html>", "stored": True},
    "503 with a clear error, kept": {"status": 503, "body": '{"error": "is_archived"}', "stored": True},
    "cut off after it was kept": {"drop": True, "stored": True},
    "cut off before it was kept": {"drop": True},
    "a page instead of an answer, kept": {"status": 200, "body": "<html>hej</html>", "stored": True},
    "a page instead of an answer, not kept": {"status": 200, "body": "<html>hej</html>"},
    "an answer without ok, kept": {"status": 200, "body": "{}", "stored": True},
    "an answer without ok, not kept": {"status": 200, "body": '{"channel": "C1"}'},
    "a list instead of an answer, kept": {"status": 200, "body": "[1]", "stored": True},
    "an empty answer, kept": {"status": 200, "body": "", "stored": True},
    "an empty answer, not kept": {"status": 200, "body": ""},
    "fatal_error, kept": {"error": "fatal_error", "stored": True},
    "internal_error, not kept": {"error": "internal_error"},
}
RATE_LIMITS = {
    "30": ({"Retry-After": "30"}, 30 * SECOND),
    "0": ({"Retry-After": "0"}, SECOND),
    "missing": ({}, UNNAMED_WAIT),
    "no number": ({"Retry-After": "abc"}, UNNAMED_WAIT),
    "no number for us": ({"Retry-After": "1.5"}, UNNAMED_WAIT),
    "9999": ({"Retry-After": "9999"}, LONGEST_WAIT),
}


@pytest.fixture
async def sending(tmp_path: Path) -> AsyncIterator[Outgoing]:
    async with outgoing(tmp_path) as sending:
        yield sending


@pytest.fixture
async def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outgoing]:
    """A bot that gives Slack one second."""
    monkeypatch.setattr(reaching, "SLACK_TIMEOUT", ClientTimeout(total=1.0))
    async with outgoing(tmp_path) as sending:
        yield sending


async def test_a_message_with_nothing_wrong_is_posted_once_and_never_looked_for(sending: Outgoing) -> None:
    await sending.to_channel()
    await sending.to_person("Ida")
    await sending.send()
    await sending.send(after=LOOKED_FOR)
    assert (len(sending.arrived()), len(sending.arrived("Ida"))) == (1, 1)
    assert (sending.calls(), sending.calls("conversations.history")) == (2, 0)


@pytest.mark.parametrize("fault", UNKNOWN.values(), ids=UNKNOWN)
async def test_an_unknown_outcome_waits_looks_and_then_arrives_once(sending: Outgoing, fault: dict[str, Any]) -> None:
    sending.house.workspace.faults.fail_next("chat.postMessage", **fault)
    await sending.to_person("Ida")
    await sending.send()
    kept = len(sending.arrived("Ida"))
    assert kept == fault.get("stored", False)
    await sending.send(after=LOOKED_FOR / 2)
    assert sending.calls() == 1
    await sending.send(after=LOOKED_FOR)
    assert len(sending.arrived("Ida")) == 1
    assert sending.calls() == 2 - kept
    assert await sending.rows("pending", "sending", "dead") == []


async def test_with_the_optional_scope_a_channel_gets_each_of_them_once_as_well(sending: Outgoing) -> None:
    may_look_in_channels(sending.house)
    for number, fault in enumerate(UNKNOWN.values(), start=1):
        sending.house.workspace.faults.fail_next("chat.postMessage", **fault)
        await sending.to_channel(f"message {number}")
        await sending.send()
        await sending.send(after=LOOKED_FOR)
        assert len(sending.arrived()) == number, fault
    assert await sending.rows("pending", "sending", "dead") == []


async def test_without_the_scope_a_channel_gets_it_once_more_at_most(sending: Outgoing) -> None:
    """Pinned: nobody can look, so late twice rather than never; but never a third time."""
    sending.house.workspace.faults.fail_next("chat.postMessage", status=500, stored=True, times=5)
    await sending.to_channel()
    await sending.send_for(2 * HOUR)
    assert len(sending.arrived()) == 2
    assert await sending.dead() == [("rounds.opened", "outcome_unknown")]
    assert "outcome_unknown" in sending.house.person("Mette").sees()


async def test_without_the_scope_what_a_course_says_is_sent_until_it_has_surely_arrived(sending: Outgoing) -> None:
    """Pinned: a reminder that comes twice does less harm than one that never comes."""
    sending.makers["courses.meeting"] = sending.makers["rounds.opened"]
    sending.house.workspace.faults.fail_next("chat.postMessage", status=500, times=3)
    await sending.to_channel(kind="courses.meeting")
    await sending.send_for(2 * HOUR)
    assert len(sending.arrived()) == 1
    assert sending.calls() == 4
    assert await sending.rows("pending", "sending", "dead") == []


async def test_a_direct_message_is_found_however_often_the_answer_is_lost(sending: Outgoing) -> None:
    sending.house.workspace.faults.fail_next("chat.postMessage", status=500, stored=True, times=5)
    sending.house.workspace.faults.fail_next("conversations.history", status=500, times=5)
    await sending.to_person("Ida")
    await sending.send_for(2 * HOUR)
    assert len(sending.arrived("Ida")) == 1
    assert await sending.rows("pending", "sending", "dead") == []


async def test_a_busy_channel_is_looked_through_to_the_end(sending: Outgoing) -> None:
    may_look_in_channels(sending.house)
    sending.house.workspace.faults.fail_next("chat.postMessage", status=500, stored=True)
    await sending.to_channel()
    await sending.send()
    for number in range(450):
        await sending.house.workspace.person("Karen").writes(f"Snak {number}", channel="#boern-familie")
    await sending.send(after=LOOKED_FOR)
    assert len(sending.arrived()) == 1
    assert sending.calls("conversations.history") == 3


async def test_an_answer_that_comes_after_the_time_is_up_is_an_unknown_outcome(impatient: Outgoing) -> None:
    held = impatient.house.workspace.faults.fail_next("chat.postMessage", hold=True)
    await impatient.to_person("Ida")
    await impatient.send()
    assert [row.state for row in await impatient.waiting()] == ["sending"]
    held.release()
    await impatient.send(after=LOOKED_FOR)
    assert len(impatient.arrived("Ida")) == 1
    assert await impatient.waiting() == []


async def test_a_request_that_slack_carries_out_late_is_not_sent_again(impatient: Outgoing) -> None:
    impatient.house.workspace.faults.fail_next("chat.postMessage", late=1.3)
    await impatient.to_person("Ida")
    await impatient.send()
    assert impatient.arrived("Ida") == []
    await impatient.house.workspace.until(lambda: impatient.arrived("Ida"))
    await impatient.send(after=LOOKED_FOR)
    assert len(impatient.arrived("Ida")) == 1
    assert impatient.calls() == 1


async def test_a_message_that_arrived_but_could_not_be_noted_is_not_sent_again(
    sending: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full_disk(*_: object) -> None:
        raise OSError("no space left on device")

    await sending.to_person("Ida")
    with monkeypatch.context() as broken:
        broken.setattr("handlers.slack.outbox.stored.sent", full_disk)
        await sending.send()
    await sending.send(after=MINUTE)
    assert len(sending.arrived("Ida")) == 1
    await sending.send(after=LOOKED_FOR)
    assert len(sending.arrived("Ida")) == 1
    assert await sending.waiting() == []


@pytest.mark.parametrize(("headers", "wait"), RATE_LIMITS.values(), ids=RATE_LIMITS)
async def test_a_rate_limit_is_waited_out(sending: Outgoing, headers: dict[str, str], wait: Any) -> None:  # noqa: ANN401
    sending.house.workspace.faults.fail_next("chat.postMessage", status=429, headers=headers)
    await sending.to_person("Ida")
    await sending.send()
    [row] = await sending.waiting()
    assert wait <= row.due_at - sending.now <= wait + SECOND
    await sending.send(after=wait - SECOND / 2)
    assert sending.calls() == 1
    await sending.send(after=2 * SECOND)
    assert len(sending.arrived("Ida")) == 1


async def test_both_spellings_of_a_rate_limit_are_understood(sending: Outgoing) -> None:
    sending.house.workspace.faults.fail_next("chat.postMessage", error="rate_limited")
    sending.house.workspace.faults.fail_next("chat.postMessage", error="ratelimited")
    await sending.to_channel()
    await sending.send_for(2 * MINUTE, step=31 * SECOND)
    assert len(sending.arrived()) == 1


async def test_no_rate_limit_gives_a_message_up_and_none_is_hammered(sending: Outgoing) -> None:
    sending.house.workspace.faults.fail_next("chat.postMessage", status=429, times=40)
    await sending.to_person("Ida")
    await sending.send_for(10 * MINUTE, step=10 * SECOND)
    assert 14 <= sending.calls() <= 20
    await sending.send_for(20 * MINUTE, step=10 * SECOND)
    assert len(sending.arrived("Ida")) == 1


async def test_six_hours_without_slack_lose_nothing_and_nothing_is_hammered(sending: Outgoing) -> None:
    calls = 0
    original = sending.house.bot.desk.slack.api_call

    async def counted(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - stands for any call
        nonlocal calls
        calls += 1
        return await original(*arguments, **options)

    sending.house.bot.desk.slack.api_call = counted  # type: ignore[method-assign]
    sending.disappears()
    await sending.to_person("Ida")
    await sending.to_channel("a", "b")
    await sending.send_for(6 * HOUR, step=3 * MINUTE)
    assert sending.house.bot.desk.slack.base_url == NOWHERE
    assert calls < 3 * (6 * 4 + 12)
    assert await sending.dead() == []
    sending.comes_back()
    await sending.send_for(21 * MINUTE, step=3 * MINUTE)
    assert (len(sending.arrived("Ida")), len(sending.arrived())) == (1, 2)


async def test_six_hours_of_busy_pages_lose_nothing_either(sending: Outgoing) -> None:
    for method in ("chat.postMessage", "conversations.open", "conversations.history"):
        sending.house.workspace.faults.fail_next(method, status=503, body="<html>busy</html>", times=10_000)
    await sending.to_person("Ida")
    await sending.send_for(6 * HOUR, step=3 * MINUTE)
    assert await sending.dead() == []
    assert sum(sending.calls(method) for method in ("chat.postMessage", "conversations.open")) < 40
    sending.house.workspace.faults.clear()
    await sending.send_for(21 * MINUTE, step=3 * MINUTE)
    assert len(sending.arrived("Ida")) == 1


async def test_after_an_outage_nothing_is_sent_after_its_last_moment(sending: Outgoing) -> None:
    sending.disappears()
    await sending.to_channel("late", not_after=sending.now + HOUR)
    await sending.to_channel("in time", not_after=sending.now + 3 * HOUR)
    await sending.send_for(2 * HOUR)
    sending.comes_back()
    await sending.send_for(HOUR / 2)
    assert len(sending.arrived()) == 1
    assert await sending.dead() == [("rounds.opened", "expired")]


async def test_a_message_whose_last_moment_comes_while_it_waits_for_its_turn_is_not_sent(sending: Outgoing) -> None:
    await sending.to_channel("a", "b", "c", not_after=sending.now + 3 * SECOND)
    await sending.send()
    posted = len(sending.arrived())
    assert posted < 3
    await sending.send(after=LOOKED_FOR)
    assert len(sending.arrived()) == posted
    assert {error for _, error in await sending.dead()} == {"expired"}


async def test_a_message_that_cannot_be_made_holds_up_nobody_and_is_given_up(sending: Outgoing) -> None:
    sending.makers["rounds.invitation"] = poisoned
    await sending.to_person("Ida")
    await sending.to_channel()
    await sending.send()
    assert len(sending.arrived()) == 1
    for tried in range(1, MOST_ATTEMPTS):
        assert [row.attempt for row in await sending.waiting()] == [tried]
        await sending.send(after=2**tried * SECOND + SECOND)
    assert ("rounds.invitation", "too_many_attempts") in await sending.dead()
    await sending.send()
    assert "kunne ikke leveres (Slack siger: too_many_attempts)" in sending.house.person("Mette").sees()
    assert "Ida" not in sending.house.person("Mette").sees()


async def test_an_unknown_kind_of_message_holds_up_nobody_either(sending: Outgoing) -> None:
    del sending.makers["rounds.invitation"]
    await sending.to_person("Ida")
    await sending.to_channel()
    await sending.send_for(20 * MINUTE, step=MINUTE)
    assert len(sending.arrived()) == 1
    assert ("rounds.invitation", "too_many_attempts") in await sending.dead()


@pytest.mark.parametrize("kind", ["rounds.reminder", "rounds.closing_early"])
async def test_of_a_reminder_that_fails_nobody_hears_for_that_would_tell_who_has_not_answered(
    sending: Outgoing, kind: str
) -> None:
    before = len(sending.house.person("Mette").messages())
    sending.house.workspace.faults.fail_next("chat.postMessage", error="msg_blocks_too_long")
    await sending.to_person("Ida", kind)
    await sending.send_for(10 * MINUTE)
    assert await sending.dead() == [(kind, "msg_blocks_too_long")]
    assert len(sending.house.person("Mette").messages()) == before


async def test_what_slack_refuses_for_good_is_told_once_for_each_reason(sending: Outgoing) -> None:
    sending.house.workspace.faults.fail_next("chat.postMessage", error="msg_blocks_too_long", times=3)
    before = len(sending.house.person("Mette").messages())
    await sending.to_channel("a", "b", "c", "d")
    await sending.send_for(10 * MINUTE)
    assert len(sending.arrived()) == 1
    assert len(await sending.dead()) == 3
    assert len(sending.house.person("Mette").messages()) == before + 1


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel"])
async def test_a_channel_that_is_lost_is_told_privately_and_the_round_goes_on(sending: Outgoing, error: str) -> None:
    channel = sending.house.workspace.channels[sending.here]
    if error == "is_archived":
        channel.is_archived = True
    else:
        del channel.members[sending.house.workspace.app.bot_user]
    await sending.to_channel()
    await sending.send()
    assert await sending.dead() == [("rounds.opened", error)]
    await sending.send()
    assert f"kunne ikke leveres (Slack siger: {error})" in sending.house.person("Mette").sees()
    await sending.to_person("Ida")
    await sending.send()
    ida = sending.house.person("Ida")
    await ida.clicks("Begynd")
    await ida.clicks("Enig")
    assert "Udsagn 2 af" in ida.message().text
    assert (await sending.house.round()).state is RoundState.OPEN


async def test_a_revoked_token_keeps_every_message_and_hammers_nobody(sending: Outgoing) -> None:
    sending.house.workspace.uninstalled = True
    await sending.to_person("Ida")
    await sending.to_channel("a", "b", "c")
    await sending.send_for(2 * HOUR, step=MINUTE)
    assert sending.calls() <= 4 * (2 * HOUR / PAUSE + 1)
    assert await sending.dead() == []
    sending.house.workspace.uninstalled = False
    await sending.send_for(2 * PAUSE, step=10 * SECOND)
    assert (len(sending.arrived("Ida")), len(sending.arrived())) == (1, 3)


async def test_while_the_token_is_revoked_the_workspace_rests(sending: Outgoing) -> None:
    """Of many messages only one batch is tried in five minutes, not each of them."""
    sending.house.workspace.uninstalled = True
    everybody = [person.id for person in sending.house.workspace.town.people if person.role and not person.deleted]
    for number in (1, 2, 3):
        await sending.to_each(f"message {number}", everybody)
    await sending.send_for(20 * MINUTE, step=MINUTE)
    assert sending.calls() <= BATCH * (20 * MINUTE / PAUSE + 1)
    assert len(await sending.waiting()) == 3 * len(everybody)


async def test_an_unknown_outcome_stays_unknown_while_the_token_is_revoked(sending: Outgoing) -> None:
    sending.house.workspace.faults.fail_next("chat.postMessage", status=500, stored=True)
    await sending.to_person("Ida")
    await sending.send()
    sending.house.workspace.uninstalled = True
    await sending.send_for(HOUR, step=MINUTE)
    sending.house.workspace.uninstalled = False
    await sending.send_for(2 * PAUSE, step=MINUTE)
    assert len(sending.arrived("Ida")) == 1


async def test_somebody_who_left_gets_no_reminder_and_one_who_cannot_be_invited_is_told_of(sending: Outgoing) -> None:
    sending.house.workspace.change_person("Ida", deleted=True)
    before = len(sending.house.person("Mette").messages())
    await sending.to_person("Ida", "rounds.reminder")
    await sending.send_for(10 * MINUTE)
    assert len(sending.house.person("Mette").messages()) == before
    sending.house.workspace.faults.fail_next("chat.postMessage", error="channel_not_found")
    await sending.to_person("Karen")
    await sending.send_for(10 * MINUTE)
    assert "channel_not_found" in sending.house.person("Mette").sees()


async def test_a_picture_that_is_not_ready_is_waited_for_a_minute_and_then_left_out(sending: Outgoing) -> None:
    sending.makers["rounds.opened"] = with_picture
    sending.house.workspace.faults.fail_next("chat.postMessage", error="invalid_blocks", times=2)
    await sending.to_channel("soon ready")
    await sending.send_for(30 * SECOND, step=SECOND)
    assert [message.text for message in sending.arrived()] == ["med billede"]
    sending.house.workspace.faults.fail_next("chat.postMessage", error="invalid_blocks", times=2)
    await sending.to_channel("never ready")
    await sending.send()
    await sending.send(after=MINUTE)
    assert [message.text for message in sending.arrived()] == ["med billede", "uden billede"]


async def test_after_an_outage_a_result_still_has_its_picture(sending: Outgoing) -> None:
    sending.makers["rounds.opened"] = with_picture
    sending.disappears()
    await sending.to_channel()
    await sending.send_for(HOUR)
    sending.comes_back()
    await sending.send_for(HOUR)
    assert [message.text for message in sending.arrived()] == ["med billede"]


async def test_who_slept_past_the_lease_does_not_post_what_another_has_posted(sending: Outgoing) -> None:
    awake, fell_asleep = asyncio.Event(), asyncio.Event()
    original: Any = sending.makers["rounds.invitation"]

    async def sleeps_first(desk: Any, claimed: Any) -> Any:  # noqa: ANN401 - stands for a maker
        if claimed.attempt == 1:
            sending.clock.leaves_asleep()
            fell_asleep.set()
            await awake.wait()
        return await original(desk, claimed)

    sending.makers["rounds.invitation"] = sleeps_first
    await sending.to_person("Ida")
    sleeper = asyncio.create_task(sending.send())
    await fell_asleep.wait()
    async with sending.second_bot() as other:
        await sending.send(after=LOOKED_FOR, bot=other)
    assert len(sending.arrived("Ida")) == 1
    awake.set()
    await sleeper
    assert len(sending.arrived("Ida")) == 1
    assert await sending.waiting() == []


async def test_who_slept_past_the_lease_does_not_post_while_another_may_be_looking(sending: Outgoing) -> None:
    original: Any = sending.makers["rounds.invitation"]

    async def oversleeps(desk: Any, claimed: Any) -> Any:  # noqa: ANN401 - stands for a maker
        sending.clock.at += 2 * MINUTE
        return await original(desk, claimed)

    sending.makers["rounds.invitation"] = oversleeps
    await sending.to_person("Ida")
    await sending.send()
    assert sending.calls() == 0
    sending.makers["rounds.invitation"] = original
    await sending.send(after=LOOKED_FOR)
    assert len(sending.arrived("Ida")) == 1


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that two processes share: first SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'shared.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


async def test_two_processes_post_each_message_once(tmp_path: Path, shared_url: str) -> None:
    async with outgoing(tmp_path, shared_url) as sending, sending.second_bot() as other:
        staff = [person for person in sending.house.workspace.town.people if person.role and not person.deleted]
        assert len(staff) == 23
        for number in (1, 2):
            await sending.to_each(f"message {number}", [person.id for person in staff])
        await asyncio.gather(sending.send(), sending.send(bot=other))
        await sending.send_for(MINUTE, step=10 * SECOND)
        assert [len(sending.arrived(person.name)) for person in staff] == [2] * 23
        assert await sending.rows("pending", "sending", "dead") == []
        owners = {row.owner for row in await sending.rows("sent")}
        assert owners == {sending.house.bot.name, other.name}

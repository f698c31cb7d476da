"""The door: only what Slack signed within five minutes gets in, and it is checked before it is read."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from io import BytesIO
from pathlib import Path
from time import time
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.app import serving
from bot.http import LARGEST_BODY, SECONDS_OF_DRIFT, is_signed, parsed
from bot.settings import SettingsMistake
from tests.conversations.house import HERE, House, Road, built

SECRET = "a signing secret"
NOW = 1_800_000_000.0


def signed(body: bytes, at: float, secret: str = SECRET) -> tuple[str, str]:
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return stamp, f"v0={digest}"


def test_what_slack_signed_now_is_let_in() -> None:
    assert is_signed(b"body", *signed(b"body", NOW), SECRET, NOW)


@pytest.mark.parametrize(("seconds", "let_in"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_only_five_minutes_either_way_are_believed(seconds: int, let_in: bool) -> None:
    assert is_signed(b"body", *signed(b"body", NOW + seconds), SECRET, NOW) is let_in
    assert SECONDS_OF_DRIFT == 300


@given(st.binary(min_size=1, max_size=200), st.integers(0), st.integers(1, 255))
def test_a_body_with_one_changed_byte_is_refused(body: bytes, place: int, change: int) -> None:
    at = place % len(body)
    changed = body[:at] + bytes([body[at] ^ change]) + body[at + 1 :]
    assert not is_signed(changed, *signed(body, NOW), SECRET, NOW)


@pytest.mark.parametrize(
    ("stamp", "signature"),
    [("", ""), ("now", "v0=x"), ("१२३", "v0=x"), ("1800000000", "v0=ø"), ("-1", "v0=x"), ("1e9", "v0=x")],
)
def test_headers_that_are_missing_or_nonsense_are_refused(stamp: str, signature: str) -> None:
    assert not is_signed(b"body", stamp, signature, SECRET, NOW)


def test_another_secret_and_an_upper_case_signature_are_refused() -> None:
    stamp, signature = signed(b"body", NOW)
    assert not is_signed(b"body", *signed(b"body", NOW, "another"), SECRET, NOW)
    assert not is_signed(b"body", stamp, signature.upper(), SECRET, NOW)


def test_a_slash_command_whose_text_says_payload_is_read_as_a_command() -> None:
    body = urlencode({"command": "/barometer", "text": "payload", "user_name": "payload"}).encode()
    assert parsed(body, "application/x-www-form-urlencoded")["text"] == "payload"


def test_a_click_is_read_from_its_payload_field() -> None:
    body = urlencode({"payload": json.dumps({"type": "block_actions"})}).encode()
    assert parsed(body, "application/x-www-form-urlencoded") == {"type": "block_actions"}


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"[1]", b"{", b'"text"', b"[" * 100_000, b'{"a":' * 50_000], ids=range(6)
)
def test_what_is_no_payload_raises_value_error_and_nothing_else(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parsed(body, "application/json")


@given(st.binary(max_size=500), st.sampled_from(["application/json", "application/x-www-form-urlencoded"]))
def test_any_bytes_are_either_read_or_refused(body: bytes, content_type: str) -> None:
    try:
        read = parsed(body, content_type)
    except ValueError:
        return
    assert isinstance(read, dict)


async def knock(house: House, body: bytes, headers: dict[str, str]) -> int:
    async with (
        ClientSession() as session,
        session.post(house.workspace.app.request_url, data=BytesIO(body), headers=headers) as r,
    ):
        return r.status


def door_headers(house: House, body: bytes, at: float) -> dict[str, str]:
    stamp, signature = signed(body, at, house.workspace.app.signing_secret)
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, "Content-Type": kind}


async def test_the_running_bot_answers_401_to_what_is_unsigned_and_400_to_what_is_no_payload(house: House) -> None:
    assert await knock(house, b"{}", {}) == 401
    assert await knock(house, b"{}", door_headers(house, b"{ }", time())) == 401
    assert await knock(house, b"{}", door_headers(house, b"{}", time() - 400)) == 401
    assert await knock(house, b"{x", door_headers(house, b"{x", time())) == 400


async def test_a_body_that_is_far_too_large_is_refused(house: House) -> None:
    large = b"{" + b" " * LARGEST_BODY + b"}"
    assert await knock(house, large, door_headers(house, large, time())) == 413


async def test_slack_s_own_check_of_the_address_is_answered(house: House) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c", "token": "t"}).encode()
    assert await knock(house, body, door_headers(house, body, time())) == 200


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_slack_s_word_that_it_holds_events_back_is_taken_and_logged_once_an_hour(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, way: Road
) -> None:
    """docs.slack.dev/reference/events/app_rate_limited: no event, but a payload of its own, sent every minute."""
    async with built(tmp_path, road=way) as house:
        delivery = house.workspace.delivery
        for minute in range(3):
            assert (await delivery.holds_events_back(NOW + 60 * minute)).ok
        assert [record.levelname for record in caplog.records if "holds events back" in record.message] == ["WARNING"]
        assert not [record for record in caplog.records if record.levelno > logging.WARNING]
        monkeypatch.setattr("bot.reception.BETWEEN_WORDS", 0.0)
        await delivery.again(house.workspace.log[-1])
    assert caplog.text.count("Slack holds events back, which are lost") == 2


async def test_the_same_signed_click_sent_twice_changes_nothing_more(house: House) -> None:
    await house.starts()
    amina = house.person("Amina")
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    sent = [e for e in house.workspace.log if e.direction == "to app" and "sittings.answer" in e.request][-1]
    seen = await house.rows("seen")
    body = sent.request.encode()
    assert await knock(house, body, door_headers(house, body, time())) == 200
    await house.bot.desk.background.finish()
    assert await house.rows("seen") == seen
    assert "2 af 29" in amina.sees()


async def test_another_workspace_s_click_with_our_round_in_it_is_not_served(house: House) -> None:
    await house.starts()
    amina = house.person("Amina")
    await amina.clicks("Begynd")
    await amina.clicks("Enig")
    sent = [e for e in house.workspace.log if e.direction == "to app" and "sittings.answer" in e.request][-1]
    body = sent.request.replace(house.bot.desk.team, "T0STRANGER").encode()
    seen = await house.rows("seen")
    await knock(house, body, door_headers(house, body, time()))
    assert await house.rows("seen") == seen


async def test_health_readiness_and_metrics_tell_no_team_and_no_person(house: House) -> None:
    await house.starts()
    base = house.workspace.app.request_url.removesuffix("/slack/events")
    told = []
    async with ClientSession() as session:
        for path in ("/healthz", "/readyz", "/metrics"):
            async with session.get(base + path) as response:
                assert response.status == 200
                told.append(await response.text())
    assert told[:2] == ["ok", "ready"]
    assert "anker_rounds_open 1" in told[2]
    names = [house.bot.desk.team, *(p.id for p in house.workspace.town.people), "boern"]
    assert not [name for name in names if name in told[2]]
    assert HERE not in told[2]


async def test_a_port_that_is_taken_is_named(house: House) -> None:
    port = int(house.workspace.app.request_url.split(":")[2].split("/")[0])
    with pytest.raises(SettingsMistake, match=f"PORT {port}"):
        async with serving(house.bot, "127.0.0.1", port):
            pass

"""`python -m bot doctor`: whatever may be wrong is told with what to do; nothing is changed, nothing secret said."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot import findings_here, findings_in_slack
from bot.app import serving
from bot.doctor import EXAMPLES, examine, operator
from bot.finding import Finding
from bot.manifest import SCOPES
from bot.settings import SLACK_API, Settings
from sandbox.demo import demo_app
from sandbox.server import running
from sandbox.town import town
from sandbox.workspace import Workspace
from tests.conversations.house import House

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRETS = ("xoxb-sandbox-token", "5a" * 16)
Change = Callable[..., None]


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """A workspace on real time, without the bot."""
    async with running(None, demo_app(), town()) as workspace:
        yield workspace


@pytest.fixture
def setting(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Change:
    """An empty folder with settings for that workspace in the environment; to be called to change one."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def change(**changed: str | None) -> None:
        for name, value in changed.items():
            monkeypatch.setenv(name, value) if value is not None else monkeypatch.delenv(name)

    change(
        SLACK_BOT_TOKEN=workspace.app.token,
        SLACK_SIGNING_SECRET=workspace.app.signing_secret,
        SLACK_API_URL=f"{workspace.url}/api/",
        OPERATOR="It-drift i Egelund",
        PORT="0",
    )
    return change


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def found(name: str) -> list[Finding]:
    return [finding async for finding in examine() if finding.name == name]


async def only(name: str) -> Finding:
    [finding] = await found(name)
    return finding


async def run(*arguments: str) -> tuple[int, str, str]:
    """As somebody at a terminal runs it, in the folder where the test stands."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    return process.returncode or 0, said.decode(), complained.decode()


# As somebody at a terminal


@pytest.mark.usefixtures("setting")
async def test_where_all_is_well_it_says_so_changes_nothing_and_tells_no_secret(tmp_path: Path) -> None:
    exit_code, said, complained = await run("doctor")
    assert (exit_code, complained) == (0, "")
    assert said.endswith("All is well.\n")
    assert {line.split()[0] for line in said.splitlines()[:-1]} == {"ok"}
    for name in ("settings", "bot token", "scopes", "clock", "channels", "database", "key folder", "PORT"):
        assert f" {name} " in said
    assert not [secret for secret in SECRETS if secret in said]
    assert inside(tmp_path) == []


async def test_everything_that_is_wrong_is_told_at_once_and_the_rest_is_still_looked_at(setting: Change) -> None:
    setting(OPERATOR=None, SLACK_BOT_TOKEN="xoxb-canary", PORT="many")
    exit_code, said, complained = await run("doctor")
    assert (exit_code, complained) == (1, "")
    assert "MEND  settings        OPERATOR is not set: Who runs the bot" in said
    assert "PORT is wrong" in said
    assert "SLACK_BOT_TOKEN is refused by Slack (invalid_auth): copy the Bot User OAuth Token again" in said
    assert "ok    key folder" in said
    assert said.endswith("3 things to mend.\n")
    assert "canary" not in said


async def test_a_command_line_that_cannot_be_read_is_another_matter() -> None:
    exit_code, _, complained = await run("doctor", "--everything")
    assert exit_code == 2
    assert "--everything" in complained


# Settings


async def test_a_setting_that_is_missing_does_not_hide_the_next(setting: Change) -> None:
    setting(SLACK_BOT_TOKEN=None, SLACK_SIGNING_SECRET=None, OPERATOR=" ")
    told = [finding.sentence for finding in await found("settings")]
    assert len(told) == 3
    assert any("Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set" in sentence for sentence in told)
    assert not await found("bot token")
    assert (await only("key folder")).ok


def test_an_operator_that_nobody_knows_is_none() -> None:
    assert all(not operator(name).ok for name in (*EXAMPLES, "-", " x "))
    assert operator("Egelund Kommune, It").ok


def test_the_example_of_an_operator_is_one_that_is_found_out() -> None:
    assert any(name in (ROOT / ".env.example").read_text("utf-8") for name in EXAMPLES)


@pytest.mark.usefixtures("setting")
async def test_a_file_of_settings_that_others_can_read_is_told(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("OPERATOR=x\n")
    env.chmod(0o640)
    assert "chmod 600 .env" in (await only(".env")).sentence
    env.chmod(0o600)
    assert (await only(".env")).ok


@pytest.mark.usefixtures("setting")
async def test_a_name_in_the_file_that_nothing_reads_is_told_with_what_is_meant(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("SLACK_SIGNING_SECRETS=a\nHTTPS_PROXY=http://canary\nPORT=0\n")
    env.chmod(0o600)
    told = [finding.sentence for finding in await found(".env") if not finding.ok]
    assert told == [
        "SLACK_SIGNING_SECRETS is no setting: SLACK_SIGNING_SECRET is meant.",
        "HTTPS_PROXY does nothing there: put it into the environment of the process.",
    ]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("COMPOSE_FILE=canary\nTOKEN=canary", "COMPOSE_FILE, TOKEN"),
        # What an editor broke off a key ends in = too, and is no name to be printed.
        ("TZ=x\nqUx0canary0rZXk=", "TZ, 1 more"),
        ("qUx0canary0rZXk=", "1 of its names"),
        ("PASSWORD=x\nDATABASE_URL=sqlite+aiosqlite:///${PASSWORD}.sqlite\nport=0", None),
    ],
)
@pytest.mark.usefixtures("setting")
async def test_what_else_is_in_the_file_is_told_and_is_no_mistake(
    tmp_path: Path, written: str, names: str | None
) -> None:
    env = tmp_path / ".env"
    env.write_text(written)
    env.chmod(0o600)
    rights, *told = await found(".env")
    expected = [Finding(".env", True, f"Anker does not read {names}: there is no such setting")] if names else []
    assert (rights.ok, told) == (True, expected)


@pytest.mark.usefixtures("setting")
async def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"OPERATOR=B\xf8rn\n")
    assert "not UTF-8" in (await only("settings")).sentence
    assert (await only("bot token")).ok


#: One wrong setting each, the line that tells of it, and a word that only a programmer knows or that is secret.
WRONG = {
    "settings": {"PORT": "abc", "HOST": "a..b", "KEYS_DIR": "~/keys", "OPERATOR": " ", "SLACK_BOT_TOKEN": "xoxb-…"},
    "bot token": {"SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_API_URL": "http://127.0.0.1:9/api/"},
    "signing secret": {"SLACK_SIGNING_SECRET": "canary"},
    "database": {"DATABASE_URL": "postgresql+asyncpg://a:canary@127.0.0.1:9/x"},
    "key folder": {"KEYS_DIR": "a-file"},
    "SECRET_KEYS": {"SECRET_KEYS": "1:canæry"},
    "CONTENT_DIR": {"CONTENT_DIR": "a-file"},
    "PORT": {"HOST": "192.0.2.1"},
}
ONE_BY_ONE = [(line, name, value) for line, settings in WRONG.items() for name, value in settings.items()]
#: Each with the next one, and with one further on.
PAIRS = [(one, other) for step in (1, 3) for one, other in zip(ONE_BY_ONE, ONE_BY_ONE[step:], strict=False)]


@pytest.mark.parametrize(("one", "other"), [pair for pair in PAIRS if pair[0][1] != pair[1][1]])
async def test_of_two_wrong_settings_neither_hides_the_other_or_what_is_well(
    setting: Change, tmp_path: Path, one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    (tmp_path / "a-file").write_text("x")
    setting(**{name: value for _, name, value in (one, other)})
    told = [finding async for finding in examine()]
    assert {finding.name for finding in told if not finding.ok} == {one[0], other[0]}
    assert {".env", "CONTENT_DIR", "letterhead"} <= {finding.name for finding in told}
    said = " ".join(finding.line() for finding in told)
    assert not re.search(r"canary|canæry|[a-z]Error|Exception|Value error|\n", said)


@pytest.mark.parametrize(
    ("secret", "ok"),
    [
        ("8f742231b10e8888abcd990aabbb85a5", True),
        ("8f742231b10e8888abcd990aabbb85a", False),
        ("8F742231B10E8888ABCD990AABBB85A5", False),
        ("Jhj5dZrVaK7ZwHHjRyZWjbDl", False),
        ("xapp-1-A", False),
    ],
)
def test_a_signing_secret_that_certainly_is_none_is_found_out(secret: str, ok: bool) -> None:
    assert findings_in_slack.signing_secret(SecretStr(secret)).ok is ok


# Slack


@pytest.mark.usefixtures("setting")
async def test_the_workspace_and_the_bot_are_named(workspace: Workspace) -> None:
    told = (await only("bot token")).sentence
    assert workspace.town.name in told
    assert workspace.app.bot_user in told


@pytest.mark.usefixtures("setting")
async def test_a_scope_that_is_missing_is_named_with_how_to_add_it(workspace: Workspace) -> None:
    workspace.app.scopes = frozenset(SCOPES) - {"files:read", "groups:read"}
    told = await only("scopes")
    assert not told.ok
    assert "lacks groups:read, files:read" in told.sentence
    assert "Reinstall" in told.sentence
    assert (await only("channels")).ok, "asked only for what the token may see"


def test_more_scopes_than_asked_for_are_a_note() -> None:
    told = findings_in_slack.scopes(frozenset({*SCOPES, "channels:history"}))
    assert told.ok
    assert "channels:history, which Anker does not use" in told.sentence


@pytest.mark.usefixtures("setting")
async def test_a_clock_that_is_off_is_told_by_the_date_of_slacks_answer(workspace: Workspace) -> None:
    there = format_datetime(datetime.now(UTC) - timedelta(minutes=6), usegmt=True)
    workspace.faults.fail_next("auth.test", headers={"Date": there})
    told = await only("clock")
    assert not told.ok
    assert "ahead of Slack's" in told.sentence
    assert "signatures are refused" in told.sentence
    assert (await only("clock")).sentence == "agrees with Slack's"


@given(st.integers(-7200, 7200))
def test_a_minute_is_worth_a_word_and_five_are_too_much(seconds: int) -> None:
    told = findings_in_slack.clock(format_datetime(NOW, usegmt=True), NOW + timedelta(seconds=seconds))
    assert told.ok is (abs(seconds) <= 300)
    assert (f"{abs(seconds)} seconds" in told.sentence) is (abs(seconds) > 60)


@pytest.mark.parametrize("date", ["", "gestern", "Sun, 99 Nov 2026 12:00:00 GMT"])
def test_a_date_that_is_none_says_nothing_about_the_clock(date: str) -> None:
    assert findings_in_slack.clock(date, NOW).ok


async def test_a_slack_that_cannot_be_reached_is_said_and_the_rest_is_done(setting: Change) -> None:
    setting(SLACK_API_URL="http://127.0.0.1:9/api/")
    told = [finding async for finding in examine()]
    names = [finding.name for finding in told]
    sentence = next(finding.sentence for finding in told if finding.name == "bot token")
    assert "http://127.0.0.1:9/api/ (nothing listens there)" in sentence
    assert "take SLACK_API_URL out" in sentence
    assert "HTTPS_PROXY" in findings_in_slack.out_of_reach("bot token", SLACK_API, "no answer in time").sentence
    assert "scopes" not in names
    assert {"database", "key folder", "PORT"} <= set(names)


@pytest.mark.usefixtures("setting")
async def test_a_revoked_token_is_told_apart_from_a_wrong_one(workspace: Workspace) -> None:
    workspace.faults.fail_next("auth.test", error="account_inactive")
    assert "Install it again" in (await only("bot token")).sentence
    workspace.faults.fail_next("auth.test", status=503, body="<html>")
    assert not (await only("bot token")).ok


@pytest.mark.usefixtures("setting")
async def test_the_channels_are_counted_and_without_one_it_says_how_to_invite(workspace: Workspace) -> None:
    assert (await only("channels")).sentence == "Anker is in 2"
    for channel in workspace.channels.values():
        channel.members.pop(workspace.app.bot_user, None)
    told = await only("channels")
    assert told.ok, "on the first day it is in none"
    assert "/invite @Anker" in told.sentence


# Socket Mode


@pytest.fixture
def by_socket(workspace: Workspace, setting: Change) -> Change:
    """The settings of an app that is reached by Socket Mode."""
    workspace.app.socket_mode = True
    setting(SLACK_APP_TOKEN=workspace.app.app_token, SLACK_SIGNING_SECRET=None)
    return setting


@pytest.mark.usefixtures("by_socket")
async def test_in_socket_mode_a_connection_is_opened_until_slack_says_hello_and_left(workspace: Workspace) -> None:
    assert (await only("app token")).sentence == "Socket Mode: Slack said hello"
    assert "Socket Mode" in (await only("settings")).sentence
    assert not await found("signing secret")
    await workspace.until(lambda: not workspace.sockets.links)


async def test_an_app_token_that_is_refused_is_told_with_where_to_get_one(by_socket: Change) -> None:
    by_socket(SLACK_APP_TOKEN="xapp-canary")
    told = await only("app token")
    assert not told.ok
    assert "App-Level Tokens" in told.sentence
    assert "canary" not in told.sentence
    assert (await only("bot token")).ok


@pytest.mark.usefixtures("by_socket")
async def test_a_token_without_the_scope_or_an_app_without_socket_mode_is_told(workspace: Workspace) -> None:
    workspace.app.app_scopes = frozenset()
    assert "connections:write" in (await only("app token")).sentence
    workspace.app.app_scopes, workspace.app.socket_mode = frozenset({"connections:write"}), False
    assert "Socket Mode" in (await only("app token")).sentence
    assert not (await only("app token")).ok


@pytest.mark.usefixtures("by_socket")
async def test_an_address_that_leads_nowhere_is_told_with_the_hosts_to_let_out_to(workspace: Workspace) -> None:
    nowhere = '{"ok": true, "url": "ws://127.0.0.1:9/link?ticket=canary"}'
    workspace.faults.fail_next("apps.connections.open", status=200, body=nowhere)
    told = await only("app token")
    assert "wss-primary.slack.com" in told.sentence
    assert "canary" not in told.sentence
    assert not told.ok


# Here


async def test_keys_that_are_open_to_others_are_told(setting: Change, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    keys.chmod(0o755)
    ring = keys / "secret.keys"
    ring.write_text("1:" + "A" * 43 + "=")
    setting(KEYS_DIR="keys")
    assert "chmod 700" in (await only("key folder")).sentence
    keys.chmod(0o700)
    ring.chmod(0o640)
    assert "others can read secret.keys: chmod 600" in (await only("key folder")).sentence
    ring.chmod(0o600)
    assert (await only("key folder")).ok


async def test_keys_that_lie_with_the_data_are_told_and_nothing_else_about_that_folder(
    setting: Change, tmp_path: Path
) -> None:
    keys = tmp_path / "var"
    keys.mkdir()
    keys.chmod(0o755)
    for folder, file in ((keys, tmp_path / "anker.sqlite"), (keys, keys / "data" / "anker.sqlite")):
        setting(KEYS_DIR=str(folder), DATABASE_URL=f"sqlite+aiosqlite:///{file}")
        apart = await only("key folder")
        assert not apart.ok
        assert "both can read open rounds. Move the keys out" in apart.sentence
        assert "chmod" not in apart.sentence


@pytest.mark.parametrize("mode", [0o1777, 0o755, 0o2770])
async def test_a_folder_that_is_not_for_keys_alone_is_to_be_another_one_and_never_closed(
    setting: Change, tmp_path: Path, mode: int
) -> None:
    shared = tmp_path / "shared"
    (shared / "of-others").mkdir(parents=True)
    shared.chmod(mode)
    setting(KEYS_DIR="shared")
    told = await only("key folder")
    assert told == Finding(
        "key folder", False, "KEYS_DIR shared is used for other things too: name a folder that holds keys only."
    )
    shared.chmod(0o700)
    assert (await only("key folder")).ok, "nobody else can come in"


async def test_a_folder_of_somebody_elses_cannot_be_closed(
    setting: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    setting(KEYS_DIR="keys")
    assert (await only("key folder")).ok
    monkeypatch.setattr(os, "geteuid", lambda: 1 + (tmp_path / "keys").stat().st_uid)
    assert "keys belongs to somebody else" in (await only("key folder")).sentence


@pytest.mark.parametrize("where", ["/proc/anker", "leads-nowhere", "leads-nowhere/keys", "k" * 300, "new/" + "k" * 300])
async def test_a_place_where_no_folder_can_be_made_is_told_and_nothing_is_left_there(
    setting: Change, tmp_path: Path, where: str
) -> None:
    (tmp_path / "leads-nowhere").symlink_to("nothing")
    setting(KEYS_DIR=where, DATABASE_URL=f"sqlite+aiosqlite:///{where}/data/anker.sqlite")
    assert not (await only("database")).ok
    setting(DATABASE_URL=None)
    told = await only("key folder")
    assert not told.ok
    assert told.sentence.startswith(f"{where} cannot be made: ")
    assert (await only("SECRET_KEYS")).ok, "one thing is wrong, and told once"
    assert inside(tmp_path) == ["leads-nowhere"]


async def test_a_ring_of_keys_that_cannot_be_read_is_told_without_the_keys(setting: Change) -> None:
    setting(SECRET_KEYS="1:canary")
    told = await only("SECRET_KEYS")
    assert not told.ok
    assert "canary" not in told.sentence


async def test_a_database_that_others_can_read_is_told_and_anker_makes_none(setting: Change, tmp_path: Path) -> None:
    setting(DATABASE_URL="sqlite+aiosqlite:///anker.sqlite")
    assert (await run("migrate"))[0] == 0
    assert (await only("database")).ok
    (tmp_path / "anker.sqlite").chmod(0o644)
    told = await only("database")
    assert not told.ok
    assert "chmod 600 anker.sqlite*" in told.sentence


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///in-the-way/data/anker.sqlite", "sqlite+aiosqlite:///in-the-way"])
async def test_a_database_that_cannot_be_made_or_is_none_is_told(setting: Change, tmp_path: Path, url: str) -> None:
    (tmp_path / "in-the-way").write_text("a file that is no database, and long enough to be one" * 50)
    setting(DATABASE_URL=url)
    assert not (await only("database")).ok


async def test_a_server_that_is_away_is_told_without_the_password(setting: Change) -> None:
    setting(DATABASE_URL="postgresql+asyncpg://anker:canary@127.0.0.1:9/anker")
    told = await only("database")
    assert not told.ok
    assert "anker on 127.0.0.1 cannot be used (nothing listens there)" in told.sentence
    assert "canary" not in told.sentence


async def test_a_mistake_in_content_and_a_letterhead_that_is_none_are_told_in_a_line(
    setting: Change, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    setting(CONTENT_DIR=str(own))
    assert "is no folder" in (await only("CONTENT_DIR")).sentence
    own.mkdir()
    (own / "brevpapir.docx").write_text("no document")
    assert not (await only("letterhead")).ok
    (own / "barometer-x.yaml").write_text("id: x\nversion: y\n")
    told = await only("CONTENT_DIR")
    assert not told.ok
    assert "\n" not in told.line()


async def test_a_port_that_another_program_has_is_told_and_one_that_anker_has_is_well(house: House) -> None:
    async with serving(house.bot, "127.0.0.1", 0) as taken:
        assert (await findings_here.port("127.0.0.1", taken)).sentence == f"Anker listens on 127.0.0.1:{taken}"
    assert (await findings_here.port("127.0.0.1", taken)).ok
    another = web.AppRunner(web.Application())
    await another.setup()
    await web.TCPSite(another, "127.0.0.1", 0).start()
    told = await findings_here.port("127.0.0.1", another.addresses[0][1])
    await another.cleanup()
    assert not told.ok
    assert "Another program" in told.sentence
    assert not (await findings_here.port("192.0.2.1", 3000)).ok, "an address of somebody else"

"""A missing or wrong setting stops the start with one sentence that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import SettingsMistake, read_settings

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret", "OPERATOR": "Egelund It"}
ALL = (
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
    "DATABASE_URL",
    "KEYS_DIR",
    "SECRET_KEYS",
    "CONTENT_DIR",
    "HOST",
    "PORT",
    *GOOD,
)


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ALL:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    for name, value in {**GOOD, **changed}.items():
        monkeypatch.setenv(name, value)


def test_three_settings_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch)
    settings = read_settings()
    assert settings.database_url.startswith("sqlite+aiosqlite:///var/data/")
    assert settings.slack_api_url == "https://slack.com/api/"


def test_every_missing_setting_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN is not set" in said
    assert "OPERATOR is not set" in said
    assert "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set" in said


def test_what_is_left_empty_is_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, SLACK_APP_TOKEN="", PORT="", KEYS_DIR="")
    (tmp_path / ".env").write_text("SLACK_APP_TOKEN=\nDATABASE_URL=\n")
    settings = read_settings()
    assert (settings.slack_app_token, settings.port) == (None, 3000)


def test_an_app_token_is_enough_without_a_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK_SIGNING_SECRET="", SLACK_APP_TOKEN="xapp-1")
    settings = read_settings()
    assert settings.slack_signing_secret is None
    assert settings.slack_app_token is not None


def test_neither_socket_mode_nor_http_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK_SIGNING_SECRET="")
    with pytest.raises(SettingsMistake) as mistake:
        read_settings()
    assert str(mistake.value) == (
        "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: "
        "set the first for Socket Mode, or the second where Slack reaches the bot over HTTP."
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-user", "SLACK_BOT_TOKEN is wrong (must begin with xoxb-)"),
        ("SLACK_APP_TOKEN", "xoxb-bot", "SLACK_APP_TOKEN is wrong (must begin with xapp-)"),
        ("SLACK_SIGNING_SECRET", " ", "SLACK_SIGNING_SECRET is wrong (must not be empty)"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL is wrong (must begin with sqlite"),
        ("SLACK_API_URL", "slack.com", "SLACK_API_URL is wrong (must begin with https://"),
        ("OPERATOR", " ", "OPERATOR is wrong (must not be empty)"),
        ("PORT", "many", "PORT is wrong"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    given(monkeypatch, **{name: value})
    with pytest.raises(SettingsMistake) as mistake:
        read_settings()
    assert sentence in str(mistake.value)


def test_secrets_are_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK_BOT_TOKEN="xoxb-canary", SECRET_KEYS="1:canary", SLACK_SIGNING_SECRET="canary")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-canary")
    assert "canary" not in repr(read_settings())
    given(monkeypatch, SLACK_BOT_TOKEN="canary")
    with pytest.raises(SettingsMistake) as mistake:
        read_settings()
    assert "canary" not in str(mistake.value)


def test_a_slack_that_cannot_be_reached_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert main(["run"]) == 2
    assert "SLACK_API_URL cannot be reached" in capsys.readouterr().err


def test_a_wrong_key_ring_stops_the_start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given(monkeypatch, SECRET_KEYS="no key at all")
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("SECRET_KEYS is wrong")
    assert "no key at all" not in said


def test_a_database_folder_that_cannot_be_made_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in-the-way").write_text("a file")
    given(monkeypatch, DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/in-the-way/data/anker.sqlite")
    assert main(["run"]) == 2
    assert capsys.readouterr().err.startswith("DATABASE_URL cannot be used")

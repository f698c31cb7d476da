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
        ("SLACK_BOT_TOKEN", "xoxp-user", "it must begin with xoxb-."),
        ("SLACK_BOT_TOKEN", '"xoxb-1"', "it must begin with xoxb-, without quotation marks."),
        ("SLACK_BOT_TOKEN", "xoxb-1\n2", "it must be xoxb- and behind it letters, digits and hyphens only"),
        ("SLACK_APP_TOKEN", "xoxb-bot", "it must begin with xapp-."),
        ("SLACK_APP_TOKEN", "xapp-…", "it must be xapp- and behind it letters, digits and hyphens only"),
        ("SLACK_SIGNING_SECRET", " ", "it must not be empty."),
        ("DATABASE_URL", "mysql://x", "it must begin with sqlite+aiosqlite:// or postgresql+asyncpg://."),
        ("DATABASE_URL", "sqlite+aiosqlite://var/a.sqlite", "it must name a file: three slashes"),
        ("DATABASE_URL", "sqlite+aiosqlite://", "it must name a file"),
        ("DATABASE_URL", "sqlite+aiosqlite:///a?timeout=1", "it must say nothing behind its question mark."),
        ("DATABASE_URL", "postgresql+asyncpg://a:hush@h:port/x", "it must be an address of a database"),
        ("DATABASE_URL", "postgresql+asyncpg://a:hu@sh@h/x", "it must end in @host/name; in a password @ is written"),
        ("DATABASE_URL", "postgresql+asyncpg://a:hush@h/x?sslmode=require", "only ssl and host (as in ?ssl=require)"),
        ("SLACK_API_URL", "slack.com", "it is “slack.com” and must begin with https://"),
        ("SLACK_API_URL", "https://slack.com", "it is “https://slack.com” and must be an address that ends in /api/"),
        ("SLACK_API_URL", "https://sla ck.com/api/", "must be an address"),
        ("SLACK_API_URL", "https://slack.com:abc/api/", "must be an address"),
        ("SLACK_API_URL", "https://slack.com/?to=/api/", "must be an address"),
        ("SLACK_API_URL", "https://anker:hemmelig@slack.com/api/", "SLACK_API_URL is wrong: it must be an address"),
        ("OPERATOR", " ", "it must not be empty."),
        ("OPERATOR", "It\nog drift", "it must be a name on one line, of 100 characters at most."),
        ("KEYS_DIR", "~/keys", "it is “~/keys” and must be written out"),
        ("CONTENT_DIR", "~/own", "it is “~/own” and must be written out"),
        ("HOST", "http://127.0.0.1", "it is “http://127.0.0.1” and must be a name or an IP address"),
        ("HOST", "a..b", "it is “a..b” and must be a name or an IP address"),
        ("PORT", "abc", "it is “abc” and must be a whole number from 0 to 65535. The port to listen on."),
        ("PORT", "70000", "it is “70000” and must be a whole number from 0 to 65535."),
        ("PORT", "-1", "it is “-1” and must be a whole number"),
        ("PORT", "9" * 500, "9…” and must be a whole number"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    given(monkeypatch, **{name: value})
    with pytest.raises(SettingsMistake) as mistake:
        read_settings()
    assert str(mistake.value).startswith(f"{name} is wrong: it ")
    assert sentence in str(mistake.value)
    assert "\n" not in str(mistake.value), "one setting, one line"
    assert "hu" not in str(mistake.value), "neither a password nor a part of it"


@pytest.mark.parametrize("command", ["run", "web", "clock", "migrate"])
def test_whatever_command_needs_the_settings_says_a_line_for_each_that_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    given(monkeypatch, PORT="abc", SLACK_BOT_TOKEN="xoxp-1")
    assert main([command]) == 2
    assert [line.split(" is ")[0] for line in capsys.readouterr().err.splitlines()] == ["SLACK_BOT_TOKEN", "PORT"]


def test_spaces_and_line_ends_around_a_value_are_not_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK_BOT_TOKEN=" xoxb-1\r", PORT=" 4000 ")
    settings = read_settings()
    assert (settings.slack_bot_token.get_secret_value(), settings.port) == ("xoxb-1", 4000)


@pytest.mark.parametrize(
    "url", ["postgresql+asyncpg:///anker?host=/var/run/postgresql", "postgresql+asyncpg://a:%40@h/x?ssl=require"]
)
def test_a_database_by_a_socket_or_with_encryption_can_be_named(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    given(monkeypatch, DATABASE_URL=url)
    assert read_settings().database_url == url


# The file


def test_an_empty_variable_switches_off_what_the_file_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_APP_TOKEN=xapp-1\nPORT=4000\nHOST=0.0.0.0\n")
    given(monkeypatch, SLACK_APP_TOKEN="", PORT="")
    settings = read_settings()
    assert (settings.slack_app_token, settings.port, settings.host) == (None, 3000, "0.0.0.0")  # noqa: S104 - of the file


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n# so\n\nPORT 3000\n", "Line 4 of .env is no setting: write NAME=value"),
        ("PORT=4000\nHOST\n", "Line 2 of .env is no setting"),
        (
            "OPERATOR='It\n",
            "Line 1 of .env is no setting: write NAME=value, with a quotation mark at both ends or none.",
        ),
        ("PORT=4000\nOPERATOR=Børn\n".encode("latin-1"), "Line 2 of .env is not UTF-8: save the file as UTF-8."),
    ],
)
def test_a_file_that_cannot_be_read_stops_the_start_with_the_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | bytes, sentence: str
) -> None:
    (tmp_path / ".env").write_bytes(text if isinstance(text, bytes) else text.encode())
    given(monkeypatch)
    with pytest.raises(SettingsMistake, match=sentence.replace("(", ".")):
        read_settings()


def test_what_may_stand_in_a_file_that_cannot_be_read_is_not_called_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".env").write_bytes(b"OPERATOR=B\xf8rn\n")
    assert main(["run"]) == 2
    assert capsys.readouterr().err == "Line 1 of .env is not UTF-8: save the file as UTF-8.\n"


def test_a_folder_of_content_that_the_file_names_is_looked_into_by_rehearse(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("CONTENT_DIR=own\nPORT=abc\n")
    assert main(["rehearse", "ics-standard"]) == 2
    assert "own: is no folder" in capsys.readouterr().err


def test_a_key_folder_that_cannot_be_used_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "in-the-way").write_text("a file")
    given(monkeypatch, KEYS_DIR="in-the-way/keys")
    assert main(["run"]) == 2
    assert capsys.readouterr().err.startswith("KEYS_DIR in-the-way/keys cannot be used (")


def test_a_key_folder_that_is_used_for_other_things_stops_the_start_and_stays_open(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    (shared / "of-others").mkdir(parents=True)
    shared.chmod(0o755)
    given(monkeypatch, KEYS_DIR="shared")
    assert main(["run"]) == 2
    assert capsys.readouterr().err.startswith("KEYS_DIR shared is used for other things too: name a folder")
    assert shared.stat().st_mode & 0o777 == 0o755


def test_a_proxy_that_is_no_address_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "hush:3128")
    given(monkeypatch, SLACK_API_URL="https://slack.example.dk/api/")
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("HTTPS_PROXY is wrong: it must be an address such as http://proxy.example.dk:3128.")
    assert "hush" not in said


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

"""Every setting: an environment variable, its default, and the sentence that explains it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, LiteralString

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

#: The barometers and templates that come with Anker.
CONTENT = Path(__file__).parent.parent / "content"
#: Slack's own Web API.
SLACK_API = "https://slack.com/api/"


#: The kind of mistake, and its sentence, where neither Socket Mode nor HTTP is possible.
NO_ROAD: LiteralString = "no_road"
NO_ROAD_SENTENCE: LiteralString = (
    "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: "
    "set the first for Socket Mode, or the second where Slack reaches the bot over HTTP."
)


class SettingsMistake(Exception):  # noqa: N818 - printed as the reason for not starting
    """A setting is missing or wrong; the text is one sentence that names it."""


class Settings(BaseSettings):
    """Read from the environment, or from a file `.env` in the folder where the bot is started."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,  # a line of .env.example that nobody has filled in is not set
        extra="ignore",
        hide_input_in_errors=True,
    )

    slack_bot_token: Annotated[SecretStr, Field(description="The app's bot token, beginning with xoxb-.")]
    slack_signing_secret: Annotated[
        SecretStr | None, Field(description="The app's signing secret, from its Basic Information; needed for HTTP.")
    ] = None
    slack_app_token: Annotated[
        SecretStr | None,
        Field(
            description="The app-level token, beginning with xapp-; with it Socket Mode is used.", validate_default=True
        ),
    ] = None
    slack_api_url: Annotated[str, Field(description="Where the Web API is, ending in /api/.")] = SLACK_API
    database_url: Annotated[str, Field(description="The database; sqlite+aiosqlite:// or postgresql+asyncpg://.")] = (
        "sqlite+aiosqlite:///var/data/anker.sqlite"
    )
    keys_dir: Annotated[Path, Field(description="The folder of keys; never backed up together with the data.")] = Path(
        "var/keys"
    )
    secret_keys: Annotated[
        SecretStr | None, Field(description="Key ring, newest first, as id:key,id:key; made on first start if not set.")
    ] = None
    operator: Annotated[str, Field(description="Who runs the bot, as named in the promise to those who answer.")]
    content_dir: Annotated[
        Path | None,
        Field(
            description="A folder of your own barometers and letterhead, beside the barometers that come with Anker."
        ),
    ] = None
    host: Annotated[str, Field(description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(description="The port to listen on.", ge=0, le=65535)] = 3000

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_a_slash(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return url if url.endswith("/") else f"{url}/"

    @field_validator("database_url")
    @classmethod
    def _is_a_known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
            raise ValueError("must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
        return url

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_bot_token(cls, token: SecretStr) -> SecretStr:
        if not token.get_secret_value().startswith("xoxb-"):
            raise ValueError("must begin with xoxb-")
        return token

    @field_validator("slack_app_token")
    @classmethod
    def _is_an_app_token_or_there_is_a_secret(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is None and info.data.get("slack_signing_secret", "wrong") is None:
            raise PydanticCustomError(NO_ROAD, NO_ROAD_SENTENCE)
        if token is not None and not token.get_secret_value().startswith("xapp-"):
            raise ValueError("must begin with xapp-")
        return token

    @field_validator("slack_signing_secret", "operator")
    @classmethod
    def _is_not_empty(cls, given: SecretStr | str | None) -> SecretStr | str | None:
        if given is not None and not (given.get_secret_value() if isinstance(given, SecretStr) else given).strip():
            raise ValueError("must not be empty")
        return given


def read_settings() -> Settings:
    """The settings of this process. Raises `SettingsMistake` naming every setting that is missing or wrong."""
    try:
        return Settings()  # type: ignore[call-arg]  # filled from the environment
    except ValidationError as mistake:
        raise SettingsMistake(" ".join(sentence_of(error) for error in mistake.errors())) from None


def sentence_of(error: ErrorDetails) -> str:
    """What is wrong with a setting, and what it is for; the value that was given is not in it."""
    return _sentence(error["loc"], error["type"], error["msg"])


def _sentence(place: tuple[int | str, ...], kind: str, message: str) -> str:
    if kind == NO_ROAD:
        return message
    name = str(place[0]).upper()
    what = Settings.model_fields[str(place[0])].description or ""
    if kind == "missing":
        return f"{name} is not set: {what}"
    return f"{name} is wrong ({message.removeprefix('Value error, ')}): {what}"

"""Every setting: an environment variable, its default, and the sentence that explains it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, LiteralString

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot import setting_forms
from bot.env_file import ENV_FILE, look_into

#: The barometers and templates that come with Anker.
CONTENT = Path(__file__).parent.parent / "content"
#: Slack's own Web API.
SLACK_API = "https://slack.com/api/"
#: What is quoted where it is wrong: none of these is secret; an address with an @ in it may hold a password.
QUOTED = frozenset({"slack_api_url", "keys_dir", "content_dir", "host", "port"})
LONGEST_QUOTE = 60

#: The kind of mistake, and its sentence, where neither Socket Mode nor HTTP is possible.
NO_ROAD: LiteralString = "no_road"
NO_ROAD_SENTENCE: LiteralString = (
    "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: "
    "set the first for Socket Mode, or the second where Slack reaches the bot over HTTP."
)


class SettingsMistake(Exception):  # noqa: N818 - printed as the reason for not starting
    """A setting is missing or wrong; the text is a sentence that names it, a line for each."""


class UnlessInTheEnvironment(PydanticBaseSettingsSource):
    """The file, but for what the environment names: an empty variable there switches off what stands in the file."""

    def __init__(self, settings_cls: type[BaseSettings], file: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._file = file

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self._file.get_field_value(field, field_name)

    def __call__(self) -> dict[str, Any]:
        named = {name.lower() for name in os.environ}
        return {name: value for name, value in self._file().items() if name.lower() not in named}


class FromEnvironment(BaseSettings):
    """Read from the environment, or from a file `.env` in the folder where the bot is started."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,  # a line of .env.example that nobody has filled in is not set
        extra="ignore",
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, UnlessInTheEnvironment(settings_cls, dotenv_settings)


class Settings(FromEnvironment):
    """All of them."""

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
    port: Annotated[int, Field(description="The port to listen on.")] = 3000

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_bot_token(cls, given: SecretStr) -> SecretStr:
        return SecretStr(setting_forms.token(given.get_secret_value(), "xoxb-"))

    @field_validator("slack_app_token")
    @classmethod
    def _is_an_app_token_or_there_is_a_secret(cls, given: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if given is not None:
            return SecretStr(setting_forms.token(given.get_secret_value(), "xapp-"))
        if info.data.get("slack_signing_secret", "wrong") is None:
            raise PydanticCustomError(NO_ROAD, NO_ROAD_SENTENCE)
        return None

    @field_validator("slack_signing_secret")
    @classmethod
    def _is_not_empty(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None and not given.get_secret_value().strip():
            raise ValueError("must not be empty")
        return given

    @field_validator("port", mode="before")
    @classmethod
    def _is_a_port(cls, given: object) -> object:
        return setting_forms.port(given)

    @field_validator("keys_dir", "content_dir")
    @classmethod
    def _is_a_folder(cls, given: Path | None) -> Path | None:
        return given and setting_forms.folder(given)

    _is_an_api = field_validator("slack_api_url")(setting_forms.api_address)
    _is_a_database = field_validator("database_url")(setting_forms.database)
    _is_a_host = field_validator("host")(setting_forms.host)
    _is_a_name = field_validator("operator")(setting_forms.operator)


class OwnContent(FromEnvironment):
    """What the commands need that ask neither Slack nor a database."""

    content_dir: Path | None = None

    _is_a_folder = field_validator("content_dir")(setting_forms.folder)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the settings, or None; which of them are missing or wrong; a sentence for each mistake."""

    settings: Settings | None
    wrong: frozenset[str]
    sentences: tuple[str, ...]


def reading() -> Reading:
    """Read everything, and find every mistake at once."""
    file = look_into(ENV_FILE)
    settings, errors = None, []
    try:
        settings = Settings(_env_file=ENV_FILE if file.is_read else None)  # type: ignore[call-arg]  # the library's own
    except ValidationError as mistake:
        errors = mistake.errors()
    # What is missing may well stand in a file that cannot be read.
    is_lost = bool(file.mistakes) and not file.is_read
    told = [error for error in errors if not (is_lost and error["type"] in {"missing", NO_ROAD})]
    wrong = frozenset(str(error["loc"][0]) for error in errors)
    return Reading(settings, wrong, (*file.mistakes, *(sentence_of(error) for error in told)))


def read_settings() -> Settings:
    """The settings of this process. Raises `SettingsMistake` naming every setting that is missing or wrong."""
    read = reading()
    if read.settings is None or read.sentences:
        raise SettingsMistake("\n".join(read.sentences))
    return read.settings


def own_content() -> Path | None:
    """CONTENT_DIR alone, for what needs no other setting. Raises `SettingsMistake`."""
    try:
        return OwnContent(_env_file=ENV_FILE if look_into(ENV_FILE).is_read else None).content_dir  # type: ignore[call-arg]
    except ValidationError as mistake:
        raise SettingsMistake("\n".join(sentence_of(error) for error in mistake.errors())) from None


def sentence_of(error: ErrorDetails) -> str:
    """What is wrong with a setting, and what it is for; the value that was given is in it where it may be."""
    if error["type"] == NO_ROAD:
        return error["msg"]
    name = str(error["loc"][0])
    what = Settings.model_fields[name].description or ""
    if error["type"] == "missing":
        return f"{name.upper()} is not set: {what}"
    must = error["msg"].removeprefix("Value error, ") if error["type"] == "value_error" else "must have another form"
    is_quoted = name in QUOTED and "@" not in str(error["input"])
    held = f"is {_quoted(error['input'])} and " if is_quoted else ""
    return f"{name.upper()} is wrong: it {held}{must}. {what}"


def _quoted(value: object) -> str:
    text = " ".join(str(value).split())
    return f"“{text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + '…'}”"

"""What Slack's answer to a post means for the message: it may come again, it is lost, or nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from aiohttp import ClientConnectorError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TOO_MANY, SERVER_ERROR = 429, 500
#: The two spellings of a rate limit (docs.slack.dev/apis/web-api/rate-limits, reference/methods/chat.postMessage).
RATE_LIMITED = {"ratelimited", "rate_limited"}
#: Nothing was posted, through no fault of the message (the errors that all methods share).
PASSING = {"service_unavailable", "team_added_to_org", "accesslimited", "message_limit_exceeded"}
#: The token is not taken, whatever the message (the same list): it was revoked, or the app was taken out.
LOCKED_OUT = {
    "account_inactive",
    "access_denied",
    "app_access_restricted",
    "invalid_auth",
    "missing_scope",
    "not_authed",
    "org_login_required",
    "team_access_not_granted",
    "token_expired",
    "token_revoked",
}
#: Errors that leave open whether the message was posted; the last two speak of an earlier message under our id.
UNCLEAR = {
    "fatal_error",
    "internal_error",
    "request_timeout",
    "duplicate_message_not_found",
    "duplicate_channel_not_found",
}


class Meaning(Enum):
    """What is to become of a message whose call failed."""

    LATER = auto()
    NOT_NOW = auto()
    LOCKED_OUT = auto()
    REFUSED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Failed:
    """A failed call, with Slack's word for it and the seconds it asks us to wait, where there are any."""

    meaning: Meaning
    error: str = ""
    seconds: float | None = None


def failed(failure: BaseException) -> Failed:
    """What a failed call means. Whatever is not clearly an answer of Slack's is an unknown outcome."""
    if isinstance(failure, ClientConnectorError):
        # No connection was made, so nothing was sent: the name is unknown, the port closed, the certificate wrong.
        return Failed(Meaning.NOT_NOW, type(failure).__name__)
    answer = _answer(failure)
    if answer is None:
        return Failed(Meaning.UNKNOWN, type(failure).__name__)
    return _refusal(answer.status_code, error_of(failure), answer.headers or {})


def error_of(failure: BaseException) -> str:
    """Slack's word for why it refused a call; empty where it gave none."""
    answer = _answer(failure)
    error = answer.data.get("error") if answer is not None and isinstance(answer.data, dict) else None
    return error if isinstance(error, str) else ""


def _answer(failure: BaseException) -> AsyncSlackResponse | None:
    """The library also raises its error around a body that is no JSON, and then holds no answer."""
    response = failure.response if isinstance(failure, SlackApiError) else None
    return response if isinstance(response, AsyncSlackResponse) else None


def _refusal(status: int, error: str, headers: Mapping[str, str]) -> Failed:
    if status == TOO_MANY or error in RATE_LIMITED:
        return Failed(Meaning.LATER, error, _seconds_of(headers))
    if status >= SERVER_ERROR or not error or error in UNCLEAR:
        return Failed(Meaning.UNKNOWN, error or str(status))
    if error in PASSING:
        return Failed(Meaning.NOT_NOW, error)
    return Failed(Meaning.LOCKED_OUT if error in LOCKED_OUT else Meaning.REFUSED, error)


def _seconds_of(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds; nothing where it is missing or no number."""
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(text) if text.isascii() and text.isdigit() else None

"""What the doctor asks Slack: whose tokens these are, what they may do, what time it is there, and where Anker is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.finding import Finding
from bot.http import SECONDS_OF_DRIFT
from bot.manifest import SCOPES
from bot.reaching import client_of, is_here, plainly, proxy_to, session_of, word_of, wrong_proxy
from bot.settings import SLACK_API, Settings

#: A clock that is further off is worth a word; Slack's signatures allow five minutes.
WORTH_A_WORD = timedelta(minutes=1)
#: Slack says hello within a second.
HELLO = 10.0
PAGE = 200
#: What Slack's signing secrets look like: 32 hexadecimal digits.
SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
KINDS = {"channels:read": "public_channel", "groups:read": "private_channel"}
#: What Slack answers for a token that was good once.
TAKEN_OUT = {"account_inactive", "token_revoked"}
#: What comes of asking somebody who is not there, or does not speak as Slack does.
OUT_OF_REACH = (ClientError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Told:
    """Slack's answer to `auth.test`, with what stood above it, and our own time when it came."""

    answer: Mapping[str, object]
    headers: Mapping[str, str]
    at: datetime


async def findings(settings: Settings, wrong: frozenset[str]) -> AsyncIterator[Finding]:
    """Everything that Slack tells; what depends on a setting that is `wrong` is left out."""
    if settings.slack_signing_secret and "slack_signing_secret" not in wrong:
        yield signing_secret(settings.slack_signing_secret)
    if "slack_api_url" in wrong:
        return
    for finding in way(settings.slack_api_url):
        yield finding
    if wrong_proxy(settings.slack_api_url):
        return
    async with session_of(settings) as session:
        slack = client_of(settings, session)
        if "slack_bot_token" not in wrong:
            async for finding in _of_bot(slack):
                yield finding
        if settings.slack_app_token and "slack_app_token" not in wrong:
            yield await app_token(slack, settings.slack_app_token, session)


def way(url: str) -> Iterator[Finding]:
    """An address that is not Slack's own, and the proxy on the way."""
    if url != SLACK_API:
        is_open = url.startswith("http://") and not is_here(url)
        how = "tokens go there unencrypted" if is_open else "for trials only"
        yield Finding("SLACK_API_URL", not is_open, f"is {url}, and not Slack's own, {SLACK_API}: {how}")
    if mistake := wrong_proxy(url):
        yield Finding("proxy", False, mistake)
    elif proxy := proxy_to(url):
        parts = urlsplit(proxy)
        yield Finding("proxy", True, f"Slack is asked through {parts.hostname}:{parts.port or 80}")


async def _of_bot(slack: AsyncWebClient) -> AsyncIterator[Finding]:
    try:
        told = await _asked(slack)
    except SlackApiError as refused:
        word = word_of(refused)
        yield refused_token(word) if word else out_of_reach("bot token", slack.base_url, "what answers is not Slack")
        return
    except OUT_OF_REACH as failure:
        yield out_of_reach("bot token", slack.base_url, plainly(failure))
        return
    yield whose(told.answer)
    granted = scopes_in(told.headers)
    yield scopes(granted)
    yield clock(told.headers.get("date", ""), told.at)
    try:
        yield channels(await _count_channels(slack, granted))
    except (SlackApiError, *OUT_OF_REACH):
        yield Finding("channels", True, "Slack did not say in which channels Anker is; look again later.")


async def _asked(slack: AsyncWebClient) -> Told:
    answer = await slack.auth_test()
    headers = {name.lower(): str(value) for name, value in answer.headers.items()}
    return Told(answer.data if isinstance(answer.data, dict) else {}, headers, datetime.now(UTC))


def out_of_reach(name: str, url: str, why: str) -> Finding:
    """Nobody there, or somebody else."""
    if url == SLACK_API:
        do = "Let this machine out to it, or name a proxy in HTTPS_PROXY."
    else:
        do = "That is not Slack's own address: take SLACK_API_URL out, unless a workspace for trials is meant."
    sentence = f"Slack cannot be reached at {url} ({why}). {do} What only Slack knows is not looked at."
    return Finding(name, False, sentence)


def refused_token(error: str) -> Finding:
    """The bot token is not taken."""
    if error in TAKEN_OUT:
        how = "the app was taken out of the workspace. Install it again (Install App), and copy its token."
    else:
        how = "copy the Bot User OAuth Token again, from OAuth & Permissions of the app, whole."
    return Finding("bot token", False, f"SLACK_BOT_TOKEN is refused by Slack ({error}): {how}")


def whose(answer: Mapping[str, object]) -> Finding:
    """Which workspace the token opens, and as which bot."""
    team, user = (f"{answer.get(name, '?')} ({answer.get(f'{name}_id', '?')})" for name in ("team", "user"))
    return Finding("bot token", True, f"opens the workspace {team}, as {user}")


def scopes_in(headers: Mapping[str, str]) -> frozenset[str] | None:
    """The scopes of the token, None where Slack did not say."""
    if "x-oauth-scopes" not in headers:
        return None
    return frozenset(scope for scope in headers["x-oauth-scopes"].replace(" ", "").split(",") if scope)


def scopes(granted: frozenset[str] | None) -> Finding:
    """What the token may do, against what Anker asks for."""
    if granted is None:
        return Finding("scopes", True, "Slack did not say what the token may do.")
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        how = (
            "Put the manifest in again (App Manifest; python -m bot manifest prints it, with --socket-mode or --url as "
            "it was made), save, then Install App, Reinstall to Workspace."
        )
        return Finding("scopes", False, f"The token lacks {', '.join(missing)}. {how}")
    more = sorted(granted - set(SCOPES))
    besides = f"; it also has {', '.join(more)}, which Anker does not use" if more else ""
    return Finding("scopes", True, f"all {len(SCOPES)} that Anker asks for{besides}")


def clock(date: str, here: datetime) -> Finding:
    """Our time against that of Slack's answer; `date` as HTTP writes it, which knows whole seconds."""
    try:
        off = here - parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return Finding("clock", True, "Slack did not say what time it is.")
    seconds = round(abs(off.total_seconds()))
    how_far = f"{seconds} seconds {'ahead of' if off > timedelta() else 'behind'} Slack's"
    if seconds > SECONDS_OF_DRIFT:
        mend = "Slack's signatures are refused, and reminders come at the wrong time. Set it, and keep it set (NTP)."
        return Finding("clock", False, f"This machine's clock is {how_far}: {mend}")
    if seconds > WORTH_A_WORD.total_seconds():
        return Finding("clock", True, f"{how_far}: set it (NTP), for at 300 seconds signatures are refused")
    return Finding("clock", True, "agrees with Slack's")


async def _count_channels(slack: AsyncWebClient, granted: frozenset[str] | None) -> int:
    kinds = [kind for scope, kind in KINDS.items() if granted is None or scope in granted]
    count, cursor = 0, None
    while kinds and cursor != "":
        page = await slack.users_conversations(types=",".join(kinds), exclude_archived=True, limit=PAGE, cursor=cursor)
        count += len(page["channels"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
    return count


def channels(count: int) -> Finding:
    """In how many channels Anker is; none is no mistake on the first day."""
    if not count:
        return Finding("channels", True, "Anker is in none yet: type /invite @Anker in the department's channel")
    return Finding("channels", True, f"Anker is in {count}")


async def app_token(slack: AsyncWebClient, token: SecretStr, session: ClientSession) -> Finding:
    """Whether Socket Mode works, up to Slack's hello; the connection is closed at once."""
    try:
        opened = await slack.apps_connections_open(app_token=token.get_secret_value())
        greeting = await _greeting(str(opened["url"]), session)
    except SlackApiError as refused:
        word = word_of(refused)
        return refused_app_token(word) if word else no_socket("what answers is not Slack")
    except OUT_OF_REACH as failure:
        return no_socket(plainly(failure))
    if greeting.get("type") != "hello":
        return no_socket(str(greeting.get("reason") or "no greeting"))
    return Finding("app token", True, "Socket Mode: Slack said hello")


async def _greeting(url: str, session: ClientSession) -> Mapping[str, object]:
    """The first message of a connection; empty where it is none. The address holds a ticket and is told to nobody."""
    async with session.ws_connect(url, proxy=proxy_to(url)) as socket:
        try:
            said = await socket.receive_json(timeout=HELLO)
        except (TypeError, ValueError):  # it was closed instead, or did not speak JSON
            return {}
    return said if isinstance(said, dict) else {}


def refused_app_token(error: str) -> Finding:
    """Slack opens no connection with it."""
    sentence = (
        f"SLACK_APP_TOKEN is refused by Slack ({error}): under Basic Information, App-Level Tokens, generate one with "
        "the scope connections:write, and copy it; under Socket Mode, Enable Socket Mode must be on."
    )
    return Finding("app token", False, sentence)


def no_socket(why: str) -> Finding:
    """The token is good, but nothing comes by the connection."""
    if why == "link_disabled":
        sentence = "Socket Mode is off at Slack: switch Enable Socket Mode on in the app's settings."
    else:
        sentence = (
            f"The connection for Socket Mode does not stand ({why}): let this machine out to wss-primary.slack.com and "
            "wss-backup.slack.com, port 443, web sockets included."
        )
    return Finding("app token", False, sentence)


def signing_secret(secret: SecretStr) -> Finding:
    """Only Slack's first request proves it; what it certainly is not can be seen."""
    if not SIGNING_SECRET.fullmatch(secret.get_secret_value()):
        sentence = (
            "SLACK_SIGNING_SECRET is something else, for it is not 32 digits from 0 to 9 and a to f: copy the Signing "
            "Secret from Basic Information of the app, not the Client Secret or the Verification Token."
        )
        return Finding("signing secret", False, sentence)
    return Finding("signing secret", True, "is set; Slack's first request will prove it")

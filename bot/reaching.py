"""How Anker reaches Slack: one session for everything, through the proxy that the environment names, if any."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.settings import Settings
from handlers.slack.outcomes import failed

#: A call that takes longer is given up, its outcome unknown.
SLACK_TIMEOUT = ClientTimeout(total=10)
#: A web socket goes through the proxy of the protocol that it begins as.
BEGINS_AS = {"wss": "https", "ws": "http"}


def session_of(settings: Settings) -> ClientSession:
    """A session that goes through HTTPS_PROXY, but to whom NO_PROXY names, or to this machine itself."""
    return ClientSession(timeout=SLACK_TIMEOUT, trust_env=not is_here(settings.slack_api_url))


def client_of(settings: Settings, session: ClientSession) -> AsyncWebClient:
    """Slack's Web API with the bot's token, nothing repeated."""
    client = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        session=session,
        retry_handlers=[],
    )
    # The library has taken HTTPS_PROXY for every address, NO_PROXY or not: which it is, the session knows.
    client.proxy = None
    return client


def word_of(refused: SlackApiError) -> str | None:
    """Slack's word for why it refuses; None where something else answered in its place, such as a proxy."""
    answer = refused.response
    return failed(refused).error if isinstance(answer, AsyncSlackResponse) and isinstance(answer.data, dict) else None


def proxy_to(url: str) -> str | None:
    """The proxy on the way to an address, None for a straight way."""
    parts = urlsplit(url)
    if is_here(url) or proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(BEGINS_AS.get(parts.scheme, parts.scheme))


def is_here(url: str) -> bool:
    """Whether the address is of this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

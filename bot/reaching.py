"""How Anker reaches Slack: one session for everything, through the proxy that the environment names, if any."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientHttpProxyError,
    ClientProxyConnectionError,
    ClientSession,
    ClientTimeout,
    WSServerHandshakeError,
)
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import setting_forms
from bot.settings import Settings
from handlers.slack.outcomes import failed

#: A call that takes longer is given up, its outcome unknown.
SLACK_TIMEOUT = ClientTimeout(total=10)
#: What to say of what came of asking somebody who is not there, or does not speak as Slack does; the first that fits.
WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (ClientConnectorDNSError, "the name is not known here"),
    (ClientConnectorCertificateError, "its certificate is not trusted here"),
    (ClientConnectorSSLError, "what answers there speaks no TLS"),
    (ClientProxyConnectionError, "the proxy does not answer"),
    (TimeoutError, "no answer in time"),
    (ConnectionRefusedError, "nothing listens there"),
)
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


def wrong_proxy(url: str) -> str:
    """What is wrong with the proxy on the way to an address; empty where it can be asked, or there is none."""
    proxy = proxy_to(url)
    try:
        parts = urlsplit(proxy or "http://none")
        is_address = parts.scheme in {"http", "https"} and parts.port != 0 and setting_forms.host(parts.hostname or "")
    except ValueError:
        is_address = ""
    if is_address:
        return ""
    name = f"{urlsplit(url).scheme.upper()}_PROXY"
    return f"{name} is wrong: it must be an address such as http://proxy.example.dk:3128. It leads to Slack."


def plainly(failure: BaseException) -> str:
    """Why somebody could not be reached, in words for whoever runs Anker."""
    if isinstance(failure, ClientHttpProxyError):
        return f"the proxy refuses to pass it on, with {failure.status}"
    if isinstance(failure, WSServerHandshakeError):
        return f"what answers there opens no web socket, with {failure.status}"
    for kind, words in WORDS:
        if isinstance(failure, kind):
            return words
    cause = failure.os_error if isinstance(failure, ClientConnectorError) else failure
    if isinstance(cause, ConnectionRefusedError):
        return "nothing listens there"
    reason = cause.strerror if isinstance(cause, OSError) else None
    return str(reason).lower() if reason else "the connection broke off"


def is_here(url: str) -> bool:
    """Whether the address is of this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

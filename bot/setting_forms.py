"""What a setting must look like. Each function gives the value back, or raises `ValueError` with what it must be.

The text goes on after the setting's name, as in "PORT … must be a whole number"; it never quotes the value.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

HIGHEST_PORT = 65535
#: The promise that it stands in stays a paragraph.
LONGEST_OPERATOR = 100
#: What an address of a database may say behind its question mark; the driver takes nothing that it does not know.
BEHIND = {"sqlite": frozenset[str](), "postgresql": frozenset({"ssl", "host"})}
ESCAPED = "in a password @ is written %40, : %3A, / %2F and % %25"


def token(given: str, prefix: str) -> str:
    """Slack's tokens are one word of ASCII; anything else could not be sent."""
    if given[:1] in {"'", '"'}:
        raise ValueError(f"must begin with {prefix}, without quotation marks")
    if not given.startswith(prefix):
        raise ValueError(f"must begin with {prefix}")
    if not re.fullmatch(r"[A-Za-z0-9._-]+", given[len(prefix) :]):
        raise ValueError(f"must be {prefix} and behind it letters, digits and hyphens only: copy it again, whole")
    return given


def api_address(given: str) -> str:
    """The address with the slash that ends it."""
    if not given.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// or http://")
    address = given if given.endswith("/") else f"{given}/"
    if not (_leads_somewhere(address) and address.endswith("/api/")):
        raise ValueError("must be an address that ends in /api/, as https://slack.com/api/ does")
    return address


def _leads_somewhere(address: str) -> bool:
    """Whether there is a host in it that has the form of one, a port that is one, if any, and nobody's name."""
    try:
        parts = urlsplit(address)
        is_bare = not (parts.query or parts.fragment or "@" in parts.netloc)
        return is_bare and parts.port != 0 and bool(host(parts.hostname or ""))
    except ValueError:
        return False


def host(given: str) -> str:
    """A name or an address of this machine."""
    try:
        ip_address(given)
    except ValueError:
        label = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
        if not re.fullmatch(rf"{label}(\.{label})*", given):
            raise ValueError("must be a name or an IP address, without http:// and without a port") from None
    return given


def port(given: object) -> object:
    """A number that a port can have; 0 lets the system choose."""
    if re.fullmatch(r"\d{1,5}", str(given).strip(), re.ASCII) and int(str(given)) <= HIGHEST_PORT:
        return given
    raise ValueError(f"must be a whole number from 0 to {HIGHEST_PORT}")


def folder(given: Path) -> Path:
    """Only a shell knows what `~` is: a folder of that name would be made."""
    if str(given).startswith("~"):
        raise ValueError("must be written out: ~ is not understood here")
    return given


def operator(given: str) -> str:
    """A name as people read it."""
    if not given:
        raise ValueError("must not be empty")
    if len(given) > LONGEST_OPERATOR or not given.isprintable():
        raise ValueError(f"must be a name on one line, of {LONGEST_OPERATOR} characters at most")
    return given


def database(given: str) -> str:
    """An address of a database that the driver can be given."""
    # Here, because the other commands need no database, and start in a tenth of the time without.
    from sqlalchemy import URL, make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    if not given.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
        raise ValueError("must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
    try:
        parts: URL = make_url(given)
    except (ArgumentError, ValueError):
        raise ValueError(f"must be an address of a database; {ESCAPED}") from None
    kind = parts.get_backend_name()
    if kind == "sqlite" and (parts.host or not parts.database):
        raise ValueError("must name a file: three slashes and its path, four where the path itself begins with one")
    if kind == "postgresql" and not (parts.database and _is_host_or_none(parts.host)):
        raise ValueError(f"must end in @host/name; {ESCAPED}")
    if set(parts.query) - BEHIND[kind]:
        known = "only ssl and host (as in ?ssl=require)" if BEHIND[kind] else "nothing"
        raise ValueError(f"must say {known} behind its question mark")
    return given


def _is_host_or_none(given: str | None) -> bool:
    """An `@` in a password would leave a part of it in what is taken for the host."""
    try:
        return given is None or bool(host(given))
    except ValueError:
        return False

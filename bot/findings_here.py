"""What the doctor looks at on this machine: database, keys, content, port. Nothing is made or changed."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlalchemy import make_url

from bot.app import read_letterhead
from bot.finding import Finding
from bot.findings_of_keys import key_folder, secret_keys
from bot.folders import is_open, lacking_for
from bot.settings import CONTENT, Settings
from messages.office_files import LETTERHEAD
from storage.content import ContentError, load_barometers
from storage.course_files import load_courses
from storage.soundness import State, look
from storage.template_files import load_templates

#: How long a program on our port has to say that it is Anker.
ANSWER = ClientTimeout(total=3)

#: Why a database cannot be used, by the driver's own word for it.
WHY = {
    "ConnectionRefusedError": "nothing listens there",
    "gaierror": "its host is not known here",
    "TimeoutError": "no answer in time",
    "InvalidPasswordError": "user or password is refused",
    "InvalidAuthorizationSpecificationError": "user or password is refused",
    "InvalidCatalogNameError": "there is none of that name",
    "ClientConfigurationError": "?ssl= is not understood, or wants certificates that are not here",
    "SQLITE_NOTADB": "it is no database",
    "SQLITE_BUSY": "another program holds it",
    "SQLITE_CANTOPEN": "it cannot be opened",
}
SAYS = {
    State.EMPTY: (True, "is empty: its tables are made at the first start"),
    State.OLDER: (
        True,
        "has the schema of an older version and is brought up to date at the next start: back it up first",
    ),
    State.CURRENT: (True, "is reachable and takes what is written; its schema is this version's"),
    State.NEWER: (False, "has the schema of a newer version: run that version, or restore the backup from before it"),
}


async def database(url: str) -> Finding:
    """Whether the database is there and takes what is written."""
    state, why = await look(url)
    name = _shown(url)
    if state in SAYS and (file := _open_file(url)):
        return Finding("database", False, f"{name} is open to others: chmod 600 {file}*")
    if state in SAYS:
        ok, sentence = SAYS[state]
        return Finding("database", ok, f"{name} {sentence}")
    if state is State.ABSENT:
        return _to_be_made(url)
    if state is State.UNREACHABLE:
        told = f"{name} cannot be used ({WHY.get(why, 'it does not answer as a database does')})"
        return Finding("database", False, f"{told}: is it there and running, and is DATABASE_URL right?")
    return Finding("database", False, f"{name} takes nothing: let the user that runs Anker write there and make tables")


def _open_file(url: str) -> Path | None:
    """The file of the database, where others can read or write it."""
    file = Path(make_url(url).database or "")
    return file if url.startswith("sqlite") and is_open(file) else None


def _to_be_made(url: str) -> Finding:
    folder = Path(make_url(url).database or "").parent
    if lacking := lacking_for(folder):
        return Finding("database", False, f"{_shown(url)} cannot be made: {lacking}")
    return Finding("database", True, f"{_shown(url)} is not there yet and is made at the first start")


def _shown(url: str) -> str:
    """The database without its user and password."""
    parts = make_url(url)
    if url.startswith("sqlite"):
        return parts.database or "the database in memory"
    return f"{parts.database} on {parts.host or parts.query.get('host', 'this machine')}"


def content(folder: Path | None) -> Finding:
    """Our own files and those of the municipality, read as at a start; every mistake, of whatever kind."""
    folders = [CONTENT, *([folder] if folder else [])]
    counts, mistakes = [], []
    for load in (load_barometers, load_templates, load_courses):
        try:
            counts.append(len(load(folders).all()))
        except (ContentError, OSError) as wrong:
            mistakes.append(_on_one_line(wrong, folder))
    if mistakes:
        return Finding("CONTENT_DIR", False, " ".join(dict.fromkeys(mistakes)))
    where = f"{folder}, and what comes with Anker" if folder else "is not set: there is what comes with Anker"
    told = "barometers: {}, templates: {}, courses: {}".format(*counts)
    return Finding("CONTENT_DIR", True, f"{where}; {told}")


def letterhead(folder: Path | None) -> Finding:
    """Whether documents come on the municipality's own paper."""
    try:
        found = read_letterhead(folder)
    except (ContentError, OSError) as wrong:
        return Finding("letterhead", False, _on_one_line(wrong, folder))
    where = f"there is no {LETTERHEAD} in CONTENT_DIR" if folder else "CONTENT_DIR is not set"
    return Finding("letterhead", True, f"{LETTERHEAD} can be used" if found else f"documents come plain: {where}")


def _on_one_line(wrong: Exception, folder: Path | None) -> str:
    if isinstance(wrong, ContentError):
        return " ".join(str(wrong).split())
    return f"{folder or CONTENT} cannot be read by this user"


async def port(host: str, number: int) -> Finding:
    """Whether Anker can listen there, or does already."""
    refused = _refused(host, number)
    if refused is None:
        return Finding("PORT", True, f"{host}:{number} is free")
    if refused.errno == errno.EADDRINUSE and await _is_anker(host, number):
        return Finding("PORT", True, f"Anker listens on {host}:{number}")
    if refused.errno == errno.EADDRINUSE:
        return Finding("PORT", False, f"Another program listens on {host}:{number}: choose another PORT, or stop it.")
    return Finding("PORT", False, f"{host}:{number} cannot be used ({refused.strerror}): choose another HOST or PORT.")


def _refused(host: str, number: int) -> OSError | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listening:
            # As the server does: a port that was closed a moment ago can be taken.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
    except OSError as refused:
        return refused
    return None


async def _is_anker(host: str, number: int) -> bool:
    there = "127.0.0.1" if host in {"0.0.0.0", ""} else host  # noqa: S104 - where one listens, not where one asks
    try:
        async with ClientSession(timeout=ANSWER) as session, session.get(f"http://{there}:{number}/healthz") as answer:
            return answer.status == 200 and await answer.text() == "ok"
    except (ClientError, OSError, TimeoutError):
        return False


async def findings(settings: Settings, wrong: frozenset[str]) -> list[Finding]:
    """Everything here; what depends on a setting that is `wrong` is left out."""
    found = []
    url = None if "database_url" in wrong else settings.database_url
    if url is not None:
        found.append(await database(url))
    if "keys_dir" not in wrong:
        found.extend(key_folder(settings.keys_dir, url))
        written = settings.secret_keys.get_secret_value() if settings.secret_keys else None
        found.append(secret_keys(written, settings.keys_dir))
    if "content_dir" not in wrong:
        found.extend((content(settings.content_dir), letterhead(settings.content_dir)))
    if not wrong & {"host", "port"}:
        found.append(await port(settings.host, settings.port))
    return found

"""`python -m bot doctor`: looks at everything that Anker needs, and says in a line each how it is or what to do.

It changes nothing and prints nothing secret. What cannot be looked at because of something else is left out.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot import findings_here, findings_in_slack
from bot.env_file import ENV_FILE, EnvFile, look_into
from bot.finding import Finding
from bot.folders import is_open
from bot.settings import Settings, reading

#: Names that stand in .env.example and the demo: nobody's respondents know them.
EXAMPLES = {"Egelund It", "It-afdelingen i Egelund Kommune"}
SHORTEST_NAME = 3
#: What the libraries read from the environment, and nobody from the file.
ONLY_OUTSIDE = {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"}
#: A name of a variable and certainly nothing else; what ends in = may be the rest of a key that was broken in two.
PLAIN_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,30}")
#: How alike two names are where one is meant to be the other, of 1.
ALIKE = 0.8
#: What a setting that is missing or wrong is taken to be, so that the others can be looked at.
STAND_INS = {"slack_bot_token": "xoxb-x", "slack_signing_secret": "-", "slack_app_token": "xapp-x", "operator": "-"}


async def examine() -> AsyncIterator[Finding]:
    """One finding after the other, as they are made."""
    settings, wrong, told = read_what_is_right()
    for finding in (*told, *env_file(ENV_FILE)):
        yield finding
    if "operator" not in wrong:
        yield operator(settings.operator)
    async for finding in findings_in_slack.findings(settings, wrong):
        yield finding
    for finding in await findings_here.findings(settings, wrong):
        yield finding


async def doctor(say: Callable[[str], None]) -> int:
    """Say every finding as soon as it is made; 0 where Anker can work so, 1 where something is to be mended."""
    mend = 0
    async for finding in examine():
        say(finding.line())
        mend += not finding.ok
    say(f"{_number(mend)} to mend." if mend else "All is well.")
    return 1 if mend else 0


def _number(mend: int) -> str:
    return "One thing" if mend == 1 else f"{mend} things"


def read_what_is_right() -> tuple[Settings, frozenset[str], list[Finding]]:
    """The settings, with stand-ins for those that are missing or wrong; which those are; what is to be said of them."""
    read = reading()
    told = [Finding("settings", False, sentence) for sentence in read.sentences]
    if read.settings is None:
        stand_ins: dict[str, Any] = {name: STAND_INS.get(name, _default(name)) for name in read.wrong}
        file = ENV_FILE if look_into(ENV_FILE).is_read else None
        return Settings(**stand_ins, _env_file=file), read.wrong, told  # type: ignore[call-arg]  # the library's own
    if not told:
        road = "Socket Mode" if read.settings.slack_app_token else "HTTP"
        told.append(Finding("settings", True, f"all that are needed are set; Slack comes by {road}"))
    return read.settings, frozenset(), told


def _default(name: str) -> object:
    return Settings.model_fields[name].get_default()


def env_file(path: Path) -> Iterator[Finding]:
    """The file with the settings, where there is one: it holds secrets."""
    if not path.is_file():
        where = f"there is none in {Path.cwd()}: only the environment counts (.env.example shows how one looks)"
        yield Finding(".env", True, where)
        return
    if is_open(path):
        yield Finding(".env", False, "It holds secrets, and others can read it: chmod 600 .env")
    else:
        yield Finding(".env", True, "is for the user that runs Anker alone")
    yield from _strange_names(look_into(path))


def _strange_names(file: EnvFile) -> Iterator[Finding]:
    """What stands in the file and is not read: to be mended where it is meant for Anker, else only told."""
    settings = [name.upper() for name in Settings.model_fields]
    not_read = []
    for name in file.names:
        alike = get_close_matches(name.upper(), settings, 1, ALIKE)
        if name.upper() in settings or name in file.inserted:
            continue
        if name.upper() in ONLY_OUTSIDE:
            yield Finding(".env", False, f"{name} does nothing there: put it into the environment of the process.")
        elif alike:
            yield Finding(".env", False, f"{name} is no setting: {alike[0]} is meant.")
        else:
            not_read.append(name)
    if not_read:
        yield Finding(".env", True, f"Anker does not read {_listed(not_read)}: there is no such setting")


def _listed(names: Sequence[str]) -> str:
    """The names; what may be no name at all is only counted."""
    plain = [name for name in names if PLAIN_NAME.fullmatch(name)]
    others = len(names) - len(plain)
    counted = [f"{others} more"] if plain else [f"{others} of its names"]
    return ", ".join([*plain, *(counted if others else [])])


def operator(name: str) -> Finding:
    """Whom respondents are told that the bot is run by: a name that they know."""
    if name.strip() in EXAMPLES or len(name.strip()) < SHORTEST_NAME:
        sentence = (
            f"“{name.strip()}” is no name that your people know: write who runs Anker, as in the promise to them."
        )
        return Finding("OPERATOR", False, sentence)
    return Finding("OPERATOR", True, f"people are told that {name.strip()} runs Anker")

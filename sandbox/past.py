"""What people wrote in the channels before the app came: ordinary talk at work, made up, and about nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sandbox.look import TOWN_ZONE
from sandbox.message import Message
from sandbox.town import DEPARTMENT, EVERYONE, TEAM

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


class Said(NamedTuple):
    """`days` before the first day, at `clock`; a reply follows what it answers, in a thread."""

    days: int
    clock: str
    who: str
    text: str
    is_reply: bool = False


PAST = {
    DEPARTMENT: (
        Said(6, "08.12", "Karen", "Godt nytår til alle. Afdelingsmødet er rykket til torsdag kl. 9 i lokale 2.14."),
        Said(6, "08.31", "Gitte", "Kaffemaskinen på 2. sal er gået i stykker igen. Den på 1. sal virker."),
        Said(5, "10.04", "Ida", "Hej alle. Jeg hedder Ida, begyndte i mandags og sidder over for printeren."),
        Said(5, "10.09", "Hanne", "Velkommen! Vi spiser frokost 11.30, bordet ved vinduet.", True),
        Said(5, "10.15", "Mette", "Velkommen, Ida. Emil er din makker den første måned.", True),
        Said(4, "13.28", "Mette", "Noterne fra temadagen om ICS ligger på fællesdrevet nu."),
        Said(
            4, "13.40", "Niels", "Den bedste temadag længe. Kan vi gentage delen om analysen for dem, der ikke var der?"
        ),
        Said(4, "13.52", "Ulla", "God dag, ja. Jeg mangler stadig svaret på, hvornår vi skal nå det."),
        Said(4, "14.05", "Karen", "Rimeligt spørgsmål. Det er øverst på næste afdelingsmøde."),
        Said(
            3,
            "07.30",
            "Vagtplan",
            "Telefonvagt i modtagelsen i uge 2: Freja mandag og tirsdag, Amina onsdag til fredag.",
        ),
        Said(
            3,
            "12.20",
            "Mette",
            "Fra mandag er der en app her i kanalen, Anker. Den spørger af og til, hvordan det går med metoden.",
        ),
        Said(3, "12.26", "Kasper", "Kan man svare fra telefonen?", True),
        Said(3, "12.31", "Jonas", "Ja. Jeg har prøvet det, det tager ti minutter.", True),
        Said(3, "12.40", "Gitte", "Og det er frivilligt, hvad man svarer, og hvad man springer over.", True),
    ),
    TEAM: (
        Said(4, "15.02", "Mette", "Til mandag: hvem gør hvad i foråret, og hvordan finder vi ud af, om det virker?"),
        Said(4, "15.10", "Jonas", "Jeg tager superbrugerne."),
        Said(4, "15.21", "Amina", "Så få skemaer som muligt, tak."),
        Said(3, "08.44", "Torben", "Modtagelsen er med, hvis det kan holdes på ti minutter."),
    ),
    EVERYONE: (
        Said(6, "09.00", "Henrik", "Pc'erne opdateres i dag efter kl. 17. Lad dem være tændt."),
        Said(5, "11.15", "Bente", "Der er fundet en grøn vante i cykelkælderen. Den ligger i receptionen."),
        Said(3, "10.00", "Henrik", "Kantinen har lukket i eftermiddag. God weekend."),
    ),
}


def tell_past(workspace: Workspace) -> None:
    """Put into the channels what was written there in the week before; everybody has read it."""
    for name, lines in PAST.items():
        channel = workspace.channel(name)
        root = ""
        for line in lines:
            ts = _ts(workspace.clock.now(), line)
            thread = root if line.is_reply else ""
            root = root if line.is_reply else ts
            channel.posts[ts] = Message(channel.id, ts, workspace.id_of(line.who), line.text, thread_ts=thread)
        channel.read = dict.fromkeys(channel.members, next(reversed(channel.posts)))
    workspace.changed()


def _ts(now: datetime, line: Said) -> str:
    day = now.astimezone(TOWN_ZONE).date() - timedelta(days=line.days)
    moment = datetime.combine(day, datetime.strptime(line.clock, "%H.%M").time(), TOWN_ZONE)  # noqa: DTZ007  zone is given
    return f"{moment.timestamp():.0f}.000100"

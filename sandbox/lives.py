"""Who works in Egelund's Børn og Familie: made up, and about nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEADER = "leder"
PROFESSIONAL_LEADER = "faglig leder"
SUPER_USER = "superbruger"
CASEWORKER = "sagsbehandler"


@dataclass(frozen=True, slots=True)
class Life:
    """Somebody in the department: what to know of them, and what they find of the method.

    `leaning` is where on a scale from 0 to 1 their answers lie; who `is_away` does not answer.
    """

    name: str
    title: str
    role: str
    note: str
    leaning: float
    is_away: bool = False


STAFF: Sequence[Life] = (
    Life("Karen Winther", "Afdelingsleder, Børn og Familie", LEADER, "har økonomien, bakker op om ICS", 0.65),
    Life("Torben Lindqvist", "Teamleder, modtagelsen", LEADER, "ser fremgang, men regner i timer", 0.79),
    Life(
        "Mette Skovgaard",
        "Faglig leder og koordinator for ICS",
        PROFESSIONAL_LEADER,
        "har indført metoden her, sætter barometeret i gang",
        0.78,
    ),
    Life(
        "Anders Bech",
        "Faglig koordinator",
        PROFESSIONAL_LEADER,
        "på uddannelse til marts, læser sjældent med",
        0.85,
        True,
    ),
    Life(
        "Jonas Dahl", "Socialrådgiver, superbruger i ICS", SUPER_USER, "Mettes stedfortræder, god til at forklare", 0.64
    ),
    Life("Birgitte Noer", "Socialrådgiver, superbruger i ICS", SUPER_USER, "var med fra det første kursus", 0.78),
    Life("Sofie Krogh", "Familierådgiver, superbruger i ICS", SUPER_USER, "dækker to stillinger for tiden", 0.4, True),
    Life("Amina Yusuf", "Socialrådgiver", CASEWORKER, "i modtagelsen, skeptisk over for skemaer", 0.48),
    Life("Bente Rosenkilde", "Socialrådgiver", CASEWORKER, "holder restferie, går på pension til sommer", 0.67, True),
    Life("Camilla Ørsted", "Socialrådgiver, modtagelsen", CASEWORKER, "på barsel", 0.29, True),
    Life("Dorte Hvid", "Familierådgiver", CASEWORKER, "har orlov til april", 0.89, True),
    Life("Emil Kjærgaard", "Socialrådgiver", CASEWORKER, "tre år i faget, makker for nye", 0.63),
    Life("Freja Lund", "Socialrådgiver, modtagelsen", CASEWORKER, "har telefonvagten, svarer i korte pauser", 0.7),
    Life("Gitte Åkjær", "Ungerådgiver", CASEWORKER, "tillidsrepræsentant", 0.62),
    Life("Hanne Storm", "Socialrådgiver", CASEWORKER, "har set fire metoder komme og gå", 0.5),
    Life("Ida Falk", "Socialrådgiver", CASEWORKER, "ny siden januar, lærer trekanten", 0.69),
    Life("Kasper Vestergaard", "Ungerådgiver", CASEWORKER, "er mest ude, svarer fra telefonen", 0.55),
    Life("Line Bundgaard", "Familierådgiver", CASEWORKER, "sygemeldt på deltid", 0.73, True),
    Life("Maria Petrovic", "Socialrådgiver", CASEWORKER, "kom fra en anden kommune i efteråret", 0.52),
    Life("Niels Brandt", "Socialrådgiver", CASEWORKER, "begejstret for metoden, vil gerne holde oplæg", 0.97),
    Life("Rikke Thorup", "Socialrådgiver, anbringelser", CASEWORKER, "savner tid til analysen", 0.3),
    Life(
        "Signe Ravn", "Socialrådgiver, anbringelser", CASEWORKER, "skriver de undersøgelser, andre spejler sig i", 0.66
    ),
    Life("Ulla Mørch", "Familierådgiver", CASEWORKER, "synes, papiret fylder mere end familierne", 0.23),
)

"""The sheets that somebody fills in: what they, their columns and their rows are called, in Danish and in English.

Blank sheets are written with these names, the readers know both languages of each, and guides and mistakes say them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from domain.barometers import Text

LEVELS = ("1", "2", "3", "4", "5")

#: What is called otherwise in Danish, by its English name, which is what the code knows it by.
_DANISH = {
    "theme": "tema",
    "da": "dansk",
    "en": "engelsk",
    "roles": "roller",
    "reversed": "omvendt",
    "field": "felt",
    "title": "navn",
    "help": "hjælpetekst",
    "discuss": "spørgsmål til mødet",
    "discuss_en": "spørgsmål på engelsk",
    "group": "gruppe",
    "group_en": "gruppe på engelsk",
    "item": "udsagn",
    "text": "tekst",
    "na": "ved ikke",
    "skipped": "sprunget over",
    "name": "navn",
    "invited": "spurgt",
    "responded": "har svaret",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet that a file may have: its name, its columns in their order, and those that must be there."""

    name: Text
    columns: tuple[str, ...]
    needed: tuple[str, ...]


ITEMS = Form(Text("Udsagn", "Items"), ("id", "theme", "da", "en", "roles", "reversed"), ("id", "theme", "da", "roles"))
ABOUT = Form(Text("Om", "About"), ("field", "da", "en"), ("field", "da"))
THEMES = Form(Text("Temaer", "Themes"), ("theme", "en", "discuss", "discuss_en"), ("theme",))
ROLES = Form(Text("Roller", "Roles"), ("id", "da", "en", "group", "group_en"), ("id", "da"))
OPEN_ITEMS = Form(Text("Åbne spørgsmål", "Open questions"), ("id", "da", "en"), ("id", "da"))
BAROMETER = (ITEMS, ABOUT, THEMES, ROLES, OPEN_ITEMS)
#: The rows of the sheet about the barometer.
ABOUT_ROWS = ("title", "note", "help")

#: What stands beside the counts in a file that has no sheet of the groups' sizes.
SIZE_COLUMNS = ("invited", "responded")
COUNTS = Form(
    Text("Tal", "Counts"),
    ("item", "text", "group", *LEVELS, "na", "skipped", *SIZE_COLUMNS),
    ("item", "group", *LEVELS),
)
SIZES = Form(Text("Svar", "Responses"), ("group", "name", *SIZE_COLUMNS), ("group", "responded"))
EARLIER_ROUND = (COUNTS, SIZES)
#: Tells how the others are filled in; it is not read when it comes back.
GUIDE = Text("Vejledning", "Guide")


def name_of(known: str) -> Text:
    """What a column or a row is called, by the name that the code knows."""
    return Text(_DANISH.get(known, known), known)


def known_as(written: str, among: Iterable[str]) -> str | None:
    """The column or row that somebody wrote, in either language; None where it is none of these."""
    return next((known for known in among if is_called(written, name_of(known))), None)


def is_called(written: str, name: Text) -> bool:
    """Whether this is the name in either language; capitals, spaces and signs between the letters do not matter."""
    return _folded(written) in {_folded(name.da), _folded(name.en or name.da)}


def _folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFC", text).casefold() if sign.isalnum())

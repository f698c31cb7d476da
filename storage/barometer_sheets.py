"""A barometer from an Excel or CSV file -> the barometer, or every mistake with its sheet, row and column.

What may stand in a barometer is decided by `storage.barometer_files`, as for the files on the server; here the rows of
a sheet are laid out as such a file, and its mistakes are told by the row that they came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.barometers import Barometer, Text
from domain.people import MARKED_ROLES, UNMARKED_ROLE
from domain.sheet_forms import ABOUT, ABOUT_ROWS, BAROMETER, ITEMS, OPEN_ITEMS, ROLES, THEMES, known_as
from domain.sheets import Mistake, Where, Wrong, once
from storage import sheets
from storage.barometer_files import LONGEST_ID, barometer_in
from storage.marked_yaml import Mistake as FileMistake
from storage.marked_yaml import Place
from storage.sheets import Row, Sheets

#: What a department list knows; nobody else could be asked.
KNOWN_ROLES = (*MARKED_ROLES, UNMARKED_ROLE)
#: The names of the roles where a file has no sheet for them.
ROLE_NAMES = {
    "leder": Text("Leder med personaleansvar", "Manager with staff responsibility"),
    "faglig_leder": Text("Faglig leder", "Professional lead"),
    "superbruger": Text("Superbruger", "Super-user"),
    "sagsbehandler": Text("Sagsbehandler", "Caseworker"),
}
SCALE = (
    (1, Text("Helt uenig", "Strongly disagree")),
    (2, Text("Uenig", "Disagree")),
    (3, Text("Hverken enig eller uenig", "Neither agree nor disagree")),
    (4, Text("Enig", "Agree")),
    (5, Text("Helt enig", "Strongly agree")),
    ("na", Text("Ved ikke / ikke relevant", "Don't know / not relevant")),
)
#: What the rows of the sheet about the barometer are in a file.
ABOUT_FIELDS = dict(zip(ABOUT_ROWS, ("title", "note", "open_items_help"), strict=True))
YES, NO = {"ja", "yes", "true", "x", "1"}, {"", "nej", "no", "false", "0"}
EVERYBODY = {"", "alle", "all"}

_SELF = re.compile(r"(jeg|mit|min|mine)\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,;/+]+")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})

Json = dict[str, Any]


def read_barometer_sheet(raw: bytes, title: str = "") -> Barometer:
    """The barometer of a file, as version 1 under an id made of its title; `title` is for a file that has none.

    Raises `WrongSheet` with every mistake.
    """
    found = sheets.read(raw, BAROMETER)
    draft = _Draft(found, title)
    data = draft.data()
    if found.mistakes and not found[ITEMS].rows:
        raise found.wrong(found.mistakes)
    result = barometer_in(data)
    wrong = [*found.mistakes, *draft.mistakes]
    told = {one.where for one in wrong}
    if isinstance(result, Barometer) and not wrong:
        return result
    if not isinstance(result, Barometer):
        # What has no place in a sheet follows from what is told already.
        wrong += [one for one in map(draft.told, result) if one.where.sheet and one.where not in told]
    raise found.wrong(sorted(once(_causes(wrong, found)), key=draft.order) or [Mistake(Wrong.OTHER)])


def _causes(mistakes: Sequence[Mistake], found: Sheets) -> list[Mistake]:
    """Without what only follows from a role that is written wrongly: mended there, it is gone."""
    places = {one.where for one in mistakes if one.wrong is Wrong.UNKNOWN_ROLE}
    unknown = {place.sheet for place in places}

    def follows(one: Mistake) -> bool:
        if one.wrong is Wrong.UNKNOWN_ROLE:
            return found[ROLES].name in unknown and one.read in KNOWN_ROLES
        if one.wrong is Wrong.NO_ID:
            return one.where in places
        return found[ITEMS].name in unknown and one.wrong is Wrong.ASKED_NOTHING

    return [one for one in mistakes if not follows(one)]


def id_of(text: str, taken: Iterable[str] = ()) -> str:
    """An id of small letters, digits and hyphens for a name; with a number where it is taken."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:LONGEST_ID].strip("-") or "x"
    number, chosen, used = 1, plain, set(taken)
    while chosen in used:
        number += 1
        chosen = f"{plain[: LONGEST_ID - len(str(number)) - 1]}-{number}"
    return chosen


@dataclass
class _Draft:
    """A file's rows laid out as a barometer file, and where each part of it came from."""

    sheets: Sheets
    title: str
    places: dict[Place, Where] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def data(self) -> Json:
        """The barometer as `barometer_in` takes it."""
        about = self._about()
        themes = self._themes()
        roles = self._roles(themes)
        texts = [*about.values(), *themes, *(item for theme in themes for item in theme["items"])]
        return {
            "id": id_of(about.get("title", {}).get("da", "")),
            "version": 1,
            "languages": ["da", "en"] if any("en" in text for text in texts) else ["da"],
            **about,
            "roles": [_without(role, "group") for role in roles],
            "groupings": self._groupings(roles),
            "scale": [{"value": value, **_text(name.da, name.en or "")} for value, name in SCALE],
            "themes": themes,
            "open_items": self._open_items(),
        }

    def told(self, mistake: FileMistake) -> Mistake:
        """A mistake of the file's form, by the row and column that it came from."""
        where, first = self._where(mistake.place), self._where(mistake.first)
        any_role = mistake.kind is Wrong.UNKNOWN_ROLE and not self.sheets[ROLES].rows
        allowed = ", ".join(KNOWN_ROLES) if any_role else mistake.allowed
        # The same role twice in one cell has no other place.
        return Mistake(mistake.kind, where, mistake.read, allowed, first if first.row and first != where else None)

    def _where(self, step: Place) -> Where:
        place = step
        while place and place not in self.places:
            place = place[:-1]
        where = self.places.get(place, Where())
        column = next((str(name) for name in reversed(step[len(place) :]) if isinstance(name, str)), "")
        return where if where.column else Where(where.sheet, where.row, column)

    def order(self, mistake: Mistake) -> tuple[int, int, str]:
        """The mistakes stand as the sheets and their rows do; what is about none of them comes first."""
        names = [self.sheets[form].name for form in BAROMETER]
        where = mistake.where
        return (names.index(where.sheet) if where.sheet in names else -1, where.row, where.column)

    def _about(self) -> Json:
        about: Json = {}
        for row in self.sheets[ABOUT].rows:
            known = known_as(row["field"], ABOUT_FIELDS)
            if known is None:
                self.mistakes.append(row.mistake(Wrong.UNKNOWN_FIELD, "field", ", ".join(ABOUT_FIELDS)))
            elif row["da"] or (row["en"] and known != "title"):
                about[ABOUT_FIELDS[known]] = _text(row["da"], row["en"])
                self.places[(ABOUT_FIELDS[known],)] = row.where
        if "title" not in about and self.title:
            about["title"] = _text(self.title)
        if "title" not in about:
            # What is missing, and where it is written, stands in the sentence: a CSV file has no row for it.
            self.mistakes.append(Mistake(Wrong.NO_TITLE))
        return about

    def _themes(self) -> list[Json]:
        """The themes in the order in which items name them."""
        described = {row["theme"].casefold(): row for row in self.sheets[THEMES].rows}
        themes: dict[str, Json] = {}
        for row in self.sheets[ITEMS].rows:
            key = row["theme"].casefold()
            if not key:
                self.mistakes.append(row.mistake(Wrong.MISSING, "theme"))
            if key not in themes:
                self.places["themes", len(themes)] = row.at("theme")
                themes[key] = self._theme(row, described.get(key), [one["id"] for one in themes.values()])
            place: Place = ("themes", list(themes).index(key), "items", len(themes[key]["items"]))
            themes[key]["items"].append(self._item(row, place))
        unnamed = [row for key, row in described.items() if key not in themes]
        self.mistakes += [row.mistake(Wrong.UNKNOWN_THEME, "theme") for row in unnamed]
        if not themes and not self.sheets.mistakes:
            self.mistakes.append(Mistake(Wrong.NO_ITEMS, Where(self.sheets[ITEMS].name)))
        return list(themes.values())

    def _theme(self, row: Row, described: Row | None, taken: Sequence[str]) -> Json:
        theme = {"id": id_of(row["theme"], taken), **_text(row["theme"] or "?"), "items": []}
        if described is not None:
            place: Place = ("themes", len(taken))
            self.places |= {(*place, "en"): described.at("en"), (*place, "discuss"): described.at("discuss")}
            theme |= _text("", described["en"])
            if described["discuss"] or described["discuss_en"]:
                theme["discuss"] = _text(described["discuss"], described["discuss_en"])
        return theme

    def _item(self, row: Row, place: Place) -> Json:
        self.places |= {place: row.where, (*place, "roles"): row.at("roles")}
        reversed_ = row["reversed"].casefold()
        if reversed_ not in YES | NO:
            self.mistakes.append(row.mistake(Wrong.NOT_YES_OR_NO, "reversed"))
        return {
            **_id(row["id"]),
            "scope": "self" if _SELF.match(row["da"]) else "unit",
            "roles": self._asked(row["roles"]),
            "reversed": reversed_ in YES,
            **_text(row["da"], row["en"]),
        }

    def _asked(self, cell: str) -> list[str]:
        """The roles that a cell names; everybody where it is empty."""
        if cell.casefold() not in EVERYBODY:
            return [name.casefold() for name in _SEPARATORS.split(cell) if name]
        return [row["id"].casefold() for row in self.sheets[ROLES].rows] or list(KNOWN_ROLES)

    def _roles(self, themes: Iterable[Json]) -> list[Json]:
        """The roles of their sheet; where there is none, those of a department list that an item names."""
        rows = self.sheets[ROLES].rows
        if not rows:
            named = {role for theme in themes for item in theme["items"] for role in item["roles"]}
            return [
                {"id": role, **_text(name.da, name.en or "")}
                for role, name in ROLE_NAMES.items()
                if role in named or not named & ROLE_NAMES.keys()
            ]
        self.places |= {("roles", number): row.where for number, row in enumerate(rows)}
        strange = [row for row in rows if row["id"] and row["id"].casefold() not in KNOWN_ROLES]
        self.mistakes += [row.mistake(Wrong.UNKNOWN_ROLE, "id", ", ".join(KNOWN_ROLES)) for row in strange]
        return [{**_id(row["id"].casefold()), **_text(row["da"], row["en"]), "group": row} for row in rows]

    def _groupings(self, roles: Sequence[Json]) -> list[Json]:
        """Each role by itself, and the groups of the sheet where there are any."""
        whole = [role for role in roles if "id" in role and "da" in role]
        alone = [{**_without(role, "group"), "roles": [role["id"]]} for role in whole]
        each = {"id": "roles", **_text("Hver rolle for sig", "Each role by itself"), "groups": alone}
        grouped = [(role["id"], role["group"]) for role in whole if "group" in role]
        if len(whole) < len(roles) or not any(row["group"] for _, row in grouped):
            return [each] if alone else []
        self.mistakes += [row.mistake(Wrong.MISSING, "group") for _, row in grouped if not row["group"]]
        return [each, {"id": "groups", **_text("Grupper", "Groups"), "groups": _groups(grouped)}]

    def _open_items(self) -> list[Json]:
        rows = self.sheets[OPEN_ITEMS].rows
        self.places |= {("open_items", number): row.where for number, row in enumerate(rows)}
        return [{**_id(row["id"]), **_text(row["da"], row["en"])} for row in rows]


def _groups(grouped: Iterable[tuple[str, Row]]) -> list[Json]:
    groups: dict[str, Json] = {}
    for role, row in grouped:
        key = row["group"].casefold()
        taken = ["total", *(group["id"] for group in groups.values())]
        group = groups.setdefault(key, {"id": id_of(row["group"], taken), "roles": [], **_text(row["group"] or "?")})
        group |= _text("", row["group_en"])
        group["roles"].append(role)
    return list(groups.values())


def _text(da: str, en: str = "") -> Json:
    """The languages that have a wording."""
    return {language: text for language, text in (("da", da), ("en", en)) if text}


def _id(text: str) -> Json:
    return {"id": text} if text else {}


def _without(entry: Json, key: str) -> Json:
    return {name: value for name, value in entry.items() if name != key}

"""A barometer file of a municipality's own in which every text means harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.attacks.hostile import CORPUS, chunks, marked_up

ROLES = ("leder", "faglig_leder", "superbruger", "sagsbehandler")
#: How many open questions there are.
OPEN = 6
TITLE = marked_up(0, 75)


def text(number: int, longest: int = 75) -> dict[str, str]:
    return {"da": marked_up(number % len(CORPUS), longest), "en": marked_up(number % len(CORPUS), longest)}


def content() -> dict[str, Any]:
    """Every text of the corpus is an item; names of roles, groups, themes and choices take turns."""
    items = [
        text(number, 250) | {"id": f"I{number}", "scope": "unit", "roles": list(ROLES)} for number in range(len(CORPUS))
    ]
    themes = [
        text(40 + number) | {"id": f"T{number}", "discuss": text(50 + number, 250), "items": some}
        for number, some in enumerate(chunks(items, 8))
    ]
    groups = [text(20 + n) | {"id": f"g_{role}", "roles": [role]} for n, role in enumerate(ROLES)]
    return {
        "id": "hostile",
        "version": 1,
        "languages": ["da", "en"],
        "title": text(0),
        "note": text(1, 400),
        "roles": [text(10 + number) | {"id": role} for number, role in enumerate(ROLES)],
        "groupings": [text(5) | {"id": "roles", "groups": groups}],
        "scale": [text(30 + n) | {"value": value} for n, value in enumerate([1, 2, 3, 4, 5, "na"])],
        "themes": themes,
        "open_items": [text(25 + number, 200) | {"id": f"O{number}"} for number in range(OPEN)],
        "open_items_help": text(2, 400),
    }


def written(folder: Path) -> Path:
    """The folder with the file in it."""
    folder.mkdir()
    (folder / "barometer-hostile.yaml").write_text(yaml.safe_dump(content(), allow_unicode=True), encoding="utf-8")
    return folder

"""What the others write where they are asked for words: made up, in Danish, and about nobody."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sandbox import acts
from sandbox.controls import Control, controls
from sandbox.fields import TEXT_INPUTS
from sandbox.reading import plain

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

WRITE = frozenset({"Skriv en kommentar", "Write a comment"})
TALKATIVE = 0.5
"""The part of them who write something."""
WINDOW_SECONDS = 5.0

_GOOD = (
    "Vi taler mere ens om sagerne end for et år siden.",
    "Superbrugerne er gode at have i nærheden, når man sidder fast i analysen.",
    "Trekanten hjælper mig med at få forældrenes side med fra begyndelsen.",
    "Det går bedst, når vi tager en sag op sammen på teammødet.",
    "Børnene kommer oftere til orde i vores undersøgelser.",
    "Jeg synes, vi er blevet bedre til at skrive, så familien kan forstå det.",
)
_GOOD_TO_DOUBTERS = (
    "Superbrugerne svarer, når man spørger. Det er det bedste ved det.",
    "Trekanten er god at have fremme på mødet. Resten når jeg sjældent.",
    "Det er blevet nemmere at læse hinandens undersøgelser.",
)
_WISHES = (
    "Mere tid til analysen, og færre afbrydelser den dag jeg skriver.",
    "En fast halv time om måneden, hvor vi øver os på en sag sammen.",
    "At lederne spørger til metoden, når vi drøfter en sag.",
    "Korte eksempler på gode undersøgelser, som vi kan kigge i.",
    "At nye kolleger får en makker fra første uge.",
    "Færre skemaer ved siden af. Vi skriver det samme to steder.",
)
_WISHES_OF_DOUBTERS = (
    "Færre felter at fylde ud. Papiret fylder mere end samtalerne.",
    "At vi får tiden, før vi får metoden.",
    "At nogen fortæller, hvad vi kan holde op med, når vi begynder på noget nyt.",
    "Mere tid til analysen, og færre afbrydelser den dag jeg skriver.",
)


async def write(workspace: Workspace, user: str, *, doubts: bool = False) -> bool:
    """Let somebody write who likes to, where the app's newest card offers it; whether they wrote anything."""
    chance = random.Random(f"{user} remarks")
    button = _offered(workspace, user)
    if button is None or workspace.windows.top(user) is not None or chance.random() >= TALKATIVE:
        return False
    await acts.act(workspace, user, button)
    try:
        await workspace.until(lambda: workspace.windows.top(user) is not None, WINDOW_SECONDS)
    except TimeoutError:
        return False
    window = workspace.windows.top(user)
    if window is None:
        return False
    said = (_GOOD_TO_DOUBTERS, _WISHES_OF_DOUBTERS) if doubts else (_GOOD, _WISHES)
    for field, texts in zip(_text_fields(controls(window)), said, strict=False):
        acts.enter(workspace, user, field, chance.choice(texts))
    answer = await acts.submit(workspace, window)
    left = workspace.windows.top(user)
    if left is not None:
        await acts.close(workspace, left, all_of_them=True)
    return not answer.error


def _offered(workspace: Workspace, user: str) -> Control | None:
    card = next((one for one in workspace.direct(user).newest_first(user) if one.user != user), None)
    found = controls(card) if card else ()
    return next((one for one in found if one.kind == "button" and plain(one.element["text"]) in WRITE), None)


def _text_fields(found: Iterable[Control]) -> list[Control]:
    return [one for one in found if one.kind in TEXT_INPUTS]

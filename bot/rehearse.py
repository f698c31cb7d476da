"""Walk a barometer in the terminal, as one role sees it; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable

from domain.barometers import Barometer, Item, Language, RoleId
from domain.rounds import FEWEST_FOR_COMMENTS
from domain.sittings import Sitting

Ask = Callable[[str], str]
Say = Callable[[str], None]

PROMPTS = {
    "da": "Vælg 1-{n}, s = spring over, t = tilbage, q = stop: ",
    "en": "Choose 1-{n}, s = skip, t = back, q = stop: ",
}
WRONG = {"da": "Det er ikke et af valgene.", "en": "That is not one of the choices."}
OPEN = {
    "da": "Til sidst, hvor mindst {n} er spurgt, i egne ord:",
    "en": "At the end, where at least {n} are asked, in one's own words:",
}
DONE = {
    "da": "{answered} af {total} besvaret. Intet er gemt.",
    "en": "{answered} of {total} answered. Nothing is stored.",
}


def rehearse(barometer: Barometer, role: RoleId, language: Language, ask: Ask, say: Say) -> Sitting:
    """Ask each item in turn until the last one or until the person stops, and show the open questions.

    Gives what would have been stored.
    """
    sitting = Sitting(barometer, role)
    say(f"{barometer.title.in_(language)} · {barometer.role(role).name.in_(language)}")
    if barometer.note:
        say(barometer.note.in_(language))
    item: Item | None = sitting.open_item
    while item:
        _show(sitting, item, language, say)
        said = ask(PROMPTS[language].format(n=len(barometer.scale))).strip().lower()
        if said == "q":
            break
        if said == "t":
            item = sitting.before(item.id) or item
            continue
        changed = _answered(sitting, item, said)
        if changed is None:
            say(WRONG[language])
            continue
        sitting, item = changed, changed.open_item
    _show_open(barometer, language, say)
    say(DONE[language].format(answered=sitting.answered, total=len(sitting.items)))
    return sitting


def _show(sitting: Sitting, item: Item, language: Language, say: Say) -> None:
    theme = sitting.barometer.theme_of(item.id)
    say(f"\n{theme.name.in_(language)} · {sitting.number(item.id)} / {len(sitting.items)}")
    say(item.text.in_(language))
    for number, point in enumerate(sitting.barometer.scale, start=1):
        say(f"  {number}  {point.name.in_(language)}")


def _show_open(barometer: Barometer, language: Language, say: Say) -> None:
    """The open questions, which are read here and answered in Slack only."""
    if not barometer.open_items:
        return
    say("\n" + OPEN[language].format(n=FEWEST_FOR_COMMENTS))
    for item in barometer.open_items:
        say(f"  {item.text.in_(language)}")
    if barometer.open_items_help:
        say(barometer.open_items_help.in_(language))


def _answered(sitting: Sitting, item: Item, said: str) -> Sitting | None:
    if said == "s":
        return sitting.skip(item.id)
    if said.isdecimal() and 1 <= int(said) <= len(sitting.barometer.scale):
        return sitting.answer(item.id, sitting.barometer.scale[int(said) - 1].choice)
    return None

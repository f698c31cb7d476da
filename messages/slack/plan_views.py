"""The windows of the plan: several actions written down at once, one edited, one given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    DividerBlock,
    InputBlock,
    PlainTextInputElement,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from domain.courses import Course
from domain.plans import LONGEST_ACTION, LONGEST_REASON, Action, ActionTheme, Owned
from messages.slack.cards import button, buttons, field, message_view, modal, option, plain, section
from messages.slack.course_cards import bold_title, on_day
from messages.slack.text import literal, marked, person
from messages.wording import Words

#: How many rows the window begins with, how many more come at a time, and how many it holds: a view takes 100 blocks.
ROWS, MORE_ROWS, MOST_ROWS = 3, 3, 18
#: What a select sends for an action that belongs to no theme.
NO_THEME = "-"


def block_of(name: str, row: int) -> str:
    """The block of one field of one row."""
    return f"plans-{name}-{row}"


def add_view(course: Course, themes: Sequence[ActionTheme], rows: int, words: Words, surface: str = "") -> View:
    """Rows of what, about which theme, by whom and until when; rows without a text are left out."""
    told = marked(
        words,
        "Skriv det, I er blevet enige om, og vælg, hvem der gør det, og hvornår. Hver tekst får en person og en frist; "
        "tomme rækker springes over.",
    )
    blocks: list[Block] = [section(f"{bold_title(course, words)}\n{told}", block_id=f"{course.id}:{rows}:{surface}")]
    for row in range(rows):
        blocks += [DividerBlock(), *_row(row, themes, words)]
    if rows < MOST_ROWS:
        more = button(words("Flere rækker"), "plans.more_rows", f"{course.id}:{rows}:{surface}")
        blocks.append(buttons(more))
    return modal("plans.add", words("Handlinger"), blocks, submit=words("Tilføj"), close=words("Luk"))


def _row(row: int, themes: Sequence[ActionTheme], words: Words) -> list[Block]:
    what = PlainTextInputElement(multiline=True, max_length=LONGEST_ACTION)
    theme = [_input("theme", row, words("Tema"), _themes(themes, words))] if themes else []
    return [
        _input("text", row, words("Hvad skal gøres?"), what),
        *theme,
        _input("owner", row, words("Hvem gør det?"), UserSelectElement()),
        _input("deadline", row, words("Hvornår?"), DatePickerElement()),
    ]


def _input(name: str, row: int, label: str, element: InputInteractiveElement) -> InputBlock:
    """A field whose label has the number of its row: it is read aloud by itself."""
    element.action_id = f"plans.{name}"
    return InputBlock(block_id=block_of(name, row), label=plain(f"{row + 1}. {label}"), element=element, optional=True)


def _themes(themes: Sequence[ActionTheme], words: Words, chosen: ActionTheme | None = None) -> StaticSelectElement:
    options = {theme.id: option(words.of(theme.name), theme.id) for theme in themes}
    if chosen and chosen.id not in options:
        options[chosen.id] = option(words.of(chosen.name), chosen.id)
    none = option(words("Uden tema"), NO_THEME)
    return StaticSelectElement(options=[*options.values(), none], initial_option=options[chosen.id] if chosen else none)


def edit_view(owned: Owned, themes: Sequence[ActionTheme], surface: str, words: Words, *, leads: bool) -> View:
    """One action's text and deadline; for whoever leads, its theme and owner as well."""
    action = owned.action
    what = PlainTextInputElement(multiline=True, max_length=LONGEST_ACTION, initial_value=action.text)
    by_whom = [
        field("plans.theme", words("Tema"), _themes(themes, words, action.theme)),
        field("plans.owner", words("Hvem gør det?"), UserSelectElement(initial_user=action.owner)),
    ]
    reminded = words("Jeg minder om det en uge før og på den første arbejdsdag efter.")
    if owned.course.over:
        reminded = words("Forløbet er slut, så jeg minder ikke om det.")
    who = marked(words, "Kun {person}, koordinatoren og stedfortræderen kan rette den.", person=person(action.owner))
    if not leads:
        who = f"{who} {marked(words, 'Skal en anden have den, så bed koordinatoren give den videre.')}"
    return modal(
        "plans.edit",
        words("Ret handling"),
        [
            section(who, block_id=f"{action.id}:{surface}"),
            field("plans.text", words("Hvad skal gøres?"), what),
            *(by_whom if leads else []),
            field(
                "plans.deadline",
                words("Hvornår?"),
                DatePickerElement(initial_date=action.deadline.isoformat()),
                reminded,
            ),
        ],
        submit=words("Gem"),
        close=words("Luk"),
    )


def give_up_view(action: Action, surface: str, words: Words) -> View:
    """Why an action is given up, which may be left out."""
    why = PlainTextInputElement(multiline=True, max_length=LONGEST_REASON)
    return modal(
        "plans.give_up",
        words("Opgiv handling"),
        [
            section(literal(action.text), block_id=f"{action.id}:{surface}"),
            field("plans.reason", words("Hvorfor?"), why, words("Teamet kan læse det i planen."), optional=True),
        ],
        submit=words("Opgiv"),
        close=words("Luk"),
    )


def added_view(actions: Sequence[Action], today: date, words: Words) -> View:
    """The receipt for what was written down."""
    told = words.count("1 handling er i planen:", "{n} handlinger er i planen:", len(actions))
    lines = [
        marked(
            words,
            "• {text} · {person} · frist {day}",
            text=one.text[:80],
            person=person(one.owner),
            day=on_day(one.deadline, words, today),
        )
        for one in actions
    ]
    after = marked(words, "Jeg minder dem, der skal gøre det, privat: en uge før og på den første arbejdsdag efter.")
    return message_view(words("Handlinger"), "\n".join([literal(told), *lines, after]), words("Luk"))


def unchanged_view(words: Words) -> View:
    """What was sent is what stands there already."""
    return message_view(words("Ret handling"), words("Intet er ændret."), words("Luk"))


def edited_text(action: Action, today: date, words: Words) -> str:
    """The receipt for an edit; mrkdwn."""
    facts = {"text": action.text[:80], "person": person(action.owner), "day": on_day(action.deadline, words, today)}
    return marked(words, "Rettet: {text} · {person} · frist {day}", **facts)


def given_up_text(action: Action, words: Words) -> str:
    """The receipt for giving up; mrkdwn."""
    return marked(words, "Opgivet: {text}. Den kan åbnes igen i planen.", text=action.text[:80])


def kept_view(text: str, words: Words) -> View:
    """The receipt for one action; mrkdwn."""
    return message_view(words("Gemt"), text, words("Luk"))


def in_row(row: int, what: str, words: Words) -> str:
    """A mistake with the number of its row, counted from 1."""
    return words("Række {n}: {what}", n=row + 1, what=what)

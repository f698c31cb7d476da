"""The anchoring plan in its channel: one card however long the plan is, seen by its coordinator first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.courses import Course
from domain.plans import Plan
from messages.slack.cards import Card, button, buttons, context, header, section
from messages.slack.course_cards import bold_title, line_sections, spoken, title_of
from messages.slack.plans import MOST_CHARACTERS, SHORT, add_button, line_of, open_button, standing, theme_name
from messages.slack.text import literal, marked
from messages.wording import Words


def shared_card(course: Course, plan: Plan, today: date, words: Words) -> Card:
    """The plan in the channel: theme by theme, with owner, deadline and state, in one card however long it is."""
    themes = _fitting(plan, today, words)
    said = [bold_title(course, words), literal(standing(plan, words))]
    return Card(
        spoken([*said, *(line for lines in themes for line in lines)]),
        [
            header(words("Forankringsplan")),
            section("\n".join(said)),
            *(block for lines in themes for block in line_sections(lines)),
            context(marked(words, "Kortet følger planen. Ret det, der er dit, med `/anker plan`.")),
            buttons(open_button(course, words), None if course.over else add_button(course, words)),
        ],
    )


def _fitting(plan: Plan, today: date, words: Words) -> list[list[str]]:
    """The lines of every theme; of a plan that is too long without what is settled, then shortened, then cut."""
    settled = [marked(words, "Det, der er gjort eller opgivet, står under Se planen.")]
    open_only = Plan(plan.course, plan.open)
    themes = _lines(plan, today, words)
    if _size(themes) > MOST_CHARACTERS:
        themes = [*_lines(open_only, today, words), settled]
    if _size(themes) > MOST_CHARACTERS:
        themes = [*_lines(open_only, today, words, SHORT), settled]
    while _size(themes) > MOST_CHARACTERS:
        *kept, last, _ = themes
        rest = [marked(words, "Resten står under Se planen.")]
        themes = [*kept, last[:-1], rest] if len(last) > 2 else [*kept, rest]
    return themes


def _size(themes: Iterable[Iterable[str]]) -> int:
    return sum(len(line) + 1 for lines in themes for line in lines)


def _lines(plan: Plan, today: date, words: Words, longest: int = 3000) -> list[list[str]]:
    return [
        [f"*{literal(theme_name(theme, words))}*", *(f"• {line_of(one, today, words, longest)}" for one in actions)]
        for theme, actions in plan.by_theme()
    ]


def preview_card(course: Course, plan: Plan, today: date, words: Words, room: Words) -> Card:
    """What the channel will see, in its own language, before it does."""
    shown = shared_card(course, plan, today, room)
    told = marked(words, "Sådan kommer planen til at stå i kanalen. Alle i kanalen kan læse den.")
    ways = buttons(
        button(words("Del i kanalen"), "plans.share", course.id, style="primary"),
        button(words("Tilbage"), "plans.page", f"{course.id}:0"),
    )
    return Card(f"{told} {shown.text}", [section(told), *shown.blocks[:-1], ways])


def is_shared_card(course: Course, when: str | None, words: Words) -> Card:
    """The receipt for sharing; `when` is said where it is not now."""
    if when:
        text = marked(words, "Planen kommer i kanalen {when}.", when=when)
    else:
        text = marked(words, "Planen er på vej i kanalen. Kortet følger med, når I ændrer noget.")
    return Card(text, [section(text), buttons(button(words("Tilbage"), "plans.page", f"{course.id}:0"))])


def older_card(course: Course, words: Words) -> Card:
    """What becomes of the plan's card when a newer one comes below."""
    text = marked(words, "{title}: planen står i et nyere kort længere nede.", title=title_of(course, words))
    return Card(text, [context(text)])

"""The anchoring plan as it is seen: the whole of it, in the channel, what is one's own, and what one is reminded of.

A plan is read by theme and date. It never counts or compares people, and what is late is said once, as a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement, Option, OverflowMenuElement

from domain.calendars import open_days
from domain.courses import Course
from domain.people import UserId
from domain.plans import Action, ActionState, ActionTheme, Owned, Plan
from domain.workdays import Workdays
from messages.slack.cards import Card, button, buttons, context, header, option, overflow, section
from messages.slack.course_cards import bold_title, line_sections, on_day, spoken, title_of
from messages.slack.deliveries import Instead
from messages.slack.text import clean, literal, marked, person
from messages.wording import Words

#: Slack takes 50 blocks in a message and, as was observed, some 13,200 characters in all of them.
MOST_ACTIONS, MOST_CHARACTERS = 20, 9_000
#: How much of an action is said where a plan is too long for one card, in characters.
SHORT = 80
#: Where an action's menu stands, so that the same card is drawn again: the whole plan, one's own, or a reminder.
IN_PLAN, OWN, IN_REMINDER = "plan", "own", "reminder"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the plan, and what they may do with it: add to it, or change every action."""

    user: UserId
    adds: bool = False
    leads: bool = False


def add_button(course: Course, words: Words, *, surface: str = "") -> ButtonElement:
    """Opens the window in which actions are written down."""
    value = f"{course.id}:{surface}" if surface else course.id
    return button(words("Tilføj handlinger"), "plans.add", value)


def open_button(course: Course, words: Words) -> ButtonElement:
    """Shows the whole plan to whoever presses."""
    return button(words("Se planen"), "plans.open", course.id)


def theme_name(theme: ActionTheme | None, words: Words) -> str:
    """Not escaped."""
    return words.of(theme.name) if theme else words("Uden tema")


def deadline_told(action: Action, today: date, words: Words) -> str:
    """ "frist fr. 12. februar", or how it ended; not escaped."""
    if action.state is ActionState.DONE:
        return words("gjort")
    if action.state is ActionState.GIVEN_UP:
        return words("opgivet")
    day = on_day(action.deadline, words, today)
    if action.is_late(today):
        return words("fristen var {day}", day=day)
    if action.deadline == today:
        return words("frist i dag")
    return words("frist {day}", day=day)


def line_of(action: Action, today: date, words: Words, longest: int = 3000) -> str:
    """ "Kort om … · @Amina · frist fr. 12. februar", for mrkdwn."""
    text = literal(clean(action.text, longest))
    return f"{text} · {person(action.owner)} · {literal(deadline_told(action, today, words))}"


def standing(plan: Plan, words: Words) -> str:
    """ "12 handlinger, 8 åbne, 3 gjort, 1 opgivet", which may stand after a colon; kinds that there are none of are
    left out.
    """
    counted = [
        (ActionState.OPEN, words.count("1 åben", "{n} åbne", _number(plan, ActionState.OPEN))),
        (ActionState.DONE, words("{n} gjort", n=_number(plan, ActionState.DONE))),
        (ActionState.GIVEN_UP, words("{n} opgivet", n=_number(plan, ActionState.GIVEN_UP))),
    ]
    total = words.count("1 handling", "{n} handlinger", len(plan.actions))
    return ", ".join([total, *(text for state, text in counted if _number(plan, state))])


def _number(plan: Plan, state: ActionState) -> int:
    return sum(one.state is state for one in plan.actions)


def overview(
    course: Course, plan: Plan, reader: Reader, today: date, workdays: Workdays, words: Words, page: int = 0
) -> Card:
    """The whole plan to one person, page by page, with what they may do about each action."""
    pages = _pages(plan, today, words)
    here = min(max(page, 0), len(pages) - 1)
    first = literal(standing(plan, words)) if plan.actions else _empty(reader, words)
    if course.over:
        first = f"{marked(words, 'Forløbet begyndte {day} og er slut.', day=_begun(course, words))}\n{first}"
    where = f"{IN_PLAN}.{here}"
    shown: list[Block] = []
    for theme, actions in pages[here]:
        shown.append(section(f"*{literal(theme_name(theme, words))}*"))
        for one in actions:
            menu = _menu(Owned(course, one), reader, where, today, workdays, words)
            shown.append(section(_with_reason(one, today, words), menu))
    numbered = [context(words("Side {n} af {total}", n=here + 1, total=len(pages)))] if len(pages) > 1 else []
    ways = [*_ways_on(course, plan, reader, here, len(pages), words)]
    said = [line_of(one, today, words) for _, group in pages[here] for one in group]
    return Card(
        spoken([bold_title(course, words), first, *said]),
        [
            header(words("Forankringsplan")),
            section(f"{bold_title(course, words)}\n{first}"),
            *shown,
            *numbered,
            *([buttons(*ways)] if ways else []),
        ],
    )


def _begun(course: Course, words: Words) -> str:
    """What tells a course that is over from the others of its channel; not escaped."""
    return words.day_and_year(course.set_up_on)


def with_earlier(card: Card, earlier: tuple[Course, Plan] | None, reader: UserId, words: Words) -> Card:
    """Below what is seen of a course: that the course before it in the channel has a plan too, how much of it is still
    the reader's own to do, and the way there."""
    if earlier is None:
        return card
    course, plan = earlier
    facts = {"day": _begun(course, words), "standing": standing(plan, words)}
    told = marked(words, "*Planen fra forløbet, der begyndte {day}:* {standing}.", **facts)
    if own := sum(one.owner == reader for one in plan.open):
        told += f" {words.count('Du har selv 1 åben dér.', 'Du har selv {n} åbne dér.', own)}"
    there = button(words("Se den tidligere plan"), "plans.open", course.id)
    return Card(spoken([card.text, told]), [*card.blocks, section(told, there)])


def _empty(reader: Reader, words: Words) -> str:
    if reader.adds:
        return marked(words, "Der er ingen handlinger endnu. Skriv dem ned, som I er blevet enige om.")
    return marked(words, "Der er ingen handlinger endnu.")


def _ways_on(
    course: Course, plan: Plan, reader: Reader, page: int, pages: int, words: Words
) -> Iterator[ButtonElement]:
    if page > 0:
        yield button(words("Forrige side"), "plans.page", f"{course.id}:{page - 1}")
    if page < pages - 1:
        yield button(words("Næste side"), "plans.next", f"{course.id}:{page + 1}")
    if reader.adds and not course.over:
        yield add_button(course, words, surface=f"{IN_PLAN}.{page}")
    if reader.adds and plan.actions:
        yield button(words("Del i kanalen"), "plans.preview", course.id)
    if plan.actions:
        yield button("Word", "plans.word", course.id)


Group = tuple[ActionTheme | None, list[Action]]


def _pages(plan: Plan, today: date, words: Words) -> list[list[Group]]:
    """The plan in pages that a message can hold; a theme that goes on has its name on the next page again."""
    pages: list[list[Group]] = [[]]
    actions = size = 0
    for theme, group in plan.by_theme():
        for one in group:
            length = len(_with_reason(one, today, words))
            if actions and (actions == MOST_ACTIONS or size + length > MOST_CHARACTERS):
                pages.append([])
                actions = size = 0
            if not pages[-1] or pages[-1][-1][0] != theme:
                pages[-1].append((theme, []))
            pages[-1][-1][1].append(one)
            actions, size = actions + 1, size + length
    return pages


def _with_reason(action: Action, today: date, words: Words) -> str:
    line = line_of(action, today, words)
    if not action.reason:
        return line
    return f"{line}\n{marked(words, 'Opgivet fordi: {reason}', reason=action.reason)}"


def _menu(
    owned: Owned, reader: Reader, where: str, today: date, workdays: Workdays, words: Words
) -> OverflowMenuElement | None:
    """What the reader may do with an action; None where that is nothing."""
    action, own = owned.action, owned.action.owner == reader.user
    if not (own or reader.leads):
        return None
    value = f"{action.id}:{where}"
    if not action.is_open:
        return overflow("plans.more", option(words("Åbn igen"), f"{value}:open"))
    first = (option(words("Gjort"), f"{value}:done"), option(words("Ret"), f"{value}:edit"))
    rest = rarer_ways(owned, value, today, workdays, words, own=own)
    return overflow("plans.more", *first, *rest)


def rarer_ways(
    owned: Owned, value: str, today: date, workdays: Workdays, words: Words, *, own: bool = True
) -> list[Option]:
    """What is seldom done about an open action: its owner puts the reminder off, and it is given up."""
    course = owned.course
    can_snooze = own and not course.over and owned.action.can_be_snoozed(today, open_days(course.type, workdays))
    return [
        *([option(words("Udsæt påmindelsen en uge"), f"{value}:snooze")] if can_snooze else []),
        option(words("Opgiv"), f"{value}:give_up"),
    ]


def own_tasks(owned: Sequence[Owned], today: date, workdays: Workdays, words: Words) -> Card | None:
    """What somebody has to do in all their courses, the earliest deadline first; None where that is nothing."""
    if not owned:
        return None
    first = words.count("Du har 1 åben handling.", "Du har {n} åbne handlinger.", len(owned))

    def shown(one: Owned, line: str) -> list[Block]:
        return [section(line, _menu(one, Reader(one.action.owner), OWN, today, workdays, words))]

    blocks, said = listed(owned, shown, today, words)
    return Card(spoken([first, *said]), [header(words("Dine handlinger")), section(literal(first)), *blocks])


def listed(
    owned: Sequence[Owned], shown: Callable[[Owned, str], Sequence[Block]], today: date, words: Words
) -> tuple[list[Block], list[str]]:
    """Somebody's own actions, each as `shown` shows its line; of very many the first, and how many more there are."""
    blocks: list[Block] = []
    said: list[str] = []
    for one in owned:
        line = _own_line(one, today, words)
        if len(said) == MOST_ACTIONS or sum(map(len, said)) + len(line) > MOST_CHARACTERS:
            break
        said.append(line.replace("\n", " · "))
        blocks += shown(one, line)
    left = len(owned) - len(said)
    if left:
        rest = words.count("Der er 1 til.", "Der er {n} til.", left)
        blocks.append(context(literal(rest)))
        said.append(rest)
    return blocks, said


def _own_line(one: Owned, today: date, words: Words) -> str:
    about = [deadline_told(one.action, today, words)]
    if one.action.theme:
        about.append(theme_name(one.action.theme, words))
    if one.course.over:
        about.append(words("forløbet er slut"))
    elif one.action.snoozed_to and one.action.is_open and one.action.snoozed_to > today:
        about.append(words("jeg minder dig om det {day}", day=on_day(one.action.snoozed_to, words, today)))
    told = " · ".join(about)
    return f"*{literal(one.action.text)}*\n{literal(told[:1].upper() + told[1:])}"


def left_card(course: Course, owner: UserId, actions: Sequence[Action], today: date, words: Words) -> Card:
    """To the coordinator: somebody who has left Slack still has something to do in the plan."""
    first = marked(
        words,
        "*{title}*: {person} er ikke længere i Slack og får ingen påmindelser. Giv det, der er åbent, til en anden.",
        title=title_of(course, words),
        person=person(owner),
    )
    lines = [f"• {line_of(one, today, words, SHORT)}" for one in actions[:MOST_ACTIONS]]
    return Card(spoken([first, *lines]), [section(first), *line_sections(lines), buttons(open_button(course, words))])


def with_document(course: Course, words: Words) -> str:
    """The text of the message that holds the plan as a Word file."""
    told = marked(words, "{title}: forankringsplanen.", title=title_of(course, words))
    return f"{told} {marked(words, 'Husk at journalisere den.')}"


def instead(words: Words) -> Instead:
    """Where the plan is while there is no file."""
    return Instead(
        refused=marked(
            words, "Det kan jeres Slack-administrator ændre. Indtil da kan I læse planen: skriv `/anker plan`."
        ),
        failed=marked(words, "Prøv igen om lidt. Planen kan læses imens: skriv `/anker plan`."),
    )


def none_left_card(words: Words) -> Card:
    """In place of one's own actions when the last one is settled."""
    text = marked(words, "Du har ingen åbne handlinger.")
    return Card(text, [section(text)])


def none_card(words: Words) -> Card:
    """`/anker plan` where there is neither a course nor anything of one's own."""
    text = marked(words, "Du er ikke med i noget forløb med en plan og har ingen åbne handlinger.")
    what = marked(words, "Forankringsteamet ser planen med `/anker plan` i sin kanal.")
    return Card(f"{text} {what}", [section(f"{text}\n{what}")])

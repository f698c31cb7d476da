"""What an owner of actions is told privately: that they are reminded of them, that somebody has given them some, or
that the course is over and no reminder comes any more.

What one does about an action stands under it in plain sight; only what is rarer is in its menu.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from domain.people import UserId
from domain.plans import Action, Owned
from domain.workdays import Workdays
from messages.slack.cards import Card, button, buttons, context, header, overflow, section
from messages.slack.course_cards import line_sections, spoken, title_of
from messages.slack.plans import IN_REMINDER, MOST_ACTIONS, SHORT, deadline_told, listed, rarer_ways
from messages.slack.text import channel, clean, literal, marked, person
from messages.wording import Words


def reminder_card(owned: Sequence[Owned], reader: UserId, today: date, workdays: Workdays, words: Words) -> Card:
    """What somebody is reminded of: what falls due within the week, and what has passed."""
    first = marked(words, "Fra planen: {title}. Kun du får denne besked.", title=title_of(owned[0].course, words))
    heading = words.count("Din handling i planen", "Dine {n} handlinger i planen", len(owned))
    blocks, said = _with_ways(owned, reader, today, workdays, words)
    return Card(
        spoken([literal(heading), *said, first]), [header(heading), *blocks, context(f"{first} {_more(words)}")]
    )


def given_card(
    by: UserId,
    after: UserId | None,
    owned: Sequence[Owned],
    reader: UserId,
    today: date,
    workdays: Workdays,
    words: Words,
) -> Card:
    """What somebody else has given one to do: what, by when, in which course, who gave it, and after whom."""
    course = owned[0].course
    facts = {"person": person(by), "title": title_of(course, words), "channel": channel(course.channel)}
    first = marked(words, "{person} har skrevet dig på planen for {title} i {channel}.", **facts)
    if after:
        gone = marked(words, "Du overtager efter {person}.", person=person(after))
        first = f"{first} {gone}"
    heading = words.count("Du har fået en handling", "Du har fået {n} handlinger", len(owned))
    blocks, said = _with_ways(owned, reader, today, workdays, words)
    alone = marked(words, "Kun du får denne besked.")
    return Card(
        spoken([literal(heading), first, *said]),
        [header(heading), section(first), *blocks, context(f"{alone} {_more(words)}")],
    )


def taken_card(owned: Sequence[Owned], by: UserId, words: Words) -> Card:
    """What was one's own, and is another's now."""
    course, left = owned[0].course, len(owned) - MOST_ACTIONS
    lines = [_taken_line(one.action, by, words) for one in owned[:MOST_ACTIONS]]
    if left > 0:
        lines.append(literal(words.count("Der er 1 til.", "Der er {n} til.", left)))
    title, where = title_of(course, words), channel(course.channel)
    whose = marked(words, "Fra planen for {title} i {channel}. Kun du får denne besked.", title=title, channel=where)
    return Card(spoken([*lines, whose]), [*line_sections(lines), context(whose)])


def _taken_line(action: Action, by: UserId, words: Words) -> str:
    facts = {"person": person(by), "owner": person(action.owner), "action": clean(action.text, SHORT)}
    if by == action.owner:
        return marked(words, "{person} har overtaget en handling fra dig: *{action}*", **facts)
    return marked(words, "{person} har givet en af dine handlinger videre til {owner}: *{action}*", **facts)


def taken_over_line(owned: Sequence[Owned], words: Words) -> Card:
    """What the message about actions becomes that are all another's by now: a line for each, and nothing to press."""
    lines = [
        marked(
            words,
            "*{action}*: overtaget af {person}.",
            action=clean(one.action.text, SHORT),
            person=person(one.action.owner),
        )
        for one in owned[:MOST_ACTIONS]
    ]
    return Card(spoken(lines), [context(line) for line in lines])


def course_over_card(owned: Sequence[Owned], today: date, words: Words) -> Card:
    """What is still one's own to do when the course is over, until when, and where it is marked as done."""
    course, left = owned[0].course, len(owned) - MOST_ACTIONS
    first = marked(
        words,
        "*{title}* i {channel} er slut, og jeg minder dig ikke om mere. Da det sluttede, var det her åbent hos dig:",
        title=title_of(course, words),
        channel=channel(course.channel),
    )
    lines = [_open_line(one, today, words) for one in owned[:MOST_ACTIONS]]
    if left > 0:
        lines.append(literal(words.count("Der er 1 til.", "Der er {n} til.", left)))
    where = marked(words, "Kun du får denne besked. Skriv `/anker plan` her for at melde noget gjort eller rette det.")
    return Card(spoken([first, *lines, where]), [section(first), *line_sections(lines), context(where)])


def _open_line(one: Owned, today: date, words: Words) -> str:
    return f"• {literal(clean(one.action.text, SHORT))} · {literal(deadline_told(one.action, today, words))}"


def _more(words: Words) -> str:
    return marked(words, "Alt, hvad du har i planen: skriv `/anker plan`.")


def _with_ways(
    owned: Sequence[Owned], reader: UserId, today: date, workdays: Workdays, words: Words
) -> tuple[list[Block], list[str]]:
    def shown(one: Owned, line: str) -> list[Block]:
        if one.action.owner != reader:
            now = marked(words, "nu hos {person}", person=person(one.action.owner))
            return [section(f"{line} · {now}")]
        return [section(line), _ways(one, today, workdays, words)]

    return listed(owned, shown, today, words)


def _ways(one: Owned, today: date, workdays: Workdays, words: Words) -> ActionsBlock:
    """What its owner can do about an action; read aloud, each button names it, for there may be several."""
    value = f"{one.action.id}:{IN_REMINDER}"

    def way(label: str, action: str, what: str) -> ButtonElement:
        return button(label, action, f"{value}:{what}", spoken=f"{label}: {one.action.text}")

    if not one.action.is_open:
        return buttons(way(words("Åbn igen"), "plans.reopen", "open"))
    return ActionsBlock(
        elements=[
            way(words("Gjort"), "plans.done", "done"),
            way(words("Ret"), "plans.edit", "edit"),
            overflow("plans.more", *rarer_ways(one, value, today, workdays, words)),
        ]
    )

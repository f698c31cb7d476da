"""Somebody with a part in a course is gone or away: the question who takes over, and what the heir is told."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import UserSelectElement
from slack_sdk.models.views import View

from domain.courses import Course
from domain.handovers import Gone, Left
from domain.people import Named, Right, UserId
from messages.slack.cards import Card, button, buttons, context, field, message_view, modal, section
from messages.slack.course_cards import spoken, status_button, title_of
from messages.slack.text import channel, literal, marked, person
from messages.wording import Words

#: The field in which an heir is chosen.
HEIR = "handovers.heir"


def gone_card(course: Course, left: Left, named: Named, asked: UserId, words: Words) -> Card:
    """For whoever says who takes over; nothing has changed yet."""
    first = _gone(course, left, words)
    lines = list(_left(course, left, words))
    if asked == named.deputy and left.role is Right.COORDINATOR:
        lines.append(marked(words, "Du er stedfortræder."))
    if left.why is Gone.LEFT_CHANNEL and left.user in named.whole_team:
        lines.append(marked(words, "Overtager nogen, er {person} ikke længere med i teamet.", person=person(left.user)))
    asks = marked(words, "Vil du overtage? Der sker ikke noget, før du vælger.")
    value = f"{course.id}:{left.user}:{left.why}"
    return Card(
        spoken([first, *lines, asks]),
        [
            section("\n".join([f"*{first}*", *lines])),
            section(asks),
            buttons(
                button(words("Overtag"), "handovers.take", value, style="primary"),
                button(words("Vælg en anden"), "handovers.choose", value),
            ),
            *([context(marked(words, "Rollen står, til koordinatoren er tilbage."))] if left.why is Gone.AWAY else []),
        ],
    )


def _gone(course: Course, left: Left, words: Words) -> str:
    facts = {"person": person(left.user), "channel": channel(course.channel)}
    return {
        Gone.DEACTIVATED: marked(words, "{person} er ikke længere i Slack.", **facts),
        Gone.AWAY: marked(words, "{person} er på orlov.", **facts),
        Gone.LEFT_CHANNEL: marked(words, "{person} har forladt {channel}.", **facts),
        Gone.TAKEN_OUT: marked(words, "{person} er ikke længere med i teamet i {channel}.", **facts),
    }[left.why]


def _left(course: Course, left: Left, words: Words) -> Iterator[str]:
    facts = {"title": title_of(course, words), "channel": channel(course.channel)}
    if left.role is Right.COORDINATOR:
        yield marked(words, "Forløbet {title} i {channel} mangler en koordinator.", **facts)
    elif left.role is Right.DEPUTY:
        yield marked(words, "Forløbet {title} i {channel} mangler en stedfortræder.", **facts)
    if left.actions:
        told = words.count(
            "Der er 1 åben handling i planen for {title}.",
            "Der er {n} åbne handlinger i planen for {title}.",
            left.actions,
            title=title_of(course, words),
        )
        yield literal(told)


def choose_view(course: Course, left: Left, words: Words) -> View:
    """Who takes over."""
    lines = [_gone(course, left, words), *_left(course, left, words)]
    return modal(
        "handovers.choose",
        words("Hvem overtager?"),
        [
            section("\n".join(lines), block_id=f"{course.id}:{left.user}:{left.why}"),
            field(HEIR, words("Hvem overtager?"), UserSelectElement()),
        ],
        submit=words("Gem"),
        close=words("Luk"),
    )


def chosen_view(course: Course, left: Left, heir: UserId, words: Words) -> View:
    """The receipt of a window."""
    return message_view(words("Hvem overtager?"), _taken(course, left, heir, words), words("Luk"))


def taken_card(course: Course, left: Left, heir: UserId, words: Words) -> Card:
    """What the question becomes once somebody has taken over."""
    text = _taken(course, left, heir, words)
    return Card(text, [section(text), buttons(status_button(course, words))])


def _taken(course: Course, left: Left, heir: UserId, words: Words) -> str:
    facts = {"heir": person(heir), "person": person(left.user), "title": title_of(course, words)}
    return marked(words, "{heir} har overtaget efter {person} i forløbet {title}.", **facts)


def settled_text(words: Words) -> str:
    """There is nothing to take over any more: they are back, or somebody was quicker."""
    return marked(words, "Der er ikke noget at overtage mere. Intet er ændret.")


def settled_card(words: Words) -> Card:
    text = settled_text(words)
    return Card(text, [section(text)])


def settled_view(words: Words) -> View:
    return message_view(words("Hvem overtager?"), settled_text(words), words("Luk"))


def choose_told(words: Words) -> str:
    """Nobody is chosen, or the one who is gone."""
    return words("Vælg en kollega, der kan skrive til Anker.")

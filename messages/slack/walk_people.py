"""Who takes part in a walk: the window in which that is changed, and what those who are concerned are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, DatePickerElement, UserMultiSelectElement, UserSelectElement
from slack_sdk.models.views import View

from domain.people import UserId
from domain.revisions import Question
from domain.walk_people import crew_edition, open_with
from domain.walk_reviews import unsettled_of, wants_an_answer
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, field, modal, section
from messages.slack.text import channel, literal, marked, person
from messages.slack.walk_reviews import MOST_NAMED, name_of, named, own_told, settle_buttons, spoken
from messages.slack.walk_starts import approver_hint, when_to_approve
from messages.slack.walks import aside, people
from messages.wording import Words


def people_view(walk: Walk, words: Words, *, is_changed: bool = False) -> View:
    """The owner's: who writes, who approves, who owns it, and by when. `is_changed`: since they opened it."""
    changed = marked(words, "*Nogen er kommet til eller gået imens.* Her er de, der er med nu. Intet er gemt.")
    return modal(
        "walks.people",
        words("Personer"),
        [
            *([section(changed)] if is_changed else []),
            section(f"*{literal(name_of(walk, words))}*", block_id=f"{walk.id}:{crew_edition(walk)}"),
            _field("walks.authors", words("Hvem skriver med?"), _many(walk.authors), walk),
            _field("walks.approvers", words("Hvem godkender?"), _many(walk.approvers), walk, approver_hint(words)),
            _field("walks.owner", words("Hvem har ansvaret?"), UserSelectElement(initial_user=walk.owner), walk),
            _field(
                "walks.target", words("Færdig senest"), DatePickerElement(initial_date=walk.target.isoformat()), walk
            ),
            heir_field(words("Hvis du tager nogen ud: Hvem overtager det, der er åbent hos dem?"), words),
        ],
        submit=words("Gem"),
        close=words("Luk"),
    )


def _field(
    action: str,
    label: str,
    element: UserMultiSelectElement | UserSelectElement | DatePickerElement,
    walk: Walk,
    hint: str | None = None,
) -> Block:
    """A fresh block for every state of the people: with an old one Slack shows what was chosen before."""
    made = field(action, label, element, hint)
    made.block_id = f"{made.block_id}-{crew_edition(walk)}"
    return made


def _many(users: Sequence[UserId]) -> UserMultiSelectElement:
    return UserMultiSelectElement(initial_users=list(users) or None)


def heir_field(label: str, words: Words) -> Block:
    hint = words("Kan stå tomt, når der ikke er noget at overtage.")
    return field("walks.heir", label, UserSelectElement(), hint, optional=True)


def leave_view(walk: Walk, user: UserId, words: Words) -> View:
    """Everybody else's: who takes part, and a way out for oneself."""
    mine = open_with(walk, user)
    lines = [named(walk, question, words) for question in mine[:MOST_NAMED]]
    open_here = [section("\n".join([marked(words, "*Det her er åbent hos dig:*"), *lines]))] if lines else []
    ask = marked(words, "Skal andre være med, så spørg {owner}.", owner=person(walk.owner))
    return modal(
        "walks.leave",
        words("Personer"),
        [
            section(f"*{literal(name_of(walk, words))}*", block_id=f"{walk.id}:leave"),
            section("\n".join(_who(walk, words))),
            context(ask),
            *open_here,
            heir_field(words("Hvis du forlader skabelonen: Hvem overtager efter dig?"), words),
        ],
        submit=words("Forlad skabelonen"),
        close=words("Luk"),
    )


def _who(walk: Walk, words: Words) -> list[str]:
    groups = (
        (marked(words, "Har ansvaret:"), (walk.owner,)),
        (marked(words, "Skriver med:"), walk.authors),
        (marked(words, "Godkender:"), walk.approvers),
    )
    return [f"{label} {' '.join(person(user) for user in users)}" for label, users in groups if users]


def heir_view(walk: Walk, gone: UserId, words: Words) -> View:
    """Who takes over from somebody who is deactivated."""
    theirs = _theirs(walk, gone, words)
    return modal(
        "walks.heir",
        words("Hvem overtager?"),
        [
            section(_gone(walk, gone, words), block_id=f"{walk.id}:{gone}"),
            *([section("\n".join(theirs))] if theirs else []),
            heir_field(words("Hvem overtager?"), words),
        ],
        submit=words("Gem"),
        close=words("Luk"),
    )


def _gone(walk: Walk, gone: UserId, words: Words) -> str:
    facts = {"person": person(gone), "name": name_of(walk, words)}
    return marked(words, "*{name}*: {person} er deaktiveret i Slack og kan ikke svare mere.", **facts)


def _theirs(walk: Walk, gone: UserId, words: Words) -> list[str]:
    """What is to be taken over."""
    lines = [named(walk, question, words) for question in open_with(walk, gone)[:MOST_NAMED]]
    if gone == walk.owner:
        lines.insert(0, marked(words, "Ansvaret for skabelonen skal have en ny ejer."))
    return lines


def gone_card(walk: Walk, gone: UserId, words: Words) -> Card:
    """For whoever has to say who takes over."""
    text = _gone(walk, gone, words)
    what = marked(words, "Det, der er skrevet, står. Vælg, hvem der overtager resten.")
    theirs = _theirs(walk, gone, words)
    return Card(
        spoken([text, what, *theirs]),
        [
            section(f"{text}\n{what}"),
            *([section("\n".join(theirs))] if theirs else []),
            buttons(button(words("Vælg, hvem der overtager"), "walks.heir", f"{walk.id}:{gone}")),
        ],
    )


def taken_over_card(
    walk: Walk, questions: Sequence[Question], user: UserId, gone: Sequence[UserId], today: date, words: Words
) -> Card:
    """For the heir: what they have taken over from whom, what of it they are to settle by when, and the way to each.

    Only what they were handed is led to by the next question.
    """
    settling = [one for one in questions if one.id in {mine.id for mine in unsettled_of(walk, user)}]
    handed = [one for one in questions if one not in settling]
    text = _taken_over(walk, gone, words)
    lines = [named(walk, question, words) for question in handed[:MOST_NAMED]]
    listed: list[Block] = [section("\n".join(lines))] if lines else []
    said = [text, *lines]
    for question in settling[:MOST_NAMED]:
        told = own_told(walk, question, user, today, words)
        said.append(told)
        listed += [section(told), settle_buttons(walk, question, words)]
    return Card(spoken(said), [section(text), *listed, _begin(walk, words, leads=wants_an_answer(walk, user))])


def _taken_over(walk: Walk, gone: Sequence[UserId], words: Words) -> str:
    name = name_of(walk, words)
    if not gone:
        return marked(words, "*{name}*: du har overtaget det, der var åbent hos en kollega.", name=name)
    told = "*{name}*: du har overtaget det, der var åbent hos {people}."
    return marked(words, told, name=name, people=people(gone, words))


def new_owner_card(walk: Walk, words: Words) -> Card:
    facts = {"name": name_of(walk, words), "channel": channel(walk.channel), "day": words.day(walk.target)}
    text = marked(
        words,
        "*{name}*: du har fået ansvaret for skabelonen. Målet er {day}, og opsummeringer kommer i {channel}.",
        **facts,
    )
    return Card(text, [section(text), _begin(walk, words)])


def new_approver_card(walk: Walk, words: Words) -> Card:
    """For somebody who took part already and approves from now on; it interrupts nothing that they are writing."""
    told = marked(words, "*{name}*: du er valgt til at godkende skabelonen.", name=name_of(walk, words))
    text = f"{told} {when_to_approve(words)}"
    return aside(Card(text, [section(text), buttons(button(words("Se status"), "walks.status", walk.id))]))


def taken_out_card(walk: Walk, by: UserId, words: Words) -> Card:
    facts = {"name": name_of(walk, words), "person": person(by)}
    text = marked(
        words, "*{name}*: {person} har taget dig ud af skabelonen. Det, du har skrevet, står der stadig.", **facts
    )
    return Card(text, [section(text)])


def _begin(walk: Walk, words: Words, *, leads: bool = True) -> Block:
    """`leads`: there is a next question for them."""
    return buttons(
        button(words("Næste spørgsmål"), "walks.begin", walk.id, style="primary") if leads else None,
        button(words("Se status"), "walks.status", walk.id),
    )


def kept_text(walk: Walk, words: Words) -> str:
    """The receipt for a changed walk."""
    return words("Gemt. De, det angår i {unit}, får besked.", unit=walk.unit)


def left_text(walk: Walk, words: Words) -> str:
    return words(
        "Du er ikke længere med i skabelonen for {unit}. Det, du har skrevet, står der stadig.", unit=walk.unit
    )

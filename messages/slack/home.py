"""The Home tab: for one person's eyes, and without a word of what they have answered in a barometer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from domain.courses import Course, Rest
from domain.people import ChannelId, Named, UserId
from domain.plans import Owned
from domain.rounds import Round
from domain.walk_reviews import waiting_for
from domain.walks import Walk, WalkId
from messages.labels import closing_day
from messages.slack.cards import Card, button, buttons, context, header, section
from messages.slack.commands import Offer, explained
from messages.slack.course_cards import line_sections, title_of
from messages.slack.course_status import StatusFacts, next_told, passed_told, timeline_line
from messages.slack.plans import deadline_told
from messages.slack.roles import stand_in_told
from messages.slack.text import channel, clean, literal, marked
from messages.slack.walk_reminders import target_told
from messages.slack.walk_reviews import name_of
from messages.wording import Words

#: A Home tab takes so many blocks (docs.slack.dev/surfaces/app-home).
MOST_BLOCKS = 100
#: So many of each kind are shown.
MOST_ROWS, MOST_ROOMS = 5, 8
#: Longest text of an action that is shown here.
LONGEST_ACTION = 150
OWN = Offer("barometer:", "", "")
NEXT_QUESTION = Offer("icm:", "", "")
WALK_STATUS = Offer("icm:status", "", "")
PLAN = Offer("anker:plan", "plan", "plan")
STATUS = Offer("anker:status", "status", "status")


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A channel in which the person has a right: its course, if they may see one, and the words they may use there.

    `ended` is the course that was there last, where none is under way.
    """

    channel: ChannelId
    named: Named
    status: StatusFacts | None = None
    offers: Sequence[Offer] = ()
    ended: Course | None = None


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """Everything that stands on one person's tab on the local date `today`.

    Of the `rounds` in which they are asked nothing is known but that: whether they have answered is not read.
    `comments` are the rounds whose comments they are to read, and how many of each wait for them.
    """

    user: UserId
    today: date
    rounds: Sequence[Round] = ()
    comments: Sequence[tuple[Round, int]] = ()
    walks: Sequence[Walk] = ()
    #: The templates that are ready for this person's approval, which of them somebody has asked it for, those for which
    #: this person could ask, and those in which only a text of theirs waits.
    approvals: Sequence[Walk] = ()
    asked: frozenset[WalkId] = frozenset()
    to_ask: Sequence[Walk] = ()
    texts: Sequence[Walk] = ()
    actions: Sequence[Owned] = ()
    rooms: Sequence[RoomFacts] = ()
    offers: Sequence[Offer] = ()


def home_view(facts: HomeFacts, words: Words) -> View:
    """The whole tab, within Slack's limit: what there is to do, then each channel, then what is always there.

    The first heading does not say that anything waits: a round stands there before and after somebody has answered.
    """
    mine = [*_rounds(facts, words), *_comments(facts, words), *_walks(facts, words), *_actions(facts, words)]
    waits = [*mine, *_past(facts, words)]
    nothing = section(marked(words, "Der er ikke noget, der venter på dig lige nu."))
    rooms = [block for room in facts.rooms[:MOST_ROOMS] for block in _room(room, facts.user, words)]
    foot: list[Block] = [
        header(words("Altid")),
        buttons(*(_word(offer, "", words) for offer in facts.offers), _language(words)),
        context(marked(words, "Kun du ser denne side. Knapperne svarer dig under Beskeder.")),
    ]
    body = [header(words("Lige nu")), *(waits or [nothing]), *rooms]
    return View(type="home", blocks=[*body[: MOST_BLOCKS - len(foot)], *foot])


def told_view(card: Card) -> View:
    """A tab that only says why there is nothing on it, without buttons that need a message to answer in."""
    return View(type="home", blocks=[block for block in card.blocks if block.type != "actions"])


def _rounds(facts: HomeFacts, words: Words) -> Iterator[Block]:
    """The same before and after somebody has answered: whoever looks over their shoulder learns nothing."""
    for one in facts.rounds[:MOST_ROWS]:
        when = {"unit": one.unit, "until": words.moment(one.closes_at)}
        is_open = marked(words, "*Barometeret i {unit}* er åbent til {until}.", **when)
        asked = marked(words, "Du er spurgt. Indtil da kan du svare, rette og slette.")
        yield section(f"{is_open}\n{asked}", _word(OWN, "", words))


def _comments(facts: HomeFacts, words: Words) -> Iterator[Block]:
    """To their reader: how many nobody has decided about, and never a word of one."""
    for one, number in facts.comments[:MOST_ROWS]:
        waiting = words.count(
            "*1 kommentar* fra barometeret i {unit}, lukket {day}, venter på dig. Kun du kan læse den.",
            "*{n} kommentarer* fra barometeret i {unit}, lukket {day}, venter på dig. Kun du kan læse dem.",
            number,
            unit=literal(one.unit),
            day=closing_day(one, words),
        )
        yield section(waiting, button(words("Læs kommentarerne"), "comments.read", one.id))


def _walks(facts: HomeFacts, words: Words) -> Iterator[Block]:
    for walk in facts.walks[:MOST_ROWS]:
        number = len(waiting_for(walk, facts.user))
        told = words.count("1 spørgsmål kan få et svar af dig.", "{n} spørgsmål kan få et svar af dig.", number)
        goal = target_told(walk, facts.user, facts.today, words)
        yield section(f"*{literal(name_of(walk, words))}*\n{literal(told)} {goal}", _word(NEXT_QUESTION, "", words))
    for walk in facts.texts[:MOST_ROWS]:
        told = marked(words, "Du har skrevet noget, som ikke er lagt under et spørgsmål endnu.")
        yield section(f"*{literal(name_of(walk, words))}*\n{told}", _word(NEXT_QUESTION, "", words))
    for walk in facts.approvals[:MOST_ROWS]:
        if walk.id in facts.asked:
            told = marked(words, "*{name}* er klar til, at du ser på den og godkender.", name=name_of(walk, words))
        else:
            told = marked(
                words,
                "*{name}* er besvaret. Ingen har bedt om godkendelse endnu, men du kan godkende den nu.",
                name=name_of(walk, words),
            )
        yield section(told, button(words("Gennemse"), "walks.review", walk.id))
    for walk in facts.to_ask[:MOST_ROWS]:
        told = marked(words, "*{name}* er besvaret. Bed om godkendelse i status.", name=name_of(walk, words))
        yield section(told, _word(WALK_STATUS, "", words))


def _actions(facts: HomeFacts, words: Words) -> Iterator[Block]:
    """One's own part of the plan, the earliest deadline first."""
    if not facts.actions:
        return
    number = len(facts.actions)
    yield section(
        words.count("*Du har 1 åben handling i planen*", "*Du har {n} åbne handlinger i planen*", number),
        _word(PLAN, facts.actions[0].course.channel, words),
    )
    yield from line_sections(_action(one, facts.today, words) for one in facts.actions[:MOST_ROWS])


def _action(one: Owned, today: date, words: Words) -> str:
    text = literal(clean(one.action.text, LONGEST_ACTION))
    over = f" · {literal(words('forløbet er slut'))}" if one.course.over else ""
    return f"• {text} · {literal(deadline_told(one.action, today, words))}{over}"


def _past(facts: HomeFacts, words: Words) -> Iterator[Block]:
    """Dates that have passed without anybody saying what came of them, in the courses that the person works in."""
    for room in facts.rooms[:MOST_ROOMS]:
        if room.status and (told := passed_told(room.status, words)):
            title = literal(title_of(room.status.course, words))
            yield section(f"*{title}*\n{literal(told)}", button(words("Status"), action_of(STATUS), room.channel))


def _room(room: RoomFacts, user: UserId, words: Words) -> Iterator[Block]:
    """A channel: how far its course is, and what one can do there."""
    if room.status:
        yield header(title_of(room.status.course, words))
        yield section("\n".join(_standing(room.status, words)))
        yield from line_sections(timeline_line(room.status, line, words) for line in room.status.lines)
    elif room.ended:
        over = marked(words, "{title}: forløbet er slut.", title=title_of(room.ended, words))
        yield section(f"*{channel(room.channel)}*\n{over}")
    elif room.offers:
        yield section(f"*{channel(room.channel)}*")
    if told := stand_in_told(room.named, room.channel, user, words):
        yield context(told)
    status = [button(words("Status"), action_of(STATUS), room.channel)] if room.status or room.ended else []
    if room.offers or status:
        yield buttons(*status, *(_word(offer, room.channel, words) for offer in room.offers))


def _standing(status: StatusFacts, words: Words) -> Iterator[str]:
    where = channel(status.course.channel)
    yield f"{where} · {next_told(status, words)}"
    if status.course.resting is Rest.ARCHIVED:
        yield marked(words, "{channel} er arkiveret, så jeg minder ingen om noget.", channel=where)
    elif status.course.resting is Rest.NOT_IN_CHANNEL:
        yield marked(
            words,
            "Jeg er ikke med i {channel}, så jeg minder ingen om noget. Skriv `/invite @Anker` dér.",
            channel=where,
        )


def _word(offer: Offer, where: ChannelId, words: Words) -> ButtonElement:
    """A word as a button; it knows its channel, since a Home tab stands in none."""
    return button(explained(offer.key, words)[0], action_of(offer), where)


def action_of(offer: Offer) -> str:
    """The action id of a word's button on the Home tab."""
    return offer.action.replace("commands.", "home.")


def _language(words: Words) -> ButtonElement:
    label, value = ("Dansk", "da") if words.language == "en" else ("English", "en")
    return button(label, "home.language", value)

"""How a walk begins: the form that it is started with, and the invitation for everybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View

from domain.people import LONGEST_NAME, ChannelId, UserId
from domain.templates import Template
from domain.walks import Walk
from messages.slack.cards import Card, button, buttons, context, field, message_view, modal, option, plain, section
from messages.slack.text import channel, literal, marked, person
from messages.slack.walk_marks import DOOR
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class StartFacts:
    """What is proposed for a new walk."""

    channel: ChannelId | None
    unit: str
    templates: Sequence[Template]
    target: date


def start_view(facts: StartFacts, user: UserId, words: Words) -> View:
    """Who takes part, who approves, by when, and where summaries go."""
    options = [option(words.of(template.title), template.id) for template in facts.templates]
    template = StaticSelectElement(options=options, initial_option=options[0])
    channel = ConversationSelectElement(
        initial_conversation=facts.channel,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    first = marked(
        words,
        "*Svarene er ikke anonyme.* De må ikke handle om borgere. Du selv er med og kan give opgaven videre.",
    )
    return modal(
        "walks.start",
        words("Ny skabelon"),
        [
            section(first),
            SectionBlock(text=plain(words.of(facts.templates[0].introduction))),
            field("walks.template", words("Skabelon"), template),
            field(
                "walks.unit",
                words("Enhed"),
                PlainTextInputElement(initial_value=facts.unit or None, max_length=LONGEST_NAME),
                words("Fx afdelingen eller indsatsens navn."),
            ),
            field(
                "walks.authors",
                words("Hvem skriver med?"),
                UserMultiSelectElement(initial_users=[user]),
                words("Ledere, og gerne kommende case managere."),
            ),
            field("walks.approvers", words("Hvem godkender?"), UserMultiSelectElement(), approver_hint(words)),
            field("walks.target", words("Færdig senest"), DatePickerElement(initial_date=facts.target.isoformat())),
            field("walks.channel", words("Opsummeringer vises i"), channel),
        ],
        submit=words("Begynd"),
        close=words("Luk"),
    )


def approver_hint(words: Words) -> str:
    """The one rule for who approves, wherever approvers are chosen."""
    return words(
        "Mindst én: uden en godkender kan ingen version ligge fast. "
        "Vælger du flere, er det nok, at én af dem godkender."
    )


def started_view(walk: Walk, words: Words) -> View:
    """The walk has begun, in place of the form."""
    return message_view(words("I gang"), started_text(walk, words), words("Luk"))


def invitation_card(walk: Walk, user: str, words: Words) -> Card:
    """The beginning, for everybody in the walk: what they are asked for, that it is not anonymous, until when."""
    promise = marked(
        words,
        "*Svarene er ikke anonyme:* alle, der er med, ser, hvem der skrev hvad. Skriv ikke om borgere, og ingen "
        "CPR-numre.",
    )
    until = marked(words, "Målet er at være færdig {day}.", day=words.day(walk.target))
    first = _asked_for(walk, user, words)
    begin = button(words("Begynd"), "walks.begin", walk.id, style="primary") if user in walk.authors else None
    introduction = [SectionBlock(text=plain(part)) for part in words.of(walk.template.introduction).split("\n\n")]
    aliases = [context(literal(words.of(walk.template.aliases)))] if walk.template.aliases else []
    return Card(
        f"{first} {promise} {until}",
        [
            section(first, block_id=DOOR + walk.id),
            section(promise),
            *introduction,
            *aliases,
            context(_people(walk, words), until),
            buttons(begin, button(words("Se status"), "walks.status", walk.id)),
        ],
    )


def _asked_for(walk: Walk, user: str, words: Words) -> str:
    """What this person is to do; whoever approves hears when they are needed, which may be weeks later."""
    facts = {"owner": person(walk.owner), "unit": walk.unit, "title": words.of(walk.template.title)}
    if user == walk.owner:
        return marked(words, "Du har sat *{title}* i gang for {unit}.", **facts)
    if user not in walk.approvers:
        return marked(words, "{owner} beder dig være med til at udfylde *{title}* for {unit}.", **facts)
    if user in walk.authors:
        asked = marked(
            words, "{owner} beder dig være med til at udfylde *{title}* for {unit} og godkende den.", **facts
        )
    else:
        asked = marked(words, "{owner} beder dig godkende *{title}* for {unit}, når den er udfyldt.", **facts)
    return f"{asked} {when_to_approve(words)}"


def when_to_approve(words: Words) -> str:
    """For whoever approves: when they hear again, which may be weeks later, and what they can do before."""
    return marked(
        words,
        "Du hører igen her, når ingen spørgsmål er åbne, og en af dem, der skriver, beder om godkendelsen. "
        "Under Se status kan du følge med og godkende før.",
    )


def _people(walk: Walk, words: Words) -> str:
    authors = " ".join(person(user) for user in walk.authors)
    approvers = " ".join(person(user) for user in walk.approvers)
    text = marked(words, "Skriver med:") + f" {authors}"
    return f"{text} · {marked(words, 'Godkender:')} {approvers}" if approvers else text


def started_text(walk: Walk, words: Words) -> str:
    """For the one who started it: where to begin, and where summaries go; mrkdwn."""
    facts = {"unit": walk.unit, "channel": channel(walk.channel), "day": words.day(walk.target)}
    return marked(
        words,
        "Skabelonen for {unit} er i gang, med mål {day}. Alle, der er med, får en direkte besked fra Anker, du selv "
        "også: begynd dér, eller skriv `/icm`. Opsummeringer kommer i {channel}.",
        **facts,
    )

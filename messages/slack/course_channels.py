"""A course that rests because of its channel: who is told how it goes on, and what its channel hears when it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, StaticSelectElement
from slack_sdk.models.views import View

from domain.courses import Course, Rest
from domain.people import ChannelId
from domain.reminders import Occasion, Reminder
from messages.slack.cards import Card, button, buttons, field, message_view, modal, option, section
from messages.slack.course_cards import in_sentence, milestone_name, on_day, spoken, status_button, title_of
from messages.slack.text import channel, literal, marked
from messages.wording import Words

#: The field in which another channel is chosen.
CHANNEL = "course_channels.channel"
#: A select takes so many options (docs.slack.dev/reference/block-kit/block-elements/select-menu-element).
MOST_CHANNELS = 100
#: So many of the things that were missed are named.
MOST_NAMED = 10


def lost_card(course: Course, words: Words) -> Card:
    """For whoever leads: why the course rests, and the ways in which it can go on."""
    where = channel(course.channel)
    if course.resting is Rest.ARCHIVED:
        why = marked(words, "{channel} er arkiveret, så jeg kan ikke skrive der.", channel=where)
        how = marked(
            words, "Åbn kanalen igen, og skriv `/invite @Anker` i den, hvis jeg ikke er med. Så fortsætter forløbet."
        )
    else:
        why = marked(words, "Jeg er ikke længere med i {channel}, eller kanalen er slettet.", channel=where)
        how = marked(words, "Skriv `/invite @Anker` i kanalen. Så fortsætter forløbet.")
    rests = marked(words, "Forløbet {title} hviler: Ingen bliver mindet om noget.", title=title_of(course, words))
    other = marked(words, "Eller brug en anden kanal, som du og jeg er med i.")
    return Card(
        spoken([why, rests, how, other]),
        [
            section(f"*{why}*\n{rests}"),
            section(f"{how} {other}"),
            buttons(button(words("Brug en anden kanal"), "course_channels.move", course.id)),
        ],
    )


def shared_card(here: ChannelId, words: Words) -> Card:
    """For whoever leads in it: another organisation is in the channel from now on, and what that means."""
    where = channel(here)
    why = marked(words, "{channel} er nu delt med en anden organisation i Slack.", channel=where)
    what = marked(
        words,
        "Alle i kanalen kan læse det, jeg skriver der: møder, planer, der deles, og resultatet af et barometer. De "
        "andre bliver ikke spurgt i runder og kan ikke bruge mine knapper. Skal de ikke læse med, så stop delingen i "
        "Slack, eller lad en runde vise sit resultat i en anden kanal.",
    )
    return Card(spoken([why, what]), [section(f"*{why}*\n{what}")])


def move_view(course: Course, channels: Sequence[tuple[ChannelId, str]], words: Words) -> View:
    """Which channel the course goes on in, of those `channels` with their names."""
    options = [option(f"#{name}", channel_id) for channel_id, name in channels[:MOST_CHANNELS]]
    what = marked(
        words,
        "Forløbet {title} fortsætter i den kanal, du vælger. Datoer, plan og roller følger med.",
        title=title_of(course, words),
    )
    return modal(
        "course_channels.move",
        words("En anden kanal"),
        [
            section(what, block_id=f"{course.id}:channel"),
            field(CHANNEL, words("Hvilken kanal?"), StaticSelectElement(options=options)),
        ],
        submit=words("Brug kanalen"),
        close=words("Luk"),
    )


def no_channel_view(words: Words) -> View:
    """There is none to choose."""
    text = marked(
        words,
        "Der er ingen anden kanal, som både du og jeg er med i, og hvor der ikke er et forløb eller en anden "
        "koordinator. Opret en kanal, skriv `/invite @Anker` i den, og tryk igen.",
    )
    return message_view(words("En anden kanal"), text, words("Luk"))


def taken_told(words: Words) -> str:
    """Why a channel that was chosen cannot be used any more."""
    return words("Den kanal kan ikke bruges mere. Vælg en anden, eller inviter Anker i den igen.")


def moved_view(course: Course, words: Words) -> View:
    """The receipt."""
    text = marked(words, "Forløbet fortsætter i {channel}. Kanalen får besked.", channel=channel(course.channel))
    return message_view(words("En anden kanal"), text, words("Luk"))


def back_card(
    course: Course, missed: Sequence[Reminder], today: date, words: Words, came_from: ChannelId | None = None
) -> Card:
    """For the channel: the course goes on, and what nobody was reminded of meanwhile."""
    title = title_of(course, words)
    if came_from:
        facts = {"title": title, "channel": channel(came_from)}
        first = marked(words, "Forløbet {title} fortsætter her. Det var før i {channel}.", **facts)
    else:
        first = marked(words, "Jeg er her igen, og forløbet {title} fortsætter.", title=title)
    lines = [_missed(course, one, today, words) for one in missed[:MOST_NAMED]]
    told = _told(len(missed), words)
    blocks: list[Block] = [section(f"{first}\n{told}")]
    if lines:
        blocks.append(section("\n".join(lines)))
        still = marked(words, "Det, der kan nås endnu, kommer herunder.")
        blocks.append(section(still))
        lines.append(still)
    return Card(spoken([first, told, *lines]), [*blocks, buttons(status_button(course, words))])


def _told(missed: int, words: Words) -> str:
    if not missed:
        return marked(words, "I mellemtiden var der ikke noget at minde om.")
    return literal(
        words.count(
            "I mellemtiden er der én ting, jeg ikke har kunnet minde om:",
            "I mellemtiden er der {n} ting, jeg ikke har kunnet minde om:",
            missed,
        )
    )


def _missed(course: Course, one: Reminder, today: date, words: Words) -> str:
    """What would have been said: a reminder goes by the name of what it is about, and what was asked says so."""
    facts = {"name": milestone_name(course, one.milestone, words), "day": on_day(one.day, words, today)}
    if one.occasion is Occasion.WAS_IT_HELD:
        meeting = in_sentence(course.type, one.milestone, words)
        return marked(words, "• Spørgsmålet, om {meeting} blev holdt ({day})", meeting=meeting, day=facts["day"])
    if one.occasion is Occasion.ROUND:
        return marked(words, "• Forslaget om at begynde runden: {name}, {day}", **facts)
    if one.occasion is Occasion.NOT_STARTED:
        return marked(words, "• At ingen runde er i gang eller på vej: {name}, {day}", **facts)
    return marked(words, "• {name}, {day}", **facts)

"""The slash commands and their words, in both languages; a wrong word offers the nearest one and runs nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from domain.people import Act, ChannelId, Person
from domain.rounds import RoundState
from handlers import people as operations
from handlers import sittings
from handlers.slack import (
    course_calendars,
    course_meetings,
    course_setups,
    course_status,
    documents,
    drafts,
    imports,
    invitations,
    kept,
    people,
    plans,
    releases,
    rounds,
    walk_documents,
    walk_reviews,
    walk_starts,
    walks,
    welcome,
)
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply
from handlers.slack.rooms import awaited_for
from handlers.walks import LEADERS
from messages.slack import commands as cards
from messages.slack import errors as error_cards
from messages.slack.cards import Card
from messages.slack.commands import Offer
from messages.wording import Words
from storage import people as stored_people
from storage import rounds as stored_rounds
from storage import walks as stored_walks

OnWord = Callable[[Desk, Command, Person], Awaitable[Reply]]

#: How alike two words must be for one to be offered for the other, from 0 to 1.
ALIKE = 0.6
BAROMETER, ICM, ANKER = "/barometer", "/icm", "/anker"
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-", "_": "-"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command: who may use it, whether it needs a channel, and whether help offers it."""

    command: str
    da: str
    en: str
    run: OnWord
    act: Act | None = None
    in_channel: bool = False
    #: In a direct message it is about the channel in which the person leads.
    from_afar: bool = False
    #: In a direct message it asks for the channel.
    asking: OnWord | None = None
    #: Also for those who may use nothing else here: guests and strangers.
    for_everybody: bool = False
    offered: bool = True

    @property
    def works_outside(self) -> bool:
        """Whether it does something in a direct message, too."""
        return not self.in_channel or self.from_afar or self.asking is not None

    @property
    def is_of_a_walk(self) -> bool:
        """Whether it is about a template in which somebody takes part."""
        return self.command == ICM and self.act is None

    @property
    def offer(self) -> Offer:
        return Offer(f"{self.command[1:]}:{self.en}", self.da, self.en)


async def on_help(desk: Desk, command: Command, person: Person) -> Reply:
    """The words that this person may use here, and whom to ask."""
    return Reply(after=desk.whisper(command.response_url, await _help(desk, command.channel, person)))


async def _help(desk: Desk, channel: ChannelId, person: Person) -> Card:
    async with desk.store.reads() as tx:
        leads = await operations.leads(tx, person.team, person.user, channel)
    offers = [word.offer for word in await offered(desk, person)]
    may_name = person.may(Act.NAME_PEOPLE)
    words = _words(desk, person)
    here = [channel] if leads.named.coordinator == person.user else []
    leads_in = leads.elsewhere if _is_outside(channel) else here
    return cards.help_card(offers, leads.named, channel, person.user, words, may_name=may_name, leads_in=leads_in)


async def on_here(desk: Desk, command: Command, person: Person) -> Reply:
    """`/anker` alone: how far the course is, where there is none what else goes on, and what this person can do."""
    if status := await course_status.on_status(desk, command, person):
        return status
    async with desk.store.reads() as tx:
        leads = await operations.leads(tx, person.team, person.user, command.channel)
        if _is_conversation(command):
            own = await sittings.rounds_of(tx, person.team, person.user)
            running = own[0].round if own else None
        else:
            running = await stored_rounds.running(tx, person.team, command.channel)
    needs_a_round = {Act.CLOSE_ROUND, Act.CANCEL_ROUND}
    others = [word for word in await offered(desk, person) if word.run is not on_here]
    offers = [word.offer for word in others if running or word.act not in needs_a_round]
    here = cards.Here(command.channel, running, leads.named, may_name=person.may(Act.NAME_PEOPLE))
    return Reply(after=_show_here(desk, command, person, here, offers))


async def _show_here(desk: Desk, command: Command, person: Person, here: cards.Here, offers: Sequence[Offer]) -> None:
    here = replace(here, coming=await awaited_for(desk, person, command.channel))
    await desk.whisper(command.response_url, cards.overview(offers, here, person.user, _words(desk, person)))


#: Every word of every command, in the order in which help shows them.
WORDS: Sequence[Word] = (
    Word(BAROMETER, "", "", rounds.on_own),
    Word(BAROMETER, "start", "start", drafts.on_start, Act.START_ROUND, in_channel=True),
    Word(BAROMETER, "status", "status", rounds.on_status),
    Word(BAROMETER, "resultat", "results", releases.on_results, Act.SEE_RESULT),
    Word(BAROMETER, "luk", "close", rounds.on_close, Act.CLOSE_ROUND, in_channel=True),
    Word(BAROMETER, "annuller", "cancel", rounds.on_cancel, Act.CANCEL_ROUND, in_channel=True),
    Word(BAROMETER, "importer", "import", imports.on_import, Act.IMPORT, in_channel=True, from_afar=True),
    Word(BAROMETER, "mine-data", "my-data", kept.on_my_data, for_everybody=True),
    Word(BAROMETER, "hjælp", "help", on_help, offered=False),
    Word(ICM, "", "", walks.on_icm),
    Word(ICM, "start", "start", walk_starts.on_start_word, Act.START_WALK),
    Word(ICM, "status", "status", walk_reviews.on_status),
    Word(ICM, "dokument", "document", walk_documents.on_document),
    Word(ICM, "mine-data", "my-data", kept.on_my_data, for_everybody=True, offered=False),
    Word(ICM, "hjælp", "help", on_help, offered=False),
    Word(ANKER, "", "", on_here, offered=False),
    Word(ANKER, "status", "status", on_here),
    Word(ANKER, "start", "start", course_setups.on_start, Act.START_COURSE, in_channel=True),
    Word(ANKER, "plan", "plan", plans.on_plan, Act.SEE_COURSE),
    Word(ANKER, "kalender", "calendar", course_calendars.on_calendar, Act.SEE_COURSE),
    Word(ANKER, "rapport", "report", documents.on_report, Act.MAKE_REPORT, in_channel=True),
    Word(
        ANKER,
        "personer",
        "people",
        people.on_people,
        Act.SEE_PEOPLE,
        in_channel=True,
        asking=people.on_people_from_afar,
    ),
    Word(ANKER, "privatliv", "privacy", kept.on_privacy),
    Word(ANKER, "mine-data", "my-data", kept.on_my_data, for_everybody=True, offered=False),
    Word(ANKER, "hjælp", "help", on_help),
)


async def usable(desk: Desk, person: Person) -> list[Word]:
    """The words that this person may use here, by their rights; in a conversation, by those they have anywhere."""
    if _is_outside(person.channel):
        person = await _with_all_rights(desk, person)
    further = {
        Act.SEE_RESULT: await _result_was_posted(desk, person),
        Act.START_WALK: await _stands_as_leader(desk, person),
    }
    return [word for word in WORDS if word.act is None or person.may(word.act) or further.get(word.act, False)]


async def _stands_as_leader(desk: Desk, person: Person) -> bool:
    """Whoever stands as a leader on a department's list may begin a template in its channel."""
    async with desk.store.reads() as tx:
        led = await stored_people.marked_as(tx, person.team, person.user, LEADERS)
    return bool(led) if _is_outside(person.channel) else person.channel in led


async def _with_all_rights(desk: Desk, person: Person) -> Person:
    async with desk.store.reads() as tx:
        rooms = {channel for channel, _ in await stored_people.channels_of(tx, person.team, person.user)}
    rights = [(await desk.anybody(person.user, room)).rights for room in sorted(rooms)]
    return replace(person, rights=person.rights.union(*rights))


async def offered(desk: Desk, person: Person) -> list[Word]:
    """Those of them that help shows: of several that do the same, one, and none that does nothing here."""
    here = [word for word in await usable(desk, person) if word.offered]
    if not _is_outside(person.channel):
        return here
    async with desk.store.reads() as tx:
        in_walk = await stored_walks.has_any(tx, person.team, person.user)
    return [word for word in here if word.works_outside and (in_walk or not word.is_of_a_walk)]


async def _result_was_posted(desk: Desk, person: Person) -> bool:
    """Whoever is in a channel in which a result was posted may see it again."""
    async with desk.store.reads() as tx:
        found = await stored_rounds.in_channel(tx, person.team, person.channel)
    return any(r.state is RoundState.PUBLISHED and person.channel in r.result_channels for r in found)


def folded(text: str) -> str:
    """A word as it is compared: no case, no Danish letters, hyphens for spaces."""
    return unicodedata.normalize("NFC", text).strip().casefold().strip(".!?").translate(_LETTERS)


def find(command: str, text: str) -> Word | None:
    """The word that was typed: all of the text, or its beginning where more follows."""
    known = {folded(name): word for word in WORDS if word.command == command for name in (word.en, word.da)}
    whole, first = folded(text), folded(text.split(maxsplit=1)[0] if text.strip() else "")
    return known.get(whole) or known.get(first)


def nearest(command: str, text: str, choices: Sequence[Word]) -> Word | None:
    """The word that was most likely meant; the same word of another command comes first."""
    ordered = sorted(choices, key=lambda word: word.command != command)
    by_name: dict[str, Word] = {}
    for word in ordered:
        for name in (word.en, word.da):
            by_name.setdefault(folded(name), word)
    by_name.pop("", None)
    first = folded(text.split(maxsplit=1)[0] if text.strip() else "")
    alike = get_close_matches(first, by_name, n=1, cutoff=ALIKE)
    return by_name[alike[0]] if alike else None


async def on_command(desk: Desk, command: Command) -> Reply:
    """Look up the word and run it. Raises `NotWelcome`; what a word may not do is refused where it is done."""
    await welcome.meet(desk, command.user)
    word = find(command.command, command.text)
    if word and word.for_everybody:
        return await word.run(desk, command, await desk.anybody(command.user, command.channel))
    person = await desk.who(command.user, command.channel)
    words = _words(desk, person)
    if word is None:
        meant = nearest(command.command, command.text, await usable(desk, person))
        card = cards.wrong_word(command.text, meant.offer if meant else None, words)
        return Reply(after=desk.whisper(command.response_url, card))
    if word.in_channel and _is_conversation(command):
        return await _from_afar(desk, word, command, person)
    return await word.run(desk, command, person)


async def _from_afar(desk: Desk, word: Word, command: Command, person: Person) -> Reply:
    """A word that belongs to a channel, where there is none."""
    if word.asking:
        return await word.asking(desk, command, person)
    async with desk.store.reads() as tx:
        leads = await operations.leads(tx, person.team, person.user, command.channel)
    if not (word.from_afar and leads.elsewhere):
        words = _words(desk, person)
        card = error_cards.wrong_place(leads.elsewhere, words, word.offer.typed(words))
        return Reply(after=desk.whisper(command.response_url, card))
    command = replace(command, channel=leads.elsewhere[0], channel_name="")
    return await word.run(desk, command, await desk.who(command.user, command.channel))


def _is_conversation(command: Command) -> bool:
    """A direct message between two or more, which has no roles and no department."""
    return _is_outside(command.channel) or command.channel_name.startswith("mpdm-")


def _is_outside(channel: ChannelId) -> bool:
    return not channel or channel.startswith("D")


async def on_run(desk: Desk, click: Click) -> Reply:
    """A word as a button: the same as typing it."""
    name, _, text = click.value.partition(":")
    typed = Command(
        team=click.team,
        user=click.user,
        command=f"/{name}",
        text=text,
        channel=click.channel or "",
        trigger_id=click.trigger_id,
        response_url=click.response_url or "",
    )
    return await on_command(desk, typed)


async def on_meeting_more(desk: Desk, click: Click) -> Reply:
    """The menu of a meeting's card: words of the command, and leaving the meeting out."""
    if click.value.startswith("anker:"):
        return await on_run(desk, click)
    return await course_meetings.on_leave_out(desk, click)


async def on_language(desk: Desk, click: Click) -> Reply:
    """The language in which the person wants to be spoken to; the help is shown again in it."""
    person = await desk.who(click.user, click.channel or "")
    person = replace(person, language="en" if click.value == "en" else "da")
    async with desk.store.writes() as tx:
        await operations.choose_language(tx, person.team, person.user, person.language)
    return Reply(after=_shown_again(desk, click, await _help(desk, person.channel, person)))


async def _shown_again(desk: Desk, click: Click, card: Card) -> None:
    await desk.replace(click.response_url, card)
    await invitations.in_new_language(desk, click.user)


def _words(desk: Desk, person: Person) -> Words:
    return Words(person.language, desk.workdays.zone)


LISTENERS = Listeners(
    clicks={
        **{word.offer.action: on_run for word in WORDS},
        "commands.language": on_language,
        "meetings.more": on_meeting_more,
    }
)

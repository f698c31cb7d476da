"""What every Slack listener has at hand, and the two ways of answering a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from domain.people import Absence, ChannelId, Member, Person, TeamId, UserId
from domain.rounds import RoundId
from domain.workdays import Workdays
from handlers import people, rounds
from handlers.sittings import Seat, UnknownRound
from handlers.slack.outcomes import Meaning, failed
from messages.charts import Charts
from messages.slack.cards import Card
from messages.wording import Words
from storage import people as stored_people
from storage.database import Store
from storage.outbox import Claimed

#: How long what Slack told about a person is believed; a deactivation is noticed within that time.
PERSON_IS_FRESH = timedelta(minutes=5).total_seconds()
#: A picture of a result is drawn and uploaded once for all channels, people and attempts within that time.
PICTURE_IS_FRESH = timedelta(days=1).total_seconds()
#: A tap within this time of the card being shown may have been meant for the card before it.
DOUBLE_TAP_SECONDS = 1.5
#: A response_url lives half an hour (docs.slack.dev/interactivity/handling-user-interaction).
RESPONSE_URL_SECONDS = 30 * 60
#: Slack repeats an event for five minutes (docs.slack.dev/apis/events-api).
EVENT_IS_REPEATED_SECONDS = 3600
ALARM_IS_REPEATED_SECONDS = 3600
#: A little more than the second that Slack wants between two messages to one channel.
BETWEEN_MESSAGES = timedelta(seconds=1.1)
#: A direct answer that Slack puts off is tried again so often.
MOST_TRIES = 3
LONGEST_PATIENCE = timedelta(seconds=30)
SLACK_HOOKS = "https://hooks.slack.com"
#: Stands for the response_url where Slack gives none, as on the Home tab: the answer comes as a direct message.
DIRECTLY = "directly:"

Later = Coroutine[Any, Any, object]


@dataclass
class Background:
    """Work that follows an answer to Slack; shutdown waits for it."""

    tasks: set[asyncio.Task[object]] = field(default_factory=set)

    def start(self, work: Later) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def finish(self) -> None:
        while self.tasks:
            await asyncio.wait(self.tasks)


@dataclass
class Recently:
    """Short-lived notes in this process's memory; they are never stored and losing them harms nothing."""

    seconds: float
    kept: dict[object, tuple[float, Any]] = field(default_factory=dict)

    def note(self, key: object, value: object) -> None:
        now = monotonic()
        for old in [k for k, (at, _) in self.kept.items() if now - at > self.seconds]:
            del self.kept[old]
        self.kept.pop(key, None)
        self.kept[key] = (now, value)

    def forget(self, key: object) -> None:
        self.kept.pop(key, None)

    def get(self, key: object) -> Any:  # noqa: ANN401 - holds whatever the listener noted
        at, value = self.kept.get(key, (0.0, None))
        return value if key in self.kept and monotonic() - at <= self.seconds else None


@dataclass
class InOrder:
    """One piece of work after the other for each person: what two quick presses set going does not mix."""

    locks: WeakValueDictionary[UserId, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def of(self, user: UserId) -> asyncio.Lock:
        return self.locks.setdefault(user, asyncio.Lock())


@dataclass
class Turns:
    """When the next message may go to a channel or person: one a second each.

    Source: docs.slack.dev/apis/web-api/rate-limits, "Posting messages".
    """

    next_at: dict[str, datetime] = field(default_factory=dict)

    def take(self, target: str, earliest: datetime, now: datetime) -> datetime:
        """The moment at which the message may go; the one after it waits longer."""
        self.next_at = {name: at for name, at in self.next_at.items() if at > now}
        turn = max(earliest, self.next_at.get(target, earliest))
        self.next_at[target] = turn + BETWEEN_MESSAGES
        return turn

    def went(self, target: str, now: datetime) -> None:
        """The message goes now, which may be later than its turn."""
        self.next_at[target] = max(self.next_at.get(target, now), now + BETWEEN_MESSAGES)


#: How a card of somebody who is asked is made from what is stored at that moment; it carries nothing of its own.
Shows = Callable[[Seat, Words], Card]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card stands, and the way to one that only its reader sees: the response_url of the last press on it."""

    channel: ChannelId
    ts: str
    response_url: str | None = None
    #: Whether it leads to a newer one already.
    is_line: bool = False
    #: What was sent there, as long as nothing has been pressed on it.
    sent: Claimed | None = None
    #: What it has become since, where that is known.
    shows: Shows | None = None


@dataclass(frozen=True, slots=True)
class SlackPerson:
    """What Slack says of somebody; `full_name` is what stands in papers, whatever they call themselves in Slack."""

    member: Member
    is_admin: bool
    full_name: str = ""


@dataclass
class Desk:
    """The running parts that listeners share."""

    store: Store
    slack: AsyncWebClient
    session: ClientSession
    now: Callable[[], datetime]
    until: Callable[[datetime], Awaitable[None]]
    workdays: Workdays
    operator: str
    charts: Charts
    team: TeamId = ""
    bot_user: UserId = ""
    background: Background = field(default_factory=Background)
    people: Recently = field(default_factory=lambda: Recently(PERSON_IS_FRESH))
    shown: Recently = field(default_factory=lambda: Recently(DOUBLE_TAP_SECONDS))
    heard: Recently = field(default_factory=lambda: Recently(EVENT_IS_REPEATED_SECONDS))
    pictures: Recently = field(default_factory=lambda: Recently(PICTURE_IS_FRESH))
    alarms: Recently = field(default_factory=lambda: Recently(ALARM_IS_REPEATED_SECONDS))
    turns: Turns = field(default_factory=Turns)
    in_order: InOrder = field(default_factory=InOrder)
    #: The municipality's own Word file, on which documents for the archive are written.
    letterhead: bytes | None = None
    opened_from: Recently = field(default_factory=lambda: Recently(RESPONSE_URL_SECONDS))
    #: The windows in which somebody changed what they had handed in.
    corrected: Recently = field(default_factory=lambda: Recently(RESPONSE_URL_SECONDS))
    #: Where the cards of somebody who is asked stand; without a moment, which would tell when they answered.
    cards: dict[tuple[RoundId, UserId], tuple[Place, ...]] = field(default_factory=dict)
    #: Until when those cards say that one can answer.
    closings: dict[RoundId, datetime] = field(default_factory=dict)
    #: Until when Slack asked not to be told what stands in conversations.
    looks_again_at: datetime | None = None

    async def person(self, user: UserId) -> SlackPerson:
        """Who a user is, as Slack says now or said within the last minutes."""
        known = self.people.get(user)
        if isinstance(known, SlackPerson):
            return known
        answer = await self.slack.users_info(user=user)
        person = slack_person(answer["user"], self.team)
        self.people.note(user, person)
        return person

    async def who(self, user: UserId, channel: ChannelId) -> Person:
        """The person with their language and their rights in a channel.

        Raises `NotWelcome` for bots, deactivated people and strangers, and for guests who are not named there, or where
        there is no channel, in none.
        """
        person, absence = await self._seen(user, channel)
        if absence and not (absence is Absence.GUEST and (person.rights or await self._observes(user, channel))):
            raise people.NotWelcome(absence, person.language)
        return person

    async def _observes(self, user: UserId, channel: ChannelId) -> bool:
        """Whether a guest asks in no channel, and is named in one: what they may do there they are told here."""
        if channel and not channel.startswith("D"):
            return False
        async with self.store.reads() as tx:
            return bool(await stored_people.channels_of(tx, self.team, user))

    async def anybody(self, user: UserId, channel: ChannelId) -> Person:
        """The same for what everybody may see who can ask, guests and strangers too: what is kept about themselves."""
        person, _ = await self._seen(user, channel)
        return person

    async def _seen(self, user: UserId, channel: ChannelId) -> tuple[Person, Absence | None]:
        seen = await self.person(user)
        missing = await self._coordinator_is_missing(user, channel)
        async with self.store.reads() as tx:
            person = await people.person_in(
                tx, self.team, user, channel, is_admin=seen.is_admin, deputy_stands_in=missing
            )
        return person, seen.member.absence

    async def _coordinator_is_missing(self, user: UserId, channel: ChannelId) -> bool:
        """Whether this is the deputy of a coordinator who is deactivated, or has left a question unanswered."""
        async with self.store.reads() as tx:
            named = await stored_people.named(tx, self.team, channel)
            if user != named.deputy or named.coordinator is None:
                return False
            silent = await people.coordinator_is_silent(
                tx, self.team, named.coordinator, now=self.now(), workdays=self.workdays
            )
        return silent or (await self.person(named.coordinator)).member.is_deactivated

    async def who_in(self, user: UserId, round_id: RoundId) -> Person:
        """The person with their rights in the channel of a round.

        Raises `NotWelcome`, and `UnknownRound`, with nothing to tell a round that is not there from one in whose
        channel the person has no right at all.
        """
        async with self.store.reads() as tx:
            found = await rounds.find(tx, self.team, round_id)
        person = await self.who(user, found.channel if found else "")
        if found is None or not person.rights:
            raise UnknownRound
        return person

    def first_this_hour(self, work: str) -> bool:
        """Whether this process has not done the work in this hour: by its own clock, which a demonstration turns."""
        hour = (work, f"{self.now():%Y-%m-%d %H}")
        if self.alarms.get(hour):
            return False
        self.alarms.note(hour, value=True)
        return True

    def wording(self, person: Person) -> Words:
        """Wording in the language of somebody who is known already."""
        return Words(person.language, self.workdays.zone)

    async def words(self, user: UserId, channel: ChannelId | None = None) -> Words:
        """Wording in the language that the person, or else the channel, has chosen."""
        async with self.store.reads() as tx:
            return Words(await stored_people.language(tx, self.team, user, channel), self.workdays.zone)

    async def wait_for_turn(self, target: str, earliest: datetime) -> None:
        """Until `earliest`, and until the message before it to the same channel or person is old enough."""
        await self.until(self.turns.take(target, earliest, self.now()))
        self.turns.went(target, self.now())

    async def say(self, target: str, card: Card) -> tuple[str, str]:
        """Write to a channel or a person at once, in answer to what somebody did; waits where Slack asks for it.

        Gives where the message stands: the channel and the ts. Raises `SlackApiError`, also where Slack asks for a
        longer wait than anybody who has just done something has patience for.
        """
        earliest = self.now()
        for attempt in range(1, MOST_TRIES + 1):
            await self.wait_for_turn(target, earliest)
            try:
                answer = await self.slack.chat_postMessage(
                    channel=target, unfurl_links=False, unfurl_media=False, **card.payload()
                )
            except SlackApiError as refused:
                failure = failed(refused)
                wait = timedelta(seconds=failure.seconds or 1)
                if failure.meaning is not Meaning.LATER or attempt == MOST_TRIES or wait > LONGEST_PATIENCE:
                    raise
                earliest = self.now() + wait
            else:
                return str(answer["channel"]), str(answer["ts"])
        raise AssertionError("the last try either returned or raised")

    async def replace(self, response_url: str | None, card: Card) -> None:
        """Turn the message that was clicked into another card."""
        if response_url and response_url.startswith(DIRECTLY):
            await self.say(response_url.removeprefix(DIRECTLY), card)
            return
        await self._respond(response_url, {**card.payload(), "replace_original": True})

    async def whisper(self, response_url: str | None, card: Card) -> None:
        """Answer so that only the person sees it, and leave the message that was clicked as it is."""
        if response_url and response_url.startswith(DIRECTLY):
            await self.say(response_url.removeprefix(DIRECTLY), card)
            return
        await self._respond(response_url, {**card.payload(), "response_type": "ephemeral", "replace_original": False})

    async def _respond(self, response_url: str | None, payload: dict[str, Any]) -> None:
        if response_url is None or not self.may_post_to(response_url):
            return
        # Slack's hooks never redirect: whoever else does would be sent a card that is for one person.
        async with self.session.post(response_url, json=payload, allow_redirects=False) as answer:
            await answer.read()

    def may_post_to(self, url: str) -> bool:
        """Only Slack's own hooks, or the server of `SLACK_API_URL` where that is not Slack's."""
        try:
            target, api = urlsplit(url), urlsplit(self.slack.base_url)
        except ValueError:
            return False
        own = f"{api.scheme}://{api.netloc}"
        allowed = SLACK_HOOKS if api.hostname == "slack.com" else own
        return f"{target.scheme}://{target.netloc}" == allowed

    async def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal and give its id; a click whose time is up raises `SlackApiError` for the router to tell."""
        answer = await self.slack.views_open(trigger_id=trigger_id, view=view)
        return str(answer["view"]["id"])


def slack_person(user: dict[str, Any], team: TeamId) -> SlackPerson:
    """Slack's description of a user, as Anker's own value."""
    profile = user.get("profile") or {}
    name = profile.get("display_name") or user.get("real_name") or profile.get("real_name") or user.get("name", "")
    return SlackPerson(
        Member(
            user=user["id"],
            name=name,
            is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_deactivated=bool(user.get("deleted")),
            is_stranger=bool(user.get("is_stranger")) or user.get("team_id", team) != team,
        ),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        full_name=user.get("real_name") or profile.get("real_name") or name,
    )

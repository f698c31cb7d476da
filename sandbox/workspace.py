"""The workspace: who is there, what has been said, which windows are open, and who waits for a change."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sandbox.app import App
from sandbox.channel import Channel
from sandbox.clocks import SystemClock
from sandbox.content import checked_content
from sandbox.delivery import Answer, Delivery
from sandbox.errors import SlackError
from sandbox.faults import Faults
from sandbox.files import File, Files, file_object
from sandbox.founding import ids_by_name, residents, rooms
from sandbox.ids import named_blocks
from sandbox.limits import TRIGGER_SECONDS
from sandbox.log import TO_APP, Exchange, Log
from sandbox.message import Message
from sandbox.mischief import Mischief
from sandbox.profiles import user_object
from sandbox.rates import Rates
from sandbox.response_urls import ResponseUrls
from sandbox.roads import Road, SignedRequests
from sandbox.seats import Seat
from sandbox.shapes import Clock, Obj
from sandbox.smuggling import Typed
from sandbox.sockets import Sockets
from sandbox.town import Group, Person, Town, stable_id, town
from sandbox.triggers import Triggers
from sandbox.windows import Windows


class Workspace:
    """A Slack workspace. `url` and `api_url` are set when it listens (`running`, `start_workspace`)."""

    url = ""
    language = "da"
    on_stop: Callable[[], Awaitable[None]] | None = None
    edit_window: timedelta | None = None
    """How long after posting a message may be edited (a setting of the workspace); None: always."""
    has_user_groups = True
    """Whether the workspace's plan has user groups."""
    uninstalled = False
    version = 0
    """How often something has changed."""

    def __init__(
        self,
        clock: Clock | None = None,
        app: App | None = None,
        place: Town | None = None,
        *,
        turn: Callable[[datetime], Awaitable[None] | None] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`turn` sets the clock when somebody turns it on the page; `seconds` counts the lifetimes of triggers and
        response_urls, which run on real time.
        """
        self.clock, self.turn = clock or SystemClock(), turn
        self.app, self.town = app or App(), place or town()
        self.away: set[str] = set()
        """Whoever is not looking: an ephemeral message is sent to them and never seen."""
        self.log = Log()
        self.refusals: list[str] = []
        """What the app did that Slack would not take, e.g. `views.open: invalid_arguments …`: what it was refused, what
        it answered too late or with an error, a call before the wait that it was told was over, and markup of a person
        that it sent on alive.
        """
        self.typed = Typed()
        self.notices: dict[str, list[tuple[datetime, str]]] = {}
        self.people: dict[str, Person] = residents(self.town, self.app)
        self._ids_by_name = ids_by_name(self.people)
        self.channels: dict[str, Channel] = rooms(self.town, self.app, self._ids_by_name)
        self.message_states: dict[tuple[str, str, str], dict[str, Obj]] = {}
        self.groups: dict[str, Group] = {group.id: group for group in self.town.groups}
        self.files = Files(lambda: self.clock.now().timestamp())
        self.rates = Rates(self.clock)
        self.triggers = Triggers(seconds, TRIGGER_SECONDS)
        self.response_urls = ResponseUrls(lambda: self.url, seconds)
        self.windows = Windows(self.next_hash)
        self._bell, self._last_ts = asyncio.Event(), 0
        self._seats: dict[str, Seat] = {}
        self._build_roads()

    def _build_roads(self) -> None:
        """The two ways to the app, and what can go wrong on either."""
        self.faults = Faults()
        self.sockets = Sockets(self.app, self.refuse, self.changed)
        self._by_http = SignedRequests(self.app)
        self.delivery = Delivery(self.app, self.town.team_id, self.record, self._road)
        self.delivery.on_the_way = Mischief(self.faults, self.delivery)

    @property
    def api_url(self) -> str:
        """The address to give to the app as Slack's, ending in `/api/`."""
        return f"{self.url}/api/"

    # -- people and places

    def person(self, name: str) -> Seat:
        """The seat of a person, by first name, full name or id."""
        user = name if name in self.people else self._ids_by_name.get(name)
        if user is None:
            raise AssertionError(f"nobody is called {name!r}; there are: {', '.join(sorted(self._ids_by_name))}")
        return self._seats.setdefault(user, Seat(self, user))

    def channel(self, name: str) -> Channel:
        """A channel by `#name`, `name` or id; a `KeyError` names what is missing."""
        wanted = name.removeprefix("#")
        if wanted in self.channels:
            return self.channels[wanted]
        return next((c for c in self.channels.values() if c.name == wanted and not c.is_im), None) or self._none(name)

    def direct(self, user: str) -> Channel:
        """The person's direct message with the app, opened when it is not yet."""
        channel_id = stable_id("D", user)
        if channel_id not in self.channels:
            members = dict.fromkeys((user, self.app.bot_user))
            self.channels[channel_id] = Channel(channel_id, "", members, is_im=True, created=self._seconds_now())
        return self.channels[channel_id]

    def change_person(self, name: str, **facts: bool | str) -> asyncio.Task[Answer] | None:
        """Alter someone's account (`deleted=True`, `is_guest=True`, …) and tell the app as Slack does."""
        user = self.person(name).id
        self.people[user] = replace(self.people[user], **{"fixed_id": user, **facts})  # type: ignore[arg-type]
        self.changed()
        return self.tell_app("user_change", {"user": self.user_object(user), "cache_ts": self._seconds_now()})

    def uninstall(self) -> list[asyncio.Task[Answer]]:
        """Take the app out of the workspace: its token is dead, and the two events come in no fixed order."""
        revoked: Obj = {"tokens": {"oauth": [], "bot": [self.app.bot_user]}}
        told = [self.tell_app("tokens_revoked", revoked), self.tell_app("app_uninstalled", {})]
        self.uninstalled = True
        return [task for task in told if task is not None]

    def add_person(self, person: Person) -> None:
        """Somebody who is not of the town, e.g. from another organisation."""
        self.people[person.id] = person
        self._ids_by_name = {**ids_by_name({person.id: person}), **self._ids_by_name}

    # -- what stands in channels

    def post(self, message: Message) -> Message:
        """Put a message into its channel; the ts comes from the clock."""
        message = replace(message, ts=self.next_ts(), blocks=tuple(named_blocks(message.blocks)))
        self.channels[message.channel].posts[message.ts] = message
        if message.bot_id:  # what people write is announced by `acts`, which waits for the answer
            self.announce(message, {"subtype": "file_share"} if message.files else {})
        self.changed()
        return message

    def post_as_app(self, channel: str, body: Obj, only_for: str = "") -> Message:
        """A message of the app, checked as Slack checks it; refused with `SlackError`."""
        content = checked_content(body, self.files)
        self.look_for_markup(body)
        by_app = Message(channel, "", self.app.bot_user, bot_id=self.app.bot_id, only_for=only_for)
        return self.post(replace(by_app, **content, thread_ts=str(body.get("thread_ts") or "")))

    def replace(self, message: Message, body: Obj) -> Message:
        """Put new content of the app in a message's place, checked as above; metadata stays unless new or an empty
        object is given (docs.slack.dev/reference/methods/chat.update).
        """
        content = checked_content(body, self.files)
        self.look_for_markup(body)
        content.setdefault("metadata", None if body.get("metadata") == {} else message.metadata)
        after = replace(message, **content, edited_by=self.app.bot_user)
        self.edit(message, after)
        return self.channels[message.channel].posts[message.ts]

    def edit(self, before: Message, after: Message) -> asyncio.Task[Answer] | None:
        """Put an edited message in the place of the one before; returns the telling of the app, if it is told."""
        after = replace(after, edited=self.next_ts(), blocks=tuple(named_blocks(after.blocks)))
        self.channels[before.channel].posts[before.ts] = after
        self.changed()
        changes: Obj = {"message": after.as_slack(), "previous_message": before.as_slack()}
        return self.announce(after, {"subtype": "message_changed", "hidden": True, "ts": after.edited, **changes})

    def remove(self, channel: str, ts: str) -> asyncio.Task[Answer] | None:
        """Delete a message; nothing happens when it is gone already."""
        gone = self.channels[channel].posts.pop(ts, None)
        if gone is None:
            return None
        self.changed()
        changes: Obj = {"deleted_ts": ts, "previous_message": gone.as_slack()}
        return self.announce(gone, {"subtype": "message_deleted", "hidden": True, "ts": self.next_ts(), **changes})

    def forget_ephemerals(self, user: str) -> None:
        """What only this person saw is gone when they load the page again.

        Source: docs.slack.dev/reference/methods/chat.postEphemeral ("do not persist across reloads").
        """
        for channel in self.channels.values():
            for ts in [ts for ts, post in channel.posts.items() if post.only_for == user]:
                del channel.posts[ts]

    # -- what is told to whom

    def announce(self, message: Message, changes: Obj) -> asyncio.Task[Answer] | None:
        """Tell the app of a message, or with `changes` of what became of it; never of ephemerals, which make no
        events, nor of places where it is no member.
        """
        channel = self.channels[message.channel]
        if message.only_for or self.app.bot_user not in channel.members:
            return None
        kind, channel_type = channel.event_kind
        said = changes if "hidden" in changes else message.as_slack() | changes
        team = self.town.team_of(self.people[message.user])
        place: Obj = {"channel": channel.id, "channel_type": channel_type, "team": team}
        place |= {"user_team": team, "source_team": team} if channel.is_ext_shared else {}
        return self.tell_app(kind, {**said, **place})

    def tell_app(self, kind: str, event: Obj) -> asyncio.Task[Answer] | None:
        """Send an event, if the app subscribes to it; whoever wants the answer waits for the task."""
        if kind not in self.app.events or self.uninstalled:
            return None
        shared = self._is_shared(event)
        telling = self.delivery.event(self.event(kind, event), self._seconds_now(), shared=shared)
        return self.delivery.in_background(telling)

    def _is_shared(self, event: Obj) -> bool:
        """Whether it happened in a channel that other organisations take part in."""
        place = event.get("channel")
        channel = self.channels.get(str(place.get("id")) if isinstance(place, dict) else str(place))
        return channel is not None and channel.is_ext_shared

    def event(self, kind: str, more: Obj) -> Obj:
        """An event of this type with its time."""
        name = "message" if kind.startswith("message.") else kind
        return {"type": name, **more, "event_ts": self.next_ts()}

    def tell_person(self, user: str, text: str) -> None:
        """What Slack itself says to a person."""
        self.notices.setdefault(user, []).append((self.clock.now(), text))
        self.changed()

    def record(self, exchange: Exchange) -> None:
        """Keep one exchange with the app, wherever that is; an answer that came too late, or says that it failed, is as
        good as none.
        """
        self.log.keep(replace(exchange, at=self.clock.now()))
        to_app = exchange.direction == TO_APP and exchange.path and not exchange.fault
        if to_app and not 200 <= exchange.status < 300:
            self.refuse(exchange.what, SlackError("no_answer_in_time" if exchange.status == 0 else "failed_answer"))

    def look_for_markup(self, body: object) -> None:
        """Note what a person typed and the app sends on without escaping it."""
        for live in self.typed.alive_in(body, (person.name for person in self.people.values())):
            self.refuse("a message or window", SlackError("unescaped", messages=[f"{live} was typed by a person"]))

    def refuse(self, what: str, error: SlackError) -> None:
        """Keep what the app did wrong, for tests that want none of it."""
        self.refusals.append(f"{what}: {error.error} {'; '.join(error.messages)}".strip())

    # -- waiting

    def changed(self) -> None:
        """Wake everyone who waits for a change."""
        self.version += 1
        self._bell.set()
        self._bell = asyncio.Event()

    async def until(self, condition: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until the condition holds, looking again at every change; `TimeoutError` after so many seconds."""
        async with asyncio.timeout(timeout):
            while not condition():
                await self._bell.wait()

    async def stop(self) -> None:
        """Stop listening, and end what is still on its way to the app."""
        self.changed()  # whoever waits on the page lets go
        self.faults.clear()
        await self.delivery.close()
        await self._by_http.close()
        await self.sockets.close()
        if self.on_stop is not None:
            await self.on_stop()

    def _road(self) -> Road:
        return self.sockets if self.app.socket_mode else self._by_http

    # -- numbers

    def next_ts(self) -> str:
        """A message's ts: the clock's time in microseconds, and always later than the one before."""
        now = (self.clock.now() - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        self._last_ts = max(now, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def next_hash(self) -> str:
        """The hash of a view."""
        return f"{self._seconds_now()}.{secrets.token_hex(4)}"

    def id_of(self, name: str) -> str:
        """The id of a person by first name or full name; empty when nobody is called so."""
        return self._ids_by_name.get(name, "")

    def file_object(self, file: File) -> Obj:
        """A file as the Web API shows it."""
        return file_object(file, self.url, self.town.team_id)

    def user_object(self, user: str) -> Obj:
        """A person as users.info shows them."""
        return user_object(self.people[user], self.town)

    def _seconds_now(self) -> int:
        return int(self.clock.now().timestamp())

    def _none(self, name: str) -> Channel:
        raise KeyError(f"no channel {name!r}; there are: {', '.join(sorted(c.name for c in self.channels.values()))}")

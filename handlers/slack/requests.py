"""What Slack sent, as values: a click, a submitted modal, a slash command, a request for options."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from domain.people import ChannelId, TeamId, UserId
from messages.slack.cards import Card
from storage.outbox import Claimed

if TYPE_CHECKING:
    from handlers.slack.desk import Desk, Later

#: A payload as Slack sends it: JSON whose shape only Slack promises.
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Click:
    """A button, an overflow option, a radio or a select; `value` is what was offered, `chosen` all that is selected."""

    team: TeamId
    user: UserId
    action: str
    value: str
    event: str
    trigger_id: str
    chosen: tuple[str, ...] = ()
    response_url: str | None = None
    channel: ChannelId | None = None
    message_ts: str | None = None
    view: Payload | None = None
    #: Whether the message is one that only this person sees, which nothing but its response_url can change.
    is_ephemeral: bool = False

    @property
    def ids(self) -> list[str]:
        """The ids that the value is made of."""
        return self.value.split(":")

    def as_command(self, command: str) -> Command:
        """The slash command that does the same as this button, in the channel where it was pressed."""
        return Command(
            team=self.team,
            user=self.user,
            command=command,
            text="",
            channel=self.channel or "",
            trigger_id=self.trigger_id,
            response_url=self.response_url or "",
        )


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal that was sent in."""

    team: TeamId
    user: UserId
    callback: str
    view: Payload

    @property
    def view_id(self) -> str:
        return str(self.view["id"])

    @property
    def event(self) -> str:
        """The same for every delivery of one submission, another after the view has changed."""
        return f"{self.view['id']}:{self.view.get('hash', '')}"

    @property
    def subject(self) -> list[str]:
        """The ids in the first block_id that names its subject."""
        named = (block.get("block_id", "") for block in self.view["blocks"])
        return next((block_id.split(":") for block_id in named if ":" in block_id), [])

    def field(self, action: str) -> Payload:
        """The state of the input with this action id; empty where there is none."""
        for fields in self.view["state"]["values"].values():
            if action in fields:
                state: Payload = fields[action]
                return state
        return {}

    def fields(self, action: str) -> dict[str, Payload]:
        """The states of all inputs with this action id, by block id."""
        values = self.view["state"]["values"]
        return {block: fields[action] for block, fields in values.items() if action in fields}


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command and what stands behind it."""

    team: TeamId
    user: UserId
    command: str
    text: str
    channel: ChannelId
    trigger_id: str
    response_url: str
    channel_name: str = ""

    @property
    def is_outside(self) -> bool:
        """Whether it stands in no channel: in a direct message, or on a Home tab."""
        return not self.channel or self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Suggest:
    """A select that wants options for what has been typed."""

    team: TeamId
    user: UserId
    action: str
    typed: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message that a person wrote to Anker directly."""

    team: TeamId
    user: UserId
    channel: ChannelId
    ts: str
    text: str
    #: The message whose thread it stands in.
    thread: str | None = None
    #: Whether a file or a picture came with it; only text is ever read.
    has_files: bool = False


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A message that a person wrote to Anker directly and has edited in Slack."""

    team: TeamId
    user: UserId
    channel: ChannelId
    ts: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the workspace; `told` is what Slack says of it."""

    team: TeamId
    kind: str
    told: Payload

    @property
    def channel(self) -> ChannelId:
        """The channel that it is about; empty where it is about none."""
        channel = self.told.get("channel", "")
        return str(channel["id"] if isinstance(channel, Mapping) else channel)

    @property
    def user(self) -> UserId:
        """The person whom it is about; empty where it is about nobody."""
        user = self.told.get("user", "")
        return str(user["id"] if isinstance(user, Mapping) else user)


@dataclass(frozen=True, slots=True)
class Reply:
    """What Slack gets with its 200, and what is done after it."""

    payload: Mapping[str, Any] | None = None
    after: Later | None = None


OnClick = Callable[["Desk", Click], Awaitable[Reply]]
OnSubmission = Callable[["Desk", Submission], Awaitable[Reply]]
OnCommand = Callable[["Desk", Command], Awaitable[Reply]]
OnEvent = Callable[["Desk", Event], Awaitable[Reply]]
OnSuggest = Callable[["Desk", Suggest], Awaitable[Reply]]


#: A card, and the same card without what may not be ready yet; None where the message is no longer needed.
Made = tuple[Card, Card] | None
Maker = Callable[["Desk", Claimed], Awaitable[Made]]
Makers = Mapping[str, Maker]


@dataclass(frozen=True)
class Listeners:
    """One feature's listeners by action id, callback id and kind of event, and the makers of its messages by kind."""

    clicks: Mapping[str, OnClick] = field(default_factory=dict)
    submissions: Mapping[str, OnSubmission] = field(default_factory=dict)
    suggestions: Mapping[str, OnSuggest] = field(default_factory=dict)
    posts: Mapping[str, Maker] = field(default_factory=dict)
    events: Mapping[str, OnEvent] = field(default_factory=dict)


def click(body: Payload) -> Click:
    """A block_actions payload as a value; of several actions in one payload Slack sends one."""
    action = body["actions"][0]
    container = body.get("container", {})
    return Click(
        team=_team(body),
        user=body["user"]["id"],
        action=action["action_id"],
        value=_value(action),
        event=f"{action['action_ts']}:{action['action_id']}",
        trigger_id=body.get("trigger_id", ""),
        chosen=_chosen(action),
        response_url=body.get("response_url"),
        channel=(body.get("channel") or {}).get("id") or container.get("channel_id"),
        message_ts=container.get("message_ts"),
        view=body.get("view"),
        is_ephemeral=bool(container.get("is_ephemeral")),
    )


def _value(action: Payload) -> str:
    chosen = action.get("selected_option")
    return str(chosen["value"]) if chosen else str(action.get("value") or "")


def _chosen(action: Payload) -> tuple[str, ...]:
    """Whatever was selected: options by value, people and channels by id, a date or time as it is."""
    options = action.get("selected_options")
    if options is not None:
        return tuple(str(option["value"]) for option in options)
    for key in ("selected_users", "selected_conversations", "selected_channels"):
        if action.get(key) is not None:
            return tuple(action[key])
    for key in ("selected_user", "selected_conversation", "selected_channel", "selected_date", "selected_time"):
        if action.get(key):
            return (str(action[key]),)
    return (_value(action),) if action.get("selected_option") else ()


def chosen(state: Payload) -> tuple[str, ...]:
    """What is selected in an input of a submitted modal."""
    return _chosen(state)


def submission(body: Payload) -> Submission:
    return Submission(_team(body), body["user"]["id"], body["view"]["callback_id"], body["view"])


def command(body: Payload) -> Command:
    return Command(
        team=body["team_id"],
        user=body["user_id"],
        command=body["command"],
        text=body.get("text", ""),
        channel=body["channel_id"],
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        channel_name=body.get("channel_name", ""),
    )


def suggest(body: Payload) -> Suggest:
    return Suggest(_team(body), body["user"]["id"], body["action_id"], body.get("value", ""))


def written(body: Payload) -> Written:
    event = body["event"]
    text, thread = event.get("text", ""), event.get("thread_ts")
    has_files = bool(event.get("files"))
    return Written(body["team_id"], event["user"], event["channel"], event["ts"], text, thread, has_files)


def event(body: Payload) -> Event:
    return Event(body["team_id"], body["event"]["type"], body["event"])


def rewritten(body: Payload) -> Rewritten:
    event = body["event"]
    message, before = event["message"], event.get("previous_message") or {}
    return Rewritten(
        team=body["team_id"],
        user=message["user"],
        channel=event["channel"],
        ts=message["ts"],
        old=before.get("text", ""),
        new=message.get("text", ""),
    )


def _team(body: Payload) -> TeamId:
    """The person's own workspace: a stranger in a shared channel carries another one."""
    return str(body["user"].get("team_id") or body["team"]["id"])

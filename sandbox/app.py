"""The app that is installed in the workspace, as its manifest and its credentials describe it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.town import stable_id

SCOPES = frozenset(
    {
        "chat:write",
        "commands",
        "channels:read",
        "groups:read",
        "im:read",
        "im:write",
        "im:history",
        "users:read",
        "usergroups:read",
        "files:write",
        "files:read",
        "team:read",
    }
)
"""The default set for tests; the demo passes what the manifest asks for."""

_PLACES = frozenset(
    f"{kind}_{what}" for kind in ("channel", "group") for what in ("archive", "deleted", "left", "rename", "unarchive")
)
EVENTS = _PLACES | {
    "app_home_opened",
    "app_uninstalled",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "tokens_revoked",
    "user_change",
}


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command; with `escapes`, `@name` and `#channel` arrive as ids (Slack's own setting)."""

    command: str
    description: str = ""
    usage_hint: str = ""
    escapes: bool = True


COMMANDS = (
    Command("/barometer", "Barometer", "start | status | resultat | luk | annuller | importer"),
    Command("/icm", "Skabelonen", "start | status | dokument"),
    Command("/anker", "Forløb, plan og personer", "status | start | plan | kalender | rapport | personer"),
)


@dataclass(slots=True)
class App:
    """What Slack knows of the installed app. `request_url` is where everything is sent, and may be set later."""

    name: str = "Anker"
    token: str = "xoxb-sandbox-token"  # noqa: S105  a made-up token of a made-up workspace
    app_token: str = "xapp-sandbox-token"  # noqa: S105  the same
    app_scopes: frozenset[str] = frozenset({"connections:write"})
    """What the app-level token may do."""
    socket_mode: bool = False
    """With it nothing is sent to `request_url`, and everything by the connections that the app opens."""
    signing_secret: str = "5a" * 16
    """Made up too; Slack's own have this form."""
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = EVENTS
    commands: tuple[Command, ...] = COMMANDS
    request_url: str = ""
    home_tab: bool = True
    messages_tab: bool = True
    messages_tab_read_only: bool = False
    """The three switches of App Home (docs.slack.dev/surfaces/app-home)."""
    app_id: str = field(default_factory=lambda: stable_id("A", "app"))
    bot_user: str = field(default_factory=lambda: stable_id("U", "app"))
    bot_id: str = field(default_factory=lambda: stable_id("B", "app"))

    def command(self, name: str) -> Command | None:
        """The app's command of this name, with its slash, or None."""
        return next((command for command in self.commands if command.command == name), None)

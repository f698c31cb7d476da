"""The Slack app manifest, made from the code's own commands, scopes and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command as Slack's menu shows it."""

    name: str
    description: str
    hint: str


COMMANDS = (
    SlashCommand(
        "/barometer", "Barometeret: svar, start, status, resultat", "start · status · resultat · luk · importer · hjælp"
    ),
    SlashCommand("/icm", "Skabelonen: næste spørgsmål, start, status", "start · status · dokument · hjælp"),
    SlashCommand(
        "/anker", "Forløb, plan, personer, privatliv", "status · start · plan · kalender · rapport · personer · hjælp"
    ),
)

#: Each scope and why Anker asks for it.
SCOPES = {
    "chat:write": "posts invitations, reminders and results",
    "commands": "answers /barometer, /icm and /anker",
    "im:write": "opens the direct message in which a person answers and gets their files",
    "im:history": "hears answers written to it directly, and looks for a message whose outcome is unknown",
    "users:read": "names people, and knows who is an administrator, a guest, a bot or deactivated",
    "channels:read": "reads who is in the department's channel",
    "groups:read": "the same for a private channel that Anker was invited to",
    "usergroups:read": "reads who is in a user group on the department list",
    "files:write": "uploads the picture of a result, and documents for those who ask for them",
    "files:read": "knows when that picture is ready to be shown, and reads a sheet that a coordinator hands in",
}

#: Each event and what it is for.
EVENTS = {
    "message.im": "takes what leaders write as answers in the template; tells everybody else that it is no answer",
    "app_home_opened": "fills the Home tab when somebody opens it, and welcomes the first administrator who does",
    "user_change": "asks who takes over when a course's coordinator, deputy or owner of open actions is deactivated",
    "member_left_channel": "asks the same when they leave the course's channel",
    "member_joined_channel": "tells whoever invites Anker what is next; goes on with a course that waited for it",
    "channel_left": "lets a course rest when Anker is removed from its channel",
    "group_left": "the same for a private channel",
    "channel_archive": "lets a course rest when its channel is archived",
    "group_archive": "the same for a private channel",
    "channel_deleted": "lets a course rest when its channel is deleted",
    "group_deleted": "the same for a private channel",
    "channel_id_changed": "keeps everything about a private channel that gets another id when it is shared",
    "channel_unarchive": "goes on with a course when its channel is opened again",
    "group_unarchive": "the same for a private channel",
}


def manifest(url: str | None) -> dict[str, Any]:
    """The manifest with `url` as the address that Slack sends everything to; without one, that of Socket Mode, which
    names no addresses (docs.slack.dev/reference/app-manifest).
    """
    address = {} if url is None else {"request_url": url}
    options = {} if url is None else {"message_menu_options_url": url}
    return {
        "display_information": {
            "name": "Anker",
            "description": "Barometer og forankring af en metode",
            "background_color": "#1d4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Anker", "always_online": True},
            "slash_commands": [_command(command, url) for command in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _command(command: SlashCommand, url: str | None) -> dict[str, Any]:
    return {
        "command": command.name,
        **({} if url is None else {"url": url}),
        "description": command.description,
        "usage_hint": command.hint,
        "should_escape": True,
    }

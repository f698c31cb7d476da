"""What the app must be allowed for each method. Source: "Required scopes" on the method's page under
docs.slack.dev/reference/methods; the form of the refusal stands in docs.slack.dev/apis/web-api.
"""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.methods import METHODS

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
#: Any one of these will do.
NEEDED = {
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "conversations.info": READ,
    "conversations.members": READ,
    "conversations.list": READ,
    "users.conversations": READ,
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.history": HISTORY,
    "conversations.replies": HISTORY,
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.upload": ("files:write",),
    "files.info": ("files:read",),
    "team.info": ("team:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
}
#: A channel of each kind, with what the scopes for it begin with.
PLACES = [("#boern-familie", "channels"), ("#forankringsteam-ics", "groups"), ("", "im")]


def place(workspace: Workspace, name: str) -> str:
    return (workspace.channel(name) if name else workspace.direct(workspace.person("Mette").id)).id


def test_every_other_method_needs_none() -> None:
    """docs.slack.dev/reference/methods/views.open, …/auth.test, …/apps.connections.open: the last one's is of another
    token.
    """
    others = {name for name in METHODS if name.startswith("views.")} | {"auth.test", "apps.connections.open"}
    assert {name for name, method in METHODS.items() if not method.scopes} == others
    assert {name for name, method in METHODS.items() if method.scopes} == set(NEEDED)


@pytest.mark.parametrize("method", NEEDED)
async def test_a_method_without_its_scope_is_refused_before_anything_else(
    workspace: Workspace, client: AsyncWebClient, method: str
) -> None:
    """docs.slack.dev/apis/web-api: missing_scope with needed and provided."""
    workspace.app.scopes -= {*NEEDED[method]}
    with pytest.raises(SlackApiError, match="missing_scope") as refused:
        await client.api_call(method)
    answer = refused.value.response
    assert (answer["needed"].split(","), answer["provided"]) == (
        [*NEEDED[method]],
        ",".join(sorted(workspace.app.scopes)),
    )
    assert workspace.refusals == [f"{method}: missing_scope"]


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
@pytest.mark.parametrize(("name", "kind"), PLACES)
async def test_each_kind_of_channel_is_read_with_a_scope_of_its_own(
    workspace: Workspace, client: AsyncWebClient, method: str, name: str, kind: str
) -> None:
    """docs.slack.dev/reference/methods/conversations.info: channels:read, groups:read, im:read."""
    workspace.app.scopes |= {*READ}
    arguments = {"channel": place(workspace, name)}
    await client.api_call(method, params=arguments)
    workspace.app.scopes -= {f"{kind}:read"}
    with pytest.raises(SlackApiError, match="missing_scope") as refused:
        await client.api_call(method, params=arguments)
    assert refused.value.response["needed"] == f"{kind}:read"


@pytest.mark.parametrize(("name", "kind"), PLACES)
async def test_each_kind_of_channel_has_a_scope_for_what_was_said_there(
    workspace: Workspace, client: AsyncWebClient, name: str, kind: str
) -> None:
    """docs.slack.dev/reference/methods/conversations.history: channels:history, groups:history, im:history."""
    workspace.app.scopes |= {*HISTORY}
    channel = place(workspace, name)
    await client.conversations_history(channel=channel)
    workspace.app.scopes -= {f"{kind}:history"}
    with pytest.raises(SlackApiError, match="missing_scope") as refused:
        await client.conversations_history(channel=channel)
    assert refused.value.response["needed"] == f"{kind}:history"


@pytest.mark.parametrize("method", ["conversations.list", "users.conversations"])
@pytest.mark.parametrize(
    ("types", "needed"), [("public_channel", "channels:read"), ("private_channel", "groups:read"), ("im", "im:read")]
)
async def test_channels_are_listed_with_the_scope_of_their_kind(
    workspace: Workspace, client: AsyncWebClient, method: str, types: str, needed: str
) -> None:
    """docs.slack.dev/reference/methods/conversations.list: types, and a scope for each."""
    workspace.app.scopes |= {*READ}
    await client.api_call(method, params={"types": types})
    workspace.app.scopes -= {needed}
    with pytest.raises(SlackApiError, match="missing_scope") as refused:
        await client.api_call(method, params={"types": types})
    assert refused.value.response["needed"] == needed

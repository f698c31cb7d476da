"""Refusals that stand on the pages of the methods which Anker calls, and are shown nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace, running
from sandbox.shapes import Obj
from sandbox.town import SLACKBOT
from tests.sandbox.cards import button, entry, modal, section
from tests.sandbox.seconds import Seconds

FORM = modal(section("x"))


async def refused(client: AsyncWebClient, method: str, **arguments: Any) -> str:  # noqa: ANN401  Slack's own
    with pytest.raises(SlackApiError) as refusal:
        await client.api_call(method, params=arguments)
    return str(refusal.value.response["error"])


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.open"])
async def test_no_app_writes_to_slackbot_or_to_another_app(
    workspace: Workspace, client: AsyncWebClient, method: str
) -> None:
    """Remembered: cannot_dm_bot, of Slackbot too, which users.info does not call a bot."""
    for bot in (SLACKBOT, workspace.person("Vagtplan").id):
        where = {"channel": bot, "text": "x"} if method == "chat.postMessage" else {"users": bot}
        assert await refused(client, method, **where) == "cannot_dm_bot"


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        (",".join(["U1"] * 9), "too_many_users"),
        ("U1,U2", "method_not_supported_for_channel_type"),
    ],
)
async def test_a_direct_message_is_with_somebody(
    workspace: Workspace, client: AsyncWebClient, users: str, error: str
) -> None:
    """docs.slack.dev/reference/methods/conversations.open (errors): at most eight users; with several people it is a
    conversation of another kind, which is not built here.
    """
    assert await refused(client, "conversations.open", users=users) == error
    assert workspace.refusals


@pytest.mark.parametrize(
    ("method", "limit"),
    [
        ("conversations.members", 1001),
        ("users.conversations", 1001),
        ("users.list", 1001),
        ("conversations.history", 1000),
        ("conversations.members", -1),
        ("conversations.members", "many"),
    ],
)
async def test_a_page_has_an_end(workspace: Workspace, client: AsyncWebClient, method: str, limit: int | str) -> None:
    """docs.slack.dev/apis/web-api/pagination, …/methods/conversations.members: invalid_limit; at most 1000, of a
    history 999.
    """
    channel = workspace.direct(workspace.person("Mette").id).id if method.startswith("conversations.") else ""
    workspace.app.scopes |= {"im:read", "im:history"}
    where = {"channel": channel} if channel else {}
    assert await refused(client, method, limit=limit, **where) == "invalid_limit"
    if isinstance(limit, int) and limit > 0:
        await client.api_call(method, params={"limit": limit - 1, **where})


@pytest.mark.parametrize("bound", ["oldest", "latest"])
async def test_a_bound_of_a_history_is_a_time(workspace: Workspace, client: AsyncWebClient, bound: str) -> None:
    """docs.slack.dev/reference/methods/conversations.history: invalid_ts_oldest, invalid_ts_latest."""
    channel = workspace.direct(workspace.person("Mette").id).id
    error = await refused(client, "conversations.history", channel=channel, **{bound: "yesterday"})
    assert error == f"invalid_ts_{bound}"


async def test_a_history_is_for_members(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/conversations.history: not_in_channel."""
    workspace.app.scopes |= {"channels:history"}
    everyone = workspace.channel("#alle-i-egelund").id
    assert await refused(client, "conversations.history", channel=everyone) == "not_in_channel"


async def test_a_window_is_redrawn_by_its_id_and_stays_what_it_is(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/views.update: view_id or external_id is required; that the type stays is
    remembered.
    """
    view = workspace.windows.open(workspace.person("Mette").id, FORM)
    with pytest.raises(SlackApiError, match="missing required field: view_id"):
        await client.api_call("views.update", json={"view": FORM})
    with pytest.raises(SlackApiError, match="the type of a view cannot change"):
        await client.views_update(view_id=view.id, view={"type": "home", "blocks": []})


async def test_a_file_of_somebody_else_is_not_the_apps_to_delete(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/files.delete: cant_delete_file."""
    file = workspace.files.add("a.csv", b"1", workspace.person("Mette").id)
    file.handed_in = True
    assert await refused(client, "files.delete", file=file.id) == "cant_delete_file"
    assert file.data


@pytest.mark.parametrize("alone", [False, True])
async def test_a_guest_is_restricted_and_one_of_a_single_channel_ultra_restricted_too(
    workspace: Workspace, client: AsyncWebClient, *, alone: bool
) -> None:
    """docs.slack.dev/reference/objects/user-object: is_restricted, is_ultra_restricted."""
    workspace.change_person("Pia", in_one_channel_only=alone)
    shown = (await client.users_info(user=workspace.person("Pia").id))["user"]
    assert (shown["is_restricted"], shown["is_ultra_restricted"]) == (True, alone)
    staff = (await client.users_info(user=workspace.person("Mette").id))["user"]
    assert (staff["is_restricted"], staff["is_ultra_restricted"]) == (False, False)


async def test_nobody_is_unknown(client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/users.info: user_not_found."""
    assert await refused(client, "users.info", user="U404") == "user_not_found"


@pytest.mark.parametrize("kind", ["anker.post", "anker post", "indlæg"])
async def test_the_name_of_metadata_is_of_letters_digits_and_underscores(
    workspace: Workspace, client: AsyncWebClient, kind: str
) -> None:
    """Observed (github.com/slackapi/bolt-python/issues/863): with a full stop in its event_type the metadata is not
    there when it is looked for. Refusing it is our stricter reading.
    """
    metadata = {"event_type": kind, "event_payload": {}}
    with pytest.raises(SlackApiError, match="invalid_metadata_format"):
        await client.chat_postMessage(channel=workspace.person("Mette").id, text="x", metadata=metadata)


@pytest.fixture
async def workspace(seconds: Seconds) -> AsyncIterator[Workspace]:
    async with running(seconds=seconds) as workspace:
        workspace.rates.enforced = False
        yield workspace


@pytest.mark.parametrize("late", [False, True])
async def test_the_trigger_of_a_click_opens_a_window_within_three_seconds(
    workspace: Workspace, bolt: AsyncApp, seconds: Seconds, *, late: bool
) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: expired_trigger_id after three seconds."""
    triggers: list[str] = []

    @bolt.action("press")
    async def on_press(ack: AsyncAck, body: Obj) -> None:
        triggers.append(body["trigger_id"])
        await ack()

    mette = workspace.person("Mette")
    workspace.post_as_app(workspace.direct(mette.id).id, {"text": "x", "blocks": [button("Tryk", "press")]})
    await mette.clicks("Tryk")
    seconds.passed += 3.1 if late else 3.0
    if late:
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await bolt.client.views_open(trigger_id=triggers[0], view=FORM)
    else:
        await bolt.client.views_open(trigger_id=triggers[0], view=FORM)
    assert (mette.modal is None) == late


async def test_what_is_typed_in_a_message_comes_with_the_next_click(workspace: Workspace, bolt: AsyncApp) -> None:
    """Remembered: an input block in a message tells nothing by itself; `state.values` of the next click has it."""
    clicked: list[Obj] = []

    @bolt.action("save")
    async def on_save(ack: AsyncAck, body: Obj) -> None:
        clicked.append(body)
        await ack()

    mette = workspace.person("Mette")
    blocks = [entry("Navn", {"type": "plain_text_input"}), button("Gem", "save")]
    workspace.post_as_app(workspace.direct(mette.id).id, {"text": "x", "blocks": blocks})
    await mette.fills("Navn", "Barometer")
    assert not clicked
    await mette.clicks("Gem")
    assert clicked[0]["state"]["values"]["entry"]["a"]["value"] == "Barometer"

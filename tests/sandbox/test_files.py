"""Files: uploaded, completed, shown, and sent by people."""

from __future__ import annotations

import json
import re
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.channel import Channel
from sandbox.look import Place, look
from sandbox.view_checks import check_view
from tests.sandbox.cards import button, modal, section

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 100


async def shared(client: AsyncWebClient, data: bytes = PICTURE, **where: Any) -> str:  # noqa: ANN401  Slack's own
    """The id of a file that was put somewhere."""
    file_id, _ = await uploaded(client, data)
    await client.files_completeUploadExternal(files=[{"id": file_id}], **where)
    return file_id


async def uploaded(client: AsyncWebClient, data: bytes = PICTURE, length: int | None = None) -> tuple[str, int]:
    place = await client.files_getUploadURLExternal(filename="chart.png", length=length or len(data), alt_txt="Temaer")
    async with aiohttp.ClientSession() as session, session.post(place["upload_url"], data=data) as response:
        return str(place["file_id"]), response.status


async def test_a_picture_can_stand_in_a_card_a_moment_after_it_is_complete(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/files.completeUploadExternal: processed later; the refusal until then is
    remembered.
    """
    mette = workspace.person("Mette")
    file_id, _ = await uploaded(client)
    picture = {"type": "image", "alt_text": "Temaer", "slack_file": {"id": file_id}}
    await client.files_completeUploadExternal(files=[{"id": file_id, "title": "Resultat"}])
    workspace.rates.enforced = False
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel=mette.id, text="x", blocks=[picture])
    assert refusal.value.response["response_metadata"]["messages"] == [
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"
    ]
    await client.chat_postMessage(channel=mette.id, text="x", blocks=[picture])
    assert mette.sees() == "Temaer"
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{workspace.url}/files/{file_id}?seat={mette.id}") as response,
    ):
        assert (response.content_type, await response.read()) == ("image/png", PICTURE)


async def test_info_tells_when_a_file_is_processed(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.files.looks_until_ready = 2
    file_id, _ = await uploaded(client)
    await client.files_completeUploadExternal(files=[{"id": file_id}])
    kinds = [(await client.files_info(file=file_id))["file"]["mimetype"] for _ in range(3)]
    assert kinds == ["", "", "image/png"]


async def test_the_kits_own_upload_works(workspace: Workspace, client: AsyncWebClient) -> None:
    room = workspace.channel("#boern-familie")
    await client.files_upload_v2(filename="plan.docx", content=b"abc", channel=room.id, initial_comment="Planen")
    message = workspace.person("Jonas").message(room.name)
    assert (message.text, message.files[0]["name"]) == ("Planen", "plan.docx")


async def test_bytes_of_another_length_are_refused(client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/files.getUploadURLExternal: `length`; the answer is remembered."""
    file_id, status = await uploaded(client, length=5)
    assert status == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": file_id}])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"length": 0}, "missing_argument"),
        ({"alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ({"length": 2 * 10**9}, "file_upload_size_restricted"),
        ({"length": 10**6 + 1, "snippet_type": "csv"}, "snippet_too_large"),
    ],
)
async def test_an_upload_that_cannot_be_is_refused(
    client: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    """docs.slack.dev/reference/methods/files.getUploadURLExternal (errors)."""
    with pytest.raises(SlackApiError, match=error):
        await client.files_getUploadURLExternal(**{"filename": "a.png", "length": 3, **arguments})


async def test_a_file_is_put_into_a_direct_message_and_heard_of_as_a_shared_file(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    mette = workspace.person("Mette")
    place = workspace.direct(mette.id)
    parent = (await client.chat_postMessage(channel=place.id, text="Resultatet"))["ts"]
    file_id = await shared(client, channel_id=place.id, initial_comment="Her er tallene", thread_ts=parent)
    message = mette.message()
    assert (message.text, message.thread_ts, message.files[0]["mimetype"]) == ("Her er tallene", parent, "image/png")
    await workspace.delivery.settled()
    event = [json.loads(told.request)["event"] for told in workspace.log if told.what == "event message"][-1]
    assert (event["subtype"], event["upload"], event["channel"]) == ("file_share", True, place.id)
    assert (event["bot_id"], event["files"][0]["id"]) == (workspace.app.bot_id, file_id)
    assert "subtype" not in (await client.conversations_history(channel=place.id))["messages"][0]


async def test_the_answer_comes_before_the_message_whose_ts_files_info_tells(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    workspace.files.seconds_until_shared = 0.05
    room = workspace.channel("#boern-familie")
    file_id, _ = await uploaded(client)
    answer = await client.files_completeUploadExternal(files=[{"id": file_id, "title": "Plan"}], channel_id=room.id)
    assert answer["files"] == [{"id": file_id, "title": "Plan"}]
    assert not room.posts
    assert (await client.files_info(file=file_id))["file"]["mimetype"] == ""
    await workspace.until(lambda: room.posts)
    told = (await client.files_info(file=file_id))["file"]
    assert (told["mimetype"], told["channels"], told["is_public"]) == ("image/png", [room.id], True)
    assert told["shares"] == {"public": {room.id: [{"ts": next(iter(room.posts))}]}}


async def test_one_file_is_shared_in_several_places_people_among_them(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    mette, room = workspace.person("Mette"), workspace.channel("#boern-familie")
    file_id = await shared(client, channels=[room.id, mette.id])
    assert mette.message().files[0]["id"] == mette.message(room.name).files[0]["id"] == file_id
    told = (await client.files_info(file=file_id))["file"]
    assert (told["channels"], told["ims"], told["groups"]) == ([room.id], [workspace.direct(mette.id).id], [])


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ({"channel_id": "{mette}"}, "channel_not_found"),
        ({"channel_id": "{team}"}, "channel_not_found"),
        ({"channel_id": "{open}"}, "not_in_channel"),
        ({"channel_id": "{archived}"}, "posting_to_channel_denied"),
        ({"channels": ",".join(["{room}"] * 101)}, "channels_limit_exceeded"),
        ({"channels": "{room},{mette}", "thread_ts": "1.0"}, "invalid_arguments"),
        ({"thread_ts": "1.0"}, "invalid_arguments"),
        ({"channel_id": "{room}", "blocks": [button("Tryk", "x")]}, "invalid_blocks"),
        ({"channel_id": "{room}", "username": "En anden"}, "invalid_arguments"),
        ({"files": []}, "invalid_arguments"),
        ({"files": ["F1"]}, "invalid_arguments"),
        ({"files": [{"id": "F1", "colour": "red"}]}, "invalid_arguments"),
        ({"files": [{"id": "F1"}]}, "file_not_found"),
        ({"files": [{"id": "{persons}"}]}, "access_denied"),
    ],
)
async def test_a_file_that_cannot_be_put_there_is_refused_and_stays_where_it_is(
    workspace: Workspace, client: AsyncWebClient, where: dict[str, Any], error: str
) -> None:
    """docs.slack.dev/reference/methods/files.completeUploadExternal (errors)."""
    file_id, _ = await uploaded(client)
    mette = workspace.person("Mette")
    room, team, everyone = (
        workspace.channel(name) for name in ("boern-familie", "forankringsteam-ics", "alle-i-egelund")
    )
    del team.members[workspace.app.bot_user]
    everyone.members.pop(workspace.app.bot_user, None)
    archived = workspace.channels["C0ARCHIVED"] = Channel(
        "C0ARCHIVED", "gammel", dict.fromkeys([workspace.app.bot_user]), is_archived=True
    )
    names = {"mette": mette.id, "team": team.id, "open": everyone.id, "archived": archived.id, "room": room.id}
    names["persons"] = workspace.files.add("a.csv", b"1", mette.id).id
    filled = json.loads(re.sub(r"\{(\w+)\}", lambda found: names[found[1]], json.dumps(where)))
    with pytest.raises(SlackApiError) as refusal:
        await client.api_call("files.completeUploadExternal", json={"files": [{"id": file_id}], **filled})
    assert refusal.value.response["error"] == error
    assert not any(channel.posts for channel in workspace.channels.values())
    assert not workspace.files.by_id[file_id].completed


async def test_text_stands_beside_a_file_as_comment_or_as_blocks(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/files.completeUploadExternal: blocks are left out beside a comment."""
    mette = workspace.person("Mette")
    where: dict[str, Any] = {"channel_id": workspace.direct(mette.id).id, "blocks": json.dumps([section("*Tallene*")])}
    file_id = await shared(client, **where)
    assert mette.sees() == "*Tallene*"
    await client.files_completeUploadExternal(files=[{"id": file_id}], initial_comment="I stedet", **where)
    assert mette.sees() == "I stedet"


@pytest.mark.parametrize("error", ["file_uploads_disabled", "storage_limit_reached", "file_type_not_allowed"])
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_workspace_can_be_told_to_take_no_files(
    workspace: Workspace, client: AsyncWebClient, method: str, error: str
) -> None:
    """docs.slack.dev/reference/methods/files.getUploadURLExternal: file_uploads_disabled, storage_limit_reached."""
    workspace.faults.fail_next(method, error=error)
    mette = workspace.person("Mette")
    with pytest.raises(SlackApiError, match=error):
        await shared(client, channels=[mette.id])
    assert not mette.messages()
    await shared(client, channels=[mette.id])
    assert mette.messages()


async def test_bytes_can_be_lost_on_their_way_to_slack(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.fail_next("upload", status=503)
    workspace.faults.fail_next("upload", drop=True)
    _, status = await uploaded(client)
    assert status == 503
    with pytest.raises(aiohttp.ClientError):
        await uploaded(client)
    assert all(file.data is None for file in workspace.files.by_id.values())
    assert (await uploaded(client))[1] == 200


async def test_what_is_complete_takes_no_other_bytes(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/files.completeUploadExternal: finishes the upload."""
    file_id = await shared(client)
    address = f"{workspace.url}/upload/{workspace.files.by_id[file_id].upload_key}"
    async with aiohttp.ClientSession() as session, session.post(address, data=PICTURE) as response:
        assert response.status == 404


async def test_a_deleted_file_leaves_an_empty_place(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/files.delete and files.info: file_deleted."""
    mette = workspace.person("Mette")
    file_id = await shared(client, channels=[mette.id])
    await client.files_delete(file=file_id)
    for again in (client.files_delete, client.files_info):
        with pytest.raises(SlackApiError, match="file_deleted"):
            await again(file=file_id)
    messages = look(workspace, mette.id, Place(workspace.direct(mette.id).id)).lists["messages"]
    assert messages.shown(list(messages.marks)[-1])["files"] == [{"id": file_id, "deleted": True}]
    picture = {"type": "image", "alt_text": "Temaer", "slack_file": {"id": file_id}}
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel=mette.id, text="x", blocks=[picture])


async def test_a_picture_is_named_by_its_address_as_well_as_by_its_id(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    file = workspace.file_object(workspace.files.add("graf.png", PICTURE, workspace.app.bot_user))
    for field in ("url_private", "url_private_download", "permalink"):
        picture = {"type": "image", "alt_text": field, "slack_file": {"url": file[field]}}
        workspace.windows.open(mette.id, check_view(modal(picture), workspace.files, types={"modal"}))
        assert mette.modal is not None
        assert mette.modal.text == field

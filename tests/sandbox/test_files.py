"""Files: uploaded, completed, shown, and sent by people."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from tests.sandbox.cards import entry, modal

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 100


async def uploaded(client: AsyncWebClient, data: bytes = PICTURE, length: int | None = None) -> tuple[str, int]:
    place = await client.files_getUploadURLExternal(filename="chart.png", length=length or len(data), alt_txt="Temaer")
    async with aiohttp.ClientSession() as session, session.post(place["upload_url"], data=data) as response:
        return str(place["file_id"]), response.status


async def test_a_picture_can_stand_in_a_card_a_moment_after_it_is_complete(
    workspace: Workspace, client: AsyncWebClient
) -> None:
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
    file_id, status = await uploaded(client, length=5)
    assert status == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": file_id}])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"length": 0}, "invalid_arguments"),
        ({"alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ({"length": 2 * 10**9}, "file_upload_size_restricted"),
    ],
)
async def test_an_upload_that_cannot_be_is_refused(
    client: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        await client.files_getUploadURLExternal(**{"filename": "a.png", "length": 3, **arguments})


async def test_a_file_that_a_person_sends_reaches_the_app_and_can_be_fetched(
    workspace: Workspace, bolt: AsyncApp
) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        heard.append(event)

    await workspace.person("Mette").uploads("svar.xlsx", b"PK")
    assert heard[0]["subtype"] == "file_share"
    url = heard[0]["files"][0]["url_private_download"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as without_token:
            assert without_token.content_type == "text/html"
        async with session.get(url, headers={"Authorization": f"Bearer {workspace.app.token}"}) as response:
            assert await response.read() == b"PK"


async def test_a_file_can_be_put_into_a_field(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(entry("Fil", {"type": "file_input"})))
    await mette.attaches("Fil", "svar.xlsx", b"PK")
    assert mette.modal is not None
    assert mette.modal.values["entry"]["a"]["files"][0]["name"] == "svar.xlsx"

"""Who gets the bytes of a file: the app with its token, and people in their seats."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.files import File
from sandbox.message import Message
from sandbox.sharing import share
from tests.sandbox.cards import modal

SHEET = b"PK\x03\x04"


@pytest.fixture
async def web() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def a_file(workspace: Workspace, name: str = "svar.xlsx", owner: str = "Mette", room: str = "") -> File:
    """A person's file; with `room` shared there."""
    user = workspace.person(owner).id
    file = workspace.files.add(name, SHEET, user)
    if room:
        share(workspace, [file], Message(workspace.channel(room).id, "", user))
    return file


async def fetched(workspace: Workspace, web: ClientSession, file: File, token: str | None = None) -> ClientResponse:
    """What the app is answered at `url_private_download`, redirects not followed."""
    headers = {"Authorization": f"Bearer {workspace.app.token if token is None else token}"}
    address = workspace.file_object(file)["url_private_download"]
    return await web.get(address, headers=headers, allow_redirects=False)


async def test_a_file_that_a_person_sends_reaches_the_app_and_can_be_fetched(
    workspace: Workspace, bolt: AsyncApp, web: ClientSession
) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        heard.append(event)

    await workspace.person("Mette").uploads("Nye spørgsmål #2.xlsx", SHEET)
    (event,) = heard
    assert event["subtype"] == "file_share"
    (file,) = event["files"]
    assert (file["name"], file["size"], file["created"]) == ("Nye spørgsmål #2.xlsx", 4, 1799654400)
    assert file["url_private_download"].endswith("/download/nye_sp_rgsm_l_2.xlsx")
    response = await fetched(workspace, web, workspace.files.by_id[file["id"]])
    assert (response.status, await response.read()) == (200, SHEET)
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''Nye%20sp")


@pytest.mark.parametrize("token", ["", "xoxb-another"])
async def test_without_the_token_slack_leads_to_a_page_to_sign_in_at(
    workspace: Workspace, web: ClientSession, token: str
) -> None:
    """docs.slack.dev/reference/objects/file-object (authentication); that it is a redirect is observed."""
    file = a_file(workspace, room="#boern-familie")
    response = await fetched(workspace, web, file, token)
    assert response.status == 302
    assert response.headers["Location"].startswith("/?redir=%2Ffiles-pri%2F")
    async with web.get(workspace.file_object(file)["url_private_download"]) as followed:
        assert (followed.status, followed.content_type) == (200, "text/html")
        assert SHEET not in await followed.read()


async def test_without_the_scope_the_token_opens_nothing(workspace: Workspace, web: ClientSession) -> None:
    """docs.slack.dev/reference/objects/file-object: files:read."""
    file = a_file(workspace, room="#boern-familie")
    workspace.app.scopes -= {"files:read"}
    assert (await fetched(workspace, web, file)).status == 302


async def test_the_app_gets_no_file_of_a_place_it_is_not_in(
    workspace: Workspace, web: ClientSession, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/files.info: file_not_found; the redirect is observed."""
    room = workspace.channel("#forankringsteam-ics")
    room.members.pop(workspace.app.bot_user, None)
    file = a_file(workspace, room=room.name)
    assert (await fetched(workspace, web, file)).status == 302
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_info(file=file.id)
    room.members[workspace.app.bot_user] = None
    assert (await fetched(workspace, web, file)).status == 200
    told = (await client.files_info(file=file.id))["file"]
    assert (told["groups"], list(told["shares"]), told["is_public"]) == ([room.id], ["private"], False)


async def test_a_download_can_fail_on_command(workspace: Workspace, web: ClientSession) -> None:
    file = a_file(workspace, room="#boern-familie")
    workspace.faults.fail_next("download", status=500)
    assert [(await fetched(workspace, web, file)).status for _ in range(2)] == [500, 200]


async def seen(workspace: Workspace, web: ClientSession, file: File, name: str) -> int:
    """The status with which the page is answered for somebody in their seat."""
    seat = workspace.person(name).id if name else ""
    async with web.get(f"{workspace.url}/files/{file.id}", params={"seat": seat}) as response:
        return response.status


async def test_a_seat_gets_the_files_of_the_places_it_is_in_and_no_others(
    workspace: Workspace, web: ClientSession
) -> None:
    room = workspace.channel("#forankringsteam-ics")
    outside = next(person.first_name for user, person in workspace.people.items() if user not in room.members)
    file = a_file(workspace, room=room.name)
    private = a_file(workspace)
    assert [await seen(workspace, web, file, name) for name in ("Mette", "Jonas", outside, "")] == [200, 200, 403, 403]
    assert [await seen(workspace, web, private, name) for name in ("Mette", "Jonas")] == [200, 403]


async def test_a_picture_is_shown_to_those_in_whose_message_or_window_it_stands(
    workspace: Workspace, web: ClientSession
) -> None:
    mette, jonas = workspace.person("Mette"), workspace.person("Jonas")
    pictures = [workspace.files.add(f"{name}.png", SHEET, workspace.app.bot_user) for name in ("kort", "vindue")]
    blocks = [{"type": "image", "alt_text": "Temaer", "slack_file": {"id": picture.id}} for picture in pictures]
    workspace.post_as_app(workspace.direct(mette.id).id, {"text": "x", "blocks": [blocks[0]]})
    workspace.windows.open(jonas.id, modal(blocks[1]))
    assert [await seen(workspace, web, pictures[0], name) for name in ("Mette", "Jonas")] == [200, 403]
    assert [await seen(workspace, web, pictures[1], name) for name in ("Mette", "Jonas")] == [403, 200]
    await jonas.closes()
    assert await seen(workspace, web, pictures[1], "Jonas") == 403


async def test_a_page_that_somebody_sends_is_saved_and_never_run(workspace: Workspace, web: ClientSession) -> None:
    file = a_file(workspace, "farlig.html", room="#boern-familie")
    async with web.get(f"{workspace.url}/files/{file.id}", params={"seat": workspace.person("Jonas").id}) as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"

"""A file field in a window: what may be put into it, and what the app is sent."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.deeds import carry_out
from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.seats import Seat
from sandbox.shapes import Obj
from sandbox.view_checks import check_view
from tests.sandbox.cards import entry, modal, options

FILE_INPUT = {"type": "file_input"}


def opened(workspace: Workspace, **element: object) -> Seat:
    """Mette with a form that asks for a file."""
    mette = workspace.person("Mette")
    form = modal(entry("Ark", FILE_INPUT | element))
    workspace.windows.open(mette.id, check_view(form, workspace.files, types={"modal"}))
    return mette


def names(seat: Seat) -> list[str]:
    assert seat.modal is not None
    return [file["name"] for file in seat.modal.values["entry"]["a"]["files"]]


async def test_the_app_is_sent_the_files_and_can_fetch_them(workspace: Workspace, bolt: AsyncApp) -> None:
    sent: list[Obj] = []

    @bolt.view("form")
    async def on_form(ack: AsyncAck, view: dict[str, Any]) -> None:
        sent.append(view["state"]["values"]["entry"]["a"])
        await ack()

    mette = opened(workspace)
    await mette.attaches("Ark", "a.csv", b"1;2")
    await mette.attaches("Ark", "b.xlsx", b"PK")
    assert (await mette.submits()).error is None
    (state,) = sent
    assert (state["type"], [file["name"] for file in state["files"]]) == ("file_input", ["a.csv", "b.xlsx"])
    first = state["files"][0]
    assert (first["user"], first["mimetype"], first["filetype"], first["size"]) == (mette.id, "text/csv", "csv", 3)
    headers = {"Authorization": f"Bearer {workspace.app.token}"}
    async with ClientSession() as web, web.get(first["url_private_download"], headers=headers) as response:
        assert await response.read() == b"1;2"


async def test_nothing_handed_in_is_held_back_or_sent_as_an_empty_list(workspace: Workspace, bolt: AsyncApp) -> None:
    """docs.slack.dev/reference/block-kit/blocks/input-block: optional."""
    sent: list[Obj] = []

    @bolt.view("form")
    async def on_form(ack: AsyncAck, view: dict[str, Any]) -> None:
        sent.append(view["state"]["values"]["entry"]["a"])
        await ack()

    assert (await opened(workspace).submits()).error == "required_fields_missing"
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(entry("Ark", FILE_INPUT, optional=True)))
    await mette.submits()
    assert sent == [{"type": "file_input", "files": []}]


async def test_a_file_is_taken_out_again(workspace: Workspace) -> None:
    mette = opened(workspace)
    for name in ("a.csv", "b.csv"):
        await mette.attaches("Ark", name, b"1")
    await mette.takes_out("Ark", "a.csv")
    assert names(mette) == ["b.csv"]


@pytest.mark.parametrize(
    ("element", "name", "size", "said"),
    [
        ({"filetypes": ["xlsx", "csv"]}, "plan.docx", 1, "plan.docx har ikke en type"),
        ({"filetypes": ["csv"]}, "csv", 1, ""),
        ({"filetypes": ["CSV"]}, "svar.csv", 1, ""),
        ({"filetypes": ["csv"]}, "SVAR.CSV", 1, ""),
        ({}, "uden-type", 1, ""),
        ({}, "tom.csv", 0, "tom.csv er tom"),
        ({}, "stor.csv", 10 * 1024 * 1024, ""),
        ({}, "stor.csv", 10 * 1024 * 1024 + 1, "stor.csv er større end 10 MB"),
    ],
)
async def test_slack_takes_files_of_the_asked_kind_up_to_ten_megabytes(
    workspace: Workspace, element: Obj, name: str, size: int, said: str
) -> None:
    """docs.slack.dev/reference/block-kit/block-elements/file-input-element"""
    mette = opened(workspace, **element)
    answer = await mette.attaches("Ark", name, b"x" * size)
    assert mette.modal is not None
    assert (answer.error, names(mette)) == (("file_refused", []) if said else (None, [name]))
    assert (said in mette.modal.text) if said else not mette.modal.errors


@pytest.mark.parametrize(("element", "most"), [({}, 10), ({"max_files": 1}, 1), ({"max_files": 3}, 3)])
async def test_no_more_files_than_asked_for(workspace: Workspace, element: Obj, most: int) -> None:
    """docs.slack.dev/reference/block-kit/block-elements/file-input-element: max_files."""
    mette = opened(workspace, **element)
    errors = [(await mette.attaches("Ark", f"{number}.csv", b"1")).error for number in range(most + 1)]
    assert errors == [None] * most + ["file_refused"]
    assert len(names(mette)) == most


async def test_a_redrawn_window_keeps_its_files_and_measures_them_anew(workspace: Workspace) -> None:
    mette = opened(workspace, max_files=2)
    for name in ("a.csv", "b.csv"):
        await mette.attaches("Ark", name, b"1")
    assert mette.modal is not None
    workspace.windows.update(mette.modal, modal(entry("Ark", FILE_INPUT | {"max_files": 1})))
    assert names(mette) == ["a.csv", "b.csv"]
    assert (await mette.submits()).error == "required_fields_missing"
    assert "Vælg højst 1 fil" in mette.modal.text


BAD: list[tuple[Obj, str]] = [
    (entry("Ark", FILE_INPUT | {"max_files": 0}), "must be an integer from 1 to 10 [json-pointer:/max_files]"),
    (entry("Ark", FILE_INPUT | {"max_files": 11}), "must be an integer from 1 to 10 [json-pointer:/max_files]"),
    (entry("Ark", FILE_INPUT | {"filetypes": []}), "must have at least 1 items [json-pointer:/filetypes]"),
    (entry("Ark", FILE_INPUT | {"filetypes": [".csv"]}), "must be a file extension [json-pointer:/filetypes/0]"),
    (entry("Ark", FILE_INPUT | {"focus_on_load": True}), "invalid additional property: focus_on_load [json-pointer:]"),
    (entry("Ark", FILE_INPUT | {"options": options("a")}), "invalid additional property: options [json-pointer:]"),
]


@pytest.mark.parametrize(("block", "message"), BAD)
def test_a_bad_file_field_is_refused_with_a_pointer_to_the_place(block: Obj, message: str) -> None:
    """docs.slack.dev/reference/block-kit/block-elements/file-input-element"""
    with pytest.raises(SlackError) as refusal:
        check_view(modal(block), Files(), types={"modal"})
    assert refusal.value.messages == [message.replace("[json-pointer:", "[json-pointer:/view/blocks/0/element")]


def test_a_file_field_sends_nothing_before_the_form_is_sent() -> None:
    """docs.slack.dev/reference/block-kit/blocks/input-block: dispatch_action."""
    with pytest.raises(SlackError) as refusal:
        check_view(modal(entry("Ark", FILE_INPUT, dispatch_action=True)), Files(), types={"modal"})
    assert refusal.value.messages == ["incompatible with file_input [json-pointer:/view/blocks/0/dispatch_action]"]


async def test_file_fields_stand_in_windows_only(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/block-kit/block-elements: surfaces."""
    user, field = workspace.person("Mette").id, entry("Ark", FILE_INPUT)
    for call in (
        client.chat_postMessage(channel=user, text="x", blocks=[field]),
        client.views_publish(user_id=user, view={"type": "home", "blocks": [field]}),
    ):
        with pytest.raises(SlackApiError, match="unsupported in a"):
            await call


async def test_a_file_field_needs_the_scope_to_read_files(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/block-kit/block-elements/file-input-element: files:read."""
    workspace.app.scopes -= {"files:read"}
    trigger = workspace.triggers.issue(workspace.person("Mette").id)
    with pytest.raises(SlackApiError) as refusal:
        await client.views_open(trigger_id=trigger, view=modal(entry("Ark", FILE_INPUT)))
    assert (refusal.value.response["error"], refusal.value.response["needed"]) == ("missing_scope", "files:read")


async def test_the_page_puts_files_in_and_takes_them_out(workspace: Workspace) -> None:
    mette = opened(workspace, filetypes=["csv"])
    assert mette.modal is not None
    place = {"seat": mette.id, "view": mette.modal.id, "block_id": "entry", "action_id": "a"}
    content = {"do": "attach", "content_base64": base64.b64encode(b"1;2").decode()}
    assert await carry_out(workspace, place | content | {"name": "a.csv"}) == {"ok": True}
    refused = await carry_out(workspace, place | content | {"name": "a.docx"})
    assert (refused["ok"], refused["error"]) == (False, mette.modal.errors["entry"])
    (file,) = mette.modal.values["entry"]["a"]["files"]
    assert (await carry_out(workspace, place | {"do": "detach", "file": file["id"]}))["ok"]
    assert (names(mette), mette.modal.errors) == ([], {})


async def test_the_page_cannot_make_a_file_up_nor_fill_in_the_form_of_another(workspace: Workspace) -> None:
    mette, jonas = opened(workspace), workspace.person("Jonas")
    assert mette.modal is not None
    place = {"view": mette.modal.id, "block_id": "entry", "action_id": "a"}
    forged = {"do": "input", "seat": mette.id, "selected": [{"id": "F1", "url_private_download": "http://else.where"}]}
    stolen = {"do": "attach", "seat": jonas.id, "name": "a.csv", "content_base64": ""}
    for deed in (forged, stolen, {**stolen, "seat": mette.id, "content_base64": "%%"}):
        assert not (await carry_out(workspace, place | deed))["ok"]
    assert names(mette) == []

"""An app that does not answer within three seconds, and what the person is told then.

docs.slack.dev/interactivity/handling-user-interaction and docs.slack.dev/apis/events-api; Slack's words are remembered.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from sandbox import Workspace
from sandbox.acts import TROUBLE_WITH_CLICK, TROUBLE_WITH_OPTIONS
from sandbox.limits import ANSWER_SECONDS, EVENT_RETRY_SECONDS, TRIGGER_SECONDS
from sandbox.submissions import TROUBLE
from tests.sandbox.cards import button, entry, modal
from tests.sandbox.test_delivery import PlainApp, plain_app, quiet

__all__ = ["plain_app"]

SELECT = {"type": "external_select", "action_id": "a"}


@pytest.fixture
def released(workspace: Workspace, plain_app: PlainApp) -> asyncio.Event:
    """An app that answers nothing until it is let go."""
    released = asyncio.Event()

    async def late(_: web.Request) -> web.StreamResponse:
        await released.wait()
        return web.json_response({})

    plain_app.answer = late
    workspace.delivery.answer_seconds = 0.05
    return released


def test_the_numbers_are_slacks() -> None:
    """docs.slack.dev/interactivity/handling-user-interaction, docs.slack.dev/apis/events-api."""
    assert (ANSWER_SECONDS, TRIGGER_SECONDS, EVENT_RETRY_SECONDS) == (3.0, 3.0, (0.0, 60.0, 300.0))


async def test_a_click_without_an_answer_is_told_and_not_sent_again(
    workspace: Workspace, plain_app: PlainApp, released: asyncio.Event
) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: three seconds; no repeat is documented."""
    mette = workspace.person("Mette")
    workspace.app.events = frozenset()
    workspace.post_as_app(workspace.direct(mette.id).id, {"text": "kort", "blocks": [button("Enig", "answer")]})
    answer = await mette.clicks("Enig")
    released.set()
    await workspace.delivery.settled()
    assert (answer.error, mette.notices) == ("operation_timeout", [TROUBLE_WITH_CLICK])
    assert len(plain_app.requests) == 1


async def test_a_submission_without_an_answer_leaves_the_window_as_it_was(
    workspace: Workspace, released: asyncio.Event
) -> None:
    """docs.slack.dev/surfaces/modals: the window stays open with an error, and can be sent again."""
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(entry("Navn", {"type": "plain_text_input"})))
    await mette.fills("Navn", "Barometer")
    answer = await mette.submits()
    assert (answer.error, mette.notices) == ("operation_timeout", [TROUBLE])
    assert mette.modal is not None
    assert mette.modal.values["entry"]["a"]["value"] == "Barometer"
    released.set()
    assert (await mette.submits()).ok
    assert mette.modal is None


async def test_options_that_come_late_are_none(workspace: Workspace, released: asyncio.Event) -> None:
    """docs.slack.dev/reference/block-kit/block-elements/select-menu-element: external data source."""
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(entry("Tema", SELECT)))
    with pytest.raises(AssertionError, match="no option"):
        await mette.chooses("Ledelse", for_="Tema")
    released.set()
    assert mette.notices == [TROUBLE_WITH_OPTIONS]


async def test_an_event_comes_again_while_the_first_is_still_being_worked_on(
    workspace: Workspace, plain_app: PlainApp
) -> None:
    """docs.slack.dev/apis/events-api: after a timeout the repeat is sent at once, beside the first (http_timeout)."""
    both_at_work = asyncio.Barrier(2)

    async def slow(_: web.Request) -> web.StreamResponse:
        await both_at_work.wait()  # the first is not over before the second has come
        return web.Response()

    plain_app.answer = slow
    workspace.delivery.answer_seconds = 0.2
    assert (await workspace.person("Mette").writes("hej")).error == "operation_timeout"
    await workspace.delivery.settled()
    (_, first_body), (headers, second_body) = plain_app.requests
    assert json.loads(first_body)["event_id"] == json.loads(second_body)["event_id"]
    assert (headers["x-slack-retry-num"], headers["x-slack-retry-reason"]) == ("1", "http_timeout")


async def test_no_command_is_run_in_a_thread(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands: not in threads."""
    mette = workspace.person("Mette")
    card = workspace.post_as_app(workspace.channel("#boern-familie").id, {"text": "kort"})
    await quiet(workspace, plain_app)
    for line in ("/anker status", "/invite @Jonas"):
        assert (await mette.types(line, channel="#boern-familie", thread=card)).error == "not_in_threads"
    assert mette.notices[0] == "/anker kan ikke bruges i tråde. Beklager!"
    assert not plain_app.requests


async def test_without_its_switch_a_command_arrives_as_it_was_typed(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands: escaping is a switch of the command."""
    workspace.app.commands = tuple(replace(command, escapes=False) for command in workspace.app.commands)
    await workspace.person("Mette").types("/anker personer @Karen")
    assert parse_qs(plain_app.requests[0][1])["text"] == ["personer @Karen"]

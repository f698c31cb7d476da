"""What Slack sends to the app, and what it does when the app does not answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from sandbox import Workspace
from sandbox.shapes import Obj
from tests.sandbox.cards import button, entry, modal, section

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PlainApp:
    """An app that answers with whatever `answer` is, and keeps what it was sent."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], str]] = []
        self.answer: Handler = self._ok

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(({k.lower(): v for k, v in request.headers.items()}, await request.text()))
        return await self.answer(request)

    def says(self, status: int = 200, body: object = None, headers: dict[str, str] | None = None) -> None:
        """Answer like this from now on."""

        async def answer(_: web.Request) -> web.StreamResponse:
            text = "" if body is None else json.dumps(body)
            return web.Response(status=status, text=text, content_type="application/json", headers=headers)

        self.answer = answer

    async def _ok(self, _: web.Request) -> web.StreamResponse:
        return web.Response()


@pytest.fixture
async def plain_app(workspace: Workspace) -> AsyncIterator[PlainApp]:
    app = PlainApp()
    web_app = web.Application()
    web_app.router.add_post("/slack/events", app.handle)
    runner = web.AppRunner(web_app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    workspace.app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield app
    await runner.cleanup()


def card(workspace: Workspace, name: str, *blocks: Obj) -> None:
    workspace.post_as_app(workspace.direct(workspace.person(name).id).id, {"text": "kort", "blocks": list(blocks)})


async def quiet(workspace: Workspace, app: PlainApp) -> None:
    """Wait for the events about what has been posted, and forget them."""
    await workspace.delivery.settled()
    app.requests.clear()


def interactive(request: tuple[dict[str, str], str]) -> Obj:
    shown: Obj = json.loads(parse_qs(request[1])["payload"][0])
    return shown


async def test_every_request_carries_slacks_signature(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/authentication/verifying-requests-from-slack"""
    await workspace.person("Mette").types("/barometer start nu", channel="#boern-familie")
    headers, body = plain_app.requests[0]
    assert SignatureVerifier(workspace.app.signing_secret).is_valid_request(body, headers)
    assert not SignatureVerifier("another").is_valid_request(body, headers)
    fields = {name: values[0] for name, values in parse_qs(body).items()}
    assert (fields["command"], fields["text"], fields["channel_name"]) == ("/barometer", "start nu", "boern-familie")
    assert fields["response_url"].startswith(workspace.url)


async def test_mentions_in_a_command_arrive_as_ids(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands: should_escape."""
    await workspace.person("Mette").types("/anker personer @Karen #boern-familie @superbrugere-ics @Nogen")
    text = parse_qs(plain_app.requests[0][1])["text"][0]
    karen, room = workspace.person("Karen").id, workspace.channel("boern-familie").id
    assert text.startswith(f"personer <@{karen}|karen.winther> <#{room}|boern-familie> <!subteam^S")
    assert text.endswith("|@superbrugere-ics> @Nogen")


async def test_a_click_carries_the_message_the_state_and_a_response_url(
    workspace: Workspace, plain_app: PlainApp
) -> None:
    card(workspace, "Mette", section("2 af 29"), button("Enig", "sittings.answer", "r:i:4"))
    await quiet(workspace, plain_app)
    mette = workspace.person("Mette")
    await mette.clicks("Enig")
    payload = interactive(plain_app.requests[0])
    action = payload["actions"][0]
    assert (payload["type"], payload["user"]["id"]) == ("block_actions", mette.id)
    assert (action["action_id"], action["value"], action["type"]) == ("sittings.answer", "r:i:4", "button")
    assert payload["message"]["ts"] == payload["container"]["message_ts"] == mette.message().ts
    assert payload["team"]["id"] == workspace.town.team_id
    assert payload["response_url"]
    assert payload["trigger_id"]


async def test_a_click_on_an_ephemeral_message_does_not_carry_it(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/reference/interaction-payloads/block_actions-payload; observed."""
    plain_app.says(body={"text": "kun dig", "blocks": [button("Vis", "show")]})
    mette = workspace.person("Mette")
    await mette.types("/anker", channel="#boern-familie")
    plain_app.says()
    await mette.clicks("Vis", channel="#boern-familie")
    payload = interactive(plain_app.requests[-1])
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload


async def test_a_slow_command_is_told_to_the_person_as_a_timeout(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands: three seconds, then operation_timeout."""
    released = asyncio.Event()

    async def slow(_: web.Request) -> web.StreamResponse:
        await released.wait()
        return web.Response()

    plain_app.answer = slow
    workspace.delivery.answer_seconds = 0.05
    mette = workspace.person("Mette")
    answer = await mette.types("/anker status")
    released.set()
    assert (answer.status, answer.error) == (0, "operation_timeout")
    assert mette.notices == ["/anker mislykkedes med fejlen »operation_timeout«"]


async def test_a_failing_command_is_told_to_the_person(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands: anything but 200 is told to the person."""
    plain_app.says(status=500)
    mette = workspace.person("Mette")
    answer = await mette.types("/anker")
    assert (answer.status, answer.error) == (500, "dispatch_failed")
    assert "dispatch_failed" in mette.notices[0]


async def test_an_answer_to_a_command_is_held_to_what_slack_takes(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands: a message; unknown fields in our stricter reading."""
    mette = workspace.person("Mette")
    for body, error in (
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
        ({"blocks": [section("")]}, "invalid_blocks"),
    ):
        plain_app.says(body=body)
        assert (await mette.types("/anker")).error == error
    assert not mette.messages()
    assert len(workspace.refusals) == 2


async def test_an_answer_to_a_command_is_for_whoever_typed_it_unless_it_says_otherwise(
    workspace: Workspace, plain_app: PlainApp
) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands: response_type, ephemeral by default."""
    mette, jonas, room = workspace.person("Mette"), workspace.person("Jonas"), "#boern-familie"
    plain_app.says(body={"text": "kun dig"})
    await mette.types("/anker", channel=room)
    assert (mette.sees(room), jonas.sees(room)) == ("kun dig", "")
    plain_app.says(body={"text": "alle", "response_type": "in_channel"})
    await mette.types("/anker", channel=room)
    assert (mette.sees(room), jonas.sees(room)) == ("alle", "alle")


async def test_a_command_that_nobody_has_is_not_sent(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/reference/scopes/commands; the sentence to the person is remembered."""
    mette = workspace.person("Mette")
    assert (await mette.types("/frokost")).error == "unknown_command"
    workspace.app.scopes -= {"commands"}
    assert (await mette.types("/anker")).error == "unknown_command"
    assert plain_app.requests == []


async def test_an_event_tells_of_what_is_written_in_the_direct_message_only(
    workspace: Workspace, plain_app: PlainApp
) -> None:
    mette = workspace.person("Mette")
    await mette.writes("hej alle", channel="#boern-familie")
    assert plain_app.requests == []
    await mette.writes("hej")
    headers, body = plain_app.requests[0]
    sent = json.loads(body)
    assert SignatureVerifier(workspace.app.signing_secret).is_valid_request(body, headers)
    assert (sent["type"], sent["event"]["type"], sent["event"]["channel_type"]) == ("event_callback", "message", "im")
    assert (sent["event"]["user"], sent["event"]["text"]) == (mette.id, "hej")
    assert sent["event_id"].startswith("Ev")
    assert sent["authorizations"][0]["user_id"] == workspace.app.bot_user
    assert "x-slack-retry-num" not in headers


async def test_the_apps_own_messages_come_back_as_events(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/reference/events/message: the app hears of its own messages too, with bot_id."""
    card(workspace, "Mette", section("1"))
    message = workspace.person("Mette").message()
    workspace.replace(message, {"text": "2"})
    workspace.remove(message.channel, message.ts)
    await workspace.delivery.settled()
    events = [json.loads(body)["event"] for _, body in plain_app.requests]
    assert sorted(event.get("subtype", "") for event in events) == ["", "message_changed", "message_deleted"]
    changed = next(event for event in events if event.get("subtype") == "message_changed")
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("2", "kort")
    assert all("bot_id" in event for event in events if "subtype" not in event)


async def test_ephemerals_and_places_without_the_app_make_no_events(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/reference/events/message: of channels that the app is in; of ephemerals none (remembered)."""
    workspace.app.events |= {"message.channels"}
    room = workspace.channel("boern-familie")
    workspace.post_as_app(room.id, {"text": "kun dig"}, only_for=workspace.person("Mette").id)
    await workspace.person("Mette").writes("hej", channel="#alle-i-egelund")
    await workspace.delivery.settled()
    assert plain_app.requests == []
    workspace.post_as_app(room.id, {"text": "alle"})
    await workspace.delivery.settled()
    assert json.loads(plain_app.requests[0][1])["event"]["channel_type"] == "channel"


async def test_a_failed_event_is_repeated_three_times_with_the_reason(
    workspace: Workspace, plain_app: PlainApp
) -> None:
    """docs.slack.dev/apis/events-api: at once, after a minute, after five, each with its number and reason."""
    plain_app.says(status=500)
    await workspace.person("Mette").writes("hej")
    await workspace.delivery.settled()
    numbers = [headers.get("x-slack-retry-num") for headers, _ in plain_app.requests]
    assert numbers == [None, "1", "2", "3"]
    assert {headers.get("x-slack-retry-reason") for headers, _ in plain_app.requests[1:]} == {"http_error"}
    assert len({json.loads(body)["event_id"] for _, body in plain_app.requests}) == 1


async def test_an_event_is_not_repeated_when_the_app_asks_for_that(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/apis/events-api: x-slack-no-retry."""
    plain_app.says(status=500, headers={"x-slack-no-retry": "1"})
    await workspace.person("Mette").writes("hej")
    await workspace.delivery.settled()
    assert len(plain_app.requests) == 1


async def test_a_repeat_that_is_answered_is_the_last(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/apis/events-api."""

    async def fail_once(_: web.Request) -> web.StreamResponse:
        return web.Response(status=500 if len(plain_app.requests) == 1 else 200)

    plain_app.answer = fail_once
    await workspace.person("Mette").writes("hej")
    await workspace.delivery.settled()
    assert len(plain_app.requests) == 2


async def test_a_request_can_be_delivered_again(workspace: Workspace, plain_app: PlainApp) -> None:
    await workspace.person("Mette").writes("hej")
    sent = workspace.log[-1]
    await workspace.delivery.again(sent, x_slack_retry_num="1")
    assert plain_app.requests[0][1] == plain_app.requests[1][1]
    assert plain_app.requests[1][0]["x-slack-retry-num"] == "1"


async def test_opening_either_tab_of_the_app_is_told_and_the_home_tab_comes_with_its_view(
    workspace: Workspace, plain_app: PlainApp
) -> None:
    """docs.slack.dev/reference/events/app_home_opened"""
    mette = workspace.person("Mette")
    workspace.windows.publish(mette.id, {"type": "home", "blocks": [section("Hjem")]})
    await mette.opens_home()
    await mette.opens_messages()
    events = [json.loads(body)["event"] for _, body in plain_app.requests]
    assert [(event["type"], event["tab"], "view" in event) for event in events] == [
        ("app_home_opened", "home", True),
        ("app_home_opened", "messages", False),
    ]
    assert {event["channel"] for event in events} == {workspace.direct(mette.id).id}


async def test_a_changed_account_is_told(workspace: Workspace, plain_app: PlainApp) -> None:
    workspace.change_person("Jonas", deleted=True)
    await workspace.delivery.settled()
    event = json.loads(plain_app.requests[0][1])["event"]
    assert (event["type"], event["user"]["deleted"]) == ("user_change", True)
    assert event["user"]["id"] == workspace.person("Jonas").id


async def test_uninstalling_is_told_once_and_nothing_after_it(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/reference/events/app_uninstalled: in no fixed order with tokens_revoked."""
    workspace.uninstall()
    await workspace.person("Mette").writes("hej?")
    await workspace.delivery.settled()
    kinds = {json.loads(body)["event"]["type"] for _, body in plain_app.requests}
    assert kinds == {"tokens_revoked", "app_uninstalled"}


async def test_a_submission_holds_the_whole_state(workspace: Workspace, plain_app: PlainApp) -> None:
    mette = workspace.person("Mette")
    fields = [
        entry("Navn", {"type": "plain_text_input"}, block="name"),
        entry("Hvem", {"type": "users_select"}, block="who", optional=True),
    ]
    workspace.windows.open(mette.id, modal(*fields, private_metadata="n"))
    await mette.fills("Navn", "Barometer 1")
    await mette.submits()
    payload = interactive(plain_app.requests[0])
    view = payload["view"]
    assert (payload["type"], view["callback_id"], view["private_metadata"]) == ("view_submission", "form", "n")
    assert view["state"]["values"] == {
        "name": {"a": {"type": "plain_text_input", "value": "Barometer 1"}},
        "who": {"a": {"type": "users_select", "selected_user": None}},
    }
    assert "response_url" not in payload
    assert payload["response_urls"] == []
    assert mette.modal is None


async def test_a_closed_window_is_told_where_it_was_asked_for(workspace: Workspace, plain_app: PlainApp) -> None:
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(section("x")))
    await mette.closes()
    assert plain_app.requests == []
    workspace.windows.open(mette.id, modal(section("x"), notify_on_close=True))
    await mette.closes()
    assert interactive(plain_app.requests[0])["type"] == "view_closed"
    assert mette.modal is None


async def test_a_window_can_take_the_whole_stack_with_it(workspace: Workspace, plain_app: PlainApp) -> None:
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(section("bund"), notify_on_close=True))
    workspace.windows.push(mette.id, modal(section("top"), clear_on_close=True))
    await mette.closes()
    assert mette.modal is None
    assert interactive(plain_app.requests[0])["view"]["callback_id"] == "form"


async def test_a_submission_has_an_address_for_the_channel_that_was_chosen(
    workspace: Workspace, plain_app: PlainApp
) -> None:
    mette, room = workspace.person("Mette"), workspace.channel("boern-familie")
    select = {"type": "conversations_select", "response_url_enabled": True}
    workspace.windows.open(mette.id, modal(entry("Hvor", select)))
    await mette.chooses("#boern-familie", for_="Hvor")
    await mette.submits()
    given = interactive(plain_app.requests[0])["response_urls"][0]
    assert (given["channel_id"], given["block_id"]) == (room.id, "entry")
    assert given["response_url"].startswith(workspace.url)


async def test_options_are_asked_for_while_typing(workspace: Workspace, plain_app: PlainApp) -> None:
    """docs.slack.dev/reference/block-kit/block-elements/select-menu-element (external data source): what is no option
    is refused.
    """
    mette = workspace.person("Mette")
    select = {"type": "external_select", "action_id": "a"}
    workspace.windows.open(mette.id, modal(entry("Tema", select)))
    text = {"type": "plain_text", "text": "Ledelse"}
    plain_app.says(body={"options": [{"text": text, "value": "leadership"}]})
    await mette.chooses("Ledelse", for_="Tema")
    assert interactive(plain_app.requests[0])["value"] == "Ledelse"
    assert mette.modal is not None
    assert mette.modal.values["entry"]["a"]["selected_option"]["value"] == "leadership"
    plain_app.says(body={"options": [{"text": text}]})
    with pytest.raises(AssertionError, match="no option"):
        await mette.chooses("Ledelse", for_="Tema")
    assert "answer to block_suggestion: invalid_options" in workspace.refusals[0]

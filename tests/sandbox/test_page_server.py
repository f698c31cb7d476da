"""The page's addresses: looking, doing, waiting for changes, turning the clock."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp

from sandbox import Workspace
from sandbox.clocks import StillClock
from sandbox.deeds import carry_out
from sandbox.moments import moments, next_working_hour
from sandbox.shapes import Obj
from tests.sandbox.cards import button, entry, modal, section


class Browser:
    """What the page does."""

    def __init__(self, workspace: Workspace, session: aiohttp.ClientSession) -> None:
        self.workspace = workspace
        self.session = session

    async def look(self, name: str = "Mette", room: str = "") -> dict[str, Any]:
        """All that somebody sees who stands in this room: facts by their names, lists of things by theirs."""
        seat = self.workspace.person(name).id
        answer: dict[str, Any] = await self.get("/look", seat=seat, **({"in": room} if room else {}))
        lists = ("people", "channels", "messages", "modals", "notices")
        things = {each: list(answer["lists"].get(each, {"put": {}})["put"].values()) for each in lists}
        return {**answer["facts"], **things}

    async def get(self, path: str, **query: str) -> Any:  # noqa: ANN401  JSON
        async with self.session.get(f"{self.workspace.url}{path}", params=query) as response:
            return await response.json()

    async def act(self, name: str, /, **deed: object) -> Obj:
        answer: Obj = await self.post("/act", {"seat": self.workspace.person(name).id, **deed})
        return answer

    async def post(self, path: str, body: Obj) -> Any:  # noqa: ANN401  JSON
        async with self.session.post(f"{self.workspace.url}{path}", json=body) as response:
            return await response.json()


@pytest.fixture
async def browser(workspace: Workspace) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(workspace, session)


async def test_a_look_shows_what_the_seat_may_see(workspace: Workspace, browser: Browser) -> None:
    mette = workspace.person("Mette")
    workspace.post_as_app(workspace.direct(mette.id).id, {"text": "hej", "blocks": [section("hej")]})
    workspace.post_as_app(workspace.channel("boern-familie").id, {"text": "kun Mette"}, only_for=mette.id)
    seen = await browser.look()
    assert (seen["town"]["name"], seen["now"], seen["language"]) == (
        "Egelund Kommune",
        "2027-01-11T09:00:00+01:00",
        "da",
    )
    assert (seen["me"]["name"], seen["home"], seen["modals"]) == ("Mette Skovgaard", None, [])
    direct = seen["directs"][0]
    assert (direct["with"], direct["unread"]) == (workspace.app.bot_user, 1)
    assert seen["messages"] == []
    message = (await browser.look(room=direct["id"]))["messages"][0]
    assert (message["text"], message["bot"], message["ephemeral"], message["edited"]) == ("hej", True, False, False)
    rooms = {room["name"]: room for room in seen["channels"]}
    assert set(rooms) == {"boern-familie", "forankringsteam-ics", "alle-i-egelund"}
    here = rooms["boern-familie"]["id"]
    assert (await browser.look(room=here))["messages"][0]["ephemeral"]
    assert [command["command"] for command in seen["commands"]] == ["/barometer", "/icm", "/anker"]
    assert (await browser.look("Jonas", room=here))["messages"] == []
    henrik = {room["name"]: room["joined"] for room in (await browser.look("Henrik"))["channels"]}
    assert henrik == {"boern-familie": False, "alle-i-egelund": True}


async def test_looking_at_a_room_marks_it_read(workspace: Workspace, browser: Browser) -> None:
    direct = workspace.direct(workspace.person("Mette").id).id
    workspace.post_as_app(direct, {"text": "hej"})
    assert (await browser.look())["directs"][0]["unread"] == 1
    assert (await browser.look(room=direct))["directs"][0]["unread"] == 0


async def test_replies_in_threads_make_no_channel_unread(workspace: Workspace, browser: Browser) -> None:
    """Remembered: what is new in threads stands in a place of its own."""
    jonas = workspace.person("Jonas")
    await jonas.writes("Hvem tager referat?", channel="#boern-familie")
    root = jonas.messages("#boern-familie")[-1]
    await jonas.writes("Jeg kan godt", channel="#boern-familie", thread=root)
    assert {room["name"]: room["unread"] for room in (await browser.look())["channels"]}["boern-familie"] == 1


async def test_an_unknown_seat_is_refused(browser: Browser) -> None:
    assert not (await browser.get("/look", seat="U404"))["ok"]
    assert (await browser.get("/look"))["facts"]["me"]["name"] == "Mette Skovgaard"


async def test_a_change_wakes_whoever_waits(workspace: Workspace, browser: Browser) -> None:
    now = workspace.version
    waiting = asyncio.create_task(browser.get("/changes", after=str(now)))
    await asyncio.sleep(0)
    workspace.post_as_app(workspace.direct(workspace.person("Mette").id).id, {"text": "hej"})
    assert (await waiting)["version"] > now


async def test_the_page_can_do_all_that_a_person_does(workspace: Workspace, bolt: AsyncApp, browser: Browser) -> None:
    pressed: list[str] = []

    @bolt.action("answer")
    async def on_answer(ack: AsyncAck, action: dict[str, Any]) -> None:
        pressed.append(str(action["value"]))
        await ack()

    @bolt.action("more")
    async def on_more(ack: AsyncAck, action: dict[str, Any]) -> None:
        pressed.append(str(action["selected_option"]["value"]))
        await ack()

    @bolt.view("form")
    async def on_submit(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"entry": "Prøv igen"})

    mette = workspace.person("Mette")
    option = {"text": {"type": "plain_text", "text": "Vis"}, "value": "form"}
    menu = {**section("x"), "accessory": {"type": "overflow", "action_id": "more", "options": [option]}}
    direct = workspace.direct(mette.id).id
    message = workspace.post_as_app(direct, {"text": "x", "blocks": [button("Enig", "answer", "4"), menu]})
    where = {"container": {"channel": direct, "ts": message.ts}}
    ids = [block["block_id"] for block in message.blocks]
    act = {"do": "action", **where}
    assert await browser.act("Mette", **act, block_id=ids[0], action_id="answer", type="button", value="4") == {
        "ok": True
    }
    assert (await browser.act("Mette", **act, block_id=ids[1], action_id="more", type="overflow", selected=option))[
        "ok"
    ]
    assert pressed == ["4", "form"]
    window = workspace.windows.open(mette.id, modal(entry("Navn", {"type": "plain_text_input"})))
    field = {"view": window.id, "block_id": "entry", "action_id": "a", "type": "plain_text_input"}
    assert not (await browser.act("Mette", do="submit", view=window.id))["ok"]
    assert (await browser.act("Mette", do="input", **field, value="x"))["ok"]
    assert (await browser.act("Mette", do="submit", view=window.id))["ok"]
    assert (await browser.look())["modals"][0]["errors"] == {"entry": "Prøv igen"}
    assert (await browser.act("Mette", do="close", view=window.id))["ok"]
    assert (await browser.look())["modals"] == []


async def test_the_page_can_write_edit_delete_and_upload(workspace: Workspace, browser: Browser) -> None:
    room = workspace.channel("boern-familie").id
    assert (await browser.act("Mette", do="say", channel=room, text="hej"))["ok"]
    mine = workspace.person("Mette").messages("boern-familie")[0]
    assert (await browser.act("Mette", do="edit_message", channel=room, ts=mine.ts, text="rettet"))["ok"]
    assert workspace.person("Jonas").sees("boern-familie") == "rettet"
    assert not (await browser.act("Jonas", do="delete_message", channel=room, ts=mine.ts))["ok"]
    assert (await browser.act("Mette", do="delete_message", channel=room, ts=mine.ts))["ok"]
    content = base64.b64encode(b"PK").decode()
    assert (await browser.act("Mette", do="upload", channel=room, name="a.xlsx", content_base64=content))["ok"]
    seen = (await browser.look("Jonas", room=room))["messages"][-1]["files"][0]
    assert (seen["name"], seen["url"]) == ("a.xlsx", f"/files/{seen['id']}?seat={workspace.person('Jonas').id}")


async def test_the_second_press_of_a_double_click_is_let_go(workspace: Workspace, browser: Browser) -> None:
    direct = workspace.direct(workspace.person("Mette").id).id
    message = workspace.post_as_app(direct, {"text": "x", "blocks": [button("Enig", "answer", "4")]})
    press = {
        "do": "action",
        "container": {"channel": direct, "ts": message.ts},
        "block_id": "gone",
        "action_id": "answer",
    }
    assert await browser.act("Mette", **press) == {"ok": True}
    assert not (await browser.act("Mette", **press | {"container": {"channel": direct, "ts": "1.000001"}}))["ok"]


async def test_the_second_press_of_a_double_click_in_a_window_is_let_go(workspace: Workspace, browser: Browser) -> None:
    window = workspace.windows.open(workspace.person("Mette").id, modal(button("Frigiv", "release", "1")))
    press = {"do": "action", "block_id": window.blocks[0]["block_id"], "action_id": "release"}
    workspace.windows.update(window, modal(button("Frigiv", "release", "2")))
    assert await browser.act("Mette", **press, container={"view": window.id}) == {"ok": True}
    assert not (await browser.act("Jonas", **press, container={"view": window.id}))["ok"]
    workspace.windows.close(window)
    assert not (await browser.act("Mette", **press, container={"view": window.id}))["ok"]


@pytest.mark.parametrize(
    "deed",
    [
        {"do": "dance"},
        {"do": "say", "channel": "C404", "text": "x"},
        {"do": "say"},
        {"do": "submit", "view": "V404"},
        {"do": "open_home", "tab": "about"},
        {"do": "action", "container": {"view": "V404"}, "block_id": "b", "action_id": "a"},
        {"do": "upload", "channel": "C", "name": "a", "content_base64": "?"},
    ],
)
async def test_a_deed_that_cannot_be_gets_a_sentence(browser: Browser, deed: Obj) -> None:
    answer = await browser.act("Mette", **deed)
    assert not answer["ok"]
    assert answer["error"].endswith(".")


async def test_nobody_acts_in_somebody_elses_window_or_channel(workspace: Workspace, browser: Browser) -> None:
    window = workspace.windows.open(workspace.person("Mette").id, modal(section("x")))
    assert not (await browser.act("Jonas", do="close", view=window.id))["ok"]
    team = workspace.channel("forankringsteam-ics").id
    assert not (await browser.act("Karen", do="say", channel=team, text="x"))["ok"]


async def test_a_command_that_fails_is_told_in_a_sentence_and_as_a_notice(
    workspace: Workspace, browser: Browser
) -> None:
    room = workspace.channel("boern-familie").id
    answer = await browser.act("Mette", do="say", channel=room, text="/anker")
    assert "dispatch_failed" in answer["error"]
    assert "/anker" in (await browser.look())["notices"][0]["text"]


async def test_the_clock_is_turned_forward_only(workspace: Workspace, browser: Browser, clock: StillClock) -> None:
    assert not (await browser.post("/clock", {"forward_minutes": 1}))["ok"]
    workspace.turn = clock.turn
    assert await browser.post("/clock", {"forward_minutes": 90}) == {"now": "2027-01-11T10:30:00+01:00"}
    assert await browser.post("/clock", {"to_next_working_hour": True}) == {"now": "2027-01-12T09:00:00+01:00"}
    assert await browser.post("/clock", {"to": "2027-06-30T16:00:00+02:00"}) == {"now": "2027-06-30T16:00:00+02:00"}
    assert (await browser.post("/clock", {"to": "2027-01-01T16:00:00+01:00"}))["error"] == "Uret kan kun stilles frem."
    assert not (await browser.post("/clock", {"to": "i morgen"}))["ok"]


async def test_milestones_lie_ahead_on_working_days_in_order(browser: Browser) -> None:
    offered = [(datetime.fromisoformat(each["at"]), each["label"]) for each in await browser.get("/clock/milestones")]
    times = [at for at, _ in offered]
    assert times == sorted(times)
    assert all(at > datetime(2027, 1, 11, 8, tzinfo=UTC) and at.weekday() < 5 for at in times)
    assert ("2027-02-22T09:00:00+01:00", "Om 6 uger kl. 9") in [(at.isoformat(), label) for at, label in offered]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2027-01-11T07:59+00:00", "2027-01-11T09:00:00+01:00"),
        ("2027-01-11T08:00+00:00", "2027-01-12T09:00:00+01:00"),
        ("2027-01-15T12:00+00:00", "2027-01-18T09:00:00+01:00"),
        ("2027-03-26T12:00+00:00", "2027-03-29T09:00:00+02:00"),
    ],
)
def test_the_next_working_morning_is_at_nine_on_the_wall(now: str, then: str) -> None:
    assert next_working_hour(datetime.fromisoformat(now)).isoformat() == then


def test_moments_are_named_in_english_too() -> None:
    labels = [label for _, label in moments(datetime(2027, 1, 11, 8, tzinfo=UTC), "en")]
    assert "In 12 weeks at 9" in labels


async def test_a_message_of_which_the_app_does_not_hear_is_sent_all_the_same(workspace: Workspace) -> None:
    """What goes wrong with an event is between Slack and the app: docs.slack.dev/apis/events-api"""
    workspace.app.request_url = "http://127.0.0.1:9/"
    mette = workspace.person("Mette")
    deed = {"do": "say", "seat": mette.id, "channel": workspace.direct(mette.id).id, "text": "Hej"}
    assert await carry_out(workspace, deed) == {"ok": True}
    assert mette.messages()[-1].text == "Hej"
    assert (await carry_out(workspace, {**deed, "text": "/anker"}))["ok"] is False

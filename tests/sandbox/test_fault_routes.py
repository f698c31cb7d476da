"""What the page asks for to make something go wrong, and what it is shown of the log."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.log import FROM_APP, TO_APP, Exchange
from sandbox.mishaps import LATE, LOST, OVERTAKEN, RATE_LIMITED
from sandbox.shapes import Obj


class Asker:
    """Asks as the page does."""

    def __init__(self, workspace: Workspace, session: ClientSession) -> None:
        self._workspace = workspace
        self._session = session

    async def get(self, path: str, **query: str) -> Obj:
        async with self._session.get(self._workspace.url + path, params=query) as answer:
            given: Obj = await answer.json()
            return given | {"status": answer.status}

    async def post(self, path: str, body: object) -> Obj:
        async with self._session.post(self._workspace.url + path, json=body) as answer:
            given: Obj = await answer.json()
            return given | {"status": answer.status}

    async def line(self, **query: str) -> Obj:
        """The newest line of the log."""
        newest: Obj = (await self.get("/log", **query))["lines"][-1]
        return newest

    async def opened(self, number: int) -> tuple[Obj, Obj]:
        """Request and answer of a line, as JSON again."""
        found = await self.get(f"/log/{number}")
        return json.loads(found["request"]["text"]), json.loads(found["answer"]["text"] or "{}")


@pytest.fixture
async def page(workspace: Workspace) -> AsyncIterator[Asker]:
    async with ClientSession() as session:
        yield Asker(workspace, session)


async def test_a_fault_is_asked_for_seen_waiting_and_taken_back(workspace: Workspace, page: Asker) -> None:
    first = await page.post("/faults", {"what": "click", "mishap": LOST, "times": 3})
    second = await page.post("/faults", {"what": "web api", "mishap": RATE_LIMITED, "seconds": 9})
    assert (first["name"], first["times"], second["what"]) == (LOST, 3, "web api")
    assert workspace.faults.waiting[1].headers == {"Retry-After": "9"}
    await page.post("/faults/clear", {"number": first["number"]})
    assert [fault["number"] for fault in (await page.get("/faults"))["waiting"]] == [second["number"]]
    await page.post("/faults/clear", {})
    assert (await page.get("/faults"))["waiting"] == []


async def test_what_holds_something_back_is_shown_until_it_is_let_go(workspace: Workspace, page: Asker) -> None:
    fault = workspace.faults.make_next("event", OVERTAKEN)
    await workspace.person("Mette").writes("hej")
    await fault.begun.wait()
    [held] = (await page.get("/faults"))["held"]
    await page.post("/faults/clear", {"number": held["number"]})
    await workspace.delivery.settled()
    assert (await page.get("/faults"))["held"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"what": "click", "mishap": "eaten"},
        {"what": "click", "mishap": RATE_LIMITED},
        {"what": "upload", "mishap": "internal_error"},
        {"what": "chat.delete everything", "mishap": LOST},
        {"what": "click", "mishap": LOST, "times": 0},
        {"what": "click", "mishap": LOST, "times": -1},
        {"what": "click", "mishap": LOST, "times": 101},
        {"what": "click", "mishap": LATE, "seconds": -1},
        {"what": "click", "mishap": LATE, "seconds": 601},
        {"what": "click", "mishap": LATE, "seconds": "soon"},
        ["click", LOST],
        "click",
    ],
    ids=str,
)
async def test_what_is_not_offered_is_refused(workspace: Workspace, page: Asker, asked: object) -> None:
    answer = await page.post("/faults", asked)
    assert (answer["status"], answer["error"]) == (400, "Den fejl kan ikke laves.")
    assert workspace.faults.waiting == []


async def test_every_offer_can_be_made(workspace: Workspace, page: Asker) -> None:
    for offer in (await page.get("/faults"))["offered"]:
        for mishap in offer["mishaps"]:
            answer = await page.post("/faults", {"what": offer["what"], "mishap": mishap["name"], "seconds": 1})
            assert answer["status"] == 200, (offer["what"], mishap["name"])
    assert len(workspace.faults.waiting) > 300


async def test_a_call_is_shown_with_its_arguments_and_no_token(
    workspace: Workspace, client: AsyncWebClient, page: Asker
) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "hej"}}
    body = {"channel": workspace.person("Mette").id, "text": "hej"}
    await client.api_call("chat.postMessage", params={**body, "blocks": json.dumps([block])})
    line = await page.line(direction=FROM_APP)
    assert (line["what"], line["status"], line["error"], line["fault"]) == ("chat.postMessage", 200, "", "")
    assert line["at"].startswith("2027-01-11T09:00:00")
    request, answer = await page.opened(line["number"])
    assert (request["blocks"], request["text"]) == ([block], "hej")
    assert answer["ok"]
    assert workspace.app.token not in str(await page.get(f"/log/{line['number']}"))


async def test_a_refusal_is_in_the_line(client: AsyncWebClient, page: Asker) -> None:
    async with ClientSession() as session, session.post(f"{client.base_url}chat.postMessage", json={"text": "x"}):
        pass
    assert (await page.line(direction=FROM_APP))["error"] == "not_authed"


async def test_what_the_app_is_sent_is_shown_as_what_it_says(workspace: Workspace, page: Asker) -> None:
    mette = workspace.person("Mette")
    await mette.types("/barometer start nu", channel="#boern-familie")
    command = await page.line(text="/barometer")
    assert (command["what"], command["about"], command["status"]) == ("/barometer", "start nu", 0)
    request, _ = await page.opened(command["number"])
    assert (request["command"], request["text"], request["token"]) == ("/barometer", "start nu", "•••")
    text = {"type": "plain_text", "text": "Enig"}
    card = [{"type": "actions", "elements": [{"type": "button", "text": text, "action_id": "a"}]}]
    workspace.post_as_app(workspace.direct(mette.id).id, {"text": "kort", "blocks": card})
    await mette.clicks("Enig")
    click = await page.line(direction=TO_APP, text="block_actions")
    assert click["about"] == "Enig"
    assert (await page.opened(click["number"]))[0]["actions"][0]["action_id"] == "a"
    await mette.writes("hej")
    await workspace.delivery.settled()
    event = await page.line(direction=TO_APP, text='"text": "hej"')
    assert event["what"] == "event message"
    assert (await page.opened(event["number"]))[0]["event"]["text"] == "hej"


async def test_the_log_is_read_on_from_where_one_is(workspace: Workspace, page: Asker) -> None:
    for number in range(3):
        workspace.record(Exchange(FROM_APP, f"m{number}", "/api", "", 200, ""))
    seen = await page.get("/log")
    assert ([line["what"] for line in seen["lines"]], seen["newest"]) == (["m0", "m1", "m2"], 3)
    workspace.record(Exchange(FROM_APP, "m3", "/api", "", 200, ""))
    assert [line["what"] for line in (await page.get("/log", after="3"))["lines"]] == ["m3"]
    assert [line["what"] for line in (await page.get("/log", after="nonsense", text="M1"))["lines"]] == ["m1"]
    assert (await page.get("/log", direction=TO_APP))["lines"] == []


async def test_numbers_stay_when_the_oldest_are_gone(workspace: Workspace, page: Asker) -> None:
    workspace.log.keeps = 2
    for number in range(5):
        workspace.record(Exchange(FROM_APP, f"m{number}", "/api", "", 200, ""))
    assert [(line["number"], line["what"]) for line in (await page.get("/log"))["lines"]] == [(4, "m3"), (5, "m4")]
    assert (await page.get("/log/4"))["status"] == 200
    for number in (3, 6, 0):
        assert (await page.get(f"/log/{number}"))["error"] == "Den udveksling er ikke gemt længere."


async def test_two_hundred_lines_at_most_and_long_bodies_are_cut(workspace: Workspace, page: Asker) -> None:
    for number in range(250):
        workspace.record(Exchange(FROM_APP, f"m{number}", "/api", "", 200, json.dumps({"long": "x" * 30_000})))
    lines = (await page.get("/log"))["lines"]
    assert (len(lines), lines[0]["what"], lines[-1]["what"]) == (200, "m50", "m249")
    answer = (await page.get("/log/250"))["answer"]
    assert (len(answer["text"]), answer["left_out"]) == (20_000, 30_000 + len('{\n  "long": ""\n}') - 20_000)


@pytest.mark.parametrize(
    ("request_text", "answer", "shown"),
    [
        ("\nnot json", "<html>busy</html>", "not json"),
        ("<12 bytes>", "OK - 12", "<12 bytes>"),
        ("limit=2&cursor=\n", "{}", '{\n  "limit": "2",\n  "cursor": ""\n}'),
        ('{"text": "xoxb-1234-abc"}', "", '{\n  "text": "•••"\n}'),
        ("\ntoken=xoxb-1-2&user=U1", "xapp-1-A2", '{\n  "token": "•••",\n  "user": "U1"\n}'),
        ("\nview=%7B%22type%22", "", '{\n  "view": "{\\"type\\""\n}'),
    ],
)
async def test_whatever_was_said_is_readable_and_no_token_is(
    workspace: Workspace, page: Asker, request_text: str, answer: str, shown: str
) -> None:
    workspace.record(Exchange(FROM_APP, "m", "/api/m", request_text, 200, answer))
    found = await page.get("/log/1")
    assert found["request"] == {"text": shown, "left_out": 0}
    assert "xapp" not in found["answer"]["text"]

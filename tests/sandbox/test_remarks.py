"""Some of the others write something when they have answered, through the same window as anybody."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.remarks import TALKATIVE, write
from sandbox.shapes import Obj
from tests.sandbox.cards import button, section

QUESTIONS = ("Hvad går godt?", "Hvad skal ændres?")


def window() -> Obj:
    fields = [
        {
            "type": "input",
            "block_id": f"q{number}",
            "optional": True,
            "label": {"type": "plain_text", "text": question},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
        for number, question in enumerate(QUESTIONS)
    ]
    texts = {name: {"type": "plain_text", "text": name} for name in ("title", "submit", "close")}
    return {"type": "modal", "callback_id": "written", "blocks": fields, **texts}


def offered(workspace: Workspace, bolt: AsyncApp) -> dict[str, list[str]]:
    """A card that offers to write, sent to everybody in the department; what they write."""
    written: dict[str, list[str]] = {}

    @bolt.action("write")
    async def on_write(ack: AsyncAck, body: Obj, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=window())

    @bolt.view("written")
    async def on_written(ack: AsyncAck, body: Obj) -> None:
        values = body["view"]["state"]["values"]
        written[body["user"]["id"]] = [values[f"q{number}"]["text"]["value"] for number in range(len(QUESTIONS))]
        thanks = {"type": "modal", "title": {"type": "plain_text", "text": "Tak"}, "blocks": [section("Gemt")]}
        await ack(response_action="update", view=thanks)

    for user in people(workspace):
        blocks = [section("Afleveret"), button("Skriv en kommentar", "write")]
        workspace.post_as_app(workspace.direct(user).id, {"text": "Afleveret", "blocks": blocks})
    return written


def people(workspace: Workspace) -> list[str]:
    members = (workspace.people[user] for user in workspace.channel("boern-familie").members)
    return [one.id for one in members if not (one.is_bot or one.deleted)]


async def test_some_write_an_answer_to_each_question_and_close_the_window(workspace: Workspace, bolt: AsyncApp) -> None:
    written = offered(workspace, bolt)
    wrote = [user for user in people(workspace) if await write(workspace, user)]
    everybody = len(people(workspace))
    assert everybody * TALKATIVE / 2 < len(wrote) < everybody * (1 + TALKATIVE) / 2
    assert sorted(written) == sorted(wrote)
    assert all(len(texts) == len(QUESTIONS) and all(texts) for texts in written.values())
    assert all(workspace.windows.top(user) is None for user in people(workspace))


async def test_nobody_writes_where_nothing_is_offered(workspace: Workspace) -> None:
    for user in people(workspace):
        workspace.post_as_app(workspace.direct(user).id, {"text": "Afleveret", "blocks": [section("Afleveret")]})
        assert not await write(workspace, user)

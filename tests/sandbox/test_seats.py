"""A person's seat, with a small Bolt app as counterpart."""

from __future__ import annotations

import re
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Message, Workspace
from sandbox.shapes import Obj
from tests.sandbox.cards import button, entry, modal, options, plain, section


async def test_a_click_replaces_the_message_through_its_response_url(workspace: Workspace, bolt: AsyncApp) -> None:
    @bolt.action("answer")
    async def on_answer(ack: AsyncAck, respond: AsyncRespond, action: dict[str, Any]) -> None:
        await ack()
        await respond(text="next", blocks=[section(f"got {action['value']}")], replace_original=True)

    mette = workspace.person("Mette")
    await bolt.client.chat_postMessage(
        channel=mette.id, text="q", blocks=[section("2 af 29"), button("Enig", "answer")]
    )
    old = mette.message()
    assert mette.sees() == "2 af 29\nEnig"
    assert (await mette.clicks("Enig")).ok
    await mette.until_sees("got 1")
    await mette.clicks("Enig", on=old)
    with pytest.raises(AssertionError, match="no button 'Uenig'"):
        await mette.clicks("Uenig")
    assert not workspace.refusals


async def test_a_command_opens_a_window_and_its_submission_answers(
    workspace: Workspace, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    view = {
        "type": "modal",
        "callback_id": "start",
        "title": {"type": "plain_text", "text": "Ny runde"},
        "submit": {"type": "plain_text", "text": "Videre"},
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": {"type": "plain_text", "text": "Navn"},
                "element": {"type": "plain_text_input", "action_id": "a"},
            }
        ],
    }

    @bolt.command("/barometer")
    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack("finder")
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @bolt.view("start")
    async def on_submit(ack: AsyncAck, body: dict[str, Any]) -> None:
        name = body["view"]["state"]["values"]["name"]["a"]["value"]
        if name == "x":
            await ack(response_action="errors", errors={"name": "For kort"})
        else:
            await ack()

    mette = workspace.person("Mette")
    await mette.types("/barometer start", channel="#boern-familie")
    assert mette.sees("#boern-familie") == "finder"
    assert not workspace.person("Jonas").sees("#boern-familie")
    await mette.until_modal("Navn")
    assert (await mette.submits()).error == "required_fields_missing"
    await mette.fills("Navn", "x")
    await mette.submits()
    assert mette.modal is not None
    assert "For kort" in mette.modal.text
    await mette.fills("navn", "Barometer 1")
    await mette.submits()
    assert mette.modal is None


async def test_what_a_person_writes_reaches_the_app(workspace: Workspace, bolt: AsyncApp) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        heard.append(event)

    mette = workspace.person("Mette")
    await mette.writes("tak & farvel, @Karen")
    assert heard[0]["text"] == f"tak &amp; farvel, <@{workspace.person('Karen').id}|karen.winther>"
    await mette.edits(mette.messages()[0], "rettet")
    assert heard[1]["subtype"] == "message_changed"
    assert heard[1]["message"]["text"] == "rettet"
    await mette.deletes(mette.messages()[0])
    assert heard[2]["subtype"] == "message_deleted"


@pytest.fixture
async def acts(bolt: AsyncApp) -> list[dict[str, Any]]:
    """Every action that reaches the app."""
    heard: list[dict[str, Any]] = []

    @bolt.action(re.compile(".*"))
    async def on_any(ack: AsyncAck, action: dict[str, Any]) -> None:
        heard.append(action)
        await ack()

    return heard


def shown(workspace: Workspace, name: str, *blocks: Obj) -> Message:
    return workspace.post_as_app(workspace.direct(workspace.person(name).id).id, {"text": "x", "blocks": list(blocks)})


async def test_things_are_chosen_by_the_words_on_the_screen(workspace: Workspace, acts: list[dict[str, Any]]) -> None:
    mette = workspace.person("Mette")
    radios = {"type": "radio_buttons", "action_id": "r", "options": options("Enig", "Uenig")}
    people = {"type": "multi_users_select", "action_id": "p", "placeholder": plain("Hvem er med?")}
    room = {"type": "conversations_select", "action_id": "c"}
    date = {"type": "datepicker", "action_id": "d"}
    shown(
        workspace,
        "Mette",
        {**section("TRE-1 Metoden bruges"), "accessory": radios},
        {"type": "actions", "elements": [people]},
        section("*Resultatet* vises i"),
        {"type": "actions", "elements": [room]},
        {"type": "input", "dispatch_action": True, "label": plain("Lukker"), "element": date},
    )
    await mette.chooses("Uenig", for_="tre-1")
    await mette.chooses(["Karen", "@Jonas"], for_="Hvem er med?")
    await mette.chooses("#boern-familie", for_="Resultatet")
    await mette.chooses("2027-01-25", for_="Lukker")
    karen, jonas = workspace.person("Karen").id, workspace.person("Jonas").id
    assert acts[0]["selected_option"]["value"] == "Uenig"
    assert acts[1]["selected_users"] == [karen, jonas]
    assert acts[2]["selected_conversation"] == workspace.channel("boern-familie").id
    assert acts[3]["selected_date"] == "2027-01-25"


async def test_what_is_not_there_is_told_with_what_is(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    shown(workspace, "Mette", {**section("Punkt"), "accessory": {"type": "radio_buttons", "options": options("Enig")}})
    with pytest.raises(AssertionError, match=r"no option 'Ja'; there are \['Enig'\]"):
        await mette.chooses("Ja", for_="Punkt")
    with pytest.raises(AssertionError, match=r"no field 'Dato'; there are \['Punkt'\]"):
        await mette.chooses("Ja", for_="Dato")
    with pytest.raises(AssertionError, match="Mette has no window open"):
        await mette.submits()
    with pytest.raises(AssertionError, match="Jonas sees no message"):
        workspace.person("Jonas").message()
    with pytest.raises(AssertionError, match="nobody is called 'Nogen'"):
        workspace.person("Nogen")
    with pytest.raises(KeyError, match="boern-familie"):
        mette.sees("#findes-ikke")


async def test_two_fields_of_one_name_are_not_guessed_between(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    text: Obj = {"type": "plain_text_input"}
    workspace.windows.open(mette.id, modal(entry("Note", text), entry("Note", text, block="other")))
    with pytest.raises(AssertionError, match="'Note' could be 2 fields"):
        await mette.fills("Note", "x")
    await mette.fills("other", "x")


async def test_a_button_is_found_beside_its_text(workspace: Workspace, acts: list[dict[str, Any]]) -> None:
    rows = [section("Opgave 1"), button("Ret", "edit", "1"), section("Opgave 2"), button("Ret", "edit", "2")]
    shown(workspace, "Mette", *rows)
    mette = workspace.person("Mette")
    await mette.clicks("Ret")
    await mette.clicks("Ret", beside="Opgave 2")
    assert [action["value"] for action in acts] == ["1", "2"]
    with pytest.raises(AssertionError, match="beside 'Opgave 3'"):
        await mette.clicks("Ret", beside="Opgave 3")


async def test_a_menu_is_pressed_by_the_label_of_its_option(workspace: Workspace, acts: list[dict[str, Any]]) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": options("Vis som skema", "Slet mine svar")}
    message = shown(workspace, "Mette", {**section("x"), "accessory": menu})
    assert message.labels == ["Vis som skema", "Slet mine svar"]
    await workspace.person("Mette").clicks("Slet mine svar")
    assert acts[0]["selected_option"]["value"] == "Slet mine svar"


async def test_an_open_window_is_in_front_of_the_messages(workspace: Workspace, acts: list[dict[str, Any]]) -> None:
    mette = workspace.person("Mette")
    message = shown(workspace, "Mette", button("Enig", "in_message"))
    workspace.windows.open(mette.id, modal(button("Vis", "in_window")))
    await mette.clicks("Vis")
    await mette.clicks("Enig", on=message)
    assert [action["action_id"] for action in acts] == ["in_window", "in_message"]


async def test_everything_that_can_be_read_is_seen(workspace: Workspace) -> None:
    blocks: list[Obj] = [
        {"type": "header", "text": plain("Barometer 1")},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "*23* spurgt"}]},
        {"type": "section", "fields": [plain("a"), plain("b")]},
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "Temaer", "title": plain("Billede")},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "celle"}]]},
        entry("Navn", {"type": "plain_text_input", "placeholder": plain("skriv")}, hint=plain("dit eget")),
    ]
    shown(workspace, "Mette", *blocks)
    seen = workspace.person("Mette").sees().splitlines()
    assert seen == ["Barometer 1", "*23* spurgt", "a", "b", "Billede", "Temaer", "celle", "Navn", "skriv", "dit eget"]


async def test_waiting_for_what_does_not_come_tells_what_stands_there(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    shown(workspace, "Mette", section("noget andet"))
    with pytest.raises(AssertionError, match="there stands:\nnoget andet"):
        await mette.until_sees("kvittering", timeout=0.01)
    with pytest.raises(AssertionError, match="no window"):
        await mette.until_modal("x", timeout=0.01)


async def test_one_does_not_see_ones_own_message_as_the_newest(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    shown(workspace, "Mette", section("spørgsmål"))
    await mette.writes("svar")
    assert mette.sees() == "spørgsmål"
    assert [message.user for message in mette.messages()] == [workspace.app.bot_user, mette.id]


async def test_a_reply_in_a_thread_says_which(workspace: Workspace, bolt: AsyncApp) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        heard.append(event)

    mette = workspace.person("Mette")
    message = shown(workspace, "Mette", section("spørgsmål 7"))
    await mette.writes("svar", thread=message)
    written = [event for event in heard if event["user"] == mette.id]
    assert written[0]["thread_ts"] == message.ts


async def test_typed_angle_brackets_make_no_mention(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    await mette.writes("<!channel> <@U1> hej", channel="#boern-familie")
    [said] = [m.text for m in workspace.channel("#boern-familie").posts.values() if m.user == mette.person.id]
    assert said == "&lt;!channel&gt; &lt;@U1&gt; hej"

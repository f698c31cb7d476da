"""Modals and the Home tab: triggers, the stack, hashes, and the app's answers to a submission."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.errors import SlackError
from sandbox.shapes import Obj
from sandbox.triggers import Triggers
from tests.sandbox.cards import entry, modal, plain, section

FORM = modal(entry("Navn", {"type": "plain_text_input"}), {**section("Skriv kort"), "block_id": "note"})


def test_a_trigger_works_once_and_for_three_seconds() -> None:
    """docs.slack.dev/interactivity/handling-user-interaction; views.open: expired, exchanged, invalid_trigger_id."""
    passed = [0.0]
    triggers = Triggers(lambda: passed[0], 3.0)
    trigger = triggers.issue("U1")
    assert triggers.redeem(trigger) == "U1"
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        triggers.redeem(trigger)
    late = triggers.issue("U1")
    passed[0] = 3.1
    with pytest.raises(SlackError, match="expired_trigger_id"):
        triggers.redeem(late)
    with pytest.raises(SlackError, match="invalid_trigger_id"):
        triggers.redeem("1.x")


async def test_a_window_opens_for_whoever_the_trigger_belongs_to(workspace: Workspace, client: AsyncWebClient) -> None:
    mette = workspace.person("Mette")
    opened = await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=FORM)
    assert mette.modal is not None
    assert mette.modal.id == opened["view"]["id"] == opened["view"]["root_view_id"]
    assert (mette.modal.title, mette.modal.text) == ("Ny", "Navn\nSkriv kort")
    assert workspace.person("Jonas").modal is None


async def test_at_most_three_windows_lie_on_each_other(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/surfaces/modals; reference/methods/views.push: push_limit_reached."""
    mette = workspace.person("Mette")

    def trigger() -> str:
        return workspace.triggers.issue(mette.id)

    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_push(trigger_id=trigger(), view=FORM)
    await client.views_open(trigger_id=trigger(), view=FORM)
    await client.views_push(trigger_id=trigger(), view=FORM)
    third = await client.views_push(trigger_id=trigger(), view=FORM)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=trigger(), view=FORM)
    await mette.closes()
    assert mette.modal is not None
    assert mette.modal.id == third["view"]["previous_view_id"]
    await mette.closes_all()
    assert mette.modal is None


async def test_what_was_typed_survives_an_update_where_the_field_is_the_same(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/views.update: hash_conflict; what is kept of the input is remembered."""
    mette = workspace.person("Mette")
    view = (await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=FORM))["view"]
    await mette.fills("Navn", "Barometer 1")
    await client.views_update(view_id=view["id"], view=FORM, hash=view["hash"])
    assert mette.modal is not None
    assert mette.modal.values["entry"]["a"]["value"] == "Barometer 1"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], view=FORM, hash=view["hash"])
    fresh = modal(entry("Navn", {"type": "plain_text_input"}, block="other"))
    await client.views_update(view_id=view["id"], view=fresh)
    assert mette.modal.values == {"other": {"a": {"type": "plain_text_input", "value": None}}}


async def test_a_window_that_is_closed_cannot_be_updated(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/views.update: not_found."""
    mette = workspace.person("Mette")
    view = (await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=FORM))["view"]
    await mette.closes()
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=view["id"], view=FORM)


async def test_an_external_id_is_taken_once(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/views.open: duplicate_external_id."""
    view = {**FORM, "external_id": "only-one"}
    mette, jonas = workspace.person("Mette"), workspace.person("Jonas")
    await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=view)
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await client.views_open(trigger_id=workspace.triggers.issue(jonas.id), view=view)
    await client.views_update(external_id="only-one", view={**view, "title": plain("Igen")})
    assert mette.modal is not None
    assert mette.modal.title == "Igen"


async def test_a_bad_view_is_refused_as_invalid_arguments(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/views.open: invalid_arguments."""
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_open(
            trigger_id=workspace.triggers.issue(workspace.person("Mette").id), view={**FORM, "title": plain("x" * 25)}
        )
    assert "views.open: invalid_arguments must be less than 25" in workspace.refusals[0]


async def test_the_home_tab_is_published_for_one_person(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/views.publish: hash_conflict."""
    mette = workspace.person("Mette")
    published = await client.views_publish(user_id=mette.id, view={"type": "home", "blocks": [section("Hjem")]})
    assert mette.home is not None
    assert mette.home.text == "Hjem"
    assert workspace.person("Jonas").home is None
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id=mette.id, view={"type": "home", "blocks": []}, hash="1.old")
    again = await client.views_publish(user_id=mette.id, view={"type": "home", "blocks": []})
    assert again["view"]["id"] == published["view"]["id"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_publish(user_id=mette.id, view=FORM)


Listen = Callable[[Obj], None]


@pytest.fixture
def answers(bolt: AsyncApp) -> Listen:
    """Let the app answer every submission of `form` with this."""

    def listen(answer: Obj) -> None:
        @bolt.view("form")
        async def on_submit(ack: AsyncAck) -> None:
            await ack(**answer)

    return listen


async def submitted(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(section("bund"), callback="root"))
    workspace.windows.push(mette.id, FORM)
    await mette.fills("Navn", "x")
    await mette.submits()


async def test_an_empty_answer_closes_the_top_window_only(workspace: Workspace, answers: Listen) -> None:
    """docs.slack.dev/surfaces/modals"""
    answers({})
    await submitted(workspace)
    window = workspace.person("Mette").modal
    assert window is not None
    assert window.text == "bund"


async def test_clear_closes_them_all(workspace: Workspace, answers: Listen) -> None:
    answers({"response_action": "clear"})
    await submitted(workspace)
    assert workspace.person("Mette").modal is None


async def test_update_and_push_show_the_next_view(workspace: Workspace, answers: Listen) -> None:
    answers({"response_action": "update", "view": modal(section("finder deltagerne"))})
    await submitted(workspace)
    window = workspace.person("Mette").modal
    assert window is not None
    assert window.text == "finder deltagerne"
    assert len(workspace.windows.stack(window.owner)) == 2


async def test_push_lays_the_next_view_on_top(workspace: Workspace, answers: Listen) -> None:
    answers({"response_action": "push", "view": modal(section("oven på"))})
    await submitted(workspace)
    assert len(workspace.windows.stack(workspace.person("Mette").id)) == 3


async def test_errors_stand_beside_their_fields(workspace: Workspace, answers: Listen) -> None:
    """docs.slack.dev/surfaces/modals: keys of `errors` are block_ids of input blocks."""
    answers({"response_action": "errors", "errors": {"entry": "For kort"}})
    await submitted(workspace)
    window = workspace.person("Mette").modal
    assert window is not None
    assert window.errors == {"entry": "For kort"}
    assert "For kort" in window.text


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"response_action": "errors", "errors": {"elsewhere": "x"}}, "errors name no input block: elsewhere"),
        ({"response_action": "errors", "errors": {"note": "x"}}, "errors name no input block: note"),
        ({"response_action": "update", "view": {**FORM, "colour": "red"}}, "invalid additional property: colour"),
        ({"response_action": "dance"}, "unknown response_action: dance"),
    ],
)
async def test_an_answer_that_slack_cannot_use_leaves_the_window_open(
    workspace: Workspace, answers: Listen, answer: Obj, why: str
) -> None:
    """docs.slack.dev/surfaces/modals (response_action); what the person reads is remembered."""
    answers(answer)
    await submitted(workspace)
    window = workspace.person("Mette").modal
    assert window is not None
    assert window.callback_id == "form"
    assert why in workspace.refusals[0]
    assert workspace.person("Mette").notices


@pytest.mark.parametrize(
    ("element", "typed", "sentence"),
    [
        ({"type": "plain_text_input", "min_length": 5}, "kort", "Skriv mindst 5 tegn"),
        ({"type": "plain_text_input", "max_length": 3}, "lang", "Skriv højst 3 tegn"),
        ({"type": "email_text_input"}, "mette", "Skriv en e-mailadresse"),
        ({"type": "number_input", "is_decimal_allowed": False}, "ni", "Skriv et tal"),
        ({"type": "plain_text_input"}, "", "Udfyld dette felt"),
    ],
)
async def test_slack_itself_holds_back_a_field_that_is_wrong(
    workspace: Workspace, element: Obj, typed: str, sentence: str
) -> None:
    """docs.slack.dev/reference/block-kit/block-elements: lengths and kinds of inputs."""
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(entry("Felt", element)))
    await mette.fills("Felt", typed)
    assert (await mette.submits()).status == 0
    assert mette.modal is not None
    assert mette.modal.errors == {"entry": sentence}
    assert not workspace.log


async def test_a_person_has_one_stack_and_a_new_root_replaces_it(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/surfaces/modals: one live stack for each person; what it replaces is not found any more."""
    mette = workspace.person("Mette")
    first = await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=FORM)
    await client.views_push(trigger_id=workspace.triggers.issue(mette.id), view=FORM)
    second = await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=FORM)
    assert [view.id for view in workspace.windows.stack(mette.id)] == [second["view"]["id"]]
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=first["view"]["id"], view=FORM)


async def test_a_refused_window_leaves_the_open_ones(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/views.open: duplicate_external_id, also of a Home tab's."""
    mette, jonas = workspace.person("Mette"), workspace.person("Jonas")
    await client.views_publish(user_id=jonas.id, view={"type": "home", "blocks": [], "external_id": "only-one"})
    await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=FORM)
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view={**FORM, "external_id": "only-one"})
    assert mette.modal is not None
    assert mette.modal.callback_id == "form"


@pytest.mark.parametrize("method", ["views.open", "views.push"])
async def test_a_trigger_is_used_up_whatever_it_was_used_for(
    workspace: Workspace, client: AsyncWebClient, method: str
) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: a trigger_id is for one window."""
    trigger = workspace.triggers.issue(workspace.person("Mette").id)
    await client.views_open(trigger_id=trigger, view=FORM)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.api_call(method, json={"trigger_id": trigger, "view": FORM})


async def test_what_a_person_typed_is_not_undone_by_a_new_proposal(workspace: Workspace) -> None:
    """Remembered: over an update the field keeps what was typed as long as block_id and action_id stay; only another
    block_id shows a new initial value.
    """
    mette = workspace.person("Mette")
    view = workspace.windows.open(mette.id, FORM)
    await mette.fills("Navn", "skrevet")
    proposed = {"type": "plain_text_input", "initial_value": "foreslået"}
    workspace.windows.update(view, modal(entry("Navn", proposed)))
    assert view.values["entry"]["a"]["value"] == "skrevet"
    workspace.windows.update(view, modal(entry("Navn", proposed, block="entry-2")))
    assert view.values["entry-2"]["a"]["value"] == "foreslået"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"response_action": "errors", "errors": {"entry": ""}}, "an error must be a text"),
        ({"response_action": "update"}, "missing required field: view"),
        ({"response_action": "push", "view": {"type": "home", "blocks": []}}, "unsupported type: home"),
    ],
)
async def test_half_an_answer_is_none(workspace: Workspace, answers: Listen, answer: Obj, why: str) -> None:
    """docs.slack.dev/surfaces/modals (response_action)."""
    answers(answer)
    await submitted(workspace)
    window = workspace.person("Mette").modal
    assert window is not None
    assert (window.callback_id, window.errors) == ("form", {})
    assert any(why in refusal for refusal in workspace.refusals)


async def test_a_window_too_many_is_refused_as_an_answer_too(workspace: Workspace, answers: Listen) -> None:
    """docs.slack.dev/reference/methods/views.push: push_limit_reached."""
    answers({"response_action": "push", "view": modal(section("oven på"))})
    mette = workspace.person("Mette")
    workspace.windows.open(mette.id, modal(section("bund")))
    for _ in range(2):
        workspace.windows.push(mette.id, FORM)
    await mette.fills("Navn", "x")
    assert (await mette.submits()).error == "push_limit_reached"
    assert len(workspace.windows.stack(mette.id)) == 3

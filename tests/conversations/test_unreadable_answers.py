"""Slack, or a proxy before it, answers with what is no JSON: whoever waits is told, as at every other refusal."""

from __future__ import annotations

import pytest

from sandbox.faults import How
from tests.conversations.house import HERE, House

#: The library raises its error around another kind of answer for each of these.
UNREADABLE = {
    "said to be json": How(status=502, body="<html>busy</html>"),
    "a page": How(status=502, body="<html>busy</html>", headers={"Content-Type": "text/html"}),
    "plain text": How(status=502, body="busy", headers={"Content-Type": "text/plain"}),
    "another json": How(status=502, body="[]"),
    "nothing": How(status=502, body=""),
}
TOLD = "Slack sagde nej (uden begrundelse). Intet, du gav før, er tabt."

unreadable = pytest.mark.parametrize("how", UNREADABLE.values(), ids=UNREADABLE)


@unreadable
@pytest.mark.parametrize("method", ["conversations.info", "views.open"])
async def test_whoever_asked_for_a_window_is_told_and_can_ask_again(house: House, method: str, how: How) -> None:
    mette = house.person("Mette")
    house.workspace.faults.fail_next(method, **how)
    await mette.types("/anker personer")
    assert TOLD in mette.sees(HERE)
    await mette.types("/anker personer")
    assert mette.modal is not None


@unreadable
async def test_a_preview_without_its_people_says_so(house: House, how: How) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    house.workspace.faults.fail_next("conversations.members", **how)
    await mette.submits()
    assert mette.modal is not None
    assert "Slack kunne ikke vise, hvem der er med (uden begrundelse). Prøv igen om lidt." in mette.modal.text

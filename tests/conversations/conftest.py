from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sandbox.errors import SlackError
from sandbox.workspace import Workspace
from tests.conversations.house import House, built


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path) as house:
        yield house


@pytest.fixture(autouse=True)
def _nothing_amiss(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A conversation in which Anker did what Slack would not take fails, unless its test says that it provokes that:
    `@pytest.mark.provokes("chat.postMessage: is_archived")`, with words of what the workspace then notes.
    """
    amiss: list[str] = []
    noted = Workspace.refuse

    def refuse(workspace: Workspace, what: str, error: SlackError) -> None:
        noted(workspace, what, error)
        amiss.append(workspace.refusals[-1])

    monkeypatch.setattr(Workspace, "refuse", refuse)
    yield
    provoked = [words for marker in request.node.iter_markers("provokes") for words in marker.args]
    if unprovoked := [one for one in amiss if not any(words in one for words in provoked)]:
        pytest.fail("Slack would not take:\n" + "\n".join(unprovoked), pytrace=False)
    if in_vain := [words for words in provoked if not any(words in one for one in amiss)]:
        pytest.fail(f"Slack took all of it: {in_vain}", pytrace=False)

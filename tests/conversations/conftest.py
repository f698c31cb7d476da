from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast

import pytest

from sandbox.errors import SlackError
from sandbox.workspace import Workspace
from tests.conversations.house import House, Road, built


@pytest.fixture(params=["http", "socket"], ids=["signed-http", "socket-mode"])
def road(request: pytest.FixtureRequest) -> Road:
    """Each conversation is held twice: as Slack reaches Anker over HTTP, and by Socket Mode."""
    return cast("Road", request.param)


@pytest.fixture
async def house(tmp_path: Path, road: Road) -> AsyncIterator[House]:
    async with built(tmp_path, road=road) as house:
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

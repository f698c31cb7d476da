"""A page is sent what is different since its last look, and nothing else; docs/decisions/0017."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox import App, Workspace
from sandbox.clocks import StillClock
from sandbox.look import Place, look
from sandbox.message import Message
from sandbox.pages import MOST_PAGES, OPEN_SECONDS, Pages
from sandbox.shapes import Obj
from sandbox.town import town
from tests.sandbox.cards import entry, modal, section


class Tab:
    """A page in somebody's browser, that takes in what it is sent as the page's own code does."""

    def __init__(self, workspace: Workspace, pages: Pages, name: str = "tab") -> None:
        self.workspace, self.pages, self.name = workspace, pages, name
        self.number = 0
        self.facts: Obj = {}
        self.lists: dict[str, dict[str, Any]] = {}

    def looks(self, who: str = "Mette", room: str = "boern-familie", **more: Any) -> Obj:  # noqa: ANN401  of a place
        place = Place(self.workspace.channel(room).id, **more)
        seen = look(self.workspace, self.workspace.person(who).id, place)
        answer = self.pages.answer(self.name, self.number, seen)
        if answer["whole"]:
            self.facts, self.lists = {}, {}
        self.number = answer["look"]
        self.facts |= answer["facts"]
        for name, change in answer["lists"].items():
            things = self.lists.setdefault(name, {})
            for gone in change["gone"]:
                del things[gone]
            things |= change["put"]
        return answer

    def reads(self) -> list[str]:
        return [message["text"] for _, message in sorted(self.lists.get("messages", {}).items())]


@pytest.fixture
def tab(workspace: Workspace) -> Tab:
    return Tab(workspace, Pages())


def write(workspace: Workspace, text: str, who: str = "Jonas", thread: str = "") -> Message:
    room = workspace.channel("boern-familie").id
    return workspace.post(Message(room, "", workspace.person(who).id, text, thread_ts=thread))


async def test_only_the_open_rooms_messages_are_sent_and_of_others_how_many_are_unread(
    workspace: Workspace, tab: Tab
) -> None:
    write(workspace, "her")
    tab.looks(room="alle-i-egelund")
    assert tab.reads() == []
    here = workspace.channel("boern-familie").id
    assert tab.lists["channels"][here]["unread"] == 1
    tab.looks()
    assert tab.reads() == ["her"]


async def test_after_one_new_message_that_message_alone_is_sent(workspace: Workspace, tab: Tab) -> None:
    for number in range(50):
        write(workspace, f"linje {number}")
    first = tab.looks()
    assert len(first["lists"]["people"]["put"]) == len(workspace.people)
    new = write(workspace, "nyt")
    second = tab.looks()
    assert not second["whole"]
    assert set(second["lists"]) == {"messages", "channels"}
    assert list(second["lists"]["messages"]["put"]) == [new.ts]
    assert tab.reads()[-2:] == ["linje 49", "nyt"]
    third = tab.looks()
    assert (third["facts"], third["lists"]) == ({}, {})


async def test_edits_deletions_replies_windows_and_accounts_are_differences(workspace: Workspace, tab: Tab) -> None:
    one, two = write(workspace, "et"), write(workspace, "to")
    tab.looks()
    workspace.edit(one, Message(one.channel, one.ts, one.user, "rettet"))
    workspace.remove(two.channel, two.ts)
    write(workspace, "svar", thread=one.ts)
    workspace.change_person("Jonas", title="Teamleder")
    window = workspace.windows.open(workspace.person("Mette").id, modal(section("x")))
    tab.looks()
    assert tab.reads() == ["rettet"]
    assert tab.lists["messages"][one.ts]["replies"] == 1
    assert tab.lists["people"][workspace.person("Jonas").id]["title"] == "Teamleder"
    assert list(tab.lists["modals"]) == [window.id]
    workspace.windows.close(window)
    tab.looks(thread=one.ts)
    assert tab.reads() == ["rettet", "svar"]
    assert tab.lists["modals"] == {}


async def test_what_is_typed_into_a_window_is_a_difference(workspace: Workspace, tab: Tab) -> None:
    mette = workspace.person("Mette")
    window = workspace.windows.open(mette.id, modal(entry("Navn", {"type": "plain_text_input"})))
    tab.looks()
    await mette.fills("Navn", "Barometer")
    tab.looks()
    assert "Barometer" in json.dumps(tab.lists["modals"][window.id]["state"])


async def test_another_seat_is_sent_what_that_person_sees(workspace: Workspace, tab: Tab) -> None:
    room = workspace.channel("boern-familie").id
    workspace.post_as_app(room, {"text": "kun Mette"}, only_for=workspace.person("Mette").id)
    tab.looks()
    assert tab.reads() == ["kun Mette"]
    answer = tab.looks("Jonas")
    assert tab.reads() == []
    assert tab.facts["me"]["name"] == "Jonas Dahl"
    assert "people" not in answer["lists"]


async def test_older_messages_come_when_they_are_asked_for_and_stay_while_one_reads_them(
    workspace: Workspace, tab: Tab
) -> None:
    for number in range(30):
        write(workspace, f"linje {number}")
    tab.looks(newest=10)
    assert (len(tab.reads()), tab.facts["shown"]["older"]) == (10, True)
    oldest = tab.facts["shown"]["starts"]
    write(workspace, "nyt")
    tab.looks(newest=10, since=oldest)
    assert len(tab.reads()) == 11
    tab.looks(newest=10)
    assert len(tab.reads()) == 10
    tab.looks(newest=100)
    assert (len(tab.reads()), tab.facts["shown"]["older"]) == (31, False)


async def test_a_thread_is_sent_whole_even_when_its_beginning_is_further_up(workspace: Workspace, tab: Tab) -> None:
    root = write(workspace, "spørgsmål")
    write(workspace, "svar", thread=root.ts)
    for number in range(5):
        write(workspace, f"linje {number}")
    tab.looks(newest=2, thread=root.ts)
    assert tab.reads() == ["spørgsmål", "svar", "linje 3", "linje 4"]
    assert tab.facts["shown"]["starts"] > root.ts


async def test_a_page_that_missed_an_answer_is_sent_everything_again(workspace: Workspace, tab: Tab) -> None:
    write(workspace, "et")
    tab.looks()
    lost = tab.number
    write(workspace, "to")
    tab.looks()
    tab.number = lost
    assert tab.looks()["whole"]
    assert tab.reads() == ["et", "to"]


async def test_the_page_that_has_not_looked_for_longest_is_forgotten(workspace: Workspace, tab: Tab) -> None:
    tab.looks()
    others = [Tab(workspace, tab.pages, f"tab {number}") for number in range(MOST_PAGES)]
    for other in others:
        other.looks()
    assert tab.looks()["whole"]
    assert not others[-1].looks()["whole"]


async def test_whoever_sits_at_an_open_page_is_known_until_it_is_closed_or_not_heard_of_for_long(
    workspace: Workspace,
) -> None:
    passed = 0.0
    pages = Pages(lambda: passed)
    mettes, jonas, karens = (Tab(workspace, pages, name) for name in ("one", "two", "three"))
    mettes.looks("Mette")
    jonas.looks("Jonas")
    karens.looks("Karen")
    assert pages.seats() == {workspace.person(name).id for name in ("Mette", "Jonas", "Karen")}
    mettes.looks("Amina")
    pages.close("two")
    pages.close("never there")
    assert pages.seats() == {workspace.person(name).id for name in ("Amina", "Karen")}
    passed = OPEN_SECONDS
    mettes.looks("Amina")
    assert pages.seats() == {workspace.person("Amina").id}


async def test_a_look_after_one_message_is_small_in_a_town_of_a_thousand() -> None:
    workspace = Workspace(StillClock(), App(events=frozenset()), town(1000))
    tab = Tab(workspace, Pages())
    for number in range(2000):
        write(workspace, f"linje {number}")
    tab.looks()
    write(workspace, "nyt")
    assert len(json.dumps(tab.looks())) < 2_000
    assert len(tab.reads()) == 100

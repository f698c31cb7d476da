"""The open pages: who sits at each, and what it has been sent, so that its next look need tell only what is new."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.look import Listed, Look
from sandbox.shapes import Obj

MOST_PAGES = 40
"""So many tabs at once; the one that has not looked for longest is sent everything again."""
OPEN_SECONDS = 3600.0
"""A page that has not looked for so long is taken for closed, whatever became of its farewell; one that is in sight
looks twice a minute.
"""


@dataclass(slots=True)
class _Sent:
    """What one page has: the facts, and the marks of the things in its lists."""

    number: int = 0
    facts: Obj = field(default_factory=dict)
    marks: dict[str, Mapping[str, object]] = field(default_factory=dict)
    seat: str = ""
    at: float = 0.0


class Pages:
    """Remembers for each page what it was sent last; see docs/decisions/0017. `seconds` is real time."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._sent: OrderedDict[str, _Sent] = OrderedDict()
        self._seconds = seconds

    def seats(self) -> set[str]:
        """Who sits at some page that is open."""
        since = self._seconds() - OPEN_SECONDS
        return {sent.seat for sent in self._sent.values() if sent.at > since}

    def close(self, page: str) -> None:
        """The page is gone; nothing happens where it was not there."""
        self._sent.pop(page, None)

    def answer(self, page: str, number: int, look: Look) -> Obj:
        """What to send to `page`, which has taken look `number`: everything, where that is not its last one."""
        before = self._sent.pop(page, _Sent())
        is_whole = number == 0 or before.number != number
        if is_whole:
            before = _Sent(before.number)
        marks = {name: each.marks for name, each in look.lists.items()}
        after = _Sent(before.number + 1, look.facts, marks, look.facts["me"]["id"], self._seconds())
        self._keep(page, after)
        return {
            "look": after.number,
            "whole": is_whole,
            "facts": {name: fact for name, fact in look.facts.items() if is_whole or before.facts.get(name) != fact},
            "lists": _changes(before, look),
        }

    def _keep(self, page: str, sent: _Sent) -> None:
        if page:
            self._sent[page] = sent
        while len(self._sent) > MOST_PAGES:
            self._sent.popitem(last=False)


def _changes(before: _Sent, look: Look) -> Obj:
    """Per list what is new or different, and the ids of what is gone; lists without a change are left out."""
    found = {name: _change(before.marks.get(name, {}), listed) for name, listed in look.lists.items()}
    return {name: change for name, change in found.items() if change["put"] or change["gone"]}


def _change(before: Mapping[str, object], listed: Listed) -> Obj:
    if before == listed.marks:
        return {"put": {}, "gone": []}
    different = [each for each, mark in listed.marks.items() if each not in before or before[each] != mark]
    gone = [each for each in before if each not in listed.marks]
    return {"put": {each: listed.shown(each) for each in different}, "gone": gone}

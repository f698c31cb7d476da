"""What each open page has been sent, so that its next look need tell only what is different."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.look import Listed, Look
from sandbox.shapes import Obj

MOST_PAGES = 40
"""So many tabs at once; the one that has not looked for longest is sent everything again."""


@dataclass(slots=True)
class _Sent:
    """What one page has: the facts, and the marks of the things in its lists."""

    number: int = 0
    facts: Obj = field(default_factory=dict)
    marks: dict[str, Mapping[str, object]] = field(default_factory=dict)


class Pages:
    """Remembers for each page what it was sent last; see docs/decisions/0017."""

    def __init__(self) -> None:
        self._sent: OrderedDict[str, _Sent] = OrderedDict()

    def answer(self, page: str, number: int, look: Look) -> Obj:
        """What to send to `page`, which has taken look `number`: everything, where that is not its last one."""
        before = self._sent.pop(page, _Sent())
        is_whole = number == 0 or before.number != number
        if is_whole:
            before = _Sent(before.number)
        after = _Sent(before.number + 1, look.facts, {name: each.marks for name, each in look.lists.items()})
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

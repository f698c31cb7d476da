"""The windows that are open: each person's stack of modals, and their Home tab."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sandbox.errors import SlackError
from sandbox.limits import MODAL_STACK
from sandbox.shapes import Obj
from sandbox.views import View


class Windows:
    """All open windows. Source of the rules: docs.slack.dev/surfaces/modals."""

    def __init__(self, new_hash: Callable[[], str]) -> None:
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self._new_hash = new_hash

    def stack(self, user: str) -> list[View]:
        """The person's open modals, root first."""
        return self.stacks.setdefault(user, [])

    def top(self, user: str) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None

    def find(self, *, view_id: str = "", external_id: str = "") -> View:
        """An open window by either id, or the refusal `not_found`."""
        for view in [*(view for stack in self.stacks.values() for view in stack), *self.homes.values()]:
            if view.id == view_id or (external_id and view.given.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def open(self, user: str, given: Obj) -> View:
        """A new root; whatever stood open is replaced by it. A refused one leaves what is there."""
        self._refuse_taken_name(given)
        self.stacks[user] = []
        return self._add(user, given)

    def push(self, user: str, given: Obj) -> View:
        """One on top of the open ones, or the refusal `push_limit_reached` or `not_found`."""
        stack = self.stack(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MODAL_STACK:
            raise SlackError("push_limit_reached")
        return self._add(user, given)

    def update(self, view: View, given: Obj, expected_hash: str = "") -> View:
        """Redraw an open window; a stale hash is refused with `hash_conflict`."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._refuse_taken_name(given, but=view)
        view.draw(given, self._new_hash())
        return view

    def publish(self, user: str, given: Obj, expected_hash: str = "") -> View:
        """The person's Home tab, drawn anew."""
        home = self.homes.get(user)
        if home is None:
            home = self.homes[user] = View(id=_new_id(), owner=user, given=given)
            home.root = home.id
        return self.update(home, given, expected_hash)

    def close(self, view: View) -> None:
        """Close one window; those on top of it go with it."""
        stack = self.stack(view.owner)
        if view in stack:
            del stack[stack.index(view) :]

    def close_all(self, user: str) -> list[View]:
        """Close the whole stack and return what was open."""
        return self.stacks.pop(user, [])

    def _add(self, user: str, given: Obj) -> View:
        self._refuse_taken_name(given)
        stack = self.stack(user)
        view = View(id=_new_id(), owner=user, given=given)
        view.root, view.previous = (stack[0].id, stack[-1].id) if stack else (view.id, "")
        view.draw(given, self._new_hash())
        stack.append(view)
        return view

    def _refuse_taken_name(self, given: Obj, but: View | None = None) -> None:
        name = given.get("external_id")
        open_views = [*(view for stack in self.stacks.values() for view in stack), *self.homes.values()]
        if name and any(view.given.get("external_id") == name and view is not but for view in open_views):
            raise SlackError("duplicate_external_id")


def _new_id() -> str:
    return "V0" + secrets.token_hex(5).upper()

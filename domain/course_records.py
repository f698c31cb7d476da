"""Who took part in a meeting, as one text: people in Slack by their ids, and others as somebody wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.people import UserId

#: Longest list of others, and record of what was agreed, in characters.
LONGEST_OTHERS = 300
LONGEST_AGREED = 3000
_USER = re.compile(r"[UW][A-Z0-9]{2,}")


@dataclass(frozen=True, slots=True)
class Present:
    """`users` are in Slack; `others` is free text."""

    users: tuple[UserId, ...] = ()
    others: str = ""

    @property
    def written(self) -> str:
        """One text: the ids on the first line, which is empty where only others are named; empty where nobody is."""
        return f"{' '.join(self.users)}\n{self.others.strip()}".rstrip() if self.users or self.others.strip() else ""


def present_in(text: str) -> Present:
    """Read back what `written` gave; a text whose first line is not made of ids is about others."""
    first, _, rest = text.partition("\n")
    users = first.split()
    if all(_USER.fullmatch(user) for user in users):
        return Present(tuple(users), rest.strip())
    return Present((), text.strip())

"""The pieces that the checks of Block Kit are put together from. A check looks at one value and notes what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sandbox.files import Files


@dataclass(slots=True)
class Findings:
    """What has been found so far, and what counts over the whole message or view."""

    surface: str
    """`message`, `modal` or `home`."""
    files: Files
    wrong: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    characters: int = 0
    markdown_characters: int = 0
    tables: int = 0
    focused: int = 0

    def note(self, what: str, path: str) -> None:
        """Note what is wrong, with Slack's pointer to where."""
        self.wrong.append(f"{what} [json-pointer:{path}]")


Check: TypeAlias = Callable[[Findings, Any, str], None]


def string(most: int, least: int = 1) -> Check:
    """A string of so many characters."""

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        if not isinstance(value, str):
            found.note("must be a string", path)
        elif len(value) < least:
            found.note(f"must be more than {least - 1} characters", path)
        elif len(value) > most:
            found.note(f"must be less than {most + 1} characters", path)

    return check


def words(most: int, *, plain: bool = False) -> Check:
    """A text object of 1 to `most` characters; with `plain` it must be plain_text."""
    limits = string(most)

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        if not isinstance(value, dict):
            found.note("must be an object", path)
            return
        kind = value.get("type")
        if kind not in ({"plain_text"} if plain else {"plain_text", "mrkdwn"}):
            found.note(f"unsupported text type: {kind}", f"{path}/type")
        known = {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}
        for name in sorted(set(value) - known):
            found.note(f"invalid additional property: {name}", path)
        limits(found, value.get("text"), f"{path}/text")
        found.characters += len(str(value.get("text")))

    return check


def flag(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    """true or false."""
    if not isinstance(value, bool):
        found.note("must be a boolean", path)


def number(least: int, most: int) -> Check:
    """A whole number in this range."""

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            found.note(f"must be an integer from {least} to {most}", path)

    return check


def one_of(*values: str) -> Check:
    """One of these words."""

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        if value not in values:
            found.note(f"must be one of: {', '.join(values)}", path)

    return check


def many(item: Check, most: int, least: int = 1) -> Check:
    """A list of so many things."""

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        if not isinstance(value, list):
            found.note("must be an array", path)
            return
        if len(value) < least:
            found.note(f"must have at least {least} items", path)
        if len(value) > most:
            found.note(f"no more than {most} items allowed", path)
        for index, thing in enumerate(value):
            item(found, thing, f"{path}/{index}")

    return check


def shape(need: Mapping[str, Check], may: Mapping[str, Check]) -> Check:
    """An object with exactly these fields; `type` is seen to by `by_type`."""

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        if not isinstance(value, dict):
            found.note("must be an object", path)
            return
        for name in need:
            if value.get(name) is None:
                found.note(f"missing required field: {name}", path)
        for name, thing in value.items():
            each = need.get(name) or may.get(name)
            if each and thing is not None:
                each(found, thing, f"{path}/{name}")
            elif not each and name != "type":
                found.note(f"invalid additional property: {name}", path)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` is one of these."""

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        kind = str(value.get("type")) if isinstance(value, dict) else "none"
        if kind in kinds:
            kinds[kind](found, value, path)
        else:
            found.note(f"unsupported type: {kind}", f"{path}/type")

    return check


def both(*checks: Check) -> Check:
    """Several checks of the same value."""

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        for each in checks:
            each(found, value, path)

    return check


def only_in(*surfaces: str) -> Check:
    """Something that stands on these surfaces only."""

    def check(found: Findings, _: Any, path: str) -> None:  # noqa: ANN401  JSON
        if found.surface not in surfaces:
            found.note(f"unsupported in a {found.surface}", f"{path}/type")

    return check


def exactly_one(*names: str) -> Check:
    """An object that has one of these fields and not the others."""

    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        if isinstance(value, dict) and sum(value.get(name) is not None for name in names) != 1:
            found.note(f"must have exactly one of: {', '.join(names)}", path)

    return check

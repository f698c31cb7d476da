"""No call of Slack's stands inside a transaction: Slack may take ten seconds, and a database must not wait for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Whatever can reach Slack: the desk, with its client and its own methods.
REACHES_SLACK = {"desk", "slack", "self"}
LAYERS = ("bot", "handlers")


def opens_transaction(node: ast.AST) -> bool:
    """`async with ….writes() as tx` or `….reads() as tx`."""
    return isinstance(node, ast.AsyncWith) and any(
        isinstance(item.context_expr, ast.Call)
        and isinstance(item.context_expr.func, ast.Attribute)
        and item.context_expr.func.attr in {"writes", "reads"}
        for item in node.items
    )


def waited_for(transaction: ast.AsyncWith) -> Iterator[ast.expr]:
    """What is awaited inside it, or run through with `async for`."""
    for node in (node for statement in transaction.body for node in ast.walk(statement)):
        if isinstance(node, ast.Await):
            yield node.value
        elif isinstance(node, ast.AsyncFor) or (isinstance(node, ast.comprehension) and node.is_async):
            yield node.iter


def reaches_slack(waited: ast.expr) -> bool:
    """Whether it is a method of the desk or of Slack's client, or anything in it is handed one of them."""
    own = ast.walk(waited.func) if isinstance(waited, ast.Call) else ()
    handed = [
        value
        for call in ast.walk(waited)
        if isinstance(call, ast.Call)
        for value in (*call.args, *(keyword.value for keyword in call.keywords))
    ]
    named = {node.id for node in (*own, *handed) if isinstance(node, ast.Name)}
    return bool(named & REACHES_SLACK)


def calls_inside(source: str) -> Iterator[str]:
    """Whatever inside the transactions of a module can reach Slack, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AsyncWith) and opens_transaction(node):
            yield from (f"{one.lineno}: {ast.unparse(one)}" for one in waited_for(node) if reaches_slack(one))


@pytest.mark.parametrize(
    "waits",
    [
        "await desk.slack.users_info(user=user)",
        "await desk.say(channel, card)",
        "await self.person(user)",
        "found = await directory.members(desk, channel)",
        "await asyncio.gather(*(look(desk, one) for one in many))",
        "names = [one async for one in directory.names(desk)]",
        "async for one in directory.names(desk): pass",
        "if await directory.is_in_channel(desk=desk): pass",
    ],
)
def test_a_call_that_reaches_slack_is_seen(waits: str) -> None:
    assert [*calls_inside(f"async def on(desk):\n    async with desk.store.reads() as tx:\n        {waits}")]


def test_operations_and_what_only_asks_the_desk_for_the_time_are_not_meant() -> None:
    inside = "await rounds.find(tx, desk.team, at=desk.now())"
    assert not [*calls_inside(f"async def on(desk):\n    async with desk.store.writes() as tx:\n        {inside}")]
    outside = "async with desk.store.writes() as tx:\n        pass\n    await desk.say(channel, card)"
    assert not [*calls_inside(f"async def on(desk):\n    {outside}")]


@pytest.mark.parametrize("layer", LAYERS)
def test_nothing_that_reaches_slack_is_awaited_in_a_transaction(layer: str) -> None:
    found = {str(path): [*calls_inside(path.read_text("utf-8"))] for path in sorted(Path(layer).rglob("*.py"))}
    assert {path: calls for path, calls in found.items() if calls} == {}

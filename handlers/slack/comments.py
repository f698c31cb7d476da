"""The comments: for the one person who reads and releases them, and for those who may see what was released."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from slack_sdk.models.views import View

from domain.comments import CommentState
from domain.people import Person
from domain.rounds import RoundId
from handlers import comments
from handlers.comments import UNREACHABLE, WAITING, Reading
from handlers.slack.desk import Desk
from handlers.slack.lines import rewrite
from handlers.slack.requests import Click, Listeners, Made, Reply
from handlers.slack.rooms import result_for
from messages.slack import comments as cards
from messages.slack.cards import Card
from messages.slack.comments import Page
from messages.wording import Words
from storage.database import Tx
from storage.outbox import Claimed

Decide = Callable[[Tx, Person, RoundId, str, datetime], Awaitable[Reading]]


async def on_read(desk: Desk, click: Click) -> Reply:
    """The comments are opened. Raises `UnknownRound` for everybody but their reader."""
    person = await desk.who(click.user, click.channel or "")
    async with desk.store.writes() as tx:
        reading = await comments.start(tx, person, click.ids[0], desk.now())
    return Reply(after=_show(desk, click, _view(desk, person, reading)))


async def on_turn(desk: Desk, click: Click) -> Reply:
    """The comment before or behind."""
    round_id, key = _ids(click)
    person = await desk.who(click.user, click.channel or "")
    async with desk.store.reads() as tx:
        reading = await comments.look(tx, person, round_id, key)
    return Reply(after=_show(desk, click, _view(desk, person, reading)))


async def on_release(desk: Desk, click: Click) -> Reply:
    """Everybody who sees the result sees the comment from now on."""
    return await _decided(desk, click, comments.release, CommentState.RELEASED)


async def on_keep_back(desk: Desk, click: Click) -> Reply:
    """Nobody else sees the comment."""
    return await _decided(desk, click, comments.keep_back, CommentState.KEPT_BACK)


async def on_delete(desk: Desk, click: Click) -> Reply:
    """The button that has already asked whether it is meant."""
    return await _decided(desk, click, comments.delete, None)


async def on_shown(desk: Desk, click: Click) -> Reply:
    """The released comments, for everybody who may see the result. Raises `UnknownRound`."""
    round_id, page = _ids(click)
    person, result = await result_for(desk, click, round_id)
    async with desk.store.reads() as tx:
        released = await comments.released(tx, person.team, round_id)
    number = int(page) if page.isdecimal() else 0
    view = cards.released_view(result.round, released, desk.wording(person), number)
    return Reply(after=_show(desk, click, view))


async def make_waiting(desk: Desk, claimed: Claimed) -> Made:
    """To the reader, once; not needed where nothing waits any more. Their Home tab tells it from now on, too."""
    async with desk.store.writes() as tx:
        waiting = await comments.out(tx, claimed.team, claimed.subject["round"])
    if waiting is None:
        return None
    card = cards.waiting_card(*waiting, await desk.words(claimed.target))
    return card, card


async def make_unreachable(desk: Desk, claimed: Claimed) -> Made:
    """To the coordinator: comments wait for somebody who cannot be told."""
    async with desk.store.reads() as tx:
        waiting = await comments.waiting(tx, claimed.team, claimed.subject["round"])
    if waiting is None:
        return None
    card = cards.unreachable_card(waiting[0], await desk.words(claimed.target))
    return card, card


async def _decided(desk: Desk, click: Click, decide: Decide, state: CommentState | None) -> Reply:
    """The reader's decision, stored now, and the comment that comes next. Raises `UnknownRound`."""
    round_id, key = _ids(click)
    person = await desk.who(click.user, click.channel or "")
    async with desk.store.writes() as tx:
        reading = await decide(tx, person, round_id, key, desk.now())
        told = await comments.told_of_waiting(tx, reading)
    view = _view(desk, person, reading, state)

    async def show() -> None:
        if state is None:
            await desk.store.forget_deleted()
        await _show(desk, click, view)
        for sent in told:
            await rewrite(desk, sent, _still_waiting(reading, desk.wording(person)))

    return Reply(after=show())


def _still_waiting(reading: Reading, words: Words) -> Card:
    """What the message that told of comments becomes: it counts those that wait, and is a line when none does."""
    if reading.waiting:
        return cards.waiting_card(reading.round, reading.waiting, words)
    return cards.all_decided_line(reading.round, words)


def _view(desk: Desk, person: Person, reading: Reading, state: CommentState | None = None) -> View:
    words = desk.wording(person)
    done = "" if reading.decided is None else cards.decided(reading.decided + 1, state, words)
    return cards.reading_view(Page(reading.round, reading.comments, reading.place, done), words)


def _ids(click: Click) -> tuple[RoundId, str]:
    """The round, and what stands behind it: a comment's key or a page."""
    round_id, _, rest = click.value.partition(":")
    return round_id, rest


async def _show(desk: Desk, click: Click, view: View) -> None:
    if click.view is not None and click.view["type"] == "modal":
        await desk.slack.views_update(view_id=str(click.view["id"]), view=view)
    else:
        await desk.open_view(click.trigger_id, view)


LISTENERS = Listeners(
    clicks={
        "comments.read": on_read,
        "comments.back": on_turn,
        "comments.next": on_turn,
        "comments.release": on_release,
        "comments.keep_back": on_keep_back,
        "comments.delete": on_delete,
        "comments.shown": on_shown,
    },
    posts={WAITING: make_waiting, UNREACHABLE: make_unreachable},
)

"""The result: posted once with its picture, shown again on request, and looked into item by item."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from domain.people import ChannelId, Person
from domain.round_numbers import RoundNumber
from domain.rounds import Round
from handlers import comments, releases, seals
from handlers.releases import Result
from handlers.seals import RESULT
from handlers.slack import pictures
from handlers.slack.desk import Desk
from handlers.slack.outcomes import error_of
from handlers.slack.pictures import THEMES, Kind
from handlers.slack.requests import Click, Command, Listeners, Made, Reply
from handlers.slack.rooms import awaited_for, is_member_of, result_for
from messages.slack import release_views as views
from messages.slack import releases as cards
from messages.slack.cards import Card
from messages.slack.change_views import changes_view, nothing_before_view
from messages.slack.comments import result_buttons
from messages.slack.pictures import NO_PICTURES, Pictures, ShownPicture
from messages.wording import Words
from storage.outbox import Claimed

logger = logging.getLogger("anker.releases")

Draw = Callable[[Pictures], View]


async def seal_due(desk: Desk) -> None:
    """What the clock asks for: every closed round goes as far as it can."""
    await seals.seal_due(desk.store, desk.now(), desk.workdays)


async def result_post(desk: Desk, claimed: Claimed) -> Made:
    """The result for one channel, with its picture and without; None where there is no such published round."""
    async with desk.store.reads() as tx:
        result = await releases.posted(tx, claimed.team, claimed.subject["round"])
        before = await releases.last_time(tx, result) if result else None
    if result is None:
        return None
    words = await desk.words(claimed.target, claimed.target)
    shown = await pictures.of(desk, result, THEMES, words)
    return _card(result, before, words, shown.get(THEMES)), _card(result, before, words)


def _card(
    result: Result, before: tuple[Round, RoundNumber] | None, words: Words, shown: ShownPicture | None = None
) -> Card:
    return cards.result_card(result.round, result.release, result.number, words, shown, before)


async def on_results(desk: Desk, command: Command, person: Person) -> Reply:
    """`/barometer results`: the latest result that this person may see here, for their eyes only."""
    return Reply(after=_show_latest(desk, command, person))


async def _show_latest(desk: Desk, command: Command, person: Person) -> None:
    is_member = await is_member_of(desk, command.channel, person.user)
    found = await _results(desk, person, command.channel, is_member=is_member)
    words = Words(person.language, desk.workdays.zone)
    if found:
        card = await _again(desk, found[0], found, person, words)
    else:
        coming = await awaited_for(desk, person, command.channel, is_member=is_member)
        card = cards.no_result_card(words, coming, alone=command.is_outside)
    await desk.whisper(command.response_url, card)


async def _results(desk: Desk, person: Person, channel: ChannelId, *, is_member: bool) -> tuple[Result, ...]:
    async with desk.store.reads() as tx:
        return await releases.results(tx, person, channel, desk.now(), desk.workdays, is_member=is_member)


async def _again(desk: Desk, result: Result, found: tuple[Result, ...], person: Person, words: Words) -> Card:
    """A result once more, with a choice between the rounds, and its comments: unread ones for their reader alone."""
    async with desk.store.reads() as tx:
        to_read = person.user == result.round.reader and await comments.any_kept(tx, person.team, result.round.id)
        released = await comments.any_released(tx, person.team, result.round.id)
        before = await releases.last_time(tx, result)
    card = _card(result, before, words)
    more = result_buttons(result.round, words, to_read=to_read, released=released)
    return cards.again_card(card, result.round, [(one.round, one.number) for one in found], more, words)


async def on_show(desk: Desk, click: Click) -> Reply:
    """Another round was chosen: its result takes the place of the one shown."""
    return Reply(after=_show_chosen(desk, click))


async def _show_chosen(desk: Desk, click: Click) -> None:
    channel = click.channel or ""
    person = await desk.who(click.user, channel)
    found = await _results(desk, person, channel, is_member=await is_member_of(desk, channel, click.user))
    words = Words(person.language, desk.workdays.zone)
    chosen = next((one for one in found if one.round.id == click.value), None)
    card = await _again(desk, chosen, found, person, words) if chosen else cards.no_result_card(words)
    await desk.replace(click.response_url, card)


async def on_items(desk: Desk, click: Click) -> Reply:
    """Every item, in a window."""
    result, words, page = await _asked_for(desk, click)
    return Reply(after=_show(desk, click, result, "items", words, partial(_items, result, words, page)))


async def on_groups(desk: Desk, click: Click) -> Reply:
    """Groups side by side, in a window."""
    result, words, page = await _asked_for(desk, click)
    return Reply(after=_show(desk, click, result, "groups", words, partial(_groups, result, words, page)))


async def on_changes(desk: Desk, click: Click) -> Reply:
    """This round beside the one before, in a window."""
    result, words, page = await _asked_for(desk, click)
    async with desk.store.reads() as tx:
        before = await releases.before(tx, result)
    if before is None:
        return Reply(after=desk.open_view(click.trigger_id, nothing_before_view(words)))
    draw = partial(_changes, result, before, words, page)
    return Reply(after=_show(desk, click, result, "changes", words, draw, before))


async def _asked_for(desk: Desk, click: Click) -> tuple[Result, Words, int]:
    """The result that a button is about, and which page of it. Raises `UnknownRound`."""
    round_id, _, page = click.value.partition(":")
    person, result = await result_for(desk, click, round_id)
    return result, desk.wording(person), int(page or 0)


def _items(result: Result, words: Words, page: int, shown: Pictures) -> View:
    return views.items_view(result.round, result.release, words, page, shown)


def _groups(result: Result, words: Words, page: int, shown: Pictures) -> View:
    return views.groups_view(result.round, result.release, words, page, shown)


def _changes(result: Result, before: Result, words: Words, page: int, shown: Pictures) -> View:
    now, then = ((one.round, one.release, one.number) for one in (result, before))
    return changes_view(now, then, words, page, shown)


async def _show(
    desk: Desk, click: Click, result: Result, kind: Kind, words: Words, draw: Draw, before: Result | None = None
) -> None:
    """Open the window, or turn its page, at once; its pictures follow when they are drawn and uploaded."""
    window = draw(NO_PICTURES)
    if click.view is not None:
        opened = await desk.slack.views_update(view_id=str(click.view["id"]), view=window)
    else:
        opened = await desk.slack.views_open(trigger_id=click.trigger_id, view=window)
    shown = await pictures.of(desk, result, kind, words, before)
    if not shown:
        return
    view = opened["view"]
    try:
        await desk.slack.views_update(view_id=view["id"], hash=view["hash"], view=draw(shown))
    except SlackApiError as refused:
        # Closed or turned to another page meanwhile: what is open says everything in words.
        logger.debug("a window of round %s stays without its pictures: %s", result.round.id, error_of(refused))


LISTENERS = Listeners(
    clicks={
        "releases.items": on_items,
        "releases.groups": on_groups,
        "releases.changes": on_changes,
        "releases.show": on_show,
    },
    posts={RESULT: result_post},
)

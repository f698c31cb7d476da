"""The result: posted once with its picture, shown again on request, and looked into item by item."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from domain.people import ChannelId, Person
from handlers import comments, releases
from handlers.releases import RESULT, Result
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Made, Reply
from handlers.slack.rooms import is_member_of, result_for
from messages.charts import Picture
from messages.slack import release_views as views
from messages.slack import releases as cards
from messages.slack.cards import Card
from messages.slack.comments import result_buttons
from messages.slack.releases import ShownPicture
from messages.wording import Words
from storage.outbox import Claimed

logger = logging.getLogger("anker.releases")

#: A fresh file is asked for so often, so many seconds apart, before its message is tried anyway.
LOOKS, SECONDS_BETWEEN_LOOKS = 20, 0.5

Draw = Callable[[Result, Words, int], View]


class UploadRefused(Exception):  # noqa: N818 - the name is the sentence
    """Slack's upload address did not take the bytes; carries the HTTP status."""


async def seal_due(desk: Desk) -> None:
    """What the clock asks for: every closed round goes as far as it can."""
    await releases.seal_due(desk.store, desk.now(), desk.workdays)


async def result_post(desk: Desk, claimed: Claimed) -> Made:
    """The result for one channel, with its picture and without; None where there is no such published round."""
    async with desk.store.reads() as tx:
        result = await releases.posted(tx, claimed.team, claimed.subject["round"])
    if result is None:
        return None
    words = await desk.words(claimed.target, claimed.target)
    picture = await _picture(desk, result, words)
    return _card(result, words, picture), _card(result, words)


def _card(result: Result, words: Words, picture: ShownPicture | None = None) -> Card:
    return cards.result_card(result.round, result.release, result.number, words, picture)


async def _picture(desk: Desk, result: Result, words: Words) -> ShownPicture | None:
    """The round's picture in Slack: drawn and uploaded once for all channels and attempts."""
    key = (result.round.id, words.language)
    drawing = desk.pictures.get(key)
    if drawing is None:
        drawing = asyncio.create_task(_drawn(desk, result, words))
        desk.pictures.note(key, drawing)
    shown: ShownPicture | None = await drawing
    return shown


async def _drawn(desk: Desk, result: Result, words: Words) -> ShownPicture | None:
    """None where there is nothing to draw, or drawing or uploading fails: the card says everything without it."""
    try:
        picture = await desk.charts.themes(result.round, result.release, words)
        return await _uploaded(desk, picture, words) if picture else None
    except (SlackApiError, ClientError, TimeoutError, UploadRefused, RuntimeError) as problem:
        reason = problem.response.get("error") if isinstance(problem, SlackApiError) else type(problem).__name__
        logger.warning("the result of round %s is posted without its picture: %s", result.round.id, reason)
        return None


async def _uploaded(desk: Desk, picture: Picture, words: Words) -> ShownPicture:
    """Upload without a channel, and wait until Slack has processed the file."""
    asked = await desk.slack.files_getUploadURLExternal(
        filename="barometer.png", length=len(picture.png), alt_txt=picture.alt
    )
    async with desk.session.post(asked["upload_url"], data=picture.png) as answer:
        if answer.status != 200:
            raise UploadRefused(answer.status)
    file: str = asked["file_id"]
    await desk.slack.files_completeUploadExternal(files=[{"id": file, "title": words("Barometer")}])
    await _processed(desk, file)
    return ShownPicture(file, picture.alt)


async def _processed(desk: Desk, file: str) -> None:
    """Wait until the file can be shown; a file without a type is not processed yet (files.info)."""
    for _ in range(LOOKS):
        try:
            found = await desk.slack.files_info(file=file)
        except SlackApiError:
            # Without a look the message is simply tried; the outbox tries again where that was too early.
            return
        if found["file"].get("mimetype"):
            return
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def on_results(desk: Desk, command: Command, person: Person) -> Reply:
    """`/barometer results`: the latest result that this person may see here, for their eyes only."""
    return Reply(after=_show_latest(desk, command, person))


async def _show_latest(desk: Desk, command: Command, person: Person) -> None:
    found = await _results(desk, person, command.channel)
    words = Words(person.language, desk.workdays.zone)
    card = await _again(desk, found[0], found, person, words) if found else cards.no_result_card(words)
    await desk.whisper(command.response_url, card)


async def _results(desk: Desk, person: Person, channel: ChannelId) -> tuple[Result, ...]:
    is_member = await is_member_of(desk, channel, person.user)
    async with desk.store.reads() as tx:
        return await releases.results(tx, person, channel, desk.now(), desk.workdays, is_member=is_member)


async def _again(desk: Desk, result: Result, found: tuple[Result, ...], person: Person, words: Words) -> Card:
    """A result once more, with a choice between the rounds, and its comments: unread ones for their reader alone."""
    async with desk.store.reads() as tx:
        to_read = person.user == result.round.reader and await comments.any_kept(tx, person.team, result.round.id)
        released = await comments.any_released(tx, person.team, result.round.id)
    more = result_buttons(result.round, words, to_read=to_read, released=released)
    return cards.again_card(_card(result, words), result.round, [(one.round, one.number) for one in found], more, words)


async def on_show(desk: Desk, click: Click) -> Reply:
    """Another round was chosen: its result takes the place of the one shown."""
    return Reply(after=_show_chosen(desk, click))


async def _show_chosen(desk: Desk, click: Click) -> None:
    channel = click.channel or ""
    person = await desk.who(click.user, channel)
    found = await _results(desk, person, channel)
    words = Words(person.language, desk.workdays.zone)
    chosen = next((one for one in found if one.round.id == click.value), None)
    card = await _again(desk, chosen, found, person, words) if chosen else cards.no_result_card(words)
    await desk.replace(click.response_url, card)


async def on_items(desk: Desk, click: Click) -> Reply:
    """Every item, in a view."""
    return await _view(desk, click, lambda r, words, page: views.items_view(r.round, r.release, words, page))


async def on_groups(desk: Desk, click: Click) -> Reply:
    """Groups side by side, in a view."""
    return await _view(desk, click, lambda r, words, page: views.groups_view(r.round, r.release, words, page))


async def _view(desk: Desk, click: Click, draw: Draw) -> Reply:
    """A page of a view: opened from a message, or turned to within the view. Raises `UnknownRound`."""
    round_id, _, page = click.value.partition(":")
    person, result = await result_for(desk, click, round_id)
    view = draw(result, Words(person.language, desk.workdays.zone), int(page or 0))
    return Reply(after=_show_view(desk, click, view))


async def _show_view(desk: Desk, click: Click, view: View) -> None:
    if click.view is not None:
        await desk.slack.views_update(view_id=str(click.view["id"]), view=view)
    else:
        await desk.open_view(click.trigger_id, view)


LISTENERS = Listeners(
    clicks={
        "releases.items": on_items,
        "releases.groups": on_groups,
        "releases.show": on_show,
    },
    posts={RESULT: result_post},
)

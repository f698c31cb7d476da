"""The place of somebody who is asked, and their card: what a click and a window about it have in common."""

from __future__ import annotations

from collections.abc import Callable

from slack_sdk.models.views import View

from domain.barometers import Item
from domain.people import UserId
from domain.sittings import Sitting
from handlers import sittings
from handlers.sittings import Seat
from handlers.slack import live_cards
from handlers.slack.desk import Desk, Shows
from handlers.slack.requests import Click, Submission
from handlers.slack.windows import open_window
from messages.slack import sittings as cards
from messages.slack.cards import Card
from messages.wording import Words


async def seat_of(desk: Desk, click: Click) -> Seat:
    """The seat, for showing; that of a trial has no answers."""
    async with desk.store.reads() as tx:
        return await sittings.take_seat(tx, click.team, click.user, click.ids[0])


async def change(desk: Desk, click: Click, how: Callable[[Sitting], Sitting]) -> Seat:
    async with desk.store.writes() as tx:
        return await sittings.change(tx, click.team, click.user, click.ids[0], click.event, how)


async def change_by_view(desk: Desk, submission: Submission, how: Callable[[Sitting], Sitting]) -> Seat:
    async with desk.store.writes() as tx:
        return await sittings.change(tx, submission.team, submission.user, submission.subject[0], submission.event, how)


async def open_for(desk: Desk, click: Click, seat: Seat, view: View) -> None:
    """The window; the card from which it was opened is the live one from now on."""
    await open_window(desk, click, view)
    await live_cards.keep_one(desk, click, seat)


async def redraw_where_we_are(desk: Desk, user: UserId, view_id: str, seat: Seat) -> None:
    """The card behind the window says how far the person is now."""
    corrected = desk.corrected.get(view_id) is not None
    card = where_we_are(seat, await desk.words(user), corrected=corrected)
    await redraw(desk, user, view_id, seat, card)


def where_we_are(seat: Seat, words: Words, *, corrected: bool = False) -> Card:
    if seat.sitting.handed_in:
        return cards.done_card(seat.round, words, changed=cards.SEVERAL if corrected else None, trial=seat.trial)
    return cards.item_card(seat.round, seat.sitting, words, trial=seat.trial)


async def redraw(desk: Desk, user: UserId, view_id: str, seat: Seat, card: Card, shows: Shows = where_we_are) -> None:
    """Bring the message from which the modal was opened up to date, while Slack still lets us."""
    if response_url := desk.opened_from.get(view_id):
        await desk.replace(response_url, card)
    await live_cards.follow(desk, user, seat, shows)


async def show_item(
    desk: Desk,
    click: Click,
    seat: Seat,
    words: Words,
    *,
    item: Item | None = None,
    saved: int | None = None,
    doubled: tuple[int, int] | None = None,
) -> None:
    """The item, or else the first one without an answer, in place of the card that was pressed."""
    card = cards.item_card(seat.round, seat.sitting, words, item=item, saved=saved, doubled=doubled, trial=seat.trial)
    shown = item or seat.sitting.open_item
    await put(desk, click, seat, card)
    if shown:
        desk.shown.note((seat.round.id, click.user), shown.id)


async def put(desk: Desk, click: Click, seat: Seat, card: Card, shows: Shows = where_we_are) -> None:
    """The card takes the place of the one that was pressed; other cards of the same round become a line. `shows` makes
    it again from what is stored.
    """
    await desk.replace(click.response_url, card)
    await live_cards.keep_one(desk, click, seat, shows)

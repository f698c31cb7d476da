"""The people who are asked: what they press on their cards, and what they write."""

from __future__ import annotations

from domain.barometers import Choice
from domain.sittings import Sitting, SittingState
from handlers import sittings
from handlers.sittings import Seat
from handlers.slack import forms
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, Written
from handlers.slack.sitting_cards import (
    change,
    change_by_view,
    open_for,
    put,
    redraw,
    seat_of,
    show_item,
)
from handlers.slack.windows import open_window
from messages.slack import errors as error_cards
from messages.slack import invitations
from messages.slack import sittings as cards
from messages.slack.cards import Card
from messages.wording import Words


async def on_answer(desk: Desk, click: Click) -> Reply:
    """A choice: stored now, shown as the next item afterwards."""
    round_id, item_id, choice = click.ids
    doubled = desk.shown.get((round_id, click.user)) == item_id
    async with desk.store.writes() as tx:
        seat = await sittings.answer(tx, click.team, click.user, round_id, item_id, Choice(choice), click.event)
    return Reply(after=_show_next(desk, click, seat, item_id, doubled=doubled))


async def on_skip(desk: Desk, click: Click) -> Reply:
    round_id, item_id = click.ids
    async with desk.store.writes() as tx:
        seat = await sittings.answer(tx, click.team, click.user, round_id, item_id, Choice.SKIPPED, click.event)
    return Reply(after=_show_next(desk, click, seat, item_id, doubled=False))


async def _show_next(desk: Desk, click: Click, seat: Seat, item_id: str, *, doubled: bool) -> None:
    words = await desk.words(click.user)
    number = seat.sitting.number(item_id)
    if seat.sitting.handed_in:
        changed = number if seat.corrected else None
        await put(desk, click, seat, cards.done_card(seat.round, words, changed=changed, trial=seat.trial))
        return
    tapped = (number, number - 1) if doubled and number > 1 else None
    await show_item(desk, click, seat, words, saved=number, doubled=tapped)


async def on_begin(desk: Desk, click: Click) -> Reply:
    """Begin or go on: the card of the first item without an answer, or the receipt; from the form back to the card."""
    seat = await seat_of(desk, click)
    words = await desk.words(click.user)
    if click.view is not None:
        return Reply(after=forms.back_to_the_card(desk, click, str(click.view["id"]), seat, words))
    if seat.sitting.handed_in:
        return Reply(after=put(desk, click, seat, cards.done_card(seat.round, words)))
    item = seat.round.barometer.item(click.ids[1]) if seat.trial and len(click.ids) > 1 else None
    return Reply(after=show_item(desk, click, seat, words, item=item))


async def on_show_here(desk: Desk, click: Click) -> Reply:
    """A card that stands in another message comes here; whoever has deleted their answers begins by *Begynd* alone."""
    seat = await seat_of(desk, click)
    if seat.sitting.state is not SittingState.WITHDRAWN:
        return await on_begin(desk, click)
    return Reply(after=put(desk, click, seat, _deleted(seat, await desk.words(click.user)), _deleted))


async def on_back(desk: Desk, click: Click) -> Reply:
    """The item before the one on the card."""
    seat = await seat_of(desk, click)
    if before := seat.sitting.before(click.ids[1]):
        seat = seat.tried_up_to(before.id)
    return Reply(after=show_item(desk, click, seat, await desk.words(click.user), item=before))


async def on_pause(desk: Desk, click: Click) -> Reply:
    seat = await seat_of(desk, click)
    words = await desk.words(click.user)
    tried_at = click.ids[1] if seat.trial else None
    return Reply(after=put(desk, click, seat, cards.paused_card(seat.round, words, tried_at=tried_at), _paused))


def _paused(seat: Seat, words: Words) -> Card:
    return cards.paused_card(seat.round, words)


async def on_promise(desk: Desk, click: Click) -> Reply:
    words = await desk.words(click.user)
    return Reply(after=open_window(desk, click, invitations.promise_view(desk.operator, words)))


async def on_more(desk: Desk, click: Click) -> Reply:
    """The menu of an item's card."""
    listeners = {"form": forms.on_form, "promise": on_promise, "hand_in": forms.on_hand_in, "delete": _ask_to_delete}
    return await listeners[click.ids[1]](desk, click)


async def on_no_reminders(desk: Desk, click: Click) -> Reply:
    seat = await change(desk, click, Sitting.without_reminders)
    return Reply(after=put(desk, click, seat, _unreminded(seat, await desk.words(click.user)), _unreminded))


def _unreminded(seat: Seat, words: Words) -> Card:
    return invitations.no_reminders_card(seat.round, words, trial=seat.trial)


async def on_delete(desk: Desk, click: Click) -> Reply:
    """The button that has already asked whether it is meant."""
    seat = await change(desk, click, Sitting.withdraw)
    return Reply(after=put(desk, click, seat, _deleted(seat, await desk.words(click.user)), _deleted))


def _deleted(seat: Seat, words: Words) -> Card:
    return cards.deleted_card(seat.round, words, trial=seat.trial)


async def _ask_to_delete(desk: Desk, click: Click) -> Reply:
    seat = await seat_of(desk, click)
    view = cards.delete_view(seat.round, await desk.words(click.user), trial=seat.trial)
    return Reply(after=open_for(desk, click, seat, view))


async def on_delete_sent(desk: Desk, submission: Submission) -> Reply:
    seat = await change_by_view(desk, submission, Sitting.withdraw)
    card = _deleted(seat, await desk.words(submission.user))
    return Reply(after=redraw(desk, submission.user, submission.view_id, seat, card, _deleted))


async def on_written(desk: Desk, written: Written) -> Reply:
    """Somebody wrote an answer as a message: told at once that it is none."""
    async with desk.store.reads() as tx:
        seats = await sittings.rounds_of(tx, written.team, written.user)
    if desk.heard.get((written.channel, written.ts)):
        return Reply()
    desk.heard.note((written.channel, written.ts), value=True)
    words = await desk.words(written.user)
    card = error_cards.written_instead(seats[0].round, words) if seats else error_cards.written_for_nothing(words)
    return Reply(after=desk.say(written.channel, card))


async def own(desk: Desk, command: Command) -> Card | None:
    """Begin, go on or change: what somebody who is asked gets for `/barometer`."""
    async with desk.store.reads() as tx:
        seats = await sittings.rounds_of(tx, command.team, command.user)
    words = await desk.words(command.user)
    return cards.own_card([(seat.round, seat.sitting) for seat in seats], words) if seats else None


LISTENERS = Listeners(
    clicks={
        "sittings.answer": on_answer,
        "sittings.skip": on_skip,
        "sittings.begin": on_begin,
        "sittings.show_here": on_show_here,
        "sittings.back": on_back,
        "sittings.pause": on_pause,
        "sittings.promise": on_promise,
        "sittings.more": on_more,
        "sittings.no_reminders": on_no_reminders,
        "sittings.delete": on_delete,
    },
    submissions={
        "sittings.delete": on_delete_sent,
    },
)

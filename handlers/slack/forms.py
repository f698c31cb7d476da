"""The form: a theme on one screen after the other, forwards and back, and what is still to be answered at its end."""

from __future__ import annotations

from functools import partial

from slack_sdk.models.views import View

from domain.barometers import Choice, ItemId, Theme
from domain.sittings import Sitting
from handlers import sittings
from handlers.sittings import Seat
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Reply, Submission
from handlers.slack.sitting_cards import (
    change_by_view,
    open_for,
    put,
    redraw_where_we_are,
    seat_of,
    where_we_are,
)
from handlers.slack.windows import turn
from messages.slack import forms
from messages.slack import sittings as cards
from messages.wording import Words


async def on_form(desk: Desk, click: Click) -> Reply:
    """A theme on one screen; begins at the theme of the first item without an answer."""
    seat = await seat_of(desk, click)
    item = seat.sitting.open_item
    theme = seat.round.barometer.theme_of(item.id) if item and not seat.sitting.handed_in else None
    view = _form(seat, theme or forms.themes_of(seat.sitting)[0], await desk.words(click.user))
    return Reply(after=open_for(desk, click, seat, view))


def _form(seat: Seat, theme: Theme, words: Words, *, gaps: bool = False) -> View:
    return forms.form_view(seat.round, seat.sitting, theme, words, gaps=gaps, trial=seat.trial)


async def on_theme(desk: Desk, click: Click, *, gaps: bool = False) -> Reply:
    """Another theme in the same window: the one before, or with `gaps` that of the first item without an answer."""
    seat = await seat_of(desk, click)
    themes = forms.themes_of(seat.sitting)
    theme = next((theme for theme in themes if theme.id == click.ids[1]), themes[0])
    return Reply(after=_turn(desk, click, _form(seat, theme, await desk.words(click.user), gaps=gaps)))


async def on_set(desk: Desk, click: Click) -> Reply:
    """A radio button in the form: stored when it is chosen. The last open item hands in, and the form says so."""
    round_id, item_id, choice = click.ids
    async with desk.store.writes() as tx:
        seat = await sittings.answer(tx, click.team, click.user, round_id, item_id, Choice(choice), click.event)
    if click.view is not None and seat.corrected:
        desk.corrected.note(str(click.view["id"]), value=True)
    elif click.view is not None and seat.sitting.handed_in and not seat.trial:
        return Reply(after=_show_handed_in(desk, click, str(click.view["id"]), seat, item_id))
    return Reply()


async def _show_handed_in(desk: Desk, click: Click, view_id: str, seat: Seat, item_id: ItemId) -> None:
    theme, words = seat.round.barometer.theme_of(item_id), await desk.words(click.user)
    await _turn(desk, click, _form(seat, theme, words, gaps=True))
    await redraw_where_we_are(desk, click.user, view_id, seat)


async def _turn(desk: Desk, click: Click, shown: View) -> None:
    """Another screen in the window that was pressed."""
    pressed = click.view or {}
    await turn(desk, pressed.get("id"), shown, pressed.get("hash"))


async def on_form_sent(desk: Desk, submission: Submission, *, gaps: bool = False) -> Reply:
    """The next theme, with `gaps` the next in which something has no answer, or what is left to do after the last."""
    round_id, theme_id = submission.subject
    async with desk.store.reads() as tx:
        seat = await sittings.take_seat(tx, submission.team, submission.user, round_id)
    words = await desk.words(submission.user)
    if theme := forms.next_theme(seat.sitting, theme_id, gaps=gaps):
        return Reply({"response_action": "update", "view": _form(seat, theme, words, gaps=gaps)})
    view = forms.finished_view(seat.round, seat.sitting, words, trial=seat.trial)
    # What a trial has no memory of would throw its card back to the first item.
    redrawn = None if seat.trial else redraw_where_we_are(desk, submission.user, submission.view_id, seat)
    return Reply({"response_action": "update", "view": view}, redrawn)


async def on_hand_in_sent(desk: Desk, submission: Submission) -> Reply:
    seat = await change_by_view(desk, submission, Sitting.hand_in)
    return Reply(after=redraw_where_we_are(desk, submission.user, submission.view_id, seat))


async def on_hand_in(desk: Desk, click: Click) -> Reply:
    """Ask whether a part is to be handed in; somebody who has answered nothing is told that there is nothing yet."""
    seat = await seat_of(desk, click)
    words = await desk.words(click.user)
    if seat.sitting.handed_in:
        return Reply(after=put(desk, click, seat, cards.done_card(seat.round, words)))
    if seat.sitting.answers or seat.trial:
        view = forms.hand_in_view(seat.round, seat.sitting, words, trial=seat.trial)
    else:
        view = forms.nothing_to_hand_in_view(words)
    return Reply(after=open_for(desk, click, seat, view))


async def back_to_the_card(desk: Desk, click: Click, view_id: str, seat: Seat, words: Words) -> None:
    """A window cannot be closed by a button in it: it says where to go on, and the card there is brought up to date."""
    await desk.slack.views_update(view_id=view_id, view=forms.back_to_the_card_view(words, trial=seat.trial))
    card = where_we_are(seat, words)
    if response_url := desk.opened_from.get(view_id):
        await desk.replace(response_url, card)
    else:
        await desk.say(click.user, card)


LISTENERS = Listeners(
    clicks={
        "sittings.form": on_form,
        "sittings.theme": on_theme,
        forms.GAPS: partial(on_theme, gaps=True),
        "sittings.set": on_set,
        "sittings.hand_in": on_hand_in,
    },
    submissions={
        "sittings.form": on_form_sent,
        forms.GAPS: partial(on_form_sent, gaps=True),
        "sittings.hand_in": on_hand_in_sent,
    },
)

"""The people who are asked: their clicks, their forms and what they write."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from slack_sdk.models.views import View

from domain.barometers import Choice, Item
from domain.cpr import find_contact, find_cpr
from domain.sittings import LONGEST_COMMENT, Sitting
from handlers import sittings
from handlers.sittings import Seat
from handlers.slack import live_cards
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, Written
from messages.slack import forms, invitations
from messages.slack import sittings as cards
from messages.slack.cards import Card
from messages.slack.text import clean
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
        await _put(desk, click, seat, cards.done_card(seat.round, words, changed=number if seat.corrected else None))
        return
    tapped = (number, number - 1) if doubled and number > 1 else None
    await _show_item(desk, click, seat, words, saved=number, doubled=tapped)


async def _show_item(
    desk: Desk,
    click: Click,
    seat: Seat,
    words: Words,
    *,
    item: Item | None = None,
    saved: int | None = None,
    doubled: tuple[int, int] | None = None,
) -> None:
    card = cards.item_card(seat.round, seat.sitting, words, item=item, saved=saved, doubled=doubled, trial=seat.trial)
    shown = item or seat.sitting.open_item
    await _put(desk, click, seat, card)
    if shown:
        desk.shown.note((seat.round.id, click.user), shown.id)


async def _put(desk: Desk, click: Click, seat: Seat, card: Card) -> None:
    """The card takes the place of the one that was pressed; other cards of the same round become a line."""
    await desk.replace(click.response_url, card)
    await live_cards.keep_one(desk, click, seat.round)


async def on_begin(desk: Desk, click: Click) -> Reply:
    """Begin or go on: the card of the first item without an answer, or the receipt; from the form back to the card."""
    seat = await _seat(desk, click)
    words = await desk.words(click.user)
    if click.view is not None:
        return Reply(after=_back_to_the_card(desk, click, str(click.view["id"]), seat, words))
    if seat.sitting.handed_in:
        return Reply(after=_put(desk, click, seat, cards.done_card(seat.round, words)))
    return Reply(after=_show_item(desk, click, seat, words))


async def _back_to_the_card(desk: Desk, click: Click, view_id: str, seat: Seat, words: Words) -> None:
    """A window cannot be closed by a button in it: it says where to go on, and the card there is brought up to date."""
    await desk.slack.views_update(view_id=view_id, view=forms.back_to_the_card_view(words))
    card = _where_we_are(seat, words)
    if response_url := desk.opened_from.get(view_id):
        await desk.replace(response_url, card)
    else:
        await desk.say(click.user, card)


async def on_back(desk: Desk, click: Click) -> Reply:
    """The item before the one on the card."""
    seat = await _seat(desk, click)
    before = seat.sitting.before(click.ids[1])
    return Reply(after=_show_item(desk, click, seat, await desk.words(click.user), item=before))


async def on_pause(desk: Desk, click: Click) -> Reply:
    seat = await _seat(desk, click)
    return Reply(after=_put(desk, click, seat, cards.paused_card(seat.round, await desk.words(click.user))))


async def on_promise(desk: Desk, click: Click) -> Reply:
    words = await desk.words(click.user)
    return Reply(after=_open(desk, click, invitations.promise_view(desk.operator, words)))


async def on_more(desk: Desk, click: Click) -> Reply:
    """The menu of an item's card."""
    listeners = {"form": on_form, "promise": on_promise, "hand_in": on_hand_in, "delete": _ask_to_delete}
    return await listeners[click.ids[1]](desk, click)


async def on_hand_in(desk: Desk, click: Click) -> Reply:
    """Ask whether a part is to be handed in; somebody who has answered nothing goes on to the first item."""
    seat = await _seat(desk, click)
    words = await desk.words(click.user)
    if seat.sitting.handed_in:
        return Reply(after=_put(desk, click, seat, cards.done_card(seat.round, words)))
    if not seat.sitting.answers:
        return Reply(after=_show_item(desk, click, seat, words))
    view = forms.hand_in_view(seat.round, seat.sitting, words("Aflevér en del"), words)
    return Reply(after=_open_for(desk, click, seat, view))


async def on_no_reminders(desk: Desk, click: Click) -> Reply:
    seat = await _change(desk, click, Sitting.without_reminders)
    words = await desk.words(click.user)
    return Reply(after=_put(desk, click, seat, invitations.no_reminders_card(seat.round, words, trial=seat.trial)))


async def on_delete(desk: Desk, click: Click) -> Reply:
    """The button that has already asked whether it is meant."""
    seat = await _change(desk, click, Sitting.withdraw)
    words = await desk.words(click.user)
    return Reply(after=_put(desk, click, seat, cards.deleted_card(seat.round, words)))


async def _ask_to_delete(desk: Desk, click: Click) -> Reply:
    seat = await _seat(desk, click)
    return Reply(after=_open_for(desk, click, seat, cards.delete_view(seat.round, await desk.words(click.user))))


async def on_delete_sent(desk: Desk, submission: Submission) -> Reply:
    seat = await _change_by_view(desk, submission, Sitting.withdraw)
    return Reply(after=_redraw(desk, submission, partial(cards.deleted_card, seat.round)))


async def on_form(desk: Desk, click: Click) -> Reply:
    """A theme on one screen; begins at the theme of the first item without an answer."""
    seat = await _seat(desk, click)
    themes = forms.themes_of(seat.sitting)
    item = seat.sitting.open_item
    theme = seat.round.barometer.theme_of(item.id) if item and not seat.sitting.handed_in else themes[0]
    view = forms.form_view(seat.round, seat.sitting, theme, await desk.words(click.user))
    return Reply(after=_open_for(desk, click, seat, view))


async def on_set(desk: Desk, click: Click) -> Reply:
    """A radio button in the form: stored when it is chosen."""
    round_id, item_id, choice = click.ids
    async with desk.store.writes() as tx:
        seat = await sittings.answer(tx, click.team, click.user, round_id, item_id, Choice(choice), click.event)
    if seat.corrected and click.view is not None:
        desk.corrected.note(str(click.view["id"]), value=True)
    return Reply()


async def on_form_sent(desk: Desk, submission: Submission) -> Reply:
    """The next theme, or what is left to do after the last one."""
    round_id, theme_id = submission.subject
    async with desk.store.reads() as tx:
        seat = await sittings.take_seat(tx, submission.team, submission.user, round_id)
    words = await desk.words(submission.user)
    themes = forms.themes_of(seat.sitting)
    place = [theme.id for theme in themes].index(theme_id)
    if place + 1 < len(themes):
        view = forms.form_view(seat.round, seat.sitting, themes[place + 1], words)
        return Reply({"response_action": "update", "view": view})
    view = forms.finished_view(seat.round, seat.sitting, words)
    return Reply({"response_action": "update", "view": view}, _redraw_where_we_are(desk, submission, seat))


async def on_hand_in_sent(desk: Desk, submission: Submission) -> Reply:
    seat = await _change_by_view(desk, submission, Sitting.hand_in)
    return Reply(after=_redraw_where_we_are(desk, submission, seat))


async def on_comments(desk: Desk, click: Click) -> Reply:
    seat = await _seat(desk, click)
    view = forms.comments_view(seat.round, seat.sitting, await desk.words(click.user))
    return Reply(after=_open_for(desk, click, seat, view))


async def on_comments_sent(desk: Desk, submission: Submission) -> Reply:
    """Keep the comments, unless one looks as if it held a civil registration number: then nothing is kept.

    What looks like an e-mail address or a telephone number is asked about once, and kept when it is sent in again.
    """
    texts = {
        block.split(":")[2]: clean(state.get("value") or "", LONGEST_COMMENT)
        for block, state in submission.fields("sittings.comment").items()
    }
    refused = {item: lines for item, text in texts.items() if (lines := find_cpr(text))}
    words = await desk.words(submission.user)
    round_id = submission.subject[0]
    contacts = {item: lines for item, text in texts.items() if (lines := find_contact(text))}
    if refused:
        errors = {
            f"comment:{round_id}:{item}": forms.looks_like_cpr(lines[0], words) for item, lines in refused.items()
        }
        return Reply({"response_action": "errors", "errors": errors})
    if contacts and forms.ASKED not in submission.subject:
        return await _ask_about(desk, submission, texts, contacts)
    seat = await _change_by_view(desk, submission, partial(_with_comments, texts=texts))
    return Reply({"response_action": "update", "view": forms.comments_kept_view(seat.round, words)})


async def _ask_about(
    desk: Desk, submission: Submission, texts: dict[str, str], contacts: dict[str, tuple[int, ...]]
) -> Reply:
    """The same window with what was written, unsaved, and the question whether it is meant."""
    async with desk.store.reads() as tx:
        seat = await sittings.take_seat(tx, submission.team, submission.user, submission.subject[0])
    written = _with_comments(seat.sitting, texts)
    view = forms.comments_view(seat.round, written, await desk.words(submission.user), contacts)
    return Reply({"response_action": "update", "view": view})


def _with_comments(sitting: Sitting, texts: dict[str, str]) -> Sitting:
    for item, text in texts.items():
        sitting = sitting.comment(item, text)
    return sitting


async def on_written(desk: Desk, written: Written) -> Reply:
    """Somebody wrote an answer as a message: told at once that it is none."""
    async with desk.store.reads() as tx:
        seats = await sittings.rounds_of(tx, written.team, written.user)
    if desk.heard.get((written.channel, written.ts)):
        return Reply()
    desk.heard.note((written.channel, written.ts), value=True)
    card = cards.written_instead(seats[0].round if seats else None, await desk.words(written.user))
    return Reply(after=desk.say(written.channel, card))


async def own(desk: Desk, command: Command) -> Card | None:
    """Begin, go on or change: what somebody who is asked gets for `/barometer`."""
    async with desk.store.reads() as tx:
        seats = await sittings.rounds_of(tx, command.team, command.user)
    words = await desk.words(command.user)
    return cards.own_card([(seat.round, seat.sitting) for seat in seats], words) if seats else None


async def _seat(desk: Desk, click: Click) -> Seat:
    """The seat, for showing; a trial's is rebuilt from the item on the card."""
    async with desk.store.reads() as tx:
        return await sittings.take_seat(tx, click.team, click.user, click.ids[0])


async def _change(desk: Desk, click: Click, how: Callable[[Sitting], Sitting]) -> Seat:
    async with desk.store.writes() as tx:
        return await sittings.change(tx, click.team, click.user, click.ids[0], click.event, how)


async def _change_by_view(desk: Desk, submission: Submission, how: Callable[[Sitting], Sitting]) -> Seat:
    async with desk.store.writes() as tx:
        return await sittings.change(tx, submission.team, submission.user, submission.subject[0], submission.event, how)


async def _open(desk: Desk, click: Click, view: View) -> None:
    view_id = await desk.open_view(click.trigger_id, view)
    if click.response_url:
        desk.opened_from.note(view_id, click.response_url)


async def _open_for(desk: Desk, click: Click, seat: Seat, view: View) -> None:
    """The window; the card from which it was opened is the live one from now on."""
    await _open(desk, click, view)
    await live_cards.keep_one(desk, click, seat.round)


async def _redraw_where_we_are(desk: Desk, submission: Submission, seat: Seat) -> None:
    corrected = desk.corrected.get(submission.view_id) is not None
    await _redraw(desk, submission, partial(_where_we_are, seat, corrected=corrected))


def _where_we_are(seat: Seat, words: Words, *, corrected: bool = False) -> Card:
    if seat.sitting.handed_in:
        return cards.done_card(seat.round, words, changed=0 if corrected else None)
    return cards.item_card(seat.round, seat.sitting, words, trial=seat.trial)


async def _redraw(desk: Desk, submission: Submission, card: Callable[[Words], Card]) -> None:
    """Bring the message from which the modal was opened up to date, while Slack still lets us."""
    response_url = desk.opened_from.get(submission.view_id)
    if response_url:
        await desk.replace(response_url, card(await desk.words(submission.user)))


LISTENERS = Listeners(
    clicks={
        "sittings.answer": on_answer,
        "sittings.skip": on_skip,
        "sittings.begin": on_begin,
        "sittings.back": on_back,
        "sittings.pause": on_pause,
        "sittings.promise": on_promise,
        "sittings.more": on_more,
        "sittings.form": on_form,
        "sittings.set": on_set,
        "sittings.hand_in": on_hand_in,
        "sittings.comments": on_comments,
        "sittings.no_reminders": on_no_reminders,
        "sittings.delete": on_delete,
    },
    submissions={
        "sittings.form": on_form_sent,
        "sittings.hand_in": on_hand_in_sent,
        "sittings.comments": on_comments_sent,
        "sittings.delete": on_delete_sent,
    },
)

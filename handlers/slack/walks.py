"""The way through a template in a direct message: one question at a time, forward, back, and to any of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from domain.cpr import find_cpr
from domain.people import Person
from domain.revisions import Reworded, Status
from domain.walks import WalkAct
from handlers import walks
from handlers.slack import walk_cards, walk_reviews
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, chosen
from handlers.slack.walk_cards import pressed
from handlers.slack.walk_handing import ask_whom
from handlers.slack.walk_windows import card_behind, made, open_from
from handlers.walks import Shown
from messages.slack import walk_moves as cards
from messages.slack.field_errors import is_blank, looks_like_cpr
from messages.wording import Words


async def on_icm(desk: Desk, command: Command, person: Person) -> Reply:
    """`/icm`: the next open question of this person, in the direct message; several walks: which one."""
    async with desk.store.reads() as tx:
        mine = [walk for walk in await walks.walks_of(tx, person.team, person.user) if person.user in walk.authors]
    words = desk.wording(person)
    if not mine:
        # Whoever only approves has no question; whoever is in no walk is told whom to ask.
        return await walk_reviews.on_status(desk, command, person)
    if len(mine) > 1:
        return Reply(after=desk.whisper(command.response_url, cards.choose_card(mine, words)))
    async with desk.store.writes() as tx:
        shown = await walks.go_on(tx, person.team, person.user, mine[0].id, desk.now())
    return Reply(after=_send(desk, shown, command, person.user, words))


async def _send(desk: Desk, shown: Shown, command: Command, user: str, words: Words) -> None:
    """The question goes into the direct message; where `/icm` was typed elsewhere, that is said there."""
    await walk_cards.show(desk, user, shown, words)
    if not command.channel.startswith("D") and shown.question:
        await desk.whisper(command.response_url, cards.sent_card(shown.walk, shown.question, words))


async def on_begin(desk: Desk, click: Click) -> Reply:
    """Begin or go on with a walk: the card becomes the next open question."""
    return await _move(desk, click, lambda tx: walks.go_on(tx, click.team, click.user, click.ids[0], desk.now()))


async def on_next(desk: Desk, click: Click) -> Reply:
    walk, question = click.ids[:2]
    return await _move(desk, click, lambda tx: walks.go_on(tx, click.team, click.user, walk, desk.now(), question))


async def on_show(desk: Desk, click: Click) -> Reply:
    """A certain question, whoever is on it."""
    walk, question = click.ids[:2]
    return await _move(desk, click, lambda tx: walks.show(tx, click.team, click.user, walk, question, desk.now()))


async def _on_back(desk: Desk, click: Click) -> Reply:
    walk, question = click.ids[:2]
    return await _move(desk, click, lambda tx: walks.step(tx, click.team, click.user, walk, question, -1, desk.now()))


async def _move(desk: Desk, click: Click, how: Callable[..., Awaitable[Shown]]) -> Reply:
    """To another question: the clicked card becomes it, unless something was written below it meanwhile."""
    async with desk.store.writes() as tx:
        shown = await how(tx)
    return Reply(after=walk_cards.show(desk, click.user, shown, await desk.words(click.user), pressed(click)))


async def on_unsettled(desk: Desk, click: Click) -> Reply:
    return await _mark(desk, click, Status.NOT_SETTLED)


async def _on_not_relevant(desk: Desk, click: Click) -> Reply:
    return await _mark(desk, click, Status.NOT_RELEVANT)


async def _mark(desk: Desk, click: Click, status: Status) -> Reply:
    """Marked, and on to the next question."""
    walk, question = click.ids[:2]
    async with desk.store.writes() as tx:
        await walks.mark(tx, click.team, click.user, walk, question, status, desk.now())
    return await on_next(desk, click)


async def on_more(desk: Desk, click: Click) -> Reply:
    """The menu of a question's card."""
    listeners = {
        "not_relevant": _on_not_relevant,
        "hand": ask_whom,
        "take_back": _on_take_back,
        "back": _on_back,
        "jump": _ask_where,
        "pause": _on_pause,
    }
    return await listeners[click.ids[2]](desk, click)


async def _on_take_back(desk: Desk, click: Click) -> Reply:
    """A question that a colleague was asked to answer is shown without them."""
    walk, question = click.ids[:2]
    async with desk.store.writes() as tx:
        await walks.take_back(tx, click.team, click.user, walk, question)
    return await on_show(desk, click)


async def _on_pause(desk: Desk, click: Click) -> Reply:
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, click.ids[0], WalkAct.SEE)
    words = await desk.words(click.user)
    return Reply(after=walk_cards.put(desk, click.user, walk, cards.paused_card(walk, words), words, pressed(click)))


async def _ask_where(desk: Desk, click: Click) -> Reply:
    return await open_from(desk, click, cards.jump_view)


async def on_jump_sent(desk: Desk, submission: Submission) -> Reply:
    """To the chosen question."""
    walk_id = submission.subject[0]
    [question] = chosen(submission.field("walks.to"))
    async with desk.store.writes() as tx:
        shown = await walks.show(tx, submission.team, submission.user, walk_id, question, desk.now())
    words = await desk.words(submission.user)
    return Reply(after=walk_cards.show(desk, submission.user, shown, words, card_behind(desk, submission)))


async def on_own(desk: Desk, click: Click) -> Reply:
    """From the list of all questions to a form of its own for one that is missing, in the same window."""
    view = await made(desk, click, cards.own_view)
    await desk.slack.views_update(view_id=str((click.view or {})["id"]), view=view)
    return Reply()


async def on_own_sent(desk: Desk, submission: Submission) -> Reply:
    """A question of one's own stands in the element of the card, and is shown."""
    walk_id, here = submission.subject[:2]
    words = await desk.words(submission.user)
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, submission.team, submission.user, walk_id, WalkAct.WRITE)
    text = str(submission.field("walks.own").get("value") or "").strip()
    if told := _no_question(text, words):
        return Reply({"response_action": "errors", "errors": {"walks-own": told}})
    element = walk.question(here).element
    async with desk.store.writes() as tx:
        _, added = await walks.add_question(tx, submission.team, submission.user, walk_id, element, text)
        shown = await walks.show(tx, submission.team, submission.user, walk_id, added.id, desk.now())
    return Reply(after=walk_cards.show(desk, submission.user, shown, words, card_behind(desk, submission)))


def _no_question(text: str, words: Words) -> str:
    """Why a text cannot be a question of one's own; empty where it can."""
    if lines := find_cpr(text):
        return looks_like_cpr(lines[0], words)
    return "" if text else is_blank(words)


async def on_reword(desk: Desk, click: Click) -> Reply:
    """Other words for a question of one's own. Raises `UnknownWalk`, `NotInWalk` and `UnknownQuestion`."""
    return await open_from(desk, click, cards.reword_view)


async def on_reword_sent(desk: Desk, submission: Submission) -> Reply:
    """The question has other words, or it is told at the field why not. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, question, seen = submission.subject[:3]
    team, user = submission.team, submission.user
    words = await desk.words(user)
    async with desk.store.reads() as tx:
        await walks.take_part(tx, team, user, walk_id, WalkAct.WRITE)
    text = str(submission.field("walks.wording").get("value") or "").strip()
    told = _no_question(text, words)
    try:
        if not told:
            async with desk.store.writes() as tx:
                await walks.reword(tx, team, user, walk_id, question, text, seen)
                shown = await walks.show(tx, team, user, walk_id, question, desk.now())
    except Reworded:
        told = words("Spørgsmålet er ændret eller godkendt i mellemtiden. Luk vinduet, og se på det igen.")
    if told:
        return Reply({"response_action": "errors", "errors": {"walks-wording": told}})
    return Reply(after=walk_cards.show(desk, user, shown, words, card_behind(desk, submission)))


LISTENERS = Listeners(
    clicks={
        "walks.begin": on_begin,
        "walks.next": on_next,
        "walks.show": on_show,
        "walks.unsettled": on_unsettled,
        "walks.more": on_more,
        "walks.own": on_own,
        "walks.reword": on_reword,
    },
    submissions={"walks.jump": on_jump_sent, "walks.own": on_own_sent, "walks.reword": on_reword_sent},
)

"""An approver sends a template back with a word, from the request, the status or the review."""

from __future__ import annotations

from domain.cpr import find_cpr
from domain.walks import Walk, WalkAct
from handlers import walk_returns, walks
from handlers.slack.desk import Desk
from handlers.slack.lines import rewrite
from handlers.slack.requests import Click, Listeners, Made, Reply, Submission
from handlers.slack.walk_cards import walk_of
from handlers.slack.walk_windows import updated
from handlers.slack.windows import show, told_at
from handlers.walk_returns import RETURNED
from handlers.walk_reviews import ChangedMeanwhile
from messages.slack import walk_returns as cards
from messages.slack.field_errors import is_blank, looks_like_cpr
from messages.wording import Words
from storage.outbox import Claimed


async def on_send_back(desk: Desk, click: Click) -> Reply:
    """What is to be changed? Raises `UnknownWalk` and `NotInWalk`."""
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, click.ids[0], WalkAct.APPROVE)
    await show(desk, click, cards.send_back_view(walk, click.user, await desk.words(click.user)))
    return Reply()


async def on_send_back_sent(desk: Desk, submission: Submission) -> Reply:
    """Sent back, or what was written stands in the form again with why not. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, seen = submission.subject[:2]
    team, user = submission.team, submission.user
    words = await desk.words(user)
    text = str(submission.field("walks.word").get("value") or "").strip()
    async with desk.store.reads() as tx:
        await walks.take_part(tx, team, user, walk_id, WalkAct.APPROVE)
    lines = find_cpr(text)
    if lines or not text:
        return told_at("walks-word", looks_like_cpr(lines[0], words) if lines else is_blank(words))
    try:
        async with desk.store.writes() as tx:
            done = await walk_returns.send_back(tx, team, user, walk_id, seen, text, desk.now(), desk.workdays)
    except ChangedMeanwhile as changed:
        return updated(cards.send_back_view(changed.walk, user, words, text=text, is_changed=True))
    return updated(cards.sent_back_view(words), _end_requests(desk, done.walk, user, words))


async def _end_requests(desk: Desk, walk: Walk, user: str, words: Words) -> None:
    """Nothing that asked this approver asks them any more; the others' stay, for one of them is enough."""
    async with desk.store.reads() as tx:
        asked = await walk_returns.own_requests(tx, walk, user)
    for sent in asked:
        await rewrite(desk, sent, cards.sent_back_line(walk, words))


async def returned_post(desk: Desk, claimed: Claimed) -> Made:
    """For whoever writes in it; None once it is approved, or they do not write in it any more."""
    walk = await walk_of(desk, claimed)
    if walk is None or not walk.changed or claimed.target not in walk.authors:
        return None
    async with desk.store.reads() as tx:
        said = await walk_returns.said(tx, walk, int(claimed.subject["number"]))
    if said is None:
        return None
    card = cards.returned_card(walk, said, await desk.words(claimed.target))
    return card, card


LISTENERS = Listeners(
    clicks={"walks.send_back": on_send_back},
    submissions={"walks.send_back": on_send_back_sent},
    posts={RETURNED: returned_post},
)

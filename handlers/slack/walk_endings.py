"""A template that was begun by mistake: its owner deletes it, and no card of it asks anybody any more."""

from __future__ import annotations

from slack_sdk.models.views import View

from domain.walk_endings import AlreadyApproved
from domain.walks import WalkAct
from handlers import walk_endings, walks
from handlers.slack import walk_cards
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from handlers.slack.requests import Click, Listeners, Made, Reply, Submission
from handlers.slack.walk_windows import updated
from handlers.slack.windows import open_window
from handlers.walk_endings import DELETED, Remains
from handlers.walk_reviews import ChangedMeanwhile
from messages.slack import walk_endings as cards
from messages.slack.walks import deleted_card
from messages.wording import Words
from storage.outbox import Claimed


async def on_delete(desk: Desk, click: Click) -> Reply:
    """What would be lost, asked first. Raises `UnknownWalk` and `NotInWalk`."""
    words = await desk.words(click.user)
    await open_window(desk, click, await _asked(desk, click, click.ids[0], words))
    return Reply()


async def on_delete_sent(desk: Desk, submission: Submission) -> Reply:
    """Deleted, or asked anew where somebody wrote or approved meanwhile. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, seen = submission.subject[:2]
    words = await desk.words(submission.user)
    try:
        async with desk.store.writes() as tx:
            remains = await walk_endings.delete(
                tx, submission.team, submission.user, walk_id, seen, desk.now(), desk.workdays
            )
    except (ChangedMeanwhile, AlreadyApproved):
        return updated(await _asked(desk, submission, walk_id, words, is_changed=True))
    return updated(cards.deleted_view(remains.walk, words), _clear(desk, submission, remains, words))


async def _asked(desk: Desk, by: Click | Submission, walk_id: str, words: Words, *, is_changed: bool = False) -> View:
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, by.team, by.user, walk_id, WalkAct.MANAGE)
        if walk.versions:
            return cards.approved_view(walk, words)
        lost = await walk_endings.loss(tx, by.team, by.user, walk_id)
    return cards.delete_view(lost, words, is_changed=is_changed)


async def _clear(desk: Desk, submission: Submission, remains: Remains, words: Words) -> None:
    """What was deleted is not kept in the database's own files, and what stands of it leads nowhere."""
    await desk.store.forget_deleted()
    if remains.room:
        await walk_cards.end_deleted(desk, submission.user, remains.room, remains.walk.id)
    if remains.summary:
        room = await desk.words(remains.walk.channel, remains.walk.channel)
        await rewrite(desk, Place(*remains.summary), cards.summary_line(remains.walk, room))
    # The status from which it was deleted is seen by one person only: Slack does not tell where it stands.
    await desk.replace(desk.opened_from.get(submission.view_id), deleted_card(words))


async def deleted_post(desk: Desk, claimed: Claimed) -> Made:
    """For everybody else who took part; their cards of it become lines."""
    about, words = claimed.subject, await desk.words(claimed.target)
    await walk_cards.end_deleted(desk, claimed.target, about["room"], about["deleted"])
    card = cards.deleted_card(about["by"], about["summaries"], words)
    return card, card


LISTENERS = Listeners(
    clicks={"walks.delete": on_delete},
    submissions={"walks.delete": on_delete_sent},
    posts={DELETED: deleted_post},
)

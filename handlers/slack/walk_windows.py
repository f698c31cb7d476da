"""The windows that are opened from a question's card, and the way back to that card."""

from __future__ import annotations

from collections.abc import Callable

from slack_sdk.models.views import View

from domain.revisions import Question
from domain.walks import Walk, WalkAct
from handlers import walks
from handlers.slack.desk import Desk, Later
from handlers.slack.requests import Click, Reply, Submission
from handlers.slack.walk_cards import Pressed, pressed
from handlers.slack.windows import open_window
from messages.wording import Words

Opens = Callable[[Walk, Question, Words], View]


async def open_from(desk: Desk, click: Click, view: Opens) -> Reply:
    """Open a window about the question of the card. Raises `UnknownWalk`, `NotInWalk` and `UnknownQuestion`."""
    view_id = await open_window(desk, click, await made(desk, click, view))
    desk.opened_from.note((view_id, "card"), pressed(click))
    return Reply()


async def made(desk: Desk, click: Click, view: Opens) -> View:
    """The window, for whoever writes in the walk. Raises `UnknownWalk`, `NotInWalk` and `UnknownQuestion`."""
    walk_id, question = click.ids[:2]
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, walk_id, WalkAct.WRITE)
    return view(walk, walk.question(question), await desk.words(click.user))


def card_behind(desk: Desk, submission: Submission) -> Pressed:
    """The card from which the window was opened; after a restart nobody knows, and a new card comes below."""
    return desk.opened_from.get((submission.view_id, "card")) or Pressed()


def updated(view: View, after: Later | None = None) -> Reply:
    """Another window in place of the one that was sent in."""
    return Reply({"response_action": "update", "view": view.to_dict()}, after)

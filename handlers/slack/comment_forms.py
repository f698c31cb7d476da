"""The open questions: comments are asked for, looked through, and kept under the round's key."""

from __future__ import annotations

from functools import partial

from domain.cpr import find_contact, find_cpr
from domain.sittings import LONGEST_COMMENT, Sitting
from handlers import sittings
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Reply, Submission
from handlers.slack.sitting_cards import change_by_view, open_for, seat_of
from messages.slack import comment_forms as forms
from messages.slack.field_errors import looks_like_cpr
from messages.slack.text import clean


async def on_comments(desk: Desk, click: Click) -> Reply:
    seat = await seat_of(desk, click)
    view = forms.comments_view(seat.round, seat.sitting, await desk.words(click.user), trial=seat.trial)
    return Reply(after=open_for(desk, click, seat, view))


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
        errors = {f"comment:{round_id}:{item}": looks_like_cpr(lines[0], words) for item, lines in refused.items()}
        return Reply({"response_action": "errors", "errors": errors})
    if contacts and forms.ASKED not in submission.subject:
        return await _ask_about(desk, submission, texts, contacts)
    seat = await change_by_view(desk, submission, partial(_with_comments, texts=texts))
    return Reply({"response_action": "update", "view": forms.comments_kept_view(seat.round, words, trial=seat.trial)})


async def _ask_about(
    desk: Desk, submission: Submission, texts: dict[str, str], contacts: dict[str, tuple[int, ...]]
) -> Reply:
    """The same window with what was written, unsaved, and the question whether it is meant."""
    async with desk.store.reads() as tx:
        seat = await sittings.take_seat(tx, submission.team, submission.user, submission.subject[0])
    written = _with_comments(seat.sitting, texts)
    view = forms.comments_view(seat.round, written, await desk.words(submission.user), contacts, trial=seat.trial)
    return Reply({"response_action": "update", "view": view})


def _with_comments(sitting: Sitting, texts: dict[str, str]) -> Sitting:
    for item, text in texts.items():
        sitting = sitting.comment(item, text)
    return sitting


LISTENERS = Listeners(
    clicks={"sittings.comments": on_comments},
    submissions={"sittings.comments": on_comments_sent},
)

"""The status of a walk, its review, the questions that are not settled, and the versions that are approved."""

from __future__ import annotations

from datetime import date, datetime

from slack_sdk.models.views import View

from domain.people import Person
from domain.revisions import Question
from domain.walks import Walk, WalkAct
from handlers import walk_reviews, walk_texts, walks
from handlers.slack import directory, follow_ups, walk_cards, walk_review_posts
from handlers.slack.desk import Desk, Later
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, chosen
from handlers.walk_reviews import APPROVED, SUMMARY, TO_APPROVE, TO_SETTLE, ChangedMeanwhile
from handlers.walks import Shown
from messages.slack import errors as error_cards
from messages.slack import walk_review_views as views
from messages.slack import walk_reviews as cards
from messages.slack import walk_summaries as summaries
from messages.slack.cards import Card
from messages.slack.field_errors import cannot_write
from messages.slack.walk_moves import none_card
from messages.slack.walk_texts import waiting_part
from messages.slack.walk_views import read_view
from messages.wording import Words


async def on_status(desk: Desk, command: Command, person: Person) -> Reply:
    """`/icm status`: how far the walk of this channel is, or else the person's own; several: which one."""
    async with desk.store.reads() as tx:
        found = await walk_reviews.visible(tx, person.team, person.user, command.channel)
    words = desk.wording(person)
    if len(found) == 1:
        card = await _status(desk, found[0], person.user, words)
    else:
        card = cards.choose_status_card(found, words) if found else none_card(words)
    return Reply(after=desk.whisper(command.response_url, card))


async def on_status_click(desk: Desk, click: Click) -> Reply:
    """The status of one walk, for this person's eyes only. Raises `UnknownWalk`."""
    async with desk.store.reads() as tx:
        walk = await walk_reviews.seen(tx, click.team, click.user, click.ids[0])
    card = await _status(desk, walk, click.user, await desk.words(click.user))
    return Reply(after=desk.whisper(click.response_url, card))


async def _status(desk: Desk, walk: Walk, user: str, words: Words) -> Card:
    parts = [await _waiting(desk, walk, user, words), await follow_ups.status_part(desk, walk, user, words)]
    shown = [part for part in parts if part]
    more = Card(" ".join(part.text for part in shown), [block for part in shown for block in part.blocks])
    async with desk.store.reads() as tx:
        asked, returned = await walk_reviews.asked(tx, walk), await walk_reviews.returned(tx, walk)
    return cards.status_card(walk, user, desk.now(), words, more if shown else None, asked, returned)


async def _waiting(desk: Desk, walk: Walk, user: str, words: Words) -> Card | None:
    """Whose texts are kept and stand in no answer yet, for whoever takes part."""
    if user not in walk.people:
        return None
    async with desk.store.reads() as tx:
        return waiting_part(walk, await walk_texts.waiting(tx, walk, user), user, words)


async def on_review(desk: Desk, click: Click) -> Reply:
    """Every question with its answer; the same button turns the pages. Raises `UnknownWalk`."""
    walk, words, page = await _seen(desk, click)
    waiting = await _waiting(desk, walk, click.user, words)
    return await _show(desk, click, views.review_view(walk, click.user, page, _today(desk), words, waiting))


def _today(desk: Desk) -> date:
    return desk.workdays.local(desk.now()).date()


async def on_changes(desk: Desk, click: Click) -> Reply:
    """What has changed since the version approved last. Raises `UnknownWalk`."""
    walk, words, page = await _seen(desk, click)
    return await _show(desk, click, views.changes_view(walk, page, words))


async def _seen(desk: Desk, click: Click) -> tuple[Walk, Words, int]:
    walk_id, _, page = click.value.partition(":")
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, walk_id, WalkAct.SEE)
    return walk, await desk.words(click.user), int(page or 0)


async def _show(desk: Desk, click: Click, view: View) -> Reply:
    if _in_window(click):
        await desk.slack.views_update(view_id=str((click.view or {})["id"]), view=view)
    else:
        await desk.open_view(click.trigger_id, view)
    return Reply()


def _in_window(click: Click) -> bool:
    return click.view is not None and click.view.get("type") == "modal"


async def on_whole(desk: Desk, click: Click) -> Reply:
    """An answer in full with its earlier wordings, on top of the window. Raises `UnknownWalk`."""
    walk_id, question = click.ids[:2]
    async with desk.store.reads() as tx:
        walk, wordings = await walks.history(tx, click.team, click.user, walk_id, question)
    view = read_view(walk, walk.question(question), wordings, await desk.words(click.user))
    return await _on_top(desk, click, view)


async def _on_top(desk: Desk, click: Click, view: View) -> Reply:
    shows = desk.slack.views_push if _in_window(click) else desk.slack.views_open
    await shows(trigger_id=click.trigger_id, view=view)
    return Reply()


async def on_go_to(desk: Desk, click: Click) -> Reply:
    """From the review to a question: it comes as a direct message. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, question_id = click.ids[:2]
    async with desk.store.writes() as tx:
        shown = await walks.show(tx, click.team, click.user, walk_id, question_id, desk.now())
    question = shown.walk.question(question_id)
    return Reply(after=_send(desk, click, shown, question, await desk.words(click.user)))


async def _send(desk: Desk, click: Click, shown: Shown, question: Question, words: Words) -> None:
    await walk_cards.show(desk, click.user, shown, words)
    if _in_window(click):
        view = views.sent_view(shown.walk, question, words)
        await desk.slack.views_update(view_id=str((click.view or {})["id"]), view=view)


async def on_settle(desk: Desk, click: Click) -> Reply:
    """Who finds out about a question, and by when. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, question = click.ids[:2]
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, walk_id, WalkAct.WRITE)
    view = views.settle_view(walk, walk.question(question), await desk.words(click.user))
    return await _on_top(desk, click, view)


async def on_settle_sent(desk: Desk, submission: Submission) -> Reply:
    """Named; the review below shows it. Raises `UnknownWalk`, `NotInWalk`, and `UnknownQuestion` once it is settled."""
    walk_id, question = submission.subject[:2]
    words = await desk.words(submission.user)
    [owner] = chosen(submission.field("walks.settler"))
    due = date.fromisoformat(chosen(submission.field("walks.due"))[0])
    if due < _today(desk):
        return _mistake("walks-due", words("Vælg en dag, der ikke er gået."))
    if told := cannot_write(await directory.member(desk, owner), words):
        return _mistake("walks-settler", told)
    async with desk.store.writes() as tx:
        walk = await walk_reviews.settle(
            tx, submission.team, submission.user, walk_id, question, owner, due, desk.now(), desk.workdays
        )
    return Reply(after=_show_below(desk, submission, walk, words))


async def _show_below(desk: Desk, submission: Submission, walk: Walk, words: Words) -> None:
    """The review below the window shows what has been done; nothing stands there where a message opened the window."""
    below = submission.view.get("previous_view_id")
    if below:
        waiting = await _waiting(desk, walk, submission.user, words)
        view = views.review_view(walk, submission.user, 0, _today(desk), words, waiting)
        await desk.slack.views_update(view_id=str(below), view=view)


def _mistake(block: str, told: str) -> Reply:
    return Reply({"response_action": "errors", "errors": {block: told}})


async def on_approve(desk: Desk, click: Click) -> Reply:
    """What is about to be approved, and what it lacks. Raises `UnknownWalk` and `NotInWalk`."""
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, click.ids[0], WalkAct.APPROVE)
    words = await desk.words(click.user)
    view = views.approve_view(walk, words, waiting=await _waiting(desk, walk, click.user, words))
    return await _on_top(desk, click, view)


async def on_approve_sent(desk: Desk, submission: Submission) -> Reply:
    """Approved, or shown anew where somebody wrote meanwhile. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, seen = submission.subject[:2]
    words = await desk.words(submission.user)
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, submission.team, submission.user, walk_id, WalkAct.APPROVE)
    # Looked up before anything is done, so that Slack's failure does not hide that it was done.
    reaches = await directory.is_in_channel(desk, walk.channel)
    try:
        async with desk.store.writes() as tx:
            approval = await walk_reviews.approve(
                tx, submission.team, submission.user, walk_id, seen, desk.now(), desk.workdays
            )
    except ChangedMeanwhile as changed:
        waiting = await _waiting(desk, changed.walk, submission.user, words)
        return _updated(views.approve_view(changed.walk, words, is_changed=True, waiting=waiting))
    waiting = await _waiting(desk, approval.walk, submission.user, words)
    view = views.approved_view(approval.walk, words, is_new=approval.is_new, reaches_channel=reaches, waiting=waiting)
    return _updated(view, _after_approval(desk, submission, approval.walk, words))


async def _after_approval(desk: Desk, submission: Submission, walk: Walk, words: Words) -> None:
    await _show_below(desk, submission, walk, words)
    await walk_review_posts.end_requests(desk, walk)


def _updated(view: View, after: Later | None = None) -> Reply:
    return Reply({"response_action": "update", "view": view.to_dict()}, after)


async def on_share(desk: Desk, click: Click) -> Reply:
    """What would go into the walk's channel, to look at first. Raises `UnknownWalk`."""
    words = await desk.words(click.user)
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, click.ids[0], WalkAct.SEE)
    if not await directory.is_in_channel(desk, walk.channel):
        return Reply(after=desk.whisper(click.response_url, error_cards.invite_me(walk.channel, words)))
    view = summaries.share_view(walk, _waits_until(desk), words, await desk.words(walk.channel))
    return await _on_top(desk, click, view)


async def on_share_sent(desk: Desk, submission: Submission) -> Reply:
    """On its way, or shown anew where somebody wrote meanwhile. Raises `UnknownWalk`."""
    walk_id, seen = submission.subject[:2]
    words = await desk.words(submission.user)
    try:
        async with desk.store.writes() as tx:
            shared = await walk_reviews.share(
                tx, submission.team, submission.user, walk_id, seen, desk.now(), desk.workdays
            )
    except ChangedMeanwhile as changed:
        room = await desk.words(changed.walk.channel)
        return _updated(summaries.share_view(changed.walk, _waits_until(desk), words, room, is_changed=True))
    return _updated(summaries.shared_view(shared.walk, _waits_until(desk), words, is_new=shared.is_new))


def _waits_until(desk: Desk) -> datetime | None:
    """When what is sent now reaches its channel; None in working hours, when it does so at once."""
    now = desk.now()
    soonest = desk.workdays.soonest(now)
    return soonest if soonest > now else None


async def on_ask_approval(desk: Desk, click: Click) -> Reply:
    """The approvers hear that it is ready. Raises `UnknownWalk` and `NotInWalk`."""
    async with desk.store.writes() as tx:
        asked = await walk_reviews.ask_for_approval(tx, click.team, click.user, click.ids[0], desk.now(), desk.workdays)
    words = await desk.words(click.user)
    card = cards.asked_approver_card(asked.walk, click.user, words, asked.before, asked.returned)
    return Reply(after=desk.whisper(click.response_url, card))


LISTENERS = Listeners(
    clicks={
        "walks.status": on_status_click,
        "walks.review": on_review,
        "walks.changes": on_changes,
        "walks.whole": on_whole,
        "walks.go_to": on_go_to,
        "walks.settle": on_settle,
        "walks.approve": on_approve,
        "walks.share": on_share,
        "walks.ask_approval": on_ask_approval,
    },
    submissions={
        "walks.settle": on_settle_sent,
        "walks.approve": on_approve_sent,
        "walks.share": on_share_sent,
    },
    posts={
        SUMMARY: walk_review_posts.summary_post,
        APPROVED: walk_review_posts.approved_post,
        TO_APPROVE: walk_review_posts.to_approve_post,
        TO_SETTLE: walk_review_posts.to_settle_post,
    },
)

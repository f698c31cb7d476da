"""Who takes part in a walk: changed by its owner, left by anybody, taken over from whoever is gone."""

from __future__ import annotations

from datetime import date

from domain.people import UserId
from domain.walk_people import Crew, NoHeir, open_with
from domain.walks import Walk, WalkAct
from handlers import walk_people, walks
from handlers.slack import directory, walk_cards
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Made, Reply, Submission, chosen
from handlers.slack.walk_cards import walk_of
from handlers.slack.walk_windows import updated
from handlers.walk_people import GONE, NEW_APPROVER, NEW_OWNER, TAKEN_OUT, TAKEN_OVER, CrewChanged
from handlers.walks import UnknownWalk
from messages.slack import walk_people as cards
from messages.slack.field_errors import cannot_write
from messages.slack.walk_views import kept_view
from messages.wording import Words
from storage.outbox import Claimed


async def on_people(desk: Desk, click: Click) -> Reply:
    """Who takes part: to change for the owner, to read and to leave for everybody else. Raises `UnknownWalk`."""
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, click.ids[0], WalkAct.SEE)
    words = await desk.words(click.user)
    is_owner = walk.may(click.user, WalkAct.MANAGE)
    view = cards.people_view(walk, words) if is_owner else cards.leave_view(walk, click.user, words)
    await desk.open_view(click.trigger_id, view)
    return Reply()


async def on_people_sent(desk: Desk, submission: Submission) -> Reply:
    """Kept, with everybody told who is concerned. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, seen = submission.subject[:2]
    words = await desk.words(submission.user)
    [owner] = chosen(submission.field("walks.owner"))
    crew = Crew(
        owner=owner,
        authors=chosen(submission.field("walks.authors")),
        approvers=chosen(submission.field("walks.approvers")),
        target=date.fromisoformat(chosen(submission.field("walks.target"))[0]),
    )
    heir = _heir(submission)
    if told := await _absent_newcomer(desk, submission, walk_id, words):
        return told
    try:
        async with desk.store.writes() as tx:
            walk = await walk_people.rearrange(
                tx, submission.team, submission.user, walk_id, seen, crew, heir, desk.now(), desk.workdays
            )
    except CrewChanged as changed:
        return updated(cards.people_view(changed.walk, words, is_changed=True))
    except NoHeir:
        return _needs_heir(words)
    return updated(kept_view(cards.kept_text(walk, words), words), _end(desk, walk))


async def _end(desk: Desk, walk: Walk) -> None:
    """No card asks somebody who is not in it any more."""
    async with desk.store.reads() as tx:
        out = await walk_people.not_in_it_any_more(tx, walk)
    for user, channel in out.items():
        await walk_cards.end(desk, user, channel, walk)


async def _absent_newcomer(desk: Desk, submission: Submission, walk_id: str, words: Words) -> Reply | None:
    """Somebody new who cannot write to Anker, told at the field in which they were chosen."""
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, submission.team, submission.user, walk_id, WalkAct.SEE)
    for action in ("walks.authors", "walks.approvers", "walks.owner", "walks.heir"):
        for block, state in submission.fields(action).items():
            for user in (user for user in chosen(state) if user not in walk.people):
                if told := cannot_write(await directory.member(desk, user), words):
                    return Reply({"response_action": "errors", "errors": {block: told}})
    return None


def _heir(submission: Submission) -> UserId | None:
    return next(iter(chosen(submission.field("walks.heir"))), None)


def _needs_heir(words: Words) -> Reply:
    told = words("Vælg en, der er med og overtager det, der er åbent.")
    return Reply({"response_action": "errors", "errors": {"walks-heir": told}})


async def on_leave_sent(desk: Desk, submission: Submission) -> Reply:
    """Somebody leaves; the heir is told. Raises `UnknownWalk`."""
    walk_id = submission.subject[0]
    words = await desk.words(submission.user)
    heir = _heir(submission)
    if told := await _absent_newcomer(desk, submission, walk_id, words):
        return told
    try:
        async with desk.store.writes() as tx:
            walk = await walk_people.leave(
                tx, submission.team, submission.user, walk_id, heir, desk.now(), desk.workdays
            )
    except NoHeir:
        return _needs_heir(words)
    return updated(kept_view(cards.left_text(walk, words), words), _end(desk, walk))


async def on_heir(desk: Desk, click: Click) -> Reply:
    """Who takes over from somebody who is gone. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, gone = click.ids[:2]
    async with desk.store.reads() as tx:
        walk = await walk_people.of_gone(tx, click.team, click.user, walk_id, gone)
    await _check_gone(desk, gone)
    await desk.open_view(click.trigger_id, cards.heir_view(walk, gone, await desk.words(click.user)))
    return Reply()


async def on_heir_sent(desk: Desk, submission: Submission) -> Reply:
    """Somebody takes over; they are told. Raises `UnknownWalk` and `NotInWalk`."""
    walk_id, gone = submission.subject[:2]
    words = await desk.words(submission.user)
    heir = _heir(submission)
    if heir and (told := cannot_write(await directory.member(desk, heir), words)):
        return Reply({"response_action": "errors", "errors": {"walks-heir": told}})
    await _check_gone(desk, gone)
    try:
        async with desk.store.writes() as tx:
            walk = await walk_people.replace_gone(
                tx, submission.team, submission.user, walk_id, gone, heir, desk.now(), desk.workdays
            )
    except NoHeir:
        return _needs_heir(words)
    return updated(kept_view(cards.kept_text(walk, words), words), _end(desk, walk))


async def _check_gone(desk: Desk, gone: UserId) -> None:
    """Nobody is put out of a walk in this way who is there; raises `UnknownWalk`."""
    if not await directory.is_gone(desk, gone):
        raise UnknownWalk


async def gone_post(desk: Desk, claimed: Claimed) -> Made:
    """For whoever has to say who takes over; None once somebody has, or the person is back."""
    walk, gone = await walk_of(desk, claimed), claimed.subject["user"]
    if walk is None or gone not in walk.people or not await directory.is_gone(desk, gone):
        return None
    card = cards.gone_card(walk, gone, await desk.words(claimed.target))
    return card, card


async def taken_over_post(desk: Desk, claimed: Claimed) -> Made:
    """For the heir: what of it is still theirs."""
    walk = await walk_of(desk, claimed)
    if walk is None or claimed.target not in walk.people:
        return None
    wanted = claimed.subject["questions"].split(",")
    mine = [question for question in open_with(walk, claimed.target) if question.id in wanted]
    gone = [user for user in claimed.subject.get("from", "").split(",") if user]
    today = desk.workdays.local(desk.now()).date()
    card = cards.taken_over_card(walk, mine, claimed.target, gone, today, await desk.words(claimed.target))
    return card, card


async def taken_out_post(desk: Desk, claimed: Claimed) -> Made:
    """For somebody who was taken out; None where they are in again."""
    walk = await walk_of(desk, claimed)
    if walk is None or claimed.target in walk.people:
        return None
    card = cards.taken_out_card(walk, claimed.subject["by"], await desk.words(claimed.target))
    return card, card


async def new_owner_post(desk: Desk, claimed: Claimed) -> Made:
    """For the new owner; None where it has gone on to somebody else."""
    walk = await walk_of(desk, claimed)
    if walk is None or walk.owner != claimed.target:
        return None
    card = cards.new_owner_card(walk, await desk.words(claimed.target))
    return card, card


async def new_approver_post(desk: Desk, claimed: Claimed) -> Made:
    """For somebody who approves from now on; None where they do not any more."""
    walk = await walk_of(desk, claimed)
    if walk is None or claimed.target not in walk.approvers:
        return None
    card = cards.new_approver_card(walk, await desk.words(claimed.target))
    return card, card


LISTENERS = Listeners(
    clicks={"walks.people": on_people, "walks.heir": on_heir},
    submissions={"walks.people": on_people_sent, "walks.leave": on_leave_sent, "walks.heir": on_heir_sent},
    posts={
        GONE: gone_post,
        TAKEN_OVER: taken_over_post,
        TAKEN_OUT: taken_out_post,
        NEW_OWNER: new_owner_post,
        NEW_APPROVER: new_approver_post,
    },
)

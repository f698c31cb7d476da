"""A walk seen as a whole: its status, what is not settled, and the versions that are approved and shared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.people import ChannelId, Right, TeamId, UserId
from domain.revisions import QuestionId, Status, UnknownQuestion, Version
from domain.walk_returns import Returned, is_of_what_stands, newest
from domain.walk_reviews import Asked, can_be_approved, edition
from domain.walks import Walk, WalkAct, WalkId
from domain.workdays import Workdays
from handlers.walks import INVITATION, UnknownWalk, change, post_to, take_part
from storage import audit, homes, outbox, people, sent_messages, walk_returns
from storage import walks as stored
from storage.database import Tx
from storage.outbox import Post

#: The kinds of outbox rows.
APPROVED, SUMMARY, TO_APPROVE = "walks.approved", "walks.summary", "walks.to_approve"
TO_SETTLE = "walks.to_settle"


class ChangedMeanwhile(Exception):  # noqa: N818 - the name is the sentence
    """Something was written since the person looked; carries the walk as it stands."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk.id)
        self.walk = walk


@dataclass(frozen=True, slots=True)
class Approval:
    """The version that is approved; `is_new` is False where somebody, or an earlier click, had approved it already."""

    walk: Walk
    version: Version
    is_new: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A walk whose approval somebody asks for; `before` and `returned` where nobody is told anything new: who asked
    before, or who sent back exactly what stands."""

    walk: Walk
    before: Asked | None = None
    returned: Returned | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """A walk whose summary goes to its channel; `is_new` is False where the same one was sent within the hour."""

    walk: Walk
    is_new: bool


async def seen(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId) -> Walk:
    """The walk, for whoever takes part in it or is in the anchoring team of its channel. Raises `UnknownWalk`."""
    walk = await stored.load(tx, team, walk_id)
    if walk is None or not (user in walk.people or await _is_in_team(tx, team, user, walk.channel)):
        raise UnknownWalk
    return walk


async def _is_in_team(tx: Tx, team: TeamId, user: UserId, channel: ChannelId) -> bool:
    return Right.TEAM in (await people.named(tx, team, channel)).rights_of(user)


async def visible(tx: Tx, team: TeamId, user: UserId, channel: ChannelId) -> list[Walk]:
    """The walks whose status the person may see: those of the channel where there are any, else all of their own."""
    mine = await stored.of_person(tx, team, user)
    here = await stored.in_channel(tx, team, channel) if await _is_in_team(tx, team, user, channel) else []
    found = {walk.id: walk for walk in (*here, *(walk for walk in mine if walk.channel == channel))}
    return list(found.values()) or mine


async def approve(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, seen_edition: str, now: datetime, workdays: Workdays
) -> Approval:
    """Freeze what the approver saw as a version; everybody hears of it, and the channel gets a summary.

    Raises `UnknownWalk`, `NotInWalk`, and `ChangedMeanwhile` where what stands is not what they saw.
    """
    walk = await take_part(tx, team, user, walk_id, WalkAct.APPROVE, lock=True)
    if not walk.changed:
        return Approval(walk, walk.versions[-1], is_new=False)
    if edition(walk) != seen_edition or not can_be_approved(walk):
        raise ChangedMeanwhile(walk)
    approved = walk.approve(user, now)
    await stored.save(tx, walk, approved)
    version = approved.versions[-1]
    await audit.note(tx, team, user, "walk.approve", walk.id, now)
    due = workdays.soonest(now)
    others = [other for other in approved.people if other != user]
    told = [post_to(approved, other, APPROVED, due, f"{version.number}:{other}") for other in others]
    await outbox.add(tx, [*told, _summary(approved, f"version:{version.number}", due)])
    return Approval(approved, version, is_new=True)


async def share(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, seen_edition: str, now: datetime, workdays: Workdays
) -> Shared:
    """Send the summary that the person saw into the walk's channel.

    Raises `UnknownWalk` for whoever takes no part, and `ChangedMeanwhile` where what stands is not what they saw.
    """
    walk = await take_part(tx, team, user, walk_id, WalkAct.SEE, lock=True)
    if edition(walk) != seen_edition:
        raise ChangedMeanwhile(walk)
    sequence = f"{edition(walk)}:{now:%Y-%m-%dT%H}"
    new = await outbox.add(tx, [_summary(walk, sequence, workdays.soonest(now))])
    return Shared(walk, is_new=new == 1)


def _summary(walk: Walk, sequence: str, due: datetime) -> Post:
    return Post(
        dedupe_key=f"{walk.team}:{walk.id}:{SUMMARY}:{sequence}",
        team=walk.team,
        kind=SUMMARY,
        due_at=due,
        channel=walk.channel,
        subject={"walk": walk.id},
    )


async def last_summary(tx: Tx, walk: Walk) -> tuple[ChannelId, str] | None:
    """Where the newest summary of the walk stands, if one does."""
    return await sent_messages.live_card(tx, walk.team, SUMMARY, {"walk": walk.id})


async def ask_for_approval(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, now: datetime, workdays: Workdays
) -> Request:
    """Tell the approvers that there is something to look at, once for each edition; nobody where there is nothing.

    Raises what `take_part` raises.
    """
    walk = await take_part(tx, team, user, walk_id, WalkAct.WRITE, lock=True)
    sent_back = await returned(tx, walk)
    if is_of_what_stands(walk, sent_back):
        return Request(walk, returned=sent_back)
    if not can_be_approved(walk):
        return Request(walk)
    before = await asked(tx, walk)
    due = workdays.soonest(now)
    posts = [_request(walk, other, user, now, due) for other in walk.approvers if other != user]
    new = await outbox.add(tx, posts)
    if new:
        await homes.mark(tx, team, homes.WALK, walk.id)
    return Request(walk, before if not new else None)


def _request(walk: Walk, approver: UserId, by: UserId, now: datetime, due: datetime) -> Post:
    about = {"walk": walk.id, "edition": edition(walk), "by": by, "asked": now.isoformat()}
    return replace(post_to(walk, approver, TO_APPROVE, due, f"{edition(walk)}:{approver}"), subject=about)


async def still_asked(tx: Tx, walk: Walk, now: datetime, due: datetime, week: str) -> list[Post]:
    """The request that waits for an answer, once more to every approver but who asked; for some weeks only."""
    before = await asked(tx, walk) if can_be_approved(walk) else None
    if before is None or not before.is_reminded_of(now):
        return []
    waiting = [other for other in walk.approvers if other != before.by]
    posts = [_request(walk, other, before.by, before.at, due) for other in waiting]
    return [replace(post, dedupe_key=f"{post.dedupe_key}:{week}") for post in posts]


async def asked(tx: Tx, walk: Walk) -> Asked | None:
    """Who asked first for the approval of exactly what stands, if somebody has and it was not sent back."""
    if is_of_what_stands(walk, await returned(tx, walk)):
        return None
    found = await sent_messages.told(tx, walk.team, [TO_APPROVE], walk=walk.id, edition=edition(walk))
    return next((Asked(one["by"], datetime.fromisoformat(one["asked"])) for one in found), None)


async def returned(tx: Tx, walk: Walk) -> Returned | None:
    """What an approver said last when they sent it back, while no version has been approved since.

    Raises `KeyMissing` and `TamperedBody`.
    """
    return newest(walk, await walk_returns.of_walk(tx, walk.id))


async def requests(tx: Tx, walk: Walk) -> list[sent_messages.Sent]:
    """Where the approvers were asked for the version that was approved last, also for what it was before it changed."""
    since = walk.versions[-2].at.isoformat() if len(walk.versions) > 1 else ""
    found = await sent_messages.where_sent(tx, walk.team, [TO_APPROVE], walk=walk.id)
    return [sent for sent in found if sent.subject.get("asked", "") >= since]


async def settle(
    tx: Tx,
    team: TeamId,
    user: UserId,
    walk_id: WalkId,
    question: QuestionId,
    owner: UserId,
    due: date,
    now: datetime,
    workdays: Workdays,
) -> Walk:
    """Name who finds out about a question that is not settled, and by when; they are told, if it is somebody else.

    Raises what `change` raises, and `UnknownQuestion` where the question has been settled meanwhile.
    """

    def how(walk: Walk) -> Walk:
        if walk.status(question) is not Status.NOT_SETTLED:
            raise UnknownQuestion(question)
        return walk.settles(question, owner, due)

    walk = await change(tx, team, user, walk_id, how)
    if owner != user:
        key = f"{question}:{owner}:{due}"
        await outbox.add(tx, [post_to(walk, owner, TO_SETTLE, workdays.soonest(now), key, question)])
    return walk


def invitations(walk: Walk, users: list[UserId], now: datetime, due: datetime) -> list[Post]:
    """The beginning, for those who have come to the walk now."""
    return [post_to(walk, user, INVITATION, due, f"{user}:{now.timestamp():.0f}") for user in users]

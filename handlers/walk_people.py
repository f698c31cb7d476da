"""Who takes part in a walk: named anew by its owner, left, and taken over from whoever is gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.people import ChannelId, Right, TeamId, UserId
from domain.revisions import QuestionId
from domain.walk_people import Crew, came, crew_edition, left, left_by, new_approvers, open_with, rearranged
from domain.walks import NotInWalk, Walk, WalkAct, WalkId
from domain.workdays import Workdays
from handlers import follow_ups
from handlers.walk_reviews import TO_SETTLE, invitations
from handlers.walks import HANDED, INVITATION, UnknownWalk, take_part
from storage import audit, outbox, people, sent_messages
from storage import walks as stored
from storage.database import Tx
from storage.outbox import Post

#: The kinds of outbox rows.
TAKEN_OVER, NEW_OWNER, GONE = "walks.taken_over", "walks.new_owner", "walks.gone"
TAKEN_OUT, NEW_APPROVER = "walks.taken_out", "walks.new_approver"
#: With one of these somebody comes into a walk.
BRINGS_IN = (INVITATION, HANDED, TO_SETTLE, TAKEN_OVER)


class CrewChanged(Exception):  # noqa: N818 - the name is the sentence
    """Somebody came or left since the form was opened; carries the walk as it stands."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk.id)
        self.walk = walk


async def rearrange(
    tx: Tx,
    team: TeamId,
    user: UserId,
    walk_id: WalkId,
    seen_edition: str,
    crew: Crew,
    heir: UserId | None,
    now: datetime,
    workdays: Workdays,
) -> Walk:
    """The owner says who takes part from now on, and by when; whoever comes, takes over, gets the
    walk or approves it is told.

    The same form sent twice changes nothing the second time. Raises `UnknownWalk`, `NotInWalk`, `NoHeir`, and
    `CrewChanged` where the people are not those whom the owner saw.
    """
    walk = await take_part(tx, team, user, walk_id, WalkAct.SEE, lock=True)
    if _is_done(walk, crew):
        return walk
    walk.check(user, WalkAct.MANAGE)
    if crew_edition(walk) != seen_edition:
        raise CrewChanged(walk)
    after = await _save(tx, user, walk, rearranged(walk, crew, heir), heir, now, workdays)
    due = workdays.soonest(now)
    out = (other for other in left(walk, after) if other != user)
    await outbox.add(tx, [_post(after, other, TAKEN_OUT, now, due, {"by": user}) for other in out])
    return after


def _is_done(walk: Walk, crew: Crew) -> bool:
    return dict(walk.people) == crew.parts() and walk.target == crew.target


async def leave(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, heir: UserId | None, now: datetime, workdays: Workdays
) -> Walk:
    """Somebody leaves of their own will. Raises `UnknownWalk` and `NoHeir`."""
    walk = await take_part(tx, team, user, walk_id, WalkAct.SEE, lock=True)
    return await _save(tx, user, walk, left_by(walk, user, heir), heir, now, workdays)


async def replace_gone(
    tx: Tx,
    team: TeamId,
    user: UserId,
    walk_id: WalkId,
    gone: UserId,
    heir: UserId | None,
    now: datetime,
    workdays: Workdays,
) -> Walk:
    """Somebody takes over from a person who is deactivated in Slack, which the caller has made sure of.

    Raises `UnknownWalk`, `NotInWalk` and `NoHeir`.
    """
    walk = await of_gone(tx, team, user, walk_id, gone, lock=True)
    return await _save(tx, user, walk, left_by(walk, gone, heir), heir, now, workdays)


async def of_gone(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, gone: UserId, *, lock: bool = False) -> Walk:
    """The walk, for whoever may say who takes over from a person who is gone: its owner, and where that is the owner
    themselves, its approvers and whoever leads in its channel.

    Raises `UnknownWalk`, also where the person is not in it any more, and `NotInWalk`.
    """
    walk = await stored.load(tx, team, walk_id, lock=lock)
    if walk is None or gone not in walk.people:
        raise UnknownWalk
    rights = (await people.named(tx, team, walk.channel)).rights_of(user)
    leads = bool(rights & {Right.COORDINATOR, Right.DEPUTY})
    if user not in walk.people and not (leads and gone == walk.owner):
        raise UnknownWalk
    stands_in = gone == walk.owner and (leads or walk.may(user, WalkAct.APPROVE))
    if not (stands_in or walk.may(user, WalkAct.MANAGE)):
        raise NotInWalk(WalkAct.MANAGE)
    return walk


async def _save(
    tx: Tx, user: UserId, before: Walk, after: Walk, heir: UserId | None, now: datetime, workdays: Workdays
) -> Walk:
    await stored.save(tx, before, after)
    for gone in left(before, after):
        await follow_ups.hand_over(tx, after, gone, heir)
    await audit.note(tx, after.team, user, "walk.people", after.id, now)
    due = workdays.soonest(now)
    newcomers = [other for other in came(before, after) if other not in {user, heir}]
    posts = invitations(after, newcomers, now, due)
    if heir is not None and heir != user and (taken := _taken_over(before, after, heir)):
        had = (other for other in left(before, after) if open_with(before, other))
        about = {"questions": ",".join(taken), "from": ",".join(had)}
        posts.append(_post(after, heir, TAKEN_OVER, now, due, about))
    elif heir is not None and heir not in before.people and heir != user:
        posts += invitations(after, [heir], now, due)
    if after.owner not in {before.owner, user}:
        posts.append(_post(after, after.owner, NEW_OWNER, now, due, {}))
    approving = [other for other in new_approvers(before, after) if other != user]
    posts += [_post(after, other, NEW_APPROVER, now, due, {}) for other in approving]
    await outbox.add(tx, posts)
    return after


def _taken_over(before: Walk, after: Walk, heir: UserId) -> list[QuestionId]:
    had = {question.id for question in open_with(before, heir)}
    return [question.id for question in open_with(after, heir) if question.id not in had]


def _post(walk: Walk, user: UserId, kind: str, now: datetime, due: datetime, subject: dict[str, str]) -> Post:
    return Post(
        dedupe_key=f"{walk.team}:{walk.id}:{kind}:{user}:{now.timestamp():.0f}",
        team=walk.team,
        kind=kind,
        due_at=due,
        channel=user,
        subject={"walk": walk.id, **subject},
    )


async def not_in_it_any_more(tx: Tx, walk: Walk) -> Mapping[UserId, ChannelId]:
    """Those who were in a walk and have left it, with the direct message in which its cards stand."""
    sent = await sent_messages.where_sent(tx, walk.team, BRINGS_IN, walk=walk.id)
    return {one.target: one.channel for one in sent if one.target not in walk.people}


async def whom_to_ask(tx: Tx, walk: Walk, gone: UserId, deactivated: frozenset[UserId]) -> list[UserId]:
    """Who is asked for an heir: the owner, else the approvers who are there, else whoever leads in the channel."""
    if gone != walk.owner and walk.owner not in deactivated:
        return [walk.owner]
    approvers = [user for user in walk.approvers if user not in deactivated]
    leader = (await people.named(tx, walk.team, walk.channel)).leader
    return approvers or ([leader] if leader and leader not in deactivated else [])

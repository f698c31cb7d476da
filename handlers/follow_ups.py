"""Reminders that grow out of an answer: set up, held, moved, put off, stopped, and handed on by whoever leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.follow_ups import FollowUp, OutOfDate, Rhythm, left_by
from domain.people import ChannelId, TeamId, UserId
from domain.revisions import Question, QuestionId
from domain.walks import Part, Walk, WalkAct, WalkId
from domain.workdays import MORNING, Workdays
from handlers.walk_reviews import invitations
from handlers.walks import change, take_part
from storage import audit, outbox
from storage import follow_ups as stored
from storage import walks as stored_walks
from storage.database import Tx
from storage.outbox import Post

#: The kind of outbox rows.
DUE = "follow_ups.due"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was chosen: how often, from when on, who is in charge, and whether the walk's channel is reminded."""

    rhythm: Rhythm
    first: date
    owner: UserId
    in_channel: bool


@dataclass(frozen=True, slots=True)
class Which:
    """One coming of a follow-up, as a button carries it: the question, the first day of the rhythm, the number."""

    walk: WalkId
    question: QuestionId
    first: date
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """A question of a walk with the follow-up that runs for it, if any."""

    walk: Walk
    question: Question
    follow_up: FollowUp | None


async def find(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId) -> Found:
    """What runs for a question, for somebody who writes. Raises `UnknownWalk`, `NotInWalk` and `UnknownQuestion`."""
    walk = await take_part(tx, team, user, walk_id, WalkAct.WRITE)
    return Found(walk, walk.question(question), await stored.find(tx, team, walk_id, question))


async def plan(
    tx: Tx,
    team: TeamId,
    user: UserId,
    walk_id: WalkId,
    question: QuestionId,
    chosen: Plan,
    now: datetime,
    workdays: Workdays,
) -> Found:
    """Set the reminder of a question up, or change the one that runs; who is in charge of it joins the walk.

    Raises `UnknownWalk`, `NotInWalk` and `UnknownQuestion`.
    """
    before = await take_part(tx, team, user, walk_id, WalkAct.WRITE, lock=True)
    walk = await change(tx, team, user, walk_id, lambda standing: _joined(standing, chosen.owner))
    asked = walk.question(question)
    standing = await stored.find(tx, team, walk_id, question, lock=True)
    if standing is None:
        follow_up = _begun(walk, question, chosen)
        await stored.insert(tx, follow_up)
        await audit.note(tx, team, user, "follow_up.start", follow_up.id, now)
    else:
        changed = standing.replanned(chosen.rhythm, chosen.first, workdays)
        follow_up = replace(changed, owner=chosen.owner, channel=_channel(walk, chosen))
        await stored.save(tx, follow_up)
    if chosen.owner not in before.people:
        await outbox.add(tx, invitations(walk, [chosen.owner], now, workdays.soonest(now)))
    return Found(walk, asked, follow_up)


def _joined(walk: Walk, user: UserId) -> Walk:
    """The walk with this person in it, as an author where they were not."""
    if user in walk.people:
        return walk
    return replace(walk, people={**walk.people, user: frozenset({Part.AUTHOR})})


def _begun(walk: Walk, question: QuestionId, chosen: Plan) -> FollowUp:
    return FollowUp(
        id=stored_walks.new_walk_id(),
        team=walk.team,
        walk=walk.id,
        question=question,
        owner=chosen.owner,
        channel=_channel(walk, chosen),
        rhythm=chosen.rhythm,
        first=chosen.first,
    )


def _channel(walk: Walk, chosen: Plan) -> ChannelId | None:
    return walk.channel if chosen.in_channel else None


async def _change(tx: Tx, team: TeamId, user: UserId, which: Which, how: Callable[[FollowUp], FollowUp]) -> Found:
    """Change the follow-up that a card is about.

    Raises `OutOfDate` where it does not run any more or has another rhythm by now, beside what `find` raises.
    """
    walk = await take_part(tx, team, user, which.walk, WalkAct.WRITE, lock=True)
    standing = await stored.find(tx, team, which.walk, which.question, lock=True)
    if standing is None or standing.first != which.first:
        raise OutOfDate
    changed = how(standing)
    await stored.save(tx, changed)
    return Found(walk, walk.question(which.question), changed)


async def held(tx: Tx, team: TeamId, user: UserId, which: Which) -> Found:
    """It was held. Raises what `_change` raises."""
    return await _change(tx, team, user, which, lambda one: one.held(which.number))


async def move(tx: Tx, team: TeamId, user: UserId, which: Which, day: date, now: datetime, workdays: Workdays) -> Found:
    """This one alone comes on another day. Raises `NotThen` and what `_change` raises."""
    today = workdays.local(now).date()
    return await _change(tx, team, user, which, lambda one: one.moved(which.number, day, today, workdays))


async def put_off(tx: Tx, team: TeamId, user: UserId, which: Which, now: datetime, workdays: Workdays) -> Found:
    """This one comes again in a week, once. Raises `NotThen` and what `_change` raises."""
    today = workdays.local(now).date()
    return await _change(tx, team, user, which, lambda one: one.put_off_a_week(which.number, today, workdays))


async def stop(tx: Tx, team: TeamId, user: UserId, which: Which, now: datetime) -> Found:
    """It comes no more. Raises what `_change` raises."""
    found = await _change(tx, team, user, which, lambda one: replace(one, stopped=True))
    if found.follow_up:
        await audit.note(tx, team, user, "follow_up.stop", found.follow_up.id, now)
    return found


async def of_walk(tx: Tx, walk: Walk) -> list[FollowUp]:
    """Those that run for a walk that the person was let see, in the order of its questions."""
    order = [question.id for question in walk.questions]
    found = [one for one in await stored.of_walk(tx, walk) if one.question in order]
    return sorted(found, key=lambda one: order.index(one.question))


async def hand_over(tx: Tx, walk: Walk, user: UserId, heir: UserId | None) -> None:
    """Who leaves a walk leaves what they followed up to the heir, or where there is none to the walk's owner."""
    taker = heir if heir and heir in walk.people else walk.owner
    for one in left_by(await stored.of_walk(tx, walk), user, taker):
        await stored.save(tx, one)


async def due(tx: Tx, now: datetime, workdays: Workdays) -> list[FollowUp]:
    """Those of every team that are to be reminded of now: from nine o'clock on, on a working day."""
    local = workdays.local(now)
    if not workdays.is_working_hour(now) or local.time() < MORNING:
        return []
    today = local.date()
    return [one for one in await stored.running(tx) if one.due(today, workdays) is not None]


async def remind(tx: Tx, one: FollowUp, now: datetime, workdays: Workdays) -> bool:
    """Write the reminder into the outbox, once however many processes ask; of several missed ones the newest."""
    standing = await stored.find(tx, one.team, one.walk, one.question, lock=True)
    today = workdays.local(now).date()
    number = standing.due(today, workdays) if standing else None
    if standing is None or number is None:
        return False
    day = standing.day(number, workdays)
    await stored.save(tx, standing.reminded(number))
    post = Post(
        dedupe_key=f"{standing.team}:{standing.id}:{DUE}:{standing.first}:{number}:{day}",
        team=standing.team,
        kind=DUE,
        due_at=workdays.at(day, MORNING),
        channel=standing.channel or standing.owner,
        subject={
            "walk": standing.walk,
            "question": standing.question,
            "first": standing.first.isoformat(),
            "number": str(number),
        },
    )
    return await outbox.add(tx, [post]) == 1


async def of_post(tx: Tx, team: TeamId, which: Which) -> Found | None:
    """What a reminder is about; None where it was stopped, replanned, moved on or overtaken by a newer one."""
    walk = await stored_walks.load(tx, team, which.walk)
    standing = await stored.find(tx, team, which.walk, which.question)
    if walk is None or standing is None:
        return None
    is_newest = (standing.first, standing.passed - 1) == (which.first, which.number)
    return Found(walk, walk.question(which.question), standing) if is_newest else None

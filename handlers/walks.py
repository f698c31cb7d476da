"""A group's walk through a template: start it, go from question to question, write, and work together.

Who may do what in a walk is decided by `domain.walks`; somebody without any part in it gets the same answer as for
a walk that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.barometers import Language
from domain.people import Act, ChannelId, NotAllowed, Person, Right, TeamId, UserId
from domain.revisions import Question, QuestionId, Revision, Status
from domain.templates import ElementId, TemplateId
from domain.walk_handing import awaited_no_more, came_back, relieved
from domain.walk_moves import neighbour, next_for
from domain.walk_texts import Waiting
from domain.walks import Handed, Part, Walk, WalkAct, WalkId
from storage import audit, outbox, people, sent_messages, walk_messages
from storage import walks as stored
from storage.database import Tx
from storage.outbox import Post

#: Whoever leads in the department may start a walk in its channel, beside those who may start a round there.
LEADERS = frozenset({"leder", "faglig_leder"})

#: The kinds of outbox rows.
INVITATION, HANDED, CAME_BACK = "walks.invitation", "walks.handed", "walks.came_back"
NOT_ASKED, TAKEN_BACK = "walks.not_asked", "walks.taken_back"


class UnknownWalk(Exception):  # noqa: N818 - the name is the sentence
    """There is no such walk for this person: not there, not this workspace's, or they have no part in it."""


@dataclass(frozen=True, slots=True)
class WalkPlan:
    """What was chosen when a walk was started."""

    channel: ChannelId
    unit: str
    template: TemplateId
    authors: tuple[UserId, ...]
    approvers: tuple[UserId, ...]
    target: date
    language: Language = "da"


@dataclass(frozen=True, slots=True)
class Shown:
    """What to show: the walk, the question that the person is on now, and what of theirs waits to be placed.

    There is no question where nothing is left for them.
    """

    walk: Walk
    question: Question | None
    waiting: tuple[Waiting, ...] = ()


async def may_start(tx: Tx, person: Person, channel: ChannelId) -> None:
    """Raises `NotAllowed` for whoever neither leads the channel's work nor stands as a leader in its department."""
    department = await people.department(tx, person.team, channel)
    is_leader = department is not None and department.role_of(person.user) in LEADERS
    if not (is_leader or person.may(Act.START_WALK)):
        raise NotAllowed(Act.START_WALK, channel)


async def starts_in(tx: Tx, team: TeamId, user: UserId) -> frozenset[ChannelId]:
    """The channels in which the person may be able to start a walk: where they lead, stand in, or stand as a leader."""
    leading = {Right.COORDINATOR, Right.DEPUTY}
    led = {channel for channel, right in await people.channels_of(tx, team, user) if right in leading}
    return await people.marked_as(tx, team, user, LEADERS) | led


async def start(tx: Tx, person: Person, plan: WalkPlan, origin: str, now: datetime) -> Walk:
    """Begin a walk and invite everybody in it; the same submission twice begins one. Raises `NotAllowed`."""
    await may_start(tx, person, plan.channel)
    template = next(one for one in tx.templates.all() if one.id == plan.template)
    parts: dict[UserId, frozenset[Part]] = {person.user: frozenset({Part.OWNER, Part.AUTHOR})}
    for users, part in ((plan.authors, Part.AUTHOR), (plan.approvers, Part.APPROVER)):
        for user in users:
            parts[user] = parts.get(user, frozenset()) | {part}
    begun = Walk(
        id=stored.new_walk_id(),
        team=person.team,
        template=template,
        unit=plan.unit,
        people=parts,
        target=plan.target,
        channel=plan.channel,
        started_at=now,
        language=plan.language,
    )
    walk = await stored.insert(tx, begun, origin)
    if walk.id == begun.id:
        await audit.note(tx, person.team, person.user, "walk.start", walk.id, now)
    await outbox.add(tx, [post_to(walk, user, INVITATION, now, user) for user in walk.people])
    return walk


async def take_part(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, act: WalkAct, *, lock: bool = False) -> Walk:
    """The walk, for somebody who may do this in it. Raises `UnknownWalk`, and `NotInWalk` for too small a part."""
    walk = await stored.load(tx, team, walk_id, lock=lock)
    if walk is None or user not in walk.people:
        raise UnknownWalk
    walk.check(user, act)
    return walk


async def go_on(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, now: datetime, after: QuestionId | None = None
) -> Shown:
    """Take the person to their next open question. Raises `UnknownWalk`, `NotInWalk` and `UnknownQuestion`."""
    walk = await take_part(tx, team, user, walk_id, WalkAct.WRITE, lock=True)
    question = next_for(walk, user, now, after)
    return await _shown(tx, walk, user, question, now)


async def step(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId, by: int, now: datetime
) -> Shown:
    """Take the person one question back or forward, whoever is on it; at the ends they stay where they are.

    Raises `UnknownWalk`, `NotInWalk` and `UnknownQuestion`.
    """
    walk = await take_part(tx, team, user, walk_id, WalkAct.WRITE, lock=True)
    return await _shown(tx, walk, user, neighbour(walk, question, by) or walk.question(question), now)


async def show(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId, now: datetime) -> Shown:
    """Take the person to a question of their choice. Raises `UnknownWalk`, `NotInWalk` and `UnknownQuestion`."""
    return await step(tx, team, user, walk_id, question, 0, now)


async def _shown(tx: Tx, walk: Walk, user: UserId, question: Question | None, now: datetime) -> Shown:
    waiting = tuple(one for one in await walk_messages.waiting(tx, walk.team, walk.id, user) if one.user == user)
    if question is None:
        return Shown(walk, None, waiting)
    there = walk.at(user, question.id, now)
    await stored.save(tx, walk, there)
    return Shown(there, question, waiting)


async def change(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, how: Callable[[Walk], Walk]) -> Walk:
    """Change a walk as somebody who writes in it.

    Whoever handed a question out hears that it was answered, taken back or handed on, and whoever was to answer it that
    they need not; they are on it no more.

    Raises `UnknownWalk`, `NotInWalk`, and what the change itself refuses: `Overtaken`, `ColleaguesText`,
    `AnswerTooLong`, `UnknownQuestion`, `UnknownElement`.
    """
    walk = await take_part(tx, team, user, walk_id, WalkAct.WRITE, lock=True)
    changed = how(walk)
    back = came_back(walk, changed)
    for question in back:
        changed = changed.take_back(question)
    free, let_go = relieved(walk, changed, user), awaited_no_more(walk, changed)
    for question, one in free.items():
        changed = changed.stepped_off(one.taker, question)
    await stored.save(tx, walk, changed)
    await outbox.add(tx, [*_come_back(changed, back), *_not_asked(changed, free), *_awaited_no_more(changed, let_go)])
    return changed


def _come_back(walk: Walk, handed: Mapping[QuestionId, Handed]) -> Iterator[Post]:
    """For whoever handed a question out, unless they have answered it themselves."""
    for question, one in handed.items():
        answer = walk.answers[question]
        if answer.author != one.giver:
            key = f"{question}:{answer.number}"
            yield post_to(walk, one.giver, CAME_BACK, answer.at, key, question)


def _not_asked(walk: Walk, handed: Mapping[QuestionId, Handed]) -> Iterator[Post]:
    """For whoever was to answer a question and need not any more: at once, as they were asked before now."""
    for question, one in handed.items():
        key = f"{question}:{one.taker}:{one.at.timestamp():.0f}"
        yield post_to(walk, one.taker, NOT_ASKED, one.at, key, question)


def _awaited_no_more(walk: Walk, handed: Mapping[QuestionId, Handed]) -> Iterator[Post]:
    """For whoever handed a question out and waits for the answer, whoever took it back or handed it on."""
    for question, one in handed.items():
        key = f"{question}:{one.taker}:{one.at.timestamp():.0f}"
        yield post_to(walk, one.giver, TAKEN_BACK, one.at, key, question)


def _number(walk: Walk, question: QuestionId) -> int:
    answer = walk.answers.get(question)
    return answer.number if answer else 0


async def replace_text(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId, text: str, base: int, now: datetime
) -> Walk:
    """Put a text in place of the revision that the person saw. Raises what `change` raises."""
    return await change(tx, team, user, walk_id, lambda walk: walk.replace_text(question, text, base, user, now))


async def mark(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId, status: Status, now: datetime
) -> Walk:
    """Say that a question is not settled or not relevant here; a text that stands there stays."""

    def how(walk: Walk) -> Walk:
        return walk.mark(question, status, _number(walk, question), user, now)

    return await change(tx, team, user, walk_id, how)


async def hand(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId, taker: UserId, now: datetime
) -> Walk:
    """Ask a colleague to answer a question; they hear of it in a direct message, and that they write from now on.

    Raises what `change` raises.
    """
    before = await take_part(tx, team, user, walk_id, WalkAct.WRITE, lock=True)
    walk = await change(tx, team, user, walk_id, lambda walk: walk.hand(question, user, taker, now))
    post = post_to(walk, taker, HANDED, now, f"{question}:{taker}:{now.timestamp():.0f}", question)
    joins = {} if before.may(taker, WalkAct.WRITE) else {"joins": "yes"}
    await outbox.add(tx, [replace(post, subject={**post.subject, **joins})])
    return walk


async def take_back(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId) -> Walk:
    """A question that a colleague was asked to answer is everybody's again. Raises `UnknownWalk` and `NotInWalk`."""
    return await change(tx, team, user, walk_id, lambda walk: walk.take_back(question))


async def direct_message(tx: Tx, walk: Walk, user: UserId) -> ChannelId | None:
    """Where somebody hears of a walk, if they have heard of it."""
    sent = await sent_messages.where_sent(tx, walk.team, [INVITATION, HANDED], walk=walk.id)
    return next((one.channel for one in sent if one.target == user), None)


async def was_handed(tx: Tx, walk: Walk, question: QuestionId, taker: UserId) -> ChannelId | None:
    """The direct message in which somebody was asked to answer a question, if they were."""
    sent = await sent_messages.where_sent(tx, walk.team, [HANDED], walk=walk.id, question=question)
    return next((one.channel for one in sent if one.target == taker), None)


async def add_question(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, element: ElementId, text: str
) -> tuple[Walk, Question]:
    """Add a question of one's own to an element. Raises what `change` raises."""
    question = stored.new_walk_id()
    walk = await change(tx, team, user, walk_id, lambda walk: walk.add_question(question, element, text, user))
    return walk, walk.question(question)


async def reword(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId, text: str, seen: str
) -> Walk:
    """Put other words in place of those of a question of one's own. Raises what `change` raises, and `Reworded`."""
    return await change(tx, team, user, walk_id, lambda walk: walk.reword(question, text, seen, user))


async def history(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, question: QuestionId
) -> tuple[Walk, list[Revision]]:
    """Every wording of an answer, the first one first. Raises `UnknownWalk` and `UnknownQuestion`."""
    walk = await take_part(tx, team, user, walk_id, WalkAct.SEE)
    walk.question(question)
    return walk, await stored.history(tx, walk, question)


async def walks_of(tx: Tx, team: TeamId, user: UserId) -> list[Walk]:
    """The walks that the person takes part in, the newest first."""
    return await stored.of_person(tx, team, user)


def post_to(
    walk: Walk, user: UserId, kind: str, now: datetime, sequence: str, question: QuestionId | None = None
) -> Post:
    """A message to somebody about a walk; `sequence` tells it from the others of its kind."""
    return Post(
        dedupe_key=f"{walk.team}:{walk.id}:{kind}:{sequence}",
        team=walk.team,
        kind=kind,
        due_at=now,
        channel=user,
        subject={"walk": walk.id, **({"question": question} if question else {})},
    )


async def of_post(tx: Tx, team: TeamId, walk_id: WalkId) -> Walk | None:
    """The walk that a message is about, while it is there."""
    return await stored.load(tx, team, walk_id)

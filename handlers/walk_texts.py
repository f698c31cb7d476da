"""What people write as messages: kept safe first, then added to the question it belongs to, or asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.people import ChannelId, TeamId, UserId
from domain.revisions import ColleaguesText, Overtaken, Question, QuestionId, Revision
from domain.walk_texts import Doubt, Waiting, doubt, is_courtesy
from domain.walks import Walk, WalkAct, WalkId
from handlers import walks
from storage import walk_messages
from storage import walks as stored
from storage.database import Tx
from storage.walk_messages import WrittenText

#: The walk and the question that a card shows; two empty ids where it shows none.
Card = tuple[WalkId, QuestionId]


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a message: added to `question`, or in `doubt` with where it may belong."""

    written: WrittenText
    walk: Walk | None = None
    question: Question | None = None
    doubt: Doubt | None = None
    choices: tuple[tuple[Walk, Question], ...] = ()


async def writing(tx: Tx, team: TeamId, user: UserId) -> list[Walk]:
    """The walks that the person writes in, the one in which they were shown a question last first."""
    found = [walk for walk in await stored.of_person(tx, team, user) if walk.may(user, WalkAct.WRITE)]
    return sorted(found, key=lambda walk: (user in walk.places, _shown_at(walk, user)), reverse=True)


def _shown_at(walk: Walk, user: UserId) -> datetime:
    place = walk.places.get(user)
    return place.at if place else walk.started_at


def concerns(found: list[Walk], user: UserId, card: Card | None) -> bool:
    """Whether a message may be meant for a walk: a question was shown, by the newest card or at any time before."""
    shown = card is not None and any(walk.id == card[0] for walk in found)
    return shown or any(user in walk.places for walk in found)


async def keep(tx: Tx, written: WrittenText) -> WrittenText:
    """Keep a message before anything else; a redelivery finds what is there, decided or not."""
    return await walk_messages.keep(tx, written)


async def place(tx: Tx, written: WrittenText, now: datetime, card: Card | None, *, in_thread: bool) -> Heard:
    """Add a kept message to the question it belongs to, or say what is in doubt; once decided it stays decided.

    `card` is what the card shows that was replied to in a thread, else the newest card of ours before the message:
    None where there is none, an empty pair where it shows no question. Raises `AnswerTooLong`.
    """
    # It is read anew under its lock: another delivery of it may have placed it since it was kept.
    written = await walk_messages.keep(tx, written)
    if written.decided:
        return await _again(tx, written)
    found = await writing(tx, written.team, written.user)
    shown = card if card and any(walk.id == card[0] for walk in found) else None
    targets = _targets(found, written.user, shown)
    why = doubt(
        written.text,
        targets[0][1] if targets else None,
        in_thread=in_thread and shown is not None,
        other_card=(card is not None and shown is None) or len({walk for walk, _ in targets}) < len(targets),
        walks=len({walk for walk, _ in targets}),
    )
    if why or not targets:
        return await _asked(tx, written, found, targets or _shown_last(found, written.user), why or Doubt.NOTHING_SHOWN)
    return await _added(tx, written, found, targets[0], now)


def _targets(found: list[Walk], user: UserId, shown: Card | None) -> list[Card]:
    """Where a message may belong, the likeliest first: the card's question, then the one shown last in each walk.

    A walk that is approved and has not changed since is left out, unless the card shows it.
    """
    is_open = [walk for walk in found if not walk.versions or walk.changed]
    return list(dict.fromkeys([*([shown] if shown else []), *_shown_last(is_open, user)]))


def _shown_last(found: list[Walk], user: UserId) -> list[Card]:
    """The question that the person was shown last in each walk: what is written after the approval is offered these,
    and never placed unasked.
    """
    return [(walk.id, walk.places[user].question) for walk in found if user in walk.places]


async def _added(
    tx: Tx, written: WrittenText, found: list[Walk], target: tuple[WalkId, QuestionId], now: datetime
) -> Heard:
    walk_id, question = target
    text = written.text
    # Under the walk's lock: what was written after it may be placed at the same moment.
    await walks.take_part(tx, written.team, written.user, walk_id, WalkAct.WRITE, lock=True)
    later = await walk_messages.later(tx, written, walk_id, question)

    def how(walk: Walk) -> Walk:
        return _in_order(walk, question, text, later, written.user, now).at(written.user, question, now)

    try:
        walk = await walks.change(tx, written.team, written.user, walk_id, how)
    except ColleaguesText:
        return await _asked(tx, written, found, [target], Doubt.COLLEAGUES_TEXT)
    await walk_messages.decide(tx, written, walk_id, question)
    return Heard(written, walk, walk.question(question))


def _in_order(walk: Walk, question: QuestionId, text: str, later: list[str], user: UserId, now: datetime) -> Walk:
    """Add a text, before what was written after it and arrived before it."""
    standing = walk.answers.get(question)
    after = next((one.strip() for one in later if standing and one.strip() in standing.text), None)
    if standing is None or standing.author != user or not after:
        return walk.add_text(question, text, user, now)
    before, _, behind = standing.text.partition(after)
    return walk.replace_text(question, f"{before}{text.strip()}\n\n{after}{behind}", standing.number, user, now)


async def _asked(tx: Tx, written: WrittenText, found: list[Walk], targets: list[Card], why: Doubt) -> Heard:
    """The text stays where it is kept, and its writer is asked."""
    by_id = {walk.id: walk for walk in found}
    choices = tuple((by_id[walk], by_id[walk].question(question)) for walk, question in targets)
    if targets:
        await walk_messages.propose(tx, written, *targets[0])
    return Heard(written, doubt=why, choices=choices if why is not Doubt.COURTESY else choices[:1])


async def _again(tx: Tx, written: WrittenText) -> Heard:
    """What a message that is decided already became."""
    walk = await stored.load(tx, written.team, written.walk) if written.walk else None
    question = walk.question(written.question) if walk and written.question else None
    return Heard(written, walk, question)


async def decide(
    tx: Tx,
    team: TeamId,
    user: UserId,
    channel: ChannelId,
    ts: str,
    target: tuple[WalkId, QuestionId] | None,
    now: datetime,
    *,
    instead: bool = False,
) -> Heard | None:
    """The writer says where a kept message belongs: to a question, in place of what stands there, or to none.

    None where the message is not theirs or nothing is left to decide. Raises what `walks.change` raises.
    """
    written = await walk_messages.load(tx, team, user, channel, ts, lock=True)
    if written is None or written.decided:
        return None
    if target is None:
        await walk_messages.decide(tx, written, None, None)
        return Heard(written)
    walk_id, question = target
    text = written.text

    def how(walk: Walk) -> Walk:
        standing = walk.answers.get(question)
        base = standing.number if standing else 0
        old = standing.text if standing and not instead else ""
        whole = f"{old}\n\n{text.strip()}" if old else text
        return walk.replace_text(question, whole, base, user, now).at(user, question, now)

    walk = await walks.change(tx, team, user, walk_id, how)
    await walk_messages.decide(tx, written, walk_id, question)
    return Heard(written, walk, walk.question(question))


async def waiting(tx: Tx, walk: Walk, user: UserId) -> list[Waiting]:
    """Whose texts wait in a walk for their writers to say where they belong, as this person may know it.

    Those of people who do not write in it any more are left out: they cannot be placed.
    """
    found = await walk_messages.waiting(tx, walk.team, walk.id, user)
    return [one for one in found if walk.may(one.user, WalkAct.WRITE)]


async def own_waiting(tx: Tx, walk: Walk, user: UserId) -> list[Waiting]:
    """What of the person's own waits in a walk for them to say where it belongs."""
    return [one for one in await waiting(tx, walk, user) if one.user == user]


async def asked_again(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId) -> list[Heard]:
    """What the person wrote in a walk, or to no question yet, and has not said where it belongs; the oldest first.

    Raises `UnknownWalk` and `NotInWalk`.
    """
    await walks.take_part(tx, team, user, walk_id, WalkAct.WRITE)
    found = await writing(tx, team, user)
    texts = [one for one in await walk_messages.undecided(tx, team, user) if one.walk in {walk_id, None}]
    return [_left_open(one, found) for one in texts]


def _left_open(written: WrittenText, found: list[Walk]) -> Heard:
    by_id = {walk.id: walk for walk in found}
    proposed = (written.walk, written.question) if written.walk in by_id and written.question else None
    targets = _targets(found, written.user, proposed) or _shown_last(found, written.user)
    choices = tuple((by_id[walk], by_id[walk].question(question)) for walk, question in targets)
    return Heard(written, doubt=Doubt.LEFT_OPEN, choices=choices[:1] if is_courtesy(written.text) else choices)


async def undo(
    tx: Tx,
    team: TeamId,
    user: UserId,
    channel: ChannelId,
    ts: str,
    walk_id: WalkId,
    question: QuestionId,
    now: datetime,
) -> Walk:
    """Take a message out of an answer again: what stood before it stands, as a new wording.

    Where somebody has changed the answer since, `Overtaken` is raised and nothing is changed.
    """
    written = await walk_messages.load(tx, team, user, channel, ts, lock=True)
    walk = await walks.take_part(tx, team, user, walk_id, WalkAct.WRITE, lock=True)
    standing = walk.answers.get(question)
    if written is None or written.question != question or standing is None:
        return walk
    text = _without(written.text.strip(), await stored.history(tx, walk, question))
    if text is None or standing.author != user:
        raise Overtaken(standing)
    await walk_messages.decide(tx, written, None, None)
    return await walks.replace_text(tx, team, user, walk_id, question, text, standing.number, now)


def _without(text: str, wordings: list[Revision]) -> str | None:
    """The answer as it stands, without a text that was added to it or put in the place of another.

    None where the text does not stand there any more.
    """
    if text not in wordings[-1].text:
        return None
    came = next(at for at, one in reversed([*enumerate(wordings)]) if at == 0 or text not in wordings[at - 1].text)
    if came == len(wordings) - 1:
        return wordings[came - 1].text if came else ""
    before, _, behind = wordings[-1].text.partition(text)
    return "\n\n".join(part for part in (before.rstrip(), behind.lstrip()) if part)


async def answer_of(tx: Tx, team: TeamId, user: UserId, channel: ChannelId, ts: str) -> tuple[Walk, Question] | None:
    """The question that a message became part of the answer to, None where it did not."""
    written = await walk_messages.load(tx, team, user, channel, ts)
    if written is None or not written.decided or written.walk is None or written.question is None:
        return None
    walk = await stored.load(tx, team, written.walk)
    return (walk, walk.question(written.question)) if walk else None


async def redraft(tx: Tx, team: TeamId, user: UserId, channel: ChannelId, ts: str, text: str) -> bool:
    """A message was edited before its writer said where it belongs: its newest text counts. False where it is none."""
    written = await walk_messages.load(tx, team, user, channel, ts, lock=True)
    if written is None or written.decided:
        return False
    await walk_messages.rewrite(tx, written, text)
    return True


async def follow_edit(
    tx: Tx, team: TeamId, user: UserId, channel: ChannelId, ts: str, new: str, now: datetime
) -> Heard | None:
    """Carry the edit of a message over to the answer: its old text there becomes the new one.

    Where the old text does not stand there any more, the new one is added. None where the message is no answer.
    Raises what `walks.change` raises.
    """
    written = await walk_messages.load(tx, team, user, channel, ts, lock=True)
    if written is None or written.walk is None or written.question is None:
        return None
    question, old = written.question, written.text.strip()

    def how(walk: Walk) -> Walk:
        standing = walk.answers.get(question)
        text = standing.text if standing else ""
        whole = text.replace(old, new.strip(), 1) if old and old in text else f"{text}\n\n{new}"
        return walk.replace_text(question, whole, standing.number if standing else 0, user, now)

    walk = await walks.change(tx, team, user, written.walk, how)
    if new != written.text:
        await walk_messages.rewrite(tx, written, new)
    return Heard(written, walk, walk.question(question))

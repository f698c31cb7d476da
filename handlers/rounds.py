"""Open, remind, follow, close and cancel a round. Each operation is handed its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.people import Absence, Act, ChannelId, Invited, Person, TeamId, UserId
from domain.rounds import (
    Before,
    Progress,
    Refusal,
    Round,
    RoundId,
    RoundState,
    Step,
    progress_moment,
    refusals,
    shown_progress,
)
from domain.sittings import Sitting
from domain.workdays import Workdays
from handlers import course_rounds, course_setups
from handlers.roles import leader_of
from handlers.sittings import UnknownRound
from storage import audit, barometers, outbox, rounds, sent_messages, sittings, workspaces
from storage.database import Tx
from storage.outbox import Post
from storage.sent_messages import Sent

#: A draft whose opening passed so long ago is forgotten.
DRAFTS_ARE_KEPT = timedelta(days=7)
#: A barometer that somebody only looked at is forgotten so long afterwards.
PREVIEWS_ARE_KEPT = timedelta(days=30)
#: What tells the channel that a round is open, and what keeps that card true.
OPENED, REDRAWN = "rounds.opened", "rounds.redrawn"
#: What tells the coordinator of it.
STARTED = "rounds.started"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands for whoever leads it: the day's total as it may be told, and what the clock does next."""

    round: Round
    shown: str | None
    step: tuple[Step, datetime] | None


async def people_to_look_up(tx: Tx, now: datetime) -> list[tuple[TeamId, RoundId, tuple[Invited, ...]]]:
    """The rounds that are to open by now, and who must still be there for it."""
    due = await rounds.due(tx, RoundState.CONFIRMED, "opens_at", now)
    return [(team, round_id, await rounds.roster(tx, round_id)) for team, round_id in due]


async def open_round(
    tx: Tx, team: TeamId, round_id: RoundId, gone: Mapping[UserId, Absence], now: datetime
) -> Round | None:
    """Open a round that is due: one sitting for each person, and the invitations. None where it was opened already.

    Only people who were deactivated meanwhile drop out. With fewer than five left the round is cancelled and the
    coordinator hears why.
    """
    confirmed = await load(tx, team, round_id, lock=True)
    if confirmed.state is not RoundState.CONFIRMED:
        return None
    staying = tuple(i for i in await rounds.roster(tx, round_id) if gone.get(i.user) is not Absence.DEACTIVATED)
    sizes = {role.id: sum(i.role == role.id for i in staying) for role in confirmed.barometer.roles}
    opened = confirmed.open(sizes)
    before = await rounds.before(tx, team, opened.channel, opened.barometer.id)
    reasons = refusals(opened, Before(released_at=before.released_at), now)
    if Refusal.TOO_FEW_INVITED in reasons or Refusal.TOO_SOON in reasons:
        return await _call_off(tx, confirmed, before.earliest if Refusal.TOO_SOON in reasons else None, now)
    await rounds.replace_roster(tx, round_id, staying)
    await rounds.save(tx, opened, RoundState.CONFIRMED)
    await sittings.insert_empty(tx, opened, staying)
    await outbox.add(tx, await to_everybody(tx, opened, "rounds.invitation", now, opened.closes_at))
    await outbox.add(tx, [_to_channel(opened, OPENED, now), await _to_leader(tx, opened, STARTED, now)])
    return opened


async def _call_off(tx: Tx, confirmed: Round, earliest: datetime | None, now: datetime) -> Round:
    """Cancel it; the coordinator hears that too few are left, or from when such a round may open."""
    cancelled = confirmed.cancel()
    await rounds.save(tx, cancelled, RoundState.CONFIRMED)
    await rounds.delete_personal(tx, cancelled.id)
    told = await _to_leader(tx, cancelled, "rounds.called_off", now)
    subject = {**told.subject, **({"earliest": earliest.isoformat()} if earliest else {})}
    await outbox.add(tx, [replace(told, subject=subject)])
    return cancelled


async def remind(tx: Tx, team: TeamId, round_id: RoundId, workdays: Workdays, now: datetime) -> int:
    """Write the newest reminder that is due; of several missed ones only the last goes out.

    A row is written for everybody: who is missing is read when it is sent, and a row tells nothing.
    """
    found = await load(tx, team, round_id)
    staffed = await course_rounds.staffed(tx, found, workdays)
    due = found.reminders_due(staffed, now)
    if due <= found.reminders_sent or not await rounds.mark_reminded(tx, round_id, found.reminders_sent, due):
        return 0
    last = {} if found.reminds_after(staffed, now) else {"last": "yes"}
    posts = await to_everybody(tx, found, "rounds.reminder", now, found.closes_at, sequence=str(due), **last)
    return await outbox.add(tx, posts)


async def write_progress(tx: Tx, team: TeamId, round_id: RoundId, workdays: Workdays, now: datetime) -> None:
    """Write the day's total as it may be told, once a day at nine (rule P11)."""
    found = await load(tx, team, round_id)
    moment = progress_moment(workdays, now)
    latest = await rounds.latest_progress(tx, round_id)
    day = workdays.local(moment).date()
    if not found.takes_answers or moment <= found.opens_at or (latest and latest[0] >= day):
        return
    everybody = await sittings.all_of(tx, found, await rounds.roster(tx, round_id))
    handed_in = sum(sitting.handed_in for _, sitting in everybody)
    shown = shown_progress(handed_in, found.people_invited)
    if shown is not None:
        await rounds.add_progress(tx, round_id, day, shown.value if isinstance(shown, Progress) else str(shown))


async def standing(tx: Tx, person: Person, now: datetime, workdays: Workdays) -> Standing | None:
    """How the round stands in the channel of whoever leads it. Raises `NotAllowed`."""
    person.check(Act.SEE_PROGRESS)
    running = await rounds.running(tx, person.team, person.channel)
    if running is None:
        return None
    latest = await rounds.latest_progress(tx, running.id)
    step = running.next_step(await course_rounds.staffed(tx, running, workdays), now)
    return Standing(running, latest[1] if latest else None, step)


async def started(tx: Tx, team: TeamId, channel: ChannelId) -> Round | None:
    """The channel's round that is open or about to be: whom it asks is settled (rule P7)."""
    running = await rounds.running(tx, team, channel)
    return running if running and running.state in {RoundState.CONFIRMED, RoundState.OPEN} else None


def leads(person: Person) -> bool:
    """Whether the person leads rounds in the channel at hand."""
    return person.may(Act.SEE_PROGRESS)


async def find(tx: Tx, team: TeamId, round_id: RoundId) -> Round | None:
    """A round of the workspace, for a message about it."""
    return await rounds.load(tx, team, round_id)


async def to_close(tx: Tx, person: Person, channel: ChannelId) -> Round:
    """The open round that this person may close. Raises `NotAllowed` and `UnknownRound`."""
    person.check(Act.CLOSE_ROUND)
    running = await rounds.running(tx, person.team, channel)
    if running is None or running.state is not RoundState.OPEN:
        raise UnknownRound
    return running


async def close_now(tx: Tx, person: Person, round_id: RoundId, now: datetime) -> Round:
    """Let no more answers in; the clock seals. Closing twice is closing once. Raises `NotAllowed`, `WrongState`."""
    person.check(Act.CLOSE_ROUND)
    found = await load(tx, person.team, round_id, lock=True)
    if found.state is RoundState.CLOSING:
        return found
    closing = replace(found.close(early=True), closes_at=now)
    await rounds.save(tx, closing, RoundState.OPEN)
    await outbox.add(tx, [_redrawn(closing, now)])
    await audit.note(tx, person.team, person.user, "round.close", round_id, now)
    return closing


async def close_at(
    tx: Tx, person: Person, round_id: RoundId, moment: datetime, workdays: Workdays, now: datetime
) -> Round:
    """Move the close forward and tell everybody who is asked; one that is no sooner moves nothing.

    What they are told takes the place of the reminders that would have come by now. Raises `NotAllowed` and
    `WrongState`.
    """
    person.check(Act.CLOSE_ROUND)
    found = await load(tx, person.team, round_id, lock=True)
    moved = found.closing_at(moment)
    if moment >= found.closes_at:
        return found
    overtaken = moved.reminders_due(await course_rounds.staffed(tx, found, workdays), now)
    moved = replace(moved, reminders_sent=max(overtaken, found.reminders_sent))
    await rounds.save(tx, moved, RoundState.OPEN)
    await audit.note(tx, person.team, person.user, "round.close_early", round_id, now)
    posts = await to_everybody(tx, moved, "rounds.closing_early", now, moved.closes_at)
    await outbox.add(tx, [*posts, _redrawn(moved, now)])
    return moved


async def tidy(tx: Tx, now: datetime) -> None:
    """Delete what has served its time: drafts that nobody confirmed, with the people on them, barometers that were only
    looked at, and old deliveries."""
    await rounds.delete_drafts(tx, now - DRAFTS_ARE_KEPT)
    await course_setups.tidy(tx, now)
    await barometers.forget_unused(tx, now - PREVIEWS_ARE_KEPT)
    await workspaces.forget_handled(tx, now - timedelta(days=1))


async def all_open(tx: Tx) -> list[tuple[TeamId, RoundId]]:
    return await rounds.all_in_state(tx, RoundState.OPEN)


async def closing_times(tx: Tx, team: TeamId) -> dict[RoundId, datetime]:
    """Until when each open round of the workspace takes answers."""
    return await rounds.closing_times(tx, team)


async def due_to_close(tx: Tx, now: datetime) -> list[tuple[TeamId, RoundId]]:
    return await rounds.due(tx, RoundState.OPEN, "closes_at", now)


async def close_when_due(tx: Tx, team: TeamId, round_id: RoundId) -> Round:
    """The closing time has come: let no more answers in. The round as it is then."""
    found = await load(tx, team, round_id, lock=True)
    if found.state is not RoundState.OPEN:
        return found
    closing = found.close(early=found.closed_early)
    await rounds.save(tx, closing, RoundState.OPEN)
    await outbox.add(tx, [_redrawn(closing, closing.closes_at)])
    return closing


async def to_cancel(tx: Tx, person: Person, channel: ChannelId) -> Round:
    """The confirmed or open round that this person may cancel. Raises `NotAllowed` and `UnknownRound`."""
    person.check(Act.CANCEL_ROUND)
    running = await rounds.running(tx, person.team, channel)
    if running is None or running.state not in {RoundState.CONFIRMED, RoundState.OPEN}:
        raise UnknownRound
    return running


async def cancel(tx: Tx, person: Person, round_id: RoundId, now: datetime) -> Round:
    """Delete every answer and the roster; the caller destroys the key after the commit. Nothing is released.

    Raises `NotAllowed`, `UnknownRound` and `WrongState`.
    """
    person.check(Act.CANCEL_ROUND)
    found = await load(tx, person.team, round_id, lock=True)
    cancelled = found.cancel()
    await rounds.save(tx, cancelled, found.state)
    await rounds.delete_personal(tx, round_id)
    await audit.note(tx, person.team, person.user, "round.cancel", round_id, now)
    if found.state is RoundState.OPEN:
        await outbox.add(tx, [_redrawn(cancelled, now), _to_channel(cancelled, "rounds.cancelled", now)])
    return cancelled


async def seat_of(tx: Tx, team: TeamId, user: UserId, round_id: RoundId) -> tuple[Round, Sitting] | None:
    """A round and the person's sitting in it, for a message that is about to be sent; None where there is none now."""
    found = await rounds.load(tx, team, round_id)
    role = await rounds.role_of(tx, round_id, user) if found else None
    if found is None or role is None:
        return None
    if found.state is RoundState.CONFIRMED:
        return found, Sitting(found.barometer, role)
    sitting = await sittings.load(tx, found, user, role) if found.takes_answers else None
    return (found, sitting) if sitting else None


async def load(tx: Tx, team: TeamId, round_id: RoundId, *, lock: bool = False) -> Round:
    """A round of the workspace, to be changed with `lock`. Raises `UnknownRound`."""
    found = await rounds.load(tx, team, round_id, lock=lock)
    if found is None:
        raise UnknownRound
    return found


async def to_everybody(
    tx: Tx, asked: Round, kind: str, due: datetime, not_after: datetime, sequence: str = "1", **told: str
) -> list[Post]:
    """A message to each person on the roster; what else it says is decided when it is sent."""
    roster: Iterable[Invited] = await rounds.roster(tx, asked.id)
    return [
        Post(
            dedupe_key=f"{asked.team}:{asked.id}:{kind}:{sequence}:{invited.user}",
            team=asked.team,
            kind=kind,
            due_at=due,
            person=invited.user,
            round=asked,
            subject={"round": asked.id, **told},
            not_after=not_after,
        )
        for invited in roster
    ]


def _redrawn(asked: Round, now: datetime) -> Post:
    """The card in the channel is to say what is true now: one row for each state and closing time."""
    edition = f"{asked.state}:{asked.closes_at:%Y-%m-%dT%H:%M}"
    post = _to_channel(asked, REDRAWN, now)
    return replace(post, dedupe_key=f"{asked.team}:{asked.id}:{REDRAWN}:{edition}")


async def opened_card(tx: Tx, asked: Round) -> tuple[ChannelId, str] | None:
    """Where the card stands that told the channel of the opening, if it does."""
    return await sent_messages.live_card(tx, asked.team, OPENED, {"round": asked.id})


async def started_cards(tx: Tx, asked: Round) -> list[Sent]:
    """Where the message stands that told the coordinator of it."""
    return await sent_messages.where_sent(tx, asked.team, [STARTED], round=asked.id)


def _to_channel(asked: Round, kind: str, now: datetime) -> Post:
    return _post(asked, kind, now, asked.channel)


async def _to_leader(tx: Tx, asked: Round, kind: str, now: datetime) -> Post:
    return _post(asked, kind, now, await leader_of(tx, asked))


def _post(asked: Round, kind: str, now: datetime, target: str) -> Post:
    return Post(
        dedupe_key=f"{asked.team}:{asked.id}:{kind}:1",
        team=asked.team,
        kind=kind,
        due_at=now,
        channel=target,
        subject={"round": asked.id},
        not_after=now + timedelta(days=2),
    )

"""What somebody who is asked does: answer, skip, hand in, comment, delete, ask for peace.

A coordinator who tries a draft gets the same cards; their sitting is rebuilt from the click and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.barometers import Choice, ItemId
from domain.people import UNMARKED_ROLE, TeamId, UserId
from domain.rounds import Round, RoundId, RoundState
from domain.sittings import Sitting
from storage import rounds as stored_rounds
from storage import sittings as stored
from storage.database import Tx

#: Before the id of a round on the cards of a trial.
TRIAL = "try-"


class UnknownRound(Exception):  # noqa: N818 - the name is the sentence
    """There is no such round for this person: not theirs, not asked, or never was. One answer for all three."""


class TrialOver(Exception):  # noqa: N818 - the name is the sentence
    """A card on which nothing is stored was pressed after the round was started, set up anew or dropped."""


class RoundClosed(Exception):  # noqa: N818 - the name is the sentence
    """The round takes no answers any more; carries the round."""

    def __init__(self, closed: Round) -> None:
        super().__init__(closed.state.value)
        self.round = closed


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in a round. `trial` means that nothing is stored; `corrected` that what was done changed answers
    that had been handed in before.
    """

    round: Round
    sitting: Sitting
    corrected: bool = False
    trial: bool = False

    def tried_up_to(self, item: ItemId) -> Seat:
        """Where a trial, which keeps nothing, is at this item: every item up to it left behind. Itself in a round."""
        return replace(self, sitting=trial_sitting(self.round, item)) if self.trial else self


async def take_seat(tx: Tx, team: TeamId, user: UserId, round_id: RoundId, *, to_change: bool = False) -> Seat:
    """The person's place in an open round. Raises `UnknownRound` or `RoundClosed`.

    With `to_change` the round cannot close, nor the sitting change, before the transaction ends. The cards of a trial
    carry an id of their own, so that nothing pressed on them is ever stored; once the round is no longer being prepared
    by the same person they raise `TrialOver`.
    """
    if round_id.startswith(TRIAL):
        return await _trial(tx, team, user, round_id.removeprefix(TRIAL))
    found = await stored_rounds.load(tx, team, round_id, share=to_change)
    if found is None:
        raise UnknownRound
    if found.state not in {RoundState.DRAFT, RoundState.CONFIRMED, RoundState.OPEN}:
        raise RoundClosed(found)
    role = await stored_rounds.role_of(tx, found.id, user) if found.takes_answers else None
    sitting = await stored.load(tx, found, user, role, lock=to_change) if role else None
    if sitting is None:
        raise UnknownRound
    return Seat(found, sitting)


async def _trial(tx: Tx, team: TeamId, user: UserId, round_id: RoundId) -> Seat:
    found = await stored_rounds.load(tx, team, round_id)
    if found is None or user != found.coordinator or found.state is not RoundState.DRAFT:
        raise TrialOver  # one answer for all, so that it tells nobody whether there is such a round
    return Seat(trial_of(found), trial_sitting(found), trial=True)


async def with_live_cards(tx: Tx) -> set[RoundId]:
    """The rounds whose cards can be used, by the id on them: those that open or are open, and the trials of those being
    prepared."""
    drafts = await stored_rounds.all_in_state(tx, RoundState.DRAFT)
    ahead = await stored_rounds.all_in_state(tx, RoundState.CONFIRMED)
    still_open = await stored_rounds.all_in_state(tx, RoundState.OPEN)
    return {round_id for _, round_id in (*ahead, *still_open)} | {f"{TRIAL}{round_id}" for _, round_id in drafts}


def trial_of(draft: Round) -> Round:
    """The round as the cards of a trial name it."""
    return replace(draft, id=f"{TRIAL}{draft.id}")


def trial_sitting(draft: Round, up_to: ItemId | None = None) -> Sitting:
    """What a trial would have stored: every item up to this one skipped."""
    role = UNMARKED_ROLE if any(r.id == UNMARKED_ROLE for r in draft.barometer.roles) else draft.barometer.roles[-1].id
    sitting = Sitting(draft.barometer, role)
    if up_to is None or not any(item.id == up_to for item in sitting.items):
        return sitting
    for item in sitting.items[: sitting.number(up_to)]:
        sitting = sitting.skip(item.id)
    return sitting


async def change(
    tx: Tx, team: TeamId, user: UserId, round_id: RoundId, event: str, how: Callable[[Sitting], Sitting]
) -> Seat:
    """Change a person's sitting once for each event; a redelivery of the event changes nothing.

    Raises `UnknownRound`, `RoundClosed`, and what the change itself refuses.
    """
    seat = await take_seat(tx, team, user, round_id, to_change=True)
    if seat.trial:  # as if something had been answered: how far the person is, is not known
        begun = trial_sitting(seat.round, seat.sitting.items[0].id)
        return Seat(seat.round, how(begun), trial=True)
    changed = how(seat.sitting)
    if not await stored.first_time(tx, seat.round, user, event):
        return seat
    if changed != seat.sitting:
        await stored.save(tx, seat.round, user, changed)
    return Seat(seat.round, changed, corrected=seat.sitting.handed_in and changed.answers != seat.sitting.answers)


async def answer(
    tx: Tx, team: TeamId, user: UserId, round_id: RoundId, item: ItemId, choice: Choice, event: str
) -> Seat:
    """Keep one choice; a second click on an old card counts too while the round is open."""
    seat = await change(tx, team, user, round_id, event, lambda sitting: sitting.answer(item, choice))
    return seat.tried_up_to(item)


async def rounds_of(tx: Tx, team: TeamId, user: UserId) -> list[Seat]:
    """The open rounds in which this person is asked, newest first."""
    seats = []
    for found in await stored_rounds.rounds_of(tx, team, user):
        role = await stored_rounds.role_of(tx, found.id, user)
        sitting = await stored.load(tx, found, user, role) if role and found.takes_answers else None
        if sitting:
            seats.append(Seat(found, sitting))
    return seats

"""Somebody who had a part in a course is gone or away: what they leave, who is asked, and who has it afterwards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.people import Named, Right, UserId


class Gone(StrEnum):
    """In what way somebody is not there any more."""

    DEACTIVATED = "deactivated"
    #: On leave, as the list of people says: they come back.
    AWAY = "away"
    LEFT_CHANNEL = "left_channel"
    #: Taken out of the list of people.
    TAKEN_OUT = "taken_out"


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody leaves in a course: their role in its channel, and how many open actions of its plan."""

    user: UserId
    why: Gone
    role: Right | None = None
    actions: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nobody has to take over anything."""
        return self.role is None and not self.actions


def left_by(user: UserId, why: Gone, named: Named, actions: int) -> Left:
    """What is to be taken over. Whoever comes back keeps their role, and a member of the team leaves no office."""
    role = {named.coordinator: Right.COORDINATOR, named.deputy: Right.DEPUTY}.get(user)
    keeps = why in {Gone.AWAY, Gone.TAKEN_OUT}
    return Left(user, why, None if keeps else role, actions)


def whom_to_ask(named: Named, gone: UserId, absent: Collection[UserId]) -> UserId | None:
    """Who says who takes over: whoever leads now, else the deputy, else the coordinator; None where they are gone too.

    `absent` are those who cannot be asked.
    """
    leads = (named.leader, named.deputy, named.coordinator)
    return next((user for user in leads if user and user != gone and user not in absent), None)


def stands_in(named: Named, user: UserId, gone: UserId, why: Gone) -> bool:
    """Whether the deputy says who takes over from a coordinator who has left the channel, which else the coordinator
    alone could."""
    return why is Gone.LEFT_CHANNEL and gone == named.coordinator and user == named.deputy


def handed_over(named: Named, gone: UserId, heir: UserId) -> Named:
    """Somebody has what another had in the channel, who has nothing in it any more; a deputy who takes over is none."""
    coordinator = heir if named.coordinator == gone else named.coordinator
    deputy = heir if named.deputy == gone else named.deputy
    return replace(
        named,
        coordinator=coordinator,
        deputy=None if deputy == coordinator else deputy,
        team=(named.team | {heir}) - {gone, coordinator, deputy},
        observers=named.observers - {gone},
        coordinator_away=named.coordinator_away and named.coordinator != gone,
    )

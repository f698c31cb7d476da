"""Who is asked when somebody is gone, and who has what afterwards."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.handovers import Gone, Left, handed_over, left_by, stands_in, whom_to_ask
from domain.people import Named, Right

TEAM = Named(coordinator="M", deputy="J", team=frozenset({"T", "A"}), observers=frozenset({"O"}))
USERS = st.sampled_from("MJTAOX")


@pytest.mark.parametrize(
    ("user", "why", "role"),
    [
        ("M", Gone.DEACTIVATED, Right.COORDINATOR),
        ("M", Gone.LEFT_CHANNEL, Right.COORDINATOR),
        ("M", Gone.AWAY, None),
        ("J", Gone.DEACTIVATED, Right.DEPUTY),
        ("J", Gone.TAKEN_OUT, None),
        ("T", Gone.DEACTIVATED, None),
    ],
)
def test_an_office_is_left_by_whoever_does_not_come_back(user: str, why: Gone, role: Right | None) -> None:
    assert left_by(user, why, TEAM, 2) == Left(user, why, role, 2)


def test_a_member_without_anything_to_do_leaves_nothing() -> None:
    assert left_by("T", Gone.DEACTIVATED, TEAM, 0).is_nothing
    assert not left_by("T", Gone.DEACTIVATED, TEAM, 1).is_nothing
    assert not left_by("M", Gone.DEACTIVATED, TEAM, 0).is_nothing


def test_whoever_leads_and_is_there_is_asked() -> None:
    assert whom_to_ask(TEAM, "T", {"T"}) == "M"
    assert whom_to_ask(TEAM, "M", {"M"}) == "J"
    assert whom_to_ask(TEAM, "T", {"T", "M"}) == "J"
    assert whom_to_ask(TEAM, "M", {"M", "J"}) is None
    on_leave = Named(coordinator="M", deputy="J", coordinator_away=True)
    assert whom_to_ask(on_leave, "T", {"T"}) == "J"
    assert whom_to_ask(Named(), "T", {"T"}) is None


def test_the_deputy_who_takes_over_is_no_deputy_any_more() -> None:
    assert handed_over(TEAM, "M", "J") == Named("J", None, frozenset({"T", "A"}), frozenset({"O"}))


def test_somebody_new_takes_over_an_office() -> None:
    assert handed_over(TEAM, "J", "X") == Named("M", "X", frozenset({"T", "A"}), frozenset({"O"}))
    assert handed_over(TEAM, "T", "X") == Named("M", "J", frozenset({"A", "X"}), frozenset({"O"}))


@given(gone=USERS, heir=USERS, away=st.booleans())
def test_whoever_is_gone_has_nothing_and_the_heir_is_in_it(gone: str, heir: str, away: bool) -> None:
    assume(gone != heir)
    before = Named(TEAM.coordinator, TEAM.deputy, TEAM.team, TEAM.observers, coordinator_away=away)
    after = handed_over(before, gone, heir)
    everybody = {after.coordinator, after.deputy, *after.team}
    assert heir in everybody
    assert gone not in everybody | after.observers
    assert after.coordinator not in {after.deputy, *after.team}
    assert after.coordinator_away == (away and gone != "M")


def test_only_a_coordinator_who_left_the_channel_is_stood_in_for_at_once() -> None:
    assert stands_in(TEAM, "J", "M", Gone.LEFT_CHANNEL)
    assert not stands_in(TEAM, "J", "T", Gone.LEFT_CHANNEL)
    assert not stands_in(TEAM, "J", "M", Gone.TAKEN_OUT)
    assert not stands_in(TEAM, "T", "M", Gone.LEFT_CHANNEL)

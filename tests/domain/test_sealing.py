"""What a closing round becomes beside the earlier ones of its channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.barometers import Barometer
from domain.releases import TOTAL, Handed, make_release
from domain.rounds import Round, RoundState
from domain.scoring import ChangeWord
from domain.sealing import Earlier, Sealed, compared_with
from tests.domain.small_rounds import barometer, handed, item

OPENS = datetime(2027, 1, 11, 8, tzinfo=UTC)
ASKED = barometer([item("q1", "ab"), item("q2", "ab")])
LOW, HIGH = (
    [*handed("a", *[sign * 2 for sign in signs * 10]), *handed("b", *[sign * 2 for sign in signs * 2])]
    for signs in ("12", "45")
)


def a_round(weeks: int = 0, asks: Barometer = ASKED) -> Round:
    opens = OPENS + timedelta(weeks=weeks)
    return Round(
        id=f"round-{weeks}",
        team="T0",
        channel="C0",
        unit="Børn og Familie",
        barometer=asks,
        grouping="roles",
        coordinator="U0",
        reader="U0",
        opens_at=opens,
        closes_at=opens + timedelta(weeks=2),
        state=RoundState.CLOSING,
        invited={"a": 20, "b": 4},
    )


def earlier(weeks: int, sittings: list[Handed] = LOW, asks: Barometer = ASKED) -> Earlier:
    asked = a_round(weeks, asks)
    return Earlier(asked, make_release(asks, "roles", asked.invited, sittings))


def test_a_first_round_is_compared_with_none() -> None:
    made = Sealed.of(a_round(), HIGH, [])
    assert (made.before, made.release.change) == (None, None)
    assert made.release == make_release(ASKED, "roles", {"a": 20, "b": 4}, HIGH)


def test_a_change_stands_where_both_rounds_show_enough_and_nowhere_else() -> None:
    made = Sealed.of(a_round(26), HIGH, [earlier(0)])
    assert made.before == "round-0"
    assert made.release.change is not None
    assert made.release.change.keys() == {TOTAL}
    assert made.release.change[TOTAL]["t1"].points == 75
    assert made.release.change[TOTAL]["t1"].word is ChangeWord.CLEARLY_HIGHER


def test_the_first_of_the_list_that_opened_before_is_the_one() -> None:
    """A measurement from elsewhere may be brought in later, and be of a day when this round was open already."""
    assert compared_with(a_round(26), [earlier(27), earlier(13), earlier(0)]) == earlier(13)
    assert compared_with(a_round(26), [earlier(26)]) is None


def test_a_round_of_another_channel_is_one_only_where_its_result_is_shown_to_the_same_readers() -> None:
    shown = replace(a_round(26), result_channels=("C0DEPARTMENT", "C0TEAM"))
    there = earlier(0)
    elsewhere = replace(there, round=replace(there.round, channel="C0DEPARTMENT"))
    told = replace(elsewhere, round=replace(elsewhere.round, result_channels=("C0TEAM", shown.channel)))
    assert compared_with(shown, [elsewhere]) is None
    assert compared_with(shown, [told]) == told
    assert compared_with(shown, [elsewhere, there]) == there


def test_a_round_that_showed_no_figures_is_passed_over() -> None:
    few = LOW[:4]
    assert earlier(13, few).release.tells_nothing
    assert compared_with(a_round(26), [earlier(13, few), earlier(0)]) == earlier(0)
    made = Sealed.of(a_round(26), HIGH, [earlier(13, few)])
    assert (made.before, made.release.change) == (None, None)


def test_a_release_that_tells_only_how_many_answered_tells_something() -> None:
    release = earlier(0).release
    assert not release.tells_nothing
    assert not replace(release, populations={}).tells_nothing


def test_a_round_of_another_barometer_or_other_groups_is_passed_over() -> None:
    other, divided = replace(ASKED, id="other"), barometer([item("q1", "abc"), item("q2", "abc")])
    rounds = [earlier(20, asks=other), earlier(13, asks=divided), earlier(0, asks=replace(ASKED, version=0))]
    assert compared_with(a_round(26), rounds) == rounds[2]


def test_a_raised_k_holds() -> None:
    made = Sealed.of(replace(a_round(), k=25), HIGH, [])
    assert made.release.populations == {}
    assert Sealed.of(replace(a_round(), k=1), HIGH, []).release == Sealed.of(a_round(), HIGH, []).release

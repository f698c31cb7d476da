from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Barometer
from domain.tallies import Tally
from domain.withholding import (
    TOTAL,
    Reason,
    Resolution,
    comments_kept,
    decide,
    foresee,
    propose_grouping,
    shown_groups,
    total_shown,
)
from tests.domain.small_rounds import barometer, item

sizes_of_groups = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1)


def spread_out(n: int) -> Tally:
    """So many people who do not all think the same."""
    return Tally(counts=(n // 5, n // 5, n // 5, n // 5, n - 4 * (n // 5)), invited=n)


# P1 and P2: sizes


def test_a_group_below_five_is_hidden_and_so_is_the_smallest_shown_one() -> None:
    assert shown_groups({"leaders": 3, "staff": 17, "super": 8}) == ("staff",)


def test_hidden_groups_that_are_five_together_need_nobody_else() -> None:
    assert shown_groups({"leaders": 3, "super": 2, "staff": 17}) == ("staff",)


def test_the_last_shown_group_is_hidden_rather_than_leave_fewer_than_five() -> None:
    sizes = {"leaders": 3, "staff": 17}
    assert shown_groups(sizes) == ()
    assert total_shown(sizes, ())


def test_a_group_in_which_nobody_gave_a_valid_answer_is_hidden_and_fills_nothing_up() -> None:
    assert shown_groups({"leaders": 0, "super": 5, "staff": 17}) == ("staff",)
    assert shown_groups({"leaders": 0, "super": 4, "staff": 17}) == ()


def test_everything_is_shown_where_every_group_has_five() -> None:
    assert shown_groups({"b": 5, "a": 5}) == ("b", "a")


def test_of_equally_small_groups_the_one_with_fewest_invited_is_hidden_then_by_id() -> None:
    sizes = {"x": 2, "b": 6, "c": 6, "a": 6}
    assert shown_groups(sizes, invited={"x": 2, "a": 9, "b": 7, "c": 8}) == ("c", "a")
    assert shown_groups(sizes, invited={"x": 2, "a": 9, "b": 9, "c": 9}) == ("b", "c")
    assert shown_groups(sizes) == ("b", "c")


def test_k_can_be_raised_but_not_lowered() -> None:
    sizes = {"a": 4, "b": 6, "c": 12, "d": 20}
    assert shown_groups(sizes, k=1) == shown_groups(sizes, k=5) == ("c", "d")
    assert shown_groups(sizes, k=11) == ("d",)
    assert not total_shown({"a": 4}, (), k=1)
    assert not total_shown({"a": 9}, (), k=10)


@given(sizes_of_groups, st.integers(-3, 12))
def test_the_hidden_are_nobody_or_at_least_k_unless_the_total_is_hidden_too(sizes: dict[str, int], k: int) -> None:
    shown = shown_groups(sizes, k)
    hidden = [size for group, size in sizes.items() if group not in shown]
    assert all(sizes[group] >= max(5, k) for group in shown)
    assert not shown or not hidden or sum(hidden) >= max(5, k)
    assert total_shown(sizes, shown, k) == (sum(sizes.values()) >= max(5, k))


# P3 and P9: one item


def test_nobody_handed_in_is_neither_shown_nor_withheld() -> None:
    decision = decide({"a": Tally(invited=9), "b": Tally(invited=4)})
    assert (dict(decision.shown), dict(decision.withheld)) == ({}, {})


def test_a_hidden_group_says_too_few_and_one_that_protects_it_says_so() -> None:
    decision = decide({"a": spread_out(3), "b": spread_out(12), "c": spread_out(20), "d": Tally(invited=5)})
    assert decision.withheld == {"a": Reason.TOO_FEW, "b": Reason.PROTECTS_ANOTHER}
    assert decision.shown == {TOTAL: Resolution.LEVELS, "c": Resolution.LEVELS}


def test_fewer_than_five_altogether_are_withheld_altogether() -> None:
    decision = decide({"a": spread_out(2), "b": Tally(skipped=3)})
    assert decision.withheld == {TOTAL: Reason.TOO_FEW, "a": Reason.TOO_FEW, "b": Reason.TOO_FEW}
    assert not decision.shown


def test_an_item_asked_of_one_group_is_shown_on_its_own_answers() -> None:
    assert decide({"a": spread_out(10)}).shown == {TOTAL: Resolution.LEVELS, "a": Resolution.LEVELS}
    assert decide({"a": spread_out(4)}).withheld == {TOTAL: Reason.TOO_FEW, "a": Reason.TOO_FEW}


def test_all_populations_share_the_resolution_of_the_smallest_shown_one() -> None:
    assert set(decide({"a": spread_out(10), "b": spread_out(20)}).shown.values()) == {Resolution.LEVELS}
    assert set(decide({"a": spread_out(9), "b": spread_out(20)}).shown.values()) == {Resolution.BINS}


def test_a_hidden_small_group_does_not_coarsen_the_others() -> None:
    decision = decide({"a": spread_out(4), "b": spread_out(6), "c": spread_out(20)})
    assert decision.shown == {TOTAL: Resolution.LEVELS, "c": Resolution.LEVELS}


@pytest.mark.parametrize("counts", [(0, 0, 0, 2, 3), (6, 0, 0, 0, 1), (0, 0, 8, 0, 0), (0, 1, 8, 0, 0)])
def test_a_small_group_that_agrees_gets_words_and_takes_the_next_one_with_it(
    counts: tuple[int, int, int, int, int],
) -> None:
    decision = decide({"a": Tally(counts=counts), "b": spread_out(12), "c": spread_out(20)})
    assert decision.shown == {TOTAL: Resolution.BINS, "a": Resolution.WORDS, "c": Resolution.BINS}
    assert decision.withheld == {"b": Reason.PROTECTS_ANOTHER}


def test_groups_in_words_that_differ_from_each_other_need_no_protection() -> None:
    apart = {"a": Tally(counts=(0, 0, 0, 0, 5)), "b": Tally(counts=(5, 0, 0, 0, 0)), "c": spread_out(20)}
    assert decide(apart).shown == {
        TOTAL: Resolution.BINS,
        "a": Resolution.WORDS,
        "b": Resolution.WORDS,
        "c": Resolution.BINS,
    }


def test_hidden_people_who_agree_are_protected_until_they_are_ten_or_differ() -> None:
    agreed = {"a": Tally(counts=(0, 0, 0, 0, 3)), "b": Tally(counts=(0, 0, 0, 5, 0))}
    decision = decide({**agreed, "c": spread_out(7), "d": spread_out(20)})
    assert decision.withheld == {"a": Reason.TOO_FEW, "b": Reason.PROTECTS_ANOTHER, "c": Reason.PROTECTS_ANOTHER}
    assert decision.shown == {TOTAL: Resolution.LEVELS, "d": Resolution.LEVELS}


def test_two_small_groups_that_all_agree_leave_nobody_in_numbers_but_ten_together() -> None:
    decision = decide({"a": Tally(counts=(0, 0, 0, 0, 5)), "b": Tally(counts=(0, 0, 0, 0, 5))})
    assert decision.shown == {TOTAL: Resolution.BINS, "a": Resolution.WORDS, "b": Resolution.WORDS}


def test_a_total_below_ten_that_agrees_is_said_in_words() -> None:
    decision = decide({"a": Tally(counts=(0, 0, 0, 4, 0)), "b": Tally(counts=(1, 0, 0, 3, 0))})
    assert decision.shown == {TOTAL: Resolution.WORDS}


def test_a_large_group_that_agrees_is_shown_in_numbers() -> None:
    assert decide({"a": Tally(counts=(0, 0, 0, 0, 10))}).shown == {TOTAL: Resolution.LEVELS, "a": Resolution.LEVELS}


# P5: what a grouping would show, before anybody has answered

STAFFED = barometer([item("q1", "abc")], groups={"ab": "ab", "c": "c"})


def with_groupings(**groupings: dict[str, str]) -> Barometer:
    """A barometer of the roles a, b and c with these groupings, in this order."""
    found = (
        replace(barometer([item("q1", "abc")], groups=groups).groupings[0], id=name)
        for name, groups in groupings.items()
    )
    return replace(STAFFED, groupings=tuple(found))


def test_the_coordinator_is_told_what_a_grouping_shows_if_all_answer_and_if_80_percent_do() -> None:
    foreseen = foresee(STAFFED, "g", {"a": 3, "b": 3, "c": 17})
    assert foreseen.shown_if_all == ("ab", "c")
    assert foreseen.people_if_all == 23
    assert foreseen.shown_at_80 == ()
    assert foreseen.people_at_80 == 0
    assert foreseen.total_shown_if_all
    assert foreseen.total_shown_at_80


def test_80_percent_is_rounded_down() -> None:
    assert foresee(STAFFED, "g", {"a": 7, "c": 7}).shown_at_80 == ("ab", "c")
    assert foresee(STAFFED, "g", {"a": 6, "c": 6}).shown_at_80 == ()


@pytest.mark.parametrize(("invited", "shown"), [({"a": 2, "b": 2, "c": 3}, True), ({"a": 2, "b": 2, "c": 2}, False)])
def test_where_no_group_is_shown_everybody_is_foreseen_alike_whatever_the_division(
    invited: dict[str, int], *, shown: bool
) -> None:
    choice = with_groupings(roles={"a": "a", "b": "b", "c": "c"}, two={"ab": "ab", "c": "c"})
    foreseen = [foresee(choice, one.id, invited) for one in choice.groupings]
    assert [one.shown_at_80 for one in foreseen] == [(), ()]
    assert [one.total_shown_at_80 for one in foreseen] == [shown, shown]


def test_a_group_without_anybody_hides_nothing() -> None:
    foreseen = foresee(STAFFED, "g", {"c": 17})
    assert (foreseen.shown_if_all, foreseen.people_if_all, foreseen.people_at_80) == (("c",), 17, 17)


def test_fewer_than_five_invited_foresee_nothing() -> None:
    foreseen = foresee(STAFFED, "g", {"c": 4})
    assert not foreseen.total_shown_if_all
    assert foreseen.shown_if_all == ()


def test_the_grouping_that_shows_most_people_at_80_percent_is_proposed() -> None:
    choice = with_groupings(roles={"a": "a", "b": "b", "c": "c"}, two={"ab": "ab", "c": "c"}, one={"all": "abc"})
    assert propose_grouping(choice, {"a": 10, "b": 10, "c": 20}) == "roles"
    assert propose_grouping(choice, {"a": 4, "b": 4, "c": 20}) == "two"
    assert propose_grouping(choice, {"a": 1, "b": 2, "c": 20}) == "one"
    assert propose_grouping(choice, {"a": 1, "b": 1, "c": 1}) == "roles"


def test_of_groupings_equal_at_80_percent_the_one_that_shows_more_at_full_response_is_proposed() -> None:
    choice = with_groupings(roles={"a": "a", "b": "b", "c": "c"}, two={"ab": "ab", "c": "c"})
    assert propose_grouping(choice, {"a": 3, "b": 3, "c": 17}) == "two"


# P10


def test_comments_are_kept_from_ten_who_handed_in() -> None:
    assert [comments_kept(0), comments_kept(9), comments_kept(10)] == [False, False, True]


# P9: words that would tell more than words


def test_words_are_left_out_where_with_the_total_they_would_tell_what_the_hidden_answered() -> None:
    """5 of the 12 not in numbers agree, and of c all or all but one do: so nobody of a and d does."""
    c = Tally(counts=(0, 1, 0, 0, 5))
    hidden = {"a": Tally(counts=(0, 1, 0, 0, 0)), "d": Tally(counts=(0, 5, 0, 0, 0))}
    decision = decide({**hidden, "b": Tally(counts=(0, 6, 4, 5, 4)), "c": c})
    assert decision.withheld == {"a": Reason.TOO_FEW, "c": Reason.PROTECTS_ANOTHER, "d": Reason.PROTECTS_ANOTHER}
    assert decision.shown == {TOTAL: Resolution.LEVELS, "b": Resolution.LEVELS}


def test_words_are_left_out_where_the_total_tells_that_it_is_all_of_them() -> None:
    """Nobody else can be the sixth to disagree but the one of a who does not agree: all of b disagree."""
    one_short, all_alike = Tally(counts=(0, 1, 0, 0, 5)), Tally(counts=(0, 5, 0, 0, 0))
    assert decide({"a": one_short, "b": all_alike, "c": spread_out(20)}).shown.keys() == {TOTAL, "c"}


def test_words_stand_where_another_answer_is_possible() -> None:
    c = Tally(counts=(0, 1, 0, 0, 5))
    hidden = {"a": Tally(counts=(0, 0, 0, 1, 0)), "d": Tally(counts=(0, 5, 0, 0, 0))}
    decision = decide({**hidden, "b": Tally(counts=(0, 6, 4, 5, 4)), "c": c})
    assert decision.shown == {TOTAL: Resolution.BINS, "b": Resolution.BINS, "c": Resolution.WORDS}


def test_words_beside_a_total_in_words_stand() -> None:
    alone = Tally(counts=(0, 0, 0, 0, 6))
    assert decide({"a": alone}).shown == {TOTAL: Resolution.WORDS, "a": Resolution.WORDS}

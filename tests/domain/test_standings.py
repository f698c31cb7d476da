from __future__ import annotations

from collections.abc import Sequence

from domain.barometers import Barometer
from domain.releases import Ranked, Release, Response, make_release
from domain.standings import divided_items, most_divided_theme, strongest_items, themes_by_points, weakest_items
from tests.domain.small_rounds import barometer, handed, item

ASKED = barometer([item(f"q{number}", "a") for number in range(1, 8)])
CALM, SPLIT, CAMPS = "3333344433", "1111155555", "2222233444"


def ranked(*ranks: int) -> Release:
    """A release that ranks the items q1, q2 … so, and shows nothing else."""
    ranking = tuple(Ranked(f"q{number}", rank) for number, rank in enumerate(ranks, 1))
    return Release("test", 1, "roles", Response(0, 0, None, None), {}, (), ranking)


def extremes(release: Release, asked: Barometer) -> tuple[str | None, str | None]:
    """The strongest and the lowest theme."""
    themes = [theme.id for theme, _ in themes_by_points(release, asked)]
    return (themes[0], themes[-1]) if themes else (None, None)


def themes_of_two(*answers: Sequence[str]) -> tuple[Release, str | None, str | None, str | None]:
    """A release of themes with these answers to their items: its strongest, lowest and most divided theme."""
    columns = [column for theme in answers for column in theme]
    numbers = iter(range(1, len(columns) + 1))
    asked = barometer(*[[item(f"q{next(numbers)}", "a") for _ in theme] for theme in answers])
    rows = ["".join(row) for row in zip(*columns, strict=True)]
    release = make_release(asked, "roles", {"a": len(rows)}, handed("a", *rows))
    strongest, lowest = extremes(release, asked)
    return release, strongest, lowest, most_divided_theme(release, asked)


def test_the_strongest_and_the_weakest_three() -> None:
    release = ranked(1, 2, 3, 4, 5, 6, 7)
    assert strongest_items(release, ASKED) == ("q1", "q2", "q3")
    assert weakest_items(release, ASKED) == ("q7", "q6", "q5")


def test_all_that_share_the_third_place_are_shown() -> None:
    assert strongest_items(ranked(1, 2, 3, 3, 5, 6), ASKED) == ("q1", "q2", "q3", "q4")
    assert weakest_items(ranked(1, 2, 3, 3, 5, 6), ASKED) == ("q6", "q5", "q3", "q4")


def test_those_that_share_a_place_above_the_third_count_one_by_one() -> None:
    assert strongest_items(ranked(1, 1, 3, 4), ASKED) == ("q1", "q2", "q3")
    assert strongest_items(ranked(1, 1, 1, 4), ASKED) == ("q1", "q2", "q3")
    assert weakest_items(ranked(1, 2, 3, 3, 3), ASKED) == ("q3", "q4", "q5")


def test_what_nearly_all_think_of_alike_stands_first_although_it_has_no_figures() -> None:
    names = ("q1", "q2", "q3", "q4", "q5")
    asked = barometer([item(name, "a", is_reversed=name in {"q4", "q5"}) for name in names])
    columns = ["4444445", "1111122", "1122345", "1111112", "5555544"]
    rows = ["".join(row) for row in zip(*columns, strict=True)]
    release = make_release(asked, "roles", {"a": 7}, handed("a", *rows))
    assert {name for name, one in release.everybody.items.items() if one.words} == {"q1", "q2", "q4", "q5"}
    assert strongest_items(release, asked) == ("q1", "q4", "q3")
    assert weakest_items(release, asked) == ("q2", "q5", "q3")


def test_a_release_without_ranks_has_no_standings() -> None:
    asked = barometer([item("q1", "a")])
    nothing = ranked()
    assert strongest_items(nothing, ASKED) == weakest_items(nothing, ASKED) == ()
    assert themes_by_points(nothing, asked) == []
    assert most_divided_theme(nothing, asked) is None


def test_the_strongest_and_the_lowest_theme_go_by_the_mean() -> None:
    _, strongest, lowest, _ = themes_of_two([CALM, CALM], ["4" * 9 + "3"] * 2, [CAMPS, CAMPS])
    assert (strongest, lowest) == ("t2", "t3")


def test_equal_themes_are_told_apart_by_the_order_of_the_questions() -> None:
    _, strongest, lowest, _ = themes_of_two([CALM, CALM], [CALM, CALM])
    assert (strongest, lowest) == ("t1", "t2")


def test_the_most_divided_theme_has_the_largest_share_of_divided_items() -> None:
    _, _, _, divided = themes_of_two([CALM, CAMPS], [CAMPS, CAMPS], [CALM, SPLIT])
    assert divided == "t2"


def test_how_many_items_of_a_theme_divide_opinions_is_counted_of_those_shown_in_numbers() -> None:
    release, _, _, _ = themes_of_two([CALM, CAMPS], [CAMPS, CAMPS], [CALM, CALM])
    asked = barometer(
        [item("q1", "a"), item("q2", "a")], [item("q3", "a"), item("q4", "a")], [item("q5", "a"), item("q6", "a")]
    )
    assert [divided_items(theme, release) for theme in asked.themes] == [(1, 2), (2, 2), (0, 2)]


def test_of_equal_shares_the_theme_with_least_consensus_is_the_most_divided() -> None:
    _, _, _, divided = themes_of_two([CALM, CAMPS], [CALM, SPLIT])
    assert divided == "t2"


def test_where_nobody_is_divided_no_theme_is() -> None:
    _, _, _, divided = themes_of_two([CALM, CALM], [CALM, CALM])
    assert divided is None


def test_standings_are_the_same_for_a_release_read_back_from_storage() -> None:
    release, strongest, lowest, divided = themes_of_two([CALM, CAMPS], [CAMPS, CAMPS])
    asked = barometer([item("q1", "a"), item("q2", "a")], [item("q3", "a"), item("q4", "a")])
    read = Release.from_dict(release.as_dict())
    assert extremes(read, asked) == (strongest, lowest)
    assert most_divided_theme(read, asked) == divided

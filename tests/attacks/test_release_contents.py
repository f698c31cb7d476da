"""What a release holds, and what it does not, however a department is cut or configured (A3, A4, A5, A10, A25, A31)."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from domain.barometers import Choice
from domain.releases import TOTAL, Handed, Release, make_release
from tests.attacks.departments import random_department
from tests.domain.small_rounds import barometer, handed, item, one_item_release

VARIED = "12345123451234512345"


def figures_of(release: Release, population: str) -> dict[str, Any]:
    """What stands about q1 in the release as it is kept."""
    found: dict[str, Any] = release.as_dict()["populations"][population]["items"]["q1"]
    return found


def test_everybody_less_the_shown_groups_is_nobody_or_at_least_five() -> None:
    """A3, with n as published."""
    rng = random.Random(20270113)
    for _ in range(80):
        populations = random_department(rng).release.populations
        for item_id, everybody in populations[TOTAL].items.items() if TOTAL in populations else ():
            groups = [found.items for name, found in populations.items() if name != TOTAL and item_id in found.items]
            rest = everybody.n - sum(items[item_id].n for items in groups)
            assert rest == 0 or rest >= 5


def test_a_theme_says_nothing_that_its_items_do_not() -> None:
    """A4: its mean can be calculated from the published means, so that it is no further equation."""
    rng = random.Random(20270114)
    seen = 0
    for _ in range(80):
        department = random_department(rng)
        for population in department.release.populations.values():
            for theme in department.barometer.themes:
                means = [population.items[one.id].mean for one in theme.items if one.id in population.items]
                known = [mean for mean in means if mean is not None]
                if theme.id in population.themes:
                    seen += 1
                    assert population.themes[theme.id].items == len(known)
                    assert population.themes[theme.id].mean == pytest.approx(sum(known) / len(known), abs=2e-6)
    assert seen > 50


def test_a_withheld_population_has_no_number_at_all() -> None:
    """A5: neither n nor not relevant nor skipped, and a reason that counts nobody."""
    release = one_item_release({"a": "12n-", "b": VARIED, "c": VARIED + "nn"})
    assert set(release.as_dict()["populations"]) == {"total", "c"}
    about_a = [entry for entry in release.as_dict()["withheld"] if entry["population"] == "a"]
    assert about_a == [
        {"population": "a", "item": "q1", "reason": "too_few"},
        {"population": "a", "theme": "t1", "reason": "too_few_items"},
    ]


def test_who_of_the_hidden_groups_answered_what_changes_nothing_in_the_release() -> None:
    """People of two hidden groups swap their answers: a release that tells them apart would change."""
    rng = random.Random(20270115)
    for _ in range(100):
        hidden = [rng.choice("12345") for _ in range(rng.randint(5, 8))]
        cut = rng.randint(1, min(4, len(hidden) - 1))
        swapped = rng.sample(hidden, len(hidden))
        one, other = (
            one_item_release({"a": "".join(row[:cut]), "b": "".join(row[cut:]), "c": VARIED, "d": VARIED * 2})
            for row in (hidden, swapped)
        )
        assert not {"a", "b"} & one.populations.keys()
        assert one.to_json() == other.to_json()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("55555", "almost_all_agree"),
        ("454544", "almost_all_agree"),
        ("111112", "almost_all_disagree"),
        ("333331", "almost_all_neither"),
        ("333333333", "almost_all_neither"),
    ],
)
def test_a_small_group_all_or_all_but_one_alike_gets_words_and_no_opinion_in_numbers(answers: str, words: str) -> None:
    """A10."""
    group = figures_of(one_item_release({"a": answers, "b": VARIED, "c": VARIED}), "a")
    assert group == {
        "n": len(answers),
        "eligible": len(answers),
        "not_relevant": 0,
        "skipped": 0,
        "resolution": "words",
        "words": words,
    }


def test_fewer_than_ten_answers_leave_nothing_that_comes_from_single_levels_or_squares() -> None:
    shown = figures_of(one_item_release({"a": "1234555"}, {"a": 12}), TOTAL)
    assert shown.keys() == {
        *("n", "eligible", "not_relevant", "skipped", "resolution", "bins", "percent", "mean", "points"),
        *("agree_share", "agree_people", "agree_bounds", "label", "suffixes"),
    }
    assert set(shown["suffixes"]) <= {"divided"}


# A25: groups made to single somebody out


def test_a_group_of_one_is_hidden_and_takes_enough_others_with_it() -> None:
    alone = one_item_release({"target": "1", "x": "54321", "rest": VARIED})
    assert set(alone.populations) == {TOTAL, "rest"}
    assert one_item_release({"target": "1", "rest": VARIED}).populations.keys() == {TOTAL}


def test_a_renamed_group_is_the_same_group() -> None:
    names = ({"a": "1", "b": "54321", "c": VARIED}, {"z": "1", "b": "54321", "c": VARIED})
    one, other = (one_item_release(named).populations.keys() for named in names)
    assert one == other == {TOTAL, "c"}


def test_a_group_that_nobody_is_in_changes_nothing() -> None:
    sittings = handed("a", *VARIED)
    with_empty = barometer([item("q1", "ab")], groups={"a": "a", "empty": "b"})
    shown = make_release(with_empty, "g", {"a": 20, "b": 0}, sittings)
    assert shown.populations.keys() == {TOTAL, "a"}
    assert not shown.withheld


def test_a_group_made_empty_by_its_own_silence_changes_nothing() -> None:
    shown = one_item_release({"a": VARIED, "b": ""}, {"a": 20, "b": 7})
    assert shown.populations.keys() == {TOTAL, "a"}
    assert not shown.withheld


def test_everyone_in_one_group_is_everyone() -> None:
    asked = barometer([item("q1", "ab")], groups={"all": "ab"})
    shown = make_release(asked, "g", {"a": 3, "b": 10}, [*handed("a", *"123"), *handed("b", *VARIED[:10])])
    assert figures_of(shown, "all") == figures_of(shown, TOTAL)


def test_a_department_in_which_every_group_is_hidden_still_shows_everybody() -> None:
    shown = one_item_release({"a": "123", "b": "345", "c": "1234"})
    assert shown.populations.keys() == {TOTAL}


def test_one_person_alone_leaves_nothing_behind() -> None:
    shown = one_item_release({"a": "5"})
    assert (shown.populations, shown.ranking) == ({}, ())
    assert shown.response.as_dict() == {"invited": 1, "words": None}


# A31: k lowered by a setting, the environment or a row edited in the database


@pytest.mark.parametrize("k", [4, 1, 0, -1])
def test_k_lowered_by_anyone_still_counts_as_five(k: int) -> None:
    for answers in ({"a": "1234"}, {"a": "1234", "b": VARIED, "c": "12345"}, {"a": "5" * 5, "b": VARIED}):
        assert one_item_release(answers, k=k) == one_item_release(answers)


def test_k_raised_holds_for_figures_and_for_the_response() -> None:
    raised = one_item_release({"a": "1234512", "b": VARIED}, k=8)
    assert raised.populations.keys() == {TOTAL}
    silent = one_item_release({"a": "1234512"}, k=8)
    assert silent.populations == {}
    assert silent.response.responded is None


# What is kept is what may be shown


def test_a_release_holds_nobodys_answers() -> None:
    """Two departments with the same figures have the same release, whoever answered what together with what."""
    asked = barometer([item("q1", "a"), item("q2", "a")])
    rows = ["11", "22", "33", "44", "55", "11", "22", "33", "44", "55"]
    crossed = ["15", "24", "33", "42", "51", "15", "24", "33", "42", "51"]
    one, other = (make_release(asked, "roles", {"a": 10}, handed("a", *found)) for found in (rows, crossed))
    assert replace(one, populations={}) == replace(other, populations={})
    assert [found.items for found in one.populations.values()] == [found.items for found in other.populations.values()]


def test_the_order_in_which_people_handed_in_leaves_no_trace() -> None:
    rng = random.Random(20270116)
    asked = barometer([item("q1", "ab"), item("q2", "ab")])
    sittings = [Handed(role, {"q1": rng.choice(list(Choice)), "q2": rng.choice(list(Choice))}) for role in "ab" * 15]
    kept = {make_release(asked, "roles", {"a": 15, "b": 15}, rng.sample(sittings, 30)).to_json() for _ in range(5)}
    assert len(kept) == 1

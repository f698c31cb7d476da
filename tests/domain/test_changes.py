"""Before and after: what may be said of a change, and how careful the word is when only a release is left of before."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Barometer, Choice, Item, RoleId, Text
from domain.changes import Wave, can_be_compared, changes, same_items
from domain.counting import counted
from domain.figures import Change
from domain.releases import TOTAL, Handed, release_of
from domain.scoring import ChangeWord
from domain.tallies import Answers
from domain.unsafe import unsafe_release
from tests.domain.small_rounds import barometer, handed, item

TWO = barometer([item("q1", "a"), item("q2", "a")])
LOW = ["12", "21", "23", "32", "22", "33", "11", "23", "32", "22"]
HIGH = ["54", "45", "43", "34", "44", "33", "55", "43", "34", "44"]


def wave(asked: Barometer, *sittings: Handed, silent: int = 0, grouping: str = "roles", unsafe: bool = False) -> Wave:
    """A round whose answers are at hand; so many of each role did not answer."""
    roles = [role.id for role in asked.roles]
    invited = {role: sum(one.role == role for one in sittings) + silent for role in roles}
    numbers = counted(asked, grouping, Answers.of(asked, invited, sittings))
    release = unsafe_release if unsafe else release_of
    return Wave.counted(asked, release(asked, grouping, numbers), numbers)


def left_of(whole: Wave) -> Wave:
    """What is left of the round when its answers are gone."""
    return Wave.released(whole.barometer, whole.release)


def of_a(before: Sequence[str], after: Sequence[str], asked: Barometer = TWO) -> Change | None:
    """The change of the first theme among everybody, all of one role."""
    found = changes(wave(asked, *handed("a", *before)), wave(asked, *handed("a", *after)))
    return found.get(TOTAL, {}).get("t1")


# Points and words


def test_a_theme_that_rose_tells_points_and_a_word() -> None:
    assert of_a(LOW, HIGH) == Change(points=45, word=ChangeWord.CLEARLY_HIGHER)
    assert of_a(HIGH, LOW) == Change(points=-45, word=ChangeWord.CLEARLY_LOWER)


def test_points_are_the_exact_difference_to_six_digits() -> None:
    thirteen = [*LOW, "22", "22", "23"]
    change = of_a(LOW, thirteen)
    expected = 25 * (Fraction(27 + 28, 26) - Fraction(42, 20))
    assert change is not None
    assert change.points == round(float(expected), 6)


def test_five_points_are_compared_as_fractions() -> None:
    """1/5 on the scale is five points, also where floats would say 4.9999999."""
    before = ["33"] * 40 + ["44"] * 20 + ["22"] * 20
    after = ["33"] * 32 + ["44"] * 32 + ["22"] * 16
    change = of_a(before, after)
    assert change is not None
    assert change.points == 5
    assert change.word is ChangeWord.MAYBE_HIGHER


def test_rounds_without_any_spread_get_points_and_no_word() -> None:
    assert of_a(["33"] * 10, ["44"] * 10) == Change(points=25, word=None)
    assert "word" not in Change(points=25, word=None).as_dict()


def test_persons_who_answered_less_than_half_leave_too_few_to_tell() -> None:
    asked = barometer([item(f"q{n}", "a") for n in range(1, 5)])
    rows = [sign.rjust(at, "-").ljust(4, "-") for at in range(1, 5) for sign in "1234512345"]
    assert of_a(rows, rows, asked) == Change(points=0, word=ChangeWord.TOO_FEW_TO_TELL)


# Only what can be compared


def test_a_theme_needs_ten_answers_to_each_item_in_both_rounds() -> None:
    assert of_a(LOW[:9], HIGH) is None
    assert of_a(LOW, HIGH[:9]) is None
    assert of_a(LOW, [*HIGH[:9], "4n", "4n"]) is None
    assert of_a(LOW, HIGH) is not None


def test_below_k_before_and_enough_after_is_no_change() -> None:
    assert of_a(LOW[:4], HIGH) is None


def test_nothing_is_compared_with_a_round_that_nobody_answered() -> None:
    assert changes(wave(TWO), wave(TWO, *handed("a", *HIGH))) == {}
    assert changes(wave(TWO, *handed("a", *HIGH)), wave(TWO)) == {}


def test_a_theme_must_rest_on_the_same_items_in_both_rounds() -> None:
    three = barometer([item("q1", "a"), item("q2", "a"), item("q3", "a")])
    whole, part = [row + "3" for row in LOW], [row + "n" for row in LOW]
    assert of_a(whole, whole, three) is not None
    assert of_a(whole, part, three) is None
    assert of_a(part, part, three) is not None


@pytest.mark.parametrize(
    "changed",
    [
        replace(item("q2", "a"), text=Text("Et andet udsagn")),
        replace(item("q2", "a"), text=Text("Udsagn q2", "Statement q2")),
        item("q2", "a", is_reversed=True),
        item("q2", "ab"),
    ],
)
def test_an_item_that_is_worded_asked_or_scored_otherwise_is_not_compared(changed: Item) -> None:
    """Nor is the theme that rests on it."""
    after = replace(barometer([TWO.items[0], changed]), version=2)
    assert same_items(TWO, after) == {"q1"}
    assert changes(wave(TWO, *handed("a", *LOW)), wave(after, *handed("a", *HIGH))) == {}


def test_another_version_with_the_same_items_is_compared() -> None:
    after = replace(TWO, version=2, title=Text("Ny titel"))
    found = changes(wave(TWO, *handed("a", *LOW)), wave(after, *handed("a", *HIGH)))
    assert found.keys() == {TOTAL, "a"}


def test_a_group_without_a_change_is_left_out() -> None:
    asked = barometer([item("q1", "ab"), item("q2", "ab")])
    rows = [*handed("a", *LOW), *handed("b", *LOW[:6])]
    assert changes(wave(asked, *rows), wave(asked, *rows)).keys() == {TOTAL, "a"}


def test_only_the_same_barometer_with_the_same_groups_is_compared() -> None:
    grouped = barometer([item("q1", "abc")], groups={"ab": "ab", "c": "c"})
    other = barometer([item("q1", "abc")], groups={"ab": "ac", "c": "b"})
    grouping, another = grouped.grouping("g"), other.grouping("g")
    assert can_be_compared(grouped, grouping, grouped, replace(grouping, groups=grouping.groups[::-1]))
    assert not can_be_compared(grouped, grouping, other, another)
    assert not can_be_compared(grouped, grouping, replace(grouped, id="other"), grouping)


def test_with_nothing_withheld_a_change_needs_one_answer_in_both_rounds() -> None:
    before, after = (wave(TWO, *handed("a", *rows), unsafe=True) for rows in (["12", "21", "13"], ["54", "5n", "44"]))
    assert changes(before, after) == {}
    found = changes(before, after, fewest=1)
    assert found["a"]["t1"].points == round(float(25 * (Fraction(14, 3) + 4 - Fraction(4, 3) - 2) / 2), 6)


def test_one_person_is_too_few_to_tell() -> None:
    one = wave(TWO, *handed("a", "12"), unsafe=True)
    assert changes(one, one, fewest=1)["a"]["t1"].word is ChangeWord.TOO_FEW_TO_TELL


def test_people_who_left_or_came_change_nothing_in_what_is_compared() -> None:
    few, many = (wave(TWO, *handed("a", *LOW), silent=silent) for silent in (0, 30))
    after = wave(TWO, *handed("a", *HIGH), silent=7)
    assert changes(few, after) == changes(many, after)


# When only the release is left of the round before

THEMES = (
    [item("q1", "ab"), item("q2", "ab", is_reversed=True), item("q3", "b"), item("q4", "ab")],
    [item("q5", "a"), item("q6", "b"), item("q7", "ab")],
    [item("q8", "a")],
)
BY_ROLE, TOGETHER = barometer(*THEMES), barometer(*THEMES, groups={"all": "ab"})


def random_sittings(rng: random.Random, asked: Barometer, share: float) -> list[Handed]:
    """Up to forty people of each role, of whom each answers so large a share."""
    return [
        Handed(role.id, {one.id: choice(rng) for one in asked.items_for(role.id) if rng.random() < share})
        for role in asked.roles
        for _ in range(rng.randint(0, 40))
    ]


def choice(rng: random.Random) -> Choice:
    return rng.choice([*list(Choice)[:5] * 5, Choice.NOT_RELEVANT])


@given(st.integers(0, 10**9), st.floats(0.2, 1), st.sampled_from([BY_ROLE, TOGETHER, TWO]), st.booleans())
def test_the_bound_is_never_below_what_persons_really_had(
    seed: int, share: float, asked: Barometer, alike: bool
) -> None:
    rng = random.Random(seed)
    sittings = random_sittings(rng, asked, share)
    if alike:
        sittings = [Handed(one.role, dict.fromkeys(one.answers, choice(rng))) for one in sittings]
    whole = wave(asked, *sittings, grouping=asked.groupings[0].id)
    bound = left_of(whole)
    for name, population in whole.release.populations.items():
        for theme in population.themes:
            real, widest = whole.samples[name][theme], bound.samples[name][theme]
            assert real is not None
            if widest is not None:
                assert widest.n <= real.n
                assert widest.sd >= real.sd
                assert widest.variance / widest.n >= real.variance / real.n


def test_the_bound_says_something() -> None:
    """With all answers there it is the mean of the items' deviations; persons who are all alike reach it."""
    rows = [sign * 2 for sign in "12345" * 4]
    whole = wave(TWO, *handed("a", *rows))
    real, widest = whole.samples[TOTAL]["t1"], left_of(whole).samples[TOTAL]["t1"]
    assert real is not None
    assert widest is not None
    assert widest.n == 20
    assert widest.sd == pytest.approx(real.sd, rel=1e-6)


def test_with_bins_alone_the_bound_is_the_largest_that_bins_and_mean_allow() -> None:
    asked = barometer([item("q1", "ab"), item("q2", "ab")])
    rows = [*handed("a", *[sign * 2 for sign in "1122334455"]), *handed("b", *[sign * 2 for sign in "12345"])]
    whole = wave(asked, *rows)
    assert whole.release.populations["a"].items["q1"].bins == (4, 2, 4)
    widest = left_of(whole).samples["a"]["t1"]
    assert widest is not None
    assert float(widest.variance) == pytest.approx((4 * 4 + 4 * 4) / 9, rel=1e-6)


STRENGTH: Mapping[ChangeWord | None, int] = {
    ChangeWord.CLEARLY_HIGHER: 2,
    ChangeWord.MAYBE_HIGHER: 1,
    ChangeWord.TOO_FEW_TO_TELL: 0,
    ChangeWord.MAYBE_LOWER: 1,
    ChangeWord.CLEARLY_LOWER: 2,
    None: 0,
}


def leaning(rng: random.Random, role: RoleId, asked: Iterable[Item], people: int) -> list[Handed]:
    """People who answer everything and lean one way, each a little differently."""
    low = rng.randint(1, 3)
    return [Handed(role, {one.id: Choice(str(rng.randint(low, low + 2))) for one in asked}) for _ in range(people)]


@given(st.integers(0, 10**9))
def test_where_everything_was_answered_the_careful_word_is_never_stronger_than_the_real_one(seed: int) -> None:
    rng = random.Random(seed)
    before, after = (wave(TWO, *leaning(rng, "a", TWO.items, rng.randint(10, 40))) for _ in range(2))
    real, careful = changes(before, after), changes(left_of(before), after)
    assert real.keys() == careful.keys()
    for name, themes in real.items():
        assert {theme: one.points for theme, one in themes.items()} == {
            theme: one.points for theme, one in careful[name].items()
        }
        assert all(STRENGTH[careful[name][theme].word] <= STRENGTH[one.word] for theme, one in themes.items())


def test_the_careful_word_is_still_a_word() -> None:
    before, after = wave(TWO, *handed("a", *LOW)), wave(TWO, *handed("a", *HIGH))
    assert changes(left_of(before), after)[TOTAL]["t1"] == Change(points=45, word=ChangeWord.CLEARLY_HIGHER)


def test_the_careful_word_goes_by_the_points_shown_and_not_by_who_skipped_what() -> None:
    """Half of the people who skip the low item pull the persons' mean up, but the theme has not moved."""
    before = wave(TWO, *handed("a", *["51", "42", "52", "41"] * 5))
    after = wave(TWO, *handed("a", *["51", "42", "52", "41"] * 3, *["5-", "4-"] * 4))
    change = changes(left_of(before), after)[TOTAL]["t1"]
    assert (change.points, change.word) == (0, ChangeWord.TOO_FEW_TO_TELL)

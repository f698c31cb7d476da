from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from fractions import Fraction
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Barometer, Choice, NotAsked, UnknownGrouping, UnknownItem, UnknownRole
from domain.releases import (
    TOTAL,
    Handed,
    ItemFigures,
    Reason,
    Release,
    Resolution,
    Response,
    Withheld,
    make_release,
)
from domain.scoring import Label, ResponseWords, Suffix, Words
from tests.domain.small_rounds import barometer, handed, item, one_item_release

VARIED = "1234512345"


def total_item(answers: str, *, is_reversed: bool = False, invited: int | None = None) -> ItemFigures:
    """The figures of everybody for one item; each sign is a person's answer."""
    asked = barometer([item("q1", "a", is_reversed=is_reversed)])
    release = make_release(asked, "roles", {"a": invited or len(answers)}, handed("a", *answers))
    return release.populations[TOTAL].items["q1"]


# One item


def test_ten_answers_are_shown_at_five_levels() -> None:
    figures = total_item("1233444445nn-", invited=20)
    assert figures == ItemFigures(
        n=10,
        not_relevant=2,
        skipped=1,
        resolution=Resolution.LEVELS,
        eligible=18,
        counts=(1, 1, 2, 5, 1),
        percent=(10, 10, 20, 50, 10),
        mean=3.4,
        points=60,
        median=4.0,
        sd=round(stdev([1, 2, 3, 3, 4, 4, 4, 4, 4, 5]), 6),
        mean_interval95=(2.823986, 3.976014),
        consensus=figures.consensus,
        agree_share=0.6,
        agree_people=(7, 14),
        agree_bounds=(6, 14),
        label=Label.PARTLY,
        suffixes=(),
    )


def test_fewer_than_ten_answers_are_shown_in_three_bins_without_what_comes_from_levels() -> None:
    assert total_item("112344555", invited=12) == ItemFigures(
        n=9,
        not_relevant=0,
        skipped=0,
        resolution=Resolution.BINS,
        eligible=12,
        bins=(3, 1, 5),
        percent=(33, 11, 56),
        mean=3.333333,
        points=58,
        agree_share=0.555556,
        agree_people=(5, 8),
        agree_bounds=(5, 8),
        label=Label.PARTLY,
        suffixes=(Suffix.DIVIDED,),
    )


def test_a_small_group_that_agrees_is_said_in_words_with_nothing_else() -> None:
    assert total_item("44554n", invited=8) == ItemFigures(
        n=5, not_relevant=1, skipped=0, resolution=Resolution.WORDS, eligible=7, words=Words.ALMOST_ALL_AGREE
    )


def test_a_reversed_item_shows_what_was_answered_and_scores_it_turned_round() -> None:
    straight, turned = total_item("1122233345"), total_item("1122233345", is_reversed=True)
    assert turned.reversed
    assert (
        (turned.counts, turned.percent)
        == (straight.counts, straight.percent)
        == ((2, 3, 3, 1, 1), (20, 30, 30, 10, 10))
    )
    assert (turned.mean, turned.points, turned.median, turned.agree_share) == (3.4, 60, 3.5, 0.5)
    assert turned.agree_people == turned.agree_bounds == (5, 5)


def test_a_reversed_item_in_words_says_what_was_answered() -> None:
    assert total_item("55555", is_reversed=True).words is Words.ALMOST_ALL_AGREE


def test_skipping_and_leaving_out_are_the_same() -> None:
    asked = barometer([item("q1", "a")])
    skipped = make_release(asked, "roles", {"a": 12}, [*handed("a", *VARIED, "-")])
    left_out = make_release(asked, "roles", {"a": 12}, [*handed("a", *VARIED), Handed("a", {})])
    assert skipped == left_out
    assert skipped.populations[TOTAL].items["q1"].skipped == 1


def test_everybody_not_relevant_gives_no_figures_but_tells_that_it_is_withheld() -> None:
    release = one_item_release({"a": "nnnnnn"})
    assert release.populations == {}
    assert release.ranking == ()
    assert Withheld(TOTAL, "q1", None, Reason.TOO_FEW) in release.withheld


def test_a_mean_of_three_point_ninety_eight_is_75_points() -> None:
    answers = "4" * 98 + "3" + "3"
    assert total_item(answers).points == 75
    assert total_item(answers).label is Label.WELL


def test_what_needs_the_invited_is_absent_where_nobody_knows_who_was() -> None:
    release = make_release(barometer([item("q1", "a")]), "roles", None, handed("a", *VARIED))
    figures = release.populations[TOTAL].items["q1"].as_dict()
    assert not figures.keys() & {"eligible", "agree_people", "agree_bounds", "mean_interval95"}
    assert figures["suffixes"] == ["divided"]
    assert release.response.as_dict() == {"responded": 10}


# Themes


def test_a_theme_is_the_mean_of_the_means_of_its_released_items() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a"), item("q3", "a")])
    rows = ["51n", "41n", "52n", "42n", "53n", "43n", "54n", "44n", "551", "455"]
    theme = make_release(asked, "roles", {"a": 10}, handed("a", *rows)).populations[TOTAL].themes["t1"]
    assert (theme.items, theme.of) == (2, 3)
    assert theme.mean == 3.75
    assert theme.points == 69
    assert theme.label is Label.PARTLY


def test_a_theme_needs_two_released_items_unless_it_has_only_one() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a")], [item("q3", "a")])
    rows = [f"{sign}n{sign}" for sign in VARIED]
    release = make_release(asked, "roles", {"a": 10}, handed("a", *rows))
    assert list(release.populations[TOTAL].themes) == ["t2"]
    assert [found for found in release.withheld if found.theme] == [
        Withheld(TOTAL, None, "t1", Reason.TOO_FEW_ITEMS),
        Withheld("a", None, "t1", Reason.TOO_FEW_ITEMS),
    ]


def test_an_item_in_words_is_in_no_theme_and_has_no_rank() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a"), item("q3", "a")])
    release = make_release(asked, "roles", {"a": 7}, handed("a", "115", "215", "315", "415", "555", "145", "245"))
    everybody = release.populations[TOTAL]
    assert everybody.items["q3"].resolution is Resolution.WORDS
    assert everybody.themes["t1"].items == 2 or everybody.items["q2"].resolution is Resolution.WORDS
    assert "q3" not in {ranked.item for ranked in release.ranking}


def test_of_counts_only_the_items_that_the_population_is_asked() -> None:
    asked = barometer([item("q1", "ab"), item("q2", "ab"), item("q3", "b")])
    sittings = [*handed("a", *[sign * 2 for sign in VARIED]), *handed("b", *[sign * 3 for sign in VARIED])]
    release = make_release(asked, "roles", {"a": 10, "b": 10}, sittings)
    assert {name: found.themes["t1"].of for name, found in release.populations.items()} == {TOTAL: 3, "a": 2, "b": 3}
    assert "q3" not in release.populations["a"].items
    assert not release.withheld


def test_a_theme_is_divided_when_half_of_its_items_are() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a")])
    split, calm = "1111155555", "3333344433"
    release = make_release(asked, "roles", {"a": 10}, handed("a", *[a + b for a, b in zip(split, calm, strict=True)]))
    assert release.populations[TOTAL].themes["t1"].suffixes == (Suffix.DIVIDED,)


def test_a_theme_is_certain_when_everybody_answered_and_uncertain_when_many_did_not() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a")])
    rows = handed("a", *[sign * 2 for sign in "4444433333"])
    everybody, some = (make_release(asked, "roles", {"a": n}, rows).populations[TOTAL].themes["t1"] for n in (10, 30))
    assert (everybody.points, everybody.suffixes) == (63, ())
    assert some.suffixes == ()
    rows = handed("a", *[sign * 2 for sign in "5552225552"])
    few = make_release(asked, "roles", {"a": 30}, rows).populations[TOTAL].themes["t1"]
    assert (few.points, few.label) == (70, Label.PARTLY)
    assert Suffix.UNCERTAIN in few.suffixes


def test_a_theme_is_uncertain_by_its_80_percent_interval() -> None:
    """Ten of twenty: mean 4.2; at 80 % from 4.00, which is well; at 95 % it would be from 3.87, which is not."""
    asked = barometer([item("q1", "a"), item("q2", "a")])
    rows = handed("a", *[sign * 2 for sign in "5544434445"])
    twenty, thirty = (make_release(asked, "roles", {"a": n}, rows).populations[TOTAL].themes["t1"] for n in (20, 30))
    assert (twenty.points, twenty.suffixes) == (80, ())
    assert (thirty.points, thirty.suffixes) == (80, (Suffix.UNCERTAIN,))


def test_people_to_whom_a_theme_is_not_relevant_do_not_make_it_uncertain() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a")])
    answered = handed("a", *[sign * 2 for sign in "5542455425"])
    unconcerned = handed("a", *["nn"] * 40)
    theme = make_release(asked, "roles", {"a": 50}, [*answered, *unconcerned]).populations[TOTAL].themes["t1"]
    assert (theme.points, theme.suffixes) == (78, ())
    silent = make_release(asked, "roles", {"a": 50}, answered).populations[TOTAL].themes["t1"]
    assert (silent.points, silent.suffixes) == (78, (Suffix.UNCERTAIN,))


def test_a_person_who_answered_less_than_half_of_a_theme_does_not_speak_for_it() -> None:
    """Ten people at 4; ten more gave only one answer of three, a 1, which is no opinion on the theme."""
    asked = barometer([item("q1", "a"), item("q2", "a"), item("q3", "a")])
    rows = handed("a", *["444", "443"] * 5, *["1--"] * 10)
    theme = make_release(asked, "roles", {"a": 20}, rows).populations[TOTAL].themes["t1"]
    assert (theme.mean, theme.label, theme.suffixes) == (3.333333, Label.PARTLY, ())


# Ranking and response


def test_items_are_ranked_by_the_exact_mean_of_everybody() -> None:
    asked = barometer([item(f"q{n}", "a") for n in range(1, 5)])
    rows = [f"{a}{b}{c}{d}" for a, b, c, d in zip("3333333333", "4443334443", "3444334443", "5555555551", strict=True)]
    release = make_release(asked, "roles", {"a": 10}, handed("a", *rows))
    assert [(ranked.item, ranked.rank) for ranked in release.ranking] == [("q4", 1), ("q2", 2), ("q3", 2), ("q1", 4)]


@pytest.mark.parametrize(
    ("responded", "invited", "expected"),
    [
        (0, 8, Response(8, 0, 0, ResponseWords.UNDER_HALF)),
        (4, 5, Response(5, None, None, None)),
        (3, 8, Response(8, None, None, ResponseWords.UNDER_HALF)),
        (5, 8, Response(8, 5, 63, ResponseWords.SOME_MISSING)),
        (7, 10, Response(10, 7, 70, None)),
        (139, 200, Response(200, 139, 70, ResponseWords.SOME_MISSING)),
    ],
)
def test_the_response_is_told_but_not_of_one_to_four_people(responded: int, invited: int, expected: Response) -> None:
    assert one_item_release({"a": "3" * responded}, {"a": invited}).response == expected


def test_nobody_invited_is_no_error() -> None:
    release = make_release(barometer([item("q1", "a")]), "roles", {}, [])
    assert release.response == Response(invited=0, responded=0, percent=None, words=None)
    assert (release.populations, release.withheld, release.ranking) == ({}, (), ())


# What is refused


@pytest.mark.parametrize(
    ("sitting", "refusal"),
    [
        (Handed("c", {}), UnknownRole),
        (Handed("a", {"q9": Choice.AGREE}), UnknownItem),
        (Handed("a", {"q2": Choice.AGREE}), NotAsked),
    ],
)
def test_answers_that_do_not_fit_the_barometer_are_refused(sitting: Handed, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        make_release(barometer([item("q1", "a"), item("q2", "b")]), "roles", {"a": 1}, [sitting])


def test_a_refusal_does_not_repeat_what_was_answered() -> None:
    asked = barometer([item("q1", "a"), item("q2", "b")])
    with pytest.raises(NotAsked) as refused:
        make_release(asked, "roles", {"a": 1}, [Handed("a", {"q2": Choice.STRONGLY_AGREE})])
    assert str(refused.value) == "q2"


def test_more_answers_than_invitations_are_refused() -> None:
    with pytest.raises(ValueError, match="invited"):
        one_item_release({"a": VARIED}, {"a": 9})


def test_an_unknown_grouping_or_an_unknown_invited_role_is_refused() -> None:
    with pytest.raises(UnknownGrouping):
        make_release(barometer([item("q1", "a")]), "g", {}, [])
    with pytest.raises(UnknownRole):
        make_release(barometer([item("q1", "a")]), "roles", {"c": 3}, [])


# The form in which it is kept


def test_a_release_has_the_keys_of_the_contract() -> None:
    release = one_item_release({"a": VARIED, "b": "333", "c": VARIED * 2}).as_dict()
    assert set(release) == {"barometer", "grouping", "response", "populations", "withheld", "ranking"}
    assert release["barometer"] == {"id": "test", "version": 1}
    assert release["response"] == {"invited": 33, "responded": 33, "percent": 100, "words": None}
    assert release["withheld"] == [
        {"population": "a", "item": "q1", "reason": "protects_another"},
        {"population": "a", "theme": "t1", "reason": "too_few_items"},
        {"population": "b", "item": "q1", "reason": "too_few"},
        {"population": "b", "theme": "t1", "reason": "too_few_items"},
    ]
    assert release["ranking"] == [{"item": "q1", "rank": 1}]
    figures = release["populations"]["total"]["items"]["q1"]
    assert "words" not in figures
    assert "reversed" not in figures
    assert figures["counts"] == [6, 6, 9, 6, 6]


def test_a_theme_has_the_keys_of_the_contract() -> None:
    asked = barometer([item("q1", "a", is_reversed=True), item("q2", "a")])
    release = make_release(asked, "roles", {"a": 10}, handed("a", *["15", "24"] * 5)).as_dict()
    everybody = release["populations"]["total"]
    assert everybody["items"]["q1"]["reversed"] is True
    assert everybody["themes"]["t1"] == {
        "items": 2,
        "of": 2,
        "mean": 4.5,
        "points": 88,
        "label": "well",
        "suffixes": [],
    }


def random_round(seed: int, people: int = 60) -> Release:
    """A release of a made-up round in which items are asked of some roles, and answers are of every kind."""
    rng = random.Random(seed)
    roles = "abcd"[: rng.randint(1, 4)]
    asked = barometer(
        *[
            [item(f"q{n}", rng.sample(roles, rng.randint(1, len(roles))), is_reversed=rng.random() < 0.2)]
            for n in range(1, 7)
        ],
        [item(f"q{n}", roles) for n in range(7, 11)],
    )
    roles_asked = {role.id for role in asked.roles}
    sittings = [random_sitting(rng, asked, rng.choice(sorted(roles_asked))) for _ in range(rng.randint(0, people))]
    invited = {role: sum(sitting.role == role for sitting in sittings) + rng.randint(0, 3) for role in roles_asked}
    return make_release(asked, "roles", invited, sittings)


def random_sitting(rng: random.Random, asked: Barometer, role: str) -> Handed:
    return Handed(role, {one.id: rng.choice(list(Choice)) for one in asked.items_for(role) if rng.random() < 0.9})


@given(st.integers(0, 10**9))
def test_a_release_comes_back_from_its_json_as_it_was(seed: int) -> None:
    release = random_round(seed)
    read = Release.from_dict(json.loads(json.dumps(release.as_dict())))
    assert read == release
    assert Release.from_dict(json.loads(release.to_json())).to_json() == release.to_json()


def test_equal_releases_have_equal_text_whatever_the_order_of_the_sittings() -> None:
    asked = barometer([item("q1", "ab")])
    sittings = [*handed("a", *VARIED), *handed("b", *"44455")]
    one, other = (make_release(asked, "roles", {"b": 5, "a": 10}, rows) for rows in (sittings, sittings[::-1]))
    assert one.to_json() == other.to_json()


# Every figure, once more, by other means


@given(st.lists(st.sampled_from("12345n-"), min_size=10, max_size=40), st.integers(0, 9))
def test_figures_are_those_of_plain_arithmetic(answers: list[str], silent: int) -> None:
    values = [int(sign) for sign in answers if sign.isdigit()]
    release = one_item_release({"a": "".join(answers)}, {"a": len(answers) + silent})
    if len(values) < 10:
        return
    figures = release.populations[TOTAL].items["q1"]
    agree = sum(value >= 4 for value in values)
    assert figures == release.populations["a"].items["q1"]
    assert (figures.n, figures.not_relevant, figures.skipped) == (len(values), answers.count("n"), answers.count("-"))
    assert figures.eligible == len(answers) + silent - answers.count("n")
    assert figures.mean == pytest.approx(fmean(values), abs=1e-6)
    assert figures.sd == pytest.approx(stdev(values), abs=1e-6)
    assert figures.points == int((Fraction(sum(values), len(values)) - 1) * 25 + Fraction(1, 2))
    assert figures.agree_share == pytest.approx(agree / len(values), abs=1e-6)
    assert figures.agree_bounds == (agree, agree + answers.count("-") + silent)
    assert figures.counts == tuple(values.count(level) for level in range(1, 6))


def test_a_round_of_a_thousand_people_and_forty_items_is_released_at_once() -> None:
    rng = random.Random(1)
    asked = barometer(*[[item(f"q{4 * t + n}", "abcd") for n in range(1, 5)] for t in range(10)])
    sittings = [random_sitting(rng, asked, rng.choice("abcd")) for _ in range(1000)]
    started = time.process_time()
    release = make_release(asked, "roles", dict.fromkeys("abcd", 400), sittings)
    assert time.process_time() - started < 1.0
    assert len(release.populations) == 5


def test_a_population_is_mostly_withheld_for_the_commonest_reason_where_less_of_it_is_shown() -> None:
    shown = one_item_release({"a": "1234512345"})

    def withholding(*reasons: Reason) -> Release:
        return replace(shown, withheld=tuple(Withheld("a", f"w{n}", None, why) for n, why in enumerate(reasons)))

    few, other = Reason.TOO_FEW, Reason.PROTECTS_ANOTHER
    assert withholding(few).mostly_withheld("a") is None
    assert withholding(other, few, other).mostly_withheld("a") is other
    assert withholding(other, few, few).mostly_withheld("a") is few
    assert withholding(other, few, few).mostly_withheld("b") is None

"""The tables that `python -m bot score` prints: complete, aligned, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.barometers import Barometer
from domain.changes import Wave, changes
from domain.counting import counted
from domain.releases import Handed, Release, make_release
from domain.tallies import Answers
from messages.score import table
from messages.wording import Words
from tests.domain.small_rounds import barometer, handed, item

DANISH, ENGLISH = Words("da"), Words("en")
VARIED = "1234512345"
ASKED = barometer([item("q1", "ab"), item("q2", "ab", is_reversed=True)], [item("q3", "b")])


def lines(release: Release, words: Words = DANISH, asked: Barometer = ASKED) -> list[str]:
    return table(release, asked, words)


def part(found: list[str], heading: str) -> list[str]:
    """The lines below a heading, up to the next empty one."""
    start = found.index(heading) + 1
    return found[start : found.index("", start) if "" in found[start:] else None]


def varied(role: str, signs: str = VARIED) -> list[Handed]:
    return handed(role, *[sign * 3 if role == "b" else sign * 2 for sign in signs])


def test_the_head_names_barometer_grouping_and_response() -> None:
    found = lines(make_release(ASKED, "roles", {"a": 12, "b": 20}, [*varied("a"), *varied("b")]))
    assert found[:5] == [
        "Prøve (test, version 1)",
        "Vist for: Hver rolle for sig (roles)",
        "",
        "20 har svaret. 32 var inviteret. 63 %.",
        "Mange har ikke svaret.",
    ]


def test_of_fewer_than_five_the_number_is_not_told() -> None:
    found = lines(make_release(ASKED, "roles", {"a": 20}, varied("a", "123")))
    assert found[3:5] == [
        "Færre end 5 har svaret. 20 var inviteret.",
        "Under halvdelen har svaret; læs tallene som de svarendes mening.",
    ]
    assert not any(line.startswith("ALLE") for line in found)


def test_without_the_invited_nothing_is_said_of_them() -> None:
    found = lines(make_release(ASKED, "roles", None, varied("a")))
    assert found[3] == "10 har svaret."


def test_every_population_has_its_themes_and_its_items() -> None:
    found = lines(make_release(ASKED, "roles", {"a": 10, "b": 12}, [*varied("a"), *varied("b")]))
    themes, items = part(found, "ALLE"), part(found[found.index("ALLE") + 1 :], "")
    assert [line.split()[:6] for line in themes] == [
        ["Tema", "Point", "Snit", "Ud", "fra", "Mærkat"],
        ["Tema", "1", "50", "3,00", "2", "af"],
        ["Tema", "2", "50", "3,00", "1", "af"],
    ]
    assert [line.split()[0] for line in items] == ["Id", "q1", "q2", "q3"]
    assert items[2].startswith("q2 (omvendt)")
    assert "4-4-4-4-4" in items[1]
    assert "20-20-20-20-20" in items[1]
    assert {"A", "B"} < set(found)


def test_columns_stand_below_each_other() -> None:
    found = lines(make_release(ASKED, "roles", {"a": 10, "b": 1000}, [*varied("a"), *varied("b")]))
    head, *items = part(found[found.index("ALLE") + 1 :], "")
    for column in ("Svar", "Af", "Point", "Snit"):
        end = head.index(column) + len(column)
        assert all(line[end - 1] != " " and line[end : end + 2] == "  " for line in items), column


def test_a_group_in_words_has_words_and_no_figures() -> None:
    found = lines(make_release(ASKED, "roles", {"a": 10, "b": 7}, [*varied("a"), *varied("b", "4444444")]))
    row = next(line for line in part(found, "B") if line.startswith("q3"))
    assert "næsten alle er enige" in row
    assert re.findall(r"\d+", row.removeprefix("q3")) == ["7", "7", "0", "0"]


def test_what_is_withheld_is_told_by_population_and_reason() -> None:
    release = make_release(ASKED, "roles", {"a": 10, "b": 3}, [*varied("a"), *varied("b", "12n")])
    assert [re.split(" {2,}", line) for line in part(lines(release), "VISES IKKE I ET RESULTAT")] == [
        ["Alle", "for få svar", "q3"],
        ["Alle", "for få udsagn at bygge på", "t2"],
        ["a", "andre kunne ellers regnes ud", "q1, q2"],
        ["a", "for få udsagn at bygge på", "t1"],
        ["b", "for få svar", "q1, q2, q3"],
        ["b", "for få udsagn at bygge på", "t1, t2"],
    ]


def test_ties_in_the_order_of_items_share_a_place() -> None:
    found = lines(make_release(ASKED, "roles", {"a": 10, "b": 10}, [*varied("a"), *varied("b", "5554443334")]))
    assert part(found, "UDSAGN EFTER SNIT (ALLE)") == ["1. q3, 2. q1, 3. q2"]


def since(before: list[Handed], after: list[Handed]) -> list[str]:
    waves = []
    for rows in (before, after):
        numbers = counted(ASKED, "roles", Answers.of(ASKED, None, rows))
        waves.append(Wave.counted(ASKED, make_release(ASKED, "roles", None, rows), numbers))
    return lines(replace(waves[1].release, change=changes(waves[0], waves[1])))


CHANGED = "SIDEN SIDST, I POINT (IKKE NØDVENDIGVIS DE SAMME PERSONER)"


def test_a_change_is_told_in_points_and_words() -> None:
    found = since(handed("b", *["151"] * 9, "242"), handed("b", *["515"] * 9, "424"))
    assert [re.split(" {2,}", line) for line in part(found, CHANGED)] == [
        ["Alle", "Tema 1", "+95,00", "tydeligt højere"],
        ["Alle", "Tema 2", "+95,00", "tydeligt højere"],
        ["b", "Tema 1", "+95,00", "tydeligt højere"],
        ["b", "Tema 2", "+95,00", "tydeligt højere"],
    ]


def test_a_fall_has_a_minus_sign_and_a_change_without_spread_no_word() -> None:
    found = since(handed("b", *["333"] * 10), handed("b", *["222"] * 10))
    assert [re.split(" {2,}", line) for line in part(found, CHANGED)][1] == ["Alle", "Tema 2", "−25,00", "-"]


def test_rounds_that_cannot_be_compared_say_so_and_a_single_round_says_nothing() -> None:
    assert part(since(varied("a", "123"), varied("a")), CHANGED) == ["Intet tema kan sammenlignes."]
    assert CHANGED not in lines(make_release(ASKED, "roles", None, varied("a")))


def test_every_line_is_in_english_where_english_is_wanted() -> None:
    release = make_release(ASKED, "roles", {"a": 12, "b": 3}, [*varied("a"), *varied("b", "12n")])
    found = "\n".join(lines(release, ENGLISH))
    assert "13 have answered. 15 were invited. 87 %." in found
    assert "3.00" in found
    own = {"Prøve", "Tema 1", "Tema 2", "Udsagn q1", "Udsagn q2", "Udsagn q3"}  # the barometer has no English
    for text in own:
        found = found.replace(text, "")
    assert not re.search(r"[æøåÆØÅ]|\b(og|for få|svar|Alle)\b", found)

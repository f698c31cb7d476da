"""`python -m bot score`, sentence by sentence as docs/score.md promises it."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.score import add_arguments

ROOT = Path(__file__).parents[2]
VARIED = "1234512345"
SCALE = [{"value": value, "da": str(value)} for value in (1, 2, 3, 4, 5, "na")]

Json = dict[str, Any]
Printed = Callable[..., Json]


def theme(name: str, *items: Mapping[str, object]) -> Json:
    return {"id": name, "da": f"Tema {name}", "items": list(items)}


def item(name: str, roles: str = "ab", *, is_reversed: bool = False) -> Json:
    text = {"da": f"Udsagn {name}", "en": f"Statement {name}"}
    return {"id": name, **text, "scope": "unit", "roles": list(roles), "reversed": is_reversed}


def barometer(folder: Path, *themes: Json, groupings: Iterable[Json] = ()) -> str:
    """The file of a barometer with the roles a and b."""
    content = {
        "id": "proeve",
        "version": 3,
        "languages": ["da", "en"],
        "title": {"da": "En prøve", "en": "A trial"},
        "roles": [{"id": "a", "da": "A-folk", "en": "A people"}, {"id": "b", "da": "B-folk", "en": "B people"}],
        "groupings": list(groupings),
        "scale": SCALE,
        "themes": list(themes),
    }
    path = folder / "barometer-proeve.yaml"
    path.write_text(json.dumps(content), "utf-8")
    return str(path)


def answers(folder: Path, items: str, *rows: str, name: str = "svar.csv") -> str:
    """A file of answers; `a 12` is a person of role a who answered 1 and 2, `n` is not relevant, `-` is skipped."""
    cells = [";".join([row[0], *({"n": "na", "-": ""}.get(sign, sign) for sign in row[2:])]) for row in rows]
    path = folder / name
    path.write_text("\n".join([f"role;{';'.join(items.split())}", *cells, ""]), "utf-8-sig")
    return str(path)


def invited(folder: Path, name: str = "inviteret.csv", **numbers: int) -> str:
    path = folder / name
    path.write_text("role;invited\n" + "".join(f"{role};{number}\n" for role, number in numbers.items()), "utf-8")
    return str(path)


def everybody(role: str, answered: str) -> list[str]:
    """A person for each sign, who answers every item of two alike."""
    return [f"{role} {sign}{sign}" for sign in answered]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    def run(*arguments: str) -> Json:
        assert main(["score", *arguments, "--json"]) == 0
        out, err = capsys.readouterr()
        assert not err
        found: Json = json.loads(out)
        return found

    return run


@pytest.fixture
def two_items(tmp_path: Path) -> str:
    return barometer(tmp_path, theme("t1", item("q1"), item("q2")))


# What is printed


def test_standard_output_is_the_json_object_alone_with_the_keys_of_the_contract(
    printed: Printed, tmp_path: Path, two_items: str
) -> None:
    file = answers(tmp_path, "q1 q2", *everybody("a", VARIED))
    found = printed(file, "--barometer", two_items, "--invited", invited(tmp_path, a=10))
    assert list(found) == ["barometer", "grouping", "response", "populations", "withheld", "ranking"]
    assert found["barometer"] == {"id": "proeve", "version": 3}
    assert found["grouping"] == "roles"
    assert found["response"] == {"invited": 10, "responded": 10, "percent": 100, "words": None}
    assert list(found["populations"]) == ["total", "a"]
    assert found["populations"]["total"]["themes"]["t1"] == {
        "items": 2,
        "of": 2,
        "mean": 3.0,
        "points": 50,
        "label": "partly",
        "suffixes": ["divided"],
    }
    assert found["ranking"] == [{"item": "q1", "rank": 1}, {"item": "q2", "rank": 1}]


def test_numbers_have_at_most_six_digits(capsys: pytest.CaptureFixture[str], tmp_path: Path, two_items: str) -> None:
    file = answers(tmp_path, "q1 q2", *everybody("a", "12345123451"))
    assert main(["score", file, "--barometer", two_items, "--invited", invited(tmp_path, a=17), "--json"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"\.\d{6}\b", out)
    assert not re.search(r"\.\d{7}|\de-", out)


def test_without_the_invited_what_needs_them_is_absent(printed: Printed, tmp_path: Path, two_items: str) -> None:
    file = answers(tmp_path, "q1 q2", *everybody("a", "5554443335"))
    without = printed(file, "--barometer", two_items)
    asked = printed(file, "--barometer", two_items, "--invited", invited(tmp_path, a=60))
    assert without["response"] == {"responded": 10}
    figures = [found["populations"]["total"]["items"]["q1"] for found in (without, asked)]
    assert set(figures[1]) - set(figures[0]) == {"eligible", "agree_people", "agree_bounds", "mean_interval95"}
    assert [one["suffixes"] for one in figures] == [[], ["uncertain"]]
    themes = [found["populations"]["total"]["themes"]["t1"] for found in (without, asked)]
    assert [one["suffixes"] for one in themes] == [[], ["uncertain"]]


def test_of_one_to_four_who_answered_only_the_caveat_is_told(printed: Printed, tmp_path: Path, two_items: str) -> None:
    asked = invited(tmp_path, a=5, b=2)
    few = printed(answers(tmp_path, "q1 q2", *everybody("a", "1234")), "--barometer", two_items, "--invited", asked)
    nobody = printed(answers(tmp_path, "q1 q2"), "--barometer", two_items, "--invited", asked)
    assert few["response"] == {"invited": 7, "words": "some_missing"}
    assert nobody["response"] == {"invited": 7, "responded": 0, "percent": 0, "words": "under_half"}
    assert few["populations"] == nobody["populations"] == {}
    assert (few["ranking"], nobody["withheld"]) == ([], [])
    assert {(one["population"], one["reason"]) for one in few["withheld"]} == {
        *(("total", "too_few"), ("total", "too_few_items"), ("a", "too_few"), ("a", "too_few_items"))
    }


def test_a_person_who_skipped_everything_counts_as_having_answered(
    printed: Printed, tmp_path: Path, two_items: str
) -> None:
    file = answers(tmp_path, "q1 q2", *everybody("a", "12345"), "a --", "a nn")
    found = printed(file, "--barometer", two_items, "--invited", invited(tmp_path, a=8))
    assert found["response"]["responded"] == 7
    figures = found["populations"]["total"]["items"]["q1"]
    assert (figures["n"], figures["eligible"], figures["not_relevant"], figures["skipped"]) == (5, 7, 1, 1)


def test_what_is_withheld_is_told_without_numbers_and_stands_nowhere_else(
    printed: Printed, tmp_path: Path, two_items: str
) -> None:
    file = answers(tmp_path, "q1 q2", *everybody("a", VARIED), *everybody("b", "1nn"))
    found = printed(file, "--barometer", two_items, "--invited", invited(tmp_path, a=10, b=3))
    assert list(found["populations"]) == ["total"]
    assert found["withheld"] == [
        {"population": "a", "item": "q1", "reason": "protects_another"},
        {"population": "a", "item": "q2", "reason": "protects_another"},
        {"population": "a", "theme": "t1", "reason": "too_few_items"},
        {"population": "b", "item": "q1", "reason": "too_few"},
        {"population": "b", "item": "q2", "reason": "too_few"},
        {"population": "b", "theme": "t1", "reason": "too_few_items"},
    ]


# The barometer and its groupings


def test_the_first_grouping_is_taken_if_none_is_named(printed: Printed, tmp_path: Path) -> None:
    groups = [{"id": "alle", "da": "Alle", "roles": ["a", "b"]}]
    by_role = [{"id": f"g{role}", "da": role, "roles": [role]} for role in "ab"]
    groupings = [{"id": "samlet", "da": "Samlet", "groups": groups}, {"id": "delt", "da": "Delt", "groups": by_role}]
    asked = barometer(tmp_path, theme("t1", item("q1")), groupings=groupings)
    file = answers(tmp_path, "q1", *[f"{role} {sign}" for role in "ab" for sign in VARIED])
    first, named = printed(file, "--barometer", asked), printed(file, "--barometer", asked, "--grouping", "delt")
    assert (first["grouping"], list(first["populations"])) == ("samlet", ["total", "alle"])
    assert (named["grouping"], list(named["populations"])) == ("delt", ["total", "ga", "gb"])


def test_a_barometer_is_known_by_its_id_also_from_the_municipality_s_own_folder(
    printed: Printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    barometer(tmp_path, theme("t1", item("q1")))
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path))
    found = printed(answers(tmp_path, "q1", *[f"a {sign}" for sign in VARIED]), "--barometer", "proeve")
    assert found["barometer"]["id"] == "proeve"


# Reversed items


def test_a_reversed_item_is_shown_as_answered_and_scored_turned_round(printed: Printed, tmp_path: Path) -> None:
    asked = barometer(tmp_path, theme("t1", item("q1", is_reversed=True), item("q2")))
    file = answers(tmp_path, "q1 q2", *everybody("a", "1111222345"))
    found = printed(file, "--barometer", asked)["populations"]["total"]["items"]
    assert (found["q1"]["counts"], found["q1"]["percent"]) == (found["q2"]["counts"], found["q2"]["percent"])
    assert found["q1"]["reversed"] is True
    assert "reversed" not in found["q2"]
    assert (found["q1"]["mean"], found["q2"]["mean"]) == (3.8, 2.2)
    assert (found["q1"]["median"], found["q1"]["agree_share"]) == (4.0, 0.7)


# Everything, unsafe


def test_unsafe_prints_every_population_at_full_resolution_and_says_so_first(
    printed: Printed, tmp_path: Path, two_items: str
) -> None:
    file = answers(tmp_path, "q1 q2", *everybody("a", "4444444"), "b 1n")
    asked = invited(tmp_path, a=8, b=2)
    safe = printed(file, "--barometer", two_items, "--invited", asked)
    found = printed(file, "--barometer", two_items, "--invited", asked, "--unsafe-all")
    assert next(iter(found.items())) == ("unsafe", True)
    assert found["withheld"] == safe["withheld"] != []
    assert {one["resolution"] for shown in found["populations"].values() for one in shown["items"].values()} == {
        "levels"
    }
    one = found["populations"]["b"]["items"]
    assert list(one) == ["q1"]  # nobody of b gave q2 a valid answer
    assert one["q1"]["counts"] == [1, 0, 0, 0, 0]
    assert not one["q1"].keys() & {"sd", "mean_interval95"}


def test_unsafe_tells_how_many_answered_also_of_few(printed: Printed, tmp_path: Path, two_items: str) -> None:
    file = answers(tmp_path, "q1 q2", "a 12")
    found = printed(file, "--barometer", two_items, "--invited", invited(tmp_path, a=3), "--unsafe-all")
    assert found["response"] == {"invited": 3, "responded": 1, "percent": 33, "words": "under_half"}


@pytest.mark.parametrize("language", ["da", "en"])
def test_as_text_every_line_begins_with_unsafe(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, two_items: str, language: str
) -> None:
    file = answers(tmp_path, "q1 q2", *everybody("a", "123"), "b 1n")
    said = ["score", file, "--barometer", two_items, "--language", language]
    assert main([*said, "--unsafe-all"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(re.match(r"UNSAFE( \S|$)", line) for line in lines)
    assert main(said) == 0
    assert "UNSAFE" not in capsys.readouterr().out


# Since last time


def since(printed: Printed, folder: Path, before: list[str], now: list[str], *options: str) -> Json:
    asked = barometer(folder, theme("t1", item("q1"), item("q2")))
    earlier = answers(folder, "q1 q2", *before, name="før.csv")
    there = invited(folder, "før-inviteret.csv", a=40, b=40)
    file = answers(folder, "q1 q2", *now)
    found = printed(file, "--barometer", asked, "--before", earlier, "--before-invited", there, *options)
    change: Json = found["change"]
    return change


def test_a_change_has_points_and_a_word_where_both_rounds_have_ten(printed: Printed, tmp_path: Path) -> None:
    before, now = everybody("a", "1112223334"), everybody("a", "3334445554")
    higher = {"t1": {"points": 45.0, "word": "clearly_higher"}}
    assert since(printed, tmp_path, before, now) == {"total": higher, "a": higher}
    assert since(printed, tmp_path, now, before)["total"]["t1"] == {"points": -45.0, "word": "clearly_lower"}


def test_with_fewer_than_ten_in_either_round_there_is_no_change_but_an_unsafe_one(
    printed: Printed, tmp_path: Path
) -> None:
    nine, ten = everybody("a", "123451234"), everybody("a", "1234512345")
    assert since(printed, tmp_path, nine, ten) == since(printed, tmp_path, ten, nine) == {}
    assert set(since(printed, tmp_path, nine, ten, "--unsafe-all")) == {"total", "a"}


def test_a_change_without_spread_in_both_rounds_has_points_and_no_word(printed: Printed, tmp_path: Path) -> None:
    change = since(printed, tmp_path, everybody("a", "3" * 10), everybody("a", "4" * 12))
    assert change["total"] == {"t1": {"points": 25.0}}


def test_five_points_are_enough_for_maybe_and_are_compared_as_fractions(printed: Printed, tmp_path: Path) -> None:
    """From 3.1 to 3.3 is five points exactly, of which floats make a little less."""
    before = everybody("a", "2" * 10 + "3" * 25 + "4" * 15)
    now = everybody("a", "2" * 5 + "3" * 25 + "4" * 20)
    assert 25 * (3.3 - 3.1) < 5
    asked = barometer(tmp_path, theme("t1", item("q1"), item("q2")))
    earlier = answers(tmp_path, "q1 q2", *before, name="før.csv")
    found = printed(
        *(answers(tmp_path, "q1 q2", *now), "--barometer", asked),
        *("--before", earlier, "--before-invited", invited(tmp_path, a=50)),
    )
    assert found["change"]["total"]["t1"] == {"points": 5.0, "word": "maybe_higher"}


def test_a_theme_that_rests_on_other_items_is_not_compared(printed: Printed, tmp_path: Path) -> None:
    asked = barometer(tmp_path, theme("t1", item("q1"), item("q2"), item("q3")))
    whole = answers(tmp_path, "q1 q2 q3", *[f"a {sign * 3}" for sign in VARIED])
    part = answers(tmp_path, "q1 q2 q3", *[f"a {sign * 2}n" for sign in VARIED], name="del.csv")
    there = ("--before-invited", invited(tmp_path, a=10))
    assert printed(whole, "--barometer", asked, "--before", part, *there)["change"] == {}
    assert set(printed(part, "--barometer", asked, "--before", part, *there)["change"]) == {"total", "a"}


# Mistakes


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What is told; nothing is printed on standard output then."""
    assert main(["score", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


def test_all_mistakes_of_the_command_line_and_of_four_files_are_told_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, two_items: str
) -> None:
    now = answers(tmp_path, "q1 q2", "a 17", "c 11", name="nu.csv")
    before = answers(tmp_path, "q1 q2", "a 01", "b 11", name="før.csv")
    many, few = invited(tmp_path, "nu-i.csv", a=2, z=1), invited(tmp_path, "før-i.csv", a=3)
    told = refused(
        capsys,
        *(now, "--barometer", two_items, "--invited", many, "--grouping", "køn"),
        *("--before", before, "--before-invited", few, "--json", "--unsafe-all"),
    )
    places = [line.replace(f"{tmp_path}/", "").split(":")[0].split("; ")[0] for line in told]
    assert places == [
        "--grouping køn is not a grouping of this barometer. Choose one of",
        "nu.csv, line 2, column q2",
        "nu.csv, line 3, column role",
        "nu-i.csv, line 3, column role",
        "før.csv, line 2, column q1",
        "før.csv, line 3, column role",
    ]
    assert told[0].endswith("Choose one of: roles.")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--before", "svar.csv"], "--before needs --before-invited"),
        (["--before-invited", "inviteret.csv"], "--before-invited needs --before"),
        (["--invited", "ingen.csv"], "cannot be read (No such file or directory)"),
        (["--invited", "."], "cannot be read (Is a directory)"),
    ],
)
def test_what_is_missing_is_asked_for(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    two_items: str,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    answers(tmp_path, "q1 q2", "a 11")
    invited(tmp_path, a=3)
    (line,) = refused(capsys, "svar.csv", "--barometer", two_items, *options)
    assert told in line


def test_an_unknown_barometer_is_told_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = refused(capsys, answers(tmp_path, "q1", "a 1"), "--barometer", "ukendt")
    assert told == ["There is no barometer and no file called ukendt. Barometers: ics-standard."]


def test_the_barometer_must_be_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["score", answers(tmp_path, "q1", "a 1")])
    assert stopped.value.code == 2
    assert capsys.readouterr().out == ""


# Nothing else is needed, and nothing is left behind


def test_it_runs_in_an_empty_environment_and_leaves_nothing_behind(tmp_path: Path, two_items: str) -> None:
    file = answers(tmp_path, "q1 q2", *everybody("a", VARIED))
    there = {path.name for path in tmp_path.iterdir()}
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from bot.__main__ import main; sys.exit(main())"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", code, "score", file, "--barometer", two_items],
        cwd=tmp_path,
        env={},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert "En prøve (proeve, version 3)" in ran.stdout.decode()
    assert not ran.stderr
    assert {path.name for path in tmp_path.iterdir()} == there


def test_whoever_reads_only_the_beginning_gets_no_complaint(tmp_path: Path, two_items: str) -> None:
    """As `| head` does: the pipe is closed before anything is written."""
    file = answers(tmp_path, "q1 q2", *everybody("a", VARIED))
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "bot", "score", file, "--barometer", two_items]
    ran = subprocess.run(command, cwd=ROOT, stdout=writes, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writes)
    assert (ran.returncode, ran.stderr.decode()) == (0, "")


# The page about it


def keys(found: object) -> set[str]:
    """Every key of an output that is no id."""
    if isinstance(found, list):
        return set().union(*map(keys, found))
    if not isinstance(found, dict):
        return set()
    named = {key for key in found if not re.fullmatch(r"[abqt]\d?|total", key)}
    return named.union(*map(keys, found.values()))


def test_the_page_names_every_option_and_every_key(printed: Printed, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "score.md").read_text("utf-8")
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    options = {option for action in parser._actions for option in action.option_strings}
    told = re.findall(r"^\| (`--.*?) \|", page, flags=re.MULTILINE)
    assert set(re.findall(r"--[a-z-]+", " ".join(told))) == options
    asked = barometer(tmp_path, theme("t1", item("q1", is_reversed=True), item("q2")), theme("t2", item("q3", "b")))
    rows = [*[f"a {sign}{sign}-" for sign in VARIED], *[f"b {sign}4{sign}" for sign in "12345"], *["b 144"] * 2]
    file, there = answers(tmp_path, "q1 q2 q3", *rows), invited(tmp_path, a=12, b=9)
    round_ = (file, "--barometer", asked, "--invited", there, "--before", file, "--before-invited", there)
    for found in (printed(*round_), printed(*round_, "--unsafe-all")):
        assert {key for key in keys(found) if f"`{key}`" not in page and f'"{key}"' not in page} == set()

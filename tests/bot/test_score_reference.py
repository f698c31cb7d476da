"""Whole outputs of `python -m bot score --json` against figures worked out a second time, on random rounds."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from tests.bot.score_reference import Json, Reference, Row

SCALE = [{"value": value, "da": str(value)} for value in (1, 2, 3, 4, 5, "na")]
#: How people of a round answer: anyhow, (almost) all alike, high, low, in two camps, with much that is not relevant.
STYLES = ("12345", "4", "4445", "11112", "15", "3", "3334", "45", "12345nn", "nnnn5", "-n", "-3-4-")


def random_barometer(rng: random.Random) -> Json:
    roles = ["leder", "faglig", "super", "sagsb"][: rng.randint(1, 4)]
    themes: list[Json] = []
    number = 0
    for theme in range(rng.randint(1, 3)):
        items: list[Json] = []
        for _ in range(rng.choice([1, 2, 3, 4])):
            number += 1
            asked = rng.sample(roles, rng.randint(1, len(roles))) if rng.random() < 0.5 else roles
            items.append(
                {"id": f"q{number}", "da": "Udsagn", "scope": "unit", "roles": asked, "reversed": rng.random() < 0.25}
            )
        themes.append({"id": f"t{theme}", "da": "Tema", "items": items})
    for role in roles:  # everybody is asked something
        if not any(role in item["roles"] for theme in themes for item in theme["items"]):
            item = themes[0]["items"][0]
            item["roles"] = [*item["roles"], role]
    groupings = [] if rng.random() < 0.4 else [random_grouping(rng, roles, name) for name in ("ene", "to")]
    return {
        "id": "tilfældig".replace("æ", "ae"),
        "version": rng.randint(1, 9),
        "languages": ["da"],
        "title": {"da": "Tilfældigt"},
        "roles": [{"id": role, "da": role} for role in roles],
        "groupings": groupings,
        "scale": SCALE,
        "themes": themes,
    }


def random_grouping(rng: random.Random, roles: list[str], name: str) -> Json:
    groups: dict[str, list[str]] = {}
    for role in roles:
        groups.setdefault(f"g{rng.randint(1, len(roles))}", []).append(role)
    return {"id": name, "da": name, "groups": [{"id": key, "da": key, "roles": found} for key, found in groups.items()]}


def random_rows(rng: random.Random, barometer: Json) -> list[Row]:
    """People of every role, few or many, who answer each item in some style; `-` is skipped, `n` not relevant."""
    items = [item for theme in barometer["themes"] for item in theme["items"]]
    styles = {item["id"]: rng.choice(STYLES) for item in items}
    rows = []
    for role in barometer["roles"]:
        for _ in range(rng.choice([0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 14, 20, 40])):
            row = {"role": role["id"]}
            for item in items:
                sign = rng.choice(styles[item["id"]] if rng.random() < 0.9 else "12345n-")
                if role["id"] in item["roles"] and sign != "-":
                    row[item["id"]] = "na" if sign == "n" else sign
            rows.append(row)
    rng.shuffle(rows)
    return rows


def random_invited(rng: random.Random, barometer: Json, rows: list[Row]) -> dict[str, int]:
    silent = rng.choice([0, 1, 5, 30])
    return {
        role["id"]: sum(row["role"] == role["id"] for row in rows) + rng.randint(0, silent)
        for role in barometer["roles"]
    }


def written(folder: Path, name: str, barometer: Json, rows: list[Row], invited: dict[str, int]) -> tuple[str, str]:
    """The two files of a round."""
    columns = ["role", *(item["id"] for theme in barometer["themes"] for item in theme["items"])]
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    answers, asked = folder / f"{name}.csv", folder / f"{name}-inviteret.csv"
    answers.write_text("".join(";".join(line) + "\r\n" for line in lines), "utf-8-sig")
    asked.write_text("role,invited\n" + "".join(f"{role},{number}\n" for role, number in invited.items()), "utf-8")
    return str(answers), str(asked)


def printed(*arguments: str) -> Json:
    with redirect_stdout(io.StringIO()) as out:
        assert main(["score", *arguments, "--json"]) == 0
    found: Json = json.loads(out.getvalue())
    return found


def differences(ours: object, theirs: object, place: str = "") -> Iterator[str]:
    """Where two outputs differ: in keys, in values, in numbers by more than a millionth."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from differences(ours.get(key, "absent"), theirs.get(key, "absent"), f"{place}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for at, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, other, f"{place}[{at}]")
    elif isinstance(ours, float) and isinstance(theirs, int | float):
        if abs(ours - theirs) > 1e-6:
            yield f"{place}: {ours} is not {theirs}"
    elif type(ours) is not type(theirs) or ours != theirs:
        yield f"{place}: {ours} is not {theirs}"


def in_order(output: Json) -> Json:
    """The output with what is withheld in one order; the contract promises none."""
    withheld = sorted(output["withheld"], key=lambda one: json.dumps(one, sort_keys=True))
    return {**output, "withheld": withheld}


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@given(seed=st.integers(0, 10**12))
@settings(max_examples=40)
def test_every_figure_of_two_random_rounds_is_what_a_second_reckoning_gives(*, unsafe: bool, seed: int) -> None:
    rng = random.Random(seed)
    barometer = random_barometer(rng)
    rounds = [(rows, random_invited(rng, barometer, rows)) for rows in (random_rows(rng, barometer) for _ in "12")]
    known = rng.random() < 0.8
    named = rng.choice([None, *(one["id"] for one in barometer["groupings"])])
    grouping = named or (barometer["groupings"][0]["id"] if barometer["groupings"] else "roles")
    options = [*(["--grouping", named] if named else []), *(["--unsafe-all"] if unsafe else [])]
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "barometer.yaml"
        file.write_text(json.dumps(barometer), "utf-8")  # which is YAML, too
        before, now = (written(folder, name, barometer, *one) for name, one in zip("ab", rounds, strict=True))
        options += ["--invited", now[1]] if known else []
        ours = printed(now[0], "--barometer", str(file), "--before", before[0], "--before-invited", before[1], *options)
    then = Reference(barometer, grouping, *rounds[0], unsafe=unsafe)
    reference = Reference(barometer, grouping, rounds[1][0], rounds[1][1] if known else None, unsafe=unsafe)
    theirs = reference.result | {"change": reference.change_since(then)}
    assert next(iter(ours)) == ("unsafe" if unsafe else "barometer")
    assert not list(differences(in_order(ours), in_order(theirs)))

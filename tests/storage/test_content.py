from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.barometers import Barometer, Choice, Text
from storage.barometer_files import LONGEST_ID, barometer_in
from storage.content import ContentError, UnknownBarometer, load_barometers, read_barometer
from storage.marked_yaml import read

SHIPPED = Path(__file__).parents[2] / "content"

SMALL = """\
id: lille
version: 1
languages: [da, en]
title: {da: Lille, en: Small}
roles:
- id: leder
  da: Leder
- id: medarbejder
  da: Medarbejder
  en: Employee
groupings:
- id: alle
  da: Alle samlet
  groups:
  - id: hele
    da: Hele afdelingen
    roles: [leder, medarbejder]
scale:
- {value: 1, da: Helt uenig}
- {value: 2, da: Uenig}
- {value: 3, da: Hverken eller}
- {value: 4, da: Enig}
- {value: 5, da: Helt enig}
- {value: na, da: Ved ikke}
themes:
- id: tema
  da: Et tema
  discuss: {da: 'Hvad nu?'}
  items:
  - id: A-1
    scope: self
    roles: [leder, medarbejder]
    da: Det går godt.
  - id: A-2
    scope: unit
    roles: [medarbejder]
    reversed: true
    da: Det går skidt.
open_items:
- id: B-1
  da: Andet?
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str | bytes, name: str = "barometer-lille.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def mistakes(path: Path) -> tuple[str, ...]:
    """What is told of a file, without the folder it stands in."""
    with pytest.raises(ContentError) as wrong:
        read_barometer(path)
    assert str(wrong.value) == "\n".join(wrong.value.mistakes)
    return tuple(line.removeprefix(f"{path.parent}/") for line in wrong.value.mistakes)


# What is right


@pytest.mark.parametrize("name", ["vores.yaml", "Barometre.yml", "standard-barometer.yaml", "barometer.YAML"])
def test_a_yaml_file_under_another_name_is_named_and_not_passed_over(write: Callable[..., Path], name: str) -> None:
    path = write(SMALL, name)
    with pytest.raises(ContentError, match=f"{name}: is not read. Give it a name that begins with barometer"):
        load_barometers([SHIPPED, path.parent])


def test_other_content_may_stand_beside_the_barometers(write: Callable[..., Path]) -> None:
    write("templates: []", "template-icm.yaml")
    write("milestones: []", "course-ics.yml")
    write("no content", "README.md")
    assert len(load_barometers([write(SMALL).parent]).all()) == 1


def test_the_shipped_barometer_asks_every_role_and_offers_three_groupings() -> None:
    shipped = load_barometers([SHIPPED]).latest("ics-standard")
    assert {role.id: len(shipped.items_for(role.id)) for role in shipped.roles} == {
        "leder": 21,
        "faglig_leder": 26,
        "superbruger": 29,
        "sagsbehandler": 29,
    }
    assert [grouping.id for grouping in shipped.groupings] == ["roles", "key_people", "leaders_staff"]
    assert [point.choice for point in shipped.scale] == [choice for choice in Choice if choice is not Choice.SKIPPED]


def test_the_shipped_barometer_is_complete_in_both_languages() -> None:
    shipped = load_barometers([SHIPPED]).latest("ics-standard")
    groups = [group for grouping in shipped.groupings for group in grouping.groups]
    texts: list[Text | None] = [shipped.title, shipped.note, shipped.open_items_help]
    texts += [*(theme.discuss for theme in shipped.themes), *(item.text for item in shipped.items)]
    texts += [*(item.text for item in shipped.open_items), *(group.name for group in groups)]
    for named in (shipped.roles, shipped.groupings, shipped.scale, shipped.themes):
        texts += [one.name for one in named]
    assert all(text is not None and text.en and text.in_("en") != text.da for text in texts)


def test_a_file_becomes_the_barometer_it_describes(write: Callable[..., Path]) -> None:
    small = read_barometer(write(SMALL))
    assert isinstance(small, Barometer)
    assert (small.id, small.version, small.languages) == ("lille", 1, ("da", "en"))
    assert small.title == Text("Lille", "Small")
    assert [(role.id, role.name) for role in small.roles] == [
        ("leder", Text("Leder")),
        ("medarbejder", Text("Medarbejder", "Employee")),
    ]
    assert [group.roles for group in small.grouping("alle").groups] == [{"leder", "medarbejder"}]
    assert small.themes[0].discuss == Text("Hvad nu?")
    assert [(item.id, item.scope, item.reversed) for item in small.items] == [
        ("A-1", "self", False),
        ("A-2", "unit", True),
    ]
    assert [(item.id, item.text) for item in small.open_items] == [("B-1", Text("Andet?"))]
    assert (small.note, small.open_items_help) == (None, None)


def test_without_groupings_each_role_stands_by_itself(write: Callable[..., Path]) -> None:
    without = SMALL[: SMALL.index("groupings:")] + SMALL[SMALL.index("scale:") :]
    assert [group.id for group in read_barometer(write(without)).grouping("roles").groups] == ["leder", "medarbejder"]


def test_without_groupings_no_role_may_be_called_total(write: Callable[..., Path]) -> None:
    without = SMALL[: SMALL.index("groupings:")] + SMALL[SMALL.index("scale:") :]
    (told,) = mistakes(write(without.replace("leder", "total")))
    assert told.endswith("roles.total.id: is total, which means everybody. Give the role another id.")


def test_a_file_saved_by_windows_is_read(write: Callable[..., Path]) -> None:
    assert read_barometer(write(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())).id == "lille"


def test_a_municipalitys_own_folder_stands_beside_ours(write: Callable[..., Path]) -> None:
    own = write(SMALL)
    write(SMALL.replace("version: 1", "version: 2"), "barometer-lille-2.yml")
    write("ikke: et barometer", "course-noget.yaml")
    barometers = load_barometers([SHIPPED, own.parent])
    assert [(one.id, one.version) for one in barometers.all()] == [("ics-standard", 1), ("lille", 2)]
    assert barometers.get("lille", 1).version == 1
    assert barometers.latest("lille").version == 2


def test_a_barometer_that_is_not_there_is_named(write: Callable[..., Path]) -> None:
    barometers = load_barometers([write(SMALL).parent])
    with pytest.raises(UnknownBarometer, match="lille, version 3"):
        barometers.get("lille", 3)
    with pytest.raises(UnknownBarometer, match="stor"):
        barometers.latest("stor")


# What is wrong: the file, the line, the place, what it is, the mend

NO_ID = "is no id. Use 1-24 of a-z, A-Z, 0-9, - and _, beginning with a letter or digit."
TWICE = "is used twice. Each may stand once only; change or remove one."
NO_SCALE = (
    "is not the scale that figures are made for. "
    "Write the values 1, 2, 3, 4, 5 and na, in this order; only their names are yours to choose."
)

#: What is wrong: what is changed in the small file, into what, and the place and the words that tell of it.
WRONG = {
    "unknown role in an item": (
        "roles: [medarbejder]\n    rev",
        "roles: [medarbejdr]\n    rev",
        "line 36, themes.tema.items.A-2.roles.1",
        "names the role medarbejdr, which does not exist. Use leder, medarbejder.",
    ),
    "role twice in an item": (
        "roles: [medarbejder]\n    rev",
        "roles: [medarbejder, medarbejder]\n    rev",
        "line 36, themes.tema.items.A-2.roles.2",
        f"medarbejder {TWICE}",
    ),
    "item twice": ("id: A-2", "id: A-1", "line 34, themes.tema.items.A-1.id", f"A-1 {TWICE}"),
    "open item named like an item": ("id: B-1", "id: A-1", "line 40, open_items.A-1.id", f"A-1 {TWICE}"),
    "id not ASCII": ("id: A-2", "id: Æ-2", "line 34, themes.tema.items.Æ-2.id", NO_ID),
    "id too long": ("id: A-2", "id: " + "A" * 25, f"line 34, themes.tema.items.{'A' * 25}.id", NO_ID),
    "id with a colon": ("id: A-2", "id: 'A:2'", "line 34, themes.tema.items.A:2.id", NO_ID),
    "id read as a truth value": (
        "id: A-2",
        "id: no",
        "line 34, themes.tema.items.2.id",
        "is no text. Write a text, in quotes if it looks like a number.",
    ),
    "role left out of a grouping": (
        "roles: [leder, medarbejder]\nscale",
        "roles: [leder]\nscale",
        "line 12, groupings.alle",
        "leaves out the role medarbejder. Put it into a group; a group of its own is fine.",
    ),
    "role in two groups": (
        "roles: [leder, medarbejder]\nscale",
        "roles: [leder, medarbejder]\n  - {id: to, da: To, roles: [leder]}\nscale",
        "line 12, groupings.alle",
        "has the role leder in 2 groups. Keep it in one of them.",
    ),
    "unknown role in a group": (
        "roles: [leder, medarbejder]\nscale",
        "roles: [leder, medarbejder, chef]\nscale",
        "line 17, groupings.alle.groups.hele.roles.3",
        "names the role chef, which does not exist. Use leder, medarbejder.",
    ),
    "group called total": (
        "id: hele",
        "id: Total",
        "line 15, groupings.alle.groups.Total.id",
        "is total, which means everybody. Give the group another id.",
    ),
    "item called as a column": (
        "id: A-1",
        "id: role",
        "line 30, themes.tema.items.role.id",
        "is role, which is a column of every file of answers. Give the item another id.",
    ),
    "text empty": ("da: Det går godt.", "da: ' '", "line 33, themes.tema.items.A-1.da", "is empty. Write a text."),
    "text missing": (
        "\n    da: Det går godt.",
        "\n    en: It goes well.",
        "line 30, themes.tema.items.A-1.da",
        "is missing. Write the Danish text; English alone is not enough.",
    ),
    "item too long": (
        "da: Det går godt.",
        "da: " + "x" * 251,
        "line 33, themes.tema.items.A-1.da",
        "is too long. Use at most 250 characters.",
    ),
    "option too long": (
        "da: Helt uenig",
        "da: " + "x" * 76,
        "line 19, scale.1.da",
        "is too long. Use at most 75 characters.",
    ),
    "scale in another order": ("value: 1, da: Helt uenig", "value: 5, da: Helt uenig", "line 18, scale", NO_SCALE),
    "scale without na": ("- {value: na, da: Ved ikke}\n", "", "line 18, scale", NO_SCALE),
    "unknown key": (
        "discuss:",
        "diskuter:",
        "line 28, themes.tema.diskuter",
        "is not known here. Mend the spelling, or remove it.",
    ),
    "key missing": ("\n    scope: self", "", "line 30, themes.tema.items.A-1.scope", "is missing. Add it."),
    "scope unknown": (
        "scope: self",
        "scope: us",
        "line 31, themes.tema.items.A-1.scope",
        "is not one of the possible values. Write 'self' or 'unit'.",
    ),
    "reversed in words": (
        "reversed: true",
        "reversed: sandt",
        "line 37, themes.tema.items.A-2.reversed",
        "is neither true nor false. Write true or false.",
    ),
    "version in quotes": (
        "version: 1",
        "version: '1'",
        "line 2, version",
        "is no whole number. Write a whole number, without quotes.",
    ),
    "version 0": ("version: 1", "version: 0", "line 2, version", "is too small. Write 1 or more."),
    "no Danish": (
        "languages: [da, en]",
        "languages: [en]",
        "line 3, languages",
        "lack Danish. Add da; every text needs its Danish wording.",
    ),
    "unknown language": (
        "languages: [da, en]",
        "languages: [da, de]",
        "line 3, languages.2",
        "is not one of the possible values. Write 'da' or 'en'.",
    ),
    "role that is asked nothing": (
        "- id: medarbejder\n",
        "- {id: gaest, da: Gæst}\n- id: medarbejder\n",
        "line 8, roles.gaest",
        "is asked nothing. Name the role in an item, or remove it.",
    ),
    "list where a name should be": (
        "title: {da: Lille, en: Small}",
        "title: [Lille]",
        "line 4, title",
        "should hold named values. Write `name: value` lines below it, further in.",
    ),
    "name where a list should be": (
        "roles: [leder, medarbejder]\n    da: Det",
        "roles: leder\n    da: Det",
        "line 32, themes.tema.items.A-1.roles",
        "should be a list. Write its entries below it, each beginning with a dash.",
    ),
    "empty list": (
        "roles: [leder, medarbejder]\n    da: Det",
        "roles: []\n    da: Det",
        "line 32, themes.tema.items.A-1.roles",
        "is empty. Add at least one entry.",
    ),
    "key twice": (
        "version: 1",
        "version: 1\nid: stor",
        "line 1, id",
        "stands twice, the second time on line 3. Remove one of the two.",
    ),
    "python tag": (
        "da: Andet?",
        "da: !!python/object/apply:os.system ['true']",
        "line 41, open_items.1.da",
        "has the tag python/object/apply:os.system. Write plain text, numbers and lists only.",
    ),
    "own tag": (
        "da: Andet?",
        "da: !hemmelig Andet?",
        "line 41, open_items.1.da",
        "has the tag !hemmelig. Write plain text, numbers and lists only.",
    ),
    "alias": (
        "title: {da: Lille, en: Small}",
        "title: &t {da: Lille}\nnote: *t",
        "line 5, note",
        "is an alias (*) of another place. Write the value out.",
    ),
    "list as a key": ("version: 1", "version: 1\n[a, b]: 1", "line 3, ?", "is no name. Write a word before the colon."),
}


@pytest.mark.parametrize(("old", "new", "place", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_is_told_with_its_place_and_its_mend(
    write: Callable[..., Path], old: str, new: str, place: str, told: str
) -> None:
    assert SMALL.count(old) == 1
    assert f"barometer-lille.yaml, {place}: {told}" in mistakes(write(SMALL.replace(old, new)))


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_its_lines(write: Callable[..., Path]) -> None:
    text = SMALL.replace("id: A-2", "id: A-1").replace("version: 1", "version: en").replace("[medarbejder]", "[chef]")
    lines = mistakes(write(text.replace("    da: Det går skidt.\n", "")))
    assert [line.split(",")[1] for line in lines] == [" line 2", " line 34", " line 34", " line 36"]
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("id: [a", "barometer-lille.yaml, line 1: is not YAML"),
        (SMALL.replace("  da: Leder\n", "\tda: Leder\n"), "barometer-lille.yaml, line 7: is not YAML"),
        ("", "barometer-lille.yaml: is empty"),
        ("# kun en bemærkning", "barometer-lille.yaml: is empty"),
        ("bare tekst", "barometer-lille.yaml, line 1: should hold named values"),
        ("id: a\n---\nid: b", "barometer-lille.yaml, line 2: is not YAML"),
        ("id: '\x01'", "barometer-lille.yaml: holds a sign"),
        ("version: 2027-13-45", "barometer-lille.yaml: holds a sign"),
        ("[" * 900, "barometer-lille.yaml: is nested too deeply"),
        ("id: lille\ntitle: Børn".encode("latin-1"), "barometer-lille.yaml, line 2: is not UTF-8 text"),
        (SMALL.encode("utf-16"), "barometer-lille.yaml, line 1: is not UTF-8 text"),
        ("#" * 1_000_001, "barometer-lille.yaml: is larger than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(write: Callable[..., Path], content: str | bytes, told: str) -> None:
    (only,) = [line for line in mistakes(write(content)) if line.startswith(told)]
    assert only.endswith(".")


def test_an_alias_bomb_is_refused_without_being_unfolded(write: Callable[..., Path]) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 60))
    assert "is an alias" in mistakes(write(bomb))[0]


def test_the_same_version_of_a_barometer_in_two_files_names_both(write: Callable[..., Path]) -> None:
    first, second = write(SMALL), write(SMALL, "barometer-to.yaml")
    with pytest.raises(ContentError) as wrong:
        load_barometers([first.parent])
    assert str(wrong.value) == (
        f"{second}: is lille version 1, and so is {first}. Give one of them another version, or remove it."
    )


def test_mistakes_of_several_files_and_folders_are_told_together(write: Callable[..., Path], tmp_path: Path) -> None:
    write("id: [a", "barometer-a.yaml")
    write("", "barometer-b.yaml")
    with pytest.raises(ContentError) as wrong:
        load_barometers([tmp_path / "mangler", tmp_path])
    assert [Path(line.split(":")[0].split(",")[0]).name for line in wrong.value.mistakes] == [
        "mangler",
        "barometer-a.yaml",
        "barometer-b.yaml",
    ]


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    assert mistakes(tmp_path / "barometer-x.yaml")[0].startswith("barometer-x.yaml: cannot be read")


def test_the_longest_id_fits_on_a_button() -> None:
    assert len(":".join(["r" * 13, "i" * LONGEST_ID, Choice.SKIPPED])) <= 75


KEYS = st.sampled_from(["id", "da", "roles", "items", "themes", "groupings", "groups", "value", "scale", "title"])

json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


@settings(max_examples=50)
@given(key=KEYS, value=json_like)
def test_whatever_stands_in_a_file_is_told_and_nothing_breaks(key: str, value: object) -> None:
    found = barometer_in(yaml.safe_load(SMALL) | {key: value})
    assert isinstance(found, Barometer) or all(mistake.wrong and mistake.mend for mistake in found)


@given(st.text(max_size=200))
def test_any_text_can_be_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("content") / "barometer-x.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    document = read(path)
    assert document.unreadable or document.lines

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from domain.barometers import Choice, NotAsked, NotOffered, Text, UnknownGrouping, UnknownItem, UnknownRole
from tests.domain.small_rounds import barometer, item

ASKED = barometer([item("q1", "ab"), item("q2", "b")], [item("q3", "a")], groups={"everybody": "ab"})


def test_a_text_is_danish_where_english_is_missing() -> None:
    assert Text("Udsagn").in_("en") == "Udsagn"
    assert Text("Udsagn", "Statement").in_("en") == "Statement"
    assert Text("Udsagn", "Statement").in_("da") == "Udsagn"


def test_only_the_five_steps_of_the_scale_have_a_level() -> None:
    assert [choice.level for choice in Choice] == [1, 2, 3, 4, 5, None, None]


def test_a_role_is_asked_its_own_items_in_order() -> None:
    assert [one.id for one in ASKED.items] == ["q1", "q2", "q3"]
    assert [one.id for one in ASKED.items_for("a")] == ["q1", "q3"]
    assert [one.id for one in ASKED.items_for("b")] == ["q1", "q2"]


def test_an_item_knows_its_theme() -> None:
    assert ASKED.theme_of("q3").id == "t2"
    assert ASKED.item("q3").roles == {"a"}


def test_what_the_barometer_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(UnknownItem, match="q9"):
        ASKED.item("q9")
    with pytest.raises(UnknownItem, match="q9"):
        ASKED.theme_of("q9")
    with pytest.raises(UnknownRole, match="c"):
        ASKED.role("c")
    with pytest.raises(UnknownRole, match="c"):
        ASKED.items_for("c")
    with pytest.raises(UnknownGrouping, match="roles"):
        ASKED.grouping("roles")


def test_an_answer_must_be_one_that_the_role_was_offered() -> None:
    for choice in Choice:
        ASKED.check("a", "q1", choice)
    with pytest.raises(NotAsked):
        ASKED.check("a", "q2", Choice.AGREE)
    with pytest.raises(UnknownItem):
        ASKED.check("a", "q9", Choice.AGREE)


def test_a_choice_that_is_not_on_the_scale_is_refused_but_skipping_never_is() -> None:
    opinions_only = replace(ASKED, scale=ASKED.scale[:5])
    opinions_only.check("a", "q1", Choice.SKIPPED)
    with pytest.raises(NotOffered):
        opinions_only.check("a", "q1", Choice.NOT_RELEVANT)


def test_without_groupings_each_role_is_a_group_by_itself() -> None:
    grouping = barometer([item("q1", "ab")]).grouping("roles")
    assert [(group.id, group.name, group.roles) for group in grouping.groups] == [
        ("a", Text("a"), frozenset("a")),
        ("b", Text("b"), frozenset("b")),
    ]


def test_a_barometer_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        ASKED.version = 2  # type: ignore[misc]

"""Which of the four roles a team lacks."""

from __future__ import annotations

from domain.course_setups import missing_roles
from domain.people import Department

MARKS = {"U0L": "leder", "U0F": "faglig_leder", "U0S": "superbruger"}


def test_a_team_of_all_four_roles_lacks_none() -> None:
    assert missing_roles(Department(marks=MARKS), ["U0L", "U0F", "U0S", "U0X"]) == ()


def test_whoever_has_no_mark_is_a_caseworker() -> None:
    assert missing_roles(Department(marks=MARKS), ["U0X"]) == ("leder", "faglig_leder", "superbruger")


def test_an_empty_team_lacks_everybody() -> None:
    assert missing_roles(Department(), []) == ("leder", "faglig_leder", "superbruger", "sagsbehandler")

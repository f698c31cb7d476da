"""Egelund Kommune."""

from __future__ import annotations

from collections import Counter

import pytest

from sandbox import town
from sandbox.town import CASEWORKER, DEPARTMENT, EVERYONE, LEADER, PROFESSIONAL_LEADER, SUPER_USER, TEAM


def test_two_dozen_people_in_four_roles_and_an_administrator() -> None:
    place = town()
    people = {person.name: person for person in place.people}
    department = next(room for room in place.rooms if room.name == DEPARTMENT)
    staff = [people[name] for name in department.members if not people[name].deleted and people[name].role]
    assert Counter(person.role for person in staff) == {
        LEADER: 2,
        PROFESSIONAL_LEADER: 2,
        SUPER_USER: 3,
        CASEWORKER: 16,
    }
    assert [person.first_name for person in place.people if person.is_admin] == ["Henrik"]
    assert {"Mette", "Jonas", "Karen"} < {person.first_name for person in staff}
    extras = {person.first_name for person in (people[name] for name in department.members)} - {
        p.first_name for p in staff
    }
    assert extras == {"Pia", "Lars", "Vagtplan"}


def test_first_names_and_ids_are_unique_and_the_same_at_every_start() -> None:
    people = town(people=1000).people
    assert len({person.first_name for person in people}) == len({person.id for person in people}) == len(people)
    assert [person.id for person in town().people] == [person.id for person in town().people]


def test_a_town_can_be_larger_but_not_smaller() -> None:
    place = town(people=1000)
    rooms = {room.name: room for room in place.rooms}
    assert len(rooms[DEPARTMENT].members) == 999 + 3
    assert len(rooms[EVERYONE].members) == 1000
    assert "Mette Skovgaard" in rooms[TEAM].members
    with pytest.raises(ValueError, match="at least 24"):
        town(people=23)

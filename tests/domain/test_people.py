from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.departments import (
    Changes,
    Doubled,
    Setup,
    UnreadableLine,
    changes_since,
    marks_of,
    read_outside,
    week_begins,
    written_outside,
)
from domain.people import (
    ALLOWED,
    LONGEST_NAME,
    Absence,
    Act,
    Department,
    Member,
    Named,
    NotAllowed,
    Outside,
    Person,
    Right,
    attendance,
)
from domain.workdays import Workdays

MARKED = Department(marks={"U1": "leder", "U2": "superbruger"}, not_asked=frozenset({"U2", "U3"}))


def test_every_act_is_allowed_to_somebody_and_known() -> None:
    assert set(ALLOWED) == set(Act)
    assert all(ALLOWED.values())


@pytest.mark.parametrize("act", Act)
def test_somebody_without_a_right_may_do_nothing(act: Act) -> None:
    with pytest.raises(NotAllowed) as refused:
        Person("T1", "U1", channel="C1").check(act)
    assert (refused.value.act, refused.value.channel) == (act, "C1")


@pytest.mark.parametrize("act", Act)
def test_an_observer_sees_results_and_the_course_and_nothing_else(act: Act) -> None:
    seen = {Act.SEE_RESULT, Act.SEE_COURSE}
    assert Person("T1", "U1", rights=frozenset({Right.OBSERVER})).may(act) == (act in seen)


def test_an_administrator_names_people_and_starts_nothing() -> None:
    administrator = Person("T1", "U1", rights=frozenset({Right.ADMINISTRATOR}))
    assert administrator.may(Act.NAME_PEOPLE)
    assert not administrator.may(Act.START_ROUND)
    assert not administrator.may(Act.SEE_RESULT)


def test_an_act_that_the_table_does_not_have_is_allowed_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.people.ALLOWED", {})
    assert not Person("T1", "U1", rights=frozenset(Right)).may(Act.START_ROUND)


def test_a_deputy_who_does_not_stand_in_is_of_the_team() -> None:
    named = Named(coordinator="U1", deputy="U2")
    assert named.rights_of("U2") == {Right.TEAM}


@pytest.mark.parametrize(
    ("named", "stands_in"),
    [
        (Named(coordinator="U1", deputy="U2"), True),
        (Named(coordinator="U1", deputy="U2", coordinator_away=True), False),
        (Named(coordinator=None, deputy="U2"), False),
    ],
)
def test_a_deputy_has_the_right_while_standing_in(named: Named, stands_in: bool) -> None:
    assert named.rights_of("U2", deputy_stands_in=stands_in) == {Right.DEPUTY, Right.TEAM}


def test_nobody_but_the_deputy_gains_when_the_coordinator_is_away() -> None:
    named = Named(coordinator="U1", deputy="U2", team=frozenset({"U3"}), coordinator_away=True)
    assert named.rights_of("U3", deputy_stands_in=True) == {Right.TEAM}
    assert named.rights_of("U4", deputy_stands_in=True) == frozenset()


def test_the_role_is_handed_over_and_whoever_had_it_stays_in_the_team() -> None:
    handed = Named(coordinator="U1", deputy="U2", coordinator_away=True).handed_to("U2")
    assert handed == Named(coordinator="U2", deputy=None, team=frozenset({"U1"}))


def test_the_first_coordinator_adds_nobody_to_the_team() -> None:
    assert Named().handed_to("U1") == Named(coordinator="U1")


LED = Named(coordinator="U1", deputy="U2", team=frozenset({"U3"}), observers=frozenset({"U4"}))


@pytest.mark.parametrize(
    ("after", "newly"),
    [
        (LED, ()),
        (replace(LED, coordinator="U5"), ((Right.COORDINATOR, "U5"),)),
        (replace(LED, coordinator="U3", team=frozenset({"U1"})), ((Right.COORDINATOR, "U3"),)),
        (replace(LED, deputy="U5", team=frozenset({"U5", "U2"})), ((Right.DEPUTY, "U5"),)),
        (replace(LED, team=frozenset({"U3", "U6", "U5"})), ((Right.TEAM, "U5"), (Right.TEAM, "U6"))),
        (replace(LED, team=frozenset({"U4"})), ((Right.TEAM, "U4"),)),
        (replace(LED, observers=frozenset({"U3", "U5"})), ((Right.OBSERVER, "U5"),)),
        (Named(), ()),
    ],
    ids=[
        "nothing has changed",
        "another coordinator",
        "one of the team leads, and the coordinator is one of the team",
        "the foremost of two roles, and the deputy is one of the team",
        "two more in the team",
        "an observer in the team, and one who is in it no more",
        "an observer, and one of the team who observes as well",
        "everybody taken out",
    ],
)
def test_whoever_has_a_role_that_they_had_not_is_newly_given_it(
    after: Named, newly: tuple[tuple[Right, str], ...]
) -> None:
    assert after.newly_given(LED) == newly


@pytest.mark.parametrize(
    ("after", "taken"),
    [
        (LED, ()),
        (replace(LED, coordinator="U5"), ((Right.COORDINATOR, "U1"),)),
        (replace(LED, coordinator="U5", team=frozenset({"U3", "U1"})), ((Right.COORDINATOR, "U1"),)),
        (replace(LED, coordinator="U2", deputy="U1"), ()),
        (replace(LED, deputy=None), ((Right.DEPUTY, "U2"),)),
        (replace(LED, team=frozenset()), ((Right.TEAM, "U3"),)),
        (replace(LED, team=frozenset(), observers=frozenset({"U3", "U4"})), ((Right.TEAM, "U3"),)),
        (replace(LED, observers=frozenset()), ((Right.OBSERVER, "U4"),)),
        (replace(LED, team=frozenset({"U3", "U4"}), observers=frozenset()), ()),
    ],
    ids=[
        "nothing has changed",
        "another coordinator",
        "another coordinator, and the one before stays in the team",
        "coordinator and deputy change places",
        "no deputy any more",
        "nobody in the team any more",
        "one of the team observes",
        "no observer any more",
        "an observer is in the team",
    ],
)
def test_whoever_has_a_lesser_role_than_before_has_had_the_one_before_taken_from_them(
    after: Named, taken: tuple[tuple[Right, str], ...]
) -> None:
    assert after.taken_from(LED) == taken


def test_a_deputy_stands_in_as_long_as_the_coordinator_is_on_leave() -> None:
    assert LED.stands_in is None
    away = replace(LED, coordinator_away=True)
    assert (away.stands_in, away.leader) == ("U2", "U2")
    assert (replace(away, deputy=None).stands_in, replace(away, deputy=None).leader) == (None, "U1")


def test_members_are_sorted_into_those_asked_and_those_not() -> None:
    members = [
        Member("U1", "Karen"),
        Member("U2", "Jonas"),
        Member("U4", "Ida"),
        Member("U5", "Vagtplan", is_bot=True, is_guest=True),
        Member("U6", "Pia", is_guest=True),
        Member("U7", "Lars", is_deactivated=True),
        Member("U8", "Anna", is_stranger=True),
    ]
    found = attendance(MARKED, members)
    assert {invited.user: invited.role for invited in found.invited} == {"U1": "leder", "U4": "sagsbehandler"}
    assert found.absent == {
        "U2": Absence.LEFT_OUT,
        "U5": Absence.BOT,
        "U6": Absence.GUEST,
        "U7": Absence.DEACTIVATED,
        "U8": Absence.STRANGER,
    }
    assert found.count("leder") == 1


def test_whoever_is_found_twice_is_asked_once() -> None:
    assert len(attendance(Department(), [Member("U1", "Karen"), Member("U1", "Karen")]).invited) == 1


def test_marks_are_one_role_each() -> None:
    chosen = [("leder", ["U1"]), ("superbruger", ["U2", "U2"])]
    assert marks_of(chosen) == {"U1": "leder", "U2": "superbruger"}


def test_somebody_chosen_for_two_roles_is_named() -> None:
    with pytest.raises(Doubled) as doubled:
        marks_of([("leder", ["U1"]), ("faglig_leder", ["U2", "U1"])])
    assert (doubled.value.user, doubled.value.first, doubled.value.second) == ("U1", "leder", "faglig_leder")


@pytest.mark.parametrize(
    "line",
    ["Natholdet", "Natholdet: ", ": 2", "Natholdet: to", "Natholdet: -1", "Natholdet: 0", "Natholdet: 1000",
     "Natholdet: ²", f"{'x' * (LONGEST_NAME + 1)}: 2"],
)  # fmt: skip
def test_a_line_that_is_no_name_and_number_is_told_by_its_place(line: str) -> None:
    with pytest.raises(UnreadableLine) as unreadable:
        read_outside(f"Vikarer: 1\n\n{line}")
    assert (unreadable.value.number, unreadable.value.line) == (3, line.strip())


def test_a_name_may_hold_a_colon() -> None:
    assert read_outside("Døgn: nat : 3") == (Outside("Døgn: nat", 3),)


names = st.text(st.characters(whitelist_categories=["L", "N", "P"]), min_size=1, max_size=LONGEST_NAME)


@given(st.lists(st.builds(Outside, names, st.integers(1, 999))))
def test_what_is_written_is_read_again(outside: list[Outside]) -> None:
    assert read_outside(written_outside(outside)) == tuple(outside)


def test_people_outside_are_counted_together() -> None:
    assert Department(outside=(Outside("Natholdet", 2), Outside("Vikarer", 1))).people_outside == 3


def test_an_edition_is_the_same_for_the_same_content_in_another_order() -> None:
    one = Setup(Named(team=frozenset({"U1", "U2"})), replace(MARKED, marks={"U1": "leder", "U2": "superbruger"}))
    two = Setup(Named(team=frozenset({"U2", "U1"})), replace(MARKED, marks={"U2": "superbruger", "U1": "leder"}))
    assert one.edition == two.edition


@pytest.mark.parametrize(
    "changed",
    [
        Setup(Named(coordinator="U9"), MARKED),
        Setup(Named(), replace(MARKED, name="Børn")),
        Setup(Named(), replace(MARKED, not_asked=frozenset())),
        Setup(Named(), replace(MARKED, groups=("S1",))),
        Setup(Named(), replace(MARKED, outside=(Outside("Natholdet", 2),))),
        Setup(Named(), MARKED, "en"),
    ],
)
def test_whatever_changes_makes_another_edition(changed: Setup) -> None:
    assert changed.edition != Setup(Named(), MARKED).edition


def test_newcomers_and_leavers_are_those_who_work_here() -> None:
    members = [Member("U2", "Ida"), Member("U3", "Pia", is_guest=True), Member("U4", "Lars", is_deactivated=True)]
    assert changes_since(frozenset({"U1", "U4"}), members) == Changes(came=("U2",), left=("U1", "U4"))


def test_nobody_is_new_where_nobody_was_noted() -> None:
    assert not changes_since(frozenset(), [Member("U2", "Ida")])


users = st.frozensets(st.sampled_from(["U1", "U2", "U3", "U4", "U5"]), min_size=1)


@given(users, users)
def test_changes_lead_from_one_list_to_the_other(before: frozenset[str], after: frozenset[str]) -> None:
    changes = changes_since(before, [Member(user, user) for user in after])
    assert (before - set(changes.left)) | set(changes.came) == after
    assert bool(changes) == (before != after)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (datetime(2027, 1, 18, 7, 59, tzinfo=UTC), datetime(2027, 1, 18, 8, tzinfo=UTC)),
        (datetime(2027, 1, 24, 22, 59, tzinfo=UTC), datetime(2027, 1, 18, 8, tzinfo=UTC)),
        (datetime(2027, 1, 24, 23, 1, tzinfo=UTC), datetime(2027, 1, 25, 8, tzinfo=UTC)),
        (datetime(2027, 3, 30, 12, tzinfo=UTC), datetime(2027, 3, 30, 7, tzinfo=UTC)),
    ],
)
def test_a_week_begins_at_nine_on_its_first_working_day(now: datetime, begins: datetime) -> None:
    easter_monday = date(2027, 3, 29)
    workdays = Workdays(ZoneInfo("Europe/Copenhagen"), lambda day: day == easter_monday)
    assert week_begins(workdays, now) == begins


def test_the_deputy_leads_while_the_coordinator_is_on_leave() -> None:
    assert Named(coordinator="U1", deputy="U2").leader == "U1"
    assert Named(coordinator="U1", deputy="U2", coordinator_away=True).leader == "U2"
    assert Named(coordinator="U1", coordinator_away=True).leader == "U1"


def test_whoever_led_stays_in_the_team_unless_they_have_another_part() -> None:
    assert Named("new", team=frozenset({"one"})).keeping("old").team == {"one", "old"}
    for other in (Named("old"), Named("new", deputy="old"), Named("new", observers=frozenset({"old"}))):
        assert other.keeping("old") == other

"""The clock offers the days that the app has named where one reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox import Workspace
from sandbox.clocks import StillClock
from sandbox.named_days import OFFERED_MOST, named_days


def offered(workspace: Workspace, *texts: str, who: str = "Mette") -> list[tuple[str, str]]:
    for text in texts:
        workspace.post_as_app(workspace.direct(workspace.person(who).id).id, {"text": text})
    found = named_days(workspace, workspace.person("Mette").id)
    return [(f"{at:%Y-%m-%d %H.%M}", words) for at, words in found]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Åbent til mandag 25. januar kl. 16", "2027-01-25 16.05"),
        ("Åbent til mandag *25. januar* kl. 16.30", "2027-01-25 16.35"),
        ("Statusmøde tirsdag 2. marts", "2027-03-02 09.05"),
        ("Open until Monday 25 January at 16:00", "2027-01-25 16.05"),
        ("Senest 3. maj 2028", "2028-05-03 09.05"),
    ],
)
async def test_a_day_is_read_with_its_hour_and_comes_just_after_it(workspace: Workspace, text: str, at: str) -> None:
    assert offered(workspace, text) == [(at, text.replace("*", ""))]


async def test_what_has_passed_is_no_day_at_all_or_is_for_somebody_else_is_not_offered(workspace: Workspace) -> None:
    assert offered(workspace, "Lukket 4. januar", "31. februar", "25. januarier", "12 % i 2027") == []
    assert offered(workspace, "Møde 25. januar", who="Jonas") == []
    room = workspace.channel("forankringsteam-ics").id
    workspace.post_as_app(room, {"text": "Møde 25. januar"})
    assert named_days(workspace, workspace.person("Karen").id) == []
    assert len(named_days(workspace, workspace.person("Mette").id)) == 1


async def test_a_day_without_a_year_is_the_nearest_to_when_it_was_written(
    workspace: Workspace, clock: StillClock
) -> None:
    clock.turn(datetime(2027, 11, 20, 8, tzinfo=UTC))
    assert offered(workspace, "Næste barometer åbner 1. februar")[0][0] == "2028-02-01 09.05"


async def test_the_sentence_is_the_one_that_names_the_day_and_the_next_few_are_enough(workspace: Workspace) -> None:
    text = "Første sætning. Den lukker 12. januar kl. 10. 23 er spurgt. " + " ".join(
        f"Møde {day}. marts." for day in range(1, 9)
    )
    found = offered(workspace, text)
    assert found[0] == ("2027-01-12 10.05", "Den lukker 12. januar kl. 10.")
    assert len(found) == OFFERED_MOST


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*Udviklingsdag om 14 dage*\n*mandag 1. marts*, tid og sted er ikke aftalt\nforeslået", "Udviklingsdag"),
        ("Status meeting tomorrow (6 weeks after)\nMonday 1 March at 9:00, Rådhuset", "Status meeting (6 weeks after)"),
        ("Næste: Barometer 1 lukker, ma. 1. marts.", "Næste: Barometer 1 lukker, ma. 1. marts."),
        ("Planen\n1. marts Udviklingsdag", "1. marts Udviklingsdag"),
        ("mandag 1. marts", "mandag 1. marts"),
    ],
)
async def test_a_day_that_stands_alone_is_named_by_what_stands_above_or_before_it(
    workspace: Workspace, text: str, words: str
) -> None:
    assert [label for _, label in offered(workspace, text)] == [words]

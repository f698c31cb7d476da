"""How far a course is, what its dates follow from, and when it is closed: in words, in cards that Slack takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from bot.almanac import danish_workdays
from domain.agendas import Filling, Meeting
from domain.calendars import Chosen
from domain.course_definitions import Anchor, Counted, Kind, Offset
from domain.course_progress import Progress, timeline
from domain.course_setups import CourseDraft
from domain.courses import Course, Rest, Standing, State
from domain.people import Named
from domain.plans import Plan
from messages.course_dates import closed_told
from messages.slack.course_agendas import agenda_blocks
from messages.slack.course_cards import agreed, distance_told, follows, instead_of, on_day, progress_told
from messages.slack.course_setups import PreviewFacts, SetupFacts, preview_view, setup_view
from messages.slack.course_status import IN_STATUS, StatusFacts, choose_card, status_card
from messages.slack.course_texts import texts_view
from messages.slack.shared_status import share_view, shared_card
from messages.wording import Words
from tests.domain.small_courses import HERE, SHIPPED, dates, shipped, small
from tests.messages.seen import (
    LANGUAGES,
    check_that_nothing_is_smuggled_in,
    check_that_slack_takes,
    labels,
    reads,
    values,
)

DANISH, ENGLISH = LANGUAGES
TODAY = date(2027, 1, 4)
HOSTILE = "<!channel> *Egelund* `x`"

in_both_languages = pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)


def facts(course: Course | None = None, **changes: Any) -> StatusFacts:  # noqa: ANN401 - fields of the facts
    course = course or shipped()
    return StatusFacts(
        course=course,
        lines=timeline(course, TODAY, HERE),
        today=TODAY,
        named=Named(coordinator="U0METTE", deputy="U0JONAS", team=frozenset({"U0AMINA"})),
        plan=Plan(course.id),
        **({"may_work": True} | changes),
    )


def draft(**changes: Any) -> CourseDraft:  # noqa: ANN401 - fields of the draft
    filled = CourseDraft("V1", "T1", "U0METTE", "C1", "C2", "Egelund", SHIPPED.id, {"barometer_1_open": TODAY})
    return replace(filled, **changes)


def preview(course: Course, **changes: Any) -> PreviewFacts:  # noqa: ANN401 - fields of the facts
    given: dict[str, Any] = {"missing": (), "named": Named(coordinator="U0METTE", deputy="U0JONAS")}
    return PreviewFacts(draft(), course, timeline(course, TODAY, HERE), TODAY, **(given | changes))


# Dates


@pytest.mark.parametrize(
    ("offset", "da", "en"),
    [
        (Offset(days=-7), "1 uge før barometer 1 åbner", "1 week before barometer 1 opens"),
        (Offset(days=1), "1 dag efter barometer 1 åbner", "1 day after barometer 1 opens"),
        (Offset(days=10), "10 dage efter barometer 1 åbner", "10 days after barometer 1 opens"),
        (Offset(weeks=6), "6 uger efter barometer 1 åbner", "6 weeks after barometer 1 opens"),
        (Offset(months=6), "6 måneder efter barometer 1 åbner", "6 months after barometer 1 opens"),
        (Offset(), "samme dag som barometer 1 åbner", "the same day as barometer 1 opens"),
    ],
)
def test_how_far_a_date_is_from_another_is_said_in_whole_weeks(offset: Offset, da: str, en: str) -> None:
    counted = Counted("barometer_1_open", offset)
    assert distance_told(SHIPPED, counted, DANISH) == da
    assert distance_told(SHIPPED, counted, ENGLISH) == en


def test_a_given_date_follows_from_nothing() -> None:
    course = shipped(anchors={"barometer_1_open": TODAY, "development_day": date(2027, 3, 1)})
    assert follows(course, "barometer_1_open", DANISH) == ""
    assert follows(course, "development_day", DANISH) == ""
    assert follows(shipped(), "development_day", DANISH) == "7 uger efter barometer 1 åbner"


def test_a_proposed_day_is_told_with_the_counted_one_and_the_reason() -> None:
    entry = dates(date(2027, 1, 11))["barometer_2_open"]
    assert instead_of(shipped(), entry, DANISH, TODAY) == (
        "6 måneder efter barometer 1 åbner er sø. 11. juli. En anden dag er foreslået på grund af weekend og "
        "ferielukning i uge 28-30."
    )
    assert instead_of(shipped(), dates(date(2027, 1, 11))["report_meeting"], DANISH) == ""


def test_a_day_that_only_follows_a_moved_one_needs_no_reason() -> None:
    entry = dates(date(2027, 1, 11))["final_meeting"]
    assert (entry.counted, entry.day) == (date(2027, 8, 8), date(2027, 8, 30)), "barometer 2 opens on 2 August"
    assert instead_of(shipped(), entry, DANISH, TODAY) == ""


def test_a_day_that_follows_a_moved_one_and_is_skipped_is_counted_from_where_that_stands_now() -> None:
    course = shipped(anchors={"barometer_1_open": date(2027, 12, 20), "development_day": date(2028, 3, 4)})
    entries = {one.id: one for one in course.calendar(danish_workdays())}
    assert entries["development_day"].day == date(2028, 3, 6)
    assert instead_of(course, entries["status_meeting_1"], DANISH, TODAY) == (
        "6 uger efter udviklingsdagen er ma. 17. april 2028. En anden dag er foreslået på grund af helligdag "
        "(2. påskedag)."
    )


def test_why_a_day_is_another_than_counted_is_told_with_all_its_holidays() -> None:
    entry = dates(date(2026, 9, 28))["barometer_2_open"]
    assert "på grund af weekend og helligdage (påskedag og 2. påskedag)" in instead_of(shipped(), entry, DANISH, TODAY)


def test_all_of_easter_is_one_list_of_holidays() -> None:
    entry = dates(date(2027, 3, 25))["barometer_1_open"]
    easter = "på grund af helligdage (skærtorsdag, langfredag, påskedag og 2. påskedag) og weekend."
    assert easter in instead_of(shipped(), entry, DANISH, TODAY)


def test_a_chosen_day_is_not_said_to_be_counted() -> None:
    chosen = State(chosen=Chosen(date(2027, 7, 11), date(2027, 1, 11)))
    course = shipped(anchors={"barometer_1_open": date(2027, 1, 12)}).with_state("barometer_2_open", chosen)
    entry = next(one for one in course.calendar(danish_workdays()) if one.id == "barometer_2_open")
    assert instead_of(course, entry, DANISH, TODAY).startswith("Den valgte dag er")


def test_the_year_stands_where_it_is_another() -> None:
    assert on_day(date(2027, 8, 2), DANISH, TODAY) == "ma. 2. august"
    assert on_day(date(2028, 2, 29), DANISH, TODAY) == "ti. 29. februar 2028"
    assert on_day(date(2028, 2, 29), ENGLISH, TODAY) == "Tue 29 February 2028"


def test_when_a_course_is_closed_is_told_in_runs() -> None:
    assert closed_told(SHIPPED, DANISH) == "uge 7, 28-30, 42; 24. december-1. januar"
    assert closed_told(SHIPPED, ENGLISH) == "week 7, 28-30, 42; 24 December-1 January"
    assert closed_told(small(), DANISH) == ""
    assert closed_told(replace(small(), closed_days=frozenset({(5, 14), (2, 28), (3, 1)})), DANISH) == (
        "28. februar, 1. marts, 14. maj"
    )


@in_both_languages
def test_how_far_a_milestone_is_stands_in_a_word_of_its_own(words: Words) -> None:
    for kind in Kind:
        told = [progress_told(progress, kind, words) for progress in Progress]
        assert len(set(told)) == len(told)
        assert all(len(one.split(maxsplit=1)[1]) > 2 for one in told), "a sign alone says nothing to who cannot see it"


def test_what_is_agreed_is_told_with_hour_and_place() -> None:
    state = State(Standing.CONFIRMED, Chosen(TODAY, fixed=True), time(13), "Lokale 2")
    assert agreed(state, Kind.MEETING, DANISH) == "aftalt, kl. 13, Lokale 2"
    assert agreed(replace(state, at=None, place=""), Kind.MEETING, DANISH) == "aftalt"
    assert agreed(State(), Kind.MEETING, ENGLISH) == "proposed"
    assert agreed(State(), Kind.DEADLINE, DANISH) == ""
    assert agreed(replace(state, standing=Standing.HELD), Kind.MEETING, DANISH) == ""


# Cards


@in_both_languages
def test_slack_takes_every_card_and_window(words: Words) -> None:
    course = shipped()
    types = [SHIPPED, replace(SHIPPED, id="en-anden")]
    for shown in (
        status_card(facts(), words),
        status_card(facts(may_work=False), words),
        status_card(facts(replace(course, over=True), may_start=True), words),
        shared_card(facts(), words, is_new=True),
        share_view(facts(), "mandag", words, DANISH),
        choose_card([course] * 30, words),
        setup_view(SetupFacts(types, SHIPPED, []), draft(), words),
        preview_view(preview(course), words),
        preview_view(preview(course, missing=None, named=Named()), words),
        texts_view(course, course.days(HERE), TODAY, "Egelund It", words),
    ):
        check_that_slack_takes(shown)


def test_what_people_wrote_is_no_markup() -> None:
    hostile, harmless = (replace(shipped(), municipality=name) for name in (HOSTILE, "Egelund Kommune x"))
    for card in (status_card, shared_card):
        check_that_nothing_is_smuggled_in(card(facts(hostile), DANISH), card(facts(harmless), DANISH))
    place = State(Standing.CONFIRMED, Chosen(TODAY, fixed=True), time(13), HOSTILE)
    held = [shipped().with_state("report_meeting", replace(place, place=name)) for name in (HOSTILE, "Lokale 2 x")]
    check_that_nothing_is_smuggled_in(*(status_card(facts(course), DANISH) for course in held))
    views = (preview_view(preview(course), DANISH) for course in (hostile, harmless))
    check_that_nothing_is_smuggled_in(*views)


def test_the_status_says_aloud_what_it_shows() -> None:
    card = status_card(facts(), DANISH)
    for milestone in SHIPPED.milestones:
        assert milestone.name.da in card.text
    assert "Koordinator: <@U0METTE>" in card.text


def test_the_channels_card_names_nobody_and_no_figure() -> None:
    card = shared_card(facts(), DANISH)
    assert "U0" not in reads(card)
    assert "%" not in reads(card)


def test_only_what_is_not_done_can_be_marked_done() -> None:
    done = State(Standing.HELD, Chosen(TODAY, fixed=True))
    course = shipped().with_state("team_formed", done).with_state("screening_report", done)
    card = status_card(facts(course), DANISH)
    assert labels(card).count("Gjort") == 1
    assert "står så som gjort i dag. Det kan ikke fortrydes." in str(card.payload()), "it asks before"
    assert "c1:staff_informed" in values(card)
    assert "Gjort" not in labels(status_card(facts(course, may_work=False), DANISH))


def after_everything(course: Course) -> dict[str, Any]:
    """The facts of a day by which every date of the course has passed."""
    today = date(2027, 12, 1)
    return {"lines": timeline(course, today, HERE), "today": today}


def test_what_has_passed_is_counted_and_each_has_its_way_on() -> None:
    held = State(Standing.HELD, Chosen(TODAY, fixed=True))
    course = shipped().with_state("barometer_2_open", held).with_state("status_meeting_1", held)
    card = status_card(replace(facts(course, may_start=True), **after_everything(course)), DANISH)
    assert "datoer er gået, uden at det er markeret, hvad der skete." in card.text
    offered = set(values(card))
    meetings = {one.id for one in SHIPPED.of_kind(Kind.MEETING)} - {"status_meeting_1"}
    assert labels(card).count("Holdt") == len(meetings)
    assert {"c1:barometer_1_open", *(f"c1:{one}:{IN_STATUS}" for one in meetings)} <= offered
    assert labels(card).count("Forbered runden") == 1


def test_whoever_cannot_start_rounds_is_offered_none_and_an_observer_nothing() -> None:
    course = shipped()
    passed = after_everything(course)
    assert "Forbered runden" not in labels(status_card(replace(facts(course), **passed), DANISH))
    seen = status_card(replace(facts(course, may_work=False), **passed), DANISH)
    assert not {"Holdt", "Gjort", "Forbered runden"} & set(labels(seen))
    assert "uden at det er markeret" not in seen.text


@in_both_languages
def test_slack_takes_a_status_in_which_everything_has_passed(words: Words) -> None:
    course = shipped()
    check_that_slack_takes(status_card(replace(facts(course, may_start=True), **after_everything(course)), words))


def test_no_theme_is_said_to_stand_still_where_there_may_be_too_few_answers_to_tell() -> None:
    meeting = Meeting(shipped(), "final_meeting", Named(), Filling(moved={}))
    shown = " ".join(str(block.to_dict()) for block in agenda_blocks(meeting, DANISH))
    assert "Det kan ikke siges om noget tema, at det har flyttet sig." in shown


def test_the_texts_to_send_out_name_the_year_where_it_is_another() -> None:
    course = shipped()
    told = reads(texts_view(course, course.days(HERE), date(2026, 12, 1), "Egelund It", DANISH))
    assert "• mandag 11. januar 2027: Barometer 1 åbner" in told
    assert "• mandag 11. januar: Barometer 1 åbner" in reads(
        texts_view(course, course.days(HERE), TODAY, "Egelund It", DANISH)
    )


def test_the_texts_are_offered_until_the_staff_is_told() -> None:
    told = shipped().with_state("staff_informed", State(Standing.HELD, Chosen(TODAY, fixed=True)))
    assert "Tekster" in labels(status_card(facts(), DANISH))
    assert "Tekster" not in labels(status_card(facts(told), DANISH))


@in_both_languages
def test_a_course_that_is_over_looks_it_and_proposed_is_explained_only_where_it_stands(words: Words) -> None:
    proposed = words("foreslået")
    for card in (status_card(facts(shipped()), words), shared_card(facts(shipped()), words)):
        assert f"({proposed})" in reads(card)
        assert words("»Foreslået« er ikke aftalt endnu.") in reads(card)
    for card in (status_card(facts(shipped().ended()), words), shared_card(facts(shipped().ended()), words)):
        assert words("ikke nået") in reads(card)
        assert not [word for word in ("→", "○", proposed) if word in reads(card).casefold()]


def test_a_day_that_somebody_gave_is_not_called_one_that_was_counted() -> None:
    given = replace(shipped(), anchors={**shipped().anchors, "development_day": date(2027, 3, 8)})
    for card in (status_card(facts(given), DANISH), shared_card(facts(given), DANISH)):
        assert "ma. 8. marts Udviklingsdag (foreslået)" in reads(card)
        assert "regnet" not in reads(card)


def test_what_is_held_or_left_out_cannot_be_moved() -> None:
    course = shipped().with_state("report_meeting", State(Standing.HELD, Chosen(TODAY, fixed=True)))
    course = course.with_state("focus_groups", State(Standing.NOT_NEEDED))
    offered = values(status_card(facts(course), DANISH))
    assert f"c1:report_meeting:{IN_STATUS}" not in offered
    assert f"c1:focus_groups:{IN_STATUS}" not in offered
    assert f"c1:development_day:{IN_STATUS}" in offered


@pytest.mark.parametrize(
    ("why", "told"),
    [(Rest.ARCHIVED, "er arkiveret"), (Rest.NOT_IN_CHANNEL, "/invite @Anker")],
)
def test_the_status_says_why_nobody_is_reminded(why: Rest, told: str) -> None:
    assert told in reads(status_card(facts(replace(shipped(), resting=why)), DANISH))
    assert told not in reads(status_card(facts(), DANISH))


def test_a_course_without_more_dates_says_so() -> None:
    held: Mapping[str, State] = {one.id: State(Standing.NOT_NEEDED) for one in SHIPPED.milestones}
    assert "ikke flere datoer" in reads(status_card(facts(replace(shipped(), states=held)), DANISH))


# The form


def test_the_kind_of_course_is_asked_for_only_where_there_are_several() -> None:
    one = setup_view(SetupFacts([SHIPPED], SHIPPED, []), draft(), DANISH)
    two = setup_view(SetupFacts([SHIPPED, replace(SHIPPED, id="b")], SHIPPED, []), draft(), DANISH)
    assert "courses.type" not in str(one.to_dict())
    assert "courses.type" in str(two.to_dict())


def test_the_form_asks_for_the_dates_of_the_chosen_kind() -> None:
    other = replace(small(), anchors=(Anchor("start"), Anchor("slut", Counted("start", Offset(months=3)))))
    view = setup_view(SetupFacts([other], other, []), draft(course_type=other.id, anchors={}), DANISH)
    asked = {block["block_id"]: block for block in view.to_dict()["blocks"] if block["type"] == "input"}
    assert not asked["courses-anchor-start"].get("optional")
    assert asked["courses-anchor-slut"]["optional"]
    assert "courses-anchor-barometer_1_open" not in asked


def test_a_closed_week_is_named_in_the_preview() -> None:
    assert "Lukket: uge 7, 28-30, 42" in reads(preview_view(preview(shipped()), DANISH))


def test_the_preview_says_what_is_missing() -> None:
    told = reads(preview_view(preview(shipped(), missing=("leder", "superbruger"), named=Named()), DANISH))
    assert "Teamet mangler: Leder med personaleansvar og ICS-superbruger." in told
    assert "Der er ingen stedfortræder." in told
    unknown = reads(preview_view(preview(shipped(), missing=None), DANISH))
    assert "Der er ingen afdelingsliste" in unknown
    assert "Teamet mangler" not in unknown

"""Roles, department lists, command words, refusals and what is kept: within Slack's limits, whatever names say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.departments import Changes, Doubled, Setup, UnreadableLine
from domain.kept import Arrival, Asked, Deed, Kept, Notice, Trace
from domain.people import Absence, Act, Attendance, Department, Invited, Member, Named, Outside, Right
from domain.rounds import Coming, RoundState
from domain.sittings import Sitting
from handlers.slack.commands import WORDS
from messages.slack import commands, departments, errors, kept, people, roles
from messages.slack.commands import Here
from messages.wording import Words
from tests.messages.seen import (
    LANGUAGES,
    Shown,
    check_that_nothing_is_smuggled_in,
    check_that_slack_takes,
    harmful_texts,
    labels,
    literally,
    reads,
)
from tests.storage.samples import a_round, barometer

HERE, ELSEWHERE = "C0BOERN", "C0FAMILIE"
NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
#: The ids of Slack are up to eleven letters long; a municipality may choose a thousand of them.
MANY = [f"U{number:010}" for number in range(1000)]
AWAY = Named("U1", "U2", coordinator_away=True)
#: The rights that are stored.
STORED = (Right.COORDINATOR, Right.DEPUTY, Right.TEAM, Right.OBSERVER)
NOTICED = departments.Noticed(["U1"], [ELSEWHERE], leads_no_more=True, asked_already=12)
ALL_WORDS = [word.offer for word in WORDS]


def setup(name: str = "Børn og Familie", users: int = 3) -> Setup:
    some = frozenset(MANY[:users])
    return Setup(
        Named("U1", "U2", some, some, coordinator_away=True),
        Department(name, HERE, ("S1",), dict.fromkeys(some, "leder"), some, (Outside(name, 2),)),
    )


def found(users: int = 3) -> Attendance:
    absences = list(Absence)
    absent = {user: absences[number % len(absences)] for number, user in enumerate(MANY[:users])}
    return Attendance(tuple(Invited(user, "sagsbehandler") for user in MANY[:users]), absent)


def everything_kept(text: str, users: int = 1) -> Kept:
    asked = a_round(RoundState.OPEN)
    sitting = Sitting(asked.barometer, "leder", comments={"fritekst": (text * users)[:1000]})
    for item in sitting.items:
        sitting = sitting.skip(item.id)
    deeds = tuple(Deed(NOW, "U1", text, text) for _ in range(users))
    trace = Trace(
        "en",
        ((HERE, Right.COORDINATOR),) * users,
        ((HERE, "leder"),) * users,
        (HERE,) * users,
        (HERE,) * users,
        led=(asked,) * users,
        deeds=deeds,
        notices=tuple(Notice(text, NOW, arrival) for arrival in Arrival) * users,
        installed=True,
    )
    seats = (Asked(asked, "leder", sitting), Asked(asked, "leder"), Asked(asked, "leder", readable=False))
    return Kept(trace, seats)


def shown(text: str, words: Words, users: int = 3) -> list[Shown]:
    """Every card and view of these features, with the text wherever somebody may have written one."""
    asked = a_round(RoundState.OPEN)
    member = Member("U1", text)
    many = tuple(MANY[:users])
    return [
        people.people_view(setup(text, min(users, people.MOST_CHOSEN)), HERE, {"S1": text}, words),
        *(people.channel_view(suggested, words, told) for suggested in (None, HERE) for told in ("", "Nej.")),
        people.finding_view(words),
        people.people_shown(setup(text, users), HERE, {"S1": text}, words),
        departments.receipt(setup(text, users), HERE, found(users), NOTICED, words),
        departments.saved_without_members(setup(text, users), HERE, NOTICED, words),
        departments.saved_without_members(Setup(department=Department(text, HERE)), HERE, NOTICED, words),
        departments.changes_card(HERE, Changes(many, many), words),
        roles.cannot_lead(member, Absence.GUEST, words),
        roles.cannot_lead(member, Absence.DEACTIVATED, words),
        roles.role_request(HERE, "U1", None, words),
        roles.role_request(HERE, "U1", "U2", words),
        roles.role_asked(HERE, words),
        roles.role_granted(HERE, "U1", "U2", words),
        roles.is_coordinator(HERE, "U1", words),
        roles.refused_line(HERE, "U1", "U2", words),
        *(roles.role_refused(HERE, "U2", coordinator, words) for coordinator in (None, "U3")),
        *(roles.named_card(HERE, right, "U1", words) for right in (Right.COORDINATOR, Right.DEPUTY, Right.TEAM)),
        *(
            roles.no_longer_card(HERE, had, now, "U1", words)
            for had in STORED
            for now in (None, Right.OBSERVER, Right.TEAM)
        ),
        *(roles.stands_in_card(HERE, "U1", "U2", one, words) for one in (None, asked)),
        roles.stood_in_card(HERE, "U1", words),
        departments.saved_line(HERE, "U1", words),
        commands.help_card(ALL_WORDS, Named("U1"), HERE, "U9", words),
        *(commands.help_card(ALL_WORDS, AWAY, HERE, user, words) for user in ("U1", "U2", "U9")),
        *(commands.help_card(ALL_WORDS, Named(), HERE, "U9", words, may_name=may) for may in (False, True)),
        commands.help_card(ALL_WORDS, Named(), "D1", "U9", words),
        commands.wrong_word(text, None, words),
        commands.wrong_word(text, ALL_WORDS[1], words),
        *(commands.overview(ALL_WORDS, Here(HERE, asked, Named("U1")), user, words) for user in ("U1", "U2")),
        commands.overview([], Here("D1", None, Named()), "U1", words),
        *(errors.not_allowed(act, HERE, Named("U1", "U2"), [ELSEWHERE], "U2", words) for act in Act),
        errors.not_allowed(Act.START_ROUND, HERE, Named(), [], "U3", words),
        *(errors.wrong_place(where, words) for where in ([], [ELSEWHERE], [ELSEWHERE, HERE])),
        errors.starts_no_walk(words),
        *(errors.not_welcome(absence, words) for absence in Absence),
        *(
            errors.round_closed(a_round(state), at, words)
            for state in RoundState
            for at in (None, Coming(NOW), Coming(None))
        ),
        *(errors.not_now(state, words) for state in RoundState),
        errors.invite_me(HERE, words),
        errors.unknown_button(words),
        errors.unknown_round(words),
        errors.frozen(words),
        errors.press_again(words),
        errors.slack_refused(text, "0a1b2c", words),
        errors.not_saved("0a1b2c", words),
        errors.went_wrong("0a1b2c", words),
        errors.in_modal(errors.unknown_button(words), words),
        kept.my_data_view(everything_kept(text, users), "U1", words),
        kept.privacy_view(text, words),
    ]


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
@pytest.mark.parametrize("users", [1, 40, 1000])
def test_slack_takes_everything_however_many_people_there_are(users: int, words: Words) -> None:
    for one in shown("Børn og Familie", words, users):
        check_that_slack_takes(one)


@pytest.mark.timeout(400)
@settings(max_examples=50)
@given(harmful_texts)
def test_nothing_that_somebody_wrote_becomes_markup(text: str) -> None:
    words = Words()
    for harmful, harmless in zip(shown(text, words), shown("Ord", words), strict=True):
        check_that_slack_takes(harmful)
        check_that_nothing_is_smuggled_in(harmful, harmless)


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_the_mistakes_of_a_form_are_short_sentences_that_name_the_mistake(text: str, words: Words) -> None:
    sentences = [
        people.unreadable_line(UnreadableLine(7, text), words),
        people.doubled(Doubled("U1", "leder", "superbruger"), text, words),
        roles.refused_person(Member("U1", text), Absence.BOT, words),
    ]
    assert all(0 < len(sentence) <= 300 for sentence in sentences)
    assert "7" in sentences[0]


def test_the_text_read_aloud_says_who_is_asked_and_who_leads() -> None:
    card = departments.receipt(setup(), HERE, found(), departments.Noticed(), Words())
    assert card.text.startswith("Gemt. Børn og Familie: 3 kan spørges.")
    assert "Sagsbehandler: 3" in card.text
    assert "på orlov" in reads(card)


def test_a_long_list_of_people_is_counted_not_cut() -> None:
    card = departments.changes_card(HERE, Changes(tuple(MANY[:25])), Words())
    assert "og 5 mere" in reads(card)


def test_every_refusal_says_what_to_do_next() -> None:
    for words in LANGUAGES:
        for card in (errors.unknown_button(words), errors.press_again(words), errors.unknown_round(words)):
            why, what = reads(card).split("\n")[:2]
            assert why.endswith(".")
            assert what.endswith(".")


def test_a_word_as_a_button_is_left_out_where_it_could_not_answer() -> None:
    assert labels(errors.unknown_button(Words())) == ["Hjælp"]
    assert labels(errors.in_modal(errors.unknown_button(Words()), Words())) == []
    refused = errors.not_allowed(Act.START_ROUND, HERE, Named("U1"), [], "U3", Words())
    assert labels(errors.in_modal(refused, Words())) == ["Bed om rollen"]


def test_nothing_of_ones_own_answers_is_cut() -> None:
    asked = a_round(RoundState.OPEN)
    long = barometer(items=60)
    sitting = Sitting(long, "leder")
    for item in sitting.items:
        sitting = sitting.skip(item.id)
    view = kept.my_data_view(Kept(Trace(), (Asked(asked, "leder", sitting),)), "U1", Words())
    text = reads(view)
    assert all(item.text.da in text for item in sitting.items)
    check_that_slack_takes(view)


def test_more_than_slack_can_show_is_said_to_be_more() -> None:
    view = kept.my_data_view(Kept(Trace(), (Asked(a_round(RoundState.OPEN), "leder"),) * 60), "U1", Words())
    check_that_slack_takes(view)
    assert "Der er mere, end Slack kan vise her." in reads(view)


def test_older_lines_are_counted() -> None:
    deeds = tuple(Deed(NOW + timedelta(hours=hour), "U1", "round.opened", HERE) for hour in range(45))
    view = kept.my_data_view(Kept(Trace(deeds=deeds)), "U1", Words())
    assert "… og 5 ældre" in reads(view)


@pytest.mark.parametrize("offered", ALL_WORDS, ids=lambda offer: offer.key)
def test_a_word_is_offered_in_the_persons_language(offered: commands.Offer) -> None:
    assert offered.typed(Words("da")).endswith(offered.da)
    assert offered.typed(Words("en")).endswith(offered.en)


def test_languages_are_offered_by_their_own_names() -> None:
    by_language: dict[str, Callable[[], list[str]]] = {
        words.language: lambda words=words: labels(commands.help_card([], Named("U1"), HERE, "U9", words))  # type: ignore[misc]
        for words in LANGUAGES
    }
    assert by_language["da"]() == ["English"]
    assert by_language["en"]() == ["Dansk"]


def test_groups_are_found_by_what_was_typed_and_no_more_than_slack_takes() -> None:
    names = {f"S{number}": f"Gruppe {number} (@g{number})" for number in range(150)}
    assert len(people.group_options(names, "")) == 100
    assert [option.value for option in people.group_options(names, "GRUPPE 149")] == ["S149"]
    assert people.group_options(names, "findes ikke") == []


def test_the_form_keeps_the_channel_and_the_edition_for_itself() -> None:
    view = people.people_view(setup(), HERE, {}, Words())
    assert view.blocks[0].block_id == f"{HERE}:{setup().edition}"
    assert "private_metadata" not in view.to_dict()
    assert "S1" in literally(view)

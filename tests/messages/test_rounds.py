"""What a coordinator and a channel see of a round, in both languages and whatever names and texts hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from domain.barometers import Barometer
from domain.people import LONGEST_NAME, Absence, Attendance, Department, Invited
from domain.rounds import Coming, Progress, Refusal, Round, RoundState, Step
from domain.sittings import Sitting, SittingState
from domain.withholding import foresee
from domain.workdays import Workdays
from messages.slack import drafts, invitations, previews
from messages.slack import rounds as cards
from messages.slack.cards import Card, message_view
from messages.slack.invitations import invitation, shown_in
from messages.slack.text import clean
from messages.wording import Words
from tests.messages.results import INVITED, a_round, shipped
from tests.messages.seen import (
    ENDLESS,
    LANGUAGES,
    Shown,
    check_that_nothing_is_smuggled_in,
    check_that_slack_takes,
    formatted,
    harmful_texts,
    labels,
    objects,
    payload,
    reads,
    saying,
    values,
)
from tests.messages.test_sittings import case

DANISH, ENGLISH = LANGUAGES
OPERATOR = "Egelund It"
OPENS, CLOSES = datetime(2027, 1, 11, 8, tzinfo=UTC), datetime(2027, 1, 25, 15, tzinfo=UTC)
BEFORE = OPENS - timedelta(hours=1)
RESULT_AT = datetime(2027, 1, 26, 8, tzinfo=UTC)
FIRST_DAY = RESULT_AT.date()
STEP = (Step.REMINDER, RESULT_AT)
COMING = Coming(RESULT_AT)


def asked(
    state: RoundState = RoundState.OPEN,
    *,
    barometer: Barometer | None = None,
    unit: str = "Børn og Familie",
    invited: Mapping[str, int] = INVITED,
) -> Round:
    return replace(a_round(barometer or shipped(), invited, unit), state=state)


def harmed(text: str) -> Round:
    """A round with this text in its name and everywhere in its barometer, as they are stored."""
    unit = clean(text, LONGEST_NAME).strip() or "Afdelingen"
    return asked(barometer=saying(shipped(), text), unit=unit)


def facts(
    one: Round,
    *,
    refusals: Sequence[Refusal] = (),
    absent: Mapping[str, Absence] | None = None,
    fixed: bool = False,
) -> previews.PreviewFacts:
    """A preview in which everybody on the roster was found."""
    invited = tuple(Invited(f"U{role}{n}", role) for role, number in one.invited.items() for n in range(number))
    return previews.PreviewFacts(
        round=one,
        attendance=Attendance(invited, absent or {}),
        foreseen=[foresee(one.barometer, grouping.id, one.invited) for grouping in one.barometer.groupings],
        refusals=refusals,
        grouping_is_fixed=fixed,
        result_at=RESULT_AT,
        now=BEFORE,
        first_day=FIRST_DAY,
    )


def setup(one: Round, department: Department | None = None, waits: date | None = None) -> drafts.Setup:
    return drafts.Setup(
        channel="C0BOERN",
        unit=one.unit,
        barometers=[one.barometer],
        department=department,
        opens_at=OPENS,
        closes_at=CLOSES,
        reader="U0METTE",
        result_channels=["C0BOERN", "C0FORANKRING"],
        waits={one.barometer.id: waits} if waits else {},
    )


def in_list(one: Round, *groups: str) -> Department:
    return Department(name=one.unit, channel=None if groups else "C0STAFF", groups=groups)


def sitting_of(one: Round) -> Sitting:
    return replace(case().sitting, barometer=one.barometer)


def tried(one: Round, words: Words) -> Card:
    somebody = sitting_of(one)
    workdays = Workdays(ZoneInfo("Europe/Copenhagen"), lambda _: False)
    return drafts.trial(invitation(one, somebody, shown_in(one, workdays, words), OPERATOR, words), words)


ABSENT = {f"U0{absence}": absence for absence in Absence}

EVERYTHING: Mapping[str, Callable[[Round, Words], Shown]] = {
    "setup": lambda one, words: drafts.setup_view(setup(one), words),
    "setup, list": lambda one, words: drafts.setup_view(setup(one, in_list(one)), words),
    "setup, groups": lambda one, words: drafts.setup_view(setup(one, in_list(one, "S1", "S2")), words),
    "setup, waits": lambda one, words: drafts.setup_view(setup(one, waits=FIRST_DAY), words),
    "setup, more": lambda one, words: drafts.setup_view(setup(one), words, more=True),
    "finding": drafts.finding_view,
    "preview": lambda one, words: previews.preview_view(facts(one, absent=ABSENT), words),
    "preview, refused": lambda one, words: previews.preview_view(facts(one, refusals=list(Refusal)), words),
    "preview, again": lambda one, words: previews.preview_view(facts(one, fixed=True), words),
    "texts": lambda one, words: drafts.texts_view(one, OPERATOR, RESULT_AT, BEFORE, words),
    "confirmed": lambda one, words: drafts.confirmed_view(one, BEFORE, words),
    "told": lambda one, words: message_view(words("Annulleret"), cards.cancelled_card(one, words).text, "Luk"),
    "role": lambda one, words: invitations.role_notice(one, words.of(one.barometer.roles[0].name), words),
    "wrong role told": lambda _, words: invitations.wrong_role_told("UMETTE", words),
    "wrong role": lambda one, words: invitations.wrong_role_notice(one, "U0AMINA", words),
    "opened": cards.opened_card,
    "cancelled": cards.cancelled_card,
    "redrawn, closed": lambda one, words: cards.redrawn_card(replace(one, state=RoundState.CLOSING), COMING, words),
    "redrawn, shown": lambda one, words: cards.redrawn_card(replace(one, state=RoundState.PUBLISHED), None, words),
    "redrawn, cancelled": lambda one, words: cards.redrawn_card(replace(one, state=RoundState.CANCELLED), None, words),
    "started": cards.started_card,
    "called off": cards.called_off_card,
    "called off, too soon": lambda one, words: cards.called_off_card(one, words, FIRST_DAY),
    "undelivered": lambda one, words: cards.undelivered_card(one, "channel_not_found", words),
    "undelivered, gone": lambda _, words: cards.undelivered_card(None, "channel_not_found", words),
    "closing early": lambda one, words: invitations.closing_early_card(one, sitting_of(one), words),
    "closing early, handed in": lambda one, words: invitations.closing_early_card(
        one, replace(sitting_of(one), state=SittingState.HANDED_IN), words
    ),
    "standing": lambda one, words: cards.standing_card(one, "11", STEP, words),
    "standing, before": lambda one, words: cards.standing_card(
        replace(one, state=RoundState.CONFIRMED), None, STEP, words
    ),
    "late": lambda _, words: cards.nothing_running_card(words, may_start=True, awaited=Coming(None)),
    "nothing running": lambda _, words: cards.nothing_running_card(words, may_start=True),
    "awaited": lambda _, words: cards.nothing_running_card(words, may_start=True, awaited=COMING),
    "own, open": lambda one, words: cards.own_standing_card(one, words, handed_in=False),
    "own, handed in": lambda one, words: cards.own_standing_card(one, words, handed_in=True),
    "close": lambda one, words: cards.close_view(one, RESULT_AT, words),
    "close, again": lambda one, words: cards.close_view(replace(one, closed_early=True), None, words),
    "cancel": cards.cancel_view,
    "closed": lambda one, words: message_view("", cards.closed_text(one, words, now=True), "Luk"),
    "closes": lambda one, words: message_view("", cards.closed_text(one, words, now=False), "Luk"),
    "trial": tried,
    "nothing here": lambda _, words: cards.nothing_here_card(words),
    "not asked": lambda _, words: cards.nothing_here_card(words, Coming(RESULT_AT, CLOSES)),
}
#: What is posted in a channel for everybody.
IN_CHANNEL = ("opened", "cancelled")

every_sight = pytest.mark.parametrize("name", EVERYTHING)
in_both_languages = pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)


@every_sight
@in_both_languages
def test_slack_takes_everything_as_it_is_shipped(name: str, words: Words) -> None:
    check_that_slack_takes(EVERYTHING[name](asked(), words))


@every_sight
@given(text=harmful_texts, words=st.sampled_from(LANGUAGES))
@settings(max_examples=10)
def test_whatever_a_name_or_a_barometer_holds_slack_takes_it_and_finds_no_markup_in_it(
    name: str, text: str, words: Words
) -> None:
    shown = EVERYTHING[name](harmed(text), words)
    check_that_slack_takes(shown)
    check_that_nothing_is_smuggled_in(shown, EVERYTHING[name](harmed("Navn"), words))


@pytest.mark.parametrize("text", ENDLESS, ids=lambda text: ascii(text[:10]))
def test_texts_as_long_as_they_may_be_fit(text: str) -> None:
    for show in EVERYTHING.values():
        check_that_slack_takes(show(harmed(text), DANISH))


def test_the_texts_to_paste_take_an_operators_name_as_text() -> None:
    view = drafts.texts_view(asked(), "<!channel> *Drift* & Co", RESULT_AT, BEFORE, DANISH)
    assert "&lt;!channel&gt; ∗Drift∗ &amp; Co driver løsningen." in "".join(formatted(view))


def test_slacks_own_word_for_an_error_is_shown_as_text() -> None:
    assert "(Slack siger: &lt;!here&gt;)" in cards.undelivered_card(asked(), "<!here>", DANISH).text


@every_sight
@in_both_languages
def test_a_card_says_aloud_what_its_paragraphs_show(name: str, words: Words) -> None:
    shown = EVERYTHING[name](asked(), words)
    if isinstance(shown, View) or name == "trial":
        return
    for block in objects(payload(shown)):
        if block.get("type") == "section":
            assert all(line in shown.text for line in block["text"]["text"].split("\n"))


@every_sight
def test_what_comes_back_from_a_press_names_a_round_a_channel_or_a_choice(name: str) -> None:
    one = asked()
    fields = {"drafts-barometer", "drafts-opens", "drafts-closes", "drafts-unit", "drafts-results", "drafts-reader"}
    fields |= {"drafts-grouping", "rounds-when", "announced", "now", "here", one.barometer.id}
    groupings = {grouping.id for grouping in one.barometer.groupings}
    deeds = {"setup", "more", "finding", "preview", "close", "cancel"}
    for value in values(EVERYTHING[name](one, DANISH)):
        assert set(value.split(":")) <= {one.id, one.channel} | fields | groupings | deeds


@pytest.mark.parametrize("name", IN_CHANNEL)
@in_both_languages
def test_what_the_channel_hears_names_nobody_counts_nobodys_answers_and_presses_nobody(name: str, words: Words) -> None:
    said = reads(EVERYTHING[name](asked(), words))
    assert "<@" not in said
    assert "%" not in said
    assert not [theme for theme in shipped().themes if words.of(theme.name) in said]


@every_sight
def test_the_english_ones_hold_no_danish_but_names(name: str) -> None:
    for text in formatted(EVERYTHING[name](asked(), ENGLISH)):
        assert not re.search(r"[æøåÆØÅ]", text.replace("Børn og Familie", ""))


# Set-up


def test_the_first_step_asks_only_for_barometer_and_dates() -> None:
    view = drafts.setup_view(setup(asked()), DANISH)
    fields = [block["label"]["text"] for block in payload(view)["blocks"] if block["type"] == "input"]
    assert fields == ["Barometer", "Åbner", "Lukker"]
    assert labels(view) == ["Flere valg"]
    dates = [one["initial_date"] for one in objects(payload(view)) if "initial_date" in one]
    assert dates == ["2027-01-11", "2027-01-25"]


def test_more_choices_lie_prefilled() -> None:
    view = drafts.setup_view(setup(asked()), DANISH, more=True)
    filled = {one["action_id"]: one for one in objects(payload(view)) if "action_id" in one}
    assert filled["drafts.unit"]["initial_value"] == "Børn og Familie"
    assert filled["drafts.unit"]["max_length"] == LONGEST_NAME
    assert filled["drafts.reader"]["initial_user"] == "U0METTE"
    assert filled["drafts.results"]["initial_conversations"] == ["C0BOERN", "C0FORANKRING"]
    assert "Flere valg" not in labels(view)


def test_the_longest_name_of_a_department_fits_its_field() -> None:
    view = drafts.setup_view(setup(asked(unit="Å" * LONGEST_NAME)), DANISH, more=True)
    field = next(one for one in objects(payload(view)) if one.get("action_id") == "drafts.unit")
    assert len(field["initial_value"]) <= field["max_length"]


@pytest.mark.parametrize(
    ("department", "says"),
    [
        (None, "Alle i <#C0BOERN>, som sagsbehandlere."),
        (Department(name="Børn", channel="C0STAFF"), "Afdelingslisten Børn: <#C0STAFF>"),
        (Department(name="Børn", groups=("S1", "S2")), "Afdelingslisten Børn: <!subteam^S1> <!subteam^S2>"),
        (Department(channel="C0STAFF"), "Afdelingslisten Børn og Familie: <#C0STAFF>"),
    ],
)
def test_the_set_up_says_who_is_asked(department: Department | None, says: str) -> None:
    assert says in reads(drafts.setup_view(setup(asked(), department), DANISH))


# Preview


def test_the_preview_names_each_role_and_who_is_left_out_and_why() -> None:
    said = reads(
        previews.preview_view(facts(asked(), absent={"U0BOT": Absence.BOT, "U0EVA": Absence.LEFT_OUT}), DANISH)
    )
    assert "i Børn og Familie. Åbner mandag 11. januar kl. 9, lukker mandag 25. januar kl. 16. 23 spørges." in said
    assert "ICS-superbruger (3): <@Usuperbruger0>, <@Usuperbruger1>, <@Usuperbruger2>" in said
    assert "Apps: <@U0BOT>" in said
    assert "Sat til ikke at blive spurgt: <@U0EVA>" in said
    assert "Uden Slack: 2" in said


def test_the_preview_says_what_each_grouping_would_show_if_all_answer_and_if_four_in_five_do() -> None:
    said = reads(previews.preview_view(facts(asked()), DANISH))
    both = "hele afdelingen, ledere og superbrugere samlet, sagsbehandlerne"
    few = "hele afdelingen, sagsbehandlerne"
    key_people = f"Nøglepersoner og sagsbehandlere: hvis alle svarer, vises {both}; hvis 4 ud af 5 svarer, vises "
    assert key_people in said
    assert f"• Hver rolle for sig: hvis alle svarer, vises {few}; hvis 4 ud af 5 svarer, vises hele" in said


def test_the_preview_says_where_and_when_the_result_comes_and_who_reads_comments() -> None:
    said = reads(previews.preview_view(facts(asked()), DANISH))
    assert "Resultatet vises i <#C0BOERN> tirsdag 26. januar kl. 9." in said
    assert "Kommentarer læses først af <@U0LAESER>." in said


def test_several_places_of_the_result_are_listed() -> None:
    one = replace(asked(), result_channels=("C0BOERN", "C0FORANKRING"))
    said = reads(previews.preview_view(facts(one), DANISH))
    assert "Resultatet vises i <#C0BOERN> og <#C0FORANKRING> tirsdag 26. januar kl. 9." in said


def test_a_small_round_is_told_that_it_has_neither_comments_nor_status() -> None:
    said = reads(previews.preview_view(facts(asked(invited={"sagsbehandler": 9})), DANISH))
    assert "Under 10 spørges: der er ingen kommentarer og ingen status før lukning." in said
    assert "Kommentarer læses først af" not in said


def test_a_big_role_is_named_in_part_and_counted() -> None:
    said = reads(previews.preview_view(facts(asked(invited={"sagsbehandler": 203})), DANISH))
    assert "Sagsbehandler (203): " in said
    assert "<@Usagsbehandler19> og 183 flere" in said
    assert "<@Usagsbehandler20>" not in said


def test_a_preview_can_be_started_and_its_grouping_chosen() -> None:
    view = previews.preview_view(facts(asked()), DANISH)
    select = next(one for one in objects(payload(view)) if one.get("action_id") == "drafts.grouping")
    assert [option["value"] for option in select["options"]] == ["roles", "key_people", "leaders_staff"]
    assert select["initial_option"]["value"] == "leaders_staff"
    assert (view.callback_id, view.submit and view.submit.text) == ("drafts.confirm", "Start runden")
    assert labels(view) == ["Tekster til medarbejdere og MED/TR", "Prøv selv"]


def test_a_second_round_keeps_the_groups_of_the_first() -> None:
    view = previews.preview_view(facts(asked(), fixed=True), DANISH)
    assert "Grupperne er de samme som i sidste runde" in reads(view)
    assert not [one for one in objects(payload(view)) if one.get("action_id") == "drafts.grouping"]


@pytest.mark.parametrize("refusal", list(Refusal))
@in_both_languages
def test_a_refused_preview_says_why_and_cannot_be_started(refusal: Refusal, words: Words) -> None:
    view = previews.preview_view(facts(asked(), refusals=[refusal]), words)
    assert previews.refusal_text(refusal, words, FIRST_DAY) in reads(view)
    assert view.submit is None
    assert previews.refusal_text(refusal, words, FIRST_DAY).count(".") >= 2, "why, and what to do next"


def test_nobody_found_is_said() -> None:
    assert "Ingen at spørge." in reads(previews.preview_view(facts(asked(invited={})), DANISH))


def test_the_texts_to_paste_hold_the_facts_and_the_whole_promise() -> None:
    said = reads(drafts.texts_view(asked(), OPERATOR, RESULT_AT, BEFORE, DANISH))
    assert said.count("metode, [metodens navn]") == 2, "in each of the two texts"
    assert "Slack mandag 11. januar kl. 9 med et kort spørgeskema" in said
    assert "Det tager ca. 6 minutter" in said
    assert "Det lukker mandag 25. januar kl. 16." in said
    assert "Vi spørger 23 medarbejdere og ledere i Børn og Familie" in said
    assert "frivilligt" in said
    assert "Dine svar er anonyme, når runden lukker." in said
    assert "Din skrivestil kan røbe dig." in said


@pytest.mark.parametrize("late", [timedelta(), timedelta(minutes=9)])
def test_of_a_round_that_opens_when_it_is_started_the_day_is_told_and_no_minute(late: timedelta) -> None:
    now = OPENS + late
    shown = [
        drafts.texts_view(asked(), OPERATOR, RESULT_AT, now, DANISH),
        previews.preview_view(replace(facts(asked()), now=now), DANISH),
        drafts.confirmed_view(asked(), now, DANISH),
    ]
    said = " ".join(reads(view) for view in shown)
    assert "Slack mandag 11. januar med et kort spørgeskema" in said
    assert "Åbner mandag 11. januar, lukker mandag 25. januar kl. 16." in said
    assert "får en invitation nu." in said
    assert "11. januar kl." not in said


# Notices


def test_the_notice_of_a_role_can_be_answered_that_it_is_wrong() -> None:
    card = invitations.role_notice(asked(), "Sagsbehandler", DANISH)
    assert card.text.startswith(
        "Du står som sagsbehandler i Børn og Familie og får et kort barometer i den rolle mandag"
    )
    assert labels(card) == ["Det passer ikke"]
    assert "som ICS-superbruger i" in invitations.role_notice(asked(), "ICS-superbruger", DANISH).text


def test_the_coordinator_is_told_who_says_so_and_what_can_be_done() -> None:
    text = invitations.wrong_role_notice(asked(), "U0AMINA", DANISH).text
    assert text.startswith("<@U0AMINA> siger, at rollen")
    assert "`/anker personer`" in text
    assert "`/barometer annuller`" in text


def test_the_channel_hears_that_it_is_voluntary_and_gets_a_button_to_ones_own() -> None:
    card = cards.opened_card(asked(), DANISH)
    assert "Det er frivilligt, og ingen får at vide, hvem der svarer hvad." in card.text
    assert labels(card) == ["Svar på barometeret"]


def test_a_trial_is_the_invitation_with_a_note_before_it() -> None:
    card = tried(asked(), DANISH)
    assert card.text.startswith("Prøv selv: sådan ser det ud")
    assert "Barometer i Børn og Familie: 29 udsagn" in card.text
    assert labels(card) == ["Begynd", "Hele løftet", "Mind mig ikke"]


# Status, closing, cancelling


@pytest.mark.parametrize(
    ("state", "invited", "shown", "says"),
    [
        (RoundState.CONFIRMED, 23, None, "åbner mandag 11. januar kl. 9. 23 bliver spurgt."),
        (RoundState.OPEN, 23, None, "23 er spurgt. Antallet opgøres kl. 9 hver dag og vises her."),
        (RoundState.OPEN, 23, "11", "23 er spurgt. Kl. 9 havde 11 svaret."),
        (RoundState.OPEN, 23, Progress.FEWER_THAN_FIVE.value, "23 er spurgt. Kl. 9 havde færre end 5 svaret."),
        (RoundState.OPEN, 23, Progress.ALMOST_ALL.value, "23 er spurgt. Kl. 9 havde næsten alle svaret."),
        (RoundState.OPEN, 9, "7", "9 er spurgt. Under 10 er spurgt: der vises ingen status før lukning."),
    ],
)
def test_the_status_says_where_the_round_is_and_no_more_than_may_be_told(
    state: RoundState, invited: int, shown: str | None, says: str
) -> None:
    card = cards.standing_card(asked(state, invited={"sagsbehandler": invited}), shown, STEP, DANISH)
    assert card.text.startswith("Barometeret i Børn og Familie ")
    assert card.text.split(" Næste skridt")[0].endswith(says)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Step.REMINDER, "Næste skridt: en påmindelse til dem, der mangler, tirsdag 26. januar kl. 9."),
        (Step.CLOSING, "Næste skridt: runden lukker tirsdag 26. januar kl. 9."),
    ],
)
def test_the_status_tells_the_next_step(step: Step, says: str) -> None:
    assert cards.standing_card(asked(), "11", (step, RESULT_AT), DANISH).text.endswith(says)


def test_a_result_that_is_late_is_told_as_late_but_never_on_a_card_that_stays() -> None:
    late = "Resultatet er forsinket. Er det her ikke inden for en time, så spørg den, der driver Anker."
    assert cards.nothing_running_card(DANISH, may_start=True, awaited=Coming(None)).text == f"Runden er lukket. {late}"
    closed = replace(asked(), state=RoundState.CLOSING)
    assert cards.redrawn_card(closed, Coming(None), DANISH).text == "Barometeret i Børn og Familie er lukket."


@pytest.mark.parametrize(
    ("state", "offers"),
    [
        (RoundState.CONFIRMED, ["Annullér runden"]),
        (RoundState.OPEN, ["Luk runden", "Annullér runden"]),
    ],
)
def test_the_status_offers_what_can_be_done(state: RoundState, offers: list[str]) -> None:
    assert labels(cards.standing_card(asked(state), None, STEP, DANISH)) == offers


def test_only_who_may_start_is_offered_a_new_round() -> None:
    assert labels(cards.nothing_running_card(DANISH, may_start=True)) == ["Ny runde"]
    assert labels(cards.nothing_running_card(DANISH, may_start=False)) == []
    assert labels(cards.nothing_running_card(DANISH, may_start=True, awaited=COMING)) == []


def test_ones_own_standing_offers_to_begin_or_to_change() -> None:
    assert labels(cards.own_standing_card(asked(), DANISH, handed_in=False)) == ["Begynd eller fortsæt"]
    assert labels(cards.own_standing_card(asked(), DANISH, handed_in=True)) == ["Se og ret"]


def test_closing_proposes_a_time_that_is_announced_and_says_what_it_means() -> None:
    view = cards.close_view(asked(), RESULT_AT, DANISH)
    radio = next(one for one in objects(payload(view)) if one.get("type") == "radio_buttons")
    texts = [option["text"]["text"] for option in radio["options"]]
    assert texts == ["Luk ti. 26. jan. kl. 9, og giv alle, der er spurgt, besked", "Luk nu"]
    assert radio["initial_option"]["value"] == "announced"
    assert "Lukker du det før, står det i resultatet. Det kan ikke åbnes igen." in reads(view)


def test_a_round_that_closes_as_soon_anyway_can_only_be_closed_now_and_nothing_is_chosen_for_one() -> None:
    """It has been moved already, and everybody told: the same close is not offered as if it were another."""
    view = cards.close_view(replace(asked(), closed_early=True), None, DANISH)
    radio = next(one for one in objects(payload(view)) if one.get("type") == "radio_buttons")
    assert [option["text"]["text"] for option in radio["options"]] == ["Luk nu"]
    assert "initial_option" not in radio
    assert "lukker allerede før tid: mandag 25. januar kl. 16." in reads(view)
    assert "af sig selv" not in reads(view)


@pytest.mark.parametrize(
    ("state", "reminders", "says", "offers"),
    [
        (SittingState.EMPTY, True, "kl. 16. Du kan nå at svare til da.", ["Begynd"]),
        (SittingState.STARTED, True, "kl. 16. Du kan nå at svare eller aflevere det, du har.", ["Fortsæt"]),
        (
            SittingState.HANDED_IN,
            True,
            "afleveret, og du kan rette eller slette til da.",
            ["Se og ret", "Slet mine svar"],
        ),
        (SittingState.EMPTY, False, "lukker før tid: mandag 25. januar kl. 16.", ["Begynd"]),
        (SittingState.WITHDRAWN, True, "lukker før tid: mandag 25. januar kl. 16.", ["Begynd"]),
    ],
)
def test_that_a_round_closes_early_says_what_one_can_do_until_then_and_presses_nobody_who_wants_peace(
    state: SittingState, reminders: bool, says: str, offers: list[str]
) -> None:
    card = invitations.closing_early_card(
        asked(), replace(sitting_of(asked()), state=state, reminders=reminders), DANISH
    )
    assert card.text.endswith(says)
    assert labels(card) == offers


def test_cancelling_says_that_nothing_will_be_left() -> None:
    view = cards.cancel_view(asked(), DANISH)
    assert "slettes alle svar med det samme, og der kommer intet resultat. Det kan ikke fortrydes." in reads(view)
    assert view.close
    assert view.close.text == "Behold runden"


def test_what_was_closed_says_when() -> None:
    assert cards.closed_text(asked(), DANISH, now=True).endswith("er lukket. Resultatet gøres klar.")
    assert "lukker mandag 25. januar kl. 16." in cards.closed_text(asked(), DANISH, now=False)

"""What somebody who is asked sees, in both languages and whatever names and texts hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from domain.barometers import Barometer, Choice
from domain.people import LONGEST_NAME
from domain.rounds import Round
from domain.sittings import LONGEST_COMMENT, Sitting, SittingState
from domain.workdays import Workdays
from messages.slack import comment_forms, errors, forms, invitations
from messages.slack import sittings as cards
from messages.slack.cards import Card
from messages.slack.field_errors import looks_like_cpr
from messages.slack.text import clean
from messages.wording import Words
from tests.messages.results import INVITED, a_round, shipped
from tests.messages.seen import (
    ENDLESS,
    HARMFUL,
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

DANISH, ENGLISH = LANGUAGES
OPERATOR = "Egelund It"
STAFF = "sagsbehandler"

#: The promise as it was agreed on: word for word, paragraph by paragraph, here with the operator filled in.
PROMISE = """\
Dine svar er anonyme, når runden lukker.
Indtil da kan du rette eller slette dem. Så længe runden er åben, gemmer botten dine svar krypteret under en kode, så \
du kan fortsætte, hvor du slap. Egelund It kunne med adgang til både database og nøgle i den periode teknisk set finde \
dem. Din leder kan ikke.
Når runden lukker, slettes nøglen og de enkelte svar. Tilbage er kun tal for mindst 5 personer – og kommentarer, hvis \
mindst 10 har svaret. Herefter kan ingen, heller ikke vi, se, hvem der svarede hvad.
Botten ved, om du har svaret, så den ikke rykker dig forgæves. Hverken din leder eller forankringsteamet får det at \
vide. Den, der kan eksportere jeres Slack, kan i beskeden til dig se, hvor langt du er nået, men aldrig hvad du svarede.
Skriv ikke navne eller CPR-numre. Din skrivestil kan røbe dig."""


@dataclass(frozen=True)
class Case:
    """A round, and how far somebody in it is."""

    asked: Round
    sitting: Sitting
    operator: str = OPERATOR


def case(
    answered: Mapping[str, Choice] | int = 0,
    *,
    barometer: Barometer | None = None,
    unit: str = "Børn og Familie",
    state: SittingState | None = None,
    invited: Mapping[str, int] = INVITED,
    operator: str = OPERATOR,
) -> Case:
    """Somebody who has answered this, or the first so many items."""
    barometer = barometer or shipped()
    items = barometer.items_for(STAFF)
    answers = answered if isinstance(answered, Mapping) else {item.id: Choice.AGREE for item in items[:answered]}
    begun = SittingState.STARTED if answers else SittingState.EMPTY
    asked = replace(a_round(barometer, invited, unit), grouping="key_people")
    return Case(asked, Sitting(barometer, STAFF, state or begun, answers), operator)


def harmed(text: str, *, answered: int = 3) -> Case:
    """The same with this text in every name and every sentence of the barometer, as it is stored."""
    unit = clean(text, LONGEST_NAME).strip() or "Afdelingen"
    return case(answered, barometer=saying(shipped(), text), unit=unit, operator=text)


def invitation(one: Case, words: Words) -> Card:
    shown = invitations.shown_in(one.asked, workdays(), words)
    return invitations.invitation(one.asked, one.sitting, shown, one.operator, words)


def workdays(*closed: date) -> Workdays:
    return Workdays(ZoneInfo("Europe/Copenhagen"), lambda day: day in closed)


def handed_in(one: Case) -> Sitting:
    return replace(one.sitting, state=SittingState.HANDED_IN)


EVERYTHING: Mapping[str, Callable[[Case, Words], Shown]] = {
    "invitation": invitation,
    "promise": lambda one, words: invitations.promise_view(one.operator, words),
    "item": lambda one, words: cards.item_card(one.asked, one.sitting, words, saved=3),
    "double tap": lambda one, words: cards.item_card(one.asked, one.sitting, words, saved=3, doubled=(3, 2)),
    "trial": lambda one, words: cards.item_card(one.asked, one.sitting, words, trial=True),
    "paused": lambda one, words: cards.paused_card(one.asked, words),
    "paused, trial": lambda one, words: cards.paused_card(one.asked, words, tried_at=one.sitting.items[4].id),
    "done": lambda one, words: cards.done_card(one.asked, words),
    "done, tried": lambda one, words: cards.done_card(one.asked, words, trial=True),
    "changed": lambda one, words: cards.done_card(one.asked, words, changed=12),
    "delete?": lambda one, words: cards.delete_view(one.asked, words),
    "delete?, tried": lambda one, words: cards.delete_view(one.asked, words, trial=True),
    "deleted, tried": lambda one, words: cards.deleted_card(one.asked, words, trial=True),
    "deleted": lambda one, words: cards.deleted_card(one.asked, words),
    "no reminders, tried": lambda one, words: invitations.no_reminders_card(one.asked, words, trial=True),
    "no reminders": lambda one, words: invitations.no_reminders_card(one.asked, words),
    "reminder": lambda one, words: invitations.reminder(one.asked, one.sitting, words, last=False),
    "last reminder": lambda one, words: invitations.reminder(
        one.asked, Sitting(one.asked.barometer, STAFF), words, last=True
    ),
    "form": lambda one, words: forms.form_view(one.asked, one.sitting, one.asked.barometer.themes[0], words),
    "form, tried": lambda one, words: forms.form_view(
        one.asked, one.sitting, one.asked.barometer.themes[0], words, trial=True
    ),
    "form, changing": lambda one, words: forms.form_view(
        one.asked, handed_in(one), one.asked.barometer.themes[1], words
    ),
    "form, skipped": lambda one, words: forms.form_view(
        one.asked, handed_in(one), one.asked.barometer.themes[0], words, gaps=True
    ),
    "form, last": lambda one, words: forms.form_view(one.asked, one.sitting, one.asked.barometer.themes[-1], words),
    "items left": lambda one, words: forms.finished_view(one.asked, one.sitting, words),
    "items left, tried": lambda one, words: forms.finished_view(one.asked, one.sitting, words, trial=True),
    "form, handed in": lambda one, words: forms.finished_view(one.asked, handed_in(one), words),
    "part": lambda one, words: forms.hand_in_view(one.asked, one.sitting, words),
    "part, tried": lambda one, words: forms.hand_in_view(one.asked, one.sitting, words, trial=True),
    "back to the card, tried": lambda _, words: forms.back_to_the_card_view(words, trial=True),
    "comments": lambda one, words: comment_forms.comments_view(one.asked, one.sitting, words),
    "comments, tried": lambda one, words: comment_forms.comments_view(one.asked, one.sitting, words, trial=True),
    "comments kept": lambda one, words: comment_forms.comments_kept_view(one.asked, words),
    "comments kept, tried": lambda one, words: comment_forms.comments_kept_view(one.asked, words, trial=True),
    "own": lambda one, words: cards.own_card([(one.asked, one.sitting), (one.asked, handed_in(one))], words),
    "written": lambda one, words: errors.written_instead(one.asked, words),
    "written, no round": lambda _, words: errors.written_for_nothing(words),
}

#: The windows that show somebody what they chose or wrote themselves.
SHOWS_ANSWERS = {"form", "form, tried", "form, changing", "form, skipped", "form, last", "comments", "comments, tried"}

every_sight = pytest.mark.parametrize("name", EVERYTHING)
in_both_languages = pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)


@every_sight
@in_both_languages
def test_slack_takes_everything_as_it_is_shipped(name: str, words: Words) -> None:
    check_that_slack_takes(EVERYTHING[name](case(3), words))


@every_sight
@given(text=harmful_texts, words=st.sampled_from(LANGUAGES))
@settings(max_examples=15)
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


@pytest.mark.parametrize("piece", HARMFUL)
def test_each_harmful_piece_by_itself_stays_text(piece: str) -> None:
    for text, harmless in ((f"{piece} her", "Navn her"), (f"Vi {piece}", "Vi Navn")):
        check_that_nothing_is_smuggled_in(invitation(harmed(text), DANISH), invitation(harmed(harmless), DANISH))


def test_braces_and_percent_signs_in_a_name_are_no_places_to_fill_in() -> None:
    card = cards.paused_card(case(unit="{until} %s {0.__class__}").asked, DANISH)
    assert "Barometeret i {until} %s {0.ˍˍclassˍˍ} venter" in card.text


@every_sight
@in_both_languages
def test_what_comes_back_from_a_press_holds_ids_and_nothing_else(name: str, words: Words) -> None:
    one = case(3)
    ids = {one.asked.id, *(item.id for item in one.asked.barometer.items)} | {choice.value for choice in Choice}
    ids |= {theme.id for theme in one.asked.barometer.themes} | {item.id for item in one.asked.barometer.open_items}
    deeds = {"form", "promise", "hand_in", "delete", "comments", "radio", "comment"} | {"anker", "help"}
    for value in values(EVERYTHING[name](one, words)):
        assert set(value.split(":")) <= ids | deeds


@every_sight
@in_both_languages
def test_a_card_says_aloud_what_its_paragraphs_show(name: str, words: Words) -> None:
    shown = EVERYTHING[name](case(3), words)
    if isinstance(shown, View) or name == "invitation":
        return
    for block in objects(payload(shown)):
        if block.get("type") == "section":
            text = block["text"]["text"]
            assert text.strip("*") in shown.text


# The invitation


def test_the_invitation_says_how_much_how_long_and_until_when_and_that_no_manager_can_see() -> None:
    card = invitation(case(), DANISH)
    first = "Barometer i Børn og Familie: 29 udsagn, ca. 6 minutter, til mandag 25. januar kl. 16"
    assert card.text.startswith(first)
    assert "Din leder kan ikke se dit svar" in card.text
    assert "kun tal for mindst 5 er tilbage" in reads(card)
    assert "driften (Egelund It)" in reads(card)
    assert labels(card) == ["Begynd", "Hele løftet", "Mind mig ikke"]


def test_the_invitation_lists_several_places_of_the_result() -> None:
    one = case()
    asked = replace(one.asked, result_channels=("C0BOERN", "C0FORANKRING"))
    assert "Resultat: <#C0BOERN> og <#C0FORANKRING> ti. 26. jan." in reads(
        invitation(replace(one, asked=asked), DANISH)
    )


def test_the_invitation_says_who_is_shown_where_and_when_and_who_reads_comments() -> None:
    card = invitation(case(), DANISH)
    assert "Du er med som sagsbehandler." in reads(card)
    assert (
        "Vises, hvis nok svarer: hele afdelingen (23), ledere og superbrugere samlet (6), sagsbehandlerne (17)."
        in reads(card)
    )
    assert "Resultat: <#C0BOERN> ti. 26. jan. kl. 9." in reads(card)
    assert "Kommentarer læses først af <@U0LAESER>." in reads(card)
    assert "Spørgsmålene er skrevet til dette produkt." in reads(card)


def test_the_invitation_in_english_has_the_same_facts() -> None:
    card = invitation(case(), ENGLISH)
    assert card.text.startswith(
        "Barometer in Børn og Familie: 29 items, about 6 minutes, until Monday 25 January at 16"
    )
    assert "Your role here: caseworker. Shown if enough answer: the whole department (23)," in reads(card)
    assert labels(card) == ["Begin", "The whole promise", "Do not remind me"]


def test_groups_that_are_not_shown_are_told_beforehand() -> None:
    few = {"leder": 2, "faglig_leder": 1, "sagsbehandler": 17, "superbruger": 4}
    asked = replace(case(invited=few).asked, grouping="roles")
    shown = invitations.shown_in(asked, workdays(), DANISH)
    card = invitations.invitation(asked, case().sitting, shown, OPERATOR, DANISH)
    assert "Lederne, de faglige ledere og superbrugerne vises ikke for sig." in reads(card)


def test_a_role_keeps_its_abbreviation_inside_a_sentence() -> None:
    card = invitation(replace(case(), sitting=Sitting(shipped(), "superbruger")), DANISH)
    assert "Du er med som ICS-superbruger." in reads(card)


def test_a_small_round_asks_for_no_comments_and_names_no_reader() -> None:
    small = case(invited={STAFF: 9})
    assert "Kommentarer" not in reads(invitation(small, DANISH))
    assert "Skriv en kommentar" not in labels(cards.done_card(small.asked, DANISH))


def test_the_promise_is_given_word_for_word() -> None:
    assert reads(invitations.promise_view(OPERATOR, DANISH)) == PROMISE


@given(st.integers(0, 400))
def test_the_time_it_takes_is_told_in_whole_minutes_and_never_below_two(items: int) -> None:
    assert invitations.minutes(items) >= 2
    assert 0 <= invitations.minutes(max(items, 10)) * 60 - max(items, 10) * invitations.SECONDS_PER_ITEM < 60


# One item


def test_the_item_card_has_the_item_six_answers_and_the_three_ways_on() -> None:
    card = cards.item_card(case(11).asked, case(11).sitting, DANISH, saved=11)
    assert card.text.startswith("Udsagn 12 af 29: ")
    assert card.text.endswith("Vælg fra helt uenig til helt enig.")
    assert (
        "Anonymt, når runden lukker · Inddragelse af barn, familie og netværk · 12 af 29 · nr. 11 er noteret"
        in reads(card)
    )
    scale = ["Helt uenig", "Uenig", "Hverken enig eller uenig", "Enig", "Helt enig", "Ved ikke / ikke relevant"]
    assert labels(card) == [*scale, "Tilbage", "Spring over", "Pause"]
    menu = next(one for one in objects(payload(card)) if one.get("type") == "overflow")
    assert [option["text"]["text"] for option in menu["options"]] == [
        "Vis som skema",
        "Hele løftet",
        "Aflevér det, jeg har",
        "Slet mine svar",
    ]


@in_both_languages
def test_each_answer_is_a_button_in_a_row_of_its_own_that_says_the_items_number_aloud(words: Words) -> None:
    card = cards.item_card(case(11).asked, case(11).sitting, words)
    rows = [block for block in payload(card)["blocks"] if block["type"] == "actions"][:6]
    spoken = [row["elements"][0]["accessibility_label"] for row in rows]
    assert all(len(row["elements"]) == 1 and "block_id" not in row for row in rows)
    assert {row["elements"][0]["action_id"] for row in rows} == {"sittings.answer"}
    assert all(re.search(r"\b12\b", label) for label in spoken)
    assert [label.split(": ", 1)[1] for label in spoken] == labels(card)[:6]


@given(st.data())
@settings(max_examples=50)
def test_the_item_card_is_the_same_whatever_was_chosen_before(data: st.DataObject) -> None:
    items = [item.id for item in shipped().items_for(STAFF)]
    answered = data.draw(st.lists(st.sampled_from(items), unique=True, max_size=len(items) - 1))
    item = shipped().item(data.draw(st.sampled_from(items)))
    choices = st.fixed_dictionaries({item_id: st.sampled_from(Choice) for item_id in answered})
    one, other = case(data.draw(choices)), case(data.draw(choices))
    words = data.draw(st.sampled_from(LANGUAGES))
    shown = [payload(cards.item_card(each.asked, each.sitting, words, item=item)) for each in (one, other)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("name", [name for name in EVERYTHING if name not in SHOWS_ANSWERS])
def test_no_message_shows_what_was_chosen_or_written(name: str) -> None:
    secret = "Kanariefuglen synger"
    agreeing, refusing = ({item.id: choice for item in shipped().items_for(STAFF)[:3]} for choice in ("4", "1"))
    one = case({item: Choice(choice) for item, choice in agreeing.items()})
    other = case({item: Choice(choice) for item, choice in refusing.items()})
    commented = replace(one, sitting=replace(one.sitting, comments={"AAB-1": secret}))
    shown = payload(EVERYTHING[name](commented, DANISH))
    assert shown == payload(EVERYTHING[name](other, DANISH))
    assert secret not in str(shown)


def test_the_first_item_has_no_way_back_and_an_answered_one_is_kept_instead_of_skipped() -> None:
    first = cards.item_card(case().asked, case().sitting, DANISH)
    assert "Tilbage" not in labels(first)
    back = cards.item_card(case(2).asked, case(2).sitting, DANISH, item=shipped().items_for(STAFF)[1])
    assert labels(back)[6:] == ["Tilbage", "Videre", "Pause"]


def test_a_double_tap_is_asked_about_on_the_screen_and_aloud() -> None:
    card = cards.item_card(case(12).asked, case(12).sitting, DANISH, saved=12, doubled=(12, 11))
    question = "Nr. 12 kom lige efter nr. 11. Dobbelttryk?"
    assert question in reads(card)
    assert card.text.startswith("Udsagn 13 af 29: ")
    assert card.text.endswith(f"{question} Tryk på Tilbage for at se det igen.")


def test_a_trial_is_the_card_that_people_see_and_says_that_nothing_is_saved() -> None:
    asked, sitting = case(11).asked, case(11).sitting
    card, seen = (cards.item_card(asked, sitting, DANISH, saved=11, trial=trial) for trial in (True, False))
    assert card.text == f"Prøve: intet gemmes. {seen.text}"
    assert reads(card) == f"Prøve: intet gemmes · {reads(seen)}".replace(" · nr. 11 er noteret", "")


def test_the_ends_of_another_scale_are_read_aloud_as_it_words_them() -> None:
    barometer = saying(shipped(), "Slet ikke")
    assert (
        "fra slet ikke til slet ikke." in cards.item_card(case(barometer=barometer).asked, case().sitting, DANISH).text
    )


def test_with_no_item_left_the_item_card_is_the_receipt() -> None:
    everything = case(29)
    assert cards.item_card(everything.asked, everything.sitting, DANISH) == cards.done_card(everything.asked, DANISH)


# Pause, receipt, deleting, reminders


def test_a_paused_card_tells_neither_how_far_nor_what() -> None:
    text = cards.paused_card(case(28).asked, DANISH).text
    assert text.startswith("Barometeret i Børn og Familie venter på dig. Det, du har svaret, er gemt")
    assert text.endswith("og du kan fortsætte til mandag 25. januar kl. 16.")
    assert re.findall(r"\d+", text) == ["25", "16"]
    assert cards.paused_card(case(3).asked, DANISH).blocks == cards.paused_card(case(28).asked, DANISH).blocks


def test_the_receipt_says_until_when_it_can_be_changed_or_deleted() -> None:
    card = cards.done_card(case(29).asked, DANISH)
    assert card.text == "Afleveret. Du kan rette eller slette til mandag 25. januar kl. 16."
    assert labels(card) == ["Skriv en kommentar", "Se og ret", "Slet mine svar"]
    assert "style" not in str(card.blocks[-1].to_dict()), "nothing on a receipt calls for more to be done"
    several = cards.done_card(case(29).asked, DANISH, changed=cards.SEVERAL)
    assert several.text.startswith("Rettet. Dine svar er stadig afleveret")


def test_deleting_is_asked_about_before_it_is_done() -> None:
    ask = next(one for one in objects(payload(cards.done_card(case(29).asked, DANISH))) if "confirm" in one)["confirm"]
    assert ask["title"]["text"] == "Slet alle dine svar?"
    assert ask["deny"]["text"] == "Behold"
    view = cards.delete_view(case().asked, DANISH).to_dict()
    assert (view["submit"]["text"], view["close"]["text"]) == ("Slet", "Behold")


@pytest.mark.parametrize(
    ("answered", "last", "says", "offers"),
    [
        (0, False, None, ["Begynd", "Mind mig ikke"]),
        (0, True, "Det er den sidste påmindelse.", ["Begynd", "Mind mig ikke"]),
        (4, False, "Det tæller først med, når du afleverer.", ["Fortsæt", "Aflevér det, jeg har", "Mind mig ikke"]),
        (4, True, "Det tæller først med, når du afleverer.", ["Fortsæt", "Aflevér det, jeg har", "Mind mig ikke"]),
    ],
)
def test_a_reminder_says_what_is_missing_and_offers_to_be_the_last(
    answered: int, last: bool, says: str | None, offers: list[str]
) -> None:
    one = case(answered)
    card = invitations.reminder(one.asked, one.sitting, DANISH, last=last)
    assert card.text.startswith("Barometeret i Børn og Familie er åbent til mandag 25. januar kl. 16.")
    assert labels(card) == offers
    assert card.text.endswith(says or "kl. 16.")


def test_the_reminder_is_the_same_however_much_was_answered() -> None:
    few, many = (invitations.reminder(case(n).asked, case(n).sitting, DANISH, last=True) for n in (1, 28))
    assert payload(few) == payload(many)


# The form, comments, what is one's own


def test_the_form_shows_a_themes_items_with_their_numbers_and_what_was_chosen() -> None:
    items = shipped().items_for(STAFF)
    one = case({items[0].id: Choice.AGREE, items[1].id: Choice.SKIPPED})
    view = forms.form_view(one.asked, one.sitting, shipped().themes[0], DANISH)
    radios = [each for each in objects(view.to_dict()) if each.get("type") == "radio_buttons"]
    chosen = [each["initial_option"]["text"]["text"] if "initial_option" in each else None for each in radios]
    assert chosen == ["Enig", None, None, None]
    assert f"1. {items[0].text.da}" in reads(view)
    assert (view.title and view.title.text, view.submit and view.submit.text) == ("Skema, 1 af 8", "Næste tema")


def test_the_form_asks_only_what_the_role_is_asked() -> None:
    leader = Sitting(shipped(), "leder")
    shown = {theme.id: forms.form_view(case().asked, leader, theme, DANISH) for theme in forms.themes_of(leader)}
    asked = sum(each.get("type") == "radio_buttons" for view in shown.values() for each in objects(view.to_dict()))
    assert asked == len(shipped().items_for("leder")) < len(shipped().items)


@pytest.mark.parametrize(("words", "said"), [(DANISH, ": 1 udsagn, "), (ENGLISH, ": 1 item, ")])
def test_an_invitation_to_one_item_speaks_of_one(words: Words, said: str) -> None:
    theme = shipped().themes[0]
    one = replace(shipped(), themes=(replace(theme, items=theme.items[:1]),))
    assert said in reads(invitation(replace(case(), sitting=Sitting(one, case().sitting.role)), words))


def test_the_last_theme_ends_the_form() -> None:
    view = forms.form_view(case().asked, case().sitting, shipped().themes[-1], DANISH)
    assert view.submit
    assert view.submit.text == "Færdig"


@pytest.mark.parametrize(
    ("open_numbers", "says", "label"),
    [
        ([29], "Du mangler 1 udsagn: nr. 29. Svar på det, ", "Svar på nr. 29"),
        (range(1, 30), "Du mangler 29 udsagn: nr. 1-29. Svar på dem, ", "Svar på nr. 1"),
        ([3, 4, 7, 29], "Du mangler 4 udsagn: nr. 3-4, 7 og 29. Svar på dem, ", "Svar på nr. 3"),
    ],
)
def test_the_end_of_the_form_tells_what_is_left_and_leads_to_the_first(
    open_numbers: Sequence[int], says: str, label: str
) -> None:
    items = shipped().items_for(STAFF)
    one = case({item.id: Choice.AGREE for n, item in enumerate(items, 1) if n not in open_numbers})
    view = forms.finished_view(one.asked, one.sitting, DANISH)
    assert reads(view).startswith(says)
    assert (labels(view), view.callback_id) == ([label, "Tilbage"], "sittings.hand_in")
    assert labels(forms.hand_in_view(one.asked, one.sitting, DANISH)) == [label]


def test_the_end_of_a_tried_form_begins_with_that_nothing_is_kept() -> None:
    asked, sitting = case().asked, case().sitting
    assert reads(forms.finished_view(asked, sitting, DANISH, trial=True)).startswith("Prøve: intet er gemt.")
    assert "Prøve" not in reads(forms.finished_view(asked, sitting, DANISH))


def test_the_end_of_the_form_is_a_receipt_for_whoever_has_handed_in() -> None:
    view = forms.finished_view(case(29).asked, handed_in(case(29)), DANISH)
    assert reads(view).startswith("Afleveret. Du kan rette eller slette til mandag 25. januar kl. 16.")
    assert (labels(view), view.submit) == (["Tilbage"], None)


def skipping(*numbers: int, left: Sequence[int] = ()) -> Case:
    """Somebody who skipped these, left those open, and agreed with the rest."""
    items = enumerate(shipped().items_for(STAFF), 1)
    return case({i.id: Choice.SKIPPED if n in numbers else Choice.AGREE for n, i in items if n not in left})


def test_the_end_of_the_form_names_what_was_skipped_and_leads_back_to_it() -> None:
    one = skipping(3, 7, left=[29])
    for view in (
        forms.finished_view(one.asked, one.sitting, DANISH),
        forms.hand_in_view(one.asked, one.sitting, DANISH),
    ):
        assert "Sprunget over: nr. 3 og 7." in reads(view)
        assert labels(view)[:2] == ["Svar på nr. 29", "Svar på nr. 3"]
    view = forms.finished_view(one.asked, handed_in(one), DANISH)
    assert "Sprunget over: nr. 3, 7 og 29." in reads(view)
    assert labels(view) == ["Svar på nr. 3", "Tilbage"]


def test_what_was_handed_in_with_something_skipped_says_so_where_it_is_not_seen() -> None:
    one = skipping(3, 7)
    first, second, third, *_ = (forms.form_view(one.asked, handed_in(one), theme, DANISH) for theme in shipped().themes)
    assert "Sprunget over: nr. 3 og 7." in reads(third)
    assert "Svar på nr. 3" in labels(third)
    assert "Sprunget over" not in reads(first) + reads(second)


def test_what_was_skipped_never_stands_in_a_message() -> None:
    one = skipping(3, 7)
    assert payload(cards.done_card(one.asked, DANISH)) == payload(cards.done_card(case(29).asked, DANISH))


def test_the_comments_window_says_who_reads_and_when_they_are_deleted_unread() -> None:
    one = case(29)
    view = comment_forms.comments_view(one.asked, replace(one.sitting, comments={"AAB-1": "Mere tid."}), DANISH)
    assert "Ellers læses de først af <@U0LAESER>." in reads(view)
    assert "Har færre end 10 svaret, slettes de ulæst." in reads(view)
    fields = [each for each in objects(view.to_dict()) if each.get("type") == "plain_text_input"]
    assert [field.get("initial_value") for field in fields] == ["Mere tid.", None]
    assert {field["max_length"] for field in fields} == {LONGEST_COMMENT}


@given(st.integers(1, 900), st.sampled_from(LANGUAGES))
def test_a_refused_comment_is_told_by_line_without_any_of_its_digits(line: int, words: Words) -> None:
    assert re.findall(r"\d+", looks_like_cpr(line, words)) == [str(line)]


def test_ones_own_card_offers_to_begin_to_go_on_or_to_change() -> None:
    seats = [(case(n).asked, case(n).sitting) for n in (0, 3)] + [(case(29).asked, handed_in(case(29)))]
    card = cards.own_card(seats, DANISH)
    assert labels(card) == ["Begynd", "Fortsæt", "Se og ret", "Slet mine svar"]


def test_many_rounds_at_once_still_fit_in_one_message() -> None:
    seats = [(case(29).asked, handed_in(case(29)))] * 12
    check_that_slack_takes(cards.own_card(seats, DANISH))


@every_sight
def test_the_english_cards_hold_no_danish_but_names(name: str) -> None:
    for text in formatted(EVERYTHING[name](case(3), ENGLISH)):
        assert not re.search(r"[æøåÆØÅ]", text.replace("Børn og Familie", ""))

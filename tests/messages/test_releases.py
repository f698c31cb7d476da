"""The result card and the windows behind it: what they say, what they leave out, and that Slack takes them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from slack_sdk.models.views import View

from domain.barometers import Barometer
from domain.pooling import items_in_numbers
from domain.releases import TOTAL, Release, Resolution, Response
from domain.scoring import ResponseWords
from domain.standings import most_divided_theme
from messages.slack import release_views as views
from messages.slack.cards import Card
from messages.slack.figures import in_people
from messages.slack.pictures import ShownPicture
from messages.slack.releases import again_card, result_card
from messages.wording import Words
from sandbox.blocks import check_message_blocks
from sandbox.files import Files
from sandbox.reading import visible_text
from sandbox.view_checks import check_view
from tests.messages.results import Sample, nasty_samples, sample, shipped

DANISH, ENGLISH = Words(), Words("en")


def seen(card: Card) -> str:
    return without_marks(visible_text(card.payload()["blocks"]))


def without_marks(text: str) -> str:
    """The text as it is read: bold, italics and code do not show."""
    return re.sub("[*_`]", "", text)


def card_of(one: Sample, words: Words = DANISH, shown: ShownPicture | None = None) -> Card:
    return result_card(one.round, one.release, 1, words, shown)


def read(view: View) -> str:
    return without_marks(visible_text(view.to_dict()["blocks"]))


def asked_of_all() -> Barometer:
    """The shipped barometer with every item asked of every role."""
    roles = frozenset(role.id for role in shipped().roles)
    themes = [replace(one, items=tuple(replace(i, roles=roles) for i in one.items)) for one in shipped().themes]
    return replace(shipped(), themes=tuple(themes))


def part(text: str, heading: str) -> list[str]:
    """The lines below a heading of the card, up to the next one."""
    after = text.split(f"{heading}\n", 1)[1].split("\n")
    return after[: next((at for at, line in enumerate(after) if not line.startswith(("•", "…"))), len(after))]


@given(nasty_samples())
@settings(max_examples=25, deadline=None)
def test_slack_takes_every_card_and_window_whatever_a_content_file_holds(one: Sample) -> None:
    files = Files()
    picture = files.add("a.png", b"x", "U0ANKER")
    for words in (DANISH, ENGLISH):
        card = card_of(one, words, ShownPicture(picture.id, "Søjler"))
        again = again_card(card, one.round, [(one.round, 1), (one.round, 2)], (), words)
        for shown in (card, again):
            check_message_blocks(shown.payload()["blocks"], files)
            assert sum(len(str(block)) for block in shown.payload()["blocks"]) < 14_000
            assert len(shown.text) < 3000
        if TOTAL in one.release.populations:
            for view in (views.items_view, views.groups_view):
                for page in range(2):
                    check_view(view(one.round, one.release, words, page).to_dict(), files, types=("modal",))


@given(nasty_samples())
@settings(max_examples=15, deadline=None)
def test_no_text_of_a_content_file_becomes_a_mention_or_markup(one: Sample) -> None:
    card = card_of(one)
    everything = card.text + str(card.payload()["blocks"][1:])
    assert "<!" not in everything
    if TOTAL in one.release.populations:
        assert "<!" not in str(views.items_view(one.round, one.release, DANISH).to_dict())
        assert "<!" not in str(views.groups_view(one.round, one.release, DANISH).to_dict())


def test_the_text_read_aloud_says_who_answered_and_the_extremes() -> None:
    one = sample()
    text = card_of(one, shown=ShownPicture("F1", "Søjler")).text
    themes = one.release.populations[TOTAL].themes
    most, least = max(f.points for f in themes.values()), min(f.points for f in themes.values())
    assert text.startswith("Barometer 1: 23 af 23 har svaret. Stærkest: ")
    assert f" {most}. Mest at hente: " in text
    assert text.endswith(f" {least}. Billedet er gengivet som tekst.")


def test_a_card_without_a_picture_mentions_none_and_says_the_same() -> None:
    one = sample()
    bare, full = card_of(one), card_of(one, shown=ShownPicture("F1", "Søjler"))
    assert "Billedet" not in bare.text
    assert [b for b in full.payload()["blocks"] if b["type"] != "image"] == bare.payload()["blocks"]


def test_every_theme_stands_under_its_label_with_points_and_suffixes() -> None:
    one = sample(rate=0.6, seed=5)
    text = seen(card_of(one))
    shown = one.release.populations[TOTAL].themes
    assert len(shown) > 4
    for theme in (theme for theme in one.round.barometer.themes if theme.id in shown):
        figures = shown[theme.id]
        [line] = [line for line in text.split("\n") if line.startswith(f"• {theme.name.da}: ")]
        assert line.startswith(f"• {theme.name.da}: {figures.points}")
        assert ("usikkert" in line) == ("uncertain" in figures.suffixes)
        assert ("delte meninger" in line) == ("divided" in figures.suffixes)
        assert (f"ud fra {figures.items} af {figures.of} udsagn" in line) == (figures.items < figures.of)


def test_strongest_and_lowest_items_are_told_in_people_and_do_not_overlap() -> None:
    one = sample(rate=0.8, seed=3)
    text = seen(card_of(one))
    strongest, weakest = part(text, "Stærkest"), part(text, "Mest at hente")
    assert len(strongest) >= 3
    assert len(weakest) >= 3
    assert not set(strongest) & set(weakest)
    best = one.release.ranking[0].item
    figures = one.release.populations[TOTAL].items[best]
    agree = figures.bins[2] if figures.bins else sum((figures.counts or ())[3:])
    low, high = figures.agree_bounds or (0, 0)
    assert strongest[0] == (
        f"• {one.round.barometer.item(best).text.da.rstrip('.')}: {agree} af {figures.n} enige; "
        f"af alle {figures.eligible} mellem {low} og {high}"
    )


def test_items_that_share_the_third_place_are_all_shown_but_a_crowd_is_counted() -> None:
    text = seen(card_of(sample("4", invited={"sagsbehandler": 12})))
    strongest = part(text, "Stærkest")
    assert len(strongest) == 9
    assert strongest[-1].startswith("… og ")
    assert "Mest at hente" not in text


def test_a_reversed_item_counts_those_who_disagree() -> None:
    one = sample("12", invited={"sagsbehandler": 12})
    item = one.round.barometer.items[0]
    turned = replace(item, reversed=True)
    figures = one.release.populations[TOTAL].items[item.id]
    assert "12 af 12 uenige" in in_people(turned, replace(figures, agree_bounds=(12, 12)), DANISH)


def test_unanimous_small_populations_are_told_in_words_only() -> None:
    one = sample("4", invited={"sagsbehandler": 7}, grouping="roles")
    assert {f.resolution for f in one.release.populations[TOTAL].items.values()} == {Resolution.WORDS}
    text = read(views.items_view(one.round, one.release, DANISH))
    assert text.count("næsten alle er enige") == len(one.release.populations[TOTAL].items)
    assert "%" not in text


def test_what_is_hidden_is_named_with_its_reason_and_still_counts() -> None:
    text = seen(card_of(sample(rate=0.7, seed=2)))
    assert "Ledere og superbrugere samlet vises ikke for sig, fordi for få har svaret." in text
    assert "Deres svar tæller med i de samlede tal." in text


def test_the_card_says_what_its_words_mean_and_that_the_items_are_our_own() -> None:
    text = seen(card_of(sample(rate=0.6, seed=5)))
    assert "“Usikkert”" in text
    assert "Velimplementeret fra 75 point, Delvist implementeret fra 50" in text
    assert "ikke myndighedens barometer" in text


@pytest.mark.parametrize(
    ("responded", "told"),
    [
        (Response(20, 15, 75, None), []),
        (Response(20, 12, 60, ResponseWords.SOME_MISSING), ["Mellem 30 og 50 procent har ikke svaret."]),
        (Response(20, 8, 40, ResponseWords.UNDER_HALF), ["Under halvdelen har svaret; læs tallene som de svarendes"]),
    ],
)
def test_a_low_response_rate_is_said(responded: Response, told: list[str]) -> None:
    one = sample()
    text = seen(card_of(replace(one, release=replace(one.release, response=responded))))
    for sentence in told:
        assert sentence in text
    assert ("procent har ikke svaret" in text or "Under halvdelen" in text) == bool(told)


def test_an_early_close_and_people_without_slack_are_said() -> None:
    one = sample()
    early = replace(one, round=replace(one.round, closed_early=True, outside=1))
    assert "Lukket før tid." in seen(card_of(early))
    assert "1 uden Slack er ikke spurgt." in seen(card_of(early))
    assert "Lukket før tid." not in seen(card_of(one))


@pytest.mark.parametrize("rate", [0.0, 0.12])
def test_a_round_with_fewer_than_five_answers_shows_no_figure_and_no_count(rate: float) -> None:
    one = sample(rate=rate, seed=4)
    assert one.release.populations == {}
    text = seen(card_of(one))
    assert ("færre end 5 har svaret" in text) != ("ingen har svaret" in text)
    assert "af 23" not in text
    assert "procent" not in text


def test_few_answers_tell_that_comments_are_gone_unread() -> None:
    few = sample(invited={"sagsbehandler": 12}, rate=0.6, seed=3)
    assert (few.release.response.responded or 0) < 10
    assert "Få har svaret, så eventuelle kommentarer er slettet ulæst" in seen(card_of(few))
    assert "Kommentarerne vises ikke her" in seen(card_of(sample()))


def test_the_questions_for_the_meeting_are_those_of_the_strongest_most_divided_and_lowest_theme() -> None:
    one = sample("15", seed=6)
    theme_id = most_divided_theme(one.release, one.round.barometer)
    divided = next(theme for theme in one.round.barometer.themes if theme.id == theme_id)
    assert divided.discuss is not None
    lines = part(seen(card_of(one)), "Til mødet")
    assert 1 <= len(lines) <= 3
    assert any(divided.discuss.da in line for line in lines)


def test_all_items_stand_in_the_window_with_percents_that_sum_to_a_hundred() -> None:
    one = sample(rate=0.9)
    text = read(views.items_view(one.round, one.release, DANISH))
    for number, item in enumerate(one.round.barometer.items, 1):
        assert f"{number}. {item.text.da}" in text
    spreads = [line for line in text.split("\n") if line.startswith("Helt uenig ") and "%" in line]
    assert spreads
    for line in spreads:
        assert sum(int(share.split()[-2]) for share in line.split(" · ")) == 100


@pytest.mark.parametrize(
    ("spread", "drawn"),
    [((0, 0, 0, 0, 10), "█" * 20), ((1, 1, 1, 1, 1), "····░░░░▒▒▒▒▓▓▓▓████"), ((10, 0, 0, 0, 10), "·" * 10 + "█" * 10)],
)
def test_a_bar_always_has_twenty_cells(spread: tuple[int, ...], drawn: str) -> None:
    assert views.bar(spread, views.SIGNS) == drawn


def test_groups_are_never_set_against_each_other_on_different_items() -> None:
    one = sample("12345", invited={"leder": 20, "superbruger": 20, "sagsbehandler": 20}, grouping="roles")
    text = read(views.groups_view(one.round, one.release, DANISH))
    theme = one.round.barometer.themes[0]
    lines = text.split(f"{theme.name.da}\n", 1)[1].split("\n")
    rests_on = {
        name: items_in_numbers(theme, one.release.populations[name]).keys() for name in ("leder", "superbruger")
    }
    assert rests_on["leder"] != rests_on["superbruger"]
    by_theme = lines[: lines.index(theme.items[0].text.da)]
    assert len(by_theme) > 1
    assert not any("Lederne" in line and "Superbrugerne" in line for line in by_theme)


def test_without_shown_groups_the_window_says_why() -> None:
    one = sample("12345", invited={"leder": 2, "sagsbehandler": 8}, barometer=asked_of_all())
    assert set(one.release.populations) == {TOTAL}
    text = read(views.groups_view(one.round, one.release, DANISH))
    assert "Ingen gruppe vises for sig" in text
    assert "Ledere og superbrugere samlet vises ikke for sig, fordi for få har svaret." in text
    assert "Sagsbehandlerne vises ikke for sig, fordi en mindre gruppe ellers kunne regnes ud." in text


def test_a_choice_of_rounds_is_offered_only_where_there_are_several() -> None:
    one = sample()
    card = card_of(one)
    alone = again_card(card, one.round, [(one.round, 1)], (), DANISH)
    assert len(alone.blocks) == len(card.blocks)
    several = again_card(card, one.round, [(replace(one.round, id="b" * 13), 2), (one.round, 1)], (), DANISH)
    options = several.payload()["blocks"][-1]["elements"][0]["options"]
    assert [option["text"]["text"] for option in options] == [
        "Barometer 2, lukket mandag 25. januar 2027",
        "Barometer 1, lukket mandag 25. januar 2027",
    ]


def test_nothing_danish_is_left_in_an_english_result() -> None:
    one = sample(rate=0.8, seed=3)
    texts = [
        card_of(one, ENGLISH).text,
        seen(card_of(one, ENGLISH)),
        read(views.items_view(one.round, one.release, ENGLISH)),
        read(views.groups_view(one.round, one.release, ENGLISH)),
    ]
    for danish in ("udsagn", "svaret", "implementeret", "enige", "vises", "Grupper", "usikkert"):
        assert all(danish not in text for text in texts), danish


def test_a_result_read_back_from_the_database_looks_the_same() -> None:
    one = sample(rate=0.8)
    stored = replace(one, release=Release.from_dict(one.release.as_dict()))
    assert card_of(stored) == card_of(one)


def test_the_windows_of_a_round_in_which_nobody_answered_open_and_say_so() -> None:
    nobody = sample(rate=0.0)
    assert nobody.release.everybody.items == {}
    assert "For få svar" in read(views.items_view(nobody.round, nobody.release, DANISH))
    assert read(views.groups_view(nobody.round, nobody.release, DANISH))

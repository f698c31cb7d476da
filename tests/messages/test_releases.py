"""The result card and the windows behind it: what they say, what they leave out, and that Slack takes them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from slack_sdk.models.views import View

from domain.barometers import Barometer, Text
from domain.figures import Change
from domain.pooling import items_in_numbers
from domain.releases import TOTAL, Release, Resolution, Response
from domain.round_numbers import RoundNumber
from domain.scoring import ChangeWord, ResponseWords
from domain.standings import divided_items, most_divided_theme, themes_by_points
from messages.labels import change_points, since_last
from messages.slack import release_views as views
from messages.slack.cards import Card
from messages.slack.change_views import changes_view, nothing_before_view
from messages.slack.figures import in_people
from messages.slack.pictures import NO_PICTURES, Pictures, ShownPicture
from messages.slack.releases import again_card, nothing_card, result_card
from messages.wording import Words
from sandbox.blocks import check_message_blocks
from sandbox.files import Files
from sandbox.reading import visible_text
from sandbox.view_checks import check_view
from tests.messages.results import Sample, compared, nasty_samples, sample, shipped

DANISH, ENGLISH = Words(), Words("en")
FIRST, SECOND = RoundNumber(1), RoundNumber(2)


def seen(card: Card) -> str:
    return without_marks(visible_text(card.payload()["blocks"]))


def without_marks(text: str) -> str:
    """The text as it is read: bold, italics and code do not show."""
    return re.sub("[*_`]", "", text)


def card_of(one: Sample, words: Words = DANISH, shown: ShownPicture | None = None) -> Card:
    return result_card(one.round, one.release, FIRST, words, shown)


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
@settings(max_examples=25)
def test_slack_takes_every_card_and_window_whatever_a_content_file_holds(one: Sample) -> None:
    files = Files()
    picture = files.add("a.png", b"x", "U0ANKER")
    for words in (DANISH, ENGLISH):
        card = card_of(one, words, ShownPicture(picture.id, "Søjler"))
        again = again_card(card, one.round, [(one.round, FIRST), (one.round, SECOND)], (), words)
        for shown in (card, again):
            check_message_blocks(shown.payload()["blocks"], files)
            assert sum(len(str(block)) for block in shown.payload()["blocks"]) < 14_000
            assert len(shown.text) < 3000
        if TOTAL in one.release.populations:
            for view in (views.items_view, views.groups_view):
                for page in range(2):
                    check_view(view(one.round, one.release, words, page).to_dict(), files, types=("modal",))


@given(nasty_samples())
@settings(max_examples=15)
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


def test_a_group_of_which_hardly_anything_is_shown_is_told_with_the_reason() -> None:
    why = "fordi en mindre gruppe ellers kunne regnes ud. Deres svar tæller med i de samlede tal."
    told = f"Sagsbehandlerne vises kun ved 1 udsagn, {why}"
    one = sample(rate=0.7, seed=0)
    assert len(one.release.populations["sagsbehandler"].items) == 1
    assert told in seen(card_of(one))
    assert told in read(views.groups_view(one.round, one.release, DANISH))
    few = sample(rate=0.9, seed=0)
    told = "Ledere og superbrugere samlet vises kun ved 9 udsagn, fordi for få har svaret på de andre."
    assert told in seen(card_of(few))


def test_the_card_says_what_its_words_mean_and_that_the_items_are_our_own() -> None:
    text = seen(card_of(sample(rate=0.6, seed=5)))
    assert "»Usikkert«" in text
    assert "Velimplementeret fra 75 point, Delvist implementeret fra 50" in text
    assert "ikke myndighedens barometer" in text


@pytest.mark.parametrize(
    ("responded", "told"),
    [
        (Response(20, 15, 75, None), []),
        # Rounded to 70, and below it: the share above the sentence is no contradiction.
        (Response(23, 16, 70, ResponseWords.SOME_MISSING), ["(70 %)", "Mange har ikke svaret."]),
        (Response(20, 12, 60, ResponseWords.SOME_MISSING), ["Mange har ikke svaret. De kan mene"]),
        (Response(20, 8, 40, ResponseWords.UNDER_HALF), ["Under halvdelen har svaret; læs tallene som de svarendes"]),
    ],
)
def test_a_low_response_rate_is_said(responded: Response, told: list[str]) -> None:
    one = sample()
    text = seen(card_of(replace(one, release=replace(one.release, response=responded))))
    for sentence in told:
        assert sentence in text
    assert ("Mange har ikke svaret" in text or "Under halvdelen" in text) == bool(told)


def test_an_early_close_and_people_without_slack_are_said() -> None:
    one = sample()
    early = replace(one, round=replace(one.round, closed_early=True, outside=1))
    assert "Lukket før tid, mandag 25. januar 2027." in seen(card_of(early))
    assert "1 uden Slack er ikke spurgt." in seen(card_of(early))
    assert "Lukket mandag 25. januar 2027." in seen(card_of(one))


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
    [line] = [line for line in lines if divided.discuss.da in line]
    how_many, of = divided_items(divided, one.release)
    assert 0 < how_many <= of <= len(divided.items)
    assert f"mest delte meninger: {how_many} af {of} udsagn" in line


def test_all_items_stand_in_the_window_with_percents_that_sum_to_a_hundred() -> None:
    one = sample(rate=0.9, invited={"leder": 20, "superbruger": 20, "sagsbehandler": 40})
    text = read(views.items_view(one.round, one.release, DANISH))
    for number, item in enumerate(one.round.barometer.items, 1):
        assert f"{number}. {item.text.da}" in text
    spreads = [line for line in text.split("\n") if line.startswith("Helt uenig ") and "%" in line]
    assert spreads
    for line in spreads:
        assert sum(int(share.split()[-2]) for share in line.split(" · ")) == 100


def test_few_are_told_in_people_in_the_window_too() -> None:
    one = sample("12345", invited={"sagsbehandler": 19})
    text = read(views.items_view(one.round, one.release, DANISH))
    assert "%" not in text
    spreads = [line for line in text.split("\n") if line.startswith("Helt uenig ") and "▓" not in line]
    assert len(spreads) == len(one.release.everybody.items)
    assert all(sum(int(share.split()[-1]) for share in line.split(" · ")) == 19 for line in spreads)


def test_the_legend_tells_of_the_bars_that_are_there() -> None:
    def key(one: Sample) -> str:
        return str(views.items_view(one.round, one.release, DANISH).to_dict()["blocks"][0]["elements"][0]["text"])

    full, few = (sample("12345", invited={"sagsbehandler": n}) for n in (19, 7))
    assert {one.resolution for one in full.release.everybody.items.values()} == {Resolution.LEVELS}
    assert Resolution.LEVELS not in {one.resolution for one in few.release.everybody.items.values()}
    levels = "`·` Helt uenig, `░` Uenig, `▒` Hverken enig eller uenig, `▓` Enig, `█` Helt enig"
    assert key(full) == levels
    three, why = key(few).split("\n")
    assert three == "`░` uenig, `▒` hverken, `█` enig"
    assert why.startswith(
        "Hvor under 10 har svaret, eller en gruppe på under 10 vises, står kun uenig, hverken og enig."
    )
    assert why.endswith("Der er det ikke regnet ud, om etiketten er usikker.")
    assert key(sample()).startswith(f"{levels}\nHvor kun uenig, hverken og enig vises: {three}\n{why}")


def test_what_of_all_means_is_said_above_the_items_where_it_is_said_of_any() -> None:
    meaning = "»Af alle«: dem, der er spurgt om udsagnet"

    def top(one: Sample, pictures: Pictures = NO_PICTURES) -> str:
        return read(views.items_view(one.round, one.release, DANISH, 0, pictures)).split("1. ")[0]

    partly, wholly = sample(rate=0.7, seed=2), sample("12345", invited={"sagsbehandler": 19})
    assert "; af alle " in read(views.items_view(partly.round, partly.release, DANISH))
    assert "; af alle " not in read(views.items_view(wholly.round, wholly.release, DANISH))
    assert meaning in top(partly)
    assert meaning in top(partly, {"t": ShownPicture("F1", "t")})
    assert meaning not in top(wholly)
    assert meaning not in seen(card_of(wholly))


def test_what_is_not_shown_of_the_groups_is_said_once() -> None:
    one = sample(rate=0.6, seed=5, grouping="roles", invited={"leder": 8, "superbruger": 8, "sagsbehandler": 12})
    text = read(views.groups_view(one.round, one.release, DANISH))
    assert "_vises ikke_" not in text
    assert text.count("Mangler en gruppe ved et udsagn") == 1


def test_beside_the_groups_an_item_that_only_everybody_has_figures_of_is_counted_and_not_named() -> None:
    one = sample(seed=2)
    everybody, *groups = one.release.populations.values()
    text = read(views.groups_view(one.round, one.release, DANISH))
    told = 0
    for theme in one.round.barometer.themes:
        in_groups = {item for group in groups for item in group.items}
        assert all((item.text.da in text) == (item.id in in_groups) for item in theme.items)
        told += sum(item.id in everybody.items and item.id not in in_groups for item in theme.items)
    counts = [int(count) for count in re.findall(r"(\d+) udsagn vises kun for alle\.", text)]
    assert sum(counts) == told > 10
    assert len(counts) <= len(one.round.barometer.themes)


def test_a_picture_takes_the_place_of_the_bars_of_signs_and_nothing_else_is_lost() -> None:
    one = sample()
    pictures = {theme.id: ShownPicture(f"F{theme.id}", theme.name.da) for theme in one.round.barometer.themes}
    bare = read(views.items_view(one.round, one.release, DANISH))
    full = read(views.items_view(one.round, one.release, DANISH, 0, pictures))
    assert not any(sign in full for sign in views.SIGNS.replace("·", ""))
    without_bars = re.sub(rf"^[{views.SIGNS}]+ (?=\d)", "", bare, flags=re.MULTILINE)
    legend = 2
    assert set(without_bars.split("\n")[legend:]) <= set(full.split("\n"))
    blocks = views.items_view(one.round, one.release, DANISH, 0, pictures).to_dict()["blocks"]
    assert sum(block["type"] == "image" for block in blocks) == len(pictures)


def two_rounds(later: Barometer | None = None) -> tuple[Sample, Sample]:
    before = sample("12344", rate=0.9, seed=3)
    return before, compared(before, sample("23445", rate=0.8, seed=5, barometer=later))


def window(before: Sample, after: Sample, words: Words = DANISH, first: RoundNumber = FIRST) -> str:
    view = changes_view((after.round, after.release, SECOND), (before.round, before.release, first), words)
    check_view(view.to_dict(), Files(), types=("modal",))
    return read(view)


def test_every_theme_on_the_card_has_its_change_and_the_text_read_aloud_those_of_the_extremes() -> None:
    _, after = two_rounds()
    text, found = seen(card_of(after)), (after.release.change or {})[TOTAL]
    for theme in after.round.barometer.themes:
        [line] = [line for line in text.split("\n") if line.startswith(f"• {theme.name.da}: ")]
        assert ("siden sidst" in line) == (theme.id in found)
        if theme.id in found:
            assert line.endswith(f" · {since_last(found[theme.id], DANISH)}")
    assert text.count("det er ikke nødvendigvis de samme personer") == 1
    best = themes_by_points(after.release, after.round.barometer)[0][0]
    assert f"{since_last(found[best.id], DANISH)})." in card_of(after).text


def test_a_first_round_has_no_word_of_change_and_no_button_for_it() -> None:
    before, after = two_rounds()
    assert "iden sidst" not in seen(card_of(before)) + card_of(before).text
    assert "Siden sidst" in seen(card_of(after))
    uncomparable = replace(after, release=replace(after.release, change={}))
    assert "Siden sidst" in seen(card_of(uncomparable))
    assert "ikke nødvendigvis" not in seen(card_of(uncomparable))


def test_the_window_since_last_has_every_theme_and_item_of_both_rounds() -> None:
    before, after = two_rounds()
    text, found = window(before, after).replace("\u00a0", " "), (after.release.change or {})[TOTAL]
    for theme in after.round.barometer.themes:
        points = [one.release.everybody.themes[theme.id].points for one in (before, after)]
        if theme.id in found:
            assert f"{theme.name.da}: {points[0]} → {points[1]} ({change_points(found[theme.id])}" in text
        else:
            assert f"{theme.name.da}: ikke sammenlignelig: " in text
        for item in theme.items:
            both = [one.release.everybody.items[item.id] for one in (before, after)]
            told = f"{both[0].points} → {both[1].points}"
            if any(figures.n < 10 for figures in both):
                told = "ikke sammenlignelig: under 10 svar i en af runderne"
            assert f"{item.text.da} {told}" in text


def test_only_the_words_of_change_that_stand_there_are_explained() -> None:
    meanings = {
        ChangeWord.CLEARLY_HIGHER: "»Tydeligt«: større",
        ChangeWord.MAYBE_LOWER: "»Måske«: det kan",
        ChangeWord.TOO_FEW_TO_TELL: "»For få svar til at afgøre det«: så stor",
    }
    before, after = two_rounds()
    for word, meaning in meanings.items():
        changes = {TOTAL: {name: Change(7, word) for name in (after.release.change or {})[TOTAL]}}
        text = window(before, replace(after, release=replace(after.release, change=changes)))
        assert [one for one in meanings.values() if one in text] == [meaning]


def test_groups_that_changed_stand_below_with_their_own_words() -> None:
    before, after = two_rounds()
    text = window(before, after)
    [changed] = [themes for name, themes in (after.release.change or {}).items() if name != TOTAL]
    names = {theme.id: theme.name.da for theme in after.round.barometer.themes}
    below = text.split("Sagsbehandlerne\n")[1]
    assert [line.split(":")[0] for line in below.split("\n") if line.startswith("•")] == [
        f"• {names[theme]}" for theme in names if theme in changed
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"text": Text("Noget helt andet.")}, "ordlyden er ændret"),
        ({"roles": frozenset({"leder", "sagsbehandler"})}, "andre er spurgt"),
        ({"reversed": True}, "tælles omvendt af sidst"),
        ({"id": "NY-1"}, "er nyt"),
    ],
)
def test_an_item_that_is_not_the_same_says_why_it_cannot_be_compared(changed: dict[str, Any], why: str) -> None:
    theme, *others = shipped().themes
    item, *rest = theme.items
    later = replace(shipped(), version=2, themes=(replace(theme, items=(replace(item, **changed), *rest)), *others))
    before, after = two_rounds(later)
    text = window(before, after)
    assert f"{later.items[0].text.da} ikke sammenlignelig: {why}" in text
    assert f"{theme.name.da}: ikke sammenlignelig: bygger ikke på de samme udsagn" in text
    assert ("Blev kun spurgt sidst" in text) == ("id" in changed)


def test_a_theme_that_is_new_or_shown_in_one_round_only_says_so() -> None:
    first, second, *others = shipped().themes
    before, after = two_rounds(replace(shipped(), version=2, themes=(replace(first, id="ny"), second, *others)))
    assert f"{first.name.da}: ikke sammenlignelig: er nyt" in window(before, after)
    hidden = replace(before.release.everybody, themes={})
    earlier = replace(before, release=replace(before.release, populations={TOTAL: hidden}))
    now = replace(after, release=replace(after.release, change={}))
    assert f"{second.name.da}: ikke sammenlignelig: blev ikke vist i tal sidst" in window(earlier, now)
    later = replace(after, release=replace(earlier.release, change={}))
    assert f"{second.name.da}: ikke sammenlignelig: vises ikke i tal nu" in window(before, later)


@given(nasty_samples())
@settings(max_examples=15)
def test_slack_takes_the_window_since_last_whatever_a_content_file_holds(one: Sample) -> None:
    later = compared(one, one)
    for words in (DANISH, ENGLISH):
        view = changes_view((later.round, later.release, SECOND), (one.round, one.release, FIRST), words)
        check_view(view.to_dict(), Files(), types=("modal",))
        assert "<!" not in str(view.to_dict())


def test_a_round_that_is_compared_with_none_says_so() -> None:
    assert "ingen tidligere runde" in read(nothing_before_view(DANISH))


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
    alone = again_card(card, one.round, [(one.round, FIRST)], (), DANISH)
    assert len(alone.blocks) == len(card.blocks)
    several = again_card(card, one.round, [(replace(one.round, id="b" * 13), SECOND), (one.round, FIRST)], (), DANISH)
    options = several.payload()["blocks"][-1]["elements"][0]["options"]
    assert [option["text"]["text"] for option in options] == [
        "Barometer 2, lukket mandag 25. januar 2027",
        "Barometer 1, lukket mandag 25. januar 2027",
    ]


@pytest.mark.parametrize(
    ("words", "name", "long"),
    [
        (DANISH, "Barometer 1 uden for forløbet", "Barometer 12 uden for forløbet, lukket søndag 26. september 2027"),
        (
            ENGLISH,
            "Barometer 1 outside the course",
            "Barometer 12 outside the course, closed Sunday 26 September 2027",
        ),
    ],
)
def test_a_round_outside_its_channels_course_says_so_wherever_it_is_named(words: Words, name: str, long: str) -> None:
    one, outside = sample(), RoundNumber(1, outside_course=True)
    card = result_card(one.round, one.release, outside, words)
    assert card.text.startswith(f"{name}: 23 ")
    assert card.payload()["blocks"][0]["text"]["text"] == f"{name}: Børn og Familie"
    assert nothing_card(one.round, one.release, outside, words).text.startswith(f"{name} i")
    last = replace(one.round, id="b" * 13, closes_at=datetime(2027, 9, 26, 14, tzinfo=UTC))
    listed = [(last, RoundNumber(12, outside_course=True)), (one.round, FIRST)]
    options = again_card(card, one.round, listed, (), words).payload()["blocks"][-1]["elements"][0]["options"]
    assert options[0]["text"]["text"] == long


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (DANISH, "Barometer 12 uden for forløbet, målt et andet sted, 30. september 2026"),
        (ENGLISH, "Barometer 12 outside the course, measured elsewhere, 30 September 2026"),
    ],
)
def test_a_round_measured_elsewhere_says_so_wherever_rounds_are_told_apart(words: Words, wanted: str) -> None:
    before, after = two_rounds()
    closed = datetime(2026, 9, 30, 14, tzinfo=UTC)
    brought = replace(before.round, id="b" * 13, measured_elsewhere=True, closes_at=closed)
    first = (brought, RoundNumber(12, outside_course=True))
    card = result_card(after.round, after.release, FIRST, words, before=first)
    assert f"{wanted}." in seen(card)
    several = again_card(card, after.round, [(after.round, FIRST), first], (), words).payload()["blocks"][-1]
    assert several["elements"][0]["options"][1]["text"]["text"] == wanted
    assert f"{wanted}: " in window(replace(before, round=brought), after, words, first[1])


def test_nothing_danish_is_left_in_an_english_result() -> None:
    one = sample(rate=0.8, seed=3)
    texts = [
        card_of(one, ENGLISH).text,
        seen(card_of(one, ENGLISH)),
        read(views.items_view(one.round, one.release, ENGLISH)),
        read(views.groups_view(one.round, one.release, ENGLISH)),
        window(*two_rounds(), ENGLISH),
        seen(card_of(two_rounds()[1], ENGLISH)),
    ]
    for danish in ("udsagn", "svaret", "implementeret", "enige", "vises", "Grupper", "usikkert", "sidst"):
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


def test_of_too_few_it_is_said_too_that_the_round_was_closed_early() -> None:
    one = sample()
    early = nothing_card(replace(one.round, closed_early=True), one.release, FIRST, DANISH)
    assert "Lukket før tid." in early.text
    assert "Lukket før tid." in str(early.payload()["blocks"])
    assert "Lukket før tid." not in nothing_card(one.round, one.release, FIRST, DANISH).text

"""Every sentence in both languages, dates and numbers as each language writes them, and text that stays text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from hypothesis import example, given
from hypothesis import strategies as st

from domain.barometers import Text
from handlers.slack.commands import WORDS, folded
from messages.slack.commands import explained
from messages.slack.text import code, literal, marked
from messages.wording import CATALOGUES, Words
from tests.messages.sentences import Sentence, in_code, sentences

DANISH, ENGLISH = Words("da"), Words("en")
#: Words of everyday English that no Danish sentence has; "for", "at", "is" and such are Danish as well.
PLAINLY_ENGLISH = "the|and|your|with|please|click|you|are|this|that|not|will|submit|cancel|close|save|answers?|closes"
#: Words of everyday Danish that no English sentence has.
PLAINLY_DANISH = "og|ikke|der|det|til|som|har|kan|svar|runden|afdelingen|når|eller|du|dine|barometeret"
#: What a word must be in English wherever it is used (the project's glossary); the Danish is the beginning of a word.
GLOSSARY = {
    "forankringsteam": "anchoring team",
    "koordinator": "coordinator",
    "stedfortræder": "deputy",
    "sagsbehandler": "caseworker",
    "superbruger": "super-user",
    "observatør": "observer",
    "udsagn": "item",
    "afdelingsliste": "department list",
    "tillidsrepræsentant": "union representative",
    "annuller": "cancel",
    "annullér": "cancel",
}


@cache
def used() -> list[Sentence]:
    return sentences()


@cache
def catalogues() -> Mapping[str, list[Message]]:
    """The entries of each file, obsolete ones left out."""
    return {path.name: [entry for entry in _read(path) if entry.id] for path in sorted(CATALOGUES.glob("*.po"))}


def _read(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return list(read_po(file, locale="en", abort_invalid=True))


def entries() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """File, Danish forms and English forms of every entry."""
    for name, messages in catalogues().items():
        for message in messages:
            yield name, _forms(message.id), _forms(message.string)


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def places(sentence: str) -> set[str]:
    """The names of what is filled in."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


# Sentences and catalogues


def test_every_sentence_of_the_program_has_its_english_form() -> None:
    translated = {danish for _, danish, english in entries() if all(english)}
    missing = sorted(f"{one.where}: {one.forms[0]}" for one in used() if one.forms not in translated)
    assert not missing, "\n".join(missing)


def test_no_entry_of_a_catalogue_is_unused() -> None:
    wanted = {one.forms for one in used()}
    assert not [f"{name}: {danish[0]}" for name, danish, _ in entries() if danish not in wanted]


def test_a_date_is_agreed_or_not_and_never_confirmed_or_not() -> None:
    assert not [danish for _, danish, _ in entries() if "ikke bekræftet" in danish[0]]


def test_a_sentence_in_two_catalogues_says_the_same_in_both() -> None:
    said = defaultdict(set)
    for _, danish, english in entries():
        said[danish[0]].add(english)
    assert not {danish: forms for danish, forms in said.items() if len(forms) > 1}


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    for name, danish, english in entries():
        for da, en in zip(danish, english, strict=True):
            assert places(da) == places(en), (name, da, en)


def test_what_is_filled_in_is_given_where_the_sentence_is_used() -> None:
    for one in used():
        wanted = places("".join(one.forms))
        assert wanted <= one.given or one.gives_more, one
        assert one.given - {"n"} <= wanted, one


def test_only_names_are_filled_in_never_a_part_of_a_value_or_a_format() -> None:
    for one in used():
        for sentence in one.forms:
            for _, name, how, conversion in Formatter().parse(sentence):
                assert name is None or (name.isidentifier() and not how and not conversion), one


def test_no_entry_is_fuzzy_and_counted_ones_have_both_forms() -> None:
    for name, messages in catalogues().items():
        for message in messages:
            assert not message.fuzzy, (name, message.id)
            assert message.pluralizable == (len(_forms(message.string)) == 2), (name, message.id)


@pytest.mark.parametrize("name", [path.name for path in sorted(CATALOGUES.glob("*.po"))])
def test_a_catalogue_says_how_it_is_written_and_counted(name: str) -> None:
    head = (CATALOGUES / name).read_text(encoding="utf-8").split("\n\n", 1)[0]
    assert '"Content-Type: text/plain; charset=UTF-8\\n"' in head
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in head


def test_danish_sentences_are_danish_and_english_ones_english() -> None:
    for name, danish, english in entries():
        assert not re.search(rf"\b({PLAINLY_ENGLISH})\b", _prose(danish), re.IGNORECASE), (name, danish)
        assert not re.search(rf"\b({PLAINLY_DANISH})\b|[æøåÆØÅ]", _prose(english), re.IGNORECASE), (name, english)


def _prose(forms: tuple[str, ...]) -> str:
    """The sentence without what is filled in and without commands."""
    return re.sub(r"\{\w+\}|`?/\w+( [\w@-]+)?`?", "", " ".join(forms))


def test_terms_are_translated_as_the_glossary_has_them() -> None:
    for name, danish, english in entries():
        for term, wanted in GLOSSARY.items():
            if re.search(rf"\b{term}", _prose(danish), re.IGNORECASE):
                assert wanted in " ".join(english).lower(), (name, danish, english)


def test_both_languages_end_a_sentence_and_stress_words_alike() -> None:
    for name, danish, english in entries():
        for da, en in zip(danish, english, strict=True):
            assert da[-1:] in {en[-1:], "«"} or not {da[-1:], en[-1:]} & set(".?:!…"), (name, da, en)
            assert da.count("*") == en.count("*"), (name, da, en)
            assert da.count("`") == en.count("`"), (name, da, en)
            assert da.count("\n") == en.count("\n"), (name, da, en)


def test_each_language_quotes_in_its_own_way() -> None:
    for name, danish, english in entries():
        assert not set('“”„"') & set("".join(danish)), (name, danish)
        assert not set('»«"') & set("".join(english)), (name, english)


def test_nothing_presses_anybody() -> None:
    pressing = r"\b(hurtigst|husk nu|skynd|mangler stadig|skal svare|hurry|must answer|asap|only {?\w+}? left)\b|!"
    for name, danish, english in entries():
        assert not re.search(pressing, " ".join((*danish, *english)), re.IGNORECASE), (name, danish)


# The reading of the code


def test_sentences_are_found_however_the_code_puts_them() -> None:
    code = """
def card(words, n):
    words("En " "sætning {x}", x=1)
    marked(words, "Mærket {y}.", **facts)
    one, many = "1 ting", "{n} ting"
    words.count(one, many, n)
    for kind, sentence in ((1, "Første"), (2, "Anden")):
        marked(words, sentence)
    words("Ja" if n else "Nej")
    desk.words(user)
"""
    found = list(in_code(code, "x.py"))
    assert {one.forms for one in found} == {
        *(("En sætning {x}",), ("Mærket {y}.",), ("1 ting", "{n} ting"), ("Første",), ("Anden",)),
        *(("Ja",), ("Nej",)),
    }
    given = {one.forms[0]: (one.given, one.gives_more) for one in found}
    assert given["En sætning {x}"] == (frozenset({"x"}), False)
    assert given["Mærket {y}."] == (frozenset(), True)
    assert given["1 ting"] == (frozenset({"n"}), False)


def test_a_sentence_that_cannot_be_read_in_the_code_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match=r"x\.py:1"):
        list(in_code("words(sentence_from_elsewhere)", "x.py"))


# Values


@given(st.text())
@example("{0} {x} {} %s %(x)s {x.__class__} <b>")
def test_a_value_is_never_parsed(value: str) -> None:
    assert DANISH("{x} og {y}", x=value, y="{x}") == f"{value} og {{x}}"
    assert DANISH.count("1 {x}", "{n} {x}", 2, x=value) == f"2 {value}"
    assert marked(DANISH, "{x} og {y}", x=value, y="{x}") == f"{literal(value)} og {{x}}"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("<b>&</b>", "&lt;b&gt;&amp;&lt;/b&gt;"),
        ("*fed* og `kode`", "∗fed∗ og ˋkodeˋ"),
        ("2*3, et_navn", "2*3, et_navn"),
        (">> citat", "› citat"),
        ("3 > 2", "3 &gt; 2"),
        ("to\nlinjer", "to linjer"),
        ("\u202egnol\u200b e\u200b\u0301", "gnol \u00e9"),
    ],
)
def test_html_and_markup_in_a_value_stay_text(value: str, said: str) -> None:
    assert marked(DANISH, "*{x}*", x=value) == f"*{said}*"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("_faglig_leder_", "`_faglig_leder_`"),
        ("=1+1 & <b>", "`=1+1 &amp; &lt;b&gt;`"),
        ("a`b*c*\nd ", "`aˋb*c* d`"),
        ("<!channel>", "`&lt;!channel&gt;`"),
        (" \u200b", ""),
    ],
)
def test_a_value_in_code_stays_as_it_is_written(value: str, said: str) -> None:
    assert code(value) == said
    assert marked(DANISH, "{x}.", x=code(value)) == f"{said}."


def test_an_unknown_sentence_stays_danish_in_english() -> None:
    assert ENGLISH("Ikke i noget katalog: {x}", x=1) == "Ikke i noget katalog: 1"


@pytest.mark.parametrize(
    ("words", "number", "says"),
    [
        (DANISH, 1, "Du mangler 1 udsagn: "),
        (DANISH, 0, "Du mangler 0 udsagn: "),
        (ENGLISH, 1, "You have 1 item left: "),
        (ENGLISH, 0, "You have 0 items left: "),
        (ENGLISH, 2, "You have 2 items left: "),
    ],
)
def test_one_is_counted_otherwise_than_none_and_many(words: Words, number: int, says: str) -> None:
    one, many = (forms for one in used() if one.forms[0].startswith("Du mangler 1 udsagn") for forms in one.forms)
    assert words.count(one, many, number, numbers="").startswith(says)


def test_a_content_files_text_is_danish_where_english_is_missing() -> None:
    assert (DANISH.of(Text("Enig", "Agree")), ENGLISH.of(Text("Enig", "Agree"))) == ("Enig", "Agree")
    assert (ENGLISH.of(Text("Enig")), ENGLISH.of(None)) == ("Enig", "")


# Dates and hours

MONDAY, TUESDAY = date(2027, 1, 25), date(2027, 1, 26)


def test_a_day_is_written_as_each_language_writes_it() -> None:
    assert (DANISH.day(MONDAY), DANISH.day(TUESDAY, short=True)) == ("mandag 25. januar", "ti. 26. jan.")
    assert (ENGLISH.day(MONDAY), ENGLISH.day(TUESDAY, short=True)) == ("Monday 25 January", "Tue 26 Jan")


@pytest.mark.parametrize(
    ("clock", "danish", "english"), [(time(16), "16", "16:00"), (time(9, 5), "9.05", "09:05"), (time(0), "0", "00:00")]
)
def test_an_hour_is_written_as_each_language_writes_it(clock: time, danish: str, english: str) -> None:
    assert (DANISH.clock(clock), ENGLISH.clock(clock)) == (danish, english)


def test_a_moment_is_told_on_the_local_calendar_in_winter_and_in_summer() -> None:
    winter, summer = datetime(2027, 1, 25, 15, tzinfo=UTC), datetime(2027, 7, 1, 22, 30, tzinfo=UTC)
    assert DANISH.moment(winter) == "mandag 25. januar kl. 16"
    assert DANISH.moment(winter, short=True) == "ma. 25. jan. kl. 16"
    assert ENGLISH.moment(winter) == "Monday 25 January at 16:00"
    assert DANISH.moment_and_year(winter) == "mandag 25. januar 2027 kl. 16"
    assert ENGLISH.moment_and_year(winter) == "Monday 25 January 2027 at 16:00"
    assert (DANISH.moment(summer), ENGLISH.moment(summer)) == ("fredag 2. juli kl. 0.30", "Friday 2 July at 00:30")


@given(st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_moment_names_its_day_its_month_and_its_minute(moment: datetime) -> None:
    local = DANISH.local(moment)
    for words in (DANISH, ENGLISH):
        said = words.moment(moment)
        assert words.day(local.date()) in said
        numbers = [int(number) for number in re.findall(r"\d+", said)]
        assert numbers in ([local.day, local.hour], [local.day, local.hour, local.minute])


# Command words

COMMAND = re.compile(r"`?/(barometer|anker)(?: ([\wæøå-]+))?`?")


def _named(sentence: str) -> list[tuple[str, str]]:
    """The commands that a sentence tells people to write: command and word."""
    quoted = re.findall(r"`(/(?:barometer|anker)[^`]*)`", sentence) or re.findall(
        r"/(?:barometer|anker)[^.;,]*", sentence
    )
    return [(found.group(1), found.group(2) or "") for text in quoted if (found := COMMAND.match(text))]


def test_a_command_that_a_sentence_names_is_a_word_of_its_language() -> None:
    words = {(word.command[1:], word.da): word.en for word in WORDS}
    for name, danish, english in entries():
        for da, en in zip(danish, english, strict=True):
            assert [(command, words[command, word]) for command, word in _named(da)] == _named(en), (name, da, en)


@pytest.mark.parametrize("words", [DANISH, ENGLISH], ids=lambda words: words.language)
def test_every_command_word_is_explained_in_both_languages(words: Words) -> None:
    help_itself = explained("anker:help", words)
    for word in WORDS:
        if word.offered:
            label, what = explained(word.offer.key, words)
            assert (label, what) != help_itself or word.en == "help"
            assert label
            assert what


def test_command_words_are_told_apart_in_both_languages_at_once() -> None:
    for command in {word.command for word in WORDS}:
        known = [(folded(name), word) for word in WORDS if word.command == command for name in {word.da, word.en}]
        assert len({name for name, _ in known}) == len({(name, word.run) for name, word in known})

"""What the words of a result are called, wherever it is shown: labels, suffixes, words in place of figures, changes."""

from __future__ import annotations

import unicodedata

from domain.barometers import Item, Theme
from domain.comparisons import Hindrance
from domain.figures import Change
from domain.releases import TOTAL, PopulationId, Reason, Release
from domain.round_numbers import RoundNumber
from domain.rounds import Round
from domain.scoring import PARTLY_FROM, WELL_FROM, ChangeWord, Label, Suffix
from domain.scoring import Words as AlmostAll
from domain.standings import divided_items
from messages.wording import Words


def barometer_name(number: RoundNumber, words: Words) -> str:
    """What a round is called, wherever it is named: as in its course, or as one that is in none."""
    if number.outside_course:
        return words("Barometer {number} uden for forløbet", number=number.number)
    return words("Barometer {number}", number=number.number)


def closed_barometer(asked: Round, number: RoundNumber, words: Words) -> str:
    """The same with the day on which it closed, where rounds are told apart: two courses use the same names."""
    name = barometer_name(number, words)
    if asked.measured_elsewhere:
        # Without the day of the week: a choice in Slack takes 75 characters.
        day = words.local(asked.closes_at).date()
        closed = f"{words.day_and_month(day)} {day.year}"
        return words("{barometer}, målt et andet sted, {day}", barometer=name, day=closed)
    return words("{barometer}, lukket {day}", barometer=name, day=closing_day(asked, words))


def last_time(before: tuple[Round, RoundNumber], words: Words) -> str:
    """Which round "last time" is, wherever a result is compared with it."""
    return words("Sidst: {barometer}.", barometer=closed_barometer(*before, words))


def closing_day(asked: Round, words: Words) -> str:
    """The day on which a round closed, with its year: what is compared may be years old."""
    return words.day_and_year(words.local(asked.closes_at).date())


def elsewhere(asked: Round, words: Words) -> str:
    """What is said of a round whose figures were brought in, and of when they are from."""
    return words("Målt et andet sted, lukket {day}.", day=closing_day(asked, words))


def label_name(label: Label, words: Words) -> str:
    """How a label is written, wherever it is shown."""
    names = {
        Label.WELL: words("Velimplementeret"),
        Label.PARTLY: words("Delvist implementeret"),
        Label.NOT_YET: words("Ikke implementeret endnu"),
    }
    return names[label]


def label_heading(label: Label, words: Words) -> str:
    """A label with the points it stands for."""
    ranges = {
        Label.WELL: f"{WELL_FROM}-100",
        Label.PARTLY: f"{PARTLY_FROM}-{WELL_FROM - 1}",
        Label.NOT_YET: f"0-{PARTLY_FROM - 1}",
    }
    return f"{label_name(label, words)} ({ranges[label]})"


def suffix_name(suffix: Suffix, words: Words) -> str:
    """What stands beside a label."""
    return {Suffix.UNCERTAIN: words("usikkert"), Suffix.DIVIDED: words("delte meninger")}[suffix]


def almost_all(said: AlmostAll, words: Words) -> str:
    """What is said in place of numbers where all, or all but one, of a few think alike (rule P9)."""
    return {
        AlmostAll.ALMOST_ALL_DISAGREE: words("næsten alle er uenige"),
        AlmostAll.ALMOST_ALL_NEITHER: words("næsten alle er hverken enige eller uenige"),
        AlmostAll.ALMOST_ALL_AGREE: words("næsten alle er enige"),
    }[said]


def change_name(word: ChangeWord, words: Words) -> str:
    """What may be said of a change since last time."""
    return {
        ChangeWord.CLEARLY_HIGHER: words("tydeligt højere"),
        ChangeWord.MAYBE_HIGHER: words("måske højere"),
        ChangeWord.TOO_FEW_TO_TELL: words("for få svar til at afgøre det"),
        ChangeWord.MAYBE_LOWER: words("måske lavere"),
        ChangeWord.CLEARLY_LOWER: words("tydeligt lavere"),
    }[word]


def changes_explained(release: Release, words: Words) -> list[str]:
    """A sentence for each kind of word that stands beside a change in this release."""
    used = {one.word for themes in (release.change or {}).values() for one in themes.values()}
    clearly, maybe = (
        {ChangeWord.CLEARLY_HIGHER, ChangeWord.CLEARLY_LOWER},
        {ChangeWord.MAYBE_HIGHER, ChangeWord.MAYBE_LOWER},
    )
    told = [
        (clearly, words("»Tydeligt«: større end tilfældigheder plejer at give.")),
        (maybe, words("»Måske«: det kan også være tilfældigt.")),
        (
            {ChangeWord.TOO_FEW_TO_TELL},
            words("»For få svar til at afgøre det«: så stor en forskel kan let være tilfældig, når ikke flere svarer."),
        ),
    ]
    return [sentence for kinds, sentence in told if kinds & used]


def change_points(change: Change) -> str:
    """A change in whole points with its sign: "+8", "−3", "0"; the middle goes away from nought."""
    size = int(abs(change.points) + 0.5)
    if not size:
        return "0"
    return f"+{size}" if change.points > 0 else f"−{size}"


def since_last(change: Change, words: Words) -> str:
    """ "+8 siden sidst, måske højere"."""
    text = words("{points} siden sidst", points=change_points(change))
    return f"{text}, {change_name(change.word, words)}" if change.word else text


def divided_share(theme: Theme, release: Release, words: Words) -> str:
    """ "1 af 3 udsagn": a theme may be the most divided one though opinions on most of its items are not."""
    divided, of = divided_items(theme, release)
    return words("{divided} af {of} udsagn", divided=divided, of=of)


def hindrance_name(hindrance: Hindrance, words: Words) -> str:
    """Why an item or a theme is not compared with the round before."""
    return {
        Hindrance.NEW: words("er nyt"),
        Hindrance.REWORDED: words("ordlyden er ændret"),
        Hindrance.OTHER_ROLES: words("andre er spurgt"),
        Hindrance.TURNED: words("tælles omvendt af sidst"),
        Hindrance.NOT_SHOWN_BEFORE: words("blev ikke vist i tal sidst"),
        Hindrance.NOT_SHOWN_NOW: words("vises ikke i tal nu"),
        Hindrance.OTHER_ITEMS: words("bygger ikke på de samme udsagn"),
        Hindrance.FEW_ANSWERS: words("under 10 svar i en af runderne"),
    }[hindrance]


def why_withheld(item: Item, population: PopulationId, release: Release, words: Words) -> str:
    """Why an item is not shown of a population."""
    for one in release.withheld:
        if (one.population, one.item) == (population, item.id) and one.reason is Reason.PROTECTS_ANOTHER:
            return words("Vises ikke, fordi en mindre gruppe ellers kunne regnes ud.")
    return words("Vises ikke: for få svar.")


def population_names(asked: Round, release: Release, words: Words) -> dict[PopulationId, str]:
    """The populations with anything to show and their names: everybody first, then groups in the file's order."""
    of_groups = {group.id: words.of(group.name) for group in asked.barometer.grouping(release.grouping).groups}
    names = {TOTAL: words("Alle"), **of_groups}
    return {population: name for population, name in names.items() if population in release.populations}


def n_of_all(release: Release, words: Words) -> str:
    """ "18 af 23", or only "18" where nobody knows how many were asked."""
    responded, invited = release.response.responded, release.response.invited
    if responded is None or invited is None:
        return str(responded or 0)
    return words("{n} af {total}", n=responded, total=invited)


def drawable(text: str) -> str:
    """A text as a picture can show it: on one line, without characters that nobody sees or that no typeface has."""
    kept = "".join(c for c in text if c == "\n" or (unicodedata.category(c)[0] != "C" and ord(c) <= 0xFFFF))
    return " ".join(unicodedata.normalize("NFC", kept).split())

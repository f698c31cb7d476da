"""What the words of a result are called, wherever it is shown: labels, suffixes, words in place of figures, changes."""

from __future__ import annotations

import unicodedata

from domain.figures import Change
from domain.releases import Release
from domain.scoring import PARTLY_FROM, WELL_FROM, ChangeWord, Label, Suffix
from domain.scoring import Words as AlmostAll
from messages.wording import Words


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


def change_points(change: Change) -> str:
    """A change in whole points with its sign: "+8", "−3", "0"; the middle goes away from nought."""
    size = int(abs(change.points) + 0.5)
    if not size:
        return "0"
    return f"+{size}" if change.points > 0 else f"−{size}"


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

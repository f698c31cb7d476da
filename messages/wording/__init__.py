"""Sentences in Danish and English.

The Danish sentence is the key and stands in the code where it is used; the English one is in the gettext
catalogues beside this file, one per feature. Values are filled in by name and never parsed, so that text from
people or content files stays literal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from domain.barometers import Language, Text

CATALOGUES = Path(__file__).parent / "en"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@cache
def english() -> dict[str, tuple[str, ...]]:
    """Every Danish sentence with its English form, or two forms where it is counted."""
    sentences: dict[str, tuple[str, ...]] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            sentences |= _pairs(read_po(file, locale="en"))
    return sentences


def _pairs(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    pairs = {}
    for message in catalog:
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if key and all(forms):
            pairs[key] = forms
    return pairs


@dataclass(frozen=True, slots=True)
class Words:
    """One language's wording; called with a Danish sentence it gives the sentence in that language."""

    language: Language = "da"
    zone: ZoneInfo = COPENHAGEN

    def __call__(self, sentence: str, /, **values: object) -> str:
        return self._chosen(sentence, 0).format(**values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The singular or the plural sentence; `{n}` in it is the number."""
        if self.language == "da":
            return (one if number == 1 else many).format(n=number, **values)
        return self._chosen(one, 0 if number == 1 else 1).format(n=number, **values)

    def _chosen(self, sentence: str, form: int) -> str:
        forms = english().get(sentence) if self.language == "en" else None
        return forms[min(form, len(forms) - 1)] if forms else sentence

    def of(self, text: Text | None) -> str:
        """A content file's text in this language."""
        return text.in_(self.language) if text else ""

    def day(self, day: date, *, short: bool = False) -> str:
        """ "mandag 25. januar", or "ma. 25. jan." in short; "Monday 25 January" in English."""
        if self.language == "en":
            return format_date(day, "EEE d MMM" if short else "EEEE d MMMM", locale="en_GB")
        return format_date(day, "EEEEEE d. MMM" if short else "EEEE d. MMMM", locale="da_DK")

    def day_and_year(self, day: date) -> str:
        """ "mandag 25. januar 2027"; "Monday 25 January 2027" in English."""
        return f"{self.day(day)} {day.year}"

    def day_and_month(self, day: date) -> str:
        """ "25. januar"; "25 January" in English."""
        return format_date(day, "d MMMM" if self.language == "en" else "d. MMMM", locale=self.language)

    def clock(self, clock: time) -> str:
        """ "16" or "16.30"; "16:00" in English."""
        if self.language == "en":
            return f"{clock:%H:%M}"
        return f"{clock.hour}.{clock:%M}" if clock.minute else f"{clock.hour}"

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def moment(self, moment: datetime, *, short: bool = False) -> str:
        """ "mandag 25. januar kl. 16" on the local calendar; `moment` must be aware."""
        return self._at(self.day(self.local(moment).date(), short=short), moment)

    def moment_and_year(self, moment: datetime) -> str:
        """ "mandag 25. januar 2027 kl. 16" on the local calendar; `moment` must be aware."""
        return self._at(self.day_and_year(self.local(moment).date()), moment)

    def _at(self, day: str, moment: datetime) -> str:
        at = "at" if self.language == "en" else "kl."
        return f"{day} {at} {self.clock(self.local(moment).time())}"

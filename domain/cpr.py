"""Refuse civil registration numbers in free text; warn of e-mail addresses and telephone numbers.

A number is known by its form and its date only: numbers without a valid check digit have been issued since 2007
and are just as valid, so no check digit is calculated. What was found never leaves this module, only where it
stands. Names cannot be found this way.
"""

from __future__ import annotations

import re
import unicodedata

#: Drawn as nothing, so a number could hide behind them: soft hyphen, joiners, zero-width and direction marks,
#: variation selectors, the frame of keycap emoji, the byte-order mark.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")

#: Up to three may stand between the parts of a number: white space of the same line, hyphens, dashes, dot, slash.
_GAP = r"[ \t\r\v\f\u1680\u2028\u2029\-‐‑‒–—―−./]{0,3}"

#: Day and month that exist together; 29 February always does, and replacement numbers have 60 added to the day.
_DAY_AND_MONTH = (
    rf"(?:(?:0[1-9]|[12][0-9]|6[1-9]|[78][0-9]){_GAP}(?:0[1-9]|1[0-2])"
    rf"|[39]0{_GAP}(?:0[13-9]|1[0-2])"
    rf"|[39]1{_GAP}(?:0[13578]|1[02]))"
)
_CPR = re.compile(rf"(?<![0-9]){_DAY_AND_MONTH}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{4}}(?![0-9])")

#: Found from the at-sign, so that long words without one cost nothing.
_EMAIL = re.compile(r"(?<=[\w.+-])@[\w-]{1,63}\.\w")
#: Eight digits as Danes group them, or a plus sign and at least eight digits.
_PHONE = re.compile(
    rf"(?<![0-9])(?:[2-9][0-9]{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}|\+(?:{_GAP}[0-9]){{8,15}})(?![0-9])"
)


def find_cpr(text: str) -> tuple[int, ...]:
    """The lines, counted from 1, on which something looks like a civil registration number."""
    return _lines_with(text, _CPR)


def find_contact(text: str) -> tuple[int, ...]:
    """The lines, counted from 1, on which something looks like an e-mail address or a telephone number."""
    return _lines_with(text, _EMAIL, _PHONE)


def _lines_with(text: str, *patterns: re.Pattern[str]) -> tuple[int, ...]:
    plain = _plain(text)
    found: dict[int, None] = {}
    line, counted_to = 1, 0
    for start in sorted(match.start() for pattern in patterns for match in pattern.finditer(plain)):
        line += plain.count("\n", counted_to, start)
        counted_to = start
        found[line] = None
    return tuple(found)


def _plain(text: str) -> str:
    """The text as a reader takes it: one form per sign, ASCII digits, nothing invisible."""
    if text.isascii():
        return text
    normal = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), normal)

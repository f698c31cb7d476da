"""Content files -> barometers, checked when the program starts.

A file that is not right stops the start with a `ContentError` that lists every mistake in it, one a line:
the file, the line, the place, what is wrong there and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.barometers import (
    Barometer,
    BarometerId,
)

#: Barometers are read from files of these names; other content stands in the same folder.
_BAROMETER_FILES = ("barometer*.yaml", "barometer*.yml")
_LARGEST_FILE = 1_000_000

#: `<round>:<item>:skipped` is the value of a button, which chat platforms limit to 75 characters.
LONGEST_ID = 24
#: A choice, a role or a group is shown as an option of a list.
LONGEST_OPTION = 75
#: An item must be readable at one glance on a phone.
LONGEST_ITEM = 250
LONGEST_TITLE = 150
LONGEST_PARAGRAPH = 1000

_SCALE = (1, 2, 3, 4, 5, "na")


class ContentError(Exception):
    """One or more content files cannot be used; the text has a line for every mistake."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class UnknownBarometer(Exception):  # noqa: N818 - read aloud where it is raised
    """No content file has this barometer, in this version."""


@dataclass(frozen=True, slots=True)
class Barometers:
    """The barometers that the content folders hold."""

    _all: tuple[Barometer, ...]

    def get(self, barometer_id: BarometerId, version: int) -> Barometer:
        """The barometer in exactly this version; raises `UnknownBarometer`."""
        for barometer in self._all:
            if (barometer.id, barometer.version) == (barometer_id, version):
                return barometer
        raise UnknownBarometer(f"{barometer_id}, version {version}")

    def latest(self, barometer_id: BarometerId) -> Barometer:
        """The newest version of the barometer; raises `UnknownBarometer`."""
        versions = [barometer for barometer in self._all if barometer.id == barometer_id]
        if not versions:
            raise UnknownBarometer(barometer_id)
        return max(versions, key=lambda barometer: barometer.version)

    def all(self) -> tuple[Barometer, ...]:
        """Every barometer in every version, in the order of the folders and file names."""
        return self._all

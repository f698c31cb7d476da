"""What a document may say of a closed round, and under which name its figures go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from domain.barometers import ItemId, ThemeId
from domain.comparisons import Comparison
from domain.releases import Release
from domain.round_numbers import RoundNumber
from domain.rounds import Round
from messages.charts import Picture
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is shown beside the tables; where a picture is missing, its table says the same."""

    overview: Picture | None = None
    themes: Mapping[ThemeId, Picture] = field(default_factory=dict)
    groups: Sequence[Picture] = ()
    change: Picture | None = None


@dataclass(frozen=True, slots=True)
class GroupNotes:
    """What was written down in one focus group."""

    group: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a document may say of a round; `number` is which barometer it is.

    A draft is a screening report that somebody goes on writing. `earlier` has the round before beside this one, and
    `before` is that round.
    `comments` are those that their reader has released, by open question, and None where they cannot be read; `notes`
    are what was written down in focus groups.
    """

    asked: Round
    release: Release
    number: RoundNumber
    is_draft: bool = False
    earlier: Comparison | None = None
    before: tuple[Round, RoundNumber] | None = None
    comments: Mapping[ItemId, Sequence[str]] | None = field(default_factory=dict)
    notes: Sequence[GroupNotes] = ()
    pictures: Pictures = field(default_factory=Pictures)


def set_id(asked: Round, release: Release) -> str:
    """Names a released set of figures for ever: the same in every file made from it, and in no file of another."""
    return sha256(f"{asked.id}\n{release.to_json()}".encode()).hexdigest()[:16]


def source(report: Report, words: Words) -> str:
    """Which questionnaire was answered."""
    barometer = report.asked.barometer
    return words("{barometer}, version {version}", barometer=words.of(barometer.title), version=barometer.version)

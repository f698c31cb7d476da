"""What a round that closes becomes: its release, beside everything that was released of the same people before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.changes import Wave, can_be_compared, changes
from domain.counting import Counted, counted
from domain.releases import Handed, Published, Release, release_of
from domain.rounds import Round, RoundId
from domain.tallies import Answers


@dataclass(frozen=True, slots=True)
class Earlier:
    """A round among the same people, and what was released of it."""

    round: Round
    release: Release


@dataclass(frozen=True, slots=True)
class Sealed:
    """The release of a round, and the round that its changes are counted from, if there is one."""

    release: Release
    before: RoundId | None

    @classmethod
    def of(cls, closing: Round, handed_in: Iterable[Handed], earlier: Sequence[Earlier]) -> Sealed:
        """Make the release of a round from its answers, and compare it with the newest earlier round that it can be.

        `earlier` is newest first. Raises `BarometerError` and `ValueError` for answers that do not fit the round.
        """
        barometer = closing.barometer
        answers = Answers.of(barometer, closing.invited, handed_in)
        return cls.of_numbers(closing, counted(barometer, closing.grouping, answers), earlier)

    @classmethod
    def of_numbers(cls, closing: Round, numbers: Counted, earlier: Sequence[Earlier]) -> Sealed:
        """The same for a round that is counted already, such as one that was measured elsewhere."""
        barometer, grouping = closing.barometer, closing.grouping
        published = [Published(one.round.barometer, one.release) for one in earlier]
        release = release_of(barometer, grouping, numbers, closing.k, published)
        before = compared_with(closing, earlier)
        if before is None:
            return cls(release, None)
        waves = Wave.released(before.round.barometer, before.release), Wave.counted(barometer, release, numbers)
        return cls(replace(release, change=changes(*waves)), before.round.id)


def compared_with(closing: Round, earlier: Sequence[Earlier]) -> Earlier | None:
    """The first of the rounds with figures that opened before this one, with the same barometer and the same groups.

    One of another channel only where whoever is shown this result was shown that one: a change tells of both.
    """
    division = closing.barometer.grouping(closing.grouping)
    for one in (one for one in earlier if _is_known(one.round, closing)):
        then = one.round.barometer.grouping(one.release.grouping)
        before = one.round.opens_at < closing.opens_at
        if (
            one.release.populations
            and before
            and can_be_compared(one.round.barometer, then, closing.barometer, division)
        ):
            return one
    return None


def _is_known(before: Round, closing: Round) -> bool:
    """Whether the result of the one is where that of the other will be."""
    shown = {before.channel, *before.result_channels}
    return before.channel == closing.channel or {closing.channel, *closing.result_channels} <= shown

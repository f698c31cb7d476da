"""Which populations may be shown, and how closely: rules P1, P2, P3, P5, P9, P10 and P16 of docs/privacy.md.

Only numbers of people go in and only decisions come out; what is decided here is carried out in `domain.releases`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from domain.barometers import Barometer, GroupId, Grouping, GroupingId, RoleId
from domain.scoring import Words, almost_alike, bins
from domain.tallies import Tally

PopulationId = str

#: The population of everybody; no group may be called so.
TOTAL: PopulationId = "total"

#: No figure about fewer people than this, whatever a setting or a stored row says.
SMALLEST_K = 5
#: Single levels only from this many answers, and comments only from this many handed in.
SMALLEST_DETAIL = 10


class Resolution(StrEnum):
    """How closely a population's answers to an item are shown."""

    LEVELS = "levels"
    BINS = "bins"
    WORDS = "words"


class Reason(StrEnum):
    """Why something is not shown."""

    TOO_FEW = "too_few"
    PROTECTS_ANOTHER = "protects_another"
    TOO_FEW_ITEMS = "too_few_items"


@dataclass(frozen=True, slots=True)
class Decision:
    """How each population of an item is shown, or why it is not; one of which nobody handed in stands in neither."""

    shown: Mapping[PopulationId, Resolution]
    withheld: Mapping[PopulationId, Reason]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a grouping would show of response-sized populations, told before a round starts (rule P5)."""

    grouping: GroupingId
    shown_if_all: tuple[GroupId, ...]
    shown_at_80: tuple[GroupId, ...]
    people_if_all: int
    people_at_80: int
    total_shown_if_all: bool
    total_shown_at_80: bool


def floor_of(k: int) -> int:
    """The k that holds: never below 5, wherever the number came from."""
    return max(SMALLEST_K, k)


def comments_kept(handed_in: int) -> bool:
    """Whether comments outlive the close; else they are deleted unread (rule P10)."""
    return handed_in >= SMALLEST_DETAIL


def shown_groups(
    sizes: Mapping[GroupId, int], k: int = SMALLEST_K, invited: Mapping[GroupId, int] | None = None
) -> tuple[GroupId, ...]:
    """The groups that may be shown, in the order given (rules P1 and P2).

    `sizes` holds every group of which anybody handed in, with its number of valid answers (0 is possible).
    A group below k is hidden; while anything is hidden and all the hidden have fewer than k answers together,
    the smallest shown group is hidden with them (ties: fewest invited, then id).
    """
    k = floor_of(k)
    order = sorted(sizes, key=lambda group: (sizes[group], (invited or {}).get(group, 0), group))
    hidden = sum(size < k for size in sizes.values())
    while 0 < hidden < len(order) and sum(sizes[group] for group in order[:hidden]) < k:
        hidden += 1
    return tuple(group for group in sizes if group not in order[:hidden])


def total_shown(sizes: Mapping[GroupId, int], shown: tuple[GroupId, ...], k: int = SMALLEST_K) -> bool:
    """Whether everybody together may be shown beside the shown groups (rule P2)."""
    hidden = [size for group, size in sizes.items() if group not in shown]
    return sum(sizes.values()) >= floor_of(k) and (not hidden or sum(hidden) >= floor_of(k))


def decide(tallies: Mapping[GroupId, Tally], k: int = SMALLEST_K) -> Decision:
    """What may be shown of one item, given its tally in every group that has a role asked (rules P1, P2, P3, P9)."""
    present = {group: tally for group, tally in tallies.items() if tally.rows}
    if not present:
        return Decision(shown={}, withheld={})
    sizes = {group: tally.n for group, tally in present.items()}
    shown = shown_groups(sizes, k, {group: tally.invited for group, tally in present.items()})
    populations = {TOTAL: together(present.values())} if total_shown(sizes, shown, k) else {}
    populations |= {group: present[group] for group in _less_telling_words(present, _numbers_or_words(present, shown))}
    withheld = {name: n for name, n in {TOTAL: sum(sizes.values()), **sizes}.items() if name not in populations}
    return Decision(
        shown=_resolutions(populations),
        withheld={name: Reason.TOO_FEW if n < floor_of(k) else Reason.PROTECTS_ANOTHER for name, n in withheld.items()},
    )


def together(tallies: Iterable[Tally]) -> Tally:
    """The tally of several groups or roles as one population."""
    return reduce(Tally.__add__, tallies, Tally())


def _numbers_or_words(present: Mapping[GroupId, Tally], shown: tuple[GroupId, ...]) -> tuple[GroupId, ...]:
    """The shown groups, less those that lose their numbers to protect others (rule P9).

    Hidden groups and groups in words can together be told from the total by subtracting the groups in numbers.
    While they are fewer than ten and (almost) all alike, the smallest group in numbers joins them.
    """
    in_numbers = sorted(
        (group for group in shown if not in_words(present[group])),
        key=lambda group: (present[group].n, present[group].invited, group),
    )
    taken: list[GroupId] = []
    while len(taken) < len(in_numbers):
        kept = in_numbers[len(taken) :]
        if not in_words(together(tally for group, tally in present.items() if group not in kept)):
            break
        taken.append(in_numbers[len(taken)])
    return tuple(group for group in shown if group not in taken)


def _less_telling_words(present: Mapping[GroupId, Tally], kept: tuple[GroupId, ...]) -> tuple[GroupId, ...]:
    """The shown groups, less those in words where the words would tell more than words (rule P9)."""
    if in_words(together(present.values())):
        return kept
    worded = {group: present[group] for group in kept if in_words(present[group])}
    hidden = together(tally for group, tally in present.items() if group not in kept)
    return tuple(group for group in kept if group not in worded) if _tell(worded.values(), hidden) else kept


def _tell(worded: Collection[Tally], hidden: Tally) -> bool:
    """Whether words, and the number of all who are not in numbers in each class, leave only one possibility.

    Of a group in words all, or all but one, are in its class. That gives the least and the most people that each class
    can hold. Where it holds just so many, the groups in words are known exactly, and so are the hidden ones beside
    them: 7 disagree and 5 agree, of which a group of 6 nearly all agree, means that none of the hidden 6 does.
    """
    together_ = bins(together([*worded, hidden]).counts)
    for count, word in zip(together_, Words, strict=True):
        said = [tally.n for tally in worded if almost_alike(bins(tally.counts)) is word]
        least = sum(said) - len(said)
        most = sum(said) + (len(worded) - len(said)) + hidden.n
        if worded and (0 < count == least or count == most < sum(together_)):
            return True
    return False


def in_words(tally: Tally) -> bool:
    """Whether so few people answered, and so much alike, that a figure would tell what each of them answered."""
    return tally.n < SMALLEST_DETAIL and almost_alike(bins(tally.counts)) is not None


def _resolutions(populations: Mapping[PopulationId, Tally]) -> dict[PopulationId, Resolution]:
    """All populations of an item share the resolution of the smallest; a small one that is all alike gets words."""
    small = any(tally.n < SMALLEST_DETAIL for tally in populations.values())
    common = Resolution.BINS if small else Resolution.LEVELS
    return {name: Resolution.WORDS if in_words(tally) else common for name, tally in populations.items()}


def foresee(
    barometer: Barometer, grouping_id: GroupingId, invited: Mapping[RoleId, int], k: int = SMALLEST_K
) -> Foreseen:
    """What the grouping would show at full response, and where 80 % of each group answer (rounded down).

    Where no group is shown, everybody together counts as one: how they are divided makes no difference to them.
    """
    grouping = barometer.grouping(grouping_id)
    sizes = group_sizes(grouping, invited)
    at_80 = {group: size * 8 // 10 for group, size in sizes.items() if size * 8 // 10}
    if_all = {group: size for group, size in sizes.items() if size}
    shown_if_all, shown_at_80 = shown_groups(if_all, k, sizes), shown_groups(at_80, k, sizes)
    answers = at_80 if shown_at_80 else {TOTAL: sum(sizes.values()) * 8 // 10}
    return Foreseen(
        grouping=grouping_id,
        shown_if_all=shown_if_all,
        shown_at_80=shown_at_80,
        people_if_all=sum(sizes[group] for group in shown_if_all),
        people_at_80=sum(sizes[group] for group in shown_at_80),
        total_shown_if_all=total_shown(if_all, shown_if_all, k),
        total_shown_at_80=total_shown(answers, shown_at_80, k),
    )


def propose_grouping(barometer: Barometer, invited: Mapping[RoleId, int], k: int = SMALLEST_K) -> GroupingId:
    """The grouping that shows most invited people at 80 % response (ties: at full response, then the order listed)."""
    foreseen = [foresee(barometer, grouping.id, invited, k) for grouping in barometer.groupings]
    return max(foreseen, key=lambda one: (one.people_at_80, one.people_if_all)).grouping


def group_sizes(grouping: Grouping, invited: Mapping[RoleId, int]) -> dict[GroupId, int]:
    """How many are invited in each group."""
    return {group.id: sum(invited.get(role, 0) for role in group.roles) for group in grouping.groups}

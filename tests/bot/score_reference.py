"""The figures of `python -m bot score`, worked out a second time from what docs/score.md and docs/privacy.md say.

It shares no code with the program: plain dicts and lists, SciPy and statsmodels. It is slow, and read once.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log2, sqrt
from statistics import median, stdev
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

Json = dict[str, Any]
Row = dict[str, str]  # `role`, and by item id 1-5, na or nothing

WORDS = ("almost_all_disagree", "almost_all_neither", "almost_all_agree")


@dataclass
class Reference:
    """One round; `barometer` is what its file holds, `invited` by role or None."""

    barometer: Json
    grouping: str
    rows: list[Row]
    invited: dict[str, int] | None
    unsafe: bool = False

    def __post_init__(self) -> None:
        self.themes: dict[str, list[Json]] = {theme["id"]: theme["items"] for theme in self.barometer["themes"]}
        self.items: dict[str, Json] = {item["id"]: item for items in self.themes.values() for item in items}
        roles = [role["id"] for role in self.barometer["roles"]]
        given = {one["id"]: one["groups"] for one in self.barometer.get("groupings", [])}
        groups = given[self.grouping] if given else [{"id": role, "roles": [role]} for role in roles]
        self.groups: dict[str, set[str]] = {group["id"]: set(group["roles"]) for group in groups}
        self.populations = {"total": set(roles), **self.groups}
        self.shown = {item: self._shown(item) for item in self.items}
        self.result = self._result()

    # What may be shown

    def _people(self, population: str, item: str) -> list[Row]:
        asked = self.populations[population] & set(self.items[item]["roles"])
        return [row for row in self.rows if row["role"] in asked]

    def _levels(self, population: str, item: str, *, scored: bool = False) -> list[int]:
        turn = scored and self.items[item].get("reversed", False)
        levels = [int(row[item]) for row in self._people(population, item) if row.get(item, "").isdigit()]
        return [6 - level for level in levels] if turn else levels

    def _eligible(self, population: str, item: str) -> int:
        asked = self.populations[population] & set(self.items[item]["roles"])
        refused = sum(row.get(item) == "na" for row in self._people(population, item))
        return sum((self.invited or {}).get(role, 0) for role in asked) - refused

    def _shown(self, item: str) -> dict[str, str]:
        """The populations that a release shows of the item, with their resolution."""
        here = [group for group in self.groups if self._people(group, item)]
        n = {group: len(self._levels(group, item)) for group in [*here, "total"]}

        def smallest(groups: set[str]) -> str:
            asked = {group: self.groups[group] & set(self.items[item]["roles"]) for group in groups}
            called = {group: sum((self.invited or {}).get(role, 0) for role in roles) for group, roles in asked.items()}
            return min(groups, key=lambda group: (n[group], called[group], group))

        hidden = {group for group in here if n[group] < 5}
        while 0 < len(hidden) < len(here) and sum(n[group] for group in hidden) < 5:
            hidden.add(smallest(set(here) - hidden))
        total = n["total"] >= 5 and (not hidden or sum(n[group] for group in hidden) >= 5)
        while True:
            in_words = {group for group in here if self._alike(self._levels(group, item))}
            in_numbers = set(here) - hidden - in_words
            rest = [level for group in set(here) - in_numbers for level in self._levels(group, item)]
            if not in_numbers or not self._alike(rest):
                break
            hidden.add(smallest(in_numbers))
        if self._words_tell(item, here, hidden):
            hidden |= {group for group in here if self._alike(self._levels(group, item))}
        populations = [*(["total"] if total else []), *(group for group in here if group not in hidden)]
        coarse = any(n[population] < 10 for population in populations)
        alike = {population: self._alike(self._levels(population, item)) for population in populations}
        return {one: "words" if alike[one] else "bins" if coarse else "levels" for one in populations}

    def _words_tell(self, item: str, here: list[str], hidden: set[str]) -> bool:
        """Whether of all who are not in numbers one class holds the least or the most people that words allow."""
        worded = {group: self._levels(group, item) for group in here if group not in hidden}
        said = {group: self._alike(levels) for group, levels in worded.items() if self._alike(levels)}
        if not said or self._alike(self._levels("total", item)):
            return False
        unknown = [level for group in hidden for level in self._levels(group, item)]
        classes = _bins([level for group in said for level in worded[group]] + unknown)
        for count, words in zip(classes, WORDS, strict=True):
            inside = [len(worded[group]) for group in said if said[group] == words]
            least = sum(n - 1 for n in inside)
            most = sum(inside) + len(said) - len(inside) + len(unknown)
            if 0 < count == least or count == most < sum(classes):
                return True
        return False

    @staticmethod
    def _alike(levels: list[int]) -> str | None:
        if not 0 < len(levels) < 10:
            return None
        three = _bins(levels)
        return next((words for count, words in zip(three, WORDS, strict=True) if count >= len(levels) - 1), None)

    # Figures

    def _result(self) -> Json:
        barometer = {"id": self.barometer["id"], "version": self.barometer["version"]}
        withheld = self._withheld()
        resolutions = {item: self._resolutions(item) for item in self.items}
        populations = {}
        for name in self.populations:
            items = {item: self._item(name, item, how[name]) for item, how in resolutions.items() if name in how}
            themes = {theme: self._theme(name, theme, items) for theme in self.themes}
            if items:
                populations[name] = {"items": items, "themes": {one: found for one, found in themes.items() if found}}
        marked: Json = {"unsafe": True} if self.unsafe else {}
        return marked | {
            "barometer": barometer,
            "grouping": self.grouping,
            "response": self._response(),
            "populations": populations,
            "withheld": withheld,
            "ranking": self._ranking(populations),
        }

    def _resolutions(self, item: str) -> dict[str, str]:
        if not self.unsafe:
            return self.shown[item]
        return {population: "levels" for population in self.populations if self._levels(population, item)}

    def _response(self) -> Json:
        told = self.unsafe or not 0 < len(self.rows) < 5
        response: Json = {"responded": len(self.rows)} if told else {}
        if self.invited is None:
            return response
        invited = sum(self.invited.values())
        response["invited"] = invited
        share = Fraction(len(self.rows), invited) if invited else Fraction(1)
        if told and invited:
            response["percent"] = floor(100 * share + Fraction(1, 2))
        caveat = "some_missing" if share >= Fraction(1, 2) else "under_half"
        return response | {"words": None if share >= Fraction(7, 10) else caveat}

    def _item(self, population: str, item: str, resolution: str) -> Json:
        people = self._people(population, item)
        figures: Json = {
            "n": len(self._levels(population, item)),
            "not_relevant": sum(row.get(item) == "na" for row in people),
            "skipped": sum(row.get(item, "") == "" for row in people),
            "resolution": resolution,
        }
        if self.invited is not None:
            figures["eligible"] = self._eligible(population, item)
        if self.items[item].get("reversed"):
            figures["reversed"] = True
        if resolution == "words":
            return figures | {"words": self._alike(self._levels(population, item))}
        return figures | self._numbers(population, item, resolution)

    def _numbers(self, population: str, item: str, resolution: str) -> Json:
        levels, scored = self._levels(population, item), self._levels(population, item, scored=True)
        n, mean, levelled = len(scored), Fraction(sum(scored), len(scored)), resolution == "levels"
        agree, disagree = sum(level >= 4 for level in scored), sum(level <= 2 for level in scored)
        divided = min(agree, disagree) * 10 >= 3 * n or (levelled and _consensus(scored) < 0.5)
        shape = [levels.count(level) for level in range(1, 6)] if levelled else _bins(levels)
        figures: Json = {"counts" if levelled else "bins": shape, "percent": _percents(shape)}
        figures |= {"mean": float(mean), "points": _points(mean), "label": _label(mean), "agree_share": agree / n}
        if levelled:
            figures |= {"median": median(scored), "consensus": _consensus(scored)}
            figures |= {"sd": stdev(scored)} if n > 1 else {}
        unsure = False
        if self.invited is not None:
            eligible, values = self._eligible(population, item), [Fraction(level) for level in scored]
            figures["agree_people"] = _agree_people(agree, n, eligible)
            figures["agree_bounds"] = [agree, agree + eligible - n]
            if levelled and n > 1:
                figures["mean_interval95"] = [float(bound) for bound in _mean_interval(values, eligible, 0.95)]
            unsure = levelled and _leaves(mean, _mean_interval(values, eligible, 0.80))
        return figures | {"suffixes": ["uncertain"] * unsure + ["divided"] * divided}

    def _theme(self, population: str, theme: str, items: Json) -> Json | None:
        asked = [item["id"] for item in self.themes[theme] if set(item["roles"]) & self.populations[population]]
        released = [item for item in asked if "mean" in items.get(item, {})]
        if len(released) < (1 if len(self.themes[theme]) == 1 else 2):
            return None
        mean = self._theme_mean(population, released)
        divided = sum("divided" in items[item]["suffixes"] for item in released)
        suffixes = ["divided"] * (divided >= len(released) / 2)
        if self.invited is not None:
            interval = _mean_interval(self.person_means(population, theme), self._concerned(population, theme), 0.80)
            suffixes = ["uncertain"] * _leaves(mean, interval) + suffixes
        return {
            "items": len(released),
            "of": len(asked),
            "mean": float(mean),
            "points": _points(mean),
            "label": _label(mean),
            "suffixes": suffixes,
        }

    def _theme_mean(self, population: str, items: list[str]) -> Fraction:
        means = [
            Fraction(sum(found), len(found)) for found in (self._levels(population, i, scored=True) for i in items)
        ]
        return sum(means, Fraction(0)) / len(means)

    def person_means(self, population: str, theme: str) -> list[Fraction]:
        means = []
        for row in self.rows:
            asked = [item for item in self.themes[theme] if row["role"] in item["roles"]]
            given = [
                6 - int(row[item["id"]]) if item.get("reversed") else int(row[item["id"]])
                for item in asked
                if row.get(item["id"], "").isdigit()
            ]
            if row["role"] in self.populations[population] and given and len(given) >= len(asked) / 2:
                means.append(Fraction(sum(given), len(given)))
        return means

    def _concerned(self, population: str, theme: str) -> int:
        asked = {
            role: [item["id"] for item in self.themes[theme] if role in item["roles"]]
            for role in self.populations[population]
        }
        invited = sum((self.invited or {}).get(role, 0) for role, items in asked.items() if items)
        here = [row for row in self.rows if asked.get(row["role"])]
        return invited - sum(all(row.get(item) == "na" for item in asked[row["role"]]) for row in here)

    def _ranking(self, populations: Json) -> list[Json]:
        found = populations.get("total", {"items": {}})["items"]
        means = {item: self._theme_mean("total", [item]) for item in self.items if "mean" in found.get(item, {})}
        if not means:
            return []
        order = sorted(set(means.values()), reverse=True)
        ranks = stats.rankdata([order.index(mean) for mean in means.values()], method="min")
        ranked = [{"item": item, "rank": int(rank)} for item, rank in zip(means, ranks, strict=True)]
        return sorted(ranked, key=lambda one: one["rank"])

    def _withheld(self) -> list[Json]:
        found = []
        for name in self.populations:
            for item in self.items:
                if self._people(name, item) and name not in self.shown[item]:
                    reason = "too_few" if len(self._levels(name, item)) < 5 else "protects_another"
                    found.append({"population": name, "item": item, "reason": reason})
            for theme, items in self.themes.items():
                anybody = any(self._people(name, item["id"]) for item in items)
                in_numbers = [item for item in items if self.shown[item["id"]].get(name, "words") != "words"]
                if anybody and len(in_numbers) < (1 if len(items) == 1 else 2):
                    found.append({"population": name, "theme": theme, "reason": "too_few_items"})
        return found

    # Since last time

    def change_since(self, before: Reference) -> Json:
        fewest = 1 if self.unsafe else 10
        change: Json = {}
        for name, now in self.result["populations"].items():
            then = before.result["populations"].get(name, {"items": {}, "themes": {}})
            for theme in now["themes"].keys() & then["themes"].keys():
                rests = [
                    [item["id"] for item in self.themes[theme] if "mean" in one["items"].get(item["id"], {})]
                    for one in (then, now)
                ]
                if rests[0] != rests[1] or any(
                    one["items"][item]["n"] < fewest for one in (then, now) for item in rests[0]
                ):
                    continue
                difference = 25 * (self._theme_mean(name, rests[0]) - before._theme_mean(name, rests[0]))
                found = {"points": float(difference)}
                word = _word(before.person_means(name, theme), self.person_means(name, theme), difference)
                change.setdefault(name, {})[theme] = found | ({"word": word} if word else {})
        return change


def _word(before: list[Fraction], after: list[Fraction], points: Fraction) -> str | None:
    if len(before) < 2 or len(after) < 2:
        return "too_few_to_tell"
    if len(set(before)) == len(set(after)) == 1:
        return None
    both = CompareMeans(*(DescrStatsW(np.array(means, dtype=float)) for means in (after, before)))
    low95, high95 = both.tconfint_diff(0.05, usevar="unequal")
    low80, high80 = both.tconfint_diff(0.20, usevar="unequal")
    if low95 > 0 and points > 0:
        return "clearly_higher"
    if high95 < 0 and points < 0:
        return "clearly_lower"
    if low80 > 0 and points >= 5:
        return "maybe_higher"
    return "maybe_lower" if high80 < 0 and points <= -5 else "too_few_to_tell"


def _bins(levels: list[int]) -> list[int]:
    return [sum(low <= level <= high for level in levels) for low, high in ((1, 2), (3, 3), (4, 5))]


def _points(mean: Fraction) -> int:
    return floor((mean - 1) * 25 + Fraction(1, 2))


def _label(mean: Fraction) -> str:
    return "well" if _points(mean) >= 75 else "partly" if _points(mean) >= 50 else "not_yet"


def _leaves(mean: Fraction, interval: tuple[Fraction, Fraction]) -> bool:
    """Whether the interval is not wholly inside the range of the mean's label."""
    low, high = ((bound - 1) * 25 for bound in interval)
    from_, below = {
        "well": (Fraction(149, 2), Fraction(1000)),
        "partly": (Fraction(99, 2), Fraction(149, 2)),
        "not_yet": (Fraction(-1000), Fraction(99, 2)),
    }[_label(mean)]
    return not (low >= from_ and high < below)


def _consensus(levels: list[int]) -> float:
    mean = sum(levels) / len(levels)
    shares = [levels.count(level) / len(levels) for level in range(1, 6)]
    return 1 + sum(share * log2(1 - abs(level - mean) / 4) for level, share in enumerate(shares, 1) if share)


def _percents(counts: list[int]) -> list[int]:
    exact = [Fraction(100 * count, sum(counts)) for count in counts]
    percents = [floor(value) for value in exact]
    while sum(percents) < 100:
        rest = [value - percent for value, percent in zip(exact, percents, strict=True)]
        percents[rest.index(max(rest))] += 1
    return percents


def _agree_people(agree: int, n: int, eligible: int) -> list[int]:
    least, most = agree, agree + eligible - n
    if n == eligible:
        return [least, most]
    effective = n * (eligible - 1) / (eligible - n)
    low, high = proportion_confint(agree / n * effective, effective, alpha=0.05, method="wilson")
    return [max(least, floor(low * eligible + 1e-9)), min(most, ceil(high * eligible - 1e-9))]


def _mean_interval(values: list[Fraction], population: int, confidence: float) -> tuple[Fraction, Fraction]:
    n, total = len(values), sum(values, Fraction(0))
    bounds = (total + population - n) / population, (total + 5 * (population - n)) / population
    if n == population or len(set(values)) < 2:
        return bounds
    spread = stdev([float(value) for value in values])
    error = spread * sqrt((population - n) / ((population - 1) * n))
    low, high = stats.t.interval(confidence, n - 1, float(total / n), error)
    return max(bounds[0], Fraction(low)), min(bounds[1], Fraction(high))

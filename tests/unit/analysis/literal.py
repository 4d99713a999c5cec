"""The contract in plain Python, cell by cell: slow, and independent of the code it checks.

Everything but treatment, which COINr's results check.
"""

import math
import statistics
from collections.abc import Mapping
from typing import Any

from empiria.analysis.recipe import Method, Node, Recipe

Key = tuple[str, int]
Numbers = dict[Key, float | None]
FORWARD = {None: float, "log": math.log, "log1p": math.log1p, "sqrt": math.sqrt}


class Literal:
    """Scores by unit, period and node, from `(unit, indicator, period) → value` and `unit → column → value`."""

    def __init__(
        self,
        recipe: Recipe,
        observed: Mapping[tuple[str, str, int], float | None],
        units: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self.recipe, self.observed, self.units = recipe, observed, units
        named = set(recipe.indicators())
        self.periods = sorted({period for _, indicator, period in observed if indicator in named})
        self.keys = [(unit, period) for unit in sorted(units) for period in self.periods]
        self.values: dict[str, Numbers] = {}
        self.scores: dict[str, Numbers] = {}
        self.changes: dict[str, Numbers] = {}
        for node in reversed(recipe.nodes):
            if node.is_leaf:
                self._leaf(node)
            else:
                self._inner(node)

    def group(self, unit: str, column: str) -> Any:
        return "all" if column == "all" else self.units[unit][column]

    def compared(self, key: Key, column: str | None = None, *, ranking: bool = False) -> list[Key]:
        name = column or self.recipe.compare
        own = self.group(key[0], name)
        period = key[1] if ranking or self.recipe.pool == "period" else self.recipe.pool
        return [] if own is None else [
            other for other in self.keys if self.group(other[0], name) == own and period in {"all", other[1]}
        ]  # fmt: skip

    def ranks(self, scores: Numbers) -> dict[Key, tuple[int | None, int]]:
        result: dict[Key, tuple[int | None, int]] = {}
        for key in self.keys:
            others = [
                round(score, 9)
                for other in self.compared(key, ranking=True)
                if (score := scores[other]) is not None
            ]
            own = scores[key]
            result[key] = (
                None if own is None else 1 + sum(other > round(own, 9) for other in others),
                len(others),
            )
        return result

    def _leaf(self, leaf: Node) -> None:
        values = {key: self._derived(leaf, key) for key in self.keys}
        self.values[leaf.code] = values
        empty: Numbers = dict.fromkeys(self.keys)
        self.scores[leaf.code], self.changes[leaf.code] = empty, dict(empty)
        if leaf.direction == "neutral":
            return
        assert leaf.normalise is not None
        imputed = {key: self._imputed(leaf, values, key) for key in self.keys}
        transformed = {key: self._transformed(leaf, value) for key, value in imputed.items()}
        self.scores[leaf.code] = {
            key: self._score(leaf, leaf.normalise, transformed, key) for key in self.keys
        }
        if self.recipe.change is not None:
            plain = {key: self._transformed(leaf, value) for key, value in values.items()}
            change: Numbers = {}
            for unit, period in self.keys:
                now, then = plain[unit, period], plain.get((unit, period - self.recipe.change.periods))
                change[unit, period] = None if now is None or then is None else now - then
            self.changes[leaf.code] = {
                key: self._score(leaf, self.recipe.change.normalise, change, key, moved=False)
                for key in self.keys
            }

    def _derived(self, leaf: Node, key: Key) -> float | None:
        value = self.observed.get((key[0], leaf.code, key[1]))
        if value is None or leaf.per is None:
            return value
        if leaf.per.indicator is not None:
            divisor = self.observed.get((key[0], leaf.per.indicator, key[1]))
        else:
            divisor = self.units[key[0]][str(leaf.per.column)]
        return value / divisor * leaf.per.times if divisor is not None and divisor > 0 else None

    def _imputed(self, leaf: Node, values: Numbers, key: Key) -> float | None:
        method = leaf.impute
        assert method is not None
        if values[key] is not None or method.name == "none":
            return values[key]
        if method.name in {"mean", "median"}:
            others = [x for other in self.compared(key, method["within"]) if (x := values[other]) is not None]
            average = statistics.fmean if method.name == "mean" else statistics.median
            return average(others) if others else None
        unit, period = key
        known = {year: x for year in self.periods if (x := values[unit, year]) is not None}
        before = max((year for year in known if year < period), default=None)
        after = min((year for year in known if year > period), default=None)
        if before is None:
            return None
        if method.name == "last":
            return known[before] if period - before <= method["max_gap"] else None
        if after is None or after - before - 1 > method["max_gap"]:
            return None
        return known[before] + (known[after] - known[before]) * (period - before) / (after - before)

    def _transformed(self, leaf: Node, value: float | None) -> float | None:
        floor = {"log": 0.0, "log1p": -1.0, "sqrt": -1e-300}.get(leaf.transform or "", -math.inf)
        return None if value is None or value <= floor else FORWARD[leaf.transform](value)

    def _score(
        self, leaf: Node, method: Method, values: Numbers, key: Key, *, moved: bool = True
    ) -> float | None:
        x, up = values[key], leaf.direction == "up"
        if x is None or self.group(key[0], self.recipe.compare) is None:
            return None
        if method.name == "none":
            return x if up else -x
        if method.name == "goalposts":
            start, end = method["from"], method["to"]
            if moved:
                start, end = FORWARD[leaf.transform](start), FORWARD[leaf.transform](end)
            share = (x - start) / (end - start) if up else (end - x) / (end - start)
            share = min(max(share, 0.0), 1.0) if method["clip"] else share
            return method["low"] + (method["high"] - method["low"]) * share
        others = [y for other in self.compared(key) if (y := values[other]) is not None]
        return None if len(others) < 2 else _relative(method, x, others, up=up)

    def _inner(self, node: Node) -> None:
        assert node.aggregate is not None
        self.scores[node.code] = self._aggregated(node, node.aggregate, self.scores)
        if self.recipe.change is not None:
            self.changes[node.code] = self._aggregated(node, self.recipe.change.aggregate, self.changes)

    def _aggregated(self, node: Node, method: Method, scores: Mapping[str, Numbers]) -> Numbers:
        total = sum(child.weight for child in node.scored_children)
        result: Numbers = {}
        for key in self.keys:
            pairs = [(c.weight, s) for c in node.scored_children if (s := scores[c.code][key]) is not None]
            share = 1.0 if method.name == "sum" else node.minimum_share or 0.0
            enough = pairs and sum(weight for weight, _ in pairs) >= share * total - 1e-12
            result[key] = _average(method, pairs) if enough else None
        return result


def _relative(method: Method, x: float, others: list[float], *, up: bool) -> float | None:
    low, high = min(others), max(others)
    constant = high - low <= 1e-12 * max(abs(low), abs(high))
    if method.name == "zscore":
        if constant:
            return None
        deviation = statistics.stdev(others) if method["ddof"] else statistics.pstdev(others)
        z = (x - statistics.fmean(others)) / deviation
        return float(method["mean"] + method["sd"] * (z if up else -z))
    if method.name == "minmax":
        share = (x - low if up else high - x) / (high - low) if not constant else None
        return None if share is None else float(method["low"] + (method["high"] - method["low"]) * share)
    if method.name == "distance":
        best, worst = (high, low) if up else (low, high)
        references = {
            "best": best,
            "worst": worst,
            "mean": statistics.fmean(others),
            "median": statistics.median(others),
        }
        reference = references[method["to"]]
        zero = 1e-12 * max(abs(low), abs(high)) if method["to"] in {"mean", "median"} else 0.0
        if reference <= zero or (not up and x <= 0):
            return None
        return x / reference if up else reference / x
    digits, own = [float(f"{other:.11e}") for other in others], float(f"{x:.11e}")
    better = sum(other < own if up else other > own for other in digits)
    ties = sum(other == own for other in digits) - 1
    return better + ties / 2 + 1 if method.name == "rank" else 100 * (better + ties / 2) / (len(others) - 1)


def _average(method: Method, pairs: list[tuple[float, float]]) -> float | None:
    total = math.fsum(weight for weight, _ in pairs)
    mean = math.fsum(weight * score for weight, score in pairs) / total
    if method.name == "mean":
        return mean
    if method.name == "sum":
        return mean * total
    if method.name == "mazziotta-pareto":
        variance = math.fsum(weight * (score - mean) ** 2 for weight, score in pairs) / total
        sign = -1 if method["penalty"] == "minus" else 1
        return mean + sign * variance / mean if mean > 1e-12 * (1 + math.sqrt(variance)) else None
    if min(score for _, score in pairs) <= 1e-12:
        return None
    if method.name == "geometric":
        return math.exp(math.fsum(weight * math.log(score) for weight, score in pairs) / total)
    return total / math.fsum(weight / score for weight, score in pairs)

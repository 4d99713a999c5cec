"""Peers: the units nearest to one in what a place is, not in how it does.

Every trait is transformed as it says and standardised over all units of the period (mean 0, standard deviation 1 with
n − 1; a trait that does not vary tells nobody apart and is 0 for all). The distance of two units is the weighted root mean
square of the differences of the traits that both have:

    d = √( Σ w·(z_peer − z_unit)² / Σ w )

so that a distance of 1 means one standard deviation apart on the whole, however many traits there are. Two units are not
compared when they share traits of less than half of the weight. Distances that agree to 12 decimals are equal; of equal
ones the unit whose code comes first is the nearer.

Sources: CIPFA, Nearest Neighbours Model (standardised Euclidean distance over traits of the area, 15 neighbours); ONS,
Clustering similar local authorities and statistical nearest neighbours in the UK (2023).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from empiria.analysis.cube import Floats, Integers, lay_cube
from empiria.analysis.errors import InputError, mark
from empiria.analysis.frames import SAME
from empiria.analysis.recipe import Node, Recipe
from empiria.analysis.tables import check_observations, check_units
from empiria.analysis.traits import Trait

COUNT = 15
SHARED_WEIGHT = 0.5
DECIMALS = 12
GROUP_COLUMN = "peers"
CLOSE, APART = 0.25, 1.0
"""Standardised differences up to the one are called close, from the other on apart."""

STABILITY = pl.Schema(
    {
        "unit": pl.String,
        "peer": pl.String,
        "period": pl.Int32,
        "position": pl.Int32,
        "distance": pl.Float64,
    }
)
EXPLANATION = pl.Schema(
    {
        "unit": pl.String,
        "peer": pl.String,
        "indicator": pl.String,
        "difference": pl.Float64,
        "share": pl.Float64,
        "reading": pl.String,
    }
)

TRANSFORMS: dict[str | None, Callable[[Floats], Floats]] = {
    None: lambda x: x,
    "log": lambda x: np.log(np.where(x > 0, x, np.nan)),
    "log1p": lambda x: np.log1p(np.where(x > -1, x, np.nan)),
    "sqrt": lambda x: np.sqrt(np.where(x >= 0, x, np.nan)),
}

BLOCK = 64
"""So many units are compared with all others at once: their distances then lie in the processor's cache."""


@dataclass(frozen=True)
class Space:
    """Where every unit stands: `z`, unit × period × trait, standardised within the period, not-a-number where missing.

    `units` in ascending order; `periods` are those in which every trait is observed."""

    traits: tuple[Trait, ...]
    units: pl.Series
    periods: tuple[int, ...]
    z: Floats

    @cached_property
    def weights(self) -> Floats:
        return np.array([trait.weight for trait in self.traits])

    def number(self, unit: str) -> int:
        """The unit's position; InputError when there is none of that code."""
        found = self.units.index_of(unit)
        if found is None:
            message = mark("the unit “%(unit)s” is not among the units")
            raise InputError(message, place={"file": "units"}, unit=unit)
        return found

    def at(self, period: int | None) -> int:
        """The position of a period, the latest by default; InputError when the traits are not all observed in it."""
        if period is None:
            return len(self.periods) - 1
        if period not in self.periods:
            message = mark("not every trait is observed in %(period)s; all are in: %(periods)s")
            periods = ", ".join(map(str, self.periods))
            raise InputError(message, place={"file": "observations"}, period=period, periods=periods)
        return self.periods.index(period)


def lay_space(observations: pl.DataFrame, units: pl.DataFrame, traits: tuple[Trait, ...]) -> Space:
    """Lay the traits out.

    Tables as for `compute_index`. Raises InputError: what `check_observations`, `check_units` and `lay_cube` refuse, and
    traits that are never observed in the same period.
    """
    observations, units = check_observations(observations), check_units(units)
    codes = units["unit"].sort()
    leaves = tuple(Node(trait.indicator) for trait in traits)
    cube = lay_cube(Recipe("peers", "1", Node("", children=leaves)), observations, codes)
    values = cube.values.reshape(len(codes), len(cube.periods), len(traits))
    together = np.flatnonzero(np.all(np.any(~np.isnan(values), axis=0), axis=1))
    if not len(together):
        message = mark("there is no period in which every trait is observed: %(traits)s")
        names = ", ".join(trait.indicator for trait in traits)
        raise InputError(message, place={"file": "observations"}, traits=names)
    transformed = [
        TRANSFORMS[trait.transform](values[:, together, slot]) for slot, trait in enumerate(traits)
    ]
    z = _standardised(np.stack(transformed, axis=2))
    return Space(traits, codes, tuple(cube.periods[at] for at in together), z)


def _standardised(values: Floats) -> Floats:
    there = ~np.isnan(values)
    n = np.maximum(there.sum(axis=0), 1)
    known = np.where(there, values, 0.0)
    deviation = np.where(there, values - known.sum(axis=0) / n, 0.0)
    spread = np.sqrt((deviation**2).sum(axis=0) / np.maximum(n - 1, 1))
    varies = spread > SAME * np.abs(known).max(axis=0)
    return np.where(there, np.divide(deviation, spread, out=np.zeros_like(deviation), where=varies), np.nan)


def find_peers(
    space: Space, *, unit: str | None = None, period: int | None = None, count: int = COUNT
) -> pl.DataFrame:
    """The nearest units: `unit, peer, position` (1 the nearest)`, distance` and for each trait, under its indicator's
    code, the peer's standardised value less the unit's (null where either has none).

    Of one unit or, without `unit`, of all; of the latest period in which every trait is observed, or the one given. Fewer
    than `count` where fewer can be compared. Raises InputError: an unknown unit or period; a unit with too few traits.
    """
    z = space.z[:, space.at(period)]
    asked = np.arange(len(z)) if unit is None else np.array([space.number(unit)])
    if unit is not None:
        _refuse_unknown_place(space, z[asked[0]], unit)
    found = [_nearest(space, z, asked[start : start + BLOCK], count) for start in range(0, len(asked), BLOCK)]
    own, peer, position, distance = (np.concatenate(part) for part in zip(*found, strict=True))
    differences = z[peer] - z[own]
    return pl.DataFrame(
        {
            "unit": space.units.gather(own),
            "peer": space.units.gather(peer),
            "position": position.astype(np.int32),
            "distance": distance,
            **{trait.indicator: differences[:, slot] for slot, trait in enumerate(space.traits)},
        },
        nan_to_null=True,
    )


def _refuse_unknown_place(space: Space, z: Floats, unit: str) -> None:
    known = ~np.isnan(z)
    if space.weights[known].sum() < space.weights.sum() * (SHARED_WEIGHT - SAME):
        missing = [trait.indicator for trait, there in zip(space.traits, known, strict=True) if not there]
        message = mark("the unit “%(unit)s” lacks too many of the traits to be compared: %(traits)s")
        raise InputError(message, place={"file": "observations"}, unit=unit, traits=", ".join(missing))


def _distances(space: Space, z: Floats, asked: Integers) -> Floats:
    """Distance of every asked unit to every unit; infinite to itself and where they cannot be compared."""
    squares = np.zeros((len(asked), len(z)))
    shared: Floats | None = None
    for slot, weight in enumerate(space.weights):
        difference = z[asked, slot, None] - z[None, :, slot]
        missing = np.isnan(difference)
        np.multiply(difference, difference, out=difference)
        difference *= weight
        if missing.any():
            difference[missing] = 0.0
            shared = np.full(squares.shape, space.weights.sum()) if shared is None else shared
            shared -= weight * missing
        squares += difference
    total = space.weights.sum()
    if shared is None:
        squares /= total
    else:
        enough = shared >= total * (SHARED_WEIGHT - SAME)
        squares = np.divide(squares, shared, out=np.full_like(squares, np.inf), where=enough)
    distances: Floats = np.sqrt(squares).round(DECIMALS)
    distances[np.arange(len(asked)), asked] = np.inf
    return distances


def _nearest(
    space: Space, z: Floats, asked: Integers, count: int
) -> tuple[Integers, Integers, Integers, Floats]:
    """Of each asked unit its peers in order: unit, peer, position, distance, side by side."""
    distances = _distances(space, z, asked)
    count = min(count, distances.shape[1])
    bound = np.partition(distances, count - 1, axis=1)[:, count - 1, None]
    row, peer = np.nonzero((distances <= bound) & np.isfinite(distances))
    distance = distances[row, peer]
    order = np.lexsort((peer, distance, row))
    row, peer, distance = row[order], peer[order], distance[order]
    position = np.arange(len(row)) - np.searchsorted(row, row) + 1
    kept = position <= count  # of several at the bound, those that come first
    return asked[row[kept]], peer[kept], position[kept], distance[kept]


def peer_stability(space: Space, peers: pl.DataFrame) -> pl.DataFrame:
    """Where the peers of one unit (as from `find_peers`) stood in every period: `unit, peer, period, position, distance`
    (STABILITY); position among all units, null where the two cannot be compared. Sorted by the peers as they came, then period.
    """
    if peers.is_empty():
        return pl.DataFrame(schema=STABILITY)
    own = space.number(str(peers["unit"][0]))
    numbers = np.array([space.number(code) for code in peers["peer"]])
    rows = []
    for at, period in enumerate(space.periods):
        distances = _distances(space, space.z[:, at], np.array([own]))[0]
        positions = np.empty(len(distances), dtype=np.int64)
        positions[np.argsort(distances, kind="stable")] = np.arange(1, len(distances) + 1)
        for code, number in zip(peers["peer"], numbers, strict=True):
            there = bool(np.isfinite(distances[number]))
            place = (int(positions[number]), float(distances[number])) if there else (None, None)
            rows.append((str(peers["unit"][0]), code, period, *place))
    order = {code: number for number, code in enumerate(peers["peer"])}
    rows.sort(key=lambda row: (order[row[1]], row[2]))
    return pl.DataFrame(rows, schema=STABILITY, orient="row")


def left_out(space: Space, *, unit: str, period: int | None = None) -> dict[str, tuple[str, ...]]:
    """The units that cannot be compared with one, each with the indicators of the traits that it lacks; by their codes."""
    at, own = space.at(period), space.number(unit)
    z = space.z[:, at]
    far = np.flatnonzero(~np.isfinite(_distances(space, z, np.array([own]))[0]))
    return {
        str(space.units[int(number)]): tuple(
            trait.indicator for trait, value in zip(space.traits, z[number], strict=True) if np.isnan(value)
        )
        for number in far
        if number != own
    }


def explain_peers(space: Space, peers: pl.DataFrame) -> pl.DataFrame:
    """Why two units are near: `unit, peer, indicator, difference, share, reading` (EXPLANATION), a row for every pair and
    trait in the order of the table and of the traits.

    `share` is the trait's part in the squared distance (0 to 1; null where the trait is missing or the distance is 0);
    `reading` is `close`, `apart` or empty.
    """
    columns = [trait.indicator for trait in space.traits]
    differences = peers.select(pl.col(columns).fill_null(np.nan)).to_numpy()
    squares = space.weights * differences**2
    whole = np.nansum(squares, axis=1, keepdims=True)
    shares = np.divide(squares, whole, out=np.full_like(squares, np.nan), where=whole > 0)
    size = np.abs(differences)
    readings = np.where(size <= CLOSE, "close", np.where(size >= APART, "apart", ""))
    count = len(columns)
    return pl.DataFrame(
        {
            "unit": peers["unit"].gather(np.repeat(np.arange(peers.height), count)),
            "peer": peers["peer"].gather(np.repeat(np.arange(peers.height), count)),
            "indicator": columns * peers.height,
            "difference": differences.ravel(),
            "share": shares.ravel(),
            "reading": readings.ravel(),
        },
        schema=EXPLANATION,
        nan_to_null=True,
    )


def as_comparison_group(units: pl.DataFrame, peers: pl.DataFrame) -> pl.DataFrame:
    """The units table with a column `peers` that holds the unit's code for it and its peers, and nothing for the rest: a
    recipe with `compare: peers` then reads the unit among its peers.

    `peers` are those of one unit. InputError when the units have such a column already.
    """
    if GROUP_COLUMN in units.columns:
        message = mark("the column “%(name)s” is there already")
        raise InputError(message, place={"file": "units"}, name=GROUP_COLUMN)
    code = "unit" if "unit" in units.columns else "teryt"
    members = pl.concat([peers["unit"], peers["peer"]]).unique().to_list()
    own = pl.when(pl.col(code).is_in(members)).then(pl.lit(peers["unit"][0]))
    return units.with_columns(own.alias(GROUP_COLUMN))

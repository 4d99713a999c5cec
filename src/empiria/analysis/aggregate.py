"""Aggregating: the scores of children become the score of their parent, level by level up to the root.

With w the weights and s the scores of the children that have one, W = Σ w:

==================  ==========================================================================
mean                Σ w·s / W
geometric           exp(Σ w·ln s / W); every s must be positive
harmonic            W / Σ w/s; every s must be positive
sum                 Σ w·s with the weights as written; every child with weight must have a score
mazziotta-pareto    M ∓ S²/M, M the mean above and S² = Σ w·(s − M)² / W; M must be positive
==================  ==========================================================================

A node has a score when W is at least `minimum_share` of the weight of all its children (and more than nothing);
otherwise it has *too few*. Children without weight take no part: neither their score nor its sign matters. Where a score
that must be positive is not, the node is *not positive*, whatever its share; up to 1e-12 (for M: of 1 + S) it is a zero
that rounding has moved, as when z-scores cancel out. A unit without a group has *no group* at every level. An inner node
is never *imputed* itself; one that holds only neutral indicators is *neutral*, as they are.

Sources: OECD/JRC Handbook (2008), step 8; COINr: Aggregate (a_amean, a_gmean, a_hmean); Mazziotta & Pareto (2016), On a
generalized non-compensatory composite index for measuring socio-economic phenomena, Social Indicators Research 127.
"""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from empiria.analysis.frames import CELL, SAME, Engine, Frame, Status, by_node, choose
from empiria.analysis.grid import Grid
from empiria.analysis.recipe import Method, Node


@dataclass(frozen=True)
class Track:
    """A column of scores to carry up the tree, and the method of each inner node of one level."""

    score: str
    methods: dict[int, Method]

    def named(self, *names: str) -> list[int]:
        return [number for number, method in self.methods.items() if method.name in names]

    def column(self, name: str) -> str:
        return f"{self.score}_{name}"


def aggregate(leaves: Frame, grid: Grid, engine: Engine) -> Frame:
    """The rows of every node: the columns of `leaves` (`place, node, peers, value, score, status` and, with change,
    `change_score`), `value` being null for inner nodes. `leaves` is read several times and should be settled."""
    inner = {number: node for number, node in enumerate(grid.recipe.nodes) if not node.is_leaf}
    names = leaves.collect_schema().names()
    levels = {1: leaves}
    for level in sorted({node.level for node in inner.values()}):
        own = {number: node for number, node in inner.items() if node.level == level}
        parents = {number: node for number, node in own.items() if node.direction != "neutral"}
        frames = [
            _neutral(levels, own[number], number, grid).select(*names) for number in own.keys() - parents
        ]
        if parents:
            rows = _children(levels, parents, grid, engine)
            frames.append(_parents(rows, parents, _tracks(parents, grid), grid, engine).select(*names))
        levels[level] = engine.settle(nw.concat(frames), *CELL)
    return nw.concat(list(levels.values()))


def _neutral(levels: dict[int, Frame], node: Node, number: int, grid: Grid) -> Frame:
    """The rows of a node that holds only neutral indicators: those of one of its children, without the figures."""
    child = node.children[0]
    rows = levels[child.level].filter(nw.col("node") == grid.numbers[child.code])
    nothing = {name: nw.lit(None, dtype=nw.Float64) for name in ("value", "score")}
    return rows.with_columns(nw.lit(number, dtype=nw.Int32).alias("node"), **nothing)


def _tracks(parents: dict[int, Node], grid: Grid) -> list[Track]:
    tracks = [Track("score", {number: node.aggregate for number, node in parents.items() if node.aggregate})]
    if grid.recipe.change is not None:
        tracks.append(Track("change_score", dict.fromkeys(parents, grid.recipe.change.aggregate)))
    return tracks


def _children(levels: dict[int, Frame], parents: dict[int, Node], grid: Grid, engine: Engine) -> Frame:
    """The rows of the children that carry weight, with `parent` and `weight`."""
    edges: dict[int, list[tuple[int, int, float]]] = {}
    for number, node in parents.items():
        for child in node.scored_children:
            edges.setdefault(child.level, []).append((grid.numbers[child.code], number, child.weight))
    schema = {"node": pl.Int32, "parent": pl.Int32, "weight": pl.Float64}
    return nw.concat(
        [
            levels[level]
            .drop("value", "status")
            .join(engine.enter(pl.DataFrame(rows, schema=schema, orient="row")), on="node", how="inner")
            for level, rows in sorted(edges.items())
        ]
    )


def _parents(rows: Frame, parents: dict[int, Node], tracks: list[Track], grid: Grid, engine: Engine) -> Frame:
    # One key in place of two, place and parent: grouping by it takes half the time.
    count = len(grid.recipe.nodes)
    slot = nw.col("place").cast(nw.Int64) * count + nw.col("parent")
    rows = rows.with_columns(slot.alias("slot"), *(term for track in tracks for term in _terms(track)))
    rows = engine.settle(rows, "slot", "node")
    sums = [total for track in tracks for total in _sums(track)]
    result = rows.group_by("slot").agg(nw.col("peers").max(), *sums)
    place, parent = (nw.col("slot") // count).cast(nw.Int32), (nw.col("slot") % count).cast(nw.Int32)
    result = result.with_columns(place=place, parent=parent)
    for track in tracks:
        result = result.with_columns(_mean(track).alias(track.column("mean")))
        if track.named("mazziotta-pareto"):
            result = result.join(_spread(rows, result, track), on="slot", how="left")
    result = result.with_columns(*(_score(track, parents, grid).alias(track.score) for track in tracks))
    return result.with_columns(
        nw.col("parent").alias("node"),
        nw.lit(None, dtype=nw.Float64).alias("value"),
        _status(tracks[0], parents, grid).alias("status"),
    )


def _terms(track: Track) -> list[nw.Expr]:
    """Of each child: its weight if it has a score, and its weighted score as the parent's method sums it."""
    s, weight = nw.col(track.score), nw.col("weight")
    positive = nw.when(s > 0).then(s)
    summand = s
    for name, taken in (("geometric", positive.log()), ("harmonic", 1.0 / positive)):
        if track.named(name):
            summand = nw.when(nw.col("parent").is_in(track.named(name))).then(taken).otherwise(summand)
    present = nw.when(~s.is_null()).then(weight)
    return [present.alias(track.column("weight")), (weight * summand).alias(track.column("sum"))]


def _sums(track: Track) -> list[nw.Expr]:
    sums = [nw.col(track.column(name)).sum() for name in ("weight", "sum")]
    if track.named("geometric", "harmonic"):
        sums.append(nw.col(track.score).min().alias(track.column("lowest")))
    return sums


def _mean(track: Track) -> nw.Expr:
    """The weighted mean (or sum) of each node, by its method; meaningless where `_enough` or `_positive` say so."""
    weight, total = nw.col(track.column("weight")), nw.col(track.column("sum"))
    mean = total / nw.when(weight > 0).then(weight)
    cases = {
        "geometric": mean.exp(),
        "harmonic": nw.when(total > 0).then(weight) / total,
        "sum": total,
    }
    result = mean
    for name, taken in cases.items():
        if track.named(name):
            result = nw.when(nw.col("parent").is_in(track.named(name))).then(taken).otherwise(result)
    return result


def _spread(rows: Frame, means: Frame, track: Track) -> Frame:
    """S², the weighted population variance of the children's scores round their mean (in two passes, for precision)."""
    centre, weight = track.column("mean"), nw.col(track.column("weight"))
    of_nodes = nw.col("parent").is_in(track.named("mazziotta-pareto"))
    joined = rows.filter(of_nodes).join(means.select("slot", centre), on="slot", how="inner")
    deviation = nw.col(track.score) - nw.col(centre)
    squares = joined.with_columns(square=weight * deviation * deviation).group_by("slot")
    sums = squares.agg(nw.col("square").sum(), weight.sum().alias("squared_weight"))
    positive = nw.when(nw.col("squared_weight") > 0).then(nw.col("squared_weight"))
    return sums.select("slot", (nw.col("square") / positive).alias(track.column("variance")))


def _enough(track: Track, parents: dict[int, Node]) -> nw.Expr:
    """Have children with enough of the weight a score?"""
    needed = {}
    for number, node in parents.items():
        total = sum(child.weight for child in node.scored_children)
        share = 1.0 if track.methods[number].name == "sum" else node.minimum_share or 0.0
        needed[number] = total * (share - SAME)  # decimal fractions miss their bound by less
    weight = nw.col(track.column("weight"))
    return (weight > 0) & (weight >= choose(needed, key="parent"))


def _positive(track: Track) -> nw.Expr | None:
    """Is everything positive that must be? None when this level has no method that asks for it."""
    cases: list[tuple[list[int], nw.Expr]] = []
    if means := track.named("geometric", "harmonic"):
        cases.append((means, nw.col(track.column("lowest"))))
    if pareto := track.named("mazziotta-pareto"):
        spread = nw.col(track.column("variance")).sqrt()
        cases.append((pareto, nw.col(track.column("mean")) - SAME * spread))
    if not cases:
        return None
    # Null where nothing is asked for or nothing is there: only a number can fail to be positive.
    return by_node(cases, key="parent").fill_null(1.0) > SAME


def _score(track: Track, parents: dict[int, Node], grid: Grid) -> nw.Expr:
    mean = nw.col(track.column("mean"))
    score = mean
    if pareto := track.named("mazziotta-pareto"):
        sign = {number: -1.0 if track.methods[number]["penalty"] == "minus" else 1.0 for number in pareto}
        variance = nw.col(track.column("variance"))
        penalised = mean + choose(sign, key="parent") * variance / nw.when(mean > 0).then(mean)
        score = nw.when(nw.col("parent").is_in(pareto)).then(penalised).otherwise(score)
    valid = _enough(track, parents) & score.is_finite()
    positive = _positive(track)
    if positive is not None:
        valid = valid & positive
    return nw.when(valid if grid.everyone_grouped else valid & grid.grouped).then(score)


def _status(track: Track, parents: dict[int, Node], grid: Grid) -> nw.Expr:
    status = nw.when(nw.col(track.score).is_finite()).then(_value(Status.OK))
    if not grid.everyone_grouped:
        status = status.when(~grid.grouped).then(_value(Status.NO_GROUP))
    positive = _positive(track)
    if positive is not None:
        status = status.when(~positive).then(_value(Status.NOT_POSITIVE))
    status = status.when(~_enough(track, parents)).then(_value(Status.TOO_FEW))
    return status.otherwise(_value(Status.OUTSIDE_DOMAIN))


def _value(status: Status) -> nw.Expr:
    return nw.lit(status.value, dtype=nw.Int8)

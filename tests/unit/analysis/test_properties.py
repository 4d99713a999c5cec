"""What holds for every recipe and table: the contract in plain Python, both engines, and what must make no difference."""

from dataclasses import replace

import polars as pl
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from empiria.analysis.index import compute_index
from empiria.analysis.recipe import Node, Recipe, read_recipe
from tests.examples import examples
from tests.unit.analysis.literal import Literal, Numbers
from tests.unit.analysis.strategies import recipes, tables

quick = settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

Tables = tuple[pl.DataFrame, pl.DataFrame]
EXACT = ["unit", "period", "node", "level", "rank", "ranked", "status", "change_rank"]
NEAR = ["value", "score", "change_score"]


def assert_near(ours: list[float | None], theirs: list[float | None], what: str = "") -> None:
    """Equal to 1e-9, absolutely or relatively; nothing where nothing is."""
    different = [
        (position, own, other)
        for position, (own, other) in enumerate(zip(ours, theirs, strict=True))
        if (
            own is not other
            if own is None or other is None
            else abs(own - other) > 1e-9 * max(1.0, abs(other))
        )
    ]
    assert different == [], what


def assert_same(ours: pl.DataFrame, theirs: pl.DataFrame, *, but: tuple[str, ...] = ()) -> None:
    """Equal but for the last bits of scores."""
    exact = [name for name in EXACT if name in ours.columns and name not in but]
    assert ours.select(exact).rows() == theirs.select(exact).rows()
    for name in NEAR:
        if name in ours.columns and name not in but:
            assert_near(ours[name].to_list(), theirs[name].to_list(), name)


# The first of all of them, and cheap: the contract itself is asked of more.
@settings(quick, max_examples=examples(25))
@given(recipes(), tables())
def test_scores_are_those_of_the_contract_in_plain_python(recipe: Recipe, given_tables: Tables) -> None:
    observations, units = given_tables
    observed = {
        (unit, indicator, period): value for unit, indicator, period, value in observations.iter_rows()
    }
    literal = Literal(recipe, observed, {row["unit"]: row for row in units.iter_rows(named=True)})
    scores = compute_index(recipe, observations, units).scores
    for (code,), rows in scores.group_by("node", maintain_order=True):
        node = recipe.node(str(code))
        keys = rows.select("unit", "period").rows()
        assert keys == literal.keys

        def listed(numbers: Numbers, keys: list[tuple[str, int]] = literal.keys) -> list[float | None]:
            return [numbers[key] for key in keys]

        expected = listed(literal.scores[node.code])
        assert_near(rows["score"].to_list(), expected, f"score of {code}")
        ranks = literal.ranks(literal.scores[node.code])
        assert rows.select("rank", "ranked").rows() == [ranks[key] for key in literal.keys], code
        if node.is_leaf:
            assert_near(rows["value"].to_list(), listed(literal.values[node.code]), f"value of {code}")
        if recipe.change is not None:
            assert_near(
                rows["change_score"].to_list(), listed(literal.changes[node.code]), f"change of {code}"
            )
            change_ranks = literal.ranks(literal.changes[node.code])
            assert rows["change_rank"].to_list() == [change_ranks[key][0] for key in literal.keys], code


@settings(quick, max_examples=examples(6))
@given(recipes(treats=True), tables())
def test_engines_agree(recipe: Recipe, given_tables: Tables) -> None:
    ours, theirs = (compute_index(recipe, *given_tables, engine=engine) for engine in ("polars", "duckdb"))
    assert_same(ours.scores, theirs.scores)
    assert ours.parameters.drop("value").rows() == theirs.parameters.drop("value").rows()
    assert_near(ours.parameters["value"].to_list(), theirs.parameters["value"].to_list(), "parameters")


@quick
@given(recipes(treats=True), tables())
def test_a_score_or_a_reason_and_never_infinite(recipe: Recipe, given_tables: Tables) -> None:
    scores = compute_index(recipe, *given_tables).scores
    without = pl.col("score").is_null()
    assert scores.filter(without & (pl.col("status") == "")).is_empty()
    assert scores.filter(~without & ~pl.col("status").is_in(["", "imputed"])).is_empty()
    assert scores.filter(pl.col("rank").is_null() != without).is_empty()
    assert scores.filter(pl.col("rank") > pl.col("ranked")).is_empty()
    for name in NEAR:
        if name in scores.columns:
            assert scores[name].drop_nulls().is_finite().all()
    rows = scores.select("unit", "period", "node")
    assert rows.unique().height == rows.height == 7 * 3 * len(recipe.nodes)


@quick
@given(recipes(treats=True), tables(), st.randoms(use_true_random=False))
def test_order_of_rows_makes_no_difference(recipe: Recipe, given_tables: Tables, random: object) -> None:
    observations, units = given_tables
    seed = random.randint(0, 1000)  # type: ignore[attr-defined]
    shuffled = [table.sample(fraction=1, shuffle=True, seed=seed) for table in (observations, units)]
    assert_same(compute_index(recipe, *shuffled).scores, compute_index(recipe, observations, units).scores)


def with_weights(node: Node, factor: float) -> Node:
    children = tuple(with_weights(child, factor) for child in node.children)
    return replace(node, weight=node.weight * factor, children=children)


@quick
@given(recipes(), tables(), st.sampled_from([0.1, 3, 1000]))
def test_scale_of_weights_makes_no_difference(recipe: Recipe, given_tables: Tables, factor: float) -> None:
    text = yaml.safe_dump(recipe.to_dict()).replace("method: sum", "method: mean")
    recipe = read_recipe(text)
    scaled = replace(recipe, tree=with_weights(recipe.tree, factor))
    assert_same(compute_index(scaled, *given_tables).scores, compute_index(recipe, *given_tables).scores)


@quick
@given(recipes(treats=True), tables())
def test_unit_of_another_group_makes_no_difference(recipe: Recipe, given_tables: Tables) -> None:
    recipe = recipe.with_compare("group")
    observations, units = given_tables
    units = units.with_columns(other=pl.col("group"))
    added = pl.DataFrame({"unit": ["99"], "group": ["another"], "other": ["another"], "area": [5.0]})
    new = observations.unique(["indicator", "period"]).with_columns(unit=pl.lit("99"), value=pl.lit(1e6))
    more = compute_index(recipe, pl.concat([observations, new]), pl.concat([units, added])).scores
    assert_same(more.filter(pl.col("unit") != "99"), compute_index(recipe, observations, units).scores)


MIRRORED = {
    "zscore": {"method": "zscore"},
    "minmax": {"method": "minmax"},
    "goalposts": {"method": "goalposts", "from": 0, "to": 10},
    "percentile": {"method": "percentile"},
    "none": {"method": "none"},
}
CENTRES = {"zscore": 0, "minmax": 1, "goalposts": 1, "percentile": 100, "none": 0}
columns = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=12)


def leaf_scores(values: list[float | None], leaf: dict[str, object]) -> pl.DataFrame:
    recipe = read_recipe(yaml.safe_dump({"code": "t", "version": "1", "tree": {"code": "x", **leaf}}))
    codes = [f"{number:02}" for number in range(len(values))]
    observations = pl.DataFrame(
        {"unit": codes, "value": values}, schema={"unit": pl.String, "value": pl.Float64}
    )
    observations = observations.with_columns(indicator=pl.lit("x"), period=pl.lit(2020))
    return compute_index(recipe, observations, pl.DataFrame({"unit": codes})).scores


@quick
@given(columns, st.sampled_from(list(MIRRORED)))
def test_direction_mirrors_scores(values: list[float | None], name: str) -> None:
    up = leaf_scores(values, {"normalise": MIRRORED[name]})
    down = leaf_scores(values, {"normalise": MIRRORED[name], "direction": "down"})
    mirrored = CENTRES[name] - up["score"]
    assert_near(down["score"].to_list(), mirrored.to_list())
    assert down["status"].to_list() == up["status"].to_list()


@quick
@given(columns, st.sampled_from([0.001, 1024.0, 7.0]), st.sampled_from(["zscore", "minmax", "percentile"]))
def test_unit_of_measurement_makes_no_difference(
    values: list[float | None], factor: float, name: str
) -> None:
    # Values coarse enough that changing the unit cannot make two of them one.
    coarse = [None if value is None else round(value, 3) for value in values]
    scaled = [None if value is None else value * factor for value in coarse]
    ours, theirs = (leaf_scores(column, {"normalise": MIRRORED[name]}) for column in (coarse, scaled))
    assert_near(ours["score"].to_list(), theirs["score"].to_list())
    assert ours["rank"].to_list() == theirs["rank"].to_list()

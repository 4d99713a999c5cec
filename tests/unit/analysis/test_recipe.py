"""Recipes: what is read, what is written out, and what is refused with its line."""

from pathlib import Path

import pytest
import yaml

from empiria.analysis.errors import InputError
from empiria.analysis.recipe import Method, read_recipe

FULL = """\
code: example
version: "1"
title: {pl: Przykład, en: Example}
compare: band
pool: period
impute: {method: last, max_gap: 2}
treat: {method: winsorise}
minimum_share: 0.6
change: {}
uncertainty: {weights: 0.25, normalise: [zscore, minmax], aggregate: [mean], leave_out: true}
tree:
  code: index
  children:
    - code: economy
      weight: 2
      aggregate: {method: geometric}
      children:
        - code: unemployed
          direction: down
          per: {indicator: population, times: 1000}
          transform: log
          normalise: {method: goalposts, from: 1, to: 1e2, low: 0, high: 100}
        - {code: 0201, weight: 3}
    - {code: context, direction: neutral}
    - code: green
"""

MINIMAL = "code: x\nversion: 1\ntree: {code: x, children: [{code: a}]}\n"


def test_defaults_are_written_out_where_they_apply() -> None:
    recipe = read_recipe(MINIMAL)
    assert (recipe.compare, recipe.pool, recipe.change) == ("all", "period", None)
    assert recipe.tree.aggregate == Method("mean")
    assert recipe.tree.minimum_share == 0.5
    leaf = recipe.node("a")
    assert leaf.normalise == Method("zscore", (("mean", 0.0), ("sd", 1.0), ("ddof", 1)))
    assert (leaf.impute, leaf.treat) == (Method("none"), Method("none"))
    assert (leaf.direction, leaf.weight, leaf.per, leaf.transform) == ("up", 1.0, None, None)


def test_leaf_and_node_override_the_recipe() -> None:
    recipe = read_recipe(FULL)
    assert recipe.node("economy").aggregate == Method("geometric")
    assert recipe.node("economy").minimum_share == 0.6
    assert recipe.tree.aggregate == Method("mean")
    goalposts = recipe.node("unemployed").normalise
    assert goalposts is not None
    assert goalposts.to_dict() == {
        "method": "goalposts",
        "from": 1.0,
        "to": 100.0,
        "low": 0.0,
        "high": 100.0,
        "clip": True,
    }
    assert recipe.node("green").impute == Method("last", (("max_gap", 2),))
    assert recipe.change is not None
    assert recipe.change.periods == 3


def test_codes_keep_leading_zeros() -> None:
    assert [leaf.code for leaf in read_recipe(FULL).leaves()] == ["unemployed", "0201", "context", "green"]


def test_dump_reads_back_as_an_equal_recipe() -> None:
    for text in (FULL, MINIMAL):
        recipe = read_recipe(text)
        again = read_recipe(yaml.safe_dump(recipe.to_dict(), allow_unicode=True))
        assert again == recipe
        assert again.digest() == recipe.digest()


def test_digest_ignores_titles_and_uncertainty_and_nothing_else() -> None:
    digest = read_recipe(FULL).digest()
    assert read_recipe(FULL.replace("Example", "Sample")).digest() == digest
    assert read_recipe(FULL.replace("leave_out: true", "leave_out: false")).digest() == digest
    for old, new in (
        ("weight: 3", "weight: 4"),
        ("times: 1000", "times: 100"),
        ("0.6", "0.7"),
        ("band", "all"),
    ):
        assert read_recipe(FULL.replace(old, new)).digest() != digest


def test_tree_is_walked_parents_first_with_levels() -> None:
    recipe = read_recipe(FULL)
    assert [(node.code, node.level) for node in recipe.walk()] == [
        ("index", 3), ("economy", 2), ("unemployed", 1), ("0201", 1), ("context", 1), ("green", 1),
    ]  # fmt: skip
    parent = recipe.parent("0201")
    assert parent is not None
    assert parent.code == "economy"
    assert recipe.parent("index") is None
    assert [child.code for child in recipe.children("economy")] == ["unemployed", "0201"]


def test_effective_weights_are_shares_of_the_root() -> None:
    assert read_recipe(FULL).effective_weights() == pytest.approx(
        {"unemployed": 1 / 6, "0201": 1 / 2, "green": 1 / 3}
    )


def test_indicators_and_columns_are_those_named() -> None:
    recipe = read_recipe(FULL)
    assert recipe.indicators() == ("unemployed", "0201", "context", "green", "population")
    assert recipe.columns() == ("band",)
    assert recipe.with_compare("voivodeship").columns() == ("voivodeship",)


def test_formula_lists_the_executed_steps() -> None:
    steps = read_recipe(FULL).formula("unemployed")
    assert [(step.step, step.method) for step in steps] == [
        ("per", "indicator"), ("impute", "last"), ("treat", "winsorise"), ("transform", "log"), ("normalise", "goalposts"),
    ]  # fmt: skip
    assert steps[-1].options["direction"] == "down"
    assert read_recipe(FULL).formula("context") == ()
    (step,) = read_recipe(FULL).formula("economy")
    assert step.options == {"weights": {"unemployed": 1.0, "0201": 3.0}, "minimum_share": 0.6}


def leaf(text: str) -> str:
    return f"code: x\nversion: 1\ntree:\n  code: index\n  children:\n    - code: a\n      {text}\n    - code: b\n"


def top(text: str) -> str:
    return f"code: x\nversion: 1\n{text}\ntree: {{code: index, children: [{{code: a}}]}}\n"


REFUSED = [
    ("", "line 1: there is nothing in it"),
    ("just text", "line 1: expected a mapping (“key: value”), found “just text”"),
    ("code: x\nversion: 1\n", "line 1: the key “tree” is missing"),
    ("code: x\ntree: {code: a}\n", "line 1: the key “version” is missing"),
    ("code: x\nversion: 1\ntree: [a]\n", "line 3: expected a mapping (“key: value”), found “a list”"),
    ("code: x\nversion: [\n", "line 3: this is not valid YAML: expected the node content, but found '<stream end>'"),
    ("code: x\ncode: y\n", "line 2: the key “code” stands twice"),
    ("code:\nversion: 1\ntree: {code: a}\n", "line 1: expected a text, found “”"),
    (top("colour: red"), ("line 3: unknown key “colour”; expected one of: code, version, title, compare, pool, impute, treat, "
     "normalise, aggregate, minimum_share, change, uncertainty, tree")),
    (top("normalise: {method: zscor}"),
     "line 3: unknown method “zscor”; expected one of: zscore, minmax, goalposts, rank, percentile, distance, none"),
    (top("normalise: zscore"), "line 3: expected a mapping (“key: value”), found “zscore”"),
    (top("normalise: {sd: 1}"), "line 3: the key “method” is missing"),
    (top("normalise: {method: zscore, ddof: 2}"), "line 3: expected a number of at most 1, found 2"),
    (top("normalise: {method: zscore, sd: 0}"), "line 3: expected a number above 0, found 0"),
    (top("normalise: {method: zscore, low: 0}"), "line 3: unknown key “low”; expected one of: method, mean, sd, ddof"),
    (top("normalise: {method: goalposts, from: 1}"), "line 3: the key “to” is missing"),
    (top("normalise: {method: goalposts, from: 1, to: 1}"), "line 3: “from” and “to” must differ"),
    (top("normalise: {method: minmax, low: 1, high: 1}"), "line 3: “low” and “high” must differ"),
    (top("normalise: {method: minmax, low: .nan}"), "line 3: expected a number, found “.nan”"),
    (top("normalise: {method: minmax, low: '0'}"), "line 3: expected a number, found “0”"),
    (top("normalise: {method: distance, to: mode}"),
     "line 3: “mode” is not known here; expected one of: median, mean, best, worst"),
    (top("pool: all\nnormalise: {method: rank}"), "line 5: “rank” works only with “pool: period”"),
    (top("pool: 2015\nchange: {normalise: {method: percentile}}"), "line 4: “percentile” works only with “pool: period”"),
    (top("pool: all\nuncertainty: {normalise: [zscore, rank]}"), "line 4: “rank” works only with “pool: period”"),
    (top("pool: sometimes"), "line 3: expected period, all or a year, found “sometimes”"),
    (top("impute: {method: last}"), "line 3: the key “max_gap” is missing"),
    (top("impute: {method: linear, max_gap: 1.5}"), "line 3: expected a whole number, found 1.5"),
    (top("treat: {method: winsorise, else: drop}"), "line 3: “drop” is not known here; expected one of: log, keep"),
    (top("minimum_share: 2"), "line 3: expected a number of at most 1, found 2"),
    (top("change: {periods: 0}"), "line 3: expected a number of at least 1, found 0"),
    (top("uncertainty: {weights: two}"), "line 3: expected a number, found “two”"),
    (top("uncertainty: {leave_out: 1}"), "line 3: expected true or false, found “1”"),
    (top("uncertainty: {normalise: []}"), "line 3: the list is empty"),
    (leaf("weight: -1"), "line 7: expected a number of at least 0, found -1"),
    (leaf("weight: true"), "line 7: expected a number, found “true”"),
    (leaf("direction: sideways"), "line 7: “sideways” is not known here; expected one of: up, down, neutral"),
    (leaf("transform: log2"), "line 7: “log2” is not known here; expected one of: log, log1p, sqrt"),
    (leaf("minimum_share: 0.5"), ("line 7: unknown key “minimum_share”; expected one of: code, title, weight, direction, per, "
     "transform, impute, treat, normalise")),
    (leaf("per: {times: 2}"), "line 7: a denominator is either an “indicator” or a “column” of the units"),
    (leaf("per: {indicator: p, column: p}"), "line 7: a denominator is either an “indicator” or a “column” of the units"),
    (leaf("per: {indicator: p, times: -1}"), "line 7: expected a number above 0, found -1"),
    (leaf("per: {indicator: a}"), "line 6: a cycle of references: a → a"),
    (leaf("transform: log\n      normalise: {method: goalposts, from: 0, to: 1}"),
     "line 8: the goalposts of “a” are outside the domain of its transform “log”"),
    (leaf("direction: neutral\n      weight: 1"), "line 8: a neutral indicator is never scored and has no weight"),
    (leaf("children: []"), "line 7: the list is empty"),
    (leaf("children: [{code: c, weight: 0}, {code: d, direction: neutral}]"),
     "line 6: the weights of the children of “a” are all zero"),
    (leaf("weight: 1\n      children: [{code: c, direction: neutral}]"),
     "line 7: “a” has only neutral indicators: it is never scored and has no weight"),
    ("code: x\nversion: 1\ntree: {code: a, children: [{code: c, direction: neutral}]}\n",
     "line 3: the root has no weight, so nothing would be scored"),
    (leaf("children: [{code: b}]"), "line 8: the node “b” stands twice; it stood first in line 7"),
    ("code: x\nversion: 1\ntree: {code: a, direction: neutral}\n", "line 3: the root has no weight, so nothing would be scored"),
    ("code: x\nversion: 1\ntree: &t\n  code: a\n  children: [*t]\n", "line 3: a cycle of references: this part contains itself"),
    ("code: x\nversion: 1\ntree:\n  code: i\n  children:\n    - {code: a, per: {indicator: b}}\n    - {code: b, per: {indicator: a}}\n",
     "line 6: a cycle of references: a → b → a"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_faulty_recipe_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_recipe(text)
    assert str(caught.value) == message


def test_file_is_named_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(top("colour: red"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_recipe(path)
    assert caught.value.place == {"file": path, "line": 3}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code: x\ntitle: {pl: Pi\xf3ro}\n", "line 2: the file is not encoded as UTF-8"),
        (b"code: x\nversion: \x01\n", "line 2: a character that YAML does not allow"),
        (b"", "line 1: there is nothing in it"),
    ],
)
def test_faulty_recipe_file_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_recipe(path)
    assert str(caught.value) == f"{path}, {message}"


def test_absent_recipe_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file cannot be read: No such file or directory"):
        read_recipe(tmp_path / "recipe.yaml")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        read_recipe("code: " + "[" * 5000)


def test_shared_parts_may_be_written_once() -> None:
    recipe = read_recipe(
        "code: x\nversion: 1\ntree:\n  code: i\n  children:\n"
        "    - {code: a, normalise: &n {method: minmax, high: 10}}\n    - {code: b, normalise: *n}\n"
    )
    assert recipe.node("a").normalise == recipe.node("b").normalise

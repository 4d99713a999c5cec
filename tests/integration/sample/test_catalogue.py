"""The shipped catalogue and recipes agree with one another, and with what the sample brings."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from empiria.analysis.recipe import Recipe, read_recipe
from empiria.apps.monitor.models import Indicator
from empiria.apps.monitor.services import sync_catalogue
from empiria.apps.monitor.services.catalogue import SHIPPED
from empiria.sample.tables import DATA

RECIPES = ["cities", "local-development"]


def indicators() -> dict[str, dict[str, Any]]:
    entries = [
        entry
        for path in sorted((SHIPPED / "catalogue").glob("indicators-*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["indicators"]
    ]
    assert len({entry["code"] for entry in entries}) == len(entries)
    return {entry["code"]: entry for entry in entries}


def dimensions() -> list[dict[str, Any]]:
    return yaml.safe_load((SHIPPED / "catalogue" / "framework.yaml").read_text(encoding="utf-8"))[
        "dimensions"
    ]


def recipe(code: str) -> Recipe:
    return read_recipe(SHIPPED / "recipes" / f"{code}.yaml")


def texts(entry: object) -> Iterator[dict[str, str]]:
    """Every text that is said in two languages."""
    if isinstance(entry, dict):
        if "pl" in entry:
            yield entry
        for value in entry.values():
            yield from texts(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from texts(value)


def test_every_text_is_said_in_both_languages() -> None:
    for text in texts([list(indicators().values()), dimensions()]):
        assert set(text) == {"pl", "en"}
        assert all(text.values())


def sample_codes() -> set[str]:
    return {line.partition(",")[0] for line in (DATA / "observations.csv").read_text().splitlines()[1:]}


def test_every_indicator_of_the_sample_names_its_variable_and_no_number_is_made_up() -> None:
    known = indicators()
    for code in sample_codes():
        for source in known[code]["source"].values():
            _institution, _system, variable = source.split(", ", 2)
            assert variable
        number = re.search(r"\((\d{4,}), numer do potwierdzenia\)$", known[code]["source"]["pl"])
        keys = {key["key"]: key for key in known[code]["keys"] if key["source"] == "bdl"}
        if number:
            key = keys[number[1]]
            assert (key["confirmed"], key.get("times", 1)) == (False, 1)
            assert f"({number[1]}, number to be confirmed)" in known[code]["source"]["en"]
        else:
            # A key of another measure, such as per 1,000 instead of 10,000, is not that of these figures.
            assert not [one for one, key in keys.items() if one.isdigit() and key.get("times", 1) == 1]


def test_the_sample_brings_only_catalogued_indicators() -> None:
    codes = sample_codes()
    assert len(codes) == 31
    assert codes - set(indicators()) == set()


@pytest.mark.parametrize("code", RECIPES)
def test_recipe_follows_the_framework(code: str) -> None:
    tree = recipe(code).tree
    framework = {dimension["code"]: dimension for dimension in dimensions()}
    assert [child.code for child in tree.children] == list(framework)
    for dimension in tree.children:
        areas = {area["code"]: area for area in framework[dimension.code]["areas"]}
        assert dict(dimension.title) == framework[dimension.code]["title"]
        for area in dimension.children:
            assert dict(area.title) == areas[area.code]["title"]


@pytest.mark.parametrize("code", RECIPES)
def test_recipe_reads_indicators_as_the_catalogue_does(code: str) -> None:
    known = indicators()
    for leaf in recipe(code).leaves():
        entry = known[leaf.code]
        parent = recipe(code).parent(leaf.code)
        assert parent is not None
        assert entry["area"] == parent.code, leaf.code
        # A recipe may leave unscored what has a direction, but never turn a direction round.
        assert leaf.direction in {entry["polarity"], "neutral"}, leaf.code
        per = {name: value for name, value in entry.get("per", {}).items() if name != "unit"}
        assert per == (leaf.per.to_dict() if leaf.per else {}), leaf.code


def test_local_development_covers_every_area() -> None:
    covered = {node.code for node in recipe("local-development").nodes}
    assert {area["code"] for dimension in dimensions() for area in dimension["areas"]} - covered == set()


def test_recipe_file_is_named_by_its_code() -> None:
    paths = sorted((SHIPPED / "recipes").glob("*.yaml"))
    assert [read_recipe(Path(path)).code for path in paths] == [path.stem for path in paths] == RECIPES


@pytest.mark.django_db
def test_the_shipped_catalogue_is_taken_over_once() -> None:
    added = sync_catalogue(by=None)
    assert len(added.added) == len(indicators()) + len(RECIPES)
    again = sync_catalogue(by=None)
    assert (again.added, again.changed) == ([], [])
    unemployed = Indicator.objects.get(code="unemployed")
    assert (unemployed.denominator.code, unemployed.times, unemployed.area.code) == (
        "population",
        1000,
        "labour-market",
    )

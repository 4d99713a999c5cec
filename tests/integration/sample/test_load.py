"""The sample as it stands in the database and the store, held against the public figures it was made from."""

import json
from pathlib import Path

import polars as pl
import pytest

from empiria.apps.accounts.models import Organisation, Person
from empiria.apps.monitor.models import Import, ImportFinding, Release, ScoreSet
from empiria.apps.monitor.selectors import city_profile, current_release
from empiria.apps.monitor.selectors.store import scan_observations, store_path
from empiria.apps.places.models import Boundary, Group, Unit
from empiria.apps.places.selectors import current_municipalities, unit_by_address
from empiria.sample import tables
from empiria.sample.load import load_sample
from empiria.sample.wanted import sample_is_wanted

KEY = ["unit", "indicator", "period"]
# What the catalogue reads as no data where the source gives zero, and the figures that stand in the wrong rows.
NO_DATA = {
    "inhabitants_per_cinema_seat": 95,
    "museum_visitors": 19,
    "nights_domestic": 29,
    "nights_foreign": 29,
}
SLIPPED = {"families_aided_poverty": 41, "families_aided_unemployment": 41}


def released() -> pl.DataFrame:
    release = current_release()
    assert release is not None
    return scan_observations(release.observations).collect()


def test_sample_holds_66_cities_and_31_indicators(sample: Release) -> None:
    table = released()
    assert (table["unit"].n_unique(), table["indicator"].n_unique(), table.height) == (66, 31, 25_552)
    assert len(current_municipalities()) == 66
    assert Unit.objects.filter(level="voivodeship").count() == 16


def test_sample_has_an_organisation_of_every_city_and_no_invented_people(sample: Release) -> None:
    assert Organisation.objects.filter(kind="municipality", unit__in=current_municipalities()).count() == 66
    assert (Organisation.objects.count(), Person.objects.count()) == (66, 0)


def test_sample_groups_by_size(sample: Release) -> None:
    groups = Group.objects.filter(grouping__code="city-size").order_by("position")
    assert {group.code: group.members.count() for group in groups} == {
        "city-size.under-50": 7,
        "city-size.50-100": 25,
        "city-size.100-200": 21,
        "city-size.200-up": 13,
    }


def test_sample_says_why_figures_are_missing(sample: Release) -> None:
    missing = released().filter(pl.col("value").is_null()).group_by("indicator", "status").len()
    assert {(i, s): n for i, s, n in missing.iter_rows()} == {
        **{(indicator, "zero is no data"): count for indicator, count in NO_DATA.items()},
        **{(indicator, "unreliable"): count for indicator, count in SLIPPED.items()},
    }


def test_sample_equals_the_public_figures(sample: Release, shared: Path) -> None:
    public = pl.read_csv(
        shared / "data/cities-with-county-rights/observations.csv", schema_overrides={"unit": pl.String}
    ).select(pl.col("unit").str.head(6), "indicator", pl.col("period").cast(pl.Int32), public="value")
    both = released().join(public, on=KEY, how="full", coalesce=True, validate="1:1")
    assert both.height == 25_552
    differing = both.filter(~pl.col("value").eq_missing(pl.col("public")))
    zeros = differing.filter(pl.col("indicator").is_in(list(NO_DATA)))
    assert zeros["public"].unique().to_list() == [0.0]
    slipped = differing.filter(pl.col("indicator").is_in(list(SLIPPED)))
    assert slipped.select("period").unique().rows() == [(2016,)]
    assert slipped["unit"].min() == "166101"
    assert differing.height == zeros.height + slipped.height == sum(NO_DATA.values()) + sum(SLIPPED.values())


def test_sample_names_its_source(sample: Release) -> None:
    source = Import.objects.get()
    assert (source.rows, source.reader) == (25_552, "tidy")
    assert source.origin.startswith("GUS, Bank Danych Lokalnych")
    assert "podaniem źródła" in source.licence
    assert store_path(source.raw).stat().st_size == source.size
    assert ImportFinding.objects.filter(severity="error").count() == 0
    told = ImportFinding.objects.filter(code="zero-is-no-data")
    assert {finding.params["indicator"]: finding.params["count"] for finding in told} == NO_DATA


def test_sample_is_published_with_its_difference_accepted(sample: Release) -> None:
    release = Release.objects.get()
    assert (release.code, release.state) == (sample.code, "published")
    assert release.accepted_digest == release.difference_digest != ""


def test_sample_scores_every_city_in_2018(sample: Release) -> None:
    scores = ScoreSet.objects.get(recipe__code="cities", grouping="city-size")
    assert (scores.state, scores.covered) == ("ready", [2013, 2014, 2015, 2016, 2017, 2018])
    table = pl.read_parquet(store_path(scores.path) / "by_unit.parquet")
    overall = table.filter(pl.col("node") == "overall", pl.col("period") == 2018)
    assert overall["score"].null_count() == overall["change_score"].null_count() == 0
    assert overall.height == 66
    assert "constant" not in table["status"].unique().to_list()
    others = ScoreSet.objects.filter(recipe__code="local-development")
    assert {score_set.state for score_set in others} == {"lacking"}


def test_sample_gives_every_city_its_profile(sample: Release) -> None:
    unit, is_current = unit_by_address("1861011")
    profile = city_profile(unit=unit)
    assert is_current
    assert (profile.state, profile.year, profile.group.code) == ("ready", 2018, "city-size.under-50")


def test_sample_marks_cities_and_outlines_voivodeships(sample: Release) -> None:
    cities = list(current_municipalities())
    assert all(city.latitude and city.longitude and city.area_ha for city in cities)
    assert {city.population_year for city in cities} == {2024}
    shapes = [json.loads(shape.geometry) for shape in Boundary.objects.filter(unit__level="voivodeship")]
    rings = [shape["coordinates"][0] for shape in shapes]
    assert len(rings) == 16
    assert all(ring[0] == ring[-1] for ring in rings)
    assert all(14 <= x <= 24.2 and 49 <= y <= 54.9 for ring in rings for x, y in ring)


def test_outlines_share_their_borders() -> None:
    """Every point inside the country is a point of at least two voivodeships: no gap between them, no overlap."""
    rings = [row["points"].split() for row in tables.outlines().iter_rows(named=True)]
    corners = [set(zip(ring[::2], ring[1::2], strict=True)) for ring in rings]
    shared_by = [sum(corner in ring for ring in corners) for ring_ in corners for corner in ring_]
    # Measured on the boundaries themselves: the rest are the frontier and the coast.
    assert sum(count > 1 for count in shared_by) / len(shared_by) > 0.7


def test_sample_is_wanted_only_once(sample: Release) -> None:
    assert not sample_is_wanted()


@pytest.mark.django_db
def test_a_load_that_breaks_off_leaves_nothing() -> None:
    def stop(done: int, total: int, message: str = "") -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_sample(progress=stop)
    assert [model.objects.count() for model in (Unit, Release, Import, ScoreSet)] == [0, 0, 0, 0]
    assert sample_is_wanted()

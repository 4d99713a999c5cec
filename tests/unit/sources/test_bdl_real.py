"""The real exports kept beside the checkout; expected figures are those of the monitor handbook, section 6."""

from pathlib import Path

import polars as pl
import pytest

from empiria.sources.bdl_files import COLUMNS, read_bdl
from empiria.sources.reading import Reading


def one(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


@pytest.fixture(scope="module")
def unemployed(shared: Path) -> Reading:
    return read_bdl(
        one(shared, "data/bdl-unemployed-gminas/RYNE_1944_*.csv"), licence="GUS", origin="bdl.stat.gov.pl"
    )


def test_unemployed_sums_to_the_country_at_every_level_in_every_year(unemployed: Reading) -> None:
    sums = (
        unemployed.table.group_by("period", "level").agg(pl.col("value").sum()).pivot("level", values="value")
    ).sort("period")
    assert sums.height == 22
    for level in ("voivodeship", "county", "municipality"):
        assert sums[level].to_list() == sums["country"].to_list()
    national = dict(sums.select("period", "municipality").rows())
    expected = {2003: 3_175_674, 2012: 2_136_815, 2019: 866_374, 2024: 786_179}
    assert {year: national[year] for year in expected} == expected


def test_unemployed_has_the_known_numbers_of_municipalities(unemployed: Reading) -> None:
    counts = dict(
        unemployed.table.filter(pl.col("level") == "municipality", pl.col("value").is_not_null())
        .group_by("period")
        .len()
        .rows()
    )
    expected = {
        **dict.fromkeys(range(2003, 2010), 2478), **dict.fromkeys(range(2010, 2015), 2479),
        **dict.fromkeys(range(2015, 2019), 2478), **dict.fromkeys(range(2019, 2025), 2477),
    }  # fmt: skip
    assert counts == expected


def test_unemployed_findings_and_provenance_are_whole(unemployed: Reading) -> None:
    assert codes(unemployed) == [
        "part-4", "part-5", "kinds-joined",
        "totals-agree-voivodeship", "totals-agree-county", "totals-agree-municipality",
    ]  # fmt: skip
    assert [f.params["units"] for f in unemployed.findings[:3]] == [711, 711, 134]
    provenance = unemployed.provenance
    assert (provenance.file, provenance.size) == ("RYNE_1944_CTAB_20250616184618.csv", 477786)
    assert (len(provenance.sha256), provenance.licence, provenance.origin) == (64, "GUS", "bdl.stat.gov.pl")
    assert unemployed.table.columns == COLUMNS


def test_unemployed_series_of_a_unit_that_changed_kind_is_unbroken(unemployed: Reading) -> None:
    pieszyce = unemployed.table.filter(pl.col("unit") == "020203").sort("period")
    assert pieszyce["value"].to_list() == [
        1079, 1088, 1086, 910, 742, 652, 772, 741, 602, 621, 612, 513, 365,
        282, 208, 196, 154, 205, 142, 147, 162, 173,
    ]  # fmt: skip
    assert pieszyce["teryt"].to_list() == ["0202031"] * 13 + ["0202033"] * 9
    ended = unemployed.table.filter(pl.col("teryt") == "0221091", pl.col("value").is_not_null())
    assert (ended["period"].max(), ended["name"].unique().to_list()) == (2012, ["Wałbrzych"])


def test_population_2024_saved_again_reads_in_full(shared: Path) -> None:
    reading = read_bdl(one(shared, "data/bdl-population-gminas-2024/LUDN_2425_*.csv"))
    municipalities = reading.table.filter(pl.col("level") == "municipality")
    kinds = municipalities.unique("teryt")["teryt"].str.tail(1).value_counts().sort("teryt").rows()
    assert kinds == [("1", 302), ("2", 1464), ("3", 711)]
    population = municipalities.filter(pl.col("series") == "P2425|ludność w tysiącach")
    assert round(population["value"].sum(), 2) == 37490.19
    built_up = municipalities.filter(pl.col("label").str.starts_with("gęstość"))
    assert built_up["value"].null_count() == 2477
    parts = {f.code: f.params["units"] for f in reading.findings if f.code.startswith("part-")}
    assert parts == {"part-4": 711, "part-5": 711, "part-8": 18}
    assert "totals-agree-municipality" in codes(reading)


def test_population_2020_long_has_every_municipality_once(shared: Path) -> None:
    table = read_bdl(one(shared, "data/bdl-population-gminas-2020-long/LUDN_2137_*.csv")).table
    assert table.group_by("series").len().sort("series").rows() == [
        ("P2137|ogółem|kobiety", 2477),
        ("P2137|ogółem|mężczyźni", 2477),
        ("P2137|ogółem|ogółem", 2477),
    ]
    assert table.filter(pl.col("teryt") == "0201011").sort("series")["value"].to_list()[1:] == [18128, 38486]
    assert table["name"].n_unique() < 2477  # never join on names


def test_marriages_2020_lose_their_stray_part(shared: Path) -> None:
    reading = read_bdl(one(shared, "data/bdl-population-gminas-2020-long/LUDN_1872_*.csv"))
    assert reading.table.height == 2477
    assert [f.params for f in reading.findings if f.code == "part-5"] == [
        {"count": 1, "units": 1, "first": 6, "last": 6}
    ]


def test_life_expectancy_of_2021_is_not_yet_available(shared: Path) -> None:
    table = read_bdl(one(shared, "data/bdl-population-gminas-2020-long/LUDN_2730_*.csv")).table
    missing = table.filter(pl.col("value").is_null())
    assert (missing.height, missing["period"].unique().to_list()) == (102, [2021])
    assert missing["status"].unique().to_list() == ["not yet available"]


@pytest.mark.parametrize(
    ("pattern", "rows"),
    [
        ("LUDN_1350_*", 380), ("LUDN_2425_*173131*", 380), ("LUDN_2425_*173151*", 380), ("LUDN_2425_*173206*", 379),
        ("PODM_3802_*", 380), ("PRZE_4431_*", 380), ("RYNE_2392_*", 380), ("RYNE_3787_*", 379), ("SZKO_3226_*", 147),
        ("WYNA_2497_*", 380),
    ],
)  # fmt: skip
def test_counties_2022_have_the_known_rows(shared: Path, pattern: str, rows: int) -> None:
    table = read_bdl(one(shared, f"data/bdl-powiats-2022/{pattern}")).table
    assert (table.height, table["level"].unique().to_list(), table["value"].null_count()) == (
        rows,
        ["county"],
        0,
    )


def test_three_exports_of_one_subgroup_have_three_series(shared: Path) -> None:
    paths = sorted(shared.glob("data/bdl-powiats-2022/LUDN_2425_*.csv"))
    assert [read_bdl(path).table["series"][0] for path in paths] == [
        "P2425|ludność na 1 km2", "P2425|ludność w tysiącach", "P2425|wskaźnik urbanizacji",
    ]  # fmt: skip


def test_subregions_tell_missing_from_zero(shared: Path) -> None:
    """`x` always beside 0,0; `n` always beside nothing; `M` beside a value."""
    readings = {path.name: read_bdl(path) for path in sorted(shared.glob("data/bdl-nuts3-2002-2022/*/*.csv"))}
    assert len(readings) == 14
    statuses = (
        pl.concat([reading.table for reading in readings.values()])
        .group_by("status", "note")
        .len()
        .sort("status", "note")
    )
    table = pl.concat([reading.table for reading in readings.values()])
    assert dict(zip(statuses.select("status", "note").rows(), statuses["len"], strict=True)) == {
        ("", ""): table.height - 42 - 657 - 1533 - 73,
        ("", "series break"): 73,
        ("confidential", ""): 42,
        ("missing", ""): 1241 + 146 + 146,
        ("not yet available", ""): 73 + 219 + 292 + 73,
    }
    assert table["unit"].n_unique() == 73
    assert table["level"].unique().to_list() == ["subregion"]
    suppressed = table.filter(pl.col("status") == "confidential")
    assert (suppressed["subgroup"].unique().to_list(), suppressed["value"].null_count()) == (["P2392"], 42)
    assert sorted(suppressed["period"].unique().to_list()) == list(range(2004, 2010))

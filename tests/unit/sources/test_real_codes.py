"""The real registers know the same units: on six digits, whatever the state of their codes (handbook, 6.3–6.7)."""

from pathlib import Path

import polars as pl

from empiria.sources.areas import read_areas
from empiria.sources.bdl_files import read_bdl
from empiria.sources.boundaries import read_boundaries
from empiria.sources.terc import read_terc


def municipalities(table: pl.DataFrame, code: str = "unit") -> dict[str, str]:
    """Code for life → dated code."""
    rows = table.filter(pl.col("level") == "municipality").unique(code)
    return dict(rows.select(code, "teryt").rows())


def terc(shared: Path, year: str) -> dict[str, str]:
    (path,) = shared.glob(f"data/terc/TERC_Urzedowy_{year}-*.csv")
    return municipalities(read_terc(path).table, "code")


def test_terc_of_2020_is_the_population_of_2020(shared: Path) -> None:
    (path,) = shared.glob("data/bdl-population-gminas-2020-long/LUDN_2137_*.csv")
    assert municipalities(read_bdl(path).table) == terc(shared, "2020")


def test_terc_of_2025_is_the_register_of_areas(shared: Path) -> None:
    (path,) = shared.glob("data/bdl-population-gminas-2024/Wykaz_powierzchni*.xlsx")
    assert municipalities(read_areas(path).table) == terc(shared, "2025")


def test_between_the_lists_codes_for_life_only_grow(shared: Path) -> None:
    old, new = terc(shared, "2020"), terc(shared, "2025")
    assert set(old) - set(new) == set()
    assert set(new) - set(old) == {"120713", "200216"}
    changed = {(old[code][-1], new[code][-1]) for code in old if old[code] != new[code]}
    assert (sum(old[code] != new[code] for code in old), changed) == (76, {("2", "3")})


def test_boundaries_of_2019_match_the_figures_of_2024_on_six_digits(shared: Path) -> None:
    shapes = municipalities(read_boundaries(shared / "data/geo-jusuff/poland.municipalities.json").table)
    (path,) = shared.glob("data/bdl-population-gminas-2024/LUDN_2425_*.csv")
    figures = municipalities(read_bdl(path).table)
    assert set(shapes) == set(figures)
    assert sum(shapes[code] != figures[code] for code in shapes) == 73

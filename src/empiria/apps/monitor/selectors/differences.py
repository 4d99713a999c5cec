"""The tables of a release's difference report, and whether it still holds."""

import hashlib
import json

import polars as pl

from empiria.apps.monitor.models import Import, Indicator, Release
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.places.selectors import unit_table

COLUMNS = ["kind", "indicator", "period", "teryt", "name", "level", "before", "after", "change"]


def difference_rows(release: Release, *, kind: str = "", indicator: str = "") -> pl.DataFrame:
    """Single differences with the units' codes and names of today; empty while there is no report."""
    rows = _table(release, "rows")
    if rows is None:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    if kind:
        rows = rows.filter(pl.col("kind") == kind)
    if indicator:
        rows = rows.filter(pl.col("indicator") == indicator)
    return (
        rows.join(_names(release).lazy(), on="unit", how="left", maintain_order="left")
        .select(COLUMNS)
        .collect()
    )


def difference_slices(release: Release, *, indicator: str = "") -> pl.DataFrame:
    """Counts for every slice touched: indicator, period, level, before, after, new, changed, vanished, expected, share."""
    slices = _table(release, "slices")
    if slices is None:
        return pl.DataFrame(schema={"indicator": pl.String, "period": pl.Int32, "level": pl.String})
    return (slices.filter(pl.col("indicator") == indicator) if indicator else slices).collect()


def _table(release: Release, name: str) -> pl.LazyFrame | None:
    path = release.difference.get("tables", {}).get(name)
    return pl.scan_parquet(store_path(path)) if path else None


def _names(release: Release) -> pl.DataFrame:
    """What units are called: by the places, else by the files that brought them."""
    known = unit_table().select(pl.col("code").alias("unit"), "teryt", "name")
    seen = {
        code: (unit["teryt"], unit["name"])
        for units in release.imports.filter(state=Import.State.ACTIVE).values_list("unknown_units", flat=True)
        for code, unit in units.items()
    }
    rest = pl.DataFrame(
        [(code, *words) for code, words in seen.items()],
        schema={"unit": pl.String, "teryt": pl.String, "name": pl.String},
        orient="row",
    )
    return pl.concat([known, rest.join(known, on="unit", how="anti")])


def jump_bounds() -> dict[str, float]:
    """The indicators' own bounds beyond which a change asks for a look."""
    bounds = Indicator.objects.order_by("code").values_list("code", "jump_bound")
    return {code: bound for code, bound in bounds if bound is not None}


def report_basis(release: Release, *, units: pl.DataFrame) -> str:
    """A digest of all that a difference report follows from: both sides, what was left out, units, and bounds.

    A register imported meanwhile settles units and changes how many are expected; the catalogue changes bounds.
    """
    base = release.supersedes
    facts = [
        release.observations_sha256,
        base.observations_sha256 if base else "",
        sorted(release.left_out),
        units.select("code", "level", "valid_from", "valid_to").write_csv(),
        jump_bounds(),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def report_stands(release: Release) -> bool:
    """The release has a difference report that would be the same if it were made now."""
    if not release.difference_digest:
        return False
    return bool(release.difference.get("basis") == report_basis(release, units=unit_table()))

"""The difference report of a draft: made, kept beside it, and named by a digest that the publisher must have seen."""

import hashlib
import json
from typing import Any

import polars as pl
from django.db import transaction

from empiria.apps.monitor.models import Import, Release
from empiria.apps.monitor.selectors.differences import jump_bounds, report_basis, report_stands
from empiria.apps.monitor.selectors.releases import unsettled_units
from empiria.apps.monitor.selectors.store import scan_observations
from empiria.apps.monitor.services.comparing import ROW_KINDS, Bounds, Comparison, compare
from empiria.apps.monitor.services.drafts import hold_draft
from empiria.apps.monitor.services.store import write_table
from empiria.apps.places.selectors import unit_table

# Slices that the summary names; the tables hold all.
NAMED = 200


def refresh_difference(*, release: Release) -> Release:
    """Compare the draft with what is published and keep the report; nothing to do when it stands already.

    The comparison itself holds nothing; when the draft was changed meanwhile, its report is left to whoever changed it.
    """
    if report_stands(release):
        return release
    bounds = Bounds()
    units = unit_table()
    basis = report_basis(release, units=units)
    base = release.supersedes
    comparison = compare(
        scan_observations(base.observations if base else ""),
        scan_observations(release.observations),
        touched=_touched(release),
        units=units,
        bounds=bounds,
        jump_bounds=jump_bounds(),
    )
    folder = f"releases/{release.pk}"
    rows, _ = write_table(comparison.rows, folder=folder, stem="difference")
    slices, _ = write_table(comparison.slices, folder=folder, stem="slices")
    summary = _summary(release, comparison, bounds=bounds) | {"tables": {"rows": rows, "slices": slices}}
    with transaction.atomic():
        draft = hold_draft(release)
        if draft.observations_sha256 == release.observations_sha256:
            draft.difference = summary | {"basis": basis}
            draft.difference_digest = difference_digest(summary)
            draft.save(update_fields=["difference", "difference_digest"])
    return draft


def difference_digest(summary: dict[str, Any]) -> str:
    """What names a report: one that says the same has the same digest."""
    return hashlib.sha256(json.dumps(summary, sort_keys=True).encode()).hexdigest()


def _touched(release: Release) -> pl.DataFrame:
    """The slices in which this draft can differ from what it started from; all others are carried over as they were."""
    base = release.supersedes
    if base is None or set(base.left_out) != set(release.left_out):
        parts = [scan_observations(release.observations)]
        parts += [scan_observations(base.observations)] if base else []
        slices = pl.concat([part.select("indicator", "period") for part in parts]).unique()
        return slices.collect(engine="streaming")
    cuts = release.imports.filter(state=Import.State.ACTIVE).values_list("slices", flat=True)
    return pl.DataFrame(
        [tuple(cut) for slices in cuts for cut in slices],
        schema={"indicator": pl.String, "period": pl.Int32},
        orient="row",
    ).unique()


def _summary(release: Release, comparison: Comparison, *, bounds: Bounds) -> dict[str, Any]:
    slices = comparison.slices
    counts = dict.fromkeys(ROW_KINDS, 0) | dict(comparison.rows.group_by("kind").len().iter_rows())
    totals = slices.select(pl.col("before", "after", "new", "changed", "vanished").sum()).row(0, named=True)
    missing = comparison.rows.filter(pl.col("kind") == "unit-missing")
    short = slices.filter(pl.col("share") < bounds.coverage).sort("share", "indicator", "period")
    return {
        # What the public list of releases says.
        "summary": {
            "new": totals["new"],
            "changed": totals["changed"],
            "vanished": totals["vanished"],
            "jumps": counts["jump"] + counts["population-jump"],
        },
        "against": release.supersedes.code if release.supersedes else "",
        "observations": release.observations_sha256,
        "against_observations": release.supersedes.observations_sha256 if release.supersedes else "",
        "bounds": bounds.as_dict(),
        "values": totals,
        "rows": counts,
        "units_missing": missing["unit"].n_unique(),
        "slices": {
            "touched": slices.select("indicator", "period").unique().height,
            "new": _whole(slices, "before"),
            "gone": _whole(slices, "after"),
        },
        "short": short.height,
        "shortest": short.head(NAMED).select("indicator", "period", "level", "after", "expected").rows(),
        "unsettled": [unit.teryt for unit in unsettled_units(release)],
        "left_out": release.left_out,
    }


def _whole(slices: pl.DataFrame, side: str) -> int:
    """Slices that have no value at all on one side."""
    sums = slices.group_by("indicator", "period").agg(pl.col("before", "after").sum())
    other = "after" if side == "before" else "before"
    return sums.filter(pl.col(side) == 0, pl.col(other) > 0).height

"""What the public API reads: the catalogue, published releases, pages of their figures and scores, local indicators."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import QuerySet

from empiria.apps.accounts.rules import NOBODY
from empiria.apps.monitor.models import (
    Area,
    Dimension,
    Indicator,
    LocalFigure,
    LocalIndicator,
    Release,
    ScoreSet,
)
from empiria.apps.monitor.rules import local_figures_visible_to, local_indicators_visible_to
from empiria.apps.monitor.selectors.catalogue import executed_recipe
from empiria.apps.monitor.selectors.measures import published_indicators
from empiria.apps.monitor.selectors.releases import public_releases
from empiria.apps.monitor.selectors.store import scan, scan_observations, store_path
from empiria.apps.places.selectors import teryt_by_code

CURRENT = "current"
PERCENTILES = tuple(f"{name}_p{share}" for name in ("rank", "score") for share in ("05", "50", "95"))


def open_indicators(*, dimension: str = "", area: str = "") -> QuerySet[Indicator]:
    """The catalogue in the order of the codes."""
    found = Indicator.objects.select_related("area__dimension", "denominator", "replaced_by").order_by("code")
    if dimension:
        found = found.filter(area__dimension__code=dimension)
    return found.filter(area__code=area) if area else found


def dimension_codes() -> frozenset[str]:
    return frozenset(Dimension.objects.values_list("code", flat=True))


def area_codes() -> frozenset[str]:
    return frozenset(Area.objects.values_list("code", flat=True))


def known_indicators(release: Release) -> frozenset[str]:
    """The codes of the catalogue, and of whatever else the release has figures of."""
    return published_indicators(release) | frozenset(Indicator.objects.values_list("code", flat=True))


def nodes_of(score_set: ScoreSet) -> frozenset[str]:
    return frozenset(node.code for node in executed_recipe(score_set.recipe.text).tree.walk())


def open_release(code: str) -> Release | None:
    """A published release by its code, or the current one."""
    releases = public_releases().defer("difference", "left_out")
    if code == CURRENT:
        return releases.filter(state=Release.State.PUBLISHED).first()
    return releases.filter(code=code).first()


def open_scores(release: Release) -> QuerySet[ScoreSet]:
    """The scores of a release that can be read, the recipe and the grouping shown first at the head."""
    return (
        release.score_sets.filter(state__in=(ScoreSet.State.READY, ScoreSet.State.LACKING))
        .exclude(path="")
        .select_related("recipe")
        .order_by("recipe__position", "recipe__code", "pk")
    )


def open_score_set(release: Release, *, recipe: str, grouping: str) -> ScoreSet | None:
    found = open_scores(release)
    if recipe:
        found = found.filter(recipe__code=recipe)
    if grouping:
        found = found.filter(grouping=grouping)
    return found.first()


def open_local_indicators() -> QuerySet[LocalIndicator]:
    """The local indicators that everybody sees today, in the order of the codes."""
    found = LocalIndicator.objects.filter(local_indicators_visible_to(NOBODY))
    return found.select_related("area__dimension", "replaces").order_by("code")


def open_local_figures(
    *, codes: Collection[str], units: Collection[str], first: int, last: int
) -> QuerySet[LocalFigure]:
    """The figures of local indicators that everybody sees today; no codes, no units: all of them."""
    found = LocalFigure.objects.filter(local_figures_visible_to(NOBODY), year__range=(first, last))
    if codes:
        found = found.filter(participation__indicator__code__in=codes)
    if units:
        found = found.filter(participation__organisation__unit__code__in=units)
    return found.select_related("participation__organisation__unit").order_by(
        "participation__indicator__code", "participation__organisation__unit__code", "participation", "year"
    )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which rows, by codes for life of units, codes of indicators or nodes, and years; no codes: all of them."""

    units: frozenset[str]
    codes: frozenset[str]
    first: int
    last: int
    offset: int
    limit: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some rows, and how many there are in all."""

    rows: Sequence[dict[str, Any]]
    total: int


def observations_page(release: Release, wanted: Wanted) -> Page:
    """Sorted by unit, indicator and year, as they lie in the store."""
    columns = ("unit", "indicator", "period", "value", "status")
    return _page(scan_observations(release.observations), wanted, key="indicator", columns=columns)


def scores_page(score_set: ScoreSet, wanted: Wanted) -> Page:
    """Sorted by unit, node and year; with the percentiles, where it is known how certain the scores are."""
    columns = (
        *("unit", "node", "period", "group", "value", "score", "rank", "ranked", "status"),
        *("change_score", "change_rank"),
    )
    table = scan(store_path(score_set.path) / "by_unit.parquet")
    return _page(table, wanted, key="node", columns=columns, beside=lambda page: _certain(score_set, page))


def _certain(score_set: ScoreSet, page: pl.DataFrame) -> pl.DataFrame:
    """The same rows with the percentiles beside them."""
    if not score_set.certainty_path:
        return page.with_columns(pl.lit(None, pl.Float64).alias(name) for name in PERCENTILES)
    keys = ["unit", "node", "period"]
    kept = (
        scan(store_path(score_set.certainty_path) / "by_unit.parquet")
        .filter(pl.col("unit").is_in(page["unit"].unique().to_list()))
        .select(*keys, *PERCENTILES)
        .collect(engine="streaming")
    )
    return page.join(kept, on=keys, how="left", maintain_order="left")


def _page(
    table: pl.LazyFrame,
    wanted: Wanted,
    *,
    key: str,
    columns: Sequence[str],
    beside: Callable[[pl.DataFrame], pl.DataFrame] = lambda page: page,
) -> Page:
    """Read as a stream: however large the release, no more than some row groups of it are in memory."""
    found = table.filter(pl.col("period").is_between(wanted.first, wanted.last))
    if wanted.units:
        found = found.filter(pl.col("unit").is_in(wanted.units))
    if wanted.codes:
        found = found.filter(pl.col(key).is_in(wanted.codes))
    total = found.select(pl.len()).collect(engine="streaming").item()
    page = found.select(columns).slice(wanted.offset, wanted.limit).collect(engine="streaming")
    today = teryt_by_code(page["unit"].unique())
    rows = beside(page).to_dicts()
    for row in rows:
        row["unit"] = today.get(row["unit"], row["unit"])
    return Page(rows=rows, total=total)

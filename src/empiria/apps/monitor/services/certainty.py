"""How far the scores of a release move when the choices their recipe declares do: computed after them, kept beside them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from empiria.analysis.errors import InputError, mark
from empiria.analysis.recipe import Recipe
from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors.certainty import ENDS
from empiria.apps.monitor.selectors.releases import CERTAINTY_JOB, SCORE_SET
from empiria.apps.monitor.selectors.store import scan, store_path
from empiria.apps.monitor.services.scoring import code_version, completed, score_inputs
from empiria.apps.monitor.services.store import write_tables
from empiria.apps.system.models import Job
from empiria.apps.system.services import enqueue_job

if TYPE_CHECKING:
    from empiria.analysis.uncertainty import UncertaintyResult

REPLICATES, SEED = 1000, 1
# A year of 2,479 municipalities takes 24 times as long as its index (bench): no more than pages are asked for.
YEARS = 10
CELL = ("unit", "period", "node")
# Ends of an interval that differ from a whole place by rounding only are that place.
ROUNDING = 1e-6

Told = Callable[[int, int, str], None]


def _silent(done: int, total: int, message: str = "") -> None:
    """Nobody waits for the progress."""


def _unfenced() -> None:
    """No other process works on the same scores."""


@transaction.atomic
def request_certainty(*, score_set: ScoreSet, by: models.Model | None) -> Job | None:
    """Ask for the certainty of scores that stand; None where there are none, or theirs was computed by the code of now."""
    known = score_set.certainty_state == ScoreSet.Certainty.READY
    if score_set.state != ScoreSet.State.READY or (
        known and score_set.certainty["code_version"] == code_version()
    ):
        return None
    ScoreSet.objects.filter(pk=score_set.pk).exclude(certainty_state=ScoreSet.Certainty.READY).update(
        certainty_state=ScoreSet.Certainty.QUEUED, certainty={}
    )
    return enqueue_job(
        kind=CERTAINTY_JOB,
        by=by,
        object_type=SCORE_SET,
        object_id=score_set.pk,
        score_set=score_set.pk,
        scores=score_set.path,
    )


def compute_certainty(
    *,
    score_set: ScoreSet,
    replicates: int = REPLICATES,
    seed: int = SEED,
    progress: Told = _silent,
    confirm: Callable[[], None] = _unfenced,
) -> bool:
    """Compute the certainty of a set's scores and keep it with all that is needed to make it again.

    Of the inner nodes, in the latest YEARS that pages show first. In order: reads what the scores were made of; computes;
    writes the folder into the store; names it in the database, unless `confirm` refuses or other scores stand there by
    then: that is answered by False, and a job of their own makes theirs.
    """
    # NumPy and SciPy: only the worker computes, a web process starts without them.
    from empiria.analysis.uncertainty import compute_uncertainty

    scores = score_set.path
    recipe, units, observations = score_inputs(score_set)
    periods = shown_periods(score_set)

    halves = 2 if recipe.change else 1

    def told(done: int, total: int, before: int = 0) -> None:
        progress(before * total + done, halves * total + 1, mark("Drawing the choices of the method"))

    told(0, 1)
    given = completed(observations, recipe, units), units
    asked: dict[str, Any] = {"replicates": replicates, "seed": seed, "periods": periods}
    result = compute_uncertainty(recipe, *given, **asked, progress=told)
    changes = (
        compute_uncertainty(recipe, *given, **asked, are_changes=True, progress=partial(told, before=1))
        if recipe.change
        else None
    )
    path = write_tables(_tables(score_set, recipe, result, changes), folder=f"certainty/{score_set.pk}")
    values: dict[str, Any] = {
        "certainty_state": ScoreSet.Certainty.READY,
        "certainty_path": path,
        "certainty": {
            "replicates": replicates,
            "seed": seed,
            "choices": list(result.choices),
            "periods": periods,
            "is_standardised": result.is_standardised,
            "recipe": str(score_set.recipe),
            "code_version": code_version(),
            "computed_at": timezone.now().isoformat(),
        },
    }
    with transaction.atomic():
        confirm()
        kept = ScoreSet.objects.filter(pk=score_set.pk, path=scores).update(**values)
    if kept:
        for name, value in values.items():
            setattr(score_set, name, value)
    progress(1, 1, "")
    return bool(kept)


def fail_certainty(*, score_set: ScoreSet, error: InputError) -> None:
    """Say why it could not be computed, unless an earlier one stands."""
    ScoreSet.objects.filter(pk=score_set.pk, certainty_path="").update(
        certainty_state=ScoreSet.Certainty.FAILED, certainty={"problem": error.render(gettext)}
    )


def shown_periods(score_set: ScoreSet) -> list[int]:
    """The latest years in which nearly everybody has the root score; without any, the one that pages show."""
    return sorted(score_set.covered)[-YEARS:] or sorted(score_set.periods)[-1:]


def _tables(
    score_set: ScoreSet, recipe: Recipe, result: "UncertaintyResult", changes: "UncertaintyResult | None"
) -> dict[str, pl.DataFrame]:
    """What the folder holds: intervals and shares of inner nodes (a leaf hardly moves), and how the index hangs together."""
    change = ["change_score"] if changes else []
    kept = (
        scan(store_path(score_set.path) / "by_unit.parquet")
        .filter(pl.col("period").is_in(shown_periods(score_set)))
        .select("unit", "group", "period", "node", "score", *change)
        .collect()
    )
    inner = pl.col("node").is_in([node.code for node in recipe.nodes if not node.is_leaf])
    intervals = shown_intervals(kept.filter(inner).drop_nulls("score"), result)
    if changes:
        moved = kept.filter(inner).drop("score").rename({"change_score": "score"}).drop_nulls("score")
        ends = shown_intervals(moved, changes).select(
            *CELL, *(pl.col(end).name.prefix("change_") for end in ENDS)
        )
        intervals = intervals.join(ends, on=CELL, how="left")
    return {
        "by_unit": intervals.sort("unit", "node", "period"),
        "by_group": intervals.sort("group", "period", "node", "unit"),
        "sensitivity": result.sensitivity.filter(inner),
        **_coherence(recipe, kept),
    }


def _coherence(recipe: Recipe, scores: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Correlations, alphas and effective weights of every year there is."""
    from empiria.analysis import coherence  # NumPy, which only the worker needs

    # A node that nobody has a figure of is not among the scores, but it is in the recipe.
    nodes = pl.DataFrame({"node": [node.code for node in recipe.nodes]})
    tables = {
        "correlations": coherence.sibling_correlations,
        "alphas": coherence.cronbach_alphas,
        "effective_weights": coherence.effective_weights,
    }
    years = {
        year: part.join(nodes, on="node", how="right").with_columns(period=pl.lit(year, pl.Int32))
        for (year,), part in scores.sort("period").partition_by("period", as_dict=True).items()
    }
    return {
        name: pl.concat(
            [
                table(recipe, part, int(year)).with_columns(period=pl.lit(year, pl.Int32))
                for year, part in years.items()
            ]
        )
        for name, table in tables.items()
    }


def shown_intervals(scores: pl.DataFrame, result: "UncertaintyResult") -> pl.DataFrame:
    """The percentiles as the command writes them, and what pages show of them: `rank_low` to `rank_high`, whole places
    that hold the interval, and `score_low` to `score_high`, on the scale of the scores.

    Standardised scores come back to that scale by the mean and the standard deviation of the group's own scores.
    """
    cell = ["group", "period", "node"]
    low, high = pl.col("score_p05"), pl.col("score_p95")
    if result.is_standardised:
        low, high = (pl.col("mean") + pl.col("sd") * end for end in (low, high))
    return (
        result.intervals.join(scores, on=CELL)
        .with_columns(
            mean=pl.col("score").mean().over(cell), sd=pl.col("score").std().over(cell).fill_null(0.0)
        )
        .with_columns(
            score_low=low,
            score_high=high,
            rank_low=(pl.col("rank_p05") + ROUNDING).floor().cast(pl.Int32),
            rank_high=(pl.col("rank_p95") - ROUNDING).ceil().cast(pl.Int32),
        )
        .select(
            *("unit", *cell),
            *result.intervals.columns[3:],
            *("score_low", "score_high", "rank_low", "rank_high"),
        )
        .drop_nulls("rank_low")
    )

"""Scores: every current recipe on a release, each unit compared within its group of every grouping that applies."""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

import empiria.analysis
from empiria.analysis.errors import InputError, mark
from empiria.analysis.recipe import Recipe, read_recipe
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.selectors.releases import SCORE_JOB, SCORE_SET
from empiria.apps.monitor.selectors.scores import spread_table
from empiria.apps.monitor.selectors.store import read_units, scan_observations
from empiria.apps.monitor.services.store import forget_stored, write_tables
from empiria.apps.system.services import enqueue_job, record

if TYPE_CHECKING:
    from empiria.analysis.index import IndexResult

# A year counts as covered when so many of the compared units have the root score (contracts, section 4).
COVERED = 0.95

Told = Callable[[int, int, str], None]


def _silent(done: int, total: int, message: str = "") -> None:
    """Nobody waits for the progress."""


def _unfenced() -> None:
    """No other process works on the same scores."""


@transaction.atomic
def prepare_scores(*, release: Release, by: Person | None) -> list[ScoreSet]:
    """Ask for the scores of a published release by every current recipe, in every grouping that has members.

    Scores that stand already stay as they are, so asking again fills gaps only. Jobs start after the commit.
    """
    units = read_units(release.units)
    asked = []
    for recipe in RecipeVersion.objects.filter(is_current=True):
        for grouping in recipe.groupings:
            if not {grouping, recipe.groupings[0]} <= set(units.columns):
                continue
            compared = units.drop_nulls([recipe.groupings[0], grouping])
            if compared.is_empty():
                continue
            score_set, _ = ScoreSet.objects.get_or_create(release=release, recipe=recipe, grouping=grouping)
            if score_set.state in (ScoreSet.State.QUEUED, ScoreSet.State.FAILED):
                _ask(score_set, by=by)
                asked.append(score_set)
    return asked


@transaction.atomic
def rebuild_scores(*, release: Release, by: Person | None, reason: str = "") -> list[ScoreSet]:
    """Make all scores of a release again: the ones that stand are read until the new ones take their place."""
    prepare_scores(release=release, by=by)
    score_sets = list(release.score_sets.all())
    for score_set in score_sets:
        _ask(score_set, by=by)
    record(
        by=by,
        action="monitor.rebuild-scores",
        object_type="monitor.release",
        object_id=release.code,
        reason=reason,
        details={"score_sets": [score_set.pk for score_set in score_sets]},
    )
    return score_sets


def _ask(score_set: ScoreSet, *, by: Person | None) -> None:
    ScoreSet.objects.filter(pk=score_set.pk, path="").update(state=ScoreSet.State.QUEUED, problem="")
    enqueue_job(kind=SCORE_JOB, by=by, object_type=SCORE_SET, object_id=score_set.pk, score_set=score_set.pk)


@cache
def code_version() -> str:
    """The version of the program and a digest of the method's own sources, which name the code that made a score."""
    digest = hashlib.sha256()
    root = Path(empiria.analysis.__path__[0])
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return f"{version('empiria')}+{digest.hexdigest()[:12]}"


def compute_scores(
    *, score_set: ScoreSet, progress: Told = _silent, confirm: Callable[[], None] = _unfenced
) -> ScoreSet:
    """Compute one set of scores and keep it with all that is needed to make it again. Doing so twice gives the same.

    In order: reads the figures of the compared units; computes; writes the folder into the store; names it in the
    database, where `confirm` may still refuse (the worker was taken for dead). A leaf without any figure is missing for
    every unit and is listed; where the root has no score at all the set is `lacking`, its figures readable all the same.
    """
    progress(0, 4, mark("Reading figures"))
    recipe, units, observations = score_inputs(score_set)
    missing = _missing_leaves(recipe, observations)
    values: dict[str, Any] = {
        "missing": missing,
        "state": ScoreSet.State.LACKING,
        "path": "",
        "periods": [],
        "covered": [],
        "problem": "",
        "code_version": code_version(),
        "computed_at": timezone.now(),
    }
    if observations.height:
        # Narwhals and NumPy: only the worker computes, a web process starts without them.
        from empiria.analysis.index import compute_index

        progress(1, 4, mark("Computing"))
        result = compute_index(recipe, completed(observations, recipe, units), units)
        progress(3, 4, mark("Writing"))
        values |= _kept(score_set, recipe, units, result)
    if values["path"] != score_set.path:
        # What is known of the certainty is of other scores.
        values |= {
            "certainty_state": ScoreSet.Certainty.NONE,
            "certainty_path": "",
            "certainty": {},
        }
    read = (score_set.release.observations, score_set.release.units)
    with transaction.atomic():
        confirm()
        # An erasure may have put another table in the place of one that was read.
        now = Release.objects.select_for_update().get(pk=score_set.release_id)
        is_of_now = (now.observations, now.units) == read
        if is_of_now:
            for name, value in values.items():
                setattr(score_set, name, value)
            score_set.save(update_fields=list(values))
    if not is_of_now:
        forget_stored(values["path"])
        again = ScoreSet.objects.select_related("release", "recipe").get(pk=score_set.pk)
        return compute_scores(score_set=again, progress=progress, confirm=confirm)
    progress(4, 4, "")
    return score_set


def fail_scores(*, score_set: ScoreSet, error: InputError) -> None:
    """Say why scores could not be made, unless earlier ones stand."""
    ScoreSet.objects.filter(pk=score_set.pk, path="").update(
        state=ScoreSet.State.FAILED, problem=error.render(gettext)
    )


def score_inputs(score_set: ScoreSet) -> tuple[Recipe, pl.DataFrame, pl.DataFrame]:
    """The recipe in the grouping of the set, the units compared, and their observations of the recipe's indicators.

    Whom a recipe speaks of is said by its own grouping; another one only divides the same units anew.
    """
    release, own_grouping = score_set.release, score_set.recipe.groupings[0]
    recipe = read_recipe(score_set.recipe.text).with_compare(score_set.grouping)
    units = read_units(release.units).filter(
        pl.col(recipe.compare).is_not_null(), pl.col(own_grouping).is_not_null()
    )
    observations = (
        scan_observations(release.observations)
        .filter(pl.col("indicator").is_in(recipe.indicators()))
        .join(units.select("unit").lazy(), on="unit", how="semi")
        .select("unit", "indicator", "period", "value", "status")
        .collect()
    )
    return recipe, units, observations


def _missing_leaves(recipe: Recipe, observations: pl.DataFrame) -> list[dict[str, str]]:
    present = set(observations.filter(pl.col("value").is_not_null())["indicator"].unique())
    missing = []
    for leaf in recipe.leaves():
        if leaf.code not in present:
            missing.append({"node": leaf.code, "indicator": leaf.code, "reason": "none"})
        elif leaf.per and leaf.per.indicator and leaf.per.indicator not in present:
            missing.append({"node": leaf.code, "indicator": leaf.per.indicator, "reason": "denominator"})
    return missing


def completed(observations: pl.DataFrame, recipe: Recipe, units: pl.DataFrame) -> pl.DataFrame:
    """An explicit missing value for every indicator without any row, so that it counts as missing, not as an error."""
    absent = sorted(set(recipe.indicators()) - set(observations["indicator"].unique()))
    rows = pl.DataFrame(
        {"indicator": absent},
        schema={"indicator": pl.String},
    ).select(
        pl.lit(units["unit"][0]).alias("unit"),
        "indicator",
        pl.lit(observations["period"].max(), pl.Int32).alias("period"),
        pl.lit(None, pl.Float64).alias("value"),
        pl.lit("").alias("status"),
    )
    return pl.concat([observations, rows])


def _kept(score_set: ScoreSet, recipe: Recipe, units: pl.DataFrame, result: "IndexResult") -> dict[str, Any]:
    root = recipe.tree.code
    scores = _telling(_with_change(result.scores, units.select("unit", group=recipe.compare)), root=root)
    at_root = pl.col("node") == root
    path = write_tables(
        {
            "by_unit": _plain(scores.sort("unit", "node", "period")),
            "by_group": _plain(scores.sort("group", "period", "node", "unit")),
            "groups": _plain(spread_table(scores)),
            # One small file for every page that colours all units by the whole.
            "roots": _plain(scores.filter(at_root).sort("period", "unit")),
            "parameters": result.parameters,
        },
        folder=f"scores/{score_set.pk}",
    )
    told = pl.col("value").is_not_null() | pl.col("score").is_not_null()
    scored = scores.filter(at_root)["score"].is_not_null().any()
    return {
        "path": path,
        "state": ScoreSet.State.READY if scored else ScoreSet.State.LACKING,
        "periods": sorted(scores.filter(told)["period"].unique()),
        "covered": _covered(scores.filter(at_root)),
    }


def _with_change(scores: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Scores with their groups, and the same columns whether or not the recipe looks at change.

    Codes are numbers here, in the order of their texts: millions of rows are sorted and counted several times faster.
    """
    change = {"change_score": pl.Float64, "change_rank": pl.Int32}
    scores = scores.join(groups, on="unit").with_columns(
        *(pl.col(name).cast(pl.Enum(codes.unique().sort())) for name, codes in _codes(scores, groups)),
        *(pl.lit(None, dtype).alias(name) for name, dtype in change.items() if name not in scores.columns),
    )
    return scores.select(
        *("unit", "group", "period", "node", "level", "value", "score", "rank", "ranked", "status"),
        *change,
    )


def _codes(scores: pl.DataFrame, groups: pl.DataFrame) -> list[tuple[str, pl.Series]]:
    return [("unit", groups["unit"]), ("group", groups["group"]), ("node", scores["node"])]


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes as texts again, as every reader of the store expects them."""
    return frame.with_columns(pl.col(pl.Enum).cast(pl.String))


def _telling(scores: pl.DataFrame, *, root: str) -> pl.DataFrame:
    """Without the nodes and years in which no unit has a figure, a score or a reason of its own: a missing row says as
    much. The root stays, it says who is compared."""
    silent = pl.col("status").is_in(["missing", "too few", "neutral", "no denominator"])
    tells = (
        scores.group_by("node", "period")
        .agg(tells=(pl.col("value").is_not_null() | pl.col("score").is_not_null() | ~silent).any())
        .filter(pl.col("tells") | (pl.col("node") == root))
    )
    return scores.join(tells.select("node", "period"), on=["node", "period"], how="semi")


def _covered(roots: pl.DataFrame) -> list[int]:
    shares = (
        roots.group_by("period")
        .agg(share=pl.col("score").is_not_null().mean())
        .filter(pl.col("share") >= COVERED)
    )
    return sorted(shares["period"])

"""The certainty of scores: computed after them, kept beside them, made again from what is kept."""

from pathlib import Path

import polars as pl
import pytest

from empiria.analysis.errors import InputError, mark
from empiria.analysis.uncertainty import compute_uncertainty
from empiria.apps.monitor.models import RecipeVersion, ScoreSet
from empiria.apps.monitor.selectors import city_profile, score_jobs
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services import compute_certainty, request_certainty, sweep_store
from empiria.apps.monitor.services.certainty import CERTAINTY_JOB, fail_certainty, shown_intervals
from empiria.apps.monitor.services.scoring import completed, score_inputs
from empiria.apps.monitor.tasks import ask_for_certainty, draw_choices
from empiria.apps.places.selectors import units_by_code
from empiria.apps.system.jobs import JobLost
from empiria.apps.system.models import Job, JobState
from tests.integration.country import full_lines
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.queue import drain_queue

CHOICES = "\nuncertainty: {weights: 0.25, normalise: [zscore, minmax], leave_out: true}\n"
WARSAW = "146501"


@pytest.fixture
def scored(bring: Bring, recipe: RecipeVersion) -> ScoreSet:
    """Published, with every job done."""
    RecipeVersion.objects.filter(pk=recipe.pk).update(text=recipe.text + CHOICES)
    publish(bring(*full_lines()).release)
    drain_queue()
    return ScoreSet.objects.select_related("release", "recipe").get()


def kept(score_set: ScoreSet, name: str) -> pl.DataFrame:
    return pl.read_parquet(store_path(score_set.certainty_path) / f"{name}.parquet")


def test_publication_keeps_what_the_command_would_compute(scored: ScoreSet) -> None:
    told = scored.certainty
    assert (scored.certainty_state, told["replicates"], told["seed"]) == ("ready", 1000, 1)
    assert (told["choices"], told["periods"]) == (["weights", "normalise", "leave_out"], [2020, 2021])
    assert (told["recipe"], told["code_version"]) == ("small 1", scored.code_version)
    recipe, units, observations = score_inputs(scored)
    again = compute_uncertainty(
        recipe,
        completed(observations, recipe, units),
        units,
        replicates=told["replicates"],
        seed=told["seed"],
        periods=told["periods"],
    )
    intervals, inner = kept(scored, "by_unit"), ["economic", "social", "whole"]
    expected = again.intervals.filter(pl.col("node").is_in(inner)).sort("unit", "node", "period")
    assert intervals.select(expected.columns).equals(expected)
    assert kept(scored, "sensitivity").equals(again.sensitivity.filter(pl.col("node").is_in(inner)))
    assert intervals["node"].unique().sort().to_list() == inner
    path = scored.certainty_path
    assert compute_certainty(score_set=scored)
    assert scored.certainty_path == path


def test_pages_are_given_whole_places_and_scores_on_their_scale(scored: ScoreSet) -> None:
    profile = city_profile(unit=units_by_code([WARSAW])[WARSAW])
    assert profile.root
    assert profile.root.interval
    assert profile.root.score is not None
    row = kept(scored, "by_unit").row(
        by_predicate=(pl.col("unit") == WARSAW) & (pl.col("node") == "whole") & (pl.col("period") == 2021),
        named=True,
    )
    shown = profile.root.interval
    assert (shown.rank_low, shown.rank_high) == (row["rank_low"], row["rank_high"])
    assert shown.rank_low <= row["rank_p05"]
    assert row["rank_p95"] <= shown.rank_high
    scores = pl.Series(profile.root.group_scores)
    mean, sd = float(scores.mean()), float(scores.std())  # type: ignore[arg-type]
    assert shown.score_low == pytest.approx(mean + sd * row["score_p05"])
    assert shown.score_high == pytest.approx(mean + sd * row["score_p95"])
    assert all(one.interval is None for one in profile.indicators)
    assert profile.certainty.is_ready


def test_the_change_has_intervals_of_its_own(scored: ScoreSet) -> None:
    profile = city_profile(unit=units_by_code([WARSAW])[WARSAW])
    assert profile.root
    own, change = profile.root.interval, profile.root.change_interval
    assert own
    assert change
    assert change != own
    assert profile.root.change_rank is not None
    assert change.rank_low <= profile.root.change_rank <= change.rank_high
    table = kept(scored, "by_unit")
    assert table.filter(pl.col("period") == 2020)["change_rank_low"].null_count() == table.height / 2
    # As they were kept before the change was drawn.
    earlier = f"{scored.certainty_path}-earlier"
    store_path(earlier).mkdir()
    table.select(pl.exclude("^change_.*$")).write_parquet(store_path(earlier) / "by_unit.parquet")
    ScoreSet.objects.update(certainty_path=earlier)
    (before,) = city_profile(unit=units_by_code([WARSAW])[WARSAW]).rows[:1]
    assert (before.interval, before.change_interval) == (own, None)


def test_without_choices_an_interval_has_no_width(bring: Bring, recipe: RecipeVersion) -> None:
    publish(bring(*full_lines()).release)
    drain_queue()
    score_set = ScoreSet.objects.get()
    intervals = kept(score_set, "by_unit")
    assert intervals.height == 24
    assert intervals.filter(
        (pl.col("rank_low") != pl.col("rank_high")) | (pl.col("score_low") != pl.col("score_high"))
    ).is_empty()
    profile = city_profile(unit=units_by_code([WARSAW])[WARSAW])
    assert profile.certainty.state == "no choices"
    assert profile.root
    assert profile.root.interval is None


def test_publishing_does_not_wait_for_it(bring: Bring, recipe: RecipeVersion) -> None:
    release = publish(bring(*full_lines()).release)
    assert not Job.objects.filter(kind=CERTAINTY_JOB).exists()
    (pk,) = score_jobs(release)
    assert Job.objects.get(pk=pk).kind == "monitor.compute-scores"


def test_a_lost_job_writes_nothing_and_runs_again(scored: ScoreSet, store: Path) -> None:
    ScoreSet.objects.update(certainty_state="none", certainty_path="", certainty={})
    scored.refresh_from_db()
    assert request_certainty(score_set=scored, by=None)

    def lost() -> None:
        raise JobLost

    with pytest.raises(JobLost):
        compute_certainty(score_set=scored, replicates=64, confirm=lost)
    assert ScoreSet.objects.values_list("certainty_state", "certainty_path").get() == ("queued", "")
    assert not list((store / "tmp").iterdir())
    profile = city_profile(unit=units_by_code([WARSAW])[WARSAW])
    assert (profile.state, profile.certainty.state) == ("ready", "computing")
    assert compute_certainty(score_set=scored, replicates=64)
    assert sweep_store() == 0


def test_the_certainty_of_other_scores_is_not_kept(scored: ScoreSet) -> None:
    ScoreSet.objects.update(certainty_state="none", certainty_path="")

    def replaced() -> None:
        ScoreSet.objects.update(path="scores/others")

    assert not compute_certainty(score_set=scored, replicates=64, confirm=replaced)
    assert ScoreSet.objects.values_list("certainty_state", "certainty_path").get() == ("none", "")
    job = Job(kind=CERTAINTY_JOB)
    assert draw_choices(job, lambda *told: None, score_set=scored.pk, scores=scored.path) == {"path": ""}  # type: ignore[arg-type]


def test_it_is_asked_for_where_it_is_lacking(scored: ScoreSet) -> None:
    assert request_certainty(score_set=scored, by=None) is None
    ScoreSet.objects.update(certainty_state="none", certainty_path="", certainty={})
    assert ask_for_certainty(Job(), lambda *told: None) == {"asked": 1}  # type: ignore[arg-type]
    job = Job.objects.get(kind=CERTAINTY_JOB, state=JobState.QUEUED)
    assert job.params == {"score_set": scored.pk, "scores": scored.path}
    drain_queue()
    scored.refresh_from_db()
    assert scored.certainty_state == "ready"


def test_what_is_at_work_is_told_from_what_was_stopped(scored: ScoreSet) -> None:
    def asked_anew() -> dict[str, int]:
        return ask_for_certainty(Job(), lambda *told: None)  # type: ignore[arg-type]

    def shown() -> str:
        return city_profile(unit=units_by_code([WARSAW])[WARSAW]).certainty.state

    ScoreSet.objects.update(certainty_state="none", certainty_path="", certainty={})
    assert asked_anew() == {"asked": 1}
    assert shown() == "computing"
    assert asked_anew() == {"asked": 0}
    assert Job.objects.filter(kind=CERTAINTY_JOB).active().move(JobState.CANCELLED) == 1
    assert ScoreSet.objects.get().certainty_state == "queued"
    assert shown() == "not computed"
    assert asked_anew() == {"asked": 1}
    assert shown() == "computing"


def test_a_failure_is_told_and_hides_no_score(scored: ScoreSet) -> None:
    fail_certainty(score_set=scored, error=InputError(mark("an earlier one stands")))
    assert ScoreSet.objects.get().certainty_state == "ready"
    ScoreSet.objects.update(certainty_path="")
    fail_certainty(
        score_set=scored, error=InputError(mark("the store cannot be used: %(reason)s"), reason="full")
    )
    profile = city_profile(unit=units_by_code([WARSAW])[WARSAW])
    assert (profile.state, profile.certainty.state) == ("ready", "failed")
    assert profile.root
    assert profile.root.rank
    assert profile.root.interval is None


def test_whole_places_hold_the_interval(scored: ScoreSet) -> None:
    recipe, units, observations = score_inputs(scored)
    result = compute_uncertainty(recipe, observations, units, replicates=64, periods=[2021])
    scores = pl.read_parquet(store_path(scored.path) / "by_unit.parquet").select(
        "unit", "group", "period", "node", "score"
    )
    shown = shown_intervals(scores.drop_nulls("score"), result)
    assert shown.filter(
        (pl.col("rank_low") > pl.col("rank_p05") + 1e-6) | (pl.col("rank_high") < pl.col("rank_p95") - 1e-6)
    ).is_empty()

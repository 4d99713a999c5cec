"""Whoever is erased is struck out of the tables made of files: of reasons why a figure is missing, of units' sources."""

import hashlib
import shutil
from pathlib import Path

import polars as pl
import pytest

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure import erase_person
from empiria.apps.monitor.models import Import, RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.services import read_again, settle_units
from empiria.apps.monitor.services.scoring import compute_scores
from empiria.apps.places.models import UnitSpell
from empiria.apps.system.models import AuditEntry
from tests.integration.accounts.privacy.traces import NAME
from tests.integration.country import full_lines
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.monitor.data.erasing.files import codes, published
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db


def reasons_kept(store: Path) -> set[str]:
    """Every reason that stands in any table of the store, of observations and of scores."""
    frames = [pl.read_parquet(path) for path in store.rglob("*.parquet")]
    return {reason for one in frames if "status" in one.columns for reason in one["status"].unique()}


@pytest.mark.django_db(transaction=True)
def test_a_reason_that_names_the_person_goes_out_of_releases_and_scores_and_every_value_stands(
    bring: Bring, store: Path, person: Person, recipe: RecipeVersion
) -> None:
    left = [
        f"{line},"
        for line in full_lines(last=2020)
        if not line.startswith(("1465011,crimes", "1261011,wage"))
    ]
    reason = "pytac_Zanety_Sladowskiej"
    publish(bring(*left, f"1465011,crimes,2020,,{reason}", f"1261011,wage,2020,7,{reason}").release)
    bring("1465011,jobless,2021,,sladowska", "1261011,jobless,2021,,unreliable", name="b.csv")
    drain_queue()
    assert reasons_kept(store) >= {reason, "sladowska", "unreliable"}
    before, scores = published(), ScoreSet.objects.exclude(path="")
    figures = {one.pk: pl.read_parquet(store / one.path / "by_unit.parquet") for one in scores}
    assert figures

    erase_person(person=person, by=None, redacting=dict.fromkeys(codes(person).values(), "redact-surname"))
    drain_queue()
    assert {"other reason", "unreliable"} <= reasons_kept(store)
    assert not {reason, "sladowska"} & reasons_kept(store)
    after = published()
    assert after.drop("status").equals(before.drop("status"))
    told = after.filter(before["status"] == reason).sort("indicator")
    assert told.select("indicator", "value", "status").rows() == [
        ("crimes", None, "other reason"),
        ("wage", 7.0, ""),
    ]
    for one in scores.all():
        now = pl.read_parquet(store / one.path / "by_unit.parquet")
        assert now.drop("status").equals(figures[one.pk].drop("status"))
        assert "other reason" in now["status"]
    release = Release.objects.current().get()
    assert (
        hashlib.sha256((store / release.observations).read_bytes()).hexdigest() == release.observations_sha256
    )
    assert AuditEntry.objects.filter(action="monitor.strike-reasons").count() == 2
    assert read_again(source=Import.objects.get(file_name="b.csv"), by=None).rows == 2


def test_scores_of_figures_that_were_replaced_meanwhile_are_made_again(
    bring: Bring, store: Path, recipe: RecipeVersion
) -> None:
    release = publish(bring(*full_lines(last=2020)).release)
    asked = ScoreSet.objects.select_related("release", "recipe").filter(release=release).first()
    assert asked
    was, now = release.observations, release.observations.replace("observations-", "observations-0")
    shutil.copy(store / was, store / now)
    Release.objects.filter(pk=release.pk).update(observations=now)
    made = compute_scores(score_set=asked)
    assert (made.release.observations, made.path != "") == (now, True)


def test_units_that_came_from_a_file_called_after_the_person_do_not_say_so(
    bring: Bring, store: Path, person: Person
) -> None:
    draft = bring("1465011,jobless,2020,5", "2261011,jobless,2020,6", name=f"{NAME}.csv").release
    assert settle_units(release=draft, codes=["226101"], by=None) == 1
    settled = UnitSpell.objects.filter(unit__code="226101")
    assert settled.get().source == f"{draft.code}: {NAME}.csv"
    erase_person(person=person, by=None)
    assert settled.get().source == f"{draft.code}: […].csv"

"""The shipped catalogue taken over: once, whatever the staff did, and never against what made scores."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from empiria.analysis.recipe import read_recipe
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Indicator, IndicatorKey, RecipeVersion, ScoreSet
from empiria.apps.monitor.services import save_indicator, save_key, sync_catalogue
from empiria.apps.places.models import Grouping
from empiria.apps.places.services import refresh_groups
from empiria.apps.system.models import AuditEntry
from tests.integration.monitor.data.conftest import Bring, full_lines, publish

pytestmark = pytest.mark.django_db


def test_sync_takes_everything_over_once() -> None:
    changes = sync_catalogue(by=None)
    assert {"population", "unemployed"} <= set(changes.added)
    assert changes.changed == []
    with CaptureQueriesContext(connection) as queries:
        again = sync_catalogue(by=None)
    assert (again.added, again.changed) == ([], [])
    assert [
        query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ] == []
    assert AuditEntry.objects.filter(action="monitor.sync-catalogue").count() == 1


def test_the_edit_of_the_staff_stands_until_the_shipped_entry_changes(staff: Person) -> None:
    sync_catalogue(by=None)
    indicator = Indicator.objects.get(code="unemployed")
    indicator.name_en = "Our own words"
    save_indicator(indicator=indicator, by=staff)
    sync_catalogue(by=None)
    assert Indicator.objects.get(code="unemployed").name_en == "Our own words"
    Indicator.objects.filter(code="unemployed").update(shipped_digest="of an earlier version")
    assert sync_catalogue(by=None).changed == ["unemployed"]
    assert Indicator.objects.get(code="unemployed").name_en != "Our own words"


def test_a_key_that_the_staff_gave_away_stays_there(staff: Person) -> None:
    sync_catalogue(by=None)
    key = IndicatorKey.objects.get(source="bdl-file", key="P1944|ogółem")
    key.indicator = Indicator.objects.get(code="population")
    save_key(key=key, by=staff)
    Indicator.objects.update(shipped_digest="")
    sync_catalogue(by=None)
    assert IndicatorKey.objects.get(source="bdl-file", key="P1944|ogółem").indicator.code == "population"


def test_a_code_never_changes(staff: Person, catalogue: None) -> None:
    indicator = Indicator.objects.get(code="wage")
    indicator.code = "salary"
    save_indicator(indicator=indicator, by=staff)
    assert not Indicator.objects.filter(code="salary").exists()


def test_shipped_recipes_read_and_name_known_indicators_and_groupings() -> None:
    sync_catalogue(by=None)
    refresh_groups(by=None)
    codes = set(Indicator.objects.values_list("code", flat=True))
    groupings = set(Grouping.objects.values_list("code", flat=True))
    for version in RecipeVersion.objects.all():
        recipe = read_recipe(version.text)
        assert (recipe.code, recipe.version, recipe.compare) == (
            version.code,
            version.version,
            version.groupings[0],
        )
        assert set(recipe.indicators()) <= codes
        assert set(version.groupings) <= groupings
    assert list(RecipeVersion.objects.values_list("code", flat=True)) == ["cities", "local-development"]


def test_a_recipe_that_made_scores_keeps_its_text(bring: Bring) -> None:
    sync_catalogue(by=None)
    publish(bring(*full_lines()).release)
    ScoreSet.objects.update(path="scores/1/x")
    RecipeVersion.objects.filter(code="cities").update(text="as it was", digest="of then")
    sync_catalogue(by=None)
    assert RecipeVersion.objects.get(code="cities").text == "as it was"


def test_a_new_version_takes_the_place_of_the_one_before() -> None:
    sync_catalogue(by=None)
    RecipeVersion.objects.filter(code="cities").update(version="0.9", digest="of then")
    sync_catalogue(by=None)
    assert list(
        RecipeVersion.objects.filter(code="cities").order_by("pk").values_list("version", "is_current")
    ) == [
        ("0.9", False),
        ("1", True),
    ]

"""The shipped catalogue taken over: once, whatever the staff did, and never against what made scores."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from empiria.analysis.recipe import read_recipe
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Indicator, IndicatorKey, RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.services import save_indicator, save_key, sync_catalogue
from empiria.apps.places.models import Grouping
from empiria.apps.places.services import refresh_groups
from empiria.apps.system.models import AuditEntry
from tests.integration.country import full_lines
from tests.integration.monitor.data.conftest import Bring, publish

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


@pytest.fixture
def used(bring: Bring) -> RecipeVersion:
    """The shipped recipe of cities, which has made scores."""
    sync_catalogue(by=None)
    publish(bring(*full_lines()).release)
    version = RecipeVersion.objects.get(code="cities")
    ScoreSet.objects.update_or_create(
        release=Release.objects.get(), recipe=version, grouping="all", defaults={"path": "scores/1/x"}
    )
    return version


@pytest.mark.parametrize(
    ("pattern", "earlier"),
    [("^code: cities$", "code: cities # in other words"), ("^title:.*$", "title: {pl: Inny, en: Other}")],
)
def test_words_of_a_recipe_that_made_scores_are_taken_over(
    used: RecipeVersion, caplog: pytest.LogCaptureFixture, pattern: str, earlier: str
) -> None:
    text = used.text
    kept, count = re.subn(pattern, earlier, text, count=1, flags=re.MULTILINE)
    assert count == 1
    RecipeVersion.objects.filter(pk=used.pk).update(text=kept, title_en="Other", digest="of then")
    assert sync_catalogue(by=None).changed == ["cities:1"]
    used.refresh_from_db()
    assert (used.text, used.title_en != "Other", caplog.messages) == (text, True, [])


@pytest.mark.parametrize("readable", [True, False])
def test_what_makes_the_scores_of_a_recipe_stays_and_the_log_says_what_to_do(
    used: RecipeVersion, caplog: pytest.LogCaptureFixture, readable: bool
) -> None:
    earlier = used.text.replace("direction: down", "direction: up", 1) if readable else "of another program"
    RecipeVersion.objects.filter(pk=used.pk).update(text=earlier, digest="of then")
    assert sync_catalogue(by=None).changed == []
    used.refresh_from_db()
    assert used.text == earlier
    (told,) = caplog.messages
    assert told.startswith(
        "cities.yaml changes how scores are made, but its version “1” has made scores already"
    )
    assert "Give the file a new version" in told


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

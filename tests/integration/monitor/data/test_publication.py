"""Publication: what a person must have seen, what becomes of it, and that nothing of a draft shows before."""

from pathlib import Path

import polars as pl
import pytest
from django.db import IntegrityError, transaction

from empiria.analysis.errors import InputError
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Indicator, RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.selectors import current_release, difference_rows, public_imports, public_releases
from empiria.apps.monitor.services import (
    leave_out_units,
    prepare_scores,
    publish_release,
    rebuild_scores,
    refresh_difference,
    undo_import,
)
from empiria.apps.places.selectors import units_by_code
from empiria.apps.places.services import register_units
from empiria.apps.system.models import AuditEntry, Job
from tests.integration.country import full_lines
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.queue import drain_queue


def test_publication_freezes_supersedes_and_asks_for_scores(
    bring: Bring, recipe: RecipeVersion, staff: Person
) -> None:
    first = publish(bring(*full_lines(), name="a.csv").release, by=staff, note="The first")
    second = publish(bring(*full_lines(lift=1), name="b.csv").release, by=staff)
    first.refresh_from_db()
    assert (first.state, second.state, second.supersedes) == ("superseded", "published", first)
    assert current_release() == second
    assert list(public_releases()) == [second, first]
    assert (second.published_by, second.accepted_digest) == (staff, second.difference_digest)
    assert second.extent == {"values": 32, "units": 4, "indicators": 4, "first_year": 2020, "last_year": 2021}
    assert list(ScoreSet.objects.values_list("release", "recipe", "grouping", "state")) == [
        (first.pk, recipe.pk, "all", "queued"),
        (second.pk, recipe.pk, "all", "queued"),
    ]
    assert Job.objects.filter(kind="monitor.compute-scores").count() == 2
    entries = AuditEntry.objects.filter(action="monitor.publish-release").order_by("pk")
    assert [(entry.object_id, entry.by, entry.reason) for entry in entries] == [
        (first.code, str(staff.pk), "The first"),
        (second.code, str(staff.pk), ""),
    ]


def test_populations_and_groups_are_renewed_before_the_units_are_frozen(bring: Bring, store: Path) -> None:
    lines = [
        f"{teryt},population,{year},{people}"
        for teryt, people, year in (
            ("1465011", 60000, 2019),
            ("1465011", 210000, 2020),
            ("1261011", 60000, 2020),
        )
    ]
    release = publish(bring(*lines).release)
    units = units_by_code(["146501", "126101"])
    assert {code: (unit.population, unit.population_year) for code, unit in units.items()} == {
        "146501": (210000, 2020),
        "126101": (60000, 2020),
    }
    frozen = pl.read_parquet(store / release.units).filter(pl.col("unit").is_in(["146501", "126101"]))
    groups = dict(frozen.select("unit", "city-size").iter_rows())
    assert groups["146501"] != groups["126101"]
    assert frozen["population"].sort().to_list() == [60000, 210000]


def test_the_report_that_was_seen_must_be_that_of_the_draft(bring: Bring) -> None:
    draft = refresh_difference(release=bring("1465011,jobless,2020,5", name="a.csv").release)
    seen = draft.difference_digest
    bring("1465011,jobless,2021,6", name="b.csv")
    with pytest.raises(InputError, match="have changed since"):
        publish_release(release=draft, by=None, difference_digest=seen)
    for digest in ("", "0" * 64):
        with pytest.raises(InputError):
            publish_release(release=draft, by=None, difference_digest=digest)
    assert current_release() is None


def test_the_same_draft_gives_the_same_report(bring: Bring) -> None:
    draft = refresh_difference(release=bring("1465011,jobless,2020,5", name="a.csv").release)
    source = bring("1465011,jobless,2021,6", name="b.csv")
    other = refresh_difference(release=source.release)
    again = refresh_difference(release=undo_import(source=source, by=None))
    assert other.difference_digest != draft.difference_digest == again.difference_digest


def test_a_report_made_before_a_register_or_a_bound_changed_is_not_accepted(bring: Bring) -> None:
    lines = [
        f"{teryt},jobless,{year},10" for teryt in ("1261011", "0264011", "3064011") for year in (2020, 2021)
    ]
    bring(*lines, "1465011,jobless,2020,10", "1465011,jobless,2021,13", "0201011,jobless,2021,6")
    draft = refresh_difference(release=Release.objects.get())
    stale = draft.difference_digest
    assert draft.difference["unsettled"] == ["0201011"]
    table = pl.DataFrame(
        [{"code": "020101", "teryt": "0201011", "level": "municipality", "name": "Bolesławiec"}]
    )
    register_units(table=table, source="test", by=None)
    with pytest.raises(InputError, match="have changed since"):
        publish_release(release=draft, by=None, difference_digest=stale)
    settled = refresh_difference(release=draft)
    assert (settled.difference["unsettled"], settled.difference_digest != stale) == ([], True)
    Indicator.objects.filter(code="jobless").update(jump_bound=0.1)
    with pytest.raises(InputError, match="have changed since"):
        publish_release(release=draft, by=None, difference_digest=settled.difference_digest)
    bounded = refresh_difference(release=draft)
    assert (settled.difference["rows"]["jump"], bounded.difference["rows"]["jump"]) == (0, 1)
    publish_release(release=draft, by=None, difference_digest=bounded.difference_digest)
    assert current_release() == draft


def test_publishing_twice_does_nothing_more(bring: Bring, recipe: RecipeVersion) -> None:
    release = publish(bring(*full_lines()).release)
    again = publish_release(release=release, by=None, difference_digest=release.accepted_digest)
    assert (again, Release.objects.count(), Job.objects.count()) == (release, 1, 1)
    assert AuditEntry.objects.filter(action="monitor.publish-release").count() == 1


def test_unsettled_units_stop_publication_until_left_out(bring: Bring) -> None:
    draft = refresh_difference(release=bring("1465011,jobless,2020,5", "0201011,jobless,2020,6").release)
    with pytest.raises(InputError, match="no register names \\(0201011\\)"):
        publish_release(release=draft, by=None, difference_digest=draft.difference_digest)
    publish(leave_out_units(release=draft, codes=["020101"], by=None))
    assert current_release() == draft


def test_an_empty_draft_is_not_published(bring: Bring) -> None:
    draft = bring("1465011,strange,2020,5").release
    Release.objects.update(observations="")
    with pytest.raises(InputError, match="holds nothing"):
        publish_release(release=draft, by=None, difference_digest="x")


def test_a_draft_that_every_file_was_taken_out_of_is_not_published(bring: Bring) -> None:
    published = publish(bring("1465011,jobless,2020,5", name="a.csv").release)
    draft = undo_import(source=bring("1465011,jobless,2021,6", name="b.csv"), by=None)
    with pytest.raises(InputError, match="holds no file"):
        publish(draft)
    assert current_release() == published


def test_a_draft_without_any_value_is_not_published(bring: Bring) -> None:
    source = bring("1465011,strange,2020,5")
    assert list(source.findings.values_list("code", "severity")) == [
        ("unmapped", "warning"),
        ("nothing-imported", "warning"),
    ]
    draft = refresh_difference(release=bring("1465011,jobless,2020,", name="b.csv").release)
    with pytest.raises(InputError, match="holds nothing"):
        publish_release(release=draft, by=None, difference_digest=draft.difference_digest)


@pytest.mark.parametrize("value", ["-100", "1e14", "5000000000", "12.5"])
def test_what_cannot_be_a_number_of_people_is_told_and_not_taken_over(bring: Bring, value: str) -> None:
    source = bring(
        "1465011,population,2019,1000", f"1465011,population,2020,{value}", "1261011,population,2020,7"
    )
    found = source.findings.get(code="impossible-count")
    assert (found.severity, found.row, found.params["teryt"], found.params["period"]) == (
        "warning",
        3,
        "1465011",
        2020,
    )
    publish(source.release)
    units = units_by_code(["146501", "126101"])
    assert {code: (one.population, one.population_year) for code, one in units.items()} == {
        "146501": (1000, 2019),
        "126101": (7, 2020),
    }


@pytest.mark.parametrize(
    ("indicator", "value", "jumps"),
    [("population", 10000, 1), ("population", 1080, 0), ("jobless", 1501, 1), ("jobless", 1500, 0)],
)
def test_a_published_value_changed_beyond_the_bound_is_a_jump(
    bring: Bring, indicator: str, value: int, jumps: int
) -> None:
    publish(bring(f"1465011,{indicator},2020,1000", name="a.csv").release)
    draft = refresh_difference(release=bring(f"1465011,{indicator},2020,{value}", name="b.csv").release)
    assert draft.difference["summary"] == {"new": 0, "changed": 1, "vanished": 0, "jumps": jumps}


def test_the_database_refuses_a_second_published_release(bring: Bring) -> None:
    release = publish(bring("1465011,jobless,2020,5").release)
    release.pk, release.code = None, "copy"
    with pytest.raises(IntegrityError), transaction.atomic():
        release.save(force_insert=True)


def test_published_files_never_change(bring: Bring, store: Path, recipe: RecipeVersion) -> None:
    first = publish(bring(*full_lines(), name="a.csv").release)
    drain_queue()
    files = {path: path.read_bytes() for path in store.rglob("*.parquet")}
    publish(bring(*full_lines(lift=3), name="b.csv").release)
    drain_queue()
    assert {path: path.read_bytes() for path in files} == files
    assert store / first.observations in files


def test_difference_names_units_as_today(bring: Bring) -> None:
    publish(bring("1465011,jobless,2020,5", "1261011,jobless,2020,5", name="a.csv").release)
    draft = refresh_difference(
        release=bring("1465011,jobless,2020,6", "0201011,jobless,2020,1", name="b.csv").release
    )
    assert difference_rows(draft).select("kind", "teryt", "name", "before", "after").rows() == [
        ("changed", "1465011", "Warszawa", 5.0, 6.0),
        ("vanished", "1261011", "Kraków", 5.0, None),
        ("new", "0201011", "", None, 1.0),
    ]
    assert draft.difference["summary"] == {"new": 1, "changed": 1, "vanished": 1, "jumps": 0}


def test_imports_are_public_only_with_their_release(bring: Bring) -> None:
    source = bring("1465011,jobless,2020,5", name="a.csv")
    assert list(public_imports()) == []
    publish(source.release)
    bring("1465011,jobless,2021,5", name="b.csv")
    assert list(public_imports()) == [source]


def test_scores_are_asked_for_once_and_rebuilt_on_request(
    bring: Bring, recipe: RecipeVersion, staff: Person
) -> None:
    release = publish(bring(*full_lines()).release)
    drain_queue()
    assert prepare_scores(release=release, by=None) == []
    (before,) = ScoreSet.objects.all()
    (asked,) = rebuild_scores(release=release, by=staff)
    assert (asked.pk, asked.state, asked.path) == (before.pk, "ready", before.path)
    drain_queue()
    (after,) = ScoreSet.objects.all()
    assert (after.state, after.path) == ("ready", before.path)
    assert after.computed_at > before.computed_at  # type: ignore[operator]

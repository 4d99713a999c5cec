"""The draft: what an import replaces, what it leaves, and that nothing of what was taken back stays."""

from pathlib import Path

import polars as pl
import pytest
from django.db import IntegrityError, transaction

from empiria.analysis.errors import InputError
from empiria.apps.monitor.models import Import, Indicator, IndicatorKey, Release
from empiria.apps.monitor.selectors import draft_release, release_table, unsettled_units
from empiria.apps.monitor.services import (
    discard_draft,
    leave_out_units,
    open_draft,
    read_again,
    settle_units,
    undo_import,
)
from empiria.apps.system.models import AuditEntry
from tests.integration.monitor.data.conftest import Bring, publish


def table(release: Release | None = None) -> list[tuple[str, str, int, float | None, str]]:
    release = release or draft_release()
    assert release is not None
    return release_table(release).rows()


def test_import_opens_a_draft_and_keeps_the_file_as_received(bring: Bring, store: Path) -> None:
    source = bring("1465011,jobless,2020,5", "146501,jobless,2021,")
    assert table() == [("1465011", "jobless", 2020, 5.0, ""), ("1465011", "jobless", 2021, None, "missing")]
    assert source.release.code.endswith("-1")
    assert (store / source.raw).read_text().startswith("unit,indicator")
    assert source.slices == [("jobless", 2020), ("jobless", 2021)]


def test_import_replaces_the_slices_it_brings_and_no_others(bring: Bring) -> None:
    bring("1465011,jobless,2020,5", "1261011,jobless,2020,6", "1465011,jobless,2021,7", name="a.csv")
    bring("1465011,jobless,2020,8", name="b.csv")
    assert table() == [("1465011", "jobless", 2020, 8.0, ""), ("1465011", "jobless", 2021, 7.0, "")]


def test_what_a_narrower_file_takes_away_is_told(bring: Bring) -> None:
    bring("1465011,jobless,2020,5", "1261011,jobless,2020,6", "00,jobless,2020,11", name="a.csv")
    wide = bring("1465011,jobless,2020,5", "1261011,jobless,2020,7", "00,jobless,2020,12", name="b.csv")
    narrow = bring("1465011,jobless,2020,8", name="c.csv")
    assert wide.findings.filter(code="slice-narrower").count() == 0
    told = narrow.findings.get(code="slice-narrower")
    assert (told.severity, told.params) == (
        "warning",
        {"indicator": "jobless", "count": 2, "units": 2, "first": 2020, "last": 2020},
    )


def test_the_same_file_twice_is_one_import_and_the_same_draft(bring: Bring) -> None:
    first = bring("1465011,jobless,2020,5")
    before = Release.objects.values_list("observations", "observations_sha256").get()
    again = bring("1465011,jobless,2020,5")
    assert again.pk == first.pk
    assert Release.objects.values_list("observations", "observations_sha256").get() == before
    assert Import.objects.count() == 1


def test_a_file_brought_again_is_the_last_word(bring: Bring) -> None:
    bring("1465011,jobless,2020,5", name="a.csv")
    bring("1465011,jobless,2020,6", name="b.csv")
    bring("1465011,jobless,2020,5", name="a.csv")
    assert table() == [("1465011", "jobless", 2020, 5.0, "")]


def test_undoing_leaves_the_draft_as_if_the_import_had_never_been(bring: Bring) -> None:
    bring("1465011,jobless,2020,5", name="a.csv")
    draft = draft_release()
    assert draft is not None
    before = draft.observations_sha256
    source = bring("1465011,jobless,2020,6", "1465011,crimes,2020,1", name="b.csv")
    undo_import(source=source, by=None)
    undo_import(source=source, by=None)
    draft.refresh_from_db()
    assert (table(), draft.observations_sha256) == ([("1465011", "jobless", 2020, 5.0, "")], before)
    assert AuditEntry.objects.filter(action="monitor.undo-import").count() == 1


def test_undoing_restores_what_was_published(bring: Bring) -> None:
    published = publish(bring("1465011,jobless,2020,5", name="a.csv").release)
    source = bring("1465011,jobless,2020,6", name="b.csv")
    assert source.release.supersedes == published
    undo_import(source=source, by=None)
    assert table() == table(published) == [("1465011", "jobless", 2020, 5.0, "")]


def test_draft_carries_over_what_is_published_with_its_source(bring: Bring, store: Path) -> None:
    first = bring("1465011,jobless,2020,5", name="a.csv")
    publish(first.release)
    second = bring("1465011,jobless,2021,6", name="b.csv")
    kept = pl.read_parquet(store / second.release.observations).select("period", "source").rows()
    assert kept == [(2020, first.pk), (2021, second.pk)]
    assert table(second.release) == [
        ("1465011", "jobless", 2020, 5.0, ""),
        ("1465011", "jobless", 2021, 6.0, ""),
    ]


def test_statuses_and_foreign_names_come_through_the_catalogue(bring: Bring) -> None:
    bring(
        "1465011,pay,2020,2500,",
        "1261011,pay,2020,0,",
        "0264011,pay,2020,,unreliable",
        "3064011,bdl:60270,2020,4,",
    )
    assert table() == [
        ("0264011", "wage", 2020, None, "unreliable"),
        ("1261011", "wage", 2020, None, "zero is no data"),
        ("1465011", "wage", 2020, 5000.0, ""),
        ("3064011", "crimes", 2020, 4.0, ""),
    ]


def test_unmapped_series_is_imported_once_the_catalogue_maps_it(bring: Bring) -> None:
    source = bring("1465011,strange,2020,5")
    assert (table(), source.findings.filter(code="unmapped").count()) == ([], 1)
    IndicatorKey.objects.create(indicator=Indicator.objects.get(code="jobless"), source="tidy", key="strange")
    again = read_again(source=source, by=None)
    assert (again.pk, table()) == (source.pk, [("1465011", "jobless", 2020, 5.0, "")])
    assert source.findings.filter(code="unmapped").count() == 0


def test_unknown_units_are_kept_and_reported_until_settled(bring: Bring) -> None:
    source = bring("1465011,jobless,2020,5", "0201011,jobless,2020,6")
    assert table() == [("0201011", "jobless", 2020, 6.0, ""), ("1465011", "jobless", 2020, 5.0, "")]
    (unit,) = unsettled_units(source.release)
    assert (unit.code, unit.teryt, unit.files) == ("020101", "0201011", ("table.csv",))
    assert settle_units(release=source.release, codes=["020101"], by=None) == 1
    assert unsettled_units(source.release) == []


def test_units_left_out_stay_out_whatever_is_imported_later(bring: Bring) -> None:
    source = bring("1465011,jobless,2020,5", "0201011,jobless,2020,6", name="a.csv")
    leave_out_units(release=source.release, codes=["020101"], by=None)
    bring("0201011,jobless,2021,6", name="b.csv")
    draft = draft_release()
    assert draft is not None
    assert (table(), unsettled_units(draft)) == ([("1465011", "jobless", 2020, 5.0, "")], [])
    with pytest.raises(InputError, match="146501 is not an unsettled unit"):
        leave_out_units(release=draft, codes=["146501"], by=None)


def test_one_draft_at_most(country: None) -> None:
    first = open_draft(by=None)
    assert open_draft(by=None) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(code="other")


def test_a_discarded_draft_gives_way_to_a_new_code(bring: Bring) -> None:
    first = bring("1465011,jobless,2020,5").release
    discard_draft(release=first, by=None)
    discard_draft(release=first, by=None)
    second = bring("1465011,jobless,2021,5").release
    assert (first.code[-2:], second.code[-2:]) == ("-1", "-2")
    assert table(second) == [("1465011", "jobless", 2021, 5.0, "")]
    with pytest.raises(InputError, match="is not an open draft"):
        undo_import(source=first.imports.get(), by=None)


def test_a_broken_file_leaves_nothing(bring: Bring, store: Path) -> None:
    bring("1465011,jobless,2020,5", name="a.csv")

    def state() -> tuple[object, ...]:
        files = sorted(str(path) for path in store.rglob("*") if path.is_file())
        return (
            files,
            list(Release.objects.values()),
            list(Import.objects.values()),
            AuditEntry.objects.count(),
        )

    before = state()
    with pytest.raises(InputError):
        bring("1465011,jobless,2020,many", name="b.csv")
    with pytest.raises(InputError, match="two values of “wage”"):
        bring("1465011,wage,2020,1", "1465011,pay,2020,1", name="c.csv")
    assert state() == before

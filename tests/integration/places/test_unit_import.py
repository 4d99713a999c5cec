"""Lists of units on top of one another: what changes is reported and kept, what does not is left alone."""

import datetime as dt

import polars as pl
import pytest
from django.utils import timezone

from empiria.analysis.errors import InputError
from empiria.apps.accounts.models import Person
from empiria.apps.places.models import Grouping, GroupMember, Succession, Unit, UnitList, UnitSpell
from empiria.apps.places.services import import_units, register_units
from empiria.apps.system.models import AuditEntry
from tests.integration.places.conftest import unit_list

pytestmark = pytest.mark.django_db

FIRST = ["1401011 Białobrzegi", "1401022 Promna", "1401032 Radzanów"]


def spells(code: str) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (s.teryt, s.name, s.valid_from and str(s.valid_from), s.valid_to and str(s.valid_to))
        for s in UnitSpell.objects.filter(unit__code=code)
    ]


def state_of_places() -> list[list[tuple[object, ...]]]:
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Unit, UnitSpell, UnitList, AuditEntry)
    ]


def test_first_list_dates_nothing() -> None:
    result = import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    assert result.counts == {
        "new": 7,
        "ended": 0,
        "renamed": 0,
        "changed_kind": 0,
        "moved": 0,
        "unchanged": 0,
    }
    assert list(Unit.objects.order_by("code").values_list("code", "level", "kind", "parent__code")) == [
        ("00", "country", "", None),
        ("14", "voivodeship", "", "00"),
        ("1401", "county", "land", "14"),
        ("140101", "municipality", "1", "1401"),
        ("140102", "municipality", "2", "1401"),
        ("140103", "municipality", "2", "1401"),
        ("1465", "county", "city", "14"),
        ("146501", "municipality", "1", "1465"),
    ]
    assert spells("140101") == [("1401011", "Białobrzegi", None, None)]
    assert set(UnitSpell.objects.values_list("valid_from", "valid_to")) == {(None, None)}


def test_same_list_again_changes_and_records_nothing() -> None:
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    before = state_of_places()
    result = import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    assert (result.changes, result.unchanged) == (0, 7)
    assert state_of_places() == before


def test_later_list_reports_every_change_and_keeps_the_past() -> None:
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    later = unit_list("2025-01-01", "1401013 Białobrzegi", "1401022 Nowa Promna", "1401042 Stara Błotnica")
    result = import_units(reading=later, by=None)
    assert [(c.teryt, c.name) for c in result.new] == [("1401042", "Stara Błotnica")]
    assert [(c.teryt, c.name) for c in result.ended] == [("1401032", "Radzanów")]
    assert [(c.teryt, c.before, c.after) for c in result.renamed] == [("1401022", "Promna", "Nowa Promna")]
    assert [(c.teryt, c.before, c.after) for c in result.changed_kind] == [("1401013", "1", "3")]
    assert (result.moved, result.unchanged) == ((), 4)
    assert spells("140101") == [
        ("1401011", "Białobrzegi", None, "2025-01-01"),
        ("1401013", "Białobrzegi", "2025-01-01", None),
    ]
    assert spells("140103") == [("1401032", "Radzanów", None, "2025-01-01")]
    today = Unit.objects.get(code="140102")
    assert (today.name, today.search_key, today.valid_from) == ("Nowa Promna", "nowa promna", None)
    begun = Unit.objects.get(code="140104")
    assert (begun.valid_from, begun.valid_to) == (dt.date(2025, 1, 1), None)
    assert Unit.objects.get(code="140103").valid_to == dt.date(2025, 1, 1)


def test_spells_answer_for_any_day() -> None:
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    import_units(reading=unit_list("2025-01-01", "1401013 Białobrzegi", *FIRST[1:]), by=None)
    on = {
        day: list(
            UnitSpell.objects.at(dt.date.fromisoformat(day)).filter(unit__code="140101").values_list("teryt")
        )
        for day in ("1990-05-05", "2024-12-31", "2025-01-01", "2040-01-01")
    }
    assert on == {
        "1990-05-05": [("1401011",)],
        "2024-12-31": [("1401011",)],
        "2025-01-01": [("1401013",)],
        "2040-01-01": [("1401013",)],
    }


def test_list_older_than_the_latest_is_refused_and_nothing_is_written() -> None:
    import_units(reading=unit_list("2025-01-01", *FIRST), by=None)
    before = state_of_places()
    with pytest.raises(InputError) as caught:
        import_units(reading=unit_list("2020-01-01", FIRST[0]), by=None)
    assert str(caught.value) == (
        "TERC 2020-01-01.csv: This list describes 2020-01-01, but a later one, of 2025-01-01, was already imported."
    )
    assert state_of_places() == before


def test_list_of_a_day_to_come_is_refused() -> None:
    import_units(reading=unit_list(str(timezone.localdate()), *FIRST), by=None)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(InputError, match=f"This list describes {tomorrow}, a day to come"):
        import_units(reading=unit_list(str(tomorrow), *FIRST), by=None)
    assert UnitList.objects.count() == 1


def test_list_cut_short_is_refused() -> None:
    many = [
        f"14{county:02d}{number:02d}2 Unit {county}-{number}" for county in (1,) for number in range(1, 100)
    ]
    import_units(reading=unit_list("2020-01-01", *many), by=None)
    with pytest.raises(InputError, match=r"lacks 59 of 104 units of today; it seems to have been cut short"):
        import_units(reading=unit_list("2021-01-01", *many[:40]), by=None)
    assert Unit.objects.open().count() == 104


def test_list_of_several_days_is_refused() -> None:
    mixed = unit_list("2020-01-01", *FIRST)
    second = mixed.table.with_columns(state=pl.lit(dt.date(2021, 1, 1)))
    with pytest.raises(InputError, match="describes one day; this one names 2"):
        import_units(
            reading=type(mixed)(
                table=pl.concat([mixed.table, second]), provenance=mixed.provenance, findings=[]
            ),
            by=None,
        )


def test_amended_list_of_the_same_day_corrects_instead_of_dating_a_change() -> None:
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    import_units(reading=unit_list("2025-01-01", "1401013 Białobrzgi", *FIRST[1:]), by=None)
    result = import_units(reading=unit_list("2025-01-01", "1401013 Białobrzegi", *FIRST[1:]), by=None)
    assert [(c.before, c.after) for c in result.renamed] == [("Białobrzgi", "Białobrzegi")]
    assert spells("140101") == [
        ("1401011", "Białobrzegi", None, "2025-01-01"),
        ("1401013", "Białobrzegi", "2025-01-01", None),
    ]


def test_unit_that_comes_back_has_a_gap() -> None:
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    import_units(reading=unit_list("2022-01-01", *FIRST[:2]), by=None)
    result = import_units(reading=unit_list("2025-01-01", *FIRST), by=None)
    assert [c.teryt for c in result.new] == ["1401032"]
    assert spells("140103") == [
        ("1401032", "Radzanów", None, "2022-01-01"),
        ("1401032", "Radzanów", "2025-01-01", None),
    ]
    assert Unit.objects.get(code="140103").is_current


def test_same_name_under_another_county_lives_on_under_the_new_code() -> None:
    other = ("1402", "1402", "county", "ciechanowski", "", "14")
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    above = [
        *unit_list("2020-01-01").table.select("code", "teryt", "level", "name", "kind", "parent").rows(),
        other,
    ]
    moved = unit_list("2025-01-01", *FIRST[:2], "1402012 Radzanów", above=above)
    result = import_units(reading=moved, by=None)
    assert [(c.before, c.after) for c in result.moved] == [("1401032", "1402012")]
    assert list(Succession.objects.values_list("predecessor__code", "successor__code", "kind", "on")) == [
        ("140103", "140201", "recoded", dt.date(2025, 1, 1))
    ]


def test_import_writes_one_audit_entry_with_who_and_what(staff: Person) -> None:
    import_units(reading=unit_list("2020-01-01", *FIRST), by=staff)
    entry = AuditEntry.objects.get(action="places.import-units")
    assert entry.by == str(staff.pk)
    assert entry.details | {"sha256": ""} == {
        "sha256": "",
        "state": "2020-01-01",
        "new": 7,
        "ended": 0,
        "renamed": 0,
        "changed_kind": 0,
        "moved": 0,
        "unchanged": 0,
    }
    assert entry.text.texts == {"file": "TERC 2020-01-01.csv"}


def test_import_leaves_nothing_when_it_fails_half_way() -> None:
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    # Groups are recomputed last: by then everything else has been written.
    Grouping.objects.create(code="broken", title_pl="Broken", rule={"by": "kind"})
    before = state_of_places()
    with pytest.raises(InputError, match="“by” of a rule is a list; found 'kind'"):
        import_units(reading=unit_list("2025-01-01", *FIRST[:2]), by=None)
    assert state_of_places() == before


def test_registered_units_are_only_added_and_the_first_list_corrects_them_without_a_date() -> None:
    table = pl.DataFrame(
        [("146501", "1465011", "municipality", "M.st. Warszawa"), ("1465", "1465", "county", "Warszawa")],
        schema=["unit", "teryt", "level", "name"],
        orient="row",
    )
    assert register_units(table=table, source="sample", by=None) == ["146501", "1465"]
    city = Unit.objects.select_related("parent").get(code="146501")
    assert (city.kind, city.has_county_rights) == ("1", True)
    assert register_units(table=table, source="sample", by=None) == []
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    assert spells("146501") == [("1465011", "Warszawa", None, None)]
    assert Unit.objects.get(code="1465").parent == Unit.objects.get(code="14")


def test_ended_units_leave_their_groups() -> None:
    import_units(reading=unit_list("2020-01-01", *FIRST), by=None)
    import_units(reading=unit_list("2025-01-01", *FIRST[:2]), by=None)
    in_groups = GroupMember.objects.open().filter(unit__code="140103")
    assert list(in_groups) == []

"""An organisation of every municipality, made at once and following the register."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from empiria.apps.accounts.models import Organisation
from empiria.apps.accounts.services import rename_organisation, sync_municipalities
from empiria.apps.accounts.services.municipalities import JOB
from empiria.apps.places.models import Unit, UnitSpell
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.services import enqueue_job
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 1, 1)


def unit(code: str, name: str, kind: str = "2", **facts: Any) -> Unit:
    made = Unit.objects.create(
        code=code, teryt=f"{code}{kind}", level="municipality", name=name, search_key=name.lower(), kind=kind, **facts
    )  # fmt: skip
    UnitSpell.objects.create(unit=made, teryt=made.teryt, name=name, kind=kind, source="test")
    return made


def rename(unit: Unit, name: str) -> None:
    unit.spells.update(valid_to=SINCE)
    UnitSpell.objects.create(
        unit=unit, teryt=unit.teryt, name=name, kind=unit.kind, source="test", valid_from=SINCE
    )
    Unit.objects.filter(pk=unit.pk).update(name=name)


def all_names() -> dict[str, bool]:
    return dict(Organisation.objects.values_list("name", "is_closed"))


def test_every_municipality_of_today_gets_one_organisation() -> None:
    unit("146501", "Warszawa", "1")
    unit("020101", "Nowa Góra")
    unit("020102", "Dawna", valid_to=SINCE)
    Unit.objects.create(code="0201", teryt="0201", level="county", name="powiat", search_key="powiat")
    assert sync_municipalities(by=None) == {"made": 2, "renamed": 0, "closed": 0, "unchanged": 0}
    assert sync_municipalities(by=None) == {"made": 0, "renamed": 0, "closed": 0, "unchanged": 2}
    assert all_names() == {"Miasto Warszawa": False, "Gmina Nowa Góra": False}
    gmina = Organisation.objects.get(unit__code="020101")
    assert (gmina.search_key, gmina.names.get().name) == ("gmina nowa gora", "Gmina Nowa Góra")
    assert [entry.details for entry in AuditEntry.objects.filter(action="accounts.sync-municipalities")] == [
        {"made": 2, "renamed": 0, "closed": 0, "unchanged": 0}
    ]


def test_organisations_follow_the_register_but_not_over_what_somebody_wrote() -> None:
    units = {name: unit(f"02010{number}", name) for number, name in enumerate(["A", "B", "C"], 1)}
    sync_municipalities(by=None)
    rename_organisation(
        organisation=Organisation.objects.get(name="Gmina B"), name="Gmina Uzdrowiskowa B", by=None
    )
    rename(units["A"], "Alfa")
    rename(units["B"], "Beta")
    Unit.objects.filter(pk=units["C"].pk).update(valid_to=SINCE)
    assert sync_municipalities(by=None) == {"made": 0, "renamed": 1, "closed": 1, "unchanged": 1}
    assert all_names() == {"Gmina Alfa": False, "Gmina Uzdrowiskowa B": False, "Gmina C": True}
    alfa = Organisation.objects.get(unit=units["A"])
    assert list(alfa.names.values_list("name", "valid_from", "valid_to")) == [
        ("Gmina A", None, SINCE),
        ("Gmina Alfa", SINCE, None),
    ]
    assert sync_municipalities(by=None) == {"made": 0, "renamed": 0, "closed": 0, "unchanged": 2}


def test_a_country_takes_few_queries() -> None:
    for number in range(800):
        unit(f"{100000 + number}", f"B{number}")
    with CaptureQueriesContext(connection) as queries:
        assert sync_municipalities(by=None)["made"] == 800
    assert len(queries) < 30


def test_the_job_does_it_in_the_background() -> None:
    unit("146501", "Warszawa", "1")
    job = enqueue_job(kind=JOB, by=None, object_type="organisation")
    drain_queue()
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"made": 1, "renamed": 0, "closed": 0, "unchanged": 0})

"""Periods of one unit never overlap, whatever order of lists: in what the services write and in the database."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from empiria.apps.places.models import Boundary, Unit, UnitSpell
from empiria.apps.places.services import import_units
from tests.examples import examples
from tests.integration.places.conftest import unit_list

STATES = ["2020-01-01", "2021-01-01", "2022-06-30", "2025-01-01"]
CODES = ["140101", "140102", "140103"]
# In each list, each unit is absent or has a kind and a name.
LISTS = st.lists(
    st.tuples(
        *[st.none() | st.tuples(st.sampled_from("123"), st.sampled_from(["Alfa", "Beta"])) for _ in CODES]
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.django_db
@given(lists=LISTS)
@settings(
    max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_spells_follow_the_lists_and_never_overlap(lists: list[tuple[tuple[str, str] | None, ...]]) -> None:
    with transaction.atomic():
        stated = {}
        for state, units in zip(STATES, lists, strict=False):
            stated[dt.date.fromisoformat(state)] = dict(zip(CODES, units, strict=True))
            texts = [f"{c}{u[0]} {u[1]} {c}" for c, u in zip(CODES, units, strict=True) if u]
            import_units(reading=unit_list(state, *texts), by=None)
        for code in CODES:
            spells = list(UnitSpell.objects.filter(unit__code=code))
            for earlier, later in pairwise(spells):
                assert earlier.valid_to <= later.valid_from
            for date, units in stated.items():
                at = [(s.teryt[6], s.name) for s in UnitSpell.objects.at(date).filter(unit__code=code)]
                unit = units[code]
                assert at == ([(unit[0], f"{unit[1]} {code}")] if unit else [])
            if spells:
                unit_now = Unit.objects.get(code=code)
                assert (unit_now.teryt, unit_now.valid_to) == (spells[-1].teryt, spells[-1].valid_to)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        ((None, None), (None, None), False),
        ((None, "2020-01-01"), ("2020-01-01", None), True),
        ((None, "2020-01-02"), ("2020-01-01", None), False),
        (("2010-01-01", "2012-01-01"), ("2011-01-01", "2013-01-01"), False),
        (("2010-01-01", "2012-01-01"), ("2012-01-01", "2013-01-01"), True),
        (("2010-01-01", "2012-01-01"), ("2008-01-01", "2010-01-01"), True),
        (("2010-01-01", "2012-01-01"), ("2008-01-01", "2020-01-01"), False),
    ],
)
@pytest.mark.parametrize("model", [UnitSpell, Boundary])
def test_database_refuses_overlapping_periods(
    model: type, first: tuple, second: tuple, allowed: bool
) -> None:
    unit = Unit.objects.create(code="140101", teryt="1401011", level="municipality", name="A")
    model.objects.create(unit=unit, valid_from=first[0], valid_to=first[1])
    other = Unit.objects.create(code="140102", teryt="1401021", level="municipality", name="B")
    model.objects.create(unit=other, valid_from=second[0], valid_to=second[1])

    def add() -> None:
        with transaction.atomic():
            model.objects.create(unit=unit, valid_from=second[0], valid_to=second[1])

    if allowed:
        add()
    else:
        with pytest.raises(IntegrityError):
            add()
    assert model.objects.filter(unit=unit).count() == 1 + allowed


@pytest.mark.django_db
def test_period_ends_after_it_begins() -> None:
    with pytest.raises(IntegrityError):
        Unit.objects.create(code="1", name="A", valid_from="2020-01-01", valid_to="2020-01-01")

"""Codes made of somebody's name: of lists picked by hand and of indicators. Whoever erases decides of each, and nothing keeps it."""

import hashlib
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure import Place, doubtful_places, erase_person
from empiria.apps.monitor.models import (
    Comparison,
    Import,
    Indicator,
    IndicatorKey,
    RecipeVersion,
    Release,
    ScoreSet,
)
from empiria.apps.monitor.selectors import read_scope
from empiria.apps.monitor.services import refresh_difference, save_comparison, save_indicator, save_key
from empiria.apps.places.models import Group, Grouping, Unit
from empiria.apps.places.services import create_list, delete_list
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import signed_in_now
from tests.integration.country import full_lines
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.monitor.data.erasing.files import codes, published
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db
# As earlier versions made it of the title.
OLD, CODE = "list-lista-zanety-sladowskiej", "kat_sladowska"


def picked(*, code: str, title: str, by: Person) -> Grouping:
    units = Unit.objects.municipalities().filter(code__in=["146501", "126101", "026401"])
    return create_list(title=title, units=units, by=by, code=code)


def in_store(store: Path, *words: str) -> list[str]:
    """The tables that hold one of the words, as a value or as the name of a column."""
    return [
        path.name
        for path in store.rglob("*.parquet")
        if any(word in told for told in [_said(pl.read_parquet(path))] for word in words)
    ]


def _said(frame: pl.DataFrame) -> str:
    return " ".join([*frame.columns, *(str(frame[name].unique().to_list()) for name in frame.columns)])


def place_of(person: Person, model: str, field: str = "code") -> Place:
    (found,) = [one for one in doubtful_places(person) if (one.model, one.field) == (model, field)]
    return found


@pytest.mark.django_db(transaction=True)
def test_the_code_of_a_list_becomes_another_wherever_it_is_kept(
    bring: Bring, store: Path, person: Person, staff: Person, recipe: RecipeVersion
) -> None:
    grouping = picked(code=OLD, title="Lista Żanety Śladowskiej", by=staff)
    other = picked(code="list-nad-wisla", title="Nad Wisłą", by=staff)
    release = publish(bring(*full_lines(last=2020)).release)
    drain_queue()
    kept = save_comparison(
        by=staff, name="x", query=f"unit=146501&unit=median:{OLD}&group={OLD}&group=list-nad-wisla"
    )
    assert in_store(store, OLD) == [Path(release.units).name]

    place = place_of(person, "places.Grouping")
    new = f"erased-{grouping.pk}"
    assert (place.word, place.other_code) == ("lista-zanety-sladowskiej"[6:], new)
    erase_person(person=person, by=staff, decided={place.code: True})

    grouping.refresh_from_db()
    kept.refresh_from_db()
    assert (grouping.code, grouping.title_pl) == (new, "Lista […]")
    assert [one.code for one in Group.objects.filter(grouping=grouping)] == [new]
    assert kept.query == f"unit=146501&unit=median:{new}&group={new}&group=list-nad-wisla"
    release.refresh_from_db()
    assert in_store(store, OLD) == []
    assert hashlib.sha256((store / release.units).read_bytes()).hexdigest() == release.units_sha256
    scope = read_scope("")
    assert scope
    sizes = {option.code: option.size for option in scope.groups}
    assert (sizes[new], sizes[other.code]) == (3, 3)
    told = AuditEntry.objects.get(action="monitor.strike-codes")
    assert (told.object_id, told.details) == (release.code, {"units": release.units_sha256})


@pytest.mark.django_db(transaction=True)
def test_scores_made_within_a_list_stay_and_are_read_under_its_other_code(
    bring: Bring, store: Path, person: Person, staff: Person, recipe: RecipeVersion
) -> None:
    grouping = picked(code=OLD, title="x", by=staff)
    RecipeVersion.objects.update(groupings=["all", OLD])
    publish(bring(*full_lines(last=2020)).release)
    drain_queue()
    scores = ScoreSet.objects.get(grouping=OLD)
    before = pl.read_parquet(store / scores.path / "by_unit.parquet")
    assert scores.certainty_path
    assert before["group"].unique().to_list() == [OLD]
    erase_person(person=person, by=staff, decided={place_of(person, "places.Grouping").code: True})
    drain_queue()
    scores.refresh_from_db()
    recipe.refresh_from_db()
    new = f"erased-{grouping.pk}"
    after = pl.read_parquet(store / scores.path / "by_unit.parquet")
    assert (scores.grouping, recipe.groupings) == (new, ["all", new])
    assert after["group"].unique().to_list() == [new]
    assert after.drop("group").equals(before.drop("group"))
    assert in_store(store, OLD) == []
    scope = read_scope("")
    assert scope
    assert [option.is_own for option in scope.groups if option.code == new] == [True]


@pytest.mark.django_db(transaction=True)
def test_a_list_that_is_about_somebody_else_keeps_its_address_and_a_deleted_one_goes_out_of_releases(
    bring: Bring, store: Path, person: Person, staff: Person
) -> None:
    grouping, street = (picked(code=code, title=code, by=staff) for code in (OLD, "list-ulica-sladowskiego"))
    release = publish(bring(*full_lines(last=2020)).release)
    delete_list(grouping=grouping, by=staff)
    place = place_of(person, "places.Grouping")
    assert place.pk == street.pk
    erase_person(person=person, by=staff, decided={place.code: False})
    street.refresh_from_db()
    release.refresh_from_db()
    assert street.code == "list-ulica-sladowskiego"
    frozen = pl.read_parquet(store / release.units)
    assert {street.code, "erased-list-1"} <= {*frozen.columns}
    assert frozen["erased-list-1"].drop_nulls().unique().to_list() == ["erased-list-1"]
    assert in_store(store, OLD) == []


def test_nothing_of_the_title_enters_the_address_of_a_new_list(country: None, staff: Person) -> None:
    first = picked(code="", title="Lista Żanety Śladowskiej", by=staff)
    assert first.code == f"list-{first.pk}"
    # Earlier versions called a list by its title, which may be a number.
    picked(code=f"list-{first.pk + 2}", title="x", by=staff)
    assert picked(code="", title="y", by=staff).code == f"list-{first.pk + 2}-"


@pytest.mark.django_db(transaction=True)
def test_an_indicator_called_after_somebody_loses_name_and_code_and_no_figure(
    bring: Bring, store: Path, person: Person, staff: Person, recipe: RecipeVersion
) -> None:
    hers = save_indicator(
        indicator=Indicator(code=CODE, name_pl="Wskaźnik Żanety Śladowskiej", name_en="By Śladowska", short_pl="Śladowska"),
        by=staff,
    )  # fmt: skip
    key = save_key(key=IndicatorKey(indicator=hers, source="tidy", key="klucz_sladowskiej"), by=staff)
    publish(bring(*full_lines(last=2020), "1465011,klucz_sladowskiej,2020,3").release)
    draft = bring("1465011,klucz_sladowskiej,2021,4", "1465011,wage,2021,4", name="b.csv").release
    refresh_difference(release=draft)
    drain_queue()
    kept = save_comparison(by=staff, name="x", query=f"unit=146501&measure={CODE}")
    before = published()
    assert len(in_store(store, CODE)) > 3

    decided = {place.code: True for place in doubtful_places(person)}
    erase_person(person=person, by=staff, decided=decided, keeping=dict.fromkeys(codes(person).values(), "b"))
    for row in (hers, key, kept, draft):
        row.refresh_from_db()
    new = f"erased-{hers.pk}"
    assert (hers.code, hers.name_pl, hers.name_en, hers.short_pl) == (new, "Wskaźnik […]", "By […]", "[…]")
    assert (key.key, kept.query) == (f"erased-{key.pk}", f"unit=146501&measure={new}")
    drain_queue()
    current = Release.objects.current().get()
    named = {current.observations, draft.observations, *Import.objects.values_list("observations", flat=True)}
    named |= {*current.difference["tables"].values()}
    assert [one for one in named if CODE in _said(pl.read_parquet(store / one))] == []
    after = published()
    order = ["unit", "indicator", "period"]
    assert after.sort(order).equals(before.with_columns(pl.col("indicator").replace(CODE, new)).sort(order))
    assert draft.difference == {}
    assert [one for one in Import.objects.all() if CODE in str(one.slices)] == []
    assert Comparison.objects.filter(query__contains=CODE).count() == 0


def test_codes_that_ship_with_the_program_are_not_asked_about(catalogue: None, person: Person) -> None:
    Indicator.objects.filter(code="wage").update(code="sladowska", shipped_digest="x")
    assert [place for place in doubtful_places(person) if place.field == "code"] == []


def test_whoever_decides_is_shown_codes_and_names_of_the_catalogue(
    client: Client, staff: Person, person: Person, country: None
) -> None:
    save_indicator(indicator=Indicator(code=CODE, name_pl="Liczba Śladowskiej", name_en="x"), by=staff)
    picked(code=OLD, title="x", by=staff)
    page = unescape(
        signed_in_now(client, staff).get(f"/privacy/desk/people/{person.pk}/erase/").content.decode()
    )
    for shown in ("kat_<mark>sladowska</mark>", "Liczba <mark>Śladowskiej</mark>", "list-lista-<mark>"):
        assert shown in page


def test_the_trail_knows_indicators_by_number(staff: Person, country: None) -> None:
    hers = save_indicator(indicator=Indicator(code=CODE, name_pl="x", name_en="x"), by=staff)
    save_key(key=IndicatorKey(indicator=hers, source="tidy", key="k"), by=staff)
    entries = AuditEntry.objects.filter(object_type="monitor.indicator")
    assert [one.object_id for one in entries] == [str(hers.pk)] * 2
    assert [one.texts["code"] for one in entries] == [CODE] * 2
    assert [one for one in entries if CODE in str(one.details)] == []

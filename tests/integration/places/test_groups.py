"""Groups follow their declared rules, explain themselves in both languages, and keep their codes."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from empiria.analysis.errors import InputError
from empiria.apps.accounts.models import Person
from empiria.apps.places.models import Classification, Group, Grouping, GroupMember, Typology, Unit
from empiria.apps.places.selectors import (
    group_frame,
    groupings_with_groups,
    groups_of,
    members_of,
    typology_view,
)
from empiria.apps.places.services import (
    create_list,
    delete_list,
    import_classes,
    import_units,
    refresh_groups,
    set_populations,
    update_list,
)
from empiria.apps.places.services.group_rules import UnitFacts, divide, read_rule
from empiria.apps.system.models import AuditEntry
from tests.integration.places.conftest import ABOVE, unit_list

ABOVE_ALL = [
    *ABOVE,
    ("1461", "1461", "county", "Ostrołęka", "city", "14"),
    ("146101", "1461011", "municipality", "Ostrołęka", "1", "1461"),
    ("1462", "1462", "county", "Płock", "city", "14"),
    ("146201", "1462011", "municipality", "Płock", "1", "1462"),
    ("1464", "1464", "county", "Siedlce", "city", "14"),
    ("146401", "1464011", "municipality", "Siedlce", "1", "1464"),
]
LAND = ["1401013 Białobrzegi", "1401022 Promna", "1401032 Radzanów"]
POPULATIONS = {
    "146501": (1_863_056, 2024),
    "146101": (45_000, 2024),
    "146201": (110_000, 2024),
    "146401": (50_000, 2023),
    "140101": (10_000, 2024),
    "140102": (4_999, 2024),
}


@pytest.fixture
def units(db: None) -> None:
    import_units(reading=unit_list("2025-01-01", *LAND, above=ABOVE_ALL), by=None)
    set_populations(values=POPULATIONS, by=None)


def members(code: str) -> list[str]:
    return [unit.name for unit in members_of(Group.objects.get(code=code))]


def groups_of_grouping(code: str) -> dict[str, list[str]]:
    summary = next(item for item in groupings_with_groups() if item.grouping.code == code)
    return {group.code: members(group.code) for group in summary.groups}


@pytest.mark.usefixtures("units")
def test_cities_with_county_rights_by_size() -> None:
    assert groups_of_grouping("city-size") == {
        "city-size.under-50": ["Ostrołęka"],
        "city-size.50-100": ["Siedlce"],
        "city-size.100-200": ["Płock"],
        "city-size.200-up": ["Warszawa"],
    }


@pytest.mark.usefixtures("units")
def test_title_and_explanation_are_built_from_the_rule() -> None:
    group = Group.objects.get(code="city-size.50-100")
    with translation.override("pl"):
        assert (group.title, group.explanation) == (
            "miasta na prawach powiatu, 50–100 tys. mieszkańców",
            "Grupa obejmuje: miasta na prawach powiatu, 50–100 tys. mieszkańców (ludność: 2023).",
        )
    with translation.override("en"):
        assert (group.title, group.explanation) == (
            "cities with county rights, 50–100 thousand inhabitants",
            "The group holds: cities with county rights, 50–100 thousand inhabitants (population: 2023).",
        )
    titles = Group.objects.filter(grouping__code__in=["city-size", "kind-size"])
    assert list(titles.order_by("grouping__position", "position").values_list("title_pl", flat=True)) == [
        "miasta na prawach powiatu, poniżej 50 tys. mieszkańców",
        "miasta na prawach powiatu, 50–100 tys. mieszkańców",
        "miasta na prawach powiatu, 100–200 tys. mieszkańców",
        "miasta na prawach powiatu, 200 tys. mieszkańców i więcej",
        "gminy miejskie, 20–50 tys. mieszkańców",
        "gminy miejskie, 50–100 tys. mieszkańców",
        "gminy miejskie, 100–200 tys. mieszkańców",
        "gminy miejskie, 200 tys. mieszkańców i więcej",
        "gminy wiejskie, poniżej 5 tys. mieszkańców",
        "gminy miejsko-wiejskie, 10–20 tys. mieszkańców",
    ]


@pytest.mark.usefixtures("units")
def test_group_of_everybody_says_so() -> None:
    group = Group.objects.get(code="all")
    assert (group.title_pl, group.title_en) == ("wszystkie gminy", "all municipalities")


@pytest.mark.usefixtures("units")
def test_unit_without_population_is_in_no_size_band_and_named() -> None:
    assert "Radzanów" not in [name for names in groups_of_grouping("kind-size").values() for name in names]
    group = Group.objects.get(code="kind-size.rural.under-5")
    assert group.explanation_pl == (
        "Grupa obejmuje: gminy wiejskie, poniżej 5 tys. mieszkańców (ludność: 2024). "
        "W żadnej grupie, bo brak liczby ludności: Radzanów."
    )
    assert [g.code for g in groups_of(Unit.objects.get(name="Radzanów"))] == [
        "voivodeship-kind.14.rural",
        "voivodeship.14",
        "all",
    ]


@pytest.mark.usefixtures("units")
def test_refresh_again_changes_nothing() -> None:
    before = list(GroupMember.objects.order_by("pk").values_list())
    entries = AuditEntry.objects.count()
    result = refresh_groups(by=None)
    assert (result.joined, result.left) == (0, 0)
    assert list(GroupMember.objects.order_by("pk").values_list()) == before
    assert AuditEntry.objects.count() == entries


@pytest.mark.usefixtures("units")
def test_unit_that_grows_changes_group_and_the_past_stays() -> None:
    group = Group.objects.get(code="city-size.under-50")
    GroupMember.objects.update(valid_from=dt.date(2020, 1, 1))
    set_populations(values={"146101": (51_000, 2025)}, by=None)
    assert groups_of_grouping("city-size")["city-size.50-100"] == ["Ostrołęka", "Siedlce"]
    assert "city-size.under-50" not in groups_of_grouping("city-size")
    assert Group.objects.get(code="city-size.under-50").pk == group.pk
    then = GroupMember.objects.at(dt.date(2021, 1, 1)).filter(
        unit__code="146101", group__grouping=group.grouping
    )
    assert list(then.values_list("group__code", flat=True)) == ["city-size.under-50"]


@pytest.mark.usefixtures("units")
def test_older_population_does_not_replace_a_newer() -> None:
    result = set_populations(values={"146101": (99_000, 2010), "999999": (1, 2024)}, by=None)
    assert (result.changed, [f.params["teryt"] for f in result.findings]) == (0, ["999999"])
    assert Unit.objects.get(code="146101").population == 45_000


@pytest.mark.usefixtures("units")
def test_frame_has_a_column_per_grouping() -> None:
    frame = group_frame(["146501", "140103", "unknown"])
    assert frame.columns == [
        "unit",
        "city-size",
        "kind-size",
        "functional",
        "voivodeship-kind",
        "voivodeship",
        "all",
    ]
    assert frame.rows() == [
        (
            "146501",
            "city-size.200-up",
            "kind-size.urban.200-up",
            None,
            "voivodeship-kind.14.urban",
            "voivodeship.14",
            "all",
        ),
        ("140103", None, None, None, "voivodeship-kind.14.rural", "voivodeship.14", "all"),
        ("unknown", None, None, None, None, None, None),
    ]


def classes(*rows: tuple[str, str]) -> pl.DataFrame:
    table = pl.DataFrame(rows, schema=["teryt", "class"], orient="row")
    return table.with_columns(unit=pl.col("teryt").str.head(6), row=pl.int_range(2, pl.len() + 2))


@pytest.mark.usefixtures("units")
def test_classes_make_groups_that_name_their_source(staff: Person) -> None:
    functional = Typology.objects.get(code="functional")
    assert groups_of_grouping("functional") == {}
    import_ = {"typology": functional, "source": "IGiPZ PAN", "edition": "2016", "by": staff}
    table = classes(("1465011", "A"), ("1401022", "H"), ("9999992", "H"))
    result = import_classes(**import_, table=table, valid_from=dt.date(2016, 1, 1))
    assert (result.added, result.changed, result.unchanged) == (2, 0, 0)
    assert [(f.code, f.params.get("teryt", f.params.get("count"))) for f in result.findings] == [
        ("unknown-unit", "9999992"),
        ("units-without-class", 5),
    ]
    assert groups_of_grouping("functional") == {
        "functional.a.urban": ["Warszawa"],
        "functional.h.rural": ["Promna"],
    }
    group = Group.objects.get(code="functional.h.rural")
    assert group.title_pl == "gminy wiejskie, klasa H"
    assert group.explanation_pl == (
        "Grupa obejmuje: gminy wiejskie, klasa H. Klasa H: gminy z intensywnie rozwiniętą funkcją rolniczą "
        "(IGiPZ PAN, 2016). W żadnej grupie, bo brak przypisanej klasy: Białobrzegi, Ostrołęka, Płock, Radzanów, Siedlce."
    )
    again = import_classes(**import_, table=table, valid_from=dt.date(2016, 1, 1))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    later = import_classes(**import_, table=classes(("1401022", "I")), valid_from=dt.date(2020, 1, 1))
    assert (later.added, later.changed, later.unchanged) == (0, 1, 0)
    history = Classification.objects.filter(unit__code="140102")
    assert list(history.values_list("typology_class__code", "valid_from", "valid_to")) == [
        ("H", dt.date(2016, 1, 1), dt.date(2020, 1, 1)),
        ("I", dt.date(2020, 1, 1), None),
    ]
    view = typology_view("functional")
    assert view is not None
    assert {c.code: c.size for c in view.classes if c.size} == {"A": 1, "I": 1}
    assert (view.classed, view.municipalities, view.assignments) == (2, 7, [("IGiPZ PAN", "2016", 2)])


@pytest.mark.usefixtures("units")
def test_unknown_or_older_class_is_refused_whole() -> None:
    import_: dict[str, Any] = {"typology": Typology.objects.get(), "source": "S", "by": None}
    with pytest.raises(
        InputError, match="line 3, column “class”: “Z” is not a class of this typology; expected one of A, B"
    ):
        import_classes(
            **import_, table=classes(("1465011", "A"), ("1401022", "Z")), valid_from=dt.date(2016, 1, 1)
        )
    assert Classification.objects.count() == 0
    import_classes(**import_, table=classes(("1465011", "A")), valid_from=dt.date(2016, 1, 1))
    with pytest.raises(InputError, match="this assignment is older"):
        import_classes(**import_, table=classes(("1465011", "B")), valid_from=dt.date(2010, 1, 1))


@pytest.mark.usefixtures("units")
def test_list_is_made_changed_and_deleted(staff: Person) -> None:
    def named(*names: str) -> list[Unit]:
        return list(Unit.objects.municipalities().filter(name__in=names))

    picked = create_list(
        title="Miasta nad Wisłą", title_en="On the Vistula", units=named("Warszawa", "Płock"), by=staff
    )
    with pytest.raises(InputError, match="with the title “miasta nad wisłą” already"):
        create_list(title="miasta nad wisłą", units=named("Warszawa", "Siedlce"), by=staff)
    second = create_list(title="Nad Bugiem", units=named("Warszawa", "Siedlce"), by=staff)
    assert (picked.code, second.code) == (f"list-{picked.pk}", f"list-{second.pk}")
    with pytest.raises(InputError, match="already"):
        update_list(grouping=second, title="Miasta nad Wisłą", units=named("Warszawa", "Siedlce"), by=staff)
    assert members(picked.code) == ["Płock", "Warszawa"]
    assert Group.objects.get(code=picked.code).explanation_pl == "Lista ułożona ręcznie; liczba jednostek: 2."
    update_list(grouping=picked, title="Inny tytuł", units=named("Warszawa", "Radzanów"), by=staff)
    assert (members(picked.code), Group.objects.get(code=picked.code).title_pl) == (
        ["Radzanów", "Warszawa"],
        "Inny tytuł",
    )
    import_units(reading=unit_list("2026-01-01", *LAND[:2], above=ABOVE_ALL), by=None)
    assert Group.objects.get(code=picked.code).explanation_pl == (
        "Lista ułożona ręcznie; liczba jednostek: 1. Już nie istnieją: Radzanów."
    )
    delete_list(grouping=picked, by=staff)
    assert list(Grouping.objects.hand_picked().values_list("code", flat=True)) == [second.code]
    with pytest.raises(InputError, match="at least two"):
        create_list(title="Sama", units=named("Warszawa"), by=staff)
    with pytest.raises(InputError, match="declared rule"):
        delete_list(grouping=Grouping.objects.get(code="all"), by=staff)
    made = AuditEntry.objects.filter(action__endswith="-list").order_by("pk")
    assert list(made.values_list("action", "by")) == [
        (f"places.{verb}-list", str(staff.pk)) for verb in ("create", "create", "update", "delete")
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ([], "A rule is a mapping, such as {“by”: [“kind”]}."),
        ({"level": "gmina"}, "“level” of a rule is one of municipality, county, voivodeship; found 'gmina'."),
        ({"levle": "county"}, "“levle” is not known in “rule” of a rule; expected level, where, by."),
        ({"where": []}, "“where” of a rule is a mapping; found []."),
        ({"where": {"county_rights": "yes"}}, "“county_rights” is true or false; found 'yes'."),
        ({"where": {"kinds": ["4"]}}, "“kinds” of a rule is one of 1, 2, 3; found '4'."),
        (
            {"where": {"population": {"from": 10}}},
            "Size limits are whole thousands of inhabitants; found [10].",
        ),
        ({"where": {"population": {"from": 9000, "to": 5000}}}, "Size limits must rise; found [9000, 5000]."),
        ({"by": "kind"}, "“by” of a rule is a list; found 'kind'."),
        ({"by": [{"population": []}]}, "Size limits are whole thousands of inhabitants; found []."),
        ({"by": [{"population": [5000, 5000]}]}, "Size limits must rise; found [5000, 5000]."),
        ({"by": [{"population": [True]}]}, "Size limits are whole thousands of inhabitants; found [True]."),
        (
            {"by": ["size"]},
            "“by” divides by “kind”, “voivodeship”, {population: [limits]} or {class: typology}; found 'size'.",
        ),
        ({"units": []}, "“units” is a list of codes; found []."),
        ({"units": ["146501"], "by": []}, "“by” is not known in “rule” of a rule; expected units."),
    ],
)
def test_wrong_rule_is_named(rule: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_rule(rule)
    assert str(caught.value) == message


FACTS = st.builds(
    UnitFacts,
    pk=st.integers(),
    code=st.sampled_from(["140101", "020101", "300101"]),
    name=st.just("N"),
    level=st.just("municipality"),
    kind=st.sampled_from("123"),
    has_county_rights=st.booleans(),
    population=st.none() | st.integers(0, 2_000_000),
    population_year=st.just(2024),
    classes=st.just({}),
)


@given(
    st.lists(FACTS),
    st.lists(st.integers(1, 500), min_size=1, unique=True).map(
        lambda edges: sorted(edge * 1000 for edge in edges)
    ),
)
def test_size_bands_divide_without_gap_or_overlap(units: list[UnitFacts], edges: list[int]) -> None:
    division = divide(read_rule({"by": [{"population": edges}, "kind"]}), units)
    placed = [unit for members in division.groups.values() for unit in members]
    assert len(placed) + len(division.without_population) == len(units)
    assert all(unit.population is None for unit in division.without_population)
    for (band, kind), members in division.groups.items():
        for unit in members:
            assert unit.kind == kind
            assert (band.low or 0) * 1000 <= unit.population < (band.high or 10**9) * 1000

"""Kinds and names of a file against those that the registers know."""

import polars as pl
import pytest

from empiria.apps.monitor.services.naming import NAMED, plain_name, strange_kinds, strange_names
from empiria.sources.reading import Finding

SPELLS = pl.DataFrame(
    [
        ("0201", "0201", "bolesławiecki"),
        ("020101", "0201011", "Bolesławiec"),
        ("200203", "2002032", "Czyżew-Osada"),
        ("200203", "2002033", "Czyżew"),
    ],
    schema=["code", "teryt", "name"],
    orient="row",
)


def rows(*units: tuple[str, str]) -> pl.DataFrame:
    """Rows of a dated code and a name."""
    return pl.DataFrame(
        [
            (code[:6], code, "municipality" if len(code) == 7 else "county", name, line)
            for line, (code, name) in enumerate(units, start=2)
        ],
        schema=["unit", "teryt", "level", "name", "row"],
        orient="row",
    )


def told(found: list[Finding]) -> list[tuple[object, ...]]:
    return [(one.code, one.severity, one.row, one.params.get("teryt")) for one in found]


def test_a_kind_that_the_unit_never_had_is_told_and_a_former_one_is_not() -> None:
    table = rows(
        ("0201012", "Bolesławiec (2)"), ("2002032", "Czyżew (2)"), ("9999992", "Nieznana (2)"), ("0201", "")
    )
    (found,) = strange_kinds(table, spells=SPELLS)
    assert told([found]) == [("kind-unknown", "warning", 2, "0201012")]
    assert (found.params["known"], found.params["today"]) == ("Bolesławiec", "0201011")


def test_a_kind_from_before_the_first_list_is_passed_where_the_file_has_the_known_one_too() -> None:
    table = rows(("0201013", "Bolesławiec (3)"), ("0201011", "Bolesławiec (1)"))
    assert strange_kinds(table, spells=SPELLS) == []


def test_a_name_that_contradicts_its_code_is_told_once_with_its_row() -> None:
    table = rows(
        ("0201011", "Zupełnie Inna (1)"), ("0201011", "Zupełnie Inna (1)"), ("0201", "Powiat bolesławiecki")
    )
    (found,) = strange_names(table, spells=SPELLS)
    assert told([found]) == [("name-differs", "warning", 2, "0201011")]
    assert (found.params["name"], found.params["known"]) == ("Zupełnie Inna (1)", "Bolesławiec")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0201011", "BOLESŁAWIEC"),
        ("0201011", "M. Boleslawiec (1) (od 2010)"),
        ("0201011", "Bolesławiec od 2012"),
        ("0201011", ""),
        ("2002033", "Czyżew-Osada (2)"),
        ("2002032", "Czyżew"),
        ("0201", "Powiat bolesławiecki"),
        ("9999991", "Nieznana"),
    ],
)
def test_every_name_that_a_unit_has_or_had_is_its_own_however_it_is_written(code: str, name: str) -> None:
    assert strange_names(rows((code, name)), spells=SPELLS) == []


def test_of_many_strange_names_the_rest_is_counted() -> None:
    codes = [f"02{number:04d}" for number in range(100, 100 + NAMED + 5)]
    spells = pl.DataFrame(
        [(code, f"{code}1", f"Nazwa {code}") for code in codes], schema=SPELLS.schema, orient="row"
    )
    found = strange_names(rows(*((f"{code}1", "Inna") for code in codes)), spells=spells)
    assert len(found) == NAMED + 1
    assert (found[-1].code, found[-1].params) == ("names-differ", {"count": 5})


@pytest.mark.parametrize(
    "name", ["Powiat m. st. Warszawa", "Warszawa", "WARSZAWA (1)", "Powiat m.st.Warszawa"]
)
def test_what_sources_write_around_a_name_does_not_count(name: str) -> None:
    assert plain_name(name) == "warszawa"

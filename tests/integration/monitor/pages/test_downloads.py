"""Files of a city: they open, and say what the page says."""

import csv
import io
import re
from xml.etree import ElementTree

import fastexcel
import pytest
from django.test import Client

from empiria.apps.monitor.selectors import CityProfile, city_profile
from empiria.apps.places.selectors import unit_by_address

CITY = "/monitor/1862011"


def profile() -> CityProfile:
    found = unit_by_address("1862011")
    assert found
    return city_profile(unit=found[0])


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_csv_of_all_years_holds_every_figure_exactly(reader: Client) -> None:
    response = reader.get(f"{CITY}/data.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="empiria-1862011-dane.csv"'
    expected = [
        (row.node, str(point.period), "" if point.value is None else repr(point.value))
        for row in (*profile().indicators, *profile().others)
        for point in row.history
    ]
    assert [(r["Kod"], r["Rok"], r["Wartość"]) for r in rows(response.content)] == expected


def test_csv_of_indicators_holds_what_the_page_shows(reader: Client) -> None:
    found = {r["Kod"]: r for r in rows(reader.get(f"{CITY}/indicators.csv").content)}
    unemployed = found["unemployed"]
    assert round(float(unemployed["Wartość"]), 1) == 50.4
    assert round(float(unemployed["Mediana grupy"]), 1) == 22.1
    assert (unemployed["Miejsce"], unemployed["Porównywanych"]) == ("25", "25")


def test_workbook_opens_with_tables_and_where_they_come_from(reader: Client) -> None:
    book = fastexcel.read_excel(reader.get(f"{CITY}/data.xlsx").content)
    assert book.sheet_names == ["Wskaźniki", "Wymiary i obszary", "Lata", "Źródło"]
    sheet = book.load_sheet("Wskaźniki").to_polars()
    shown = profile()
    assert list(sheet["Kod"]) == [row.node for row in (*shown.indicators, *shown.others)]
    # A spreadsheet keeps sixteen digits.
    assert list(sheet["Wartość"]) == pytest.approx([row.value for row in (*shown.indicators, *shown.others)])
    about = dict(book.load_sheet("Źródło", header_row=None).to_polars().rows())
    assert re.fullmatch(r"\d{4}-1", about["Wydanie"])
    assert about["Gmina"] == "Przemyśl (1862011)"


@pytest.mark.parametrize("chart", ["quadrant", "dimensions", "indicators", "indicator-unemployed"])
def test_every_chart_comes_as_drawing_picture_and_tables(reader: Client, chart: str) -> None:
    svg = reader.get(f"{CITY}/{chart}.svg").content
    ElementTree.fromstring(svg)  # noqa: S314 (our own file)
    assert "przepis „" in svg.decode()
    assert reader.get(f"{CITY}/{chart}.png").content[:8] == b"\x89PNG\r\n\x1a\n"
    assert rows(reader.get(f"{CITY}/{chart}.csv").content)
    assert len(fastexcel.read_excel(reader.get(f"{CITY}/{chart}.xlsx").content).sheet_names) == 2


def test_quadrant_table_is_the_group(reader: Client) -> None:
    found = rows(reader.get(f"{CITY}/quadrant.csv").content)
    assert {r["Kod"] for r in found} == {point.teryt for point in profile().points}
    assert [float(r["Sytuacja"]) for r in found] == sorted(
        (p.situation for p in profile().points), reverse=True
    )


@pytest.mark.parametrize("path", ["nonsense.csv", "indicator-nonsense.svg", "quadrant.pdf", "data.png"])
def test_unknown_chart_or_kind_of_file_is_not_found(reader: Client, path: str) -> None:
    assert reader.get(f"{CITY}/{path}").status_code == 404


def test_english_files_have_english_heads(reader: Client) -> None:
    found = rows(reader.get("/en/monitor/1862011/data.csv").content)
    assert list(found[0]) == ["Indicator", "Code", "Unit", "Year", "Value", "Group median", "Files"]

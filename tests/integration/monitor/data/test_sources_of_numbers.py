"""Where a number comes from: every file it is made of, with its particulars, and no source that is not its own."""

import csv
import datetime as dt
import io
from pathlib import Path

import fastexcel
import pytest
from django.test import Client

from empiria.apps.monitor.models import Import, Indicator, RecipeVersion
from empiria.apps.monitor.selectors.catalogue import variable_of
from empiria.apps.monitor.services import import_observations
from tests.integration.country import CITIES, full_lines
from tests.integration.monitor.data.conftest import publish
from tests.integration.queue import drain_queue

GUS = "GUS, Bank Danych Lokalnych"
RATE = "/en/monitor/1465011/indicators/jobless/?year=2021"
RETRIEVED = dt.datetime(2025, 6, 16, 12, tzinfo=dt.UTC)


@pytest.fixture
def files(tmp_path: Path, country: None, catalogue: None, recipe: RecipeVersion) -> dict[str, Import]:
    """Four cities' figures from three files: counts, what they are divided by, and the rest, of which nothing is told."""
    told = {
        "counts": {"origin": f"{GUS}, bdl.stat.gov.pl", "licence": "CC BY 4.0", "retrieved": RETRIEVED},
        "people": {"origin": "Urząd Statystyczny"},
        "rest": {},
    }
    of = {"jobless": "counts", "population": "people", "wage": "rest", "crimes": "rest"}
    Indicator.objects.update(
        source_pl=f"{GUS}, P1944", source_en="Statistics Poland (GUS), Local Data Bank, P1944"
    )
    found = {}
    for name, particulars in told.items():
        lines = [line for line in full_lines() if of[line.split(",")[1]] == name]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(["unit,indicator,period,value", *lines]) + "\n")
        found[name] = import_observations(path=path, by=None, **particulars)  # type: ignore[arg-type]
    publish(found["rest"].release)
    drain_queue()
    return found


def source_of(page: str) -> str:
    section = page[page.index('id="source"') :]
    return " ".join(section[: section.index("</section>")].split())


def test_a_rate_names_the_file_of_its_denominator_too(files: dict[str, Import], client: Client) -> None:
    said = source_of(client.get(RATE).content.decode())
    for name in ("counts", "people"):
        assert f'<a href="/en/monitor/sources/{files[name].pk}/">{name}.csv</a>' in said
        assert files[name].sha256 in said
    assert (
        "</a> · GUS, Bank Danych Lokalnych, bdl.stat.gov.pl · retrieved on 16 June 2025 · CC BY 4.0<br>"
        in said
    )
    assert "</a> · Urząd Statystyczny · date of retrieval not given · licence not given<br>" in said
    assert "rest.csv" not in said


def test_files_of_a_rate_name_both_sources_and_no_other(files: dict[str, Import], client: Client) -> None:
    address = "/en/monitor/1465011/indicator-jobless"
    svg = client.get(f"{address}.svg?year=2021").content.decode()
    assert f"{GUS}, bdl.stat.gov.pl; Urząd Statystyczny · Empiria release" in svg
    book = fastexcel.read_excel(client.get(f"{address}.xlsx?year=2021").content)
    lines = book.load_sheet("Source", header_row=None).to_polars().rows()
    assert [line for title, line in lines if title == "File"] == [
        f"counts.csv · {GUS}, bdl.stat.gov.pl · retrieved on 16 June 2025 · CC BY 4.0 · SHA-256 {files['counts'].sha256}",
        f"people.csv · Urząd Statystyczny · date of retrieval not given · licence not given · SHA-256 {files['people'].sha256}",
    ]


def test_the_city_names_every_file_and_its_table_the_files_of_each_number(
    files: dict[str, Import], client: Client
) -> None:
    said = source_of(client.get("/en/monitor/1465011/").content.decode())
    assert [source.sha256 in said for source in files.values()] == [True] * 3
    rows = csv.DictReader(io.StringIO(client.get("/en/monitor/1465011/data.csv").content.decode()))
    assert {(row["Code"], row["Files"]) for row in rows} == {
        ("jobless", "counts.csv; people.csv"),
        ("wage", "rest.csv"),
        ("crimes", "rest.csv"),
        ("population", "people.csv"),
    }


def test_a_number_of_another_source_is_not_said_to_be_of_the_catalogues(
    files: dict[str, Import], client: Client
) -> None:
    assert "Variable: Statistics Poland (GUS), Local Data Bank, P1944" in source_of(
        client.get(RATE).content.decode()
    )
    page = client.get(RATE.replace("jobless", "wage")).content.decode()
    assert "Statistics Poland" not in page[: page.index("<footer")]
    assert "rest.csv</a> · origin not given · " in source_of(page)
    svg = client.get("/en/monitor/1465011/indicator-wage.svg?year=2021").content.decode()
    assert "origin not given (rest.csv) · Empiria release" in svg
    assert "GUS" not in svg
    for table in ("ranking/ranking", "compare/bars"):
        chosen = f"unit=1465011&measure=wage&m=wage&year=2021&city={','.join(CITIES)}"
        answer = client.get(f"/en/monitor/{table}.svg?{chosen}")
        assert answer.status_code != 200 or "Public statistics" not in answer.content.decode()
    assert (
        "<dd>origin not given</dd>" in client.get(f"/en/monitor/sources/{files['rest'].pk}/").content.decode()
    )


@pytest.mark.parametrize(
    ("origin", "is_said"),
    [
        (f"{GUS}, API", True),
        ("Statistics Poland (GUS), Local Data Bank", True),
        ("GUS", False),
        ("An exercise", False),
        ("", False),
    ],
)
def test_the_variable_is_of_the_files_source_only(origin: str, is_said: bool) -> None:
    indicator = Indicator(
        source_pl=f"{GUS}, P1944", source_en="Statistics Poland (GUS), Local Data Bank, P1944"
    )
    assert bool(variable_of(indicator, origin)) is is_said
    assert variable_of(None, origin) == ""
    # An institution and its system are no variable.
    assert variable_of(Indicator(source_pl=GUS), origin) == ""

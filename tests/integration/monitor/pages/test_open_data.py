"""Open data for people and portals: files of a release hold its figures, the catalogue and the feed name them."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import polars as pl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from empiria.apps.monitor.models import Import, Release
from empiria.apps.monitor.selectors import release_table
from empiria.apps.monitor.selectors.licences import GUS_LICENCE
from empiria.apps.monitor.selectors.whole_release import release_sources

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _uncounted() -> None:
    cache.clear()


def download(reader: Client, release: Release, name: str) -> bytes:
    answer = reader.get(f"/monitor/data/{release.code}/{name}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="empiria-{release.code}-{name}"'
    assert answer["Access-Control-Allow-Origin"] == "*"
    return b"".join(answer)  # type: ignore[arg-type]


def test_parquet_of_a_release_is_its_table(reader: Client, sample: Release) -> None:
    table = pl.read_parquet(io.BytesIO(download(reader, sample, "observations.parquet")))
    assert table.equals(release_table(sample))


def test_archive_holds_every_table_with_a_dictionary_of_its_columns(reader: Client, sample: Release) -> None:
    with zipfile.ZipFile(io.BytesIO(download(reader, sample, "release.zip"))) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    tables = {
        name: list(csv.reader(io.StringIO(text))) for name, text in files.items() if name != "README.txt"
    }
    assert len(tables["observations.csv"]) == release_table(sample).height + 1
    described = {(row[0], row[1]) for row in tables["dictionary.csv"][1:]}
    assert described == {
        (name, column)
        for name in ("observations", "units", "indicators")
        for column in tables[f"{name}.csv"][0]
    }
    assert [row for row in tables["dictionary.csv"] if not all(row)] == []
    assert "Bank Danych Lokalnych" in files["README.txt"]
    assert "z podaniem źródła" in files["README.txt"]


def test_units_of_the_release_come_with_their_groups(reader: Client, sample: Release) -> None:
    units = pl.read_parquet(io.BytesIO(download(reader, sample, "units.parquet")))
    assert units.filter(unit="1862011").select("name", "city-size").rows() == [
        ("Przemyśl", "city-size.50-100")
    ]


@pytest.mark.parametrize("path", ["1999-1/release.zip", "current/other.csv"])
def test_what_was_not_published_is_not_there(reader: Client, path: str) -> None:
    assert reader.get(f"/monitor/data/{path}").status_code == 404


def test_downloads_are_counted(reader: Client, sample: Release, settings: Settings) -> None:
    settings.EMPIRIA_API_RATES = {"download": 0}
    answer = reader.get(f"/monitor/data/{sample.code}/units.parquet")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")


def test_catalogue_names_every_release_and_file_in_both_languages(reader: Client, sample: Release) -> None:
    answer = reader.get("/monitor/data/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    found = answer.json()
    assert found["@type"] == "dcat:Catalog"
    assert [text["@language"] for text in found["dct:title"]] == ["pl", "en"]
    [dataset] = found["dcat:dataset"]
    # What DCAT-AP 3 asks of a dataset, and of a distribution.
    assert {"dct:title", "dct:description", "dcat:contactPoint", "dcat:distribution"} - set(dataset) <= {
        "dcat:contactPoint"
    }
    assert dataset["dct:temporal"]["dcat:startDate"]["@value"] == "2003"
    for source in dataset["dct:source"]:
        assert reader.get(source["@id"].removeprefix("http://testserver")).status_code == 200
    terms = "; ".join(sorted({note.licence for note in release_sources(sample)}))
    for file in dataset["dcat:distribution"]:
        [polish, english] = file["dct:license"]["rdfs:label"]
        assert (polish, english["@language"]) == ({"@value": terms, "@language": "pl"}, "en")
        assert english["@value"] != terms
        address = file["dcat:accessURL"]["@id"].removeprefix("http://testserver")
        assert b"".join(reader.get(address))  # type: ignore[arg-type]
        assert file["dcat:mediaType"]["@id"].startswith("https://www.iana.org/assignments/media-types/")


@pytest.mark.parametrize(("language", "title"), [("", "Wydanie"), ("/en", "Release")])
def test_feed_tells_of_every_release(reader: Client, sample: Release, language: str, title: str) -> None:
    answer = reader.get(f"{language}/monitor/data/releases.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 (our own file)
    [entry] = feed.findall("atom:entry", ATOM)
    assert entry.findtext("atom:title", namespaces=ATOM) == f"{title} {sample.code}"
    link = entry.find("atom:link", ATOM)
    assert link is not None
    page = reader.get(link.attrib["href"].removeprefix("http://testserver")).content.decode()
    assert f'id="release-{sample.code}"' in page


@pytest.mark.parametrize("language", ["", "/en"])
def test_page_of_the_api_shows_every_operation_with_an_example_that_works(
    reader: Client, sample: Release, language: str
) -> None:
    # Whatever stands behind the address, and whatever the browser holds already.
    page = reader.get(
        f"{language}/monitor/data/api/", {"utm_source": "x"}, headers={"If-None-Match": "*"}
    ).content.decode()
    examples = re.findall(r'<a class="data-code" href="([^"]+)"', page)
    # Cities' own figures are in no sample: those examples are invented, and said to be.
    invented = re.findall(r'<code class="data-code">(/api/v1/local-[^<]+)</code>', page)
    assert (len(examples), len(invented), page.count("GET /api/v1/")) == (8, 3, 11)
    for example in examples:
        answer = reader.get(example.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert answer.json().get("count", 1) > 0


@pytest.mark.parametrize(
    "address",
    [
        "monitor/data/",
        "monitor/sources/{source}/",
        "monitor/ranking/?measure=unemployed",
        "monitor/indicators/unemployed/",
        "monitor/1862011/",
        "monitor/1862011/indicators/unemployed/",
    ],
)
def test_licence_is_read_in_the_language_of_the_page(reader: Client, sample: Release, address: str) -> None:
    address = address.format(source=Import.objects.get().pk)
    polish, english = (reader.get(f"/{way}{address}").content.decode() for way in ("", "en/"))
    assert GUS_LICENCE in polish
    assert "Statistics Poland (GUS): re-use free of charge, the source named" in english
    assert GUS_LICENCE not in english


def test_chart_may_be_framed_by_any_site_and_names_its_source(reader: Client, sample: Release) -> None:
    answer = reader.get("/monitor/embed/1862011/unemployed/?year=2015")
    policy = answer["Content-Security-Policy"].split("; ")
    assert "frame-ancestors *" in policy
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in answer
    page = answer.content.decode()
    assert f"wydanie Empirii {sample.code}" in page
    assert "/monitor/1862011/indicators/unemployed/?year=2015" in page


def test_code_to_copy_names_the_chart_as_the_reader_chose_it(reader: Client, sample: Release) -> None:
    page = reader.get("/en/monitor/1862011/indicators/unemployed/embed/?year=2015&group=all").content.decode()
    address = "http://testserver/en/monitor/embed/1862011/unemployed/?year=2015&amp;group="
    # The code is shown as text: what stands in it is escaped a second time.
    assert address.replace("&amp;", "&amp;amp;") in page
    assert reader.get("/monitor/1862011/indicators/none/embed/").status_code == 404


def test_pages_ask_a_bounded_number_of_queries(reader: Client, sample: Release) -> None:
    for path in ("/monitor/data/", "/monitor/data/api/", "/monitor/data/catalogue.jsonld"):
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(path).status_code == 200
        assert len(queries) <= 4

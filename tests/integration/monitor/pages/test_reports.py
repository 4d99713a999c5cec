"""Reports of a city: what they hold, in every format; that they say what its page says, and open elsewhere."""

import io
import re
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import fastexcel
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.monitor.selectors import CityProfile, city_profile
from empiria.apps.monitor.selectors.report_templates import templates
from empiria.apps.monitor.views.report_city import city_report, report_of
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.selectors import unit_by_address
from empiria.reporting import sentences
from empiria.reporting.document import WRITERS, Document, Grid, Heading, Picture
from tests.integration.cast import Cast

PRZEMYSL = "1862011"
ADDRESS = f"/monitor/{PRZEMYSL}/report"
OFFICE = shutil.which("soffice")


def profile(teryt: str = PRZEMYSL) -> CityProfile:
    found = unit_by_address(teryt)
    assert found
    return city_profile(unit=found[0])


def text_of(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split()).replace("\u00a0", " ")


def document(outline: str = "city") -> Document:
    return report_of(PRZEMYSL, outline, page_words())


def of_kind(blocks: Document, kind: type) -> int:
    return sum(isinstance(block, kind) for block in blocks.blocks)


def test_page_offers_every_outline_and_format_and_keeps_the_choice(reader: Client) -> None:
    page = reader.get(f"{ADDRESS}/?template=state&year=2016").content.decode()
    for outline in templates():
        assert f'value="{outline.code}"' in page
    for ext in ("pdf", "docx", "odt", "xlsx"):
        assert f"{ADDRESS}.{ext}?year=2016&amp;template=state" in page
    assert "Budżet obywatelski" in page


def test_the_citys_page_leads_here(reader: Client) -> None:
    assert f'href="{ADDRESS}/"' in reader.get(f"/monitor/{PRZEMYSL}/").content.decode()


def test_report_says_what_the_page_says(reader: Client) -> None:
    said = text_of(reader.get(f"{ADDRESS}/read/").content.decode())
    words, shown = page_words(), profile()
    root = shown.root
    assert root
    assert root.rank
    for row in (*shown.dimensions, *shown.areas):
        assert row.score is not None
        assert words.number(row.score, 2) in said
    for row in (*shown.indicators, *shown.others):
        wanted = (
            words.number(row.value, row.decimals)
            if row.value is not None
            else sentences.reason(row.status, words)
        )
        assert wanted.replace("\u00a0", " ") in said
        assert row.title in said
    assert shown.release.code in said
    assert re.search(r"SHA-256 [0-9a-f]{64}", said)


def test_an_indicator_outside_the_recipe_has_the_same_median_in_every_chapter(reader: Client) -> None:
    """Population is no leaf of the recipe; the chapter of the comparison always had its median."""
    row = next(one for one in profile().others if one.node == "population")
    members = {member.code for member in profile().members}
    assert row.values
    assert (row.values.count, row.group_size) == (len(members), len(members))
    median = page_words().number(row.values.median, row.decimals)
    tables = [block.table for block in document().blocks if isinstance(block, Grid)]
    lines = [line for table in tables for line in table.rows if str(line[0]).startswith("Ludność (osób")]
    assert len(lines) == 2
    assert all(any(median in str(cell) for cell in line[2:]) for line in lines)
    assert [point.median for point in row.history if point.period == 2018] == [row.values.median]


def test_every_figure_of_the_sample_names_its_variable(reader: Client) -> None:
    """In the chapter of sources, on the page of one figure, on the indicator's and in the API."""
    for row in (*profile().indicators, *profile().others):
        assert all(one.variable for one in row.inputs if one.source), row.node
    said = text_of(reader.get(f"{ADDRESS}/read/").content.decode())
    assert "nie podano" not in said[said.index("Pochodzenie liczb za 2018 r.") :]
    assert "ludność ogółem (72305, numer do potwierdzenia)" in said
    named = "average monthly gross wage relative to the national mean (Poland = 100)"
    for page in (f"/en/monitor/{PRZEMYSL}/indicators/wages/", "/en/monitor/indicators/wages/"):
        assert named in unescape(reader.get(page).content.decode())
    assert named in reader.get("/api/v1/indicators/wages").json()["source_en"]


def test_no_indicator_is_left_out_of_any_outline(reader: Client) -> None:
    titles = {row.title for row in (*profile().indicators, *profile().others)}
    for outline in ("city", "diagnosis", "state"):
        blocks = document(outline).blocks
        tables = [block.table for block in blocks if isinstance(block, Grid)]
        firsts = " | ".join(str(row[0]) for table in tables for row in table.rows)
        assert [title for title in titles if f"{title} (" not in firsts] == []


def test_the_offices_words_take_the_place_of_the_hint(reader: Client) -> None:
    outline = next(one for one in templates() if one.code == "state")
    own = {"introduction": "Szanowni #Państwo\n\n*drugi* akapit"}
    made = city_report(profile(), outline, page_words(), texts=own)
    said = [block.text for block in made.blocks if hasattr(block, "text")]
    assert said[1:3] == ["Szanowni #Państwo", "*drugi* akapit"]
    assert sum(text.startswith("Do uzupełnienia przez urząd") for text in said) == len(outline.texts) - 1


def test_pdf_conforms_and_holds_the_numbers(reader: Client) -> None:
    response = reader.get(f"{ADDRESS}.pdf?template=diagnosis")
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"] == 'attachment; filename="empiria-1862011-raport-diagnosis-2018.pdf"'
    )
    pdf = pypdf.PdfReader(io.BytesIO(response.content))
    assert pdf.metadata
    assert pdf.metadata.title == "Przemyśl: Diagnoza"
    assert b"pdfuaid:part>1" in pdf.trailer["/Root"]["/Metadata"].get_object().get_data()
    said = " ".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ")
    assert "50,4" in said
    assert "17. miejsce wśród 25 miast grupy" in said


def test_english_report_is_english(reader: Client) -> None:
    said = text_of(reader.get(f"/en{ADDRESS}/read/?template=state").content.decode())
    assert "Participatory budget" in said
    assert "place 17 among 25 cities of the group" in said
    assert "Podsumowanie" not in said


def test_spreadsheet_holds_every_figure(reader: Client) -> None:
    book = fastexcel.read_excel(reader.get(f"{ADDRESS}.xlsx").content)
    names = ["Wymiary i obszary", "Wskaźniki", "Porównanie", "Sytuacja i zmiana", "Lata", "Źródło"]
    assert book.sheet_names == names
    years = book.load_sheet("Lata").to_polars()
    expected = [p.value for row in (*profile().indicators, *profile().others) for p in row.history]
    assert years["Wartość"].to_list() == pytest.approx(expected, nan_ok=True)


def test_a_report_asks_as_little_as_two_pages(reader: Client) -> None:
    reader.get(f"{ADDRESS}/read/")
    with CaptureQueriesContext(connection) as queries:
        reader.get(f"{ADDRESS}/read/")
    assert len(queries) <= 30


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{ADDRESS}/?template=none", 404),
        (f"{ADDRESS}.pdf?template=none", 404),
        ("/monitor/9999999/report/", 404),
        ("/monitor/9999999/report.docx", 404),
        ("/monitor/186201/report/read/?template=state", 301),
    ],
)
def test_what_is_not_there(reader: Client, address: str, status: int) -> None:
    assert reader.get(address).status_code == status


@pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed: it is only asked whether it opens our files"
)
def test_libreoffice_opens_the_docx_and_loses_nothing(reader: Client, tmp_path: Path) -> None:
    made = document()
    source = tmp_path / "report.docx"
    source.write_bytes(WRITERS["docx"](made))
    body = zipfile.ZipFile(source).read("word/document.xml").decode()
    assert body.count("<w:tbl>") == of_kind(made, Grid)
    assert body.count("<pic:pic") == of_kind(made, Picture)
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = pypdf.PdfReader(tmp_path / "report.pdf")
    drawn = {image.indirect_reference for page in pdf.pages for image in page.images}
    assert len(drawn) >= of_kind(made, Picture)
    said = re.sub(r"\s+", "", " ".join(page.extract_text() for page in pdf.pages))
    for block in made.blocks:
        if isinstance(block, Grid):
            assert re.sub(r"\s+", "", block.table.caption) in said
        elif isinstance(block, Heading):
            assert re.sub(r"\s+", "", block.text) in said


COMPARED = f"?unit={PRZEMYSL}&unit=1863011&unit=median:all&measure=overall&measure=unemployed"


def test_a_comparison_leads_to_its_report_and_back(reader: Client) -> None:
    page = unescape(reader.get(f"/monitor/compare/{COMPARED}").content.decode())
    assert f'href="/monitor/compare/report/{COMPARED}"' in page
    assert f'href="/monitor/compare/{COMPARED}"' in unescape(
        reader.get(f"/monitor/compare/report/{COMPARED}").content.decode()
    )


def test_report_of_a_comparison_holds_every_measure_and_everybody(reader: Client) -> None:
    response = reader.get(f"/monitor/compare/report.pdf{COMPARED}")
    said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    for wanted in ("Przemyśl", "Rzeszów", "Bezrobotni zarejestrowani", "50,4", "Pozycja ogólna"):
        assert wanted in said
    book = fastexcel.read_excel(reader.get(f"/monitor/compare/report.xlsx{COMPARED}").content)
    assert book.sheet_names == ["Porównanie", "Lata", "Źródło"]
    body = zipfile.ZipFile(io.BytesIO(reader.get(f"/monitor/compare/report.docx{COMPARED}").content))
    assert body.read("word/document.xml").count(b"<pic:pic") == 4


def test_words_of_ones_own_go_into_the_file_of_a_comparison_and_nowhere_else(
    reader: Client, cast: Cast
) -> None:
    address = f"/monitor/compare/report/{COMPARED}"
    assert "<textarea" not in reader.get(address).content.decode()
    reader.force_login(cast["account"])
    assert reader.get(address).content.count(b"<textarea") == 2
    words = {"text-introduction": "Po co to #porównanie", "format": "docx"}
    written = f"/monitor/compare/report/written/{COMPARED}"
    file = zipfile.ZipFile(io.BytesIO(reader.post(written, words).content))
    said = file.read("word/document.xml").decode()
    assert "Po co to #porównanie" in said
    assert "Wprowadzenie" in said
    assert "Wnioski" not in said
    assert "#porównanie" not in reader.get(address).content.decode()
    long = {"text-conclusions": "x" * 30_001, "format": "docx"}
    assert "x" * 30_001 in reader.post(written, long).content.decode()
    assert reader.post("/monitor/compare/report/written/", words).status_code == 404


def test_nobody_compared_has_no_report(reader: Client) -> None:
    assert reader.get("/monitor/compare/report/").status_code == 302
    assert reader.get("/monitor/compare/report.pdf").status_code == 404


def test_similar_municipalities_are_a_group_of_a_report(reader: Client) -> None:
    address = f"{ADDRESS}/read/?group=peers:{PRZEMYSL}"
    assert "mediana otoczenia" in text_of(reader.get(address).content.decode())


def test_who_is_not_signed_in_is_told_that_the_office_can_write(reader: Client) -> None:
    page = reader.get(f"{ADDRESS}/?template=state").content.decode()
    assert "<textarea" not in page
    assert "csrfmiddlewaretoken" not in page
    assert "/accounts/sign-in/?next=" in page
    assert "textarea" not in reader.get(f"{ADDRESS}/").content.decode()


def test_the_offices_words_go_into_the_file_and_nowhere_else(reader: Client, cast: Cast) -> None:
    reader.force_login(cast["city_coordinator"])
    assert reader.get(f"{ADDRESS}/?template=state").content.count(b"<textarea") == 7
    words = {"text-introduction": "Szanowna Rado, #set text(red) *nic* <b>", "format": "pdf"}
    response = reader.post(f"{ADDRESS}/written/?template=state", words)
    said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    assert words["text-introduction"] in " ".join(said.split())
    assert "Szanowna" not in reader.get(f"{ADDRESS}/read/?template=state").content.decode()
    assert "Szanowna" not in reader.get(f"{ADDRESS}/?template=state").content.decode()


def test_words_that_are_too_long_are_kept_on_the_page_with_what_is_wrong(reader: Client, cast: Cast) -> None:
    reader.force_login(cast["city_coordinator"])
    long = {"text-year": "x" * 30_001, "format": "docx"}
    response = reader.post(f"{ADDRESS}/written/?template=state", long)
    assert response.status_code == 422
    assert "x" * 30_001 in response.content.decode()

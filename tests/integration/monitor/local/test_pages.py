"""Local indicators as they are met: agreed at the desk, joined, filled in, verified, and opened by nothing but a date."""

import io
import re
from html import unescape

import polars as pl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.accounts.models import Organisation
from empiria.apps.monitor.models import FigureState, LocalFigure, LocalIndicator, LocalParticipation
from empiria.apps.monitor.services.local import Entry, join_local_indicator, save_figure, submit_figures
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import OUTSIDER, Cast
from tests.integration.monitor.local.conftest import publish

PAGE = "/monitor/local/indicators/trees/"
SHEET = f"{PAGE}cities/146501/"


def body_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return unescape(response.content.decode())


def verified(sheet: LocalParticipation, cast: Cast, year: int, value: float | None, **said: str) -> None:
    """As if it had gone all the way."""
    save_figure(
        participation=sheet, entry=Entry(year=year, value=value, **said), seen=0, by=cast["city_coordinator"]
    )
    sheet.figures.filter(year=year).update(state=FigureState.VERIFIED)


def test_a_city_is_told_before_it_joins_and_joins(city: Client, indicator: LocalIndicator) -> None:
    assert PAGE in body_of(city, "/monitor/local/")
    body = body_of(city, PAGE)
    assert "widzą nawzajem swoje zweryfikowane dane" in body
    LocalIndicator.objects.update(version=7)
    answer = city.post(f"{PAGE}join/", {"city": "146501", "seen": "2"})
    assert answer.status_code == 422
    assert "Związek zmienił" in unescape(answer.content.decode())
    assert 'name="seen" value="7"' in answer.content.decode()
    answer = city.post(f"{PAGE}join/", {"city": "146501", "seen": "7"})
    assert answer["Location"] == SHEET
    assert "Dane miasta" in body_of(city, PAGE)


def test_a_figure_is_entered_submitted_and_verified(
    city: Client, analyst: Client, sheet: LocalParticipation
) -> None:
    assert (
        city.post(f"{SHEET}2020/", {"value": "12", "source": "Protokoły", "seen": "0"})["Location"] == SHEET
    )
    assert city.post(f"{SHEET}2021/", {"value": "", "absence": "not counted", "seen": "0"}).status_code == 302
    assert "2 liczby są wprowadzone" in body_of(city, SHEET)
    assert city.post(f"{SHEET}submit/").status_code == 302
    assert SHEET in body_of(analyst, "/monitor/local/desk/")
    sent = {"figures": ["2020:2", "2021:2"], "deed": "accept"}
    assert analyst.post(f"{SHEET}verify/", sent).status_code == 302
    assert {one.state for one in sheet.figures.all()} == {FigureState.VERIFIED}
    assert "Nic nie czeka" in body_of(analyst, "/monitor/local/desk/")


def test_the_second_of_two_sees_what_is_there_and_keeps_what_they_typed(
    city: Client, sheet: LocalParticipation
) -> None:
    for value, status in (("5", 302), ("7", 422)):
        answer = city.post(f"{SHEET}2020/", {"value": value, "comment": f"c{value}", "seen": "0"})
        assert answer.status_code == status
    body = unescape(answer.content.decode())
    assert "W międzyczasie ktoś inny" in body
    assert "<dd>5 sztuki</dd>" in body
    assert re.search(r'name="value" value="7"', body)
    assert re.search(r'name="seen" value="1"', body)


def test_a_pasted_table_is_taken_whole(city: Client, sheet: LocalParticipation) -> None:
    text = "rok\twartość\tpowód\n2020\t1 000\t\n2021\t\tMiasto tego nie liczy\n2022\t\t\n"
    assert city.post(f"{SHEET}table/", {"text": text, "seen": "0"})["Location"] == SHEET
    figures = LocalFigure.objects.order_by("year").values_list("year", "value", "absence")
    assert list(figures) == [(2020, 1000, ""), (2021, None, "not counted")]


def test_a_workbook_is_taken(city: Client, sheet: LocalParticipation) -> None:
    out = io.BytesIO()
    pl.DataFrame({"year": [2020], "value": [3.5]}).write_excel(out)
    file = SimpleUploadedFile("dane.xlsx", out.getvalue())
    assert city.post(f"{SHEET}table/", {"file": file, "seen": "0"}).status_code == 302
    assert LocalFigure.objects.get().value == 3.5


def test_everything_wrong_is_said_with_its_row_and_nothing_is_taken(
    city: Client, sheet: LocalParticipation
) -> None:
    text = "2020\t5\t\n2021\t-1\t\n2019\t1\t\n2022\t\tbo tak\n"
    body = unescape(city.post(f"{SHEET}table/", {"text": text, "seen": "0"}).content.decode())
    assert "wiersz 2, kolumna „wartość”: Liczba jest mniejsza niż 0" in body
    assert "wiersz 3, kolumna „rok”: Rok 2019 nie jest zbierany" in body
    assert "wiersz 4, kolumna „powód”: „bo tak” nie jest jednym z powodów" in body
    assert not LocalFigure.objects.exists()
    body = unescape(
        city.post(f"{SHEET}table/", {"text": "rok;wartość\n2020;x", "seen": "0"}).content.decode()
    )
    assert "wklejone wiersze, wiersz 2, kolumna „wartość”: „x” nie jest liczbą." in body


def test_the_template_is_read_back_as_it_was(city: Client, cast: Cast, sheet: LocalParticipation) -> None:
    verified(sheet, cast, 2020, 0.00001, comment="-5 drzew\r\nw maju", source="=x")
    template = b"".join(city.get(f"{SHEET}table.csv").streaming_content)
    file = SimpleUploadedFile("trees.csv", template)
    last = str(sheet.figures.get().changes.first().pk)
    assert city.post(f"{SHEET}table/", {"file": file, "seen": last}).status_code == 302
    assert sheet.figures.get().version == 1


def test_an_old_template_is_refused_with_the_years(
    city: Client, cast: Cast, sheet: LocalParticipation
) -> None:
    template = b"".join(city.get(f"{SHEET}table.csv").streaming_content).replace(b"2020,,", b"2020,3,")
    figure = save_figure(
        participation=sheet, entry=Entry(year=2020, value=5), seen=0, by=cast["city_coordinator"]
    )
    sent = {"file": SimpleUploadedFile("trees.csv", template), "seen": str(figure.changes.get().pk)}
    answer = city.post(f"{SHEET}table/", sent)
    assert answer.status_code == 422
    assert "Zmieniono po pobraniu tabeli: 2020." in unescape(answer.content.decode())
    figure.refresh_from_db()
    assert figure.value == 5


def test_what_the_staff_read_before_its_day_is_noted(
    analyst: Client, city: Client, cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    verified(sheet, cast, 2020, 7)
    pages = (PAGE, f"{PAGE}figures.csv", SHEET, f"{SHEET}2020/")

    def noted() -> list[str]:
        read = AuditEntry.objects.filter(action="system.read", object_type="monitor.local-figure")
        return list(read.values_list("object_id", flat=True))

    for page in pages:
        assert city.get(page).status_code == 200
    assert noted() == []
    for page in pages:
        assert analyst.get(page).status_code == 200
    assert noted() == [str(sheet.figures.get().pk)] * len(pages)
    publish(indicator)
    analyst.get(PAGE)
    assert len(noted()) == len(pages)


def test_the_sentence_counts_every_city_that_takes_part(
    city: Client, cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    verified(sheet, cast, 2020, 7)
    join_local_indicator(
        indicator=indicator, organisation=cast.other_city, by=cast[OUTSIDER], seen=indicator.version
    )
    for year in ("2020", "002020", "2019", "²020"):
        body = body_of(city, f"{PAGE}?year={year}")
        assert "Uczestniczące miasta: 2, w tym ze zweryfikowaną liczbą: 1. Oczekiwane jeszcze: 1." in body


def test_of_two_cities_no_middle_is_said_or_drawn(
    city: Client, cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    verified(sheet, cast, 2020, 7)
    other = join_local_indicator(
        indicator=indicator, organisation=cast.other_city, by=cast[OUTSIDER], seen=indicator.version
    )
    verified(other, cast, 2020, 9)
    body = body_of(city, f"{PAGE}?year=2020")
    assert "Uczestniczące miasta: 2, w tym ze zweryfikowaną liczbą: 2." in body
    assert "ch-dots" in body
    assert "ch-median" not in body
    assert "ch-band" not in body


def test_nothing_is_offered_to_verify_of_a_city_that_left(
    analyst: Client, cast: Cast, sheet: LocalParticipation
) -> None:
    save_figure(participation=sheet, entry=Entry(year=2020, value=1), seen=0, by=cast["city_coordinator"])
    submit_figures(participation=sheet, by=cast["city_coordinator"])
    assert 'value="accept"' in body_of(analyst, SHEET)
    LocalParticipation.objects.update(left_at=sheet.joined_at)
    assert 'value="accept"' not in body_of(analyst, SHEET)


def test_only_its_day_opens_it_and_only_what_is_verified(
    cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    verified(sheet, cast, 2020, 71, comment="Widoczne")
    save_figure(participation=sheet, entry=Entry(year=2021, value=93), seen=0, by=cast["city_coordinator"])
    visitor = Client()
    for address in (PAGE, f"{PAGE}figures.csv", f"{PAGE}figures.svg"):
        body_of(visitor, address, 404)
    assert "Drzewa" not in body_of(visitor, "/monitor/local/") + body_of(visitor, "/monitor/indicators/")
    publish(indicator)
    body = body_of(visitor, PAGE)
    assert "Widoczne" in body
    assert "93" not in body_of(visitor, f"{PAGE}figures.csv")
    assert "Miasto Warszawa,1465011,2020,71.0" in body_of(visitor, f"{PAGE}figures.csv")
    for extension in ("xlsx", "png"):
        assert visitor.get(f"{PAGE}figures.{extension}").status_code == 200
        body_of(visitor, f"{PAGE}figures.{extension}?year=1999", 404)
    assert "Dla roku 1999 nie ma danych; pokazano rok 2020." in body_of(visitor, f"{PAGE}?year=1999")
    assert PAGE in body_of(visitor, "/monitor/indicators/")
    LocalIndicator.objects.update(state="withdrawn")
    body_of(visitor, PAGE, 404)


def test_before_its_day_cities_see_one_another_once_they_take_part(
    client: Client, cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    verified(sheet, cast, 2020, 71, comment="Widoczne")
    client.force_login(cast[OUTSIDER])
    assert "Widoczne" not in body_of(client, PAGE)
    join_local_indicator(
        indicator=indicator, organisation=cast.other_city, by=cast[OUTSIDER], seen=indicator.version
    )
    assert "Widoczne" in body_of(client, PAGE)
    body_of(client, SHEET, 404)


def test_what_is_doubtful_is_said_with_the_rule(
    analyst: Client, cast: Cast, sheet: LocalParticipation
) -> None:
    verified(sheet, cast, 2020, 100)
    save_figure(participation=sheet, entry=Entry(year=2021, value=151), seen=0, by=cast["city_coordinator"])
    assert "różni się o ponad połowę od poprzedniego roku (100)" in body_of(analyst, SHEET)


def test_who_verifies_holds_a_figure_against_the_others(
    analyst: Client, city: Client, cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    save_figure(participation=sheet, entry=Entry(year=2020, value=1), seen=0, by=cast["city_coordinator"])
    for number, value in enumerate((10, 30, 50)):
        other = Organisation.objects.create(kind="ngo", name=f"Inne {number}", search_key=f"inne {number}")
        verified(
            join_local_indicator(
                indicator=indicator, organisation=other, by=cast["analyst"], seen=indicator.version
            ),
            cast,
            2020,
            value,
        )
    assert "mediana 3 innych miast: 30" in body_of(analyst, SHEET)
    assert "mediana 3" not in body_of(city, SHEET)


def test_returning_needs_a_question(analyst: Client, cast: Cast, sheet: LocalParticipation) -> None:
    save_figure(participation=sheet, entry=Entry(year=2020, value=1), seen=0, by=cast["city_coordinator"])
    submit_figures(participation=sheet, by=cast["city_coordinator"])
    sent = {"figures": ["2020:2"], "deed": "return"}
    answer = analyst.post(f"{SHEET}verify/", sent)
    assert answer.status_code == 422
    assert "Należy wpisać pytanie." in unescape(answer.content.decode())
    assert analyst.post(f"{SHEET}verify/", {**sent, "question": "Na pewno?"}).status_code == 302
    assert "Na pewno?" in body_of(analyst, f"{SHEET}2020/")


def test_a_change_is_put_back_from_the_page(city: Client, cast: Cast, sheet: LocalParticipation) -> None:
    for seen, value in ((0, 5), (1, 6)):
        figure = save_figure(
            participation=sheet, entry=Entry(year=2020, value=value), seen=seen, by=cast["city_coordinator"]
        )
    assert "Przywróć" in body_of(city, f"{SHEET}2020/")
    first = figure.changes.last()
    assert city.post(f"{SHEET}changes/{first.pk}/restore/", {"seen": "2"}).status_code == 302
    figure.refresh_from_db()
    assert figure.value == 5


def test_it_is_agreed_and_opened_at_the_desk(analyst: Client) -> None:
    assert "Nie uzgodniono jeszcze" in body_of(analyst, "/monitor/local/desk/")
    said = {
        "code": "bikes", "name_pl": "Rowery", "name_en": "Bikes", "definition_pl": "Co", "definition_en": "What",
        "method_pl": "Jak", "method_en": "How", "unit_pl": "sztuki", "unit_en": "pieces", "polarity": "up",
        "decimals": "0", "first_year": "2022", "last_year": "2021", "deadline": "2090-03-01",
        "public_from": "2090-02-01", "seen": "0",
    }  # fmt: skip
    refused = unescape(analyst.post("/monitor/local/desk/new/", said).content.decode())
    assert "Ostatni rok nie może poprzedzać pierwszego." in refused
    assert "Dane stają się jawne po terminie" in refused
    right = {**said, "last_year": "2023", "public_from": "2090-04-01"}
    assert analyst.post("/monitor/local/desk/new/", right)["Location"] == "/monitor/local/indicators/bikes/"
    assert analyst.post("/monitor/local/desk/indicators/bikes/move/", {"to": "open"}).status_code == 302
    assert LocalIndicator.objects.get().state == "open"


def test_pages_cost_no_query_for_a_row(
    city: Client, analyst: Client, cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    def counted(client: Client, address: str) -> int:
        body_of(client, address)
        with CaptureQueriesContext(connection) as queries:
            body_of(client, address)
        return len(queries)

    asked = [
        (city, PAGE),
        (city, SHEET),
        (analyst, SHEET),
        (city, "/monitor/local/"),
        (analyst, "/monitor/local/desk/"),
    ]
    verified(sheet, cast, 2020, 1)
    before = [counted(*one) for one in asked]
    other = join_local_indicator(
        indicator=indicator, organisation=cast.other_city, by=cast[OUTSIDER], seen=indicator.version
    )
    for year in (2021, 2022):
        verified(sheet, cast, year, 2)
        verified(other, cast, year, 3)
    assert [counted(*one) for one in asked] == before

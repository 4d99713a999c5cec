"""The register of processing activities and the page of what is kept how long."""

import csv
import datetime as dt
import json

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from empiria.apps.accounts.models import Person
from empiria.apps.portal.models import ErrorReport
from empiria.apps.system.privacy import declarations
from empiria.apps.system.selectors.register import register
from empiria.apps.system.services import apply_retention
from tests.integration.cast import Cast


@pytest.fixture
def desk(client: Client, staff: Person) -> Client:
    client.force_login(staff)
    return client


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_register_says_everything_that_is_declared(desk: Client, settings: Settings) -> None:
    settings.EMPIRIA_OPERATOR = "Związek Gmin Próbnych"
    settings.EMPIRIA_OPERATOR_ADDRESS = "ul. Wzorcowa 1, 00-001 Warszawa"
    settings.EMPIRIA_CONTACT_EMAIL = "biuro@example.org"
    settings.EMPIRIA_DPO_EMAIL = "iod@example.org"
    text = page(desk, "/en/processing/")
    for word in ("Związek Gmin Próbnych", "ul. Wzorcowa 1", "biuro@example.org", "iod@example.org"):
        assert word in text
    assert [code for code in declarations().activities if code.replace(".", "") not in text] == []
    assert "a legitimate interest of the controller, art. 6(1)(f) GDPR: security of the service" in text
    assert "settled reports of errors: 1 year, counted from the day the report was settled" in text


def test_register_says_when_no_officer_is_named(desk: Client) -> None:
    assert "not named in the settings" in page(desk, "/en/processing/")


def test_register_is_taken_out_as_a_table_and_as_json(desk: Client) -> None:
    answer = desk.get("/en/processing/register.csv")
    table = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))  # type: ignore[attr-defined]
    assert len(table) == 1 + len(register())
    assert {len(row) for row in table} == {8}
    assert all(all(cell for cell in row) for row in table)
    held = json.loads(desk.get("/en/processing/register.json").content)
    assert [one["code"] for one in held["activities"]] == sorted(declarations().activities)
    assert held["controller"]["name"] == "Empiria"


def test_retention_page_says_what_is_due_and_what_was_done(desk: Client) -> None:
    assert "Not run yet" in page(desk, "/en/processing/retention/")
    closed = timezone.now() - dt.timedelta(days=500)
    ErrorReport.objects.create(page="/", text="words", state="closed", closed_at=closed)
    foretold = page(desk, "/en/processing/retention/")
    assert f"{closed.astimezone():%Y}" in foretold
    apply_retention(by=None)
    apply_retention(by=None)
    done = page(desk, "/en/processing/retention/")
    assert ("settled reports of errors: 1" in done, "Nothing was due." in done) == (True, True)


@pytest.mark.parametrize(
    "address",
    ["/processing/", "/processing/register.csv", "/processing/register.json", "/processing/retention/"],
)
def test_pages_are_for_who_answers_for_personal_data(client: Client, cast: Cast, address: str) -> None:
    assert client.get(address).status_code == 302
    for who in cast.people:
        client.force_login(cast[who])
        assert client.get(address).status_code == (200 if who == "administrator" else 403), who

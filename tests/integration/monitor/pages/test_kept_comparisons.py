"""Comparisons kept under a name: kept, shared, renamed, deleted, gone with the person."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.monitor.models import Comparison
from empiria.apps.monitor.services import comparisons as services
from empiria.apps.monitor.services import save_comparison
from empiria.apps.system.models import AuditEntry

ADDRESS, LIST, KEEP = "/monitor/compare/", "/monitor/compare/kept/", "/monitor/compare/keep/"
CHOSEN = {"unit": ["1862011", "median:all"], "measure": ["wages"], "year": "2015", "view": "trends"}


@pytest.fixture
def person(reader: Client) -> Person:
    return create_person(email="someone@example.org", name="Ktoś Inny", by=None)


@pytest.fixture
def signed_in(reader: Client, person: Person) -> Client:
    reader.force_login(person)
    return reader


@pytest.fixture
def kept(person: Person) -> Comparison:
    return save_comparison(by=person, name="Nasi sąsiedzi", query="unit=1862011&unit=1863011&measure=wages")


def body_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_it_is_kept_with_the_whole_choice_and_opened(signed_in: Client, person: Person) -> None:
    answer = signed_in.post(KEEP, {**CHOSEN, "name": "Płace", "nonsense": "x"})
    comparison = Comparison.objects.get()
    assert answer["Location"] == f"{LIST}{comparison.pk}/"
    assert (comparison.name, comparison.created_by) == ("Płace", person)
    assert parse_qs(comparison.query) == {
        "unit": ["1862011", "median:all"], "measure": ["wages"], "year": ["2015"], "view": ["trends"],
    }  # fmt: skip
    assert AuditEntry.objects.filter(action="monitor.save-comparison", object_id=comparison.pk).exists()
    assert "<h1>Płace</h1>" in body_of(signed_in, answer["Location"])


def test_whoever_has_the_address_reads_it_and_not_who_keeps_it(kept: Comparison) -> None:
    body = body_of(Client(), f"{LIST}{kept.pk}/")
    assert "<h1>Nasi sąsiedzi</h1>" in body
    assert "1. <a" in body
    assert '<meta name="robots" content="noindex">' in body
    assert "Ktoś Inny" not in body
    assert "Zmień nazwę" not in body
    assert f'href="{ADDRESS}?unit=1862011&unit=1863011&measure=wages"' in body


def test_its_views_keep_the_name(kept: Comparison) -> None:
    body = body_of(Client(), f"{LIST}{kept.pk}/?view=table")
    assert "<h1>Nasi sąsiedzi</h1>" in body
    assert re.findall(rf'href="{LIST}{kept.pk}/\?view=(\w+)"', body) == [
        "profile",
        "trends",
        "multiples",
        "table",
    ]
    assert '<h2 id="table-title">' in body
    assert '<h2 id="trends-title">' in body_of(Client(), f"{LIST}{kept.pk}/?print=1")


def test_the_list_shows_ones_own_only(signed_in: Client, kept: Comparison) -> None:
    other = create_person(email="other@example.org", name="Other", by=None)
    save_comparison(by=other, name="Cudze", query="unit=1862011")
    body = body_of(signed_in, LIST)
    assert "Nasi sąsiedzi" in body
    assert "Cudze" not in body


def test_an_empty_list_says_how_to_begin(signed_in: Client) -> None:
    assert "Nie zachowano jeszcze żadnego porównania" in body_of(signed_in, LIST)


def test_it_is_renamed_and_deleted_by_who_keeps_it(signed_in: Client, kept: Comparison) -> None:
    assert signed_in.post(f"{LIST}{kept.pk}/rename/", {"name": "Inni"})["Location"] == LIST
    kept.refresh_from_db()
    assert kept.name == "Inni"
    assert "Inni" in body_of(signed_in, f"{LIST}{kept.pk}/delete/")
    assert Comparison.objects.count() == 1
    assert signed_in.post(f"{LIST}{kept.pk}/delete/")["Location"] == LIST
    assert Client().get(f"{LIST}{kept.pk}/").status_code == 404


@pytest.mark.parametrize("deed", ["rename", "delete"])
def test_nobody_else_finds_it_to_change(reader: Client, kept: Comparison, deed: str) -> None:
    reader.force_login(create_person(email="other@example.org", name="Other", by=None))
    assert reader.post(f"{LIST}{kept.pk}/{deed}/", {"name": "Mine"}).status_code == 404
    kept.refresh_from_db()
    assert kept.name == "Nasi sąsiedzi"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_wrong_name_is_said_on_the_page_itself(signed_in: Client, name: str) -> None:
    answer = signed_in.post(KEEP, {**CHOSEN, "name": name})
    assert answer.status_code == 422
    assert 'id="keep-error"' in answer.content.decode()
    assert not Comparison.objects.exists()


def test_nothing_is_kept_of_nobody(signed_in: Client) -> None:
    assert signed_in.post(KEEP, {"name": "Nikt", "unit": "9999999"})["Location"] == ADDRESS
    assert not Comparison.objects.exists()


def test_there_is_a_most(signed_in: Client, kept: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_KEPT", 1)
    answer = signed_in.post(KEEP, {**CHOSEN, "name": "Drugie"})
    assert (answer.status_code, Comparison.objects.count()) == (422, 1)
    assert "najwyżej 1 porównań" in answer.content.decode()


def test_who_is_not_signed_in_is_led_there_and_back_to_the_comparison(reader: Client) -> None:
    body = body_of(Client(), f"{ADDRESS}?unit=1862011&measure=wages")
    link = re.findall(r'href="([^"]*sign-in[^"]*next=[^"]*)"', body)[0]
    assert parse_qs(urlsplit(link).query) == {"next": [f"{ADDRESS}?unit=1862011&measure=wages"]}
    assert "Zachowaj pod nazwą" not in body


def test_a_kept_comparison_costs_one_query_more(reader: Client, kept: Comparison) -> None:
    client, address = Client(), f"{LIST}{kept.pk}/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= 10

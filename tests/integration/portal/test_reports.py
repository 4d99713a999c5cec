"""Reports of errors: sent by anyone, found and settled by staff."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from empiria.apps.accounts.models import Person
from empiria.apps.portal.models import ErrorReport
from empiria.apps.portal.services import close_error_report, create_error_report, reopen_error_report
from empiria.apps.system.models import AuditEntry

pytestmark = pytest.mark.django_db
SENT = {
    "page": "/monitor/1862011/",
    "text": "Zła liczba <b>w</b> tabeli",
    "contact": "kto@example.org",
    "website": "",
}


def actions() -> list[tuple[str, str]]:
    return list(
        AuditEntry.objects.filter(object_type="error-report").order_by("pk").values_list("action", "by")
    )


def test_report_is_saved_and_the_reader_thanked(client: Client) -> None:
    response = client.post("/report-error/", SENT, follow=True)
    assert "Dziękujemy" in response.content.decode()
    report = ErrorReport.objects.get()
    assert (report.page, report.text, report.contact, report.state) == (
        SENT["page"],
        SENT["text"],
        SENT["contact"],
        "open",
    )
    assert actions() == [("portal.create-error-report", "")]


def test_report_needs_no_contact(client: Client) -> None:
    client.post("/report-error/", SENT | {"contact": ""})
    assert ErrorReport.objects.get().contact == ""


@pytest.mark.parametrize("wrong", [{"text": ""}, {"page": ""}, {"contact": "nobody"}, {"text": "x" * 4001}])
def test_report_that_is_wrong_is_said_so_and_not_saved(client: Client, wrong: dict[str, str]) -> None:
    response = client.post("/report-error/", SENT | wrong)
    page = response.content.decode()
    name = next(iter(wrong))
    assert response.status_code == 422
    assert f'aria-describedby="id_{name}_helptext id_{name}_error"' in page
    assert 'aria-invalid="true"' in page
    assert f'<a href="#id_{name}">' in page
    assert not ErrorReport.objects.exists()


def test_report_of_a_program_is_dropped_silently(client: Client) -> None:
    response = client.post("/report-error/", SENT | {"website": "https://spam.example"}, follow=True)
    assert "Dziękujemy" in response.content.decode()
    assert not ErrorReport.objects.exists()


def test_too_many_reports_of_one_network_or_in_all_are_refused_and_their_words_kept(
    client: Client, settings: Any
) -> None:
    for number in range(20):
        assert client.post("/report-error/", SENT | {"text": f"One of many {number}"}).status_code == 302
    refused = client.post("/report-error/", SENT)
    page = refused.content.decode()
    assert (refused.status_code, ErrorReport.objects.count()) == (429, 20)
    assert escape(SENT["text"]) in page
    assert "proszę wysłać ponownie później" in page
    assert client.post("/report-error/", SENT, REMOTE_ADDR="192.0.2.7").status_code == 302
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"report_error": "20/h/ip,1/h/key"}
    networks = ["192.0.2.8", "192.0.2.9"]
    assert [client.post("/report-error/", SENT, REMOTE_ADDR=one).status_code for one in networks] == [
        302,
        429,
    ]


def test_report_of_another_site_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/report-error/", SENT).status_code == 403
    assert not ErrorReport.objects.exists()


def test_reports_are_for_staff_only(client: Client, member: Person, staff: Person) -> None:
    report = create_error_report(page="/", text="x")
    listed, close = reverse("portal:report-list"), reverse("portal:report-close", args=[report.pk])
    assert client.get(listed)["Location"].startswith(reverse("accounts:sign-in"))
    client.force_login(member)
    assert (client.get(listed).status_code, client.post(close).status_code) == (403, 403)
    client.force_login(staff)
    assert client.get(listed).status_code == 200
    report.refresh_from_db()
    assert report.state == "open"


def test_list_shows_what_was_sent_escaped(client: Client, staff: Person) -> None:
    create_error_report(page="/about/", text="<script>alert(1)</script>", contact="kto@example.org")
    client.force_login(staff)
    page = client.get("/reports/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "mailto:kto@example.org" in page
    assert "1 zgłoszenie otwarte" in page


def readings() -> list[tuple[str, str, dict[str, object]]]:
    found = AuditEntry.objects.filter(action="system.read", object_type="error-report").order_by("pk")
    return list(found.values_list("by", "object_id", "details"))


def test_reading_what_was_sent_is_in_the_audit_trail_and_an_empty_list_is_not(
    client: Client, staff: Person, member: Person
) -> None:
    first = create_error_report(page="/", text="x", contact="kto@example.org")
    client.force_login(member)
    client.get("/reports/")
    client.force_login(staff)
    client.get("/reports/?state=closed")
    assert readings() == []
    client.get("/reports/")
    second = create_error_report(page="/", text="y")
    client.get("/reports/")
    assert readings() == [
        (str(staff.pk), str(first.pk), {}),
        (str(staff.pk), "", {"objects": [str(second.pk), str(first.pk)]}),
    ]


def test_closing_moves_the_report_and_deletes_the_contact(client: Client, staff: Person) -> None:
    report = create_error_report(page="/about/", text="Literówka", contact="kto@example.org")
    client.force_login(staff)
    page = client.post(reverse("portal:report-close", args=[report.pk]), follow=True).content.decode()
    assert "Zgłoszenie zamknięto." in page
    assert "Literówka" not in page
    closed = client.get("/reports/?state=closed").content.decode()
    assert "Literówka" in closed
    assert "kto@example.org" not in closed
    report.refresh_from_db()
    assert (report.state, report.contact, report.closed_by) == ("closed", "", staff)


def test_reopening_takes_it_up_again(client: Client, staff: Person) -> None:
    report = create_error_report(page="/about/", text="Literówka")
    close_error_report(report.pk, by=staff)
    client.force_login(staff)
    client.post(reverse("portal:report-reopen", args=[report.pk]))
    report.refresh_from_db()
    assert (report.state, report.closed_at, report.closed_by) == ("open", None, None)


def test_each_change_is_in_the_audit_trail_once(staff: Person) -> None:
    report = create_error_report(page="/", text="x")
    for _again in range(2):
        close_error_report(report.pk, by=staff)
    for _again in range(2):
        reopen_error_report(report.pk, by=staff)
    assert actions() == [
        ("portal.create-error-report", ""),
        ("portal.close-error-report", str(staff.pk)),
        ("portal.reopen-error-report", str(staff.pk)),
    ]


def test_closing_an_unknown_report_is_not_found(client: Client, staff: Person) -> None:
    client.force_login(staff)
    assert client.post("/reports/999/close/").status_code == 404


def test_list_is_paged_and_keeps_its_state(client: Client, staff: Person) -> None:
    for number in range(27):
        close_error_report(create_error_report(page="/", text=f"report {number:02}").pk, by=staff)
    client.force_login(staff)
    first = client.get("/reports/?state=closed").content.decode()
    assert "report 26" in first
    assert "report 01" not in first
    assert 'href="?state=closed&amp;page=2"' in first
    assert "report 01" in client.get("/reports/?state=closed&page=2").content.decode()


def test_database_refuses_a_closed_report_with_a_contact() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ErrorReport.objects.create(page="/", text="x", contact="kto@example.org", state="closed")

"""Requests about one's own data: asked, taken back, answered in time."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import DataRequest
from empiria.apps.accounts.models.requests import month_after
from empiria.apps.accounts.privacy_rights import REQUESTS
from empiria.apps.accounts.services.requests import answer_request, ask_about_data, take_request_back
from empiria.apps.system.models import AuditEntry, AuditSubject
from tests.integration.cast import Cast
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db


def asked_by(cast: Cast, who: str, text: str = "Words-of-theirs", days_ago: int = 0) -> DataRequest:
    request = ask_about_data(person=cast[who], kind="correct", text=text)
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    DataRequest.objects.filter(pk=request.pk).update(due_on=month_after(day))
    request.refresh_from_db()
    return request


@pytest.mark.parametrize(
    ("day", "due"),
    [("2026-01-15", "2026-02-15"), ("2026-01-31", "2026-02-28"), ("2026-12-31", "2027-01-31")],
)
def test_a_month_ends_on_the_same_day_or_the_last(day: str, due: str) -> None:
    assert month_after(dt.date.fromisoformat(day)) == dt.date.fromisoformat(due)


def test_a_request_sent_twice_is_one(client: Client, cast: Cast) -> None:
    client.force_login(cast["account"])
    for _twice in range(2):
        client.post("/privacy/requests/", {"kind": "restrict", "text": "Words-of-theirs"})
    request = DataRequest.objects.get()
    assert (request.person, request.kind, request.state, request.due_on) == (
        cast["account"], "restrict", "received", month_after(timezone.localdate()),
    )  # fmt: skip
    wrong = client.post("/privacy/requests/", {"kind": "restrict", "text": " "})
    assert (wrong.status_code, DataRequest.objects.count()) == (422, 1)
    for number in range(8):
        client.post("/privacy/requests/", {"kind": "restrict", "text": f"Words {number}"})
    refused = client.post("/privacy/requests/", {"kind": "restrict", "text": "Words-that-stay"})
    assert (refused.status_code, DataRequest.objects.count()) == (429, 9)
    assert "Words-that-stay" in refused.content.decode()


def test_the_words_of_a_request_are_not_in_the_trail(cast: Cast) -> None:
    request = asked_by(cast, "account")
    answer_request(request=request, answer="Answer-to-them", by=cast["administrator"])
    entries = AuditEntry.objects.filter(object_type="person", object_id=str(cast["account"].pk))
    found = [(entry.action, entry.reason, entry.texts, entry.details) for entry in entries.order_by("pk")]
    assert found[-2:] == [
        ("accounts.ask-about-data", "", {}, {"request": request.pk, "kind": "correct"}),
        ("accounts.answer-request", "", {}, {"request": request.pk, "kind": "correct"}),
    ]


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_given_once_and_sent_by_e_mail(cast: Cast) -> None:
    request = asked_by(cast, "account")
    for answer in ("First answer & more", "Second answer"):
        answer_request(request=request, answer=answer, by=cast["administrator"])
    take_request_back(request=request)
    request.refresh_from_db()
    assert (request.state, request.answer) == ("answered", "First answer & more")
    drain_queue()
    assert [(letter.to, "First answer & more" in letter.body) for letter in mail.outbox] == [
        (["account@example.org"], True)
    ]
    assert mail.outbox[0].subject == "Odpowiedź na wniosek"


def test_nobody_sees_the_request_of_another(client: Client, cast: Cast) -> None:
    request = asked_by(cast, "account")
    assert client.get("/privacy/requests/").status_code == 302
    client.force_login(cast["outsider"])
    assert "Words-of-theirs" not in client.get("/privacy/requests/").content.decode()
    assert client.post(f"/privacy/requests/{request.pk}/withdraw/").status_code == 404
    for who in ("programme_officer", "analyst", "city_coordinator"):
        client.force_login(cast[who])
        answers = [client.get(address) for address in ("/privacy/desk/", f"/privacy/desk/{request.pk}/")]
        assert [answer.status_code for answer in answers] == [403, 403]
    request.refresh_from_db()
    assert request.is_open


def test_the_desk_shows_the_overdue_first_and_logs_the_reading(client: Client, cast: Cast) -> None:
    fresh, late = asked_by(cast, "account"), asked_by(cast, "outsider", "Late", days_ago=40)
    ended = take_request_back(request=asked_by(cast, "expert"))
    client.force_login(cast["administrator"])
    page = client.get("/privacy/desk/").content.decode()
    order = [page.index(f"/privacy/desk/{request.pk}/") for request in (late, fresh)]
    assert order == sorted(order)
    assert (f"/privacy/desk/{ended.pk}/" in page, page.count("po terminie")) == (False, 2)
    read = AuditEntry.objects.get(action="system.read")
    assert set(AuditSubject.objects.filter(entry=read).values_list("person", flat=True)) == {
        str(fresh.person_id), str(late.person_id),
    }  # fmt: skip
    assert f"/privacy/desk/{ended.pk}/" in client.get("/privacy/desk/?state=ended").content.decode()


def test_the_desk_asks_no_query_for_a_row(client: Client, cast: Cast, django_assert_max_num_queries) -> None:
    client.force_login(cast["administrator"])
    counts = []
    for who in ("account", "outsider", "expert"):
        asked_by(cast, who)
        client.get("/privacy/desk/")
        with django_assert_max_num_queries(40) as queries:
            client.get("/privacy/desk/")
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_an_administrator_answers(client: Client, cast: Cast) -> None:
    request = asked_by(cast, "account")
    client.force_login(cast["administrator"])
    address = f"/privacy/desk/{request.pk}/"
    assert client.post(address, {"answer": ""}).status_code == 422
    assert client.post(address, {"answer": "Corrected"}).status_code == 302
    client.force_login(cast["account"])
    assert "Corrected" in client.get("/privacy/requests/").content.decode()


def test_retention_takes_the_words_of_old_requests(cast: Cast) -> None:
    old, new = asked_by(cast, "account"), asked_by(cast, "outsider")
    for request in (old, new):
        answer_request(request=request, answer="Answer", by=cast["administrator"])
    DataRequest.objects.filter(pk=old.pk).update(ended_at=timezone.now() - dt.timedelta(days=3 * 367))
    assert REQUESTS.due
    assert REQUESTS.carry_out
    assert REQUESTS.keeps
    due = REQUESTS.due(REQUESTS.keeps.before(timezone.now()))
    assert REQUESTS.carry_out(due) == 1
    assert list(DataRequest.objects.order_by("pk").values_list("text", "answer", "state")) == [
        ("", "", "answered"), ("Words-of-theirs", "Answer", "answered"),
    ]  # fmt: skip

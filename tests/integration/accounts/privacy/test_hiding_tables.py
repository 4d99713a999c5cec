"""Sessions, the cache and jobs hide whose they are: the person is found there as they are anywhere else."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import ask_email_change, replace_email
from empiria.apps.accounts.services.erasure import erase_person
from empiria.apps.system.models import Job, JobState, OutgoingMail
from tests.integration.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]

# Surname first, declined, as files are called, in two texts; another's.
WRITTEN = [
    "Śladowska Żaneta",
    "o Żanecie Śladowskiej",
    "CV_sladowska_zaneta.csv",
    "SladowskaZaneta",
    "Ewa Nowak",
]


@pytest.fixture
def person(cast: Cast) -> Person:
    Person.objects.filter(pk=cast["account"].pk).update(name="Żaneta Śladowska")
    cast["account"].refresh_from_db()
    return cast["account"]


def ended(state: JobState = JobState.FAILED, **said: Any) -> Job:
    is_active = state in (JobState.QUEUED, JobState.RUNNING)
    key = str(Job.objects.count())
    return Job.objects.create(
        kind="x", key=key, state=state, finished_at=None if is_active else timezone.now(), **said
    )


def test_jobs_that_ended_go_however_the_person_is_written_in_them(person: Person) -> None:
    for text in WRITTEN:
        ended(params={"uploads": [f"tmp/0f/{text}"]})
        ended(error={"message": "x", "params": {"name": text}, "place": {}})
    ended(params={"given": "Żaneta", "surname": "Śladowska"})
    ended(result={"rows": [{"Żaneta Śladowska": 3}]})
    # A surname alone: nobody could be asked about it.
    ended(JobState.DONE, result={"file": "lista_Sladowskiej.xlsx"})
    erase_person(person=person, by=None)
    kept = Job.objects.filter(kind="x").order_by("key")
    assert [(job.params, job.error) for job in kept] == [
        ({"uploads": ["tmp/0f/Ewa Nowak"]}, None),
        ({}, {"message": "x", "params": {"name": "Ewa Nowak"}, "place": {}}),
    ]


def test_a_job_that_waits_is_emptied_where_the_name_is_certain(person: Person) -> None:
    certain = ended(JobState.QUEUED, params={"to": "Żanecie Śladowskiej"})
    other = ended(JobState.QUEUED, params={"to": "pani Śladowskiej"})
    erase_person(person=person, by=None)
    assert Job.objects.get(pk=certain.pk).params == {}
    assert Job.objects.get(pk=other.pk).params == {"to": "pani Śladowskiej"}


def test_traces_of_errors_are_emptied(person: Person) -> None:
    for text in WRITTEN:
        DBTaskResult.objects.create(
            args_kwargs={}, task_path="x", queue_name="default", backend_name="default",
            run_after=timezone.now(), exception_class_path="x", traceback=f"No such file: '/x/{text}'",
        )  # fmt: skip
    erase_person(person=person, by=None)
    told = DBTaskResult.objects.filter(task_path="x").exclude(traceback="")
    assert [one.traceback for one in told] == ["No such file: '/x/Ewa Nowak'"]


def test_sessions_and_the_cache_forget_the_person_however_they_are_written(person: Person) -> None:
    Session.objects.all().delete()
    for number, text in enumerate(WRITTEN):
        store = SessionStore()
        store.update({"typed": [text]})
        store.save()
        # So long that its length is a letter too, where it is packed.
        cache.set(f"typed {number}", {"typed": text.ljust(65, ".")})
    # In a key, and by the surname alone.
    others = {"_auth_user_id": "0", "next": "/"}
    for typed in ({"Żaneta Śladowska": 1}, others | {"note": "szukano: Śladowska"}):
        store = SessionStore()
        store.update(typed)
        store.save()
    cache.set("alone", {"typed": "szukano: Śladowska"})
    erase_person(person=person, by=None)
    assert cache.get("alone") is None
    # Nobody is signed out because of a name they searched for.
    left = [one.get_decoded() for one in Session.objects.all()]
    assert sorted(left, key=len) == [{"typed": ["Ewa Nowak"]}, others]
    cached = [cache.get(f"typed {number}") for number in range(len(WRITTEN))]
    assert cached == [None, None, None, None, {"typed": "Ewa Nowak".ljust(65, ".")}]


def test_no_link_is_sent_to_the_address_that_somebody_erased_wanted(
    person: Person, cast: Cast, settings: LazySettings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "empiria.apps.system.mail.OutboxBackend"
    other, by = cast["outsider"], cast["administrator"]
    with django_capture_on_commit_callbacks(execute=True):
        ask_email_change(person=person, email="one@example.org", link=str)
        replace_email(person=other, email="two@example.org", by=by, reason="", link=str)
    waiting = OutgoingMail.objects.order_by("to").values_list("to", flat=True)
    assert list(waiting.filter(to__in=["one@example.org", "two@example.org"])) == [
        "one@example.org", "two@example.org",
    ]  # fmt: skip
    erase_person(person=person, by=None)
    assert list(waiting.all()) == [other.email, "two@example.org"]
    erase_person(person=other, by=None)
    assert list(waiting.all()) == []

"""Requests about one's own data: asked, taken back, answered within a month."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from empiria.apps.accounts.models import DataRequest, Person, RequestState
from empiria.apps.system.services import record


@transaction.atomic
def ask_about_data(*, person: Person, kind: str, text: str) -> DataRequest:
    """Keep what somebody asks for. The same words sent twice are one request while it waits for its answer."""
    Person.objects.select_for_update().get(pk=person.pk)
    asked = {"person": person, "kind": kind, "text": text.strip()}
    if same := DataRequest.objects.filter(**asked, state=RequestState.RECEIVED).first():
        return same
    request = DataRequest(**asked)
    request.full_clean()
    request.save()
    _record("accounts.ask-about-data", request, by=person)
    return request


@transaction.atomic
def take_request_back(*, request: DataRequest) -> DataRequest:
    """The person no longer asks; an answered request stays answered."""
    if _end(request, RequestState.WITHDRAWN):
        _record("accounts.take-request-back", request, by=request.person)
    return request


@transaction.atomic
def answer_request(*, request: DataRequest, answer: str, by: Person) -> DataRequest:
    """Answer a request; the person gets the answer by e-mail too. A second answer changes nothing.

    In order: the answer and its time, the audit entry (without the words), the e-mail.
    """
    if _end(request, RequestState.ANSWERED, answer=answer.strip()):
        _record("accounts.answer-request", request, by=by)
        _send_answer(request)
    return request


def _send_answer(request: DataRequest) -> None:
    """Write the answer to the person, in their language; not to somebody who was erased meanwhile."""
    person = request.person
    if person.erased_at:
        return
    with override(person.language):
        body = render_to_string(
            "accounts/email/answer.txt", {"request": request, "operator": settings.EMPIRIA_OPERATOR}
        )
        EmailMessage(subject=_("The answer to your request"), body=body, to=[person.email]).send()


def _end(request: DataRequest, state: RequestState, **fields: str) -> bool:
    """Compared and set by the database: of two who answer at once, one does."""
    waiting = DataRequest.objects.filter(pk=request.pk, state=RequestState.RECEIVED)
    ended = waiting.update(state=state, ended_at=timezone.now(), **fields)
    request.refresh_from_db()
    return bool(ended)


def _record(action: str, request: DataRequest, *, by: Person) -> None:
    record(
        by=by,
        action=action,
        object_type="person",
        object_id=request.person_id,
        details={"request": request.pk, "kind": request.kind},
    )

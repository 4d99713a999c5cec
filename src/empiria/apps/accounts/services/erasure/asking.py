"""Asking to be erased, changing one's mind, and the day on which it is done."""

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from empiria.apps.accounts.models import Erasure, ErasureState, Person, RoleGrant
from empiria.apps.accounts.roles import Administrator
from empiria.apps.accounts.services.erasure.files import UndecidedFilesError, forget_search, search_files
from empiria.apps.accounts.services.erasure.person import check_may_go, erase_person
from empiria.apps.accounts.services.erasure.places import needs_decision
from empiria.apps.accounts.services.grants import LastAdministratorError
from empiria.apps.accounts.services.mails import send_mail
from empiria.apps.system.services import record

logger = logging.getLogger(__name__)

# Long enough to notice that somebody else pressed the button, short enough to be “without undue delay” (art. 17 GDPR).
WAITING = dt.timedelta(days=7)


@transaction.atomic
def ask_for_erasure(*, person: Person) -> Erasure:
    """Somebody asks to be erased themselves: it is done after a waiting time. Asking twice is asking once.

    Raises `LastAdministratorError` for the last administrator.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    check_may_go(person)
    if waiting := person.erasures.filter(state=ErasureState.WAITING).first():
        return waiting
    now = timezone.now()
    erasure = Erasure.objects.create(person=person, asked_at=now, due_at=now + WAITING)
    record(by=person, action="accounts.ask-for-erasure", object_type="person", object_id=person.pk)
    _send_notice(erasure)
    return erasure


def _send_notice(erasure: Erasure) -> None:
    """Tell the person by e-mail what will happen and when, so that somebody else's deed is noticed."""
    person = erasure.person
    with override(person.language):
        body = render_to_string(
            "accounts/email/erasure.txt", {"erasure": erasure, "operator": settings.EMPIRIA_OPERATOR}
        )
        EmailMessage(subject=_("Your account will be erased"), body=body, to=[person.email]).send()


@transaction.atomic
def cancel_erasure(*, erasure: Erasure, by: Person) -> Erasure:
    """The person stays. Cancelling twice does nothing more; what is done is done."""
    waiting = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.WAITING)
    if waiting.update(state=ErasureState.CANCELLED, ended_at=timezone.now()):
        forget_search(erasure.person)
        record(by=by, action="accounts.cancel-erasure", object_type="person", object_id=erasure.person_id)
    erasure.refresh_from_db()
    return erasure


def erase_due_people(*, confirm: Callable[[], None] = lambda: None) -> dict[str, int]:
    """Erase everybody whose waiting time is over; who has become the last administrator meanwhile stays.

    Where files or places are to be decided of, the administrators are asked, and the erasure waits for them at the desk:
    nothing of anybody stays because nobody looked. Each in a transaction of their own: of many, one that fails keeps nobody
    else waiting.
    """
    done = kept = undecided = 0
    due = Erasure.objects.filter(state=ErasureState.WAITING, due_at__lte=timezone.now())
    for erasure in due.select_related("person"):
        try:
            search_files(erasure.person, progress=lambda _done, _total: confirm())
        except OSError:
            # The store does not answer for a file: the next time.
            logger.exception("files could not be looked through for erasure %s", erasure.pk)
            undecided += 1
            continue
        if needs_decision(erasure.person):
            remind_of_erasure(erasure)
            undecided += 1
            continue
        try:
            erase_person(person=erasure.person, by=erasure.person)
        except LastAdministratorError:
            cancel_erasure(erasure=erasure, by=erasure.person)
            kept += 1
        except UndecidedFilesError:
            # A file was added at this moment: the next time it has been looked at.
            undecided += 1
        else:
            done += 1
    return {"erased": done, "kept": kept, "undecided": undecided}


@transaction.atomic
def remind_of_erasure(erasure: Erasure) -> bool:
    """Tell the administrators by e-mail that an erasure waits for them: every week, after its deadline every day."""
    now = timezone.now()
    before = now - (dt.timedelta(days=1) if erasure.is_overdue else dt.timedelta(days=7))
    due = Erasure.objects.filter(Q(reminded_at=None) | Q(reminded_at__lte=before), pk=erasure.pk)
    if not due.update(reminded_at=now):
        return False
    held = RoleGrant.objects.open().filter(role=Administrator.code, valid_from__lte=timezone.localdate())
    people = Person.objects.filter(grants__in=held, is_active=True, erased_at=None).exclude(
        pk=erasure.person_id
    )
    for administrator in people.distinct():
        # Nobody's name: it would lie in a mailbox after the erasure.
        send_mail(
            "accounts/email/erasure_waits",
            to=administrator.email,
            language=administrator.language,
            deadline=erasure.deadline,
        )
    return True

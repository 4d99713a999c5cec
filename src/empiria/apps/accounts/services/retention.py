"""What is done with the records of people's rights when their time is over; the worker does it by the declared rules."""

from functools import partial

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from empiria.apps.accounts.models import Consent, DataCopy, DataRequest, EmailChange, Erasure, Invitation
from empiria.apps.system.uploads import forget_files


def remove_consents(found: "QuerySet[Consent]") -> int:
    """Forget consents that nobody can ask about any more."""
    return found.delete()[0]


def empty_requests(found: "QuerySet[DataRequest]") -> int:
    """Take the words of requests and answers away; that they were answered in time stays."""
    return found.update(text="", answer="", emptied_at=timezone.now())


def remove_erasures(found: "QuerySet[Erasure]") -> int:
    """Forget that an erasure was asked for; the ledger and the trail keep that it was done."""
    return found.delete()[0]


def remove_invitations(found: "QuerySet[Invitation]") -> int:
    """Forget who was invited; what the invitations gave stays with the accounts."""
    return found.delete()[0]


def browsers_of_ended_sessions() -> "QuerySet[UserSession]":
    """Where people were signed in and are no more."""
    return UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))


def remove_browsers(found: "QuerySet[UserSession]") -> int:
    """Forget from which networks and with which browsers somebody signed in."""
    return found.delete()[0]


def remove_email_changes(found: "QuerySet[EmailChange]") -> int:
    """Forget changes of an address that nobody confirmed in time."""
    return found.delete()[0]


@transaction.atomic
def remove_copies(found: "QuerySet[DataCopy]") -> int:
    """Remove copies of people's data that can be fetched no more, and their files once that is committed."""
    files = [name for name in found.values_list("file", flat=True) if name]
    removed, _rows = DataCopy.objects.filter(pk__in=list(found.values_list("pk", flat=True))).delete()
    transaction.on_commit(partial(forget_files, files))
    return removed

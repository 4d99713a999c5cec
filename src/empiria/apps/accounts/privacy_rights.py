"""Personal data of people's rights over their data: consents, requests, erasures, copies. Part of `privacy.py`."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import Consent, DataCopy, DataRequest, Erasure, SearchedFile
from empiria.apps.accounts.services.retention import (
    empty_requests,
    remove_consents,
    remove_copies,
    remove_erasures,
)
from empiria.apps.system.privacy import (
    DELETE,
    EMPTY,
    KEEP,
    NOBODY_ELSE,
    STAFF_AND_USERS,
    Activity,
    Article6,
    Basis,
    Deed,
    Mentions,
    Period,
    Personal,
    Retention,
)


def _withdrawn_consents(before: dt.datetime) -> QuerySet:
    return Consent.objects.filter(withdrawn_at__lt=before)


def _ended_requests(before: dt.datetime) -> QuerySet:
    return DataRequest.objects.filter(ended_at__lt=before, emptied_at=None)


def _ended_erasures(before: dt.datetime) -> QuerySet:
    return Erasure.objects.filter(ended_at__lt=before)


def _expired_copies(before: dt.datetime) -> QuerySet:
    return DataCopy.objects.filter(expires_at__lt=before)


def _old_searches(before: dt.datetime) -> QuerySet:
    return SearchedFile.objects.filter(searched_at__lt=before)


CONSENTS = Retention(
    code="accounts.consents",
    title=_("consents that were withdrawn"),
    counted_from=_(
        "the withdrawal; six years is the time in which claims lapse (art. 118 of the Civil Code)"
    ),
    deed=Deed.REMOVE,
    keeps=Period(years=6),
    moment="withdrawn_at",
    due=_withdrawn_consents,
    carry_out=remove_consents,
)
REQUESTS = Retention(
    code="accounts.data-requests",
    title=_("requests about own data"),
    counted_from=_("the answer; what was asked and when stays without the words"),
    deed=Deed.EMPTY,
    keeps=Period(years=3),
    moment="ended_at",
    due=_ended_requests,
    carry_out=empty_requests,
)
ERASURES = Retention(
    code="accounts.erasures",
    title=_("erasures asked for"),
    counted_from=_("the erasure, or its cancellation"),
    deed=Deed.REMOVE,
    keeps=Period(years=3),
    moment="ended_at",
    due=_ended_erasures,
    carry_out=remove_erasures,
)
COPIES = Retention(
    code="accounts.data-copies",
    title=_("copies of own data"),
    counted_from=_("the day until which the copy could be fetched"),
    deed=Deed.REMOVE,
    keeps=Period(days=1),
    moment="expires_at",
    due=_expired_copies,
    carry_out=remove_copies,
)
SEARCHES = Retention(
    code="accounts.searched-files",
    title=_("files looked through for an erasure"),
    counted_from=_("the search; an erasure that is done or cancelled removes them at once"),
    deed=Deed.REMOVE,
    keeps=Period(days=30),
    moment="searched_at",
    due=_old_searches,
)

ACTIVITIES = [
    Activity(
        code="accounts.consents",
        name=_("Consents"),
        purpose=_("to be able to show who agreed to what, and when they took it back"),
        basis=Basis(article=Article6.LEGAL_DUTY, source=_("article 7(1) GDPR")),
        retention=(CONSENTS,),
        people=STAFF_AND_USERS,
        recipients=NOBODY_ELSE,
    ),
    Activity(
        code="accounts.rights",
        name=_("Rights of people over their data"),
        purpose=_("to answer what people ask for about their data, in time"),
        basis=Basis(article=Article6.LEGAL_DUTY, source=_("articles 12 to 22 GDPR")),
        retention=(REQUESTS, ERASURES, COPIES, SEARCHES),
        people=STAFF_AND_USERS,
        recipients=NOBODY_ELSE,
    ),
]

PERSONAL = [
    Personal(
        model="accounts.Consent",
        person="person",
        fields={
            "person": _("the person"),
            "version": _("what the person agreed to"),
            "language": _("the language it was shown in"),
            "given_at": _("when it was given"),
            "given_on": _("the form on which it was given"),
            "withdrawn_at": _("when it was withdrawn"),
        },
        activity="accounts.consents",
        on_erasure=KEEP,
        why=_(
            "It proves that there was a consent (art. 7(1) GDPR), holds no words of the person, and leads to nobody."
        ),
    ),
    Personal(
        model="accounts.DataRequest",
        person="person",
        fields={"text": _("what the person asked for, in their words"), "answer": _("what was answered")},
        activity="accounts.rights",
        on_erasure=EMPTY,
        why=_("That it was answered in time can be shown without the words."),
    ),
    Personal(
        model="accounts.DataRequest",
        person="person",
        fields={
            "person": _("the person"),
            "kind": _("what kind of request it is"),
            "state": _("what became of it"),
            "received_at": _("when it came"),
            "due_on": _("the day by which it is to be answered"),
            "ended_at": _("when it was answered or taken back"),
        },
        activity="accounts.rights",
        on_erasure=KEEP,
        why=_("It shows that requests are answered in time (art. 5(2) GDPR), and leads to nobody."),
    ),
    Personal(
        model="accounts.Erasure",
        person="person",
        fields={
            "person": _("the person"),
            "state": _("what became of it"),
            "asked_at": _("when it was asked for"),
            "due_at": _("when it is to be done"),
            "ended_at": _("when it was done or cancelled"),
        },
        activity="accounts.rights",
        on_erasure=KEEP,
        why=_("It shows that the erasure was asked for and done (art. 5(2) GDPR), and leads to nobody."),
    ),
    Personal(
        model="accounts.DataCopy",
        person="person",
        fields={
            "person": _("the person"),
            "file": _("the copy itself"),
            "created_at": _("when it was asked for"),
            "expires_at": _("until when it is kept"),
        },
        activity="accounts.rights",
        on_erasure=DELETE,
        why=_("A copy of the data goes with the data."),
        in_download=False,
    ),
    Personal(
        model="accounts.SearchedFile",
        person="person",
        fields={
            "person": _("the person"),
            "finding": _("whether the file names the person"),
            "excerpts": _("where it does, with the words around"),
            "unread": _("what in the file could not be searched"),
            "searched_at": _("when it was looked through"),
        },
        activity="accounts.rights",
        on_erasure=DELETE,
        why=_("What was found for the erasure goes with it."),
        # The words are those of documents that may be closed to the person.
        in_download=False,
    ),
]

NOT_PERSONAL = {
    "accounts.Statement": {"id", "kind", "code", "is_closed"},
    "accounts.StatementVersion": {
        "id",
        "statement",
        "number",
        "title_pl",
        "title_en",
        "text_pl",
        "text_en",
        "created_at",
        "published_at",
    },
    "accounts.Consent": {"id"},
    "accounts.DataRequest": {"id", "emptied_at"},
    "accounts.Erasure": {"id", "reminded_at"},
    "accounts.DataCopy": {"id"},
    "accounts.SearchedFile": {"id", "kind", "number", "sought"},
}

MENTIONS = [
    Mentions(
        model="accounts.StatementVersion",
        fields=("title_pl", "title_en", "text_pl", "text_en"),
        is_asked=True,
    ),
    Mentions(model="accounts.Statement", fields=("code",), is_asked=True, is_code=True),
]
WORDLESS = {
    "accounts.Consent": {"language", "given_on"},
    "accounts.SearchedFile": {"kind", "number", "sought"},
}

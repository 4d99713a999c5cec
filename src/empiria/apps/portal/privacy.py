"""Personal data of readers who report errors."""

from django.utils.translation import gettext_lazy as _

from empiria.apps.portal.models import ErrorReport
from empiria.apps.system.privacy import (
    EMPTY,
    NOBODY_ELSE,
    Activity,
    Article6,
    Basis,
    Deed,
    Mentions,
    Period,
    Personal,
    Retention,
    authored,
)

CLOSED_REPORTS = Retention(
    code="portal.closed-reports",
    title=_("settled reports of errors"),
    counted_from=_("the day the report was settled; the e-mail is deleted that day"),
    deed=Deed.REMOVE,
    keeps=Period(years=1),
    moment="closed_at",
    due=lambda before: ErrorReport.objects.filter(state=ErrorReport.State.CLOSED, closed_at__lt=before),
)

ACTIVITIES = [
    Activity(
        code="portal.reports",
        name=_("Reports of errors"),
        purpose=_("to mend what readers find wrong on a page, and to answer them when they wish"),
        basis=Basis(
            article=Article6.LEGITIMATE_INTEREST,
            source=_("correct and accessible public information; the e-mail is given freely"),
        ),
        retention=(CLOSED_REPORTS,),
        people=_("readers who report an error"),
        recipients=NOBODY_ELSE,
    ),
]

PERSONAL = [
    Personal(
        model="portal.ErrorReport",
        person="",
        fields={"text": _("what the reader wrote"), "contact": _("e-mail for an answer")},
        activity="portal.reports",
        on_erasure=EMPTY,
        why=_("No account stands behind a report: it is found by the e-mail."),
    ),
    *authored("portal.ErrorReport", "portal.reports", closed_by=_("who settled the report")),
]

NOT_PERSONAL = {"portal.ErrorReport": {"id", "page", "state", "created_at", "closed_at"}}

# An address may hold what somebody searched for.
MENTIONS = [Mentions(model="portal.ErrorReport", fields=("page",))]

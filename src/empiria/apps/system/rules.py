"""Who may see the pages of this app, in which state a job may be cancelled or run again, and how a page asks for a permission."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from empiria.apps.system.models import JobState

PERMISSIONS: dict[str, Promise] = {
    "system.read_audit": _("read the audit trail"),
    "system.read_database": _("look into the records as the database keeps them; the reading is logged"),
    "system.see_jobs": _("see background jobs, cancel them and run them again"),
}

CANCELLABLE = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, cancel_requested_at__isnull=True)
RETRYABLE = Q(state__in=[JobState.FAILED, JobState.CANCELLED])


def may(person: object, permission: str) -> bool:
    """Whether a role that this person (or an anonymous visitor) holds for the whole association gives the permission."""
    ask = getattr(person, "may", None)
    return ask is not None and ask(permission)


def may_somewhere(person: object, permission: str) -> bool:
    """Whether any role of this person gives the permission, if only in one organisation or circle."""
    ask = getattr(person, "may_somewhere", None)
    return ask is not None and ask(permission)


def permission_required(
    permission: str, *, somewhere: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A page for who has the permission: a visitor is sent to sign in, anybody else is refused.

    With `somewhere`, having it in one organisation or circle lets in; the page then shows what that place's rule opens.
    """
    asked = may_somewhere if somewhere else may

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not asked(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # what the tests of every route ask
        guarded.somewhere = somewhere  # type: ignore[attr-defined]
        return guarded

    return guard

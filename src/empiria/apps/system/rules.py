"""Who may see the pages of the staff, and in which state a job may be cancelled or run again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from empiria.apps.system.models import JobState

# People who work for the association. The app `accounts` lies above this one and offers the same rule.
STAFF = Q(is_active=True, is_staff=True)

CANCELLABLE = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, cancel_requested_at__isnull=True)
RETRYABLE = Q(state__in=[JobState.FAILED, JobState.CANCELLED])


def is_staff(person: object) -> bool:
    """Whether this person (or an anonymous visitor) is one of the staff."""
    pk = getattr(person, "pk", None)
    return pk is not None and get_user_model()._default_manager.filter(STAFF, pk=pk).exists()


def staff_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of the staff: a visitor is sent to sign in, anybody else who is not staff is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_staff(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded

"""The staff's second factor is compulsory; and what is said where the key that reads it is lost."""

from collections.abc import Callable
from typing import Any

import structlog
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from empiria.apps.accounts.models import Person
from empiria.apps.system.encryption import WrongKeyError

logger = structlog.get_logger("empiria.sign_in")

# What somebody still reaches who has to set up a second factor first.
OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "accounts:sign-out",
        "healthz",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "portal:theme",
        "readyz",
    }
)
# What a session still reaches that has to pass the second factor of its account first: nothing that adds or removes one.
OPEN_BEFORE_PASSING = frozenset(
    {
        "account_logout",
        "accounts:sign-out",
        "healthz",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "portal:theme",
        "readyz",
    }
)


def passed_second_factor(request: HttpRequest) -> bool:
    """Whether a second factor was given, or set up, in this very session."""
    return any(entry["method"] == "mfa" for entry in get_authentication_records(request, request.user))


def missing_step(request: HttpRequest, view: str) -> str | None:
    """The page where one of the staff sets the second factor up, or gives it, before anything else."""
    person = request.user
    if not isinstance(person, Person) or not person.is_staff or person.is_sample:
        return None
    factors = set(
        Authenticator.objects.filter(user=person)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("type", flat=True)
    )
    if not factors:
        return None if view in OPEN else reverse("mfa_index")
    if view in OPEN_BEFORE_PASSING or passed_second_factor(request):
        return None
    has_codes = Authenticator.Type.TOTP in factors
    page = reverse("mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn")
    return f"{page}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else page


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        page = match and missing_step(request, match.view_name)
        if not page:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(page)
        return redirect(page)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Who gives a code that this installation cannot check is told why, and what whoever runs it can do."""
        if not isinstance(exception, WrongKeyError):
            return None
        logger.error("secret of another key", reason=str(exception))
        return render(request, "accounts/wrong_key.html", status=503)

"""How often something may be asked for, and a one-time code be given. Forms are counted by django-allauth, as guesses of passwords are
(`ACCOUNT_RATE_LIMITS`); the API and what takes long to make by the minute (`EMPIRIA_API_RATES`)."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import Person

MINUTE = 60
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class TooOftenError(ValidationError):
    """Sent too often; the message is for people, and is shown with what they typed."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            _(
                "So much was sent from here within a short time that the form rests for a while. What was typed is still here: please send it again later."
            )
        )


def count_one(request: HttpRequest, action: str, *, key: str = "") -> None:
    """Count one more. Raises `TooOftenError` where that is more than `ACCOUNT_RATE_LIMITS` says of this action."""
    if not ratelimit.consume(request, action=action, key=key):
        raise TooOftenError


def count_invitation(request: HttpRequest, *, email: str) -> None:
    """By who invites, and by the mailbox that would be filled, whatever it is invited to."""
    count_one(request, "invite")
    count_one(request, "invite_address", key=email.strip().lower())


def take_code(person: Person, code: str) -> bool:
    """Whether a code that is right is given for the first time, by whatever form.

    django-allauth remembers those of signing in for one step of the clock, and none by which an app was set up; a code
    is right a step early and late as well, so it is remembered for all of them.
    """
    steps = 1 + 2 * mfa.TOTP_TOLERANCE
    key = f"code {person.pk} {normalize_user_code(code)}"
    is_new: bool = cache.add(key, "taken", timeout=steps * mfa.TOTP_PERIOD)
    return is_new


def seconds_to_wait(caller: str, *, limit: int) -> int:
    """Count one more of this caller within this minute; for how long to wait where that is too many, else 0.

    Two at the very same moment may count as one, which does no harm.
    """
    now = time.time()
    key = f"api {int(now // MINUTE)} {caller}"
    count: Any = cache.get(key, 0)
    if count >= limit:
        return MINUTE - int(now % MINUTE)
    cache.set(key, count + 1, MINUTE)
    return 0


def network_of(request: HttpRequest) -> str:
    address: str = get_adapter().get_client_ip(request)
    return address


def counted(kind: str) -> Callable[[View[P]], View[P]]:
    """For pages and files that take long to make: a network is answered so many of a kind a minute, then asked to wait."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def counting(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            limit = settings.EMPIRIA_API_RATES[kind]
            wait = seconds_to_wait(f"{kind} {network_of(request)}", limit=limit)
            if not wait:
                return view(request, *args, **kwargs)
            answer: HttpResponse = ratelimit.respond_429(request)
            answer["Retry-After"] = str(wait)
            return answer

        return counting

    return decorate

"""Who asks the API, and how often they may: by their key, or else by their network."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from empiria.apps.accounts.limits import network_of, seconds_to_wait
from empiria.apps.accounts.services.keys import key_shown
from empiria.apps.system.api import ProblemError


class Key(HttpBearer):
    """`Authorization: Bearer empiria_…`. Whoever shows none is counted with everybody else of their network."""

    def __call__(self, request: HttpRequest) -> str:
        sent = request.headers.get("Authorization", "")
        if not sent:
            count_network(request, kind="network")
            return "network"
        key = self.authenticate(request, sent.removeprefix("Bearer ").strip())
        _count(f"key {key}", limit=settings.EMPIRIA_API_RATES["key"])
        return "key"

    def authenticate(self, request: HttpRequest, token: str) -> str:
        key = key_shown(token)
        if key is None:
            count_network(request, kind="network")
            raise ProblemError(
                401,
                _("Show a key that is not revoked, or none."),
                headers={"WWW-Authenticate": "Bearer"},
            )
        return str(key.pk)


def count_network(request: HttpRequest, *, kind: str) -> None:
    """One more request of this kind from this network. Raises `ProblemError` where that is too many."""
    _count(f"{kind} {network_of(request)}", limit=settings.EMPIRIA_API_RATES[kind])


def _count(caller: str, *, limit: int) -> None:
    wait = seconds_to_wait(caller, limit=limit)
    if wait:
        raise ProblemError(
            429,
            _("At most %(limit)s requests a minute; again in %(wait)s s. A key of one's own allows more."),
            params={"limit": limit, "wait": wait},
            headers={"Retry-After": str(wait)},
        )

"""Who asks the API, and how often they may: by their key, or else by their network."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from empiria.apps.accounts.services.keys import key_shown
from empiria.apps.system.api import ProblemError

MINUTE = 60


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
    _count(f"{kind} {get_adapter().get_client_ip(request)}", limit=settings.EMPIRIA_API_RATES[kind])


def _count(caller: str, *, limit: int) -> None:
    """One more within this minute. Two at the very same moment may count as one, which does no harm."""
    now = time.time()
    key = f"api {int(now // MINUTE)} {caller}"
    count: Any = cache.get(key, 0)
    if count >= limit:
        wait = MINUTE - int(now % MINUTE)
        raise ProblemError(
            429,
            _("At most %(limit)s requests a minute; again in %(wait)s s. A key of one's own allows more."),
            params={"limit": limit, "wait": wait},
            headers={"Retry-After": str(wait)},
        )
    cache.set(key, count + 1, MINUTE)

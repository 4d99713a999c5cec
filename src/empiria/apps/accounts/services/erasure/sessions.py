"""Sessions, the cache and jobs: tables that hide whose they are."""

import base64
from collections.abc import Iterable, Iterator
from pickletools import genops
from typing import Any

from allauth.core.internal import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure.mentions import strings_in
from empiria.apps.accounts.services.erasure.spotting import Spotter
from empiria.apps.system.models import CacheEntry, Job
from empiria.apps.system.models.jobs import ENDED_STATES

# What says who is signed in.
SIGNED_IN = frozenset({SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY})


def end_sessions(person: Person, spotter: Spotter) -> None:
    """Sign the person out everywhere, and forget what hides their name or address in sessions, the cache and jobs.

    A surname alone is enough: nobody would look at it to decide. Out of another's session only what holds it goes then, so
    that nobody is signed out because of a name they searched for.
    """
    gone, changed = [], {}
    for session in Session.objects.iterator():
        data = session.get_decoded()
        if _is_of(data, person) or spotter.spots(_said(data)):
            gone.append(session.pk)
        elif (left := _without(data, spotter)) != data:
            changed[session.pk] = Session.objects.encode(left)
    Session.objects.filter(pk__in=gone).delete()
    for pk, encoded in changed.items():
        Session.objects.filter(pk=pk).update(session_data=encoded)
    entries = CacheEntry.objects.values_list("cache_key", "value").iterator()
    CacheEntry.objects.filter(
        pk__in=[key for key, value in entries if spotter.finds(_said([key, *_unpacked(value)]))]
    ).delete()
    _clear_jobs(spotter)


def forget_counters(person: Person, addresses: Iterable[str]) -> None:
    """The counters of attempts to sign in and of invitations at the person's addresses, also from the networks they were seen in.

    Those from other networks hold five minutes; nobody can find them, for the key is made of both.
    """
    networks = UserSession.objects.filter(user=person).values_list("ip", flat=True).distinct()
    for address in addresses:
        for key in (address, *(f"{address} {network}" for network in networks)):
            for action in ("login_failed", "login_failed_everywhere", "reset_password", "invite_address"):
                for rate in ratelimit.get_rates(app="allauth.account", action=action):
                    if rate.per == "key":
                        cache.delete(
                            ratelimit.get_cache_key(
                                HttpRequest(), app="allauth.account", action=action, rate=rate, key=key
                            )
                        )


def _clear_jobs(spotter: Spotter) -> None:
    """Jobs are records of work for a month. One that has ended goes even for a surname alone, as in the name of a file: nobody
    would look at it to decide. One that still runs is emptied where the name is certain."""
    fields = ("params", "result", "error", "message", "object_id")
    found = [
        (pk, spotter.spots(text))
        for pk, *values in Job.objects.values_list("pk", *fields).iterator()
        if spotter.finds(text := _said(values))
    ]
    Job.objects.filter(pk__in=[pk for pk, _certain in found], state__in=ENDED_STATES).delete()
    certain = [pk for pk, is_certain in found if is_certain]
    Job.objects.filter(pk__in=certain).update(params={}, result=None, error=None, message="")
    traces = DBTaskResult.objects.exclude(traceback="").values_list("pk", "traceback").iterator()
    told = [pk for pk, traceback in traces if spotter.finds(traceback)]
    DBTaskResult.objects.filter(pk__in=told).update(traceback="")


def _without(data: dict[str, Any], spotter: Spotter) -> dict[str, Any]:
    return {
        key: kept for key, kept in data.items() if key in SIGNED_IN or not spotter.finds(_said({key: kept}))
    }


def _is_of(data: dict[str, Any], person: Person) -> bool:
    return data.get(SESSION_KEY) == str(person.pk)


def _said(kept: object) -> str:
    """All texts of a value, as one: a name may stand in two of them. Then its keys, which may be words too."""
    return " ".join([*strings_in(kept), *_keys_in(kept)])


def _keys_in(kept: object) -> Iterator[str]:
    if isinstance(kept, dict):
        yield from map(str, kept)
    if isinstance(kept, dict | list):
        for one in kept.values() if isinstance(kept, dict) else kept:
            yield from _keys_in(one)


def _unpacked(value: str) -> list[str]:
    """The cache keeps pickled values in base64; their texts can be read without unpickling."""
    try:
        parts = [part for _code, part, _place in genops(base64.b64decode(value))]
    except ValueError:
        return [value]
    return [
        part if isinstance(part, str) else part.decode(errors="ignore")
        for part in parts
        if isinstance(part, str | bytes)
    ]

"""Sessions, the cache and jobs: tables that hide whose they are."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from allauth.core.internal import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from empiria.apps.accounts.models import Person
from empiria.apps.system.models import CacheEntry, Job
from empiria.apps.system.models.jobs import ENDED_STATES


def end_sessions(person: Person, holding: list[str]) -> None:
    """Sign the person out everywhere, and forget what hides their name or address in sessions, the cache and jobs.

    Jobs are records of work for a month; one that held a name and has ended is removed, one that still runs is emptied.
    """
    words = [word.casefold() for word in holding if word]
    gone = [
        session.pk
        for session in Session.objects.iterator()
        if _is_of(session.get_decoded(), person) or _holds(session.get_decoded(), words)
    ]
    Session.objects.filter(pk__in=gone).delete()
    entries = CacheEntry.objects.values_list("cache_key", "value").iterator()
    CacheEntry.objects.filter(
        pk__in=[key for key, value in entries if _holds([key, _unpacked(value)], words)]
    ).delete()
    _clear_jobs(words)


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


def _clear_jobs(words: list[str]) -> None:
    fields = ("params", "result", "error", "message", "object_id")
    jobs = Job.objects.values_list("pk", *fields).iterator()
    held = [pk for pk, *values in jobs if _holds(values, words)]
    Job.objects.filter(pk__in=held, state__in=ENDED_STATES).delete()
    Job.objects.filter(pk__in=held).update(params={}, result=None, error=None, message="")
    traces = Q(pk__in=[])
    for word in words:
        traces |= Q(traceback__icontains=word)
    DBTaskResult.objects.filter(traces).update(traceback="")


def _is_of(data: dict[str, Any], person: Person) -> bool:
    return data.get(SESSION_KEY) == str(person.pk)


def _holds(kept: object, words: list[str]) -> bool:
    text = repr(kept).casefold()
    return any(word in text for word in words)


def _unpacked(value: str) -> str:
    """The cache keeps pickled values in base64; their texts can be read without unpickling."""
    try:
        return base64.b64decode(value).decode("utf-8", errors="ignore")
    except (binascii.Error, ValueError):
        return value

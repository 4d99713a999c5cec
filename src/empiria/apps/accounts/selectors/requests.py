"""Requests about people's own data, for those who ask and for those who answer."""

from django.db.models import QuerySet
from django.utils import timezone

from empiria.apps.accounts.models import DataRequest, Person, RequestState


def requests_of(person: Person) -> QuerySet[DataRequest]:
    """What this person asked for, the newest first."""
    return DataRequest.objects.filter(person=person).order_by("-received_at", "-pk")


def requests_to_answer() -> QuerySet[DataRequest]:
    """What waits for an answer, the one that is due first above all."""
    return DataRequest.objects.filter(state=RequestState.RECEIVED).select_related("person")


def requests_ended() -> QuerySet[DataRequest]:
    """What was answered or taken back, the last first."""
    ended = DataRequest.objects.exclude(state=RequestState.RECEIVED)
    return ended.select_related("person").order_by("-ended_at", "-pk")


def overdue_requests() -> int:
    """How many requests should have been answered by now."""
    return DataRequest.objects.filter(state=RequestState.RECEIVED, due_on__lt=timezone.localdate()).count()

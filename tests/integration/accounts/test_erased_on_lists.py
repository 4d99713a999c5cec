"""Who was erased is on no list, in no file and in no number of people."""

import pytest
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.selectors import circles_found, organisations_found
from empiria.apps.accounts.services import add_membership
from tests.integration.cast import Cast

pytestmark = pytest.mark.django_db
ADDRESS = "erased-x@invalid"


def test_who_was_erased_is_on_no_list(cast: Cast) -> None:
    admin = cast["administrator"]
    client = Client()
    client.force_login(admin)
    for who in ("city_team_member", "network_member"):
        add_membership(person=cast[who], organisation=cast.city, function="employee", by=None)
    pages = [
        "/accounts/people/",
        "/accounts/people/export.csv",
        "/accounts/people/?state=closed",
        f"/accounts/people/?organisation={cast.city.pk}",
        f"/accounts/people/?circle={cast.network.pk}",
        f"/accounts/organisations/{cast.city.pk}/",
        f"/accounts/circles/{cast.network.pk}/",
        "/accounts/access/accounts.Person/",
    ]

    def shown() -> list[bool]:
        answers = [client.get(f"/en{page}").content.decode() for page in pages]
        return [any(word in answer for word in (ADDRESS, "Erased-x")) for answer in answers]

    def counted() -> tuple[list[int], list[int]]:
        standing = admin.standing
        organisations = organisations_found(standing).filter(pk=cast.city.pk)
        circles = circles_found(standing).filter(pk=cast.network.pk)
        return [one.people for one in organisations], [one.people for one in circles]  # type: ignore[attr-defined]

    there = Person.objects.filter(pk=cast["network_member"].pk)
    there.update(name="Erased-x", email=ADDRESS)
    before = counted()
    assert shown() == [True, True, False, True, True, True, True, True]
    there.update(erased_at=timezone.now(), is_active=False)
    assert shown() == [False] * len(pages)
    assert [[old - 1 for old in numbers] for numbers in before] == list(map(list, counted()))

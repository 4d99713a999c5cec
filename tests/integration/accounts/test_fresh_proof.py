"""What decides who gets in, or who may decide it, asks again who it is: a browser left open, or taken over, does none of it.

Pages that always ask are in the rules of every route (`tests/integration/access`); here those that ask for some roles.
"""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import Invitation, Person, RoleGrant
from empiria.apps.accounts.services import end_grant, invite_person
from tests.integration.accounts.inviting import NEW, link
from tests.integration.cast import Cast, code, signed_in_now

pytestmark = pytest.mark.django_db
CONFIRM = ("/accounts/confirm/", "/accounts/second-factor/confirm/")


@pytest.fixture
def later(client: Client, cast: Cast) -> Client:
    """The browser of an administrator who signed in hours ago."""
    client.force_login(cast["administrator"])
    return client


def asks(browser: Client, path: str, **data: str) -> bool:
    """Whether sending the form leads to the page that asks for the password or a code."""
    answer = browser.post(path, data)
    return answer.status_code == 302 and answer.headers["Location"].partition("?")[0] in CONFIRM


def today() -> str:
    return timezone.localdate().isoformat()


def test_roles_of_the_staff_are_given_and_ended_with_fresh_proof_only(later: Client, cast: Cast) -> None:
    path = f"/accounts/people/{cast['account'].pk}/roles/new/?role="
    assert [
        asks(later, f"{path}{role}", valid_from=today())
        for role in ("administrator", "programme_officer", "expert")
    ] == [True, True, False]
    assert list(cast["account"].grants.values_list("role", flat=True)) == ["expert"]
    paths = {}
    for role in ("analyst", "expert"):
        grant = cast[role].grants.get()
        RoleGrant.objects.filter(pk=grant.pk).update(valid_from=dt.date(2020, 1, 1))
        paths[role] = f"/accounts/people/roles/{grant.pk}/"
    assert [asks(later, f"{paths[role]}end/", on=today()) for role in paths] == [True, False]
    end_grant(grant=cast["analyst"].grants.get(), by=None)
    assert [asks(later, f"{paths[role]}reopen/") for role in paths] == [True, False]
    assert [cast[role].grants.get().valid_to is None for role in paths] == [False, True]


def test_a_coordinator_of_a_network_is_made_with_fresh_proof_only(later: Client, cast: Cast) -> None:
    path = f"/accounts/circles/{cast.network.pk}/members/new/"
    data = {"email": cast["account"].email, "valid_from": today()}
    assert [asks(later, path, role=role, **data) for role in ("network_coordinator", "observer")] == [
        True,
        False,
    ]
    assert list(cast["account"].grants.values_list("role", flat=True)) == ["observer"]


def test_nobody_is_invited_to_the_staff_without_fresh_proof(later: Client, cast: Cast) -> None:
    data = {"email": NEW, "language": "pl"}
    path = "/accounts/invitations/new/"
    assert [asks(later, path, roles=role, **data) for role in ("administrator", "expert")] == [True, False]
    assert [one.roles for one in Invitation.objects.all()] == [["expert"]]
    to_the_staff = invite_person(email=NEW, by=cast["administrator"], link=link, roles=["analyst"])
    digests = dict(Invitation.objects.values_list("pk", "token_digest"))
    asked = {
        one.pk: asks(later, f"/accounts/invitations/{one.pk}/resend/") for one in Invitation.objects.all()
    }
    assert [pk for pk, is_asked in asked.items() if is_asked] == [to_the_staff.pk]
    now = dict(Invitation.objects.values_list("pk", "token_digest"))
    assert [pk for pk in now if now[pk] == digests[pk]] == [to_the_staff.pk]


def test_what_was_sent_is_done_once_it_is_certain_who_sent_it(later: Client, cast: Cast) -> None:
    person = cast["account"]
    asked = later.post(f"/accounts/people/{person.pk}/close/", {"reason": "left"})
    assert Person.objects.get(pk=person.pk).is_active
    later.post(asked.headers["Location"].replace(*CONFIRM), {"code": code()})
    assert not Person.objects.get(pk=person.pk).is_active
    # From here on, for some minutes, nothing asks again.
    assert not asks(later, f"/accounts/people/{person.pk}/reopen/")
    assert Person.objects.get(pk=person.pk).is_active


def test_nobody_takes_their_own_second_factor_off_on_the_page_for_others(client: Client, cast: Cast) -> None:
    own = cast["administrator"]
    signed_in_now(client, own)
    path = f"/accounts/people/{own.pk}/second-factor/remove/"
    assert [client.get(path).status_code, client.post(path, {"reason": "lost"}).status_code] == [404, 404]
    assert Authenticator.objects.filter(user=own).exists()

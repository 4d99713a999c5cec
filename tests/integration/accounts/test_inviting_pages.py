"""The pages of inviting and accepting, as a browser asks for them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import Invitation, Person
from empiria.apps.accounts.services import (
    accept_invitation,
    close_organisation,
    end_grant,
    invite_person,
    reopen_organisation,
    withdraw_invitation,
)
from empiria.apps.system.models import AuditEntry
from tests.integration.accounts.inviting import NEW, link
from tests.integration.cast import Cast, signed_in_now

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.mark.parametrize(
    ("ends", "said"),
    [(14, r"on (.*), and the link works until (.*)\. The"), (-1, r"on (.*), but the link works no more")],
)
def test_inviting_twice_on_the_page_says_what_there_is_and_offers_to_send_it_again(
    client: Client, cast: Cast, ends: int, said: str
) -> None:
    client.force_login(cast["administrator"])
    invite_person(email="another@example.org", by=cast["administrator"], link=link, roles=["expert"])
    data = {"email": NEW, "language": "pl", "roles": "expert"}
    client.post("/en/accounts/invitations/new/", data, follow=True)
    invitation = Invitation.objects.get(email=NEW)
    days = [timezone.localdate(), timezone.localdate() + dt.timedelta(days=ends)]
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() + dt.timedelta(days=ends))
    answer = client.post("/en/accounts/invitations/new/", data, follow=True)
    page = answer.content.decode()
    found = re.search(said, page)
    assert found
    assert list(found.groups()) == [f"{day.day} {day:%B %Y}" for day in days][: len(found.groups())]
    assert "on its way" not in page
    assert re.findall(r"/invitations/(\d+)/resend/", page) == [str(invitation.pk)]


def test_an_invitation_is_said_in_both_forms_until_one_is_chosen(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    client.force_login(cast["administrator"])
    given = {"by": cast["administrator"], "link": link, "circle": cast.network, "roles": ["network_member"]}
    Person.objects.filter(pk=cast["outsider"].pk).update(form="feminine", language="pl")
    with django_capture_on_commit_callbacks(execute=True):
        new = invite_person(email=NEW, **given)
        known = invite_person(email=cast["outsider"].email, **given, language="en")
    to_new, to_known = (str(message.body) for message in mailoutbox)
    assert "– członkini sieci / członek sieci (Miasto cyfrowe)\n" in to_new
    assert "– członkini sieci (Miasto cyfrowe)\n" in to_known
    # Who invites reads of both the same: not whether there is an account.
    assert client.get("/accounts/invitations/").content.decode().count("członkini sieci / członek sieci") == 2
    accept_invitation(invitation=new, name="New One", form="masculine", password=PASSWORD)
    accept_invitation(invitation=known, person=Person.objects.get(pk=cast["outsider"].pk))
    ended = client.get("/accounts/invitations/?state=ended").content.decode()
    assert re.findall(r"<div>(\w+ sieci) \(", ended) == ["członkini sieci", "członek sieci"]


def answers(client: Client, token: str) -> tuple[int, str]:
    page = client.get(f"/accounts/invitation/{token}/")
    return page.status_code, re.sub(
        r'value="[^"]{64}"|/accounts/invitation/[^"]*|[?]page=[^"]*', "", page.content.decode()
    )


def test_used_old_withdrawn_and_made_up_links_are_answered_alike(
    client: Client, cast: Cast, invited: tuple[Invitation, str]
) -> None:
    invitation, token = invited
    made_up = answers(client, "made-up")
    assert made_up[0] == 404
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert answers(client, token) == made_up
    Invitation.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    assert answers(client, token)[0] == 200
    # Whoever invited may not give it any more; the city is there no more.
    Person.objects.filter(pk=cast["city_coordinator"].pk).update(is_active=False)
    assert answers(client, token) == made_up
    Person.objects.update(is_active=True)
    close_organisation(organisation=cast.city, by=None)
    assert answers(client, token) == made_up
    reopen_organisation(organisation=cast.city, by=None)
    accept_invitation(invitation=invitation, name="New One", form="neutral", password=PASSWORD)
    assert answers(client, token) == made_up
    Invitation.objects.update(accepted_at=None, person=None)
    withdraw_invitation(invitation=invitation, by=cast["city_coordinator"])
    assert answers(client, token) == made_up


def test_a_report_of_an_error_on_the_page_does_not_hold_what_opens_the_invitation(
    client: Client, invited: tuple[Invitation, str]
) -> None:
    shown = client.get(f"/accounts/invitation/{invited[1]}/").content.decode()
    (address,) = re.findall(r'href="(/report-error/[^"]*)"', shown)
    assert address == "/report-error/?page=%2Faccounts%2Finvitation%2F%E2%80%A6%2F"


def test_accepting_on_the_page_signs_in(client: Client, invited: tuple[Invitation, str]) -> None:
    address = f"/accounts/invitation/{invited[1]}/"
    page = client.get(address)
    assert NEW in page.content.decode()
    refused = client.post(
        address, {"name": "New One", "form": "neutral", "way": "password", "password": "short"}
    )
    assert refused.status_code == 200
    assert 'class="field field--wrong"' in refused.content.decode()
    data = {"name": "New One", "form": "neutral", "way": "password", "password": PASSWORD}
    answer = client.post(address, data)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/")
    assert client.session["_auth_user_id"] == str(Person.objects.get(email=NEW).pk)
    # What asks for a fresh sign-in does not ask for the password typed a moment ago.
    assert client.get("/accounts/email/").status_code == 200
    assert client.get("/accounts/passkeys/new/").status_code == 200
    assert client.post(address, data).status_code == 404


def test_accepting_with_a_passkey_leads_on_to_making_it(
    client: Client, invited: tuple[Invitation, str]
) -> None:
    answer = client.post(
        f"/accounts/invitation/{invited[1]}/",
        {"name": "New One", "form": "neutral", "way": "passkey", "password": ""},
    )
    assert answer.headers["Location"] == "/accounts/passkeys/new/"
    assert client.get("/accounts/passkeys/new/").status_code == 200
    assert not Person.objects.get(email=NEW).has_usable_password()


def test_the_page_asks_whoever_has_an_account_to_sign_in(client: Client, cast: Cast) -> None:
    tokens: list[str] = []
    invite_person(
        email=cast["outsider"].email,
        by=cast["city_coordinator"],
        link=lambda token: (tokens.append(token), link(token))[1],
        organisation=cast.city,
        function="employee",
    )
    address = f"/accounts/invitation/{tokens[0]}/"
    assert f"/accounts/sign-in/?next={address}" in client.get(address).content.decode()
    client.force_login(cast["account"])
    client.post(address)
    assert not cast["account"].memberships.exists()
    client.force_login(cast["outsider"])
    assert client.post(address).headers["Location"] == "/accounts/"
    assert cast["outsider"].memberships.get().organisation == cast.city


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_accepts_in_the_browser_in_which_they_invited(
    client: Client, cast: Cast, invited: tuple[Invitation, str], method: str
) -> None:
    """A second address of one's own: the link is opened where the account that sent it is signed in."""
    client.force_login(cast["city_coordinator"])
    data = {"name": "New One", "form": "neutral", "way": "password", "password": PASSWORD}
    answer = getattr(client, method)(f"/en/accounts/invitation/{invited[1]}/", data)
    assert (answer.status_code, "Nobody accepts an invitation of their own" in answer.content.decode()) == (
        403,
        True,
    )
    assert not Person.objects.filter(email=NEW).exists()
    entry = AuditEntry.objects.get(action="accounts.refuse-own-invitation")
    assert (entry.by, entry.object_id) == (str(cast["city_coordinator"].pk), str(invited[0].pk))
    # It is kept for whoever was invited.
    assert Client().get(f"/accounts/invitation/{invited[1]}/").status_code == 200


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("administrator", {"city@x.org", "other@x.org", "network@x.org", "both@x.org"}),
        ("city_coordinator", {"city@x.org", "both@x.org"}),
        ("network_coordinator", {"network@x.org"}),
    ],
)
def test_the_list_shows_invitations_to_ones_own_place(
    client: Client, cast: Cast, who: str, seen: set[str]
) -> None:
    places = {
        "city@x.org": {"organisation": cast.city, "function": "employee"},
        "other@x.org": {"organisation": cast.other_city, "function": "employee"},
        "network@x.org": {"circle": cast.network, "roles": ["network_member"]},
        "both@x.org": {"organisation": cast.city, "circle": cast.network, "roles": ["network_member"]},
    }
    for email, place in places.items():
        invite_person(email=email, by=cast["administrator"], link=link, **place)  # type: ignore[arg-type]
    client.force_login(cast[who])
    page = client.get("/accounts/invitations/").content.decode()
    assert set(re.findall(r"[a-z]+@x\.org", page)) == seen


def test_the_list_does_not_say_that_the_link_of_somebody_who_left_works(client: Client, cast: Cast) -> None:
    invite_person(
        email=NEW, by=cast["city_coordinator"], link=link, organisation=cast.city, function="employee"
    )
    client.force_login(cast["administrator"])
    assert "works until" in client.get("/en/accounts/invitations/").content.decode()
    for grant in cast["city_coordinator"].grants.all():
        end_grant(grant=grant, by=None)
    page = client.get("/en/accounts/invitations/").content.decode()
    assert ("works until" in page, "whoever invited may not give this now" in page) == (False, True)


def test_others_invitations_do_not_exist(client: Client, cast: Cast) -> None:
    other = invite_person(
        email=NEW, by=cast["administrator"], link=link, organisation=cast.other_city, function="employee"
    )
    client.force_login(cast["city_coordinator"])
    for deed in ("resend", "withdraw"):
        assert client.post(f"/accounts/invitations/{other.pk}/{deed}/").status_code == 404
        assert client.post(f"/accounts/invitations/999/{deed}/").status_code == 404
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    client: Client, cast: Cast, django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        invite_person(
            email=f"{number}@x.org",
            by=cast["administrator"],
            link=link,
            organisation=cast.city,
            function="employee",
        )
    client.force_login(cast["administrator"])
    with django_assert_num_queries(12):
        assert client.get("/accounts/invitations/").status_code == 200


def test_inviting_on_the_page(client: Client, cast: Cast) -> None:
    client.force_login(cast["city_coordinator"])
    page = client.get("/accounts/invitations/new/").content.decode()
    offered = set(re.findall(r'name="roles" value="([a-z_]+)"', page))
    assert offered == {"city_team_member", "school_contact", "survey_lead"}
    assert 'value="mayor"' not in page
    data = {
        "email": NEW,
        "language": "en",
        "organisation": f"id:{cast.city.pk}",
        "function": "employee",
        "roles": "city_team_member",
    }
    answer = client.post("/accounts/invitations/new/", data)
    assert answer.headers["Location"] == "/accounts/invitations/"
    assert Invitation.objects.get().language == "en"
    refused = client.post("/accounts/invitations/new/", data | {"organisation": f"id:{cast.other_city.pk}"})
    assert refused.status_code == 200
    assert Invitation.objects.count() == 1


def test_one_mailbox_is_not_filled_and_nobody_invites_without_end(
    client: Client, cast: Cast, settings: Any
) -> None:
    signed_in_now(client, cast["administrator"])
    data = {"email": NEW, "language": "pl", "roles": "expert"}
    assert client.post("/accounts/invitations/new/", data).status_code == 302
    again = f"/accounts/invitations/{Invitation.objects.get().pk}/resend/"
    assert [client.post(again).status_code for _time in range(4)] == [302, 302, 302, 429]
    assert AuditEntry.objects.filter(action="accounts.resend-invitation").count() == 3
    refused = client.post("/accounts/invitations/new/", data | {"roles": "analyst"})
    assert (refused.status_code, NEW in refused.content.decode()) == (429, True)
    added = client.post(
        f"/accounts/circles/{cast.network.pk}/members/new/",
        {"email": NEW, "role": "network_member", "valid_from": "2026-01-01"},
    )
    assert added.status_code == 429
    # Others are invited still, but not without end.
    assert client.post("/accounts/invitations/new/", data | {"email": "a@example.org"}).status_code == 302
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invite": "1/d/user"}
    answers = [
        client.post("/accounts/invitations/new/", data | {"email": email}).status_code
        for email in ("b@example.org", "c@example.org")
    ]
    assert (answers, Invitation.objects.count()) == ([302, 429], 3)


def test_nobody_invites_themselves(client: Client, cast: Cast) -> None:
    """Who asks stands behind a request in a wrapper of Django's, which is of another type than a person."""
    client.force_login(cast["city_coordinator"])
    data = {
        "email": cast["city_coordinator"].email,
        "language": "pl",
        "organisation": f"id:{cast.city.pk}",
        "roles": "city_team_member",
    }
    assert client.post("/accounts/invitations/new/", data).status_code == 200
    assert not Invitation.objects.exists()

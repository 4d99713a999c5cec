"""Somebody registers with an address that is not theirs: whoever proves it takes the account over, and nothing of the other
opens it."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import (
    InvitationRefusedError,
    accept_invitation,
    claim_account,
    close_account,
    find_invitation,
    invite_person,
    issue_password_link,
    reopen_account,
)
from empiria.apps.accounts.services.email_changes import confirm_email_change, replace_email
from empiria.apps.system.models import AuditEntry
from tests.integration.accounts.office import Office
from tests.integration.accounts.test_office import come_in, connect, office, signed_in_as
from tests.integration.cast import Cast

__all__ = ["office"]
pytestmark = pytest.mark.django_db
ANNA = "anna@miasto.example"
THEIRS, HERS = "the stranger's password", "the owner's own password"


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.EMPIRIA_OPEN_REGISTRATION = True


@pytest.fixture
def stranger(django_capture_on_commit_callbacks) -> Client:
    """The browser of somebody who registers Anna's address, and has tried to sign in too."""
    browser = Client()
    data = {"email": ANNA, "name": "Stranger", "form": "masculine", "password1": THEIRS}
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/accounts/register/", data)
    assert answer.headers["Location"] == "/accounts/register/sent/"
    sign_in(browser, THEIRS)
    return browser


def sign_in(browser: Client, password: str) -> HttpResponse:
    return browser.post("/accounts/sign-in/", {"login": ANNA, "password": password})


def invite(cast: Cast) -> str:
    tokens: list[str] = []
    invite_person(
        email=ANNA,
        by=cast["administrator"],
        link=lambda token: (tokens.append(token), f"https://empiria.example/{token}/")[1],
        organisation=cast.city,
        function="employee",
        roles=["city_team_member"],
    )
    return tokens[0]


def assert_is_out(browser: Client) -> None:
    """Neither what the stranger's browser holds nor their password opens the account."""
    assert "account_login" not in browser.session
    for one in (browser, Client()):
        sign_in(one, THEIRS)
        assert signed_in_as(one) is None


def confirm_link(mailbox: list[EmailMessage]) -> str:
    found = re.search(r"http://testserver(/accounts/register/confirm/\S+)", str(mailbox[0].body))
    assert found
    return found[1]


def choose_password(browser: Client, path: str) -> None:
    page = browser.get(path)
    answer = browser.post(page.headers["Location"], {"password1": HERS, "password2": HERS})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"


def test_who_comes_in_by_the_office_takes_the_account_over(
    client: Client, stranger: Client, cast: Cast, office: Office
) -> None:
    connect(cast, office)
    invite(cast)
    assert come_in(client, office).headers["Location"] == "/accounts/"
    anna = Person.objects.get(email=ANNA)
    assert signed_in_as(client) == str(anna.pk)
    assert (anna.name, anna.form, anna.has_usable_password()) == ("Anna Nowak", "masculine", False)
    assert {grant.role for grant in anna.grants.all()} == {"resident", "city_team_member"}
    assert list(EmailAddress.objects.filter(user=anna).values_list("email", "verified")) == [(ANNA, True)]
    assert AuditEntry.objects.get(action="accounts.claim-account").details == {"means": ["provider"]}
    assert_is_out(stranger)


def test_who_was_linked_before_takes_it_over_only_where_the_provider_speaks_of_its_address(
    client: Client, stranger: Client, cast: Cast, office: Office
) -> None:
    connect(cast, office)
    come_in(client, office)
    # As before the account was taken over by coming in.
    anna = Person.objects.get(email=ANNA)
    anna.set_password(THEIRS)
    anna.save()
    EmailAddress.objects.update(verified=False)
    office.claims["email"] = "anna.nowak@miasto.example"
    again = Client()
    come_in(again, office)
    assert signed_in_as(again) is None
    office.claims["email"] = ANNA
    come_in(again, office)
    assert signed_in_as(again) == str(anna.pk)
    assert_is_out(stranger)


def test_who_has_the_link_of_an_invitation_takes_the_account_over(
    client: Client, stranger: Client, cast: Cast
) -> None:
    address = f"/accounts/invitation/{invite(cast)}/"
    assert 'name="password"' in client.get(address).content.decode()
    data = {"name": "Anna Nowak", "form": "feminine", "way": "password", "password": HERS}
    refused = client.post(address, data | {"password": "short"})
    assert (refused.status_code, Person.objects.get(email=ANNA).name) == (200, "Stranger")
    client.post(address, data)
    anna = Person.objects.get(email=ANNA)
    assert (signed_in_as(client), anna.name, anna.form) == (str(anna.pk), "Anna Nowak", "feminine")
    assert anna.memberships.get().organisation == cast.city
    assert_is_out(stranger)
    own = Client()
    sign_in(own, HERS)
    assert signed_in_as(own) == str(anna.pk)


def test_the_link_of_an_invitation_takes_no_account_that_has_an_owner_or_is_closed(
    stranger: Client, cast: Cast
) -> None:
    invitation = find_invitation(invite(cast))
    assert invitation
    person = Person.objects.get(email=ANNA)
    close_account(person=person, by=cast["administrator"])
    with pytest.raises(InvitationRefusedError):
        accept_invitation(invitation=invitation, name="Anna", form="neutral", password=HERS)
    reopen_account(person=person, by=cast["administrator"])
    EmailAddress.objects.update(verified=True)
    with pytest.raises(InvitationRefusedError):
        accept_invitation(invitation=invitation, name="Anna", form="neutral", password=HERS)
    assert Person.objects.get(email=ANNA).check_password(THEIRS)


def test_confirming_in_another_browser_keeps_no_password(
    client: Client, stranger: Client, mailoutbox: list[EmailMessage]
) -> None:
    link = confirm_link(mailoutbox)
    client.get(link)
    answer = client.post(link)
    assert "Proszę wybrać tu hasło" in client.get(answer.headers["Location"], follow=True).content.decode()
    assert_is_out(stranger)
    choose_password(client, answer.headers["Location"])
    sign_in(client, HERS)
    assert signed_in_as(client) == str(Person.objects.get(email=ANNA).pk)


def test_confirming_in_the_browser_that_shows_the_password_keeps_it(
    client: Client, stranger: Client, mailoutbox: list[EmailMessage]
) -> None:
    """Made on one device, confirmed on another in which the password was typed first."""
    sign_in(client, THEIRS)
    client.post(confirm_link(mailoutbox))
    assert signed_in_as(client) is None
    sign_in(client, THEIRS)
    assert signed_in_as(client) == str(Person.objects.get(email=ANNA).pk)
    assert not AuditEntry.objects.filter(action="accounts.claim-account").exists()


def test_a_link_for_a_new_password_proves_the_address(
    client: Client, stranger: Client, mailoutbox: list[EmailMessage]
) -> None:
    anna = Person.objects.get(email=ANNA)
    # Whoever registered and forgot the password asks for another in the same browser.
    sign_in(client, THEIRS)
    choose_password(client, issue_password_link(person=anna, by=None))
    assert EmailAddress.objects.get(user=anna).verified
    assert_is_out(stranger)
    sign_in(client, HERS)
    assert signed_in_as(client) == str(anna.pk)
    # The link of the registration does nothing any more.
    assert client.post(confirm_link(mailoutbox)).status_code == 404
    assert Person.objects.get(pk=anna.pk).check_password(HERS)


def test_an_account_with_an_owner_is_taken_over_by_nobody(cast: Cast) -> None:
    person = cast["account"]
    client = Client()
    client.force_login(person)
    sessions = Session.objects.count()
    assert claim_account(person=person, means="link", name="Other", password=HERS).name == person.name
    assert not Person.objects.get(pk=person.pk).check_password(HERS)
    assert Session.objects.count() == sessions
    assert not AuditEntry.objects.filter(action="accounts.claim-account").exists()


def test_the_account_of_a_stranger_decides_nothing_of_the_message(
    stranger: Client, cast: Cast, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    Person.objects.filter(email=ANNA).update(language="en")
    with django_capture_on_commit_callbacks(execute=True):
        invite(cast)
    assert mailoutbox[-1].subject == "Zaproszenie: Empiria"


def test_another_address_given_to_a_strangers_account_lets_the_stranger_out(
    stranger: Client, cast: Cast
) -> None:
    anna = Person.objects.get(email=ANNA)
    tokens: list[str] = []
    replace_email(
        person=anna, email="anna@new.example", by=cast["administrator"], reason="r",
        link=lambda token: tokens.append(token) or token,
    )  # fmt: skip
    assert confirm_email_change(token=tokens[-1])
    anna.refresh_from_db()
    assert (anna.email, anna.has_usable_password()) == ("anna@new.example", False)
    assert_is_out(stranger)

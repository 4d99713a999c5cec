"""A new e-mail address: confirmed at both, by whoever reads there."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import EmailChange, Person, RoleGrant
from empiria.apps.accounts.services import (
    ask_email_change,
    cancel_email_change,
    confirm_email_change,
    create_person,
    replace_email,
)
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import Cast, signed_in_now

pytestmark = pytest.mark.django_db
OLD, NEW, PASSWORD = "old@example.org", "new@example.org", "correct horse battery"


def link(token: str) -> str:
    return f"https://empiria.example/accounts/email/confirm/{token}/"


@pytest.fixture
def person(db: None) -> Person:
    return create_person(email=OLD, name="One", by=None, password=PASSWORD)


@pytest.fixture
def tokens(
    person: Person, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> dict[str, str]:
    with django_capture_on_commit_callbacks(execute=True):
        ask_email_change(person=person, email=" New@example.org", link=link)
    return {
        message.to[0]: re.search(r"/confirm/([^/\s]+)/", str(message.body))[1]  # type: ignore[index]
        for message in mailoutbox
    }


def email_now(person: Person) -> tuple[str, list[str]]:
    addresses = EmailAddress.objects.filter(user=person, verified=True, primary=True)
    return Person.objects.get(pk=person.pk).email, [one.email for one in addresses]


@pytest.mark.parametrize("order", [[OLD, NEW], [NEW, OLD]])
def test_the_address_changes_when_both_links_are_opened(
    person: Person, tokens: dict[str, str], order: list[str]
) -> None:
    confirm_email_change(token=tokens[order[0]])
    confirm_email_change(token=tokens[order[0]])
    assert email_now(person) == (OLD, [OLD])
    confirm_email_change(token=tokens[order[1]])
    assert email_now(person) == (NEW, [NEW])
    assert not EmailChange.objects.exists()
    entry = AuditEntry.objects.get(action="accounts.change-email")
    assert (entry.by, entry.details) == (str(person.pk), {})


def test_both_are_told_when_it_is_changed(
    tokens: dict[str, str], mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for token in tokens.values():
            confirm_email_change(token=token)
    assert [message.to for message in mailoutbox] == [[OLD], [NEW]]
    assert all(NEW in str(message.body) for message in mailoutbox)


def test_an_old_link_changes_nothing(person: Person, tokens: dict[str, str]) -> None:
    confirm_email_change(token=tokens[OLD])
    EmailChange.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert confirm_email_change(token=tokens[NEW]) is None
    assert email_now(person) == (OLD, [OLD])


def test_a_wish_given_up_or_made_anew_ends_its_links(person: Person, tokens: dict[str, str]) -> None:
    ask_email_change(person=person, email="third@example.org", link=link)
    assert [confirm_email_change(token=token) for token in tokens.values()] == [None, None]
    assert cancel_email_change(person=person)
    assert not cancel_email_change(person=person)


def test_an_address_taken_meanwhile_is_not_taken_again(person: Person, tokens: dict[str, str]) -> None:
    create_person(email=NEW, name="Two", by=None)
    confirm_email_change(token=tokens[OLD])
    assert confirm_email_change(token=tokens[NEW]) is None
    assert email_now(person) == (OLD, [OLD])


def test_an_address_of_somebody_else_is_not_given_away(
    person: Person, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    create_person(email=NEW, name="Two", by=None)
    with django_capture_on_commit_callbacks(execute=True):
        wish = ask_email_change(person=person, email=NEW, link=link)
    assert wish.pk is not None
    assert [message.to for message in mailoutbox] == [[OLD], [NEW]]
    assert "/confirm/" not in str(mailoutbox[1].body)


@pytest.mark.parametrize("email", [OLD, "no address", "Old@Example.org"])
def test_wrong_addresses_are_refused(person: Person, email: str) -> None:
    with pytest.raises(ValidationError):
        ask_email_change(person=person, email=email, link=link)
    assert not EmailChange.objects.exists()


@pytest.fixture
def replaced(
    person: Person, cast: Cast, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> str:
    """The token of the link that an administrator had sent to the new address."""
    with django_capture_on_commit_callbacks(execute=True):
        replace_email(
            person=person, email=f" {NEW.upper()}", by=cast["administrator"], reason="Called back", link=link
        )
    old, new = ((message.to, str(message.body)) for message in mailoutbox)
    assert (old[0], "/confirm/" in old[1], NEW in old[1]) == ([OLD], False, True)
    assert new[0] == [NEW]
    return re.search(r"/confirm/([^/\s]+)/", new[1])[1]  # type: ignore[index]


def test_an_address_that_is_gone_is_replaced_by_the_link_at_the_new_one(
    client: Client, person: Person, cast: Cast, replaced: str
) -> None:
    client.post("/accounts/sign-in/", {"login": OLD, "password": PASSWORD})
    assert client.get("/accounts/").status_code == 200
    assert email_now(person) == (OLD, [OLD])
    assert confirm_email_change(token=replaced)
    assert email_now(person) == (NEW, [NEW])
    assert client.get("/accounts/").status_code == 302
    asked, made = AuditEntry.objects.filter(
        action__in=["accounts.replace-email", "accounts.change-email"]
    ).order_by("pk")
    admin = cast["administrator"].pk
    assert (asked.by, asked.object_id, asked.text.reason) == (str(admin), str(person.pk), "Called back")
    assert (made.by, made.details) == (str(person.pk), {"asked_by": admin})
    assert confirm_email_change(token=replaced) is None


def test_a_replacement_ends_with_who_asked_for_it(person: Person, cast: Cast, replaced: str) -> None:
    RoleGrant.objects.filter(person=cast["administrator"]).delete()
    assert confirm_email_change(token=replaced) is None
    cast["administrator"].delete()
    wish = confirm_email_change(token=replaced)
    assert wish
    assert wish.pk is not None
    assert email_now(person) == (OLD, [OLD])


def test_the_owner_leaves_the_address_as_it_is(client: Client, person: Person, replaced: str) -> None:
    client.post("/accounts/sign-in/", {"login": OLD, "password": PASSWORD})
    page = client.get("/en/accounts/email/").content.decode()
    assert (NEW in page, "link at the address of now" in page) == (True, False)
    client.post("/accounts/email/cancel/")
    assert confirm_email_change(token=replaced) is None


@pytest.mark.parametrize("email", [OLD, "no address", "Outsider@example.org"])
def test_an_address_is_not_replaced_by_a_wrong_one(person: Person, cast: Cast, email: str) -> None:
    with pytest.raises(ValidationError):
        replace_email(person=person, email=email, by=cast["administrator"], reason="r", link=link)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    person.refresh_from_db()
    with pytest.raises(ValidationError):
        replace_email(person=person, email=NEW, by=cast["administrator"], reason="r", link=link)
    assert not EmailChange.objects.exists()


def test_the_page_of_a_replacement(client: Client, cast: Cast) -> None:
    signed_in_now(client, cast["administrator"])
    page = f"/accounts/people/{cast['leader'].pk}/"
    assert f"{page}email/" in client.get(page).content.decode()
    assert client.post(f"{page}email/", {"email": NEW}).status_code == 200
    assert not EmailChange.objects.exists()
    answer = client.post(f"{page}email/", {"email": NEW, "reason": "Called back"})
    assert answer.headers["Location"] == page
    assert EmailChange.objects.get().person == cast["leader"]
    own = f"/accounts/people/{cast['administrator'].pk}/"
    assert f"{own}email/" not in client.get(own).content.decode()
    assert client.get(f"{own}email/").status_code == 404
    for _time in range(4):
        client.post(f"{page}email/", {"email": NEW, "reason": "Called back"})
    refused = client.post(f"{page}email/", {"email": NEW, "reason": "Called back"})
    assert (refused.status_code, "Called back" in refused.content.decode()) == (429, True)


def test_the_pages(
    client: Client, person: Person, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    client.post("/accounts/sign-in/", {"login": OLD, "password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/email/", {"email": NEW}).status_code == 302
    assert NEW in client.get("/accounts/email/").content.decode()
    links = [re.search(r"https?://testserver(/\S+)", str(message.body))[1] for message in mailoutbox]  # type: ignore[index]
    visitor = Client()
    for address in links:
        assert visitor.get(address).status_code == 200
    assert EmailChange.objects.get().new_confirmed_at is None
    for address in links:
        assert visitor.post(address).status_code == 200
    assert email_now(person) == (NEW, [NEW])
    assert visitor.get(links[0]).status_code == 404
    others = [f"n{number}@example.org" for number in range(5)]
    answers = [client.post("/accounts/email/", {"email": email}) for email in others]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 302, 429]
    assert others[-1] in answers[-1].content.decode()
    assert EmailChange.objects.get().email == others[-2]


def test_asking_needs_a_sign_in_of_the_last_minutes(client: Client, person: Person) -> None:
    client.force_login(person)
    answer = client.get("/accounts/email/")
    assert answer.headers["Location"] == "/accounts/confirm/?next=%2Faccounts%2Femail%2F"

"""Signing in through an office's identity provider, against a real one on loopback."""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client

from empiria.apps.accounts.models import IdentityDomain, IdentityProvider, Person
from empiria.apps.accounts.services import create_person, invite_person, save_provider, set_provider_active
from empiria.apps.system.models import AuditEntry, AuditText
from tests.integration.accounts.office import CLIENT, SECRET, Office, open_office
from tests.integration.cast import Cast, signed_in_now

pytestmark = pytest.mark.django_db
ANNA = {"sub": "42", "email": "anna@miasto.example", "email_verified": True, "name": "Anna Nowak"}


@pytest.fixture
def office(settings: Any) -> Iterator[Office]:
    settings.EMPIRIA_INNER_NETWORKS = [ip_network("127.0.0.0/8")]
    with open_office() as opened:
        opened.claims = dict(ANNA)
        yield opened


def connect(cast: Cast, office: Office, **different: Any) -> IdentityProvider:
    values = {
        "code": "miasto",
        "name": "Urząd Miasta",
        "issuer": office.address,
        "client_id": CLIENT,
        "secret": SECRET,
        "organisation": cast.city,
        "domains": ["miasto.example", "@Szkoly.Miasto.example "],
    }
    return save_provider(provider=None, by=cast["administrator"], **values | different)


@pytest.fixture
def provider(cast: Cast, office: Office) -> IdentityProvider:
    return connect(cast, office)


def come_in(client: Client, office: Office, next_page: str = "/accounts/") -> HttpResponse:
    """From the button on the page of signing in through the office and back."""
    started = client.post("/accounts/office/miasto/", {"next": next_page})
    found = re.search(r'content="0;URL=([^"]+)"', started.content.decode())
    assert found, started.content.decode()
    return client.get(office.authorize(found[1].replace("&amp;", "&")))


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def messages_after(client: Client, answer: HttpResponse) -> str:
    return client.get(answer.headers["Location"]).content.decode()


def test_somebody_with_an_account_comes_in(
    client: Client, provider: IdentityProvider, office: Office
) -> None:
    anna = create_person(email="anna@miasto.example", name="Anna", by=None)
    answer = come_in(client, office, "/en/monitor/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/monitor/")
    assert signed_in_as(client) == str(anna.pk)
    assert SocialAccount.objects.get().user == anna
    assert not SocialToken.objects.exists()
    assert AuditEntry.objects.filter(action="accounts.link-provider", object_id=str(anna.pk)).count() == 1
    assert office.asked["redirect_uri"] == "http://testserver/accounts/office/miasto/back/"


def test_coming_in_again_links_nothing_more(
    client: Client, provider: IdentityProvider, office: Office
) -> None:
    anna = create_person(email="anna@miasto.example", name="Anna", by=None)
    come_in(client, office)
    again = Client()
    come_in(again, office)
    assert signed_in_as(again) == str(anna.pk)
    assert SocialAccount.objects.count() == 1


def test_the_second_factor_is_asked_for_all_the_same(client: Client, cast: Cast, office: Office) -> None:
    connect(cast, office, domains=["example.org"])
    office.claims["email"] = cast["analyst"].email
    assert come_in(client, office).headers["Location"] == "/accounts/second-factor/sign-in/"
    assert signed_in_as(client) is None


def test_an_invitation_is_accepted_by_coming_in(
    client: Client, cast: Cast, provider: IdentityProvider, office: Office
) -> None:
    invite_person(
        email="anna@miasto.example",
        by=cast["city_coordinator"],
        link=str,
        organisation=cast.city,
        roles=["city_team_member"],
    )
    come_in(client, office)
    anna = Person.objects.get(email="anna@miasto.example")
    assert signed_in_as(client) == str(anna.pk)
    assert (anna.name, anna.has_usable_password()) == ("Anna Nowak", False)
    assert anna.grants.get().role == "city_team_member"


def test_an_invitation_that_gives_nothing_keeps_nobody_out(
    client: Client, cast: Cast, provider: IdentityProvider, office: Office
) -> None:
    anna = create_person(email="anna@miasto.example", name="Anna Nowak", by=None, roles=["analyst"])
    invite_person(
        email=anna.email,
        by=cast["city_coordinator"],
        link=str,
        organisation=cast.city,
        roles=["city_team_member"],
    )
    come_in(client, office)
    assert signed_in_as(client) == str(anna.pk)
    assert anna.grants.get().role == "analyst"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@miasto.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "anna@miasto.example.evil.example"},
        {"email": "anna@elsewhere.example"},
        {"email": ""},
    ],
)
def test_nobody_else_comes_in(
    client: Client, provider: IdentityProvider, office: Office, claims: dict[str, Any]
) -> None:
    create_person(email="anna@miasto.example", name="Anna", by=None)
    create_person(email="anna@elsewhere.example", name="Anna of elsewhere", by=None)
    before = Person.objects.count()
    office.claims |= claims
    answer = come_in(client, office, "/en/monitor/")
    assert answer.headers["Location"] == "/en/accounts/sign-in/"
    assert "names nobody who has an account or an invitation here" in messages_after(client, answer)
    assert (signed_in_as(client), Person.objects.count(), SocialAccount.objects.count()) == (None, before, 0)


def test_a_token_of_one_and_the_words_of_another_let_nobody_in(
    client: Client, provider: IdentityProvider, office: Office
) -> None:
    create_person(email="anna@miasto.example", name="Anna", by=None)
    office.claims |= {"sub": "7", "email": "other@miasto.example"}
    office.userinfo = dict(ANNA)
    come_in(client, office)
    assert signed_in_as(client) is None


def test_who_left_the_office_comes_in_no_more(
    client: Client, provider: IdentityProvider, office: Office
) -> None:
    anna = create_person(email="anna@miasto.example", name="Anna", by=None)
    come_in(client, office)
    Person.objects.filter(pk=anna.pk).update(email="anna@private.example")
    again = Client()
    come_in(again, office)
    assert signed_in_as(again) is None


def test_a_closed_account_stays_closed(client: Client, provider: IdentityProvider, office: Office) -> None:
    create_person(email="anna@miasto.example", name="Anna", by=None)
    Person.objects.filter(email="anna@miasto.example").update(is_active=False)
    assert come_in(client, office).headers["Location"] == "/accounts/closed/"
    assert signed_in_as(client) is None


def test_a_wish_to_link_another_account_links_none(
    client: Client, cast: Cast, provider: IdentityProvider, office: Office
) -> None:
    """The address of starting takes django-allauth's own parameters; none of them links an office to whoever is signed in."""
    create_person(email="anna@miasto.example", name="Anna", by=None)
    client.force_login(cast["account"])
    started = client.post("/accounts/office/miasto/?process=connect")
    found = re.search(r'content="0;URL=([^"]+)"', started.content.decode())
    assert found
    client.get(office.authorize(found[1].replace("&amp;", "&")))
    assert not SocialAccount.objects.filter(user=cast["account"]).exists()


def test_refusal_and_silence_at_the_provider_are_said(
    client: Client, provider: IdentityProvider, office: Office
) -> None:
    for address in ("?error=access_denied", "?code=the-code&state=made-up", ""):
        answer = client.get(f"/accounts/office/miasto/back/{address}")
        assert answer.headers["Location"] == "/accounts/sign-in/"
    office.description = {}
    answer = client.post("/accounts/office/miasto/", {"next": "/en/"})
    assert "does not answer" in messages_after(client, answer)


def test_a_closed_or_unknown_provider_is_not_there(
    client: Client, cast: Cast, provider: IdentityProvider, office: Office
) -> None:
    assert "Urząd Miasta" in client.get("/accounts/sign-in/").content.decode()
    set_provider_active(provider=provider, is_active=False, by=cast["administrator"])
    assert "Urząd Miasta" not in client.get("/accounts/sign-in/").content.decode()
    for code in ("miasto", "unknown"):
        assert client.post(f"/accounts/office/{code}/").status_code == 404
        assert client.get(f"/accounts/office/{code}/back/").status_code == 404
    assert client.get("/accounts/office/miasto/").status_code == 405


def test_the_secret_is_encrypted_and_never_shown(
    client: Client, cast: Cast, provider: IdentityProvider
) -> None:
    assert SECRET not in str(IdentityProvider.objects.values().get())
    assert IdentityProvider.objects.get().secret == SECRET
    signed_in_now(client, cast["administrator"])
    for page in ("/accounts/providers/", "/accounts/providers/miasto/"):
        assert SECRET not in client.get(page).content.decode()
    assert SECRET not in f"{list(AuditEntry.objects.values())} {list(AuditText.objects.values())}"


def test_changing_keeps_the_secret_where_none_is_given(
    client: Client, cast: Cast, provider: IdentityProvider, office: Office
) -> None:
    signed_in_now(client, cast["administrator"])
    data = {
        "name": "Urząd",
        "organisation": f"id:{cast.city.pk}",
        "issuer": office.address,
        "client_id": CLIENT,
        "secret": "",
        "domains": "miasto.example",
    }
    assert client.post("/accounts/providers/miasto/", data).status_code == 302
    changed = IdentityProvider.objects.get()
    assert (changed.name, changed.secret, changed.code) == ("Urząd", SECRET, "miasto")
    assert list(IdentityDomain.objects.values_list("domain", flat=True)) == ["miasto.example"]
    assert AuditEntry.objects.get(action="accounts.change-provider").details["fields"] == ["name", "domains"]


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"domains": ["miasto.example"]}, "domains"),
        ({"domains": []}, "domains"),
        ({"domains": ["no domain"]}, "domains"),
        ({"secret": "", "domains": ["new.example"]}, "secret"),
        ({"issuer": "http://127.0.0.1:9", "domains": ["new.example"]}, "issuer"),
        ({"code": "miasto", "domains": ["new.example"]}, "code"),
    ],
)
def test_wrong_providers_are_refused(
    cast: Cast, provider: IdentityProvider, office: Office, different: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        connect(cast, office, **{"code": "second"} | different)
    assert list(refused.value.error_dict) == [field]
    assert IdentityProvider.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"issuer": "https://other.example"}, {"token_endpoint": None}])
def test_a_provider_that_describes_itself_wrongly_is_refused(
    cast: Cast, office: Office, wrong: dict[str, Any]
) -> None:
    office.description |= wrong
    with pytest.raises(ValidationError) as refused:
        connect(cast, office)
    assert list(refused.value.error_dict) == ["issuer"]


def test_an_address_inside_the_own_network_is_not_fetched(cast: Cast, office: Office, settings: Any) -> None:
    settings.EMPIRIA_INNER_NETWORKS = []
    with pytest.raises(ValidationError) as refused:
        connect(cast, office)
    assert list(refused.value.error_dict) == ["issuer"]


@pytest.mark.parametrize("who", ["analyst", "programme_officer", "city_coordinator", "account"])
def test_only_who_may_keeps_providers(client: Client, cast: Cast, who: str) -> None:
    client.force_login(cast[who])
    for page in ("/accounts/providers/", "/accounts/providers/new/", "/accounts/providers/miasto/"):
        assert client.get(page).status_code == 403
    assert client.post("/accounts/providers/miasto/switch/").status_code == 403

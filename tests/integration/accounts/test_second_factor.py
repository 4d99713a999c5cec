"""The staff's second factor is compulsory; nobody else's is."""

from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from tests.integration.cast import code, with_second_factor

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
PAGES = ["/", "/jobs/", "/accounts/", "/accounts/sessions/", "/en/monitor/method/", "/admin/"]


def person(role: str = "", *, is_sample: bool = False) -> Person:
    roles = [role] if role else []
    return create_person(email="one@example.org", name="One", by=None, roles=roles, is_sample=is_sample)


def signed_in(one: Person) -> Client:
    client = Client()
    client.force_login(one)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_staff_without_a_second_factor_reach_only_its_page(page: str) -> None:
    answer = signed_in(person("analyst")).get(page)
    language = "/en" if page.startswith("/en/") else ""
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{language}/accounts/second-factor/")


@pytest.mark.parametrize(
    "page",
    ["/accounts/second-factor/", "/accounts/second-factor/app/", "/accounts/passkeys/new/", "/healthz"],
)
def test_staff_without_a_second_factor_can_add_one(page: str) -> None:
    assert signed_in(person("analyst")).get(page).status_code == 200


def test_a_partial_update_leads_the_whole_page_there() -> None:
    answer = signed_in(person("analyst")).get("/jobs/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/accounts/second-factor/"


def test_staff_without_a_second_factor_can_leave() -> None:
    client = signed_in(person("analyst"))
    assert client.post("/accounts/sign-out/").headers["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_recovery_codes_alone_are_no_second_factor() -> None:
    one = person("analyst")
    Authenticator.objects.create(user=one, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert signed_in(one).get("/jobs/").status_code == 302


@pytest.mark.parametrize("who", ["nobody's role", "sample", "with factor"])
def test_nobody_else_is_stopped(who: str) -> None:
    one = person("" if who == "nobody's role" else "analyst", is_sample=who == "sample")
    if who == "with factor":
        with_second_factor(one)
    assert signed_in(one).get("/accounts/").status_code == 200


def browser(email: str) -> Client:
    """A browser in which somebody without a second factor has typed their password."""
    client = Client()
    client.post("/accounts/sign-in/", {"login": email, "password": PASSWORD})
    return client


@pytest.mark.django_db(transaction=True)
def test_a_session_that_never_passed_the_factor_ends_when_one_is_set_up_elsewhere() -> None:
    one = create_person(email="one@example.org", name="One", by=None, password=PASSWORD, roles=["analyst"])
    owner, other = browser(one.email), browser(one.email)
    assert other.get("/jobs/").headers["Location"] == "/accounts/second-factor/"
    owner.get("/accounts/second-factor/app/")
    owner.post("/accounts/second-factor/app/", {"code": code(owner.session["mfa.totp.secret"])})
    assert owner.get("/jobs/").status_code == 200
    assert "_auth_user_id" not in other.session
    assert other.get("/jobs/").headers["Location"] == "/accounts/sign-in/?next=/jobs/"


@pytest.mark.parametrize(
    "page",
    [
        *PAGES,
        "/accounts/second-factor/",
        "/accounts/second-factor/app/",
        "/accounts/second-factor/app/remove/",
        "/accounts/second-factor/codes/",
        "/accounts/passkeys/new/",
        "/accounts/confirm/",
    ],
)
def test_a_session_that_never_passed_the_factor_reaches_only_the_page_that_asks_for_it(page: str) -> None:
    one = create_person(email="one@example.org", name="One", by=None, password=PASSWORD, roles=["analyst"])
    client = browser(one.email)
    with_second_factor(one)
    there = client.get(page).headers["Location"]
    language = "/en" if page.startswith("/en/") else ""
    assert unquote(there) == f"{language}/accounts/second-factor/confirm/?next={page}"
    assert client.post("/accounts/second-factor/app/remove/").status_code == 302
    assert Authenticator.objects.filter(user=one).exists()
    answer = client.post("/accounts/second-factor/confirm/?next=/jobs/", {"code": code()})
    assert (answer.headers["Location"], client.get("/jobs/").status_code) == ("/jobs/", 200)


def test_the_admin_has_no_way_in_of_its_own(client: Client) -> None:
    assert client.get("/admin/login/").headers["Location"] == "/accounts/sign-in/?next=/admin/"
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code in {302, 405}

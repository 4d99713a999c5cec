"""One's own profile, and the page of roles."""

import pytest
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.roles import ROLES
from tests.integration.cast import ACCOUNT, Cast

pytestmark = pytest.mark.django_db


def test_everybody_chooses_how_they_are_addressed(client: Client, cast: Cast) -> None:
    client.force_login(cast["leader"])
    sent = {"name": "Nowe Imię", "form": "feminine", "language": "en"}
    assert client.post("/accounts/profile/", sent).status_code == 302
    person = Person.objects.get(pk=cast["leader"].pk)
    assert (person.name, person.form, person.language) == ("Nowe Imię", "feminine", "en")
    assert client.post("/accounts/profile/", {**sent, "name": " "}).status_code == 200
    assert Person.objects.get(pk=person.pk).name == "Nowe Imię"


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("city_coordinator", ["koordynatorka miejska", "koordynator miejski"]),
        (ACCOUNT, ["koordynatorka miejska", "koordynator miejski"]),
        ("expert", ["ekspertka", "ekspert"]),
    ],
)
def test_the_three_forms_are_shown_before_one_is_chosen(
    client: Client, cast: Cast, who: str, titles: list[str]
) -> None:
    client.force_login(cast[who])
    page = client.get("/accounts/profile/").content.decode()
    assert [title for title in titles if f"<td>{title}</td>" not in page] == []


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_role_stands_on_the_page_of_roles(client: Client, cast: Cast, language: str) -> None:
    client.force_login(cast[ACCOUNT])
    page = client.get(f"{language}/accounts/roles/").content.decode()
    assert [code for code in ROLES if f'id="role-{code}"' not in page] == []


@pytest.mark.parametrize("path", ["/accounts/profile/", "/accounts/roles/"])
def test_visitors_sign_in_first(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302

"""Pages everyone can open: languages, navigation, theme, errors."""

import re

import pytest
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from empiria.apps.accounts.models import Person
from empiria.apps.portal.services import create_error_report

PUBLIC = ("home", "about", "accessibility", "styleguide", "report-create")

pytestmark = pytest.mark.django_db


def address(name: str, language: str = "pl") -> str:
    with override(language):
        return reverse(f"portal:{name}")


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_public_page_answers_in_the_language_of_its_address(client: Client, name: str, language: str) -> None:
    response = client.get(address(name, language))
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


def test_polish_is_at_the_root_and_english_under_en() -> None:
    assert (address("home"), address("home", "en")) == ("/", "/en/")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_has_no_inline_script_or_style(client: Client, name: str) -> None:
    page = client.get(address(name)).content.decode()
    assert re.findall(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", page) == []


@pytest.mark.parametrize("name", ["home", "about", "accessibility", "styleguide"])
def test_public_page_sets_no_cookie(client: Client, name: str) -> None:
    assert client.get(address(name)).cookies == {}


def test_language_link_keeps_page_and_query(client: Client) -> None:
    page = client.get("/styleguide/?page=3&x=%C5%82").content.decode()
    assert '<a href="/en/styleguide/?page=3&amp;x=%C5%82" lang="en" hreflang="en">English</a>' in page
    assert 'href="/styleguide/?page=3"' in client.get("/en/styleguide/?page=3").content.decode()


def test_report_link_carries_the_page(client: Client) -> None:
    page = client.get("/styleguide/?page=3").content.decode()
    assert 'href="/report-error/?page=%2Fstyleguide%2F%3Fpage%3D3"' in page
    form = client.get("/report-error/?page=%2Fstyleguide%2F%3Fpage%3D3").content.decode()
    assert 'value="/styleguide/?page=3"' in form
    # Not what somebody searched for: it may be a person.
    page = client.get("/styleguide/?q=jan.kos%40example.org&page=3&unit=Jan+Kos").content.decode()
    assert 'href="/report-error/?page=%2Fstyleguide%2F%3Fpage%3D3"' in page
    sent = create_error_report(page="/people/?q=jan.kos@example.org&page=3", text="x")
    assert sent.page == "/people/?page=3"


def test_navigation_marks_where_the_reader_is_and_hides_staff_pages(client: Client, staff: Person) -> None:
    public = client.get("/").content.decode()
    assert reverse("portal:report-list") not in public
    client.force_login(staff)
    page = client.get(reverse("portal:report-list")).content.decode()
    assert '<a href="/reports/" aria-current="page">' in page
    menu = page[page.index('<details class="menu">') : page.index("</details>")]
    assert re.findall(r'<a href="([^"]*)"', menu) == [
        "/accounts/people/",
        "/accounts/invitations/",
        "/accounts/organisations/",
        "/accounts/circles/",
        "/accounts/access/",
        "/monitor/releases/draft/",
        "/monitor/releases/catalogue/",
        "/monitor/local/desk/",
        "/places/units/",
        "/accounts/providers/",
        "/privacy/desk/",
        "/privacy/texts/",
        "/processing/",
        "/jobs/",
        "/audit/",
        "/reports/",
        "/accounts/",
    ]
    assert 'action="/accounts/sign-out/"' in menu
    assert page.count('action="/accounts/sign-out/"') == 1


def test_unknown_page_answers_404_with_a_way_out(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "Nie ma takiej strony" in response.content.decode()
    assert "There is no such page" in client.get("/en/no-such-page/").content.decode()


def test_server_error_page_needs_nothing(client: Client) -> None:
    from django.test import RequestFactory
    from django.views.defaults import bad_request, server_error

    with override("pl"):
        failed = server_error(RequestFactory().get("/"))
        refused = bad_request(RequestFactory().get("/"), ValueError())
    assert (failed.status_code, refused.status_code) == (500, 400)
    assert "<h1>Coś zawiodło po naszej stronie</h1>" in failed.content.decode()


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_theme_is_kept_in_a_cookie_and_leads_back(client: Client, chosen: str) -> None:
    response = client.post("/theme/", {"theme": chosen, "next": "/about/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/about/?a=1")
    assert client.cookies["theme"].value == chosen
    assert f'data-theme="{chosen}"' in client.get("/about/").content.decode()


def test_theme_of_the_system_forgets_the_choice(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})
    client.post("/theme/", {"theme": "system"})
    assert 'media="screen and (prefers-color-scheme: dark)"' in client.get("/about/").content.decode()


def test_theme_chosen_decides_which_sheet_is_linked(client: Client) -> None:
    client.cookies["theme"] = "light"
    assert "tokens-dark.css" not in client.get("/about/").content.decode()
    client.cookies["theme"] = "dark"
    assert 'tokens-dark.css" media="screen">' in client.get("/about/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_theme_never_leads_to_another_site(client: Client, back: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": back})["Location"] == "/"


def test_theme_unknown_changes_nothing(client: Client) -> None:
    assert client.post("/theme/", {"theme": "pink"}).cookies == {}
    client.cookies["theme"] = "pink"
    assert 'data-theme="system"' in client.get("/about/").content.decode()


def test_theme_is_not_chosen_by_a_link(client: Client) -> None:
    assert client.get("/theme/").status_code == 405


def test_accessibility_declaration_has_the_ministrys_marks(client: Client, settings: object) -> None:
    settings.EMPIRIA_CONTACT_EMAIL = "kontakt@example.org"  # type: ignore[attr-defined]
    settings.EMPIRIA_CONTACT_PHONE = "22 100 00 00"  # type: ignore[attr-defined]
    page = client.get("/accessibility/").content.decode()
    required = (
        "wstep podmiot url data-publikacja data-aktualizacja status data-sporzadzenie data-przeglad audytor kontakt "
        "osoba email telefon procedura aplikacje architektura"
    )
    assert [mark for mark in required.split() if page.count(f'id="a11y-{mark}"') != 1] == []
    assert 'href="mailto:kontakt@example.org"' in page


def test_accessibility_declaration_without_an_address_names_the_form(
    client: Client, settings: object
) -> None:
    settings.EMPIRIA_CONTACT_EMAIL = ""  # type: ignore[attr-defined]
    page = client.get("/accessibility/").content.decode()
    assert "mailto:" not in page
    assert '<a id="a11y-email" href="/report-error/">' in page


def test_browser_that_asks_for_an_icon_by_itself_is_led_to_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"] == static("portal/favicon.svg")


def test_style_guide_shows_every_token(client: Client) -> None:
    from empiria.apps.portal.selectors.design import design_tokens

    page = client.get("/en/styleguide/").content.decode()
    assert [token.name for token in design_tokens() if f"<code>--{token.name}</code>" not in page] == []


def test_style_guide_shows_every_component() -> None:
    from pathlib import Path

    from empiria.apps import portal

    templates = Path(portal.__file__).parent / "templates" / "portal"
    guide = "".join(
        (templates / name).read_text() for name in ("styleguide.html", "_styleguide_components.html")
    )
    components = [path.name for path in (templates / "components").glob("[a-z]*.html")]
    # Shown inside others: a field in the form, messages in every page.
    inside = {"field.html", "messages.html"}
    assert [name for name in components if f"components/{name}" not in guide and name not in inside] == []

"""Signing in as people do it: a password, a second step that the staff cannot do without, recovery codes, passkeys."""

import secrets
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, Visit, environment, window
from tests.browser.places import FRESH
from tests.browser.test_every_page import examine

pytestmark = pytest.mark.browser


def account(browser: Browser, site: Site, email: str, *roles: str) -> str:
    """Make an account by the command line and set its password by the link it prints; the password."""
    if site.data is None:
        pytest.skip("needs a server started by the tests")
    done = subprocess.run(
        [sys.executable, "-m", "empiria", "person", "add", email, *(f"--role={role}" for role in roles)],
        env=environment() | {"EMPIRIA_DATA": str(site.data), "EMPIRIA_LANGUAGE": "en"},
        check=True,
        capture_output=True,
        text=True,
    )
    password = secrets.token_urlsafe()
    with window(browser) as page:
        page.goto(site.address + urlsplit(done.stdout.split()[-1]).path)
        page.fill("input[name=password1]", password)
        page.fill("input[name=password2]", password)
        with page.expect_navigation():
            page.click("main .form button")
        assert page.locator(".field--error").count() == 0
    return password


def sign_in(page: Page, email: str, password: str) -> None:
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main .form button")
    page.wait_for_url(lambda address: not address.endswith("/accounts/sign-in/"))


def sign_out(page: Page) -> None:
    page.click("details.menu summary")
    page.click("details.menu form button")
    page.wait_for_load_state()


def localhost(site: Site) -> str:
    """Passkeys belong to a name, never to a number."""
    return site.address.replace("127.0.0.1", "localhost")


def with_passkeys(page: Page) -> None:
    """A device that keeps passkeys and knows its owner's finger."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )


def code(key: str) -> str:
    return format_hotp_value(hotp_value(key, list(yield_hotp_counters_from_time())[1]))


def test_an_analyst_adds_an_app_first_and_comes_in_by_a_recovery_code(
    browser: Browser, visit: Visit, site: Site
) -> None:
    password = account(browser, site, "analyst@example.org", "analyst")
    page = visit("/accounts/sign-in/")
    sign_in(page, "analyst@example.org", password)
    page.goto(site.address + "/jobs/")
    assert page.url.endswith("/accounts/second-factor/")
    assert page.locator("main .alert--warning").count() == 1
    assert examine(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click("a[href='/accounts/second-factor/app/']")
    assert examine(page) == {}
    page.fill("input[name=code]", code(page.inner_text(".secret")))
    page.click("main .form button")
    page.wait_for_url("**/accounts/second-factor/codes/")
    assert examine(page) == {}
    codes = page.locator(".recovery-codes li").all_inner_texts()
    page.goto(site.address + "/jobs/")
    assert page.url.endswith("/jobs/")
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_out(page)
    page.goto(site.address + "/accounts/sign-in/")
    sign_in(page, "analyst@example.org", password)
    assert page.url.endswith("/accounts/second-factor/sign-in/")
    assert examine(page) == {}
    page.fill("input[name=code]", codes[0])
    page.click("main .form button")
    page.wait_for_url("**/accounts/")


def test_a_passkey_signs_in_alone_and_counts_as_the_second_step(browser: Browser, site: Site) -> None:
    password = account(browser, site, "officer@example.org", "programme_officer")
    with window(browser, viewport={"width": 1280, "height": 900}) as page:
        _come_by_passkey(page, site, password)


def _come_by_passkey(page: Page, site: Site, password: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    with_passkeys(page)
    page.goto(localhost(site) + "/accounts/sign-in/")
    sign_in(page, "officer@example.org", password)
    page.goto(localhost(site) + "/accounts/passkeys/new/")
    assert examine(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click("main .form button")
    page.wait_for_url("**/accounts/second-factor/codes/")
    page.goto(localhost(site) + "/accounts/passkeys/")
    assert examine(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_out(page)
    page.goto(localhost(site) + "/accounts/sign-in/")
    page.click("form[data-passkey] button")
    page.wait_for_url("**/accounts/")
    sign_out(page)
    page.goto(localhost(site) + "/accounts/sign-in/")
    sign_in(page, "officer@example.org", password)
    page.click("form[data-passkey] button")
    page.wait_for_url("**/accounts/")
    assert said == []


@pytest.mark.parametrize("name", FRESH)
def test_page_that_asks_for_a_fresh_sign_in_is_accessible(visit: Visit, site: Site, name: str) -> None:
    if not site.email:
        pytest.skip("needs a server started by the tests")
    page = visit("/accounts/sign-in/")
    sign_in(page, site.email, site.password)
    page.goto(site.address + FRESH[name])
    assert page.url.endswith(FRESH[name])
    assert examine(page) == {}

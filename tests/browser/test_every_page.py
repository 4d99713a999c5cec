"""What must be true of every page: axe, narrow screens, no scripts, a strict content policy, both themes and languages."""

import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, ConsoleMessage, Error, Page

from tests.browser.conftest import Site, Visit, window
from tests.browser.places import CLOSED, FILES, FRESH, JOB, PUBLIC, SIGNED_OUT, STAFF, UNLINKED

pytestmark = pytest.mark.browser
POLICY = {
    *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect")),
    "default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
}  # fmt: skip
# Of one's own account, besides those of the staff's list: what the second factor needs scripts for, most of all.
OWN = ("/accounts/second-factor/app/", "/accounts/passkeys/", "/accounts/passkeys/new/", "/accounts/email/")


def in_language(path: str, language: str) -> str:
    return path if language == "pl" else f"/{language}{path}"


# What a narrow screen and a dark theme can spoil of a page that was examined on a desk by day.
BY_SIZE_AND_THEME = (
    "aria-hidden-focus",
    "button-name",
    "color-contrast",
    "link-in-text-block",
    "link-name",
    "scrollable-region-focusable",
    "target-size",
)
# What another language can lack.
NAMES = ("button-name", "html-has-lang", "html-lang-valid", "image-alt", "label", "link-name", "svg-img-alt")


def faults(page: Page, *, only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds serious or critical, and landmarks that are called alike, each with the place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(
        """async (only) => {
        // No more than is read here: naming every element that is right takes longer than the rules.
        const options = {reporter: "no-passes", selectors: false, preload: false, iframes: false};
        if (only.length) options.runOnly = {type: "rule", values: only};
        return (await axe.run(options)).violations
            .filter((rule) => ["serious", "critical"].includes(rule.impact) || rule.id === "landmark-unique")
            .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`));
    }""",
        only,
    )


def overflow(page: Page) -> list[str]:
    """Elements that reach beyond the screen's right edge, unless what holds them scrolls or hides them."""
    return page.evaluate(
        """() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .map((one) => `${one.tagName}.${one.className?.baseVal ?? one.className}`).slice(0, 5);
    }"""
    )


def desk(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def narrow(page: Page) -> dict[str, list[str]]:
    """Overflow on both phones; the page stays on the narrower."""
    found = {}
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        found[f"{width} overflow"] = overflow(page)
    return found


def examine(page: Page) -> dict[str, Any]:
    """Axe at a desk's width, and at a narrow phone's in the dark; overflow on both phones. All that is folded is opened."""
    desk(page)
    page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
    found = {"1280": faults(page), **narrow(page)}
    page.emulate_media(color_scheme="dark")
    found["320 dark"] = faults(page, only=BY_SIZE_AND_THEME)
    return {name: value for name, value in found.items() if value}


def examine_words(page: Page) -> dict[str, Any]:
    """What another language can spoil of a page that was examined: sizes and names."""
    found = {**narrow(page), "names": faults(page, only=NAMES)}
    return {f"English {name}": value for name, value in found.items() if value}


@contextmanager
def listening(page: Page) -> Iterator[list[str]]:
    """What the browser complains of meanwhile: violations of the site's own policy, failing scripts, missing files."""
    said: list[str] = []

    def write(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    def write_error(error: Error) -> None:
        said.append(str(error))

    page.on("console", write)
    page.on("pageerror", write_error)
    yield said
    # Whatever the page still fetched by now has said so before it answers this.
    page.evaluate("document.fonts.ready.then(() => null)")
    page.remove_listener("console", write)
    page.remove_listener("pageerror", write_error)


def go(page: Page, address: str) -> list[str]:
    """Goes there as on a desk by day; how the policy differs from the site's own."""
    desk(page)
    answer = page.goto(address)
    assert answer is not None
    return sorted(set(answer.headers["content-security-policy"].split("; ")) ^ POLICY)


@pytest.fixture(scope="module")
def reader(browser: Browser, site: Site) -> Iterator[Page]:
    """One window for all public pages: opening one takes longer than going on."""
    with window(browser) as page:
        yield page


@pytest.fixture(scope="module")
def scriptless(browser: Browser, site: Site) -> Iterator[Page]:
    with window(browser, java_script_enabled=False) as page:
        yield page


@pytest.fixture(scope="module")
def staff(browser: Browser, staff_state: Any) -> Iterator[Page]:
    with window(browser, storage_state=staff_state) as page:
        yield page


@pytest.mark.parametrize("name", PUBLIC)
def test_page_is_accessible_in_both_themes_and_languages_obeys_the_policy_and_needs_no_script(
    reader: Page, scriptless: Page, site: Site, name: str
) -> None:
    path = PUBLIC[name]
    with listening(reader) as said:
        differs = go(reader, site.address + path)
        words = reader.inner_text("main")
        found = examine(reader)
        reader.goto(site.address + in_language(path, "en"))
        found |= examine_words(reader)
    told = [text for text in said if name != "404" or "404 (Not Found)" not in text]
    assert (differs, told, found) == ([], [], {})
    assert len(words) > 40
    # But for the passkeys of the page of signing in, which no browser gives without a script.
    if name != "accounts:sign-in":
        scriptless.goto(site.address + path)
        assert scriptless.inner_text("main") == words


@pytest.mark.parametrize("name", STAFF)
def test_staff_page_is_accessible_at_every_width_and_in_both_themes_and_obeys_the_policy(
    staff: Page, site: Site, name: str
) -> None:
    with listening(staff) as said:
        differs = go(staff, site.address + STAFF[name])
        assert staff.url.endswith(STAFF[name])
        found = examine(staff)
    assert (differs, said, found) == ([], [], {})


def test_page_of_a_job_is_accessible_at_every_width_and_in_both_themes(staff: Page, site: Site) -> None:
    go(staff, site.address + STAFF["system:job-list"])
    staff.locator("main table a").first.click()
    staff.wait_for_url(lambda address: resolve(urlsplit(address).path).view_name == JOB)
    assert examine(staff) == {}


@pytest.mark.parametrize("path", [*OWN, "/admin/", "/admin/system/job/"])
def test_page_of_somebody_signed_in_obeys_it_too(staff: Page, site: Site, path: str) -> None:
    with listening(staff) as said:
        differs = go(staff, site.address + path)
    assert (differs, said) == ([], [])


def reachable(page: Page, address: str) -> dict[str, str]:
    """Follows links from the front page, one page of each name: what anyone comes to without typing an address."""
    waiting, met, seen = deque(["/"]), {}, set()
    while waiting:
        path = waiting.popleft()
        try:
            name = resolve(path).view_name
        except Resolver404:
            continue
        if name in met or name in FILES:
            continue
        met[name] = path
        response = page.request.get(address + path)
        assert response.status == 200, path
        links = set(re.findall(r'href="(/[^"#?]*)', response.text())) - seen
        seen |= links
        waiting.extend(sorted(link for link in links if not link.startswith("/en/")))
    return met


def test_every_reachable_page_is_in_the_list(visit: Visit, site: Site) -> None:
    assert set(reachable(visit("/"), site.address)) == {*PUBLIC, *CLOSED} - UNLINKED


def test_every_page_staff_reach_is_in_the_list(visit: Visit, site: Site, staff_state: Any) -> None:
    met = set(reachable(visit("/", storage_state=staff_state), site.address))
    assert met == {*PUBLIC, *STAFF, *FRESH, JOB} - UNLINKED - SIGNED_OUT

"""What must be true of every page: axe, narrow screens, no scripts, a strict content policy, both themes and languages."""

import re
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, Route

from tests.browser.conftest import Site, Visit
from tests.browser.places import FILES, JOB, PUBLIC, STAFF, UNLINKED

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"


def in_language(path: str, language: str) -> str:
    return path if language == "pl" else f"/{language}{path}"


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical, each with the place."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in violations
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


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


def examine(page: Page) -> dict[str, Any]:
    """Axe at a desk's and a narrow phone's width and in the dark; overflow on both phones."""
    found = {"1280": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["1280 dark"] = faults(page)
    page.emulate_media(color_scheme="light")
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        found[f"{width} overflow"] = overflow(page)
    found["320"] = faults(page)
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("name", PUBLIC)
def test_page_is_accessible_at_every_width_and_in_both_themes(visit: Visit, name: str, language: str) -> None:
    assert examine(visit(in_language(PUBLIC[name], language))) == {}


@pytest.mark.parametrize("name", STAFF)
def test_staff_page_is_accessible_at_every_width_and_in_both_themes(
    visit: Visit, staff_state: Any, name: str
) -> None:
    page = visit(STAFF[name], storage_state=staff_state)
    assert page.url.endswith(STAFF[name])
    assert examine(page) == {}


def test_page_of_a_job_is_accessible_at_every_width_and_in_both_themes(
    visit: Visit, staff_state: Any
) -> None:
    page = visit(STAFF["system:job-list"], storage_state=staff_state)
    page.locator("main table a").first.click()
    page.wait_for_url(lambda address: resolve(urlsplit(address).path).view_name == JOB)
    assert examine(page) == {}


@pytest.mark.parametrize("name", PUBLIC)
def test_page_says_the_same_without_javascript(visit: Visit, name: str) -> None:
    without = visit(PUBLIC[name], java_script_enabled=False).inner_text("main")
    assert len(without) > 40
    assert without == visit(PUBLIC[name]).inner_text("main")


@pytest.mark.parametrize("name", PUBLIC)
def test_page_obeys_a_strict_content_policy_and_reports_no_fault(visit: Visit, name: str) -> None:
    page = visit("/")
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))

    def strict(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": POLICY})

    page.route("**/*", strict)
    page.goto(page.url.rstrip("/") + PUBLIC[name])
    page.wait_for_load_state("networkidle")
    expected = [text for text in said if name == "404" and "404 (Not Found)" in text]
    assert [text for text in said if text not in expected] == []


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
    assert set(reachable(visit("/"), site.address)) == set(PUBLIC) - UNLINKED


def test_every_page_staff_reach_is_in_the_list(visit: Visit, site: Site, staff_state: Any) -> None:
    met = set(reachable(visit("/", storage_state=staff_state), site.address))
    assert met == {*PUBLIC, *STAFF, JOB} - UNLINKED - {"accounts:sign-in"}

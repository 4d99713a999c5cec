"""Everything by keyboard, and the search as one types."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.places import CITY

pytestmark = pytest.mark.browser


def focused(page: Page) -> dict[str, object]:
    """The focused element and whether its focus can be seen."""
    return page.evaluate(
        """() => {
        const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
        return {
            name: (one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent).trim(),
            seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
                && box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0,
        };
    }"""
    )


def test_tab_reaches_skip_link_navigation_and_search_with_visible_focus(visit: Visit) -> None:
    page = visit("/en/about/")
    met = []
    for _step in range(12):
        page.keyboard.press("Tab")
        stop = focused(page)
        assert stop["seen"], stop
        met.append(stop["name"])
    assert met[0] == "Skip to the content"
    wanted = [
        "Skip to the content",
        "Empiria",
        "Monitor",
        "Method",
        "Indicators",
        "Find a city or municipality",
    ]
    assert [name for name in dict.fromkeys(met) if name in wanted] == wanted


def test_skip_link_leads_to_the_content(visit: Visit) -> None:
    page = visit("/about/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("typed", ["Przemyśl", "przemysl"])
def test_search_suggests_as_one_types_and_is_walked_by_arrows(visit: Visit, typed: str) -> None:
    page = visit("/")
    page.locator("#home-search").press_sequentially(typed)
    first = page.locator("#home-search-results a").first
    expect(first).to_contain_text("Przemyśl")
    expect(page.locator("[data-search]:has(#home-search) [role=status]")).not_to_be_empty()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#home-search")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/monitor/{CITY}/$"))


def test_search_suggestions_close_with_escape(visit: Visit) -> None:
    page = visit("/about/")
    page.locator("#header-search").press_sequentially("prze")
    expect(page.locator("#header-search-results a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#header-search-results a")).to_have_count(0)
    expect(page.locator("#header-search")).to_be_focused()


def test_search_works_without_javascript(visit: Visit) -> None:
    page = visit("/", java_script_enabled=False)
    page.fill("#home-search", "przemysl")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/monitor/{CITY}/$"))


def test_theme_holds_without_javascript(visit: Visit) -> None:
    page = visit("/about/?a=1", java_script_enabled=False)
    page.get_by_role("button", name="Motyw ciemny").click()
    assert page.url.endswith("/about/?a=1")
    expect(page.get_by_role("button", name="Motyw jasny")).to_be_visible()
    expect(page.get_by_role("button", name="Motyw ciemny")).to_be_hidden()


def test_targets_of_the_header_are_large_enough_to_touch(visit: Visit) -> None:
    page = visit("/about/", 320)
    small = page.evaluate(
        """() => [...document.querySelectorAll(".header a, .header button")]
            .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
            .filter(([, box]) => box.height > 0 && box.height < 44).map(([text]) => text)"""
    )
    assert small == []

"""Drawings as a browser sets them: names never cover one another; choices stay in the address; paper shows the tables."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.places import CITY

pytestmark = pytest.mark.browser

OVERLAPS = """(selector) => {
    const boxes = [...document.querySelectorAll(selector)]
        .filter((one) => one.checkVisibility())
        .map((one) => [one.textContent, one.getBoundingClientRect()]);
    const pairs = [];
    boxes.forEach(([first, a], place) => boxes.slice(place + 1).forEach(([second, b]) => {
        // Ascent and descent of the font stand a little over its letters.
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 0.35 * Math.min(a.height, b.height)) pairs.push(`${first} / ${second}`);
    }));
    return {count: boxes.length, pairs};
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("code", [CITY, "2472011", "1465011"])
def test_names_in_the_quadrant_never_overlap(visit: Visit, code: str, width: int) -> None:
    page = visit(f"/monitor/{code}/", width)
    page.evaluate("document.fonts.ready")
    found = page.evaluate(OVERLAPS, ".ch-quadrant text:not([transform])")
    assert found["count"] > 5
    assert found["pairs"] == []


@pytest.mark.parametrize("width", [1280, 360])
def test_names_on_the_map_never_overlap(visit: Visit, width: int) -> None:
    page = visit("/monitor/", width)
    page.evaluate("document.fonts.ready")
    found = page.evaluate(OVERLAPS, ".ch-map text")
    assert found["count"] > 5
    assert found["pairs"] == []


def test_year_and_group_are_chosen_without_scripts_and_stay_in_the_address(visit: Visit) -> None:
    page = visit(f"/monitor/{CITY}/", java_script_enabled=False)
    page.select_option("#year", "2015")
    page.locator(".chooser button").click()
    expect(page).to_have_url(re.compile(r"year=2015"))
    page.get_by_role("link", name="Bezrobotni zarejestrowani").first.click()
    expect(page).to_have_url(re.compile(r"/indicators/unemployed/\?.*year=2015"))
    expect(page.locator("h1")).to_have_text("Bezrobotni zarejestrowani")


def test_strips_keep_their_height_on_a_phone(visit: Visit) -> None:
    page = visit(f"/monitor/{CITY}/", 360)
    strip = page.locator(".strips .ch-strip").first
    box = strip.bounding_box()
    assert box
    assert box["height"] == pytest.approx(24, abs=1)
    assert box["width"] > 100


def test_printed_page_shows_its_tables_and_no_forms(visit: Visit) -> None:
    page = visit(f"/monitor/{CITY}/?print=1")
    page.emulate_media(media="print")
    expect(page.locator("#quadrant-table")).to_be_visible()
    expect(page.locator("#dimensions-table")).to_be_visible()
    expect(page.locator(".chooser")).to_be_hidden()

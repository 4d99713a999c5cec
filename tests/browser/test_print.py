"""The printed page: paper is white whatever the theme, and the page leaves its furniture behind."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.places import CITY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", f"/monitor/{CITY}/"])
def test_page_prints_dark_on_white_without_furniture(visit: Visit, path: str) -> None:
    page = visit(path, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(27, 36, 48)"]
    expect(page.locator("h1")).to_be_visible()
    for furniture in (".header", ".footer", ".skip"):
        expect(page.locator(furniture)).to_be_hidden()

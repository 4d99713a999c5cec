"""A chart within a page of another site, as readers of that site meet it."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site, Visit
from tests.browser.places import CITY
from tests.browser.test_every_page import examine, listening

pytestmark = pytest.mark.browser
CHART = f"/monitor/embed/{CITY}/unemployed/"


def test_another_site_shows_the_chart(visit: Visit, site: Site) -> None:
    page: Page = visit(f"/monitor/{CITY}/indicators/unemployed/embed/")
    code = page.inner_text("pre")
    page.goto("about:blank")
    page.set_content(f"<!doctype html><title>Another site</title>{code}")
    chart = page.frame_locator("iframe")
    assert "Przemyśl" in chart.locator("h1").inner_text()
    assert chart.locator("svg").first.is_visible()


def test_the_chart_is_accessible_and_obeys_the_policy(visit: Visit, site: Site) -> None:
    page = visit(CHART)
    with listening(page) as said:
        page.goto(site.address + CHART)
        found = examine(page)
    assert (said, found) == ([], {})

"""The map as one uses it: a slider, a legend that filters in place, a click that opens a city; and a form without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
MAP = "/monitor/map/?show=unemployed&year=2018"


def test_slider_walks_the_years_and_the_address_follows(visit: Visit) -> None:
    page = visit(MAP)
    slider = page.get_by_role("slider", name="Rok")
    expect(slider).to_have_attribute("aria-valuetext", "2018")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#map-title")).to_contain_text("2017")
    expect(page).to_have_url(re.compile("year=2017"))
    expect(page.locator("[data-map-status]")).to_contain_text("2017")
    expect(slider).to_be_focused()


def test_legend_shows_a_class_alone_without_leaving_the_page(visit: Visit) -> None:
    page = visit(MAP)
    page.evaluate("document.body.dataset.kept = 'yes'")
    page.locator("#class-5").click()
    expect(page.locator("#class-5")).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile("only=5"))
    assert page.locator(".ch-areas .ch-faint circle").count() == 53
    assert page.evaluate("document.body.dataset.kept") == "yes"
    page.get_by_role("link", name="Pokaż wszystkie klasy").click()
    expect(page).not_to_have_url(re.compile("only="))


def test_choice_shows_itself_and_keeps_the_marked_city(visit: Visit) -> None:
    page = visit(f"{MAP}&unit=1862011")
    page.select_option("#method", "jenks")
    expect(page).to_have_url(re.compile(r"method=jenks.*unit=1862011"))
    expect(page.locator(".ch-you-line")).to_have_count(1)


def test_city_is_opened_from_the_map(visit: Visit) -> None:
    page = visit(MAP)
    page.locator("a.ch-link[href*='1862011']").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/monitor/1862011/\?year=2018$"))


def test_map_is_chosen_and_filtered_without_scripts(visit: Visit) -> None:
    page = visit(MAP, 360, java_script_enabled=False)
    page.select_option("#year", "2010")
    page.select_option("#group", "city-size.50-100")
    page.locator(".map-form button").click()
    expect(page.locator("#map-title")).to_contain_text("2010")
    page.locator("#class-1").click()
    expect(page).to_have_url(re.compile(r"year=2010.*group=city-size.50-100.*only=1"))
    expect(page.locator("#class-1")).to_have_attribute("aria-current", "true")


def test_printed_map_shows_its_table_and_no_form(visit: Visit) -> None:
    page = visit(f"{MAP}&print=1")
    page.emulate_media(media="print")
    expect(page.locator("#map-table")).to_be_visible()
    expect(page.locator(".map-form")).to_be_hidden()
    expect(page.locator(".ch-areas")).to_be_visible()

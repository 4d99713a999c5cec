"""Pages that show a job renew what depends on it when it ends; what somebody types meanwhile is not lost."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_every_page import examine

pytestmark = pytest.mark.browser
DRAFT = "/en/monitor/releases/draft/"


def upload(page: Page, folder: Path, name: str, value: int) -> None:
    (folder / name).write_text(f"unit,indicator,period,value\n1862011,unemployed,2024,{value}\n")
    page.set_input_files("input[name=uploads]", folder / name)
    page.select_option("select[name=reader]", "tidy")
    page.get_by_role("button", name="Read the files").click()


def discard(page: Page) -> None:
    """The other tests meet no draft."""
    page.goto(page.url)
    page.get_by_text("Discard the draft").first.click()
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.locator("#discard-draft")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_files_of_the_draft_appear_when_their_job_ends(
    visit: Visit, staff_state: Any, tmp_path: Path, width: int
) -> None:
    page = visit(DRAFT, width, storage_state=staff_state)
    upload(page, tmp_path, f"first-{width}.csv", width)
    try:
        # Nobody reloads the page: its worker reads the file, and the page asks.
        expect(page.locator("#draft-files")).to_contain_text(f"first-{width}.csv", timeout=60_000)
        expect(page.locator("#draft-jobs")).to_contain_text(f"first-{width}.csv")
        expect(page.locator("#draft-out")).to_contain_text("Look at the difference report")
        expect(page.locator("h1")).to_contain_text("Draft release 2")
        expect(page.locator("#draft-files")).not_to_contain_text("No file has been read yet")
        upload(page, tmp_path, f"second-{width}.csv", width + 1)
        page.locator("#draft-files summary").first.click()
        reason = page.locator("#draft-files input[name=reason]").first
        reason.press_sequentially("half a sen")
        expect(page.locator("#draft-files")).to_contain_text(f"second-{width}.csv", timeout=60_000)
        expect(reason).to_be_visible()
        expect(reason).to_be_focused()
        page.keyboard.type("tence")
        expect(reason).to_have_value("half a sentence")
        assert examine(page) == {}
    finally:
        discard(page)


def test_the_times_of_a_job_follow_it_on_its_own_page(visit: Visit, staff_state: Any, tmp_path: Path) -> None:
    page = visit(DRAFT, storage_state=staff_state)
    upload(page, tmp_path, "times.csv", 7)
    try:
        address = page.locator("#draft-jobs .job").first.get_attribute("id")
        assert address
        page.goto(page.url.replace("/monitor/releases/draft/", f"/jobs/{address.removeprefix('job-')}/"))
        expect(page.locator("#job-facts")).to_contain_text("Ended", timeout=60_000)
    finally:
        page.goto(page.url.partition("/en/")[0] + DRAFT)
        discard(page)

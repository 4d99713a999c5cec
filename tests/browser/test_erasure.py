"""The desk's page of an erasure: files are looked through while it is open, then shown to be decided of."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site, Visit
from tests.browser.test_every_page import examine
from tests.browser.test_signing_in import account
from tests.integration.system.printed import printed

pytestmark = pytest.mark.browser
EMAIL = "to-be-erased@example.org"


def test_a_file_that_names_somebody_is_shown_to_be_decided_of(
    browser: Browser, site: Site, visit: Visit, staff_state: Any, tmp_path: Path
) -> None:
    account(browser, site, EMAIL)
    (tmp_path / "a.pdf").write_bytes(printed(f"Kontakt: {EMAIL}"))
    page = visit("/documents/new/", storage_state=staff_state)
    page.set_input_files("input[name=file]", tmp_path / "a.pdf")
    page.fill("input[name=title_pl]", "Lista kontaktów")
    page.select_option("select[name=kind]", "other")
    page.check("input[name=visibility][value=private]")
    page.click("main button[type=submit]")
    document = page.url
    page.goto(f"{site.address}/accounts/people/?q=to-be-erased")
    person = page.locator("main tbody a").first.get_attribute("href")
    assert person
    number = person.rstrip("/").rpartition("/")[2]
    page.goto(f"{site.address}/privacy/desk/people/{number}/erase/")
    page.click("main button[name=search]")
    page.wait_for_selector("#found-files")
    assert page.inner_text("main mark") == EMAIL
    assert [found for found in examine(page).values() if found] == []
    with page.expect_download() as download:
        page.click(f"a[href*='/people/{number}/erase/files/']")
    assert Path(download.value.path()).read_bytes() == (tmp_path / "a.pdf").read_bytes()
    # The other tests meet a library without documents.
    page.goto(document)
    page.click("main a.button--danger")
    page.click("main button.button--danger")

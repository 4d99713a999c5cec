"""Titles and addresses that nobody can break for the reader: the page breaks them rather than run off a phone's screen."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site, Visit
from tests.browser.test_every_page import narrow
from tests.browser.test_signing_in import account, sign_in
from tests.integration.system.files import pdf

pytestmark = pytest.mark.browser
WIDE = {"360 overflow": [], "320 overflow": []}
TITLE, EMAIL = "W" * 100, f"{'w' * 60}@{'w' * 45}.example"


def test_a_title_of_one_word_stays_on_the_screen(visit: Visit, staff_state: Any, tmp_path: Path) -> None:
    (tmp_path / "raport.pdf").write_bytes(pdf())
    page = visit("/documents/new/", storage_state=staff_state, java_script_enabled=False)
    page.set_input_files("input[name=file]", str(tmp_path / "raport.pdf"))
    page.fill("input[name=title_pl]", TITLE)
    page.select_option("select[name=kind]", "report")
    page.check("input[name=visibility][value=private]")
    page.click("main button[type=submit]")
    own = urlsplit(page.url).path
    paths = [own, f"{own}edit/", f"{own}replace/", f"{own}delete/", "/documents/?q=www"]
    found = {path: narrow(visit(path, storage_state=staff_state)) for path in paths}
    assert found == dict.fromkeys(paths, WIDE)
    # The other tests meet a library without documents.
    page.click("main a.button--danger")
    page.click("main button.button--danger")


def test_a_long_address_stays_on_the_screen(visit: Visit, browser: Browser, site: Site) -> None:
    password = account(browser, site, EMAIL)
    page = visit("/accounts/sign-in/")
    sign_in(page, EMAIL, password)
    found = {}
    for path in ("/accounts/second-factor/", "/accounts/", "/accounts/profile/", "/privacy/mine/"):
        page.goto(site.address + path)
        found[path] = narrow(page)
    assert found == dict.fromkeys(found, WIDE)

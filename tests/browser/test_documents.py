"""A document from its first upload to the bin and back, by a browser without scripts; its pages are looked at on the way."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.test_every_page import examine
from tests.integration.system.files import docx, image, pdf

pytestmark = pytest.mark.browser
TITLE = "Raport o drogach rowerowych w mieście średniej wielkości"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    contents = {
        "raport.pdf": pdf(),
        "raport-2.pdf": pdf(b"<< /Second true >>"),
        "makra.docx": docx({"word/vbaProject.bin": b"x"}),
        "zdjecie.png": image("PNG"),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in contents}


def fill(page: Page, file: str) -> None:
    page.set_input_files("input[name=file]", file)
    page.fill("input[name=title_pl]", TITLE)
    page.fill("textarea[name=description_pl]", "O czym jest:\n- trasy\n- koszty\n\nhttps://example.org/drogi")
    page.select_option("select[name=kind]", "report")
    page.check("input[name=visibility][value=public]")
    page.click("main button[type=submit]")


def test_a_document_from_upload_to_the_bin_and_back(
    visit: Visit, staff_state: Any, files: dict[str, str]
) -> None:
    page = visit("/documents/new/", storage_state=staff_state, java_script_enabled=False)
    fill(page, files["makra.docx"])
    assert "makra" in page.inner_text("[role=alert]")
    assert page.input_value("input[name=title_pl]") == TITLE
    fill(page, files["raport.pdf"])
    assert page.inner_text("h1") == TITLE
    assert page.locator(".prose li").all_inner_texts() == ["trasy", "koszty"]
    address = page.url

    page.click("text=Nowa wersja pliku")
    page.set_input_files("input[name=file]", files["raport-2.pdf"])
    page.click("main button[type=submit]")
    names = page.locator("main tbody th").all_inner_texts()
    assert names == ["raport-2.pdf", "raport.pdf"]
    with page.expect_download() as download:
        page.click("main a.button--primary")
    assert Path(download.value.path()).read_bytes() == Path(files["raport-2.pdf"]).read_bytes()

    public = visit("/documents/?q=rowerow")
    assert public.locator(".document__title").all_inner_texts() == [TITLE]
    assert examine(public) == {}
    path = "/" + address.split("/", 3)[3]
    assert examine(visit(path)) == {}
    for below in ("", "edit/", "replace/", "delete/"):
        assert examine(visit(path + below, storage_state=staff_state)) == {}

    page.click("main a.button--danger")
    page.click("main button.button--danger")
    assert TITLE in page.inner_text("main")
    assert visit(path).inner_text("h1") != TITLE
    assert examine(visit("/documents/bin/", storage_state=staff_state)) == {}
    page.click(f"li:has-text('{TITLE}') button")
    assert page.inner_text("h1") == TITLE
    # The other tests meet a library without documents.
    page.click("main a.button--danger")
    page.click("main button.button--danger")

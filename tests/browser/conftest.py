"""A browser (Debian's chromium) before the product as `empiria start` runs it, with its sample.

`EMPIRIA_BROWSER_URL` names a server that already runs, for looking at one's own work; only public pages are examined then.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 180.0
SIGN_IN = re.compile(r"(\S+@\S+), password (\S+)")


@dataclass(frozen=True)
class Site:
    """A running Empiria and, where we started it, the account that opens the staff's pages."""

    address: str
    email: str = ""
    password: str = ""
    # Where it keeps its data, for commands of another process.
    data: Path | None = None


Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's chromium instead of a download of Playwright's own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs chromium (Debian: apt-get install chromium)")
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


def environment() -> dict[str, str]:
    """What the tests' own settings leave of the environment."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("EMPIRIA_", "DJANGO_", "DATABASE_"))
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests of a process: they only read, or save what disturbs no other."""
    if running := os.environ.get("EMPIRIA_BROWSER_URL"):
        yield Site(running.rstrip("/"))
        return
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    output = folder / "output"
    with output.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "empiria", "start", "--port", str(port)],
            env=environment()
            | {"EMPIRIA_DATA": str(folder / "data"), "EMPIRIA_LANGUAGE": "en", "PYTHONUNBUFFERED": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _announced(process, output, port)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _announced(process: "subprocess.Popen[bytes]", output: Path, port: int) -> Site:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if found := SIGN_IN.search(output.read_text()):
            site = Site(f"http://127.0.0.1:{port}", found[1], found[2], output.parent / "data")
            _settled(site, end)
            return site
        time.sleep(0.2)
    raise AssertionError(f"`empiria start` did not announce itself:\n{output.read_text()}")


def _settled(site: Site, end: float) -> None:
    """A worker computes how certain places are after the start; tests that look at a page twice must see the same one."""
    for group in ("city-size.50-100", "all"):
        ranking = f"{site.address}/en/monitor/ranking/?group={group}"
        while "nine tenths of" not in httpx.get(ranking, timeout=PATIENCE).text:
            assert time.monotonic() < end, "the worker did not compute how certain the places are"
            time.sleep(0.5)


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page with cookies and a cache of its own."""
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a page at a width, in a fresh context: `visit("/about/", 320, color_scheme="dark", java_script_enabled=False)`."""
    opened = ExitStack()

    def open_page(path: str, width: int = 1280, **options: Any) -> Page:
        page = opened.enter_context(window(browser, viewport={"width": width, "height": 900}, **options))
        page.goto(site.address + path)
        return page

    with opened:
        yield open_page


@pytest.fixture(scope="session")
def staff_state(browser: Browser, site: Site) -> Any:
    """Cookies of a signed-in member of staff."""
    if not site.email:
        pytest.skip("needs a server started by the tests")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.address}/accounts/sign-in/")
    page.fill("input[name=login]", site.email)
    page.fill("input[name=password]", site.password)
    page.click("main .form button")
    page.wait_for_url(lambda address: "sign-in" not in address)
    state = context.storage_state()
    context.close()
    return state

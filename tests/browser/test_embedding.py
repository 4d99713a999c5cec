"""A chart within a page of another site, as readers of that site meet it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.conftest import Site, Visit
from tests.browser.places import CITY
from tests.browser.test_every_page import examine, listening

pytestmark = pytest.mark.browser
CHART = f"/monitor/embed/{CITY}/unemployed/"


@contextmanager
def other_site(page: str) -> Iterator[str]:
    """A site of one page. A real one: browsers let no made-up site frame what this machine serves."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_line: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_another_site_shows_the_chart(visit: Visit, site: Site) -> None:
    page = visit(f"/monitor/{CITY}/indicators/unemployed/embed/")
    with other_site(f"<!doctype html><title>Another site</title>{page.inner_text('pre')}") as address:
        page.goto(address)
        chart = page.frame_locator("iframe")
        assert "Przemyśl" in chart.locator("h1").inner_text()
        assert chart.locator("svg").first.is_visible()
        page.goto("about:blank")


def test_the_chart_is_accessible_and_obeys_the_policy(visit: Visit, site: Site) -> None:
    page = visit(CHART)
    with listening(page) as said:
        page.goto(site.address + CHART)
        found = examine(page)
    assert (said, found) == ([], {})

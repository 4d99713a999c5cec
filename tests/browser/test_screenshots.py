"""The pictures of the documentation; taken when EMPIRIA_SCREENSHOTS is set."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.places import CITY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        "EMPIRIA_SCREENSHOTS" not in os.environ, reason="set EMPIRIA_SCREENSHOTS=1 to take pictures"
    ),
]
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
# name: path, width, height (to where no line is cut), theme
PICTURES = {
    "front-page": ("/", 1280, 880, "light"),
    "front-page-dark": ("/", 1280, 880, "dark"),
    "city": (f"/monitor/{CITY}/", 1280, 2000, "light"),
    "city-phone": (f"/monitor/{CITY}/", 360, 1900, "light"),
    "map": ("/monitor/map/?show=unemployed&year=2018", 1280, 1380, "light"),
    "compare": (f"/monitor/compare/?unit={CITY}&unit=1863011&unit=median:all", 1280, 1420, "light"),
    "peers": (f"/monitor/{CITY}/peers/", 1280, 1400, "light"),
    "method": ("/monitor/method/cities/", 1280, 1360, "light"),
    "ranking-certainty": (f"/monitor/ranking/?unit={CITY}#places-title", 1280, 964, "light"),
    "style-guide": ("/styleguide/", 1280, 1600, "light"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_taken(visit: Visit, name: str) -> None:
    path, width, height, theme = PICTURES[name]
    page = visit(path, width, color_scheme=theme)
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state("networkidle")
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=IMAGES / f"{name}.png")
    assert (IMAGES / f"{name}.png").stat().st_size > 10_000

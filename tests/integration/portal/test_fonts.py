"""Fonts are cut from the installed packages when static files are collected."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from empiria.apps.portal.fonts import CUTS, FOLDER, FontFinder, make_fonts


@pytest.fixture(scope="module")
def fonts(prepared: Path) -> Path:
    """As they were made when the static files were collected."""
    return make_fonts(prepared / "cache")


def test_fonts_are_small_enough_for_a_phone(fonts: Path) -> None:
    sizes = [(fonts / FOLDER / cut.target).stat().st_size for cut in CUTS]
    assert max(sizes) < 40_000


def test_fonts_hold_polish_punctuation_and_signs(fonts: Path) -> None:
    for cut in CUTS:
        font = TTFont(BytesIO((fonts / FOLDER / cut.target).read_bytes()))
        held = set(font.getBestCmap())
        assert [sign for sign in "ąćęłńóśźżĄĆĘŁŃÓŚŹŻčěřžäöüß„”–—…−×≥≤→²½€ΔΣσ" if ord(sign) not in held] == []


def test_fonts_do_not_carry_the_reserved_name(fonts: Path) -> None:
    for cut in CUTS:
        names = TTFont(BytesIO((fonts / FOLDER / cut.target).read_bytes()))["name"]
        assert [
            str(record) for record in names.names if record.nameID in {1, 3, 4, 6} and "Source" in str(record)
        ] == []
        assert "Reserved Font Name" in str(names.getName(0, 3, 1))


def test_fonts_come_with_their_licence(fonts: Path) -> None:
    assert all("SIL Open Font License" in path.read_text() for path in (fonts / FOLDER).glob("OFL-*.txt"))


def test_making_fonts_again_finds_them_ready(fonts: Path) -> None:
    before = (fonts / FOLDER / CUTS[0].target).stat().st_mtime_ns
    assert make_fonts(fonts.parent) == fonts
    assert (fonts / FOLDER / CUTS[0].target).stat().st_mtime_ns == before


def test_finder_lists_and_finds_each_font(prepared: Path, settings: Any) -> None:
    settings.EMPIRIA_DATA = prepared
    listed = [name for name, _storage in FontFinder().list([])]
    assert listed == sorted(
        [f"{FOLDER}/{cut.target}" for cut in CUTS] + [f"{FOLDER}/OFL-sans.txt", f"{FOLDER}/OFL-serif.txt"]
    )
    assert all(finders.find(name) for name in listed)


def test_finder_makes_nothing_for_other_files() -> None:
    finder = FontFinder()
    assert finder.find("portal/base.css") == []
    assert "storage" not in vars(finder)

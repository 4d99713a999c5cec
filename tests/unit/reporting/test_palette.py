"""Every class that a drawing uses has its colours: in a file, and on a page."""

import re
from pathlib import Path

import empiria
from empiria.reporting.palette import STYLE

PACKAGE = Path(empiria.__file__).parent
PAGE = (PACKAGE / "apps/monitor/static/monitor/charts.css").read_text()
# Only lay out, or only mean something to a pointer.
WITHOUT_COLOUR = {
    "ch-map",
    "ch-areas",
    "ch-quadrant",
    "ch-timeline",
    "ch-strip",
    "ch-spark",
    "ch-link",
    "ch-counts",
    "ch-panel",
}

# Ground and title of a file: a page has its own.
FILES_ONLY = {"ch-ground", "ch-title"}


def drawn() -> set[str]:
    """Class names in the code of the charts; a number at the end is filled in."""
    code = "".join(
        path.read_text() for path in (PACKAGE / "reporting").glob("**/*.py") if path.name != "palette.py"
    )
    names = set(re.findall(r"ch-[a-z]+(?:-[a-z]+)*", code))
    return {f"{name}-{n}" for name in names if name == "ch-class" for n in range(6)} | names - {"ch-class"}


def test_every_class_is_styled_in_files_and_on_pages() -> None:
    assert {name for name in drawn() - WITHOUT_COLOUR if f".{name}" not in STYLE} == set()
    assert {name for name in drawn() - FILES_ONLY if f".{name}" not in PAGE} == set()

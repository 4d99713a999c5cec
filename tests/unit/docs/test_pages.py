"""Links and pictures lead somewhere, and the verbs are the Makefile's."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "src/empiria/sample/data/README.md"]
)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_picture_is_there(path: Path) -> None:
    targets = [target.partition("#")[0] for _picture, target in LINK.findall(prose(path))]
    local = [target for target in targets if target and not target.startswith(("http://", "https://"))]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_every_page_is_in_a_table_of_contents() -> None:
    listed = set()
    for page in (ROOT / "docs").rglob("*.md"):
        for block in re.findall(r"```\{toctree\}(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            entries = [
                line.strip() for line in block.splitlines() if line.strip() and not line.startswith(":")
            ]
            listed |= {(page.parent / f"{entry}.md").resolve() for entry in entries}
    pages = {page.resolve() for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts}
    assert listed == pages - {(ROOT / "docs" / "index.md").resolve()}


def test_every_file_that_the_page_on_security_names_is_there() -> None:
    text = (ROOT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:apps|src|tests|deploy|tools|requirements)/[^`]*|Containerfile)`", text)
    paths = [re.sub(r"^apps/", "src/empiria/apps/", name) for name in named]
    assert len(paths) > 50
    assert [path for path in paths if not list(ROOT.glob(path))] == []


def test_contributing_names_every_verb() -> None:
    verbs = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    described = re.findall(
        r"^\| `make ([a-z]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(described) == set(verbs) - {"help"}


def test_the_licence_is_the_european_union_public_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert "15.Applicable Law" in text
    assert "Appendix" in text

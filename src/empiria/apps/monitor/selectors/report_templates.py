"""The outlines of a report, declared in `catalogue/reports.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

SHIPPED = Path(__file__).parents[1] / "catalogue" / "reports.yaml"
TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One chapter: which, what it is called where not as usual, and what it is limited to (`of`, a node of the recipe).

    A chapter `text` is a place for the office's words: `code` names it, `hint` says what belongs there.
    """

    chapter: str
    titles: Mapping[str, str]
    hints: Mapping[str, str]
    code: str = ""
    of: str = ""

    @property
    def title(self) -> str:
        return _said(self.titles)

    @property
    def hint(self) -> str:
        return _said(self.hints)


@dataclass(frozen=True, kw_only=True)
class Template:
    code: str
    titles: Mapping[str, str]
    bases: Mapping[str, str]
    chapters: tuple[Chapter, ...]

    @property
    def title(self) -> str:
        return _said(self.titles)

    @property
    def basis(self) -> str:
        """What the outline follows."""
        return _said(self.bases)

    @property
    def texts(self) -> tuple[Chapter, ...]:
        """The places for the office's words."""
        return tuple(one for one in self.chapters if one.chapter == TEXT)


def _said(texts: Mapping[str, str]) -> str:
    language = "en" if (get_language() or "").startswith("en") else "pl"
    return texts.get(language, "")


@cache
def templates() -> tuple[Template, ...]:
    """Every outline, the usual one first."""
    declared = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return tuple(
        Template(
            code=one["code"],
            titles=one["title"],
            bases=one["basis"],
            chapters=tuple(_chapter(entry) for entry in one["chapters"]),
        )
        for one in declared
    )


def _chapter(entry: Mapping[str, Any]) -> Chapter:
    return Chapter(
        chapter=entry["chapter"],
        titles=entry.get("title", {}),
        hints=entry.get("hint", {}),
        code=entry.get("code", ""),
        of=entry.get("of", ""),
    )


def template_of(code: str) -> Template | None:
    return next((one for one in templates() if one.code == code), None)

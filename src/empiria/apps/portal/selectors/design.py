"""The design tokens as the stylesheets state them, with contrast by WCAG 2.2."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STYLES = Path(__file__).resolve().parents[1] / "static" / "portal"
_LINE = re.compile(r"/\* (?P<group>[^*]+?) \*/|--(?P<name>[\w-]+):\s*(?P<value>[^;]+);")
_HEX = re.compile(r"#[0-9a-f]{6}")

# Which ground a colour must be read on, and how well: text 4.5 (WCAG 1.4.3), marks and controls 3 (WCAG 1.4.11).
TEXT_PAIRS = (
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("muted", "ground"),
    ("muted", "surface"),
    ("muted", "sunken"),
    ("brand", "ground"),
    ("brand", "surface"),
    ("brand", "sunken"),
    ("brand", "brand-tint"),
    ("brand-strong", "brand-tint"),
    ("on-brand", "brand-fill"),
    ("on-brand", "brand-strong"),
    ("ink", "brand-tint"),
    ("highlight-text", "ground"),
    ("highlight-text", "surface"),
    ("highlight-text", "highlight-tint"),
    ("better-text", "ground"),
    ("better-text", "surface"),
    ("better-text", "better-tint"),
    ("worse-text", "ground"),
    ("worse-text", "surface"),
    ("worse-text", "worse-tint"),
    ("danger", "ground"),
    ("danger", "surface"),
    ("danger", "danger-tint"),
)
MARK_PAIRS = (
    ("highlight", "ground"),
    ("highlight", "surface"),
    ("better", "ground"),
    ("worse", "ground"),
    ("control-line", "ground"),
    ("control-line", "surface"),
    ("group", "surface"),
    *((f"category-{number}", "ground") for number in range(1, 9)),
)


@dataclass(frozen=True)
class Token:
    """One token in both themes; `dark` is None where the dark theme keeps the value."""

    name: str
    group: str
    light: str
    dark: str | None

    @property
    def is_colour(self) -> bool:
        return bool(_HEX.fullmatch(self.light))


@dataclass(frozen=True)
class Contrast:
    """One colour on another in one theme."""

    theme: str
    front: str
    back: str
    front_value: str
    back_value: str
    ratio: float
    least: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.least


def _read(name: str) -> list[tuple[str, str, str]]:
    """(group, name, value) in the order of the file."""
    found, group = [], ""
    for match in _LINE.finditer((STYLES / name).read_text()):
        if match["group"]:
            group = match["group"]
        else:
            found.append((group, match["name"], match["value"]))
    return found


@cache
def design_tokens() -> tuple[Token, ...]:
    """Every token, in the order of tokens.css."""
    dark = {name: value for _group, name, value in _read("tokens-dark.css")}
    return tuple(Token(name, group, value, dark.get(name)) for group, name, value in _read("tokens.css"))


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_ratio(first: str, second: str) -> float:
    """Contrast of two #rrggbb colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@cache
def contrasts() -> tuple[Contrast, ...]:
    """Every pair that meets on a page, in both themes."""
    tokens = {token.name: token for token in design_tokens()}
    values = {
        "light": {name: token.light for name, token in tokens.items()},
        "dark": {name: token.dark or token.light for name, token in tokens.items()},
    }
    pairs = [(pair, 4.5) for pair in TEXT_PAIRS] + [(pair, 3.0) for pair in MARK_PAIRS]
    return tuple(
        Contrast(theme, front, back, of[front], of[back], contrast_ratio(of[front], of[back]), least)
        for theme, of in values.items()
        for (front, back), least in pairs
    )

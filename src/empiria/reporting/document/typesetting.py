"""Typst with the type of the face: it asks for no font of the machine, no package and no file."""

from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

# From installed packages, the same as the site's.
FACES = {
    "font_source_sans_pro": ("Regular", "It", "Semibold", "Bold"),
    "font_source_serif_pro": ("Semibold",),
}
DRAWING = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""
# As many dots to an inch as print asks for.
FINE = 200


def typeset(source: bytes, inputs: dict[str, str], *, issued: datetime) -> bytes:
    """A PDF; raises typst's error when it would not conform to PDF/UA-1."""
    made = _compiler(source).compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=issued)
    return _file(made)


def pixels(svg: str) -> bytes:
    """A stand-alone drawing as PNG: in a quarter of the time that the converter for downloads takes."""
    return _file(_compiler(DRAWING).compile(format="png", ppi=FINE, sys_inputs={"svg": svg}))


def _compiler(source: bytes) -> Any:
    # Imported here: the typesetter is a large library that only a report needs. A compiler serves one source only.
    from typst import Compiler

    return Compiler(source, font_paths=_fonts())


def _file(made: Any) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


@cache
def _fonts() -> Any:
    from typst import Fonts

    folders = list(dict.fromkeys(str(path.parent) for path in _files()))
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _files() -> list[Path]:
    return [
        next((Path(str(import_module(package).__file__)).parent / "files").glob(f"*-{style}.ttf"))
        for package, styles in FACES.items()
        for style in styles
    ]


@cache
def letters() -> frozenset[int]:
    """The letters that every cut of the face has."""
    return frozenset.intersection(*map(_letters_of, _files()))


def _letters_of(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())

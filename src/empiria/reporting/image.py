"""Drawings as pixels, with the type of the face and no browser."""

from functools import cache
from pathlib import Path


@cache
def _register_type() -> None:
    import font_source_sans_pro
    from vl_convert import register_font_directory

    register_font_directory(str(Path(font_source_sans_pro.__file__).parent / "files"))


def png(svg: str, *, scale: float = 2.0) -> bytes:
    """A stand-alone drawing as PNG, twice as fine as the screen by default."""
    # Imported here: the converter is a large library that only a download needs.
    from vl_convert import svg_to_png

    _register_type()
    return svg_to_png(svg, scale=scale)

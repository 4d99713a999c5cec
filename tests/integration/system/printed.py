"""PDF files with text in Polish, as programs print them."""

from pathlib import Path

import font_source_sans_pro
import vl_convert


def printed(text: str) -> bytes:
    vl_convert.register_font_directory(str(Path(font_source_sans_pro.__file__).parent / "files"))
    return vl_convert.svg_to_pdf(
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40">'
        f'<text x="5" y="20" font-family="Source Sans Pro">{text}</text></svg>'
    )

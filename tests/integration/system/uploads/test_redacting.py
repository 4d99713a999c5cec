"""Copies of files without somebody: the name and the properties are gone, everything else stands as it did."""

import base64
import gzip
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from empiria.apps.accounts.services.erasure.spotting import Spotter
from empiria.apps.system.uploads import RedactionError, UnreadableError, read_received, redact_file
from empiria.apps.system.uploads.redacting.marks import LONGEST, struck, struck_stream
from tests.integration.system.files import archive, docx
from tests.integration.system.files import pdf as empty_pdf
from tests.integration.system.printed import printed

NAME, ADDRESS = "Żaneta Śladowska", "zaneta@slad.example"
HER = Spotter(addresses=[ADDRESS], names=[NAME])
Copied = Callable[..., bytes]


@pytest.fixture
def copied(tmp_path: Path) -> Copied:
    """The copy of a file; the file itself where the copy is no other."""

    def copy(content: bytes, find: object = HER.certain, *, leaves_out: bool = False) -> bytes:
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(content)
        is_other = redact_file(source, target, find=find, leaves_out=leaves_out)  # type: ignore[arg-type]
        assert is_other == (target.read_bytes() != content)
        return target.read_bytes()

    return copy


def workbook(*, author: str = NAME, sheet: str = "Dane") -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"author": author, "company": "Urząd", "comments": f"od {author}"})
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, ["unit", "value", "Kowal", NAME])
        page.write_row(1, 0, ["1465011", 7, f"pytać: {ADDRESS}", "Śladowska 5"])
        page.write_rich_string(
            "C3", "od Żanety Śla", book.add_format({"bold": True}), "dowskiej, <pokój> & 5"
        )
        page.write_comment("A1", f"{NAME}: uwaga", {"author": NAME})
        page.write_formula("F1", f"='{sheet}'!B2", value=7)
        book.define_name("zakres", f"='{sheet}'!$A$1")
    return file.getvalue()


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_parts(added: dict[str, bytes]) -> bytes:
    """The workbook with settings of a printer and other parts, bound to its sheet as office programs bind them."""
    held = {"xl/printerSettings/printerSettings1.bin": f"Drukarka: {NAME}".encode("utf-16-le")} | added
    bound = "".join(
        f'<Relationship Id="rId9{number}" Type="{RELATIONS}/{name.split("/")[1]}" Target="../{name[3:]}"/>'
        for number, name in enumerate(held)
    )
    with zipfile.ZipFile(BytesIO(workbook())) as old:
        told = {name: old.read(name) for name in old.namelist()}
    sheet, relations = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
    told[sheet] = told[sheet].replace(
        b"<legacyDrawing", b'<pageSetup scale="90" r:id="rId90"/><legacyDrawing'
    )
    told[relations] = told[relations].replace(b"</Relationships>", bound.encode() + b"</Relationships>")
    return archive(told | held)  # type: ignore[arg-type]


def parts(content: bytes) -> str:
    """Everything that any part of an archive says, also of archives inside."""
    with zipfile.ZipFile(BytesIO(content)) as opened:
        told = [opened.comment.decode(), *opened.namelist()]
        for name in opened.namelist():
            part = opened.read(name)
            told.append(parts(part) if part.startswith(b"PK") else part.decode(errors="replace"))
    return "\n".join(told)


def rows(content: bytes, sheet: str = "Dane") -> list[tuple]:
    book = fastexcel.read_excel(content)
    return book.load_sheet(sheet, header_row=None, dtypes="string").to_polars().rows()


def test_properties_are_emptied_and_cells_stand_as_they_did(copied: Copied) -> None:
    before, after = workbook(), copied(workbook(), None)
    assert f"<dc:creator>{NAME}" in parts(before)
    told = parts(after)
    assert all(f"<dc:{name}>{NAME}" not in told for name in ("creator", "description"))
    assert "Urząd" not in told
    assert rows(after) == rows(before)
    assert copied(after, None) == after


def test_a_workbook_loses_the_person_in_cells_runs_remarks_and_the_names_of_sheets(copied: Copied) -> None:
    after = copied(workbook(sheet=f"Od {NAME}"))
    # No square brackets: they may not stand in the name of a sheet.
    assert rows(after, "Od (…)") == [
        ("unit", "value", "Kowal", "[…]", None, "7"),
        ("1465011", "7", "pytać: […]", "Śladowska 5", None, None),
        (None, None, "od […], <pokój> & 5", None, None, None),
    ]
    assert all(told in parts(after) for told in ("<f>'Od (…)'!B2</f>", ">'Od (…)'!$A$1</definedName>"))
    assert ("Żanet" in parts(after), "uwaga" in parts(after)) == (False, True)
    assert "Śladowsk" not in parts(copied(workbook(), HER.finds))


def test_an_archive_loses_the_person_in_every_file_and_what_cannot_be_written_anew(copied: Copied) -> None:
    packed = archive({
        f"{NAME}.xlsx": workbook(),
        "a.csv": f"unit;uwaga\n1;{ADDRESS}\n",
        "b.csv": "unit;uwaga\n1;nic\n",
        "opis.pdf": printed(f"Autorka: {NAME}"),
        "inne.zip": archive({"c.docx": docx({"docProps/core.xml": f"<c><creator>{NAME}</creator></c>"})}),
    })  # fmt: skip
    after = copied(packed)
    with zipfile.ZipFile(BytesIO(after)) as opened:
        assert opened.namelist() == ["[…].xlsx", "a.csv", "b.csv", "inne.zip"]
        assert opened.read("a.csv").decode() == "unit;uwaga\n1;[…]\n"
    assert [word for word in ("Żanet", ADDRESS) if word in parts(after)] == []


def locked(content: bytes) -> bytes:
    """The archive with its first file marked as one under a password."""
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flags = content.index(start) + at
        content = content[:flags] + b"\1" + content[flags + 1 :]
    return content


def test_beside_what_cannot_be_read_there_is_no_copy_until_it_is_left_out(copied: Copied) -> None:
    table = {"a.csv": f"unit;uwaga\n1;{NAME}\n"}
    for name, held in {
        "b.gz": gzip.compress(NAME.encode() * 9),
        "c.png": b"\x89PNG\0",
        "d.pdf": empty_pdf(),
    }.items():
        packed = archive(table | {name: held, "e.zip": archive({name: held})})
        with pytest.raises(RedactionError, match=rf"no program can read {name}, e\.zip/{name}, so"):
            copied(packed)
        after = copied(packed, leaves_out=True)
        assert zipfile.ZipFile(BytesIO(after)).namelist() == ["a.csv", "e.zip"]
        assert (NAME in parts(after), name in parts(after)) == (False, False)
    packed = locked(archive({"z.csv": "x"} | table))
    with pytest.raises(RedactionError, match=r"no program can read z\.csv"):
        copied(packed)
    assert zipfile.ZipFile(BytesIO(copied(packed, leaves_out=True))).namelist() == ["a.csv"]


def test_settings_of_a_printer_are_never_kept_and_the_workbook_stays_whole(copied: Copied) -> None:
    before, after = with_parts({}), copied(with_parts({}), None)
    assert "printerSettings" not in parts(after)
    assert ('r:id="rId90"' in parts(before), 'r:id="rId90"' in parts(after)) == (True, False)
    assert '<pageSetup scale="90">' in parts(after)
    assert rows(after) == rows(before)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250", "utf-16-le"])
def test_among_bytes_of_other_programs_letters_give_way_to_as_many_spaces(
    copied: Copied, encoding: str
) -> None:
    part, said = "xl/externalLinks/externalLink1.bin", f"od: {NAME}; dalej".encode(encoding)
    held = b"\0\xff\1" + said + b"\0\0\xfe\0"
    with zipfile.ZipFile(BytesIO(copied(with_parts({part: held})))) as opened:
        after = opened.read(part)
    letters = len(NAME.encode(encoding)) // len(" ".encode(encoding))
    assert after == held.replace(NAME.encode(encoding), " ".encode(encoding) * letters)


def test_a_workbook_inside_of_a_workbook_is_redacted_and_an_object_of_another_program_left_out(
    copied: Copied,
) -> None:
    macros = {"xl/embeddings/a.xlsm": workbook(), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\0 packed"}
    with pytest.raises(RedactionError, match=r"no program can read xl/vbaProject\.bin, so"):
        copied(with_parts(macros))
    after = copied(with_parts(macros), leaves_out=True)
    assert [word for word in ("Żanet", ADDRESS, "vbaProject") if word in parts(after)] == []
    assert "xl/embeddings/a.xlsm" in zipfile.ZipFile(BytesIO(after)).namelist()
    assert rows(after) == rows(copied(workbook()))


def test_an_archive_loses_remarks_about_its_files(copied: Copied) -> None:
    part, file = zipfile.ZipInfo("a.csv"), BytesIO()
    part.comment = f"od: {NAME}".encode()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(part, "unit;uwaga\n")
    assert "Śladowska".encode() not in copied(file.getvalue())


def noted(name: str, extra: bytes = b"", remark: bytes = b"") -> bytes:
    """An archive of a table that is called so by a program that does not say how it writes letters."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        part = zipfile.ZipInfo("?" * len(name.encode("cp852")))
        part.extra = extra
        made.writestr(part, "unit;uwaga\n")
        made.comment = remark
    return file.getvalue().replace(part.filename.encode(), name.encode("cp852"))


SECRET = base64.b64encode(NAME.encode("utf-16-le") * 9).decode()


@pytest.mark.parametrize(
    "content",
    [
        noted(f"{NAME}.csv"),
        noted("a.csv", extra=b"\x75\x70\x18\0\1\0\0\0\0" + NAME.encode() + b"   "),
        noted("a.csv", remark=NAME.encode("cp1250")),
        docx({"word/document.xml": f"<a><!-- od {NAME} --><p/></a>"}),
        docx({"word/document.xml": f"<a><?mso {NAME}?><p/></a>"}),
        docx({"customXml/item1.xml": f"<DataMashup>{SECRET}</DataMashup>"}),
    ],
    ids=[
        "name in an old encoding",
        "note of a file",
        "remark",
        "remark of a program",
        "instruction",
        "letters for bytes",
    ],
)
def test_what_stands_beside_the_text_is_found_and_gone(
    copied: Copied, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "before"
    path.write_bytes(content)
    assert any(HER.spots(passage.text) for passage in read_received(path))
    path.write_bytes(copied(content))
    assert not any(HER.finds(passage.text) for passage in read_received(path))
    assert NAME.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.rtf", rb"{\rtf1\ansicpg1250 \'afaneta \'8cladowska}"),
        ("a.eml", b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(NAME.encode())),
        (
            "a.docx",
            docx({"customXml/item1.xml": f"<a>{base64.b64encode(archive({'b': NAME * 9})).decode()}</a>"}),
        ),
    ],
)
def test_letters_written_in_another_way_are_told_to_be_unread(
    copied: Copied, name: str, content: bytes
) -> None:
    packed = archive({name: content, "b.csv": "unit;uwaga\n"})
    with pytest.raises(RedactionError, match=f"no program can read {name}"):
        copied(packed)
    after = parts(copied(packed, leaves_out=True))
    assert ("b.csv" in after, name in after, "item1" in after) == (True, name == "a.docx", False)


def test_a_name_in_several_attributes_of_an_element_is_struck_out(copied: Copied) -> None:
    said = (
        '<w:a><w:b first="Żaneta" last="Śladowska" role="autor"/><w:c w="Żaneta"/><w:c w="Śladowska"/></w:a>'
    )
    after = copied(docx({"word/document.xml": said.replace("w:", "")}))
    assert '<b first="(…)" last="(…)" role="autor"><' in parts(after).replace("</b>", "<")
    # Of different elements: another Żaneta, another Śladowska.
    assert '<c w="Żaneta"></c><c w="Śladowska"></c>' in parts(after)


def test_where_something_is_found_in_the_copy_there_is_no_copy(copied: Copied) -> None:
    def never_done(text: str) -> list[tuple[int, int]]:
        return [found.span() for found in re.finditer("Kowal|…", text)]

    with pytest.raises(RedactionError, match="still be found"):
        copied(b"a;b\n1;Kowal\n", never_done)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", "[…]"), ("utf-8-sig", "[…]"), ("utf-16", "[…]"), ("cp1250", "[...]"), ("iso8859-2", "[...]")],
)
def test_text_keeps_its_encoding(copied: Copied, encoding: str, mark: str) -> None:
    text = "jednostka;uwaga\r\n1;od {}, źle\r\n"
    after = copied(text.format("Żanety Śladowskiej").encode(encoding))
    assert after == text.format(mark).encode(encoding)


def test_json_is_read_as_it_is_escaped(copied: Copied) -> None:
    after = copied(b'{"name": "\\u017baneta \\u015aladowska", "value": 5}')
    assert after.decode() == '{"name": "[…]", "value": 5}'


def test_parquet_loses_the_person_in_values_and_names_of_columns(copied: Copied) -> None:
    file = BytesIO()
    frame = pl.DataFrame(
        {"unit": ["1", "2", None], NAME: [f"od {NAME}", "Kowal", None], "n": [1.5, None, 2.0]}
    )
    frame.write_parquet(file, metadata={"author": NAME})
    after = copied(file.getvalue())
    assert pl.read_parquet(BytesIO(after)).to_dict(as_series=False) == {
        "unit": ["1", "2", None],
        "[…]": ["od […]", "Kowal", None],
        "n": [1.5, None, 2.0],
    }
    assert NAME.encode() not in after


def test_what_parquet_says_of_columns_and_values_that_no_row_has_is_gone(copied: Copied) -> None:
    file, listed = BytesIO(), pl.Series(["a", "b"], dtype=pl.Enum(["a", "b", NAME]))
    pl.DataFrame({"unit": listed}).write_parquet(file)
    after = copied(file.getvalue())
    assert pl.read_parquet(BytesIO(after)).schema == {"unit": pl.String}


def test_columns_in_which_no_program_looks_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    frame = pl.DataFrame({"unit": ["1"], "list": [[NAME]], "kind": pl.Series(["a"], dtype=pl.Categorical)})
    frame.write_parquet(path)
    with pytest.raises(UnreadableError) as unread:
        list(read_received(path))
    assert unread.value.args == ("list", "kind")


def test_values_of_a_column_are_no_name_together(copied: Copied) -> None:
    file = BytesIO()
    pl.DataFrame({"Żaneta": ["Żaneta", "Śladowska", "Żaneta"], "Śladowska": ["x", "y", "z"]}).write_parquet(
        file
    )
    assert copied(file.getvalue()) == file.getvalue()


@pytest.mark.parametrize("content", [b"a;b\n1;Kowal\n", workbook(author="")])
def test_without_anything_found_the_copy_is_the_file(copied: Copied, content: bytes) -> None:
    if content.startswith(b"PK"):
        content = copied(content, None)
    assert copied(content, Spotter(addresses=["x@y.example"], names=["Jan Nowak"]).finds) == content


def test_a_damaged_file_has_no_copy(copied: Copied) -> None:
    for content in (workbook()[:-200], docx({"docProps/core.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"})):
        with pytest.raises(RedactionError, match="damaged"):
            copied(content)


def test_what_is_read_says_everything_and_that_not_everything_could_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"a.bin": b"\0\1\0\0", "b.csv": f"x,{ADDRESS}\n" * 100_000}))
    passages, told = read_received(path), list[str]()
    with pytest.raises(UnreadableError) as unread:
        told.extend(passage.text[passage.again :] for passage in passages)
    assert unread.value.args == ("a.bin",)
    assert "".join(told).count(ADDRESS) == 100_000


@given(st.integers(0, 2 * LONGEST + 20), st.integers(1, 900))
def test_a_name_is_found_wherever_pieces_of_a_long_text_end(at: int, size: int) -> None:
    text = "x " * (at // 2) + " " * (at % 2) + f"{NAME}, i " + "y " * (LONGEST // 2)
    pieces = [text[start : start + size * 10] for start in range(0, len(text), size * 10)]
    assert (
        "".join(struck_stream(pieces, HER.certain)) == struck(text, HER.certain) == text.replace(NAME, "[…]")
    )

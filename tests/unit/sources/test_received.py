import hashlib
import io
import os
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from empiria.analysis.errors import InputError
from empiria.sources import received
from empiria.sources.days import POLAND
from empiria.sources.encoding import decode
from empiria.sources.received import Member, only_member, open_received
from tests.unit.sources.exports import save, zipped


def decoded(data: bytes) -> tuple[str, list[str]]:
    text, findings = decode(Member(name="a.csv", file="a.csv", data=data))
    return text, [finding.params["encoding"] for finding in findings]


def test_open_received_keeps_the_fingerprint_and_what_it_was_told(tmp_path: Path) -> None:
    data = b"Kod;Nazwa\n"
    when = datetime(2025, 6, 16, tzinfo=UTC)
    opened = open_received(save(tmp_path, data, "a.csv"), retrieved=when, origin="GUS", licence="CC0")
    provenance = opened.provenance
    assert (provenance.file, provenance.size, provenance.sha256) == (
        "a.csv",
        10,
        hashlib.sha256(data).hexdigest(),
    )
    assert (provenance.retrieved, provenance.origin, provenance.licence) == (when, "GUS", "CC0")
    assert opened.members == [Member(name="a.csv", file="a.csv", data=data)]


def test_open_received_refuses_a_day_to_come(tmp_path: Path) -> None:
    path = save(tmp_path, b"Kod;Nazwa\n", "a.csv")
    now = datetime.now(POLAND)
    assert open_received(path, retrieved=now).provenance.retrieved == now
    tomorrow = now + timedelta(days=1)
    with pytest.raises(InputError, match=f"^a.csv: .* fetched on {tomorrow:%Y-%m-%d}, a day to come"):
        open_received(path, retrieved=tomorrow)


def test_open_received_fingerprints_the_archive_not_its_content(tmp_path: Path) -> None:
    data = zipped({"x/a.csv": "a", "b.csv": "b"})
    opened = open_received(save(tmp_path, data, "z.zip"))
    assert opened.provenance.sha256 == hashlib.sha256(data).hexdigest()
    assert opened.members == [
        Member(name="a.csv", file="z.zip/x/a.csv", data=b"a"),
        Member(name="b.csv", file="z.zip/b.csv", data=b"b"),
    ]
    with pytest.raises(
        InputError, match=r"z.zip: The archive holds 2 files where one is expected: a.csv, b.csv"
    ):
        only_member(opened)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_decode_utf8_with_or_without_mark_is_unremarkable(encoding: str) -> None:
    assert decoded("ogółem".encode(encoding)) == ("ogółem", [])


@pytest.mark.parametrize(("encoding", "said"), [("cp1250", "Windows-1250"), ("utf-16", "UTF-16")])
def test_decode_what_spreadsheets_save_with_a_finding(encoding: str, said: str) -> None:
    text = "zażółć gęślą jaźń – „ŁÓDŹ” °"
    assert decoded(text.encode(encoding)) == (text, [said])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_decode_utf16_without_a_mark(encoding: str) -> None:
    text = "Kod;Nazwa\n0201011;Łódź\n"
    assert decoded(text.encode(encoding)) == (text, ["UTF-16"])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Kod\nogółem żółć\nsień".encode("iso-8859-2"), None),  # no letter tells it from Windows-1250
        (
            "Kod\nKośmin".encode("iso-8859-2"),
            r"a.csv, line 2: Byte 7 \(0xB6\) fits neither UTF-8 nor Windows-1250",
        ),
        ("Kod\nŁódź ogółem".encode("cp852"), r"a.csv, line 2: Byte 5 \(0x9D\) fits neither"),
        (
            "Łódź\n".encode() + "ogółem".encode("cp1250"),
            r"a.csv, line 2: Byte 11 \(0xF3\) is not UTF-8, though",
        ),
        (b"\xef\xbb\xbfKod\nog\xf3\xb3em", r"a.csv, line 2: Byte 10 \(0xF3\) is not UTF-8"),
        (b"Kod\n\0\0", r"a.csv, line 2: This is not a text file \(byte 5 is zero\)"),
        ("Kod\nogółem".encode().decode("cp1250").encode(), r"a.csv, line 2: Letters were ruined"),
        ("Kod\nogółem".encode().decode("cp1252").encode(), r"a.csv, line 2: Letters were ruined"),
        ("Kod\nog\ufffdłem".encode(), r"a.csv, line 2: Letters were ruined"),
        *[("Kod".encode(f"utf-32{end}"), "a.csv: The file is in UTF-32") for end in ("", "-le", "-be")],
        (b"\xff\xfeK\0o", r"a.csv: The text is damaged at byte"),
    ],
)
def test_decode_names_line_and_byte_of_a_wrong_encoding(data: bytes, expected: str | None) -> None:
    if expected is None:
        assert decoded(data)[1] == ["Windows-1250"]
        return
    with pytest.raises(InputError, match=expected):
        decoded(data)


def test_open_received_refuses_a_bomb_before_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(received, "MAX_BYTES", 1 << 20)
    path = save(tmp_path, zipped({"a.csv": b"0" * (1 << 20), "b.csv": b"0"}), "z.zip")
    with pytest.raises(InputError, match=r"z.zip/b.csv: The archive unpacks to more than 1 MB"):
        open_received(path)


def test_open_received_passes_over_what_is_no_table_beside_tables(tmp_path: Path) -> None:
    data = zipped({"README.txt": "", "opis.docx": zipped({"a": "a"}), "A.CSV": "a", "._a": "x"})
    opened = open_received(save(tmp_path, data, "z.zip"))
    assert [member.name for member in opened.members] == ["A.CSV"]
    assert [(finding.code, finding.params["name"]) for finding in opened.findings] == [
        ("archive-by-product", "._a"), ("archive-no-table", "README.txt"), ("archive-no-table", "opis.docx"),
    ]  # fmt: skip
    opened = open_received(save(tmp_path, zipped({"a.txt": "a"}), "z.zip"))
    assert ([member.name for member in opened.members], opened.findings) == (["a.txt"], [])


def test_open_received_does_not_believe_a_declared_size(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": b"0" * 5000}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<L", 10)
    with pytest.raises(InputError, match=r"z.zip: The archive is damaged"):
        open_received(save(tmp_path, bytes(data), "z.zip"))


def encrypted() -> bytes:
    data = bytearray(zipped({"a.csv": "a"}))
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + offset] |= 1
    return bytes(data)


def damaged() -> bytes:
    data = bytearray(zipped({"a.csv": b"abcdefgh" * 100}))
    data[45] ^= 0xFF
    return bytes(data)


def many_members() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(received.MAX_MEMBERS + 1):
            archive.writestr(f"{number}.csv", "a")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.bin: The file is empty"),
        (b" \r\n", "x.bin: The file is empty"),
        (zipped({"a.csv": "a" * 1000})[:60], "x.bin: The archive is damaged or was cut off"),
        (damaged(), "x.bin: The archive is damaged"),
        (encrypted(), "x.bin/a.csv: The archive is protected by a password"),
        (zipped({}), "x.bin: The archive holds no file"),
        (zipped({"a.csv": ""}), "x.bin/a.csv: The file is empty"),
        (zipped({"inner.zip": zipped({"a.csv": "a"})}), "x.bin/inner.zip: An archive within an archive"),
        (many_members(), "x.bin: The archive holds more than 200 files"),
        (b"%PDF-1.7", "x.bin: This is a PDF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.bin: This is a XLS"),
        (b"\x1f\x8b\x08", "x.bin: This is a GZIP file"),
        (b"<!DOCTYPE html><html>", "x.bin: This is a web page"),
    ],
)
def test_open_received_refuses_what_is_no_source(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        open_received(save(tmp_path, data, "x.bin"))


def test_open_received_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a.csv: The file cannot be opened \(No such file or directory\)"):
        open_received(tmp_path / "a.csv")


def test_open_received_refuses_what_is_no_regular_file_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path(os.devnull)):
        with pytest.raises(InputError, match=f"{path.name}: This is not a regular file"):
            open_received(path)

"""The text of a received file: UTF-8 as offices publish it, or what a spreadsheet made of it."""

import codecs
import re

from empiria.analysis.errors import InputError, mark
from empiria.sources.reading import Finding
from empiria.sources.received import Member

# Beyond letters, what a Polish table typed on Windows may hold. Everything else (±, ¶, ¼, ¦ …) is a letter of
# another code page read wrongly: ISO 8859-2 writes ą, ś, ź where Windows-1250 has ±, ¶, Ľ.
WINDOWS_SIGNS = frozenset("–—„”“’‚…°§·×€‰™®©«»\u00a0\u00ad")
# With a mark, or three zeros around a first letter. The mark of UTF-16 begins as that of UTF-32 does.
UTF32_START = re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|[ -~]\0\0\0|\0\0\0[ -~]")
POLISH_UTF8 = re.compile(rb"\xc3[\x93\xb3]|\xc4[\x84-\x87\x98\x99]|\xc5[\x81-\x84\x9a\x9b\xb9-\xbc]")
WINDOWS_LETTERS = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻäöüßáéíÄÖÜÁÉÍčďěřšťůúýžČĎĚŘŠŤŮÚÝŽ")
# UTF-8 that somebody read as Windows-1250 or Windows-1252 and saved as UTF-8 again: ł, ó, ą, ę, ś, ż
TWICE_ENCODED = re.compile("Ĺ‚|Ăł|Ä…|Ä™|Ĺ›|ĹĽ|Å‚|Ã³|Å›|Å¼")


def decode(member: Member) -> tuple[str, list[Finding]]:
    """The member's text without a byte-order mark, and a finding where it was not UTF-8.

    Raises InputError, with line and byte, for text in another or in more than one encoding.
    """
    data = member.data
    if UTF32_START.match(data):
        raise InputError(
            mark("The file is in UTF-32, which is not read; save it as UTF-8."), place={"file": member.file}
        )
    if utf16 := _utf16(data):
        return _decode_utf16(data, utf16, file=member.file), [_re_saved("UTF-16")]
    if b"\0" in data:
        raise InputError(
            mark("This is not a text file (byte %(byte)s is zero)."),
            place={"file": member.file, "line": _line_at(data, data.index(b"\0"))},
            byte=data.index(b"\0") + 1,
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # the codec counts after the mark it has dropped
        start = error.start + len(data) - len(error.object)
        return _decode_windows(data, broken=start, file=member.file), [_re_saved("Windows-1250")]
    _refuse_ruined(text, file=member.file)
    return text, []


def _utf16(data: bytes) -> str | None:
    """The codec of UTF-16, known by its mark, else by one byte of most letters being zero and of none the other."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" not in data:
        return None
    first, second = data[::2], data[1::2]
    for codec, zeros, letters in (("utf-16-le", second, first), ("utf-16-be", first, second)):
        if 2 * zeros.count(0) > len(zeros) and 0 not in letters:
            return codec
    return None


def _decode_utf16(data: bytes, codec: str, *, file: str) -> str:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise InputError(
            mark("The text is damaged at byte %(byte)s (read as UTF-16)."),
            place={"file": file},
            byte=error.start + 1,
        ) from error
    _refuse_ruined(text, file=file)
    return text


def _decode_windows(data: bytes, *, broken: int, file: str) -> str:
    """Windows-1250, as Polish Excel saves CSV; refused where UTF-8 letters stand beside it."""
    wrong = {"byte": broken + 1, "found": f"0x{data[broken]:02X}"}
    place = {"file": file, "line": _line_at(data, broken)}
    if data.startswith(codecs.BOM_UTF8) or POLISH_UTF8.search(data):
        raise InputError(
            mark(
                "Byte %(byte)s (%(found)s) is not UTF-8, though other letters are: two encodings are mixed."
            ),
            place=place,
            **wrong,
        )
    try:
        text = data.decode("cp1250")
    except UnicodeDecodeError:
        text = "\ufffd"
    odd = {sign for sign in set(text) if not sign.isascii()} - WINDOWS_LETTERS - WINDOWS_SIGNS
    if odd:
        raise InputError(
            mark("Byte %(byte)s (%(found)s) fits neither UTF-8 nor Windows-1250; save the file as UTF-8."),
            place=place,
            **wrong,
        )
    return text


def _refuse_ruined(text: str, *, file: str) -> None:
    position = text.find("\ufffd")
    if position < 0:
        match = TWICE_ENCODED.search(text)
        if match is None:
            return
        position = match.start()
    raise InputError(
        mark("Letters were ruined when the file was saved (“%(found)s”); export it again as UTF-8."),
        place={"file": file, "line": text.count("\n", 0, position) + 1},
        found=text[position : position + 2],
    )


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _re_saved(encoding: str) -> Finding:
    return Finding(
        code="encoding",
        severity="info",
        message=mark("The file is not in UTF-8: a spreadsheet saved it as %(encoding)s."),
        action=mark("Read as %(encoding)s."),
        params={"encoding": encoding},
    )

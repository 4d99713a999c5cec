"""PDF files that run something, or fetch another file, when they are opened are refused.

Readers find objects by offsets, so what looks like the body of a stream may be an object to them, and the other way round.
Names of actions are therefore looked for in the whole file; only inside what looks like a stream, where pages and pictures
may hold such words, they must also stand where an action's name stands. Packed objects are unpacked and searched. What is
encrypted, or packed in a way that cannot be looked into, is refused: nobody could say what it does.
"""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from empiria.apps.system.uploads.refusal import UploadRefusedError

MOST_UNPACKED = 100_000_000
# How far before a name is looked for what makes it an action's.
NEAR = 2_000
# No file has more words that look like actions inside its streams.
MOST_WORDS = 1_000
SPACE = b"\x00\t\n\x0b\x0c\r "
GAP = rb"[\x00\s]*"
END_OF_NAME = rb"(?=[\x00\s/<>\[\](){}%]|$)"
STREAM = re.compile(rb">>[\x00\s]{0,100}stream\r?\n")
# Only letters: a code for another character is never part of the names looked for, and must not become a line end.
ESCAPED = re.compile(rb"#([46][1-9A-Fa-f]|[57][0-9Aa])")
ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|Rendition|EmbeddedFiles?|FileAttachment|RichMedia|XFA|ImportData|SubmitForm|GoTo[ER])"
    + END_OF_NAME
)
# No page and no picture holds these by chance.
ACTIVE_ANYWHERE = re.compile(rb"/(EmbeddedFiles|FileAttachment|RichMedia|XFA)" + END_OF_NAME)
ACTION = re.compile(rb"/(JavaScript|Launch|Rendition|ImportData|SubmitForm|GoTo[ER])" + END_OF_NAME)
ENCRYPTED = re.compile(rb"/Encrypt(?=[\x00\s%]*(<<|\d))")
# An object stream as every program writes it, its dictionary without comments and strings.
BEGIN_OF_STREAM = re.compile(
    rb"\bobj" + GAP + rb"<<(?:(?!obj|stream)[^%()]){0,4000}>>[\x00\s]{0,100}stream\r?\n"
)
PACKED_OBJECTS = re.compile(rb"/ObjStm" + END_OF_NAME + rb"|/First" + GAP + rb"\d+" + GAP + rb"[/>%]")
FILTER = re.compile(rb"/Filter" + END_OF_NAME)
DEFLATED = re.compile(
    rb"/Filter" + GAP + rb"(\[" + GAP + rb"/FlateDecode" + GAP + rb"\]|/FlateDecode" + END_OF_NAME + rb")"
)
PREDICTED = re.compile(rb"/Predictor|/(DecodeParms|DP)(?!" + GAP + rb"<<)")


def check_pdf(content: bytes) -> None:
    """Raises `UploadRefusedError` for a PDF with scripts, launched programs, files inside, or a password."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise UploadRefusedError(_("The PDF is damaged: its beginning or its end is missing."))
    text = _without_escapes(content)
    if ENCRYPTED.search(text):
        raise UploadRefusedError(_("The PDF is protected by a password. Save it without one."))
    if (
        ACTIVE_ANYWHERE.search(text)
        or any(
            _may_be_action(text, number, found.start()) for number, found in enumerate(ACTION.finditer(text))
        )
        or any(ACTIVE.search(one) for one in _between_streams(text))
        or any(ACTIVE.search(one) for one in _packed_objects(content, text))
    ):
        raise UploadRefusedError(
            _("The PDF holds scripts, actions or other files inside. Print it to a new PDF and send that.")
        )


def _without_escapes(text: bytes) -> bytes:
    """Names may be written with codes: /J#61vaScript."""
    return ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), text)


def _may_be_action(text: bytes, number: int, place: int) -> bool:
    """Whether the name there is the value of /S or an object of its own, or stands after a comment that may hide it."""
    near = text[max(place - NEAR, 0) : place]
    words = near.rstrip(SPACE)
    last_line = re.split(rb"[\r\n]", words)[-1]
    in_doubt = number > MOST_WORDS or b"%" in last_line or len(last_line) == len(words) == NEAR or not words
    return in_doubt or words.endswith((b"/S", b"obj"))


def _between_streams(text: bytes) -> Iterator[bytes]:
    """The file, with its comments, without what follows the dictionary of a stream until its end."""
    begin = 0
    while found := STREAM.search(text, begin):
        yield text[begin : found.end()]
        begin = text.find(b"endstream", found.end())
        if begin < 0:
            begin = found.end()
            break
    yield text[begin:]


def _packed_objects(content: bytes, text: bytes) -> Iterator[bytes]:
    """The unpacked object streams. Refuses the file where one is mentioned that is not found in its usual form."""
    mentioned, left, end = len(PACKED_OBJECTS.findall(text)), MOST_UNPACKED, 0
    for found in BEGIN_OF_STREAM.finditer(content):
        words = _without_escapes(found[0])
        if mentions := len(PACKED_OBJECTS.findall(words)):
            mentioned -= mentions
            if found.start() < end:
                raise _unreadable()
            end = content.find(b"endstream", found.end())
            if end < 0:
                raise _unreadable()
            unpacked = _unpacked(content[found.end() : end], words, left)
            left -= len(unpacked)
            yield _without_escapes(unpacked)
    if mentioned:
        raise _unreadable()


def _unpacked(packed: bytes, words: bytes, most: int) -> bytes:
    filters = len(FILTER.findall(words))
    if not filters:
        return packed
    if filters > 1 or not DEFLATED.search(words) or PREDICTED.search(words):
        raise _unreadable()
    try:
        worker = zlib.decompressobj()
        # A limit of 0 would be none.
        unpacked = worker.decompress(packed, most + 1)
    except zlib.error as error:
        raise _unreadable() from error
    if len(unpacked) > most or not worker.eof:
        raise _unreadable()
    return unpacked


def _unreadable() -> UploadRefusedError:
    return UploadRefusedError(
        _("The PDF is packed in a way that cannot be checked. Print it to a new PDF and send that.")
    )

"""Office files (OOXML and OpenDocument) are archives: no macros, no programs, no bombs, no paths that lead out."""

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from xml.parsers import expat

from django.utils.translation import gettext as _

from empiria.apps.system.uploads.parts import is_bounded
from empiria.apps.system.uploads.refusal import UploadRefusedError

MOST_PARTS = 5_000
MOST_UNPACKED = 300_000_000
# Sheets full of equal cells pack fifty times; bombs a thousand times.
MOST_PACKED = 250
DEEPEST = 2
STEP = 1_000_000

# The content type of the part that a document begins with.
MAIN_PART = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": b"presentationml.presentation.main+xml",
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
EMBEDDED = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Macros of Office and of LibreOffice, macro sheets, ActiveX, objects of other programs, queries of sheets.
ACTIVE_PART = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|oleobject[^/]*|connections\.xml|activex\d*\.(bin|xml))$"
    r"|(^|/)(macrosheets|activex|basic|scripts)/"
    r"|\.(docm|dotm|xlsm|xltm|xlam|xlsb|pptm|potm|ppam|ppsm|exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|lnk)$",
    re.IGNORECASE,
)
# Parts that are read: what is bound to what, of which type each part is, and where fields and events stand.
READ = re.compile(
    r"(\.rels|\[content_types\]\.xml|(^|/)(content|styles|manifest)\.xml|^word/[^/]*\.xml|^xl/externallinks/[^/]*\.xml)$",
    re.IGNORECASE,
)
# In a value: macros and queries by their content type, a script bound to an event.
ACTIVE_VALUE = re.compile(
    r"macroEnabled|vnd\.ms-office\.(vbaProject|activeX)|spreadsheetml\.connections|vnd\.sun\.star\.script:",
    re.IGNORECASE,
)
# What a part may not be bound to, be it inside or elsewhere and whatever its name: objects and controls of other programs,
# files of other types that Word takes over when it opens the document (`aFChunk`), what is fetched from elsewhere.
ACTIVE_RELATIONSHIP = re.compile(
    r"/(attachedTemplate|oleObject|frame|control|aFChunk|vbaProject|connections)$", re.IGNORECASE
)
# Fields and links that start another program, and objects of other programs.
ACTIVE_ELEMENTS = {"ddelink", "olelink", "dde-source", "script", "altchunk", "object-ole"}
# The first bytes of an object of another program, and of an archive: one that has no ending of a document is not looked into.
OBJECT = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")
STARTS_A_PROGRAM = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)


def check_office(content: bytes, media_type: str, *, depth: int = 0) -> None:
    """Raises `UploadRefusedError` unless it is a document of that type without anything that runs."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive)
            if not _is(archive, media_type):
                raise _not_what_it_says()
            for part in archive.infolist():
                _check_part(archive, part, depth)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        raise _not_what_it_says() from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    """The list of contents, before anything is unpacked."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len({name.lower() for name in names}) < len(names):
        raise _unusual()
    if any(_leads_out(name) for name in names):
        raise _unusual()
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(_is_bomb, parts)):
        raise _unusual()
    if not all(map(is_bounded, parts)):
        raise _unusual()
    if any(part.flag_bits & 0x1 for part in parts):
        raise UploadRefusedError(_("The document is protected by a password. Save it without one."))
    if any(ACTIVE_PART.search(name) for name in names):
        raise _active()


def _leads_out(name: str) -> bool:
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name.split("/", maxsplit=1)[0]
        or ".." in PurePosixPath(name).parts
        or any(ord(letter) < 32 for letter in name)
    )


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > STEP and part.file_size > MOST_PACKED * max(part.compress_size, 1)


def _is(archive: zipfile.ZipFile, media_type: str) -> bool:
    if media_type.startswith(OPEN_DOCUMENT):
        first = archive.infolist()[0]
        return first.filename == "mimetype" and archive.read(first).strip() == media_type.encode()
    return MAIN_PART[media_type] in archive.read("[Content_Types].xml")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, depth: int) -> None:
    """Unpack it, step by step: its size and checksum must be what the list of contents says."""
    embedded = EMBEDDED.get(PurePosixPath(part.filename).suffix.lower())
    if not embedded and _is_object(archive, part):
        raise _active()
    reader = PartReader() if READ.search(part.filename) else None
    unpacked = bytearray()
    with archive.open(part) as packed:
        while step := packed.read(STEP):
            if embedded:
                unpacked += step
            if reader:
                reader.read(step)
    if embedded:
        if depth == DEEPEST:
            raise _unusual()
        check_office(bytes(unpacked), embedded, depth=depth + 1)
    if reader:
        reader.end()


def _is_object(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as packed:
        return packed.read(4).startswith(OBJECT)


class PartReader:
    """Reads the XML of a part as office programs do, so that no other spelling hides what it says.

    Raises `UploadRefusedError` for what runs, and for a declaration of a document type: entities could hide anything.
    """

    def __init__(self) -> None:
        self.instructions: list[str] = []
        self.in_instruction = False
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._text

    def read(self, step: bytes) -> None:
        try:
            self.parser.Parse(step, False)
        except expat.ExpatError as error:
            raise _unusual() from error

    def end(self) -> None:
        try:
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _unusual() from error
        # A field may be spread over many runs of text.
        if STARTS_A_PROGRAM.search("".join(self.instructions)):
            raise _active()

    def _refuse_doctype(self, *_declared: object) -> None:
        raise _unusual()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(":")[2].lower()
        if element == "encryption-data":
            raise UploadRefusedError(_("The document is protected by a password. Save it without one."))
        values = {key.rpartition(":")[2].lower(): value.strip() for key, value in attributes.items()}
        is_bound = element == "relationship" and ACTIVE_RELATIONSHIP.search(values.get("type", ""))
        if element in ACTIVE_ELEMENTS or is_bound or any(map(ACTIVE_VALUE.search, attributes.values())):
            raise _active()
        if element == "fldsimple":
            self.instructions += [values.get("instr", ""), " "]
        self.in_instruction = element == "instrtext"

    def _close(self, name: str) -> None:
        self.in_instruction = False
        # The end of a paragraph ends what belongs together.
        if name.rpartition(":")[2].lower() == "p":
            self.instructions.append(" ")

    def _text(self, text: str) -> None:
        if self.in_instruction:
            self.instructions.append(text)


def _not_what_it_says() -> UploadRefusedError:
    return UploadRefusedError(_("The document is damaged or not of the type that its ending says."))


def _unusual() -> UploadRefusedError:
    return UploadRefusedError(
        _("The document is packed in a way that office programs do not use. Open it and save it anew.")
    )


def _active() -> UploadRefusedError:
    return UploadRefusedError(
        _(
            "The document holds macros, programs, objects of other programs or queries. Save it without them, or as a PDF."
        )
    )

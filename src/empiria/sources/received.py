"""A file as it was received: its fingerprint, what is inside it, and its text."""

import hashlib
import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from empiria.analysis.errors import InputError, mark
from empiria.sources.days import refuse_day_to_come
from empiria.sources.reading import Finding, Provenance

MAX_BYTES = 512 * 2**20  # of a file, and of everything unpacked from an archive
MAX_MEMBERS = 200
TABLES = frozenset({".csv", ".tsv", ".xml", ".xlsx", ".xlsm", ".parquet", ".json", ".geojson"})

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
FOREIGN_STARTS = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS (Excel 97–2003)",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
}


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file to read: what was received, or a file of the archive that was received."""

    name: str
    file: str  # how messages name it: `archive.zip/name.csv` inside an archive
    data: bytes

    @property
    def is_spreadsheet(self) -> bool:
        return _is_spreadsheet(self.data)


@dataclass(frozen=True, kw_only=True)
class Received:
    """A received file: where it came from, its members in the archive's order, and what was noticed."""

    provenance: Provenance
    members: list[Member]
    findings: list[Finding]


def open_received(
    path: Path, *, retrieved: datetime | None = None, origin: str = "", licence: str = ""
) -> Received:
    """The file at `path`, unpacked when it is an archive (never an archive within an archive).

    Raises InputError when it is said to have been fetched on a day to come, there is no such regular file, it is empty, too large, damaged or of a kind never read.
    """
    place = {"file": path.name}
    refuse_day_to_come(retrieved, place=place)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe can be read once only, and may never end
            raise InputError(mark("This is not a regular file; save its content as one first."), place=place)
        if status.st_size > MAX_BYTES:
            raise InputError(
                mark("The file is larger than %(limit)s MB."), place=place, limit=MAX_BYTES >> 20
            )
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            mark("The file cannot be opened (%(reason)s)."), place=place, reason=reason
        ) from error
    provenance = Provenance(
        file=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        retrieved=retrieved,
        origin=origin,
        licence=licence,
    )
    findings: list[Finding] = []
    if data.startswith(ZIP_STARTS) and not _is_spreadsheet(data):
        members = _unpack(data, archive=path.name, findings=findings)
    else:
        members = [Member(name=path.name, file=path.name, data=data)]
    for member in members:
        refuse_foreign(member)
    return Received(provenance=provenance, members=members, findings=findings)


def only_member(received: Received) -> Member:
    """The one file of a source that is always one file."""
    if len(received.members) > 1:
        raise InputError(
            mark("The archive holds %(count)s files where one is expected: %(names)s."),
            place={"file": received.provenance.file},
            count=len(received.members),
            names=", ".join(member.name for member in received.members),
        )
    return received.members[0]


def refuse_foreign(member: Member) -> None:
    """Raise InputError for a file that is empty or of a kind never read."""
    place = {"file": member.file}
    if not member.data.strip():
        raise InputError(mark("The file is empty."), place=place)
    for start, kind in FOREIGN_STARTS.items():
        if member.data.startswith(start):
            raise InputError(mark("This is a %(kind)s file, which is not read."), place=place, kind=kind)
    if member.data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype html", b"<html")):
        raise InputError(mark("This is a web page, not the file it should have given."), place=place)


def _is_spreadsheet(data: bytes) -> bool:
    if not data.startswith(ZIP_STARTS):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        return False


def _unpack(data: bytes, *, archive: str, findings: list[Finding]) -> list[Member]:
    place = {"file": archive}
    members = []
    room = MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir()]
            if len(infos) > MAX_MEMBERS:
                raise InputError(
                    mark("The archive holds more than %(limit)s files."), place=place, limit=MAX_MEMBERS
                )
            findings += [_by_product(info.filename) for info in infos if _is_by_product(info.filename)]
            infos = [info for info in infos if not _is_by_product(info.filename)]
            tables = [
                info for info in infos if PurePosixPath(info.filename).suffix.lower() in TABLES
            ] or infos
            findings += [_no_table(info.filename) for info in infos if info not in tables]
            for info in tables:
                member = _unpack_one(opened, info, archive=archive, room=room)
                room -= len(member.data)
                members.append(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise InputError(
            mark("The archive is damaged or was cut off on the way; download it again."), place=place
        ) from error
    if not members:
        raise InputError(mark("The archive holds no file."), place=place)
    return members


def _unpack_one(opened: zipfile.ZipFile, info: zipfile.ZipInfo, *, archive: str, room: int) -> Member:
    member = {"file": f"{archive}/{info.filename}"}
    if info.flag_bits & 0x1:
        raise InputError(mark("The archive is protected by a password."), place=member)
    with opened.open(info) as stream:  # bounded by what is read, for the declared size may lie
        data = stream.read(room + 1) if info.file_size <= room else b""
    if info.file_size > room or len(data) > room:
        raise InputError(
            mark("The archive unpacks to more than %(limit)s MB."), place=member, limit=MAX_BYTES >> 20
        )
    if data.startswith(ZIP_STARTS) and not _is_spreadsheet(data):
        raise InputError(mark("An archive within an archive is not read; unpack it first."), place=member)
    return Member(name=PurePosixPath(info.filename).name, file=member["file"], data=data)


def _is_by_product(name: str) -> bool:
    """Files that systems add to archives on their own."""
    path = PurePosixPath(name)
    return (
        path.parts[0] == "__MACOSX" or path.name.startswith(".") or path.name in ("Thumbs.db", "desktop.ini")
    )


def _by_product(name: str) -> Finding:
    return Finding(
        code="archive-by-product",
        severity="info",
        message=mark("The archive holds “%(name)s”, which a system added on its own."),
        action=mark("Left out."),
        params={"name": name},
    )


def _no_table(name: str) -> Finding:
    return Finding(
        code="archive-no-table",
        severity="info",
        message=mark("Beside tables the archive holds “%(name)s”, which is none by the ending of its name."),
        action=mark("Left out."),
        params={"name": name},
    )

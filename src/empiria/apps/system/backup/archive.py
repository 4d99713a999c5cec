"""The file itself: a tar packed by gzip, encrypted by age where a key is given. Written and read as a stream.

`head.json` comes first, `manifest.json` with the size and SHA-256 of every member last; between them the tables, the store and
the uploads. Knows nothing of databases.
"""

import fcntl
import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pyrage import DecryptError, x25519

from empiria.analysis.errors import InputError, mark
from empiria.apps.system.backup.encryption import decrypting, encrypting, is_encrypted
from empiria.apps.system.backup.named import NAMING, files_named, told

FORMAT = 1
HEAD, MANIFEST = "head.json", "manifest.json"
FOLDERS = ("tables", "store", "uploads", "ledger")
CHUNK = 1 << 20
# A backup that has no name yet, with the number of its process.
PART = re.compile(r"\..+\.([1-9]\d*)\.part")
# Head and manifest are read into memory; a manifest of a million files takes about as much.
LARGEST_JSON = 256 << 20
# No table packs so tightly; what does was made to fill disks.
LARGEST_RATIO, RATIO_COUNTS_FROM = 100, 256 << 20

Progress = Callable[[int, int, str], None]
# Where the content of a member goes while it is checked; None: nowhere.
Keep = Callable[[str], IO[bytes] | None]


def damaged(path: Path) -> InputError:
    return InputError(
        mark("this is no whole backup of Empiria: it is damaged, cut off or something else"),
        place={"file": path},
    )


@dataclass
class Writer:
    """Puts members into an archive and remembers what its manifest has to say."""

    tar: tarfile.TarFile
    members: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, content: IO[bytes], *, size: int, **facts: Any) -> None:
        """Put `size` bytes of `content` in. Raises OSError when there are fewer."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashed = _Hashed(content)
        self.tar.addfile(info, hashed)  # type: ignore[arg-type]  # it only reads
        # The archive would keep a list of every member in memory.
        self.tar.members.clear()  # type: ignore[attr-defined]
        self.members.append({"name": name, "size": size, "sha256": hashed.digest.hexdigest(), **facts})

    def add_json(self, name: str, value: Any) -> None:
        raw = json.dumps(value, ensure_ascii=False, indent=1).encode()
        self.add(name, io.BytesIO(raw), size=len(raw))


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.content.read(size)
        self.digest.update(block)
        return block


@contextmanager
def writing(path: Path, *, recipients: Sequence[x25519.Recipient]) -> Iterator[Writer]:
    """An archive that gets its name when it is whole and on the disk, and is readable by its owner only."""
    _clear_parts(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            # Ends with this process, however that ends.
            fcntl.flock(file, fcntl.LOCK_EX)
            with (
                encrypting(file, recipients) as plain,
                # Fast rather than small: most of it is Parquet, which is packed already.
                gzip.GzipFile(filename="", fileobj=plain, mode="wb", compresslevel=1, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                writer = Writer(tar)
                yield writer
                writer.add_json(MANIFEST, {"members": writer.members})
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        _sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _clear_parts(folder: Path) -> None:
    """Remove what backups left in this folder whose processes were killed."""
    for part in folder.glob(".*.part"):
        if (number := PART.fullmatch(part.name)) is None or _lives(int(number[1])):
            continue
        with suppress(OSError), part.open("rb") as file:
            # A process of another container or machine has a number that says nothing here, but holds the lock.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def _lives(process: int) -> bool:
    """Whether another process of this number is there. After a restart of a container ours may be that of a dead one."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _sync_folder(folder: Path) -> None:
    # Not every file system can.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@dataclass(frozen=True, kw_only=True)
class Member:
    name: str
    size: int
    content: IO[bytes]

    @property
    def folder(self) -> str:
        return self.name.partition("/")[0] if "/" in self.name else ""

    @property
    def rest(self) -> str:
        """The name without its folder."""
        return self.name.partition("/")[2]


@contextmanager
def reading(path: Path, *, identities: Sequence[x25519.Identity]) -> Iterator[Iterator[Member]]:
    """The members one after another. Raises InputError for every fault of the file."""
    try:
        with ExitStack() as stack:
            file = stack.enter_context(_opened(path, identities))
            plain = stack.enter_context(decrypting(file, identities)) if is_encrypted(file) else file
            packed = stack.enter_context(gzip.GzipFile(fileobj=plain, mode="rb"))
            tar = stack.enter_context(tarfile.open(fileobj=packed, mode="r|"))
            yield _members(tar, path=path)
            # The sums of gzip and age stand at the very end.
            while packed.read(CHUNK):
                pass
    except DecryptError as error:
        raise InputError(
            mark("this backup cannot be opened with this key, or it is damaged"), place={"file": path}
        ) from error
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise damaged(path) from error


def _opened(path: Path, identities: Sequence[x25519.Identity]) -> IO[bytes]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(
            mark("the file cannot be read: %(reason)s"), place={"file": path}, reason=error.strerror
        ) from error
    if is_encrypted(file) and not identities:
        file.close()
        raise InputError(
            mark("this backup is encrypted; give the file with its key by --identity"), place={"file": path}
        )
    return file


def _members(tar: tarfile.TarFile, *, path: Path) -> Iterator[Member]:
    seen: set[str] = set()
    while (info := tar.next()) is not None:
        tar.members.clear()  # type: ignore[attr-defined]  # as in Writer.add
        content = tar.extractfile(info) if info.isreg() else None
        if content is None or info.name in seen or not _may_stand(info.name):
            raise InputError(
                mark("“%(name)s” has no place in a backup of Empiria"), place={"file": path}, name=info.name
            )
        seen.add(info.name)
        yield Member(name=info.name, size=info.size, content=content)


def _may_stand(name: str) -> bool:
    """A name of ours that leads nowhere else."""
    if name in {HEAD, MANIFEST}:
        return True
    parts = PurePosixPath(name).parts
    return (
        len(parts) > 1
        and parts[0] in FOLDERS
        and ".." not in parts
        and "/".join(parts) == name
        and not set(name) & {"\\", "\0"}
    )


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What an archive holds, once every byte of it was read and compared with its manifest."""

    head: dict[str, Any]
    members: list[dict[str, Any]]

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {one["name"]: one["rows"] for one in self.members if "rows" in one}

    @property
    def files(self) -> int:
        return sum(one["name"].startswith(("store/", "uploads/")) for one in self.members)


def nowhere(name: str) -> IO[bytes] | None:
    """Keeps nothing of a member."""
    return None


def check_archive(
    path: Path, *, identities: Sequence[x25519.Identity], progress: Progress, keep: Keep = nowhere
) -> Contents:
    """Read a whole archive and compare every member with the manifest; what `keep` asks for is written meanwhile.

    Raises InputError for whatever is wrong with it, also where it lacks files that its rows name.
    """
    named: set[str] = set()
    found: list[dict[str, Any]] = []
    head: dict[str, Any] = {}
    manifest: dict[str, Any] = {}
    with reading(path, identities=identities) as members:
        limit = max(RATIO_COUNTS_FROM, LARGEST_RATIO * path.stat().st_size)
        for member in members:
            if manifest or bool(found) == (member.name == HEAD):
                raise damaged(path)
            limit -= member.size
            if limit < 0:
                raise damaged(path)
            if member.name == MANIFEST:
                manifest = _json(_raw_json(member, path), path)
            elif member.name == HEAD:
                raw = _raw_json(member, path)
                head = _head(raw, path)
                found.append(_facts(member, hashlib.sha256(raw)))
            else:
                found.append(_checked(member, keep(member.name), named, path))
            progress(0, 0, mark("Checking the backup"))
    if not manifest or manifest.get("members") != found:
        raise damaged(path)
    if missing := named - {one["name"] for one in found}:
        raise InputError(
            mark("files that its rows name are missing from this backup (%(count)s): %(names)s"),
            place={"file": path},
            count=len(missing),
            names=told(missing),
        )
    return Contents(head=head, members=found)


def _facts(member: Member, digest: Any, **facts: Any) -> dict[str, Any]:
    return {"name": member.name, "size": member.size, "sha256": digest.hexdigest(), **facts}


def _checked(member: Member, target: IO[bytes] | None, named: set[str], path: Path) -> dict[str, Any]:
    """What is found of a member, which is written to `target` meanwhile; the rows of a table are counted, and the files
    they name added to `named`.
    """
    digest = hashlib.sha256()
    rows = 0
    label = member.rest.removesuffix(".jsonl") if member.folder == "tables" else ""
    read = (
        partial(member.content.readline, LARGEST_JSON)
        if label in NAMING
        else partial(member.content.read, CHUNK)
    )
    with target or nullcontext():
        while block := read():
            digest.update(block)
            rows += block.count(b"\n")
            if label in NAMING:
                named.update(files_named(label, _json(block, path)))
            if target is not None:
                target.write(block)
    return _facts(member, digest, **({"rows": rows} if member.folder == "tables" else {}))


def _raw_json(member: Member, path: Path) -> bytes:
    if member.size > LARGEST_JSON:
        raise damaged(path)
    return member.content.read()


def _json(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError as error:
        raise damaged(path) from error
    if not isinstance(value, dict):
        raise damaged(path)
    return value


def _head(raw: bytes, path: Path) -> dict[str, Any]:
    head = _json(raw, path)
    if not isinstance(head.get("format"), int):
        raise damaged(path)
    if head["format"] > FORMAT:
        raise InputError(
            mark("this backup was made by a newer version of Empiria (%(version)s); install that one first"),
            place={"file": path},
            version=head.get("version", "?"),
        )
    return head

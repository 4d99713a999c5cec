"""Archives that are none, or none any more: one message, nothing changed."""

import fcntl
import gzip
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pyrage import x25519

from empiria.analysis.errors import InputError
from empiria.apps.system.backup import archive
from empiria.apps.system.backup.archive import check_archive, writing
from tests.integration.installation import DUMP, EMPIRIA, files_of, rows_of
from tests.integration.workshop import Workshop

Change = Callable[[bytes], bytes]


def silent(done: int, total: int, message: str) -> None:
    pass


def checked(path: Path, *identities: x25519.Identity) -> archive.Contents:
    return check_archive(path, identities=identities, progress=silent)


def small(path: Path, *, recipients: tuple[x25519.Recipient, ...] = (), **head: object) -> Path:
    """A whole archive with one table and one file."""
    with writing(path, recipients=recipients) as into:
        into.add_json("head.json", {"format": 1, "version": "0.1.0", **head})
        into.add("tables/a.B.jsonl", io.BytesIO(b'{"id":1}\n'), size=9, rows=1)
        into.add("store/raw/x", io.BytesIO(b"x" * 5000), size=5000)
    return path


def crafted(path: Path, *members: tuple[str, bytes] | tarfile.TarInfo) -> Path:
    """An archive whose manifest agrees with whatever it holds."""
    listed = []
    with tarfile.open(path, "w:gz") as into:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                into.addfile(member)
                continue
            name, content = member
            info = tarfile.TarInfo(name)
            info.size = len(content)
            into.addfile(info, io.BytesIO(content))
            rows = {"rows": content.count(b"\n")} if name.startswith("tables/") else {}
            digest = hashlib.sha256(content).hexdigest()
            listed.append({"name": name, "size": len(content), "sha256": digest, **rows})
        manifest = json.dumps({"members": listed}).encode()
        info = tarfile.TarInfo("manifest.json")
        info.size = len(manifest)
        into.addfile(info, io.BytesIO(manifest))
    return path


HEAD = ("head.json", b'{"format": 1}')


def test_a_whole_archive_tells_what_it_holds(tmp_path: Path) -> None:
    found = checked(small(tmp_path / "a"))
    assert (found.rows, found.files) == ({"tables/a.B.jsonl": 1}, 1)
    assert checked(crafted(tmp_path / "b", HEAD, ("store/x", b"1"))).files == 1


def test_what_killed_backups_left_is_cleared_away(tmp_path: Path) -> None:
    with subprocess.Popen(["/bin/true"]) as dead:
        pass
    killed = tmp_path / f".k.backup.{dead.pid}.part"
    # Numbers are given again, above all in containers.
    same, running = tmp_path / f".k.backup.{os.getpid()}.part", tmp_path / f".k.backup.{os.getppid()}.part"
    elsewhere, other = tmp_path / f".l.backup.{dead.pid}.part", tmp_path / ".notes.part"
    for path in (killed, same, running, elsewhere, other):
        path.write_bytes(b"half")
    with elsewhere.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        small(tmp_path / "k.backup")
    assert sorted(tmp_path.iterdir()) == sorted([running, elsewhere, other, tmp_path / "k.backup"])


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_every_cut_is_noticed(tmp_path: Path, *, is_encrypted: bool) -> None:
    key = x25519.Identity.generate()
    whole = small(tmp_path / "a", recipients=(key.to_public(),) if is_encrypted else ()).read_bytes()
    for length in range(0, len(whole), 17):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(InputError):
            checked(tmp_path / "cut", key)


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_every_changed_byte_that_means_something_is_noticed(tmp_path: Path, *, is_encrypted: bool) -> None:
    key = x25519.Identity.generate()
    whole = small(tmp_path / "a", recipients=(key.to_public(),) if is_encrypted else ()).read_bytes()
    # The head of gzip holds a time and a system that mean nothing; the first bytes say what the file is.
    for place in range(0 if is_encrypted else 10, len(whole), 11):
        changed = bytes([*whole[:place], whole[place] ^ 0x10, *whole[place + 1 :]])
        if not is_encrypted and unpacked(changed) == unpacked(whole):
            # A run of noughts may be packed in several ways.
            continue
        (tmp_path / "changed").write_bytes(changed)
        with pytest.raises(InputError):
            checked(tmp_path / "changed", key)


def unpacked(raw: bytes) -> bytes | None:
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error):
        return None


def test_a_wrong_key_and_none_are_told_apart(tmp_path: Path) -> None:
    path = small(tmp_path / "a", recipients=(x25519.Identity.generate().to_public(),))
    with pytest.raises(InputError, match="is encrypted"):
        checked(path)
    with pytest.raises(InputError, match="cannot be opened with this key"):
        checked(path, x25519.Identity.generate())


@pytest.mark.parametrize(
    "name",
    [
        "store/../../evil",
        "/etc/evil",
        "../evil",
        "store//evil",
        "store/./evil",
        "store/a\\b",
        "elsewhere/evil",
        "evil",
        "store",
    ],
)
def test_a_member_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="has no place in a backup"):
        checked(crafted(tmp_path / "a", HEAD, (name, b"x")))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("store/link")
    info.type, info.linkname = kind, "/etc/passwd"
    with pytest.raises(InputError, match="has no place in a backup"):
        checked(crafted(tmp_path / "a", HEAD, info))


def test_a_member_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no place in a backup"):
        checked(crafted(tmp_path / "a", HEAD, ("store/x", b"1"), ("store/x", b"2")))


@pytest.mark.parametrize(
    "members",
    [
        [],
        [("store/x", b"1")],
        [("store/x", b"1"), HEAD],
        [("head.json", b"no json")],
        [("head.json", b"[]")],
        [("head.json", b"{}")],
    ],
)
def test_a_foreign_tar_is_refused(tmp_path: Path, members: list[tuple[str, bytes]]) -> None:
    with pytest.raises(InputError, match="no whole backup of Empiria"):
        checked(crafted(tmp_path / "a", *members))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\x1f\x8b",
        gzip.compress(b"hello", mtime=0),
        b"age-encryption.org/v1\n",
        b"\0" * 20_000,
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(InputError):
        checked(tmp_path / "a", x25519.Identity.generate())


def test_a_newer_format_is_refused_by_its_version(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"newer version of Empiria \(7.1\); install that one first"):
        checked(small(tmp_path / "a", format=2, version="7.1"))


def test_what_packs_too_tightly_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    size = archive.RATIO_COUNTS_FROM + 1
    with writing(tmp_path / "a", recipients=()) as into, Path("/dev/zero").open("rb") as zeros:
        into.add_json("head.json", {"format": 1})
        into.add("store/bomb", zeros, size=size)
    kept = io.BytesIO()
    with pytest.raises(InputError, match="no whole backup of Empiria"):
        check_archive(tmp_path / "a", identities=[], progress=silent, keep=lambda name: kept)
    assert not kept.getvalue()


def test_nothing_is_left_of_an_archive_that_could_not_be_written(tmp_path: Path) -> None:
    with (
        pytest.raises(OSError, match="unexpected end of data"),
        writing(tmp_path / "a", recipients=()) as into,
    ):
        into.add("store/x", io.BytesIO(b"12"), size=3)
    assert list(tmp_path.iterdir()) == []


def cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def with_unknown_migration(raw: bytes) -> bytes:
    return _with_head(raw, migrations=[["system", "9999_of_the_future"]], version="7.1")


def _with_head(raw: bytes, **facts: object) -> bytes:
    """The same archive with another head, whole."""
    members: list[tuple[str, bytes]] = []
    with tarfile.open(fileobj=io.BytesIO(raw)) as old:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            if member.name == "head.json":
                members.append((member.name, json.dumps({**json.load(content), **facts}).encode()))
            elif member.name != "manifest.json":
                members.append((member.name, content.read()))
    return _packed(members)


def _packed(members: list[tuple[str, bytes]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return crafted(Path(folder) / "a", *members).read_bytes()


def with_a_row_of_another_form(raw: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(raw)) as old:
        members = [
            (member.name, b'{"id":1,"other":2}\n' if "system.Job" in member.name else content.read())
            for member in old
            if (content := old.extractfile(member)) is not None and member.name != "manifest.json"
        ]
    return _packed(members)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (cut, "no whole backup of Empiria"),
        (with_unknown_migration, "made by a newer version of Empiria (7.1)"),
        (with_a_row_of_another_form, "tables/system.Job.jsonl, line 1: these rows do not have the form"),
    ],
)
def test_nothing_is_changed_by_a_bad_archive(
    installation: Workshop, tmp_path: Path, change: Change, expected: str
) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(change(DUMP.read_bytes()))
    rows, files = rows_of(installation), files_of(installation)
    refused = installation.ask(*EMPIRIA, "restore", "--replace", str(bad))
    assert refused.returncode == 2
    assert expected in refused.stderr
    assert refused.stderr.startswith("Error: ")
    assert refused.stderr.count("\n") == 1
    assert (rows_of(installation), files_of(installation)) == (rows, files)
    hidden = list((installation.folder / "data").rglob(".*"))
    assert hidden == []

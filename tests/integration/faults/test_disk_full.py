"""The disk is full while a release is published: it says so, nothing is half public, and it works once there is space."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.installation import EMPIRIA, files_of
from tests.integration.workshop import Workshop

pytestmark = pytest.mark.slow

SIZE = 16 << 20


@pytest.fixture
def small_disk(installation: Workshop) -> Iterator[Path]:
    """The store on a disk of its own, of some megabytes; the database lies on another."""
    store = installation.folder / "data" / "store"
    aside = store.rename(store.with_name("aside"))
    store.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(store)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(store)], check=True)
        yield store
    finally:
        subprocess.run(["umount", "--lazy", str(store)], check=True)


def fill(disk: Path, *, leave: int) -> Path:
    """Take all the space but a little."""
    ballast = disk / "ballast"
    facts = os.statvfs(disk)
    ballast.write_bytes(b"\0" * (facts.f_bavail * facts.f_frsize - leave))
    return ballast


def test_a_release_is_published_whole_or_not_at_all(installation: Workshop, small_disk: Path) -> None:
    ((code,),) = installation.sql("SELECT code FROM monitor_release WHERE state = 'draft'")
    installation.run(*EMPIRIA, "release", "diff", code)
    seen = "SELECT code, state, units, published_at FROM monitor_release ORDER BY id"
    trail = "SELECT count(*) FROM system_auditentry"
    publish = [*EMPIRIA, "release", "publish", code, "--yes", "--no-scores"]
    for leave in (0, 4096):
        ballast = fill(small_disk, leave=leave)
        before = (installation.sql(seen), installation.sql(trail), files_of(installation))
        failed = installation.ask(*publish)
        assert failed.returncode == 1
        assert failed.stderr.splitlines()[-1].startswith("Error: ")
        assert failed.stderr.endswith("No space left on device\n")
        assert (installation.sql(seen), installation.sql(trail), files_of(installation)) == before
        ballast.unlink()

    installation.run(*publish)
    assert installation.sql("SELECT state FROM monitor_release ORDER BY id") == [
        ("superseded",),
        ("published",),
    ]
    named = installation.sql("SELECT observations, units FROM monitor_release")
    assert all((small_disk / path).is_file() for paths in named for path in paths)


def test_a_backup_onto_a_full_disk_leaves_nothing(installation: Workshop, small_disk: Path) -> None:
    ballast = fill(small_disk, leave=64 << 10)
    target = small_disk / "all.backup"
    failed = installation.ask(*EMPIRIA, "backup", str(target))
    assert failed.returncode == 1
    assert "No space left on device" in failed.stderr
    ballast.unlink()
    assert sorted(path.name for path in small_disk.iterdir()) == ["imports", "raw", "releases", "scores"]
    installation.run(*EMPIRIA, "backup", str(target))

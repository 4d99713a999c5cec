"""Files of the store: whole or not there, kept as long as anything names them."""

import hashlib
import os
import time
from pathlib import Path

import polars as pl
import pytest

from empiria.analysis.errors import InputError
from empiria.apps.monitor.models import RecipeVersion
from empiria.apps.monitor.services import sweep_store
from empiria.apps.monitor.services.store import ABANDONED_SECONDS, Kept, keep_raw, write_table, write_tables
from tests.integration.country import full_lines
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.queue import drain_queue

FRAME = pl.DataFrame({"a": [1, 2]})


def files(store: Path) -> list[str]:
    return sorted(path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file())


def test_a_table_is_named_by_its_content_and_written_once(store: Path) -> None:
    first = write_table(FRAME, folder="x", stem="t")
    written = (store / first[0]).stat().st_ino
    assert write_table(FRAME, folder="x", stem="t") == first
    assert (files(store), (store / first[0]).stat().st_ino) == ([first[0]], written)


def test_a_folder_appears_at_once_and_twice_is_the_same(store: Path) -> None:
    first = write_tables({"a": FRAME, "b": FRAME}, folder="scores/1")
    assert write_tables({"a": FRAME, "b": FRAME}, folder="scores/1") == first
    assert files(store) == [f"{first}/a.parquet", f"{first}/b.parquet"]


def test_a_write_that_fails_leaves_nothing(store: Path) -> None:
    class Full(pl.DataFrame):
        def write_parquet(self, file: object, **options: object) -> None:
            Path(str(file)).write_bytes(b"half")
            raise OSError("no space left on device")

    for write in (
        lambda: write_table(Full(FRAME), folder="x", stem="t"),
        lambda: write_tables({"a": Full(FRAME)}, folder="x"),
    ):
        with pytest.raises(OSError, match="no space"):
            write()
    assert files(store) == []


def test_raw_files_lie_under_their_hash(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x")
    sha256 = hashlib.sha256(b"x").hexdigest()
    assert keep_raw(path, sha256=sha256) == keep_raw(path, sha256=sha256) == Kept(f"raw/2d/{sha256}", sha256)
    assert files(store) == [f"raw/2d/{sha256}"]


def test_a_file_changed_since_it_was_hashed_is_not_kept(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x")
    sha256 = hashlib.sha256(b"x").hexdigest()
    path.write_text("y")
    with pytest.raises(InputError, match="changed while"):
        keep_raw(path, sha256=sha256)
    assert files(store) == []


def test_what_is_used_again_is_not_swept(db: None, store: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x")
    sha256 = hashlib.sha256(b"x").hexdigest()
    again = (
        lambda: keep_raw(path, sha256=sha256),
        lambda: write_table(FRAME, folder="x", stem="t"),
        lambda: write_tables({"a": FRAME}, folder="scores/1"),
    )
    for write in again:
        write()
    for kept in files(store):
        os.utime(store / kept, (1, 1))
    for write in again:
        write()
    assert (sweep_store(), len(files(store))) == (0, 3)


def test_the_sweep_takes_only_what_nothing_names(bring: Bring, recipe: RecipeVersion, store: Path) -> None:
    publish(bring(*full_lines()).release)
    drain_queue()
    bring("1465011,jobless,2022,5", name="b.csv")
    bring("1465011,jobless,2023,5", name="c.csv")
    named = set(files(store))
    left = [write_table(FRAME, folder="releases/1", stem="observations")[0], "tmp/upload/file.csv"]
    (store / left[1]).parent.mkdir()
    (store / left[1]).write_text("x")
    assert sweep_store() == 0
    old = time.time() - ABANDONED_SECONDS - 1
    for path in store.rglob("*"):
        os.utime(path, (old, old))
    # The draft's state before the second file is named by nothing any more either.
    assert sweep_store() == 3
    assert len(named - set(files(store))) == 1
    assert not set(left) & set(files(store))
    assert sweep_store() == 0

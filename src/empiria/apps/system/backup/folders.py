"""The files of an installation: the store and the uploads, each a folder; and the shadow folders that a backup uses.

A shadow lies inside the folder it belongs to, so that files get in and out of it by name alone, on whatever disk the
folder lies. Shadows begin with a dot; whoever walks through the folders leaves them out.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

# Links to the files of a backup that is being made.
LISTED = ".backup"
# Files out of a backup that is being restored, those they take the place of, and these once they are all there.
RESTORED, GOING, GONE = ".restored", ".going", ".gone"
SHADOWS = frozenset({LISTED, RESTORED, GOING, GONE})

# Who was erased: it outlives what a restore replaces, and goes with a backup to another machine.
LEDGER, LEDGER_RESTORED = "erasures.jsonl", "erasures.restored"


def roots() -> dict[str, Path]:
    """Where the files lie, by the name of their folder in an archive."""
    return {"store": Path(settings.EMPIRIA_DATA) / "store", "uploads": Path(default_storage.path(""))}


def make_private() -> None:
    """Make what is not there yet so that its owner alone gets in, whatever the process leaves to others: the folders, and
    the file of an SQLite database, which would come into being as open as others.

    What is there stays as whoever administers the machine has it. Where nothing can be made, others tell so.
    """
    for root in roots().values():
        with suppress(OSError):
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and database["NAME"] != ":memory:":
        with suppress(OSError):
            os.close(os.open(database["NAME"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def files_below(folder: Path) -> Iterator[Path]:
    """Every file, in the order of the names; not the shadows."""
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in SHADOWS]
        folders.sort()
        yield from (path for name in sorted(names) if (path := Path(place, name)).is_file())


def list_files() -> None:
    """Give every file a second name in a shadow folder: removed or not, a backup reads it there in its own time."""
    forget_listed()
    for root in roots().values():
        for path in files_below(root):
            target = root / LISTED / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            # A file still being written may be given up and vanish.
            with suppress(FileNotFoundError):
                _second_name(path, target)


def _second_name(path: Path, target: Path) -> None:
    try:
        os.link(path, target, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:
        # A file system without links.
        shutil.copy2(path, target)


def listed_files() -> Iterator[tuple[str, Path]]:
    """The listed files with their names in an archive."""
    for name, root in roots().items():
        shadow = root / LISTED
        for path in files_below(shadow):
            yield f"{name}/{path.relative_to(shadow).as_posix()}", path


def is_listed(name: str) -> bool:
    """Whether a file was there when they were listed; by its name in an archive."""
    folder, _slash, rest = name.partition("/")
    return (roots()[folder] / LISTED / rest).is_file()


def is_kept(name: str) -> bool:
    """Whether a file lies in its place; by its name in an archive."""
    folder, _slash, rest = name.partition("/")
    return (roots()[folder] / rest).is_file()


def any_shadow() -> bool:
    return any((root / shadow).exists() for root in roots().values() for shadow in SHADOWS)


def ledger() -> Path:
    return Path(settings.EMPIRIA_DATA) / LEDGER


def restored_ledger() -> Path:
    return Path(settings.EMPIRIA_DATA) / LEDGER_RESTORED


def merge_ledgers() -> None:
    """Add to the ledger what only that of the backup knows. May be run again."""
    if not restored_ledger().exists():
        return
    text = ledger().read_bytes() if ledger().exists() else b""
    known = text.splitlines()
    lines = [line for line in restored_ledger().read_bytes().splitlines() if line not in known]
    with ledger().open("ab") as file:
        if text and not text.endswith(b"\n"):
            # A line that was cut off while it was written must not swallow the next.
            file.write(b"\n")
        file.writelines(line + b"\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def forget_listed() -> None:
    _remove(LISTED)


def _remove(shadow: str) -> None:
    for root in roots().values():
        shutil.rmtree(root / shadow, ignore_errors=True)


def hold_any_file() -> bool:
    return any(True for root in roots().values() for _path in files_below(root))


def restored_path(folder: str, name: str) -> Path:
    """Where a file out of an archive waits."""
    path = roots()[folder] / RESTORED / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def forget_restored() -> None:
    _remove(RESTORED)
    restored_ledger().unlink(missing_ok=True)


def put_in_place() -> None:
    """Let the restored files take the place of those that are there, which are set aside. May be cut off and run again."""
    for root in roots().values():
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (root / GONE).exists():
            (root / GOING).mkdir(exist_ok=True)
            _move_all(root, root / GOING)
            # From here on what lies in the folder is the new.
            (root / GOING).rename(root / GONE)
        if (root / RESTORED).exists():
            _move_all(root / RESTORED, root)


def _move_all(source: Path, target: Path) -> None:
    for path in source.iterdir():
        if path.name not in SHADOWS:
            path.rename(target / path.name)


def forget_gone() -> None:
    """Remove what was set aside, once nobody will ask for it back."""
    _remove(RESTORED)
    _remove(GONE)

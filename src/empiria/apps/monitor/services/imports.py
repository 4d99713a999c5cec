"""Files into the draft: read, mapped by the catalogue, kept as received, and merged, all of it or nothing."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Max, Q

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Import, ImportFinding, Indicator, IndicatorKey, Release, Source
from empiria.apps.monitor.selectors.store import KEYS, scan_observations, store_path
from empiria.apps.monitor.services.comparing import POPULATION
from empiria.apps.monitor.services.drafts import (
    OBJECT,
    active_imports,
    folded,
    open_draft,
    rebuild_draft,
)
from empiria.apps.monitor.services.mapping import Mapped, Rules, map_reading
from empiria.apps.monitor.services.meanwhile import Erased, erased_so_far, refuse_if_erased_since
from empiria.apps.monitor.services.readers import READERS, Received
from empiria.apps.monitor.services.store import TEMPORARY, Kept, keep_raw, write_table
from empiria.apps.places.selectors import spell_table, unit_table
from empiria.apps.system.services import record
from empiria.sources.reading import Finding, Reading

BATCH = 500
# What reading a file again takes from the row of its import; an erasure may strike somebody out of it meanwhile.
AS_READ = ("raw", "file_name", "options", "origin", "licence")
# The unit of indicators that are numbers of people, as the catalogue calls it.
PEOPLE = "persons"
KEY_SCHEMA = {
    "key": pl.String,
    "indicator": pl.String,
    "zero": pl.String,
    "absent": pl.String,
    "times": pl.Float64,
}

Told = Callable[[int, int, str], None]


def silent(done: int, total: int, message: str = "") -> None:
    """Nobody waits for the progress."""


def unfenced() -> None:
    """No other process does the same work."""


def import_bdl(
    *,
    paths: Sequence[Path],
    by: Person | None,
    subgroup: str | None = None,
    retrieved: datetime | None = None,
    origin: str = "",
    licence: str = "",
    reason: str = "",
    progress: Told = silent,
) -> list[Import]:
    """Read BDL exports into the draft, all of them or none; see `import_files`."""
    files = [
        Received(
            path=path,
            reader="bdl",
            options={"subgroup": subgroup} if subgroup else {},
            retrieved=retrieved,
            origin=origin,
            licence=licence,
        )
        for path in paths
    ]
    return import_files(files, by=by, reason=reason, progress=progress)


def import_observations(
    *,
    path: Path,
    by: Person | None,
    sheet: str | None = None,
    retrieved: datetime | None = None,
    origin: str = "",
    licence: str = "",
    reason: str = "",
    progress: Told = silent,
) -> Import:
    """Read a tidy table into the draft; see `import_files`."""
    file = Received(
        path=path,
        reader="tidy",
        options={"sheet": sheet} if sheet else {},
        retrieved=retrieved,
        origin=origin,
        licence=licence,
    )
    return import_files([file], by=by, reason=reason, progress=progress)[0]


def import_files(
    files: Sequence[Received],
    *,
    by: Person | None,
    erased: Erased | None = None,
    reason: str = "",
    progress: Told = silent,
    confirm: Callable[[], None] = unfenced,
) -> list[Import]:
    """Read files into the draft, in their order, all of them or none; see `import_readings`. Files that lay waiting come
    with what was known of erasures (`erased`) when they were taken."""
    read = []
    if erased is None:
        erased = erased_so_far()
    for number, file in enumerate(files):
        progress(number, 2 * len(files), mark("Reading"))
        read.append((file, read_received(file)))
    return import_readings(read, by=by, erased=erased, reason=reason, progress=progress, confirm=confirm)


def read_received(file: Received) -> Reading:
    """What the file says; of what is kept of another, that other is the source."""
    reading = READERS[file.reader].read(file)
    if not file.kept:
        return reading
    received = replace(reading.provenance, sha256=file.kept.sha256, size=file.kept.size)
    return replace(reading, provenance=received)


def map_received(file: Received, reading: Reading) -> Mapped:
    """Its observations, by the catalogue and the places of today."""
    return map_reading(reading, rules=_rules(file.reader), key=READERS[file.reader].key)


def import_readings(
    read: Sequence[tuple[Received, Reading]],
    *,
    by: Person | None,
    erased: Erased,
    reason: str = "",
    progress: Told = silent,
    confirm: Callable[[], None] = unfenced,
) -> list[Import]:
    """Extend the draft by files that have been read; a file replaces the slices (indicator, period) that it brings.

    Nothing is written before every file has been mapped, so that a broken one leaves everything as it was.
    Then, in order: the raw files and their tables go into the store under their hashes; in one transaction that holds
    the draft, the imports, their findings, the draft's new observations and the audit entries. The same file again
    takes the place of itself at the end of the order, and gives the same observations. `confirm` opens the transaction
    and may still refuse (a job that was taken over).

    `erased` tells of the erasures up to when the first file was read (`erased_so_far`). Raises InputError where somebody
    was erased since then, and, with the place, for what cannot be read or contradicts itself.
    """
    _refuse_twice(reading.provenance.sha256 for _, reading in read)
    mapped = [(file, reading, map_received(file, reading)) for file, reading in read]
    kept = []
    for number, (file, reading, table) in enumerate(mapped):
        progress(len(read) + number, 2 * len(read) + 1, mark("Keeping the file"))
        sha256 = reading.provenance.sha256
        whole = None if file.kept else keep_raw(file.path, sha256=sha256)
        kept.append((whole, write_table(_without_source(table), folder="imports", stem=sha256[:16])[0]))
    progress(2 * len(read), 2 * len(read) + 1, mark("Merging into the draft"))
    with transaction.atomic():
        confirm()
        imports = _apply(mapped, kept, by=by, erased=erased, reason=reason)
    progress(1, 1, "")
    return imports


def _without_source(mapped: Mapped) -> pl.DataFrame:
    """The table of one import names no import: it follows from the file and the catalogue alone."""
    return mapped.observations.with_columns(source=pl.lit(None, pl.Int64)).select(
        "unit", "indicator", "period", "value", "status", "source", "note"
    )


def _refuse_twice(hashes: Iterable[str]) -> None:
    seen: set[str] = set()
    for sha256 in hashes:
        if sha256 in seen:
            raise InputError(mark("The same file was given twice (SHA-256 %(sha256)s)."), sha256=sha256)
        seen.add(sha256)


def _apply(
    read: Sequence[tuple[Received, Reading, Mapped]],
    kept: Sequence[tuple[Kept | None, str]],
    *,
    by: Person | None,
    erased: Erased,
    reason: str,
) -> list[Import]:
    draft = open_draft(by=by)
    refuse_if_erased_since(erased)
    imports = []
    for (file, reading, mapped), (whole, table) in zip(read, kept, strict=True):
        position = (draft.imports.aggregate(last=Max("position"))["last"] or 0) + 1
        provenance = reading.provenance
        values = {
            "size": provenance.size,
            "retrieved": provenance.retrieved,
            "origin": provenance.origin or READERS[file.reader].origin,
            "licence": provenance.licence or READERS[file.reader].licence,
            **_kept(file, whole, provenance.sha256),
            "observations": table,
            "slices": mapped.slices,
            "unknown_units": mapped.unknown,
            "rows": mapped.observations.height,
            "position": position,
        }
        source, _ = Import.objects.update_or_create(
            release=draft,
            sha256=provenance.sha256,
            file_name=provenance.file,
            reader=file.reader,
            options=file.options,
            state=Import.State.ACTIVE,
            defaults=values,
            create_defaults={**values, "created_by": by},
        )
        found = [
            *reading.findings,
            *mapped.findings,
            *_nothing_imported(source),
            *_replaced_beyond(draft, source),
        ]
        source.findings.all().delete()
        ImportFinding.objects.bulk_create((_finding(source, one) for one in found), batch_size=BATCH)
        record(
            by=by,
            action="monitor.import",
            object_type=OBJECT,
            object_id=draft.code,
            reason=reason,
            details={"import": source.pk, "sha256": source.sha256, "rows": source.rows},
            texts={"file": source.file_name},
        )
        imports.append(source)
    rebuild_draft(draft)
    return imports


def _kept(file: Received, kept: Kept | None, sha256: str) -> dict[str, Any]:
    """What is kept of the file. The draft is held: an erasure that took it away meanwhile has ended, and none begins."""
    fields = ("raw", "kept_sha256", "redacted_at")
    if file.kept:
        now = Import.objects.get(pk=file.kept.pk)
        if any(getattr(now, name) != getattr(file.kept, name) for name in AS_READ):
            raise InputError(mark("The file was redacted while it was being read; read it again."))
        return {name: getattr(now, name) for name in fields}
    if kept is None or not store_path(kept.raw).exists():
        kept = keep_raw(file.path, sha256=sha256)
    other = kept.sha256 if kept.sha256 != sha256 else ""
    return dict(zip(fields, (kept.raw, other, None), strict=True))


def _nothing_imported(source: Import) -> list[Finding]:
    if source.rows:
        return []
    return [
        Finding(
            code="nothing-imported",
            severity="warning",
            message=mark("Nothing of this file is in the draft."),
            action=mark("It is kept, so that it can be read again once the catalogue knows its series."),
        )
    ]


def _replaced_beyond(draft: Release, source: Import) -> list[Finding]:
    """What stood in the slices that a file brings, of units that it does not: gone from the draft, and told."""
    if not source.slices:
        return []
    others = [one for one in active_imports(draft) if one.pk != source.pk]
    cuts = pl.LazyFrame(source.slices, schema={"indicator": pl.String, "period": pl.Int32}, orient="row")
    gone = (
        folded(draft, others)
        .filter(pl.col("value").is_not_null())
        .join(cuts, on=["indicator", "period"], how="semi")
        .join(scan_observations(source.observations), on=KEYS, how="anti")
        .group_by("indicator")
        .agg(
            count=pl.len(),
            units=pl.col("unit").n_unique(),
            first=pl.col("period").min(),
            last=pl.col("period").max(),
        )
        .sort("indicator")
        .collect(engine="streaming")
    )
    return [
        Finding(
            code="slice-narrower",
            severity="warning",
            message=mark(
                "The file replaces all values of “%(indicator)s” in its years (%(first)s–%(last)s), also of units that it "
                "does not bring. Units: %(units)s, values: %(count)s."
            ),
            action=mark("They are gone from the draft; take the file out if that is not meant."),
            params=row,
        )
        for row in gone.iter_rows(named=True)
    ]


def _finding(source: Import, found: Finding) -> ImportFinding:
    return ImportFinding(
        source_import=source,
        code=found.code,
        severity=found.severity,
        row=found.row,
        column=found.column or "",
        message=found.message,
        action=found.action,
        params=found.params,
    )


def read_again(
    *,
    source: Import,
    by: Person | None,
    reason: str = "",
    progress: Told = silent,
    confirm: Callable[[], None] = unfenced,
) -> Import:
    """Read the kept file of a draft's import once more, by the catalogue and the places of today.

    Raises InputError where the file was redacted, or somebody erased, meanwhile.
    """
    source.refresh_from_db()
    with under_its_name(store_path(source.raw), source.file_name) as path:
        file = Received(
            path=path,
            reader=source.reader,
            options=source.options,
            retrieved=source.retrieved,
            origin=source.origin,
            licence=source.licence,
            kept=source,
        )
        return import_files([file], by=by, reason=reason, progress=progress, confirm=confirm)[0]


@contextmanager
def under_its_name(kept: Path, name: str) -> Iterator[Path]:
    """A BDL export says what it holds in its name, which the store does not keep.

    Inside the store: what a process that dies leaves of it may name somebody, and is swept away there.
    """
    place = store_path(TEMPORARY)
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        path = Path(folder) / name
        shutil.copyfile(kept, path)
        yield path


def _rules(reader: str) -> Rules:
    """What the catalogue and the places know, for one kind of file."""
    columns = ("key", "indicator__code", "zero", "absent", "times")
    source = READERS[reader].source
    keys = list(IndicatorKey.objects.filter(source=source).values_list(*columns))
    if source == Source.TIDY:
        keys = _with_own_codes(keys, columns=columns)
    if source == Source.BDL:
        # An indicator that nothing maps goes by the code of its variable.
        keys = [(f"bdl:{row[0]}", *row[1:]) for row in keys]
    people = Indicator.objects.filter(Q(code=POPULATION) | Q(unit_en=PEOPLE)).values_list("code", flat=True)
    return Rules(
        keys=pl.DataFrame(keys, schema=KEY_SCHEMA, orient="row"),
        units=unit_table(),
        people=frozenset(people),
        spells=spell_table(),
    )


def _with_own_codes(keys: list[Any], *, columns: Sequence[str]) -> list[Any]:
    """A tidy table may call an indicator by its own code, or by that of its BDL variable."""
    variables = IndicatorKey.objects.filter(source=Source.BDL).values_list(*columns)
    named = {row[0] for row in keys}
    extra = [(f"bdl:{row[0]}", *row[1:]) for row in variables]
    extra += [
        (code, code, "value", "missing", 1.0) for code in Indicator.objects.values_list("code", flat=True)
    ]
    return keys + [row for row in extra if row[0] not in named]

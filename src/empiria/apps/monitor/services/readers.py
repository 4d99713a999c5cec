"""The kinds of files that go into a draft: how each is read, and which keys of the catalogue name its series."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from empiria.apps.monitor.models import Import, Source
from empiria.apps.monitor.selectors.licences import GUS_LICENCE
from empiria.apps.monitor.services.expecting import as_expected
from empiria.sources.bdl_files import read_bdl
from empiria.sources.live.answers import read_answers
from empiria.sources.reading import Reading
from empiria.sources.tidy import read_tidy


@dataclass(frozen=True, kw_only=True)
class Received:
    """One file to import: where it lies now, and what the importer knows of it. `kept`: it is what is kept of a file that
    was received earlier, with this import, and stands for it."""

    path: Path
    reader: str
    options: dict[str, Any]
    retrieved: datetime | None = None
    origin: str = ""
    licence: str = ""
    kept: Import | None = None


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How files of a kind are read, which column names their series, and which keys of the catalogue these are.

    `origin` and `licence` are those of every such file, unless the importer says otherwise.
    """

    read: Callable[[Received], Reading]
    key: str
    source: Source
    origin: str = ""
    licence: str = ""


def _read_bdl(file: Received) -> Reading:
    return read_bdl(
        file.path,
        subgroup=file.options.get("subgroup"),
        retrieved=file.retrieved,
        origin=file.origin,
        licence=file.licence,
    )


def _read_tidy(file: Received) -> Reading:
    return read_tidy(
        file.path,
        sheet=file.options.get("sheet"),
        retrieved=file.retrieved,
        origin=file.origin,
        licence=file.licence,
    )


def _read_fetched(source: Source) -> Callable[[Received], Reading]:
    def read(file: Received) -> Reading:
        reading, series = read_answers(
            file.path, retrieved=file.retrieved, origin=file.origin, licence=file.licence
        )
        return as_expected(reading, series, source=source)

    return read


READERS = {
    "bdl": Reader(
        read=_read_bdl,
        key="series",
        source=Source.BDL_FILE,
        origin="GUS, Bank Danych Lokalnych, bdl.stat.gov.pl",
        licence=GUS_LICENCE,
    ),
    "bdl-api": Reader(
        read=_read_fetched(Source.BDL),
        key="series",
        source=Source.BDL,
        origin="GUS, Bank Danych Lokalnych, API",
        licence=GUS_LICENCE,
    ),
    "smup-api": Reader(
        read=_read_fetched(Source.SMUP),
        key="series",
        source=Source.SMUP,
        origin="GUS, System Monitorowania Usług Publicznych, API",
        licence=GUS_LICENCE,
    ),
    "tidy": Reader(read=_read_tidy, key="indicator", source=Source.TIDY),
}

"""The sample in an empty database: through the same services as real files, so that every page shows what it shows of those."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from empiria.analysis.errors import mark
from empiria.apps.accounts.services import sync_municipalities
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors import score_jobs
from empiria.apps.monitor.selectors.licences import GUS_LICENCE
from empiria.apps.monitor.services import (
    import_observations,
    publish_release,
    refresh_difference,
    sync_catalogue,
)
from empiria.apps.places.services import (
    import_areas,
    import_boundaries,
    register_units,
    set_coordinates,
)
from empiria.apps.system.worker import run_jobs
from empiria.sample import tables
from empiria.sources.boundaries import read_boundaries
from empiria.sources.reading import Reading
from empiria.sources.received import open_received

UNITS_SOURCE = "GUS, TERC 2025-01-01 (empiria.sample)"
AREAS_ORIGIN = "GUGiK, wykaz powierzchni, stan na 2025-01-01"
OUTLINES_ORIGIN = "GUGiK, PRG (jusuff/PolandGeoJson), 0,02°"
FIGURES_ORIGIN = "GUS, Bank Danych Lokalnych, bdl.stat.gov.pl (empiria.sample)"
FIGURES_FILE = "gus-bdl-cities-with-county-rights-2003-2024.csv"

Told = Callable[[int, int, str], None]


def _silent(done: int, total: int, message: str = "") -> None:
    """Nobody waits for the progress."""


def load_sample(*, progress: Told | None = None) -> Release:
    """Load the 66 cities with county rights, publish their figures and compute their scores.

    For an empty database (`sample_is_wanted`). All of it is one transaction, so that a load that was killed leaves nothing and the
    next start begins anew; only the scores follow after it, and those the worker makes where this process cannot.
    """
    told = progress or _silent
    steps = 4
    with tempfile.TemporaryDirectory(prefix="empiria-sample-") as folder, transaction.atomic():
        told(0, steps, mark("Cities"))
        _load_places(Path(folder))
        sync_municipalities(by=None)
        told(1, steps, mark("Indicators"))
        sync_catalogue(by=None)
        told(2, steps, mark("Figures"))
        release = _publish_figures(Path(folder))
    told(3, steps, mark("Scores"))
    run_jobs(score_jobs(release))
    told(steps, steps, "")
    return release


def _load_places(folder: Path) -> None:
    """The cities with their counties and voivodeships, their areas and points, and outlines for the map.

    Registered without the authority of an official list, so that a real one of any date may follow.
    """
    register_units(table=tables.units(), source=UNITS_SOURCE, by=None)
    cities = tables.cities()
    codes = cities["teryt"].str.head(6)
    received = open_received(tables.DATA / "cities.csv", origin=AREAS_ORIGIN)
    import_areas(
        reading=Reading(
            table=cities.select("teryt", "area_ha", unit=codes), provenance=received.provenance, findings=[]
        ),
        by=None,
    )
    points = cities.select(codes, "latitude", "longitude")
    set_coordinates(
        values={code: (latitude, longitude) for code, latitude, longitude in points.rows()}, by=None
    )
    path = folder / "outlines.geojson"
    tables.write_outlines(path)
    import_boundaries(reading=read_boundaries(path, origin=OUTLINES_ORIGIN), by=None)


def _publish_figures(folder: Path) -> Release:
    """The figures as a draft like any other; its difference against nothing is accepted by the system."""
    path = folder / FIGURES_FILE
    tables.write_observations(path)
    source = import_observations(path=path, by=None, origin=FIGURES_ORIGIN, licence=GUS_LICENCE)
    release = refresh_difference(release=source.release)
    return publish_release(release=release, by=None, difference_digest=release.difference_digest)

"""Tables of the store are never changed: where somebody who is erased stood in one, another takes its place, in every row
that names it. Whoever replaces one writes its SHA-256 into the trail, not for whom it was done."""

from pathlib import PurePosixPath

import polars as pl

from empiria.apps.monitor.models import Import, Release
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services.redacting import forget_later
from empiria.apps.monitor.services.store import write_table


def observation_tables() -> list[str]:
    """Those of releases of every state and of the imports they were made of, each once."""
    named = {*Release.objects.values_list("observations", flat=True)}
    named |= {*Import.objects.values_list("observations", flat=True)}
    return sorted(one for one in named if one and store_path(one).exists())


def unit_tables() -> list[str]:
    """The units with their groups, as they were frozen with published releases."""
    named = {*Release.objects.exclude(units="").values_list("units", flat=True)}
    return sorted(one for one in named if store_path(one).exists())


def replace_observations(table: str, frame: pl.DataFrame) -> list[Release]:
    """From here on no scores are written that were made of the old table; the releases of which it is one."""
    new, sha256 = written_beside(table, frame)
    Import.objects.filter(observations=table).update(observations=new)
    releases = Release.objects.filter(observations=table)
    changed = [one.pk for one in releases]
    releases.update(observations=new, observations_sha256=sha256)
    return list(Release.objects.filter(pk__in=changed))


def replace_units(table: str, frame: pl.DataFrame) -> list[Release]:
    """The releases that were frozen with it."""
    new, sha256 = written_beside(table, frame)
    releases = Release.objects.filter(units=table)
    changed = [one.pk for one in releases]
    releases.update(units=new, units_sha256=sha256)
    forget_later(table)
    return list(Release.objects.filter(pk__in=changed))


def written_beside(table: str, frame: pl.DataFrame) -> tuple[str, str]:
    """The table that takes the place of another, and its SHA-256."""
    path = PurePosixPath(table)
    return write_table(frame, folder=str(path.parent), stem=path.stem.rpartition("-")[0])

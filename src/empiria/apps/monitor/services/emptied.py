"""Whether a fetch would empty what is there: a source that keeps silent about a level it has figures of is at fault.

A year that has no figures anywhere is silent rightly: it is not published yet.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.apps.monitor.models import Import, IndicatorKey, Release, Source
from empiria.apps.monitor.selectors.store import scan_observations, store_path
from empiria.apps.monitor.services.imports import under_its_name
from empiria.sources.live.answers import read_answers, series_of
from empiria.sources.reading import MISSING, Reading

GIVEN = ["series", "level", "period"]
SCHEMA = {"series": pl.String, "level": pl.String, "period": pl.Int32}
# As the BDL counts the levels of units.
LEVELS = {"country": 0, "voivodeship": 2, "county": 5, "municipality": 6}
SILENT = {
    "country": mark(
        "The source gives no value of “%(series)s” for the country, and there are some already. Years: %(periods)s. "
        "Nothing was imported; fetch it again later."
    ),
    "voivodeship": mark(
        "The source gives no value of “%(series)s” for any voivodeship, and there are some already. Years: %(periods)s. "
        "Nothing was imported; fetch it again later."
    ),
    "county": mark(
        "The source gives no value of “%(series)s” for any county, and there are some already. Years: %(periods)s. "
        "Nothing was imported; fetch it again later."
    ),
    "municipality": mark(
        "The source gives no value of “%(series)s” for any municipality, and there are some already. Years: "
        "%(periods)s. Nothing was imported; fetch it again later."
    ),
    "": mark(
        "The source gives no value of “%(series)s” any more, and there are some already. Years: %(periods)s. Nothing was "
        "imported; fetch it again later."
    ),
}


def refuse_emptied(reading: Reading, path: Path, *, source: Source) -> None:
    """Raise InputError where the file replaces years of a series without a row of a level that the source has, and of
    which there are figures: in the file of the same name that was read in last, or in the draft or what is published.
    """
    series = [one for one in series_of(path) if "sought" not in one]
    # A cell without a figure and without a word of why says as little as none.
    told = pl.col("value").is_not_null() | (pl.col("status") != MISSING)
    given = _given(reading.table.filter(told), source)
    replaced = reading.table.select("period").unique()
    if replaced.is_empty():
        return
    # Of several series that make one indicator, only their own file tells them apart.
    known = _of_the_indicator(series[0], source) if len(series) == 1 else _of_the_last_file(path.name, source)
    promised = pl.DataFrame(
        [(_code(one, source), level) for one in series for level in _promised(one, source)],
        schema={name: SCHEMA[name] for name in ("series", "level")},
        orient="row",
    )
    lost = (
        known.join(replaced, on="period", how="semi")
        .join(promised, on=["series", "level"], how="semi")
        .join(given, on=GIVEN, how="anti")
        .sort(GIVEN)
    )
    if lost.is_empty():
        return
    code, level, _period = lost.row(0)
    periods = lost.filter(series=code, level=level)["period"]
    raise InputError(
        SILENT[level], place={"file": path.name}, series=code, periods=", ".join(map(str, periods))
    )


def _code(one: dict[str, Any], source: Source) -> str:
    """What the reader calls a series of the file."""
    return f"bdl:{one['id']}" if source == Source.BDL else str(one["id"])


def _promised(one: dict[str, Any], source: Source) -> Iterator[str]:
    """The levels that the source has of a series. SMUP does not tell levels apart: all of them are one."""
    if source != Source.BDL:
        yield ""
        return
    lowest = one.get("about", {}).get("level")
    for name, number in LEVELS.items():
        if one.get("problem") or (lowest is not None and number <= int(lowest)):
            yield name


def _given(table: pl.DataFrame, source: Source) -> pl.DataFrame:
    levels = table.select(GIVEN)
    if source != Source.BDL:
        levels = levels.with_columns(level=pl.lit(""))
    return levels.unique()


def _of_the_indicator(one: dict[str, Any], source: Source) -> pl.DataFrame:
    """Of which levels and years the draft, or else what is published, has figures."""
    release = Release.objects.drafts().first() or Release.objects.current().first()
    if release is None:
        return pl.DataFrame(schema=SCHEMA)
    code = _code(one, source)
    mapped = IndicatorKey.objects.filter(source=source, key=one["id"]).values_list(
        "indicator__code", flat=True
    )
    digits = pl.col("unit").str.len_chars()
    level = (
        pl.when(pl.col("unit") == "00")
        .then(pl.lit("country"))
        .otherwise(digits.replace_strict({2: "voivodeship", 4: "county", 6: "municipality"}, default="other"))
    )
    figures = (
        scan_observations(release.observations)
        .filter(pl.col("indicator").is_in(list(mapped) or [code]), pl.col("value").is_not_null())
        .select(series=pl.lit(code), level=level, period="period")
        .unique()
        .collect(engine="streaming")
    )
    return _given(figures, source)


def _of_the_last_file(name: str, source: Source) -> pl.DataFrame:
    last = last_fetched(name, reader=f"{source}-api", rows__gt=0)
    if last is None or not last.raw or not store_path(last.raw).exists():
        return pl.DataFrame(schema=SCHEMA)
    with under_its_name(store_path(last.raw), name) as path:
        reading, _series = read_answers(path)
    return _given(reading.table.filter(pl.col("value").is_not_null()), source)


def last_fetched(name: str, *, reader: str, **more: int) -> Import | None:
    """What was read in last of a fetched file's name, in the draft or what was published."""
    return (
        Import.objects.filter(reader=reader, file_name=name, state=Import.State.ACTIVE, **more)
        .exclude(release__state=Release.State.DISCARDED)
        .order_by("release__created_at", "position", "pk")
        .last()
    )

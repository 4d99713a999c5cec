"""The files of a whole release, made of its tables piece by piece."""

from collections.abc import Iterator

import polars as pl
from django.conf import settings
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from ninja import Schema

from empiria.apps.monitor.api.figures import Observation
from empiria.apps.monitor.api.indicators import Indicator, indicator_row
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors import release_units
from empiria.apps.monitor.selectors.open_data import open_indicators
from empiria.apps.monitor.selectors.whole_release import observation_pieces, release_sources
from empiria.apps.places.api import Unit
from empiria.apps.places.selectors import grouping_titles
from empiria.reporting.streams import csv_pieces, parquet_pieces, zip_pieces


def pieces_of(release: Release, name: str) -> Iterator[bytes]:
    """A file by its name in `data_catalogue.FILES`. Its texts are in the language of now, however late it is read."""
    if name == "release.zip":
        return _archive(release)
    if name == "observations.parquet":
        return parquet_pieces(observation_pieces(release))
    if name == "units.parquet":
        return parquet_pieces([release_units(release)])
    return csv_pieces([dictionary(release)])


def _archive(release: Release) -> Iterator[bytes]:
    files = [
        ("README.txt", [_about(release).encode()]),
        ("dictionary.csv", csv_pieces([dictionary(release)])),
        ("indicators.csv", csv_pieces([_indicators()])),
        ("units.csv", csv_pieces([release_units(release)])),
        ("observations.csv", csv_pieces(observation_pieces(release))),
    ]
    assert release.published_at is not None  # noqa: S101 (of a published release; the database makes sure)
    return zip_pieces(files, at=localtime(release.published_at))


def dictionary(release: Release) -> pl.DataFrame:
    """Every column of every file of a release: its type, and what it holds, in both languages."""
    observations = next(observation_pieces(release))
    units, indicators = release_units(release), _indicators()
    rows = [
        *_columns("observations", observations, Observation),
        *_columns("units", units, Unit, others=_groupings(units)),
        *_columns("indicators", indicators, Indicator),
    ]
    names = ("file", "column", "type", "description_pl", "description_en")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _indicators() -> pl.DataFrame:
    """The catalogue of today; a code never changes its meaning."""
    return pl.DataFrame([indicator_row(one) for one in open_indicators()], infer_schema_length=None)


def _groupings(units: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """What the columns of the groupings hold, in Polish and in English: they are those that no unit has."""
    codes, said = [name for name in units.columns if name not in {"unit", *Unit.model_fields}], []
    for language in ("pl", "en"):
        with translation.override(language):
            titles = grouping_titles(codes)
            said.append({code: _("Group: %(title)s") % {"title": titles[code]} for code in titles})
    polish, english = said
    return {code: (polish[code], english[code]) for code in codes}


def _columns(
    file: str,
    table: pl.DataFrame,
    described: type[Schema],
    *,
    others: dict[str, tuple[str, str]] | None = None,
) -> list[tuple[str, ...]]:
    """The API describes the same columns under the same names; a unit is called by the name of its code there."""
    fields = {name: field.description or "" for name, field in described.model_fields.items()}
    fields.setdefault("unit", fields.get("teryt", ""))
    rows: list[tuple[str, ...]] = []
    for column, kind in table.schema.items():
        said = (others or {}).get(column) or _in_both(fields.get(column, ""))
        rows.append((file, column, _kind(kind), *said))
    return rows


def _in_both(text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    with translation.override("pl"):
        polish = _(text)
    return polish, text


def _kind(kind: pl.DataType) -> str:
    if kind.is_integer():
        return "integer"
    if kind.is_float():
        return "number"
    return {pl.Boolean: "boolean", pl.Date: "date"}.get(type(kind), "text")


def _about(release: Release) -> str:
    """What lies in the archive, where it comes from, under which licence."""
    assert release.published_at is not None  # noqa: S101 (of a published release; the database makes sure)
    lines = [
        _("Release %(code)s") % {"code": release.code},
        _("Published: %(day)s, by %(operator)s")
        % {"day": f"{localtime(release.published_at):%Y-%m-%d}", "operator": settings.EMPIRIA_OPERATOR},
        "",
        _(
            "observations.csv: figures by unit, indicator and year; an empty value is missing and never a zero"
        ),
        _("units.csv: the units, and the group of each in every grouping, as of the day of publication"),
        _("indicators.csv: what is measured, in which unit, and whether more is better"),
        _("dictionary.csv: what every column holds"),
        "",
        _("Sources and licences:"),
        *(f"- {one.file}: {one.origin or '—'}. {one.licence or '—'}" for one in release_sources(release)),
    ]
    return "\n".join(lines) + "\n"

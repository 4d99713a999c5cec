"""Boundaries of territorial units from GeoJSON keyed by TERYT, made ready to draw."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.codes import identify_codes, leave_out_parts
from empiria.sources.encoding import decode
from empiria.sources.geometry import Polygon, Ring, area_hectares, point_inside, signed_area
from empiria.sources.reading import Finding, Reading
from empiria.sources.received import Member, only_member, open_received
from empiria.sources.teryt import LENGTHS

CODE_PROPERTIES = ("terc", "teryt", "jpt_kod_je", "code", "kod")
NAME_PROPERTIES = ("name", "nazwa", "jpt_nazwa_")
DECIMALS = 5  # about a metre
BOUNDS = (13.0, 48.0, 25.5, 56.0)  # Poland and a margin: west, south, east, north
GEOGRAPHIC = ("CRS84", "4326", "4258")  # what a "crs" member may name: longitude and latitude
LONG_NUMBER = re.compile(r"\d{4300}")  # longer whole numbers the interpreter refuses
COLUMNS = ["unit", "teryt", "level", "name", "geometry", "longitude", "latitude", "area_ha", "row"]


def read_boundaries(
    path: Path, *, retrieved: datetime | None = None, origin: str = "", licence: str = ""
) -> Reading:
    """A FeatureCollection of polygons, each with a TERYT code among its properties (the property is found).

    The table has `unit`, `teryt`, `level`, `name`, `geometry` (GeoJSON text: coordinates rounded to 5 decimals,
    points that fall together taken once, **outer rings clockwise and holes against**, as D3 and Vega draw
    them — the opposite of RFC 7946), `longitude` and `latitude` (a point inside), `area_ha` (on the ellipsoid,
    of the shape as received) and `row` (the number of the feature).

    Raises InputError, naming the feature, for other geometries, open rings, and coordinates that are not
    longitude and latitude within Poland.
    """
    received = open_received(path, retrieved=retrieved, origin=origin, licence=licence)
    member = only_member(received)
    features, findings = _features(member)
    place = {"file": member.file}
    code_key = _find_property(features, CODE_PROPERTIES)
    if code_key is None:
        raise InputError(
            mark("No property holds a TERYT code; expected one of: %(names)s."),
            place=place,
            names=", ".join(CODE_PROPERTIES),
        )
    rows, numeric = _codes(features, code_key, place=place)
    rows, noticed = identify_codes(
        rows, place=place, column=code_key, lengths=LENGTHS - {12}, numeric=numeric
    )
    findings += noticed
    _refuse_repeated(rows, place=place)
    rows, noticed = leave_out_parts(rows)
    findings += noticed
    lost: list[int] = []
    shapes = [_shape(features[row - 1], row=row, place=place, lost=lost) for row in rows["row"]]
    shaped = pl.DataFrame(
        shapes,
        schema={
            "geometry": pl.String,
            "longitude": pl.Float64,
            "latitude": pl.Float64,
            "area_ha": pl.Float64,
        },
        orient="row",
    )
    table = pl.concat([rows, shaped], how="horizontal").select(COLUMNS).sort("unit")
    return Reading(
        table=table,
        provenance=received.provenance,
        findings=received.findings + findings + _rings_lost(lost),
    )


def _features(member: Member) -> tuple[list[dict[str, Any]], list[Finding]]:
    text, findings = decode(member)
    place: dict[str, Any] = {"file": member.file}
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            mark("The JSON is damaged or was cut off here."), place=place | {"line": error.lineno}
        ) from error
    except RecursionError:
        raise InputError(mark("The JSON is nested too deeply."), place=place) from None
    except ValueError as error:  # the interpreter's own limit of digits
        line = text.count("\n", 0, match.start()) + 1 if (match := LONG_NUMBER.search(text)) else None
        raise InputError(
            mark("A number in the JSON has thousands of digits."), place=place | {"line": line}
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise InputError(mark("The file is not a GeoJSON FeatureCollection."), place=place)
    if not features:
        raise InputError(mark("The FeatureCollection has no features."), place=place)
    if document.get("crs") is not None and not any(
        name in json.dumps(document["crs"]) for name in GEOGRAPHIC
    ):
        raise InputError(
            mark("Coordinates are in a projection (%(crs)s); expected longitude and latitude (WGS 84)."),
            place=place,
            crs=json.dumps(document["crs"])[:200],
        )
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise InputError(mark("Feature %(feature)s has no properties."), place=place, feature=number)
    return features, findings


def _find_property(features: list[dict[str, Any]], names: tuple[str, ...]) -> str | None:
    """The first of the names, in any case, that the first feature has."""
    keys = {key.casefold(): key for key in features[0]["properties"]}
    return next((keys[name] for name in names if name in keys), None)


def _codes(features: list[dict[str, Any]], key: str, *, place: dict[str, Any]) -> tuple[pl.DataFrame, bool]:
    name_key = _find_property(features, NAME_PROPERTIES)
    records = []
    for number, feature in enumerate(features, 1):
        code = feature["properties"].get(key)
        if isinstance(code, bool) or not isinstance(code, str | int) or code == "":
            raise InputError(
                mark("Feature %(feature)s has no code in “%(key)s”."), place=place, feature=number, key=key
            )
        name = feature["properties"].get(name_key) if name_key else ""
        name = name.strip() if isinstance(name, str) else ""
        records.append((str(code).strip(), name.capitalize() if name == "POLSKA" else name, number))
    numeric = any(isinstance(feature["properties"][key], int) for feature in features)
    rows = pl.DataFrame(records, schema={"code": pl.String, "name": pl.String, "row": pl.Int64}, orient="row")
    is_voivodeship = pl.col("code").str.len_chars() == 2
    return rows.with_columns(
        name=pl.when(is_voivodeship & (pl.col("name") == pl.col("name").str.to_uppercase()))
        .then(pl.col("name").str.to_lowercase())
        .otherwise("name")
    ), numeric


def _refuse_repeated(rows: pl.DataFrame, *, place: dict[str, Any]) -> None:
    repeated = rows.filter(pl.struct("unit").is_duplicated()).sort("unit", "row")
    if not repeated.is_empty():
        first, second = repeated.head(2).rows(named=True)
        raise InputError(
            mark("Features %(first)s and %(second)s are the same unit, %(unit)s."),
            place=place,
            first=first["row"],
            second=second["row"],
            unit=first["unit"],
        )


def _shape(
    feature: dict[str, Any], *, row: int, place: dict[str, Any], lost: list[int]
) -> tuple[str, float, float, float]:
    """Geometry text, longitude, latitude and hectares of one feature; `lost` takes features with lost rings."""
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        _refuse(mark("Feature %(feature)s is no polygon (%(found)s)."), row, place, found=kind or "—")
    coordinates = geometry.get("coordinates")
    parts = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(parts, list) or not parts or not all(isinstance(part, list) and part for part in parts):
        _refuse(mark("Feature %(feature)s has no coordinates."), row, place)
    polygons = [[_ring(ring, row=row, place=place) for ring in part] for part in parts]
    drawn = [drawn for polygon in polygons if (drawn := _draw(polygon))]
    if not drawn:
        _refuse(mark("Feature %(feature)s has no area."), row, place)
    if sum(map(len, drawn)) < sum(map(len, polygons)):
        lost.append(row)
    longitude, latitude = point_inside(drawn)
    rings = [[ring.tolist() for ring in polygon] for polygon in drawn]
    drawn_kind, drawn_rings = ("Polygon", rings[0]) if len(rings) == 1 else ("MultiPolygon", rings)
    text = json.dumps({"type": drawn_kind, "coordinates": drawn_rings}, separators=(",", ":"))
    return text, round(longitude, DECIMALS), round(latitude, DECIMALS), round(area_hectares(polygons), 1)


def _ring(positions: Any, *, row: int, place: dict[str, Any]) -> Ring:
    """A closed ring within bounds; heights are left out."""
    try:
        ring = np.array([position[:2] for position in positions], dtype=np.float64)
    except (TypeError, ValueError, IndexError, KeyError):
        _refuse(mark("Feature %(feature)s has coordinates that are not numbers."), row, place)
    if ring.ndim != 2 or ring.shape[1] != 2 or not np.isfinite(ring).all():
        _refuse(mark("Feature %(feature)s has coordinates that are not numbers."), row, place)
    if len(ring) < 4 or (ring[0] != ring[-1]).any():
        _refuse(mark("Feature %(feature)s has a ring that is not closed."), row, place)
    _check_bounds(ring, row=row, place=place)
    return ring


def _check_bounds(ring: Ring, *, row: int, place: dict[str, Any]) -> None:
    west, south, east, north = BOUNDS
    low, high = ring.min(axis=0), ring.max(axis=0)
    if low[0] >= west and high[0] <= east and low[1] >= south and high[1] <= north:
        return
    message = mark("Feature %(feature)s lies outside Poland (%(found)s); longitude comes first.")
    if np.abs(ring[:, 0]).max() > 180 or np.abs(ring[:, 1]).max() > 90:
        message = mark(
            "Feature %(feature)s is in a projection (%(found)s); expected longitude and latitude (WGS 84)."
        )
    _refuse(message, row, place, found=f"{ring[0, 0]:g}, {ring[0, 1]:g}")


def _draw(polygon: Polygon) -> Polygon:
    """The polygon rounded and wound for drawing; empty when nothing of it is left."""
    rings = [_round(ring) for ring in polygon]
    if len(rings[0]) < 4 or signed_area(rings[0]) == 0:
        return []
    drawn = [rings[0]] + [ring for ring in rings[1:] if len(ring) >= 4 and signed_area(ring) != 0]
    return [
        ring if (signed_area(ring) < 0) == (position == 0) else ring[::-1]
        for position, ring in enumerate(drawn)
    ]


def _round(ring: Ring) -> Ring:
    rounded = ring.round(DECIMALS)
    moved = np.append(True, (rounded[1:] != rounded[:-1]).any(axis=1))
    kept: Ring = rounded[moved]
    return kept


def _refuse(message: str, row: int, place: dict[str, Any], **params: Any) -> NoReturn:
    raise InputError(message, place=place, feature=row, **params)


def _rings_lost(features: list[int]) -> list[Finding]:
    if not features:
        return []
    return [
        Finding(
            code="rings-lost",
            severity="info",
            message=mark("Islands or holes smaller than a few metres. Features: %(count)s."),
            action=mark("Left out of the drawing."),
            row=features[0],
            params={"count": len(features)},
        )
    ]

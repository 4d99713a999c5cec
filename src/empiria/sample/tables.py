"""The sample's tables in the forms that the services take: units, points, outlines, tidy observations."""

import csv
import json
from importlib.resources import files
from pathlib import Path

import polars as pl

DATA = Path(str(files("empiria.sample") / "data"))
COUNTRY = "00"
CITY_COUNTY, URBAN = "city", "1"
# How outlines.csv writes a point: steps of this many degrees from this corner.
STEP, WEST, SOUTH = 0.02, 14.0, 49.0


def cities() -> pl.DataFrame:
    """teryt, name, area_ha, latitude, longitude of the 66 cities with county rights."""
    return pl.read_csv(DATA / "cities.csv", schema_overrides={"teryt": pl.String, "area_ha": pl.Float64})


def units() -> pl.DataFrame:
    """The cities as municipalities, each with the county of the same name and its voivodeship: code, teryt, level,
    name, kind, parent."""
    found = cities().select("teryt", "name")
    voivodeships = outlines().select(
        code="teryt",
        teryt="teryt",
        level=pl.lit("voivodeship"),
        name="name",
        kind=pl.lit(""),
        parent=pl.lit(COUNTRY),
    )
    counties = found.select(
        code=pl.col("teryt").str.head(4),
        teryt=pl.col("teryt").str.head(4),
        level=pl.lit("county"),
        name="name",
        kind=pl.lit(CITY_COUNTY),
        parent=pl.col("teryt").str.head(2),
    )
    municipalities = found.select(
        code=pl.col("teryt").str.head(6),
        teryt="teryt",
        level=pl.lit("municipality"),
        name="name",
        kind=pl.lit(URBAN),
        parent=pl.col("teryt").str.head(4),
    )
    return pl.concat([voivodeships, counties, municipalities])


def outlines() -> pl.DataFrame:
    """teryt, name and points (text) of the voivodeships' rings."""
    return pl.read_csv(DATA / "outlines.csv", infer_schema=False)


def write_outlines(path: Path) -> None:
    """The outlines as the GeoJSON that the reader of boundaries takes."""
    features = []
    for row in outlines().iter_rows(named=True):
        steps = [int(step) for step in row["points"].split()]
        ring = [
            [round(WEST + x * STEP, 2), round(SOUTH + y * STEP, 2)]
            for x, y in zip(steps[::2], steps[1::2], strict=True)
        ]
        features.append(
            {
                "type": "Feature",
                "properties": {"terc": row["teryt"], "name": row["name"]},
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def write_observations(path: Path) -> None:
    """The wide table as a tidy one: a word in place of a number is the reason why there is none."""
    with (DATA / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    header, series = rows[0], rows[1:]
    years = header[2:]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["unit", "indicator", "period", "value", "status"])
        for indicator, unit, *cells in series:
            writer.writerows(
                [unit, indicator, year, *(("", cell) if cell.isalpha() else (cell, ""))]
                for year, cell in zip(years, cells, strict=True)
                if cell
            )

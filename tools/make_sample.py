"""How the sample's tables were made from the public data beside the checkout (../shared/data); writes src/empiria/sample/data.

Run it again only when those data change: `python tools/make_sample.py`. It is deterministic, so a second run changes nothing.
"""

import csv
import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
TARGET = ROOT / "src" / "empiria" / "sample" / "data"

# Outlines are drawn a few hundred pixels wide: two hundredths of a degree (about 2 km) is what can be seen there.
GRID = 0.02
WEST, SOUTH = 14.0, 49.0

# In the panel that carried these two series, the rows of 2016 slip from the voivodeship opolskie (16) on: from there to the end
# the figures belong to other counties. Ranks of the cities, which agree from year to year to 0.98, agree with this
# year's to 0.3, and Sopot has 4,154 families between 551 and 451. Before that point the series run on unbroken.
SLIPPED = {("families_aided_poverty", 2016), ("families_aided_unemployment", 2016)}
SLIPPED_FROM = "16"
UNRELIABLE = "unreliable"

Point = tuple[int, int]


def main(target: Path = TARGET) -> None:
    source = SHARED / "cities-with-county-rights"
    if not source.is_dir():
        sys.exit(f"{source} is not there: the sample can only be made again beside the public data")
    target.mkdir(exist_ok=True)
    write_cities(source, target)
    write_observations(source, target)
    write_outlines(target)


def write_cities(source: Path, target: Path) -> None:
    with (source / "units.csv").open(encoding="utf-8") as file:
        cities = list(csv.DictReader(file))
    rows = [[c["teryt"], c["name"], c["area_ha"], c["lat"], c["lon"]] for c in cities]
    write(target / "cities.csv", ["teryt", "name", "area_ha", "latitude", "longitude"], rows)


def write_observations(source: Path, target: Path) -> None:
    """A row per indicator and city, a column per year: short, and a series can be read at a glance."""
    cells: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    with (source / "observations.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            period = int(row["period"])
            slipped = (row["indicator"], period) in SLIPPED and row["unit"] >= SLIPPED_FROM
            cells[row["indicator"], row["unit"]][period] = (
                UNRELIABLE if slipped else f"{float(row['value']):.10g}"
            )
    years = sorted({year for values in cells.values() for year in values})
    years = list(range(years[0], years[-1] + 1))
    rows = [[*key, *(values.get(year, "") for year in years)] for key, values in sorted(cells.items())]
    write(target / "observations.csv", ["indicator", "unit", *map(str, years)], rows)


def write_outlines(target: Path) -> None:
    """One row per ring, its points as steps of the grid east of 14° E and north of 49° N.

    Every point is moved to the nearest crossing of the grid, so that neighbours keep common borders.
    """
    with (SHARED / "geo-jusuff" / "poland.voivodeships.json").open(encoding="utf-8") as file:
        features = json.load(file)["features"]
    rows = []
    for feature in sorted(features, key=lambda f: f["properties"]["terc"]):
        properties, geometry = feature["properties"], feature["geometry"]
        polygons = (
            geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        )
        for polygon in polygons:
            if len(polygon) != 1:
                sys.exit(f"{properties['name']}: an outline with holes has no place in this form")
            points = " ".join(f"{x} {y}" for x, y in snapped(polygon[0]))
            rows.append([properties["terc"], properties["name"].lower(), points])
    write(target / "outlines.csv", ["teryt", "name", "points"], rows)


def snapped(ring: list[list[float]]) -> list[Point]:
    """The ring on the grid, without points that repeat or that lie on the line between their neighbours; not closed."""
    points = [(round((x - WEST) / GRID), round((y - SOUTH) / GRID)) for x, y in ring]
    points = [a for a, b in pairwise(points) if a != b]
    while (superfluous := next(filter(lambda i: is_flat(points, i), range(len(points))), None)) is not None:
        del points[superfluous]
    return points


def is_flat(points: list[Point], index: int) -> bool:
    (ax, ay), (bx, by), (cx, cy) = points[index - 1], points[index], points[(index + 1) % len(points)]
    return (bx - ax) * (cy - ay) == (by - ay) * (cx - ax)


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""A map of areas: one shape for each unit, missing hatched, names escaped, points where no outline is known."""

import json
from xml.etree import ElementTree

from empiria.reporting.chart.areas_map import Key, Mark, areas_map
from empiria.reporting.svg import standalone

SVG = "{http://www.w3.org/2000/svg}"


def square(west: float, south: float) -> str:
    ring = [[west, south], [west, south + 1], [west + 1, south + 1], [west + 1, south], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


AREAS = {"01": square(19, 50), "02": square(20, 50)}


def drawn(
    *marks: Mark, areas: dict[str, str] | None = None, legend: tuple[Key, ...] = ()
) -> ElementTree.Element:
    svg = areas_map(
        AREAS if areas is None else areas, [], marks, title="Map", description="What one sees", legend=legend
    )
    return ElementTree.fromstring(standalone(svg, title="Map"))  # noqa: S314 (our own drawing)


def mark(code: str, **more: object) -> Mark:
    return Mark(code=code, name=f"N<{code}>", note="12,5", **{"shade": "class-2", **more})  # type: ignore[arg-type]


def paths(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in root.iter(f"{SVG}path") if one.find(f"{SVG}title") is not None]


def test_each_unit_is_a_shape_with_its_name_and_figure() -> None:
    found = paths(drawn(mark("01"), mark("02")))
    assert [one.findtext(f"{SVG}title") for one in found] == ["N<01>: 12,5", "N<02>: 12,5"]
    assert [one.get("data-unit") for one in found] == ["01", "02"]


def corners(path: str) -> set[tuple[float, float]]:
    """The points of a ring, from its start and its steps."""
    start, steps = path.removesuffix("z").removeprefix("M").split("l")
    x, y = map(float, start.split())
    found = {(x, y)}
    numbers = list(map(float, steps.split()))
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = round(x + dx, 1), round(y + dy, 1)
        found.add((x, y))
    return found


def test_neighbours_draw_the_same_line() -> None:
    west, east = (corners(one.get("d", "")) for one in paths(drawn(mark("01"), mark("02"))))
    assert (len(west), len(east), len(west & east)) == (4, 4, 2)


def test_missing_figure_is_hatched_and_class_stands_on_the_group() -> None:
    root = drawn(mark("01", shade=""), mark("02"))
    groups = {one.get("class"): one.get("fill") for one in root.iter(f"{SVG}g")}
    assert groups == {"ch-missing": "url(#map-hatch)", "ch-class-2": None}
    assert root.find(f".//{SVG}pattern[@id='map-hatch']") is not None


def test_unit_without_an_outline_is_a_point_as_large_as_its_population() -> None:
    places = {"position": (50.5, 19.5), "population": 4_000}, {"position": (50.5, 20.5), "population": 1_000}
    root = drawn(mark("08", **places[0]), mark("09", **places[1]), mark("10"))
    radii = [float(one.get("r", "0")) for one in root.iter(f"{SVG}circle")]
    assert len(radii) == 2
    assert round(radii[0] / radii[1], 1) == 2.0


def test_few_units_are_links_and_many_are_found_by_a_pointer_only() -> None:
    few = drawn(mark("01", url="/monitor/01/"))
    assert [one.get("href") for one in few.iter(f"{SVG}a")] == ["/monitor/01/"]
    many = drawn(*(mark(f"{number:03}", url="/x/", position=(50.5, 19.5)) for number in range(101)))
    assert list(many.iter(f"{SVG}a")) == []
    assert len(list(many.iter(f"{SVG}circle"))) == 101


def test_faint_picked_and_chosen_units_say_so_by_their_class() -> None:
    root = drawn(mark("01", is_faint=True), mark("02", is_picked=True, is_chosen=True))
    assert {one.get("class") for one in root.iter(f"{SVG}g")} == {
        "ch-class-2 ch-faint",
        "ch-class-2 ch-picked",
    }
    assert len([one for one in root.iter(f"{SVG}path") if one.get("class") == "ch-you-line"]) == 1


def test_file_holds_the_legend_and_needs_no_outline_at_all() -> None:
    root = drawn(mark("01", position=(50, 20)), areas={}, legend=(Key(shade="class-5", label="3 – 4 (7)"),))
    assert "3 – 4 (7)" in {one.text for one in root.iter(f"{SVG}text")}


def test_legend_is_pale_where_its_units_are() -> None:
    keys = (Key(shade="class-5", label="3 – 4"), Key(shade="class-1", label="1 – 2", is_faint=True))
    root = drawn(mark("01"), legend=keys)
    assert [one.get("class") for one in root.iter(f"{SVG}rect")][1:] == ["ch-class-5", "ch-class-1 ch-faint"]


def test_thousands_of_shapes_name_their_class_once() -> None:
    marks = [mark("01", shade="level-1"), mark("02", shade="level-1")]
    svg = areas_map(AREAS, [], marks, title="", description="")
    assert svg.count("ch-level-1") == 1

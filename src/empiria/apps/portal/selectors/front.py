"""What the front page shows of the monitor."""

from empiria.apps.monitor.selectors.shapes import FrontPage, UnitNote

EXAMPLES = 4


def example_units(front: FrontPage) -> tuple[UnitNote, ...]:
    """A few units to begin with: of different sizes, the same ones each time, only such as have a score."""
    scored = sorted(
        (point for point in front.points if point.score_class is not None),
        key=lambda point: (point.population or 0, point.unit.code),
    )
    steps = range(1, EXAMPLES + 1)
    picked = (
        dict.fromkeys(scored[len(scored) * step // (EXAMPLES + 1)].unit for step in steps) if scored else {}
    )
    return tuple(picked)

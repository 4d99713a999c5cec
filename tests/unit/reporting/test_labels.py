"""Names beside points never cover one another."""

from itertools import combinations
from pathlib import Path

import font_source_sans_pro
import hypothesis.strategies as st
from fontTools.ttLib import TTFont
from hypothesis import given, settings

from empiria.reporting.chart.labels import Anchor, Box, dot_box, place_labels, text_width

FRAME = Box(0, 0, 400, 300)
names = st.sampled_from(
    ["Przemyśl", "Łódź", "Jastrzębie-Zdrój", "Żory", "Gorzów Wielkopolski", "Chełm", "Ełk"]
)
anchors = st.lists(
    st.builds(
        Anchor,
        name=names,
        x=st.floats(5, 395),
        y=st.floats(5, 295),
        radius=st.floats(2, 12),
        size=st.sampled_from([11.0, 12.0, 14.5]),
    ),
    max_size=40,
)


@given(anchors=anchors)
@settings(max_examples=60, deadline=None)
def test_placed_labels_never_overlap_one_another_a_dot_or_the_frame(anchors: list[Anchor]) -> None:
    dots = [dot_box(a.x, a.y, a.radius) for a in anchors]
    labels = place_labels(anchors, frame=FRAME, taken=dots)
    assert not [pair for pair in combinations(labels, 2) if pair[0].box.overlaps(pair[1].box)]
    assert not [label for label in labels if any(label.box.overlaps(dot) for dot in dots)]
    assert all(label.box.within(FRAME) for label in labels)


def test_a_name_that_must_stand_is_placed_even_among_dots() -> None:
    crowd = [dot_box(x, y, 5) for x in range(0, 401, 8) for y in range(0, 301, 8)]
    you = Anchor("Przemyśl", 200, 150, 8, must=True)
    assert [label.anchor for label in place_labels([you], frame=FRAME, taken=crowd)] == [you]
    assert place_labels([Anchor("Przemyśl", 200, 150, 8)], frame=FRAME, taken=crowd) == []


def test_the_first_named_are_the_first_given_and_no_more_than_the_limit() -> None:
    wanted = [Anchor(str(n), 20.0 + 40 * n, 50, 3) for n in range(8)]
    placed = place_labels(wanted, frame=FRAME, limit=3)
    assert [label.anchor.name for label in placed] == ["0", "1", "2"]


def test_an_estimated_width_is_never_less_than_the_type_needs() -> None:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    sizes = {"SourceSansPro-Regular.ttf": 12.0, "SourceSansPro-Bold.ttf": 14.0}
    lines = [
        "Przemyśl",
        "Jastrzębie-Zdrój",
        "Gorzów Wielkopolski",
        "Warszawa",
        "Mława",
        "Iłża",
        "słabsza, poprawa",
    ]
    for file, size in sizes.items():
        font = TTFont(folder / file)
        advance, letters = font["hmtx"], font.getBestCmap()
        units = font["head"].unitsPerEm
        for line in lines:
            true = sum(advance[letters[ord(letter)]][0] for letter in line) * size / units
            assert true <= text_width(line, size) * 1.005, (file, line)

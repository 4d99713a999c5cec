"""Enumerations."""

import pytest

from empiria.reporting.grammar import listed


@pytest.mark.parametrize(
    ("items", "polish", "english"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A i B", "A and B"),
        (["A", "B", "C"], "A, B i C", "A, B and C"),
        # What stands in brackets is its item's own.
        (["A (1, 2)", "B"], "A (1, 2) i B", "A (1, 2) and B"),
        # No reader may take two for three.
        (
            ["Kultura, sport i rekreacja", "B"],
            "Kultura, sport i rekreacja; B",
            "Kultura, sport i rekreacja; B",
        ),
        (["Edukacja i nauka", "B"], "Edukacja i nauka; B", "Edukacja i nauka and B"),
        (["Education and science", "B"], "Education and science i B", "Education and science; B"),
    ],
)
def test_lists(items: list[str], polish: str, english: str) -> None:
    assert (listed("pl", items), listed("en", items)) == (polish, english)

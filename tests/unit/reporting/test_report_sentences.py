"""What a chapter of a report says of its indicators."""

from empiria.reporting.report_sentences import indicators_above_median
from tests.unit.reporting.claims import EN, plain, polish


def test_the_preposition_follows_the_number_and_what_is_level_is_not_called_exact() -> None:
    verdicts = ["more"] * 60 + ["less"] * 43 + ["level", "unclear", "unknown"]
    assert plain(indicators_above_median(verdicts, polish())) == (
        "Po lepszej stronie mediany grupy: 60 ze 105 ocenianych wskaźników. Nie do odróżnienia od mediany: 2 wskaźniki."
    )
    assert plain(indicators_above_median(["more", "less"], EN)) == (
        "On the better side of the group's median: 1 of 2 indicators with a better side."
    )

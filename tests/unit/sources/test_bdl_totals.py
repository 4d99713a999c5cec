from pathlib import Path

import pytest

from empiria.sources.bdl_files import read_bdl
from tests.unit.sources.exports import Cell, ctab, save


def codes_of(
    folder: Path, values: dict[str, str], *, label: str = "ogółem", measure: str = "osoba"
) -> list[str]:
    cells = [
        Cell(code=c, labels=(label,), year=2023, text=text, measure=measure) for c, text in values.items()
    ]
    reading = read_bdl(save(folder, ctab(cells)))
    return [finding.code for finding in reading.findings if finding.code.startswith("totals")]


def test_sums_that_agree_are_an_info(tmp_path: Path) -> None:
    values = {"0000000": "10", "0200000": "10", "0201000": "10", "0201011": "4", "0201022": "6"}
    assert codes_of(tmp_path, values) == [
        "totals-agree-voivodeship", "totals-agree-county", "totals-agree-municipality",
    ]  # fmt: skip


def test_a_sum_that_differs_is_a_warning_with_the_first_case(tmp_path: Path) -> None:
    cells = [
        Cell(code=code, labels=("ogółem",), year=year, text=text)
        for year, texts in {2022: ("10", "4", "6"), 2023: ("20", "4", "6")}.items()
        for code, text in zip(("0000000", "0201011", "0201022"), texts, strict=True)
    ]
    (finding,) = read_bdl(save(tmp_path, ctab(cells))).findings
    assert (finding.code, finding.severity, finding.row) == ("totals-differ-municipality", "warning", 2)
    assert finding.params == {
        "checked": 2, "count": 1, "series": "P1944|ogółem", "period": 2023, "sum": 10.0, "total": 20.0, "units": 2,
    }  # fmt: skip
    assert "P1944|ogółem, 2023: 10.0 against 20.0" in finding.render(str)[0]


def test_rounded_thousands_may_miss_the_total_by_their_rounding(tmp_path: Path) -> None:
    values = {"0000000": "1.00", "0201011": "0.34", "0201022": "0.67"}
    assert codes_of(tmp_path, values, measure="tys. osób") == ["totals-agree-municipality"]
    values["0201022"] = "0.69"
    assert codes_of(tmp_path, values, measure="tys. osób") == ["totals-differ-municipality"]


def test_a_difference_within_rounding_is_said(tmp_path: Path) -> None:
    values = {"0000000": "1.00", "0201011": "0.34", "0201022": "0.67"}
    cells = [
        Cell(code=c, labels=("ogółem",), year=2023, text=text, measure="tys. osób")
        for c, text in values.items()
    ]
    (finding,) = read_bdl(save(tmp_path, ctab(cells))).findings
    assert (finding.severity, finding.params) == (
        "info", {"checked": 1, "count": 1, "difference": 0.01, "rounding": 0.01},
    )  # fmt: skip
    assert "differs by at most 0.01, where rounding explains 0.01" in finding.render(str)[0]


@pytest.mark.parametrize(
    ("label", "measure"),
    [("ogółem", "%"), ("ludność na 1 km2", "osoba"), ("współczynnik feminizacji", "osoba")],
)
def test_rates_are_not_added_up(tmp_path: Path, label: str, measure: str) -> None:
    values = {"0000000": "50", "0201011": "40", "0201022": "70"}
    assert codes_of(tmp_path, values, label=label, measure=measure) == ["totals-not-additive"]


def test_a_national_figure_among_its_parts_is_a_rate_whatever_its_unit(tmp_path: Path) -> None:
    assert codes_of(tmp_path, {"0000000": "104", "0201011": "100", "0201022": "108"}) == [
        "totals-not-additive"
    ]


def test_parts_do_not_count_in_sums(tmp_path: Path) -> None:
    values = {"0000000": "10", "0201043": "10", "0201044": "4", "0201045": "6"}
    assert codes_of(tmp_path, values) == ["totals-agree-municipality"]


def test_without_a_national_row_sums_are_unchecked(tmp_path: Path) -> None:
    assert codes_of(tmp_path, {"0201011": "4"}) == ["totals-unchecked"]

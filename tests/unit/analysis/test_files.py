"""Broken tables: one clear message each, with the place; nothing written."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from empiria.analysis.errors import InputError
from empiria.analysis.files import read_table, run_index, write_table

RECIPE = """\
code: test
version: 1
compare: group
tree:
  code: index
  children:
    - {code: x, per: {column: area}, impute: {method: mean, within: half}}
    - {code: y}
"""
OBSERVATIONS = "unit,indicator,period,value,status\n0101,x,2020,1.5,\n0102,x,2020,,confidential\n0101,y,2020,3,\n0102,y,2020,4,p\n"
UNITS = "teryt,name,group,half,area\n0101,Łódź,g,h,10\n0102,„Ż”,g,h,20\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "recipe.yaml").write_text(RECIPE, encoding="utf-8")
    (tmp_path / "observations.csv").write_text(OBSERVATIONS, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def run(
    folder: Path,
    *,
    ending: str = ".csv",
    output: str = "scores.csv",
    engine: str = "polars",
    periods: list[int] | None = None,
) -> None:
    run_index(
        folder / "recipe.yaml",
        folder / f"observations{ending}",
        folder / f"units{ending}",
        folder / output,
        engine,
        periods,
    )


def refusal(folder: Path, **options: str) -> str:
    """The message, the folder's name left out; and nothing new in the folder."""
    before = sorted(folder.iterdir())
    with pytest.raises(InputError) as caught:
        run(folder, **options)  # type: ignore[arg-type]
    assert sorted(folder.iterdir()) == before
    return str(caught.value).replace(f"{folder}/", "")


def test_scores_are_written_by_ending(folder: Path) -> None:
    run(folder)
    text = (folder / "scores.csv").read_text(encoding="utf-8").splitlines()
    assert text[0] == "unit,period,node,level,value,score,rank,ranked,status"
    assert [line.split(",")[:3] for line in text[1:4]] == [
        ["0101", "2020", "index"],
        ["0101", "2020", "x"],
        ["0101", "2020", "y"],
    ]
    run(folder, output="scores.parquet")
    scores = pl.read_parquet(folder / "scores.parquet")
    assert scores["unit"].to_list() == ["0101"] * 3 + ["0102"] * 3
    assert scores.filter(pl.col("node") == "x")["status"].to_list() == ["constant", "constant"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "observations.csv", "recipe.yaml", "scores.csv", "scores.parquet", "units.csv",
    ]  # fmt: skip


def test_periods_limit_what_is_written(folder: Path) -> None:
    with (folder / "observations.csv").open("a", encoding="utf-8") as file:
        file.write("0101,x,2021,2,\n")
    run(folder, periods=[2021])
    assert pl.read_csv(folder / "scores.csv")["period"].unique().to_list() == [2021]


def test_quotes_byte_order_mark_blank_lines_and_windows_ends_are_read(folder: Path) -> None:
    text = OBSERVATIONS.replace("0101,x", '"0101","x"').replace("\n", "\r\n") + "\r\n"
    (folder / "observations.csv").write_bytes("\ufeff".encode() + text.encode())
    assert read_table(folder / "observations.csv").columns == [
        "unit",
        "indicator",
        "period",
        "value",
        "status",
    ]
    run(folder)


def replaced(table: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / table
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return change


def written(table: str, content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / table).write_bytes(content)

    return change


OBSERVED, KNOWN = "observations.csv", "units.csv"
THERE = "the column is missing; there are:"

BROKEN = [
    (written(OBSERVED, b""), "observations.csv: the file is empty"),
    (written(KNOWN, b""), "units.csv: the file is empty"),
    (written(KNOWN, b"\n\n"), "units.csv: the file is empty"),
    (replaced(OBSERVED, "4,p", '4,"p'), "observations.csv, line 5: a quotation mark is opened in this row and not closed properly"),
    (replaced(OBSERVED, ",confidential", ',"confidential'),
     "observations.csv, line 3: a quotation mark is opened in this row and not closed properly"),
    (written(OBSERVED, b"unit,indicator,period,value\n"), "observations.csv: the table has no rows"),
    (written(KNOWN, b"unit,name\n"), "units.csv: the table has no rows"),
    (written(OBSERVED, OBSERVATIONS.replace(",p\n", ",pó\n").encode("cp1250")), "observations.csv, line 5: the file is not encoded as UTF-8"),
    (written(KNOWN, UNITS.encode("cp1250", "replace")), "units.csv, line 2: the file is not encoded as UTF-8"),
    (replaced(OBSERVED, ",value", ",figure"),
     f"observations.csv, column “value”: {THERE} unit, indicator, period, figure, status"),
    (replaced(OBSERVED, ",", ";"), f"observations.csv, column “unit”: {THERE} unit;indicator;period;value;status"),
    (replaced(KNOWN, "teryt", "code"), f"units.csv, column “unit”: {THERE} code, name, group, half, area"),
    (replaced(KNOWN, "group", "band"), f"units.csv, column “group”: {THERE} unit, name, band, half, area"),
    (replaced(KNOWN, "half", "third"), f"units.csv, column “half”: {THERE} unit, name, group, third, area"),
    (replaced(KNOWN, "area", "land"), f"units.csv, column “area”: {THERE} unit, name, group, half, land"),
    (replaced(KNOWN, "name", "group"), "units.csv, line 1: the column “group” stands twice"),
    (replaced(OBSERVED, "2020,3,", "2020,three,"), "observations.csv, line 4, column “value”: expected a number, found “three”"),
    (replaced(OBSERVED, "2020,3,", "2020,\"3,5\","), "observations.csv, line 4, column “value”: expected a number, found “3,5”"),
    (replaced(OBSERVED, "2020,3,", "2020,NaN,"), "observations.csv, line 4, column “value”: expected a finite number, found “NaN”"),
    (replaced(OBSERVED, "2020,3,", "2020,1e999,"), "observations.csv, line 4, column “value”: expected a finite number, found “1e999”"),
    (replaced(OBSERVED, "y,2020,4", "y,2020.5,4"),
     "observations.csv, line 5, column “period”: expected a year (a whole number), found “2020.5”"),
    (replaced(OBSERVED, "y,2020,4", "y,,4"), "observations.csv, line 5, column “period”: expected a year (a whole number), found “”"),
    (replaced(OBSERVED, "0102,y", ",y"), "observations.csv, line 5, column “unit”: the code is empty"),
    (replaced(OBSERVED, "0102,y,", "0102,,"), "observations.csv, line 5, column “indicator”: the code is empty"),
    (replaced(OBSERVED, "0102,y", "102,y"), "observations.csv, line 5, column “unit”: the unit “102” is not among the units"),
    (replaced(OBSERVED, "0102,y,2020,4,p\n", "\n0101,y,2020,5,\n"),
     "observations.csv, line 6: the observation of “0101”, “y”, 2020 stands twice: 3.0 and 5.0"),
    (replaced(OBSERVED, "0102,y,2020,4,p\n", "0102,z,2020,1,\n0102,z,2020,,\n"),
     "observations.csv, line 6: the observation of “0102”, “z”, 2020 stands twice: 1.0 and —"),
    (replaced(OBSERVED, ",y,", ",z,"), "observations.csv, node “y”: the indicator has no observation"),
    (replaced(OBSERVED, "0101,y,2020,3,", "0101,y,2020,3"), "observations.csv, line 4: expected 5 cells as in the header, found 4"),
    (replaced(OBSERVED, "4,p\n", "4,p,q\n"), "observations.csv, line 5: expected 5 cells as in the header, found 6"),
    (replaced(KNOWN, "0102", "0101"), "units.csv, line 3: the unit “0101” stands twice"),
    (replaced(KNOWN, "0102", ""), "units.csv, line 3, column “unit”: the code is empty"),
    (replaced(KNOWN, ",20", ",twenty"), "units.csv, line 3, column “area”: expected a number, found “twenty”"),
    (replaced("recipe.yaml", "mean,", "average,"),
     "recipe.yaml, line 7: unknown method “average”; expected one of: none, mean, median, last, linear"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_broken_input_is_refused_with_its_place(
    change: Callable[[Path], None], message: str, folder: Path
) -> None:
    change(folder)
    assert refusal(folder) == message


def test_line_counts_breaks_inside_cells(folder: Path) -> None:
    replaced(KNOWN, "Łódź", '"Łódź\nmiasto"')(folder)
    replaced(KNOWN, ",20", ",twenty")(folder)
    assert refusal(folder).startswith("units.csv, line 4, column “area”")


def test_absent_files_and_other_endings_are_refused(folder: Path) -> None:
    assert refusal(folder, output="scores.xlsx") == "scores.xlsx: a table ends in one of: .csv, .parquet"
    assert refusal(folder, output="absent/scores.csv") == "absent: there is no such folder"
    assert refusal(folder, engine="abacus").startswith("the engine “abacus” is not available here")
    over = "observations.csv: the command would write over this file, which it reads or writes for another purpose"
    assert refusal(folder, output=OBSERVED) == over
    (folder / OBSERVED).unlink()
    assert refusal(folder) == "observations.csv: the file cannot be read: No such file or directory"
    (folder / "folder.csv").mkdir()
    assert refusal(folder, output="folder.csv") == "folder.csv: this is a folder, not a file"


def parquet(folder: Path, **columns: object) -> None:
    """Both tables as Parquet, columns of the observations replaced."""
    for name, text in (("observations", OBSERVATIONS), ("units", UNITS)):
        table = pl.read_csv(text.encode(), schema_overrides={"unit": pl.String, "teryt": pl.String})
        if name == "observations":
            table = table.with_columns(**columns)  # type: ignore[arg-type]
        table.write_parquet(folder / f"{name}.parquet")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"unit": pl.lit(101)}, "observations.parquet, column “unit”: codes must be text, which keeps leading zeros; found values of type Int32"),
        ({"period": pl.lit(2020.0)}, "observations.parquet, row 1, column “period”: expected a year (a whole number), found “2020.0”"),
        ({"period": pl.lit(None)}, "observations.parquet, row 1, column “period”: expected a year (a whole number), found “”"),
        ({"value": pl.lit(True)}, "observations.parquet, column “value”: expected numbers, found values of type Boolean"),
        ({"value": pl.Series([1.0, None, 2.0, float("nan")])},
         "observations.parquet, row 4, column “value”: expected a finite number, found “nan”"),
        ({"value": pl.Series(["1", "2", "x", "4"])}, "observations.parquet, row 3, column “value”: expected a number, found “x”"),
    ],
)  # fmt: skip
def test_parquet_is_refused_by_row(columns: dict[str, object], message: str, folder: Path) -> None:
    parquet(folder, **columns)
    assert refusal(folder, ending=".parquet") == message


def test_truncated_parquet_is_refused(folder: Path) -> None:
    parquet(folder)
    run(folder, ending=".parquet")
    (folder / "scores.csv").unlink()
    path = folder / "observations.parquet"
    for size in (path.stat().st_size // 2, 3):
        path.write_bytes(path.read_bytes()[:size])
        assert refusal(folder, ending=".parquet") == (
            "observations.parquet: this is not a whole Parquet file; it may have been cut off"
        )


def test_categories_and_whole_numbers_are_accepted(folder: Path) -> None:
    parquet(folder, unit=pl.col("unit").cast(pl.Categorical), value=pl.Series([1, None, 3, 4], dtype=pl.Int8))
    run(folder, ending=".parquet")


def test_interrupted_write_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "scores.csv"
    path.write_text("before", encoding="utf-8")

    def fail(self: pl.DataFrame, target: Path) -> None:
        target.write_text("half", encoding="utf-8")
        raise OSError("no space left")

    monkeypatch.setattr(pl.DataFrame, "write_csv", fail)
    with pytest.raises(OSError, match="no space left"):
        write_table(pl.DataFrame({"a": [1]}), path)
    assert path.read_text(encoding="utf-8") == "before"
    assert [found.name for found in folder.iterdir() if found.name.endswith(".part")] == []

"""Exports that cannot be read with certainty: one message with the place, never a guess."""

from pathlib import Path

import pytest

from empiria.analysis.errors import InputError
from empiria.sources.bdl_files import read_bdl
from tests.unit.sources.exports import Dialect, column, crel, ctab, save, zipped

GOOD = column("0201011", {2022: "1.5", 2023: "2"}) + column("0201022", {2022: "3", 2023: "4"})
WIDE, LONG = ctab(GOOD), crel(GOOD)
FILE = "RYNE_1944_CTAB_20250616184618.csv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (WIDE.splitlines()[0], "The table has a header and no rows"),
        (WIDE.replace('"Kod"', '"Id"'), "line 1: An export of the Local Data Bank begins with the columns Kod"),
        ("ala ma kota\n", "line 1: An export of the Local Data Bank begins"),
        (WIDE.replace('"ogółem;2022;[osoba]"', '"ogółem;[osoba]"'), r"line 1, column “ogółem;\[osoba\]”: The header"),
        (WIDE.replace(";2022;", ";2999;"), r"line 1, column “ogółem;2999;\[osoba\]”: The year 2999 has not begun"),
        (LONG.replace('"2023"', '"2999"', 1), "line 3, column “Rok”: The year 2999 has not begun"),
        (WIDE.replace(";2022;", ";2023;"), r"column “ogółem;2023;\[osoba\]”: The same column stands twice"),
        (WIDE.replace("1,5", "brak"), r"line 2, column “ogółem;2022;\[osoba\]”: “brak” is not a number"),
        (WIDE.replace("1,5", "1,5,0"), "line 2, .*“1,5,0” is not a number"),
        (WIDE.replace("1,5", "1.234,5"), "line 2, .*“1.234,5” is not a number"),
        (WIDE.replace("1,5", "1,5E+07"), r"line 2, .*“1,5E\+07” is not a number"),
        (WIDE.replace("1,5", "NaN"), "line 2, .*“NaN” is not a finite number"),
        (WIDE.replace(";3;", ";3.5;"), "line 3, .*“3.5” here and “1,5” in line 2: the file mixes"),
        (WIDE[: WIDE.index("2022;[") + 8], "line 1: A quotation mark"),
        (WIDE[: WIDE.rindex('"Bolesławiec') + 5], "line 3: A quotation mark"),
        (WIDE[: WIDE.rindex(";3;")], "line 3: The row has 2 cells where 4 are expected"),
        (WIDE.replace(";3;4;", ";3;4;5;"), "line 3: The row has 6 cells where 4 are expected"),
        (WIDE.replace("0201022", "0201026"), "line 3, column “Kod”: “0201026” is not a code of a territorial unit"),
        (WIDE.replace("0201022", "02010"), "line 3, column “Kod”: “02010” does not have the digits of a code"),
        (WIDE.replace("0201022", "1,12E+10"), r"line 3, column “Kod”: A spreadsheet shortened the code"),
        (WIDE.replace("0201022", ""), "line 3, column “Kod”: The code of the unit is missing"),
        (WIDE.replace("0201022", "0201011"), "line 3, .*0201011 already has “ogółem” for 2022 in line 2"),
        (LONG.replace('"Atrybut"', '"Uwagi"'), "line 1: The column “Atrybut” is missing"),
        (LONG.replace('"Wymiar 0"', '"Rok"'), "line 1: The column “Rok” stands twice"),
        (LONG.replace('"2023"', '"2023 r."', 1), "line 3, column “Rok”: “2023 r.” is not a year"),
        (WIDE.replace("1,5", "١٢"), "line 2, .*“١٢” is not a number"),
        (WIDE.replace(";2022;", ";٢٠٢٢;"), "The header is not of the form"),
        (LONG.replace('"2023"', '"٢٠٢٣"', 1), "line 3, column “Rok”: “٢٠٢٣” is not a year"),
        (LONG.replace(";4;", ";x;"), "line 5, column “Wartosc”: “x” is not a number"),
        ("\r\n".join([*LONG.splitlines(), LONG.splitlines()[2]]), "line 6, .*already has “ogółem” for 2023 in line 3"),
    ],
)  # fmt: skip
def test_read_bdl_refuses_a_broken_file_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=f"^{FILE}.*{message}"):
        read_bdl(save(tmp_path, text))


def test_read_bdl_refuses_a_subgroup_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="“bezrobocie” is not a subgroup"):
        read_bdl(save(tmp_path, WIDE), subgroup="bezrobocie")


def test_read_bdl_names_the_file_within_the_archive(tmp_path: Path) -> None:
    path = save(tmp_path, zipped({FILE: WIDE.replace("1,5", "brak")}), "dane.zip")
    with pytest.raises(InputError, match=f"^dane.zip/{FILE}, line 2, .*“brak” is not a number"):
        read_bdl(path)


def test_read_bdl_refuses_a_workbook(tmp_path: Path) -> None:
    path = save(tmp_path, zipped({"[Content_Types].xml": "<x/>"}), "RYNE_1944.xlsx")
    with pytest.raises(InputError, match="This is a workbook; export the data as CSV"):
        read_bdl(path)


def test_read_bdl_counts_lines_past_empty_ones_and_breaks_in_cells(tmp_path: Path) -> None:
    text = (
        ctab(GOOD, Dialect(newline="\n"))
        .replace("Bolesławiec (1)", "Bole\nsławiec (1)")
        .replace("\n0201022", "\n\n;;;\n0201022")
    )
    with pytest.raises(InputError, match=r"line 6, .*“brak” is not a number"):
        read_bdl(save(tmp_path, text.replace(";3;", ";brak;")))

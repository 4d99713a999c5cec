"""Tables of classes: read as they come, refused with their place."""

from pathlib import Path

import pytest

from empiria.analysis.errors import InputError
from empiria.sources.classes import read_classes


def write(folder: Path, text: str) -> Path:
    path = folder / "classes.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_table_is_tidy_and_sorted(tmp_path: Path) -> None:
    text = "Class;x;TERYT\n a ;1;1465011\nH;2;02 01 01 1\nB;3;0201043\nB;3;0201044\n"
    reading = read_classes(write(tmp_path, text))
    assert reading.table.rows() == [
        ("020101", "0201011", "municipality", "H", 3),
        ("020104", "0201043", "municipality", "B", 4),
        ("146501", "1465011", "municipality", "A", 2),
    ]
    assert [finding.code for finding in reading.findings] == ["parts"]


def test_lost_zero_is_restored_with_a_finding(tmp_path: Path) -> None:
    reading = read_classes(write(tmp_path, "teryt,class\n201011,A\n1465011,B\n"))
    assert reading.table["unit"].to_list() == ["020101", "146501"]
    assert [finding.code for finding in reading.findings] == ["zeros-restored"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("teryt,class\n1465011,\n", "line 2: 1465011 has no class."),
        ("teryt,class\n1465011,A\n1465012,B\n", "line 3: 1465012 stands twice."),
        ("teryt,class\n99,A\n", "line 2, column “teryt”: “99” is not a code of a territorial unit"),
        ("teryt,class\n", "The table has a header and no rows."),
    ],
)
def test_wrong_table_is_refused_with_the_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_classes(write(tmp_path, text))
    assert message in str(caught.value)
    assert str(caught.value).startswith("classes.csv")

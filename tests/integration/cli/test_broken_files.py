"""Broken files of every kind: one message that names the place, exit code 2, and nothing changed anywhere."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import translation

from empiria.cli import main

TERC_HEADER = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n"
TERC = f"{TERC_HEADER}02;;;;DOLNOŚLĄSKIE;województwo;2025-01-01\n02;01;;;bolesławiecki;powiat;2025-01-01\n02;01;01;1;Bolesławiec;gmina miejska;2025-01-01\n"
BDL_NAME = "RYNE_1944_CTAB_20250616184618.csv"
BDL_HEADER = '"Kod";"Nazwa";"ogółem;2023;[osoba]";"ogółem;2024;[osoba]";\n'
BDL = f'{BDL_HEADER}0201011;"Bolesławiec (1)";10;12;\n'
LONG_HEADER = '"Kod";"Nazwa";"Płeć";"Rok";"Wartosc";"Jednostka miary";"Atrybut";\n'
TIDY = "unit,indicator,period,value\n0201011,unemployed,2024,12\n"


def archive(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, text)
    return buffer.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


TABLE = pl.DataFrame({"unit": ["0201011"], "indicator": ["unemployed"], "period": [2024], "value": [1.0]})

# command, name of the file, what it holds, a part of the message
BROKEN: dict[str, tuple[str, str, bytes, str]] = {
    "empty export": ("bdl", BDL_NAME, b"", BDL_NAME),
    "header without rows": ("bdl", BDL_NAME, BDL_HEADER.encode(), "no rows"),
    "truncated archive": ("bdl", "RYNE_1944.zip", archive(BDL_NAME, BDL)[:60], "RYNE_1944.zip"),
    "two encodings": ("bdl", BDL_NAME, BDL.encode() + b'0201022;"\xb3";1;2;\n', "UTF-8"),
    "binary": ("bdl", BDL_NAME, b"\x00\x01\x02\x03", "not a text file"),
    "no code column": ("bdl", BDL_NAME, BDL.replace("Kod", "Id").encode(), "Kod"),
    "no year": ("bdl", BDL_NAME, BDL.replace("2023", "x").encode(), BDL_NAME),
    "text in a number": ("bdl", BDL_NAME, BDL.replace(";12;", ";dozen;").encode(), "line 2"),
    "unit twice": ("bdl", BDL_NAME, (BDL + '0201011;"Bolesławiec (1)";11;12;\n').encode(), "line 3"),
    "unknown code": ("bdl", BDL_NAME, BDL.replace("0201011", "9901011").encode(), "9901011"),
    "cut off row": ("bdl", BDL_NAME, (BDL + "0201022;").encode(), "line 3"),
    "mixed decimals": ("bdl", BDL_NAME, BDL.replace(";10;12;", ";1,5;1.5;").encode(), "mixes"),
    "name without subgroup": ("bdl", "data.csv", BDL.encode(), "State the subgroup"),
    "open quotation mark": ("bdl", BDL_NAME, (BDL + '0201022;"Bol;1;2;\n').encode(), "line 3"),
    "long form without values": ("bdl", BDL_NAME, LONG_HEADER.replace("Wartosc", "X").encode(), BDL_NAME),
    "column missing": ("observations", "o.csv", TIDY.replace("value", "number").encode(), "value"),
    "observation twice": (
        "observations",
        "o.csv",
        (TIDY + "0201011,unemployed,2024,13\n").encode(),
        "line 3",
    ),
    "not a year": ("observations", "o.csv", TIDY.replace("2024", "May").encode(), "“May” is not a year"),
    "year to come": (
        "observations",
        "o.csv",
        (TIDY + "0201011,unemployed,2999,5\n").encode(),
        "line 3, column “period”: The year 2999 has not begun",
    ),
    "export of a year to come": ("bdl", BDL_NAME, BDL.replace("2024", "2999").encode(), "2999 has not begun"),
    "not finite": ("observations", "o.csv", TIDY.replace(",12", ",inf").encode(), "finite"),
    "wide table": ("observations", "o.csv", b"unit,2023,2024\n0201011,1,2\n", "wide"),
    "damaged Parquet": ("observations", "o.parquet", parquet(TABLE)[:-20], "o.parquet"),
    "unit not TERYT": (
        "observations",
        "o.csv",
        TIDY.replace("0201011", "Bolesławiec").encode(),
        "Bolesławiec",
    ),
    "indicator empty": ("observations", "o.csv", TIDY.replace("unemployed", "").encode(), "indicator"),
    "list without names": ("terc", "t.csv", TERC.replace("NAZWA;", "X;").encode(), "NAZWA"),
    "list of two days": ("terc", "t.csv", TERC.replace("powiat;2025", "powiat;2024").encode(), "t.csv"),
    "not GeoJSON": ("boundaries", "b.json", b'{"type": "FeatureCollection", "features"', "b.json"),
    "no features": ("boundaries", "b.json", b'{"type": "FeatureCollection", "features": []}', "b.json"),
    "feature without code": (
        "boundaries",
        "b.json",
        b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{}}]}',
        "b.json",
    ),
}


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any, db: None) -> Iterator[CliRunner]:
    """The command line on a folder of its own, with something in it already."""
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    settings.EMPIRIA_DATA = tmp_path / "data"
    settings.EMPIRIA_DATA.mkdir()
    runner = CliRunner()
    with translation.override("en"):
        for name, words, text in (
            ("terc.csv", ["terc"], TERC),
            (BDL_NAME, ["bdl"], BDL),
        ):
            path = tmp_path / name
            path.write_text(text, encoding="utf-8")
            answer = runner.invoke(main, ["import", *words, str(path)])
            assert answer.exit_code == 0, answer.output
        yield runner


def state(folder: Path) -> dict[str, Any]:
    """Every row of every table, and every file with what is in it."""
    with connection.cursor() as cursor:
        tables = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names of our own tables)
            tables[table] = sorted(map(repr, cursor.fetchall()))
    files = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {"tables": tables, "files": files}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_file_gives_one_message_and_changes_nothing(
    command: CliRunner, tmp_path: Path, kind: str
) -> None:
    name, file, content, told = BROKEN[kind]
    folder = tmp_path / "broken"
    folder.mkdir()
    path = folder / file
    path.write_bytes(content)
    before = state(tmp_path / "data")
    answer = command.invoke(main, ["import", name, str(path)])
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("Error: ")
    assert answer.stderr.count("\n") == 1
    assert told in answer.stderr
    assert "%(" not in answer.stderr
    assert state(tmp_path / "data") == before


def test_one_broken_file_among_several_stops_all(command: CliRunner, tmp_path: Path) -> None:
    good, bad = tmp_path / "LUDN_2137_CTAB_1.csv", tmp_path / "LUDN_2425_CTAB_1.csv"
    good.write_text(BDL.replace("10", "11"), encoding="utf-8")
    bad.write_text(BDL.replace(";12;", ";dozen;"), encoding="utf-8")
    before = state(tmp_path / "data")
    answer = command.invoke(main, ["import", "bdl", str(good), str(bad)])
    assert (answer.exit_code, state(tmp_path / "data")) == (2, before)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["release", "show", "1999-1", "--output", "x.csv"], "There is no release “1999-1”"),
        (["release", "show", "1999-1", "--output", "x.doc"], "a table ends in one of: .csv, .parquet"),
        (["release", "show", "1999-1", "--output", "nowhere/x.csv"], "there is no such folder"),
        (["release", "diff", "1999-1"], "There is no release"),
        (["release", "publish", "1999-1"], "There is no release"),
    ],
)
def test_wrong_release_is_told(
    command: CliRunner, tmp_path: Path, arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = state(tmp_path / "data")
    answer = command.invoke(main, arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert told in answer.stderr
    assert state(tmp_path / "data") == before

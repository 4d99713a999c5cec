"""Exports written by hand, as the site of the Local Data Bank or a spreadsheet would write them."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

NAMES = {
    "0000000": "POLSKA",
    "0200000": "DOLNOŚLĄSKIE",
    "0201000": "Powiat bolesławiecki",
    "0201011": "Bolesławiec (1)",
    "0201022": "Bolesławiec (2)",
    "0201043": "Nowogrodziec (3)",
    "1465011": "M.st.Warszawa od 2002 (1)",
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    code: str
    labels: tuple[str, ...]
    year: int
    text: str  # with a decimal point, empty where there is nothing
    measure: str = "osoba"
    attribute: str = ""
    name: str = ""

    @property
    def shown_name(self) -> str:
        return self.name or NAMES.get(self.code, "Gmina")


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a file is written; the defaults are the site's."""

    separator: str = ";"
    decimal: str = ","
    newline: str = "\r\n"
    trailing: bool = True
    quotes: bool = True
    inner: str = ";"
    encoding: str = "utf-8"

    def lines(self, rows: Iterable[Iterable[tuple[str, bool]]]) -> str:
        """Rows of (text, is quoted)."""
        lines = []
        for row in rows:
            cells = [f'"{text}"' if quoted and self.quotes else text for text, quoted in row]
            lines.append(self.separator.join(cells) + (self.separator if self.trailing else ""))
        return self.newline.join(lines) + self.newline

    def number(self, text: str) -> tuple[str, bool]:
        shown = text.replace(".", self.decimal)
        return shown, self.separator in shown


def ctab(cells: list[Cell], dialect: Dialect = Dialect()) -> str:
    columns = list(dict.fromkeys((cell.labels, cell.year, cell.measure) for cell in cells))
    units = list(dict.fromkeys((cell.code, cell.shown_name) for cell in cells))
    values = {(c.code, c.shown_name, c.labels, c.year): c.text for c in cells}
    header = [
        ("Kod", True),
        ("Nazwa", True),
        *(
            (dialect.inner.join([*labels, str(year), f"[{measure}]"]), True)
            for labels, year, measure in columns
        ),
    ]
    rows = [
        [
            (code, False),
            (name, True),
            *(dialect.number(values.get((code, name, labels, year), "")) for labels, year, _ in columns),
        ]
        for code, name in units
    ]
    return dialect.lines([header, *rows])


def crel(cells: list[Cell], dialect: Dialect = Dialect()) -> str:
    dimensions = [f"Wymiar {index}" for index in range(len(cells[0].labels))]
    header = [
        (name, True) for name in ("Kod", "Nazwa", *dimensions, "Rok", "Wartosc", "Jednostka miary", "Atrybut")
    ]
    rows = [
        [
            (cell.code, False),
            (cell.shown_name, True),
            *((label, True) for label in cell.labels),
            (str(cell.year), True),
            dialect.number(cell.text),
            (cell.measure, True),
            (cell.attribute, True),
        ]
        for cell in cells
    ]
    return dialect.lines([header, *rows])


def column(code: str, texts: Mapping[int, str], *, name: str = "", measure: str = "osoba") -> list[Cell]:
    """One unit's years of the series "ogółem"."""
    return [
        Cell(code=code, name=name, labels=("ogółem",), year=year, text=text, measure=measure)
        for year, text in texts.items()
    ]


def save(folder: Path, content: str | bytes, name: str = "RYNE_1944_CTAB_20250616184618.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()

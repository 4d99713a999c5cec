"""The official list of territorial units (TERC of the TERYT register), CSV or XML, plain or zipped."""

import re
from datetime import date, datetime
from pathlib import Path
from xml.parsers import expat

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.codes import leave_out_parts, unguard
from empiria.sources.delimited import Delimited, require_columns
from empiria.sources.encoding import decode
from empiria.sources.reading import Finding, Reading, summed_finding
from empiria.sources.received import Member, only_member, open_received
from empiria.sources.teryt import Code, parse_code

FIELDS = ("WOJ", "POW", "GMI", "RODZ", "NAZWA", "NAZWA_DOD", "STAN_NA")
COLUMNS = ["code", "teryt", "level", "name", "kind", "parent", "state", "row"]
MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")  # behind dates that a spreadsheet took for moments
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
CITY = "na prawach powiatu"


def read_terc(
    path: Path, *, retrieved: datetime | None = None, origin: str = "", licence: str = ""
) -> Reading:
    """The list as GUS publishes it, with one state date for all units.

    The table, sorted by code, has `code` (for life: 2, 4 or 6 digits), `teryt` (municipalities: 7 digits),
    `level`, `name` (voivodeships in lower case, as they are written), `kind` (municipalities 1 urban, 2 rural,
    3 urban-rural; counties `city` for a city with county rights; else empty), `parent` (the code above; `00`
    above voivodeships), `state` (date, the column STAN_NA) and `row`.

    Raises InputError, with the line, for a list that is incomplete, contradicts itself or mixes state dates.
    """
    received = open_received(path, retrieved=retrieved, origin=origin, licence=licence)
    member = only_member(received)
    is_xml = member.data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    rows, findings = _from_xml(member) if is_xml else _from_text(member)
    rows, noticed = unguard(rows.with_columns(pl.exclude("row").str.strip_chars()), [*FIELDS[:4]])
    findings += noticed
    rows, noticed = _pad_fields(rows)
    findings += noticed
    place = {"file": member.file}
    state, noticed = _state(rows, place=place)
    findings += noticed
    table = _identify(rows, place=place).with_columns(state=pl.lit(state))
    _refuse_repeated(table, place=place)
    table, noticed = leave_out_parts(table)
    _refuse_orphans(table, place=place)
    return Reading(
        table=table.select(COLUMNS).sort("code"),
        provenance=received.provenance,
        findings=received.findings + findings + noticed,
    )


def _from_text(member: Member) -> tuple[pl.DataFrame, list[Finding]]:
    text, findings = decode(member)
    table = Delimited(text, file=member.file, expected=FIELDS)
    names = [name.upper() for name in table.header]
    require_columns(names, FIELDS, place=table.place(table.header_line))
    rows = table.frame(names).select(*FIELDS, "row")
    return rows, findings + table.findings


def _from_xml(member: Member) -> tuple[pl.DataFrame, list[Finding]]:
    parser = _Rows(member.file)
    parser.feed(member.data)
    if not parser.rows:
        raise InputError(mark("The list has no row with the fields of TERC."), place={"file": member.file})
    return pl.DataFrame(parser.rows, schema=[*FIELDS, "row"], orient="row"), []


class _Rows:
    """Collects `row` elements; a document type, through which XML attacks come, is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: list[tuple[str | int, ...]] = []
        self._fields: dict[str, str] | None = None
        self._line = 0
        self._name = ""
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise InputError(
                mark("The XML is damaged or was cut off here."),
                place={"file": self.file, "line": error.lineno},
            ) from error

    def _refuse_doctype(self, *_: object) -> None:
        raise InputError(mark("XML with a document type is not read."), place={"file": self.file})

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._fields, self._line = {}, self._parser.CurrentLineNumber
        elif self._fields is not None:
            self._name = attributes.get("name", name) if name == "col" else name

    def _text(self, text: str) -> None:
        if self._fields is not None and self._name:
            self._fields[self._name] = self._fields.get(self._name, "") + text

    def _end(self, name: str) -> None:
        if name != "row":
            self._name = ""
        elif self._fields is not None:
            for required in ("WOJ", "NAZWA", "STAN_NA"):
                if required not in self._fields:
                    raise InputError(
                        mark("The row has no field %(name)s."),
                        place={"file": self.file, "line": self._line},
                        name=required,
                    )
            self.rows.append((*(self._fields.get(field, "") for field in FIELDS), self._line))
            self._fields = None


def _pad_fields(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows with every zero that a spreadsheet took from WOJ, POW or GMI, which have two digits each."""
    fields = ("WOJ", "POW", "GMI")
    lost = pl.any_horizontal(pl.col(fields).str.len_chars() == 1)
    findings = summed_finding(
        rows.filter(lost),
        code="zeros-restored",
        severity="warning",
        message=mark("A spreadsheet took the leading zeros of codes. Rows: %(count)s."),
        action=mark("Restored: the parts of a code have two digits each."),
    )
    padded = [
        pl.when(pl.col(name).str.len_chars() == 1).then("0" + pl.col(name)).otherwise(name).alias(name)
        for name in fields
    ]
    return rows.with_columns(padded), findings


def _identify(rows: pl.DataFrame, *, place: dict[str, str]) -> pl.DataFrame:
    """The rows with code, level, kind and parent; a county in its own city is marked so."""
    joined = rows.select(pl.concat_str("WOJ", "POW", "GMI", "RODZ"), "row", "NAZWA")
    parsed = []
    for code, row, name in joined.rows():
        if len(code) == 6:
            raise InputError(mark("The kind is missing."), place=place | {"line": row, "column": "RODZ"})
        try:
            parsed.append(parse_code(code))
        except InputError as error:
            raise error.at(**place, line=row) from None
        if not name:
            raise InputError(mark("The name is missing."), place=place | {"line": row, "column": "NAZWA"})
    is_county = pl.col("level") == "county"
    is_voivodeship = pl.col("level") == "voivodeship"
    return pl.concat(
        [rows, pl.DataFrame(parsed, schema=list(Code._fields), orient="row")], how="horizontal"
    ).select(
        pl.col("unit").alias("code"),
        "teryt",
        "level",
        name=pl.when(is_voivodeship).then(pl.col("NAZWA").str.to_lowercase()).otherwise("NAZWA"),
        kind=pl.when(is_county & pl.col("NAZWA_DOD").str.contains(CITY, literal=True))
        .then(pl.lit("city"))
        .otherwise("kind"),
        parent=pl.when(is_voivodeship)
        .then(pl.lit("00"))
        .when(is_county)
        .then(pl.col("unit").str.head(2))
        .otherwise(pl.col("unit").str.head(4)),
        row="row",
    )


def _state(rows: pl.DataFrame, *, place: dict[str, str]) -> tuple[date, list[Finding]]:
    """The one date for which the list is valid, and a finding where a spreadsheet wrote it its own way."""
    first = rows["STAN_NA"][0]
    other = rows.filter(pl.col("STAN_NA") != first)
    if not other.is_empty():
        raise InputError(
            mark("The list mixes state dates: %(first)s and %(other)s."),
            place=place | {"line": other["row"][0], "column": "STAN_NA"},
            first=first or "—",
            other=other["STAN_NA"][0] or "—",
        )
    text = MIDNIGHT.sub("", first)
    if dotted := DOTTED.fullmatch(text):
        text = f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}"
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError(
            mark("“%(found)s” is not a date such as 2025-01-01."),
            place=place | {"line": rows["row"][0], "column": "STAN_NA"},
            found=first,
        ) from None
    if first == str(day):
        return day, []
    finding = Finding(
        code="date-rewritten",
        severity="info",
        message=mark("A spreadsheet wrote the date of the list in its own way: %(text)s."),
        action=mark("Read as %(date)s."),
        row=rows["row"][0],
        column="STAN_NA",
        params={"text": first, "date": str(day)},
    )
    return day, [finding]


def _refuse_repeated(table: pl.DataFrame, *, place: dict[str, str]) -> None:
    """A code stands once; a municipality is of one kind at a time."""
    repeated = table.filter(pl.struct("code").is_duplicated()).sort("code", "row")
    if repeated.is_empty():
        return
    first, second = repeated.head(2).rows(named=True)
    raise InputError(
        mark("%(teryt)s is the unit of line %(line)s again (%(other)s)."),
        place=place | {"line": second["row"]},
        teryt=second["teryt"],
        other=first["teryt"],
        line=first["row"],
    )


def _refuse_orphans(table: pl.DataFrame, *, place: dict[str, str]) -> None:
    orphans = table.filter(~pl.col("parent").is_in([*table["code"], "00"]))
    if not orphans.is_empty():
        orphan = orphans.row(0, named=True)
        raise InputError(
            mark("%(code)s stands in the list without the unit above it, %(parent)s."),
            place=place | {"line": orphan["row"]},
            code=orphan["code"],
            parent=orphan["parent"],
        )

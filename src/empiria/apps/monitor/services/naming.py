"""Whether a file calls units as the registers do: by a kind, and by a name, that the unit has or once had."""

import re
import unicodedata
from dataclasses import replace

import polars as pl

from empiria.analysis.errors import mark
from empiria.sources.reading import Finding

# So many are named one by one; of more, the rest is counted: a file may write all names in a way of its own.
NAMED = 10
# "Bolesławiec (1)", "Wałbrzych od 2013", "Powiat m. st. Warszawa": what sources write around a name.
AROUND = re.compile(
    r"\([^)]*\)|\b(od|do)\s+\d{4}\b.*"
    r"|\b(m|st|gm|gmina|miasto|miejska|wiejska|powiat|wojewodztwo|na prawach powiatu)\b\.?"
)


def strange_kinds(rows: pl.DataFrame, *, spells: pl.DataFrame) -> list[Finding]:
    """Municipalities under a kind that the registers never knew, unless the file has them under a known one too.

    Those changed their kind before the first list; their rows were joined, which the reader has told.
    """
    given = _units(rows).filter(pl.col("level") == "municipality", pl.col("teryt").str.len_chars() == 7)
    known = spells.select(unit="code", teryt="teryt").unique()
    strange = (
        given.join(known.select("unit").unique(), on="unit", how="semi")
        .join(given.join(known, on=["unit", "teryt"], how="semi"), on="unit", how="anti")
        .unique("unit", keep="first", maintain_order=True)
    )
    return _told(
        strange.join(_today(spells), on="unit").sort("row", nulls_last=True),
        code="kind-unknown",
        message=mark(
            "The code %(teryt)s is of a kind that %(known)s (%(today)s) never had in the registers."
        ),
        action=mark("Its figures are taken as those of %(today)s."),
        rest=Finding(
            code="kinds-unknown",
            severity="warning",
            message=mark("More codes of a kind that their units never had: %(count)s."),
            action=mark("Their figures are taken as those of the units with the same first six digits."),
        ),
    )


def strange_names(rows: pl.DataFrame, *, spells: pl.DataFrame) -> list[Finding]:
    """Names that contradict their code: other than every name that the unit has or had, however it is written."""
    known = spells.select(unit="code", plain=_plain("name")).unique()
    strange = (
        _units(rows)
        .join(known.select("unit").unique(), on="unit", how="semi")
        .with_columns(plain=_plain("name"))
        .filter(pl.col("plain") != "")
        .join(known, on=["unit", "plain"], how="anti")
        .unique(["unit", "plain"], keep="first", maintain_order=True)
    )
    return _told(
        strange.join(_today(spells), on="unit").sort("row", nulls_last=True),
        code="name-differs",
        message=mark("The file calls %(teryt)s “%(name)s”; the registers know it as %(known)s (%(today)s)."),
        action=mark("The code decides; check that it is the one that is meant."),
        rest=Finding(
            code="names-differ",
            severity="warning",
            message=mark("More names that the registers do not know for their codes: %(count)s."),
            action=mark("The codes decide; check that they are the ones that are meant."),
        ),
    )


def _units(rows: pl.DataFrame) -> pl.DataFrame:
    """How the file calls its units, each way once, in the order of its rows."""
    names = ["unit", "teryt", "level", "name"]
    return rows.group_by(names).agg(pl.col("row").min()).sort("row", *names, nulls_last=True)


def _today(spells: pl.DataFrame) -> pl.DataFrame:
    """The last spell of each unit."""
    return (
        spells.group_by("code", maintain_order=True)
        .agg(known=pl.col("name").last(), today=pl.col("teryt").last())
        .rename({"code": "unit"})
    )


def _plain(column: str) -> pl.Expr:
    return pl.col(column).map_elements(plain_name, return_dtype=pl.String)


def plain_name(name: str) -> str:
    """A name without case, diacritics and what sources write around it."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", AROUND.sub(" ", bare)))


def _told(strange: pl.DataFrame, *, code: str, message: str, action: str, rest: Finding) -> list[Finding]:
    """A finding for each of the first; `rest` counts the others."""
    found = [
        Finding(
            code=code,
            severity="warning",
            message=message,
            action=action,
            row=row["row"],
            params={name: row[name] for name in ("teryt", "name", "known", "today")},
        )
        for row in strange.head(NAMED).iter_rows(named=True)
    ]
    others = strange.height - NAMED
    return [*found, replace(rest, params={"count": others})] if others > 0 else found

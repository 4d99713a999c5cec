"""Numbers as spreadsheets and offices write them: a decimal comma or point, found once for the whole file."""

import polars as pl

from empiria.analysis.errors import InputError, mark

SPACES = r"[ \x{00A0}\x{202F}]"
THOUSANDS = rf"^[-+]?[0-9]{{1,3}}(?:{SPACES}[0-9]{{3}})+(?:[.,][0-9]+)?$"
NUMBER = r"^[-+]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)$"
GROUPED_BY_COMMA = r"^[-+]?[1-9][0-9]{0,2},[0-9]{3}$"
EXPONENT = r"^[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]+$"
LARGEST = 1e15  # beyond, a Float64 cannot hold every tenth; no statistic of a country comes near
TOO_LARGE = mark("“%(found)s” is too large for a figure: it has more than 15 digits before the decimal sign.")
NOT_FINITE = r"(?i)^[-+]?(?:nan|inf|infinity)$"


def parse_numbers(frame: pl.DataFrame, *, file: str, exponents: bool = False) -> pl.DataFrame:
    """`value` (Float64) for the `text` of each row, null where that is empty; spaces between thousands go.

    `row` and `column` of the frame say where each cell stands. A text with two marks, or a file that uses both
    as decimal marks, is ambiguous and refused, and so is a number of LARGEST and more. With `exponents`, 1e-05 is a number: a shortened number from a
    spreadsheet has lost digits, one from a program has not.
    """
    text = pl.col("text").str.strip_chars().str.replace_all("\u2212", "-", literal=True)
    grouped = text.str.contains(THOUSANDS)
    frame = frame.with_columns(
        text=pl.when(text == "")
        .then(None)
        .when(grouped)
        .then(text.str.replace_all(SPACES, ""))
        .otherwise(text)
    )
    good = pl.col("text").str.contains(NUMBER)
    if exponents:
        good |= pl.col("text").str.contains(EXPONENT)
    not_finite = pl.col("text").str.contains(NOT_FINITE)
    _refuse(frame.filter(not_finite), mark("“%(found)s” is not a finite number."), file=file)
    _refuse(frame.filter(~good), mark("“%(found)s” is not a number."), file=file)
    _refuse_two_marks(frame, file=file)
    number = pl.col("text").str.replace(",", ".", literal=True).cast(pl.Float64)
    frame = frame.with_columns(value=number)
    _refuse(
        frame.filter(pl.col("value").is_infinite()), mark("“%(found)s” is not a finite number."), file=file
    )
    _refuse(frame.filter(pl.col("value").abs() >= LARGEST), TOO_LARGE, file=file)
    return frame


def refuse_ambiguous_commas(frame: pl.DataFrame, *, file: str) -> None:
    """Raise InputError where the commas within numbers, in a file separated by commas, may stand for thousands.

    They may when every number with a comma looks like 1,234: quoted so by an English spreadsheet it is 1234, by a
    Polish one 1.234. A single 0,5 or 12,34 beside them tells that commas are decimal marks.
    """
    commas = frame.filter(pl.col("text").str.contains(",", literal=True))
    if commas.select(pl.col("text").str.strip_chars().str.contains(GROUPED_BY_COMMA).all()).item():
        _refuse(
            commas,
            mark(
                "“%(found)s” may be a thousand and more or a number with three decimals, for commas also separate "
                "the columns. Save the file with decimal points, or with semicolons between columns."
            ),
            file=file,
        )


def grouped_thousands(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows whose `text` has spaces between its thousands, for a finding."""
    return frame.filter(pl.col("text").str.strip_chars().str.contains(THOUSANDS))


def _refuse(wrong: pl.DataFrame, message: str, *, file: str) -> None:
    """Raise InputError for the first of the `wrong` cells."""
    if wrong.is_empty():
        return
    first = wrong.sort("row").row(0, named=True)
    raise InputError(
        message,
        place={"file": file, "line": first["row"], "column": first["column"]},
        found=first["text"][:80],
    )


def _refuse_two_marks(frame: pl.DataFrame, *, file: str) -> None:
    comma = frame.filter(pl.col("text").str.contains(",", literal=True))
    point = frame.filter(pl.col("text").str.contains(".", literal=True))
    if comma.is_empty() or point.is_empty():
        return
    first, second = sorted((comma.row(0, named=True), point.row(0, named=True)), key=lambda cell: cell["row"])
    raise InputError(
        mark("“%(found)s” here and “%(other)s” in line %(line)s: the file mixes decimal commas and points."),
        place={"file": file, "line": second["row"], "column": second["column"]},
        found=second["text"],
        other=first["text"],
        line=first["row"],
    )

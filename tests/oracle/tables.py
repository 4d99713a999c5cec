"""The ASEM tables as Empiria takes them: README.md says what becomes what."""

from pathlib import Path

import polars as pl

GROUPS = ["GDP_group", "GDPpc_group", "Pop_group", "EurAsia_group"]
DENOMINATORS = ["Area", "Energy", "GDP", "Population"]


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, null_values=["NA"], infer_schema_length=None)


def indicators(folder: Path) -> list[str]:
    return read(folder / "ASEM_iMeta.csv").filter(pl.col("Type") == "Indicator")["iCode"].to_list()


def observations(data: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    numbers = data.select(*(pl.col(name).cast(pl.Float64) for name in columns), unit="uCode", period="Time")
    return numbers.unpivot(columns, index=["unit", "period"], variable_name="indicator", value_name="value")


def units(data: pl.DataFrame) -> pl.DataFrame:
    return data.select(pl.col("uCode").alias("unit"), pl.col("uName").alias("name"), *GROUPS, *DENOMINATORS)


def long(path: Path, columns: list[str], name: str) -> pl.DataFrame:
    """A reference table, long: `unit, node` and the value under a name."""
    table = read(path).select("uCode", *(pl.col(column).cast(pl.Float64) for column in columns))
    return table.unpivot(columns, index="uCode", variable_name="node", value_name=name).rename(
        {"uCode": "unit"}
    )

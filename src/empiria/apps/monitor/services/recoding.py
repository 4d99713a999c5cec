"""Codes that named somebody who is erased, wherever else they are kept: in tables of the store, in kept comparisons.

A recipe speaks of indicators that ship with the program, whose codes name nobody; scores may be made within lists.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlencode

import polars as pl
import polars.selectors as cs
from django.db import transaction

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure import spotter_of
from empiria.apps.monitor.models import Comparison, Import, RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.selectors.scope import ABOUT_UNITS
from empiria.apps.monitor.selectors.store import scan, store_path
from empiria.apps.monitor.services.meanwhile import hold_figures
from empiria.apps.monitor.services.redacting import forget_later
from empiria.apps.monitor.services.replacing import (
    observation_tables,
    replace_observations,
    replace_units,
    unit_tables,
    written_beside,
)
from empiria.apps.monitor.services.store import write_tables
from empiria.apps.places.models import Grouping
from empiria.apps.places.services import follow_code
from empiria.apps.system.services import record


@transaction.atomic
def rename_list(old: str, new: str) -> None:
    """A list picked by hand is called otherwise: so is its group, of today, as it was frozen with releases, and in scores
    made within the list."""
    follow_code(old, new)
    _rename_in_comparisons(old, new)
    hold_figures()
    _rename_columns({old: new})
    _rename_in_scores(old, new)


@transaction.atomic
def strike_gone_lists(person: Person) -> None:
    """Lists that were deleted still stand in the tables frozen with releases. Nobody is asked: they have no address any
    more, and a code that is taken away wrongly is still a code."""
    hold_figures()
    taken = {*Grouping.objects.values_list("code", flat=True)}
    find = spotter_of(person).finds
    gone = {code for table in unit_tables() for code in _groupings(table)} - taken
    _rename_columns(_other_codes(sorted(code for code in gone if find(code)), taken | gone))


@transaction.atomic
def rename_indicator(old: str, new: str) -> None:
    """An indicator is called otherwise: in figures of every release and import, and in what was compared of drafts."""
    _rename_in_comparisons(old, new)
    hold_figures()
    for table in observation_tables():
        if _holds(table, old):
            for release in replace_observations(table, _with_indicator(table, old, new)):
                _record(release, observations=release.observations_sha256)
            forget_later(table)
    for source in Import.objects.exclude(slices=[]):
        if (slices := _replaced(source.slices, old, new)) != source.slices:
            Import.objects.filter(pk=source.pk).update(slices=slices)
    for release in Release.objects.exclude(difference={}):
        _rename_in_difference(release, old, new)


def _rename_in_difference(release: Release, old: str, new: str) -> None:
    """The digest of what was accepted stays on record, as that of the report that somebody saw."""
    difference = _replaced(release.difference, old, new)
    for name, table in difference.get("tables", {}).items():
        if store_path(table).exists() and _holds(table, old):
            difference["tables"][name], _sha256 = written_beside(table, _with_indicator(table, old, new))
            forget_later(table)
    if difference == release.difference:
        return
    if release.state == Release.State.DRAFT:
        # It is made anew when somebody looks at it: a publisher accepts what they have seen.
        Release.objects.filter(pk=release.pk).update(difference={}, difference_digest="")
    else:
        Release.objects.filter(pk=release.pk).update(difference=difference)


def _rename_in_scores(old: str, new: str) -> None:
    for version in RecipeVersion.objects.all():
        if old in version.groupings:
            version.groupings = _replaced(version.groupings, old, new)
            version.save(update_fields=["groupings"])
    for scores in ScoreSet.objects.filter(grouping=old):
        was = [kept for kept in (scores.path, scores.certainty_path) if kept]
        scores.grouping = new
        scores.path, scores.certainty_path = (
            _with_group(kept, old, new) for kept in (scores.path, scores.certainty_path)
        )
        scores.save(update_fields=["grouping", "path", "certainty_path"])
        for kept in was:
            forget_later(kept)


def _with_group(folder: str, old: str, new: str) -> str:
    """The folder of tables that takes the place of another; nothing where there is none."""
    if not folder:
        return ""
    frames = {path.stem: pl.read_parquet(path) for path in sorted(store_path(folder).glob("*.parquet"))}
    renamed = {
        name: frame.with_columns(pl.col("group").replace(old, new)) if "group" in frame.columns else frame
        for name, frame in frames.items()
    }
    return write_tables(renamed, folder=str(PurePosixPath(folder).parent))


def _holds(table: str, indicator: str) -> bool:
    found = scan(store_path(table)).filter(pl.col("indicator") == indicator).head(1)
    return found.collect().height > 0


def _with_indicator(table: str, old: str, new: str) -> pl.DataFrame:
    """In the order in which pages look for a unit (`OBSERVATIONS`), where the table has one."""
    frame = pl.read_parquet(store_path(table)).with_columns(pl.col("indicator").replace(old, new))
    keys = [name for name in ("unit", "indicator", "period") if name in frame.columns]
    return frame.sort(keys) if frame.columns[: len(keys)] == keys else frame


def _rename_columns(names: Mapping[str, str]) -> None:
    """In the units frozen with releases, where a list is a column and its code the value in it."""
    for table in unit_tables():
        if here := {old: new for old, new in names.items() if old in _groupings(table)}:
            frame = pl.read_parquet(store_path(table))
            frame = frame.with_columns(pl.col(old).replace(old, new) for old, new in here.items())
            for release in replace_units(table, frame.rename(here)):
                _record(release, units=release.units_sha256)


def _groupings(table: str) -> list[str]:
    texts = scan(store_path(table)).select(cs.string()).collect_schema().names()
    return [name for name in texts if name not in ABOUT_UNITS]


def _other_codes(named: Iterable[str], taken: set[str]) -> dict[str, str]:
    """A code for each that says nothing of anybody."""
    found: dict[str, str] = {}
    for old in named:
        number = 1
        while (new := f"erased-list-{number}") in taken:
            number += 1
        taken.add(new)
        found[old] = new
    return found


def _rename_in_comparisons(old: str, new: str) -> None:
    """In the addresses that people keep, also as the median or mean of a group (`median:list-12`)."""

    def renamed(value: str) -> str:
        before, colon, code = value.partition(":")
        if value == old:
            return new
        return f"{before}{colon}{new}" if colon and code == old else value

    for comparison in Comparison.objects.all():
        query = _with_values(comparison.query, renamed)
        if query != comparison.query:
            Comparison.objects.filter(pk=comparison.pk).update(query=query)


def _with_values(query: str, changed: Callable[[str], str]) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    others = [(key, changed(value)) for key, value in pairs]
    return query if others == pairs else urlencode(others, safe=":*")


def _replaced(kept: Any, old: str, new: str) -> Any:
    """JSON with one text in the place of another."""
    if isinstance(kept, dict):
        return {key: _replaced(value, old, new) for key, value in kept.items()}
    if isinstance(kept, list):
        return [_replaced(value, old, new) for value in kept]
    return new if kept == old else kept


def _record(release: Release, **details: str) -> None:
    """That a table of it is another, not for whom."""
    record(
        by=None,
        action="monitor.strike-codes",
        object_type="monitor.release",
        object_id=release.code,
        details=details,
    )

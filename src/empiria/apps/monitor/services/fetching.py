"""What of the catalogue is fetched from where, and fetched: one file per indicator."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from empiria.analysis.errors import mark
from empiria.apps.monitor.models import IndicatorKey, Source
from empiria.apps.monitor.models.catalogue import SOUGHT
from empiria.sources.live.answers import write_answers
from empiria.sources.live.bdl import EXPECTED, fetch_variable, find_variables
from empiria.sources.live.client import Client
from empiria.sources.live.keeping import Keeping
from empiria.sources.live.quota import ANONYMOUS, REGISTERED, Quota
from empiria.sources.live.smup import fetch_flags, fetch_indicator, fetch_units

# So many years are fetched unless somebody asks for others; a year of nothing yet costs nothing.
YEARS = 10


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One file: an indicator with all its keys of a source, for a file replaces whole slices of an indicator."""

    name: str
    ids: tuple[str, ...]
    level: str = "municipality"
    sought: tuple[tuple[str, str], ...] = ()


def open_keeping() -> Keeping:
    return Keeping(settings.EMPIRIA_DATA / "sync" / "answers.sqlite3")


def open_client(
    source: str,
    *,
    keeping: Keeping,
    patience: float | None,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Client:
    """The client of a source, as the settings have it."""
    base, key = {
        Source.BDL: (settings.EMPIRIA_BDL_URL, settings.EMPIRIA_BDL_KEY),
        Source.SMUP: (settings.EMPIRIA_SMUP_URL, settings.EMPIRIA_SMUP_KEY),
    }[Source(source)]
    windows = REGISTERED if key else ANONYMOUS
    return Client(
        base=base,
        key=key,
        quota=Quota(keeping, source=source, windows=windows, clock=clock),
        keeping=keeping,
        patience=patience,
        clock=clock,
        sleep=sleep,
    )


def wanted_files(source: str, ids: Sequence[str] = ()) -> list[Wanted]:
    """What the catalogue knows by a key of this source, or what was asked for by number.

    An indicator of which one key was asked for comes with its other keys; a number that no indicator has, alone.
    """
    keys = list(
        IndicatorKey.objects.filter(source=source)
        .select_related("indicator")
        .order_by("indicator__code", "pk")
    )
    by_indicator: dict[str, list[IndicatorKey]] = {}
    for key in keys:
        if not key.key.startswith(SOUGHT):
            by_indicator.setdefault(key.indicator.code, []).append(key)
    known = {key.key for several in by_indicator.values() for key in several}
    files = [
        Wanted(
            name=f"{source}-{code.replace(':', '-')}.json",
            ids=tuple(key.key for key in several),
            level="municipality" if any(key.level == "municipality" for key in several) else "county",
        )
        for code, several in by_indicator.items()
        if not ids or any(key.key in ids for key in several)
    ]
    files += [
        Wanted(name=f"{source}-{one}.json", ids=(one,)) for one in dict.fromkeys(ids) if one not in known
    ]
    sought = tuple(
        (key.indicator.code, key.key)
        for key in keys
        if key.key.startswith(SOUGHT) and key.indicator.code not in by_indicator
    )
    if sought and not ids and source == Source.BDL:
        files.append(Wanted(name=f"{source}-to-be-found.json", ids=(), sought=sought))
    return files


def fetch_file(
    wanted: Wanted, *, source: str, client: Client, years: Sequence[int], since: float, folder: Path
) -> Path:
    """Fetch all that one file holds, and write it."""
    path = folder / wanted.name
    content: dict[str, Any] = {"source": source}
    if source == Source.BDL:
        content["series"] = [
            fetch_variable(client, one, years=years, level=wanted.level, since=since) for one in wanted.ids
        ] + [
            {"id": key, "indicator": code, "sought": key[1:], "candidates": find_variables(client, key[1:])}
            for code, key in wanted.sought
        ]
    else:
        series = [fetch_indicator(client, one, years=years, since=since) for one in wanted.ids]
        used = {row["id-teryt"] for one in series for row in one["results"]}
        content |= {"series": series, "units": fetch_units(client, used), "flags": fetch_flags(client)}
    write_answers(path, content)
    return path


def expected_requests(wanted: Wanted, *, source: str, years: int) -> int:
    """For a file that nobody fetched before."""
    if source == Source.BDL:
        return len(wanted.ids) * EXPECTED[wanted.level] + len(wanted.sought)
    return len(wanted.ids) * years


# How long it still takes, for people; without a figure, for it is a guess and the pages translate whole sentences.
TIME_LEFT = (
    (60, mark("Fetching; less than a minute is left")),
    (600, mark("Fetching; less than ten minutes are left")),
    (3_600, mark("Fetching; less than an hour is left")),
    (6 * 3_600, mark("Fetching; less than six hours are left")),
    (24 * 3_600, mark("Fetching; less than a day is left")),
    (72 * 3_600, mark("Fetching; less than three days are left")),
)
LONGEST = mark("Fetching; more than three days are left")


def time_left(seconds: float) -> str:
    return next((words for bound, words in TIME_LEFT if seconds < bound), LONGEST)

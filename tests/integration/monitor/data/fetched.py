"""What was fetched from a source of a test, and what the draft makes of it."""

from typing import Any

from empiria.apps.monitor.models import Indicator, IndicatorKey, Release
from empiria.apps.monitor.selectors.store import scan_observations
from empiria.apps.monitor.services.syncing import SyncResult, sync_source
from tests.fetching import Clock


def key(*, code: str, number: str, source: str = "bdl", **more: Any) -> IndicatorKey:
    indicator = Indicator.objects.get(code=code)
    return IndicatorKey.objects.create(
        indicator=indicator, source=source, key=number, **{"confirmed": False, **more}
    )


def sync(clock: Clock, source: str = "bdl", **more: Any) -> SyncResult:
    return sync_source(source, by=None, **{"years": [2023, 2024], **more}, clock=clock, sleep=clock.sleep)


def figures(release: Release | None = None) -> list[tuple[Any, ...]]:
    draft = release or Release.objects.get(state=Release.State.DRAFT)
    frame = scan_observations(draft.observations).select("unit", "indicator", "period", "value").collect()
    return sorted(frame.rows())

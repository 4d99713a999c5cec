"""Four windows at once, across restarts."""

from pathlib import Path

import pytest

from empiria.sources.live.keeping import Keeping
from empiria.sources.live.quota import Quota, Window
from tests.fetching import Clock


@pytest.fixture
def quota(tmp_path: Path, clock: Clock) -> Quota:
    windows = (Window(1, 2), Window(10, 3), Window(100, 5), Window(1000, 7))
    return Quota(Keeping(tmp_path / "kept"), source="bdl", windows=windows, clock=clock)


def test_every_window_holds_and_the_longest_wait_counts(quota: Quota, clock: Clock) -> None:
    begun = clock()
    sent = []
    for _ in range(9):
        while wait := quota.take():
            clock.sleep(wait)
        sent.append(clock() - begun)
    # 2 in a second, 3 in ten, 5 in a hundred, 7 in a thousand.
    assert sent == [0, 0, 1, 10, 10, 100, 100, 1000, 1000]


def test_a_restart_forgets_nothing(quota: Quota, clock: Clock) -> None:
    assert [quota.take(), quota.take()] == [0, 0]
    path = quota.keeping.connection.execute("pragma database_list").fetchone()[2]
    quota.keeping.close()
    again = Quota(Keeping(Path(path)), source="bdl", windows=quota.windows, clock=clock)
    assert again.take() == pytest.approx(1)
    other = Quota(again.keeping, source="smup", windows=quota.windows, clock=clock)
    assert other.take() == 0


def test_a_clock_set_back_makes_nobody_wait_longer_than_the_window(quota: Quota, clock: Clock) -> None:
    for _ in range(2):
        quota.take()
    clock.now -= 1_000_000
    assert quota.take() == 1


def test_a_rest_that_the_source_asked_for_is_kept(quota: Quota, clock: Clock) -> None:
    quota.pause(221)
    assert quota.take() == pytest.approx(221)
    clock.sleep(221)
    assert quota.take() == 0


@pytest.mark.parametrize(("requests", "seconds"), [(1, 0), (2, 1), (3, 10), (5, 100), (7, 1000), (14, 2000)])
def test_time_for_so_many_more(quota: Quota, requests: int, seconds: float) -> None:
    quota.take()
    assert quota.seconds_for(requests) == seconds

"""Fixtures every suite shares."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure() -> None:
    """Pages are tested in Polish: the catalogues must be compiled before Django reads them."""
    from empiria.config.translations import compile_catalogues

    compile_catalogues()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real public data kept beside the checkout; not on every machine."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared (real public data beside the checkout)")
    return SHARED


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """No test speaks the language that the one before it chose: a request leaves its own behind."""
    translation.deactivate()
    yield
    translation.deactivate()

"""`empiria organisations sync`: what it makes, and what it tells."""

import json

import pytest
from click.testing import CliRunner

from empiria.apps.accounts.models import Organisation
from empiria.apps.places.models import Unit
from empiria.cli import main

pytestmark = pytest.mark.django_db


def test_sync_makes_organisations_and_tells_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    Unit.objects.create(
        code="146501", teryt="1465011", level="municipality", name="Warszawa", search_key="warszawa", kind="1"
    )
    answer = CliRunner().invoke(main, ["organisations", "sync"])
    assert (answer.exit_code, answer.stdout) == (0, "made: 1, renamed: 0, closed: 0, unchanged: 0\n")
    again = CliRunner().invoke(main, ["organisations", "sync", "--json"])
    assert json.loads(again.stdout) == {"made": 0, "renamed": 0, "closed": 0, "unchanged": 1}
    assert Organisation.objects.get().name == "Miasto Warszawa"

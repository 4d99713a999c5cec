"""What is not published yet is on no public page and in no file, whoever asks."""

from pathlib import Path

import pytest
from django.test import Client

from empiria.apps.accounts.services import create_person
from empiria.apps.monitor.models import Import, Release
from empiria.apps.monitor.services import import_observations
from tests.integration.cast import with_second_factor

SECRET = 987_654.321


@pytest.fixture
def draft(sample: Release, tmp_path: Path, db: None) -> Import:
    """A draft that changes a figure of Przemyśl."""
    path = tmp_path / "draft-only.csv"
    path.write_text(f"unit,indicator,period,value\n1862011,crimes,2018,{SECRET}\n")
    return import_observations(path=path, by=None)


@pytest.mark.parametrize("who", ["anyone", "staff"])
def test_draft_is_on_no_public_page_and_in_no_file(draft: Import, who: str) -> None:
    client = Client()
    if who == "staff":
        client.force_login(
            with_second_factor(
                create_person(email="staff@example.org", name="Staff", by=None, roles=["administrator"])
            )
        )
    addresses = [
        "/monitor/1862011/",
        "/monitor/1862011/indicators/crimes/",
        "/monitor/1862011/data.csv",
        "/monitor/1862011/indicators.csv",
        "/monitor/method/cities/?unit=1862011",
        "/monitor/indicators/crimes/",
        "/monitor/releases/",
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        text = response.content.decode().replace("\u00a0", "").replace(" ", "")
        assert "987654" not in text, address
        assert draft.file_name not in text, address
        assert draft.release.code not in text, address


@pytest.mark.parametrize("who", ["anyone", "staff"])
def test_file_of_a_draft_has_no_public_page(draft: Import, who: str) -> None:
    client = Client()
    if who == "staff":
        client.force_login(
            with_second_factor(
                create_person(email="staff@example.org", name="Staff", by=None, roles=["administrator"])
            )
        )
    assert client.get(f"/monitor/sources/{draft.pk}/").status_code == 404

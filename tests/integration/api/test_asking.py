"""How programs ask: formats, pages, what is not sent twice, from where, how often, and what they are told."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker, Settings

from empiria.apps.accounts.models import ApiKey
from empiria.apps.accounts.services.keys import MOST_KEYS, TooManyKeysError, create_key, revoke_key
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors import score_jobs
from empiria.apps.monitor.services import import_observations, publish_release, refresh_difference
from empiria.apps.system.worker import run_jobs
from tests.integration.cast import Cast
from tests.integration.country import full_lines, make_catalogue, make_country, make_recipe

API = "/api/v1"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Release]:
    """Four cities over two years, scored; beside it a draft with a figure of its own."""
    folder = tmp_path_factory.mktemp("asking")
    with override_settings(EMPIRIA_DATA=folder / "data"), django_db_blocker.unblock(), transaction.atomic():
        make_country()
        make_catalogue()
        make_recipe()
        draft = _bring(folder / "figures.csv", [*full_lines(), "1465011,wage,2022,"])
        draft = refresh_difference(release=draft)
        made = publish_release(release=draft, by=None, difference_digest=draft.difference_digest)
        run_jobs(score_jobs(made))
        _bring(folder / "draft.csv", ["1465011,crimes,2020,987654321"])
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def release(published: Release, db: None) -> Release:
    """What each test reads; whatever it writes is taken back."""
    cache.clear()
    return published


def _bring(path: Path, lines: list[str]) -> Release:
    path.write_text("\n".join(["unit,indicator,period,value", *lines]) + "\n", encoding="utf-8")
    return import_observations(path=path, by=None).release


def ask(client: Client, path: str, **headers: str) -> Any:
    return client.get(f"{API}{path}", headers=headers)


def test_csv_holds_the_same_rows_as_json(client: Client, release: Release) -> None:
    rows = ask(client, "/observations?unit=1465011").json()["results"]
    table = csv.DictReader(io.StringIO(ask(client, "/observations?unit=1465011&format=csv").content.decode()))
    assert [{**row, "period": str(row["period"]), "value": _cell(row["value"])} for row in rows] == list(
        table
    )
    assert len(rows) == 9
    by_header = ask(client, "/observations?unit=1465011", Accept="text/csv")
    assert by_header["Content-Type"] == "text/csv; charset=utf-8"


def _cell(value: float | None) -> str:
    return "" if value is None else str(value)


def test_missing_is_null_with_its_reason_and_never_zero(client: Client, release: Release) -> None:
    [row] = ask(client, "/observations?unit=1465011&indicator=wage&first=2022").json()["results"]
    assert (row["value"], row["status"]) == (None, "missing")


def test_pages_lead_through_the_whole_list(client: Client, release: Release) -> None:
    address, seen = f"{API}/observations?limit=7", []
    while address:
        answer = client.get(address)
        page = answer.json()
        assert answer["X-Total-Count"] == str(page["count"]) == "33"
        assert ('rel="next"' in answer.get("Link", "")) == bool(page["next"])
        seen += page["results"]
        address = page["next"]
    whole = ask(client, "/observations?limit=10000").json()
    assert seen == whole["results"]
    assert (len(seen), whole["next"], whole["previous"]) == (33, None, None)


def test_nothing_of_a_draft_is_given(client: Client, release: Release) -> None:
    assert b"987654321" not in ask(client, "/observations?limit=10000").content
    draft = Release.objects.get(state="draft")
    assert ask(client, f"/releases/{draft.code}").status_code == 404
    assert ask(client, f"/observations?release={draft.code}").status_code == 404
    assert [row["code"] for row in ask(client, "/releases").json()["results"]] == [release.code]


def test_scores_are_those_of_the_recipe_in_its_grouping(client: Client, release: Release) -> None:
    [named] = ask(client, "/releases/current").json()["scores"]
    assert (named["recipe"], named["grouping"], named["periods"]) == ("small", "all", [2020, 2021])
    rows = ask(client, "/scores?recipe=small&grouping=all&node=whole&first=2021&last=2021").json()["results"]
    assert sorted((row["rank"], row["unit"]) for row in rows) == [
        (1, "1465011"), (2, "1261011"), (3, "0264011"), (4, "3064011"),
    ]  # fmt: skip
    assert ask(client, "/scores?recipe=other").status_code == 404


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/observations?indicator=jobless&indicator=zzz", "indicator"),
        ("/observations?unit=9999991", "unit"),
        ("/scores?node=zzz", "node"),
        ("/scores?unit=99", "unit"),
        ("/local-figures?indicator=zzz", "indicator"),
        ("/local-figures?unit=9999", "unit"),
        ("/indicators?dimension=zzz", "dimension"),
        ("/indicators?area=zzz", "area"),
        ("/units?within=99", "within"),
        ("/units?group=zzz", "group"),
    ],
)
def test_a_filter_that_names_nothing_is_no_empty_list(
    client: Client, release: Release, path: str, parameter: str
) -> None:
    """As `recipe=` and `grouping=` that name nothing are."""
    answer = ask(client, path, **{"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    told = answer.json()
    assert told["title"] == "Not found"
    assert told["detail"].startswith(f"Nothing is known as {parameter}: ")
    assert "jobless" not in told["detail"]


def test_an_indicator_without_figures_is_known_and_its_list_is_empty(
    client: Client, release: Release
) -> None:
    answer = ask(client, "/observations?indicator=crimes&first=2050")
    assert (answer.status_code, answer.json()["count"]) == (200, 0)


@pytest.mark.parametrize("code", ["1465011", "1465012", "146501"])
def test_a_unit_is_found_by_any_of_its_codes(client: Client, release: Release, code: str) -> None:
    assert ask(client, f"/units/{code}").json()["name"] == "Warszawa"
    assert ask(client, f"/observations?unit={code}").json()["results"][0]["unit"] == "1465011"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("level=municipality&within=14", ["Warszawa"]),
        ("level=municipality&search=wroclaw", ["Wrocław"]),
        ("search=!!", []),
        ("group=all&limit=2", ["Wrocław", "Kraków"]),
        ("state=ended", []),
    ],
)
def test_units_are_narrowed(client: Client, release: Release, query: str, names: list[str]) -> None:
    assert [row["name"] for row in ask(client, f"/units?{query}").json()["results"]] == names


def test_what_has_not_changed_is_not_sent_again(client: Client, release: Release) -> None:
    first = ask(client, "/indicators")
    again = ask(client, "/indicators", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert ask(client, "/indicators?limit=1", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_programs_of_other_sites_may_ask(client: Client, release: Release) -> None:
    asked = client.options(f"{API}/units", headers={"Access-Control-Request-Headers": "authorization"})
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Authorization" in asked["Access-Control-Allow-Headers"]
    for path in ("/units", "/units?limit=0", "/nothing"):
        assert ask(client, path)["Access-Control-Allow-Origin"] == "*"


def test_a_session_makes_no_difference(client: Client, cast: Cast, release: Release) -> None:
    stranger = ask(Client(), "/releases")
    client.force_login(cast["administrator"])
    known = ask(client, "/releases")
    assert (known.content, known["Cache-Control"]) == (stranger.content, stranger["Cache-Control"])
    assert known["Vary"] == "Accept, Accept-Language"
    assert "Set-Cookie" not in known


@pytest.mark.parametrize(
    ("path", "expected", "errors"),
    [
        ("/units?limit=0", (422, "Please correct the parameters named in errors."), {"limit": "expected at least 1"}),
        ("/units?limit=x", (422, "Please correct the parameters named in errors."), {"limit": "expected a whole number"}),
        ("/units?limit=1&limit=2", (422, "Please correct the parameters named in errors."), {"limit": "expected once"}),
        ("/units?limt=1", (422, "Please correct the parameters named in errors."), {"limt": "there is no such parameter"}),
        (
            "/units?state=x",
            (422, "Please correct the parameters named in errors."),
            {"state": "expected one of: current, ended, all"},
        ),
        (
            "/units?level=xx",
            (422, "Please correct the parameters named in errors."),
            {"level": "expected one of: country, voivodeship, county, municipality"},
        ),
        ("/units/12x", (422, "Please correct the parameters named in errors."), None),
        ("/units/9999991", (404, "No unit has or had the code 9999991."), {}),
        ("/indicators/none", (404, "There is no indicator with the code none."), {}),
        (
            "/openapi.json?x=1",
            (422, "Please correct the parameters named in errors."),
            {"x": "there is no such parameter"},
        ),
        ("/nothing", (404, "There is nothing at this address."), {}),
        ("/units?search=a%00", (400, "Something in the address or the headers has a shape that is not allowed."), {}),
    ],
)  # fmt: skip
def test_mistake_is_a_problem_that_names_the_parameter(
    client: Client, release: Release, path: str, expected: tuple[int, str], errors: dict[str, str] | None
) -> None:
    status, detail = expected
    answer = ask(client, path, **{"Accept-Language": "en"})
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["detail"]) == (status, status, detail)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == "en"
    if errors is not None:
        assert {one["parameter"]: one["message"] for one in problem["errors"]} == errors
    polish = ask(client, path, **{"Accept-Language": "pl"}).json()
    assert polish["detail"] != detail
    assert polish["title"] != problem["title"]


def test_nothing_can_be_written(client: Client, release: Release) -> None:
    answer = client.post(f"{API}/units", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["detail"] == "Use GET or HEAD."


def test_more_figures_need_no_more_queries(client: Client, release: Release) -> None:
    for path in ("/units", "/indicators", "/releases", "/observations", "/scores"):
        counts = []
        for limit in (1, 10_000):
            cache.clear()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert ask(client, f"{path}?limit={limit}").status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] < 15


def test_who_asks_too_often_is_told_when_to_ask_again(
    client: Client, release: Release, settings: Settings
) -> None:
    """Five requests where two a minute are answered: a minute may end meanwhile, two do not."""
    settings.EMPIRIA_API_RATES = {"network": 2, "key": 1000}
    answers = [ask(client, "/releases") for _ in range(5)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert 1 <= int(refused[0]["Retry-After"]) <= 60


def test_a_key_is_counted_by_itself(client: Client, cast: Cast, release: Release, settings: Settings) -> None:
    settings.EMPIRIA_API_RATES = {"network": 0, "key": 1000}
    key, letters = create_key(person=cast["leader"], name="A program")
    assert letters not in (key.digest, key.beginning)
    sent = {"Authorization": f"Bearer {letters}"}
    assert ask(client, "/releases").status_code == 429
    assert ask(client, "/releases", **sent).status_code == 200
    assert ApiKey.objects.get().last_used_on is not None
    revoke_key(key=key)
    settings.EMPIRIA_API_RATES = {"network": 1, "key": 1000}
    refused = ask(client, "/releases", **sent)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    # Keys that there are not count as their network.
    assert ask(client, "/releases", **sent).status_code == 429


def test_keys_of_a_closed_account_open_nothing(client: Client, cast: Cast, release: Release) -> None:
    _key, letters = create_key(person=cast["leader"], name="A program")
    type(cast["leader"]).objects.filter(pk=cast["leader"].pk).update(is_active=False)
    assert ask(client, "/releases", Authorization=f"Bearer {letters}").status_code == 401


def test_a_key_is_shown_once_and_revoked_by_its_owner_alone(client: Client, cast: Cast) -> None:
    client.force_login(cast["leader"])
    made = client.post("/en/accounts/keys/", {"name": "My program"})
    key = ApiKey.objects.get()
    assert f"Bearer {key.beginning}" in made.content.decode()
    page = client.get("/en/accounts/keys/").content.decode()
    assert "My program" in page
    assert "Bearer" not in page
    client.force_login(cast["expert"])
    assert client.post(f"/accounts/keys/{key.pk}/revoke/").status_code == 404
    client.force_login(cast["leader"])
    assert client.post(f"/accounts/keys/{key.pk}/revoke/").status_code == 302
    assert not ApiKey.objects.exists()


def test_nobody_has_more_keys_than_they_can_keep_an_eye_on(client: Client, cast: Cast) -> None:
    for number in range(MOST_KEYS):
        create_key(person=cast["leader"], name=str(number))
    with pytest.raises(TooManyKeysError):
        create_key(person=cast["leader"], name="one more")
    client.force_login(cast["leader"])
    refused = client.post("/en/accounts/keys/", {"name": "one more"})
    assert refused.status_code == 422
    assert "There are ten keys already" in refused.content.decode()

"""The real files, all the way: registers, exports, publication, pages. Needs ../shared."""

import csv
import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.workshop import Workshop, open_workshop

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cli-real-data")]

EMPIRIA = ("-m", "empiria")
TOTALS = {"2003": 3_175_674, "2012": 2_136_815, "2019": 866_374, "2024": 786_179}
# Every import as the command does it, one after the other in one process.
IMPORT = """
import json, sys
from empiria.cli import main
for words in json.loads(sys.argv[1]):
    main(["import", *words], standalone_mode=False)
    print("<end>", flush=True)
"""
PAGES = """
import json, sys
import django
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.test import Client
from empiria.apps.monitor.selectors import city_profile
from empiria.apps.places.selectors import current_municipalities
units = list(current_municipalities().order_by("code"))
client = Client(SERVER_NAME="localhost")
some = units[::120] + [unit for unit in units if unit.code in ("120713", "200216", "221208")]
print(json.dumps({
    "units": len(units),
    "pages": sorted({client.get(f"/monitor/{unit.teryt}/").status_code for unit in some}),
    "profiles": sorted({(p.state, bool(p.group)) for p in (city_profile(unit=unit) for unit in units[::10])}),
    "moved": client.get("/monitor/2212062/").status_code,
}))
"""


@pytest.fixture(scope="module")
def country(
    tmp_path_factory: pytest.TempPathFactory, migrated: Workshop, shared: Path
) -> Iterator[tuple[Workshop, dict[str, list[str]]]]:
    """Everything imported, in the order in which an association would, and what each import said."""
    data = shared / "data"
    with open_workshop(tmp_path_factory.mktemp("country"), template=migrated) as workshop:
        imports = {
            "terc 2020": ["terc", data / "terc/TERC_Urzedowy_2020-09-26.csv"],
            "terc 2025": ["terc", data / "terc/TERC_Urzedowy_2025-11-18.csv"],
            "boundaries": ["boundaries", data / "geo-jusuff/poland.municipalities.json"],
            "unemployed": ["bdl", "--json", data / "bdl-unemployed-gminas/RYNE_1944_CTAB_20250616184618.csv"],
            "population 2020": [
                "bdl",
                data / "bdl-population-gminas-2020-long/LUDN_2137_CREL_20220407210714.csv",
            ],
            "population 2024": ["bdl", data / "bdl-population-gminas-2024/LUDN_2425_CTAB_20250611231708.csv"],
        }
        words = json.dumps([[str(word) for word in words] for words in imports.values()])
        said = workshop.run("-c", IMPORT, words).split("<end>\n")[:-1]
        yield workshop, {name: text.splitlines() for name, text in zip(imports, said, strict=True)}


@pytest.fixture(scope="module")
def published(country: tuple[Workshop, dict[str, list[str]]]) -> tuple[Workshop, str, str]:
    """The release, and what publishing it said; no terminal, so giving the command is the acceptance."""
    workshop, told = country
    code = told["unemployed"][-1]
    return workshop, code, workshop.run(*EMPIRIA, "release", "publish", code)


@pytest.fixture(scope="module")
def figures(published: tuple[Workshop, str, str]) -> list[dict[str, str]]:
    """The release, as the command shows it."""
    workshop, code, _ = published
    return table(workshop, code)


def table(workshop: Workshop, release: str) -> list[dict[str, str]]:
    output = workshop.folder / "release.csv"
    workshop.run(*EMPIRIA, "release", "show", release, "--output", str(output))
    with output.open(newline="") as file:
        return list(csv.DictReader(file))


def test_everything_imports_into_one_draft(country: tuple[Workshop, dict[str, list[str]]]) -> None:
    workshop, told = country
    assert [told[name][-1] for name in ("terc 2020", "terc 2025", "boundaries")] == ["2873", "2875", "2477"]
    codes = {told[name][-1] for name in ("unemployed", "population 2020", "population 2024")}
    assert len(codes) == 1
    assert workshop.sql("SELECT count(*) FROM monitor_import WHERE origin LIKE 'GUS%'") == [(3,)]


def test_findings_are_given_as_json(country: tuple[Workshop, dict[str, list[str]]]) -> None:
    findings = json.loads(country[1]["unemployed"][-2])
    told = {finding["code"] for finding in findings}
    assert {"part-4", "part-5", "kinds-joined"} <= told
    assert "unknown-unit" not in told


def test_sums_over_municipalities_are_the_national_totals(figures: list[dict[str, str]]) -> None:
    sums: dict[tuple[int, str], float] = defaultdict(float)
    for row in figures:
        if row["indicator"] == "unemployed" and row["value"]:
            sums[len(row["unit"]) if row["unit"] != "00" else 0, row["period"]] += float(row["value"])
    for year, total in TOTALS.items():
        assert {sums[level, year] for level in (0, 2, 4, 7)} == {float(total)}


def test_codes_of_today_stand_in_the_table(figures: list[dict[str, str]]) -> None:
    units = {row["unit"] for row in figures}
    assert {"0202033", "1807102", "0265011", "0202", "02", "00"} <= units
    assert not units & {"0202031", "0202000", "0000000"}


def test_publication_is_told_with_its_bounds(published: tuple[Workshop, str, str]) -> None:
    _, code, told = published
    assert told.splitlines()[-1] == code
    assert "beyond 50 %, or the indicator's own bound, and 5 robust deviations" in told


def test_every_municipality_has_its_page(published: tuple[Workshop, str, str]) -> None:
    workshop, _, _ = published
    answer = json.loads(workshop.run("-c", PAGES).splitlines()[-1])
    assert answer == {
        "units": 2479,
        "pages": [200],
        "profiles": [["lacking", True]],
        "moved": 301,
    }


def test_importing_all_of_it_again_changes_nothing(
    published: tuple[Workshop, str, str], figures: list[dict[str, str]], shared: Path
) -> None:
    workshop, code, _ = published
    file = shared / "data/bdl-unemployed-gminas/RYNE_1944_CTAB_20250616184618.csv"
    draft = workshop.run(*EMPIRIA, "import", "bdl", str(file)).splitlines()[-1]
    assert draft != code
    assert table(workshop, draft) == figures
    report = json.loads(workshop.run(*EMPIRIA, "release", "diff", draft, "--json").splitlines()[-1])
    assert report["summary"] == {"new": 0, "changed": 0, "vanished": 0, "jumps": 0}
    listed = workshop.run(*EMPIRIA, "release", "list", "--json")
    assert [(one["code"], one["state"]) for one in json.loads(listed)] == [
        (draft, "draft"),
        (code, "published"),
    ]


def test_a_published_release_cannot_be_published_again(published: tuple[Workshop, str, str]) -> None:
    workshop, code, _ = published
    with pytest.raises(subprocess.CalledProcessError) as caught:
        workshop.run(*EMPIRIA, "release", "publish", code)
    assert (caught.value.returncode, "is published already" in caught.value.stderr) == (2, True)

"""`empiria release` on a small country: what it writes, what it refuses."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result
from django.utils import timezone, translation

from empiria.apps.monitor.models import Import, RecipeVersion, Release, ScoreSet
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.services import enqueue_job
from empiria.cli import main

TERC = """WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA
02;;;;DOLNOŚLĄSKIE;województwo;2025-01-01
02;01;;;bolesławiecki;powiat;2025-01-01
02;01;01;1;Bolesławiec;gmina miejska;2025-01-01
02;01;02;2;Bolesławiec;gmina wiejska;2025-01-01
"""
LINES = "unit,indicator,period,value\n0201011,unemployed,2024,12\n0201022,unemployed,2024,\n0202011,unemployed,2024,7\n"


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any, db: None) -> Iterator[Any]:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    settings.EMPIRIA_DATA = tmp_path / "data"
    settings.EMPIRIA_DATA.mkdir()
    Path("terc.csv").write_text(TERC, encoding="utf-8")
    Path("o.csv").write_text(LINES, encoding="utf-8")

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    with translation.override("en"):
        yield run


@pytest.fixture
def run(fresh: Any) -> Any:
    """The same with the units known."""
    assert fresh("import", "terc", "terc.csv").stdout.splitlines() == [
        "info: New voivodeships: 1.",
        "info: New counties: 1.",
        "info: New municipalities: 2.",
        "4",
    ]
    return fresh


def test_a_later_list_names_what_is_new(run: Any) -> None:
    later = TERC.replace("2025-01-01", "2026-01-01") + "02;02;;;dzierżoniowski;powiat;2026-01-01\n"
    Path("later.csv").write_text(later, encoding="utf-8")
    assert run("import", "terc", "later.csv").stdout.splitlines() == [
        "info: New: dzierżoniowski (0202). Kept as history.",
        "5",
    ]
    assert run("import", "terc", "later.csv").stdout.splitlines() == ["5"]


def test_json_of_the_first_list_names_every_unit(fresh: Any) -> None:
    findings = json.loads(fresh("import", "terc", "terc.csv", "--json").stdout.splitlines()[0])
    assert sorted(found["params"]["teryt"] for found in findings) == ["02", "0201", "0201011", "0201022"]


def test_a_draft_is_shown_compared_settled_and_published(run: Any) -> None:
    imported = run(
        "import", "observations", "o.csv", "--origin", "GUS", "--retrieved", "2026-01-02", "--json"
    )
    findings, code = imported.stdout.splitlines()
    assert [finding["code"] for finding in json.loads(findings)] == ["unknown-unit", "fewer-units"]
    source = Import.objects.get()
    assert source.retrieved is not None
    assert (source.origin, str(timezone.localtime(source.retrieved).date())) == ("GUS", "2026-01-02")
    assert run("release", "show", code, "--output", "s.csv").exit_code == 0
    assert Path("s.csv").read_text().splitlines() == [
        "unit,indicator,period,value,status",
        '0201011,unemployed,2024,12.0,""',
        "0201022,unemployed,2024,,missing",
        '0202011,unemployed,2024,7.0,""',
    ]
    assert "units that no register names: 1 (0202011)" in run("release", "diff", code).stdout
    refused = run("release", "publish", code)
    assert (refused.exit_code, "0202011" in refused.stderr) == (2, True)
    published = run("release", "publish", code, "--leave-out-unknown", "--note", "The first")
    assert (published.exit_code, published.stdout.splitlines()[-1]) == (0, code)
    assert list(Release.objects.values_list("state", "note", "left_out")) == [
        ("published", "The first", ["020201"])
    ]
    entry = AuditEntry.objects.get(action="monitor.publish-release")
    assert (entry.by, entry.reason.startswith("On the command line, by the user")) == ("", True)
    run("release", "show", code, "--output", "s.parquet")
    assert pl.read_parquet("s.parquet").select("unit", "value").rows() == [
        ("0201011", 12.0),
        ("0201022", None),
    ]


def test_differences_are_written_whole(run: Any) -> None:
    code = run("import", "observations", "o.csv").stdout.splitlines()[-1]
    run("release", "publish", code, "--leave-out-unknown")
    Path("n.csv").write_text("unit,indicator,period,value\n0201011,unemployed,2024,18\n")
    draft = run("import", "observations", "n.csv").stdout.splitlines()[-1]
    told = run("release", "diff", draft, "--output", "d.csv")
    assert told.exit_code == 0
    assert "missing values, in slices that most units have: 1 (units: 1); slices below 95 %" in told.stdout
    assert Path("d.csv").read_text().splitlines() == [
        "kind,indicator,period,teryt,name,level,before,after,change",
        "changed,unemployed,2024,0201011,Bolesławiec,municipality,12.0,18.0,0.5",
        "unit-missing,unemployed,2024,0201022,Bolesławiec,municipality,,,",
    ]
    listed = json.loads(run("release", "list", "--json").stdout)
    assert [(one["code"], one["state"], one["supersedes"]) for one in listed] == [
        (draft, "draft", code),
        (code, "published", None),
    ]
    assert [line.split()[0] for line in run("release", "list").stdout.splitlines()] == [draft, code]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "3\u00a0175\u00a0674"),
        ("en", "3,175,674"),
    ],
)
def test_numbers_in_findings_are_written_in_the_language_of_the_terminal(
    run: Any, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", language)
    Path("RYNE_1944_CTAB_1.csv").write_text(
        '"Kod";"Nazwa";"ogółem;2023;[osoba]";"ogółem;2024;[osoba]";\n0000000;"POLSKA";-5;1234,5;\n'
        '0201011;"Bolesławiec (1)";3175674;12;\n',
        encoding="utf-8",
    )
    told = run("import", "bdl", "RYNE_1944_CTAB_1.csv").stdout
    assert (said in told, "−5" in told) == (True, True)
    assert ".0" not in told
    # The programs' form keeps the numbers.
    found = json.loads(run("import", "bdl", "RYNE_1944_CTAB_1.csv", "--json").stdout.splitlines()[0])
    (differs,) = [one for one in found if one["code"] == "totals-differ-municipality"]
    assert (differs["params"]["sum"], differs["params"]["total"]) == (3175674.0, -5.0)


def test_findings_name_their_file_where_several_are_given(run: Any) -> None:
    line = '0299011;"Nieznana (1)";12;\n'
    paths = ["RYNE_1944_CTAB_1.csv", "RYNE_1944_CTAB_2.csv", "other/RYNE_1944_CTAB_2.csv"]
    Path("other").mkdir()
    for number, path in enumerate(paths):
        Path(path).write_text(f'"Kod";"Nazwa";"ogółem;{2020 + number};[osoba]";\n{line}', encoding="utf-8")
    found = json.loads(run("import", "bdl", *paths[:2], "--json").stdout.splitlines()[0])
    assert [one["file"] for one in found if one["code"] == "unknown-unit"] == paths[:2]
    alone = run("import", "bdl", paths[0], "--json").stdout.splitlines()[0]
    assert {one["file"] for one in json.loads(alone)} == {paths[0]}
    told = run("import", "bdl", *paths[:2]).stdout
    assert all(f"{path}, " in told for path in paths[:2])
    assert paths[0] not in run("import", "bdl", paths[0]).stdout
    assert f"{paths[2]}, " in run("import", "bdl", *paths[1:]).stdout


def test_a_bdl_export_has_its_origin_without_being_told(run: Any) -> None:
    Path("RYNE_1944_CTAB_1.csv").write_text(
        '"Kod";"Nazwa";"ogółem;2024;[osoba]";\n0201011;"Bolesławiec (1)";12;\n', encoding="utf-8"
    )
    assert run("import", "bdl", "RYNE_1944_CTAB_1.csv").exit_code == 0
    assert Import.objects.values_list("origin", flat=True).get().startswith("GUS, Bank Danych Lokalnych")


RECIPE = """
code: one
version: "1"
title: {pl: Jeden, en: One}
compare: all
tree: {code: whole, children: [{code: part, children: [{code: population, direction: up}]}]}
"""
GROUPS = """unit,indicator,period,value
0201011,population,2024,40000
0201022,population,2024,15000
"""


def released(run: Any) -> str:
    """A draft whose publication asks for scores."""
    Path("g.csv").write_text(GROUPS, encoding="utf-8")
    code: str = run("import", "observations", "g.csv").stdout.splitlines()[-1]
    return code


def score_states() -> set[str]:
    return set(ScoreSet.objects.values_list("state", flat=True))


def test_scores_that_a_cut_off_publication_left_are_made_when_it_is_run_again(run: Any) -> None:
    code = released(run)
    assert run("release", "publish", code, "--no-scores").exit_code == 0
    assert score_states() == {"queued"}
    again = run("release", "publish", code)
    assert (again.exit_code, again.stdout.splitlines()[-1], again.stderr) == (0, code, "")
    assert score_states() == {"lacking"}
    third = run("release", "publish", code)
    assert (third.exit_code, third.stderr) == (2, f"Error: The release {code} is published already.\n")


def test_scores_that_fail_end_the_command_and_are_made_once_repaired(run: Any, settings: Any) -> None:
    code = released(run)
    RecipeVersion.objects.update(is_current=False)
    RecipeVersion.objects.create(
        code="one", version="1", title_en="One", text=RECIPE, digest="d", groupings=["all"]
    )
    blocked = settings.EMPIRIA_DATA / "store" / "scores"
    blocked.touch()
    published = run("release", "publish", code)
    assert published.exit_code == 1
    assert published.stderr == (
        f"Error: The release {code} is public, but these scores could not be made: "
        "One (all): the store cannot be used: Not a directory\n"
    )
    assert list(ScoreSet.objects.values_list("state", "problem")) == [
        ("failed", "the store cannot be used: Not a directory")
    ]
    blocked.unlink()
    assert run("release", "publish", code).exit_code == 0
    assert score_states() == {"ready"}


def test_publishing_runs_no_other_waiting_jobs(run: Any) -> None:
    code = released(run)
    other = enqueue_job(kind="monitor.sweep-store", by=None)
    assert run("release", "publish", code).exit_code == 0
    other.refresh_from_db()
    assert other.state == "queued"


def test_a_file_is_taken_out_by_name_or_number_and_the_draft_discarded(run: Any) -> None:
    code = run("import", "observations", "o.csv").stdout.splitlines()[-1]
    released(run)
    first, second = Import.objects.order_by("pk")
    refused = run("release", "undo", code, "x.csv")
    assert (refused.exit_code, refused.stderr) == (
        2,
        f"Error: The release {code} has no import “x.csv”; it has: {first.pk} (o.csv), {second.pk} (g.csv).\n",
    )
    undone = run("release", "undo", code, "o.csv", "--reason", "A mistake")
    assert (undone.exit_code, undone.stdout.splitlines()) == (0, [code])
    assert run("release", "undo", code, str(second.pk)).exit_code == 0
    assert set(Import.objects.values_list("state", flat=True)) == {"undone"}
    reasons = AuditEntry.objects.filter(action="monitor.undo-import").order_by("pk")
    assert reasons[0].reason.startswith("A mistake (On the command line, by the user")
    assert run("release", "discard", code).stdout.splitlines() == [code]
    assert Release.objects.get().state == "discarded"
    assert run("release", "undo", code, "o.csv").exit_code == 2


def test_units_are_shown_with_their_groups_once_they_are_frozen(run: Any) -> None:
    draft = run("import", "observations", "o.csv").stdout.splitlines()[-1]
    refused = run("release", "show", draft, "--output", "all.csv", "--units", "units.csv")
    assert (refused.exit_code, Path("all.csv").exists(), Path("units.csv").exists()) == (2, False, False)
    run("release", "publish", draft, "--leave-out-unknown", "--no-scores")
    assert run("release", "show", draft, "--output", "all.csv", "--units", "units.csv").exit_code == 0
    units = pl.read_csv("units.csv", schema_overrides={"unit": pl.String})
    towns = units.filter(pl.col("level") == "municipality").select("unit", "name", "kind-size", "all")
    assert towns.rows() == [("0201011", "Bolesławiec", None, "all"), ("0201022", "Bolesławiec", None, "all")]

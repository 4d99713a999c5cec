"""From a source into the draft: found, mapped, checked by name and unit, gone on with, and only what is new."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Import, IndicatorKey, Release
from empiria.apps.monitor.services import read_again
from empiria.apps.monitor.services.syncing import SYNC_JOB, request_sync
from empiria.apps.monitor.tasks import ask_for_news
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import schedules
from empiria.cli.sync import sync_group
from empiria.sources.live.errors import SourceError
from tests.fetching import Clock, Source, answering, fine, row, saying
from tests.integration.monitor.data.conftest import publish
from tests.integration.monitor.data.fetched import figures, key, sync
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db


def codes(one: Import) -> set[str]:
    return set(one.findings.values_list("code", flat=True))


def test_a_variable_goes_into_the_draft_like_any_file(source: Source, clock: Clock) -> None:
    result = sync(clock)
    assert figures() == [("146501", "population", 2023, 100), ("146501", "population", 2024, 101)]
    (made,) = result.imports
    assert (made.file_name, made.reader, made.origin) == (
        "bdl-population.json",
        "bdl-api",
        "GUS, Bank Danych Lokalnych, API",
    )
    assert made.retrieved is not None
    assert IndicatorKey.objects.get(key="72305").confirmed
    again = read_again(source=made, by=None)
    assert again.rows == 2


def test_a_wrong_number_gives_a_finding_and_no_figure(source: Source, clock: Clock) -> None:
    source.variables["72305"] |= {"n1": "koty ogółem"}
    (made,) = sync(clock).imports
    assert (made.rows, figures()) == (0, [])
    found = made.findings.get(code="variable-differs")
    assert (found.severity, found.params["told"]) == ("error", "Podgrupa P2137; koty ogółem")
    assert not IndicatorKey.objects.get(key="72305").confirmed
    # Nobody is bothered again every day, until a person says that it is right: then it comes in, with a warning.
    clock.sleep(86_400)
    assert sync(clock, only_new=True).imports == []
    IndicatorKey.objects.filter(key="72305").update(confirmed=True)
    (made,) = sync(clock).imports
    assert (made.rows, made.findings.get(code="variable-differs").severity) == (2, "warning")


def test_a_wrong_unit_is_a_wrong_number_too(source: Source, clock: Clock) -> None:
    source.variables["72305"] |= {"measureUnitName": "tys. zł"}
    assert sync(clock).imports[0].rows == 0


def test_what_the_catalogue_does_not_know_goes_by_its_number(source: Source, clock: Clock) -> None:
    source.variables["60270"] = {"subjectId": "P1", "n1": "stopa", "measureUnitName": "%"}
    source.rows["60270", 6] = [row("071412865011", "M.st.Warszawa od 2002 (1)", y2024=5.5)]
    result = sync(clock, ids=["60270", "999"])
    assert figures() == [("146501", "bdl:60270", 2024, 5.5)]
    assert [one.file_name for one in result.imports] == ["bdl-60270.json", "bdl-999.json"]
    assert "variable-unknown" in codes(result.imports[1])


def test_words_to_look_for_give_candidates_for_a_person(source: Source, clock: Clock) -> None:
    IndicatorKey.objects.all().delete()
    key(code="population", number="?ludność")
    (made,) = sync(clock).imports
    found = made.findings.get(code="variable-sought")
    assert (made.rows, found.params["found"]) == (0, "72305 (ludność ogółem; osoba)")


def test_twins_of_smup_make_one_indicator(source: Source, clock: Clock) -> None:
    key(code="population", number="4055", source="smup")
    key(code="population", number="4405", source="smup")
    value = {"id-daty": 20241231, "id-flaga": 1, "precyzja": 0}
    source.smup = {
        ("4055", 2024): [{**value, "id": 4055, "id-teryt": 1, "wartosc": 10}],
        ("4405", 2024): [{**value, "id": 4405, "id-teryt": 2, "wartosc": 20}],
    }
    source.dictionaries = {
        "indicator-list": [{"id": 4055, "nazwa": "gminy"}, {"id": 4405, "nazwa": "miasta"}],
        "teryt-dictionary": [
            {"id-teryt": 1, "woj": "14", "pow": "65", "gmn": "01", "rodz": "1"},
            {"id-teryt": 2, "woj": "12", "pow": "61", "gmn": "01", "rodz": "1"},
        ],
        "flag-dictionary": [{"id-flaga": 1, "nazwa": "Zjawisko wystąpiło"}],
    }
    (made,) = sync(clock, "smup").imports
    assert made.file_name == "smup-population.json"
    assert figures() == [("126101", "population", 2024, 20), ("146501", "population", 2024, 10)]


def test_only_what_is_new_is_read_in(source: Source, clock: Clock) -> None:
    sync(clock)
    publish(Release.objects.get())
    clock.sleep(86_400)
    assert sync(clock).imports == []
    assert Release.objects.count() == 1
    source.updated = "2026-01-01"
    source.rows["72305", 6][0]["values"][1]["val"] = 102
    clock.sleep(86_400)
    assert len(sync(clock).imports) == 1
    assert figures()[-1] == ("146501", "population", 2024, 102)
    # A draft that was discarded took it along.
    Release.objects.filter(state=Release.State.DRAFT).update(state=Release.State.DISCARDED)
    clock.sleep(86_400)
    assert len(sync(clock, only_new=True).imports) == 1


def test_a_source_out_of_reach_loses_nothing(source: Source, clock: Clock) -> None:
    key(code="wage", number="64428")
    source.faults = [fine] * 6 + [answering(500)] * 6
    with pytest.raises(SourceError):
        sync(clock)
    # The first indicator was complete: it is in the draft, and is not asked for again.
    assert [one.file_name for one in Import.objects.all()] == ["bdl-population.json"]
    asked = len(source.asked)
    source.variables["64428"] = {"subjectId": "P1", "n1": "x", "measureUnitName": "zł"}
    source.rows["64428", 6] = [row("071412865011", "M.st.Warszawa od 2002 (1)", y2024=7)]
    assert [one.file_name for one in sync(clock).imports] == ["bdl-wage.json"]
    assert all("72305" not in path for path in source.asked[asked:])


def test_an_answer_that_cannot_be_used_stops_no_other_and_is_asked_for_anew(
    source: Source, clock: Clock
) -> None:
    key(code="wage", number="64428")
    source.variables["64428"] = {"subjectId": "P1", "n1": "x", "measureUnitName": "zł"}
    source.rows["64428", 6] = [row("071412865011", "M.st.Warszawa od 2002 (1)", y2024=7)]
    for broken in (b"null", b"[" * 200_000, b'{"errors": [{"errorCode": 500}]}'):
        source.faults = [saying(broken)]
        result = sync(clock, only_new=True)
        (fault,) = result.faults
        assert f"{source.address}/variables/72305?" in str(fault)
        assert not Import.objects.filter(file_name="bdl-population.json").exists()
    assert [one.file_name for one in Import.objects.all()] == ["bdl-wage.json"]
    assert [one.file_name for one in sync(clock).imports] == ["bdl-population.json"]


def test_two_figures_for_one_unit_are_asked_for_anew(source: Source, clock: Clock) -> None:
    sync(clock)
    source.updated = "2026-01-01"
    source.rows["72305", 6].append(row("071412865011", "M.st.Warszawa od 2002 (1)", y2024=999))
    clock.sleep(86_400)
    result = sync(clock)
    (fault,) = result.faults
    assert (result.imports, "already has" in str(fault)) == ([], True)
    assert figures()[-1] == ("146501", "population", 2024, 101)
    # Healed at the same state: nothing of the pages that contradicted each other is kept.
    source.rows["72305", 6] = [row("071412865011", "M.st.Warszawa od 2002 (1)", y2023=100, y2024=102)]
    assert sync(clock).faults == []
    assert figures()[-1] == ("146501", "population", 2024, 102)


def test_a_job_tells_what_cannot_be_used_and_has_read_in_the_rest(source: Source, staff: Person) -> None:
    key(code="wage", number="64428")
    source.variables["64428"] = {"subjectId": "P1", "n1": "x", "measureUnitName": "zł"}
    source.rows["64428", 6] = [row("071412865011", y2024=7)]
    source.faults = [saying(b"null")]
    job = request_sync(source="bdl", by=staff)
    drain_queue()
    job.refresh_from_db()
    assert (job.state, Import.objects.get().file_name) == ("failed", "bdl-wage.json")
    assert "null" in job.error_message
    assert Release.objects.get().difference != {}


def test_a_job_hands_over_when_the_quota_is_spent(source: Source, staff: Person) -> None:
    source.faults = [answering(429, Retry_After="900 sek")]
    job = request_sync(source="bdl", by=staff)
    assert request_sync(source="bdl", by=staff) == job
    drain_queue()
    job.refresh_from_db()
    assert (job.state, job.result["requests"]) == ("done", 1)
    later = Job.objects.filter(kind=SYNC_JOB).exclude(pk=job.pk).get()
    assert (later.state, later.params["turn"], later.created_by) == ("queued", 2, job.created_by)


def test_a_job_whose_source_is_out_of_reach_says_so(source: Source, staff: Person) -> None:
    source.faults = [answering(403)]
    job = request_sync(source="bdl", by=staff)
    drain_queue()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "(HTTP 403)" in job.error_message


def test_the_daily_job_asks_only_whom_the_settings_name(source: Source, settings: Any) -> None:
    assert "monitor.sync-sources" in {schedule.kind for schedule in schedules()}
    assert ask_for_news(None, None) == {"sources": []}  # type: ignore[arg-type]
    assert not Job.objects.exists()
    settings.EMPIRIA_SYNC = ["bdl"]
    ask_for_news(None, None)  # type: ignore[arg-type]
    drain_queue()
    assert list(Job.objects.values_list("kind", "state")) == [(SYNC_JOB, "done")]
    draft = Release.objects.get()
    assert draft.difference != {}


def test_the_command_tells_findings_and_the_draft(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    words = ["bdl", "--variable", "72305", "--years", "2023-2024"]
    done = CliRunner().invoke(sync_group, words)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, Release.objects.get().code)
    again = CliRunner().invoke(sync_group, words)
    assert again.stdout.splitlines()[0] == "Nothing new: the releases hold what the source gives."
    wrong = CliRunner().invoke(sync_group, ["bdl", "--variable", "999", "--years", "2024"])
    assert (wrong.exit_code, wrong.stdout.startswith("error: ")) == (2, True)
    source.faults = [answering(403)]
    failed = CliRunner().invoke(sync_group, ["bdl", "--variable", "1", "--years", "2024"])
    assert (failed.exit_code, "does not accept the key (HTTP 403)" in failed.stderr) == (1, True)


@pytest.mark.parametrize(
    ("language", "field", "told"),
    [
        ("pl", "pole „results[0].values[0].val”", 'Oczekiwano liczby lub niczego, a jest "1 234,5".'),
        ("en", "field “results[0].values[0].val”", 'Expected a number or nothing, found "1 234,5".'),
    ],
)
def test_the_command_names_the_answer_that_it_cannot_use(
    source: Source, monkeypatch: pytest.MonkeyPatch, language: str, field: str, told: str
) -> None:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", language)
    words = ["bdl", "--variable", "72305", "--years", "2023-2024"]
    page = {"totalRecords": 1, "results": [row("071412865011", y2024="1 234,5")]}
    source.instead["unit-level=6"] = saying(json.dumps(page).encode())
    failed = CliRunner().invoke(sync_group, words)
    assert (failed.exit_code, failed.stdout) == (1, "")
    address = f"{source.address}/data/by-variable/72305?lang=pl&format=json&unit-level=6"
    assert address in failed.stderr
    assert f"{field}: {told}" in failed.stderr
    assert not Release.objects.exists()
    source.instead.clear()
    healed = CliRunner().invoke(sync_group, words)
    assert (healed.exit_code, figures()[-1]) == (0, ("146501", "population", 2024, 101))

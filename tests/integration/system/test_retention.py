"""What is kept no longer is removed or emptied, everything else stays, and the trail says how many."""

import datetime as dt

import pytest
from click.testing import CliRunner
from django.contrib.sessions.models import Session
from django.utils import timezone

from empiria.apps.accounts.models import Person
from empiria.apps.portal.models import ErrorReport
from empiria.apps.system.models import AuditEntry, AuditText, CacheEntry, Job
from empiria.apps.system.privacy import Deed, Period, Retention
from empiria.apps.system.selectors import due_records, retention_runs, untimed_rules
from empiria.apps.system.selectors.retention import timed_rules
from empiria.apps.system.services import apply_retention, record
from empiria.cli import main
from tests.integration.queue import drain_queue
from tests.integration.system.conftest import job_in

NOW = dt.datetime(2030, 6, 15, 12, 0, tzinfo=dt.UTC)


def ago(**length: float) -> dt.datetime:
    return NOW - dt.timedelta(**length)


def entry(at: dt.datetime, reason: str) -> AuditEntry:
    made = AuditEntry.objects.create(at=at, by="1", action="a.do", object_type="thing", object_id="1")
    AuditText.objects.create(entry=made, reason=reason, search_key=reason)
    return made


def report(closed_at: dt.datetime | None) -> ErrorReport:
    state = "closed" if closed_at else "open"
    return ErrorReport.objects.create(page="/", text="words", state=state, closed_at=closed_at)


@pytest.mark.parametrize(
    ("period", "moment", "before"),
    [
        (Period(days=30), dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 30, tzinfo=dt.UTC)),
        (Period(years=6), NOW, dt.datetime(2024, 6, 15, 12, 0, tzinfo=dt.UTC)),
        (Period(years=1), dt.datetime(2028, 2, 29, tzinfo=dt.UTC), dt.datetime(2027, 2, 28, tzinfo=dt.UTC)),
    ],
)
def test_a_period_is_counted_as_laws_count_it(
    period: Period, moment: dt.datetime, before: dt.datetime
) -> None:
    assert period.before(moment) == before


def test_a_rule_with_a_time_says_which_records_are_due() -> None:
    rule = Retention(code="x", title="x", counted_from="x", deed=Deed.REMOVE, keeps=Period(days=1))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="x says no time"):
        rule.due_at(NOW)


@pytest.mark.django_db
def test_every_rule_can_be_asked_and_none_is_due_in_an_empty_installation() -> None:
    answers = due_records()
    assert [one.rule.code for one in answers] == sorted(rule.code for rule in timed_rules())
    assert {(one.count, one.oldest) for one in answers} == {(0, None)}
    assert all(rule.keeps is None for rule in untimed_rules())


@pytest.mark.django_db
def test_what_is_due_goes_and_everything_else_stays() -> None:
    old_words, young_words = entry(ago(days=6 * 365 + 3), "old"), entry(ago(days=6 * 365), "young")
    gone = [report(ago(days=366)), job_in("done", finished_at=ago(days=31), key="a")]
    kept_reports = {report(None), report(ago(days=364))}
    kept_job = job_in("done", finished_at=ago(days=29), key="b")
    Session.objects.create(session_key="old", session_data="", expire_date=ago(days=2))
    Session.objects.create(session_key="new", session_data="", expire_date=ago(hours=2))
    for key, expires in (("old", ago(days=2)), ("new", ago(hours=2))):
        CacheEntry.objects.create(cache_key=key, value="", expires=expires)
    foretold = {one.rule.code: (one.count, one.oldest) for one in due_records(NOW) if one.count}
    assert foretold == {
        "accounts.sessions": (1, ago(days=2)),
        "portal.closed-reports": (1, ago(days=366)),
        "system.audit-texts": (1, old_words.at),
        "system.counters": (1, ago(days=2)),
        "system.ended-jobs": (1, ago(days=31)),
    }
    counts = apply_retention(by=None, now=NOW)
    assert {code: count for code, count in counts.items() if count} == dict.fromkeys(foretold, 1)
    assert [type(one).objects.filter(pk=one.pk).exists() for one in gone] == [False, False]  # type: ignore[attr-defined]
    assert (set(ErrorReport.objects.all()), set(Job.objects.all())) == (kept_reports, {kept_job})
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(CacheEntry.objects.values_list("cache_key", flat=True)) == ["new"]
    texts = {one.pk: one.reason for one in AuditText.objects.all()}
    assert texts == {old_words.pk: "", young_words.pk: "young"}
    assert AuditEntry.objects.filter(pk=old_words.pk).exists()
    run = retention_runs().first()
    assert run is not None
    assert (run.details, run.by, run.reason) == (dict.fromkeys(foretold, 1), "", "")


@pytest.mark.django_db
def test_doing_it_again_finds_nothing() -> None:
    entry(ago(days=6 * 365 + 3), "old")
    report(ago(days=366))
    apply_retention(by=None, now=NOW)
    assert set(apply_retention(by=None, now=NOW).values()) == {0}


@pytest.mark.django_db
def test_a_refused_confirmation_leaves_everything() -> None:
    class LostError(Exception):
        pass

    def refuse() -> None:
        raise LostError

    report(ago(days=366))
    with pytest.raises(LostError):
        apply_retention(by=None, now=NOW, confirm=refuse)
    assert (ErrorReport.objects.count(), retention_runs().count()) == (1, 0)


@pytest.mark.django_db
def test_the_worker_does_it() -> None:
    from empiria.apps.system.services import enqueue_job

    report(timezone.now() - dt.timedelta(days=366))
    job = enqueue_job(kind="system.apply-retention", by=None)
    drain_queue()
    job.refresh_from_db()
    assert (job.state, job.result["portal.closed-reports"]) == ("done", 1)
    assert ErrorReport.objects.count() == 0


@pytest.mark.django_db
def test_command_says_what_it_would_remove_and_removes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("empiria.cli.prepare.open_database", lambda: None)
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    closed_at = timezone.now() - dt.timedelta(days=400)
    report(closed_at)
    foretold = CliRunner().invoke(main, ["retention", "--dry-run"]).output.splitlines()
    assert f"portal.closed-reports: 1, the oldest of {closed_at:%Y-%m-%d}" in foretold
    assert (ErrorReport.objects.count(), retention_runs().count()) == (1, 0)
    done = CliRunner().invoke(main, ["retention"]).output.splitlines()
    assert "portal.closed-reports: 1" in done
    assert len(done) == len(foretold) == len(timed_rules())
    assert ErrorReport.objects.count() == 0
    # Who sat at the terminal is a word, and lies where it can be emptied.
    assert retention_runs().get().reason.startswith("On the command line")


def test_rules_never_name_what_is_published(staff: Person) -> None:
    """Of everything that the public sees, no rule can take anything, however long it waits."""
    kept = {
        "Release",
        "Import",
        "Indicator",
        "RecipeVersion",
        "ScoreSet",
        "Unit",
        "StatementVersion",
    }
    assert {rule.due_at(NOW).model.__name__ for rule in timed_rules()} & kept == set()
    record(by=staff, action="a.do", object_type="thing", object_id=1)
    entries = AuditEntry.objects.count()
    apply_retention(by=None, now=NOW + dt.timedelta(days=36500))
    assert (Person.objects.get().pk, AuditEntry.objects.count()) == (staff.pk, entries + 1)

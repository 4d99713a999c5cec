"""The staff's pages: closed to all others, and the whole way of a file through them."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

import empiria
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.monitor.models import Import, Indicator, IndicatorKey, RecipeVersion, Release
from empiria.apps.monitor.selectors import current_release, draft_release, unsettled_units
from empiria.apps.monitor.services import publish_release, refresh_difference
from empiria.apps.monitor.urls_staff import urlpatterns
from empiria.apps.monitor.views.finding_kinds import KINDS
from empiria.apps.system.models import AuditEntry, Job
from tests.integration.country import CITIES, full_lines
from tests.integration.monitor.data.conftest import Bring, draft, english, publish
from tests.integration.queue import drain_queue

SECRET = "987654321"
# Stands for the code of the draft, which is called by the year it is opened in.
DRAFT = "0-0"
ARGUMENTS = {
    "import-findings": [1],
    "import-undo": [1],
    "import-read-again": [1],
    "catalogue-unmap": [1],
    "catalogue-edit": ["jobless"],
    "release-difference": [DRAFT],
    "release-publish": [DRAFT],
    "release-scores": [DRAFT],
}
ADDRESSES = [(pattern.name, ARGUMENTS.get(str(pattern.name), [])) for pattern in urlpatterns]


def send(client: Client, text: str, *, name: str = "table.csv", **more: str) -> object:
    files = [SimpleUploadedFile(name, text.encode())]
    return client.post(reverse("monitor:draft-upload"), {"uploads": files, "reader": "tidy", **more})


@pytest.mark.parametrize(("name", "arguments"), ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_the_staff_are_closed_to_others(
    client: Client, bring: Bring, name: str, arguments: list[object], method: str
) -> None:
    bring(f"1465011,jobless,2020,{SECRET}")
    before = list(Release.objects.values()), list(Import.objects.values()), Job.objects.count()
    address = reverse(f"monitor:{name}", args=[draft().code if one == DRAFT else one for one in arguments])
    anonymous = getattr(client, method)(address)
    client.force_login(create_person(email="visitor@example.org", name="Visitor", by=None))
    visitor = getattr(client, method)(address)
    assert (anonymous.status_code, visitor.status_code) == (302, 403)
    assert SECRET not in anonymous.content.decode() + visitor.content.decode()
    assert (list(Release.objects.values()), list(Import.objects.values()), Job.objects.count()) == before


def test_a_file_goes_the_whole_way_from_upload_to_publication(
    staff_client: Client, staff: Person, country: None, catalogue: None, recipe: RecipeVersion
) -> None:
    page = reverse("monitor:release-draft")
    assert staff_client.get(page).status_code == 200
    text = "\n".join(["unit,indicator,period,value", *full_lines(), "1465011,strange,2020,1"])
    assert send(staff_client, text, origin="GUS").status_code == 302  # type: ignore[attr-defined]
    assert Job.objects.get().kind == "monitor.import"
    assert "Reading files" in staff_client.get(english("monitor:release-draft")).content.decode()
    drain_queue()
    source = Import.objects.get()
    assert (source.file_name, source.origin, source.created_by) == ("table.csv", "GUS", staff)
    shown = staff_client.get(page).content.decode()
    assert "table.csv" in shown
    report = staff_client.get(reverse("monitor:release-difference", args=[draft().code]))
    assert report.status_code == 200
    form = {"digest": draft().difference_digest, "accepted": "on", "note": "First"}
    address = reverse("monitor:release-publish", args=[draft().code])
    for _ in range(2):
        assert staff_client.post(address, form).status_code == 302
    release = current_release()
    assert release is not None
    assert (release.published_by, release.note, Release.objects.count()) == (staff, "First", 1)
    assert AuditEntry.objects.filter(action="monitor.publish-release").count() == 1
    drain_queue()
    assert list(release.score_sets.values_list("state", flat=True)) == ["ready"]
    assert staff_client.get(page).status_code == 200


def test_a_job_of_the_draft_names_its_files_and_the_draft_asks_for_its_parts_anew(
    staff_client: Client, country: None, catalogue: None, store: object
) -> None:
    for name in ("first.csv", "second.csv"):
        send(
            staff_client,
            "unit,indicator,period,value\n1465011,jobless,2020,5\n1061011,jobless,2020,6\n",
            name=name,
        )
    waiting = staff_client.get(english("monitor:release-draft")).content.decode()
    drain_queue()
    Import.objects.get(file_name="first.csv")
    staff_client.post(
        reverse("monitor:import-read-again", args=[Import.objects.get(file_name="second.csv").pk])
    )
    ended = staff_client.get(english("monitor:release-draft")).content.decode()
    assert all(f'<p class="small">{name}</p>' in waiting for name in ("first.csv", "second.csv"))
    assert ended.count('<p class="small">second.csv</p>') == 2
    (parts,) = re.findall(r'hx-get="([^"]*)" hx-trigger="job-ended from:body" hx-select-oob="([^"]*)"', ended)
    assert parts[0] == english("monitor:release-draft")
    assert [part for part in parts[1].split(",") if f'id="{part[1:]}"' not in waiting] == []
    assert [part for part in parts[1].split(",") if f'id="{part[1:]}"' not in ended] == []


def test_publication_needs_the_acceptance_and_the_report_of_now(staff_client: Client, bring: Bring) -> None:
    refresh_difference(release=bring("1465011,jobless,2020,5", name="a.csv").release)
    address = reverse("monitor:release-publish", args=[draft().code])
    for form in (
        {"digest": draft().difference_digest},
        {"accepted": "on"},
        {"accepted": "on", "digest": "0" * 64},
    ):
        staff_client.post(address, form)
    assert current_release() is None


def test_a_refused_publication_says_why_and_keeps_the_sentence(staff_client: Client, bring: Bring) -> None:
    publish(bring("1465011,jobless,2020,5", name="a.csv").release)
    refresh_difference(release=bring("1465011,jobless,2020,5", name="b.csv").release)
    note = 501 * "ą"
    form = {"digest": draft().difference_digest, "accepted": "on", "note": note}
    staff_client.post(english("monitor:release-publish", draft().code), form)
    page = english("monitor:release-difference", draft().code)
    shown = staff_client.get(page).content.decode()
    assert "A sentence for the public list of releases: " in shown
    assert "needs the acceptance" not in shown
    assert note in shown
    assert "No value is new, changed or gone against the release before." in shown
    assert note not in staff_client.get(page).content.decode()


def test_a_broken_file_is_told_in_its_job_and_leaves_no_upload(
    staff_client: Client, country: None, catalogue: None, store: object
) -> None:
    send(staff_client, "unit,indicator,period,value\n1465011,jobless,2020,many\n")
    drain_queue()
    job = Job.objects.get()
    assert (job.state, Import.objects.count()) == ("failed", 0)
    shown = staff_client.get(english("monitor:release-draft")).content.decode()
    assert "“many” is not a number" in shown
    assert [path for path in store.rglob("*") if path.is_file()] == []  # type: ignore[attr-defined]


def test_what_failed_before_the_last_publication_is_not_shown_for_the_next_draft(
    staff_client: Client, staff: Person, bring: Bring
) -> None:
    send(staff_client, "unit,indicator,period,value\n1465011,jobless,2020,many\n")
    drain_queue()
    release = refresh_difference(release=bring("1465011,jobless,2020,5", name="a.csv").release)
    page = english("monitor:release-draft")
    assert "“many” is not a number" in staff_client.get(page).content.decode()
    publish_release(release=release, by=staff, difference_digest=release.difference_digest)
    assert "“many” is not a number" not in staff_client.get(page).content.decode()


def test_findings_are_filtered_paged_and_downloaded(staff_client: Client, bring: Bring) -> None:
    source = bring("1465011,jobless,2020,5", "1465011,=cmd,2020,5", "0201011,jobless,2020,1")
    address = reverse("monitor:import-findings", args=[source.pk])
    everything = staff_client.get(address, {"format": "csv"})
    rows = list(csv.reader(io.StringIO(everything.getvalue().decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [row[-1] for row in rows[1:]] == ["unmapped", "unknown-unit", "fewer-units"]
    assert "'=cmd" in {row[2] for row in rows}
    only = staff_client.get(address, {"code": "unmapped"}).context["page"].object_list
    assert [finding.code for finding in only] == ["unmapped"]
    assert staff_client.get(address, {"severity": "error"}).context["page"].paginator.count == 0


@pytest.mark.parametrize("findings", [1, 3])
def test_findings_page_takes_a_fixed_number_of_queries(
    staff_client: Client, bring: Bring, findings: int
) -> None:
    source = bring("1465011,jobless,2020,5", *(f"1465011,strange{n},2020,5" for n in range(findings)))
    with CaptureQueriesContext(connection) as queries:
        staff_client.get(reverse("monitor:import-findings", args=[source.pk]))
    assert len(queries) == 10


def test_every_kind_of_finding_of_a_file_has_words() -> None:
    roots = [Path(empiria.__path__[0]) / name for name in ("sources", "apps/monitor/services")]
    texts = [path.read_text(encoding="utf-8") for root in roots for path in root.rglob("*.py")]
    codes = {code for text in texts for code in re.findall(r'\bcode=f?"([^"]+)"', text)}
    # Files of the places are looked at on their own pages.
    codes -= {"rings-lost"}
    patterns = [re.sub(r"\{\w+\}", r"[a-z0-9]+", code) for code in codes]
    assert [code for code in KINDS if not any(re.fullmatch(one, code) for one in patterns)] == []
    assert [one for one in patterns if not any(re.fullmatch(one, code) for code in KINDS)] == []


def test_findings_name_indicators_and_kinds_in_words(staff_client: Client, bring: Bring) -> None:
    source = bring("1465011,jobless,2020,5")
    with translation.override("en"):
        page = staff_client.get(reverse("monitor:import-findings", args=[source.pk])).content.decode()
    assert "a value of “Jobless”" in page
    assert '<option value="fewer-units">fewer units than there were</option>' in page


def test_findings_write_numbers_as_the_reader_does(staff_client: Client, bring: Bring) -> None:
    source = bring("1465011,population,2020,-1234.5")
    for language, said in (("pl", "−1\u00a0234,5"), ("en", "−1,234.5")):
        with translation.override(language):
            address = reverse("monitor:import-findings", args=[source.pk])
        assert said in staff_client.get(address).content.decode()


def test_an_unmapped_column_is_mapped_from_its_finding(staff_client: Client, bring: Bring) -> None:
    source = bring("1465011,strange|key,2020,5")
    page = staff_client.get(reverse("monitor:import-findings", args=[source.pk])).content.decode()
    link = reverse("monitor:catalogue-map") + f"?import={source.pk}&amp;key=strange%7Ckey"
    assert link in page
    form = staff_client.get(link.replace("&amp;", "&")).context["form"]
    assert (form.initial["source"], form.initial["key"]) == ("tidy", "strange|key")
    indicator = Indicator.objects.get(code="jobless")
    data = {
        "indicator": indicator.pk,
        "source": "tidy",
        "key": "strange|key",
        "zero": "value",
        "absent": "missing",
        "times": "1",
    }
    answer = staff_client.post(link.replace("&amp;", "&"), data)
    assert answer["Location"] == reverse("monitor:import-findings", args=[source.pk])
    staff_client.post(reverse("monitor:import-read-again", args=[source.pk]))
    drain_queue()
    assert Import.objects.get().slices == [["jobless", 2020]]


def test_undo_and_discard_and_settle(staff_client: Client, bring: Bring) -> None:
    first = bring("1465011,jobless,2020,5", "0201011,jobless,2020,6", name="a.csv")
    second = bring("1465011,crimes,2020,5", name="b.csv")
    for _ in range(2):
        staff_client.post(reverse("monitor:import-undo", args=[second.pk]), {"reason": "wrong"})
    assert list(draft().imports.filter(state="active")) == [first]
    settled = staff_client.post(reverse("monitor:draft-settle"), {"units": ["020101"], "action": "register"})
    assert (settled["Location"], unsettled_units(draft())) == (reverse("monitor:release-draft"), [])
    staff_client.post(reverse("monitor:draft-discard"))
    assert draft_release() is None
    assert staff_client.post(reverse("monitor:draft-discard")).status_code == 404


def test_report_opens_on_what_deserves_a_look_and_says_what_stands_in_the_way(
    staff_client: Client, bring: Bring
) -> None:
    publish(bring("1465011,jobless,2020,5", "1465011,crimes,2020,1.24", name="a.csv").release)
    lines = ["1465011,jobless,2020,9", "0201022,jobless,2020,5", "1465011,crimes,2020,1.21"]
    refresh_difference(release=bring(*lines, name="b.csv").release)
    with translation.override("en"):
        address = reverse("monitor:release-difference", args=[draft().code])
    page = staff_client.get(address)
    assert page.context["kind"] == "changed"
    shown = [
        (row["name_of_indicator"], row["indicator"], row["decimals"], round(row["change"], 1))
        for row in page.context["rows"]
    ]
    assert shown == [("Crimes", "crimes", 2, -2.4), ("Jobless", "jobless", 0, 80.0)]
    text = page.content.decode()
    assert "It cannot be published yet" in text
    assert f'href="{english("monitor:release-draft")}#units"' in text
    assert english("monitor:release-draft").replace("draft/", f"{draft().code}/publish/") not in text


def test_a_key_that_an_indicator_has_is_refused_at_its_field(staff_client: Client, catalogue: None) -> None:
    key = IndicatorKey.objects.get(key="pay")
    sent = {"indicator": key.indicator_id, "source": key.source, "key": key.key, "times": "1"}
    sent |= {"zero": key.zero, "absent": key.absent}
    answer = staff_client.post(reverse("monitor:catalogue-map"), sent)
    assert list(answer.context["form"].errors) == ["key"]


def test_indicators_are_added_and_changed_but_never_their_codes(
    staff_client: Client, catalogue: None
) -> None:
    data = {
        "code": "trees",
        "name_pl": "Drzewa",
        "name_en": "Trees",
        "polarity": "up",
        "decimals": "0",
        "times": "1",
    }
    staff_client.post(reverse("monitor:catalogue-new"), data)
    address = reverse("monitor:catalogue-edit", args=["trees"])
    staff_client.post(address, {**data, "code": "shrubs", "name_en": "All trees"})
    assert Indicator.objects.filter(code__in=["trees", "shrubs"]).values_list("code", "name_en").get() == (
        "trees",
        "All trees",
    )
    assert staff_client.post(reverse("monitor:catalogue-new"), data).status_code == 422
    key = IndicatorKey.objects.get(key="pay")
    staff_client.post(reverse("monitor:catalogue-unmap", args=[key.pk]))
    assert not IndicatorKey.objects.filter(key="pay").exists()
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))[-3:] == [
        "monitor.add-indicator",
        "monitor.change-indicator",
        "monitor.unmap-key",
    ]


@pytest.mark.parametrize(
    "kind", ["", "changed", "vanished", "new", "jump", "unit-missing", "slices", "nonsense"]
)
@pytest.mark.parametrize("form", ["html", "csv"])
def test_report_has_every_table_as_page_and_file(
    staff_client: Client, bring: Bring, kind: str, form: str
) -> None:
    publish(bring("1465011,jobless,2020,5", "1261011,jobless,2020,5", name="a.csv").release)
    refresh_difference(
        # The last unit is in no register.
        release=bring(
            "1465011,jobless,2020,9", "0264011,jobless,2020,5", "0201022,jobless,2020,5", name="b.csv"
        ).release
    )
    address = reverse("monitor:release-difference", args=[draft().code])
    answer = staff_client.get(address, {"kind": kind, "indicator": "jobless", "format": form})
    assert answer.status_code == 200
    if form == "html":
        assert kind in ("jump", "unit-missing") or "jobless" in answer.content.decode()


def test_report_counts_missing_values_and_the_units_they_belong_to(
    staff_client: Client, bring: Bring, country: None
) -> None:
    # One of the country's units has no value in three years: three values are missing, and one unit lacks them.
    years = (2020, 2021, 2022)
    lines = [f"{teryt},jobless,{year},5" for year in years for teryt in list(CITIES)[1:]]
    release = refresh_difference(release=bring(*lines).release)
    assert (release.difference["rows"]["unit-missing"], release.difference["units_missing"]) == (3, 1)
    with translation.override("en"):
        address = reverse("monitor:release-difference", args=[release.code])
    page = " ".join(staff_client.get(address).content.decode().split())
    assert "units they belong to</dt><dd>3 · 1</dd>" in page
    assert "missing values (3)" in page
    # A report that an earlier version made does not say it.
    del release.difference["units_missing"]
    release.save()
    assert "units they belong to</dt><dd>3 · —</dd>" in staff_client.get(address).content.decode()


def test_pages_exist_without_any_draft(staff_client: Client, db: None) -> None:
    for name in ("release-draft", "catalogue", "catalogue-new", "catalogue-map"):
        assert staff_client.get(reverse(f"monitor:{name}")).status_code == 200

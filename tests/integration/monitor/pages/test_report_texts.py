"""The office's own words in a city's report: kept for the city, put into its files, never lost, reached by erasure."""

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest
from django.test import Client

from empiria.analysis.errors import InputError
from empiria.apps.accounts.services import create_person
from empiria.apps.accounts.services.erasure import erase_person
from empiria.apps.monitor.models import Release, ReportTexts, ReportTextsVersion
from empiria.apps.monitor.services import (
    TextsMeanwhileError,
    delete_report_texts,
    restore_report_texts,
    save_report_texts,
)
from empiria.apps.monitor.services.report_texts import MOST_VERSIONS
from empiria.apps.system.models import AuditEntry, AuditText
from tests.integration.cast import Cast, give_second_factor

REPORT = "/monitor/1465011/report/"
TEXTS, ASKED = f"{REPORT}texts/", "?year=2018&template=state"


def save(cast: Cast, sample: Release, text: str = "Trzy szkoły", **said: Any) -> ReportTexts:
    city = cast.city.unit
    assert city
    given = {
        "unit": city,
        "outline": "state",
        "year": 2018,
        "language": "pl",
        "seen": 0,
        "texts": {"year": text},
    }
    by = cast["city_coordinator"]
    return save_report_texts(**{**given, "release": sample.code, "by": by, **said})


def newest(report: ReportTexts) -> ReportTextsVersion:
    return report.versions.get(number=report.version)


def body_of(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


@pytest.fixture
def office(reader: Client, cast: Cast) -> Client:
    """The coordinator of the city."""
    reader.force_login(cast["city_coordinator"])
    return reader


def test_texts_are_saved_found_again_and_stand_in_the_files(office: Client) -> None:
    page = body_of(office, f"{REPORT}?template=state")
    assert f'href="{TEXTS}{ASKED}"' in page
    assert "<textarea" not in page
    words = {"text-introduction": "Szanowna Rado,\r\n#set *nic* <b>", "seen": "0"}
    answer = office.post(TEXTS + ASKED, words)
    assert answer["Location"] == TEXTS + ASKED
    page = body_of(office, TEXTS + ASKED)
    assert "Szanowna Rado,\n#set *nic* <b></textarea>" in page
    assert "wersja 1" in page
    assert "Name-of-city-coordinator" in page
    file = zipfile.ZipFile(io.BytesIO(office.get(f"{TEXTS}report.docx{ASKED}").content))
    assert "#set *nic* &lt;b&gt;" in file.read("word/document.xml").decode()
    assert "#set *nic* <b>" in body_of(office, f"{TEXTS}read/{ASKED}")


def test_what_is_kept_stands_in_no_public_page_or_file(office: Client, cast: Cast, sample: Release) -> None:
    save(cast, sample)
    office.logout()
    for address in ("", "read/"):
        assert "Trzy szkoły" not in body_of(office, f"{REPORT}{address}?template=state")
    office.force_login(cast["outsider"])
    page = body_of(office, f"{REPORT}?template=state")
    # Another city's people write into a file of their own, as everybody who is signed in.
    assert "<textarea" in page
    assert "report/texts" not in page


def test_the_second_of_two_keeps_what_they_wrote_and_sees_both(
    office: Client, cast: Cast, sample: Release
) -> None:
    save(cast, sample, texts={"introduction": "Wstęp", "year": "Rok", "finance": "Stare"})
    theirs = {"introduction": "Ich wstęp", "year": "Rok", "finance": "Ich finanse"}
    save(cast, sample, texts=theirs, seen=1, by=cast["leader"])
    mine = {"text-introduction": "Mój wstęp", "text-year": "Mój rok", "text-finance": "Stare", "seen": "1"}
    answer = office.post(TEXTS + ASKED, mine)
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert 'name="seen" value="2"' in page
    # Both changed it; only this one did; only the other did.
    assert "<p>Ich wstęp</p>" in page
    for own in ("Mój wstęp", "Mój rok", "Ich finanse"):
        assert re.search(rf">\s*{own}</textarea>", page)
    assert newest(ReportTexts.objects.get()).texts == theirs
    sent = {**mine, "text-finance": "Ich finanse", "seen": "2"}
    assert office.post(TEXTS + ASKED, sent).status_code == 302
    assert newest(ReportTexts.objects.get()).texts["introduction"] == "Mój wstęp"


def test_saving_after_somebody_deleted_makes_it_anew(office: Client, cast: Cast, sample: Release) -> None:
    delete_report_texts(report=save(cast, sample), seen=1, by=cast["leader"])
    answer = office.post(TEXTS + ASKED, {"text-year": "Moje", "seen": "1"})
    assert answer.status_code == 422
    assert 'name="seen" value="0"' in answer.content.decode()
    assert "Moje</textarea>" in answer.content.decode()


def test_the_same_sent_twice_makes_one_version(cast: Cast, sample: Release) -> None:
    assert save(cast, sample).version == save(cast, sample).version == 1
    with pytest.raises(TextsMeanwhileError):
        save(cast, sample, "Inne")


@pytest.mark.parametrize(
    "texts",
    [{}, {"year": ""}, {"year": "x" * 30_001}, {"none": "x"}],
    ids=["none", "empty", "long", "strange"],
)
def test_what_cannot_be_kept_is_refused(cast: Cast, sample: Release, texts: dict[str, str]) -> None:
    with pytest.raises(InputError):
        save(cast, sample, texts=texts)
    assert not ReportTexts.objects.exists()


def test_nobody_writes_for_another_city(cast: Cast, sample: Release) -> None:
    for who in ("outsider", "analyst", "city_adviser", "account"):
        with pytest.raises(InputError):
            save(cast, sample, by=cast[who])


def test_too_long_a_text_stays_on_the_page_with_how_long_it_is(office: Client) -> None:
    long = "ż" * 15_000 + "\r\n" * 7_500 + "x" * 7_501
    answer = office.post(TEXTS + ASKED, {"text-year": long, "seen": "0"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "30001" in page.replace("\u00a0", "").replace(" ", "")
    assert "x" * 7_501 in page
    assert "maxlength" not in page
    # A browser counts a new line once, and so is it counted here.
    assert office.post(TEXTS + ASKED, {"text-year": long[:-1], "seen": "0"}).status_code == 302


def test_an_earlier_version_is_read_and_put_back(office: Client, cast: Cast, sample: Release) -> None:
    save(cast, sample, "Pierwsze")
    save(cast, sample, "Drugie", seen=1)
    page = body_of(office, f"{TEXTS}versions/1/{ASKED}")
    assert "Pierwsze" in page
    assert "Drugie" not in page
    restore = f"{TEXTS}versions/1/restore/{ASKED}"
    office.post(restore, {"seen": "1"})
    assert newest(ReportTexts.objects.get()).texts == {"year": "Drugie"}
    office.post(restore, {"seen": "2"})
    kept = newest(ReportTexts.objects.get())
    assert (kept.number, kept.texts, kept.restored_from) == (3, {"year": "Pierwsze"}, 1)
    assert "przywrócona wersja 1" in body_of(office, TEXTS + ASKED)
    assert office.get(f"{TEXTS}versions/9/{ASKED}").status_code == 404


def test_only_the_newest_versions_are_kept(cast: Cast, sample: Release) -> None:
    for number in range(MOST_VERSIONS + 1):
        report = save(cast, sample, f"{number}", seen=number)
    numbers = report.versions.values_list("number", flat=True)
    assert [*numbers] == [*range(MOST_VERSIONS + 1, 1, -1)]
    with pytest.raises(InputError):
        restore_report_texts(version=newest(report), release=sample.code, seen=1, by=cast["leader"])


def test_texts_of_an_earlier_year_are_offered_as_a_start(office: Client, cast: Cast, sample: Release) -> None:
    save(cast, sample, "Za 2016", year=2016)
    save(cast, sample, "English", year=2017, language="en")
    page = body_of(office, TEXTS + ASKED)
    assert "Zacznij od tekstów za 2016" in page
    assert "Za 2016" not in page
    page = body_of(office, f"{TEXTS}{ASKED}&start=2016")
    assert "Skopiowano z raportu za 2016" in page
    assert "Za 2016</textarea>" in page
    sent = {"text-year": "Za 2018", "copied_from": "2016", "seen": "0"}
    assert office.post(TEXTS + ASKED, sent).status_code == 302
    assert "skopiowano z raportu za 2016" in body_of(office, TEXTS + ASKED)
    # The year before stays as it was, and both are found from the report's page.
    page = body_of(office, f"{REPORT}?template=diagnosis")
    for year in ("2016", "2018"):
        assert f"{TEXTS}?year={year}&template=state" in page
    assert f"/en{TEXTS}?year=2017&template=state" in page
    assert newest(ReportTexts.objects.get(year=2016)).texts == {"year": "Za 2016"}


def test_figures_published_anew_are_pointed_out(office: Client, cast: Cast, sample: Release) -> None:
    report = save(cast, sample)
    assert "Warto sprawdzić" not in body_of(office, TEXTS + ASKED)
    report.versions.update(release=Release.objects.create(code="2019-9", state="discarded"))
    assert "zapisano przy danych wydania 2019-9" in body_of(office, TEXTS + ASKED)


def test_a_year_or_an_outline_without_texts_has_no_page(office: Client) -> None:
    for asked in ("?template=city", "?template=state&year=1999", "?template=none", ""):
        assert office.get(TEXTS + asked).status_code == 404
    assert "Raport o stanie gminy</a>, " in body_of(office, REPORT)


def test_deleting_asks_and_takes_every_version(office: Client, cast: Cast, sample: Release) -> None:
    save(cast, sample)
    assert "na zawsze" in body_of(office, f"{TEXTS}delete/{ASKED}")
    assert office.post(f"{TEXTS}delete/{ASKED}", {"seen": "0"}).status_code == 422
    assert office.post(f"{TEXTS}delete/{ASKED}", {"seen": "1"}).status_code == 302
    assert not ReportTextsVersion.objects.exists()


def test_the_trail_holds_codes_and_who_of_the_staff_read(office: Client, cast: Cast, sample: Release) -> None:
    report = save(cast, sample, "Sekretne słowo")
    entry = AuditEntry.objects.get(action="monitor.save-report-texts")
    assert (entry.object_id, entry.details["places"]) == (str(report.pk), ["year"])
    assert not AuditText.objects.filter(entry=entry).exists()
    office.get(TEXTS + ASKED)
    assert not AuditEntry.objects.filter(action="system.read").exists()
    office.force_login(cast["programme_officer"])
    session = office.session
    give_second_factor(session, cast["programme_officer"])
    session.save()
    assert "Sekretne słowo" in body_of(office, TEXTS + ASKED)
    read = AuditEntry.objects.get(action="system.read")
    assert (read.object_type, read.object_id) == ("monitor.report-texts", str(report.pk))


def test_erasure_reaches_every_version(cast: Cast, sample: Release) -> None:
    person = create_person(email="z@example.org", name="Zdzisława Grzędzielska", by=None)
    save(cast, sample, "Dziękuję: Zdzisława Grzędzielska.")
    save(cast, sample, "Dziękuję Zdzisławie Grzędzielskiej.", seen=1, by=cast["leader"])
    erase_person(person=person, by=None)
    texts = [version.texts["year"] for version in ReportTextsVersion.objects.order_by("number")]
    assert [("Zdzisław" in text or "Grzędziel" in text) for text in texts] == [False, False]
    assert all(text.startswith("Dziękuję") for text in texts)
    # A form that was opened before would bring the name back.
    with pytest.raises(TextsMeanwhileError):
        save(cast, sample, "Dziękuję Zdzisławie Grzędzielskiej!", seen=2)


def test_who_was_signed_out_while_writing_is_given_the_words_back(reader: Client, db: None) -> None:
    answer = reader.post(TEXTS + ASKED, {"text-year": "Pisane <b> trzy godziny", "seen": "0"})
    assert answer.status_code == 403
    assert "Pisane <b> trzy godziny</textarea>" in unescape(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert not ReportTexts.objects.exists()

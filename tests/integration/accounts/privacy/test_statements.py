"""Information clauses and consents: written in versions, read by everybody, agreed to and taken back."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from empiria.apps.accounts.models import Consent, Statement, StatementVersion
from empiria.apps.accounts.selectors.statements import SHIPPED, clauses, shipped_texts
from empiria.apps.accounts.services.consents import give_consent, withdraw_consent
from empiria.apps.accounts.services.statements import (
    create_statement,
    publish_statement,
    save_draft,
    set_statement_closed,
)
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import Cast

pytestmark = pytest.mark.django_db
WORDS = {"title_pl": "Biuletyn", "title_en": "Newsletter"}


def published(cast: Cast, code: str, text: str, kind: str = "consent") -> StatementVersion:
    by = cast["administrator"]
    statement = Statement.objects.filter(code=code).first() or create_statement(kind=kind, code=code, by=by)
    texts = {"text_pl": f"<p>{text}-PL</p>", "text_en": f"<p>{text}-EN</p>"}
    draft = save_draft(statement=statement, by=by, **WORDS, **texts)
    return publish_statement(statement=statement, by=by, number=draft.number)


def test_the_shipped_clauses_are_shown_as_templates_until_the_office_publishes_its_own(
    client: Client, cast: Cast
) -> None:
    pages = {code: client.get(f"/privacy/clauses/{code}/").content.decode() for code in SHIPPED}
    assert all("jeszcze nie sprawdził" in page and "Prawa</h3>" in page for page in pages.values())
    published(cast, "accounts", "Own", kind="clause")
    page = client.get("/privacy/clauses/accounts/").content.decode()
    assert ("Own-PL" in page, "jeszcze nie sprawdził" in page) == (True, False)
    assert "Own-EN" in client.get("/en/privacy/clauses/accounts/").content.decode()
    assert sorted((clause.code, clause.number) for clause in clauses()) == [
        ("accounts", 1), ("documents", 0), ("error-reports", 0),
    ]  # fmt: skip


def test_every_version_of_a_clause_stays_readable_and_drafts_are_nobodys(client: Client, cast: Cast) -> None:
    published(cast, "accounts", "First", kind="clause")
    published(cast, "accounts", "Second", kind="clause")
    statement = Statement.objects.get()
    save_draft(statement=statement, by=None, **WORDS, text_pl="<p>Third</p>", text_en="<p>Third</p>")
    shown = {n: client.get(f"/privacy/clauses/accounts/{n}/") for n in (1, 2, 3)}
    assert {n: answer.status_code for n, answer in shown.items()} == {1: 200, 2: 200, 3: 404}
    assert "First-PL" in shown[1].content.decode()
    now = client.get("/privacy/clauses/accounts/").content.decode()
    assert ("First" in now, "Second-PL" in now, "Third" in now) == (False, True, False)


def test_a_consent_is_no_clause(client: Client, cast: Cast) -> None:
    published(cast, "newsletter", "Ask")
    assert client.get("/privacy/clauses/newsletter/").status_code == 404
    assert client.get("/privacy/clauses/newsletter/1/").status_code == 404
    assert "Biuletyn" not in client.get("/privacy/").content.decode()


def test_the_words_are_cleaned_and_no_place_is_left_to_be_filled_in(client: Client, cast: Cast) -> None:
    statement = create_statement(kind="clause", code="x", by=None)
    texts = {"text_pl": '<p onclick="x()">A</p><script>y</script>', "text_en": "<p>[address]</p>"}
    save_draft(statement=statement, by=None, **WORDS, **texts)
    client.force_login(cast["administrator"])
    looked = client.get("/privacy/texts/x/publish/").content.decode()
    assert ("<p>A</p>" in looked, "onclick" in looked, "<script>y" in looked) == (True, False, False)
    with pytest.raises(ValidationError):
        publish_statement(statement=statement, by=cast["administrator"], number=1)
    save_draft(statement=statement, by=None, **WORDS, text_pl="<p>A</p>", text_en="<p>A</p>")
    first = publish_statement(statement=statement, by=cast["administrator"], number=1)
    again = publish_statement(statement=statement, by=cast["administrator"], number=1)
    assert first.published_at == again.published_at
    assert AuditEntry.objects.filter(action="accounts.publish-statement").count() == 1


def test_the_shipped_texts_cannot_be_published_before_somebody_checked_them(
    cast: Cast, settings: Any
) -> None:
    settings.EMPIRIA_OPERATOR_ADDRESS = "ul. Krótka 1"
    settings.EMPIRIA_DPO_EMAIL = settings.EMPIRIA_CONTACT_EMAIL = "iod@example.org"
    for code in SHIPPED:
        statement = create_statement(kind="clause", code=code, by=None)
        save_draft(statement=statement, by=None, **shipped_texts(code))
        with pytest.raises(ValidationError):
            publish_statement(statement=statement, by=cast["administrator"], number=1)


def test_database_holds_one_draft_of_a_text() -> None:
    statement = create_statement(kind="clause", code="x", by=None)
    for number in (1, 2):
        version = StatementVersion(statement=statement, number=number)
        if number == 1:
            version.save()
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            version.save()


def test_an_administrator_writes_looks_and_publishes(client: Client, cast: Cast) -> None:
    client.force_login(cast["administrator"])
    client.post("/privacy/texts/new/", {"kind": "consent", "code": "newsletter"})
    sent = {**WORDS, "text_pl": "Zgadzam się\n\nna biuletyn", "text_en": "I agree"}
    looked = client.post("/privacy/texts/newsletter/", sent, follow=True).content.decode()
    assert "<p>Zgadzam się</p>\n<p>na biuletyn</p>" in looked
    client.post("/privacy/texts/newsletter/publish/", {"number": "7"})
    assert not StatementVersion.objects.published().exists()
    for _twice in range(2):
        client.post("/privacy/texts/newsletter/publish/", {"number": "1"})
    assert list(StatementVersion.objects.published().values_list("number", "text_en")) == [(1, "I agree")]
    wrong = client.post("/privacy/texts/newsletter/", sent | {"text_en": ""})
    assert (wrong.status_code, StatementVersion.objects.drafts().count()) == (422, 0)


def test_a_shipped_clause_is_taken_over_once(client: Client, cast: Cast) -> None:
    client.force_login(cast["administrator"])
    for _twice in range(2):
        client.post("/privacy/texts/accounts/adopt/")
    client.post("/privacy/texts/nothing-shipped/adopt/")
    assert list(StatementVersion.objects.values_list("statement__code", "number", "published_at")) == [
        ("accounts", 1, None)
    ]
    client.post("/privacy/texts/accounts/discard/")
    assert not StatementVersion.objects.exists()


@pytest.mark.parametrize("who", ["visitor", "account", "analyst", "programme_officer", "city_coordinator"])
def test_only_administrators_write(client: Client, cast: Cast, who: str) -> None:
    create_statement(kind="consent", code="newsletter", by=None)
    if who != "visitor":
        client.force_login(cast[who])
    names = ("edit", "adopt", "publish", "discard", "close")
    addresses = [reverse(f"privacy:statement-{name}", args=["newsletter"]) for name in names]
    addresses += [reverse("privacy:statement-list"), reverse("privacy:statement-create")]
    expected = 302 if who == "visitor" else 403
    assert {client.post(address).status_code for address in addresses} == {expected}
    assert AuditEntry.objects.filter(object_type="statement").count() == 1


def test_the_list_of_texts_asks_no_query_for_a_row(
    client: Client, cast: Cast, django_assert_max_num_queries
) -> None:
    client.force_login(cast["administrator"])
    published(cast, "one", "One")
    client.get("/privacy/texts/")
    counts = []
    for code in ("one", "two", "three"):
        if code != "one":
            published(cast, code, code)
        with django_assert_max_num_queries(30) as asked:
            client.get("/privacy/texts/")
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_consent_keeps_the_words_shown_and_is_given_once(cast: Cast) -> None:
    version, person = published(cast, "newsletter", "Ask"), cast["account"]
    given = [
        give_consent(person=person, version=version, language="en", given_on="privacy:consent-list")
        for _twice in range(2)
    ]
    assert given[0] == given[1]
    consent = Consent.objects.get()
    assert (consent.version, consent.text_shown, consent.given_on, consent.withdrawn_at) == (
        version,
        "<p>Ask-EN</p>",
        "privacy:consent-list",
        None,
    )
    for _twice in range(2):
        withdraw_consent(consent=consent)
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    trail = AuditEntry.objects.filter(object_type="person", object_id=str(person.pk), by=str(person.pk))
    assert list(trail.order_by("pk").values_list("action", "details")) == [
        ("accounts.give-consent", {"statement": version.statement_id, "version": 1}),
        ("accounts.withdraw-consent", {"statement": version.statement_id, "version": 1}),
    ]


def test_consent_to_new_words_ends_the_one_to_the_old(cast: Cast) -> None:
    person, old = cast["account"], published(cast, "newsletter", "Old")
    give_consent(person=person, version=old, language="pl", given_on="x")
    new = published(cast, "newsletter", "New")
    with pytest.raises(StatementVersion.DoesNotExist):
        give_consent(person=cast["analyst"], version=old, language="pl", given_on="x")
    give_consent(person=person, version=new, language="pl", given_on="x")
    assert list(Consent.objects.filter(withdrawn_at=None).values_list("version", flat=True)) == [new.pk]
    assert Consent.objects.filter(version=old).exclude(withdrawn_at=None).count() == 1


def test_consents_are_given_and_taken_back_on_ones_own_page_only(client: Client, cast: Cast) -> None:
    version = published(cast, "newsletter", "Ask")
    other = give_consent(person=cast["outsider"], version=version, language="en", given_on="x")
    assert client.get("/privacy/consents/").status_code == 302
    client.force_login(cast["account"])
    page = client.get("/privacy/consents/").content.decode()
    assert ("Ask-PL" in page, "Ask-EN" in page, "Zgadzam się" in page) == (True, False, True)
    assert client.post(f"/privacy/consents/{other.pk}/withdraw/").status_code == 404
    client.post(f"/privacy/consents/{version.pk}/give/")
    own = Consent.objects.get(person=cast["account"])
    assert own.language == "pl"
    client.post(f"/privacy/consents/{own.pk}/withdraw/")
    assert set(Consent.objects.filter(withdrawn_at=None)) == {other}


def test_a_consent_out_of_use_can_still_be_withdrawn_but_not_given(client: Client, cast: Cast) -> None:
    version = published(cast, "newsletter", "Ask")
    give_consent(person=cast["account"], version=version, language="pl", given_on="x")
    set_statement_closed(statement=version.statement, by=cast["administrator"], is_closed=True)
    client.force_login(cast["account"])
    page = client.get("/privacy/consents/").content.decode()
    assert ("/give/" in page, "/withdraw/" in page) == (False, True)
    assert client.post(f"/privacy/consents/{version.pk}/give/").status_code == 404


def test_shipped_texts_differ_by_language_only() -> None:
    with override("en"):
        assert shipped_texts("documents")["title_pl"] != shipped_texts("documents")["title_en"]
    assert shipped_texts("nothing") == {}

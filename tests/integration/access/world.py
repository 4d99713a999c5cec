"""A small world with something closed behind every door. Each closed thing holds a word of its own that is looked for
wherever its reader is not."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.utils import timezone

from empiria.apps.accounts.models import (
    ApiKey,
    Consent,
    DataCopy,
    DataRequest,
    Finding,
    IdentityProvider,
    Invitation,
    Membership,
    OrganisationContact,
    RoleGrant,
    StatementVersion,
)
from empiria.apps.accounts.services import add_membership, invite_person
from empiria.apps.accounts.services.consents import give_consent
from empiria.apps.accounts.services.copies import order_copy
from empiria.apps.accounts.services.erasure import search_files
from empiria.apps.accounts.services.keys import create_key
from empiria.apps.accounts.services.requests import ask_about_data
from empiria.apps.accounts.services.statements import create_statement, publish_statement, save_draft
from empiria.apps.monitor.models import Comparison, Import, IndicatorKey, OwnGroup, Release, ReportTexts
from empiria.apps.monitor.selectors import score_jobs
from empiria.apps.monitor.services import (
    compute_certainty,
    create_own_group,
    import_observations,
    publish_release,
    refresh_difference,
    save_comparison,
    save_report_texts,
)
from empiria.apps.outreach.models import Document
from empiria.apps.places.models import Grouping
from empiria.apps.places.selectors import units_by_code
from empiria.apps.places.services import create_list
from empiria.apps.portal.models import ErrorReport
from empiria.apps.portal.services import create_error_report
from empiria.apps.system.encryption import encrypt
from empiria.apps.system.models import AuditEntry, Job, JobState
from empiria.apps.system.services import record
from empiria.apps.system.worker import run_jobs
from tests.integration.access.documents import READERS, adder, make_documents
from tests.integration.access.local import READERS as LOCAL_READERS
from tests.integration.access.local import Locals, make_locals
from tests.integration.access.passkey import make_passkey
from tests.integration.access.rule import holds
from tests.integration.cast import Cast, make_cast
from tests.integration.country import full_lines, make_catalogue, make_country, make_recipe

PASSWORD = "correct horse battery"
# Whom the coordinator of the city sees: who belongs to it, works or advises there.
OF_THE_CITY = frozenset(
    {
        "leader",
        "city_team_member",
        "survey_lead",
        "school_contact",
        "city_adviser",
        "strategic_adviser",
        "sectoral_adviser",
    }
)
# Who reads and writes the texts of its reports, whoever of the association helps with them.
WRITERS_OF_CITY = holds("monitor.write_report_texts") | {"city_coordinator", "city_team_member", "leader"}
# … and whom the coordinator of the network sees.
OF_THE_NETWORK = frozenset({"cross_city_team_member", "network_member", "observer"})


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A word that only some may read; `kind` is what a rule calls it that shows it to others too."""

    word: str
    kind: str
    readers: frozenset[str]
    # Whose own word it is: their name, their e-mail.
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class World:
    cast: Cast
    published: Release
    draft: Release
    source: Import
    draft_import: Import
    key: IndicatorKey
    job: Job
    report: ErrorReport
    hand_picked: Grouping
    # The mayor's.
    passkey: Authenticator
    api_key: ApiKey
    # A consent asked for, its next words in a draft, and what the coordinator of the city agreed to.
    asked: StatementVersion
    consent: Consent
    # What the coordinator asks about their own data.
    request: DataRequest
    copy: DataCopy
    # What a member of the city's team is, the role they hold, and how to reach the city's office.
    membership: Membership
    grant: RoleGrant
    contact: OrganisationContact
    # Somebody asked to join the city's team, and a provider that is closed.
    invitation: Invitation
    provider: IdentityProvider
    entry: AuditEntry
    # Kept by the coordinator of the city.
    comparison: Comparison
    locals: Locals
    # Kept for the city by its coordinator: one of its own, and one shared.
    own_group: OwnGroup
    shared_group: OwnGroup
    # What the city's office wrote into its report, in two versions.
    texts: ReportTexts
    # By visibility class, and one in the bin.
    documents: dict[str, Document]
    # A file that is said to name the resident.
    at_stake: str
    secrets: tuple[Secret, ...]


def make_world() -> World:
    """Two cities with their people, figures published and in a draft, and what the staff's desks hold."""
    make_country()
    make_catalogue()
    make_recipe()
    cast = make_cast()
    for person in cast.people.values():
        person.set_password(PASSWORD)
        person.save()
    with tempfile.TemporaryDirectory() as folder:
        published = _bring(Path(folder) / "published.csv", full_lines())
        release = refresh_difference(release=published.release)
        release = publish_release(release=release, by=None, difference_digest=release.difference_digest)
        run_jobs(score_jobs(release))
        for score_set in release.score_sets.all():
            compute_certainty(score_set=score_set)
        draft_import = _bring(
            Path(folder) / "Secret-draft.csv", ["1465011,jobless,2020,987654321", "0201022,strange,2020,1"]
        )
    draft = refresh_difference(release=draft_import.release)
    job = Job.objects.create(
        kind="monitor.import",
        key="secret",
        state=JobState.FAILED,
        finished_at=timezone.now(),
        created_by=str(cast["analyst"].pk),
        error={"message": "Secret-error", "params": {}, "place": {}},
    )
    report = create_error_report(page="/about/", text="Secret-report", contact="secret-contact@example.org")
    entry = record(
        by=None,
        action="portal.close-error-report",
        object_type="error-report",
        object_id=0,
        reason="Secret-reason",
    )
    units = units_by_code(["146501", "306401"]).values()
    asked = _asked()
    documents = make_documents(cast)
    search_files(cast["resident"])
    closed = documents["private"].files.get()
    cast["resident"].searched_files.filter(number=str(closed.pk)).update(finding=Finding.NAME)
    own_group, shared_group = (
        create_own_group(
            by=cast["city_coordinator"],
            name=f"{word}-group",
            reason=f"{word}-grounds",
            units=units,
            organisation=cast.city,
            is_shared=word != "Secret",
        )
        for word in ("Secret", "Shared")
    )
    return World(
        cast=cast,
        published=release,
        draft=draft,
        source=published,
        draft_import=draft_import,
        key=IndicatorKey.objects.get(key="pay"),
        job=job,
        api_key=create_key(person=cast["leader"], name="Secret-key")[0],
        report=report,
        hand_picked=create_list(title="Moja lista", title_en="My list", units=units, by=None),
        passkey=Authenticator.objects.create(
            user=cast["leader"],
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Secret-passkey", "credential": make_passkey()},
        ),
        asked=asked,
        consent=give_consent(
            person=cast["city_coordinator"], version=asked, language="pl", given_on="privacy:consent-list"
        ),
        request=ask_about_data(person=cast["city_coordinator"], kind="correct", text="Secret-request"),
        copy=order_copy(person=cast["city_coordinator"]),
        membership=add_membership(
            person=cast["city_team_member"], organisation=cast.city, function="team_member", by=None
        ),
        grant=cast["city_team_member"].grants.get(),
        contact=OrganisationContact.objects.create(organisation=cast.city, label="Secret-contact"),
        invitation=invite_person(
            email="secret-invited@example.org",
            by=cast["administrator"],
            link=lambda token: f"Secret-link-{token}",
            organisation=cast.city,
            roles=["city_team_member"],
        ),
        provider=IdentityProvider.objects.create(
            code="office",
            name="Secret-provider",
            issuer="https://id.example.org",
            client_id="client",
            secret_encrypted=encrypt("secret"),
            organisation=cast.city,
            is_active=False,
        ),
        entry=entry,
        comparison=save_comparison(
            by=cast["city_coordinator"], name="Secret-comparison", query="unit=1465011"
        ),
        locals=make_locals(cast),
        own_group=own_group,
        shared_group=shared_group,
        texts=_texts(cast, release),
        documents=documents,
        at_stake=str(closed.pk),
        secrets=_secrets(cast),
    )


def _bring(path: Path, lines: list[str]) -> Import:
    path.write_text("\n".join(["unit,indicator,period,value", *lines]) + "\n", encoding="utf-8")
    return import_observations(path=path, by=None)


def _texts(cast: Cast, release: Release) -> ReportTexts:
    city = cast.city.unit
    assert city
    texts = ReportTexts()
    for number, word in enumerate(("Secret-earlier", "Secret-written")):
        texts = save_report_texts(
            unit=city,
            outline="state",
            year=2021,
            language="pl",
            texts={"year": word},
            release=release.code,
            seen=number,
            by=cast["city_coordinator"],
        )
    return texts


def _asked() -> StatementVersion:
    statement = create_statement(kind="consent", code="newsletter", by=None)
    for words in ("Agreed", "Secret-statement"):
        version = save_draft(
            statement=statement, by=None, title_pl=words, title_en=words, text_pl=words, text_en=words
        )
        if words == "Agreed":
            published = publish_statement(statement=statement, by=None, number=version.number)
    return published


def _secrets(cast: Cast) -> tuple[Secret, ...]:
    keepers = holds("monitor.manage_releases")
    see_people = holds("accounts.see_people")
    found = [
        Secret(word="Secret-draft", kind="draft", readers=keepers),
        Secret(word="987654321", kind="draft", readers=keepers),
        Secret(
            word="Secret-request",
            kind="request",
            readers=holds("accounts.manage_privacy") | {"city_coordinator"},
            of="city_coordinator",
        ),
        Secret(
            word="Secret-contact",
            kind="contact",
            readers=holds("accounts.manage_organisations") | {"city_coordinator"},
        ),
        Secret(word="Secret-key", kind="key", readers=frozenset({"leader"})),
        Secret(word="Secret-comparison", kind="comparison", readers=frozenset({"city_coordinator"})),
        Secret(word="Secret-group", kind="group", readers=OF_THE_CITY | {"city_coordinator"}),
        Secret(word="Secret-grounds", kind="group", readers=OF_THE_CITY | {"city_coordinator"}),
        Secret(word="Secret-earlier", kind="texts", readers=WRITERS_OF_CITY),
        Secret(word="Secret-written", kind="texts", readers=WRITERS_OF_CITY),
        Secret(word="Secret-passkey", kind="passkey", readers=frozenset({"leader"})),
        Secret(word="Secret-error", kind="job", readers=holds("system.see_jobs")),
        Secret(word="Secret-report", kind="report", readers=holds("portal.read_reports")),
        Secret(word="secret-contact", kind="report", readers=holds("portal.read_reports")),
        Secret(word="Secret-statement", kind="statement", readers=holds("accounts.manage_privacy")),
        Secret(word="Secret-reason", kind="trail", readers=holds("system.read_audit")),
    ]
    found += [
        Secret(
            word="secret-invited",
            kind="invitation",
            readers=holds("accounts.manage_people") | {"city_coordinator"},
        ),
        # The link itself stands in the e-mail alone.
        Secret(word="Secret-link", kind="link", readers=frozenset()),
        Secret(word="Secret-provider", kind="provider", readers=holds("accounts.manage_sign_in")),
    ]
    found += [Secret(word=word, kind="local", readers=readers) for word, readers in LOCAL_READERS.items()]
    for name, readers in READERS.items():
        found += [
            Secret(word=f"Secret-{part}-{name}", kind="document", readers=readers, of=adder(name))
            for part in ("title", "words")
        ]
    for who, person in cast.people.items():
        readers = see_people | {who}
        readers |= {"city_coordinator"} if who in OF_THE_CITY else set()
        readers |= {"network_coordinator"} if who in OF_THE_NETWORK else set()
        found += [
            Secret(word=person.name, kind="name", readers=readers, of=who),
            Secret(word=person.email, kind="e-mail", readers=readers, of=who),
        ]
    return tuple(found)


def readable(text: str) -> str:
    """A page's text with the digits of its numbers together again."""
    return re.sub(r"(?s)(?:\s(?<=\d.)|&nbsp;(?<=\d&nbsp;))(?=\d)", "", text)

"""A person who left traces everywhere, and the search for them. Run as a module it does both in a process of its own."""

import json
import re
import sys
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

NAME, EMAIL, OTHER_EMAIL = "Żaneta Śladowska", "zaneta.sladowska@slad.example", "prywatny@slad.example"
# In everything the person wrote, and in what was written about them.
WORD = "slad-po-osobie"


def leave_traces() -> Any:
    """The person, with something in every table that can hold something about them."""
    from allauth.account.models import EmailAddress
    from allauth.usersessions.models import UserSession

    from empiria.apps.accounts.models import DataCopy, Invitation
    from empiria.apps.accounts.services import (
        add_membership,
        create_organisation,
        create_person,
        grant_role,
        save_contact,
    )
    from empiria.apps.accounts.services.consents import give_consent
    from empiria.apps.accounts.services.erasure import ask_for_erasure
    from empiria.apps.accounts.services.requests import answer_request, ask_about_data
    from empiria.apps.accounts.services.statements import create_statement, publish_statement, save_draft
    from empiria.apps.outreach.services import create_document
    from empiria.apps.portal.services import create_error_report
    from empiria.apps.system.models import Job, JobState, OutgoingMail
    from empiria.apps.system.services import change, record
    from empiria.apps.system.uploads import Checked

    admin = create_person(email="admin@example.org", name="Admin", by=None, roles=["administrator"])
    person = create_person(email=EMAIL, name=NAME, by=admin, password=f"{WORD}-123", reason=WORD)
    office = create_organisation(kind="ngo", name="Biuro", by=admin)
    add_membership(
        person=person, organisation=office, function="coordinator", job_title=WORD, by=admin, reason=WORD,
        valid_from=timezone.localdate() - timedelta(days=90),
    )  # fmt: skip
    grant_role(person=person, role="city_coordinator", organisation=office, by=admin, reason=WORD,
        valid_from=timezone.localdate() - timedelta(days=90),
    )  # fmt: skip
    EmailAddress.objects.create(user=person, email=OTHER_EMAIL)
    # Their name and address in what others wrote, about other things.
    record(
        by=admin, action="accounts.create-organisation", object_type="organisation", object_id=office.pk,
        reason=f"prosiła {NAME}", texts={"email": change(EMAIL, "inny@example.org")},
    )  # fmt: skip
    record(by=person, action="system.read", object_type="organisation", object_id=office.pk, reason=WORD)
    add_membership(
        person=admin,
        organisation=office,
        function="employee",
        job_title=f"zastępuje {NAME.upper()}",
        by=admin,
    )
    # In other words' order, declined, and as people without Polish letters write it.
    for otherwise in ("ŚLADOWSKA ŻANETA", "o Żanecie Śladowskiej", "Zaneta SLADOWSKA"):
        create_error_report(page="/", text=f"pytać: {otherwise}")
        record(
            by=admin, action="accounts.create-organisation", object_type="organisation", object_id=office.pk,
            reason=otherwise,
        )  # fmt: skip
    create_error_report(page="/", text=f"{WORD}, {NAME}", contact=EMAIL)
    create_error_report(page="/", text=f"pisać do {OTHER_EMAIL}")
    statement = create_statement(kind="consent", code="newsletter", by=admin)
    save_draft(statement=statement, by=admin, title_pl="a", title_en="a", text_pl="a", text_en="a")
    version = publish_statement(statement=statement, by=admin, number=1)
    give_consent(person=person, version=version, language="pl", given_on="x")
    asked = ask_about_data(person=person, kind="correct", text=f"{WORD} {NAME}")
    answer_request(request=asked, answer=f"Szanowna {NAME}, {WORD}", by=admin)
    copy = DataCopy.objects.create(person=person, expires_at=timezone.now())
    copy.file.save("copy.zip", ContentFile(f"{WORD} {NAME} {EMAIL}".encode()))
    for data in ({"_auth_user_id": str(person.pk), "note": WORD}, {"verify": EMAIL}):
        store = SessionStore()
        store.update(data)
        store.save()
        if "note" in data:
            UserSession.objects.create(
                user=person, session_key=store.session_key, ip="192.0.2.1", user_agent=WORD
            )
    cache.set("signing-in", {"address": EMAIL})
    Job.objects.create(
        kind="x", params={"to": EMAIL, "note": NAME}, key="k", state=JobState.DONE, finished_at=timezone.now()
    )
    for number, address in enumerate([EMAIL, OTHER_EMAIL.upper(), "inny@example.org"]):
        Invitation.objects.create(
            email=address, key=str(number), token_digest=str(number), expires_at=timezone.now(),
            invited_by=person if number else admin,
        )  # fmt: skip
    OutgoingMail.objects.create(to=OTHER_EMAIL, sender="x@example.org", subject=WORD, text=NAME)
    create_document(
        by=person, token=uuid.uuid4(), title_pl=f"Notatka {WORD}", description_pl=NAME, kind="other",
        date=timezone.localdate(), visibility="private",
        file=Checked(name=f"{WORD}.txt", media_type="text/plain", sha256="0" * 64,
            content=f"{NAME} {WORD}".encode()),
    )  # fmt: skip
    # An office reached at the person, and at an address of its own in which they are named.
    save_contact(
        organisation=office, label=f"{NAME}, sekretariat", email=EMAIL, phone="+48 600 700 800", by=admin,
        address=f"do rąk: ŚLADOWSKA Żaneta, {OTHER_EMAIL}",
    )  # fmt: skip
    save_contact(
        organisation=office, label="Biuro", email="biuro@example.org", phone="+48 22 111 22 33", by=admin
    )
    # Shared: the document stays, without the name; its file goes where the administrator says so.
    create_document(
        by=person, token=uuid.uuid4(), title_pl=f"Notatka: {NAME}", title_en=f"By {NAME.upper()}",
        description_pl=f"Autorka: {NAME}, {EMAIL}", description_en=f"Śladowska Żaneta, {OTHER_EMAIL}", kind="other",
        date=timezone.localdate(), visibility="organisation", organisation=office,
        file=Checked(name=f"CV-{EMAIL}.txt", media_type="text/plain", sha256="1" * 64, content=b"other"),
    )  # fmt: skip
    ask_for_erasure(person=person)
    return person


def forms_of(word: str) -> set[str]:
    """A word as databases and files may hold it."""
    from empiria.apps.system.language import fold

    return {word, word.casefold(), word.upper(), json.dumps(word)[1:-1], fold(word)}


NEEDLES = (NAME, EMAIL, OTHER_EMAIL, WORD, "Śladowsk")


def traces_in_tables() -> list[str]:
    """The tables and columns that hold any of it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names from the database itself
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [f"{table}.{name}" for name, value in zip(columns, row, strict=True) if _held(value)]
    found += [f"django_session {store.pk}" for store in _sessions() if _held(json.dumps(store.get_decoded()))]
    return sorted(set(found))


def traces_in_files(*folders: Path) -> list[str]:
    """The files that hold any of it, in their bytes or in their names."""
    needles = [form.encode() for needle in NEEDLES for form in forms_of(needle)]
    return [
        str(path)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and "static" not in path.parts
        and (
            _held(path.name)
            or any(needle in path.read_bytes() for needle in needles)
            or any(map(_held, _said_in(path.read_bytes())))
        )
    ]


def _said_in(content: bytes) -> Iterator[str]:
    """What a packed file says, read here in another way than by the program."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                said = archive.read(name)
                yield from (
                    re.sub(r"<[^>]+>", "", said.decode(errors="replace")),
                    repr(said.decode(errors="replace")),
                )
                yield from _said_in(said)
    elif content.startswith(b"%PDF"):
        document = PdfReader(BytesIO(content))
        yield repr(document.metadata)
        yield from (page.extract_text() for page in document.pages)
    else:
        yield from (
            content.decode(encoding, errors="replace") for encoding in ("utf-16", "cp1250", "iso8859-2")
        )


def _sessions() -> Any:
    from django.contrib.sessions.models import Session

    return Session.objects.all()


def _held(value: object) -> bool:
    text = str(value)
    return any(form in text for needle in NEEDLES for form in forms_of(needle))


def counts() -> dict[str, Any]:
    """What reports count."""
    from empiria.apps.accounts.models import Consent, DataRequest, Membership, Person, RoleGrant
    from empiria.apps.portal.models import ErrorReport
    from empiria.apps.system.models import AuditEntry

    yesterday = timezone.localdate() - timedelta(days=1)
    return {
        "people": Person.objects.count(),
        "memberships": Counter(
            Membership.objects.values_list("organisation", "function", "valid_from__year")
        ),
        "grants": Counter(RoleGrant.objects.values_list("role", "valid_from")),
        "memberships yesterday": Counter(
            Membership.objects.at(yesterday).values_list("organisation", "function")
        ),
        "grants yesterday": Counter(RoleGrant.objects.at(yesterday).values_list("role", flat=True)),
        "consents": Counter(Consent.objects.values_list("version", "language")),
        "requests": Counter(DataRequest.objects.values_list("kind", "state", "due_on")),
        "reports": Counter(ErrorReport.objects.values_list("state", flat=True)),
        "deeds": Counter(
            AuditEntry.objects.exclude(
                action__in=["accounts.erase-person", "outreach.remove-document"]
            ).values_list("action", flat=True)
        ),
    }


if __name__ == "__main__":
    import django

    django.setup()
    from empiria.apps.accounts.models import Person
    from empiria.apps.accounts.services.erasure import erase_person

    if sys.argv[1] == "leave":
        leave_traces()
    elif sys.argv[1] == "erase":
        erase_person(person=Person.objects.get(email=EMAIL), by=None)
    else:
        sys.stdout.write(f"{traces_in_tables()} {traces_in_files(Path(settings.EMPIRIA_DATA))}")

"""A person named in what files say: found before the erasure, shown, decided of, and no file is missed."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from empiria.apps.accounts.models import Erasure, Person, SearchedFile
from empiria.apps.accounts.services.erasure import (
    UndecidedFilesError,
    ask_for_erasure,
    cancel_erasure,
    erase_due_people,
    erase_person,
    files_at_stake,
    reapply_erasures,
    search_files,
    unreadable_files,
    unsearched_files,
)
from empiria.apps.accounts.services.erasure.ledger import complete_ledger, ledger_path
from empiria.apps.outreach.models import DocumentFile
from empiria.apps.outreach.services import delete_document, replace_file
from empiria.apps.system.models import AuditEntry, Job
from empiria.apps.system.uploads import Checked, check_upload
from empiria.apps.system.uploads.words import archives
from tests.integration.accounts.privacy.traces import NAME, traces_in_files
from tests.integration.cast import Cast
from tests.integration.outreach.library import add_document, checked
from tests.integration.queue import drain_queue
from tests.integration.system.files import docx, odt
from tests.integration.system.printed import printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ADDRESS = "/privacy/desk/people/{}/erase/"


@pytest.fixture
def person(cast: Cast) -> Person:
    person = cast["account"]
    Person.objects.filter(pk=person.pk).update(name=NAME)
    person.refresh_from_db()
    return person


def runs(*texts: str) -> bytes:
    told = "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts)
    return docx({"word/document.xml": f"<w:document {W}><w:body><w:p>{told}</w:p></w:body></w:document>"})


def add(by: Person, content: bytes, name: str, **given: Any) -> DocumentFile:
    return add_document(by, f"Dokument {name}", file=checked(content, name), **given).files.get()


def found(person: Person) -> dict[int, str]:
    search_files(person)
    return {one.row.pk: one.searched.finding for one in files_at_stake(person) if one.is_found}


def code(file: DocumentFile) -> str:
    return f"outreach.files:{file.pk}"


@pytest.mark.parametrize(
    ("content", "name", "finding"),
    [
        (f"O {NAME} i innych".encode("utf-16"), "a.txt", "name"),
        ("od Żanety Śladowskiej;źle".encode("cp1250"), "a.csv", "name"),
        ("z Żanetą Śladowską, źle".encode("iso8859-2"), "a.txt", "name"),
        (b"pisz: account@example.org", "a.txt", "name"),
        ("pani Śladowskiej".encode(), "a.txt", "surname"),
        ("Śladami dawnych dróg".encode(), "a.txt", ""),
        (runs("Żane", "cie Śla", "dowskiej"), "a.docx", "name"),
        (docx({"docProps/core.xml": f"<c><creator>{NAME}</creator></c>"}), "a.docx", "name"),
        (odt({"meta.xml": "<m><creator>Śladowska</creator></m>"}), "a.odt", "surname"),
        (printed(f"Autorka: {NAME}"), "a.pdf", "name"),
    ],
)
def test_the_person_is_found_in_what_others_files_say(
    cast: Cast, person: Person, content: bytes, name: str, finding: str
) -> None:
    file = add(cast["programme_officer"], content, name)
    assert found(person) == ({file.pk: finding} if finding else {})


def test_among_many_surnames_the_whole_name_is_found_and_shown(cast: Cast, person: Person) -> None:
    file = add(cast["programme_officer"], ("Śladowska. " * 300 + f"I jeszcze {NAME}.").encode(), "a.txt")
    assert found(person) == {file.pk: "name"}
    shown = [excerpt["word"] for excerpt in SearchedFile.objects.get().excerpts]
    assert shown == ["Śladowska", "Śladowska", NAME]


def test_pictures_cannot_be_searched_and_their_own_are_listed(cast: Cast, person: Person) -> None:
    picture = BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    own = add(person, picture.getvalue(), "a.png")
    add(cast["programme_officer"], picture.getvalue(), "b.png")
    search_files(person)
    assert unreadable_files(person) == 2
    assert [(one.row.pk, one.is_own, one.is_found) for one in files_at_stake(person)] == [
        (own.pk, True, False)
    ]


def test_what_is_theirs_alone_goes_anyway_and_the_bin_is_looked_through(cast: Cast, person: Person) -> None:
    add(person, NAME.encode(), "own.txt", visibility="private")
    file = add(cast["programme_officer"], NAME.encode(), "bin.txt")
    delete_document(document=file.document, by=cast["programme_officer"])
    assert found(person) == {file.pk: "name"}


@pytest.mark.django_db(transaction=True)
def test_the_desk_shows_each_file_and_what_is_decided_is_done(
    signed_in_now: Any, cast: Cast, person: Person, tmp_path: Path
) -> None:
    officer = cast["programme_officer"]
    hers = add(officer, f"Raport. Autorka: {NAME}, ratusz".encode(), "hers.txt")
    street = add(officer, "przy Śladowskiej 5".encode(), "street.txt")
    law = add(officer, b"uchwala: account@example.org", "law.txt", visibility="private")
    client, address = signed_in_now(cast["administrator"]), ADDRESS.format(person.pk)
    searching = client.get(address).content.decode()
    assert ('name="search"' in searching, 'id="searching" hx-get' in searching) == (True, False)
    assert client.post(address).status_code == 409
    assert client.post(address, {"search": "1"}).status_code == 302
    assert 'id="searching" hx-get' in client.get(address).content.decode()
    drain_queue()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = unescape(client.get(address).content.decode())
    assert re.findall(r"<p>([^<]*)<mark>(.*?)</mark>([^<]*)<", page) == [
        ("Raport. Autorka: ", NAME, ", ratusz "),
        ("uchwala: ", "account@example.org", " "),
        ("przy ", "Śladowskiej", " 5 "),
    ]
    opened = client.get(f"{address}files/outreach.files/{law.pk}/")
    assert b"".join(opened.streaming_content) == b"uchwala: account@example.org"
    assert AuditEntry.objects.filter(action="system.read", object_id=code(law)).exists()
    given = {f"file-{code(hers)}": "remove", f"file-{code(street)}": "not-theirs"}
    assert client.post(address, given).status_code == 422
    assert client.post(address, given | {f"file-{code(law)}": "duty"}).status_code == 302
    drain_queue()
    assert AuditEntry.objects.get(action="accounts.erase-person").details == {
        "removed": {"outreach.files": [str(hers.pk)]},
        "not-theirs": [code(street)],
        "kept": [f"{code(law)}:duty"],
    }
    assert [default_storage.exists(file.stored) for file in (hers, street, law)] == [False, True, True]
    assert not SearchedFile.objects.exists()
    assert [
        path for path in traces_in_files(tmp_path) if not path.endswith((street.stored, law.stored))
    ] == []


def test_only_files_at_stake_are_opened_at_the_desk(signed_in_now: Any, cast: Cast, person: Person) -> None:
    file = add(cast["programme_officer"], b"nothing of anybody", "x.txt", visibility="private")
    search_files(person)
    client = signed_in_now(cast["administrator"])
    assert client.get(f"{ADDRESS.format(person.pk)}files/outreach.files/{file.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_with_a_file_that_was_replaced_the_old_version_goes_too(
    signed_in_now: Any, cast: Cast, person: Person, tmp_path: Path
) -> None:
    officer = cast["programme_officer"]
    old = add(officer, runs("Żaneta ", "Śladowska"), "a.docx")
    new = replace_file(document=old.document, file=checked(runs("Bez nazwiska"), "a.docx"), by=officer)
    assert traces_in_files(tmp_path)
    assert found(person) == {old.pk: "name"}
    client = signed_in_now(cast["administrator"])
    assert client.post(ADDRESS.format(person.pk), {f"file-{code(old)}": "remove"}).status_code == 302
    assert list(DocumentFile.objects.values_list("pk", flat=True)) == [new.pk]
    assert traces_in_files(tmp_path) == []


def test_a_file_added_between_the_look_and_the_erasure_is_not_missed(cast: Cast, person: Person) -> None:
    seen = add(cast["programme_officer"], NAME.encode(), "seen.txt")
    assert found(person) == {seen.pk: "name"}
    later = add(cast["programme_officer"], NAME.encode(), "later.txt")
    removing = {"outreach.files": [str(seen.pk)]}
    with pytest.raises(UndecidedFilesError):
        erase_person(person=person, by=None, removing=removing)
    assert Person.objects.get(pk=person.pk).erased_at is None
    erase_person(person=person, by=None, removing=removing, keeping={code(later): "claims"})
    assert list(DocumentFile.objects.values_list("pk", flat=True)) == [later.pk]


def test_a_file_of_others_in_which_nobody_was_found_is_not_removed(cast: Cast, person: Person) -> None:
    file = add(cast["programme_officer"], b"nothing", "x.txt")
    erase_person(person=person, by=None, removing={"outreach.files": [str(file.pk)]})
    assert DocumentFile.objects.filter(pk=file.pk).exists()


def test_a_file_is_looked_through_once_unless_the_person_is_called_otherwise(
    cast: Cast, person: Person
) -> None:
    add(cast["programme_officer"], b"nothing", "x.txt")
    assert (search_files(person), search_files(person)) == (1, 0)
    Person.objects.filter(pk=person.pk).update(name="Anna Nowopanieńska")
    person.refresh_from_db()
    assert len(unsearched_files(person)) == 1


@pytest.mark.django_db(transaction=True)
def test_who_erases_themselves_waits_until_files_that_name_them_are_decided(
    cast: Cast, person: Person
) -> None:
    erasure = ask_for_erasure(person=person)
    file = add(cast["programme_officer"], NAME.encode(), "a.txt")
    Erasure.objects.update(due_at=timezone.now())
    assert erase_due_people() == {"erased": 0, "kept": 0, "undecided": 1}
    assert SearchedFile.objects.get().finding == "name"
    cancel_erasure(erasure=erasure, by=person)
    assert not SearchedFile.objects.exists()
    ask_for_erasure(person=person)
    Erasure.objects.filter(state="waiting").update(due_at=timezone.now())
    file.document.delete()
    assert erase_due_people() == {"erased": 1, "kept": 0, "undecided": 0}


@pytest.mark.django_db(transaction=True)
def test_an_older_backup_brings_no_file_back(cast: Cast, person: Person, tmp_path: Path) -> None:
    """Removed files go again, those that were left stay, and one that nobody knew is named."""
    officer = cast["programme_officer"]
    removed = add(officer, NAME.encode(), "removed.txt")
    left = add(officer, "ul. Śladowska".encode(), "left.txt")
    kept = add(officer, NAME.encode(), "kept.txt")
    row, documents = Person.objects.get(pk=person.pk), removed.document
    erase_person(
        person=person, by=None, removing={"outreach.files": [str(removed.pk)]},
        keeping={code(left): "not-theirs", code(kept): "archive"},
    )  # fmt: skip
    complete_ledger()
    drain_queue()
    assert not default_storage.exists(removed.stored)
    assert "ladowsk" not in ledger_path().read_text()
    # The backup of before, with a file that was deleted between it and the erasure.
    row.save()
    documents.save()
    removed.save()
    default_storage.save(removed.stored, ContentFile(NAME.encode()))
    unknown = add(officer, NAME.encode(), "unknown.txt")
    again = reapply_erasures()
    assert (again.people, again.undecided) == (1, (code(unknown),))
    assert set(DocumentFile.objects.values_list("pk", flat=True)) == {left.pk, kept.pk, unknown.pk}
    assert not default_storage.exists(removed.stored)


@pytest.mark.django_db(transaction=True)
def test_what_was_found_for_a_relative_holds_no_piece_of_the_name(cast: Cast, person: Person) -> None:
    relative, stranger = cast["expert"], cast["observer"]
    Person.objects.filter(pk=relative.pk).update(name="Adam Śladowski")
    Person.objects.filter(pk=stranger.pk).update(name="Ewa Zięba")
    file = add(cast["programme_officer"], "Żaneta i Adam Śladowscy, Ewa Zięba".encode(), "a.txt")
    other = add(cast["programme_officer"], b"Ewa Zieba", "b.txt")
    for one in (relative, stranger):
        one.refresh_from_db()
        search_files(one)
    unread = SearchedFile.objects.get(person=stranger, finding="name", number=str(other.pk))
    SearchedFile.objects.filter(pk=unread.pk).update(unread=["skan-zaneta-sladowska.bin"])
    erase_person(person=person, by=None, keeping={code(file): "duty"} if found(person) else {})
    assert "ladowsk" not in repr(list(SearchedFile.objects.values()))
    assert "Śladowsc" not in repr(list(SearchedFile.objects.values()))
    # Of those files only, it is done once more.
    assert [len(unsearched_files(one)) for one in (relative, stranger)] == [1, 2]


def test_a_storage_that_does_not_answer_ends_the_search_and_it_is_taken_up_again(
    signed_in_now: Any, cast: Cast, person: Person
) -> None:
    file = add(cast["programme_officer"], NAME.encode(), "a.txt")
    path = Path(default_storage.path(file.stored))
    path.unlink()
    path.mkdir()
    client, address = signed_in_now(cast["administrator"]), ADDRESS.format(person.pk)
    client.post(address, {"search": "1"})
    drain_queue()
    assert 'name="search"' in client.get(address).content.decode()
    assert Job.objects.get(kind="accounts.search-files").state == "failed"
    path.rmdir()
    path.write_bytes(NAME.encode())
    client.post(address, {"search": "1"})
    drain_queue()
    assert f'name="file-{code(file)}"' in client.get(address).content.decode()


def test_a_bomb_cannot_be_searched_and_keeps_nobody_waiting(
    cast: Cast, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 3_000_000)
    bomb = docx({f"word/a{number}.xml": b"<a>" + b" " * 1_000_000 + b"</a>" for number in range(4)})
    file = Checked(name="b.docx", media_type="application/x", sha256="b" * 64, content=bomb)
    add_document(cast["programme_officer"], "Bomba", file=file)
    search_files(person)
    assert unreadable_files(person) == 1


def test_an_image_keeps_no_author(person: Person) -> None:
    picture, said = BytesIO(), Image.Exif()
    said[0x013B] = NAME
    Image.new("RGB", (2, 2)).save(picture, "JPEG", exif=said, comment=NAME.encode())
    kept = check_upload(SimpleUploadedFile("a.jpg", picture.getvalue()))
    assert NAME.encode() in picture.getvalue()
    assert b"ladowsk" not in kept.content

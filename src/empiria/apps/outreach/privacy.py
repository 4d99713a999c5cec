"""Personal data in the document library: who added what. What documents say is their organisation's to answer for."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from empiria.apps.outreach.models import Document, DocumentFile
from empiria.apps.outreach.services import (
    IN_BIN,
    files_left_by,
    files_staying_without,
    rebuild_search_keys,
    remove_documents,
    remove_files,
    remove_private_documents,
)
from empiria.apps.system.privacy import (
    MEMBERS_INTEREST,
    Activity,
    Deed,
    FileFacts,
    Leftover,
    Mentions,
    Period,
    Retention,
    authored,
)
from empiria.apps.system.uploads import download, read_words

DOCUMENTS = Retention(
    code="outreach.documents",
    title=_("documents of the library"),
    counted_from=_("whoever keeps the document puts it in the bin"),
    deed=Deed.REMOVE,
)
DELETED_DOCUMENTS = Retention(
    code="outreach.deleted-documents",
    title=_("documents in the bin, with every version of their files"),
    counted_from=_("the day the document was put in the bin"),
    deed=Deed.REMOVE,
    keeps=Period(days=IN_BIN.days),
    moment="deleted_at",
    due=lambda before: Document.objects.filter(deleted_at__lt=before),
    carry_out=remove_documents,
)

ACTIVITIES = [
    Activity(
        code="outreach.documents",
        name=_("Document library"),
        purpose=_("to share reports, strategies and good practices, and to know who added which version"),
        basis=MEMBERS_INTEREST,
        retention=(DOCUMENTS, DELETED_DOCUMENTS),
        people=_("people who add documents"),
        recipients=_("nobody: pages do not name who added a document"),
    ),
]

PERSONAL = [
    *authored(
        "outreach.Document",
        "outreach.documents",
        why=_(
            "The row it leads to names nobody any more, and the document is the organisation’s; private ones are removed."
        ),
        created_by=_("who added the document"),
    ),
    *authored("outreach.DocumentFile", "outreach.documents", uploaded_by=_("who uploaded the version")),
]

NOT_PERSONAL = {
    "outreach.Document": {
        "id",
        "title_pl",
        "title_en",
        "description_pl",
        "description_en",
        "kind",
        "date",
        "organisation",
        "circle",
        "visibility",
        "search_key",
        "token",
        "created_at",
        "deleted_at",
    },
    "outreach.DocumentFile": {
        "id",
        "document",
        "number",
        "name",
        "stored",
        "media_type",
        "size",
        "sha256",
        "uploaded_at",
    },
}

LABELS = {"outreach.DocumentFile.document": _("document")}
FOR_PROGRAMS = {"outreach.DocumentFile": {"media_type"}}
WORDS = {"outreach.DocumentFile.size": lambda size, _person: filesizeformat(size)}

# Words of the organisation, in which people may be named.
MENTIONS = [
    Mentions(
        model="outreach.Document",
        fields=("title_pl", "title_en", "description_pl", "description_en"),
        rebuild=rebuild_search_keys,
    ),
    Mentions(model="outreach.DocumentFile", fields=("name",)),
]

WORDLESS = {
    # Written anew from titles and descriptions.
    "outreach.Document": {"search_key"},
    "outreach.DocumentFile": {"stored", "media_type", "sha256"},
}


def _facts(file: DocumentFile) -> FileFacts:
    version = str(_("version %(number)s") % {"number": file.number})
    return FileFacts(
        title=str(file.document),
        name=file.name,
        added_by=str(file.uploaded_by or ""),
        added_at=file.uploaded_at,
        remarks=(version, str(_("in the bin"))) if file.document.deleted_at else (version,),
    )


# What the files themselves say is changed by nobody; they stay or go.
LEFTOVERS = [
    Leftover(
        code="outreach.files",
        staying=files_staying_without,
        of=files_left_by,
        remove=remove_files,
        read=lambda file: read_words(file.stored, media_type=file.media_type),
        give_out=lambda file: download(
            file.stored, name=file.name, media_type=file.media_type, is_public=False
        ),
        describe=_facts,
    )
]

# Before anything else of a person is erased: what is theirs alone.
ERASERS = [remove_private_documents]

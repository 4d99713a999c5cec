"""Personal data in the monitor: which member of the staff made, read in or published what."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from empiria.apps.monitor.models import Import
from empiria.apps.monitor.privacy.not_personal import NOT_PERSONAL
from empiria.apps.monitor.privacy.said import FOR_PROGRAMS, LABELS, WORDS
from empiria.apps.monitor.privacy.searched import MENTIONS, WORDLESS
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services.reasons import strike_reasons
from empiria.apps.monitor.services.recoding import strike_gone_lists
from empiria.apps.monitor.services.redacting import (
    SOURCES,
    are_on_their_way,
    forget_waiting,
    give_out_source,
    redact_source,
    source_files,
    strike_options,
)
from empiria.apps.system.privacy import (
    DELETE,
    EMPTY,
    KEEP,
    MEMBERS_INTEREST,
    NOBODY_ELSE,
    SECURITY,
    STAFF_AND_USERS,
    Activity,
    Article6,
    Basis,
    Deed,
    FileFacts,
    Leftover,
    Personal,
    Retention,
    authored,
)
from empiria.apps.system.uploads import read_received

WHILE_PUBLISHED = Retention(
    code="monitor.releases",
    title=_("who made and published a release"),
    counted_from=_("the release is removed; published releases never are"),
    deed=Deed.REMOVE,
)
WHILE_KEPT = Retention(
    code="monitor.comparisons",
    title=_("comparisons kept under a name"),
    counted_from=_("whoever keeps the comparison deletes it"),
    deed=Deed.REMOVE,
)
LOCAL_KEPT = Retention(
    code="monitor.local",
    title=_("who entered and verified figures of local indicators"),
    counted_from=_("the local indicator is removed; one with figures never is"),
    deed=Deed.REMOVE,
)
GROUPS = Retention(
    code="monitor.own-groups",
    title=_("own comparison groups"),
    counted_from=_("whoever keeps the group deletes it"),
    deed=Deed.REMOVE,
)
TEXTS_KEPT = Retention(
    code="monitor.report-texts",
    title=_("texts of reports, with the newest versions of them"),
    counted_from=_("whoever writes for the city deletes the texts of the report"),
    deed=Deed.REMOVE,
)

ACTIVITIES = [
    Activity(
        code="monitor.releases",
        name=_("Publication of statistics"),
        purpose=_("to know who read in a file and who accepted and published a release"),
        basis=SECURITY,
        retention=(WHILE_PUBLISHED,),
        people=_("the association's staff"),
        recipients=NOBODY_ELSE,
    ),
    Activity(
        code="monitor.comparisons",
        name=_("Comparisons kept under a name"),
        purpose=_("to find a comparison again and to share it by its address"),
        basis=Basis(
            article=Article6.LEGITIMATE_INTEREST,
            source=_("what people ask the service to keep for them"),
        ),
        retention=(WHILE_KEPT,),
        people=STAFF_AND_USERS,
        recipients=_("whoever is given the address reads the name of the comparison, never who keeps it"),
    ),
    Activity(
        code="monitor.local",
        name=_("Local indicators"),
        purpose=_(
            "to know who agreed a local indicator, and who entered, changed and verified a figure and why"
        ),
        basis=MEMBERS_INTEREST,
        retention=(LOCAL_KEPT,),
        people=_("people of cities who report figures, and the association's staff"),
        recipients=_("people of the same city who report figures; the public never reads who entered one"),
    ),
    Activity(
        code="monitor.own-groups",
        name=_("Own comparison groups of cities and of the association"),
        purpose=_("to compare with municipalities of one’s own choice, and to know who made the group"),
        basis=MEMBERS_INTEREST,
        retention=(GROUPS,),
        people=_("people who keep comparison groups"),
        recipients=_("nobody: pages do not name who made a group"),
    ),
    Activity(
        code="monitor.report-texts",
        name=_("Texts of offices in the reports of their cities"),
        purpose=_("to write a report together over weeks, and to know who saved which version"),
        basis=MEMBERS_INTEREST,
        retention=(TEXTS_KEPT,),
        people=_("people of cities who write reports, the association's staff, and whom the texts name"),
        recipients=_("people of the same city who write its reports; whoever the office gives a file to"),
    ),
]

EXPLAINS = _(
    "They explain the figure, which is the city’s; the person’s name and addresses in them are struck out."
)


def _kept_words(model: str, person: str, activity: str, *, why: Promise, **fields: Promise) -> Personal:
    """What somebody wrote for their city: it stays, without whoever is erased (`MENTIONS`)."""
    return Personal(model=model, person=person, fields=fields, activity=activity, on_erasure=KEEP, why=why)


PERSONAL = [
    Personal(
        model="monitor.Comparison",
        person="created_by",
        fields={
            "created_by": _("who keeps the comparison"),
            "name": _("what the person calls it"),
            "query": _("who is compared in what"),
            "created_at": _("when it was kept"),
        },
        activity="monitor.comparisons",
        on_erasure=DELETE,
        why=_("What somebody kept for themselves goes with them; the address leads nowhere then."),
    ),
    *authored(
        "monitor.Release",
        "monitor.releases",
        created_by=_("who opened the draft"),
        published_by=_("who published the release"),
    ),
    *authored(
        "monitor.OwnGroup",
        "monitor.own-groups",
        why=_("The row it leads to names nobody any more, and the group is the organisation’s."),
        created_by=_("who made the group"),
    ),
    *authored("monitor.Import", "monitor.releases", created_by=_("who read the file in")),
    *authored("monitor.LocalIndicator", "monitor.local", created_by=_("who agreed the local indicator")),
    *authored("monitor.LocalParticipation", "monitor.local", joined_by=_("who joined for the city")),
    *authored("monitor.LocalFigure", "monitor.local", submitted_by=_("who submitted the figure")),
    *authored("monitor.ReportTextsVersion", "monitor.report-texts", by=_("who saved the texts of a report")),
    _kept_words(
        "monitor.ReportTextsVersion",
        "by",
        "monitor.report-texts",
        why=_(
            "They are the city’s own words in its report; the person’s name and addresses in them are struck out."
        ),
        texts=_("what was written in the report"),
    ),
    *authored(
        "monitor.LocalFigureChange", "monitor.local", by=_("who entered, changed or verified the figure")
    ),
    _kept_words(
        "monitor.LocalFigure",
        "submitted_by",
        "monitor.local",
        why=EXPLAINS,
        comment=_("what is said about the figure"),
        source=_("where the figure comes from"),
    ),
    _kept_words(
        "monitor.LocalFigureChange",
        "by",
        "monitor.local",
        why=EXPLAINS,
        comment=_("what is said about the figure"),
        source=_("where the figure comes from"),
    ),
    Personal(
        model="monitor.LocalFigureChange",
        person="by",
        fields={"note": _("why it was done, or the question with which the figure was returned")},
        activity="monitor.local",
        on_erasure=EMPTY,
        why=_(
            "It is said by the person, as a reason in the trail is; what was done and when stays without it."
        ),
    ),
]


def _facts(source: Import) -> FileFacts:
    return FileFacts(
        title=str(_("Source of figures: %(file)s") % {"file": source.file_name}),
        name=source.file_name,
        added_by=str(source.created_by or ""),
        added_at=source.created_at,
        remarks=(str(_("release %(code)s") % {"code": source.release.code}),),
    )


# What the figures were made of stays, so that each can be followed to it; whoever is erased is struck out of it.
LEFTOVERS = [
    Leftover(
        code=SOURCES,
        staying=lambda _person: source_files(),
        of=lambda _person: Import.objects.none(),
        read=lambda source: read_received(store_path(source.raw)),
        give_out=give_out_source,
        describe=_facts,
        redact=redact_source,
        on_their_way=are_on_their_way,
    )
]

ERASERS = [forget_waiting, strike_options, strike_reasons, strike_gone_lists]

__all__ = [
    "ACTIVITIES",
    "ERASERS",
    "FOR_PROGRAMS",
    "LABELS",
    "LEFTOVERS",
    "MENTIONS",
    "NOT_PERSONAL",
    "PERSONAL",
    "WORDLESS",
    "WORDS",
]

"""What the system itself and the libraries below it keep."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from empiria.apps.system.models import AuditText, CacheEntry, Job, OutgoingMail, PeriodicSlot
from empiria.apps.system.privacy.language import (
    DELETE,
    EMPTY,
    KEEP,
    Activity,
    Article6,
    Basis,
    Deed,
    Period,
    Personal,
    Retention,
    authored,
)

SECURITY = Basis(
    article=Article6.LEGAL_DUTY,
    source=_("articles 5(2) and 32 GDPR: to be able to show that data are handled lawfully and kept safe"),
)
MEMBERS_INTEREST = Basis(
    article=Article6.LEGITIMATE_INTEREST,
    source=_(
        "the common interest of the municipalities in an association (art. 84 of the Act on municipal government)"
    ),
)
STAFF_AND_USERS = _("everybody with an account")
NOBODY_ELSE = _("nobody besides the controller and whoever runs the servers for it")

AUDIT_ENTRIES = Retention(
    code="system.audit-entries",
    title=_("entries of the audit trail"),
    counted_from=_("the installation is taken out of use; entries hold numbers and codes only"),
    deed=Deed.REMOVE,
)
AUDIT_TEXTS = Retention(
    code="system.audit-texts",
    title=_("words of the audit trail"),
    counted_from=_("the deed; six years is the time in which claims lapse (art. 118 of the Civil Code)"),
    deed=Deed.EMPTY,
    keeps=Period(years=6),
    moment="entry__at",
    due=lambda before: AuditText.objects.filter(emptied_at=None, entry__at__lt=before),
    carry_out=lambda found: AuditText.objects.filter(pk__in=list(found.values_list("pk", flat=True))).empty(),
)
ENDED_JOBS = Retention(
    code="system.ended-jobs",
    title=_("background jobs"),
    counted_from=_("the end of the job"),
    deed=Deed.REMOVE,
    keeps=Period(days=30),
    moment="finished_at",
    due=lambda before: Job.objects.filter(finished_at__lt=before),
)
QUEUE = Retention(
    code="system.queue",
    title=_("entries of the queue"),
    counted_from=_("the end of the job"),
    deed=Deed.REMOVE,
    keeps=Period(days=30),
    moment="finished_at",
    due=lambda before: DBTaskResult.objects.finished().filter(finished_at__lt=before),
)
TURNS = Retention(
    code="system.turns",
    title=_("turns of periodic jobs"),
    counted_from=_("the turn"),
    deed=Deed.REMOVE,
    keeps=Period(days=30),
    moment="taken_at",
    due=lambda before: PeriodicSlot.objects.filter(taken_at__lt=before),
)

# Of no use any more, but somebody may mend the settings and run its job again.
UNSENT_MAIL = Retention(
    code="system.unsent-mail",
    title=_("mail to be sent"),
    counted_from=_("when it was written; a message that was sent is removed at once"),
    deed=Deed.REMOVE,
    keeps=Period(days=7),
    moment="created_at",
    due=lambda before: OutgoingMail.objects.filter(created_at__lt=before),
)

# The cache clears its table away only when it is full.
COUNTERS = Retention(
    code="system.counters",
    title=_("counters of attempts"),
    counted_from=_("the end of the time that is counted, a day at most"),
    deed=Deed.REMOVE,
    keeps=Period(days=1),
    moment="expires",
    due=lambda before: CacheEntry.objects.filter(expires__lt=before),
)

RETENTION = [QUEUE, TURNS]

ACTIVITIES = [
    Activity(
        code="system.audit",
        name=_("Audit trail"),
        purpose=_(
            "to be able to tell who did or read what, when and why, and to clear up misuse and mistakes"
        ),
        basis=SECURITY,
        retention=(AUDIT_ENTRIES, AUDIT_TEXTS),
        people=STAFF_AND_USERS,
        recipients=NOBODY_ELSE,
    ),
    Activity(
        code="system.jobs",
        name=_("Work in the background"),
        purpose=_("to show who asked for an import or a computation, and what became of it"),
        basis=SECURITY,
        retention=(ENDED_JOBS,),
        people=_("the association's staff"),
        recipients=NOBODY_ELSE,
    ),
    Activity(
        code="system.counters",
        name=_("Limits on guessing"),
        purpose=_(
            "to let nobody guess passwords or flood the service: attempts are counted by account and network address"
        ),
        basis=SECURITY,
        retention=(COUNTERS,),
        people=_("everybody who signs in or tries to, reports an error, invites or is invited"),
        recipients=NOBODY_ELSE,
    ),
    Activity(
        code="system.mail",
        name=_("Sending mail"),
        purpose=_("to send people what they asked for or have to know: invitations, confirmations, answers"),
        basis=SECURITY,
        retention=(UNSENT_MAIL,),
        people=_("everybody to whom the service writes"),
        recipients=_("the provider that sends mail for the controller"),
    ),
]

_TRAIL = _("It is a number that leads to nobody once the person is erased; the trail must stay whole.")

PERSONAL = [
    Personal(
        model="system.OutgoingMail",
        person="person",
        fields={
            "to": _("e-mail to which a message is to be sent"),
            "person": _("number of the person to whom a message is to be sent"),
            "reply_to": _("e-mail to which answers go"),
            "subject": _("subject of a message"),
            "text": _("text of a message"),
            "html": _("text of a message with formatting"),
        },
        activity="system.mail",
        on_erasure=DELETE,
        why=_("A message that was not sent yet is not sent any more."),
        # It may hold a link that signs somebody in.
        in_download=False,
    ),
    Personal(
        model="system.CacheEntry",
        # Erasing somebody finds theirs by their addresses, which alone give the keys.
        person="",
        fields={
            "cache_key": _(
                "a network address or an e-mail, under a key that only this installation can make"
            ),
            "value": _("when there were attempts"),
            "expires": _("until when they count"),
        },
        activity="system.counters",
        on_erasure=DELETE,
        why=_("Nobody signs in to an erased account."),
        in_download=False,
    ),
    Personal(
        model="system.AuditEntry",
        person="by",
        fields={"by": _("number of the person who did or read something")},
        activity="system.audit",
        on_erasure=KEEP,
        why=_TRAIL,
    ),
    Personal(
        model="system.AuditEntry",
        person="subjects__person",
        fields={"object_id": _("whose data were changed or read")},
        activity="system.audit",
        on_erasure=KEEP,
        why=_TRAIL,
    ),
    Personal(
        model="system.AuditSubject",
        person="person",
        fields={"person": _("number of the person whose data were changed or read")},
        activity="system.audit",
        on_erasure=KEEP,
        why=_TRAIL,
        # The entries themselves are handed out.
        in_download=False,
    ),
    Personal(
        model="system.AuditText",
        person="entry__subjects__person",
        fields={
            "reason": _("the reason somebody gave"),
            "texts": _("values before and after a change"),
            "search_key": _("the same words as they are searched"),
        },
        activity="system.audit",
        on_erasure=EMPTY,
        why=_("The words may name the person; what was done and when stays without them."),
    ),
    Personal(
        model="system.AuditText",
        person="entry__by",
        # Values before and after are those of whom the entry is about.
        fields={"reason": _("the reason that the person gave for what they did")},
        activity="system.audit",
        on_erasure=EMPTY,
        why=_("The words may name the person; what was done and when stays without them."),
        among=~Q(reason=""),
    ),
    *authored(
        "system.Job",
        "system.jobs",
        created_by=_("number of the person who asked for the job"),
        cancel_requested_by=_("number of the person who cancelled the job"),
    ),
    Personal(
        model="admin.LogEntry",
        person="user",
        fields={
            "user": _("the person who changed something in Django's admin"),
            "object_repr": _("name of what was changed"),
            "change_message": _("what was changed"),
        },
        activity="system.audit",
        on_erasure=DELETE,
        why=_("Nothing is ever written there: Django's admin is for reading."),
        in_download=False,
    ),
]

NOT_PERSONAL = {
    "system.AuditEntry": {"id", "at", "action", "object_type", "details"},
    "system.AuditSubject": {"id", "entry"},
    "system.AuditText": {"entry", "emptied_at"},
    "system.Job": {
        "id",
        "kind",
        "request_id",
        "params",
        "key",
        "object_type",
        "object_id",
        "state",
        "done",
        "total",
        "message",
        "result",
        "error",
        "attempts",
        "losses",
        "worker",
        "heartbeat_at",
        "task_id",
        "created_at",
        "started_at",
        "finished_at",
        "cancel_requested_at",
    },
    "system.OutgoingMail": {"id", "sender", "created_at"},
    "system.PeriodicSlot": {"id", "name", "slot", "taken_at"},
    "admin.LogEntry": {"id", "action_time", "content_type", "object_id", "action_flag"},
    "auth.Permission": {"id", "name", "content_type", "codename"},
    "auth.Group": {"id", "name"},
    "auth.Group_permissions": {"id", "group", "permission"},
    "contenttypes.ContentType": {"id", "app_label", "model"},
    # The queue holds the number of the job and nothing else; see `running.put_in_queue`.
    "django_tasks_database.DBTaskResult": {
        "id",
        "status",
        "enqueued_at",
        "started_at",
        "finished_at",
        "args_kwargs",
        "priority",
        "task_path",
        "worker_ids",
        "queue_name",
        "backend_name",
        "run_after",
        "return_value",
        "exception_class_path",
        "traceback",
    },
}

WORDLESS = {
    "system.AuditEntry": {"by", "action", "object_type", "object_id", "details"},
    "system.AuditSubject": {"person"},
    "system.OutgoingMail": {"sender"},
    "system.PeriodicSlot": {"name"},
    # `sessions.py` of the erasure looks into what a job was given and what came of it.
    "system.Job": {
        "kind",
        "params",
        "key",
        "object_type",
        "object_id",
        "message",
        "result",
        "error",
        "worker",
        "created_by",
        "request_id",
        "cancel_requested_by",
    },
    "django_tasks_database.DBTaskResult": {
        "args_kwargs",
        "task_path",
        "worker_ids",
        "queue_name",
        "backend_name",
        "return_value",
        "exception_class_path",
        "traceback",
    },
    "admin.LogEntry": {"object_id"},
    "auth.Permission": {"name", "codename"},
    "auth.Group": {"name"},
    "contenttypes.ContentType": {"app_label", "model"},
}

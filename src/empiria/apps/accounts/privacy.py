"""Personal data of people with an account."""

from django.contrib.sessions.models import Session
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts import privacy_rights, privacy_sign_in
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.roles import role_title
from empiria.apps.accounts.selectors.saying import named_values, office_called
from empiria.apps.accounts.services.claiming import remove_unproved_accounts, unproved_accounts
from empiria.apps.accounts.services.organisations import rebuild_organisation_keys
from empiria.apps.system.privacy import (
    DELETE,
    EMPTY,
    KEEP,
    MEMBERS_INTEREST,
    NOBODY_ELSE,
    STAFF_AND_USERS,
    Activity,
    Article6,
    Basis,
    Deed,
    Mentions,
    Period,
    Personal,
    Retention,
)
from empiria.apps.system.selectors import job_title
from empiria.apps.system.wording import action_title, object_title

UNTIL_ERASED = Retention(
    code="accounts.accounts",
    title=_("accounts of people"),
    counted_from=_("the person or an administrator asks for the account to be erased"),
    deed=Deed.EMPTY,
)
SESSIONS = Retention(
    code="accounts.sessions",
    title=_("sessions of browsers"),
    counted_from=_("the end of the session"),
    deed=Deed.REMOVE,
    keeps=Period(days=1),
    moment="expire_date",
    due=lambda before: Session.objects.filter(expire_date__lt=before),
)
UNPROVED = Retention(
    code="accounts.unproved",
    title=_("accounts that somebody made and whose e-mail nobody has confirmed"),
    counted_from=_("making the account"),
    deed=Deed.REMOVE,
    keeps=Period(days=7),
    moment="date_joined",
    due=unproved_accounts,
    carry_out=remove_unproved_accounts,
)

ACTIVITIES = [
    Activity(
        code="accounts.accounts",
        name=_("Accounts and roles"),
        purpose=_(
            "to let people of cities and of the association work together: who belongs where, who may see and do what"
        ),
        basis=MEMBERS_INTEREST,
        retention=(UNTIL_ERASED, UNPROVED),
        people=STAFF_AND_USERS,
        recipients=_("people of the same organisation and network, as far as their roles let them"),
    ),
    Activity(
        code="accounts.sign-in",
        name=_("Signing in"),
        purpose=_("to let the right person in, and nobody else"),
        basis=Basis(
            article=Article6.LEGITIMATE_INTEREST,
            source=_("security of the service (recital 49 GDPR)"),
        ),
        retention=(UNTIL_ERASED, SESSIONS, *privacy_sign_in.RETENTION),
        people=STAFF_AND_USERS,
        recipients=NOBODY_ELSE,
    ),
    *privacy_rights.ACTIVITIES,
]

PERSONAL = [
    Personal(
        model="accounts.Person",
        person="pk",
        fields={
            "email": _("e-mail, by which the person signs in"),
            "name": _("name"),
            "form": _("the form of address the person chose"),
            "language": _("the language the person chose"),
        },
        activity="accounts.accounts",
        on_erasure=EMPTY,
        why=_("Nothing says any more who it was; the empty row keeps counts and the trail whole."),
    ),
    Personal(
        model="accounts.Person",
        person="pk",
        fields={
            "is_active": _("whether the person may sign in"),
            "date_joined": _("when the account was made"),
            "erased_at": _("when the account was erased"),
        },
        activity="accounts.accounts",
        on_erasure=KEEP,
        why=_("Dates of an empty row: they count accounts and name nobody."),
    ),
    Personal(
        model="accounts.Person",
        person="pk",
        fields={"password": _("a hash of the password"), "last_login": _("last time of signing in")},
        activity="accounts.sign-in",
        on_erasure=EMPTY,
        why=_("Nobody signs in to an erased account."),
        in_download=False,
    ),
    Personal(
        model="accounts.FormerName",
        person="person",
        fields={
            "person": _("the person"),
            "kind": _("whether it is a name or an e-mail"),
            "value": _("what the person was called, or signed in by, before"),
        },
        activity="accounts.accounts",
        on_erasure=DELETE,
        why=_("It is kept so that an erasure finds the person under every name they had, and goes with it."),
    ),
    Personal(
        model="accounts.Membership",
        person="person",
        fields={"job_title": _("what the person's office calls the position")},
        activity="accounts.accounts",
        on_erasure=EMPTY,
        why=_("A title may be held by one person only and so name them."),
    ),
    Personal(
        model="accounts.Membership",
        person="person",
        fields={
            "person": _("the person"),
            "organisation": _("the organisation"),
            "function": _("what the person is there"),
            "valid_from": _("since when"),
            "valid_to": _("until when"),
        },
        activity="accounts.accounts",
        on_erasure=KEEP,
        why=_(
            "How many people took part for which organisation is counted in reports; the row leads to nobody."
        ),
    ),
    Personal(
        model="accounts.RoleGrant",
        person="person",
        fields={
            "person": _("the person"),
            "role": _("the role"),
            "organisation": _("the organisation"),
            "circle": _("the network or team"),
            "valid_from": _("since when"),
            "valid_to": _("until when"),
        },
        activity="accounts.accounts",
        on_erasure=KEEP,
        why=_("How many people held which role is counted in reports; the row leads to nobody."),
    ),
    Personal(
        model="accounts.OrganisationContact",
        person="",
        fields={
            "email": _("e-mail of an office, which may hold a name"),
            "phone": _("telephone of an office"),
        },
        activity="accounts.accounts",
        on_erasure=EMPTY,
        why=_("An office's address that is a person's own goes with the person; another stays."),
    ),
    Personal(
        model="sessions.Session",
        person="",
        fields={
            "session_key": _("the key a signed-in browser holds"),
            "session_data": _("who is signed in with it"),
        },
        activity="accounts.sign-in",
        on_erasure=DELETE,
        why=_("An erased person is signed out everywhere."),
        in_download=False,
    ),
    *privacy_rights.PERSONAL,
    *privacy_sign_in.PERSONAL,
]

NOT_PERSONAL = {
    "accounts.Person": {"id", "is_sample"},
    "accounts.FormerName": {"id"},
    "accounts.Membership": {"id"},
    "accounts.RoleGrant": {"id"},
    "accounts.Circle": {"id", "code", "kind", "title_pl", "title_en", "is_for_leaders", "is_closed"},
    "accounts.Organisation": {"id", "kind", "name", "search_key", "unit", "parent", "is_closed"},
    "accounts.OrganisationName": {"id", "organisation", "name", "valid_from", "valid_to"},
    "accounts.OrganisationContact": {"id", "organisation", "label", "website", "address"},
    "sessions.Session": {"expire_date"},
    **privacy_rights.NOT_PERSONAL,
    **privacy_sign_in.NOT_PERSONAL,
}

# Of the system and the libraries too, which know no roles, offices and people.
WORDS = {
    "accounts.RoleGrant.role": lambda code, person: role_title(code, person.form),
    "accounts.Invitation.roles": lambda codes, person: ", ".join(
        role_title(code, person.form) for code in codes
    ),
    "accounts.Consent.language": lambda code, _person: str(Person.Language(code).label),
    "socialaccount.SocialAccount.provider": lambda code, _person: office_called(code),
    "socialaccount.SocialAccount.extra_data": named_values,
    "system.AuditEntry.action": lambda code, _person: action_title(code),
    "system.AuditEntry.object_type": lambda code, _person: object_title(code),
    # Whom an entry is about is told where it is the reader; other numbers say nothing.
    "system.AuditEntry.object_id": lambda number, person: str(person) if number == str(person.pk) else "",
    "system.AuditText.entry": lambda entry, _person: (
        f"{date_format(localtime(entry.at), 'DATETIME_FORMAT')}: {action_title(entry.action)}"
    ),
    "system.AuditText.texts": named_values,
    "system.Job.kind": lambda kind, _person: str(job_title(kind)),
    "system.Job.object_type": lambda code, _person: object_title(code),
    "system.Job.message": lambda message, _person: gettext(message),
}
LABELS = {
    "accounts.OrganisationContact.organisation": _("the organisation"),
    "system.AuditText.entry": _("the entry"),
}
FOR_PROGRAMS = {
    "accounts.ApiKey": {"digest"},
    "accounts.Consent": {"given_on"},
    "system.AuditEntry": {"details"},
    "system.AuditText": {"search_key"},
    "system.Job": {"object_id", "result", "error", "request_id"},
}

MENTIONS = [
    # An account may be called after whom it works for ("Assistant to …"); most are other people.
    Mentions(model="accounts.Person", fields=("name",), is_asked=True, is_own_name=True),
    Mentions(model="accounts.FormerName", fields=("value",), is_asked=True, is_own_name=True),
    Mentions(model="accounts.OrganisationContact", fields=("label", "address")),
    # A firm or a team may be called after a person, and be the firm of another.
    Mentions(model="accounts.OrganisationContact", fields=("website",), is_asked=True),
    Mentions(
        model="accounts.Organisation", fields=("name",), is_asked=True, rebuild=rebuild_organisation_keys
    ),
    Mentions(model="accounts.OrganisationName", fields=("name",), is_asked=True),
    Mentions(model="accounts.Circle", fields=("title_pl", "title_en"), is_asked=True),
    Mentions(model="accounts.Circle", fields=("code",), is_asked=True, is_code=True),
    *privacy_rights.MENTIONS,
    *privacy_sign_in.MENTIONS,
]
WORDLESS = {
    # Written anew from the name.
    "accounts.Organisation": {"search_key"},
    "accounts.RoleGrant": {"role"},
    **privacy_rights.WORDLESS,
    **privacy_sign_in.WORDLESS,
}

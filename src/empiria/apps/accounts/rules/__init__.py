"""Who may see and do what. A person's standing (what they are today) goes in, a `Q` on the objects comes out; the
yes/no check asks the same `Q`, and so does the page that tells who may see an object.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.rules.clauses import (
    CIRCLES,
    EVERYTHING,
    NOTHING,
    ORGANISATIONS,
    PEOPLE,
    SEEN,
    VISIBLE,
    Clause,
    Seen,
    allows,
    any_of,
    circles_visible_to,
    in_circles,
    in_organisations,
    organisations_visible_to,
    own,
    people_visible_to,
)
from empiria.apps.accounts.rules.keeping import (
    grants_managed_by,
    grants_reopened_by,
    grants_visible_to,
    invitations_visible_to,
    memberships_managed_by,
    memberships_reopened_by,
    memberships_visible_to,
    people_given_to,
    people_managed_by,
)
from empiria.apps.accounts.rules.standing import (
    FUNCTIONS_WITH_A_ROLE,
    MUNICIPALITY,
    NOBODY,
    HeldRole,
    Standing,
    functions_withheld,
    grantable_roles,
    signed_in,
    standing_of,
    standings,
)

__all__ = [
    "CIRCLES",
    "EVERYTHING",
    "FUNCTIONS_WITH_A_ROLE",
    "MUNICIPALITY",
    "NOBODY",
    "NOTHING",
    "ORGANISATIONS",
    "PEOPLE",
    "PERMISSIONS",
    "SEEN",
    "VISIBLE",
    "Clause",
    "HeldRole",
    "Seen",
    "Standing",
    "allows",
    "any_of",
    "circles_visible_to",
    "functions_withheld",
    "grantable_roles",
    "grants_managed_by",
    "grants_reopened_by",
    "grants_visible_to",
    "in_circles",
    "in_organisations",
    "invitations_visible_to",
    "memberships_managed_by",
    "memberships_reopened_by",
    "memberships_visible_to",
    "organisations_visible_to",
    "own",
    "people_given_to",
    "people_managed_by",
    "people_visible_to",
    "signed_in",
    "standing_of",
    "standings",
]

PERMISSIONS: dict[str, Promise] = {
    "accounts.explain_access": _("ask what a person may see and do, and who may see an object"),
    "accounts.manage_organisations": _("keep organisations, networks and teams"),
    "accounts.manage_people": _("invite people, and keep what they are in organisations"),
    "accounts.manage_privacy": _(
        "keep consents, information clauses and retention, and answer people's requests"
    ),
    "accounts.manage_roles": _("give and end any role, and say who is mayor or deputy"),
    "accounts.manage_sign_in": _(
        "connect the identity providers of offices, and help who has lost the second factor or the mailbox"
    ),
    "accounts.see_closed": _("read closed content; the reading is logged"),
    "accounts.see_people": _("see people's names and e-mails; the reading is logged"),
}

"""How a route's rule is written down: one `Rule` a route, or several where different objects are open to different people.

A rule is read as a sentence: `Rule("system:job-detail", holds("system.see_jobs"), args=…)` — the page of a job lets in who
holds that permission; a visitor is led to sign in, anybody else is told that it is closed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from empiria.apps.accounts.roles import ROLES
from tests.integration.cast import ACCOUNT, OUTSIDER, VISITOR

if TYPE_CHECKING:
    from tests.integration.access.world import World

EVERYBODY = frozenset({VISITOR, ACCOUNT, OUTSIDER, *ROLES})
SIGNED_IN = EVERYBODY - {VISITOR}

# Who holds which permission for the whole association, said a second time so that a role that grows shows here.
HOLDERS: dict[str, frozenset[str]] = {
    "accounts.explain_access": frozenset({"administrator"}),
    "accounts.manage_organisations": frozenset({"administrator", "programme_officer"}),
    "accounts.manage_people": frozenset({"administrator", "programme_officer"}),
    "accounts.manage_privacy": frozenset({"administrator"}),
    "accounts.manage_roles": frozenset({"administrator"}),
    "accounts.manage_sign_in": frozenset({"administrator"}),
    "accounts.see_closed": frozenset({"administrator"}),
    "accounts.see_people": frozenset({"administrator", "programme_officer"}),
    "monitor.keep_groups": frozenset({"administrator", "analyst"}),
    "monitor.manage_catalogue": frozenset({"administrator", "analyst"}),
    "monitor.manage_local": frozenset({"administrator", "analyst"}),
    "monitor.manage_releases": frozenset({"administrator", "analyst"}),
    "monitor.report_local": frozenset(),
    "monitor.write_report_texts": frozenset({"administrator", "programme_officer"}),
    "outreach.manage_documents": frozenset({"administrator", "programme_officer"}),
    "places.manage_units": frozenset({"administrator", "analyst"}),
    "portal.read_reports": frozenset({"administrator", "analyst", "programme_officer"}),
    "system.read_audit": frozenset({"administrator"}),
    "system.read_database": frozenset({"administrator"}),
    "system.see_jobs": frozenset({"administrator", "analyst"}),
}
# Of the permissions that are held in one organisation or circle too, who holds them there or for the association.
HOLDERS_SOMEWHERE: dict[str, frozenset[str]] = {
    "accounts.manage_people": HOLDERS["accounts.manage_people"] | {"city_coordinator", "network_coordinator"},
    "accounts.see_people": HOLDERS["accounts.see_people"] | {"city_coordinator", "network_coordinator"},
    # The outsider is in the other city's team.
    "monitor.report_local": frozenset({"city_coordinator", "city_team_member", OUTSIDER}),
    "monitor.keep_groups": HOLDERS["monitor.keep_groups"]
    | {"city_coordinator", "city_team_member", OUTSIDER},
    # Mayors write where they are mayors.
    "monitor.write_report_texts": HOLDERS["monitor.write_report_texts"]
    | {"city_coordinator", "city_team_member", "leader", OUTSIDER},
    "outreach.manage_documents": HOLDERS["outreach.manage_documents"]
    | {"city_coordinator", "network_coordinator"},
}


def holds(permission: str, *, somewhere: bool = False) -> frozenset[str]:
    return (HOLDERS_SOMEWHERE if somewhere else HOLDERS)[permission]


Make = Callable[["World"], Mapping[str, Any]]


def nothing(_world: "World") -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is true of one route, or of one object behind it."""

    route: str = field(kw_only=False)
    # Who is let in. Of the others a visitor is led to sign in, and who is signed in is told that the page is closed.
    to: frozenset[str] = field(kw_only=False)
    # Of those let in, who finds this object; for the others it does not exist. None: whoever is let in.
    found_by: frozenset[str] | None = None
    args: Make = nothing
    # Arguments of the same shape for which there is nothing: who may not see an object is answered as for these.
    absent: Mapping[str, Any] | None = None
    missing: int = 404
    # The address itself, for the few routes without a name.
    path: str = ""
    query: str = ""
    # What who gets in is answered: to GET and HEAD, to POST with `data`, to POST without any. 405: not this way.
    get: int = 200
    post: int = 405
    data: Make = nothing
    empty: int | None = None
    # Who is answered something else to one method, such as a form that is refused to who lacks what it needs.
    exceptions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    # What the others are answered where that is something else, such as the page of signing in to who has done so.
    others: int | None = None
    # Kinds of closed words (see `world.Secret`) that the page shows to whoever it lets in.
    shows: frozenset[str] = frozenset()
    # Whether it shows everybody what is of themselves, also what they made and may read nowhere else.
    shows_own: bool = False
    # Kinds of closed words that stand on the page beside a deed, such as who did it: reading those is not written down.
    beside_deeds: frozenset[str] = frozenset()
    # Who asks in the tests.
    asked_by: frozenset[str] = EVERYBODY
    # Sending it asks again who it is whoever signed in a while ago.
    is_asked_again: bool = False
    # A form that may be sent without a token, and why; empty: it may not.
    without_token: str = ""

    def answer(self, who: str, method: str, *, is_empty: bool = False) -> int:
        """The status that somebody must get."""
        if (who, method) in self.exceptions:
            return self.exceptions[who, method]
        if who not in self.to:
            if self.others is not None:
                return self.others
            return 302 if who == VISITOR else 403
        status = self._answer_let_in(method, is_empty=is_empty)
        return 404 if status != 405 and not self.opens_to(who) else status

    def _answer_let_in(self, method: str, *, is_empty: bool) -> int:
        if method != "POST":
            return self.get
        return self.post if not is_empty or self.empty is None else self.empty

    def opens_to(self, who: str) -> bool:
        return who in self.to and (self.found_by is None or who in self.found_by)

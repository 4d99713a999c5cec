"""Who may see and do what, and why: read from the same rules that let people in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, Count, Model, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise

from empiria.apps.accounts.models import Membership, OrganisationKind, Person, RoleGrant
from empiria.apps.accounts.roles import ROLES, Role, role_title
from empiria.apps.accounts.rules import (
    FUNCTIONS_WITH_A_ROLE,
    NOBODY,
    Clause,
    Seen,
    Standing,
    any_of,
    standing_of,
    standings,
)

# People whose standing is read at once, and questions that are asked in one query.
PEOPLE_AT_ONCE = 1000
QUESTIONS_AT_ONCE = 500


def _declared(name: str) -> Iterator[Any]:
    """What every app's rules declare under a name."""
    for config in apps.get_app_configs():
        if config.name.startswith("empiria.apps."):
            yield getattr(import_module(f"{config.name}.rules"), name, ())


def permissions() -> dict[str, Promise]:
    """Every permission there is, with its words, in the order of the codes."""
    return dict(sorted((code, words) for part in _declared("PERMISSIONS") for code, words in part.items()))


def seen_kinds() -> dict[str, Seen]:
    """Every kind of object of which can be told who sees it."""
    return {seen.model: seen for part in _declared("SEEN") for seen in part}


def objects_of(seen: Seen) -> QuerySet[Model]:
    return apps.get_model(seen.model)._default_manager.filter(seen.among)


def object_for_viewer(seen: Seen, pk: str, standing: Standing) -> Model | None:
    """One object, if who asks may see it."""
    try:
        return objects_of(seen).filter(any_of(seen.clauses, standing), pk=pk).first()
    except (ValueError, ValidationError):
        return None


# What one person may see and do.


@dataclass(frozen=True, kw_only=True)
class RoleHeld:
    """A role somebody holds today, where, since when, and by which function if it was not given."""

    role: type[Role]
    title: str
    place: str
    since: Any
    until: Any
    function: str = ""


@dataclass(frozen=True, kw_only=True)
class PermissionHeld:
    """Something somebody may do, and the roles that let them."""

    code: str
    words: Promise
    by: list[RoleHeld]


def roles_held(person: Person) -> list[RoleHeld]:
    """What counts for the person today, as `rules.standings` counts it. Nothing, where the account is closed."""
    if not person.is_active:
        return []
    today, counts = timezone.localdate(), Q(organisation=None) | Q(organisation__is_closed=False)
    grants = RoleGrant.objects.at(today).filter(counts, person=person, role__in=list(ROLES))
    leads = Membership.objects.at(today).filter(
        person=person,
        function__in=FUNCTIONS_WITH_A_ROLE,
        organisation__kind=OrganisationKind.MUNICIPALITY,
        organisation__is_closed=False,
    )
    return [
        RoleHeld(
            role=ROLES[grant.role],
            title=role_title(grant.role, person.form),
            place=str(grant.place or ""),
            since=grant.valid_from,
            until=grant.valid_to,
        )
        for grant in grants.select_related("organisation", "circle")
    ] + [
        RoleHeld(
            role=role,
            title=role_title(role.code, person.form),
            place=membership.organisation.name,
            since=membership.valid_from,
            until=membership.valid_to,
            function=membership.function_title,
        )
        for membership in leads.select_related("organisation", "person")
        for role in ROLES.values()
        if membership.function in role.functions
    ]


def permissions_held(roles: list[RoleHeld]) -> list[PermissionHeld]:
    """What these roles let somebody do, each with the roles it comes from."""
    found = [
        PermissionHeld(code=code, words=words, by=[held for held in roles if code in held.role.permissions])
        for code, words in permissions().items()
    ]
    return [permission for permission in found if permission.by]


@dataclass(frozen=True, kw_only=True)
class KindSeen:
    """How much of one kind somebody sees, and how much each way in opens."""

    seen: Seen
    total: int
    ways: list[tuple[Promise, int]]


def kinds_seen(standing: Standing) -> list[KindSeen]:
    """Every kind of object with what each way in opens to the standing: a query for each kind."""
    found = []
    for seen in seen_kinds().values():
        counts = objects_of(seen).aggregate(
            total=Count("pk", filter=any_of(seen.clauses, standing), distinct=True),
            **{
                f"way{number}": Count("pk", filter=clause.opens(standing), distinct=True)
                for number, clause in enumerate(seen.clauses)
            },
        )
        ways = [(clause.reason, counts[f"way{number}"]) for number, clause in enumerate(seen.clauses)]
        found.append(KindSeen(seen=seen, total=counts["total"], ways=ways))
    return found


def objects_seen(seen: Seen, *, by: Person, asker: Standing) -> QuerySet[Model]:
    """What somebody sees of a kind, as far as the asker sees it too: asking shows nobody what is closed to them."""
    both = any_of(seen.clauses, standing_of(by)) & any_of(seen.clauses, asker)
    return objects_of(seen).filter(both).order_by("pk").distinct()


# Who may see one object.


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One way in to an object, and the people it opens the object to."""

    reason: Promise
    people: frozenset[int]
    # Visitors too, without an account.
    is_public: bool = False


def openings(seen: Seen, thing: Model) -> list[Opening]:
    """Every way in to the object with everybody who has it.

    People of the same standing are asked about once, and so are standings for which a rule says the same: all of it
    takes one query for some hundred questions, and two for the standings of a thousand people.
    """
    today = _standings()
    found = []
    answers = _answers(seen, thing, {*today, NOBODY})
    for number, clause in enumerate(seen.clauses):
        if clause.own:
            found.append(Opening(reason=clause.reason, people=_named(seen, clause, thing, today)))
            continue
        people = [pk for standing, those in today.items() if answers[number, standing] for pk in those]
        found.append(
            Opening(reason=clause.reason, people=frozenset(people), is_public=answers[number, NOBODY])
        )
    return found


def _named(seen: Seen, clause: Clause, thing: Model, today: dict[Standing, list[int]]) -> frozenset[int]:
    """Those whom the object names and the clause lets in, asked about one by one: they are few."""
    named = set(objects_of(seen).filter(pk=thing.pk).values_list(clause.own, flat=True))
    return frozenset(
        pk
        for standing, people in today.items()
        for pk in named.intersection(people)
        if objects_of(seen).filter(clause.opens(replace(standing, person=pk)), pk=thing.pk).exists()
    )


def _standings() -> dict[Standing, list[int]]:
    """Everybody who may sign in, by what they are; who they are is left out of it."""
    found: dict[Standing, list[int]] = defaultdict(list)
    numbers = iter(Person.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    while some := list(islice(numbers, PEOPLE_AT_ONCE)):
        for pk, standing in standings(some).items():
            found[replace(standing, person=None)].append(pk)
    return found


def _answers(seen: Seen, thing: Model, asked: Iterable[Standing]) -> dict[tuple[int, Standing], bool]:
    """Whether each clause, by its number, opens the object to each standing."""
    rules = {
        (number, standing): clause.opens(standing)
        for number, clause in enumerate(seen.clauses)
        if not clause.own
        for standing in asked
    }
    questions = iter(dict.fromkeys(rules.values()))
    said: dict[Q, bool] = {}
    while some := list(islice(questions, QUESTIONS_AT_ONCE)):
        columns = {
            f"answer{number}": Case(
                When(rule, then=Value(True)), default=Value(False), output_field=BooleanField()
            )
            for number, rule in enumerate(some)
        }
        # A rule that looks across a relation may give the object several times: one yes is enough.
        rows = list(objects_of(seen).filter(pk=thing.pk).annotate(**columns).values_list(*columns))
        said |= {rule: any(row[number] for row in rows) for number, rule in enumerate(some)}
    return {place: said[rule] for place, rule in rules.items()}

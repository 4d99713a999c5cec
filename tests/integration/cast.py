"""Who takes part: two cities, a network, a network of mayors, and a person for every role there is.

Everybody's name and e-mail holds a word of their own, so that a test can look for what must not be shown.
"""

import pickle
import time
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, models, transaction
from django.test import Client

from empiria.apps.accounts.models import Circle, CircleKind, Organisation, Person
from empiria.apps.accounts.roles import CIRCLE, ORGANISATION, ROLES, STAFF
from empiria.apps.accounts.services import (
    add_membership,
    create_circle,
    create_organisation,
    create_person,
    grant_role,
)
from empiria.apps.places.models import Unit
from empiria.apps.system.encryption import encrypt

# What the app for codes of everybody of the staff is given.
CODE_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# Nobody signed in; an account without a role; a team member of the other city, member of no network.
VISITOR, ACCOUNT, OUTSIDER = "visitor", "account", "outsider"


@dataclass(frozen=True)
class Cast:
    city: Organisation
    other_city: Organisation
    school: Organisation
    network: Circle
    leaders_network: Circle
    # By the code of the role they hold in the city, in the network or for the association; and the two without one.
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, who: str) -> Person:
        return self.people[who]


def with_second_factor(person: Person) -> Person:
    """The person with an app for codes, without which the staff reach no page but the one to add it."""
    Authenticator.objects.get_or_create(
        user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(CODE_KEY)}}
    )
    return person


def code(key: str = CODE_KEY) -> str:
    """What an app shows now."""
    return format_hotp_value(hotp_value(key, list(yield_hotp_counters_from_time())[1]))


def give_second_factor(session: SessionBase, person: Person) -> None:
    """The record of a session in which the person's second factor was given, long ago."""
    if Authenticator.objects.filter(user=person).exists():
        session["account_authentication_methods_user"] = str(person.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]


def give_password_now(session: SessionBase, person: Person) -> None:
    """The record of a session in which the person typed their password a moment ago, besides what was given before."""
    session["account_authentication_methods_user"] = str(person.pk)
    given = session.get("account_authentication_methods", [])
    session["account_authentication_methods"] = [*given, {"method": "password", "at": time.time()}]


def signed_in_now(client: Client, person: Person) -> Client:
    """The browser, with the person in it, who typed their password a moment ago."""
    client.force_login(person)
    session = client.session
    give_password_now(session, person)
    session.save()
    return client


def make_cast() -> Cast:
    """Two cities with their people."""
    units = [
        Unit.objects.get_or_create(
            code=code,
            defaults={
                "teryt": f"{code}1",
                "level": "municipality",
                "name": name,
                "search_key": name.lower(),
                "kind": "1",
            },
        )[0]
        for code, name in (("146501", "Warszawa"), ("306401", "Poznan"))
    ]
    city, other_city = (
        create_organisation(kind="municipality", name=f"Miasto {unit.name}", unit_id=unit.pk, by=None)
        for unit in units
    )
    cast = Cast(
        city=city,
        other_city=other_city,
        school=create_organisation(kind="school", name="Liceum", parent=city, by=None),
        network=create_circle(
            code="miasto-cyfrowe", kind=CircleKind.NETWORK, title_pl="Miasto cyfrowe", by=None
        ),
        leaders_network=create_circle(
            code="liderzy", kind=CircleKind.NETWORK, title_pl="Liderzy", is_for_leaders=True, by=None
        ),
    )
    for who in (ACCOUNT, OUTSIDER, *ROLES):
        cast.people[who] = create_person(
            email=f"{who.replace('_', '-')}@example.org", name=f"Name-of-{who.replace('_', '-')}", by=None
        )
    grant_role(person=cast[OUTSIDER], role="city_team_member", organisation=other_city, by=None)
    add_membership(person=cast["leader"], organisation=city, function="mayor", by=None)
    for role in ROLES.values():
        if not role.functions:
            place = {ORGANISATION: {"organisation": city}, CIRCLE: {"circle": cast.network}}.get(
                role.scope, {}
            )
            grant_role(person=cast[role.code], role=role.code, by=None, **place)
    grant_role(person=cast["leader"], role="network_member", circle=cast.leaders_network, by=None)
    for code in STAFF:
        with_second_factor(cast[code])
    return Cast(
        **{**vars(cast), "people": {who: Person.objects.get(pk=one.pk) for who, one in cast.people.items()}}
    )


Rows = dict[type[models.Model], list[models.Model]]
# The cast with all rows that it is made of, as the services wrote them the first time in this process.
_kept: bytes | None = None


def repeat_cast() -> Cast:
    """The same as `make_cast`: hundreds of tests begin with it, and its rows alone are written much faster."""
    global _kept  # noqa: PLW0603
    if _kept is None:
        before = {model: {row.pk for row in found} for model, found in _rows().items()}
        cast = make_cast()
        if before[Unit]:
            # Some of the cast's own cities may be among them: not what other tests could begin with.
            return cast
        made = {
            model: [row for row in found if row.pk not in before[model]] for model, found in _rows().items()
        }
        _kept = pickle.dumps((cast, made))
        return cast
    cast, made = pickle.loads(_kept)  # noqa: S301 - ours
    try:
        with transaction.atomic():
            for model, found in made.items():
                model._base_manager.bulk_create(found)
    except IntegrityError:
        # Something of it is there already, such as a city of a test's own.
        return make_cast()
    return cast


def _rows() -> Rows:
    return {model: list(model._base_manager.all()) for model in apps.get_models()}

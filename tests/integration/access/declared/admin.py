"""Django's admin is for reading, and only for who may look into the database."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.db.models import Model

from empiria.apps.accounts.roles import STAFF
from tests.integration.access.rule import EVERYBODY, Rule, holds
from tests.integration.access.world import World
from tests.integration.cast import ACCOUNT, OUTSIDER, VISITOR

READERS = holds("system.read_database")
ALL = frozenset({"draft", "job", "local", "report", "trail", "name", "e-mail"})
# Of these there is nothing in the world of the tests.
EMPTY = {"places.succession", "places.unitlist"}
# One guard stands before all of its pages: one of each sort of people asks, and all of the staff.
ASKING = frozenset({VISITOR, ACCOUNT, OUTSIDER, "leader", "city_coordinator", *STAFF})


def rules() -> list[Rule]:
    site = [
        Rule("admin:index", READERS, shows=ALL),
        Rule("admin:login", EVERYBODY, get=302, post=302),
        Rule("admin:logout", READERS, get=405, post=302),
        Rule("admin:jsi18n", READERS),
        Rule("admin:password_change", READERS, get=302),
        Rule("admin:password_change_done", READERS),
        Rule("admin:autocomplete", READERS, get=403),
        Rule(
            "admin:view_on_site",
            READERS,
            args=lambda _: {"content_type_id": "1", "object_id": "1"},
            get=404,
        ),
        Rule("admin:app_list", READERS, args=lambda _: {"app_label": "monitor"}, shows=ALL),
    ]
    found = [*site, *(rule for model in admin.site._registry for rule in _of_model(model))]
    return [replace(rule, asked_by=ASKING) for rule in found]


def _of_model(model: type[Model]) -> Iterator[Rule]:
    """Its list, its rows and their history; adding and deleting is nobody's."""
    app, name = model._meta.app_label, model._meta.model_name
    route = f"admin:{app}_{name}"
    is_empty = f"{app}.{name}" in EMPTY

    def one(_world: World) -> dict[str, Any]:
        return {"object_id": "0" if is_empty else str(model._default_manager.values_list("pk", flat=True)[0])}

    row = 302 if is_empty else 200
    # Looking at records leaves an entry of who looked.
    yield Rule(f"{route}_changelist", READERS, shows=ALL)
    yield Rule(f"{route}_change", READERS, args=one, get=row, shows=ALL)
    yield Rule(f"{route}_history", READERS, args=one, get=row, shows=ALL)
    yield Rule(f"{route}_add", READERS, get=403)
    yield Rule(f"{route}_delete", READERS, args=one, get=403)
    # Where the pages of rows were in former versions of Django.
    yield Rule(f"admin/{app}/{name}/<path:object_id>/", READERS, path=f"/admin/{app}/{name}/0/", get=302)

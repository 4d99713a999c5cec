"""Everything held about one person, as every app declares it: for their page, the download, and before an erasure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.selectors.own_rows import addresses_of, model_of, rows_of
from empiria.apps.accounts.selectors.saying import is_for_people, label_of, said
from empiria.apps.system.privacy import OnErasure, Personal, declarations

# Of a row's other fields these say nothing to anybody.
INTERNAL = frozenset(
    {
        "id",
        "is_sample",
        "key",
        "new_digest",
        "old_digest",
        "params",
        "search_key",
        "sha256",
        "stored",
        "task_id",
        "token",
        "token_digest",
        "worker",
    }
)


# Tables of libraries, which call them by no name for people.
TITLES = {
    "account.EmailAddress": gettext_lazy("e-mail addresses"),
    "mfa.Authenticator": gettext_lazy("second factors and passkeys"),
    "socialaccount.SocialAccount": gettext_lazy("accounts at offices"),
    "usersessions.UserSession": gettext_lazy("browsers signed in"),
}


def title_of(declared: Personal) -> str:
    """What the records of a table are called, for people."""
    return str(TITLES.get(declared.model) or model_of(declared)._meta.verbose_name_plural)


@dataclass(frozen=True, kw_only=True)
class Value:
    """One field of one record: as it is kept, and as people read it; nothing where it is for programs only."""

    name: str
    label: str
    kept: Any
    shown: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """The records of one table that one way leads to from the person."""

    declared: tuple[Personal, ...]
    rows: QuerySet
    person: Person

    @property
    def code(self) -> str:
        return f"{self.declared[0].model}.{self.declared[0].person or 'e-mail'}"

    @property
    def title(self) -> str:
        return title_of(self.declared[0])

    @property
    def note(self) -> str:
        """What comes first in these records: a table may lead to the person in more ways than one."""
        return next(iter(self.columns.values()))

    @property
    def activity(self) -> Any:
        return declarations().activities[self.declared[0].activity]

    @cached_property
    def count(self) -> int:
        return self.rows.count()

    @cached_property
    def columns(self) -> dict[str, str]:
        """What is handed out of every row, with its words: what is declared as the person's, and what is nobody's.

        What another way declares as somebody else's (who answered, who invited) is left out.
        """
        model = model_of(self.declared[0])
        named = {name for one in self.declared for name in one.fields}
        plain = declarations().not_personal.get(self.declared[0].model, set()) - INTERNAL
        found = {}
        for field in model._meta.concrete_fields:
            # That the record is the person's own needs no column.
            if field.related_model is Person or field.name == self.declared[0].person:
                continue
            if field.name in named or field.name in plain:
                own = next((one.fields[field.name] for one in self.declared if field.name in one.fields), "")
                found[field.name] = str(own) or label_of(field) or field.name
        return found

    def records(self, limit: int | None = None) -> Iterator[list[Value]]:
        """The rows, oldest first; the first `limit` of them."""
        model = model_of(self.declared[0])
        fields = [model._meta.get_field(name) for name in self.columns]
        related = [field.name for field in fields if field.is_relation]
        rows = self.rows.select_related(*related) if related else self.rows
        for row in rows[:limit] if limit else rows.iterator(chunk_size=1000):
            yield [self._value(row, field) for field in fields]

    def _value(self, row: models.Model, field: Any) -> Value:
        kept = getattr(row, field.name)
        if field.is_relation:
            kept = None if kept is None else str(kept)
        elif isinstance(field, models.FileField):
            kept = kept.name or None
        return Value(
            name=field.name,
            label=self.columns[field.name],
            kept=kept,
            shown=said(row, field, self.person) if is_for_people(field) else "",
        )


def sections_about(person: Person) -> list[Section]:
    """Every table that holds something about the person which they may be handed, the trail and its like last."""
    addresses = addresses_of(person)
    ways: dict[tuple[str, str], list[Personal]] = {}
    for declared in declarations().personal:
        if declared.in_download:
            ways.setdefault((declared.model, declared.person), []).append(declared)
    sections = [
        Section(declared=tuple(found), rows=rows_of(found[0], person, addresses), person=person)
        for found in ways.values()
    ]
    found = [section for section in sections if section.columns and section.count]
    return sorted(found, key=lambda section: section.declared[0].activity.startswith("system."))


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What an erasure does with fields of one table, and why."""

    title: str
    fields: str
    why: str
    count: int


def fates_of(person: Person) -> dict[OnErasure, list[Fate]]:
    """What an erasure would delete, empty and keep of what is held about this person now."""
    addresses = addresses_of(person)
    fates: dict[OnErasure, list[Fate]] = {deed: [] for deed in OnErasure}
    for declared in declarations().personal:
        count = rows_of(declared, person, addresses).count()
        # What is kept and not handed out only repeats what else is kept.
        if count and (declared.in_download or declared.on_erasure != OnErasure.KEEP):
            fates[declared.on_erasure].append(
                Fate(
                    title=title_of(declared),
                    fields=", ".join(str(label) for label in declared.fields.values()),
                    why=str(declared.why),
                    count=count,
                )
            )
    return fates

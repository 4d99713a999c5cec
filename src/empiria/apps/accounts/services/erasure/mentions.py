"""The erased person's name and addresses in the words of others."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from empiria.apps.accounts.selectors.own_rows import fields_of_addresses
from empiria.apps.accounts.services.erasure.spotting import Spotter
from empiria.apps.system.privacy import KEEP, Mentions, Personal, declarations

# Tables that hide whose they are: `sessions.py` looks into them.
HIDING = frozenset({"sessions.Session", "system.CacheEntry"})
# Another's own name is declared to be asked about, their address is theirs, and the trail has a service for it.
# What was found for others tells a name in pieces: `files.forget_excerpts` looks at it as a whole.
LEFT_ALONE = frozenset(
    {"accounts.FormerName", "accounts.Person", "accounts.SearchedFile", "system.AuditText", *HIDING}
)


def texts_of_others() -> list[Mentions]:
    """Fields that are declared as personal data of anybody and are not to be kept, or as what may mention people."""
    wordless = declarations().wordless
    personal = [
        Mentions(
            model=declared.model,
            fields=tuple(name for name in declared.fields if name not in wordless.get(declared.model, ())),
        )
        for declared in declarations().personal
        if declared.on_erasure != KEEP and declared.model not in LEFT_ALONE
    ]
    return [*personal, *declarations().mentions]


def addresses_of_others() -> list[tuple[Personal, str]]:
    """Columns of e-mail addresses, where no account tells whose a row is: of an office, of a reader, of somebody invited."""
    return [
        (declared, name)
        for declared in declarations().personal
        if declared.on_erasure != KEEP and declared.model not in LEFT_ALONE
        for name in fields_of_addresses(declared)
    ]


def read_texts(declared: Mentions) -> Iterator[tuple[Any, list[tuple[str, str]]]]:
    """The rows one after another, with what stands in their fields: databases fold case and diacritics each in their
    own way, or not at all."""
    model = apps.get_model(declared.model)
    fields = [field for field in map(model._meta.get_field, declared.fields) if _is_text(field)]
    wordless = declarations().wordless.get(declared.model, set())
    if fields:
        rows = model._default_manager.filter(declared.among).order_by("pk")
        rows = rows.values("pk", *(field.name for field in fields))
        for row in rows.iterator(chunk_size=1000):
            pk = row.pop("pk")
            yield (
                pk,
                [
                    (name, text)
                    for name, kept in row.items()
                    for text in strings_in(_worded(name, kept, wordless))
                    if text
                ],
            )


def _worded(name: str, kept: object, wordless: set[str]) -> object:
    """A value of JSON without its keys that hold no words: struck out, a secret would lock its owner out."""
    if isinstance(kept, dict):
        return {key: value for key, value in kept.items() if f"{name}.{key}" not in wordless}
    return kept


def strings_in(kept: object) -> Iterator[str]:
    """The text itself, or every text in a value of JSON."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict | list):
        for one in kept.values() if isinstance(kept, dict) else kept:
            yield from strings_in(one)


def put_text(model: str, pk: Any, field: str, *, old: str, new: str) -> None:
    """Write another text in the place of one; the others of a value of JSON stay."""
    rows = apps.get_model(model)._default_manager.filter(pk=pk)
    rows.update(**{field: _with(rows.values_list(field, flat=True).get(), old, new)})


def _with(kept: Any, old: str, new: str) -> Any:
    if isinstance(kept, dict):
        return {key: _with(value, old, new) for key, value in kept.items()}
    if isinstance(kept, list):
        return [_with(value, old, new) for value in kept]
    return new if kept == old else kept


def _is_text(field: Any) -> bool:
    """Not addresses of e-mail: whole ones lead to the person, and of the others somebody decides (`addresses_of_others`)."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return isinstance(field, kinds) and not isinstance(field, models.EmailField) and not field.choices


def remove_mentions(spotter: Spotter) -> int:
    """Strike out what is certain, but for what somebody decides of; how many rows held it."""
    return sum(_strike_out(one, spotter) for one in texts_of_others() if not one.is_asked)


def _strike_out(declared: Mentions, spotter: Spotter) -> int:
    found = {
        pk: held
        for pk, texts in read_texts(declared)
        if (held := [(name, text) for name, text in texts if spotter.spots(text)])
    }
    for pk, texts in found.items():
        for name, text in texts:
            put_text(declared.model, pk, name, old=text, new=spotter.strike(text))
    declared.rebuild(list(found))
    return len(found)

"""Places in the words of others where a surname stands that may be the erased person's: somebody decides of each."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import EmailField, Q
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.selectors.own_rows import (
    addresses_of,
    model_of,
    names_of,
    rows_of,
    rows_of_nobody,
)
from empiria.apps.accounts.selectors.saying import label_of
from empiria.apps.accounts.services.erasure.fields import carry_out
from empiria.apps.accounts.services.erasure.files import files_at_stake
from empiria.apps.accounts.services.erasure.mentions import (
    addresses_of_others,
    put_text,
    read_texts,
    strings_in,
    texts_of_others,
)
from empiria.apps.accounts.services.erasure.spotting import Span, Spotter, without
from empiria.apps.system.language import fold
from empiria.apps.system.models import AuditText
from empiria.apps.system.privacy import KEEP, Mentions, Personal, declarations

TRAIL = Mentions(model="system.AuditText", fields=("reason", "texts"))
# What somebody typed to search the trail: the beginning of a surname or an address is enough there, and stays for years.
SEARCHES = Mentions(model="system.AuditText", fields=("texts",))
SEARCHED = "audit-trail"
LONG_ENOUGH = 5
# Any column of them: decided of as a whole.
ADDRESSES = Mentions(model="", fields=(), is_asked=True)
# So much of the text is shown on each side.
AROUND = 60


@dataclass(frozen=True, kw_only=True)
class Place:
    """A surname in a text."""

    model: str
    pk: Any
    field: str
    text: str
    span: Span
    # Which of the places of this row and field it is, the first being 1, and how many there are.
    number: int = 1
    of: int = 1
    # What the row is called instead, where it is a code that names the person; links to the old one lead nowhere then.
    other_code: str = ""

    @property
    def code(self) -> str:
        """Tells this place from every other: another text in the same field is another place."""
        told = repr((self.where, self.text, self.span))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def where(self) -> str:
        """The row and field, for the trail: it holds no word of the text."""
        return f"{self.model}:{self.pk}:{self.field}"

    @property
    def numbered(self) -> str:
        """Tells the place without a word of the text, as long as the field holds as many."""
        return f"{self.where}:{self.number}/{self.of}"

    @property
    def is_address(self) -> bool:
        """Half an address is none: it goes with what its row says beside it."""
        return isinstance(apps.get_model(self.model)._meta.get_field(self.field), EmailField)

    @property
    def title(self) -> str:
        return str(apps.get_model(self.model)._meta.verbose_name)

    @property
    def label(self) -> str:
        if self.other_code:
            return str(_("code"))
        field = apps.get_model(self.model)._meta.get_field(self.field)
        return label_of(field) or str(field.verbose_name)

    @property
    def before(self) -> str:
        start = self.span[0]
        return ("…" if start > AROUND else "") + self.text[max(0, start - AROUND) : start]

    @property
    def word(self) -> str:
        return self.text[slice(*self.span)]

    @property
    def after(self) -> str:
        end = self.span[1]
        return self.text[end : end + AROUND] + ("…" if len(self.text) > end + AROUND else "")


def doubtful_places(person: Person) -> list[Place]:
    """Every place that is to be decided; not in rows whose words go anyway."""
    spotter = Spotter(addresses=addresses_of(person), names=names_of(person))
    beginnings = _told_by_their_beginning(person, spotter)
    numbered: list[Place] = []
    found = [
        Place(
            model=model,
            pk=pk,
            field=field,
            text=text,
            span=span,
            other_code=_other_code(model, field, pk) if declared.is_code else "",
        )
        for (model, pk, field, text), declared in [
            *_texts_that_stay(person),
            *_addresses_that_stay(person),
            *_words_of_the_trail(person),
        ]
        for span in (
            _typed(spotter, text, beginnings) if declared is SEARCHES else _spans(spotter, text, declared)
        )
    ]
    total, passed = Counter(place.where for place in found), Counter[str]()
    for place in found:
        passed[place.where] += 1
        numbered.append(replace(place, number=passed[place.where], of=total[place.where]))
    return numbered


def _spans(spotter: Spotter, text: str, declared: Mentions) -> list[Span]:
    if declared is ADDRESSES:
        return [(0, len(text))] if spotter.finds(text) else []
    if declared.is_own_name:
        return spotter.certain(text)
    return spotter.finds(text) if declared.is_asked else spotter.doubts(text)


def _told_by_their_beginning(person: Person, spotter: Spotter) -> list[str]:
    """Surnames, which the spotter takes for such when they stand alone, and addresses."""
    parts = [part for name in names_of(person) for part in fold(name).split()]
    return [
        *(part for part in parts if spotter.doubts(part.capitalize())),
        *map(fold, addresses_of(person)),
    ]


def _typed(spotter: Spotter, text: str, beginnings: list[str]) -> list[Span]:
    """What was typed into a search, in small letters too, with no more than its beginning."""
    found = [(word.span(), fold(word.group())) for word in re.finditer(r"\S+", text)]
    begun = [
        span
        for span, word in found
        if any(word == whole or (len(word) >= LONG_ENOUGH and whole.startswith(word)) for whole in beginnings)
    ]
    return begun or spotter.doubts(text)


def needs_decision(person: Person) -> bool:
    """Whether somebody has to look before the person can be erased: at files they added or are found in, or at a
    surname alone. The files were looked through before."""
    return bool(files_at_stake(person) or doubtful_places(person))


@transaction.atomic
def settle_places(person: Person, decided: Mapping[str, bool]) -> dict[str, list[str]]:
    """Strike out the places of which it was decided so (True); what became of all, as the trail may keep it.

    A place is decided of by its code, or, after a restore, by its number. Places that nobody decided of stay, and are
    named: the text changed.
    """
    told: dict[str, list[str]] = {"struck-out": [], "not-theirs": [], "undecided": []}
    struck = defaultdict(list)
    for place in doubtful_places(person):
        answer = decided.get(place.code, decided.get(place.numbered))
        told["undecided" if answer is None else "struck-out" if answer else "not-theirs"].append(
            place.numbered
        )
        if answer:
            struck[place.model, place.pk, place.field, place.text, place.other_code].append(place.span)
    whole = {(declared.model, name): declared for declared, name in addresses_of_others()}
    codes = {
        (one.model, name): one.renamed for one in texts_of_others() if one.is_code for name in one.fields
    }
    for (model, pk, field, text, other_code), spans in struck.items():
        if model == "system.AuditText":
            AuditText.objects.filter(pk=pk).empty()
        elif (model, field) not in whole:
            put_text(model, pk, field, old=text, new=other_code or without(text, spans))
            if other_code:
                codes[model, field](text, other_code)
    # Last: the texts of such a row go with it.
    for model, pk, field, *_text in struck:
        if address := whole.get((model, field)):
            carry_out(address, model_of(address)._default_manager.filter(pk=pk))
    for declared in texts_of_others():
        if rows := [pk for model, pk, *_text in struck if model == declared.model]:
            declared.rebuild(rows)
    return {answer: sorted(set(places)) for answer, places in told.items() if places}


def _other_code(model: str, field: str, pk: Any) -> str:
    """One that says nothing of anybody, and that no other row has."""
    rows, code = apps.get_model(model)._default_manager, f"erased-{pk}"
    while rows.filter(**{field: code}).exclude(pk=pk).exists():
        code += "-"
    return code


def _texts_that_stay(person: Person) -> Iterator[tuple[tuple[str, Any, str, str], Mentions]]:
    addresses = addresses_of(person)
    for declared in texts_of_others():
        going = _rows_that_go(person, addresses, declared.model, declared.fields)
        for pk, texts in read_texts(declared):
            if pk not in going:
                yield from (((declared.model, pk, field, text), declared) for field, text in texts)


def _addresses_that_stay(person: Person) -> Iterator[tuple[tuple[str, Any, str, str], Mentions]]:
    """In which a name may stand, and which nothing is struck out of by itself."""
    addresses = addresses_of(person)
    for declared, name in addresses_of_others():
        going = _rows_that_go(person, addresses, declared.model, (name,))
        for pk, text in rows_of_nobody(declared).values_list("pk", name).iterator(chunk_size=1000):
            if text and pk not in going:
                yield (declared.model, pk, name, text), ADDRESSES


def _rows_that_go(person: Person, addresses: list[str], model: str, fields: tuple[str, ...]) -> set[Any]:
    return {
        pk
        for one in declarations().personal
        if _goes(one, model, fields)
        for pk in rows_of(one, person, addresses).values_list("pk", flat=True)
    }


def _goes(one: Personal, model: str, fields: tuple[str, ...]) -> bool:
    return one.model == model and one.on_erasure != KEEP and bool({*one.fields} & {*fields})


def _words_of_the_trail(person: Person) -> Iterator[tuple[tuple[str, Any, str, str], Mentions]]:
    """Those that are about somebody else and by somebody else: the others are emptied."""
    theirs = Q(entry__subjects__person=str(person.pk)) | Q(entry__by=str(person.pk))
    others = AuditText.objects.filter(emptied_at=None).exclude(
        pk__in=AuditText.objects.filter(theirs).values("pk")
    )
    rows = others.values_list("pk", "reason", "texts", "entry__object_type")
    for pk, reason, texts, kind in rows.iterator(chunk_size=1000):
        declared = SEARCHES if kind == SEARCHED else TRAIL
        yield from ((("system.AuditText", pk, "reason", text), TRAIL) for text in [reason] if text)
        yield from ((("system.AuditText", pk, "texts", text), declared) for text in strings_in(texts))

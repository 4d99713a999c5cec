"""Places in the words of others where a surname stands that may be the erased person's: somebody decides of each."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.selectors.own_rows import addresses_of, names_of, rows_of
from empiria.apps.accounts.services.erasure.files import files_at_stake
from empiria.apps.accounts.services.erasure.mentions import put_text, read_texts, strings_in, texts_of_others
from empiria.apps.accounts.services.erasure.spotting import Span, Spotter, without
from empiria.apps.system.models import AuditText
from empiria.apps.system.privacy import KEEP, Personal, declarations

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
    def title(self) -> str:
        return str(apps.get_model(self.model)._meta.verbose_name)

    @property
    def label(self) -> str:
        return str(apps.get_model(self.model)._meta.get_field(self.field).verbose_name)

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
    numbered: list[Place] = []
    found = [
        Place(model=model, pk=pk, field=field, text=text, span=span)
        for (model, pk, field, text), is_asked in [
            *_texts_that_stay(person),
            *((told, False) for told in _words_of_the_trail(person)),
        ]
        for span in (spotter.finds(text) if is_asked else spotter.doubts(text))
    ]
    total, passed = Counter(place.where for place in found), Counter[str]()
    for place in found:
        passed[place.where] += 1
        numbered.append(replace(place, number=passed[place.where], of=total[place.where]))
    return numbered


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
            struck[place.model, place.pk, place.field, place.text].append(place.span)
    for (model, pk, field, text), spans in struck.items():
        if model == "system.AuditText":
            AuditText.objects.filter(pk=pk).empty()
        else:
            put_text(model, pk, field, old=text, new=without(text, spans))
    for declared in texts_of_others():
        if rows := [pk for model, pk, _field, _text in struck if model == declared.model]:
            declared.rebuild(rows)
    return {answer: sorted(set(places)) for answer, places in told.items() if places}


def _texts_that_stay(person: Person) -> Iterator[tuple[tuple[str, Any, str, str], bool]]:
    addresses = addresses_of(person)
    for declared in texts_of_others():
        going = {
            pk
            for one in declarations().personal
            if _goes(one, declared.model, declared.fields)
            for pk in rows_of(one, person, addresses).values_list("pk", flat=True)
        }
        for pk, texts in read_texts(declared):
            if pk not in going:
                yield from (((declared.model, pk, field, text), declared.is_asked) for field, text in texts)


def _goes(one: Personal, model: str, fields: tuple[str, ...]) -> bool:
    return one.model == model and one.on_erasure != KEEP and bool({*one.fields} & {*fields})


def _words_of_the_trail(person: Person) -> Iterator[tuple[str, Any, str, str]]:
    """Those that are about somebody else and by somebody else: the others are emptied."""
    theirs = Q(entry__subjects__person=str(person.pk)) | Q(entry__by=str(person.pk))
    others = AuditText.objects.filter(emptied_at=None).exclude(
        pk__in=AuditText.objects.filter(theirs).values("pk")
    )
    for pk, reason, texts in others.values_list("pk", "reason", "texts").iterator(chunk_size=1000):
        yield from (("system.AuditText", pk, "reason", text) for text in [reason] if text)
        yield from (("system.AuditText", pk, "texts", text) for text in strings_in(texts))

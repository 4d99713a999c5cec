"""What personal data there are, what for, on what ground, how long, and what an erasure does with them.

Every app declares its own in a `privacy.py`: `ACTIVITIES` (why personal data are processed), `PERSONAL` (in which fields
they are) and `NOT_PERSONAL` (the other fields); also `RETENTION`, for rules on records without personal data, and
`ERASERS`, for content that is one person's alone, `MENTIONS`, for fields that are nobody's data but may hold a name,
`WORDLESS`, for texts that cannot, also single keys of JSON ("data.secret"; every other text is in one of the two, or a
test fails), and
`LEFTOVERS`, for what an administrator may remove as well; `LABELS`, `WORDS` and `FOR_PROGRAMS` say how codes are told to the people
they are about (dates, choices and rows of other tables are said by themselves). Every field of every table is in one of `PERSONAL` and `NOT_PERSONAL`, or a test fails. The register of processing activities, the
download of one's own data, erasure and retention read the declarations; none of them names a table by itself.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

if TYPE_CHECKING:
    from django.http import FileResponse

    from empiria.apps.system.uploads import Find, Passage


class Article6(models.TextChoices):
    """The grounds of article 6(1) GDPR, by their letter."""

    CONSENT = "a", _("consent of the person, art. 6(1)(a) GDPR")
    CONTRACT = "b", _("a contract with the person, art. 6(1)(b) GDPR")
    LEGAL_DUTY = "c", _("a legal duty of the controller, art. 6(1)(c) GDPR")
    VITAL_INTEREST = "d", _("vital interests of a person, art. 6(1)(d) GDPR")
    PUBLIC_TASK = "e", _("a task in the public interest, art. 6(1)(e) GDPR")
    LEGITIMATE_INTEREST = "f", _("a legitimate interest of the controller, art. 6(1)(f) GDPR")


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The ground of an activity, and the law, contract or interest it comes from."""

    article: Article6
    source: Promise


@dataclass(frozen=True, kw_only=True)
class Period:
    """A length of time as laws say it."""

    years: int = 0
    days: int = 0

    def before(self, moment: dt.datetime) -> dt.datetime:
        """The moment from which on this long has passed."""
        day = moment - dt.timedelta(days=self.days)
        try:
            return day.replace(year=day.year - self.years)
        except ValueError:  # 29 February
            return day.replace(year=day.year - self.years, day=28)

    def __str__(self) -> str:
        if self.years:
            return ngettext("%(count)s year", "%(count)s years", self.years) % {"count": self.years}
        return ngettext("%(count)s day", "%(count)s days", self.days) % {"count": self.days}


class Deed(models.TextChoices):
    """What is done with records whose time is over."""

    REMOVE = "remove", pgettext_lazy("retention", "removed")
    EMPTY = "empty", pgettext_lazy("retention", "emptied of everything personal")
    ANONYMISE = "anonymise", pgettext_lazy("retention", "made anonymous, counts stay")


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long one kind of record is kept, from when that is counted, and what is done then.

    With `keeps` the worker does it every day: `due` gives the records whose time began before a moment (`moment` is the
    field that says when), `carry_out` does the deed to them and says to how many; without it they are deleted. Without
    `keeps` records stay until something happens, which `counted_from` names.
    """

    code: str
    title: Promise
    counted_from: Promise
    deed: Deed
    keeps: Period | None = None
    moment: str = ""
    due: "Callable[[dt.datetime], models.QuerySet] | None" = None
    carry_out: "Callable[[models.QuerySet], int] | None" = None

    def due_at(self, now: dt.datetime) -> models.QuerySet:
        """The records whose time is over at that moment. Raises `ValueError` for a rule that waits for an event."""
        if not (self.keeps and self.moment and self.due):
            raise ValueError(f"{self.code} says no time, no field it is counted from, or no records")
        return self.due(self.keeps.before(now))


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One row of the register of processing activities (art. 30 GDPR)."""

    code: str
    name: Promise
    purpose: Promise
    basis: Basis
    retention: tuple[Retention, ...]
    # Whose data these are, and who gets to see them besides the controller's own staff.
    people: Promise
    recipients: Promise


class OnErasure(models.TextChoices):
    """What becomes of the fields when the person is erased."""

    EMPTY = "empty", pgettext_lazy("erasure", "emptied")
    DELETE = "delete", pgettext_lazy("erasure", "the record is removed")
    KEEP = "keep", pgettext_lazy("erasure", "kept")


EMPTY, DELETE, KEEP = OnErasure.EMPTY, OnErasure.DELETE, OnErasure.KEEP


@dataclass(frozen=True, kw_only=True)
class Personal:
    """Fields of one model that hold personal data of the people found by `person`.

    `person` is the way from the model to the person as Django looks it up ("person", "grant__person"; "pk" for people
    themselves; also a field that holds the number as text); empty where no account is linked. `fields` says of each
    what it is. Not `in_download`: of no meaning to the person, or dangerous to hand out (a password's hash). Only the rows
    `among` are meant.
    """

    model: str
    person: str
    fields: Mapping[str, Promise]
    activity: str
    on_erasure: OnErasure
    why: Promise
    in_download: bool = True
    among: models.Q = field(default_factory=models.Q)


_LEADS_TO_NOBODY = _("The row it leads to names nobody any more.")


def authored(
    model: str,
    activity: str,
    why: Promise = _LEADS_TO_NOBODY,
    **fields: Promise,
) -> list[Personal]:
    """Who did something to a record (`created_by=_("who …")`), kept when they are erased: it leads to an empty row."""
    return [
        Personal(model=model, person=name, fields={name: label}, activity=activity, on_erasure=KEEP, why=why)
        for name, label in fields.items()
    ]


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """Fields that are nobody's data, in which somebody's name or address may stand: an erasure strikes them out.

    `rebuild` gets the numbers of the rows in which something was struck out, for what is derived from these fields. Where
    `is_asked`, nothing is struck out by itself, not even a whole name: a firm may be called so, and is asked about. What is
    struck out of a code (`is_code`) would leave none: the row gets another one, and `renamed` is told the old and the new one
    for what refers to it. In another's own name (`is_own_name`) a surname alone is theirs: only whole names are asked about.
    Looked through are the rows `among` which people wrote; those that ship with the program name nobody.
    """

    model: str
    fields: tuple[str, ...]
    is_asked: bool = False
    is_code: bool = False
    is_own_name: bool = False
    among: models.Q = field(default_factory=models.Q)
    renamed: "Callable[[str, str], object]" = lambda _old, _new: None
    rebuild: "Callable[[list], object]" = lambda _numbers: None


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What is told about a file to whoever decides of it."""

    title: str
    name: str
    added_by: str
    added_at: dt.datetime
    # Anything else that is worth knowing: which version, where it is used.
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """Files that stay when somebody is erased, unless the administrator decides otherwise: removes them (documents), or
    has the person struck out of them (files that figures were made of, which stay).

    `staying` gives, by person, every such file, whoever added it, and `of` those that the person added and may be removed.
    `read` says what a row's file says (raises `UnreadableError`), `give_out` answers with it, `describe` tells about it.
    One of two is there: `remove` removes chosen rows; `redact` makes a copy without what is found and, if asked to, without
    what no program can read (raises `RedactionError`) and gives back what puts it in the place of the file, to be called in a transaction. `on_their_way`
    tells whether files were taken that no row names yet.
    """

    code: str
    staying: "Callable[[Any], models.QuerySet]"
    of: "Callable[[Any], models.QuerySet]"
    read: "Callable[[Any], Iterable[Passage]]"
    give_out: "Callable[[Any], FileResponse]"
    describe: "Callable[[Any], FileFacts]"
    remove: "Callable[[models.QuerySet], object] | None" = None
    redact: "Callable[[Any, Find, bool], Callable[[], None]] | None" = None
    on_their_way: "Callable[[], bool]" = lambda: False


@dataclass(frozen=True)
class Declarations:
    """What all apps together declare."""

    activities: dict[str, Activity] = field(default_factory=dict)
    personal: list[Personal] = field(default_factory=list)
    not_personal: dict[str, set[str]] = field(default_factory=dict)
    other_rules: list[Retention] = field(default_factory=list)
    # Texts in which nobody writes of people: codes, digests, names of files of our own, what programs write.
    wordless: dict[str, set[str]] = field(default_factory=dict)
    # Called with the person in the transaction that erases them, for what no field says: content that is theirs alone.
    erasers: "list[Callable[[models.Model], object]]" = field(default_factory=list)
    mentions: list[Mentions] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    # For the page and the file in which people read what is held about them: how a value is said, by "app.Model.field",
    # given the value and the person; and the fields that say nothing to anybody, which are in the file for programs.
    words: "dict[str, Callable[[Any, Any], str]]" = field(default_factory=dict)
    for_programs: dict[str, set[str]] = field(default_factory=dict)
    # What such a field is called, where the model does not say it in words.
    labels: dict[str, Promise] = field(default_factory=dict)

    def of(self, activity: str) -> list[Personal]:
        return [one for one in self.personal if one.activity == activity]

    def retentions(self) -> dict[str, Retention]:
        """Every rule by its code; activities may share one."""
        rules = [rule for activity in self.activities.values() for rule in activity.retention]
        return {rule.code: rule for rule in [*rules, *self.other_rules]}


@cache
def declarations() -> Declarations:
    """Every app's `privacy.py`, put together."""
    together = Declarations()
    for config in apps.get_app_configs():
        if not config.name.startswith("empiria.") or not module_has_submodule(config.module, "privacy"):
            continue
        module = import_module(f"{config.name}.privacy")
        together.activities.update({activity.code: activity for activity in module.ACTIVITIES})
        together.personal.extend(module.PERSONAL)
        together.other_rules.extend(getattr(module, "RETENTION", []))
        together.erasers.extend(getattr(module, "ERASERS", []))
        together.mentions.extend(getattr(module, "MENTIONS", []))
        together.leftovers.extend(getattr(module, "LEFTOVERS", []))
        together.labels.update(getattr(module, "LABELS", {}))
        together.words.update(getattr(module, "WORDS", {}))
        together.for_programs.update(getattr(module, "FOR_PROGRAMS", {}))
        for model, names in module.NOT_PERSONAL.items():
            together.not_personal.setdefault(model, set()).update(names)
        for model, names in getattr(module, "WORDLESS", {}).items():
            together.wordless.setdefault(model, set()).update(names)
    return together

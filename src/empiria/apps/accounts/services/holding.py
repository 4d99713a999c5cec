"""One rule for functions and roles: a person holds one thing in one place for one period at a time.

Exactly the same again gives the row there is. Days that overlap another period of the same are refused, and the
refusal names that period. What is given without days holds from today on: whatever period of the same lasts or is
planned becomes part of it.
"""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Membership, Person, RoleGrant
from empiria.apps.system.periods import DatedQuerySet

Held = TypeVar("Held", Membership, RoleGrant)


class HeldAlreadyError(ValidationError):
    """These days overlap a period of the same; the message is for people and names it."""

    def __init__(self, period: Membership | RoleGrant) -> None:
        days = {"since": date_format(period.valid_from)}
        words = _(
            "This is held or planned already, from %(since)s on and without an end: end that first, or choose days before it."
        )
        if period.valid_to is not None:
            words = _(
                "This is held or planned already, from %(since)s until %(until)s: choose other days, or take that end back."
            )
            days["until"] = date_format(period.valid_to)
        super().__init__({"valid_from": words % days})


def one_at_a_time(person: Person | None) -> None:
    """Whoever does the same with this person, or as this person, at the same moment waits for this transaction to end.

    What merely refers to the person does not wait. The system itself (None) does nothing twice.
    """
    if person is not None:
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def hold(asked: Held, same: DatedQuerySet, *, from_now: bool) -> tuple[Held, bool]:
    """The row that says what is asked, and whether it is new or had to change for that.

    `same` are the periods of the same thing in the same place. With `from_now` it holds from the first day of `asked` on
    without an end: of the periods that overlap the first is kept and takes the days of all, but for those with another
    job title, which follow it without a gap. Another job title that is asked for begins a period of its own on that day;
    where one with another began on the same day, and otherwise for one that overlaps and is not exactly what is asked,
    raises `HeldAlreadyError`.
    """
    one_at_a_time(asked.person)
    found: list[Held] = _overlapping(asked, same)
    if not found:
        asked.full_clean()
        asked.save()
        return asked, True
    first = found[0]
    if from_now:
        return _join(asked, found)
    if any(getattr(first, name) != getattr(asked, name) for name in _told(asked)):
        raise HeldAlreadyError(first)
    return first, False


def refuse_overlap(period: Held, same: DatedQuerySet) -> None:
    """Raises `HeldAlreadyError` where another period of the same shares a day with this one."""
    if found := _overlapping(period, same.exclude(pk=period.pk)):
        raise HeldAlreadyError(found[0])


def _overlapping(period: Held, same: DatedQuerySet) -> list[Held]:
    return list(same.overlapping(period.valid_from, period.valid_to).order_by("valid_from", "pk"))


def _join(asked: Held, found: list[Held]) -> tuple[Held, bool]:
    """The row that says what is asked, and whether anything had to change."""
    before = [_says(one) for one in found]
    kept, later = _begin(asked, found)
    told = asked if asked in kept else found[0]
    for one in later:
        if _take_title(kept[-1], one):
            one.delete()
        else:
            kept[-1].valid_to = one.valid_from
            kept.append(one)
    kept[-1].valid_to = None
    if [_says(one) for one in kept] == before:
        return told, False
    for one in kept:
        if one is asked:
            one.full_clean()
        one.save()
    return told, True


def _begin(asked: Held, found: list[Held]) -> tuple[list[Held], list[Held]]:
    """The periods up to what is asked, and those that follow."""
    first = found[0]
    if _take_title(first, asked):
        first.valid_from = min(first.valid_from, asked.valid_from)
        return [first], found[1:]
    if first.valid_from == asked.valid_from:
        raise HeldAlreadyError(first)
    if asked.valid_from < first.valid_from:
        return [asked], found
    first.valid_to = asked.valid_from
    return [first, asked], found[1:]


def _take_title(period: Held, other: Held) -> bool:
    """Have the period say what the other says of the same, where it says nothing; whether both say the same then."""
    if not isinstance(period, Membership) or not isinstance(other, Membership):
        return True
    period.job_title = period.job_title or other.job_title
    return other.job_title in {"", period.job_title}


def _says(period: Held) -> list[object]:
    return [getattr(period, name) for name in _told(period)]


def _told(asked: Membership | RoleGrant) -> list[str]:
    """What is said of a period, beside who holds what where."""
    days = ["valid_from", "valid_to"]
    return [*days, "job_title"] if isinstance(asked, Membership) else days

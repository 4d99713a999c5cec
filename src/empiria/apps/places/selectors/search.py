"""Finding a municipality as people type it."""

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from empiria.apps.places.models import Unit
from empiria.apps.system.language import fold

LONGEST_QUERY = 100


def search_units(query: str, limit: int = 10) -> list[Unit]:
    """Municipalities of today whose name or TERYT code matches, best first; one SQL query.

    Diacritics, hyphens and spaces are forgiven. The whole name ranks before its beginning, that before the beginning of
    its words (a further word may be the county's), that before what merely contains the query; then the larger first.
    """
    folded = fold(query[:LONGEST_QUERY])
    if not folded:
        return []
    units = Unit.objects.municipalities().open().select_related("parent__parent")
    found = _by_code(units, folded) if folded.replace(" ", "").isdigit() else _by_name(units, folded)
    return list(found[:limit])


def _by_code(units: QuerySet[Unit], folded: str) -> QuerySet[Unit]:
    digits = folded.replace(" ", "")
    return units.filter(teryt__startswith=digits).order_by("code")


def _by_name(units: QuerySet[Unit], folded: str) -> QuerySet[Unit]:
    first, *rest = folded.split()
    solid = folded.replace(" ", "")
    words = _word_begins(first, "search_key")
    for token in rest:
        words &= _word_begins(token, "search_key") | _word_begins(token, "parent__search_key")
    return (
        units.annotate(solid=Replace("search_key", Value(" "), Value("")))
        .filter(words | Q(solid__contains=solid))
        .annotate(
            place=Case(
                When(solid=solid, then=0),
                When(solid__startswith=solid, then=1),
                When(words, then=2),
                default=3,
                output_field=IntegerField(),
            )
        )
        .order_by("place", F("population").desc(nulls_last=True), "name", "code")
    )


def _word_begins(token: str, field: str) -> Q:
    return Q(**{f"{field}__startswith": token}) | Q(**{f"{field}__contains": f" {token}"})

"""Kinds of findings as the staff choose among them; every reader's and the import's own."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "archive-by-product": _("by-product of an archive"),
    "attribute-missing": _("attribute: no value"),
    "attribute-note": _("attribute: footnote"),
    "attribute-unknown": _("attribute not known"),
    "column-unread": _("column not read"),
    "encoding": _("encoding other than UTF-8"),
    "fewer-units": _("fewer units than there were"),
    "kinds-joined": _("kinds of one municipality joined"),
    "part-4": _("towns of urban-rural municipalities"),
    "part-5": _("rural areas of urban-rural municipalities"),
    "part-8": _("districts of Warsaw"),
    "part-9": _("delegations of cities"),
    "parts": _("parts of municipalities"),
    "quotes-lost": _("quotation marks lost"),
    "same-value-under-both-kinds": _("same value under two codes"),
    "sheets-unread": _("sheets not read"),
    "silence-is-zero": _("silence read as zero"),
    "slice-narrower": _("values replaced beyond the file"),
    "statistical-units": _("statistical units"),
    "subgroup-differs": _("subgroup differs from the file's name"),
    "thousands": _("spaces between thousands"),
    "totals-agree-county": _("sums of counties agree"),
    "totals-agree-municipality": _("sums of municipalities agree"),
    "totals-agree-voivodeship": _("sums of voivodeships agree"),
    "totals-differ-county": _("sums of counties differ"),
    "totals-differ-municipality": _("sums of municipalities differ"),
    "totals-differ-voivodeship": _("sums of voivodeships differ"),
    "totals-not-additive": _("sums not checked: not additive"),
    "totals-unchecked": _("sums not checked: no national row"),
    "units-outside-teryt": _("units that a release does not hold"),
    "unknown-unit": _("unit not known"),
    "unknown-units": _("further units not known"),
    "unmapped": _("series without an indicator"),
    "value-before-or-after": _("value while the unit did not exist"),
    "value-denied": _("number beside a status of no data"),
    "value-outside-validity": _("value outside the unit's years"),
    "warsaw-before-2002": _("Warsaw before 2002"),
    "zero-before-or-after": _("zero while the unit did not exist"),
    "zero-is-no-data": _("zero read as no data"),
    "zero-of-ended-kind": _("zero of a kind that ended"),
    "zero-outside-validity": _("zero outside the unit's years"),
    "zeros-restored": _("leading zeros of codes restored"),
    "zeros-without-attributes": _("zeros that nothing explains"),
}


def kind_title(code: str) -> str:
    """What a finding's code says, for people; the code itself where it has no words."""
    return str(KINDS.get(code, code))

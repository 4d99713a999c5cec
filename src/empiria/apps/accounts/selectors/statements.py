"""Information clauses and consents as their readers meet them."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import Consent, Person, Statement, StatementKind, StatementVersion

# First texts of the clauses, kept as templates/accounts/clauses/<code>.<language>.html, until the office publishes its own.
SHIPPED: dict[str, Promise] = {
    "accounts": _("Accounts of people who work with the association"),
    "documents": _("Documents and the people named in them"),
    "error-reports": _("Reports of errors on pages"),
}


@dataclass(frozen=True, kw_only=True)
class Clause:
    """The words of a clause. One that was shipped and not yet published by the office has no number and no date."""

    code: str
    title: str
    text: str
    number: int = 0
    published_at: dt.datetime | None = None


def clauses() -> list[Clause]:
    """The clauses in force, by title; where the office has published none of its own, the one shipped."""
    known = set(Statement.objects.filter(versions__published_at__isnull=False).values_list("code", flat=True))
    published = StatementVersion.objects.current().filter(statement__kind=StatementKind.CLAUSE)
    found = [_clause(version) for version in published.select_related("statement")]
    found += [_shipped(code) for code in SHIPPED if code not in known]
    return sorted(found, key=lambda clause: (clause.title, clause.code))


def clause(code: str, number: int | None = None) -> Clause | None:
    """The clause in force, or its published version of that number; None where there is none to be seen."""
    versions = StatementVersion.objects.published().filter(
        statement__code=code, statement__kind=StatementKind.CLAUSE
    )
    if number is not None:
        version = versions.filter(number=number).select_related("statement").first()
        return _clause(version) if version else None
    return next((found for found in clauses() if found.code == code), None)


def clause_history(code: str) -> list[StatementVersion]:
    """The published versions of a clause, the newest first."""
    return list(
        StatementVersion.objects.published().filter(
            statement__code=code, statement__kind=StatementKind.CLAUSE
        )
    )


def shipped_texts(code: str) -> dict[str, str]:
    """The first texts of a clause in both languages, to begin a draft with; empty for a purpose that ships none."""
    if code not in SHIPPED:
        return {}
    texts: dict[str, str] = {}
    for language in ("pl", "en"):
        with override(language):
            own = _shipped(code)
            # In brackets, so that nobody publishes what nobody checked.
            note = _(
                "[The data protection officer checks this template against what the office really does, and removes this paragraph.]"
            )
            texts |= {f"title_{language}": own.title, f"text_{language}": f"<p>{note}</p>\n{own.text}"}
    return texts


def _shipped(code: str) -> Clause:
    language = "en" if (get_language() or "").startswith("en") else "pl"
    text = render_to_string(
        f"accounts/clauses/{code}.{language}.html",
        {
            "operator": settings.EMPIRIA_OPERATOR,
            "address": settings.EMPIRIA_OPERATOR_ADDRESS,
            "contact": settings.EMPIRIA_CONTACT_EMAIL,
            "phone": settings.EMPIRIA_CONTACT_PHONE,
            "officer": settings.EMPIRIA_DPO_EMAIL,
        },
    )
    return Clause(code=code, title=str(SHIPPED[code]), text=text.strip())


def _clause(version: StatementVersion) -> Clause:
    return Clause(
        code=version.statement.code,
        title=version.title,
        text=version.text,
        number=version.number,
        published_at=version.published_at,
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A consent that is asked for today, and what the person said to it."""

    version: StatementVersion
    # The one that holds; perhaps to earlier words.
    given: Consent | None

    @property
    def has_changed(self) -> bool:
        return self.given is not None and self.given.version_id != self.version.pk


def consents_asked(person: Person) -> list[Asked]:
    """Every consent in use with what this person said to it; and one out of use for as long as theirs holds."""
    holding = Consent.objects.filter(person=person, withdrawn_at=None).select_related("version__statement")
    given = {consent.version.statement_id: consent for consent in holding}
    versions = StatementVersion.objects.current().filter(statement__kind=StatementKind.CONSENT)
    return [
        Asked(version=version, given=given.get(version.statement_id))
        for version in versions.select_related("statement").order_by("statement__code")
    ] + [
        Asked(version=consent.version, given=consent)
        for consent in given.values()
        if consent.version.statement.is_closed
    ]


def consents_of(person: Person) -> list[Consent]:
    """Everything this person ever agreed to, with the words shown."""
    return list(
        Consent.objects.filter(person=person)
        .select_related("version__statement")
        .order_by("-given_at", "-pk")
    )


def statements_to_keep() -> list[Statement]:
    """Every text with its published versions and its draft, for the administrators' list: two queries."""
    return list(Statement.objects.prefetch_related("versions"))

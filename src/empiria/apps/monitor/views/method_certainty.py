"""The certainty and the coherence of a recipe on the page of its method: tables with their reading, and their files."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors.method_certainty import ChoiceShare, MethodCertainty, method_certainty
from empiria.apps.monitor.views.downloads import attached
from empiria.apps.monitor.views.words import page_words
from empiria.reporting import certainty, soundness
from empiria.reporting.sheet import workbook
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

TABLES = ("sensitivity", "alphas", "weights", "correlations")


def soundness_of(recipe: str, root: str, words: Words) -> dict[str, Any]:
    """What the page says, from the tables that its files hold."""
    found = method_certainty(recipe)
    note = found.note
    context: dict[str, Any] = {
        "is_ready": note.is_ready,
        "year": str(found.year or ""),
        "grouping": found.grouping,
        "seed": str(note.seed),
        "absent": "" if note.is_ready else certainty.absent(note.state, words),
        "has_coherence": bool(found.alphas),
    }
    if note.is_ready:
        own = found.shares_of(root)
        told = [] if found.told_apart is None else [soundness.apart(found.told_apart, words)]
        context |= {
            "drawn": certainty.drawn(note.replicates, note.choices, words),
            "reading": [*told, *soundness.which_choice([_share(one) for one in own], words)],
            "own_table": _html(_own_shares(own, found, words), "own-shares-table", words),
            "sensitivity": _file(recipe, "sensitivity", found, words),
        }
    if found.alphas:
        context |= {name: _file(recipe, name, found, words) for name in TABLES[1:]}
    return context


@require_safe
def table_file(request: HttpRequest, recipe: str, table: str, ext: str) -> HttpResponse:
    """One of the tables, whole."""
    words, found = page_words(), method_certainty(recipe)
    made = _table(table, found, words)
    if not made.rows:
        raise Http404(_("This has not been computed."))
    name = f"{recipe}-{table}-{found.year}"
    if ext == "csv":
        return attached(request, lambda: made.csv().encode(), ext, name, unmet=())
    about = [
        ("", made.caption),
        (_("Recipe"), recipe),
        (_("Year"), str(found.year)),
        *((("", text)) for text in _reading(table, found, words)),
    ]

    def content() -> bytes:
        return workbook([(made.caption, made)], about=about, about_title=_("Source"))

    return attached(request, content, ext, name, unmet=())


def _file(recipe: str, name: str, found: MethodCertainty, words: Words) -> dict[str, Any]:
    table = _table(name, found, words)
    return {
        "reading": _reading(name, found, words),
        "table": _html(table, f"{name}-table", words),
        "downloads": [
            {"label": ext.upper(), "url": reverse("monitor:method-table", args=[recipe, name, ext])}
            for ext in ("csv", "xlsx")
        ],
    }


def _html(table: Table, id_: str, words: Words) -> SafeString:
    return mark_safe(table.html(words, id_=id_))  # noqa: S308 (our own table: every text in it is escaped)


def _share(one: ChoiceShare) -> soundness.Share:
    return soundness.Share(one.choice, one.first_order, one.total)


def _reading(name: str, found: MethodCertainty, words: Words) -> list[str]:
    if name == "alphas":
        return [soundness.alphas_said([(one.title, one.alpha) for one in found.alphas], words)]
    if name == "weights":
        weights = [(one.title, one.nominal, one.effective) for one in found.weights]
        return soundness.weights_said(weights, words)
    if name == "correlations":
        siblings = [
            soundness.Pair(one.title, one.other, one.r, one.n)
            for one in found.correlations
            if not one.is_with_parent
        ]
        return soundness.correlations_said(siblings, words)
    return []


def _table(name: str, found: MethodCertainty, words: Words) -> Table:
    if name == "sensitivity":
        return _shares_table(found.shares, found, words)
    return {"alphas": _alphas, "weights": _weights, "correlations": _correlations}[name](found, words)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _own_shares(shares: Sequence[ChoiceShare], found: MethodCertainty, words: Words) -> Table:
    """Of the whole alone, which needs no column to name it."""
    every = _shares_table(shares, found, words)
    return replace(every, columns=every.columns[1:], rows=[row[1:] for row in every.rows])


def _shares_table(shares: Sequence[ChoiceShare], found: MethodCertainty, words: Words) -> Table:
    return Table(
        caption=_("What moves the places, %(year)s: each choice's share in their variance") % _year(found),
        columns=[
            Column(title=_("Node")),
            Column(title=_("Choice")),
            Column(title=_("By itself"), kind="number", decimals=0, unit="%"),
            Column(title=_("Together with the others"), kind="number", decimals=0, unit="%"),
        ],
        rows=[
            [
                one.title,
                words.gettext(certainty.CHOICES[one.choice]),
                _percent(one.first_order),
                _percent(one.total),
            ]
            for one in shares
        ],
    )


def _year(found: MethodCertainty) -> dict[str, int | None]:
    return {"year": found.year}


def _alphas(found: MethodCertainty, words: Words) -> Table:
    return Table(
        caption=_("Do the parts go together, %(year)s: Cronbach's alpha") % _year(found),
        columns=[
            Column(title=_("Node")),
            Column(title=_("Parts"), kind="whole"),
            Column(title=_("Municipalities"), kind="whole"),
            Column(title=_("Alpha"), kind="number", decimals=2),
            Column(title=_("What it means")),
        ],
        rows=[
            [one.title, one.items, one.n, one.alpha, soundness.alpha_words(one.alpha, words)]
            for one in found.alphas
        ],
    )


def _weights(found: MethodCertainty, words: Words) -> Table:
    return Table(
        caption=_("What the parts really count for, %(year)s: effective weights") % _year(found),
        columns=[
            Column(title=_("Part")),
            Column(title=_("Of")),
            Column(title=_("Weight"), kind="number", decimals=0, unit="%"),
            Column(title=_("Effective weight"), kind="number", decimals=0, unit="%"),
            Column(title=_("What it means")),
        ],
        rows=[
            [
                one.title,
                one.parent,
                _percent(one.nominal),
                _percent(one.effective),
                soundness.weight_words(one.nominal, one.effective, words),
            ]
            for one in found.weights
        ],
    )


def _correlations(found: MethodCertainty, words: Words) -> Table:
    return Table(
        caption=_("Who goes with whom, %(year)s: correlations of siblings, and of each with its parent")
        % _year(found),
        columns=[
            Column(title=_("Part")),
            Column(title=_("With")),
            Column(title=_("Within")),
            Column(title=_("Municipalities"), kind="whole"),
            Column(title=_("Correlation"), kind="number", decimals=2),
            Column(title=_("What it means")),
        ],
        rows=[
            [
                one.title,
                one.other,
                one.parent,
                one.n,
                one.r,
                soundness.correlation_words(one.r, one.n, words, is_with_parent=one.is_with_parent),
            ]
            for one in found.correlations
        ],
    )

"""The municipalities most like one: who, why, for how long, and what to do with them."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.analysis.peers import COUNT
from empiria.apps.accounts.limits import counted
from empiria.apps.monitor.group_rules import KEEP
from empiria.apps.monitor.models import Indicator
from empiria.apps.monitor.selectors import current_release
from empiria.apps.monitor.selectors.measures import indicator_measure, published_indicators
from empiria.apps.monitor.selectors.peer_keys import FEWEST, MOST, MOST_TRAITS, trait_word
from empiria.apps.monitor.selectors.peers import Peers, peers_of
from empiria.apps.monitor.views.choice import at_todays_code, of_a_city, read_unit
from empiria.apps.monitor.views.compare_choice import MOST_ITEMS
from empiria.apps.monitor.views.downloads import attached
from empiria.apps.monitor.views.front import where
from empiria.apps.monitor.views.options import Option, OptionGroup, not_shown, query_of
from empiria.apps.monitor.views.peers_address import PeersAddress, peers_query, read_peers
from empiria.apps.monitor.views.peers_figures import (
    about,
    left_out_table,
    peer_items,
    peers_map,
    peers_table,
    places_table,
    summary,
    title_of,
    trait_title,
)
from empiria.apps.monitor.views.source_words import particulars
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.models import Unit
from empiria.apps.system.rules import may_somewhere
from empiria.reporting.sheet import workbook
from empiria.reporting.words import Words

# So many that were left out are named on the page; all of them are in the spreadsheet.
MAX_NAMED = 40
WEIGHTS = (0, 0.25, 0.5, 1, 2, 3)


@require_safe
@counted("page")
@of_a_city
def detail(request: HttpRequest, teryt: str) -> HttpResponse:
    """The page: it says who is alike and why, or why nobody can be found."""
    unit = read_unit(request, teryt)
    address = read_peers(request.GET, unit.teryt)
    answer = _answered(unit, address)
    words = page_words()
    context = {
        "may_keep": may_somewhere(request.user, KEEP),
        **_frame(request, answer, address, words),
        **_form(answer, words),
        **(_found(answer, words) if answer.peers else {}),
        "is_print": "print" in request.GET,
    }
    return render(request, "monitor/peers.html", context)


@require_safe
@counted("page")
@at_todays_code
def file(request: HttpRequest, teryt: str, ext: str) -> HttpResponse:
    """The same as a table; the spreadsheet also holds the places of other years and who was left out."""
    unit = read_unit(request, teryt)
    address = read_peers(request.GET, unit.teryt)
    answer = _answered(unit, address)
    if not answer.peers:
        raise Http404(_("No similar municipalities can be found by these traits."))
    words = page_words()
    name = f"{unit.teryt}-peers-{answer.year}"
    unmet = _notices(request, answer, address)
    return attached(request, lambda: _content(answer, ext, words), ext, name, unmet=unmet)


def _answered(unit: Unit, address: PeersAddress) -> Peers:
    """The answer; its links do not go on asking for a year that is not there."""
    answer = peers_of(current_release(), unit, address.question)
    if answer.question.period in (None, answer.year):
        return answer
    return replace(answer, question=replace(answer.question, period=None))


def _content(answer: Peers, ext: str, words: Words) -> bytes:
    if ext == "csv":
        return peers_table(answer).csv().encode()
    sheets = [(_("Similar municipalities"), peers_table(answer)), (_("Years"), places_table(answer))]
    if answer.left_out:
        sheets.append((_("Left out"), left_out_table(answer)))
    return workbook(sheets, about=about(answer, words), about_title=_("Source"))


def _notices(request: HttpRequest, answer: Peers, address: PeersAddress) -> list[str]:
    """What was asked for and is not shown."""
    asked = request.GET.get("year", "").strip()
    if not answer.years or not asked or asked == str(answer.year):
        return address.notices
    return [*address.notices, not_shown("year", asked, str(answer.year))]


def _frame(request: HttpRequest, answer: Peers, address: PeersAddress, words: Words) -> dict[str, Any]:
    """Whose page it is, and what is said before anything else."""
    return {
        "answer": answer,
        "unit": answer.unit,
        "name": answer.unit.display_name,
        "where": where(answer.unit),
        "title": title_of(answer),
        "notices": _notices(request, answer, address),
        "summary": summary(answer, words),
        "city_url": reverse("monitor:city", args=[answer.unit.teryt]),
        "canonical_url": reverse("monitor:city-peers", args=[answer.unit.teryt]),
        "sources": [{"note": one, "particulars": particulars(one)} for one in answer.sources],
        "year": str(answer.year or ""),
    }


def _found(answer: Peers, words: Words) -> dict[str, Any]:
    """What needs peers."""
    query = peers_query(answer.question)
    address = reverse("monitor:city-peers", args=[answer.unit.teryt])
    return {
        "items": peer_items(answer, words),
        "map": peers_map(answer),
        "places": mark_safe(places_table(answer).html(words, id_="places-table"))  # noqa: S308 (our own table)
        if len(answer.years) > 1
        else "",
        "uses": _uses(answer),
        "keep_url": reverse("monitor:own-group-create") + query_of([("from", answer.question.key)]),
        "left_out": answer.left_out[:MAX_NAMED],
        "left_out_count": words.number(len(answer.left_out)),
        "has_more_left_out": len(answer.left_out) > MAX_NAMED,
        "print_url": address + (f"{query}&print=1" if query else "?print=1"),
        "downloads": [
            {
                "label": ext.upper(),
                "url": reverse("monitor:city-peers-file", args=[answer.unit.teryt, ext]) + query,
            }
            for ext in ("csv", "xlsx")
        ],
    }


def _uses(answer: Peers) -> list[dict[str, str]]:
    """Where the peers are a comparison group at once."""
    teryt, group = answer.unit.teryt, ("group", answer.question.key)
    nearest = [("unit", peer.unit.teryt) for peer in answer.peers[: MOST_ITEMS - 1]]
    own = ("unit", teryt)
    return [
        {
            "label": _("Read %(name)s among these") % {"name": answer.unit.display_name},
            "url": reverse("monitor:city", args=[teryt]) + query_of([group]),
        },
        {"label": _("Rank within these"), "url": reverse("monitor:ranking") + query_of([group, own])},
        {
            "label": _("Compare with the nearest %(count)s") % {"count": len(nearest)},
            "url": reverse("monitor:compare") + query_of([own, *nearest, group]),
        },
        {
            "label": _("Compare with their median"),
            "url": reverse("monitor:compare")
            + query_of([own, ("unit", f"median:{answer.question.key}"), group]),
        },
        {"label": _("On the map"), "url": reverse("monitor:map") + query_of([group, own])},
    ]


def _form(answer: Peers, words: Words) -> dict[str, Any]:
    """What may be chosen: the traits with their weights, one more, how many, which year."""
    chosen = {trait.indicator for trait in answer.question.traits}
    is_full = len(chosen) >= MOST_TRAITS
    return {
        "traits": [
            {
                "word": trait_word(one.trait),
                "title": trait_title(one),
                "weight": f"{one.trait.weight:g}",
                "weights": _weights(one.trait.weight, words),
            }
            for one in answer.traits
        ],
        "more_traits": [] if is_full else _more_traits(answer, chosen),
        "usual_weights": _weights(1.0, words),
        "count": answer.question.count,
        "fewest": FEWEST,
        "most": MOST,
        "usual_count": COUNT,
        "years": [str(year) for year in reversed(answer.years)],
        "is_usual": not peers_query(answer.question),
    }


def _weights(chosen: float, words: Words) -> list[Option]:
    """The usual weights, and the one chosen where it is another."""
    values = sorted({*map(float, WEIGHTS), chosen})
    return [
        Option(f"{value:g}", words.exact(value) if value else _("leave out"), value == chosen)
        for value in values
    ]


def _more_traits(answer: Peers, chosen: set[str]) -> list[OptionGroup]:
    """Indicators that could be traits, under their areas; counts are read as logarithms, as a doubling counts the same."""
    release = current_release()
    if release is None:
        return []
    published = published_indicators(release)
    groups: dict[str, list[Option]] = {}
    known = Indicator.objects.select_related("area__dimension", "denominator")
    for indicator in known.order_by("area__dimension__position", "area__position", "code"):
        if indicator.code not in published or indicator.code in chosen:
            continue
        measure = indicator_measure(indicator)
        is_count = indicator.additive and indicator.denominator_id is None and not indicator.per_unit
        word = f"{indicator.code}:log1p" if is_count else indicator.code
        groups.setdefault(measure.heading, []).append(Option(word, measure.title, False))
    ordered = sorted(groups.items(), key=lambda pair: not pair[0])
    return [OptionGroup(heading or _("For context"), tuple(options)) for heading, options in ordered]

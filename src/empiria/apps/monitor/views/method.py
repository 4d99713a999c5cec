"""The method: a recipe as a tree, and the same tree worked through for one real municipality."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors import MethodNode, current_recipe, method, recipe_notes
from empiria.apps.monitor.views.method_certainty import soundness_of
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.selectors import find_units, unit_by_address
from empiria.reporting import sentences
from empiria.reporting.words import Words


@dataclass(frozen=True, kw_only=True)
class Step:
    name: str
    formula: str
    worked: str
    result: str


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A node of the tree as the page prints it."""

    node: str
    title: str
    kind: str
    depth: int
    share: str
    weight: str
    direction: str
    score: str
    note: str
    definition: str
    steps: tuple[Step, ...]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every recipe in use."""
    return render(request, "monitor/method_list.html", {"recipes": recipe_notes()})


@require_safe
def detail(request: HttpRequest, recipe: str) -> HttpResponse:
    """One recipe: what is done with a figure, step by step, with the figures of one municipality."""
    asked = request.GET.get("unit", "").strip()
    found = unit_by_address(asked) if asked else None
    # As people type it, where it is no code: the best match of the search.
    unit = found[0] if found else next((one.unit for one in find_units(asked, 1)), None)
    view = method(recipe, unit=unit)
    if view is None:
        raise Http404(_("There is no recipe with the code %(code)s.") % {"code": recipe})
    words = page_words()
    leaves = [node for node in view.nodes if node.kind == "indicator"]
    context: dict[str, Any] = {
        "view": view,
        "branches": [_branch(node, words) for node in view.nodes],
        "year": str(view.year or ""),
        "leaf_count": words.number(len(leaves)),
        "asked": asked,
        "is_unknown": bool(asked) and unit is None,
        "missing": view.missing,
        "sound": soundness_of(recipe, view.nodes[0].node, words),
    }
    return render(request, "monitor/method.html", context)


@require_safe
def recipe_file(request: HttpRequest, recipe: str) -> HttpResponse:
    """The recipe's text, as `empiria index` takes it."""
    version = current_recipe(recipe)
    if version is None:
        raise Http404(_("There is no recipe with the code %(code)s.") % {"code": recipe})
    response = HttpResponse(version.text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{version.code}-{version.version}.yaml"'
    return response


def _branch(node: MethodNode, words: Words) -> Branch:
    directions = {"up": _("more is better"), "down": _("less is better")}
    note = "neutral" if node.direction == "neutral" else node.status
    return Branch(
        node=node.node,
        title=node.title,
        kind=node.kind,
        depth=node.depth,
        share=words.quantity(100 * node.share, 1, "%") if node.share else "",
        weight=words.number(node.weight, 0 if float(node.weight).is_integer() else 2) if node.weight else "",
        direction=directions.get(node.direction, ""),
        score=words.number(node.score, 3) if node.direction != "neutral" else "",
        note=sentences.reason(note, words) if note else "",
        definition=node.indicator.definition if node.indicator else "",
        steps=tuple(
            Step(
                name=step.step,
                formula=step.formula,
                worked=step.worked,
                result=words.number(step.result, 3),
            )
            for step in node.example
        ),
    )

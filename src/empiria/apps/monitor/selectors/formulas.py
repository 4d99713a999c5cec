"""The executed specification in words and figures: every formula is made from the step that is computed, so that the
page cannot say something else than the program does."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from empiria.analysis.recipe import Node, Step
from empiria.apps.monitor.selectors.shapes import StepExample

Fitted = Mapping[tuple[str, str], float]
MINUS = "−"


def said(value: float | None, digits: int = 4) -> str:
    """A number with so many significant digits, in the reader's form."""
    if value is None:
        return "—"
    size = math.floor(math.log10(abs(value))) if value else 0
    decimals = max(0, min(8, digits - 1 - size))
    text = f"{value:.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return number_format(text, use_l10n=True, force_grouping=True).replace("-", MINUS)


def _signed(value: float) -> str:
    """A number in brackets where its sign would meet an operator."""
    return f"({said(value)})" if value < 0 else said(value)


def leaf_example(
    node: Node,
    *,
    raw: float | None,
    denominator: float | None,
    name: str,
    fitted: Fitted,
    score: float | None,
) -> tuple[StepExample, ...]:
    """The steps of a leaf, each with the figures of one unit; without figures where it has none."""
    steps = []
    x = raw
    for step in node.steps():
        formula, worked, x = _leaf_step(step, x=x, denominator=denominator, name=name, fitted=fitted)
        result = score if step.step == "normalise" else x
        steps.append(
            StepExample(
                step=step_title(step),
                formula=formula,
                worked=worked if result is not None else "",
                result=result,
            )
        )
    return tuple(steps)


def step_title(step: Step) -> str:
    titles = {
        "per": pgettext("step", "per"),
        "impute": pgettext("step", "filling gaps"),
        "treat": pgettext("step", "extreme values"),
        "transform": pgettext("step", "transformation"),
        "normalise": pgettext("step", "normalisation"),
        "aggregate": pgettext("step", "aggregation"),
    }
    return titles[step.step]


def _leaf_step(
    step: Step, *, x: float | None, denominator: float | None, name: str, fitted: Fitted
) -> tuple[str, str, float | None]:
    if step.step == "per":
        return _per(step, x=x, denominator=denominator, name=name)
    if step.step == "treat":
        return _treat(step, x=x, fitted=fitted)
    if step.step == "transform":
        return _transform(step.method, x=x)
    if step.step == "impute":
        return filling(step.method, step.options), "", x
    return _normalise(step, x=x, fitted=fitted)


def _per(
    step: Step, *, x: float | None, denominator: float | None, name: str
) -> tuple[str, str, float | None]:
    times = step.options["times"]
    more = "" if times == 1 else f" × {said(times)}"
    formula = f"x ÷ {name}{more}"
    if x is None or denominator is None or denominator <= 0:
        return formula, "", None
    return formula, f"{said(x, 6)} ÷ {said(denominator, 7)}{more}", x / denominator * times


def filling(method: str, options: Mapping[str, Any]) -> str:
    """How a gap is filled."""
    years = options.get("max_gap")
    return {
        "mean": gettext("a gap is filled with the mean of the group"),
        "median": gettext("a gap is filled with the median of the group"),
        "last": gettext("a gap is filled with the last figure; years at most: %(years)s") % {"years": years},
        "linear": gettext("a gap is filled along a line; years at most: %(years)s") % {"years": years},
    }[method]


def treatment(options: Mapping[str, Any]) -> str:
    """What is done with extreme values."""
    return gettext(
        "where |skewness| ≥ %(skew)s and kurtosis ≥ %(kurtosis)s, the extreme values are drawn in to the next; values at "
        "most: %(points)s"
    ) % {
        "skew": said(options["skew"]),
        "kurtosis": said(options["kurtosis"]),
        "points": options["max_points"],
    }


def _treat(step: Step, *, x: float | None, fitted: Fitted) -> tuple[str, str, float | None]:
    formula = treatment(step.options)
    if x is None:
        return formula, "", None
    if ("treat", "base") in fitted:
        base, margin = fitted["treat", "base"], fitted["treat", "margin"]
        return formula, f"ln({said(x)} {MINUS} {_signed(base)} + {said(margin)})", math.log(x - base + margin)
    low, high = fitted.get(("treat", "low")), fitted.get(("treat", "high"))
    ends = {"low": said(low), "high": said(high)}
    if low is None and high is None:
        return formula, gettext("nothing to draw in"), x
    if low is None:
        words = gettext("at most %(high)s")
    elif high is None:
        words = gettext("at least %(low)s")
    else:
        words = gettext("between %(low)s and %(high)s")
    return (
        formula,
        words % ends,
        min(max(x, -math.inf if low is None else low), math.inf if high is None else high),
    )


TRANSFORMS: Mapping[str, tuple[str, Callable[[float], float]]] = {
    "log": ("ln({})", math.log),
    "log1p": ("ln(1 + {})", math.log1p),
    "sqrt": ("√{}", math.sqrt),
}


def _transform(method: str, *, x: float | None) -> tuple[str, str, float | None]:
    template, function = TRANSFORMS[method]
    formula = template.format("x")
    try:
        return (
            formula,
            template.format(said(x)) if x is not None else "",
            function(x) if x is not None else None,
        )
    except ValueError:
        return formula, "", None


def _normalise(step: Step, *, x: float | None, fitted: Fitted) -> tuple[str, str, float | None]:
    of: dict[str, float | None] = {
        name: value for (kind, name), value in fitted.items() if kind == "normalise"
    }
    formula, worked = normalised(step, x=x, of=of)
    return formula, worked, None


def normalised(step: Step, *, x: float | None, of: Mapping[str, float | None]) -> tuple[str, str]:
    """Formula and worked formula of a normalisation; `of` are the fitted parameters by name."""
    options, up = step.options, step.options["direction"] == "up"
    # The ends of a share: what is taken from what, over what.
    if step.method == "zscore":
        first, second = ("x", "m") if up else ("m", "x")
        share = f"({first} {MINUS} {second}) ÷ s"
        return _filled(
            share,
            options.get("mean", 0),
            options.get("sd", 1),
            {"x": x, "m": of.get("mean"), "s": of.get("sd")},
        )
    if step.method in {"minmax", "goalposts"}:
        names = {"low": "min", "high": "max"} if step.method == "minmax" else {"low": "from", "high": "to"}
        ends = (of.get("min"), of.get("max")) if step.method == "minmax" else (options["from"], options["to"])
        low, high = names["low"], names["high"]
        share = (
            f"(x {MINUS} {low}) ÷ ({high} {MINUS} {low})"
            if up
            else f"({high} {MINUS} x) ÷ ({high} {MINUS} {low})"
        )
        return _filled(
            share, options["low"], options["high"] - options["low"], {"x": x, low: ends[0], high: ends[1]}
        )
    if step.method == "distance":
        target = options["to"]
        fitted_name = {"best": "max" if up else "min", "worst": "min" if up else "max"}.get(target, target)
        name = {
            "median": gettext("the group's median"),
            "mean": gettext("the group's mean"),
            "best": gettext("the best of the group"),
            "worst": gettext("the last of the group"),
        }[target]
        reference = of.get(fitted_name)
        worked = (
            ""
            if x is None or reference is None
            else f"{said(x)} ÷ {said(reference)}"
            if up
            else f"{said(reference)} ÷ {said(x)}"
        )
        return (f"x ÷ {name}" if up else f"{name} ÷ x"), worked
    formulas = {
        "rank": gettext("the rank in the group: the last has 1"),
        "percentile": gettext("the share of the group's other units it is better than, in per cent"),
        "none": "x" if up else f"{MINUS}x",
    }
    return formulas[step.method], said(x) if x is not None and step.method == "none" else ""


def _filled(share: str, start: float, width: float, figures: Mapping[str, float | None]) -> tuple[str, str]:
    """`start + width · share` as a formula, and the same with figures in place of names."""
    template = share
    if width != 1:
        template = f"{said(width)} · {template}"
    if start != 0:
        template = f"{said(start)} + {template}"
    if any(value is None for value in figures.values()):
        return template, ""
    words = []
    for word in template.replace("(", "( ").replace(")", " )").split(" "):
        value = figures.get(word)
        words.append(word if value is None else _signed(value))
    return template, " ".join(words).replace("( ", "(").replace(" )", ")")


def aggregate_example(
    node: Node, *, scores: Mapping[str, float | None], titles: Mapping[str, str], score: float | None
) -> tuple[StepExample, ...]:
    """How a node's score comes of those of its children; nothing where it has none to come of."""
    if not node.scored_children:
        return ()
    step = node.steps()[0]
    present: Sequence[tuple[float, float]] = [
        (child.weight, value)
        for child in node.scored_children
        if (value := scores.get(child.code)) is not None
    ]
    equal = len({weight for weight, _ in present}) <= 1
    formulas = {
        "mean": gettext("mean of: %(children)s"),
        "geometric": gettext("geometric mean of: %(children)s"),
        "harmonic": gettext("harmonic mean of: %(children)s"),
        "sum": gettext("sum of: %(children)s"),
        "mazziotta-pareto": gettext("mean, less the penalty for imbalance, of: %(children)s"),
    }
    names = ", ".join(titles[child.code] for child in node.scored_children)
    worked = ""
    if score is not None and step.method in {"mean", "sum"}:
        terms = [
            _signed(value) if equal and step.method == "mean" else f"{said(weight)} · {_signed(value)}"
            for weight, value in present
        ]
        worked = " + ".join(terms)
        if step.method == "mean":
            total = len(present) if equal else sum(weight for weight, _ in present)
            # One term stands by itself: its own brackets, if its sign needs them, are enough.
            worked = f"{worked if len(terms) == 1 else f'({worked})'} ÷ {said(total)}"
    return (
        StepExample(
            step=step_title(step),
            formula=formulas[step.method] % {"children": names},
            worked=worked,
            result=score,
        ),
    )

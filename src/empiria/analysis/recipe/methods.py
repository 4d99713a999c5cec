"""The methods a recipe may name, with their options and defaults (contracts, section 2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from empiria.analysis.errors import mark
from empiria.analysis.recipe.document import Entry
from empiria.analysis.recipe.model import Method

REQUIRED = object()


@dataclass(frozen=True)
class Option:
    """How one option is read, and what it is when it is not written."""

    read: Callable[[Entry], Any]
    default: Any = REQUIRED


def _number(default: Any = REQUIRED, **limits: Any) -> Option:
    return Option(partial(Entry.number, **limits), default)


def _choice(*names: str) -> Option:
    return Option(partial(Entry.choice, allowed=names), names[0])


Catalogue = Mapping[str, Mapping[str, Option]]

WITHIN = {"within": Option(Entry.text, None)}
MAX_GAP = {"max_gap": Option(partial(Entry.integer, at_least=1))}

IMPUTE: Catalogue = {"none": {}, "mean": WITHIN, "median": WITHIN, "last": MAX_GAP, "linear": MAX_GAP}

TREAT: Catalogue = {
    "none": {},
    "winsorise": {
        "max_points": Option(partial(Entry.integer, at_least=0), 5),
        "skew": _number(2.0, above=0),
        "kurtosis": _number(3.5),
        "else": _choice("log", "keep"),
    },
}

NORMALISE: Catalogue = {
    "zscore": {
        "mean": _number(0.0),
        "sd": _number(1.0, above=0),
        "ddof": Option(partial(Entry.integer, at_least=0, at_most=1), 1),
    },
    "minmax": {"low": _number(0.0), "high": _number(1.0)},
    "goalposts": {
        "from": _number(),
        "to": _number(),
        "low": _number(0.0),
        "high": _number(1.0),
        "clip": Option(Entry.flag, True),
    },
    "rank": {},
    "percentile": {},
    "distance": {"to": _choice("median", "mean", "best", "worst")},
    "none": {},
}

AGGREGATE: Catalogue = {
    "mean": {},
    "geometric": {},
    "harmonic": {},
    "sum": {},
    "mazziotta-pareto": {"penalty": _choice("minus", "plus")},
}

RANKED = ("rank", "percentile")
"""The methods that compare units of one period only: they cannot be pooled."""


def read_method(entry: Entry, catalogue: Catalogue) -> Method:
    """A method with its options; unknown names and options, options of the wrong type and bounds that meet are errors."""
    entries = entry.mapping()
    if "method" not in entries:
        raise entry.error(mark("the key “%(key)s” is missing"), key="method")
    name = entries["method"].text()
    if name not in catalogue:
        message = mark("unknown method “%(method)s”; expected one of: %(expected)s")
        raise entries["method"].error(message, method=name, expected=", ".join(catalogue))
    options = catalogue[name]
    entry.mapping(
        ["method", *options], [key for key, option in options.items() if option.default is REQUIRED]
    )
    method = Method(
        name,
        tuple(
            (key, option.read(entries[key]) if key in entries else option.default)
            for key, option in options.items()
        ),
    )
    for one, other in (("from", "to"), ("low", "high")):
        if one in options and method[one] == method[other]:
            raise entry.error(mark("“%(one)s” and “%(other)s” must differ"), one=one, other=other)
    return method


def default_method(name: str, catalogue: Catalogue) -> Method:
    """A method with all of its options at their defaults."""
    return Method(name, tuple((key, option.default) for key, option in catalogue[name].items()))

"""A recipe in short: what it does with every figure, said from the recipe as it is executed."""

from collections import Counter
from collections.abc import Callable, Iterable

from django.utils.translation import gettext, ngettext, pgettext

from empiria.analysis.recipe import Change, Method, Node, Recipe
from empiria.apps.monitor.selectors.formulas import TRANSFORMS, filling, said, treatment
from empiria.apps.monitor.selectors.shapes import SummaryLine


def recipe_summary(recipe: Recipe, *, groupings: Iterable[str]) -> tuple[SummaryLine, ...]:
    """Comparison group, missing data, extreme values, normalisation, weights, change; `groupings` are their titles."""
    scored = [leaf for leaf in recipe.leaves() if leaf.direction != "neutral" and leaf.weight]
    inner = [node for node in recipe.nodes if node.scored_children]
    lines = [
        (gettext("Indicators"), _indicators(recipe, scored)),
        (gettext("Comparison group"), "; ".join(groupings)),
        (gettext("Years"), _pool(recipe)),
        (gettext("Missing data"), _each([leaf.impute for leaf in scored], _filling, _indicator_count)),
        (gettext("Extreme values"), _each([leaf.treat for leaf in scored], _treatment, _indicator_count)),
        (gettext("Transformation"), _transforms(scored)),
        (
            gettext("Normalisation"),
            _each([leaf.normalise for leaf in scored], _normalisation, _indicator_count),
        ),
        (gettext("Aggregation"), _each([node.aggregate for node in inner], _aggregation, _node_count)),
        (gettext("Weights"), _weights(inner)),
        (gettext("Minimum share"), _minimum_shares(inner)),
        (gettext("Change"), _change(recipe.change) if recipe.change else ""),
    ]
    return tuple(SummaryLine(title=title, text=text) for title, text in lines if text)


def _indicator_count(number: int) -> str:
    return ngettext("%(count)s indicator", "%(count)s indicators", number) % {"count": number}


def _node_count(number: int) -> str:
    return ngettext("%(count)s node", "%(count)s nodes", number) % {"count": number}


def _indicators(recipe: Recipe, scored: list[Node]) -> str:
    neutral = len(recipe.leaves()) - len(scored)
    text = gettext("scored: %(count)s") % {"count": len(scored)}
    return text + (
        "; " + gettext("shown for context, not scored: %(count)s") % {"count": neutral} if neutral else ""
    )


def _each(
    methods: Iterable[Method | None], words: Callable[[Method], str], counted: Callable[[int], str]
) -> str:
    """What all have in common; where they differ, each way with the number of indicators or nodes it holds for."""
    ways = Counter(words(method) for method in methods if method is not None)
    if len(ways) <= 1:
        return next(iter(ways), "")
    return "; ".join(f"{way} ({counted(number)})" for way, number in ways.most_common())


def _pool(recipe: Recipe) -> str:
    if recipe.pool == "period":
        return gettext("each year by itself")
    if recipe.pool == "all":
        return gettext("all years together, so that scores of different years may be compared")
    return gettext("every year by the figures of %(year)s") % {"year": recipe.pool}


def _filling(method: Method) -> str:
    if method.name == "none":
        return gettext("not filled: what is missing stays missing, never zero")
    return filling(method.name, dict(method.options))


def _treatment(method: Method) -> str:
    return gettext("left as they are") if method.name == "none" else treatment(dict(method.options))


def _transforms(leaves: list[Node]) -> str:
    ways = Counter(TRANSFORMS[leaf.transform][0].format("x") for leaf in leaves if leaf.transform)
    return "; ".join(f"{way}: {_indicator_count(number)}" for way, number in ways.most_common())


def _normalisation(method: Method) -> str:
    options = dict(method.options)
    if method.name == "zscore":
        return gettext("z-scores: by how many standard deviations a figure is better than the group's mean")
    if method.name in {"minmax", "goalposts"}:
        ends = {"low": said(options["low"]), "high": said(options["high"])}
        if method.name == "minmax":
            return gettext("from %(low)s (the last of the group) to %(high)s (the best)") % ends
        return gettext("from %(low)s to %(high)s between ends that the recipe sets") % ends
    return {
        "rank": gettext("the rank in the group: the last has 1"),
        "percentile": gettext("the share of the group's other units it is better than, in per cent"),
        "distance": gettext("relative to one value of the group"),
        "none": gettext("figures as they are"),
    }[method.name]


def _aggregation(method: Method) -> str:
    return {
        "mean": pgettext("aggregation", "arithmetic mean"),
        "geometric": pgettext("aggregation", "geometric mean"),
        "harmonic": pgettext("aggregation", "harmonic mean"),
        "sum": pgettext("aggregation", "sum"),
        "mazziotta-pareto": pgettext("aggregation", "mean less a penalty for imbalance"),
    }[method.name]


def _weights(inner: list[Node]) -> str:
    if all(len({child.weight for child in node.scored_children}) <= 1 for node in inner):
        return gettext("equal within every node: its dimensions, areas or indicators weigh the same")
    return gettext("set by the recipe; the share in the whole stands beside every node")


def _minimum_shares(inner: list[Node]) -> str:
    """How much of a node's weight must have a score; the root's own share is named."""
    root, *rest = inner
    shares = Counter(node.minimum_share for node in rest if node.minimum_share is not None)
    text = "; ".join(
        gettext("at least %(share)s of the weight must have a score") % {"share": f"{said(100 * share)}%"}
        for share, _number in shares.most_common()
    )
    if root.minimum_share is not None and root.minimum_share not in shares:
        whole = gettext("the whole: %(share)s") % {"share": f"{said(100 * root.minimum_share)}%"}
        text = f"{text}; {whole}" if text else whole
    return text


def _change(change: Change) -> str:
    years = ngettext("over %(count)s year", "over %(count)s years", change.periods) % {
        "count": change.periods
    }
    return "; ".join([years, _normalisation(change.normalise), _aggregation(change.aggregate)])

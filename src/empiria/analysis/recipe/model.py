"""The recipe as data: frozen, comparable, and complete — every default is written out where it applies."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

Direction = Literal["up", "down", "neutral"]
Pool = Literal["period", "all"] | int


@dataclass(frozen=True, slots=True)
class Method:
    """A named method with all of its options; hashable, so that leaves done alike are computed together."""

    name: str
    options: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, option: str) -> Any:
        return dict(self.options)[option]

    def without(self, *names: str) -> "Method":
        """The method with some options left out: what it has in common with others of its name."""
        return Method(self.name, tuple(pair for pair in self.options if pair[0] not in names))

    def to_dict(self) -> dict[str, Any]:
        return {"method": self.name, **{key: value for key, value in self.options if value is not None}}


@dataclass(frozen=True, slots=True)
class Per:
    """A denominator: an observed indicator of the same period, or a column of the units table; and the multiplier."""

    indicator: str | None
    column: str | None
    times: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        source = {"indicator": self.indicator} if self.indicator is not None else {"column": self.column}
        return {**source, "times": self.times}


@dataclass(frozen=True, slots=True)
class Step:
    """One executed step of a node, for readers: `step` is the stage, `options` what the method was told."""

    step: Literal["per", "impute", "treat", "transform", "normalise", "aggregate"]
    method: str
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Node:
    """A leaf (an indicator) or an inner node (its children's mean or the like).

    Of a leaf `impute`, `treat` and `normalise` are given; of an inner node `aggregate` and `minimum_share`.
    `weight` is relative to the siblings; a neutral leaf, and a node that holds only such, has none (0).
    """

    code: str
    title: tuple[tuple[str, str], ...] = ()
    weight: float = 1.0
    children: tuple["Node", ...] = ()
    aggregate: Method | None = None
    minimum_share: float | None = None
    direction: Direction = "up"
    per: Per | None = None
    transform: str | None = None
    impute: Method | None = None
    treat: Method | None = None
    normalise: Method | None = None

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @property
    def scored_children(self) -> tuple["Node", ...]:
        """The children that carry weight: the ones a score is made of."""
        return tuple(child for child in self.children if child.weight > 0)

    @cached_property
    def level(self) -> int:
        """1 for a leaf, else 1 + the highest child."""
        return 1 + max((child.level for child in self.children), default=0)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, parents before children, in the order written."""
        yield self
        for child in self.children:
            yield from child.walk()

    def steps(self) -> tuple[Step, ...]:
        """What is done to this node, in order, steps that do nothing left out. What is neutral is at most derived."""
        if self.aggregate is not None and self.direction == "neutral":
            return ()
        if self.aggregate is not None:
            weights = {child.code: child.weight for child in self.scored_children}
            options = {
                **dict(self.aggregate.options),
                "weights": weights,
                "minimum_share": self.minimum_share,
            }
            return (Step("aggregate", self.aggregate.name, options),)
        steps = []
        if self.per is not None:
            kind = "indicator" if self.per.indicator is not None else "column"
            steps.append(Step("per", kind, self.per.to_dict()))
        if self.direction == "neutral" or self.impute is None or self.treat is None or self.normalise is None:
            return tuple(steps)
        if self.impute.name != "none":
            steps.append(Step("impute", self.impute.name, dict(self.impute.options)))
        if self.treat.name != "none":
            steps.append(Step("treat", self.treat.name, dict(self.treat.options)))
        if self.transform is not None:
            steps.append(Step("transform", self.transform))
        options = {**dict(self.normalise.options), "direction": self.direction}
        return (*steps, Step("normalise", self.normalise.name, options))

    def to_dict(self) -> dict[str, Any]:
        shared: dict[str, Any] = {"code": self.code, **({"title": dict(self.title)} if self.title else {})}
        if self.direction != "neutral":
            shared["weight"] = self.weight
        if self.aggregate is not None:
            return {
                **shared,
                "aggregate": self.aggregate.to_dict(),
                "minimum_share": self.minimum_share,
                "children": [child.to_dict() for child in self.children],
            }
        methods = {"impute": self.impute, "treat": self.treat, "normalise": self.normalise}
        return {
            **shared,
            "direction": self.direction,
            **({"per": self.per.to_dict()} if self.per else {}),
            **({"transform": self.transform} if self.transform else {}),
            **{key: method.to_dict() for key, method in methods.items() if method is not None},
        }


@dataclass(frozen=True, slots=True)
class Change:
    """Change over `periods` years, normalised and aggregated in its own way."""

    periods: int
    normalise: Method
    aggregate: Method

    def to_dict(self) -> dict[str, Any]:
        return {
            "periods": self.periods,
            "normalise": self.normalise.to_dict(),
            "aggregate": self.aggregate.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The choices that may move: the half-width of weights, method names to draw from, whether a leaf is left out."""

    weights: float | None = None
    normalise: tuple[str, ...] = ()
    aggregate: tuple[str, ...] = ()
    leave_out: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            **({"weights": self.weights} if self.weights is not None else {}),
            **({"normalise": list(self.normalise)} if self.normalise else {}),
            **({"aggregate": list(self.aggregate)} if self.aggregate else {}),
            **({"leave_out": True} if self.leave_out else {}),
        }


@dataclass(frozen=True)
class Recipe:
    """A whole recipe. `compare` is ``all`` or a column of the units table; `pool` is period, all, or one year."""

    code: str
    version: str
    tree: Node
    title: tuple[tuple[str, str], ...] = ()
    compare: str = "all"
    pool: Pool = "period"
    change: Change | None = None
    uncertainty: Uncertainty = field(default_factory=Uncertainty)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node, the root first, parents before children, in the order written."""
        return tuple(self.tree.walk())

    @cached_property
    def _by_code(self) -> dict[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def _parents(self) -> dict[str, Node]:
        return {child.code: node for node in self.nodes for child in node.children}

    def walk(self) -> Iterator[Node]:
        return iter(self.nodes)

    def leaves(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.is_leaf)

    def indicators(self) -> tuple[str, ...]:
        """Every indicator the recipe names: its leaves, then denominators that are not leaves themselves."""
        leaves = self.leaves()
        denominators = (leaf.per.indicator for leaf in leaves if leaf.per and leaf.per.indicator is not None)
        return tuple(dict.fromkeys([*(leaf.code for leaf in leaves), *denominators]))

    def columns(self) -> tuple[str, ...]:
        """Every column of the units table the recipe names."""
        named = [self.compare] if self.compare != "all" else []
        for leaf in self.leaves():
            if leaf.per and leaf.per.column is not None:
                named.append(leaf.per.column)
            if leaf.impute and leaf.impute.name in {"mean", "median"} and leaf.impute["within"] is not None:
                named.append(leaf.impute["within"])
        return tuple(dict.fromkeys(named))

    def node(self, code: str) -> Node:
        """The node of that code; KeyError when there is none."""
        return self._by_code[code]

    def parent(self, code: str) -> Node | None:
        """The parent of the node of that code; None for the root."""
        self.node(code)
        return self._parents.get(code)

    def children(self, code: str) -> tuple[Node, ...]:
        return self.node(code).children

    def formula(self, code: str) -> tuple[Step, ...]:
        """The executed specification of one node as data; rendering to prose happens elsewhere."""
        return self.node(code).steps()

    def effective_weights(self) -> dict[str, float]:
        """Each scored leaf's nominal share in the root: the product, on the way up, of its weight among its siblings."""

        def descend(node: Node, share: float) -> Iterator[tuple[str, float]]:
            if node.is_leaf:
                yield node.code, share
            total = sum(child.weight for child in node.scored_children)
            for child in node.scored_children:
                yield from descend(child, share * child.weight / total)

        return dict(descend(self.tree, 1.0))

    def with_compare(self, column: str) -> "Recipe":
        """The same recipe compared within another column of the units table (or ``all``)."""
        return replace(self, compare=column)

    def to_dict(self) -> dict[str, Any]:
        """The recipe with every default written out; dumped as YAML it reads back as an equal recipe."""
        uncertainty = self.uncertainty.to_dict()
        return {
            "code": self.code,
            "version": self.version,
            **({"title": dict(self.title)} if self.title else {}),
            "compare": self.compare,
            "pool": self.pool,
            **({"change": self.change.to_dict()} if self.change else {}),
            **({"uncertainty": uncertainty} if uncertainty else {}),
            "tree": self.tree.to_dict(),
        }

    def digest(self) -> str:
        """SHA-256 of what decides the scores: titles and `uncertainty` change nothing, and count for nothing."""

        def bare(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: bare(item) for key, item in value.items() if key not in {"title", "uncertainty"}}
            return [bare(item) for item in value] if isinstance(value, list) else value

        text = json.dumps(bare(self.to_dict()), sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

"""Reads a recipe from YAML. Every error names the line; nothing is guessed and no unknown key is passed over."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from empiria.analysis.errors import InputError, mark
from empiria.analysis.recipe import methods
from empiria.analysis.recipe.document import Entry, compose
from empiria.analysis.recipe.domain import in_domain
from empiria.analysis.recipe.model import Change, Method, Node, Per, Pool, Recipe, Uncertainty

RECIPE_KEYS = (
    "code", "version", "title", "compare", "pool", "impute", "treat", "normalise", "aggregate",
    "minimum_share", "change", "uncertainty", "tree",
)  # fmt: skip
INNER_KEYS = ("code", "title", "weight", "aggregate", "minimum_share", "children")
LEAF_KEYS = ("code", "title", "weight", "direction", "per", "transform", "impute", "treat", "normalise")


def read_recipe(source: str | Path) -> Recipe:
    """The recipe in a file (a Path) or in a text.

    Raises InputError with the line (and the file, when given one): YAML that cannot be read, unknown keys, methods
    and options, values of the wrong type or out of range, a node twice, a cycle of references, a negative weight,
    siblings whose weights are all zero, ranks that are pooled, goalposts outside the domain of their transform.
    """
    if isinstance(source, str):
        return _Reader(compose(source)).recipe()
    try:
        return _Reader(compose(_text(source))).recipe()
    except InputError as error:
        raise error.at(file=source) from error


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(mark("the file cannot be read: %(reason)s"), reason=error.strerror) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(mark("the file is not encoded as UTF-8"), place={"line": line}) from error


@dataclass
class _Placed:
    """A node with the entry it was read from, for checks that see the whole tree."""

    node: Node
    entry: Entry


class _Reader:
    def __init__(self, document: Entry) -> None:
        self.entries = document.mapping(RECIPE_KEYS, ("code", "version", "tree"))
        self.placed: dict[str, _Placed] = {}

    def recipe(self) -> Recipe:
        entries = self.entries
        self.pool = self._pool()
        self.impute = self._method(entries, "impute", methods.IMPUTE, "none")
        self.treat = self._method(entries, "treat", methods.TREAT, "none")
        self.normalise = self._method(entries, "normalise", methods.NORMALISE, "zscore")
        self.aggregate = self._method(entries, "aggregate", methods.AGGREGATE, "mean")
        self.minimum_share = self._share(entries, 0.5)
        recipe = Recipe(
            code=entries["code"].text(),
            version=entries["version"].text(),
            title=_title(entries),
            compare=entries["compare"].text() if "compare" in entries else "all",
            pool=self.pool,
            change=self._change(),
            uncertainty=self._uncertainty(),
            tree=self._node(entries["tree"]),
        )
        if recipe.tree.weight == 0:
            raise entries["tree"].error(mark("the root has no weight, so nothing would be scored"))
        self._refuse_circular_denominators()
        return recipe

    def _pool(self) -> Pool:
        if "pool" not in self.entries:
            return "period"
        entry = self.entries["pool"]
        text = entry.text()
        if text in {"period", "all"}:
            return "period" if text == "period" else "all"
        try:
            return entry.integer()
        except InputError as error:
            message = mark("expected period, all or a year, found “%(found)s”")
            raise entry.error(message, found=entry.found) from error

    def _change(self) -> Change | None:
        if "change" not in self.entries:
            return None
        entries = self.entries["change"].mapping(("periods", "normalise", "aggregate"))
        normalise = self._method(entries, "normalise", methods.NORMALISE, "zscore")
        self._refuse_pooled_ranks(entries.get("normalise", self.entries["change"]), normalise.name)
        return Change(
            periods=entries["periods"].integer(at_least=1) if "periods" in entries else 3,
            normalise=normalise,
            aggregate=self._method(entries, "aggregate", methods.AGGREGATE, "mean"),
        )

    def _uncertainty(self) -> Uncertainty:
        if "uncertainty" not in self.entries:
            return Uncertainty()
        entries = self.entries["uncertainty"].mapping(("weights", "normalise", "aggregate", "leave_out"))
        drawable = [
            name for name in methods.NORMALISE if name != "goalposts"
        ]  # goalposts have no default ends
        normalise = []
        for item in entries["normalise"].items() if "normalise" in entries else ():
            normalise.append(item.choice(drawable))
            self._refuse_pooled_ranks(item, normalise[-1])
        aggregate = entries["aggregate"].items() if "aggregate" in entries else ()
        return Uncertainty(
            weights=entries["weights"].number(at_least=0, at_most=1) if "weights" in entries else None,
            normalise=tuple(normalise),
            aggregate=tuple(item.choice(methods.AGGREGATE) for item in aggregate),
            leave_out=entries["leave_out"].flag() if "leave_out" in entries else False,
        )

    def _node(self, entry: Entry) -> Node:
        keys = entry.mapping()
        inner = "children" in keys
        entries = entry.mapping(INNER_KEYS if inner else LEAF_KEYS, ("code",))
        code = entries["code"].text()
        if code in self.placed:
            message = mark("the node “%(code)s” stands twice; it stood first in line %(first)s")
            raise entries["code"].error(message, code=code, first=self.placed[code].entry.line)
        self.placed[code] = _Placed(Node(code), entries["code"])
        node = self._inner(code, entry, entries) if inner else self._leaf(code, entry, entries)
        self.placed[code].node = node
        return node

    def _inner(self, code: str, entry: Entry, entries: dict[str, Entry]) -> Node:
        children = tuple(self._node(child) for child in entries["children"].items())
        scored = [child for child in children if child.direction != "neutral"]
        if scored and not any(child.weight > 0 for child in scored):
            raise entry.error(mark("the weights of the children of “%(code)s” are all zero"), code=code)
        if not scored and "weight" in entries:
            raise entries["weight"].error(
                mark("“%(code)s” has only neutral indicators: it is never scored and has no weight"),
                code=code,
            )
        return Node(
            code=code,
            title=_title(entries),
            # What holds only neutral indicators is neutral itself.
            weight=_weight(entries) if scored else 0.0,
            direction="up" if scored else "neutral",
            children=children,
            aggregate=self._method(entries, "aggregate", methods.AGGREGATE, self.aggregate),
            minimum_share=self._share(entries, self.minimum_share),
        )

    def _leaf(self, code: str, entry: Entry, entries: dict[str, Entry]) -> Node:
        direction = entries["direction"].choice(("up", "down", "neutral")) if "direction" in entries else "up"
        if direction == "neutral" and "weight" in entries:
            raise entries["weight"].error(mark("a neutral indicator is never scored and has no weight"))
        transform = entries["transform"].choice(("log", "log1p", "sqrt")) if "transform" in entries else None
        normalise = self._method(entries, "normalise", methods.NORMALISE, self.normalise)
        at = entries.get("normalise", entry)
        self._refuse_pooled_ranks(at, normalise.name)
        if normalise.name == "goalposts" and not all(
            in_domain(transform, normalise[end]) for end in ("from", "to")
        ):
            message = mark(
                "the goalposts of “%(code)s” are outside the domain of its transform “%(transform)s”"
            )
            raise at.error(message, code=code, transform=transform)
        return Node(
            code=code,
            title=_title(entries),
            weight=0.0 if direction == "neutral" else _weight(entries),
            direction=direction,  # type: ignore[arg-type]  # `choice` has just checked it
            per=_per(entries),
            transform=transform,
            impute=self._method(entries, "impute", methods.IMPUTE, self.impute),
            treat=self._method(entries, "treat", methods.TREAT, self.treat),
            normalise=normalise,
        )

    def _method(
        self, entries: dict[str, Entry], key: str, catalogue: methods.Catalogue, default: Method | str
    ) -> Method:
        if key in entries:
            return methods.read_method(entries[key], catalogue)
        return default if isinstance(default, Method) else methods.default_method(default, catalogue)

    def _share(self, entries: dict[str, Entry], default: float) -> float:
        return (
            entries["minimum_share"].number(at_least=0, at_most=1) if "minimum_share" in entries else default
        )

    def _refuse_pooled_ranks(self, at: Entry, method: str) -> None:
        if method in methods.RANKED and self.pool != "period":
            raise at.error(mark("“%(method)s” works only with “pool: period”"), method=method)

    def _refuse_circular_denominators(self) -> None:
        """A leaf's denominator may be another leaf's indicator, but the chain must end."""
        for code in self.placed:
            seen = [code]
            while (per := self.placed[seen[-1]].node.per) and per.indicator in self.placed:
                seen.append(str(per.indicator))
                if seen[-1] == code:
                    message = mark("a cycle of references: %(cycle)s")
                    raise self.placed[code].entry.error(message, cycle=" → ".join(seen))
                if seen[-1] in seen[:-1]:  # a cycle further on: it is named at its own members
                    break


def _title(entries: dict[str, Entry]) -> tuple[tuple[str, str], ...]:
    if "title" not in entries:
        return ()
    return tuple(sorted((language, text.text()) for language, text in entries["title"].mapping().items()))


def _weight(entries: dict[str, Entry]) -> float:
    return entries["weight"].number(at_least=0) if "weight" in entries else 1.0


def _per(entries: dict[str, Entry]) -> Per | None:
    if "per" not in entries:
        return None
    entry = entries["per"]
    parts: dict[str, Any] = entry.mapping(("indicator", "column", "times"))
    if ("indicator" in parts) == ("column" in parts):
        raise entry.error(mark("a denominator is either an “indicator” or a “column” of the units"))
    return Per(
        indicator=parts["indicator"].text() if "indicator" in parts else None,
        column=parts["column"].text() if "column" in parts else None,
        times=parts["times"].number(above=0) if "times" in parts else 1.0,
    )

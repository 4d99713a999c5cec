"""A YAML document whose every part knows its line, so that an error can name it."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from empiria.analysis.errors import InputError, mark

BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
KINDS: dict[type[yaml.Node], str] = {yaml.SequenceNode: mark("a list"), yaml.MappingNode: mark("a mapping")}


class Entry:
    """One part of the document. Reading it as something it is not raises an InputError that names the line."""

    def __init__(self, node: yaml.Node) -> None:
        self.node = node

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    @property
    def found(self) -> str:
        """What stands here, short enough for a message."""
        text = KINDS.get(type(self.node), str(self.node.value))
        return text if len(text) <= 60 else f"{text[:59]}…"

    def error(self, message: str, **params: Any) -> InputError:
        return InputError(message, place={"line": self.line}, **params)

    def mapping(
        self, allowed: Iterable[str] | None = None, required: Iterable[str] = ()
    ) -> dict[str, "Entry"]:
        """Key → entry; a key twice, a key not allowed and a required key that is absent are errors."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(mark("expected a mapping (“key: value”), found “%(found)s”"), found=self.found)
        allowed = None if allowed is None else list(allowed)
        entries: dict[str, Entry] = {}
        for key_node, value in self.node.value:
            key = Entry(key_node)
            name = key.text()
            if name in entries:
                raise key.error(mark("the key “%(key)s” stands twice"), key=name)
            if allowed is not None and name not in allowed:
                message = mark("unknown key “%(key)s”; expected one of: %(expected)s")
                raise key.error(message, key=name, expected=", ".join(allowed))
            entries[name] = Entry(value)
        for name in required:
            if name not in entries:
                raise self.error(mark("the key “%(key)s” is missing"), key=name)
        return entries

    def items(self) -> Iterator["Entry"]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error(mark("expected a list, found “%(found)s”"), found=self.found)
        if not self.node.value:
            raise self.error(mark("the list is empty"))
        return (Entry(node) for node in self.node.value)

    def text(self) -> str:
        """The text as written: 0201011 stays 0201011."""
        if not isinstance(self.node, yaml.ScalarNode) or self._tag == "null" or not self.node.value.strip():
            raise self.error(mark("expected a text, found “%(found)s”"), found=self.found)
        return str(self.node.value)

    def choice(self, allowed: Iterable[str]) -> str:
        text = self.text()
        allowed = list(allowed)
        if text not in allowed:
            message = mark("“%(found)s” is not known here; expected one of: %(expected)s")
            raise self.error(message, found=self.found, expected=", ".join(allowed))
        return text

    def number(
        self, *, at_least: float | None = None, above: float | None = None, at_most: float | None = None
    ) -> float:
        number = self._float()
        if number is None:
            raise self.error(mark("expected a number, found “%(found)s”"), found=self.found)
        if at_least is not None and number < at_least:
            message = mark("expected a number of at least %(limit)s, found %(found)s")
            raise self.error(message, limit=f"{at_least:g}", found=self.found)
        if above is not None and number <= above:
            raise self.error(
                mark("expected a number above %(limit)s, found %(found)s"),
                limit=f"{above:g}",
                found=self.found,
            )
        if at_most is not None and number > at_most:
            message = mark("expected a number of at most %(limit)s, found %(found)s")
            raise self.error(message, limit=f"{at_most:g}", found=self.found)
        return number

    def integer(self, *, at_least: float | None = None, at_most: float | None = None) -> int:
        number = self.number(at_least=at_least, at_most=at_most)
        if not number.is_integer():
            raise self.error(mark("expected a whole number, found %(found)s"), found=self.found)
        return int(number)

    def flag(self) -> bool:
        if self._tag != "bool":
            raise self.error(mark("expected true or false, found “%(found)s”"), found=self.found)
        return BOOLEANS[self.node.value.lower()]

    @property
    def _tag(self) -> str:
        return str(self.node.tag).rpartition(":")[2]

    def _float(self) -> float | None:
        # A quoted number is a text; a plain 1e3 is a number although YAML 1.1 resolves it to a text.
        if not isinstance(self.node, yaml.ScalarNode) or self.node.style is not None or self._tag == "bool":
            return None
        try:
            number = float(self.node.value)
        except ValueError:
            return None
        return number if math.isfinite(number) else None


def compose(text: str) -> Entry:
    """The document's one top entry. Errors: not YAML, several documents, nothing in it, a part that contains itself."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark_ = error.problem_mark or error.context_mark
        place = {"line": mark_.line + 1 if mark_ else None}
        raise InputError(
            mark("this is not valid YAML: %(problem)s"), place=place, problem=error.problem or error.context
        ) from error
    except yaml.reader.ReaderError as error:
        place = {"line": text.count("\n", 0, error.position) + 1}
        raise InputError(mark("a character that YAML does not allow"), place=place) from error
    except RecursionError as error:
        raise InputError(mark("nested too deeply"), place={"line": 1}) from error
    if node is None:
        raise InputError(mark("there is nothing in it"), place={"line": 1})
    _refuse_cycles(node, (), set())
    return Entry(node)


def _refuse_cycles(node: yaml.Node, above: tuple[int, ...], cleared: set[int]) -> None:
    """An alias may point at a part that contains it; following that would never end. Each part is looked at once."""
    if id(node) in above:
        raise Entry(node).error(mark("a cycle of references: this part contains itself"))
    if id(node) in cleared:
        return
    within = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _refuse_cycles(key, within, cleared)
            _refuse_cycles(value, within, cleared)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_cycles(item, within, cleared)
    cleared.add(id(node))

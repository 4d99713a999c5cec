"""The one error that wrong input raises, in a form that can be said in the reader's language."""

from collections.abc import Callable
from typing import Any


def mark(text: str) -> str:
    """Mark a template for translators. The pure packages know no Django: whoever shows a message translates it."""
    return text


class InputError(ValueError):
    """Input that cannot be used: where it stands, what was expected and what was found.

    `message` is an English template with named placeholders (``%(name)s``) that translators know;
    `place` says where: file, sheet, line, row, column, node, field — whichever apply, in that order.
    """

    PLACE_WORDS = {
        "file": "%(file)s",
        "sheet": mark("sheet %(sheet)s"),
        "line": mark("line %(line)s"),
        "row": mark("row %(row)s"),
        "column": mark("column “%(column)s”"),
        "node": mark("node “%(node)s”"),
        "field": mark("field “%(field)s”"),
    }

    def __init__(self, message: str, *, place: dict[str, Any] | None = None, **params: Any) -> None:
        self.message = message
        self.params = params
        self.place = {key: value for key, value in (place or {}).items() if value is not None}
        super().__init__(self.render(str))

    def at(self, **place: Any) -> "InputError":
        """The same error with a place that only the caller knows (usually the file)."""
        return InputError(self.message, place={**place, **self.place}, **self.params)

    def render(self, translate: Callable[[str], str]) -> str:
        """The whole message, each part passed through `translate` before its values are filled in."""
        words = [translate(self.PLACE_WORDS[k]) % self.place for k in self.PLACE_WORDS if k in self.place]
        text = translate(self.message) % self.params
        return f"{', '.join(words)}: {text}" if words else text

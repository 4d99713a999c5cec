"""SVG as text: numbers rounded, text escaped, classes instead of styles, so that a strict CSP has nothing to refuse."""

from collections.abc import Sequence
from textwrap import wrap

from empiria.reporting.palette import STYLE

# Room for a letter of a title or a note, a little more than the mean of the face: lines may be short, never cut.
_TITLE_LETTER, _NOTE_LETTER = 8.5, 6.0
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escape(text: object) -> str:
    """Text that may stand between tags or inside an attribute."""
    return str(text).translate(_ESCAPES)


def fixed(value: float, places: int = 1) -> str:
    """A coordinate as short as it can be said: 12.0 is 12, −0.04 is 0."""
    text = f"{value:.{places}f}"
    if places and text.endswith("0"):
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


def tag(name: str, *children: str, **attributes: object) -> str:
    """One element. `class_` is class, other underscores are hyphens, None leaves an attribute out."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{fixed(value) if isinstance(value, float) else escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{pairs}>{''.join(children)}</{name}>" if children else f"<{name}{pairs}/>"


def text(content: object, x: float, y: float, class_: str = "") -> str:
    """A line of text whose baseline starts at (x, y)."""
    return tag("text", escape(content), x=x, y=y, class_=class_ or None)


def drawing(
    *children: str,
    width: float,
    height: float,
    class_: str,
    title: str,
    description: str = "",
    has_links: bool = False,
) -> str:
    """A whole chart. One that holds links is a named group, so that screen readers reach them; else an image."""
    parts = [tag("title", escape(title))]
    if description:
        parts.append(tag("desc", escape(description)))
    return tag(
        "svg",
        *parts,
        *children,
        viewBox=f"0 0 {fixed(width)} {fixed(height)}",
        class_=class_,
        role="group" if has_links else "img",
        aria_label=title,
    )


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing, from its view box."""
    start = svg.index('viewBox="') + len('viewBox="')
    numbers = svg[start : svg.index('"', start)].split()
    return float(numbers[2]), float(numbers[3])


def standalone(svg: str, *, title: str = "", notes: Sequence[str] = ()) -> str:
    """The drawing as a file of its own: with palette, ground, title above and notes (source, release) below."""
    width, height = size_of(svg)
    titles = wrap(title, int(width / _TITLE_LETTER))
    lines = [line for note in notes for line in wrap(note, int(width / _NOTE_LETTER))]
    margin, head, foot = 16.0, 20.0 * len(titles) + (14.0 if titles else 10.0), 16.0 * len(lines) + 10.0
    inner = svg.replace("<svg ", f'<svg x="{margin}" y="{head}" width="{width}" height="{height}" ', 1)
    parts = [
        tag("style", STYLE.replace("&", "&amp;").replace("<", "&lt;")),
        tag("rect", width="100%", height="100%", class_="ch-ground"),
    ]
    parts += [
        text(line, margin, 4.0 + 20.0 * place, "ch-title") for place, line in enumerate(titles, start=1)
    ]
    parts.append(inner)
    parts += [
        text(line, margin, head + height + 16.0 * place, "ch-note")
        for place, line in enumerate(lines, start=1)
    ]
    total_width, total_height = width + 2 * margin, head + height + foot
    return tag(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {fixed(total_width)} {fixed(total_height)}",
        width=total_width,
        height=total_height,
    )

"""Message catalogues: `extract` brings them up to date with the code, `compile` makes the .mo files, `check` fails on gaps."""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from empiria.config.translations import PACKAGE, catalogues, compile_catalogues

# Function → which arguments are msgid, plural and context, in Babel's notation.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "mark": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%(?!\()[sd]")
PLURALS_PL = (
    "nplurals=4; plural=(n==1 ? 0 : (n%10>=2 && n%10<=4) && (n%100<12 || n%100>14) ? 1 : "
    "n!=1 && (n%10>=0 && n%10<=1) || (n%10>=5 && n%10<=9) || (n%100>=12 && n%100<=14) ? 2 : 3);"
)
FORMS_PL = range(4)

Message = tuple[str, str, str]  # context, msgid, plural


def catalogue_of(path: Path) -> Path:
    """The Polish catalogue a source file belongs to: its app's, else the package's."""
    parts = path.relative_to(PACKAGE).parts
    home = PACKAGE / "apps" / parts[1] if parts[0] == "apps" else PACKAGE
    return home / "locale" / "pl" / "LC_MESSAGES" / "django.po"


def messages_in(path: Path) -> Iterator[Message]:
    """Messages of one Python module or Django template."""
    text = path.read_text()
    if path.suffix != ".py":
        # What is left of a template outside its messages is only X's; indentation would confuse the tokeniser.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, found, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        msgid, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        yield context or "", msgid, plural


def wanted() -> dict[Path, dict[Message, set[str]]]:
    """Every catalogue's messages with the files that use them."""
    result: dict[Path, dict[Message, set[str]]] = {}
    sources = [
        *PACKAGE.rglob("*.py"),
        *PACKAGE.rglob("templates/**/*.html"),
        *PACKAGE.rglob("templates/**/*.txt"),
    ]
    for path in sorted(sources):
        if "migrations" in path.parts:
            continue
        for message in messages_in(path):
            result.setdefault(catalogue_of(path), {}).setdefault(message, set()).add(
                str(path.relative_to(PACKAGE))
            )
    return result


def _new_catalogue() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": "pl",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS_PL,
    }
    return catalogue


def extract_messages() -> None:
    """Add what is new, drop what is gone, keep every translation; sorted, so that merges stay readable."""
    for path, messages in wanted().items():
        kept = _entries(path)
        new = _new_catalogue()
        for message in sorted(messages):
            context, msgid, plural = message
            entry = kept.get(message) or polib.POEntry(
                msgctxt=context or None,
                msgid=msgid,
                msgid_plural=plural,
                msgstr_plural=dict.fromkeys(FORMS_PL, "") if plural else {},
            )
            entry.occurrences = [(file, "") for file in sorted(messages[message])]
            new.append(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        new.save(str(path))


def _faults(entry: polib.POEntry) -> Iterator[str]:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy or not all(texts):
        yield "not translated"
        return
    if entry.msgid_plural and sorted(entry.msgstr_plural) != list(FORMS_PL):
        yield f"expected {len(FORMS_PL)} plural forms, found {len(entry.msgstr_plural)}"
    expected = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    for text in texts:
        # A plural form may leave its number out ("one city"), but may not name anything else.
        found = set(PLACEHOLDER.findall(text))
        if found - expected or (not entry.msgid_plural and expected - found):
            yield f"placeholders differ: {sorted(expected)} and {sorted(found)}"


def _entries(path: Path) -> dict[Message, polib.POEntry]:
    return (
        {(e.msgctxt or "", e.msgid, e.msgid_plural or ""): e for e in polib.pofile(str(path))}
        if path.exists()
        else {}
    )


def gaps_in(path: Path, messages: set[Message]) -> Iterator[str]:
    """What a translator has still to do in one catalogue."""
    entries = _entries(path)
    yield from (
        f"missing, run `tools/translations.py extract`: {m[1]!r}" for m in sorted(messages - entries.keys())
    )
    yield from (
        f"no longer used, run `tools/translations.py extract`: {m[1]!r}"
        for m in sorted(entries.keys() - messages)
    )
    yield from (f"{fault}: {entry.msgid!r}" for entry in entries.values() for fault in _faults(entry))


def homonyms() -> list[str]:
    """Messages with two translations: Django lays all catalogues into one, and the first would stand for both."""
    said: dict[tuple[str | None, str, bool], dict[str, str]] = {}
    for path in sorted(catalogues()):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                key = (entry.msgctxt, entry.msgid, bool(entry.msgid_plural))
                words = entry.msgstr or " | ".join(entry.msgstr_plural.values())
                said.setdefault(key, {})[words] = str(path.relative_to(PACKAGE))
    return [
        f"{msgid!r} is said in two ways: {ways}; give one of them a context"
        for (_context, msgid, _plural), ways in said.items()
        if len(ways) > 1
    ]


def check() -> int:
    """Print each gap with its catalogue; the number of gaps."""
    expected = wanted()
    gaps = [
        f"{path.relative_to(PACKAGE)}: {gap}"
        for path in sorted({*expected, *catalogues()})
        for gap in gaps_in(path, set(expected.get(path, {})))
    ]
    gaps += homonyms()
    print("\n".join(gaps) if gaps else f"{sum(map(len, expected.values()))} messages, all translated")
    return len(gaps)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["extract"]:
            extract_messages()
        case ["compile"]:
            compile_catalogues()
        case ["check"]:
            sys.exit(1 if check() else 0)
        case _:
            sys.exit("usage: tools/translations.py extract | compile | check")

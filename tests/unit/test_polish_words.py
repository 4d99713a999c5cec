"""One thing has one Polish word, on every page."""

import re

import polib

from empiria.config.translations import catalogues

# The body that runs the installation is a związek, a link an odnośnik, and forms ask with „proszę”.
OTHER_WORDS = re.compile(r"\bstowarzyszeni\w*|\blink\w*|\bzdecyduj\b", re.IGNORECASE)
# Of other bodies: a kind of organisation has both legal forms in its name.
KIND = "association of local governments"


def test_one_thing_has_one_polish_word() -> None:
    entries = [entry for path in catalogues() for entry in polib.pofile(str(path)) if entry.msgid != KIND]
    assert len(entries) > 3000
    # A placeholder and a command keep their names.
    said = {
        text: re.sub(r"%\(\w+\)|empiria person link", "", text)
        for entry in entries
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    }
    assert [text for text, words in said.items() if OTHER_WORDS.search(words)] == []


# Before 100 to 199 it is “ze”: where a number follows, a sentence is made by `reporting.grammar.out_of` or built otherwise.
OUT_OF = re.compile(r"\bz[e]? [%{]\(?(\w+)", re.IGNORECASE)
# No numbers, or none of that size.
NEVER_A_HUNDRED = {"date", "day", "made_at", "name", "year", "years"}


def test_no_preposition_stands_before_a_number_that_may_want_another() -> None:
    entries = [entry for path in catalogues() for entry in polib.pofile(str(path))]
    said = {text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values())}
    followed = {text: {*OUT_OF.findall(text)} - NEVER_A_HUNDRED for text in said}
    assert {text: names for text, names in followed.items() if names} == {}

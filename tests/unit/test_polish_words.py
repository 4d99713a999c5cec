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

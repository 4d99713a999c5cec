"""What a ranking and a comparison let their readers choose from, and how they say what was asked in vain."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import GroupOption, Measure, Scope
from empiria.apps.monitor.selectors.shapes import GroupNote
from empiria.apps.places.selectors import group_by_code
from empiria.reporting.words import Words

# Of what an address asks for, as much is said back.
LONGEST = 60
# A year has four digits; more of them are nonsense, however long.
YEAR_DIGITS = 4


@dataclass(frozen=True)
class Option:
    """One choice of a list."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class OptionGroup:
    """Choices under one heading."""

    label: str
    options: tuple[Option, ...]


def measure_groups(scope: Scope, chosen: Iterable[str]) -> list[OptionGroup]:
    """Scores first; then the indicators under their areas; then those that the recipe does not use."""
    taken = frozenset(chosen)
    scores, sections, rest = [], [], []
    indicators: list[Option] = []
    for measure in scope.measures:
        option = Option(measure.code, _labelled(measure), measure.code in taken)
        if measure.is_bare:
            rest.append(option)
        elif measure.is_score:
            scores.append(option)
            indicators = []
            sections.append((measure.title, indicators))
        else:
            indicators.append(option)
    groups = [(_("Scores"), scores), *sections, (_("Other indicators of the release"), rest)]
    return [OptionGroup(title, tuple(options)) for title, options in groups if options]


def _labelled(measure: Measure) -> str:
    """Areas stand under their dimension, by a dash: a list has no other levels."""
    if measure.is_score:
        return "– " * max(measure.depth - 1, 0) + measure.title
    return f"{measure.title} ({measure.unit})" if measure.unit else measure.title


def group_groups(
    groups: Iterable[GroupOption], chosen: str | None, words: Words, *, prefix: str = ""
) -> list[OptionGroup]:
    """Groups under their groupings, each with its number of members."""
    return [
        OptionGroup(
            title,
            tuple(
                Option(
                    prefix + group.code, f"{group.title} ({words.number(group.size)})", group.code == chosen
                )
                for group in found
            ),
        )
        for title, found in groupby(groups, key=lambda group: group.grouping_title)
    ]


def note_options(notes: Iterable[GroupNote], chosen: str | None) -> list[OptionGroup]:
    """The same of groups whose members nobody has counted."""
    ordered = sorted(notes, key=lambda note: note.grouping_title)
    return [
        OptionGroup(title, tuple(Option(note.code, note.title, note.code == chosen) for note in found))
        for title, found in groupby(ordered, key=lambda note: note.grouping_title)
    ]


def year_of(text: str) -> int | None:
    """A year as an address says it; None for nonsense."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= YEAR_DIGITS else None


def not_shown(what: str, asked: str, shown: str) -> str:
    """What was asked for and is not there, and what is shown instead; a list picked by hand, by its title."""
    group = group_by_code(asked) if what == "group" else None
    if group and group.grouping.is_hand_picked:
        return _(
            "The list “%(asked)s” cannot be chosen here; one made or changed since the last publication comes with the next "
            "release. Shown: %(shown)s."
        ) % {"asked": group.title, "shown": shown}
    messages = {
        "measure": _("There is no indicator or score “%(asked)s”; shown: %(shown)s."),
        "group": _("There is no comparison group “%(asked)s” here; shown: %(shown)s."),
        "recipe": _("There are no scores by the recipe %(asked)s; shown: %(shown)s."),
        "year": _("There are no data for %(asked)s; %(shown)s is shown."),
    }
    return messages[what] % {"asked": asked[:LONGEST], "shown": shown}


def too_few_members(title: str) -> str:
    return _("The recipe speaks of too few members of the group “%(title)s” to compare them.") % {
        "title": title
    }


def no_such_unit(asked: str) -> str:
    return _("There is no municipality with the code %(code)s.") % {"code": asked[:LONGEST]}


def query_of(pairs: Iterable[tuple[str, str]]) -> str:
    """A query with its question mark; codes of groups keep their colons and stars."""
    text = urlencode(list(pairs), safe=":*")
    return f"?{text}" if text else ""

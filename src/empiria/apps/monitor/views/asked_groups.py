"""Comparison groups that an address makes by itself; whatever takes a group takes them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from empiria.apps.accounts.rules import NOBODY, Standing
from empiria.apps.monitor.group_rules import KEEP
from empiria.apps.monitor.models import OwnGroup
from empiria.apps.monitor.selectors import AskedGroup, CityProfile, current_release
from empiria.apps.monitor.selectors.choosing import asked_note
from empiria.apps.monitor.selectors.own_groups import PREFIX as OWN
from empiria.apps.monitor.selectors.own_groups import group_word, own_group, own_groups_listed, own_word
from empiria.apps.monitor.selectors.peer_keys import PREFIX, PeerQuestion, read_key
from empiria.apps.monitor.selectors.peers import Peers, peer_members
from empiria.apps.monitor.selectors.shapes import GroupNote
from empiria.apps.monitor.views.options import OptionGroup, note_options
from empiria.apps.monitor.views.peers_address import peers_query
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.selectors import group_by_code
from empiria.reporting import peer_sentences as said
from empiria.reporting.words import Words

# As long as the word of a group can be: of an address no more is read.
LONGEST_GROUP = 1200
# An address that names more of them is nonsense.
MOST_ASKED = 8
# Each is found anew among all municipalities.
MOST_PEERS = 3


def written(code: str) -> str:
    """The word of a group as pages write it: an address may say what is usual as well."""
    question = read_key(code) if code.startswith(PREFIX) and len(code) <= LONGEST_GROUP else None
    if question:
        return question.key
    return own_word(code) if code.startswith(OWN) else code


def read_at_once(codes: Iterable[str]) -> tuple[list[str], frozenset[str]]:
    """The words that make groups, each once, and those beyond the number that one address may ask for."""
    words = list(dict.fromkeys(written(code) for code in codes if code.startswith((PREFIX, OWN))))
    peers = [word for word in words if word.startswith(PREFIX)]
    beyond = frozenset({*peers[MOST_PEERS:], *words[MOST_ASKED:]})
    return [word for word in words if word not in beyond], beyond


def asked_group(code: str, reader: Any) -> AskedGroup | None:
    """The group that a word of an address makes; None where it makes none, or none that the reader may see."""
    if code.startswith(OWN):
        return _own(code, reader)
    question = read_key(code) if code.startswith(PREFIX) and len(code) <= LONGEST_GROUP else None
    found = peer_members(current_release(), question) if question else None
    if found is None:
        return None
    answer, members = found
    if answer.question.period not in (None, answer.year):
        # Those of another year are another group.
        return None
    return AskedGroup(
        code=answer.question.key,
        kind=PREFIX,
        kind_title=_("Similar municipalities"),
        title=peers_title(answer),
        explanation=peers_explanation(answer, len(members) - 1),
        url=reverse("monitor:city-peers", args=[answer.unit.teryt]) + peers_query(answer.question),
        members=members,
    )


def _own(code: str, reader: Any) -> AskedGroup | None:
    """A group that a city or the association keeps for itself."""
    group = own_group(code, standing_of_reader(reader))
    return _note(group) if group else None


def _note(group: OwnGroup) -> AskedGroup:
    return AskedGroup(
        code=group_word(group),
        kind=OWN,
        kind_title=_("Own comparison groups"),
        title=group.name,
        explanation=group.reason,
        url=reverse("monitor:own-group-detail", args=[group.pk]),
        members=frozenset(group.units),
    )


def standing_of_reader(reader: Any) -> Standing:
    """What counts about whoever reads: asked only where it matters."""
    standing: Standing = reader.standing if getattr(reader, "is_authenticated", False) else NOBODY
    return standing


def asked_groups(codes: Iterable[str], reader: Any) -> list[AskedGroup]:
    """The groups that some words of an address make, and those of the reader's own places, each once."""
    wanted, _beyond = read_at_once(codes)
    found = (asked_group(code, reader) for code in wanted)
    listed = {group.code: group for group in listed_groups(reader)}
    return list(({group.code: group for group in found if group} | listed).values())


def listed_groups(reader: Any) -> list[AskedGroup]:
    """Those of the reader's own places: one query, none for who keeps no groups anywhere."""
    standing = standing_of_reader(reader)
    mine = own_groups_listed(standing) if standing.organisations or standing.may(KEEP) else ()
    return [_note(group) for group in mine]


def offered_groups(chosen: GroupNote | None, reader: Any) -> list[OptionGroup]:
    """What a list of groups offers besides those of the release: the one that the address makes, and the reader's own."""
    mine = [asked_note(group) for group in listed_groups(reader)]
    made = [chosen] if chosen and chosen.code not in {group.code for group in mine} else []
    return note_options([*made, *mine], chosen.code if chosen else None)


def offered_to_city(profile: CityProfile, reader: Any) -> list[OptionGroup]:
    """The same for a city: those that it is in, and the municipalities most like it, which are found once it is chosen."""
    if not profile.takes_any_group:
        return []
    unit, chosen = profile.unit, profile.asked_group
    mine = [asked_note(group) for group in listed_groups(reader) if unit.code in group.members]
    peers = PeerQuestion(teryt=unit.teryt).key
    near = GroupNote(
        code=peers,
        grouping=PREFIX,
        title=_("Similar to %(name)s") % {"name": unit.display_name},
        grouping_title=_("Similar municipalities"),
        explanation="",
        url="",
    )
    if chosen and chosen.code.startswith(peers):
        near = asked_note(chosen)
    made = [asked_note(chosen)] if chosen and chosen.code not in {one.code for one in [near, *mine]} else []
    return note_options([near, *made, *mine], chosen.code if chosen else None)


def group_title(code: str, reader: Any) -> str | None:
    """What the group of a word is called, be it of the release or of the address; None where there is none."""
    group = asked_group(code, reader) or group_by_code(code)
    if group is None and code.startswith(PREFIX) and read_key(code):
        # Offered to every city, and not found for one that lacks the traits.
        return _("Similar municipalities")
    return group.title if group else None


def peers_title(answer: Peers) -> str:
    """What the group of a unit and its peers is called."""
    return _("Similar to %(name)s") % {"name": answer.unit.display_name}


def peers_explanation(answer: Peers, count: int) -> str:
    """Who is in it, by what and of which year."""
    return said.group_sentence(
        name=answer.unit.display_name,
        count=count,
        traits=[one.measure.title for one in answer.traits],
        year=answer.year or 0,
        words=page_words(),
    )


def reread_note(profile: CityProfile, words: Words) -> str:
    """Of a group within which no scores were made: whom its scores compare, and how many of it the recipe does not speak of."""
    if profile.reread is None:
        return ""
    note = _(
        "The scores compare all municipalities; no scores are made within this group. Places are those among its members."
    )
    left_out = silent_note(len(profile.reread) - len(profile.members), words)
    return f"{note} {left_out}".strip()


def silent_note(silent: int, words: Words) -> str:
    """How many members of a group nothing is said of; empty where the recipe speaks of all."""
    if not silent:
        return ""
    said = words.ngettext(
        "%(count)s member of the group is left out: the recipe does not speak of it.",
        "%(count)s members of the group are left out: the recipe does not speak of them.",
        silent,
    )
    return said % {"count": words.number(silent)}

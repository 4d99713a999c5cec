"""The address of a page of peers: what it asks for, and how it is written."""

from dataclasses import dataclass, field
from itertools import zip_longest

from django.http import QueryDict
from django.utils.translation import gettext as _

from empiria.analysis.peers import COUNT
from empiria.analysis.traits import TRAITS, Trait
from empiria.apps.monitor.selectors.peer_keys import (
    FEWEST,
    MOST,
    MOST_TRAITS,
    PeerQuestion,
    read_count,
    read_trait,
    trait_word,
)
from empiria.apps.monitor.views.options import LONGEST, query_of, year_of

# Of an address no more is read.
MOST_READ = 3 * MOST_TRAITS


@dataclass
class PeersAddress:
    """What an address asks for, and what is said about the rest of it."""

    question: PeerQuestion
    notices: list[str] = field(default_factory=list)


def peers_query(question: PeerQuestion) -> str:
    """The query of the page; what is usual is left out."""
    pairs = []
    if question.traits != TRAITS:
        for trait in question.traits:
            pairs += [("trait", trait_word(trait)), ("weight", f"{trait.weight:g}")]
    if question.count != COUNT:
        pairs.append(("count", str(question.count)))
    if question.period is not None:
        pairs.append(("year", str(question.period)))
    return query_of(pairs)


def read_peers(query: QueryDict, teryt: str) -> PeersAddress:
    """The question of an address: traits and weights stand in pairs, in the order of a form."""
    address = PeersAddress(PeerQuestion(teryt=teryt))
    traits = _traits(query, address.notices)
    count, asked = read_count(query.get("count", "")), query.get("count", "")
    if asked and count is None:
        address.notices.append(
            _(
                "Between %(fewest)s and %(most)s municipalities can be found, not “%(asked)s”; shown: %(shown)s."
            )
            % {"fewest": FEWEST, "most": MOST, "asked": asked[:LONGEST], "shown": COUNT}
        )
    address.question = PeerQuestion(
        teryt=teryt,
        traits=traits or TRAITS,
        count=count or COUNT,
        period=year_of(query.get("year", "")),
    )
    return address


def _traits(query: QueryDict, notices: list[str]) -> tuple[Trait, ...]:
    """The traits asked for; a weight of zero leaves one out, as does an empty choice."""
    words, weights = query.getlist("trait")[:MOST_READ], query.getlist("weight")[:MOST_READ]
    found: dict[str, Trait] = {}
    for word, weight in zip_longest(words, weights[: len(words)], fillvalue=""):
        if not word.strip() or weight.strip() in ("0", "0,0", "0.0"):
            continue
        trait = read_trait(word.strip(), weight.strip())
        if trait is None:
            notices.append(
                _("“%(asked)s” with the weight “%(weight)s” cannot be a trait; it was left out.")
                % {"asked": word[:LONGEST], "weight": weight[:LONGEST]}
            )
        else:
            found.setdefault(trait.indicator, trait)
    if len(found) > MOST_TRAITS:
        notices.append(
            _("At most %(count)s traits can be chosen; the rest was left out.") % {"count": MOST_TRAITS}
        )
    return tuple(found.values())[:MOST_TRAITS]

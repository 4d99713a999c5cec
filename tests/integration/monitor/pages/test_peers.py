"""Similar municipalities: who they are and why, for how long, and the group they make wherever a group is taken."""

import csv
import io
import re
from html import unescape
from itertools import pairwise

import fastexcel
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from pytest_django import Settings

from empiria.analysis.traits import TRAITS, Trait
from empiria.apps.monitor.models import Release, ScoreSet
from empiria.apps.monitor.selectors import AskedGroup, Scope, city_profile, ranking, read_scope
from empiria.apps.monitor.selectors.insights import group_table
from empiria.apps.monitor.selectors.peer_keys import PeerQuestion, read_key
from empiria.apps.monitor.selectors.peers import Peers, peers_of
from empiria.apps.monitor.selectors.scores import group_year
from empiria.apps.monitor.views.asked_groups import asked_group
from empiria.apps.monitor.views.compare_choice import read_comparison
from empiria.apps.monitor.views.peers_address import peers_query, read_peers
from empiria.apps.monitor.views.peers_figures import peer_items
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.models import Unit

KROSNO, WALBRZYCH = "1861011", "0265011"
ADDRESS = f"/monitor/{KROSNO}/peers/"
KEY = f"peers:{KROSNO}"
ODD = f"peers:{KROSNO}~5~2012~population:log*2~unemployed*0.5"


def answered(release: Release, question: PeerQuestion) -> Peers:
    return peers_of(release, Unit.objects.get(teryt=question.teryt), question)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    body = unescape(response.content.decode()).replace("\u00a0", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")]).split())


def test_the_word_of_a_group_holds_everything_that_was_asked() -> None:
    question = read_key(ODD)
    assert question == PeerQuestion(
        teryt=KROSNO,
        traits=(Trait("population", 2.0, "log"), Trait("unemployed", 0.5)),
        count=5,
        period=2012,
    )
    assert question.key == ODD
    assert PeerQuestion(teryt=KROSNO).key == KEY
    assert read_peers(QueryDict(peers_query(question)[1:]), KROSNO).question == question
    assert peers_query(PeerQuestion(teryt=KROSNO)) == ""


@pytest.mark.parametrize(
    "key",
    ["peers:", f"{KEY}~one", f"{KEY}~1", f"{KEY}~~year", f"{KEY}~~~population*0", f"{KEY}~~~a~a", "other:1"],
)
def test_nonsense_is_no_group(reader: Client, key: str) -> None:
    assert asked_group(key, None) is None


def test_the_nearest_come_first_each_with_its_reasons(reader: Client, sample: Release) -> None:
    answer = answered(sample, PeerQuestion(teryt=KROSNO))
    assert answer.state == "ready"
    assert [one.trait for one in answer.traits] == list(TRAITS)
    assert len(answer.peers) == 15
    assert all(one.distance <= two.distance for one, two in pairwise(answer.peers))
    for peer in answer.peers:
        assert sum(gap.share or 0 for gap in peer.gaps) == pytest.approx(1)
        assert peer.places[answer.year or 0] == peer.position
    assert {peer.unit.teryt for peer in answer.peers}.isdisjoint({KROSNO})
    shown = text_of(reader, f"/en{ADDRESS}")
    first = answer.peers[0]
    assert f"1. {first.unit.name} distance {first.distance:.2f}" in shown
    assert "Close in: share of population of pre-working age" in shown
    assert "among the 15 nearest in 16 of 16 years" in shown


def test_values_are_those_published_and_their_difference_is_standardised(sample: Release) -> None:
    question = PeerQuestion(teryt=KROSNO, traits=(Trait("unemployed"),), period=2015)
    answer = answered(sample, question)
    known = city_profile(unit=answer.unit, year=2015).row("unemployed")
    assert known
    gap = answer.peers[0].gaps[0]
    assert gap.own == known.value
    assert gap.difference is not None
    assert answer.peers[0].distance == pytest.approx(abs(gap.difference))


def test_of_no_distance_nothing_is_a_part(reader: Client, sample: Release) -> None:
    answer = answered(sample, PeerQuestion(teryt=KROSNO, traits=(Trait("population"),)))
    near, far = answer.peers[0], answer.peers[-1]
    parts = {}
    for item, peer in zip(peer_items(answer, page_words()), answer.peers, strict=True):
        (row,) = item["gaps"]
        parts[peer.position] = (item["distance"], row["share"])
    assert parts[near.position] == ("0,00", "—")
    assert parts[far.position][1] == "100%"


def test_without_traits_or_figures_the_page_says_what_is_missing(reader: Client, sample: Release) -> None:
    some = text_of(reader, f"/en{ADDRESS}?trait=population:log&weight=1&trait=trams&weight=1")
    assert "They were left out of the distance: trams." in some
    assert "Similar to: Krosno" in some
    none = text_of(reader, f"/en{ADDRESS}?trait=trams&weight=1")
    assert "None of the traits is in the published release" in none
    # Wałbrzych was no city with county rights before 2013.
    away = answered(sample, PeerQuestion(teryt=KROSNO, period=2010)).left_out
    assert [one.unit.teryt for one in away] == [WALBRZYCH]
    assert away[0].missing
    lacking = text_of(reader, f"/en/monitor/{WALBRZYCH}/peers/?year=2010")
    assert "Too few figures to find anybody alike" in lacking


def test_what_was_asked_in_vain_is_said(reader: Client) -> None:
    said = text_of(reader, f"/en{ADDRESS}?count=99&year=1950&trait=population&weight=heavy")
    assert "Between 2 and 50 municipalities can be found, not “99”; shown: 15." in said
    assert "There are no data for 1950" in said
    assert "“population” with the weight “heavy” cannot be a trait" in said
    assert reader.get("/monitor/9999999/peers/").status_code == 404


def test_files_hold_the_peers_the_years_and_who_was_left_out(reader: Client, sample: Release) -> None:
    address = ADDRESS.removesuffix("/")
    rows = list(csv.reader(io.StringIO(reader.get(f"{address}.csv?year=2010").content.decode())))
    answer = answered(sample, PeerQuestion(teryt=KROSNO, period=2010))
    assert [row[2] for row in rows[1:]] == [KROSNO, *(peer.unit.teryt for peer in answer.peers)]
    book = fastexcel.read_excel(reader.get(f"{address}.xlsx?year=2010").content)
    assert len(book.sheet_names) == 4
    assert reader.get(f"{address}.csv?trait=trams").status_code == 404


def test_places_within_the_group_are_those_of_its_members_scores(reader: Client, sample: Release) -> None:
    group = asked_group(KEY, None)
    assert group
    unit = Unit.objects.get(teryt=KROSNO)
    profile = city_profile(unit=unit, asked_group=group)
    assert profile.group
    assert profile.group.code == KEY
    assert len(profile.members) == 16
    scores = ScoreSet.objects.get(recipe__code="cities", grouping="all")
    everybody = group_year(scores, group="all", period=profile.year or 0).nodes["overall"]
    known = {
        code: score
        for code, score in everybody.select("unit", "score").iter_rows()
        if code in group.members and score is not None
    }
    own = profile.root
    assert own
    assert own.score == known[unit.code]
    assert own.rank == 1 + sum(score > known[unit.code] for score in known.values())
    assert own.ranked == len(known)
    assert own.scores
    assert own.scores.count == len(known)
    assert {point.code for point in profile.points} <= group.members
    assert {cell.unit.code for cell in group_table(profile=profile, node="overall")} == set(group.members)
    # The ranking of the same group has the same places.
    scope = read_scope(None, [group])
    assert scope
    asked = scope.group(KEY)
    assert asked
    found = ranking(scope, measure=scope.measures[0], group=asked, year=profile.year).row_of(unit.code)
    assert found
    assert found.place == own.rank


@pytest.mark.parametrize("key", [KEY, ODD])
def test_whatever_takes_a_group_takes_the_peers(reader: Client, key: str) -> None:
    explained = "najbliższych"
    city = text_of(reader, f"/monitor/{KROSNO}/?group={key}")
    assert explained in city
    assert "Oceny porównują wszystkie gminy" in city
    for address in (
        f"/monitor/ranking/?unit={KROSNO}&group={key}",
        f"/monitor/compare/?unit={KROSNO}&unit=median:{key}&group={key}",
        f"/monitor/map/?group={key}",
        f"/monitor/{KROSNO}/report/read/?group={key}",
        f"/monitor/units/?group={key}",
    ):
        assert explained in text_of(reader, address), address
    assert f'value="{key}" selected' in unescape(
        reader.get(f"/monitor/indicators/unemployed/?group={key}").content.decode()
    )
    compared = read_comparison(QueryDict(f"unit={KROSNO}&unit=median:{key}&group={key}"))
    assert compared
    assert compared.compared
    assert compared.compared.frame.code == key
    assert not compared.notices


def test_a_word_that_says_what_is_usual_is_the_same_group(reader: Client) -> None:
    odd = f"{KEY}~15~"
    for address in (
        f"/en/monitor/{KROSNO}/?group={odd}",
        f"/en/monitor/ranking/?unit={KROSNO}&group={odd}",
        f"/en/monitor/compare/?unit={KROSNO}&unit=median:{odd}&group={odd}",
    ):
        shown = text_of(reader, address)
        assert "Similar to Krosno" in shown, address
        assert "shown: Similar to" not in shown, address
        assert not re.search("There (is|are) no [^.]*(group|median)", shown), address
    compared = read_comparison(QueryDict(f"unit={KROSNO}&unit=median:{odd}&group={odd}"))
    assert compared
    assert not compared.notices
    assert compared.link().endswith(f"/monitor/compare/?unit={KROSNO}&unit=median:{KEY}&group={KEY}")


def test_members_that_the_recipe_does_not_speak_of_are_left_out(sample: Release) -> None:
    def scope_of(*codes: str) -> Scope:
        found = read_scope(
            "cities",
            [
                AskedGroup(
                    code=KEY,
                    kind="peers:",
                    kind_title="",
                    title="Similar",
                    explanation="Nearest.",
                    url="/",
                    members=frozenset(codes),
                )
            ],
        )
        assert found
        return found

    # Of the last two no score is made: they are no cities with county rights.
    scope = scope_of("186101", "146501", "186202", "186203")
    group = scope.group(KEY)
    assert group
    assert (group.members, group.silent) == ({"186101", "146501"}, 2)
    assert len(ranking(scope, measure=scope.measures[0], group=group).rows) == 2
    few = scope_of("186101", "186202")
    assert few.group(KEY) is None
    assert few.without_members(KEY)


def test_an_address_asks_for_few_groups_at_once(reader: Client) -> None:
    units = "&".join(f"unit=median:{KEY}~{count}" for count in (5, 6, 7, 8, 9))
    with override("en"):
        compared = read_comparison(QueryDict(f"unit={KROSNO}&{units}"))
    assert compared
    assert len(compared.items) == 4
    assert compared.notices == (
        "At most 3 groups of similar municipalities can be read at once; the rest was left out.",
    )


@pytest.mark.parametrize(
    "path",
    [
        ADDRESS,
        f"{ADDRESS[:-1]}.csv",
        f"/monitor/{KROSNO}/report.pdf",
        "/monitor/compare/report/?unit=1861011",
    ],
)
def test_a_network_is_asked_to_wait(reader: Client, path: str, settings: Settings) -> None:
    settings.EMPIRIA_API_RATES = {"page": 0, "report": 0}
    answer = reader.get(path)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "<h1>" in answer.content.decode()


def test_a_city_outside_the_group_is_read_in_its_own(reader: Client) -> None:
    shown = text_of(reader, f"/en/monitor/1465011/?group={KEY}")
    assert "This municipality is not compared in the group “Similar to Krosno”; shown: " in shown


def test_pages_ask_the_database_equally_often_however_many_peers(reader: Client) -> None:
    def asked(address: str) -> int:
        reader.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address).status_code == 200
        return len(queries)

    # Six of them count the request.
    assert asked(ADDRESS) == asked(f"{ADDRESS}?count=40") <= 16
    assert asked(f"/monitor/{KROSNO}/?group={KEY}") <= 12

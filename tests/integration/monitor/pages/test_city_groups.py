"""The groups in which a city is read: all that rankings take, with the same places."""

import pytest
from django.test import Client
from django.utils.translation import override

from empiria.analysis.errors import InputError
from empiria.apps.monitor.selectors import city_profile, ranking, read_scope
from empiria.apps.monitor.views.report_city import report_of
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.selectors import unit_by_address
from empiria.reporting.document import Document
from tests.integration.monitor.pages.test_city import text_of

KROSNO = "1861011"
READ = "The scores compare all municipalities; no scores are made within this group."


def test_a_city_has_in_every_group_the_place_that_the_ranking_gives_it(reader: Client) -> None:
    found, scope = unit_by_address(KROSNO), read_scope("cities")
    assert found
    assert scope
    unit = found[0]
    groups = [group for group in scope.groups if unit.code in group.members]
    assert {group.is_own for group in groups} == {True, False}
    for group in groups:
        profile = city_profile(unit=unit, group_code=group.code, year=2018)
        listed = ranking(scope, measure=scope.measures[0], group=group, year=2018)
        row = listed.row_of(unit.code)
        assert row
        assert profile.group
        assert profile.root
        assert (profile.group.code, {member.code for member in profile.members}) == (
            group.code,
            group.members,
        )
        assert (profile.root.rank, profile.root.ranked) == (row.place, listed.ranked)
        assert (profile.reread is None) == group.is_own


@pytest.mark.parametrize("page", ["", "indicators/wages/", "report/read/"])
def test_pages_read_a_city_in_its_voivodeship_and_say_how(reader: Client, page: str) -> None:
    said = text_of(reader, f"/en/monitor/{KROSNO}/{page}?group=voivodeship.18")
    assert "podkarpackie" in said
    assert READ in said
    assert "not compared in the group" not in said


@pytest.mark.parametrize(
    ("group", "sentence"),
    [
        (
            "voivodeship.24",
            "This municipality is not compared in the group “municipalities, śląskie voivodeship”; shown: ",
        ),
        ("nope", "There is no comparison group “nope” here; shown: "),
        (
            "own:00000000-0000-4000-8000-000000000000",
            "There is no comparison group “own:00000000-0000-4000-8000-000000000000” here; shown: ",
        ),
    ],
)
def test_a_group_without_the_city_is_called_by_its_name(reader: Client, group: str, sentence: str) -> None:
    assert sentence in text_of(reader, f"/en/monitor/{KROSNO}/?group={group}")


def _report(group: str) -> Document:
    with override("en"):
        return report_of(KROSNO, "city", page_words(), group_code=group)


@pytest.mark.parametrize("group", ["voivodeship.18", f"peers:{KROSNO}"])
def test_a_report_takes_what_the_page_takes(reader: Client, group: str) -> None:
    cover = dict(_report(group).cover)
    assert READ in cover["How it is read"]


@pytest.mark.parametrize(
    ("group", "message"),
    [
        (
            "voivodeship.24",
            "--group: this municipality is not compared in the group “municipalities, śląskie voivodeship”",
        ),
        ("nope", "--group: there is no comparison group “nope”"),
    ],
)
def test_a_report_of_a_group_without_the_city_is_refused_by_name(
    reader: Client, group: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        _report(group)

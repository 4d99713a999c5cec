from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from empiria.apps.monitor.models import Indicator
from tests.integration.access.rule import EVERYBODY, SIGNED_IN, Rule, holds
from tests.integration.access.world import OF_THE_CITY, World

RELEASES, CATALOGUE = holds("monitor.manage_releases"), holds("monitor.manage_catalogue")
CITY, NO_CITY = {"teryt": "1465011"}, {"teryt": "9999999"}
NO_COMPARISON = {"pk": UUID(int=0)}
NO_RELEASE, NO_IMPORT = {"code": "1999-1"}, {"pk": 999_999}


def city(_world: World) -> Mapping[str, Any]:
    return CITY


def draft(world: World) -> Mapping[str, Any]:
    return {"code": world.draft.code}


def published(world: World) -> Mapping[str, Any]:
    return {"code": world.published.code}


def draft_import(world: World) -> Mapping[str, Any]:
    return {"pk": world.draft_import.pk}


def upload(_world: World) -> Mapping[str, Any]:
    table = b"unit,indicator,period,value\n1465011,jobless,2020,1\n"
    return {"uploads": [SimpleUploadedFile("table.csv", table)], "reader": "tidy"}


def acceptance(world: World) -> Mapping[str, Any]:
    return {"digest": world.draft.difference_digest, "accepted": "on"}


def indicator(_world: World) -> Mapping[str, Any]:
    return {
        "code": "trees", "name_pl": "Drzewa", "name_en": "Trees", "polarity": "up", "decimals": "0", "times": "1",
    }  # fmt: skip


def key(_world: World) -> Mapping[str, Any]:
    jobless = Indicator.objects.get(code="jobless").pk
    return {
        "indicator": jobless, "source": "tidy", "key": "strange", "zero": "value", "absent": "missing", "times": "1",
    }  # fmt: skip


def chosen(_world: World) -> Mapping[str, Any]:
    return {"unit": "1465011", "name": "Nowa"}


def kept(world: World) -> Mapping[str, Any]:
    return {"pk": world.comparison.pk}


def own_group(world: World) -> Mapping[str, Any]:
    return {"pk": world.own_group.pk}


def group_fields(world: World) -> Mapping[str, Any]:
    return {
        "name": "Nasza",
        "reason": "Podobne",
        "units": "1465011\n3064011",
        "organisation": world.cast.city.pk,
        "seen": world.own_group.state,
    }


GROUP_KEEPERS = holds("monitor.keep_groups", somewhere=True)
GROUP_READERS = OF_THE_CITY | {"city_coordinator"}
# Who keeps groups elsewhere, or for the association, cannot make one of the city's.
NOT_OF_THE_CITY = GROUP_KEEPERS - {"city_coordinator", "city_team_member"}

PUBLIC = [
    Rule("monitor:home", EVERYBODY),
    Rule("monitor:search", EVERYBODY, query="?q=a"),
    Rule("monitor:unit-list", EVERYBODY),
    Rule("monitor:method", EVERYBODY),
    Rule("monitor:method-file", EVERYBODY, args=lambda _: {"recipe": "small"}, absent={"recipe": "none"}),
    Rule(
        "monitor:method-table",
        EVERYBODY,
        args=lambda _: {"recipe": "small", "table": "alphas", "ext": "csv"},
        absent={"recipe": "none", "table": "alphas", "ext": "csv"},
    ),
    Rule("monitor:method-detail", EVERYBODY, args=lambda _: {"recipe": "small"}, absent={"recipe": "none"}),
    Rule("monitor:indicator-list", EVERYBODY),
    Rule("monitor:indicator-detail", EVERYBODY, args=lambda _: {"code": "crimes"}, absent={"code": "none"}),
    Rule("monitor:compare", EVERYBODY, query="?unit=1465011"),
    Rule("monitor:compare-search", EVERYBODY, query="?q=a"),
    Rule(
        "monitor:compare-file",
        EVERYBODY,
        args=lambda _: {"view": "table", "ext": "csv"},
        absent={"view": "none", "ext": "csv"},
        query="?unit=1465011",
    ),
    Rule("monitor:compare-report", EVERYBODY, query="?unit=1465011"),
    Rule(
        "monitor:compare-report-written",
        SIGNED_IN,
        query="?unit=1465011",
        get=405,
        post=200,
        data=lambda _: {"format": "pdf"},
        empty=422,
    ),
    Rule(
        "monitor:compare-report-file",
        EVERYBODY,
        args=lambda _: {"ext": "xlsx"},
        query="?unit=1465011",
    ),
    Rule("monitor:comparison-save", SIGNED_IN, get=405, post=302, data=chosen, empty=302),
    Rule("monitor:comparison-list", SIGNED_IN),
    Rule(
        "monitor:comparison-detail",
        EVERYBODY,
        args=kept,
        absent=NO_COMPARISON,
        shows=frozenset({"comparison"}),
    ),
    Rule(
        "monitor:comparison-rename",
        SIGNED_IN,
        found_by=frozenset({"city_coordinator"}),
        args=kept,
        absent=NO_COMPARISON,
        post=302,
        data=lambda _: {"name": "Inna"},
        empty=422,
    ),
    Rule(
        "monitor:comparison-delete",
        SIGNED_IN,
        found_by=frozenset({"city_coordinator"}),
        args=kept,
        absent=NO_COMPARISON,
        post=302,
    ),
    Rule("monitor:own-group-list", SIGNED_IN),
    Rule(
        "monitor:own-group-create",
        GROUP_KEEPERS,
        post=302,
        data=group_fields,
        empty=422,
        exceptions={(who, "POST"): 422 for who in NOT_OF_THE_CITY},
    ),
    Rule(
        "monitor:own-group-detail",
        EVERYBODY,
        found_by=GROUP_READERS,
        args=own_group,
        absent=NO_COMPARISON,
    ),
    Rule("monitor:own-group-detail", EVERYBODY, args=lambda world: {"pk": world.shared_group.pk}),
    *(
        Rule(
            f"monitor:own-group-{deed}",
            GROUP_KEEPERS,
            found_by=frozenset({"city_coordinator", "city_team_member"}),
            args=own_group,
            absent=NO_COMPARISON,
            post=302,
            data=group_fields,
            empty=empty,
        )
        for deed, empty in (("update", 422), ("delete", None))
    ),
    Rule("monitor:ranking", EVERYBODY),
    Rule("monitor:ranking-file", EVERYBODY, args=lambda _: {"ext": "csv"}),
    Rule(
        "monitor:indicator-data",
        EVERYBODY,
        args=lambda _: {"code": "crimes", "chart": "data", "ext": "csv"},
        absent={"code": "none", "chart": "data", "ext": "csv"},
    ),
    Rule(
        "monitor:indicator-chart",
        EVERYBODY,
        args=lambda _: {"code": "crimes", "chart": "coverage", "ext": "csv"},
        absent={"code": "none", "chart": "coverage", "ext": "csv"},
    ),
    Rule("monitor:map", EVERYBODY),
    Rule("monitor:map-table", EVERYBODY),
    Rule("monitor:map-file", EVERYBODY, args=lambda _: {"ext": "csv"}),
    Rule("monitor:source-detail", EVERYBODY, args=lambda world: {"pk": world.source.pk}, absent=NO_IMPORT),
    # The file of a draft is not there, whoever asks.
    Rule("monitor:source-detail", EVERYBODY, found_by=frozenset(), args=draft_import, absent=NO_IMPORT),
    Rule("monitor:release-list", EVERYBODY),
    Rule("monitor:data", EVERYBODY),
    Rule("monitor:data-api", EVERYBODY),
    Rule("monitor:data-catalogue", EVERYBODY),
    Rule("monitor:data-feed", EVERYBODY),
    Rule(
        "monitor:data-file",
        EVERYBODY,
        args=lambda world: {**published(world), "name": "release.zip"},
        absent={**NO_RELEASE, "name": "release.zip"},
    ),
    # A draft is not there, whoever asks.
    Rule(
        "monitor:data-file",
        EVERYBODY,
        found_by=frozenset(),
        args=lambda world: {**draft(world), "name": "observations.parquet"},
        absent={**NO_RELEASE, "name": "observations.parquet"},
    ),
    Rule(
        "monitor:embed-chart",
        EVERYBODY,
        args=lambda _: {**CITY, "code": "jobless"},
        absent={**CITY, "code": "none"},
    ),
    Rule(
        "monitor:embed-code",
        EVERYBODY,
        args=lambda _: {**CITY, "code": "jobless"},
        absent={**CITY, "code": "none"},
    ),
    Rule("monitor:city", EVERYBODY, args=city, absent=NO_CITY),
    Rule("monitor:city-quadrant", EVERYBODY, args=city, absent=NO_CITY),
    Rule("monitor:city-peers", EVERYBODY, args=city, absent=NO_CITY),
    Rule(
        "monitor:city-peers-file",
        EVERYBODY,
        args=lambda _: {**CITY, "ext": "csv"},
        absent={**NO_CITY, "ext": "csv"},
        query="?trait=population:log",
    ),
    Rule(
        "monitor:city-indicator",
        EVERYBODY,
        args=lambda _: {**CITY, "code": "jobless"},
        absent={**CITY, "code": "none"},
    ),
    Rule("monitor:report", EVERYBODY, args=city, absent=NO_CITY),
    Rule(
        "monitor:report-written",
        SIGNED_IN,
        args=city,
        absent=NO_CITY,
        get=405,
        post=200,
        data=lambda _: {"format": "pdf"},
        empty=422,
    ),
    Rule("monitor:report-page", EVERYBODY, args=city, absent=NO_CITY),
    Rule(
        "monitor:report-file",
        EVERYBODY,
        args=lambda _: {**CITY, "ext": "xlsx"},
        absent={**NO_CITY, "ext": "xlsx"},
    ),
    Rule(
        "monitor:city-data",
        EVERYBODY,
        args=lambda _: {**CITY, "ext": "csv"},
        absent={**NO_CITY, "ext": "csv"},
    ),
    Rule(
        "monitor:city-chart",
        EVERYBODY,
        args=lambda _: {**CITY, "chart": "indicators", "ext": "csv"},
        absent={**CITY, "chart": "none", "ext": "csv"},
    ),
]
STAFF = [
    Rule("monitor:release-draft", RELEASES),
    Rule("monitor:draft-upload", RELEASES, get=405, post=302, data=upload, empty=422),
    Rule("monitor:draft-fetch", RELEASES, get=405, post=302, data=lambda _: {"source": "bdl"}, empty=404),
    Rule("monitor:draft-units", RELEASES),
    Rule("monitor:draft-settle", RELEASES, get=405, post=302, data=lambda _: {"units": ["020102"]}),
    Rule("monitor:draft-compare", RELEASES, get=405, post=302),
    Rule("monitor:draft-discard", RELEASES, get=405, post=302),
    Rule("monitor:import-findings", RELEASES, args=draft_import, absent=NO_IMPORT),
    Rule("monitor:import-undo", RELEASES, args=draft_import, absent=NO_IMPORT, get=405, post=302),
    Rule("monitor:import-read-again", RELEASES, args=draft_import, absent=NO_IMPORT, get=405, post=302),
    Rule("monitor:release-difference", RELEASES, args=draft, absent=NO_RELEASE),
    Rule(
        "monitor:release-publish", RELEASES, args=draft, absent=NO_RELEASE, get=405, post=302, data=acceptance
    ),
    Rule("monitor:release-scores", RELEASES, args=published, absent=NO_RELEASE, get=405, post=302),
    Rule("monitor:catalogue", CATALOGUE),
    Rule("monitor:catalogue-new", CATALOGUE, post=302, data=indicator, empty=200),
    Rule(
        "monitor:catalogue-edit",
        CATALOGUE,
        args=lambda _: {"code": "crimes"},
        absent={"code": "none"},
        post=302,
        data=indicator,
        empty=200,
    ),
    Rule("monitor:catalogue-map", CATALOGUE, post=302, data=key, empty=200),
    Rule(
        "monitor:catalogue-unmap",
        CATALOGUE,
        args=lambda world: {"pk": world.key.pk},
        absent={"pk": 999_999},
        get=405,
        post=302,
    ),
]
RULES = [*PUBLIC, *STAFF]

"""Local indicators for the world: one nobody knows of yet, one of a single city, one of two cities, one that is public."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from empiria.apps.monitor.models import LocalIndicator, LocalParticipation, LocalState
from empiria.apps.monitor.services.local import (
    Entry,
    accept_figures,
    join_local_indicator,
    move_local_indicator,
    save_figure,
    save_local_indicator,
    submit_figures,
)
from tests.integration.access.rule import holds
from tests.integration.cast import OUTSIDER, Cast

KEEPERS = holds("monitor.manage_local")
OF_CITY = frozenset({"city_coordinator", "city_team_member"})
REPORTERS = OF_CITY | {OUTSIDER}
# What stands where, and who reads it.
READERS = {
    "Secret-local-draft": KEEPERS,
    "Secret-local-alone": KEEPERS | REPORTERS,
    "Secret-figure-alone": KEEPERS | OF_CITY,
    "Secret-local-shared": KEEPERS | REPORTERS,
    "Secret-figure-shared": KEEPERS | REPORTERS,
    "Secret-entered-shared": KEEPERS | OF_CITY,
    "Secret-why-shared": KEEPERS | OF_CITY,
    "876543.21": KEEPERS | OF_CITY,
    "Secret-entered-public": KEEPERS | OF_CITY,
}


@dataclass(frozen=True, kw_only=True)
class Locals:
    alone: LocalParticipation
    shared: LocalParticipation
    public: LocalParticipation


def make_locals(cast: Cast) -> Locals:
    _agree(cast, "draft", "Secret-local-draft", is_open=False)
    alone = _taking_part(cast, _agree(cast, "alone", "Secret-local-alone"))
    _give(cast, alone, 2020, 876543.21, "Secret-figure-alone", is_verified=True)
    shared = _taking_part(cast, _agree(cast, "shared", "Secret-local-shared"))
    join_local_indicator(
        indicator=shared.indicator,
        organisation=cast.other_city,
        by=cast[OUTSIDER],
        seen=shared.indicator.version,
    )
    _give(cast, shared, 2020, 1, "Secret-figure-shared", is_verified=True)
    _give(cast, shared, 2021, 2, "Secret-entered-shared")
    public = _taking_part(cast, _agree(cast, "public", "Rowery"))
    _give(cast, public, 2020, 12.5, "Liczone w maju", is_verified=True)
    _give(cast, public, 2021, 13, "Secret-entered-public")
    today = timezone.localdate()
    LocalIndicator.objects.filter(code="public").update(
        deadline=today - dt.timedelta(days=1), public_from=today
    )
    return Locals(alone=alone, shared=shared, public=public)


def _agree(cast: Cast, code: str, name: str, *, is_open: bool = True) -> LocalIndicator:
    today = timezone.localdate()
    indicator = save_local_indicator(
        indicator=LocalIndicator(
            code=code,
            name_pl=name,
            name_en=name,
            unit_pl="sztuki",
            unit_en="pieces",
            definition_pl="Co",
            definition_en="What",
            method_pl="Jak",
            method_en="How",
            first_year=2020,
            last_year=2022,
            deadline=today + dt.timedelta(days=30),
            public_from=today + dt.timedelta(days=60),
        ),
        by=cast["analyst"],
    )
    if is_open:
        move_local_indicator(indicator=indicator, to=LocalState.OPEN, by=cast["analyst"])
        indicator.refresh_from_db()
    return indicator


def _taking_part(cast: Cast, indicator: LocalIndicator) -> LocalParticipation:
    return join_local_indicator(
        indicator=indicator, organisation=cast.city, by=cast["city_coordinator"], seen=indicator.version
    )


def _give(
    cast: Cast,
    participation: LocalParticipation,
    year: int,
    value: float,
    comment: str,
    *,
    is_verified: bool = False,
) -> None:
    why = "Secret-why-shared" if "shared" in comment else ""
    save_figure(
        participation=participation,
        entry=Entry(year=year, value=value, comment=comment),
        seen=0,
        by=cast["city_coordinator"],
        why=why,
    )
    if is_verified:
        submit_figures(participation=participation, by=cast["city_coordinator"])
        figure = participation.figures.get(year=year)
        accept_figures(
            participation=participation, seen={year: figure.version}, by=cast["analyst"], sheet_url="/"
        )

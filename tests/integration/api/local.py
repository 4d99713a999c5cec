"""An invented local indicator, of which the description of the API gives examples: the sample holds what is published
elsewhere, and nobody has published such a thing."""

import datetime as dt

from empiria.apps.accounts.models import Organisation
from empiria.apps.monitor.models import Area, FigureState, LocalFigure, LocalIndicator, LocalState


def make_public_indicator() -> LocalIndicator:
    """Two verified years of one city, one of them a reason; a third that is not verified."""
    indicator = LocalIndicator.objects.create(
        code="bicycle-stands",
        name_pl="Miejsca postojowe dla rowerów",
        name_en="Stands for bicycles",
        definition_pl="Miejsca na stojakach przy drogach publicznych i budynkach miejskich; bez wypożyczalni.",
        definition_en="Places at stands beside public roads and municipal buildings; without those of rental systems.",
        method_pl="Z ewidencji zarządcy dróg, na 31 grudnia.",
        method_en="From the register of the road authority, on 31 December.",
        unit_pl="miejsc",
        unit_en="places",
        polarity="up",
        decimals=0,
        first_year=2017,
        last_year=2019,
        area=Area.objects.get(code="transport"),
        deadline=dt.date(2020, 3, 31),
        public_from=dt.date(2020, 6, 1),
        state=LocalState.OPEN,
    )
    city = Organisation.objects.get(unit__teryt="1862011")
    sheet = indicator.participations.create(organisation=city)
    given = {"participation": sheet, "source": "Ewidencja zarządcy dróg"}
    LocalFigure.objects.create(
        year=2017, absence="not counted", comment="Spis od 2018 r.", state=FigureState.VERIFIED, **given
    )
    LocalFigure.objects.create(year=2018, value=412, state=FigureState.VERIFIED, **given)
    LocalFigure.objects.create(year=2019, value=500, state=FigureState.SUBMITTED, **given)
    return indicator

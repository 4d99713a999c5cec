"""What the address of a map chooses; whatever it asks for and cannot have is said, with what is shown instead."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from empiria.analysis.classes import FEWEST, METHODS, MOST, Classes, Method, classify
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.layers import Layer, Spot, layer
from empiria.apps.monitor.selectors.measures import Measure, measures
from empiria.apps.monitor.views.asked_groups import LONGEST_GROUP, asked_group, written
from empiria.apps.monitor.views.options import LONGEST

METHOD_TITLES: dict[Method, Promise] = {
    "quantiles": gettext_lazy("as many in each (quantiles)"),
    "jenks": gettext_lazy("natural breaks (Jenks)"),
    "equal": gettext_lazy("equally wide"),
    "sd": gettext_lazy("standard deviations from the mean"),
}
# In the order of an address.
KEYS = ("show", "year", "group", "method", "classes", "only", "unit")
MISSING = "missing"
# A group that the address makes says in its word who is in it.
LENGTHS = {"group": LONGEST_GROUP}


@dataclass(frozen=True, kw_only=True)
class MapChoice:
    """A layer, how its values are cut, which classes are looked at (`only`: numbers from 1, or "missing"), and the unit
    that is marked. `asked` is what an address needs to lead here again."""

    layer: Layer
    measures: dict[str, Measure]
    method: Method
    count: int
    only: tuple[str, ...]
    unit: str
    asked: dict[str, str]
    notices: tuple[str, ...]

    @property
    def marked(self) -> Spot | None:
        return next((spot for spot in self.layer.spots if spot.unit.code == self.unit), None)

    @cached_property
    def classes(self) -> Classes:
        return classify(self.layer.values(), method=self.method, count=self.count)

    def query(self, **changes: str | None) -> str:
        """The address's query with some of it changed; None leaves a key out."""
        kept = {**self.asked, **changes}
        pairs = [(key, value) for key in KEYS if (value := kept.get(key))]
        return f"?{urlencode(pairs, safe='/,:*')}" if pairs else ""

    def toggled(self, shade: str) -> str:
        """The query after a click on a line of the legend: looked at alone or besides others, or no longer."""
        chosen = [one for one in self.only if one != shade] if shade in self.only else [*self.only, shade]
        return self.query(only=",".join(sorted(chosen)) or None)


def read_map_choice(request: HttpRequest, release: Release) -> MapChoice | None:
    """The choice of an address; None where the release has nothing to show."""
    known = measures(release)
    if not known:
        return None
    asked = {key: request.GET[key][: LENGTHS.get(key, LONGEST)] for key in KEYS if request.GET.get(key)}
    measure = known.get(asked.get("show", "")) or next(iter(known.values()))
    year = int(asked["year"]) if asked.get("year", "").isdecimal() and len(asked["year"]) <= 4 else None
    if "group" in asked:
        asked["group"] = written(asked["group"])
    group = asked_group(asked.get("group", ""), request.user)
    shown = layer(release, measure, year=year, group_code=asked.get("group"), asked_group=group)
    method: Method = next((one for one in METHODS if one == asked.get("method")), METHODS[0])
    count = int(asked["classes"]) if asked.get("classes") in _counts() else MOST
    only = tuple(sorted({one for one in asked.get("only", "").split(",") if one in _shades()}))
    unit = asked.get("unit", "")[:6]
    has_unit = any(spot.unit.code == unit for spot in shown.spots)
    fits = {
        "show": measure.code,
        "year": str(shown.year or ""),
        "group": shown.group.code if shown.group else "",
        "method": method,
        "classes": str(count),
        "only": ",".join(only),
        "unit": asked.get("unit", "") if has_unit else "",
    }
    return MapChoice(
        layer=shown,
        measures=known,
        method=method,
        count=count,
        only=only,
        unit=unit if has_unit else "",
        asked={key: fits[key] for key in asked if fits[key]},
        notices=tuple(_notices(shown, asked, fits)),
    )


def _counts() -> list[str]:
    return [str(number) for number in range(FEWEST, MOST + 1)]


def _shades() -> list[str]:
    return [*(str(number) for number in range(1, MOST + 1)), MISSING]


def _notices(shown: Layer, asked: dict[str, str], fits: dict[str, str]) -> list[str]:
    """What was asked for and is not shown."""
    messages = {
        "show": _("There is no indicator or score “%(asked)s” in the current release; shown: %(shown)s."),
        "year": _("There are no data for %(asked)s; %(shown)s is shown."),
        "group": _("There is no group “%(asked)s”; all municipalities are shown."),
        "method": _("There is no way of cutting classes called “%(asked)s”; shown: %(shown)s."),
        "classes": _("A map has %(fewest)s to %(most)s classes, not “%(asked)s”; shown: %(shown)s."),
        "only": _("There are no classes “%(asked)s”; shown: %(shown)s."),
        "unit": _("There is no municipality with the code %(asked)s."),
    }
    titles = {
        **fits,
        "show": shown.measure.title,
        "method": str(METHOD_TITLES[fits["method"]]),  # type: ignore[index]
        "only": fits["only"] or _("all"),
    }
    said = {"fewest": FEWEST, "most": MOST}
    return [
        messages[key] % {**said, "asked": asked[key][:LONGEST], "shown": titles[key]}
        for key in KEYS
        if key in asked
        and asked[key] != fits[key]
        and (key != "only" or set(asked[key].split(",")) - set(_shades()))
    ]

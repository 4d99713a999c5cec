"""The map of the front pages: every unit of the current release, coloured by its situation in its group."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from empiria.apps.monitor.selectors import FrontPage
from empiria.reporting.chart import Outline, Place, points_map

register = template.Library()

# Shown beside a name, and read to those who do not see the colour.
CLASSES = {
    1: gettext_lazy("situation in the lowest fifth of its group"),
    2: gettext_lazy("situation in the second lowest fifth of its group"),
    3: gettext_lazy("situation in the middle fifth of its group"),
    4: gettext_lazy("situation in the second highest fifth of its group"),
    5: gettext_lazy("situation in the highest fifth of its group"),
    None: gettext_lazy("situation not known"),
}
SIZES = {"wide": (560.0, 16), "narrow": (340.0, 8)}


@register.simple_tag
def front_map(front: FrontPage, size: str = "wide") -> SafeString:
    """The map for a wide or a narrow column; the same units, fewer names."""
    width, max_labels = SIZES[size]
    places = [
        Place(
            name=point.unit.name,
            latitude=point.latitude,
            longitude=point.longitude,
            population=point.population,
            shade=point.score_class,
            url=reverse("monitor:city", args=[point.unit.teryt]),
            note=str(CLASSES[point.score_class]) if front.year else "",
        )
        for point in front.points
    ]
    svg = points_map(
        [Outline(name=unit.name, geometry=geometry) for unit, geometry in front.outlines],
        places,
        title=_("Map of municipalities by situation in their group")
        if front.year
        else _("Map of municipalities"),
        description=_("A larger dot is a larger population. Every municipality is also in the list below."),
        width=width,
        max_labels=max_labels,
    )
    return mark_safe(svg)  # noqa: S308 (our own drawing: every text in it is escaped where it is made)

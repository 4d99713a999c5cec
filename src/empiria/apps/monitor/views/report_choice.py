"""Which report an address asks for: the city, its year and group, and the outline."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors.report_templates import Template, template_of, templates
from empiria.apps.monitor.views.choice import Choice, read_choice
from empiria.apps.monitor.views.options import query_of
from empiria.reporting.document import WRITERS

# What a report can be downloaded as; it is read on a page of its own.
FILES = tuple(ext for ext in WRITERS if ext != "html")
# A spreadsheet has no place for words.
WRITTEN = tuple(ext for ext in FILES if ext != "xlsx")


@dataclass(frozen=True, kw_only=True)
class ReportChoice:
    """A city as the address asks for it, and the outline of its report."""

    choice: Choice
    template: Template

    def link(self, name: str, *args: object, template: Template | None = None) -> str:
        """The address of a page or a file of this report, or of one by another outline."""
        return self._link(name, args, parse_qsl(self.choice.query[1:]), template or self.template)

    def link_to_texts(self, name: str, *args: object, **also: object) -> str:
        """The same for the office's own words. The year is named: they stay with it when a newer one is published."""
        pairs = {**dict(parse_qsl(self.choice.query[1:])), "year": self.choice.profile.year, **also}
        return self._link(name, args, [(key, str(value)) for key, value in pairs.items()], self.template)

    def _link(
        self, name: str, args: tuple[object, ...], pairs: list[tuple[str, str]], template: Template
    ) -> str:
        if template != templates()[0]:
            pairs.append(("template", template.code))
        return reverse(f"monitor:{name}", args=[self.choice.profile.unit.teryt, *args]) + query_of(pairs)


def read_report(request: HttpRequest, teryt: str) -> ReportChoice:
    """What is asked for; raises what `read_choice` does, and Http404 for an outline that there is not."""
    asked = request.GET.get("template") or templates()[0].code
    template = template_of(asked)
    if template is None:
        raise Http404(_("There is no report with the outline %(code)s.") % {"code": asked[:60]})
    return ReportChoice(choice=read_choice(request, teryt), template=template)

"""What is kept of the office's own words, on the page that chooses a report: for who writes them, and nobody else."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import override

from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.models import ReportTextsVersion
from empiria.apps.monitor.selectors.report_templates import Template, template_of, templates
from empiria.apps.monitor.selectors.report_texts import kept_texts, units_to_write_for
from empiria.apps.monitor.views.report_choice import WRITTEN, ReportChoice
from empiria.apps.monitor.views.words import page_words


def kept_context(request: HttpRequest, found: ReportChoice) -> dict[str, Any] | None:
    """None for who does not write for the city, and where there is no year to write of."""
    profile = found.choice.profile
    if not request.user.is_authenticated or profile.year is None:
        return None
    if not units_to_write_for(signed_in(request).standing).filter(pk=profile.unit.pk).exists():
        return None
    here = (found.template.code, profile.year, page_words().language)
    newest, others = None, []
    for one in kept_texts(profile.unit).defer("texts"):
        if (one.report.outline, one.report.year, one.report.language) == here:
            newest = one
        else:
            others.append(_other(found, one))
    return {
        "newest": newest,
        "url": found.link_to_texts("report-texts"),
        "page_url": found.link_to_texts("report-texts-page"),
        "files": written_links(found),
        "others": others,
        # Where this outline has no place for words.
        "outlines": [_outline(found, one) for one in templates() if one.texts],
    }


def written_links(found: ReportChoice) -> list[dict[str, str]]:
    """The report as files that hold what is kept."""
    return [{"label": ext.upper(), "url": found.link_to_texts("report-texts-file", ext)} for ext in WRITTEN]


def _outline(found: ReportChoice, template: Template) -> dict[str, str]:
    return {"title": template.title, "url": found.link("report", template=template)}


def _other(found: ReportChoice, one: ReportTextsVersion) -> dict[str, Any]:
    """Texts of another report of the city. A year of which the release holds no figures has no report to open."""
    report, template = one.report, template_of(one.report.outline)
    is_there = template is not None and report.year in found.choice.profile.years
    return {
        "title": template.title if template else report.outline,
        "year": str(report.year),
        "language": report.get_language_display(),
        "at": one.at,
        "url": _address(found, one, template) if template and is_there else "",
    }


def _address(found: ReportChoice, one: ReportTextsVersion, template: Template) -> str:
    """On the page in the language of the texts."""
    with override(one.report.language):
        chosen = ReportChoice(choice=found.choice, template=template)
        return chosen.link_to_texts("report-texts", year=one.report.year)

"""Reports of a city and of a comparison: the page that chooses, the report as a page, and as a file."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.accounts.limits import counted
from empiria.apps.monitor.forms import ReportTextsForm
from empiria.apps.monitor.selectors import Compared
from empiria.apps.monitor.selectors.report_templates import templates
from empiria.apps.monitor.views.choice import of_a_city
from empiria.apps.monitor.views.compare_choice import CompareChoice, read_comparison
from empiria.apps.monitor.views.downloads import attached
from empiria.apps.monitor.views.report_blocks import NO_TEXTS
from empiria.apps.monitor.views.report_chapters import chapter_title
from empiria.apps.monitor.views.report_choice import FILES, WRITTEN, ReportChoice, read_report
from empiria.apps.monitor.views.report_city import city_report
from empiria.apps.monitor.views.report_compare import comparison_places, comparison_report
from empiria.apps.monitor.views.report_kept import kept_context
from empiria.apps.monitor.views.words import page_words
from empiria.reporting.document import WRITERS, Document, body


@require_safe
@of_a_city
def city(request: HttpRequest, teryt: str) -> HttpResponse:
    """What the report will hold, and the formats it can be had in."""
    found = read_report(request, teryt)
    context = choice_context(found)
    if kept := kept_context(request, found):
        context["kept"] = kept
    elif found.template.texts and request.user.is_authenticated:
        context["form"] = ReportTextsForm(places=found.template.texts, formats=WRITTEN)
    return render(request, "monitor/report_choice.html", context)


def choice_context(found: ReportChoice) -> dict[str, Any]:
    """What the page that chooses shows, without the form for the office's words."""
    profile = found.choice.profile
    here = found.link("report")
    return {
        "profile": profile,
        "choice": found.choice,
        "template": found.template,
        "templates": templates(),
        "chapters": [chapter_title(chapter) for chapter in found.template.chapters],
        "year": str(profile.year or ""),
        "years": [str(year) for year in sorted(profile.years, reverse=True)],
        "city_url": found.choice.link("city"),
        "page_url": found.link("report-page"),
        "files": file_links(lambda ext: found.link("report-file", ext)),
        "written_url": found.link("report-written"),
        # Who is not signed in comes back to this very choice.
        "sign_in_url": f"{reverse('accounts:sign-in')}?{urlencode({'next': here})}",
    }


@require_safe
@counted("page")
@of_a_city
def city_page(request: HttpRequest, teryt: str) -> HttpResponse:
    """The report to be read, searched and printed in the browser."""
    found = read_report(request, teryt)
    return page_response(
        request,
        found,
        choice_url=found.link("report"),
        files=file_links(lambda ext: found.link("report-file", ext)),
    )


def page_response(
    request: HttpRequest, found: ReportChoice, *, texts: Mapping[str, str] = NO_TEXTS, **around: object
) -> HttpResponse:
    """The report as a page; `around` is what leads on from it."""
    document = _document(request, found, texts)
    # Our own writer: every text in it is escaped.
    context = {
        "document": document,
        "body": mark_safe(body(document)),  # noqa: S308
        "notices": found.choice.notices,
        **around,
    }
    return render(request, "monitor/report.html", context)


@require_safe
@counted("report")
@of_a_city
def city_file(request: HttpRequest, teryt: str, ext: str) -> HttpResponse:
    """The report as a file."""
    found = read_report(request, teryt)
    return file_response(request, found, ext, WRITERS[ext])


def file_response(
    request: HttpRequest,
    found: ReportChoice,
    ext: str,
    writer: Callable[[Document], bytes],
    *,
    texts: Mapping[str, str] = NO_TEXTS,
) -> HttpResponse:
    """The report as a download whose name says which city, outline and year."""
    profile = found.choice.profile
    parts = (profile.unit.teryt, _("report"), found.template.code, profile.year)
    name = "-".join(str(part) for part in parts if part)
    return attached(
        request, lambda: writer(_document(request, found, texts)), ext, name, unmet=found.choice.notices
    )


@require_safe
@counted("page")
def comparison_page(request: HttpRequest) -> HttpResponse:
    """The report of the comparison that the address describes, to be read; without anybody in it, how to begin one."""
    choice = read_comparison(request.GET, request.user)
    if choice is None or choice.compared is None:
        return render(request, "monitor/compare_empty.html") if choice is None else redirect(choice.link())
    form = ReportTextsForm(places=comparison_places(), formats=WRITTEN)
    return comparison_response(request, choice, choice.compared, form)


def comparison_response(
    request: HttpRequest, choice: CompareChoice, compared: Compared, form: ReportTextsForm
) -> HttpResponse:
    """The page, where who is signed in writes words of their own into a file."""
    context = {
        "document": (document := _comparison(request, choice, compared)),
        "body": mark_safe(body(document)),  # noqa: S308 (our own writer: every text in it is escaped)
        "comparison_url": choice.link(),
        "notices": choice.notices,
        "files": file_links(lambda ext: choice.link("compare-report-file", ext)),
        "form": form if request.user.is_authenticated else None,
        "written_url": choice.link("compare-report-written"),
    }
    return render(request, "monitor/report.html", context, status=422 if form.errors else 200)


@require_safe
@counted("report")
def comparison_file(request: HttpRequest, ext: str) -> HttpResponse:
    """The same as a file."""
    choice = read_comparison(request.GET, request.user)
    if choice is None or choice.compared is None:
        raise Http404(_("Nobody is compared here."))
    return comparison_file_response(request, choice, choice.compared, ext)


def comparison_file_response(
    request: HttpRequest,
    choice: CompareChoice,
    compared: Compared,
    ext: str,
    *,
    texts: Mapping[str, str] = NO_TEXTS,
) -> HttpResponse:
    name = "-".join(filter(None, (_("comparison"), str(compared.year or ""))))
    return attached(
        request,
        lambda: WRITERS[ext](_comparison(request, choice, compared, texts)),
        ext,
        name,
        unmet=choice.notices,
    )


def _comparison(
    request: HttpRequest, choice: CompareChoice, compared: Compared, texts: Mapping[str, str] = NO_TEXTS
) -> Document:
    return comparison_report(choice, compared, page_words(), site=_site(request), texts=texts)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def file_links(link: Callable[[str], str]) -> list[dict[str, str]]:
    return [{"label": ext.upper(), "url": link(ext)} for ext in FILES]


def _document(request: HttpRequest, found: ReportChoice, texts: Mapping[str, str] = NO_TEXTS) -> Document:
    return city_report(found.choice.profile, found.template, page_words(), site=_site(request), texts=texts)

"""Published classifications: their classes, their source, and the import of an assignment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from empiria.analysis.errors import InputError
from empiria.apps.places.forms import ClassesForm
from empiria.apps.places.rules import may, permission_required
from empiria.apps.places.selectors import typologies, typology_view
from empiria.apps.places.services import import_classes
from empiria.apps.places.views.words import page_words


@require_http_methods(["GET", "HEAD"])
def typology_list(request: HttpRequest) -> HttpResponse:
    return render(request, "places/typology_list.html", {"typologies": typologies()})


@require_http_methods(["GET", "HEAD"])
def typology_detail(request: HttpRequest, code: str) -> HttpResponse:
    view = typology_view(code)
    if view is None:
        raise Http404
    return render(
        request,
        "places/typology_detail.html",
        {"view": view, "may_edit": may(request.user, "places.manage_units")},
    )


@permission_required("places.manage_units")
@require_http_methods(["GET", "HEAD", "POST"])
def typology_import(request: HttpRequest, code: str) -> HttpResponse:
    """Take an assignment in; its findings are shown at once. Sending the same file again changes nothing."""
    view = typology_view(code)
    if view is None:
        raise Http404
    form = ClassesForm(request.POST or None, request.FILES or None)
    context = {"form": form, "typology": view.typology}
    if form.is_valid():
        data = form.cleaned_data
        try:
            result = import_classes(
                typology=view.typology,
                table=data["file"].table,
                source=data["source"],
                edition=data["edition"],
                valid_from=data["valid_from"],
                by=request.user,  # type: ignore[arg-type]  # the guard let staff in only
            )
        except InputError as error:
            form.refuse(error.at(file=data["file"].provenance.file))
        else:
            findings = data["file"].findings + result.findings
            context |= {
                "result": result,
                "findings": [(f, *f.render(gettext, page_words().params)) for f in findings],
            }
    return render(request, "places/typology_import.html", context)

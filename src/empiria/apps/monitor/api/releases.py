"""Published releases."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from empiria.analysis.errors import mark
from empiria.apps.monitor.models import Release as ReleaseModel
from empiria.apps.monitor.selectors.open_data import open_release, open_scores
from empiria.apps.monitor.selectors.releases import public_releases
from empiria.apps.system.api import Listing, answer, listing, not_found

router = Router(tags=["releases"])

RELEASE = r"^(current|[0-9]{4}-[0-9]{1,6})$"
NO_RELEASE = _("No such release has been published.")


class Release(Schema):
    """Figures that were published together. It never changes; a later release supersedes it."""

    code: str = Field(description=mark("Its code."))
    state: str = Field(description=mark("published, or superseded by a later one."))
    published_at: datetime = Field(description=mark("When it was published."))
    supersedes: str | None = Field(description=mark("The release before it."))
    units: int = Field(description=mark("Municipalities of today with a figure."))
    indicators: int = Field(description=mark("Indicators with a figure."))
    first_year: int | None = Field(description=mark("The first year with a figure."))
    last_year: int | None = Field(description=mark("The last year with a figure."))
    values: int = Field(description=mark("How many figures there are."))
    sha256: str = Field(
        description=mark("The digest of its figures as they are stored, by which a copy is known.")
    )
    note: str = Field(description=mark("What the publisher says of it."))


class Scores(Schema):
    """Scores of the release by one recipe, each unit compared within its group of one grouping."""

    recipe: str = Field(description=mark("The code of the recipe."))
    version: str = Field(description=mark("Its version."))
    title_pl: str = Field(description=mark("Its title in Polish."))
    title_en: str = Field(description=mark("Its title in English."))
    grouping: str = Field(description=mark("The grouping whose groups are compared."))
    periods: list[int] = Field(description=mark("Years with a figure."))
    covered: list[int] = Field(
        description=mark("Years in which at least 95 % of units have the whole score.")
    )


class ReleaseDetail(Release):
    """A release with the scores there are of it."""

    scores: list[Scores]


class Releases(Schema):
    """A page of releases."""

    count: int
    next: str | None
    previous: str | None
    results: list[Release]


@router.get("", response=Releases, url_name="release-list", operation_id="releases", summary=mark("Releases"))
def releases(request: HttpRequest, filters: Query[Listing]) -> HttpResponse:
    """Every published release, the newest first."""
    found = public_releases().defer("difference", "left_out")
    rows = [_row(one) for one in found[filters.offset : filters.offset + filters.limit]]
    return listing(request, filters, rows, total=found.count(), row=Release)


@router.get(
    "/{code}",
    response=ReleaseDetail,
    url_name="release-detail",
    operation_id="release",
    summary=mark("One release"),
)
def release(
    request: HttpRequest,
    code: Annotated[
        str,
        Path(
            pattern=RELEASE,
            description=mark("Its code, or current for the one the pages show."),
            examples=["current"],
        ),
    ],
) -> HttpResponse:
    """A release, and by which recipes and groupings it was scored."""
    found = open_release(code)
    if found is None:
        raise not_found(NO_RELEASE)
    scores = [
        {
            "recipe": one.recipe.code,
            "version": one.recipe.version,
            "title_pl": one.recipe.title_pl,
            "title_en": one.recipe.title_en,
            "grouping": one.grouping,
            "periods": one.periods,
            "covered": one.covered,
        }
        for one in open_scores(found)
    ]
    return answer(request, {**_row(found), "scores": scores})


def _row(release: ReleaseModel) -> dict[str, object]:
    extent = release.extent
    return {
        "code": release.code,
        "state": release.state,
        "published_at": release.published_at,
        "supersedes": release.supersedes.code if release.supersedes else None,
        "units": extent.get("units", 0),
        "indicators": extent.get("indicators", 0),
        "first_year": extent.get("first_year"),
        "last_year": extent.get("last_year"),
        "values": extent.get("values", 0),
        "sha256": release.observations_sha256,
        "note": release.note,
    }

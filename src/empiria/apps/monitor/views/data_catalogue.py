"""The catalogue of releases as data portals read it: DCAT-AP 3, written as JSON-LD."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.releases import source_notes
from empiria.apps.monitor.selectors.whole_release import release_sources

EUROPE = "http://publications.europa.eu/resource/authority"


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file that every release can be downloaded as; `format` is its code in the EU's list of file types."""

    name: str
    title: Promise
    media_type: str
    format: str


FILES = (
    DataFile(
        name="release.zip", title=_("everything as CSV, zipped"), media_type="application/zip", format="ZIP"
    ),
    DataFile(
        name="observations.parquet",
        title=_("figures as Parquet"),
        media_type="application/vnd.apache.parquet",
        format="PARQUET",
    ),
    DataFile(
        name="units.parquet",
        title=_("units and groups as Parquet"),
        media_type="application/vnd.apache.parquet",
        format="PARQUET",
    ),
    DataFile(name="dictionary.csv", title=_("data dictionary"), media_type="text/csv", format="CSV"),
)
TITLE = gettext_noop("Figures of Polish municipalities")
DESCRIPTION = gettext_noop(
    "Public statistics of Polish municipalities by unit, indicator and year, checked and published together as releases."
)
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(request: HttpRequest, releases: list[Release]) -> dict[str, Any]:
    """Every published release as a dataset with its files; addresses are those of this installation."""
    page = request.build_absolute_uri(reverse("monitor:data"))
    dates = [release.published_at for release in releases if release.published_at]
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": page,
        "@type": "dcat:Catalog",
        "dct:title": _both(TITLE),
        "dct:description": _both(DESCRIPTION),
        "dct:publisher": _publisher(request),
        "dct:language": [_id(f"{EUROPE}/language/{code}") for code in ("POL", "ENG")],
        "foaf:homepage": _id(page),
        "dcat:dataset": [_dataset(request, page, release) for release in releases],
    }
    if dates:
        found |= {
            "dct:issued": _moment(min(dates).isoformat()),
            "dct:modified": _moment(max(dates).isoformat()),
        }
    return found


def _dataset(request: HttpRequest, page: str, release: Release) -> dict[str, Any]:
    extent = release.extent
    sources = [source.import_id for source in release_sources(release)]
    licence = _licence(sources)
    found: dict[str, Any] = {
        "@id": f"{page}#release-{release.code}",
        "@type": "dcat:Dataset",
        "dct:identifier": release.code,
        "dcat:version": release.code,
        "dct:title": _both(TITLE, f" – {release.code}"),
        "dct:description": _both(DESCRIPTION),
        "dct:publisher": _publisher(request),
        "dct:issued": _moment(release.published_at.isoformat() if release.published_at else ""),
        "dct:accessRights": _id(f"{EUROPE}/access-right/PUBLIC"),
        "dcat:theme": [_id(f"{EUROPE}/data-theme/{code}") for code in ("REGI", "SOCI", "GOVE")],
        "dct:spatial": _id(f"{EUROPE}/country/POL"),
        "dcat:landingPage": _id(page),
        "dct:source": [
            _id(request.build_absolute_uri(reverse("monitor:source-detail", args=[source])))
            for source in sources
        ],
        "dcat:distribution": [_distribution(request, release, one) | licence for one in FILES],
    }
    if extent.get("first_year"):
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": str(extent["first_year"]), "@type": "xsd:gYear"},
            "dcat:endDate": {"@value": str(extent["last_year"]), "@type": "xsd:gYear"},
        }
    if release.supersedes:
        found["dcat:previousVersion"] = _id(f"{page}#release-{release.supersedes.code}")
    if settings.EMPIRIA_CONTACT_EMAIL:
        found["dcat:contactPoint"] = {
            "@type": "vcard:Organization",
            "vcard:fn": settings.EMPIRIA_OPERATOR,
            "vcard:hasEmail": _id(f"mailto:{settings.EMPIRIA_CONTACT_EMAIL}"),
        }
    return found


def _licence(sources: list[int]) -> dict[str, Any]:
    """The terms of all files that the figures come from, as one document in words: they have no address."""
    labels = []
    for language in ("pl", "en"):
        with translation.override(language):
            terms = sorted({note.licence for note in source_notes(sources).values() if note.licence})
        labels.append({"@value": "; ".join(terms), "@language": language})
    if not labels[0]["@value"]:
        return {}
    return {"dct:license": {"@type": "dct:LicenseDocument", "rdfs:label": labels}}


def _distribution(request: HttpRequest, release: Release, one: DataFile) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("monitor:data-file", args=[release.code, one.name]))
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _both(one.title),
        "dcat:accessURL": _id(address),
        "dcat:downloadURL": _id(address),
        "dcat:mediaType": _id(f"https://www.iana.org/assignments/media-types/{one.media_type}"),
        "dct:format": _id(f"{EUROPE}/file-type/{one.format}"),
    }


def _publisher(request: HttpRequest) -> dict[str, Any]:
    return {
        "@id": request.build_absolute_uri("/"),
        "@type": "foaf:Agent",
        "foaf:name": settings.EMPIRIA_OPERATOR,
    }


def _both(text: str | Promise, end: str = "") -> list[dict[str, str]]:
    """A text in both languages, whichever the page is asked for in."""
    found = []
    for language in ("pl", "en"):
        with translation.override(language):
            said = str(text) if isinstance(text, Promise) else translation.gettext(text)
        found.append({"@value": said + end, "@language": language})
    return found


def _id(address: str) -> dict[str, str]:
    return {"@id": address}


def _moment(text: str) -> dict[str, str]:
    return {"@value": text, "@type": "xsd:dateTime"}

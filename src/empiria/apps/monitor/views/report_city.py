"""A city's report as a document: cover, the chapters of its outline, and all figures for a spreadsheet."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from empiria.analysis.errors import InputError, mark
from empiria.apps.monitor.selectors import CityProfile, city_profile
from empiria.apps.monitor.selectors.report_templates import Template, template_of, templates
from empiria.apps.monitor.views.asked_groups import asked_group, group_title, reread_note, written
from empiria.apps.monitor.views.city_figures import (
    dimensions_figure,
    history_table,
    indicators_table,
    quadrant_figure,
)
from empiria.apps.monitor.views.city_source import about, source_line
from empiria.apps.monitor.views.report_around import Around, around
from empiria.apps.monitor.views.report_blocks import NO_TEXTS, release_facts
from empiria.apps.monitor.views.report_chapters import Material, chapter_blocks
from empiria.apps.places.selectors import unit_by_address
from empiria.reporting.document import Document
from empiria.reporting.table import Table
from empiria.reporting.words import Words


def city_report(
    profile: CityProfile,
    template: Template,
    words: Words,
    *,
    site: str = "",
    texts: Mapping[str, str] = NO_TEXTS,
) -> Document:
    """The report of a city by an outline, with the office's words where it has any."""
    beside = around(profile, words)
    material = Material(profile=profile, words=words, around=beside, site=site, texts=texts)
    name = profile.unit_note.name
    return Document(
        words=words,
        title=_("%(name)s: %(title)s") % {"name": name, "title": template.title},
        subtitle=template.basis,
        publisher=settings.EMPIRIA_OPERATOR,
        issued=timezone.localdate(),
        cover=_cover(profile, words),
        contents_title=_("Contents"),
        blocks=[block for chapter in template.chapters for block in chapter_blocks(chapter, material)],
        data=_data(profile, words, beside),
        about=[*about(profile), (_("Source"), source_line(profile))],
        about_title=_("Source"),
    )


def report_of(
    teryt: str,
    outline: str,
    words: Words,
    *,
    year: int | None = None,
    group_code: str | None = None,
    recipe_code: str | None = None,
) -> Document:
    """The report of a municipality by its code. Raises InputError where a code, a year or a group is not there."""
    template = template_of(outline)
    if template is None:
        known = ", ".join(one.code for one in templates())
        raise InputError(
            mark("there is no outline “%(found)s”; there are: %(expected)s"), found=outline, expected=known
        )
    found = unit_by_address(teryt)
    if found is None or found[0].level != "municipality":
        raise InputError(mark("there is no municipality with the code %(code)s"), code=teryt)
    # A report leaves the house: of groups that are somebody's own it takes only those that are shared.
    group = written(group_code) if group_code else None
    profile = city_profile(
        unit=found[0],
        recipe_code=recipe_code,
        group_code=group,
        year=year,
        asked_group=asked_group(group, None) if group else None,
    )
    shown = (
        ("year", year, profile.year),
        ("recipe", recipe_code, profile.recipe.code if profile.recipe else None),
    )
    for name, asked, there in shown:
        if asked is not None and asked != there:
            text = mark("--%(option)s: there are no figures of this municipality for “%(found)s”")
            raise InputError(text, option=name, found=asked)
    if group and group != (profile.group.code if profile.group else None):
        title = group_title(group, None)
        if title is None:
            raise InputError(mark("--group: there is no comparison group “%(found)s”"), found=group_code)
        text = mark("--group: this municipality is not compared in the group “%(found)s”")
        raise InputError(text, found=title)
    return city_report(profile, template, words)


def _cover(profile: CityProfile, words: Words) -> list[tuple[str, str]]:
    facts = [(_("Municipality code"), f"TERYT {profile.unit_note.teryt}")]
    if profile.year:
        facts.append((_("Year of the figures"), str(profile.year)))
    if profile.group:
        facts.append((_("Comparison group"), f"{profile.group.title} ({len(profile.members)})"))
    if profile.asked_group:
        facts.append((_("Who is in the group"), profile.asked_group.explanation))
    if note := reread_note(profile, words):
        facts.append((_("How it is read"), note))
    facts += release_facts(profile.release)
    facts.append((_("Report made on"), date_format(timezone.localdate(), "j E Y")))
    return [*facts, (_("Published by"), settings.EMPIRIA_OPERATOR)]


def _data(profile: CityProfile, words: Words, beside: Around | None) -> list[tuple[str, Table]]:
    dimensions = dimensions_figure(profile, words, with_drawing=False)
    quadrant = quadrant_figure(profile, words)
    sheets = [
        (_("Dimensions and areas"), dimensions.table if dimensions else None),
        (_("Indicators"), indicators_table(profile, words)),
        (_("Comparison"), beside.table() if beside else None),
        (_("Situation and change"), quadrant.table if quadrant else None),
        (_("Years"), history_table(profile, [*profile.indicators, *profile.others])),
    ]
    return [(name, table) for name, table in sheets if table is not None]

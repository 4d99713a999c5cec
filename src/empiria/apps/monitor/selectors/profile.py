"""Everything a city's page shows, in about eight SQL queries and six small reads of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from empiria.analysis.recipe import Node, Recipe
from empiria.apps.monitor.models import Indicator, Release, ScoreSet
from empiria.apps.monitor.selectors.bare import beside_group
from empiria.apps.monitor.selectors.catalogue import (
    executed_recipe,
    framework_titles,
    indicators_by_code,
    recipe_note,
)
from empiria.apps.monitor.selectors.certainty import (
    OTHER_GROUP,
    UnitIntervals,
    certainty_note,
    unit_intervals,
)
from empiria.apps.monitor.selectors.choosing import Chosen, choose
from empiria.apps.monitor.selectors.releases import current_release, release_note, source_notes
from empiria.apps.monitor.selectors.rows import TreeRows, plain_rows
from empiria.apps.monitor.selectors.scores import GroupYear, unit_scores
from empiria.apps.monitor.selectors.shapes import (
    AskedGroup,
    CityProfile,
    MemberPoint,
    MissingLeaf,
    NodeRow,
    ReleaseNote,
    UnitNote,
)
from empiria.apps.monitor.selectors.store import Figures, unit_figures
from empiria.apps.monitor.selectors.within import spreads_within, unit_within, year_within
from empiria.apps.monitor.selectors.years import nearest_year, usual_year
from empiria.apps.places.models import Qualifier, Unit
from empiria.apps.places.selectors import alphabetical, units_by_code

# Of more units than these all names are read: a query that lists thousands of codes takes longer than its answer.
NAMED_BY_CODE = 500


def unit_note(unit: Unit) -> UnitNote:
    return UnitNote(code=unit.code, teryt=unit.teryt, name=unit.display_name)


def city_profile(
    *,
    unit: Unit,
    recipe_code: str | None = None,
    group_code: str | None = None,
    year: int | None = None,
    asked_group: AskedGroup | None = None,
) -> CityProfile:
    """A unit in the current release by one recipe, within one of its groups, in one year.

    Without `recipe_code` the first recipe with scores for the unit is taken; an unknown recipe, group or year falls back
    to what is shown first: the recipe's own grouping, and the latest year in which at least 95 % of the compared units
    have the root score (else in which nearly as many units as in any year have a figure). Before the first publication the profile is empty.
    `asked_group` is one that the release does not know. Its members, and those of a group of the release within which no
    scores were made, are read as they score among everybody.
    """
    release = current_release()
    if release is None:
        return _empty(unit)
    choice = choose(release, unit, recipe_code=recipe_code, group_code=group_code, asked_group=asked_group)
    figures = unit_figures(release.observations, unit.code)
    catalogue = indicators_by_code(_codes(choice, figures))
    if choice.score_set is None or choice.recipe is None or choice.group is None:
        return _without_scores(unit, release, choice, figures, catalogue, year=year)
    return _with_scores(unit, release, choice, figures, catalogue, year=year)


def _codes(choice: Chosen, figures: Figures) -> set[str]:
    """Indicators that the page names: those with figures, and those the recipe asks for."""
    codes = set(figures)
    if choice.recipe:
        for leaf in executed_recipe(choice.recipe.text).leaves():
            codes |= {leaf.code, leaf.per.indicator if leaf.per and leaf.per.indicator else leaf.code}
    return codes


def _with_scores(
    unit: Unit,
    release: Release,
    choice: Chosen,
    figures: Figures,
    catalogue: Mapping[str, Indicator],
    *,
    year: int | None,
) -> CityProfile:
    score_set, version, group = choice.score_set, choice.recipe, choice.group
    if score_set is None or version is None or group is None:  # narrowed by the caller
        raise ValueError("a profile with scores needs a set of scores")
    recipe = executed_recipe(version.text)
    years = _years(score_set, figures)
    shown = year if year in years else nearest_year(years, usual_year(release, score_set))
    members = choice.members
    in_year = (
        year_within(score_set, group=group.code, members=members, period=shown) if shown is not None else None
    )
    titles = framework_titles()
    own = unit_scores(score_set, unit=unit.code, period=shown)
    if members is not None and in_year is not None:
        own = unit_within(own, unit=unit.code, in_year=in_year)
    rows = TreeRows(
        recipe=recipe,
        year=shown,
        own=own,
        spreads=spreads_within(score_set, group=group.code, members=members),
        members=in_year.figures if in_year else {},
        figures=figures,
        sources=source_notes(_sources(figures)),
        catalogue=catalogue,
        titles=titles,
        intervals=unit_intervals(score_set, unit=unit.code, period=shown)
        if members is None
        else UnitIntervals(),
    )
    notes = member_notes(in_year.units if in_year else ())
    profile = _profile(unit, release, choice)
    return replace(
        profile,
        members=(by_name := tuple(sorted(notes.values(), key=lambda note: alphabetical(note.name)))),
        without_figures=tuple(note for note in by_name if in_year and note.code not in in_year.known),
        years=years,
        year=shown,
        rows=rows.tree(),
        others=beside_group(
            rows.others(), release=release, members=in_year.units if in_year else (), year=shown
        ),
        missing=_missing_leaves(choice.missing, recipe, catalogue),
        points=_points(in_year, recipe, notes),
        change_periods=recipe.change.periods if recipe.change else None,
        score_set=score_set.pk,
        scored_year=nearest_year(own.scored_years.get(recipe.tree.code, ()), shown),
        certainty=certainty_note(score_set, period=shown) if members is None else OTHER_GROUP,
        asked_group=choice.asked_group,
        reread=members,
    )


def _sources(figures: Figures) -> set[int]:
    """The imports that a unit's figures came from."""
    every = (figure for years in figures.values() for figure in years.values())
    return {figure.source for figure in every if figure.source is not None}


def _years(score_set: ScoreSet, figures: Figures) -> tuple[int, ...]:
    """Years there is something to show for: without scores also those with bare figures only."""
    years = set(score_set.periods)
    if score_set.state != ScoreSet.State.READY:
        years |= _known_years(figures)
    return tuple(sorted(years))


def _known_years(figures: Figures) -> set[int]:
    """Years with a figure of anything."""
    return {year for years in figures.values() for year, figure in years.items() if figure.value is not None}


def member_notes(codes: Sequence[str]) -> dict[str, UnitNote]:
    """The group's units by name. Only homonyms need more than a row: hundreds of whole units would take as long as the rest."""
    if not codes:
        return {}
    named = Unit.objects.filter(code__in=codes) if len(codes) <= NAMED_BY_CODE else Unit.objects.all()
    wanted, columns = frozenset(codes), ("code", "teryt", "name", "qualifier")
    rows = [row for row in named.order_by().values_list(*columns) if row[0] in wanted]
    homonyms = units_by_code([code for code, _teryt, _name, qualifier in rows if qualifier != Qualifier.NONE])
    return {
        code: unit_note(homonyms[code]) if code in homonyms else UnitNote(code, teryt, name)
        for code, teryt, name, _qualifier in rows
    }


def _points(
    in_year: GroupYear | None, recipe: Recipe, notes: Mapping[str, UnitNote]
) -> tuple[MemberPoint, ...]:
    """The group in the quadrant of situation and change; a unit without either is not in it."""
    root = in_year.nodes.get(recipe.tree.code) if in_year and recipe.change else None
    if root is None:
        return ()
    return tuple(
        MemberPoint(*notes[code], situation, change)
        for code, situation, change in zip(
            *(root[name].to_list() for name in ("unit", "score", "change_score")), strict=True
        )
        if situation is not None and change is not None and code in notes
    )


def _missing_leaves(
    missing: Sequence[Mapping[str, str]], recipe: Recipe, catalogue: Mapping[str, Indicator]
) -> tuple[MissingLeaf, ...]:
    def title(node: Node) -> str:
        indicator = catalogue.get(node.code)
        return indicator.name if indicator else node.code

    return tuple(
        MissingLeaf(
            node=entry["node"],
            title=title(recipe.node(entry["node"])),
            indicator=entry["indicator"],
            reason="denominator" if entry["reason"] == "denominator" else "none",
        )
        for entry in missing
    )


def _without_scores(
    unit: Unit,
    release: Release,
    choice: Chosen,
    figures: Figures,
    catalogue: Mapping[str, Indicator],
    *,
    year: int | None,
) -> CityProfile:
    """The unit's figures by themselves: there is no group for it, or the scores are still being made."""
    years = sorted(_known_years(figures))
    shown = year if year in years else nearest_year(years, usual_year(release))
    sources = source_notes(_sources(figures))
    rows = plain_rows(figures, year=shown, catalogue=catalogue, sources=sources)
    recipe = executed_recipe(choice.recipe.text) if choice.recipe else None
    return replace(
        _profile(unit, release, choice),
        years=tuple(years),
        year=shown,
        others=rows,
        missing=_missing_leaves(choice.missing, recipe, catalogue) if recipe else (),
    )


def _profile(unit: Unit, release: Release, choice: Chosen) -> CityProfile:
    return CityProfile(
        unit=unit,
        unit_note=unit_note(unit),
        release=release_note(release),
        recipe=recipe_note(choice.recipe) if choice.recipe else None,
        recipes=tuple(recipe_note(one) for one in choice.recipes),
        group=choice.group,
        members=(),
        groups=choice.groups,
        years=(),
        year=None,
        state=choice.state,
        rows=(),
        takes_any_group=choice.takes_any_group,
    )


def _empty(unit: Unit) -> CityProfile:
    rows: tuple[NodeRow, ...] = ()
    return CityProfile(
        unit=unit,
        unit_note=unit_note(unit),
        release=ReleaseNote(code="", published_at=None),
        recipe=None,
        recipes=(),
        group=None,
        members=(),
        groups=(),
        years=(),
        year=None,
        state="no scores",
        rows=rows,
    )

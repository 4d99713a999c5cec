"""`empiria release`: what there is, what it holds, what changed, and its publication."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from empiria.analysis.errors import InputError, mark
from empiria.cli.messages import _, progress_line, translate
from empiria.cli.prepare import open_catalogue

if TYPE_CHECKING:
    from empiria.apps.monitor.models import Release

OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.group("release", help=_("Drafts and published releases."), epilog=_("Example: empiria release list"))
def release_group() -> None:
    """Only holds the commands below."""


@release_group.command(
    "list", help=_("List the releases, the newest first."), epilog=_("Example: empiria release list")
)
@click.option("--json", "as_json", is_flag=True, help=_("As JSON, on one line."))
def list_releases(*, as_json: bool) -> None:
    open_catalogue()
    from empiria.apps.monitor.models import Release

    rows = [
        {
            "code": release.code,
            "state": release.state,
            "created": release.created_at.date().isoformat(),
            "published": release.published_at.date().isoformat() if release.published_at else None,
            "supersedes": release.supersedes.code if release.supersedes else None,
        }
        for release in Release.objects.select_related("supersedes").order_by("-pk")
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['code']:10} {translate(str(row['state'])):12} {row['published'] or row['created']}")


@release_group.command(
    help=_("Write a release as a tidy table: unit, indicator, period, value, status."),
    short_help=_("Write a release as a tidy table."),
    epilog=_("Example: empiria release show 2026-1 --output release.csv"),
)
@click.argument("release")
@click.option(
    "--output",
    type=OUTPUT,
    required=True,
    help=_("Where the table goes; the ending decides: .csv or .parquet."),
)
@click.option(
    "--units",
    type=OUTPUT,
    help=_("Write its units with their comparison groups as well: with both tables a score can be checked."),
)
def show(release: str, *, output: Path, units: Path | None) -> None:
    from empiria.analysis.files import check_output, write_table

    check_output(output)
    if units:
        check_output(units, output)
    open_catalogue()
    from empiria.apps.monitor.selectors import release_by_code, release_table, release_units

    shown = release_by_code(release)
    table = release_table(shown)
    if units:
        write_table(release_units(shown), units)
    write_table(table, output)
    click.echo(_("{count} observations written to {path}").format(count=table.height, path=output))


@release_group.command(
    help=_("The difference report of a release against the one before it."),
    epilog=_("Example: empiria release diff 2026-1 --output differences.csv"),
)
@click.argument("release")
@click.option("--output", type=OUTPUT, help=_("Write every single difference: .csv or .parquet."))
@click.option("--json", "as_json", is_flag=True, help=_("The summary as JSON, on one line."))
def diff(release: str, *, output: Path | None, as_json: bool) -> None:
    from empiria.analysis.files import check_output, write_table

    if output:
        check_output(output)
    open_catalogue()
    from empiria.apps.monitor.selectors import difference_rows, release_by_code

    with progress_line() as progress:
        found = _with_report(release_by_code(release), progress)
    if as_json:
        click.echo(json.dumps({**found.difference, "digest": found.difference_digest}, ensure_ascii=False))
    else:
        _tell_report(found)
    if output:
        write_table(difference_rows(found), output)


@release_group.command(
    help=_(
        "Make the draft public. On a terminal the report is shown and you are asked first; elsewhere giving the "
        "command is the acceptance."
    ),
    short_help=_("Make the draft public."),
    epilog=_('Example: empiria release publish 2026-1 --note "Population of 2024"'),
)
@click.argument("release")
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.option("--note", default="", help=_("A sentence for the public list of releases."))
@click.option(
    "--leave-out-unknown", is_flag=True, help=_("Leave out the figures of units that no register names.")
)
@click.option("--no-scores", is_flag=True, help=_("Leave computing the scores to a worker."))
def publish(release: str, *, yes: bool, note: str, leave_out_unknown: bool, no_scores: bool) -> None:
    open_catalogue()
    from empiria.apps.monitor.selectors import release_by_code, unsettled_units
    from empiria.apps.monitor.services import leave_out_units, publish_release
    from empiria.cli.person import operator

    draft = release_by_code(release)
    if draft.is_public:
        _finish(draft, no_scores=no_scores)
        return
    if leave_out_unknown and (codes := [unit.code for unit in unsettled_units(draft)]):
        draft = leave_out_units(release=draft, codes=codes, by=None, reason=operator())
    with progress_line() as progress:
        draft = _with_report(draft, progress)
    _tell_report(draft)
    _ask(_("Publish this?"), yes=yes)
    published = publish_release(
        release=draft, by=None, difference_digest=draft.difference_digest, note=note, reason=operator()
    )
    if not no_scores:
        _make_scores(published)
    click.echo(published.code)


@release_group.command(
    help=_("Close the draft without publishing it. On a terminal you are asked first."),
    epilog=_('Example: empiria release discard 2026-2 --reason "Read by mistake"'),
)
@click.argument("release")
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.option("--reason", default="", help=_("Why, for the audit trail."))
def discard(release: str, *, yes: bool, reason: str) -> None:
    open_catalogue()
    from empiria.apps.monitor.selectors import release_by_code
    from empiria.apps.monitor.services import discard_draft

    draft = release_by_code(release)
    _ask(_("Discard the draft {code}?").format(code=draft.code), yes=yes)
    discard_draft(release=draft, by=None, reason=_reason(reason))
    click.echo(draft.code)


@release_group.command(
    help=_(
        "Take a file out of the draft, which is then as if it had never been read. FILE is its name, or the number of "
        "the import. On a terminal you are asked first."
    ),
    short_help=_("Take a file out of the draft."),
    epilog=_("Example: empiria release undo 2026-2 observations.csv"),
)
@click.argument("release")
@click.argument("file")
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.option("--reason", default="", help=_("Why, for the audit trail."))
def undo(release: str, file: str, *, yes: bool, reason: str) -> None:
    open_catalogue()
    from empiria.apps.monitor.selectors import import_of_draft, release_by_code
    from empiria.apps.monitor.services import undo_import

    source = import_of_draft(release_by_code(release), named=file)
    text = _("Take {file} (import {number}) out of the draft {code}?")
    _ask(text.format(file=source.file_name, number=source.pk, code=release), yes=yes)
    click.echo(undo_import(source=source, by=None, reason=_reason(reason)).code)


def _ask(question: str, *, yes: bool) -> None:
    """On a terminal; elsewhere giving the command is the answer."""
    if not yes and sys.stdin.isatty() and not click.confirm(question, err=True):
        sys.exit(1)


def _reason(told: str) -> str:
    from empiria.cli.person import operator

    return f"{told} ({operator()})" if told else operator()


def _finish(release: "Release", *, no_scores: bool) -> None:
    """Scores that a public release lacks: its publication was cut off after its commit, or some of them failed."""
    from empiria.apps.monitor.services import prepare_scores

    if release.state != release.State.PUBLISHED or not prepare_scores(release=release, by=None):
        raise InputError(mark("The release %(code)s is published already."), code=release.code)
    click.echo(
        _("The release {code} is published already; its missing scores are made.").format(code=release.code)
    )
    if not no_scores:
        _make_scores(release)
    click.echo(release.code)


def _with_report(release: "Release", progress: Callable[[int, int, str], None]) -> "Release":
    """The release with its difference report, made now where a draft has none."""
    from empiria.apps.monitor.services import refresh_difference

    if release.state != release.State.DRAFT:
        return release
    progress(0, 1, mark("Comparing"))
    return refresh_difference(release=release)


def _make_scores(release: "Release") -> None:
    """Make the scores here and now: a published release is whole when the command ends, worker or not."""
    import logging

    from empiria.apps.monitor.selectors import score_jobs, unmade_scores
    from empiria.apps.system.worker import run_jobs

    # What fails is told below, in one line.
    logging.getLogger("empiria.jobs").setLevel(logging.CRITICAL)
    with progress_line() as progress:
        progress(0, 0, mark("Computing scores"))
        run_jobs(score_jobs(release))
    if unmade := unmade_scores(release):
        told = "; ".join(f"{one.title} ({one.grouping}): {one.problem}" for one in unmade)
        text = _("The release {code} is public, but these scores could not be made: {scores}")
        click.echo(
            _("Error: {message}").format(message=text.format(code=release.code, scores=told)), err=True
        )
        sys.exit(1)


def _tell_report(release: "Release") -> None:
    report: dict[str, Any] = release.difference
    if not report:
        click.echo(_("Release {code} has no difference report.").format(code=release.code))
        return
    against = report["against"] or _("nothing, it is the first one")
    bounds = report["bounds"]
    lines = [
        _("Release {code} against {against}").format(code=release.code, against=against),
        _("values: {before} before, {after} after").format(**report["values"]),
        _("new {new}, changed {changed}, vanished {vanished}").format(**report["values"]),
        _("new slices (indicator and year): {new}, gone: {gone}").format(**report["slices"]),
        _(
            "jumps: {jumps} (a change from one year to the next beyond {bound} %, or the indicator's own bound, and "
            "{z} robust deviations; or a published value changed beyond that bound)"
        ).format(jumps=report["rows"]["jump"], bound=f"{100 * bounds['jump']:g}", z=f"{bounds['jump_z']:g}"),
        _("population jumps: {jumps} (beyond {bound} %)").format(
            jumps=report["rows"]["population-jump"], bound=f"{100 * bounds['population']:g}"
        ),
        _(
            "missing values, in slices that most units have: {count} (units: {units}); slices below {bound} % of the "
            "units: {short}"
        ).format(
            count=report["rows"]["unit-missing"],
            # A report made by an earlier version did not count them.
            units=report.get("units_missing", "—"),
            bound=f"{100 * bounds['coverage']:g}",
            short=report["short"],
        ),
    ]
    if report["unsettled"]:
        lines.append(
            _("units that no register names: {count} ({some})").format(
                count=len(report["unsettled"]), some=", ".join(report["unsettled"][:5])
            )
        )
    lines.append(_("report {digest}").format(digest=release.difference_digest or release.accepted_digest))
    for line in lines:
        click.echo(line)

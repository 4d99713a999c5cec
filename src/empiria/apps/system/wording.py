"""What the codes of the audit trail and of jobs mean, in the reader's language.

The trail keeps codes, which are for ever; the words beside them may change. Every app's codes stand here, where they are
shown; a code without words is shown as it is.
"""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "accounts.create-person": _("account made"),
    "monitor.add-indicator": _("indicator added"),
    "monitor.change-indicator": _("indicator changed"),
    "monitor.discard-draft": _("draft discarded"),
    "monitor.import": _("file read into the draft"),
    "monitor.leave-out-units": _("units left out of the draft"),
    "monitor.map-key": _("key given to an indicator"),
    "monitor.open-draft": _("draft opened"),
    "monitor.publish-release": _("release published"),
    "monitor.rebuild-scores": _("scores asked for again"),
    "monitor.sync-catalogue": _("shipped catalogue taken over"),
    "monitor.undo-import": _("file taken out of the draft"),
    "monitor.unmap-key": _("key forgotten"),
    "places.create-list": _("list of units made"),
    "places.delete-list": _("list of units removed"),
    "places.import-areas": _("areas of units imported"),
    "places.import-boundaries": _("outlines of units imported"),
    "places.import-classes": _("typology imported"),
    "places.import-units": _("official list of units imported"),
    "places.refresh-groups": _("comparison groups renewed"),
    "places.register-units": _("units made known"),
    "places.set-coordinates": _("coordinates of units set"),
    "places.set-populations": _("populations of units set"),
    "places.update-list": _("list of units changed"),
    "portal.close-error-report": _("report of an error closed"),
    "portal.create-error-report": _("error reported"),
    "portal.reopen-error-report": _("report of an error opened again"),
    "system.cancel-job": _("job cancelled"),
    "system.enqueue-job": _("job asked for"),
    "system.retry-job": _("job run again"),
}

OBJECTS = {
    "error-report": _("report of an error"),
    "job": _("job"),
    "monitor.catalogue": _("catalogue"),
    "monitor.draft": _("draft"),
    "monitor.indicator": _("indicator"),
    "monitor.release": _("release"),
    "monitor.score-set": _("set of scores"),
    "person": _("person"),
    "places.Boundary": _("outlines"),
    "places.Group": _("comparison groups"),
    "places.Grouping": _("list of units"),
    "places.Typology": _("typology"),
    "places.Unit": _("units"),
    "places.UnitList": _("official list of units"),
}


def action_title(code: str) -> str:
    """What somebody did, for people."""
    return str(ACTIONS.get(code, code))


def job_subject(object_type: str, object_id: str) -> str:
    """What a job is about, for people: “release 2026-1”; the one thing of its sort needs no name of its own."""
    is_only_one = object_type.endswith(f".{object_id}")
    return " ".join(filter(None, [object_title(object_type), "" if is_only_one else object_id]))


def object_title(code: str) -> str:
    """What sort of thing an entry or a job is about, for people."""
    return str(OBJECTS.get(code, code))

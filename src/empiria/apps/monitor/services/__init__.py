"""Writes of the monitor: the catalogue, the draft and its imports, publication, scores."""

from empiria.apps.monitor.services.catalogue import (
    CatalogueChanges,
    remove_key,
    save_indicator,
    save_key,
    sync_catalogue,
)
from empiria.apps.monitor.services.certainty import compute_certainty, request_certainty
from empiria.apps.monitor.services.comparisons import delete_comparison, rename_comparison, save_comparison
from empiria.apps.monitor.services.differences import refresh_difference
from empiria.apps.monitor.services.drafts import (
    discard_draft,
    leave_out_units,
    open_draft,
    settle_units,
    undo_import,
)
from empiria.apps.monitor.services.imports import import_bdl, import_observations, read_again
from empiria.apps.monitor.services.incoming import (
    keep_upload,
    request_difference,
    request_import,
    request_reading_again,
)
from empiria.apps.monitor.services.own_groups import (
    GroupMeanwhileError,
    GroupRefusedError,
    create_own_group,
    delete_own_group,
    update_own_group,
)
from empiria.apps.monitor.services.publication import publish_release
from empiria.apps.monitor.services.report_texts import (
    TextsMeanwhileError,
    delete_report_texts,
    restore_report_texts,
    save_report_texts,
)
from empiria.apps.monitor.services.scoring import compute_scores, prepare_scores, rebuild_scores
from empiria.apps.monitor.services.store import sweep_store

__all__ = [
    "CatalogueChanges",
    "GroupMeanwhileError",
    "GroupRefusedError",
    "TextsMeanwhileError",
    "compute_certainty",
    "compute_scores",
    "create_own_group",
    "delete_comparison",
    "delete_own_group",
    "delete_report_texts",
    "discard_draft",
    "import_bdl",
    "import_observations",
    "keep_upload",
    "leave_out_units",
    "open_draft",
    "prepare_scores",
    "publish_release",
    "read_again",
    "rebuild_scores",
    "refresh_difference",
    "remove_key",
    "rename_comparison",
    "request_certainty",
    "request_difference",
    "request_import",
    "request_reading_again",
    "restore_report_texts",
    "save_comparison",
    "save_indicator",
    "save_key",
    "save_report_texts",
    "settle_units",
    "sweep_store",
    "sync_catalogue",
    "undo_import",
    "update_own_group",
]

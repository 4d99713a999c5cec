"""Writes of local indicators: agreeing them, taking part, figures and their verification."""

from empiria.apps.monitor.services.local.agreeing import move_local_indicator, save_local_indicator
from empiria.apps.monitor.services.local.figures import (
    Entry,
    MeanwhileError,
    restore_figure,
    save_figure,
    save_figures,
    submit_figures,
)
from empiria.apps.monitor.services.local.joining import join_local_indicator, leave_local_indicator
from empiria.apps.monitor.services.local.tables import entries_of, read_table
from empiria.apps.monitor.services.local.verifying import accept_figures, return_figures

__all__ = [
    "Entry",
    "MeanwhileError",
    "accept_figures",
    "entries_of",
    "join_local_indicator",
    "leave_local_indicator",
    "move_local_indicator",
    "read_table",
    "restore_figure",
    "return_figures",
    "save_figure",
    "save_figures",
    "save_local_indicator",
    "submit_figures",
]

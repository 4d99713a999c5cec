"""What people type in: the staff about figures and the catalogue, people of cities about local indicators and groups of their own."""

from empiria.apps.monitor.forms.local import (
    FigureForm,
    LocalIndicatorForm,
    TableForm,
    VerifyForm,
)
from empiria.apps.monitor.forms.own_groups import OwnGroupForm
from empiria.apps.monitor.forms.reports import KeptTextsForm, ReportTextsForm
from empiria.apps.monitor.forms.staff import (
    ComparisonForm,
    IndicatorForm,
    KeyForm,
    ManyFilesField,
    PublishForm,
    ReasonForm,
    UploadForm,
)

__all__ = [
    "ComparisonForm",
    "FigureForm",
    "IndicatorForm",
    "KeptTextsForm",
    "KeyForm",
    "LocalIndicatorForm",
    "ManyFilesField",
    "OwnGroupForm",
    "PublishForm",
    "ReasonForm",
    "ReportTextsForm",
    "TableForm",
    "UploadForm",
    "VerifyForm",
]

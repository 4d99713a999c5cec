"""Jobs and the audit trail, for the staff."""

from django.urls import path

from empiria.apps.system import views
from empiria.apps.system.rules import staff_required

app_name = "system"
urlpatterns = [
    path("", staff_required(views.JobList.as_view()), name="job-list"),
    path("audit/", staff_required(views.AuditList.as_view()), name="audit"),
    path("<uuid:pk>/", staff_required(views.JobDetail.as_view()), name="job-detail"),
    path("<uuid:pk>/status/", staff_required(views.JobStatus.as_view()), name="job-status"),
    path("<uuid:pk>/cancel/", staff_required(views.JobCancel.as_view()), name="job-cancel"),
    path("<uuid:pk>/retry/", staff_required(views.JobRetry.as_view()), name="job-retry"),
]

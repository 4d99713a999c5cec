"""Jobs, for the staff."""

from django.urls import path
from django.views.generic import RedirectView

from empiria.apps.system.rules import permission_required
from empiria.apps.system.views import jobs as views

see_jobs = permission_required("system.see_jobs")
read_audit = permission_required("system.read_audit")

app_name = "system"
urlpatterns = [
    path("", see_jobs(views.JobList.as_view()), name="job-list"),
    # Where the trail was once.
    path(
        "audit/",
        read_audit(
            RedirectView.as_view(
                pattern_name="audit:entry-list", query_string=True, http_method_names=["get", "head"]
            )
        ),
        name="audit",
    ),
    path("<uuid:pk>/", see_jobs(views.JobDetail.as_view()), name="job-detail"),
    path("<uuid:pk>/status/", see_jobs(views.JobStatus.as_view()), name="job-status"),
    path("<uuid:pk>/cancel/", see_jobs(views.JobCancel.as_view()), name="job-cancel"),
    path("<uuid:pk>/retry/", see_jobs(views.JobRetry.as_view()), name="job-retry"),
]

"""Pages of jobs for the staff; addresses where machines ask how this process is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView, View
from django_htmx.http import trigger_client_event
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from empiria.apps.system.metrics import may_read_metrics, metrics, oldest_waiting_seconds
from empiria.apps.system.models import Job
from empiria.apps.system.selectors import (
    job_names,
    job_title,
    job_view,
    names_of,
    unready_parts,
)
from empiria.apps.system.services import JobRefusedError, cancel_job, retry_job
from empiria.apps.system.wording import job_subject

# What htmx tells a page of when a job on it has ended.
ENDED = "job-ended"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process is up: no database, no session."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether it can do its work; which part fails when it cannot.

    How long jobs wait is told, and no failure: a web process is no less ready for a worker that is not there.
    """
    unready = unready_parts()
    waiting = {} if "database" in unready else {"oldest_job_seconds": round(oldest_waiting_seconds())}
    return JsonResponse({"ready": not unready, "failed": unready} | waiting, status=503 if unready else 200)


@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; to anybody but who may read them the address does not exist."""
    if not may_read_metrics(request):
        raise Http404
    return HttpResponse(metrics(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class JobList(ListView):
    template_name = "system/list.html"
    queryset = Job.objects.defer("result")
    paginate_by = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        jobs = context["page_obj"]
        names = names_of({job.created_by for job in jobs})
        context["rows"] = [
            (
                job,
                job_title(job.kind),
                job_names(job) or job_subject(job.object_type, job.object_id),
                names.get(job.created_by, ""),
            )
            for job in jobs
        ]
        return context


class JobDetail(DetailView):
    template_name = "system/detail.html"
    model = Job

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = job_subject(self.object.object_type, self.object.object_id)
        return super().get_context_data(**kwargs) | {"view": job_view(self.object), "about": about}


class JobStatus(JobDetail):
    """The part of a job's page that htmx asks for again while the job runs."""

    template_name = "system/_job.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Of a job that has ended the page is told, which then renews what depends on it (`_renewed.html`)."""
        answer = super().get(request, *args, **kwargs)
        return answer if self.object.is_active else trigger_client_event(answer, ENDED, after="swap")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Where the buttons lead back to: the page the part stands on. Looked at when a button is pressed.
        return super().get_context_data(**kwargs) | {"next": self.request.GET.get("next", "")}


class JobAction(View):
    """A button pressed beside a job; leads back to where it stood."""

    http_method_names = ["post", "options"]

    def act(self, job: Job, request: HttpRequest) -> Job:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: str) -> HttpResponseRedirect:
        job = get_object_or_404(Job, pk=pk)
        try:
            job = self.act(job, request)
        except JobRefusedError as refused:
            messages.warning(
                request,
                _("Not possible any more: the job is %(state)s.")
                % {"state": refused.job.get_state_display()},
            )
        wanted = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(
            wanted, {request.get_host()}, require_https=request.is_secure()
        )
        return HttpResponseRedirect(wanted if safe else reverse("system:job-detail", args=[job.pk]))


class JobCancel(JobAction):
    def act(self, job: Job, request: HttpRequest) -> Job:
        return cancel_job(job=job, by=request.user)  # type: ignore[arg-type]  # the guard let staff in only


class JobRetry(JobAction):
    def act(self, job: Job, request: HttpRequest) -> Job:
        return retry_job(job=job, by=request.user)  # type: ignore[arg-type]  # the guard let staff in only

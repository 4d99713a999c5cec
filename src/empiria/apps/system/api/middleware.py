"""Around everything under /api/: open to programs of other sites, blind to cookies, and one shape for every error."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from empiria.apps.system.api.problems import DETAILS, PROBLEM_TYPE, UNEXPECTED, ProblemError, problem

API = "/api/"
HEADERS = {
    # Nothing else makes a difference; caches need not keep an answer for each cookie that was sent.
    "Vary": "Accept, Accept-Language",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Total-Count, X-Request-ID",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Authorization, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}


def public_api(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Stands before whatever reads cookies: an answer is the same for everybody, so any site may read it."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = _answered(request, get_response)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return respond


def _answered(
    request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=PREFLIGHT)
    is_head = request.method == "HEAD"
    if is_head:
        # Answered as GET is; `no_body_to_head` leaves the body out.
        request.method = "GET"
    response = get_response(request)
    if is_head:
        request.method = "HEAD"
    if response.status_code >= 400 and response["Content-Type"] != PROBLEM_TYPE:
        detail = DETAILS.get(response.status_code, UNEXPECTED)
        return problem(request, ProblemError(response.status_code, detail))
    return response

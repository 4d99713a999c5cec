"""Addresses of the portal."""

from django.urls import path

from empiria.apps.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("theme/", views.theme, name="theme"),
    path("report-error/", views.report_create, name="report-create"),
    path("reports/", views.report_list, name="report-list"),
    path("reports/<int:report_id>/close/", views.report_close, name="report-close"),
    path("reports/<int:report_id>/reopen/", views.report_reopen, name="report-reopen"),
    path("robots.txt", views.robots, name="robots"),
]

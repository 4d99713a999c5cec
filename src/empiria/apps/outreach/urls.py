"""The document library."""

from django.urls import path

from empiria.apps.outreach import views

app_name = "outreach"
urlpatterns = [
    path("", views.document_list, name="document-list"),
    path("new/", views.document_create, name="document-create"),
    path("bin/", views.document_bin, name="bin"),
    path("<uuid:pk>/", views.document_detail, name="document-detail"),
    path("<uuid:pk>/versions/<int:number>/", views.document_download, name="document-download"),
    path("<uuid:pk>/edit/", views.document_update, name="document-update"),
    path("<uuid:pk>/replace/", views.document_replace, name="document-replace"),
    path("<uuid:pk>/delete/", views.document_delete, name="document-delete"),
    path("<uuid:pk>/restore/", views.document_restore, name="document-restore"),
]

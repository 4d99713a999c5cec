"""Groups and typologies for everybody; units, imports and lists for the staff."""

from django.urls import path

from empiria.apps.places import views

app_name = "places"
urlpatterns = [
    path("groups/", views.group_list, name="group-list"),
    path("groups/new/", views.list_create, name="list-create"),
    path("groups/restore/", views.list_restore, name="list-restore"),
    path("groups/<str:code>/", views.group_detail, name="group-detail"),
    path("groups/<str:code>/members.csv", views.group_members, name="group-members"),
    path("groups/<slug:code>/edit/", views.list_update, name="list-update"),
    path("groups/<slug:code>/delete/", views.list_delete, name="list-delete"),
    path("typologies/", views.typology_list, name="typology-list"),
    path("typologies/<slug:code>/", views.typology_detail, name="typology-detail"),
    path("typologies/<slug:code>/import/", views.typology_import, name="typology-import"),
    path("units/", views.unit_history, name="unit-history"),
    path("units/import/", views.unit_import, name="unit-import"),
]

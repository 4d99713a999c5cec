"""One's own profile, the roles there are, and the pages with which people, organisations, networks and teams are kept."""

from django.urls import path

from empiria.apps.accounts.views import access, circles, memberships, organisations, people, profile

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("roles/", access.role_list, name="role-list"),
    path("access/", access.access_home, name="access"),
    path("access/people/<int:pk>/", access.access_person, name="access-person"),
    path("access/<str:kind>/", access.access_kind, name="access-kind"),
    path("access/<str:kind>/<str:pk>/", access.access_object, name="access-object"),
    path("people/", people.person_list, name="person-list"),
    path("people/export.csv", people.person_export, name="person-export"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/edit/", people.person_update, name="person-update"),
    path("people/<int:pk>/close/", people.person_close, name="person-close"),
    path("people/<int:pk>/reopen/", people.person_reopen, name="person-reopen"),
    path("people/<int:pk>/functions/new/", memberships.membership_create, name="membership-create"),
    path("people/<int:pk>/roles/new/", memberships.grant_create, name="grant-create"),
    path("people/functions/<int:pk>/end/", memberships.membership_end, name="membership-end"),
    path("people/functions/<int:pk>/reopen/", memberships.membership_reopen, name="membership-reopen"),
    path("people/roles/<int:pk>/end/", memberships.grant_end, name="grant-end"),
    path("people/roles/<int:pk>/reopen/", memberships.grant_reopen, name="grant-reopen"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/new/", organisations.organisation_create, name="organisation-create"),
    path("organisations/municipalities/", organisations.organisation_sync, name="organisation-sync"),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/<int:pk>/edit/", organisations.organisation_update, name="organisation-update"),
    path("organisations/<int:pk>/rename/", organisations.organisation_rename, name="organisation-rename"),
    path("organisations/<int:pk>/close/", organisations.organisation_close, name="organisation-close"),
    path("organisations/<int:pk>/reopen/", organisations.organisation_reopen, name="organisation-reopen"),
    path("organisations/<int:pk>/contacts/new/", organisations.contact_create, name="contact-create"),
    path("organisations/contacts/<int:pk>/edit/", organisations.contact_update, name="contact-update"),
    path("organisations/contacts/<int:pk>/remove/", organisations.contact_remove, name="contact-remove"),
    path("circles/", circles.circle_list, name="circle-list"),
    path("circles/new/", circles.circle_create, name="circle-create"),
    path("circles/<int:pk>/", circles.circle_detail, name="circle-detail"),
    path("circles/<int:pk>/edit/", circles.circle_update, name="circle-update"),
    path("circles/<int:pk>/end/", circles.circle_end, name="circle-end"),
    path("circles/<int:pk>/reopen/", circles.circle_reopen, name="circle-reopen"),
    path("circles/<int:pk>/members/new/", circles.circle_join, name="circle-join"),
]

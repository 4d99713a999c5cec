"""What is done with people's data, and what they may ask for."""

from django.urls import path

from empiria.apps.accounts.views import clauses, consents, erasure, my_data, requests, statements

app_name = "privacy"
urlpatterns = [
    path("", clauses.clause_list, name="clause-list"),
    path("clauses/<slug:code>/", clauses.clause_detail, name="clause-detail"),
    path("clauses/<slug:code>/<int:number>/", clauses.clause_detail, name="clause-version"),
    path("consents/", consents.consent_list, name="consent-list"),
    path("consents/<int:version>/give/", consents.consent_give, name="consent-give"),
    path("consents/<int:consent>/withdraw/", consents.consent_withdraw, name="consent-withdraw"),
    path("mine/", my_data.my_data, name="my-data"),
    path("mine/download/", my_data.data_download, name="data-download"),
    path("mine/copies/<uuid:pk>/", my_data.copy_detail, name="copy-detail"),
    path("mine/copies/<uuid:pk>/file/", my_data.copy_file, name="copy-file"),
    path("mine/erase/", my_data.erase_own, name="erase-own"),
    path("mine/erase/cancel/", my_data.erase_cancel, name="erase-cancel"),
    path("requests/", requests.request_list, name="request-list"),
    path("requests/<int:pk>/withdraw/", requests.request_withdraw, name="request-withdraw"),
    path("desk/", requests.desk, name="desk"),
    path("desk/<int:pk>/", requests.desk_request, name="desk-request"),
    path("desk/people/<int:pk>/erase/", erasure.desk_erase, name="desk-erase"),
    path(
        "desk/people/<int:pk>/erase/files/<str:kind>/<str:number>/",
        erasure.desk_erase_file,
        name="desk-erase-file",
    ),
    path("texts/", statements.statement_list, name="statement-list"),
    path("texts/new/", statements.statement_create, name="statement-create"),
    path("texts/<slug:code>/", statements.statement_edit, name="statement-edit"),
    path("texts/<slug:code>/adopt/", statements.statement_adopt, name="statement-adopt"),
    path("texts/<slug:code>/publish/", statements.statement_publish, name="statement-publish"),
    path("texts/<slug:code>/discard/", statements.statement_discard, name="statement-discard"),
    path("texts/<slug:code>/close/", statements.statement_close, name="statement-close"),
]

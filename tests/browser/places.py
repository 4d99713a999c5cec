"""The pages the browser tests examine, by the name of their address; the sample's Przemyśl stands for every city."""

CITY = "1862011"
GROUP = "city-size.50-100"

PUBLIC = {
    "portal:home": "/",
    "portal:about": "/about/",
    "portal:accessibility": "/accessibility/",
    "portal:styleguide": "/styleguide/",
    "portal:report-create": "/report-error/",
    "accounts:sign-in": "/accounts/sign-in/",
    "account_reset_password": "/accounts/password/reset/",
    "monitor:home": "/monitor/",
    "monitor:search": "/monitor/search/?q=a",
    "monitor:unit-list": "/monitor/units/",
    "monitor:method": "/monitor/method/",
    "monitor:method-detail": "/monitor/method/cities/",
    "monitor:indicator-list": "/monitor/indicators/",
    "monitor:indicator-detail": "/monitor/indicators/unemployed/",
    "monitor:compare": f"/monitor/compare/?unit={CITY}&unit=1863011&unit=median:all&view=trends",
    "monitor:compare-search": f"/monitor/compare/search/?q=a&unit={CITY}",
    "monitor:ranking": f"/monitor/ranking/?unit={CITY}",
    "monitor:release-list": "/monitor/releases/",
    "monitor:source-detail": "/monitor/sources/1/",
    "monitor:city": f"/monitor/{CITY}/",
    "monitor:city-quadrant": f"/monitor/{CITY}/quadrant/",
    "monitor:city-indicator": f"/monitor/{CITY}/indicators/unemployed/",
    "outreach:document-list": "/documents/",
    "places:group-list": "/places/groups/",
    "places:group-detail": f"/places/groups/{GROUP}/",
    "places:typology-list": "/places/typologies/",
    "places:typology-detail": "/places/typologies/functional/",
    "privacy:clause-list": "/privacy/",
    "privacy:clause-detail": "/privacy/clauses/accounts/",
    "404": "/no-such-page/",
}
STAFF = {
    "accounts:profile": "/accounts/profile/",
    "accounts:role-list": "/accounts/roles/",
    "accounts:person-list": "/accounts/people/",
    "accounts:person-detail": "/accounts/people/1/",
    "accounts:person-update": "/accounts/people/1/edit/",
    "accounts:membership-create": "/accounts/people/1/functions/new/",
    "accounts:grant-create": "/accounts/people/1/roles/new/",
    "accounts:grant-end": "/accounts/people/roles/1/end/",
    "accounts:organisation-list": "/accounts/organisations/",
    "accounts:organisation-create": "/accounts/organisations/new/",
    "accounts:organisation-sync": "/accounts/organisations/municipalities/",
    "accounts:organisation-detail": "/accounts/organisations/1/",
    "accounts:organisation-update": "/accounts/organisations/1/edit/",
    "accounts:organisation-rename": "/accounts/organisations/1/rename/",
    "accounts:organisation-close": "/accounts/organisations/1/close/",
    "accounts:contact-create": "/accounts/organisations/1/contacts/new/",
    "accounts:circle-list": "/accounts/circles/",
    "accounts:circle-create": "/accounts/circles/new/",
    "accounts:access": "/accounts/access/",
    "accounts:access-person": "/accounts/access/people/1/",
    "accounts:access-kind": "/accounts/access/accounts.Organisation/",
    "accounts:access-object": "/accounts/access/accounts.Organisation/1/",
    "accounts:home": "/accounts/",
    "accounts:key-list": "/accounts/keys/",
    "mfa_index": "/accounts/second-factor/",
    "usersessions_list": "/accounts/sessions/",
    "account_change_password": "/accounts/password/",
    "accounts:invitation-list": "/accounts/invitations/",
    "accounts:invitation-create": "/accounts/invitations/new/",
    "accounts:provider-list": "/accounts/providers/",
    "accounts:provider-create": "/accounts/providers/new/",
    "portal:report-list": "/reports/",
    "system:job-list": "/jobs/",
    "audit:entry-list": "/audit/",
    "audit:entry-detail": "/audit/1/",
    "processing:register": "/processing/",
    "processing:retention": "/processing/retention/",
    "privacy:consent-list": "/privacy/consents/",
    "privacy:my-data": "/privacy/mine/",
    "privacy:erase-own": "/privacy/mine/erase/",
    "privacy:request-list": "/privacy/requests/",
    "privacy:desk": "/privacy/desk/",
    "privacy:statement-list": "/privacy/texts/",
    "privacy:statement-create": "/privacy/texts/new/",
    "monitor:release-draft": "/monitor/releases/draft/",
    "monitor:catalogue": "/monitor/releases/catalogue/",
    "monitor:catalogue-new": "/monitor/releases/catalogue/new/",
    "monitor:catalogue-edit": "/monitor/releases/catalogue/indicators/unemployed/",
    "monitor:catalogue-map": "/monitor/releases/catalogue/keys/new/",
    "outreach:document-create": "/documents/new/",
    "outreach:bin": "/documents/bin/",
    "places:list-create": "/places/groups/new/",
    "places:unit-history": "/places/units/",
    "places:unit-import": "/places/units/import/",
    "places:typology-import": "/places/typologies/functional/import/",
}
# They open after a sign-in of the last minutes only; `test_signing_in` examines them.
FRESH = {
    "accounts:email-change": "/accounts/email/",
    "mfa_activate_totp": "/accounts/second-factor/app/",
    "mfa_add_webauthn": "/accounts/passkeys/new/",
}
# Its address differs from one installation to the next: the first one in the list of jobs.
JOB = "system:job-detail"
# Reached by links, but files: nothing to look at.
FILES = {
    "accounts:person-export",
    "audit:export",
    "processing:register-export",
    "monitor:city-data",
    "monitor:city-chart",
    "monitor:method-file",
    "monitor:compare-file",
    "monitor:ranking-file",
    "places:group-members",
}
# Linked from public pages, and leading who is not signed in to doing so.
CLOSED = {"privacy:consent-list"}
# For who is not signed in: nothing leads others there.
SIGNED_OUT = {"accounts:sign-in", "account_reset_password"}
# Linked only from the pages of groups too large for a table on the page, which the sample does not have.
# The search that adds to a comparison is a form.
UNLINKED = {"404", "monitor:city-quadrant", "monitor:compare-search"}

"""People, the organisations they belong to, and the roles they hold."""

from empiria.apps.accounts.models.consents import Consent
from empiria.apps.accounts.models.former import FormerName
from empiria.apps.accounts.models.grants import Circle, CircleKind, RoleGrant
from empiria.apps.accounts.models.keys import ApiKey
from empiria.apps.accounts.models.organisations import (
    TERRITORIAL,
    Function,
    Membership,
    Organisation,
    OrganisationContact,
    OrganisationKind,
    OrganisationName,
)
from empiria.apps.accounts.models.people import Form, Person
from empiria.apps.accounts.models.requests import (
    DataCopy,
    DataRequest,
    Erasure,
    ErasureState,
    RequestKind,
    RequestState,
)
from empiria.apps.accounts.models.searched_files import FileDecision, Finding, SearchedFile
from empiria.apps.accounts.models.sign_in import (
    EmailChange,
    IdentityDomain,
    IdentityProvider,
    Invitation,
)
from empiria.apps.accounts.models.statements import Statement, StatementKind, StatementVersion
from empiria.apps.accounts.models.visibility import Visibility, Visible

__all__ = [
    "TERRITORIAL",
    "ApiKey",
    "Circle",
    "CircleKind",
    "Consent",
    "DataCopy",
    "DataRequest",
    "EmailChange",
    "Erasure",
    "ErasureState",
    "FileDecision",
    "Finding",
    "Form",
    "FormerName",
    "Function",
    "IdentityDomain",
    "IdentityProvider",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationContact",
    "OrganisationKind",
    "OrganisationName",
    "Person",
    "RequestKind",
    "RequestState",
    "RoleGrant",
    "SearchedFile",
    "Statement",
    "StatementKind",
    "StatementVersion",
    "Visibility",
    "Visible",
]

"""The roles of Empiria: what each is called, what it is for, and what it permits.

A role is referred to by its code, which never changes. Its permissions hold where the role is held: for the whole
association, in one organisation, or in one circle (a network or a cross-city team). Codes of permissions are declared by
the apps, each in its `rules.PERMISSIONS`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ASSOCIATION, ORGANISATION, CIRCLE = "association", "organisation", "circle"


class Role:
    """One role. `names` holds its Polish forms of address; English has the same word in all three."""

    code: ClassVar[str]
    names: ClassVar[dict[str, Promise]]
    description: ClassVar[Promise]
    scope: ClassVar[str]
    permissions: ClassVar[frozenset[str]] = frozenset()
    # The association's own people: a second factor is compulsory, and their reading of closed things is logged.
    is_staff: ClassVar[bool] = False
    # Not granted, but held by whoever has one of these functions in an organisation.
    functions: ClassVar[tuple[str, ...]] = ()
    # Codes of the roles that its holder gives and ends where it is held, without the permission to give any role.
    gives: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "code"):
            ROLES[cls.code] = cls


ROLES: dict[str, type[Role]] = {}


class Administrator(Role):
    code = "administrator"
    names = {
        "feminine": pgettext_lazy("feminine", "association administrator"),
        "masculine": pgettext_lazy("masculine", "association administrator"),
        "neutral": pgettext_lazy("neutral", "association administrator"),
    }
    description = _(
        "Keeps people, organisations and roles, answers for personal data, and sees the whole trail."
    )
    scope = ASSOCIATION
    is_staff = True
    permissions = frozenset(
        {
            "accounts.explain_access",
            "accounts.manage_organisations",
            "accounts.manage_people",
            "accounts.manage_privacy",
            "accounts.manage_roles",
            "accounts.manage_sign_in",
            "accounts.see_closed",
            "accounts.see_people",
            "monitor.keep_groups",
            "monitor.manage_catalogue",
            "monitor.manage_local",
            "monitor.manage_releases",
            "monitor.write_report_texts",
            "outreach.manage_documents",
            "places.manage_units",
            "portal.read_reports",
            "system.read_audit",
            "system.read_database",
            "system.see_jobs",
        }
    )


class Analyst(Role):
    code = "analyst"
    names = {
        "feminine": pgettext_lazy("feminine", "analyst"),
        "masculine": pgettext_lazy("masculine", "analyst"),
        "neutral": pgettext_lazy("neutral", "analyst"),
    }
    description = _(
        "Brings in public statistics, checks them and publishes releases; keeps the catalogue and the units; agrees local indicators and verifies their figures."
    )
    scope = ASSOCIATION
    is_staff = True
    permissions = frozenset(
        {
            "monitor.keep_groups",
            "monitor.manage_catalogue",
            "monitor.manage_local",
            "monitor.manage_releases",
            "places.manage_units",
            "portal.read_reports",
            "system.see_jobs",
        }
    )


class ProgrammeOfficer(Role):
    code = "programme_officer"
    names = {
        "feminine": pgettext_lazy("feminine", "programme officer"),
        "masculine": pgettext_lazy("masculine", "programme officer"),
        "neutral": pgettext_lazy("neutral", "programme officer"),
    }
    description = _(
        "Runs the programme with the cities: invites people, keeps organisations and documents, helps offices with the texts of their reports."
    )
    scope = ASSOCIATION
    is_staff = True
    permissions = frozenset(
        {
            "accounts.manage_organisations",
            "accounts.manage_people",
            "accounts.see_people",
            "monitor.write_report_texts",
            "outreach.manage_documents",
            "portal.read_reports",
        }
    )
    # Everybody but the association's own staff.
    gives = frozenset(
        {
            "city_adviser",
            "city_coordinator",
            "city_team_member",
            "cross_city_team_member",
            "expert",
            "network_member",
            "observer",
            "programme_operator",
            "resident",
            "school_contact",
            "sectoral_adviser",
            "strategic_adviser",
            "survey_lead",
        }
    )


class NetworkCoordinator(Role):
    code = "network_coordinator"
    names = {
        "feminine": pgettext_lazy("feminine", "network coordinator"),
        "masculine": pgettext_lazy("masculine", "network coordinator"),
        "neutral": pgettext_lazy("neutral", "network coordinator"),
    }
    description = _("Leads one exchange network: its members, meetings and materials.")
    scope = CIRCLE
    is_staff = True
    permissions = frozenset({"accounts.manage_people", "accounts.see_people", "outreach.manage_documents"})
    gives = frozenset({"cross_city_team_member", "network_member", "observer"})


class CityAdviser(Role):
    code = "city_adviser"
    names = {
        "feminine": pgettext_lazy("feminine", "city adviser"),
        "masculine": pgettext_lazy("masculine", "city adviser"),
        "neutral": pgettext_lazy("neutral", "city adviser"),
    }
    description = _("Looks at a city from outside, as a friend would, and works with its team.")
    scope = ORGANISATION


class StrategicAdviser(Role):
    code = "strategic_adviser"
    names = {
        "feminine": pgettext_lazy("feminine", "strategic adviser"),
        "masculine": pgettext_lazy("masculine", "strategic adviser"),
        "neutral": pgettext_lazy("neutral", "strategic adviser"),
    }
    description = _("Advises a city on its strategy and plans.")
    scope = ORGANISATION


class SectoralAdviser(Role):
    code = "sectoral_adviser"
    names = {
        "feminine": pgettext_lazy("feminine", "sectoral adviser"),
        "masculine": pgettext_lazy("masculine", "sectoral adviser"),
        "neutral": pgettext_lazy("neutral", "sectoral adviser"),
    }
    description = _("Advises a city in one field, such as housing, transport or energy.")
    scope = ORGANISATION


class CityCoordinator(Role):
    code = "city_coordinator"
    names = {
        "feminine": pgettext_lazy("feminine", "city coordinator"),
        "masculine": pgettext_lazy("masculine", "city coordinator"),
        "neutral": pgettext_lazy("neutral", "city coordinator"),
    }
    description = _(
        "Leads the team of one city: invites its people, keeps its documents, reports its figures of local indicators and writes the texts of its reports."
    )
    scope = ORGANISATION
    permissions = frozenset(
        {
            "accounts.manage_people",
            "accounts.see_people",
            "monitor.keep_groups",
            "monitor.report_local",
            "monitor.write_report_texts",
            "outreach.manage_documents",
        }
    )
    gives = frozenset({"city_team_member", "school_contact", "survey_lead"})


class CityTeamMember(Role):
    code = "city_team_member"
    names = {
        "feminine": pgettext_lazy("feminine", "city team member"),
        "masculine": pgettext_lazy("masculine", "city team member"),
        "neutral": pgettext_lazy("neutral", "city team member"),
    }
    description = _(
        "Works in the team of one city, sees what belongs to it, reports its figures of local indicators and writes the texts of its reports."
    )
    scope = ORGANISATION
    permissions = frozenset({"monitor.keep_groups", "monitor.report_local", "monitor.write_report_texts"})


class CrossCityTeamMember(Role):
    code = "cross_city_team_member"
    names = {
        "feminine": pgettext_lazy("feminine", "member of a cross-city team"),
        "masculine": pgettext_lazy("masculine", "member of a cross-city team"),
        "neutral": pgettext_lazy("neutral", "member of a cross-city team"),
    }
    description = _("Works with people of other cities on one subject, such as participation.")
    scope = CIRCLE


class NetworkMember(Role):
    code = "network_member"
    names = {
        "feminine": pgettext_lazy("feminine", "network member"),
        "masculine": pgettext_lazy("masculine", "network member"),
        "neutral": pgettext_lazy("neutral", "network member"),
    }
    description = _("Exchanges experience in one network and sees its closed materials.")
    scope = CIRCLE


class Observer(Role):
    code = "observer"
    names = {
        "feminine": pgettext_lazy("feminine", "observer"),
        "masculine": pgettext_lazy("masculine", "observer"),
        "neutral": pgettext_lazy("neutral", "observer"),
    }
    description = _("Sees the results of one network first and gives an opinion on them.")
    scope = CIRCLE


class Leader(Role):
    code = "leader"
    names = {
        "feminine": pgettext_lazy("feminine", "mayor or deputy mayor"),
        "masculine": pgettext_lazy("masculine", "mayor or deputy mayor"),
        "neutral": pgettext_lazy("neutral", "mayor or deputy mayor"),
    }
    description = _(
        "Leads a municipality and may write the texts of its reports. Held by its mayor and deputies for as long as they are in office."
    )
    scope = ORGANISATION
    functions = ("mayor", "deputy_mayor")
    permissions = frozenset({"monitor.write_report_texts"})


class Expert(Role):
    code = "expert"
    names = {
        "feminine": pgettext_lazy("feminine", "expert"),
        "masculine": pgettext_lazy("masculine", "expert"),
        "neutral": pgettext_lazy("neutral", "expert"),
    }
    description = _("Assesses applications and gives expert opinions.")
    scope = ASSOCIATION


class ProgrammeOperator(Role):
    code = "programme_operator"
    names = {
        "feminine": pgettext_lazy("feminine", "programme operator"),
        "masculine": pgettext_lazy("masculine", "programme operator"),
        "neutral": pgettext_lazy("neutral", "programme operator"),
    }
    description = _("Acts for the ministry that runs the programme.")
    scope = ASSOCIATION


class SurveyLead(Role):
    code = "survey_lead"
    names = {
        "feminine": pgettext_lazy("feminine", "survey lead"),
        "masculine": pgettext_lazy("masculine", "survey lead"),
        "neutral": pgettext_lazy("neutral", "survey lead"),
    }
    description = _("Prepares and runs surveys of one city.")
    scope = ORGANISATION


class SchoolContact(Role):
    code = "school_contact"
    names = {
        "feminine": pgettext_lazy("feminine", "school contact"),
        "masculine": pgettext_lazy("masculine", "school contact"),
        "neutral": pgettext_lazy("neutral", "school contact"),
    }
    description = _("Sees to the pupils' survey in one school.")
    scope = ORGANISATION


class Resident(Role):
    code = "resident"
    names = {
        "feminine": pgettext_lazy("feminine", "resident"),
        "masculine": pgettext_lazy("masculine", "resident"),
        "neutral": pgettext_lazy("neutral", "resident"),
    }
    description = _("Has an account of their own, with nothing more than what is public and theirs.")
    scope = ASSOCIATION


ADVISERS = frozenset({CityAdviser.code, StrategicAdviser.code, SectoralAdviser.code})
# Whose place in a circle lets them see what is closed to it; observers see what is shown to them, not the discussion.
IN_CIRCLE = frozenset({NetworkCoordinator.code, NetworkMember.code, CrossCityTeamMember.code})
STAFF = frozenset(code for code, role in ROLES.items() if role.is_staff)


def in_form(names: Mapping[str, Promise], form: str) -> str:
    """A name in the form its holder chose. Before anybody has chosen one (an empty `form`) the feminine and the masculine
    stand beside one another, as offices write to whom they do not know; where they are one word, that."""
    if form:
        return str(names[form])
    return " / ".join(dict.fromkeys(str(names[one]) for one in ("feminine", "masculine")))


def role_title(code: str, form: str) -> str:
    """What the holder of a role is called in the form they chose; the code of one that this version does not know."""
    role = ROLES.get(code)
    return in_form(role.names, form) if role else code

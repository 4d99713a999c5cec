"""Every constraint that a form can meet speaks to people, at the field where what is wrong is put right."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models.constraints import BaseConstraint

# Rows that programs alone write, and columns that no form and no service takes from a person.
WRITTEN_BY_PROGRAMS = {
    "audit_subject_once",
    "audit_text_emptied_is_empty",
    "consent_given_once",
    "consent_withdrawn_after_it_was_given",
    "data_request_ended_has_its_time",
    "document_form_counts_once",
    "document_version_once",
    "erasure_ended_has_its_time",
    "erasure_waits_once",
    "error_report_closed_keeps_no_contact",
    "file_searched_once",
    "former_name_once",
    "invitation_accepted_by_somebody",
    "job_ended_has_its_time",
    "job_running_has_a_worker",
    "job_same_work_once_at_a_time",
    "monitor_local_figure_once",
    "monitor_local_figure_or_reason",
    "monitor_local_participation_once",
    "monitor_recipe_one_current_version",
    "monitor_recipe_version_once",
    "monitor_release_one_draft",
    "monitor_release_one_published",
    "monitor_release_published_is_complete",
    "monitor_report_texts_once",
    "monitor_report_texts_version_once",
    "monitor_scoreset_once",
    "monitor_scoreset_ready_has_files",
    "organisation_one_name_of_today",
    "periodic_slot_once",
    "person_email_is_lower_case",
    "person_erased_never_signs_in",
    "person_one_sample_account",
    "places_class_code",
    "places_member_once",
    "places_succession_of_another",
    "places_succession_once",
    "statement_one_draft",
    "statement_version_number_once",
}


def constraints() -> dict[str, tuple[type[models.Model], BaseConstraint]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("empiria.")]
    return {one.name: (model, one) for model in ours for one in model._meta.constraints}


def test_the_constraints_of_programs_are_there() -> None:
    assert set(constraints()) >= WRITTEN_BY_PROGRAMS


@pytest.mark.parametrize("name", sorted(set(constraints()) - WRITTEN_BY_PROGRAMS))
def test_a_constraint_has_words_for_people_and_a_field(name: str) -> None:
    model, constraint = constraints()[name]
    assert constraint.violation_error_message != BaseConstraint.default_violation_error_message
    assert constraint.violation_error_code in {field.name for field in model._meta.get_fields()}

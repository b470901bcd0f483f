"""The closed words of a form definition: roles, meanings and facts that Python may reason about."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from hssib_desk import resources

CASE_ROLES = frozenset(
    [
        "local_number",
        "name",
        "given_name",
        "nhs_number",
        "date_of_birth",
        "sex",
        "ethnicity",
        "address",
        "ward",
        "ward_type",
        "team",
        "admission_date",
        "discharge_date",
        "discharge_method",
        "inpatient_at_death",
        "date_of_death",
        "place_of_death",
        "cause_of_death",
        "legal_status",
        "legal_circumstances",
        "diagnosis",
        "learning_disability",
        "autism",
        "comments",
        "pen_portrait",
        "red_flags",
        "reviewer_role",
        "reviewer_name",
        "due_date",
        "phase_score",
        "overall_score",
        "headline",
        "judgement_well",
        "judgement_better",
        "na_reason",
        "rests_on",
        "agreed_reason",
        "second_review",
        "signer_name",
        "signer_role",
        "declaration",
        "learning_response",
        "died_manner",
        "look_again",
        "phases_touched",
        "outcome_reason",
        "screen_read",
        "level",
        "screened_by",
        "screened_role",
        "screened_on",
        "screened_time",
        *("letter_to", "letter_name", "letter_contact", "letter_good", "letter_better"),
        *("letter_sorry", "letter_cannot", "letter_support", "letter_signed"),
        *("contact_method", "support_named"),
        "family_account",
        "family_response",
        "family_corrections",
        "family_changes",
        "family_disagreement",
    ]
)
ENTRY_ROLES = frozenset(
    [
        "title",
        "detail",
        "theme",
        "seips",
        "problem_type",
        "phases",
        "harm",
        "good_practice",
        "event_date",
        "event_time",
        "event_source",
        "event_kind",
        "last_contact",
        "question",
        "answer",
        "answered_by",
        "answered_date",
        "no_answer",
        "status",
        "status_reason",
        "owner",
        "owner_name",
        "senior_lead",
        "area",
        "agreed_date",
        "target_date",
        "revised_date",
        "revision_reason",
        "implemented_date",
        "progress",
        "evidence",
        "measure",
        "measured",
        "strength",
        "verified_by",
        "verified_date",
        "closed_by",
        "closed_date",
        "assurance_due",
        "assurance_result",
        "other_organisation",
        "action_source",
        "risk_flag",
        "ward",
        "links",
        "rule",
    ]
)
# Answers that facts and duties follow from; an imported column names such a question by form and key.
FACT_ROLES = frozenset(
    [
        "age_at_death",
        "death_category",
        "time_of_death",
        "discharge_time",
        "pregnancy",
        "out_of_area",
        "known_on",
        "family_raised",
        "care_linked",
        "abuse_signs",
        "outcome",
        "provider",
    ]
)
# Answers of forms that belong to no case.
RECORD_ROLES = frozenset(
    [
        *("view_place", "view_filters", "view_sort", "view_group", "view_columns"),
        *("report_number", "report_start", "report_end", "report_as_at", "report_kept"),
        *("sentence", "sentence_made", "sentence_printed", "sentence_reason"),
        *("baseline_day", "baseline_kind", "baseline_reason", "baseline_decided_by"),
        *("month", "bed_days", "discharged", "discharged_known", "traced_on"),
        *("minute", "met_on", "met_at", "members", "roles_present", "quorum", "chair", "agenda"),
        *("conflicts", "corrects", "minutes_kept"),
    ]
)
# What a panel decided of one case; its minute leads to the meeting.
PANEL_ROLES = frozenset(
    [
        "decision",
        "decision_reason",
        "decision_phase",
        "decision_score",
        "decision_score_reason",
        "back_on",
        "agreed_parts",
        "further_process",
        "tell_family_by",
        "dissent",
        "minuted",
    ]
)
# How a part of a review stands: who has it, by when, and how it was signed or set aside.
PART_ROLES = frozenset(
    [
        "part",
        "part_assignee",
        "part_assignee_role",
        "part_due",
        "part_signed_by",
        "part_signed_role",
        "part_signed_on",
        "part_signed_time",
        "part_declared",
        "part_digest",
        "part_opened",
        "part_opened_on",
        "part_aside",
        "part_aside_by",
        "part_aside_on",
    ]
)
# Played by questions of earlier forms only; a workbook keeps these forms as they were.
EARLIER_ROLES = frozenset(["scope_decision"])
ROLES = CASE_ROLES | ENTRY_ROLES | FACT_ROLES | RECORD_ROLES | PANEL_ROLES | PART_ROLES | EARLIER_ROLES

# Answered by the program: the level of a case, and who signed its screening and when.
SCREENING_RECORD = frozenset(["level", "screened_by", "screened_role", "screened_on", "screened_time"])

# Answered by the program: which meeting decided, and when its minutes were sealed.
MINUTES_RECORD = frozenset(["minute", "minuted"])

# A question that is put in several words, by review form or by choice, plays its role in each of them.
REPEATED_ROLES = frozenset(["phases", "phases_touched", "ethnicity"])

# One section of a judgement form has its own score and words, so these roles recur in a form.
SECTION_ROLES = frozenset(
    [
        "phase_score",
        "headline",
        "judgement_well",
        "judgement_better",
        "na_reason",
        "rests_on",
        "agreed_reason",
    ]
)

MEANINGS = frozenset(
    [
        "yes",
        "no",
        "not_known",
        "admission",
        "discharge",
        "contact",
        "death",
        "not_applicable",
        "other",
        "unanswered",
        "draft",
        "agreed",
        "in_progress",
        "implemented",
        "verified",
        "closed",
        "on_hold",
        "superseded",
        "not_accepted",
        "transferred",
        "strong",
        "intermediate",
        "weak",
        "blue",
        "green",
        "amber",
        "red",
        "not_started",
        "set_aside",
        "harm_no",
        "harm_probably",
        "harm_yes",
        "confirmed",
        "suspected",
        "none",
        "informal",
        "detained",
        "other_legal",
        "inpatient",
        "died",
        "changed",
        "second",
        "investigated",
    ]
)


@cache
def fact_values() -> Mapping[str, tuple[str, ...]]:
    """The values of every fact of `forms/facts.toml`; none for one that is a number or a free code."""
    raw = tomllib.loads((resources.forms_dir() / "facts.toml").read_text("utf-8"))
    return {item["key"]: tuple(item.get("values", ())) for item in raw["fact"]}

"""Every rule of the shipped forms as a table: what is answered, and what follows from it.

A row is (form, effect, names, when it holds, when it does not, what else is answered). In the two columns of
answers, `a=1|2` stands for each of the answers in turn, `-` for none, a comma for “and”, a semicolon for the
next situation. `{p}` is each phase in turn. A field of another form is written `form.field`, the review form of the
case `fact.review`, and what the organisation chose in its settings `option.key`.
"""
# ruff: noqa: E501 - a table reads best when its rows are whole

PHASES = ("initial", "ongoing", "admission", "discharge", "end_of_life", "other")
PHASES_OF = {
    "judgement": PHASES,
    "judgement_acute": tuple(
        f"acute_{name}" for name in ("admission", "ongoing", "procedure", "perioperative", "end_of_life")
    ),
}

# fmt: off
UNDER_ACT = "02|03|04|05|06|07|08|09|10|12|13|14|15|16|17|18|19|20|31|32|34|37"  # liable to be detained
HELD = "s17_escorted|s17_unescorted|cto_recall|awol+cto_recall"  # liable to be detained whatever the section
NOT_UNDER_ACT = "01|33|35|36|98|99|-"
SCORED, DONE = "1|2|3|4|5", "2025-10-01"
OUTSIDE = "person.inpatient_at_death=no, person.discharge_date=2025-01-01, person.date_of_death=2025-10-19"
INSIDE = "person.inpatient_at_death=yes, person.date_of_death=2025-10-19"
A_MONTH = "person.inpatient_at_death=no, person.discharge_date=2025-09-19, person.date_of_death=2025-10-19"
A_MONTH_OR_SO = "person.inpatient_at_death=no, person.discharge_date=2025-10, person.date_of_death=2025-10"
OTHER_TEAMS = "A01|A05|A06|A07|A08|A09|A10|A11|A12|A13|A14|A15|A16|A17|A18|A19|A20|A21|A22|A23|A24|A25|B01|B02|C01|C02|C04|C05|C06|C07|C08|C10|D01|D02|D03|D04|D05|D06|D07|D08|E01|E02|E03|E04|F01|F02|F03|F05|F06|Z01|Z02|A03|A04|F04|-"
NOT_PSYCHOSIS = "F00-F09|F10-F19|F30-F39|F40-F48|F50-F59|F60-F69|F70-F79|F80-F89|F90-F98|F99|none|not_known|-"
UNCLEAR = "person.inpatient_at_death=no, person.date_of_death=2025-10-19"
CHILD = "person.date_of_birth=2007-10-20, person.date_of_death=2025-10-19"
ADULT = "person.date_of_birth=2007-10-19, person.date_of_death=2025-10-19"
AGREED = "agreed|in_progress|implemented|verified|closed"
STOPPED = "on_hold|superseded|not_accepted|transferred"
LD, LD_NOT = "1|2|3|4", "5|U|X|Z|-"
TOUCH_NOT = "none_known|advised_against|not_yet|-"

TABLE = [
    # Person
    ("person", "required", "discharge_date", "inpatient_at_death=no, ward_type=200|-",
     "inpatient_at_death=yes|not_known|-; inpatient_at_death=no, ward_type=none", ""),
    ("person", "shown", "discharge_method", "inpatient_at_death=no|not_known|-", "inpatient_at_death=yes", ""),
    ("person", "advised", "left_but_there",
     "inpatient_at_death=no, legal_circumstances=s17_escorted|s17_unescorted|awol|ward_leave|left_ward, place_of_death=-; "
     "inpatient_at_death=no, legal_circumstances=-, place_of_death=W1|W2|W3|W4",
     "inpatient_at_death=yes|not_known|-, legal_circumstances=awol, place_of_death=W1; "
     "inpatient_at_death=no, legal_circumstances=cto_recall|s42|dols|mca|restraint|none|-, "
     "place_of_death=W5|10|21|22|20|30|41|42|40|W6|W7|W8|50|not_known|-", ""),
    ("person", "advised", "stay_ended_by_death", "discharge_method=4", "discharge_method=1|2|6|7|3|5|-",
     "inpatient_at_death=no"),
    ("person", "advised", "same_day", "discharge_date=2025-10-19, inpatient_at_death=no|not_known|-",
     "discharge_date=2025-10-18|-, inpatient_at_death=no; discharge_date=2025-10-19, inpatient_at_death=yes",
     "date_of_death=2025-10-19"),
    ("person", "advised", "current_inpatient", "inpatient_at_death=yes, discharge_date=2025-10-01|2025-09",
     "inpatient_at_death=no|not_known|-, discharge_date=2025-10-01; inpatient_at_death=yes, discharge_date=2025-10-19|2025-10|-",
     "date_of_death=2025-10-19"),
    ("person", "advised", "contact_after_death", "last_contact_date=2025-10-20|2025-11", "last_contact_date=2025-10-19|2025-10|-",
     "date_of_death=2025-10-19"),
    ("person", "advised", "absence_after_death", "absence_began=2025-10-20", "absence_began=2025-10-19|-",
     f"{INSIDE}, legal_circumstances=awol"),
    ("person", "advised", "child", CHILD, f"{ADULT}; date_of_birth=-, date_of_death=2025-10-19", ""),
    ("person", "required", "date_of_birth", "age_at_death=-", "age_at_death=41", ""),
    ("person", "shown", "age_at_death", "date_of_birth=-", "date_of_birth=1980-01-01", ""),
    ("person", "required", "legal_status", "inpatient_at_death=yes|not_known", "inpatient_at_death=no|-", ""),
    ("person", "required", "legal_circumstances",
     f"inpatient_at_death=yes|not_known, legal_status=-; inpatient_at_death=no|-, legal_status={UNDER_ACT}|35|CTO",
     "inpatient_at_death=no|-, legal_status=01|33|36|98|99|-", ""),
    ("person", "shown", "pregnancy",
     "date_of_birth=1980-01-01, gender=2|3|-, sex_recorded=-; date_of_birth=2014-01-01, gender=2; "
     "date_of_birth=1980-01-01, gender=1, sex_recorded=2",
     "date_of_birth=1980-01-01, gender=1, sex_recorded=1|-; date_of_birth=1960-01-01|2015-01-01|-, gender=2",
     "date_of_death=2025-10-19"),
    ("person", "required", "place_of_death", "screening.level=short|full", "screening.level=screen", ""),
    ("person", "required", "ethnicity", "screening.level=short|full", "screening.level=screen", ""),
    ("person", "required", "ethnicity_2021", "screening.level=short|full", "screening.level=screen",
     "option.ethnic_list=2021"),
    ("person", "required", "admission_date",
     f"screening.level=full, {INSIDE}; screening.level=short, {A_MONTH}; screening.level=full, {UNCLEAR}",
     f"screening.level=screen, {INSIDE}; screening.level=full, person.inpatient_at_death=no, person.ward_type=none", ""),
    ("person", "required", "out_of_area", f"{INSIDE}; {A_MONTH}; {UNCLEAR}", OUTSIDE, ""),
    ("person", "offered", "lived_alone", f"died_manner=suicide|self_harm; {A_MONTH}",
     f"{INSIDE}, died_manner=accident|drug_alcohol|homicide|restraint|choking|fall|natural|deterioration|unknown|-", ""),
    ("person", "offered", "end_of_life_planned", "person.died_manner=natural|deterioration",
     "person.died_manner=suicide|accident|unknown|-; person.died_manner=natural, person.death_category=UU", ""),
    ("person", "offered", "physical_conditions medication sex_recorded",
     f"{INSIDE}, died_manner=suicide; died_manner=natural|deterioration|choking|fall|restraint|unknown; "
     f"{A_MONTH}, legal_circumstances=restraint",
     f"{A_MONTH}, died_manner=suicide|self_harm|accident|drug_alcohol|homicide|-", ""),
    # Screening
    ("screening", "advised", "closed_with_flag", "outcome=no_further, why.red_flags=RF1|RF2|RF3|RF4|RF5",
     "outcome=no_further, why.red_flags=none|-; "
     "outcome=short|full|psii|cdr|leder|coroner_first|other_provider|-, why.red_flags=RF2", "screening.level=screen"),
    ("screening", "advised", "closed_with_concern", "outcome=no_further, family_raised=concern",
     "outcome=no_further, family_raised=thanks; outcome=short|full|psii|cdr|leder|coroner_first|other_provider|-, family_raised=concern",
     "screening.level=screen"),
    ("screening", "advised", "closed_with_care", "outcome=no_further, care_linked=yes|not_known",
     "outcome=no_further, care_linked=no|-; outcome=full|-, care_linked=yes", "screening.level=screen"),
    ("screening", "advised", "closed_with_family", "outcome=no_further, family_raised=not_asked",
     "outcome=no_further, family_raised=nothing|thanks|-; outcome=full, family_raised=not_asked", "screening.level=screen"),
    ("screening", "asked", "screen", "level=screen; level=short|full, screened_on=2025-10-01",
     "level=short|full|-, screened_on=-", ""),
    ("screening", "shown", "look_again", "outcome=coroner_first",
     "outcome=no_further|short|full|psii|cdr|leder|other_provider|-", "level=screen"),
    ("screening", "required", "look_again", "outcome=coroner_first",
     "outcome=no_further|short|full|psii|cdr|leder|other_provider|-", "level=screen"),
    ("screening", "asked", "touched", "level=short", "level=screen|full|-", ""),
    ("screening", "shown", "phases_touched", "fact.review=mental_health", "fact.review=acute", "level=short"),
    ("screening", "shown", "phases_touched_acute", "fact.review=acute", "fact.review=mental_health", "level=short"),
    # Why reviewed
    ("why", "shown", "concern", "red_flags=RF1|RF1+RF3, screening.family_raised=-; screening.family_raised=concern",
     "red_flags=RF2|RF3|RF4|RF5|none|-, screening.family_raised=question|thanks|nothing|not_asked|none_known|-",
     "screening.level=screen"),
    ("why", "required", "concern", "red_flags=RF1, screening.family_raised=-; screening.family_raised=concern",
     "red_flags=RF2|RF3|RF4|RF5|none|-, screening.family_raised=question|thanks|nothing|not_asked|none_known|-",
     "screening.level=screen"),
    ("why", "shown", "local_flag", "red_flags=RF5", "red_flags=RF1|RF2|RF3|RF4|none|-", ""),
    ("why", "required", "local_flag", "red_flags=RF5", "red_flags=RF1|RF2|RF3|RF4|none|-", ""),
    ("why", "advised", "points_family_concern", "screening.family_raised=concern, red_flags=RF3|-",
     "screening.family_raised=question|thanks|nothing|not_asked|none_known|-, red_flags=-; "
     "screening.family_raised=concern, red_flags=RF1", "screening.level=screen"),
    ("why", "advised", "points_inpatient",
     f"{INSIDE}, red_flags=RF1|RF2|RF4|RF5|-; {A_MONTH}, red_flags=RF1|-; {A_MONTH_OR_SO}, red_flags=-",
     f"{INSIDE}, red_flags=RF3|RF1+RF3; {OUTSIDE}, red_flags=RF1; {UNCLEAR}, red_flags=RF1|-", ""),
    ("why", "advised", "points_psychosis", f"person.diagnosis_group=F20-F29, {INSIDE}, red_flags=RF3|-; "
     f"person.diagnosis_group=F20-F29, {A_MONTH}, red_flags=-",
     f"person.diagnosis_group=F20-F29, {INSIDE}, red_flags=RF2|RF2+RF3; person.diagnosis_group=F20-F29, {OUTSIDE}; "
     f"person.diagnosis_group=F50-F59|none|-, {INSIDE}", ""),
    ("why", "advised", "points_eating", f"person.diagnosis_group=F50-F59, {INSIDE}, red_flags=RF3|-; "
     f"person.diagnosis_group=F50-F59, {A_MONTH}, red_flags=-",
     f"person.diagnosis_group=F50-F59, {INSIDE}, red_flags=RF2; person.diagnosis_group=F50-F59, {OUTSIDE}; "
     f"person.diagnosis_group=F20-F29|none|-, {INSIDE}", ""),
    ("why", "advised", "points_crisis_team", "person.team_type=A02, red_flags=RF3|-",
     f"person.team_type=A02, red_flags=RF4; person.team_type={OTHER_TEAMS}, red_flags=-", ""),
    # Sources used
    ("information", "shown", "missing_reason missing_effect", "sources_missing=family|other", "sources_missing=-", ""),
    ("information", "required", "missing_effect", "sources_missing=family|other", "sources_missing=-", ""),
    ("information", "shown", "work_learnt", "work_seen=yes", "work_seen=no|not_known|-", ""),
    ("information", "advised", "family_account", "sources_used=policy|gp_record+policy, sources_missing=-|policy",
     "sources_used=-; sources_used=family|family+policy; sources_used=policy, sources_missing=family; "
     "sources_used=policy, sources_asked=family", ""),
    # Judgement
    ("judgement", "shown", "{p}_na_reason", "{p}_score=na", f"{{p}}_score={SCORED}|-", "other_care=yes"),
    ("judgement", "required", "{p}_na_reason", "{p}_score=na", f"{{p}}_score={SCORED}|-", "other_care=yes"),
    ("judgement", "shown", "{p}_headline", f"{{p}}_score={SCORED}|-", "{p}_score=na", "other_care=yes"),
    ("judgement", "required", "{p}_headline", f"{{p}}_score={SCORED}", "{p}_score=na|-", "other_care=yes"),
    ("judgement", "advised", "{p}_low_score_no_text", "{p}_score=1|2, {p}_better=-",
     "{p}_score=3|4|5|na|-, {p}_better=-; {p}_score=1, {p}_better=Late", "other_care=yes"),
    ("judgement", "advised", "{p}_high_score_no_text", "{p}_score=4|5, {p}_well=-",
     "{p}_score=1|2|3|na|-, {p}_well=-; {p}_score=5, {p}_well=Kind", "other_care=yes"),
    ("judgement", "advised", "{p}_score_no_judgement", "{p}_score=3, {p}_well=-, {p}_better=-",
     "{p}_score=1|2|4|5|na|-; {p}_score=3, {p}_well=Kind; {p}_score=3, {p}_better=Late", "other_care=yes"),
    ("judgement", "offered", "followup discharge_family", A_MONTH, f"{INSIDE}; {UNCLEAR}", ""),
    ("judgement", "offered", "whole_person safety_plan band_relied_on",
     "person.died_manner=suicide, screening.level=short|full; "
     "person.died_manner=self_harm|accident|drug_alcohol|homicide|restraint|choking|fall|unknown|-, screening.level=full",
     "person.died_manner=natural|deterioration, screening.level=full; "
     "person.died_manner=self_harm|accident|drug_alcohol|homicide|restraint|choking|fall|unknown|-, screening.level=short", ""),
    ("judgement", "asked", "other", "other_care=yes", "other_care=no|not_known|-", ""),
    ("judgement", "shown", "overall_na_reason", "overall_score=na", f"overall_score={SCORED}|-", ""),
    ("judgement", "required", "overall_na_reason", "overall_score=na", f"overall_score={SCORED}|-", ""),
    ("judgement", "shown", "below_standard_harm", "below_standard=yes", "below_standard=no|not_known|-", ""),
    ("judgement", "required", "below_standard_harm", "below_standard=yes", "below_standard=no|not_known|-", ""),
    ("judgement", "shown", "more_likely_reasons", "more_likely=yes|no|not_known", "more_likely=-", ""),
    ("judgement", "required", "more_likely_reasons", "more_likely=yes|not_known", "more_likely=no|-", ""),
    ("judgement", "offered", "avoidability_research", "option.avoidability=research",
     "option.avoidability=off|second_stage|-", ""),
    ("judgement", "offered", "avoidability_second_stage", "option.avoidability=second_stage",
     "option.avoidability=off|research|-", ""),
    ("judgement", "shown", "avoidability_research_why", "avoidability_research=1|2|3|4|5|6",
     "avoidability_research=na|-", ""),
    ("judgement", "required", "avoidability_research_why", "avoidability_research=1|2|3|4|5|6",
     "avoidability_research=na|-", ""),
    ("judgement", "shown", "avoidability_second_stage_why", "avoidability_second_stage=1|2|3|4|5|6",
     "avoidability_second_stage=na|-", ""),
    ("judgement", "required", "avoidability_second_stage_why", "avoidability_second_stage=1|2|3|4|5|6",
     "avoidability_second_stage=na|-", ""),
    ("judgement", "advised", "overall_low_no_text", "overall_score=1|2, overall_better=-",
     "overall_score=3|4|5|na|-; overall_score=2, overall_better=Late", ""),
    ("judgement", "advised", "overall_high_no_text", "overall_score=4|5, overall_well=-",
     "overall_score=1|2|3|na|-; overall_score=4, overall_well=Kind", ""),
    ("judgement", "advised", "overall_no_judgement", "overall_score=3, overall_well=-, overall_better=-",
     "overall_score=1|2|4|5|na|-; overall_score=3, overall_well=Kind; overall_score=3, overall_better=Late", ""),
    ("judgement", "advised", "due_but_good", "more_likely=yes, overall_score=4|5",
     "more_likely=yes, overall_score=1|2|3|na|-; more_likely=no|not_known|-, overall_score=5", ""),
    ("judgement", "advised", "low_but_acceptable", "below_standard=no, overall_score=1|2",
     "below_standard=no, overall_score=3|4|5|na|-; below_standard=yes|not_known|-, overall_score=1", ""),
    ("judgement", "advised", "much_lower_phase", "initial_score=1|2, ongoing_score=5, overall_score=4|5",
     "initial_score=3|4|5|na|-, overall_score=5; initial_score=1, overall_score=1|2|3|na|-", ""),
    # Family
    ("family", "shown", "contact_reason", f"contact_status=declined|no_answer|{TOUCH_NOT[:-2]}",
     "contact_status=in_touch|-", ""),
    ("family", "required", "contact_reason", "contact_status=declined|no_answer|none_known|advised_against|not_yet",
     "contact_status=in_touch|-", ""),
    ("family", "required", "single_contact", "contact_status=in_touch",
     f"contact_status=declined|no_answer|{TOUCH_NOT}", ""),
    ("family", "shown", "before_death", "contact_status=in_touch|declined|no_answer|advised_against|not_yet",
     "contact_status=none_known|-", ""),
    ("family", "shown", "contact_name contact_relationship", "contact_status=in_touch|declined|no_answer",
     f"contact_status={TOUCH_NOT}", ""),
    ("family", "shown", "contact_details", "contact_status=in_touch|no_answer",
     f"contact_status=declined|{TOUCH_NOT}", ""),
    ("family", "shown", "contact_method contact_needs contact_limits", "contact_status=in_touch",
     f"contact_status=declined|no_answer|{TOUCH_NOT}", ""),
    ("family", "shown", "single_contact", "contact_status=in_touch|no_answer|not_yet",
     "contact_status=declined|none_known|advised_against|-", ""),
    ("family", "asked", "involved after", "contact_status=in_touch|declined|no_answer",
     f"contact_status={TOUCH_NOT}", ""),
    ("family", "shown", "findings_format family_response", f"findings_shared={DONE}|unknown", "findings_shared=-",
     "contact_status=in_touch"),
    ("family", "advised", "not_asked", "contact_status=in_touch, asked_date=-",
     f"contact_status=declined|no_answer|{TOUCH_NOT}; contact_status=in_touch, asked_date={DONE}", ""),
    ("family", "advised", "draft_before_asked", "draft_shared=2025-10-01", "draft_shared=2025-10-03|2025-10|-",
     "contact_status=in_touch, asked_date=2025-10-02"),
    ("family", "advised", "no_support", "contact_status=in_touch, support_offered=-",
     f"contact_status=declined|no_answer|{TOUCH_NOT}; contact_status=in_touch, support_offered=peer|none", ""),
    ("family_question", "required", "answer_text", "no_answer=-", "no_answer=The record is silent", ""),
    ("family_question", "advised", "who_answered",
     "answer_text=On Monday, answered_by=-, answered_date=-; answer_text=On Monday, answered_by=matron, answered_date=-; "
     "answer_text=On Monday, answered_by=-, answered_date=2025-10-01",
     "answer_text=-, answered_by=-, answered_date=-; "
     "answer_text=On Monday, answered_by=matron, answered_date=2025-10-01", ""),
    # Staff
    ("staff", "shown", "staff_roles would_have_helped", "staff_heard=yes", "staff_heard=no|not_known|-", ""),
    ("staff", "shown", "staff_not_heard", "staff_heard=no", "staff_heard=yes|not_known|-", ""),
    ("staff", "required", "staff_not_heard", "staff_heard=no", "staff_heard=yes|not_known|-", ""),
    ("staff", "advised", "no_staff_support", "support_given=none",
     "support_given=debrief|supervision|psychological|occupational|inquest|leave|peer|chaplaincy|declined"
     "|not_known|-", ""),
    # Problems and learning
    ("timeline", "shown", "event_phases", "fact.review=mental_health", "fact.review=acute", ""),
    ("timeline", "shown", "event_phases_acute", "fact.review=acute", "fact.review=mental_health", ""),
    ("problem", "shown", "problem_phases", "fact.review=mental_health", "fact.review=acute", ""),
    ("problem", "shown", "problem_phases_acute", "fact.review=acute", "fact.review=mental_health", ""),
    ("learning", "shown", "learning_phases", "fact.review=mental_health", "fact.review=acute", ""),
    ("learning", "shown", "learning_phases_acute", "fact.review=acute", "fact.review=mental_health", ""),
    ("problem", "shown", "harm_physical harm_psychological", "problem_harm=probably|yes", "problem_harm=no|-", ""),
    ("problem", "advised", "other_needs_words", "problem_type=P8, problem_detail=-",
     "problem_type=P8, problem_detail=Lost letter; "
     "problem_type=P1|P2|P3|P4|P5|P6|P7|P9|P10|P11|P12|P13|P14|P15|P16|-, problem_detail=-", ""),
    ("learning", "advised", "people_only", "learning_kind=learning, learning_seips=PER",
     "learning_kind=good|-, learning_seips=PER; learning_kind=learning, learning_seips=TSK|TT|ORG|INT|EXT|-; "
     "learning_kind=learning, learning_seips=PER+TSK|PER+TT|PER+ORG|PER+INT|PER+EXT", ""),
    ("learning", "advised", "factors_per", "learning_ycff=active_failures|individual|patient|team, learning_seips=ORG|-",
     "learning_ycff=task|equipment_design|equipment|communication|responsibility|staffing|policy|safety_culture|scheduling|workload|supervision|support|training|environment|external_policy|-, learning_seips=-; learning_ycff=active_failures, learning_seips=PER|PER+ORG", ""),
    ("learning", "advised", "factors_tsk", "learning_ycff=task, learning_seips=PER|-",
     "learning_ycff=active_failures|individual|patient|team|equipment_design|equipment|communication|responsibility|staffing|policy|safety_culture|scheduling|workload|supervision|support|training|environment|external_policy|-, learning_seips=-; learning_ycff=task, learning_seips=TSK|TSK+PER", ""),
    ("learning", "advised", "factors_tt", "learning_ycff=equipment_design|equipment, learning_seips=PER|-",
     "learning_ycff=active_failures|individual|patient|team|task|communication|responsibility|staffing|policy|safety_culture|scheduling|workload|supervision|support|training|environment|external_policy|-, learning_seips=-; learning_ycff=equipment_design, learning_seips=TT|TT+PER", ""),
    ("learning", "advised", "factors_org", "learning_ycff=communication|responsibility|staffing|policy|safety_culture|scheduling|workload|supervision|support|training, learning_seips=PER|-",
     "learning_ycff=active_failures|individual|patient|team|task|equipment_design|equipment|environment|external_policy|-, learning_seips=-; learning_ycff=communication, learning_seips=ORG|ORG+PER", ""),
    ("learning", "advised", "factors_int", "learning_ycff=environment, learning_seips=PER|-",
     "learning_ycff=active_failures|individual|patient|team|task|equipment_design|equipment|communication|responsibility|staffing|policy|safety_culture|scheduling|workload|supervision|support|training|external_policy|-, learning_seips=-; learning_ycff=environment, learning_seips=INT|INT+PER", ""),
    ("learning", "advised", "factors_ext", "learning_ycff=external_policy, learning_seips=PER|-",
     "learning_ycff=active_failures|individual|patient|team|task|equipment_design|equipment|communication|responsibility|staffing|policy|safety_culture|scheduling|workload|supervision|support|training|environment|-, learning_seips=-; learning_ycff=external_policy, learning_seips=EXT|EXT+PER", ""),
    # Actions
    ("action", "offered", "action_area action_impact action_other_organisation action_owner_name action_senior_lead "
     "action_agreed_date action_revised_date action_risk_flag action_progress action_measure_frequency "
     "action_monitored_by action_measured", f"action_status={AGREED}|{STOPPED}", "action_status=draft|-", ""),
    ("action", "offered", "action_implemented_date action_evidence",
     "action_status=implemented|verified|closed|superseded|transferred",
     "action_status=draft|agreed|in_progress|on_hold|not_accepted|-", ""),
    ("action", "offered", "action_verified_by action_verified_date action_closed_by action_closed_date "
     "action_assurance_due action_assurance_result", "action_status=verified|closed",
     f"action_status=draft|agreed|in_progress|implemented|{STOPPED}|-", ""),
    ("action", "required", "action_area action_owner action_target_date", f"action_status={AGREED}",
     f"action_status=draft|{STOPPED}|-", ""),
    ("action", "fixed", "action_target_date", f"action_status={AGREED}|{STOPPED}|-", "action_status=draft",
     f"action_target_date={DONE}"),
    ("action", "shown", "action_revision_reason action_revision_approver", f"action_revised_date={DONE}",
     "action_revised_date=-", ""),
    ("action", "required", "action_revision_reason action_revision_approver", f"action_revised_date={DONE}",
     "action_revised_date=-", ""),
    ("action", "shown", "action_answered_date", "action_status=transferred",
     f"action_status=draft|{AGREED}|on_hold|superseded|not_accepted|-", ""),
    ("action", "shown", "action_status_reason", f"action_status={STOPPED}", f"action_status=draft|{AGREED}|-", ""),
    ("action", "required", "action_status_reason", f"action_status={STOPPED}", f"action_status=draft|{AGREED}|-", ""),
    ("action", "required", "action_implemented_date", "action_status=implemented|verified|closed",
     f"action_status=draft|agreed|in_progress|{STOPPED}|-", ""),
    ("action", "required", "action_evidence action_verified_by action_verified_date",
     "action_status=verified|closed", f"action_status=draft|agreed|in_progress|implemented|{STOPPED}|-", ""),
    ("action", "required", "action_closed_by action_closed_date", "action_status=closed",
     f"action_status=draft|agreed|in_progress|implemented|verified|{STOPPED}|-", ""),
    ("action", "advised", "no_measure", f"action_status={AGREED}, action_measure=-",
     f"action_status=draft|{STOPPED}|-; action_status=agreed, action_measure=Audit of 20 records", ""),
    ("action", "advised", "weak_alone",
     "action_strength=train|policy, action_status=draft|agreed|in_progress|implemented|verified|on_hold|-",
     "action_strength=design|automate|simplify|remind|-; "
     "action_strength=train|policy, action_status=closed|superseded|not_accepted|transferred", ""),
    ("action", "advised", "own_verifier", "action_verified_by=ward_manager, action_owner=ward_manager",
     "action_verified_by=-, action_owner=-; action_verified_by=-, action_owner=ward_manager; "
     "action_verified_by=ward_manager, action_owner=-|matron", ""),
    ("action", "advised", "no_check", "action_status=verified|closed, action_assurance_due=-",
     f"action_status=draft|agreed|in_progress|implemented|{STOPPED}|-, action_assurance_due=-; "
     "action_status=closed, action_assurance_due=2026-01-01", ""),
    # Decisions
    ("decisions", "shown", "second_review_decided second_review_done second_review_chosen", "second_review=yes",
     "second_review=no|not_known|-", ""),
    ("decisions", "required", "second_review_decided", "second_review=yes", "second_review=no|not_known|-", ""),
    ("decisions", "shown", "second_review_reason",
     "second_review=yes; second_review=no|not_known|-, judgement.overall_score=1|2",
     "second_review=no|not_known|-, judgement.overall_score=3|4|5|na|-", ""),
    ("decisions", "required", "second_review_reason", "second_review=no|not_known, judgement.overall_score=1|2",
     "second_review=yes|-, judgement.overall_score=1; second_review=no, judgement.overall_score=3|4|5|na|-", ""),
    ("decisions", "advised", "second_review_phase",
     "judgement.initial_score=1|2, judgement.overall_score=3|4|5|na|-, second_review=no",
     "judgement.initial_score=3|4|5|na|-, second_review=no; judgement.initial_score=1, second_review=yes|not_known|-; "
     "judgement.initial_score=1, judgement.overall_score=1|2, second_review=no", ""),
    ("decisions", "shown", "response_decided response_reason",
     "learning_response=psii|swarm|aar|mdt|thematic|sjr|none", "learning_response=undecided|-", ""),
    ("decisions", "required", "response_decided", "learning_response=psii|swarm|aar|mdt|thematic",
     "learning_response=sjr|none|undecided|-", ""),
    ("decisions", "required", "response_reason", "learning_response=none",
     "learning_response=psii|swarm|aar|mdt|thematic|sjr|undecided|-", ""),
    ("decisions", "shown", "response_done", "learning_response=psii|swarm|aar|mdt|thematic",
     "learning_response=sjr|none|undecided|-", ""),
    ("decisions", "shown", "candour_decided", "candour=yes|no", "candour=undecided|-", ""),
    ("decisions", "required", "candour_decided", "candour=yes", "candour=no|undecided|-", ""),
    ("decisions", "shown", "candour_verbal candour_apology candour_written candour_findings candour_attempts",
     "candour=yes", "candour=no|undecided|-", ""),
    ("decisions", "shown", "inquest_date article_2", "coroner_status=inquest|concluded",
     "coroner_status=not_referred|referred|no_further_action|investigation|discontinued|not_known|-", ""),
    ("decisions", "shown", "conclusion neglect", "coroner_status=concluded",
     "coroner_status=not_referred|referred|no_further_action|investigation|inquest|discontinued|not_known|-", ""),
    ("decisions", "shown", "processes_note", "processes=inquest|police+claim", "processes=-", ""),
    ("decisions", "shown", "pfd_dated pfd_due pfd_extended pfd_received pfd_replied pfd_reference pfd_holder pfd_themes pfd_concerns", "pfd=yes",
     "pfd=no|not_known|-", ""),
    ("decisions", "required", "pfd_dated", "pfd=yes", "pfd=no|not_known|-", ""),
    ("decisions", "required", "second_review",
     "judgement.overall_score=1|2; judgement.below_standard=yes, judgement.below_standard_harm=probably|yes; why.red_flags=RF1",
     "judgement.overall_score=3|4|5|na|-, judgement.below_standard=yes, judgement.below_standard_harm=no|-; why.red_flags=RF2|-", ""),
    ("decisions", "required", "candour",
     f"{INSIDE}, person.died_manner=suicide|unknown; judgement.below_standard=yes, judgement.below_standard_harm=yes",
     f"{INSIDE}, person.died_manner=natural; {OUTSIDE}, person.died_manner=suicide", ""),
    ("decisions", "required", "coroner_status", f"{INSIDE}, person.died_manner=natural; {OUTSIDE}, person.died_manner=suicide|unknown",
     f"{OUTSIDE}, person.died_manner=natural", ""),
    ("decisions", "shown", "examiner_concern", "examiner_date=2025-10-20", "examiner_date=-", ""),
    ("decisions", "shown", "examiner_detail", "examiner_concern=yes", "examiner_concern=no|not_known|-",
     "examiner_date=2025-10-20"),
    ("decisions", "shown", "leder_type leder_outcome", "leder_told=2025-10-20", "leder_told=-", ""),
    ("decisions", "advised", "not_referred",
     f"coroner_status=not_referred, person.legal_status={UNDER_ACT}, {INSIDE}; "
     f"coroner_status=not_referred, person.legal_status=CTO|01, person.legal_circumstances={HELD}",
     f"coroner_status=not_referred, person.legal_status={NOT_UNDER_ACT}|CTO, {INSIDE}; "
     "person.legal_status=20, coroner_status="
     "referred|no_further_action|investigation|inquest|concluded|discontinued|not_known|-", ""),
    ("decisions", "advised", "not_referred_unnatural",
     "coroner_status=not_referred, person.died_manner=suicide|self_harm|accident|drug_alcohol|homicide|restraint|"
     "choking|fall|unknown",
     "coroner_status=not_referred, person.died_manner=natural|deterioration|-; "
     "coroner_status=not_referred, person.died_manner=suicide, person.legal_status=20; "
     "coroner_status=referred|no_further_action|investigation|inquest|concluded|discontinued|not_known|-, "
     "person.died_manner=suicide", ""),
    ("decisions", "advised", "dols_only", f"{INSIDE}, person.legal_circumstances=dols|dols+restraint, person.died_manner=natural|unknown",
     f"{INSIDE}, person.legal_circumstances=mca|-, person.died_manner=natural; "
     f"{INSIDE}, person.legal_circumstances=dols, person.died_manner=suicide", ""),
    ("decisions", "advised", "coroner_referred_early", "coroner_referred=2025-10-18", "coroner_referred=2025-10-19|2025-10|-", "person.date_of_death=2025-10-19"),
    ("decisions", "advised", "examiner_date_early", "examiner_date=2025-10-18", "examiner_date=2025-10-19|2025-10|-", "person.date_of_death=2025-10-19"),
    ("decisions", "advised", "cqc_told_early", "cqc_told=2025-10-18", "cqc_told=2025-10-19|2025-10|-", "person.date_of_death=2025-10-19"),
    ("decisions", "advised", "leder_told_early", "leder_told=2025-10-18", "leder_told=2025-10-19|2025-10|-", "person.date_of_death=2025-10-19"),
    ("decisions", "advised", "safeguarding_referred_early", "safeguarding_referred=2025-10-18", "safeguarding_referred=2025-10-19|2025-10|-", "person.date_of_death=2025-10-19"),
    ("decisions", "advised", "candour_verbal_early", "candour_verbal=2025-10-18", "candour_verbal=2025-10-19|2025-10|-", "person.date_of_death=2025-10-19, candour=yes"),
    ("action", "advised", "target_before_agreed", "action_target_date=2025-10-01", "action_target_date=2025-10-03|-",
     "action_status=agreed, action_agreed_date=2025-10-02"),
    ("decisions", "advised", "pfd_printed", "pfd_due=2025-11-25|2025-11-27", "pfd_due=2025-11-26|2025-11|-",
     "pfd=yes, pfd_dated=2025-10-01"),
    ("decisions", "advised", "due_to_problems",
     "judgement.more_likely=yes, learning_response=swarm|aar|mdt|thematic|sjr|none",
     "judgement.more_likely=yes, learning_response=psii|undecided|-; "
     "judgement.more_likely=no|not_known|-, learning_response=swarm", ""),
]

# The acute form asks what the mental health form asks of each phase and of the whole; the rest is that form's own.
_OWN = ("other",)
TABLE += [
    ("judgement_acute", effect, names, *(
        text.replace("initial_score", "acute_admission_score").replace("ongoing_score", "acute_ongoing_score")
        for text in (yes, no)
    ), "")
    for form, effect, names, yes, no, _ in TABLE
    if form == "judgement" and names not in _OWN
]

# fmt: on

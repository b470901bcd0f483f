"""The rules of the pages that are asked only where the facts call for them, in the columns of `instrument_rules`."""
# ruff: noqa: E501 - a table reads best when its rows are whole

from tests.domain.instrument_rules import A_MONTH, ADULT, CHILD, INSIDE, TOUCH_NOT, UNCLEAR, UNDER_ACT

# fmt: off
SUICIDE = "person.died_manner=suicide|self_harm"
NOT_SUICIDE = "person.died_manner=accident|drug_alcohol|homicide|restraint|choking|fall|natural|deterioration|unknown|-"
ABSENT = "person.legal_circumstances=s17_escorted|s17_unescorted|ward_leave|awol|left_ward"
PRESENT = "person.legal_circumstances=cto_recall|s42|s42_dol|dols|mca|restraint|none|-"
BED = "200|201|202|203|204|205|206|207|208|209|210|211|212|213|300|301|302|303|304|305|306|307|308|309|310|311|other|not_known|10|11|12|13|14|15|17|19|20|21"

MODULES = [
    # Suspected suicide
    ("suicide", "asked", "suicide", SUICIDE, NOT_SUICIDE, ""),
    ("suicide", "shown", "observation", f"{INSIDE}, {PRESENT}",
     f"{INSIDE}, {ABSENT}; {A_MONTH}; {UNCLEAR}", "person.died_manner=suicide"),
    ("suicide", "shown", "observation_done", "observation=intermittent|eyesight|arm|not_known",
     "observation=general|none|-", f"person.died_manner=suicide, {INSIDE}"),
    ("suicide", "shown", "absence_told", ABSENT, PRESENT, "person.died_manner=suicide"),
    ("suicide", "shown", "police_answer", "absence_told=police|police+family",
     "absence_told=family|crisis|ward|nobody|not_known|-",
     "person.died_manner=suicide, person.legal_circumstances=awol"),
    # Staying safe from suicide
    ("safety", "asked", "safety",
     "person.died_manner=suicide|self_harm|accident|drug_alcohol|homicide|restraint|choking|fall|unknown|-",
     "person.died_manner=natural|deterioration", ""),
    ("safety", "shown", "plan_reviewed", "judgement.safety_plan=yes", "judgement.safety_plan=no|not_known|-",
     "person.died_manner=suicide"),
    # Physical health
    ("physical", "asked", "physical",
     f"{INSIDE}; {A_MONTH}, person.died_manner=natural|deterioration|choking|fall|restraint|unknown; "
     f"{A_MONTH}, person.legal_circumstances=restraint",
     f"{A_MONTH}, person.died_manner=suicide|self_harm|accident|drug_alcohol|homicide|-; "
     f"{A_MONTH}, person.legal_circumstances=none", ""),
    ("physical", "shown", "admission_check", f"{INSIDE}; {A_MONTH}", UNCLEAR, "person.died_manner=natural"),
    ("physical", "shown", "checks_done", "checked_medicines=clozapine|lithium|antipsychotic|valproate|rapid",
     "checked_medicines=none|not_known|-", "person.died_manner=natural"),
    ("physical", "shown", "bowels", "checked_medicines=clozapine|clozapine+lithium",
     "checked_medicines=lithium|antipsychotic|valproate|rapid|none|not_known|-", "person.died_manner=natural"),
    ("physical", "shown", "clots emergency", INSIDE, f"{A_MONTH}; {UNCLEAR}", "person.died_manner=natural"),
    # Race equality and difference
    ("equality", "shown", "interpreter_care", "language_home=bsl|not_known|Polish", "language_home=en|-", ""),
    ("equality", "required", "adjustments", "person.learning_disability=1; person.autism=1",
     "person.learning_disability=2|3|4|5|U|X|Z|-, person.autism=2|3|4|5|U|X|Z|-", ""),
    ("equality", "shown", "how_known", "treated_differently=no_sign|possibly|yes",
     "treated_differently=cannot_tell|-", ""),
    # Leaving hospital
    ("leaving", "asked", "leaving", A_MONTH, f"{INSIDE}; {UNCLEAR}", ""),
    ("leaving", "shown", "aftercare", "person.legal_status_stay=03|09|10|15|16|17|18|34|37",
     "person.legal_status_stay=01|02|04|05|06|07|08|12|13|14|19|20|31|32|33|35|36|CTO|98|99|-", A_MONTH),
    ("leaving", "shown", "followup_date", "judgement.followup=yes|late", "judgement.followup=tried|no|na|not_known|-",
     A_MONTH),
    ("leaving", "advised", "contact_after_death", "followup_date=2025-10-20", "followup_date=2025-10-19|-",
     f"{A_MONTH}, judgement.followup=late"),
    ("leaving", "advised", "ready_outside_stay", "ready_date=2025-08-31|2025-09-20", "ready_date=2025-09-01|2025-09-19|2025-09|-",
     f"{A_MONTH}, person.admission_date=2025-09-01"),
    ("leaving", "advised", "followup_late", "judgement.followup=yes, followup_date=2025-09-23",
     "judgement.followup=yes, followup_date=2025-09-22; judgement.followup=late|tried|no|na|not_known|-, followup_date=2025-09-23", A_MONTH),
    ("leaving", "advised", "followup_in_time", "judgement.followup=late, followup_date=2025-09-21",
     "judgement.followup=late, followup_date=2025-09-22; judgement.followup=yes|tried|no|na|not_known|-, followup_date=2025-09-20", A_MONTH),
    ("restrictive", "advised", "use_after_death", "rp_date=2025-10-20", "rp_date=2025-10-19|-", INSIDE),
    ("timeline", "advised", "event_after_death",
     "event_date=2025-10-20, event_kind=referral|assessment|contact|admission|transfer|leave|medication|physical|incident|discharge|missed|death",
     "event_date=2025-10-19, event_kind=contact; event_date=2025-10-20, event_kind=family|legal|after|other|-", INSIDE),
    ("equality", "advised", "equality_silent", "treated_differently=no_sign, how_known=Nothing seen",
     "treated_differently=no_sign, how_known=His sister and the words of the record|-; "
     "treated_differently=possibly|yes|cannot_tell|-, how_known=His sister", ""),
    # Inquest
    ("inquest", "asked", "inquest",
     "decisions.coroner_status=investigation|inquest|concluded; decisions.pfd=yes",
     "decisions.coroner_status=not_referred|referred|no_further_action|discontinued|not_known|-, decisions.pfd=no|not_known|-",
     ""),
    ("inquest", "shown", "statements_sent", "statements_due=2025-11-01", "statements_due=-",
     "decisions.coroner_status=inquest"),
    ("inquest", "shown", "disclosure_sent", "disclosure_due=2025-11-01", "disclosure_due=-",
     "decisions.coroner_status=inquest"),
    # Panel
    ("panel", "required", "panel_reason", "panel_decision=changed|more|second|psii",
     "panel_decision=agree|close|-", ""),
    ("panel", "shown", "panel_phase", "panel_decision=changed", "panel_decision=agree|more|second|psii|close|-", ""),
    ("panel", "shown", "panel_score", "panel_phase=initial|overall", "panel_phase=-", "panel_decision=changed"),
    ("panel", "shown", "panel_score_reason", "panel_score=1|5|na", "panel_score=-",
     "panel_decision=changed, panel_phase=initial"),
    ("panel", "shown", "panel_again", "panel_decision=more", "panel_decision=agree|changed|second|psii|close|-", ""),
    ("panel", "second", "panel_asked", "panel_decision=second", "panel_decision=agree|changed|more|psii|close|-", ""),
    ("panel", "shown", "panel_minuted", "panel_meeting=P-2025-01", "panel_meeting=-", ""),
    # Family: draft, corrections, apology
    ("family", "shown", "interpreter faith", "contact_status=in_touch",
     f"contact_status=declined|no_answer|{TOUCH_NOT}", ""),
    ("family", "asked", "letter", "contact_status=in_touch", f"contact_status=declined|no_answer|{TOUCH_NOT}", ""),
    ("family", "shown", "letter_sorry", "apology=given|to_give", "apology=no|not_known|-",
     "contact_status=in_touch"),
    ("family", "asked", "draft", "contact_status=in_touch", f"contact_status=declined|no_answer|{TOUCH_NOT}", ""),
    ("family", "shown", "corrections disagreement", "draft_shared=2025-11-01", "draft_shared=-",
     "contact_status=in_touch"),
    ("family", "shown", "corrections_made", "corrections=The time was later", "corrections=-",
     "contact_status=in_touch, draft_shared=2025-11-01"),
    # Contributory factors, and culture of care
    ("problem", "shown", "as_imagined", "problem_factors=policy|team+task", "problem_factors=-", ""),
    ("problem", "shown", "as_done", "as_imagined=As the policy has it", "as_imagined=-", "problem_factors=policy"),
    ("problem", "shown", "problem_culture", f"person.ward_type={BED}", "person.ward_type=none|-", ""),
    ("learning", "shown", "learning_culture", f"person.ward_type={BED}", "person.ward_type=none|-", ""),
    ("person", "offered", "ethnicity", "option.ethnic_list=2001|-", "option.ethnic_list=2021", ""),
    ("person", "offered", "ethnicity_2021", "option.ethnic_list=2021", "option.ethnic_list=2001|-", ""),
    # The person: what a definition of these deaths asks for
    ("person", "asked", "definition", f"{INSIDE}; {A_MONTH}; {UNCLEAR}".replace("person.", ""),
     "inpatient_at_death=no, discharge_date=2025-01-01, date_of_death=2025-10-19; "
     "inpatient_at_death=no, ward_type=none, date_of_death=2025-10-19", ""),
    ("person", "shown", "discharge_time", A_MONTH.replace("person.", ""), INSIDE.replace("person.", ""), ""),
    ("person", "shown", "absence_began", "legal_circumstances=awol|left_ward",
     "legal_circumstances=s17_escorted|s17_unescorted|ward_leave|cto_recall|s42|s42_dol|dols|mca|restraint|none|-",
     INSIDE.replace("person.", "")),
    ("person", "shown", "transferred_on", "place_of_death=W5|10",
     "place_of_death=W1|W2|W3|W4|21|22|20|30|41|42|40|W6|W7|W8|50|not_known|-", INSIDE.replace("person.", "")),
    ("person", "shown", "bed_sought", f"{A_MONTH}; {UNCLEAR}".replace("person.", ""), INSIDE.replace("person.", ""), ""),
    ("person", "asked", "act", f"legal_status={UNDER_ACT}|35|CTO", "legal_status=01|33|36|98|99|-", ""),
    # Answers that do not go together
    ("person", "advised", "section_after_discharge", f"{A_MONTH}, person.legal_status={UNDER_ACT}".replace("person.", ""),
     f"{A_MONTH}, person.legal_status=01|33|35|36|CTO|98|99|-; {INSIDE}, person.legal_status=03".replace("person.", ""), ""),
    ("person", "advised", "leave_section", "legal_circumstances=s17_escorted|s17_unescorted, legal_status=01|98",
     f"legal_circumstances=s17_escorted, legal_status={UNDER_ACT}; legal_circumstances=awol|none|-, legal_status=01", ""),
    ("person", "advised", "awol_informal", "legal_circumstances=awol, legal_status=01",
     f"legal_circumstances=awol, legal_status={UNDER_ACT}; legal_circumstances=left_ward|none|-, legal_status=01", ""),
    ("person", "advised", "age_ward",
     f"{CHILD}, person.ward_type=200|213; person.date_of_birth=1980-01-01, person.date_of_death=2025-10-19, person.ward_type=300|301|302|303|304|305|306|307|308|309|310|311".replace("person.", ""),
     f"{CHILD}, person.ward_type=301|other|-; {ADULT}, person.ward_type=200|301".replace("person.", ""), ""),
    ("person", "advised", "suspected_autism", "autism=2|3|4, learning_disability=5|U|X|Z|-",
     "autism=1|5|U|X|Z|-, learning_disability=5; autism=2, learning_disability=1|2|3|4", ""),
    ("person", "advised", "expected_unnatural",
     "death_category=EN1|EN2, died_manner=suicide|self_harm|accident|drug_alcohol|homicide|restraint|choking|fall; "
     "death_category=UU, died_manner=natural",
     "death_category=EN1|EN2|UN1|UN2|unknown|-, died_manner=natural|deterioration|unknown|-; "
     "death_category=UU|EU|UN1|UN2|-, died_manner=suicide", ""),
    ("inquest", "advised", "conclusion_differs",
     "decisions.conclusion=suicide, person.died_manner=natural|deterioration; "
     "decisions.conclusion=natural, person.died_manner=suicide|self_harm",
     "decisions.conclusion=suicide|open|narrative|-, person.died_manner=suicide; "
     "decisions.conclusion=natural|accident|-, person.died_manner=natural", "decisions.coroner_status=concluded"),
    ("judgement", "advised", "discharge_not_yet", f"{INSIDE}, discharge_score=1|2|3|4|5",
     f"{INSIDE}, discharge_score=na|-; {A_MONTH}, discharge_score=1|5", ""),
    ("judgement", "advised", "discharge_was", f"{A_MONTH}, discharge_score=na",
     f"{A_MONTH}, discharge_score=1|2|3|4|5|-; {INSIDE}, discharge_score=na", ""),
    ("judgement", "advised", "admission_was", f"{A_MONTH}, admission_score=na; {INSIDE}, admission_score=na",
     f"{A_MONTH}, admission_score=1|2|3|4|5|-; {UNCLEAR}, admission_score=na", ""),
]
# fmt: on

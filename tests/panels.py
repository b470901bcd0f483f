"""Meetings of a panel for tests, in the words of roles and meanings."""

from datetime import date

from hssib_desk.domain.panel.decision import panel_form
from tests.factories import action_form, code_meaning, keyed


class Panel:
    """What a panel does in a test."""

    def __init__(self, workbook):
        self.workbook, self.form = workbook, panel_form(workbook.library)

    def said(self, meaning, **more):
        """The answers of a decision."""
        chosen = code_meaning(self.form.role("decision"), meaning)
        return keyed(self.form, {"decision": chosen, **more})

    def decide(self, meeting, ref, meaning="agreed", **more):
        """Begin a decision on a case."""
        return self.workbook.panel.decide(meeting.id, ref, self.said(meaning, **more))

    def ready(self, meeting):
        """Everything but the decisions that minutes need."""
        present = [c.code for c in meeting.entry.form.role("roles_present").options.choices[:4]]
        return self.workbook.panel.change(meeting.id, {"roles_present": present, "chair": present[0]})


def points(form, n):
    """A score for every phase, by the code of its points."""
    fields = (phase.score_field for phase in form.phases)
    return {f.key: next(c.code for c in f.options.choices if c.points == n) for f in fields}


def signed_reviews(workbook, scores=(3, 4), died="2025-10-19"):
    """Signed reviews with a problem and an action each, by their overall scores."""
    library, found = workbook.library, []
    person = library.form_with_role("date_of_death", repeat=False)
    judgement = library.form_with_role("phase_score", repeat=False)
    problem, action = library.form_with_role("harm", repeat=True), action_form(library)
    for score in scores:
        given = {"date_of_death": died, "name": "Llŷr", "given_name": "Łukasz"}
        case = workbook.new_case({person.key: keyed(person, given)})
        workbook.save(case.entry(judgement.key).id, points(judgement, score))
        workbook.add_entry(case.id, problem.key, answers=keyed(problem, {"title": "No plan after leave"}))
        act = {"title": "Make follow-up a task", "target_date": "2026-01-10"}
        workbook.add_entry(case.id, action.key, answers=keyed(action, act))
        workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        found.append(workbook.case(case.id))
    return found


def meeting_on(workbook, day=date(2025, 11, 18), **more):
    """A meeting on some signed reviews."""
    return workbook.panel.plan(day, [case.ref for case in signed_reviews(workbook, **more)])

"""The few values that lists and figures need beside the answers, always derivable from them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answers, Form
from hssib_desk.domain.forms.levels import Level
from hssib_desk.domain.forms.outline import completeness, is_begun
from hssib_desk.domain.parts.standing import waiting_lines
from hssib_desk.domain.review.case_file import CaseFile, CaseStatus
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.ending import is_not_reviewed
from hssib_desk.domain.review.scope import scope_of
from hssib_desk.domain.review.screening import back_on, is_signed, is_waiting, outcome_of, signed_on
from hssib_desk.domain.review.second_review import needs_second_review, shown_view


@dataclass(frozen=True)
class ScoreRow:
    """One score as lists and figures keep it; `points` is None for a non-score such as not applicable."""

    section: str
    scale: str
    code: str
    points: int | None
    overall: bool


@dataclass(frozen=True)
class CaseIndex:
    """What the store keeps of one case in columns."""

    values: Mapping[str, str]
    status: CaseStatus
    scope: str
    setting: str
    days: int | None
    flag: str
    flag_sentence: str
    percent: int
    to_finish: int
    overall: str
    listed: Mapping[str, str]
    after: str = ""  # "12 days", "Inpatient", "Same day: check dates"
    next_page: str = ""  # the first page on which something is left to do
    level: Level = "full"
    outcome: str = ""  # the code of the next step that a signed screening chose
    screened: str = ""  # the day on which the screening was signed
    back: str = ""  # the day on which a waiting case comes back


def scores_of(form: Form, answers: Answers) -> list[ScoreRow]:
    """The scored sections that were answered, in the order of the form."""
    rows = []
    for section in form.phases:
        field = section.score_field
        choice = field.options.by_code.get(str(answers.get(field.key))) if field and field.options else None
        if field and field.options and choice:
            scale, overall = field.options, field.role == "overall_score"
            rows.append(ScoreRow(section.key, scale.key, choice.code, choice.points, overall))
    return rows


CASE_ROLES_KEPT = [
    "local_number",
    "nhs_number",
    "name",
    "given_name",
    "date_of_birth",
    "date_of_death",
    "discharge_date",
    "ward",
    "ward_type",
    "reviewer_role",
    "learning_disability",
]


def index_case(case: CaseFile) -> CaseIndex:
    """The columns of a case from its answers; while a second review is blind, none of the first scores."""
    shown = standing(shown_view(case))
    values = {}
    for role in CASE_ROLES_KEPT:
        value = case.value(role)
        if value is not None:
            values[role] = ",".join(value) if isinstance(value, list) else str(value)
    scope, done, status = scope_of(case), completeness(shown_view(case)), status_of(case)
    parts = waiting_lines(case) if status in ("not_started", "draft") else {}
    return CaseIndex(
        values=values,
        status=status,
        scope=scope.code,
        setting=scope.setting,
        days=scope.days,
        flag=scope.flags[0].code if scope.flags else "",
        flag_sentence=scope.flags[0].sentence if scope.flags else "",
        percent=done.percent,
        to_finish=done.to_finish,
        overall=str(shown.value("overall_score") or ""),
        listed={**_listed(shown), **parts},
        after=scope.short,
        next_page=done.next_page.title if done.next_page else "",
        level=case.level,
        outcome=_outcome(case),
        screened=day.isoformat() if (day := signed_on(case)) else "",
        back=day.isoformat() if (day := back_on(case)) else "",
    )


def _outcome(case: CaseFile) -> str:
    chosen = outcome_of(case) if is_signed(case) else None
    return chosen.code if chosen else ""


def _listed(case: CaseFile) -> dict[str, str]:
    fields = [
        (f.in_list, e, f)
        for e in case.entries
        if not e.form.repeat and e is case.entry(e.form.key)
        for f in e.form.fields
        if f.in_list
    ]
    fields.sort(key=lambda item: item[0] or 0)
    return {f.key: kinds.show(f, e.answers[f.key]) for _, e, f in fields if f.key in e.answers}


def status_of(case: CaseFile) -> CaseStatus:
    """Where a case stands: not started until anything is answered that an import does not bring."""
    if case.seal:
        return "second_review" if needs_second_review(case) else "signed"
    if is_not_reviewed(case):
        return "not_reviewed"
    if case.level == "screen":
        return "waiting" if is_waiting(case) else "to_screen"
    return "draft" if is_begun(case) else "not_started"

"""Where a case ends without a review of ours: by its screening, or by a decision of an older form."""

from __future__ import annotations

from hssib_desk.domain.forms.rules import Context, holds
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.screening import is_signed, outcome_of


def is_not_reviewed(case: CaseFile, context: Context | None = None) -> bool:
    """Whether a death is not reviewed here: nobody reviews it further, or another process leads."""
    if case.level == "screen":
        chosen = outcome_of(case)
        return bool(is_signed(case) and chosen and chosen.means == "no")
    return _was_decided(case, context or Context(case))


def _was_decided(case: CaseFile, context: Context) -> bool:
    """Whether a form of before screening decided it; a decision without its reason ends nothing yet."""
    before = case.library.screening.before if case.library.screening else None
    form, _, key = before.field.rpartition(".") if before else ("", "", "")
    entry = case.entry(form) if form else None
    field = entry.form.by_key.get(key) if entry else None
    if before is None or entry is None or field is None or not holds(before, entry, context):
        return False
    return not any(found.section.key == field.section for found in context.findings(entry))

"""Where a case ends without a review: the decision that the death is not reviewed here, with its reason."""

from __future__ import annotations

from hssib_desk.domain.forms.rules import Context, is_shown
from hssib_desk.domain.review.case_file import CaseFile


def is_not_reviewed(case: CaseFile, context: Context | None = None) -> bool:
    """Whether it was decided not to review a death here; a decision without its reason ends nothing yet."""
    context = context or Context(case)
    for entry in case.entries:
        # The forms of today say which question decides, also of an entry that an older version asked.
        form = case.library.forms.get(entry.form.key, entry.form)
        asked = None if form.repeat else form.role("scope_decision")
        field = entry.form.by_key.get(asked.key) if asked else None
        if asked and field and asked.options and is_shown(field, entry, context):
            decided = asked.options.means(str(entry.answers.get(asked.key, ""))) == "no"
            return decided and not any(f.section.key == field.section for f in context.findings(entry))
    return False

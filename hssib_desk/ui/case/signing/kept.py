"""Keeping a remark as it is: the reason, as an entry of the case, wherever it is given."""

from __future__ import annotations

from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.forms.rules import Advised
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.case.seen import peek
from hssib_desk.ui.session import Session, with_typed


def keep_as_it_is(session: Session, case: CaseFile, remark: Advised, reason: str) -> CaseFile:
    """Save why a remark is kept, and return the case with it; an empty reason takes back the one given."""
    form = case.library.form_with_role("rule", repeat=True)
    if form is None:
        return case
    rule, title, detail = (form.role(name) for name in ("rule", "title", "detail"))
    assert rule and title and detail
    kept = next((entry for entry in case.all_of(form.key) if entry.text("rule") == remark.key), None)
    said: dict[str, Answer | None] = {title.key: remark.sentence, detail.key: reason or None}
    if kept is None and reason:
        answers = {rule.key: remark.key, title.key: remark.sentence, detail.key: reason}
        session.act(
            lambda wb: wb.add_entry(case.id, form.key, answers=answers, stage=case.stage),
            case.id,
            lists=False,
        )
        return peek(session, case.id)
    if kept is None:
        return case
    for key, value in said.items():
        session.edit(case.id, kept.id, key, value)
    return with_typed(case, {kept.id: said})

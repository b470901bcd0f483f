"""Parts of a review made ready to be signed, through the workbook's own verbs."""

from hssib_desk.domain.forms import outline
from hssib_desk.domain.parts.standing import finding_part, standings
from tests.factories import sample


def finish(workbook, case_id, *keys):
    """Answer what some parts of a review still need; of all parts where none is named."""
    for _ in range(20):  # what is asked follows from what was answered
        case = workbook.case(case_id)
        found = [i for _, i in outline.findings(case) if not keys or finding_part(case, i) in keys]
        if not found:
            return case
        given = {}
        for item in found:
            given.setdefault((item.entry.id, item.entry.form.key), {})[item.field.key] = _answer(item)
        for (entry_id, form), answers in given.items():
            if entry_id:
                workbook.save(entry_id, answers)
            else:
                workbook.add_entry(case_id, form, answers=answers)
    raise AssertionError(f"{found[0].field.key} stays unanswered: {found[0].sentence}")


def _answer(item):
    """A good answer; of a scale the middle, which asks for nothing more."""
    offered = item.field.options.offered if item.field.options else ()
    return next((choice.code for choice in offered if choice.points == 3), sample(item.field))


def states(case):
    """How each part of a review stands, by its key."""
    return {found.part.key: found.state for found in standings(case)}

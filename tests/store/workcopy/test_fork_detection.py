"""What this computer remembers of a workbook: where it stood, counted once for each state."""

from hssib_desk.store.state import recall, remember

NEVER = 999


def noted():
    """The one place of the one workbook, and who it is."""
    ((workbook_id, places),) = recall("workbooks").items()
    ((place, mark),) = places.items()
    return workbook_id, place, mark


def test_an_unchanged_workbook_is_not_counted_again_when_it_is_closed(workbook, case, path, reopen):
    workbook.close()
    workbook_id, place, mark = noted()
    true = mark["entries"]
    assert true > 0
    remember("workbooks", workbook_id, {place: {**mark, "entries": NEVER}})
    reopen(workbook).close()
    assert noted()[2]["entries"] == NEVER
    again = reopen(workbook)
    form = next(form for form in again.library.forms.values() if form.can_raise)
    again.add_entry(case.id, form.key)
    again.close()
    assert noted()[2]["entries"] == true + 1

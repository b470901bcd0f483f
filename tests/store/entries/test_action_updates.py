"""Taking over an edited action log: many answers in one act, or none."""

import pytest

from hssib_desk.store.errors import Missing, Sealed


@pytest.fixture
def actions(workbook, case, forms):
    return [
        workbook.add_entry(case.id, forms.action.key, answers=forms.act(owner="Matron")) for _ in range(2)
    ]


def owner(forms):
    return forms.action.role("owner").key


def test_all_are_kept_with_why_after_a_backup(workbook, case, forms, actions):
    key = owner(forms)
    assert workbook.update_actions({entry.id: {key: "Digital lead"} for entry in actions}, "log.xlsx") == 2
    found = workbook.case(case.id)
    assert [entry.text("owner") for entry in found.all_of(forms.action.key)] == ["Digital lead"] * 2
    lines = [change for change in workbook.history(case.id, field=key) if change.why]
    assert [(line.old, line.new, line.why) for line in lines] == [
        ("Matron", "Digital lead", "Edited action log log.xlsx")
    ] * 2
    assert workbook.copies.backups()[0].reason == "before an edited action log was imported"


def test_one_that_cannot_be_kept_keeps_all_as_they_were(workbook, case, forms, actions):
    changes = {actions[0].id: {owner(forms): "Digital lead"}, "gone": {owner(forms): "Digital lead"}}
    with pytest.raises(Missing):
        workbook.update_actions(changes, "log.xlsx")
    assert workbook.case(case.id).all_of(forms.action.key)[0].text("owner") == "Matron"


def test_what_a_signature_covers_is_refused_here_too(workbook, case, forms, actions):
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Consultant")
    title = forms.action.role("title").key
    with pytest.raises(Sealed):
        workbook.update_actions({actions[0].id: {title: "Another"}}, "log.xlsx")
    assert workbook.update_actions({actions[0].id: {owner(forms): "Digital lead"}}, "log.xlsx") == 1


def test_undo_takes_an_action_back(workbook, case, forms, actions):
    workbook.update_actions({actions[0].id: {owner(forms): "Digital lead"}}, "log.xlsx")
    workbook.undo(case.id)
    assert workbook.case(case.id).all_of(forms.action.key)[0].text("owner") == "Matron"


def test_nothing_to_take_makes_no_backup(workbook):
    assert workbook.update_actions({}, "log.xlsx") == 0
    assert workbook.copies.backups() == []

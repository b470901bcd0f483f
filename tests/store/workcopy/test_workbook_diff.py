"""Two files of one workbook side by side: which cases only one of them changed, and which both did."""

import shutil

import pytest

from hssib_desk.store.errors import NotAWorkbook
from hssib_desk.store.workbook import Workbook
from hssib_desk.store.workcopy.fork_detection import compare, note, settle
from hssib_desk.store.workcopy.workbook_diff import side_by_side


@pytest.fixture
def parted(workbook, case, judgement, forms, library, tmp_path):
    """A file and a copy of it: both changed the first case, and each began one of its own."""
    workbook.close()
    here, there = workbook.path, tmp_path / "On a stick.hssib"
    shutil.copy(here, there)
    for path, n in ((here, 1), (there, 2)):
        with Workbook.open(path, library=library, actor="R", back_up=False) as open_one:
            open_one.save(judgement.id, {forms.note_field.key: f"Written in {path.name}"})
            for _ in range(n):
                open_one.new_case(forms.death())
    return here, there


def test_each_side_says_what_the_other_lacks(parted):
    here, there = side_by_side(*parted)
    assert (here.cases, there.cases) == (2, 3)
    assert here.entries < there.entries
    assert here.own["C-2025-001"] == there.own["C-2025-001"] == 1
    assert set(here.own) == {"C-2025-001", "C-2025-002"}
    assert set(there.own) == {"C-2025-001", "C-2025-002", "C-2025-003"}
    assert here.ids["C-2025-001"] == there.ids["C-2025-001"]
    assert here.ids["C-2025-002"] != there.ids["C-2025-002"]  # each began its own
    assert here.last_change and there.last_change


def test_the_same_file_twice_has_nothing_of_its_own(parted, tmp_path):
    twin = shutil.copy(parted[0], tmp_path / "Twin.hssib")
    assert [side.own for side in side_by_side(parted[0], twin)] == [{}, {}]


def test_one_that_only_went_on_has_all_of_the_other(parted, library, tmp_path):
    old = shutil.copy(parted[0], tmp_path / "Old.hssib")
    with Workbook.open(parted[0], library=library, actor="R", back_up=False) as workbook:
        workbook.new_case()
    here, there = side_by_side(parted[0], old)
    assert len(here.own) == 1
    assert there.own == {}


def test_a_file_that_is_no_workbook_is_refused_in_words(parted, tmp_path):
    (tmp_path / "letter.hssib").write_text("Dear all")
    with pytest.raises(NotAWorkbook):
        side_by_side(parted[0], tmp_path / "letter.hssib")


def test_the_one_that_goes_on_is_no_longer_compared(parted):
    note(parted[0])
    found = compare(parted[1])
    assert [item.code for item in found] == ["fork"] and found[0].other == str(parted[0])
    settle(parted[1], parted[0])
    assert compare(parted[1]) == []


def test_an_earlier_state_tells_what_both_hold(parted, library, tmp_path):
    settle(parted[1], parted[0])
    old = shutil.copy(parted[1], tmp_path / "Old.hssib")
    with Workbook.open(parted[1], library=library, actor="R", back_up=False) as workbook:
        workbook.new_case()
    shutil.copy(old, parted[1])  # as a synchronised folder may do it
    (found,) = compare(parted[1])
    assert found.code == "earlier" and found.other == str(parted[1])
    assert "1 more change:" in found.sentence and found.sentence.count("last changed") == 2
    assert "backups" in found.step

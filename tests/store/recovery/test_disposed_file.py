"""A workbook with a disposal in its history is examined, checked and recovered like any other."""

import pytest

from hssib_desk.store.recovery.recover import recover
from hssib_desk.store.verify.check import check
from hssib_desk.store.verify.diagnose import examine
from hssib_desk.store.workbook import Workbook

WORD, WHY = "Quetzalcoatlus", "Its time has come"


@pytest.fixture
def disposed(workbook, forms, path):
    """One case gone and one that stays, both with words, and a copy from before that was cleaned."""
    gone = workbook.new_case(forms.death(name=WORD))
    workbook.save(gone.entry(forms.judgement.key).id, {forms.note_field.key: f"{WORD} was ill"})
    stays = workbook.new_case(forms.death(name="Staying"))
    workbook.save(stays.entry(forms.judgement.key).id, {forms.note_field.key: "A note that stays"})
    workbook.reviews.sign(stays.id, name="R. Reviewer", role="Nurse")
    workbook.copies.backup()
    workbook.retention.dispose([gone.id], WHY, early=True)
    workbook.reviews.reopen(stays.id, "one more thing")
    workbook.close()
    return gone, stays


def errors(found):
    return [item.sentence for item in found if item.severity == "error"]


def test_doctor_and_check_find_nothing_wrong(disposed, path, library):
    assert errors(check(path, library)) == []
    assert errors(examine(path, library)) == []


def whole(path, library, disposed):
    gone, stays = disposed
    assert errors(check(path, library)) == []
    assert WORD.encode() not in path.read_bytes()
    with Workbook.open(path, library=library, actor="R", back_up=False) as book:
        assert [case.ref for case in book.lists.case_files()] == [stays.ref]
        assert [item.ref for item in book.retention.certificates()] == [gone.ref]
        assert book.lists.search("a note that stays")
        assert book.new_case().ref not in (gone.ref, stays.ref)


def test_recovered_file_keeps_the_disposal_and_its_certificate(disposed, path, library):
    made = recover(path, library, "R. Reviewer")
    assert made.mended.is_whole
    whole(made.path, library, disposed)


def test_recovery_from_the_copy_alone_keeps_it_too(disposed, path, library):
    size = path.stat().st_size
    path.write_bytes(b"\xff" * size)
    made = recover(path, library, "R. Reviewer")
    whole(made.path, library, disposed)


def test_damaged_page_of_the_history_is_told_and_mended(disposed, path, library, plain):
    page = plain.execute("SELECT rootpage FROM sqlite_master WHERE name = 'changes'").fetchone()[0]
    plain.close()
    size = 4096
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)
    assert any("history" in sentence for sentence in errors(examine(path, library)))
    made = recover(path, library, "R. Reviewer")
    assert WORD.encode() not in made.path.read_bytes()
    with Workbook.open(made.path, library=library, actor="R", back_up=False) as book:
        assert [case.ref for case in book.lists.case_files()] == [disposed[1].ref]

"""The door as a whole: what is saved is there again, what is refused changes nothing."""

import gc
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.store.errors import AlreadyThere, DiskFull, Missing, NotReady, ReadOnly, Sealed
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.store.verify import checkpoints
from hssib_desk.store.workbook import Workbook


def answers_in(plain: sqlite3.Connection, entry_id: str):
    return json.loads(plain.execute("SELECT answers FROM entries WHERE id = ?", (entry_id,)).fetchone()[0])


def test_saved_answer_is_in_the_file_at_once(workbook, judgement, forms, plain):
    workbook.save(judgement.id, {forms.note_field.key: "Zażółć gęślą jaźń, ŵ, \U0001f33f"})
    assert answers_in(plain, judgement.id) == {forms.note_field.key: "Zażółć gęślą jaźń, ŵ, \U0001f33f"}


@pytest.mark.parametrize(
    "text", ["half \ud83d of a sign", "nul \x00 byte", "=1+1", "'; DROP TABLE cases --", "\u202e"]
)
def test_odd_text_comes_back_as_it_was_typed(workbook, judgement, forms, reopen, text):
    workbook.save(judgement.id, {forms.note_field.key: text})
    with reopen(workbook) as again:
        entry = again.case("C-2025-001").entry(forms.judgement.key)
        assert entry.answers[forms.note_field.key] == text


def test_none_takes_an_answer_away_and_an_empty_text_is_no_answer(workbook, judgement, forms):
    for nothing in (None, "", []):
        workbook.save(judgement.id, {forms.note_field.key: "Something"})
        workbook.save(judgement.id, {forms.note_field.key: nothing})
        assert forms.note_field.key not in workbook.case("C-2025-001").entry(forms.judgement.key).answers


def test_saving_what_is_there_already_changes_nothing(workbook, judgement, forms, plain):
    workbook.save(judgement.id, {forms.note_field.key: "Same"})
    before = plain.execute("SELECT count(*) FROM changes").fetchone()
    workbook.save(judgement.id, {forms.note_field.key: "Same"})
    assert plain.execute("SELECT count(*) FROM changes").fetchone() == before


def test_an_unknown_field_is_a_fault_of_the_program(workbook, judgement):
    with pytest.raises(ValueError, match="has no field"):
        workbook.save(judgement.id, {"no_such_field": "x"})


def test_a_failed_save_leaves_answers_history_lists_and_search_as_they_were(
    workbook, judgement, forms, plain, monkeypatch
):
    workbook.save(judgement.id, {forms.note_field.key: "before"})
    state = list(plain.iterdump())

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hssib_desk.store.entries.text_only_edit.write_words", fail)
    with pytest.raises(DiskFull):
        workbook.save(judgement.id, {forms.note_field.key: "after"})
    assert list(plain.iterdump()) == state


def test_a_full_disk_is_said_and_nothing_is_lost(workbook, judgement, forms, library, path):
    workbook.save(judgement.id, {forms.note_field.key: "kept"})
    connection = workbook._at.database._engine.raw_connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    connection.close()
    with pytest.raises(DiskFull, match="no room"):
        workbook.save(judgement.id, {forms.note_field.key: "x" * 500_000})
    workbook.close()
    with Workbook.open(path, library=library, actor="R") as again:
        assert again.case("C-2025-001").entry(forms.judgement.key).answers[forms.note_field.key] == "kept"


def test_a_killed_program_loses_nothing_that_was_said_to_be_saved(path, tmp_path, library, forms):
    script = tmp_path / "writer.py"
    script.write_text(
        textwrap.dedent(f"""
        import os, sys
        from pathlib import Path
        from hssib_desk.domain.forms.library import load_library
        from hssib_desk.store.workbook import Workbook
        from hssib_desk.store.entries import entries
        book = Workbook.create(Path({str(path)!r}), library=load_library(), actor="R")
        case = book.new_case()
        entry = case.entry({forms.judgement.key!r})
        book.save(entry.id, {{{forms.note_field.key!r}: "said to be saved"}})
        with book._at.writing() as act:
            act.db.exec_driver_sql("PRAGMA cache_size = 5")  # so that pages reach the file before the end
            entries.save(act, entry.id, {{{forms.note_field.key!r}: "never said" * 9999}}, "")
            os._exit(9)
        """),
        "utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    assert subprocess.run([sys.executable, script], env=environment, check=False).returncode == 9
    assert path.with_name(f"{path.name}-journal").exists()
    with Workbook.open(path, library=library, actor="R") as again:
        row = again.lists.cases(CaseQuery())[0]
        kept = again.case(row.id).entry(forms.judgement.key).answers
    assert kept == {forms.note_field.key: "said to be saved"}


def test_references_are_of_the_year_of_death_and_never_given_twice(workbook, forms):
    refs = [
        workbook.new_case(forms.death(date_of_death=died)).ref for died in ("2025-10-19", "2024", "2025-01")
    ]
    assert refs == ["C-2025-001", "C-2024-001", "C-2025-002"]
    assert workbook.new_case().ref == "C-2025-003"  # the year it is, where no date is known


def test_a_reference_stays_when_the_date_of_death_changes(workbook, case, forms):
    person = case.entry(forms.person.key)
    workbook.save(person.id, {forms.person.role("date_of_death").key: "2024-02-01"})
    assert workbook.case(case.id).ref == "C-2025-001"
    assert workbook.new_case(forms.death()).ref == "C-2025-002"


def test_entries_are_numbered_in_their_case_and_a_removed_number_is_gone(workbook, case, forms):
    add = lambda form: workbook.add_entry(case.id, form.key).ref  # noqa: E731
    assert [add(forms.action), add(forms.action)] == ["A01", "A02"]
    assert add(forms.raised) == f"{forms.raised.letter}1"
    second = workbook.case(case.id).all_of(forms.action.key)[1]
    workbook.remove_entry(second.id, "entered twice")
    assert add(forms.action) == "A03"


def test_a_removed_entry_is_out_of_every_list_and_can_be_put_back(workbook, case, forms):
    entry = workbook.add_entry(case.id, forms.action.key, answers=forms.act(title="Unusualword"))
    workbook.remove_entry(entry.id, "entered twice")
    assert workbook.case(case.id).all_of(forms.action.key) == ()
    assert workbook.lists.count_actions(ActionQuery()) == 0
    assert workbook.lists.search("unusualword") == []
    assert [e.id for e in workbook.removed_entries(case.id)] == [entry.id]
    with pytest.raises(Missing):
        workbook.save(entry.id, forms.act(title="Other"))
    workbook.restore_entry(entry.id)
    assert workbook.case(case.id).all_of(forms.action.key)[0].answers == entry.answers
    assert workbook.lists.count_actions(ActionQuery()) == 1
    assert len(workbook.lists.search("unusualword")) == 1


def test_a_single_form_is_begun_once(workbook, case, forms):
    with pytest.raises(NotReady, match="already started"):
        workbook.add_entry(case.id, forms.judgement.key)


def test_an_existing_file_is_never_made_anew(path, library):
    path.write_text("somebody's letter")
    with pytest.raises(AlreadyThere):
        Workbook.create(path, library=library, actor="R")
    assert path.read_text() == "somebody's letter"


def test_making_one_in_a_folder_that_is_not_there_says_so(tmp_path, library):
    with pytest.raises(Missing, match="folder"):
        Workbook.create(tmp_path / "none" / "a.hssib", library=library, actor="R")


def test_an_import_is_taken_whole_or_not_at_all(workbook, forms, plain):
    good = forms.death()
    with pytest.raises(ValueError, match="has no field"):
        workbook.import_cases([good, {forms.person.key: {"no_such_field": "x"}}], "caseload.csv")
    assert workbook.lists.count_cases(CaseQuery()) == 0
    assert workbook.import_cases([good, good], "caseload.csv") == ["C-2025-001", "C-2025-002"]
    assert plain.execute("SELECT DISTINCT kind, why FROM changes").fetchall() == [("import", "caseload.csv")]
    assert [info.reason for info in workbook.copies.backups()] == ["before an import"] * 2


def test_a_long_import_lets_go_of_its_cases_and_stays_one_act_with_sound_checkpoints(
    workbook, forms, plain, path
):
    held = []

    def look(_done: int) -> None:
        gc.collect()
        held.append(sum(isinstance(found, EntryFile) for found in gc.get_objects()))

    refs = workbook.import_cases([forms.death()] * 450, "list.csv", step=look)
    assert refs == [f"C-2025-{n:03d}" for n in range(1, 451)]
    assert len(held) == 3 and max(held) - held[0] < 200
    assert plain.execute("SELECT count(DISTINCT act) FROM changes WHERE kind = 'import'").fetchone() == (1,)
    with closing(sqlite3.connect(path)) as raw:
        assert list(checkpoints.altered(raw)) == []
        counted = "SELECT count(*), count(DISTINCT case_id) FROM checkpoints WHERE case_id <> ''"
        assert raw.execute(counted).fetchone() == (450, 450)


def test_an_imported_case_looks_like_one_that_was_typed(workbook, case, forms):
    ref = workbook.import_cases([forms.death(name="Llŷr", given_name="Łukasz")], "caseload.csv")[0]
    typed, imported = sorted(workbook.lists.cases(CaseQuery()), key=lambda row: row.ref)
    same = ("died", "after", "scope", "setting", "percent", "scores", "listed", "to_finish")
    assert [getattr(typed, name) for name in same] == [getattr(imported, name) for name in same]
    assert imported.ref == ref
    assert {hit.case_ref for hit in workbook.lists.search("lukasz")} == {"C-2025-001", ref}


def test_reading_only_sees_what_is_committed_and_changes_nothing(workbook, judgement, forms, library, path):
    reader = Workbook.open(path, library=library, actor="S", read_only=True)
    workbook.save(judgement.id, {forms.note_field.key: "just now"})
    assert reader.case("C-2025-001").entry(forms.judgement.key).answers == {forms.note_field.key: "just now"}
    with pytest.raises(ReadOnly):
        reader.save(judgement.id, {forms.note_field.key: "mine"})
    with pytest.raises(ReadOnly):
        reader.import_cases([{}], "x")
    reader.close()


def test_case_files_come_in_the_order_of_references_with_the_forms_asked_for(workbook, forms):
    workbook.import_cases([forms.death()] * 60, "x", level="short")
    found = list(workbook.lists.case_files(forms=frozenset({forms.judgement.key})))
    assert [case.ref for case in found] == [f"C-2025-{n:03d}" for n in range(1, 61)]
    # The screening comes too: the level that stands in it decides what the others ask.
    screening = workbook.library.screening.key
    assert {entry.form.key for entry in found[0].entries} == {screening, forms.judgement.key}
    assert {case.level for case in found} == {"short"}


def test_cases_can_be_saved_while_they_are_being_read(workbook, judgement, forms):
    workbook.import_cases([forms.death()] * 60, "x")
    reading = workbook.lists.case_files()
    next(reading)
    workbook.save(judgement.id, {forms.note_field.key: "in between"})
    assert len(list(reading)) == 60


def test_settings_are_kept_and_a_new_window_decides_scope_again(workbook, case, reopen):
    assert workbook.lists.cases(CaseQuery())[0].scope == "in_scope"
    workbook.set_setting("window_days", "7")
    workbook.set_setting("content_notice", "off")
    with reopen(workbook) as again:
        assert again.facts.window_days == 7
        assert again.setting("content_notice") == "off"
        assert again.facts.title == "Oak House"
        assert again.lists.cases(CaseQuery())[0].scope == "outside"


def test_an_unknown_case_is_said_to_be_missing(workbook):
    with pytest.raises(Missing, match="C-1999-001"):
        workbook.case("C-1999-001")


def test_an_action_may_be_added_after_signing_but_a_problem_may_not(workbook, case, forms):
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    assert workbook.add_entry(case.id, forms.action.key).ref == "A01"
    with pytest.raises(Sealed):
        workbook.add_entry(case.id, forms.raised.key)


def test_a_file_that_is_taken_away_while_open_is_missed_at_the_next_save(workbook, judgement, forms, path):
    path.rename(path.with_name("elsewhere.hssib"))
    with pytest.raises(Missing, match="moved, deleted or replaced while it was open"):
        workbook.save(judgement.id, {forms.note_field.key: "Words"})
    path.with_name("elsewhere.hssib").rename(path)
    workbook.save(judgement.id, {forms.note_field.key: "Words"})


def test_import_that_is_stopped_or_refused_writes_nothing(workbook, forms):
    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done:
            raise Stopped

    ref = workbook.import_cases([forms.death(name="Nowak")], "first.csv")[0]
    entry = next(e for e in workbook.case(ref).entries if e.form.key == forms.person.key)
    taken = {entry.id: {forms.person.role("name").key: "Novak"}}
    with pytest.raises(Stopped):
        workbook.import_cases([forms.death()] * 300, "list.csv", changes=taken, step=stop)
    assert workbook.lists.count_cases(CaseQuery()) == 1
    assert workbook.case(ref).value("name") == "Nowak"
    assert workbook.import_cases([], "list.csv", changes=taken) == []
    assert workbook.case(ref).value("name") == "Novak"
    line = workbook.history(workbook.case(ref).id)[-1]
    assert (line.old, line.new, line.why) == ("Nowak", "Novak", "Corrected in the list list.csv")

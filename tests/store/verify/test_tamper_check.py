"""Whatever another program alters in a workbook, in whichever column of whichever table, a check names it."""

import importlib.util
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from hssib_desk.store.errors import Damaged
from hssib_desk.store.schema.tables import UNCOVERED, metadata
from hssib_desk.store.verify import checkpoints
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.factories import by_hand, sample
from tests.faults.alterations import SAYS_NOTHING, alter, places, said_of, unguarded
from tests.store.conftest import Forms

SCRIPT = Path(__file__).parents[3] / "docs" / "verify_workbook.py"
# The script may end at what nothing can read, and leaves its connection to the end of its process.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <sqlite3.Connection:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory, library):
    """A small workbook that has a row in every table."""
    path, forms = tmp_path_factory.mktemp("altered") / "Oak House.hssib", Forms(library)
    form, file_field = next(
        (form, field)
        for form in library.forms.values()
        for field in form.fields
        if field.kind == "attachment" and not form.repeat
    )
    with Workbook.create(path, library=library, actor="R. Reviewer", organisation="Oak House Trust") as book:
        case = book.new_case(forms.death(name="Ann"))
        for one in library.for_review("").forms.values():
            answers = {f.key: sample(f) for f in by_hand(one) if f.kind not in ("attachment", "link")}
            if one.repeat:
                book.add_entry(case.id, one.key, answers=answers)
            elif one is not forms.person:
                book.save(case.entry(one.key).id, answers)
        letter = path.with_name("letter.txt")
        letter.write_text("A letter", "utf-8")
        book.attach(case.entry(form.key).id, file_field.key, letter)
        book.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        book.reviews.reopen(case.id, "A witness came forward")
        book.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        record = next(iter(library.records.values()))
        made = book.records.add(record.key, {field.key: sample(field) for field in record.fields})
        book.records.seal(made.id, name="R. Reviewer", role="Psychiatrist")
        book.records.remove(book.records.add(record.key, {}).id)
        held = book.new_case(forms.death(name="Ben"))
        book.retention.set_hold(held.id, "An inquest was opened")
        book.retention.dispose([book.new_case(forms.death(name="Cy")).id], "Begun by mistake", early=True)
    shutil.rmtree(path.with_name("Oak House backups"), ignore_errors=True)
    return path


@pytest.fixture(scope="module")
def said_before(template, library):
    return said_of(template, library)


@pytest.fixture
def copy(template, tmp_path):
    return Path(shutil.copy(template, tmp_path))


def said(path, library):
    try:
        return said_of(path, library)
    except Damaged as error:
        return {str(error)}


def script():
    spec = importlib.util.spec_from_file_location("verify_workbook", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("table", [table.name for table in metadata.sorted_tables])
def test_a_check_and_the_script_name_every_column_that_is_altered(
    template, copy, library, said_before, table, capsys
):
    verify = script().verify
    unseen, unseen_by_script, not_altered = [], [], []
    for of, column in places():
        what = f"{of.name}.{column.name}"
        if of.name != table or what in SAYS_NOTHING:
            continue
        shutil.copy(template, copy)
        if not alter(copy, of, column):
            not_altered.append(what)
            continue
        follows = "follows" in str({**of.info, **column.info}.get(UNCOVERED, ""))
        if not (is_covered_and_found(copy, of, column) or said(copy, library) - said_before):
            unseen.append(what)
        if not follows and not is_found(verify, copy):
            unseen_by_script.append(what)
    assert (unseen, unseen_by_script, not_altered) == ([], [], [])


def is_covered_and_found(path, table, column):
    """Whether the checkpoints give an alteration away; a check says all that they do."""
    if UNCOVERED in {**table.info, **column.info}:
        return False
    raw = sqlite3.connect(path)
    try:
        return any(item.table == table.name for item in checkpoints.altered(raw))
    finally:
        raw.close()


def is_found(verify, path):
    """Whether the script says anything, or stops at a value that nothing can read."""
    try:
        return bool(list(verify(path)))
    except (ValueError, TypeError, KeyError, AttributeError, sqlite3.Error):
        return True


def test_the_sound_workbook_of_these_tests_is_sound(template, library, said_before, capsys):
    assert said_before == {"There is no backup beside this workbook."}
    assert list(script().verify(template)) == []


def test_every_exception_is_of_a_column_that_there_is():
    assert SAYS_NOTHING.keys() <= {f"{table.name}.{column.name}" for table, column in places()}
    assert all(SAYS_NOTHING.values())


def test_every_table_says_what_it_holds_or_that_it_follows_from_the_answers():
    for table in metadata.sorted_tables:
        assert table.info.get("holds") or "follows" in table.info[UNCOVERED]


FORGED = """INSERT INTO changes (id, act, kind, case_id, entry_id, field, person_id, at, why, hash)
    SELECT max(id) + 1, max(id) + 1, '{kind}', '', '', '', 1, '{at}', 'Written by hand', '{hash}'
    FROM changes"""


@pytest.mark.parametrize("kind", ["recover", "edit"])
def test_a_line_that_another_program_appends_is_found_though_its_hash_is_right(
    copy, library, said_before, kind
):
    at = "2024-01-01T00:00:00.000+00:00"
    with unguarded(copy) as raw:
        link, last = raw.execute("SELECT hash, id FROM changes ORDER BY id DESC LIMIT 1").fetchone()
        who = raw.execute("SELECT name FROM people WHERE id = 1").fetchone()[0]
        line = [last + 1, last + 1, kind, "", "", "", None, None, who, at, "Written by hand", None]
        own = script().sha(f"{link}\n{script().canonical(line)}")
        raw.execute(FORGED.format(kind=kind, at=at, hash=own))
    assert f"Line {last + 1} was added to the history outside this program." in said(copy, library)
    # and it stays found when somebody has worked in the workbook since
    with Workbook.open(copy, library=library, actor="R. Reviewer", back_up=False) as book:
        book.set_setting("organisation", "Elm House Trust")
    assert f"Line {last + 1} was added to the history outside this program." in said(copy, library)


@pytest.mark.parametrize("kind", ["recover"])
def test_a_forged_recovery_hides_nothing_else(copy, library, said_before, kind):
    test_a_line_that_another_program_appends_is_found_though_its_hash_is_right(
        copy, library, said_before, kind
    )
    with unguarded(copy) as raw:
        raw.execute("UPDATE sealed_versions SET name = 'Nobody'")
        raw.execute("DELETE FROM retention")
    found = " ".join(said(copy, library))
    assert "The kept copy of signed version" in found
    assert "How long cases are kept of C-" in found


def test_a_guard_that_is_taken_out_and_a_foreign_table_are_found(copy, library):
    raw = sqlite3.connect(copy, isolation_level=None)
    raw.execute("DROP TRIGGER history_kept")
    raw.execute("CREATE TABLE mine (x)")
    raw.close()
    found = said(copy, library)
    assert any("“history_kept” was taken out" in sentence for sentence in found)
    assert any("“mine” that this program does not write" in sentence for sentence in found)


def test_an_answer_turned_into_a_list_is_named_and_ends_in_no_traceback(copy, library):
    key = Forms(library).person.role("date_of_death").key
    with unguarded(copy) as raw:
        done = raw.execute(
            f"""UPDATE entries SET answers = json_set(answers, '$.{key}', json('["x"]'))
            WHERE json_extract(answers, '$.{key}') IS NOT NULL"""
        )
        assert done.rowcount
    assert any("is not one that can be given" in sentence for sentence in said(copy, library))


def test_a_checkpoint_that_names_a_table_that_is_not_there_is_altered(copy, library):
    with unguarded(copy) as raw:
        last = "SELECT max(id) FROM checkpoints WHERE rows LIKE '%entries%'"
        raw.execute(f"UPDATE checkpoints SET rows = replace(rows, 'entries', 'dntries') WHERE id = ({last})")
    for found in (said(copy, library), script().verify(str(copy))):
        assert any(re.search("Checkpoint [0-9]+ was altered", sentence) for sentence in found)


def test_lines_and_records_that_go_back_to_an_earlier_state_together_are_what_the_last_hash_is_for(
    copy, library, template
):
    last = [item.sentence for item in check(template, library) if item.code == "rows"]
    assert "The last hash is" in last[0]
    with Workbook.open(copy, library=library, actor="R. Reviewer", back_up=False) as book:
        book.set_setting("organisation", "Elm House Trust")
    assert [item.sentence for item in check(copy, library) if item.code == "rows"] != last

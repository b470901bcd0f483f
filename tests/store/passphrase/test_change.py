"""A protected workbook opens with its passphrase or recovery key only, and says what is wrong otherwise."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys

import pytest
import sqlcipher3

from hssib_desk.store.backups import folder_of, list_backups, restore
from hssib_desk.store.errors import (
    Damaged,
    InUse,
    NeedsPassphrase,
    NotAWorkbook,
    NotReady,
    WrongPassphrase,
)
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.lock import lock_path
from hssib_desk.store.passphrase import keys
from hssib_desk.store.passphrase import recovery_key as recovery
from hssib_desk.store.passphrase.change import change_passphrase, preview, protect, recovery_key, unprotect
from hssib_desk.store.verify.check import check, rebuild_lists
from hssib_desk.store.workbook import Workbook

PASSPHRASE = "ein Lämpchen auf dem Kahn's Bug"
OTHER = "seven plain wooden spoons"
MARKER = "Zirkelbaumfarn"


@pytest.fixture(scope="module")
def written(tmp_path_factory, library, forms):
    """A workbook with a word that stands nowhere else, and two copies of it, closed."""
    path = tmp_path_factory.mktemp("written") / "Oak House.hssib"
    with Workbook.create(path, library=library, actor="R. Reviewer", title="Oak House") as workbook:
        entry = workbook.new_case(forms.death(name="Llŷr")).entry(forms.judgement.key)
        workbook.save(entry.id, {forms.note_field.key: f"They wrote {MARKER} twice."})
        workbook.copies.backup()
        workbook.copies.backup()
    return path


@pytest.fixture
def marked(written, path):
    """The workbook with the word, of one's own."""
    shutil.copytree(written.parent, path.parent, dirs_exist_ok=True)
    return path


@pytest.fixture(scope="module")
def sealed(written, tmp_path_factory):
    path = tmp_path_factory.mktemp("sealed") / written.name
    shutil.copytree(written.parent, path.parent, dirs_exist_ok=True)
    return path, protect(path, PASSPHRASE)


@pytest.fixture
def protected(sealed, path):
    """The same with PASSPHRASE, of one's own."""
    shutil.copytree(sealed[0].parent, path.parent, dirs_exist_ok=True)
    return path


def open_again(path, library, secret="", **more):
    return Workbook.open(path, library=library, actor="R", secret=secret, back_up=False, **more)


def found_in(folder, word=MARKER):
    """The files under a folder in which a word can be read, in any of the ways text is stored."""
    spellings = [word.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if any(word in file.read_bytes() for word in spellings)]


def hits(path, library, secret):
    with open_again(path, library, secret) as workbook:
        return len(workbook.lists.search(MARKER)), workbook.lists.count_cases(CaseQuery())


def test_marker_can_be_found_before(marked):
    assert len(found_in(marked.parent)) == 3


def test_protecting_leaves_no_readable_copy(sealed, protected, library):
    given = sealed[1]
    assert given.problem == ""
    assert found_in(protected.parent) == []
    assert sorted(p.name for p in protected.parent.iterdir()) == [folder_of(protected).name, protected.name]
    assert hits(protected, library, PASSPHRASE) == hits(protected, library, given.text) == (1, 1)


def test_backups_of_a_protected_workbook_are_protected(protected, library, forms):
    with open_again(protected, library, PASSPHRASE) as workbook:
        workbook.new_case(forms.death(name=MARKER))
        copy = workbook.copies.backup()
        assert workbook.copies.backups()[0].cases == 2
        assert [info.problem for info in workbook.copies.backups()] == [""] * 4
    assert keys.is_protected(copy)
    assert found_in(protected.parent) == []
    assert [bool(info.problem) for info in list_backups(protected)] == [True] * 4


def test_a_new_workbook_can_be_protected_from_the_start(path, library, forms):
    with Workbook.create(path, library=library, actor="R", passphrase=PASSPHRASE) as workbook:
        workbook.new_case(forms.death(name=MARKER))
        key = recovery_key(workbook.driver)
    assert found_in(path.parent) == []
    assert hits(path, library, key) == (1, 1)
    with pytest.raises(NotReady, match="at least 8"):
        Workbook.create(path.with_name("b.hssib"), library=library, actor="R", passphrase="short")
    assert not path.with_name("b.hssib").exists()


def test_words_of_a_program_that_was_killed_are_in_no_file(marked, library, own_home, all_rounds):
    protect(marked, PASSPHRASE)
    code = f"""
import os, sys
from pathlib import Path
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
book = Workbook.open(Path(sys.argv[1]), library=load_library(), actor="R", secret={PASSPHRASE!r})
row = book.lists.cases(CaseQuery())[0]
form = book.library.form_with_role("pen_portrait")
entry = book.case(row.id).entry(form.key)
book.save(entry.id, {{form.role("pen_portrait").key: "{MARKER} once, and saved."}})
with book._opened.database.writing() as connection:
    connection.exec_driver_sql("UPDATE people SET name = name || '{MARKER}'")
    connection.exec_driver_sql("PRAGMA cache_spill = ON")
    os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", code, str(marked)], timeout=300, check=False)
    assert done.returncode == -9
    assert lock_path(marked).exists()
    assert found_in(marked.parent) == found_in(own_home) == []
    assert hits(marked, library, PASSPHRASE) == (2, 1)


def test_other_programs_open_it_with_the_passphrase(marked, all_rounds):
    protect(marked, PASSPHRASE)
    connection = sqlcipher3.connect(marked)
    connection.execute("PRAGMA key = '{}'".format(PASSPHRASE.replace("'", "''")))
    assert connection.execute("SELECT count(*) FROM cases").fetchone() == (1,)
    connection.close()
    plain = sqlite3.connect(marked)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT count(*) FROM cases")
    plain.close()


def test_key_is_derived_once_for_all_connections(protected, library, monkeypatch):
    asked = []
    derive = keys._derived
    monkeypatch.setattr(keys, "_derived", lambda *given: asked.append(1) or derive(*given))
    with open_again(protected, library, PASSPHRASE) as workbook:
        workbook.lists.search(MARKER)
        workbook.copies.backup()
        workbook.copies.backups()
        with open_again(protected, library, driver=workbook.driver, read_only=True) as reader:
            assert reader.lists.count_cases(CaseQuery()) == 1
    assert asked == [1]


def test_a_file_says_what_is_wrong_with_it(protected, library, tmp_path):
    with pytest.raises(NeedsPassphrase, match="is protected"):
        open_again(protected, library)
    with pytest.raises(WrongPassphrase, match="passphrase does not open"):
        open_again(protected, library, OTHER)
    letter = tmp_path / "letter.hssib"
    letter.write_bytes(b"Dear all, " * 2000)
    with pytest.raises(NotAWorkbook):
        open_again(letter, library, PASSPHRASE)
    assert not keys.is_protected(letter)


@pytest.mark.parametrize(("first", "last"), [(0, 0.5), (3, 4), (20, 40)])
def test_damage_is_not_taken_for_a_wrong_passphrase(protected, library, first, last):
    content = bytearray(protected.read_bytes())
    start, end = int(first * 4096) or 20, int(last * 4096)
    content[start:end] = os.urandom(end - start)
    protected.write_bytes(content)
    with pytest.raises(Damaged), open_again(protected, library, PASSPHRASE) as workbook:
        workbook.copies.backup()
    assert protected.read_bytes() == bytes(content)


def test_check_rebuild_and_restore_work_with_the_key(protected, library):
    way = keys.driver(protected, PASSPHRASE)
    rebuild_lists(protected, library, "R", driver=way)
    assert {finding.severity for finding in check(protected, library, driver=way)} == {"info"}
    newest = list_backups(protected, way)[0]
    protected.write_bytes(protected.read_bytes()[:40_000])
    assert restore(protected, newest.path, driver=way)
    assert hits(protected, library, PASSPHRASE) == (1, 1)
    assert found_in(protected.parent) == []


def test_a_damaged_copy_is_kept_but_not_readable(marked, library):
    damaged = list_backups(marked)[0].path
    content = bytearray(damaged.read_bytes())
    content[4096 * 3 : 4096 * 9] = os.urandom(4096 * 6)
    damaged.write_bytes(content)
    protect(marked, PASSPHRASE)
    assert found_in(marked.parent) == []
    raw = sqlcipher3.connect(damaged)
    keys.key_of(keys.driver(damaged, PASSPHRASE))(raw)
    kept = raw.execute("SELECT bytes FROM damaged_file ORDER BY part").fetchall()
    raw.close()
    assert b"".join(piece for (piece,) in kept) == bytes(content)


def test_changing_the_passphrase_changes_the_recovery_key_and_the_copies(sealed, protected, library):
    first = sealed[1]
    second = change_passphrase(protected, PASSPHRASE, OTHER)
    assert second.problem == "" and second.text != first.text
    for secret in (PASSPHRASE, first.text):
        with pytest.raises(WrongPassphrase):
            open_again(protected, library, secret)
    assert hits(protected, library, OTHER) == hits(protected, library, second.text) == (1, 1)
    way = keys.driver(protected, OTHER)
    assert [info.problem for info in list_backups(protected, way)] == [""] * 4
    raw = sqlcipher3.connect(protected)
    way.unlock(raw)
    assert raw.execute("SELECT name FROM sqlite_master WHERE name = 'previous_key'").fetchone() is None
    raw.close()


def test_recovery_key_stands_in_for_a_lost_passphrase(sealed, protected, library):
    given = sealed[1]
    copies = list_backups(protected, keys.driver(protected, given.text))
    assert copies and [copy.problem for copy in copies] == [""] * len(copies)
    change_passphrase(protected, given.text.lower().replace("-", " "), OTHER)
    assert hits(protected, library, OTHER) == (1, 1)


def test_taking_the_passphrase_off_makes_all_readable(protected, library):
    with pytest.raises(WrongPassphrase):
        unprotect(protected, OTHER)
    unprotect(protected, PASSPHRASE)
    assert hits(protected, library, "") == (1, 1)
    assert [info.problem for info in list_backups(protected)] == [""] * 3
    assert len(found_in(protected.parent)) == 4
    with pytest.raises(NotReady, match="no passphrase"):
        unprotect(protected, PASSPHRASE)


def test_nothing_is_done_to_a_workbook_in_use(marked, library):
    with open_again(marked, library), pytest.raises(InUse):
        protect(marked, PASSPHRASE)
    assert not keys.is_protected(marked)


def test_preview_counts_the_copies(marked):
    said = " ".join(preview(marked, protecting=True))
    assert "its 2 copies" in said and "solid-state" in said
    assert preview(marked, protecting=False)[0].startswith("Anybody who can open the folder")


# Ends before a change to a file of that folder, or a moment later; tells how many changes came before.
KILLED = """
import json, os, sys, threading, time
from pathlib import Path
import sqlcipher3
from hssib_desk.store.passphrase import change, keys

def play(act, path, rounds, last, later, *secrets):
    keys._ROUNDS, where, seen = rounds, os.path.dirname(path), 0

    def kill():
        time.sleep(later)
        os.kill(os.getpid(), 9)

    def look(event, given):
        nonlocal seen
        changes = event in ("os.rename", "os.remove", "os.link", "os.chmod", "os.mkdir", "os.rmdir")
        changes |= event == "open" and bool(given[2] & (os.O_WRONLY | os.O_RDWR))
        if changes and isinstance(given[0], (str, Path)) and str(given[0]).startswith(where):
            seen += 1
            if seen == last:
                threading.Thread(target=kill, daemon=True).start() if later else os.kill(os.getpid(), 9)

    sys.addaudithook(look)
    getattr(change, act)(Path(path), *secrets)
    return seen

for line in sys.stdin:
    reader, writer = os.pipe()
    if not (child := os.fork()):
        os.write(writer, str(play(*json.loads(line))).encode())
        os._exit(0)
    os.close(writer)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps([status, os.read(reader, 9).decode()]), flush=True)
    os.close(reader)
"""


@pytest.fixture(scope="module")
def keeper():
    """The process that sets, changes and removes passphrases in children of its own."""
    words = [sys.executable, "-c", KILLED]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


def killed(keeper, act, path, share, *secrets):
    """Let it be done to a copy, count the changes, and kill it when a share of them was made here."""
    whole = path.with_name("whole") / path.name
    shutil.copytree(path.parent, whole.parent)
    status, changes = told(keeper, act, whole, 0, 0, *secrets)
    assert status == 0
    shutil.rmtree(whole.parent)
    later = random.Random(f"{act} {share}").random() * 0.004 if share % 1 else 0
    status, _ = told(keeper, act, path, 1 + int(share / SHARES * int(changes)), later, *secrets)
    assert status == -9 or (later and status == 0)


def told(keeper, act, path, *given):
    print(json.dumps([act, str(path), keys._ROUNDS, *given]), file=keeper.stdin, flush=True)
    return json.loads(keeper.stdout.readline())


SHARES = 12


@pytest.mark.parametrize("share", [n / 2 for n in range(2 * SHARES)])
def test_protecting_can_be_interrupted_at_any_moment(marked, library, keeper, share):
    killed(keeper, "protect", marked, share, PASSPHRASE)
    was_protected = keys.is_protected(marked)
    assert hits(marked, library, PASSPHRASE if was_protected else "") == (1, 1)
    if was_protected:
        assert found_in(marked.parent) == []
    else:
        protect(marked, PASSPHRASE)
    way = keys.driver(marked, PASSPHRASE)
    infos = list_backups(marked, way)
    assert len(infos) >= 2 and not any(info.problem for info in infos)
    assert found_in(marked.parent) == []
    assert {p.suffix for p in marked.parent.rglob("*") if p.is_file()} == {".hssib"}


@pytest.mark.parametrize("share", range(0, SHARES, 2))
def test_changing_can_be_interrupted_at_any_moment(protected, library, keeper, share):
    killed(keeper, "change_passphrase", protected, share, PASSPHRASE, OTHER)
    now = OTHER if opens(protected, OTHER) else PASSPHRASE
    assert hits(protected, library, now) == (1, 1)
    assert not any(info.problem for info in list_backups(protected, keys.driver(protected, now)))


@pytest.mark.parametrize("share", range(0, SHARES, 2))
def test_removing_can_be_interrupted_at_any_moment(protected, library, keeper, share):
    killed(keeper, "unprotect", protected, share, PASSPHRASE)
    now = PASSPHRASE if keys.is_protected(protected) else ""
    assert hits(protected, library, now) == (1, 1)
    assert not any(info.problem for info in list_backups(protected, keys.driver(protected, now)))
    if now:
        assert found_in(protected.parent) == []


def opens(path, secret):
    try:
        keys.driver(path, secret)
    except WrongPassphrase:
        return False
    return True


def test_a_mistake_in_the_recovery_key_is_found_and_named(sealed, protected, library):
    text = sealed[1].text
    groups = text.split("-")
    wrong = [*groups]
    wrong[6] = ("2" if wrong[6][0] != "2" else "3") + wrong[6][1:]
    with pytest.raises(WrongPassphrase, match="Group 7 "):
        open_again(protected, library, "-".join(wrong))
    with pytest.raises(WrongPassphrase, match="Group 3 has 4"):
        open_again(protected, library, "-".join([*groups[:2], groups[2][1:], *groups[3:]]))


def test_every_single_mistake_and_swap_is_found():
    key = random.Random(7).randbytes(32)
    text = recovery.write(key)
    assert recovery.read(text) == key
    assert recovery.read(text.lower().replace("-", "").replace("0", "o").replace("1", "l")) == key
    letters = text.replace("-", "")
    every = "0123456789ABCDEFGHJKMNPQRSTVWXYZU"
    mistakes = [letters[:at] + new + letters[at + 1 :] for at in range(65) for new in every]
    within = [at for at in range(64) if at % 5 < 4]
    swaps = [letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :] for at in within]
    groups = text.split("-")
    swaps += ["".join([*groups[:at], groups[at + 1], groups[at], *groups[at + 2 :]]) for at in range(12)]
    for typed in {*mistakes, *swaps} - {letters}:
        with pytest.raises(WrongPassphrase):
            recovery.read(typed)


def test_a_plain_workbook_needs_none_of_this(marked):
    code = f"""
from pathlib import Path
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook
Workbook.open(Path({str(marked)!r}), library=load_library(), actor="R").close()
import sys
print("sqlcipher3" in sys.modules, "hssib_desk.store.workbook" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=300, capture_output=True, text=True
    )
    assert done.stdout == "False True\n"

"""The walk through the store tells of each fault that is planted: otherwise it would prove nothing."""

from pathlib import Path

import pytest

from hssib_desk.store.backups import Copies
from hssib_desk.store.entries.reviews import Reviews
from hssib_desk.store.errors import NotReady
from hssib_desk.store.lists.lists import Lists
from hssib_desk.store.retention.retention import Retention
from hssib_desk.store.workbook import Workbook
from tests.faults.alterations import unguarded
from tests.faults.ledger import Ledger
from tests.faults.stage import Stage
from tests.faults.walk import Door, walk

ANSWER = "UPDATE entries SET answers = json_set(answers, '$.planted', 'x') WHERE seal_id IS NULL"


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("walk"), Ledger(), seed=1, short=True)


@pytest.fixture
def door(stage):
    """A workbook in use, with the rules of the walk."""

    class Played(Door):
        at = stage

    made = Played()
    made.begin(full=True)
    yield made
    made.book.close()


@pytest.fixture
def plant(monkeypatch):
    """Put something in place of a verb of the workbook; it gets the true verb first."""

    def put(verb, planted):
        door = next(one for one in (Workbook, Lists, Reviews, Retention, Copies) if verb in vars(one))
        true = getattr(door, verb)
        monkeypatch.setattr(door, verb, lambda *given, **named: planted(true, *given, **named))

    return put


def alter(path: Path, statement: str) -> None:
    with unguarded(path) as raw:
        raw.execute(statement)


def forget(_true, *_given, **_named):
    return Path("nowhere.hssib")


def refuse_after(true, book, *given, **named):
    true(book, *given, **named)
    raise NotReady("It cannot be done now. Try it again.")


def refuse_without_words(_true, *_given, **_named):
    raise NotReady("KeyError")


def do_twice(true, *given, **named):
    true(*given, **named)
    return true(*given, **named)


def alter_when_closed(true, book):
    true(book)
    alter(book.path, ANSWER)


REASON = "A witness came forward"


@pytest.mark.parametrize(
    ("verb", "planted", "rule", "given", "words"),
    [
        ("save", forget, "save",
         {"which": 2, "entry": 0, "question": 0, "how": 2, "words": ""}, "the file says"),
        ("new_case", refuse_after, "new_case", {"given": True}, "changed although refused"),
        ("new_case", refuse_without_words, "new_case", {"given": True}, "is no sentence"),
        ("undo", do_twice, "undo_and_redo", {"which": 1}, "not the same after undo and redo"),
        ("undo", forget, "move_review", {"which": 2, "review": 1}, "not the same after a move was undone"),
        ("import_cases", do_twice, "import_list",
         {"rows": 2, "which": 2, "entry": 0, "question": 0, "words": ""}, "4 cases of"),
        ("update_actions", forget, "update_actions",
         {"which": 1, "entry": 0, "question": 0, "how": 0, "words": "", "more": False}, "is not None"),
        ("backup", forget, "backup", {}, "the backup is not listed"),
        ("close", alter_when_closed, "close_and_open", {"again": False}, "closing and opening changed it"),
    ],
)  # fmt: skip
def test_a_verb_that_does_something_else_is_told_of(door, plant, verb, planted, rule, given, words):
    plant(verb, planted)
    with pytest.raises(AssertionError, match=words):
        getattr(door, rule)(**given)


def test_an_answer_changed_without_a_line_is_told_of(door):
    alter(door.path, ANSWER)
    with pytest.raises(AssertionError, match="changed without a line of history"):
        door.nothing_without_right()


def test_a_file_that_fails_its_check_is_told_of(door):
    alter(door.path, "UPDATE settings SET value = 'x' WHERE key = 'organisation'")
    with pytest.raises(AssertionError, match="check: "):
        door.teardown()


def test_a_disposal_that_leaves_the_case_is_told_of(door, plant):
    case = door.book.new_case()
    which = [one.id for one in door.book.lists.case_files()].index(case.id)
    true = door.book.retention.dispose([case.id], "Begun by mistake", early=True)
    other = door.book.new_case()
    plant("dispose", lambda *_given, **_named: true)
    assert [one.id for one in door.book.lists.case_files()][which] == other.id
    with pytest.raises(AssertionError, match="is left"):
        door.dispose(which=which, reason="Begun by mistake", early=True)


def test_an_erasure_that_leaves_the_file_is_told_of(door, plant):
    door.attach(which=2, size=10)
    plant("erase", lambda *_given, **_named: (0, 0))
    with pytest.raises(AssertionError, match="an erased file can be read"):
        door.erase(which=2, file=0, reason=REASON, copies=False)


def test_a_whole_walk_writes_down_what_broke(stage, plant):
    def break_down(_true, *_given, **_named):
        raise ZeroDivisionError("planted")

    plant("new_case", break_down)
    plant("save", forget)
    walk(stage, 1)
    assert stage.ledger.broken == 1
    assert "seed 1: " in stage.ledger.findings[0]

"""Power cuts while somebody types: what the window announced as saved is in the file, which is whole."""

import json
import multiprocessing
import random
import socket
import sys
from collections import Counter

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file
from tests.killed_typist import sit_down

KILLS = 20  # `python -m tests.faults` kills it a thousand times
SEED = 20251118

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """One workbook for all of the kills, so that each one meets what the last one left."""
    path = tmp_path_factory.mktemp("killed") / "oak-house.hssib"
    with Workbook.create(path, library=load_library(), actor="tester", title="Oak House") as made:
        made.new_case()
    return path


@pytest.fixture(scope="module")
def announced():
    """Every answer announced so far, by entry and key, over all kills."""
    return {}


@pytest.fixture(scope="module")
def tally():
    """How many answers were announced, and how many kills came in the middle of a transaction."""
    return Counter()


class Running:
    """A process in which somebody types, made by a copy of one that has loaded the program already."""

    def __init__(self, path):
        loaded = multiprocessing.get_context("forkserver")
        loaded.set_forkserver_preload([sit_down.__module__])
        self.end, theirs = socket.socketpair()
        self.process = loaded.Process(target=sit_down, args=(str(path), theirs))
        self.process.start()
        theirs.close()
        self.said = self.end.makefile("rb", buffering=0)  # a line is read without what follows it

    def kill(self):
        self.process.kill()
        self.process.join()
        self.said.close()
        self.end.close()


@pytest.fixture(scope="module")
def waiting(path):
    """The next process, its window shown and no workbook open yet: it starts while the last one types."""
    processes = [Running(path)]
    yield processes
    for process in processes:
        process.kill()


def type_and_kill(path, waiting, seed):
    """Let somebody type for a while, kill the process, and return the whole lines it wrote.

    Every other kill comes at any moment; the others in the few milliseconds in which an answer is written.
    """
    chance = random.Random(seed)
    typist = waiting.pop()
    waiting.append(Running(path))
    typist.end.sendall(f"{seed}\n".encode())
    said = until(typist, "ready")
    if seed % 2:
        for _ in range(chance.randrange(1, 4)):
            said += until(typist, "leaving")
        longest = 0.008
    else:
        longest = 0.9
    typist.process.join(chance.uniform(0, longest))
    typist.process.kill()
    typist.process.join()
    rest = typist.said.read()
    typist.kill()
    assert typist.process.exitcode == -9
    return [json.loads(line) for line in [*said, *rest.split(b"\n")[:-1]]]


def until(typist, word):
    """The lines up to one that begins with a word."""
    lines = [typist.said.readline()]
    while lines[-1] and json.loads(lines[-1])[0] != word:
        lines.append(typist.said.readline())
    assert lines[-1], "it ended by itself"
    return lines


def take_in(lines, announced):
    """Keep for each answer the value announced last, and what was typed after that."""
    for what, *rest in lines:
        place = tuple(rest[:2])
        if what == "saved":
            announced[place] = [rest[2]]
        elif what == "typed" and place in announced:
            announced[place].append(rest[2])


def answers_in(path):
    """Every answer of the file as any other program reads it."""
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        rows = db.execute("SELECT id, answers FROM entries").fetchall()
    return {(entry_id, key): value for entry_id, text in rows for key, value in json.loads(text).items()}


def assert_nothing_lost(path, announced):
    library = load_library()
    with Workbook.open(path, library=library, actor="tester", back_up=False) as workbook:
        # The program reads what is there, and can write: the lock of the dead process holds nobody up.
        files = list(workbook.lists.case_files())
        workbook.set_setting("content_notice", "yes")
    read = {
        (entry.id, key): value
        for case in files
        for entry in case.entries
        for key, value in entry.answers.items()
    }
    assert read == answers_in(path)
    lost = {place: values for place, values in announced.items() if read.get(place) not in values}
    assert not lost
    wrong = [
        item.sentence for item in check(path, library) if item.severity != "info" and item.code != "backups"
    ]
    assert not wrong


def kill_once(path, waiting, announced, tally, number):
    lines = type_and_kill(path, waiting, SEED + number)
    tally["saved"] += sum(line[0] == "saved" for line in lines)
    tally["in a commit"] += path.with_name(path.name + "-journal").exists()
    take_in(lines, announced)
    assert_nothing_lost(path, announced)


@pytest.mark.parametrize("number", range(KILLS))
def test_every_answer_announced_as_saved_outlives_the_program(path, waiting, announced, tally, number):
    kill_once(path, waiting, announced, tally, number)


def test_there_was_something_to_lose(path, waiting, announced, tally):
    def enough():
        return tally["saved"] > KILLS / 2 and len(announced) > 10 and tally["in a commit"] > 0

    for number in range(KILLS, 5 * KILLS):  # a busy machine types little, and a kill may miss each commit
        if enough():
            break
        kill_once(path, waiting, announced, tally, number)
    assert enough(), (tally, len(announced))


@pytest.mark.screen
def test_the_same_holds_in_a_window_on_a_screen(path, waiting):
    announced = {}
    for number in range(3):
        take_in(type_and_kill(path, waiting, SEED + 1000 + number), announced)
        assert_nothing_lost(path, announced)

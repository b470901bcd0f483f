"""What a protected workbook leaves in the memory of the program when it is locked or closed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hssib_desk.store.passphrase import keys
from hssib_desk.store.workbook import Workbook
from tests.memory import disguised

PASSPHRASE = "seven plain wooden spoons"
MARKER = "zzmarkerword"
ROOT = Path(__file__).parents[3]
PROGRAM = """
import gc, sys
from functools import partial
from pathlib import Path
from hssib_desk.store.connect import Database
from hssib_desk.store.passphrase.keys import driver
from tests import memory

found = partial(memory.found, *(bytes.fromhex(look) for look in sys.argv[2:]))
"""
WORDS = """
database = Database(Path(sys.argv[1]), read_only=True, driver=driver(Path(sys.argv[1]), sys.stdin.read()))
with database.reading() as connection:
    connection.exec_driver_sql("SELECT sum(length(body)) FROM words").scalar()
    connection.exec_driver_sql("SELECT count(*) FROM entries WHERE answers LIKE '%zzz%'").scalar()
before = found()
database.rest()
print(before, found())
"""
KEY = """
path, secret = Path(sys.argv[1]), sys.stdin.read()
database = Database(path, driver=driver(path, secret))
with database.reading() as connection:
    connection.exec_driver_sql("SELECT count(*) FROM entries").scalar()
before = found()
database.rest()
rested = found()
database.driver.unlock.wipe()
wiped = found()
database.driver.unlock.restore(driver(path, secret).unlock)
with database.reading() as connection:
    connection.exec_driver_sql("SELECT count(*) FROM entries").scalar()
back = found()
database.close()
del database, connection
gc.collect()
print(before, rested, wiped, back, found())
"""


def printed(program, path, *words):
    """The numbers that a program prints about what is handed to it in disguise."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + program, str(path), *map(disguised, words)],
        input=PASSPHRASE, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == ""
    return map(int, done.stdout.split())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/mem")
def test_pages_in_plain_text_are_gone_from_memory_when_the_connections_rest(path, library, forms, all_rounds):
    with Workbook.create(path, library=library, actor="R", passphrase=PASSPHRASE) as book:
        for _ in range(5):
            book.new_case(forms.death(name=MARKER))
    before, after = printed(WORDS, path, MARKER.encode())
    assert before >= 5
    assert after == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/mem")
def test_the_key_is_in_one_place_only_and_gone_once_it_is_wiped_or_let_go_of(path, library, all_rounds):
    with Workbook.create(path, library=library, actor="R", passphrase=PASSPHRASE):
        pass
    key = keys.key_of(keys.driver(path, PASSPHRASE))
    raw = bytes(key.raw)
    before, rested, wiped, back, closed = printed(KEY, path, raw)
    assert (before, rested, wiped, closed) == (1, 1, 0, 0)
    assert back in (1, 2)  # what the derivation returned is not always written over yet
    assert list(printed(KEY, path, raw.hex().encode())) == [0, 0, 0, 0, 0]


def test_a_workbook_that_rests_goes_on(path, library, forms):
    with Workbook.create(path, library=library, actor="R", passphrase=PASSPHRASE) as book:
        case = book.new_case(forms.death(name=MARKER))
        book.rest()
        assert book.case(case.id).ref == case.ref
        book.rest()
        book.retention.set_hold(case.id, "An inquest was opened")

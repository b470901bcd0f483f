"""What a protected workbook leaves in the memory of the program when it is locked or closed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hssib_desk.store.workbook import Workbook

PASSPHRASE = "seven plain wooden spoons"
MARKER = "zzmarkerword"
ROOT = Path(__file__).parents[2]
# The word is never written in the process that is looked into, not even to search for it.
PROGRAM = """
import re, sys
from pathlib import Path
from hssib_desk.store.connect import Database
from hssib_desk.store.passphrase.keys import driver

hidden = bytes.fromhex(sys.argv[2])

def found():
    count = 0
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            area = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if area:
                memory.seek(int(area[1], 16))
                count += memory.read(int(area[2], 16) - int(area[1], 16)).translate(SWAP).count(hidden)
    return count

SWAP = bytes(byte ^ 0x5A for byte in range(256))
database = Database(Path(sys.argv[1]), read_only=True, driver=driver(Path(sys.argv[1]), sys.stdin.read()))
with database.reading() as connection:
    connection.exec_driver_sql("SELECT sum(length(body)) FROM words").scalar()
    connection.exec_driver_sql("SELECT count(*) FROM entries WHERE answers LIKE '%zzz%'").scalar()
before = found()
database.rest()
print(before, found())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/mem")
def test_pages_in_plain_text_are_gone_from_memory_when_the_connections_rest(path, library, forms):
    with Workbook.create(path, library=library, actor="R", passphrase=PASSPHRASE) as book:
        for _ in range(5):
            book.new_case(forms.death(name=MARKER))
    hidden = bytes(byte ^ 0x5A for byte in MARKER.encode()).hex()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), hidden],
        input=PASSPHRASE, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == ""
    before, after = map(int, done.stdout.split())
    assert before >= 5
    assert after == 0


def test_a_workbook_that_rests_goes_on(path, library, forms):
    with Workbook.create(path, library=library, actor="R", passphrase=PASSPHRASE) as book:
        case = book.new_case(forms.death(name=MARKER))
        book.rest()
        assert book.case(case.id).ref == case.ref
        book.rest()
        book.set_hold(case.id, "An inquest was opened")

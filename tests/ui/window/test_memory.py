"""What people wrote goes from the memory of the program while a protected workbook is locked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hssib_desk.store.passphrase import keys
from hssib_desk.store.passphrase.change import protect
from tests.memory import disguised

PASSPHRASE = "nine quiet brass kettles"  # in no module that the process which is looked into loads
ROOT = Path(__file__).parents[3]
# The word is typed letter by letter, and never written in the process that is looked into.
PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from hssib_desk.store.passphrase import keys
from hssib_desk.ui.kit.theme import install_theme, new_application
from hssib_desk.ui.window.window import MainWindow
from hssib_desk.ui import work
from tests import memory
from tests.memory import SWAP
from tests.ui.conftest import named

word = bytes.fromhex(sys.argv[2])
looks = [word, b"".join(bytes((byte, 0x5A)) for byte in word)]  # as Python and as Qt keep it

def found():
    until(work.is_idle)  # what is still at work holds what it works with
    return memory.found(*looks)

def until(holds):
    while not holds():
        loop = QEventLoop()
        QTimer.singleShot(10, loop.quit)
        loop.exec()

def write(field):
    for byte in word:
        QTest.keyClick(field, chr(byte ^ 0x5A))

app = new_application(["test"])
install_theme(app, "light")
window = MainWindow()
window.show()
path = Path(sys.argv[1])
"""
WORDS = """
def typed_and_locked(window):
    library = window.session.library
    form = library.form_with_role("pen_portrait")
    key = form.role("pen_portrait").key
    case = next(window.session.workbook.lists.case_files()).id
    window.case(case, page=form.key, field=key)
    write(named(window.page("case"), key))
    for show in (window.home, window.cases, window.action_log, window.learning):
        show()
    write(window.bar.search)
    until(lambda: window.findChild(QWidget, "hits") and window.findChild(QWidget, "hits").model.hits)
    window.case(case, page=form.key, field=key)
    before = found()
    window.lock()
    until(lambda: window.page("case").case is None)
    return before, key

secret = sys.stdin.read()
window.open_workbook(path, driver=keys.driver(path, secret))
before, key = typed_and_locked(window)
locked = found()
page = window.stack.currentWidget()
QTest.keyClicks(page.form.field, secret)
page.form.begin()
until(lambda: window.stack.currentWidget() is window.frame)
text = named(window.page("case"), key).toPlainText()
print(before, locked, text.encode().translate(SWAP).count(word))
window.close()
"""
SECRET = """
window.open_workbook(path)
page = window.stack.currentWidget()
write(page.form.field)
before = found()
page.form.begin()
until(lambda: window.session is not None and page.form._job is None)
done = []
QTimer.singleShot(0, lambda: done.append(True))  # after what is left to do once the workbook is shown
until(lambda: done)
print(before, found())
window.close()
"""
KEY = """
secret = sys.stdin.read()
window.open_workbook(path, driver=keys.driver(path, secret))
before = found()
window.lock()
until(lambda: window.session.workbook.is_locked)
locked = found()
page = window.stack.currentWidget()
QTest.keyClicks(page.form.field, secret)
page.form.begin()
until(lambda: window.stack.currentWidget() is window.frame)
del page
back = found()
window.leave_workbook()
done = []
QTimer.singleShot(0, lambda: done.append(True))
until(lambda: done)
print(before, locked, back, found())
"""


def printed(program, path, hidden, secret=""):
    """The numbers that a program prints about the word or passphrase that is handed to it in disguise."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + program, str(path), disguised(hidden)],
        input=secret, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == ""
    return map(int, done.stdout.split())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/mem")
def test_words_go_from_memory_behind_the_lock_and_come_back(filled_path, all_rounds):
    protect(filled_path, PASSPHRASE)
    before, locked, back = printed(WORDS, filled_path, b"zzmarkerword", PASSPHRASE)
    assert before >= 10
    assert locked <= 2  # mostly one: the beginning of the text as it was saved, in memory of unknown use
    assert back == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/mem")
def test_a_passphrase_goes_from_memory_once_it_has_opened_the_workbook(filled_path, all_rounds):
    protect(filled_path, PASSPHRASE)
    before, after = printed(SECRET, filled_path, PASSPHRASE.encode())
    assert before >= 1
    assert after == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/mem")
def test_the_key_is_in_memory_once_and_not_at_all_while_it_is_locked_or_closed(filled_path, all_rounds):
    protect(filled_path, PASSPHRASE)
    key = keys.key_of(keys.driver(filled_path, PASSPHRASE))
    raw = bytes(key.raw)
    before, locked, back, closed = printed(KEY, filled_path, raw, PASSPHRASE)
    assert (before, back) == (1, 1)
    assert (locked, closed) == (0, 0)

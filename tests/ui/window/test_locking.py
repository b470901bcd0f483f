"""Locking hides everything, saves what was typed, and the passphrase leads back to the cursor."""

import shutil
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from shiboken6 import isValid

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.backups import paths_of
from hssib_desk.store.errors import DiskFull, NeedsPassphrase
from hssib_desk.store.lock import lock_path
from hssib_desk.store.passphrase import keys
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui import work
from hssib_desk.ui.file import opened_copies
from hssib_desk.ui.file.opened_copies import TAKEN_AWAY
from hssib_desk.ui.settings.settings import Away, load_settings, settings_path
from hssib_desk.ui.window import locking
from hssib_desk.ui.window.lock_page import LOCKED, LockPage
from hssib_desk.ui.window.menu import main_menu
from hssib_desk.ui.window.pause import PausePage
from hssib_desk.ui.window.window import PROGRAM, MainWindow
from tests.factories import action_form
from tests.ui.conftest import PASSPHRASE, named


@pytest.fixture
def locked_window(qtbot, protected):
    """The window with the protected workbook open in it."""
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.open_workbook(protected, driver=keys.driver(protected, PASSPHRASE))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def editor(locked_window):
    """A text of the first case with the cursor in the middle of it."""
    return open_portrait(locked_window)


def pen_portrait(window):
    """The keys of the form and of its question for who the person was."""
    form = window.session.library.form_with_role("pen_portrait")
    return form.key, form.role("pen_portrait").key


def open_portrait(window):
    form, key = pen_portrait(window)
    case = next(window.session.workbook.lists.case_files())
    window.case(case.id, page=form, field=key)
    made = portrait_in(window)
    made.setFocus()
    cursor = made.textCursor()
    cursor.setPosition(8)
    made.setTextCursor(cursor)
    return made


def portrait_in(window):
    """The field of that text as it is now: behind the lock the page goes, and it is built again."""
    return named(window.page("case"), pen_portrait(window)[1])


def locked(window):
    page = window.stack.currentWidget()
    assert isinstance(page, LockPage)
    return page


def unlock(qtbot, window, secret=PASSPHRASE):
    page = locked(window)
    qtbot.keyClicks(page.form.field, secret)
    with qtbot.waitSignal(page.form.unlocked):
        qtbot.keyClick(page.form.field, Qt.Key.Key_Return)


def lock_by_key(qtbot, window):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_L, both)
    return locked(window)


def test_nothing_is_seen_while_locked(qtbot, locked_window, editor):
    window, title = locked_window, "Oak House reviews"
    assert title in window.windowTitle()
    menu = QMenu(window)
    menu.addAction("Ada Featherstone")
    menu.popup(window.pos())
    QApplication.clipboard().setText("choir")
    window.lock()
    assert QApplication.clipboard().text() == ""
    page = locked(window)
    seen = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert LOCKED in seen
    assert not any("Oak House" in text or "choir" in text for text in seen)
    assert window.windowTitle() == PROGRAM
    assert window.frame.isHidden()
    assert not menu.isVisible()
    assert window.focusWidget() is page.form.field


def test_passphrase_leads_back_to_page_field_and_cursor(qtbot, locked_window, editor):
    window = locked_window
    title, shown = window.windowTitle(), window.places.currentWidget()
    page = lock_by_key(qtbot, window)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_K):
        qtbot.keyClick(page.form.field, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.form.field, Qt.Key.Key_Escape)
    assert locked(window) is page
    unlock(qtbot, window)
    assert window.stack.currentWidget() is window.frame
    assert window.places.currentWidget() is shown
    assert window.windowTitle() == title
    editor = portrait_in(window)
    assert window.focusWidget() is editor
    assert editor.textCursor().position() == 8
    assert not editor.textCursor().hasSelection()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.rail.value() == "home"


def put_away(qtbot, window):
    """Lock, and wait until what lies behind is let go of."""
    window.lock()
    page = locked(window)
    qtbot.waitUntil(lambda: window.is_put_away)
    return page


def test_an_open_entry_and_what_was_in_sight_come_back(qtbot, locked_window):
    window = locked_window
    window.resize(1280, 600)
    case = next(window.session.workbook.lists.case_files())
    action = next(entry for entry in case.entries if entry.form.key == action_form().key)
    window.case(case.id, entry_id=action.id)
    screen = window.page("case")
    page = screen._shown_page()
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 40)
    bar.setValue(40)
    field, key = window.focusWidget().objectName(), screen.page_key
    put_away(qtbot, window)
    assert screen.case is None
    assert not isValid(page)
    unlock(qtbot, window)
    page = screen._shown_page()
    assert screen.page_key == key
    assert action.id in [made.open_entry for made in page.lists]
    assert window.focusWidget().objectName() == field
    qtbot.waitUntil(lambda: page.area.verticalScrollBar().value() == 40)


@pytest.mark.parametrize("place", ["home", "cases", "actions"])
def test_lists_are_read_again_after_the_lock(qtbot, locked_window, place):
    window = locked_window
    window.show_place(place)

    def shown():
        return [label.text() for label in window.places.findChildren(QLabel) if label.isVisible()]

    before = shown()
    put_away(qtbot, window)
    screen = window.places.currentWidget()
    assert place == "home" or not screen.model._pages
    unlock(qtbot, window)
    assert shown() == before
    screen.grab()
    assert place == "home" or screen.model._pages


def test_nothing_is_read_behind_the_lock(qtbot, locked_window, editor):
    put_away(qtbot, locked_window)
    locked_window.session.lists_changed.emit()
    assert locked_window.page("case").case is None
    assert locked_window.windowTitle() == PROGRAM
    unlock(qtbot, locked_window)
    assert locked_window.page("case").case is not None


def test_a_page_that_asks_for_what_is_not_in_the_file_stays(qtbot, locked_window):
    window = locked_window
    window.case(next(window.session.workbook.lists.case_files()).id, page="sign_off")
    shown = window.page("case").middle.currentWidget()
    shown.sealed.reason.set_value("The family wrote again.")
    put_away(qtbot, window)
    unlock(qtbot, window)
    assert window.page("case").middle.currentWidget() is shown
    assert shown.sealed.reason.value() == "The family wrote again."


def test_wrong_passphrase_leads_nowhere(qtbot, locked_window, editor):
    page = lock_by_key(qtbot, locked_window)
    qtbot.keyClicks(page.form.field, "nothing of the kind")
    qtbot.keyClick(page.form.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in page.form.box.error.sentence.plain())
    assert locked(locked_window) is page


def test_words_typed_before_the_lock_are_saved(qtbot, locked_window, editor, protected):
    qtbot.keyClicks(editor, "Typed")
    lock_by_key(qtbot, locked_window)
    assert not locked_window.session.has_unsaved
    way = locked_window.session.workbook.driver
    with Workbook.open(protected, library=load_library(), actor="R", read_only=True, driver=way) as other:
        assert len(other.lists.search("sangTyped")) == 1


def test_words_that_could_not_be_saved_are_kept_behind_the_lock(qtbot, locked_window, editor, monkeypatch):
    window = locked_window
    text = editor.toPlainText()

    def full(*_given, **_named):
        raise DiskFull("There is no room on the disk.")

    with monkeypatch.context() as patched:
        patched.setattr(Workbook, "save", full)
        qtbot.keyClicks(editor, "Typed")
        page = lock_by_key(qtbot, window)
        assert "no room" in page.unsaved.sentence.plain()
        assert window.session.has_unsaved
        qtbot.waitUntil(page._later.isActive)
        assert not window.session.workbook.is_locked  # it is tried again, and needs the key
    assert window.session.flush()
    assert page.unsaved.sentence.plain() == ""
    qtbot.waitUntil(lambda: window.session.workbook.is_locked)
    assert window.page("case").case is None  # and the page that held it goes
    unlock(qtbot, window)
    assert portrait_in(window).toPlainText() == f"{text[:8]}Typed{text[8:]}"


def test_workbook_can_be_closed_while_locked(qtbot, locked_window, editor):
    page = lock_by_key(qtbot, locked_window)
    qtbot.keyClick(page.close_workbook, Qt.Key.Key_Return)
    assert locked_window.session is None
    assert locked_window.stack.currentWidget() is locked_window.welcome


def key_in(window):
    return keys.key_of(window.session.workbook.driver)


def test_the_key_is_overwritten_behind_the_lock_and_given_again(qtbot, locked_window, editor):
    window, key = locked_window, key_in(locked_window)
    put_away(qtbot, window)
    qtbot.waitUntil(lambda: key.is_wiped)
    assert not any(key.raw)
    with pytest.raises(NeedsPassphrase, match="locked"):
        window.session.workbook.lists.case_counts()
    unlock(qtbot, window)
    assert key_in(window) is key
    qtbot.keyClicks(portrait_in(window), " Typed ")
    assert window.session.flush()
    assert window.session.workbook.lists.search("Typed")


def test_the_key_is_held_behind_the_lock_while_work_goes_on(qtbot, locked_window):
    window, done = locked_window, threading.Event()
    job = work.start(lambda _task: done.wait(60))
    put_away(qtbot, window)
    assert not window.session.workbook.is_locked
    with qtbot.waitSignal(job.finished):
        done.set()
    qtbot.waitUntil(lambda: window.session.workbook.is_locked)


def test_a_workbook_closed_without_its_key_is_remembered_as_it_was_left(
    qtbot, locked_window, editor, protected
):
    window = locked_window
    qtbot.keyClicks(editor, " Typed ")
    page = put_away(qtbot, window)
    qtbot.waitUntil(lambda: window.session.workbook.is_locked)
    qtbot.mouseClick(page.close_workbook, Qt.MouseButton.LeftButton)
    assert window.session is None
    assert not lock_path(protected).exists()
    with Workbook.open(protected, library=load_library(), actor="tester", secret=PASSPHRASE) as book:
        assert book.lists.search("Typed")
        assert not [found for found in book.arrival() if found.code in ("earlier", "fork")]


def test_button_and_menu_lock_a_protected_workbook_only(qtbot, locked_window):
    window = locked_window
    assert window.bar.lock.isVisible()
    next(action for action in main_menu(window).actions() if action.text().startswith("Lock\t")).trigger()
    unlock(qtbot, window)
    qtbot.mouseClick(window.bar.lock, Qt.MouseButton.LeftButton)
    locked(window)


def test_plain_workbook_has_no_lock(window):
    assert not window.bar.lock.isVisible()
    window.lock()
    assert window.stack.currentWidget() is window.frame


def test_it_locks_when_nobody_touches_it(qtbot, locked_window, editor):
    assert locked_window.locking.idle.interval() == 10 * 60_000
    locked_window.locking.idle.start(1)
    qtbot.waitUntil(lambda: isinstance(locked_window.stack.currentWidget(), LockPage))


def test_a_paused_window_is_locked_too(qtbot, locked_window, editor):
    locked_window.pause()
    assert isinstance(locked_window.stack.currentWidget(), PausePage)
    locked_window.locking.idle.start(1)
    qtbot.waitUntil(lambda: isinstance(locked_window.stack.currentWidget(), LockPage))
    unlock(qtbot, locked_window)
    assert locked_window.stack.currentWidget() is locked_window.frame
    assert locked_window.focusWidget() is portrait_in(locked_window)


def test_a_touch_starts_the_time_anew(qtbot, locked_window):
    idle = locked_window.locking.idle
    idle.start(100_000)
    QTest.keyClick(locked_window.windowHandle(), Qt.Key.Key_Shift)
    assert idle.remainingTime() > 500_000


def test_first_key_after_a_long_time_is_typed_when_nothing_was_hidden(qtbot, window, monkeypatch):
    editor = open_portrait(window)
    later = locking.time.time() + 11 * 60
    monkeypatch.setattr(locking.time, "time", lambda: later)
    before = editor.toPlainText()
    QTest.keyClick(window.windowHandle(), "x")
    qtbot.waitUntil(lambda: len(editor.toPlainText()) == len(before) + 1)


def test_first_letter_of_the_passphrase_counts_after_a_long_time(qtbot, locked_window, editor, monkeypatch):
    locked_window.lock()
    field = locked_window.focusWidget()
    later = locking.time.time() + 11 * 60
    monkeypatch.setattr(locking.time, "time", lambda: later)
    QTest.keyClick(locked_window.windowHandle(), "x")
    qtbot.waitUntil(lambda: field.text() == "x")


def test_first_touch_after_sleep_locks(qtbot, locked_window, editor, monkeypatch):
    later = locking.time.time() + 11 * 60
    monkeypatch.setattr(locking.time, "time", lambda: later)
    QTest.keyClick(locked_window.windowHandle(), Qt.Key.Key_X)
    locked(locked_window)
    unlock(qtbot, locked_window)
    assert "x" not in portrait_in(locked_window).toPlainText()[:12].lower()


def test_minimising_locks_where_it_was_chosen(qtbot, locked_window):
    window = locked_window
    window.showMinimized()
    assert window.stack.currentWidget() is window.frame
    window.showNormal()
    window.remember(away=Away(minimised=True))
    window.showMinimized()
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), LockPage))


def test_locked_screen_locks_unless_it_was_taken_off(qtbot, locked_window):
    window = locked_window
    window.remember(away=Away(with_screen=False))
    window.locking.screen.changed(True)
    assert window.stack.currentWidget() is window.frame
    window.remember(away=Away())
    window.locking.screen.changed(False)
    assert window.stack.currentWidget() is window.frame
    window.locking.screen.changed(True)
    locked(window)


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="needs a session bus")
def test_desktop_tells_when_the_screen_was_locked():
    code = """
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from hssib_desk.ui.window.screen_lock import ScreenLock
app = QCoreApplication([])
lock = ScreenLock(app)
assert lock.is_told
lock.locked.connect(lambda: (print("told"), app.quit()))
where = "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged"
message = QDBusMessage.createSignal(*where)
message.setArguments([True])
QTimer.singleShot(0, lambda: QDBusConnection.sessionBus().send(message))
QTimer.singleShot(120_000, app.quit)
app.exec()
"""
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", code], capture_output=True, text=True, timeout=300
    )
    assert done.stdout == "told\n"


def test_plain_workbook_is_paused_only_where_it_was_chosen(qtbot, window):
    window.locking.leave_alone()
    assert window.stack.currentWidget() is window.frame
    window.remember(away=Away(pause_plain=True))
    window.locking.leave_alone()
    assert isinstance(window.stack.currentWidget(), PausePage)


def test_settings_are_kept_as_they_are_changed(qtbot, locked_window):
    window = locked_window
    window.show_place("protection")
    card = window.page("protection").away
    assert card.minutes.value() == "10"
    qtbot.mouseClick(card.minutes._buttons["2"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(card.minimised, Qt.Key.Key_Space)
    qtbot.keyClick(card.pause_plain, Qt.Key.Key_Space)
    assert load_settings().away == Away(2, minimised=True, pause_plain=True)
    assert window.locking.idle.interval() == 2 * 60_000
    qtbot.mouseClick(card.minutes._buttons["0"], Qt.MouseButton.LeftButton)
    assert not window.locking.idle.isActive()


def test_what_is_typed_stands_in_no_file_of_the_program(qtbot, locked_window, editor, protected, own_home):
    marker = "Zirkelbaumfarn"
    qtbot.keyClicks(editor, f" {marker} ")
    locked_window.session.act(lambda workbook: workbook.copies.backup())
    lock_by_key(qtbot, locked_window)
    unlock(qtbot, locked_window)
    assert locked_window.session.workbook.lists.search(marker)
    written = [
        file for folder in (protected.parent, own_home) for file in folder.rglob("*") if file.is_file()
    ]
    assert {protected, *paths_of(protected), lock_path(protected), settings_path()} <= set(written)
    spellings = [marker.encode(encoding) for encoding in ("utf-8", "utf-16-le")]
    assert not [file for file in written if any(word in file.read_bytes() for word in spellings)]


@pytest.fixture
def copy(locked_window):
    """A copy of an attached file, as another program shows it."""
    return locked_window.session.copies.put("Letter.pdf", ".pdf", b"%PDF-1.4 a letter")


def test_opened_copies_go_when_the_workbook_is_locked(qtbot, locked_window, copy):
    page = lock_by_key(qtbot, locked_window)
    assert not copy.exists()
    assert page.copies.plain() == TAKEN_AWAY
    unlock(qtbot, locked_window)
    locked_window.lock()
    assert not locked(locked_window).copies.isVisible()


def test_copy_that_a_program_holds_is_told_of_and_goes_later(qtbot, locked_window, copy, monkeypatch):
    real = opened_copies.remove
    monkeypatch.setattr(opened_copies, "remove", lambda _folder: None)  # as a system that holds open files
    page = lock_by_key(qtbot, locked_window)
    assert "1 opened copy of attached files cannot be removed while another program" in page.copies.plain()
    monkeypatch.setattr(opened_copies, "remove", real)
    unlock(qtbot, locked_window)
    assert not copy.exists()


def test_closing_from_the_lock_page_leaves_no_copy(qtbot, locked_window, copy):
    page = lock_by_key(qtbot, locked_window)
    locked_window.session.copies.put("Other.pdf", ".pdf", b"%PDF-1.4 another")
    qtbot.mouseClick(page.close_workbook, Qt.MouseButton.LeftButton)
    assert list(opened_copies.root().iterdir()) == []


@pytest.mark.parametrize("cover", ["lock", "pause"])
def test_a_choice_of_ones_own_that_is_half_typed_comes_back(qtbot, locked_window, cover):
    window = locked_window
    form = action_form()
    field = form.role("ward")
    case = next(window.session.workbook.lists.case_files())
    action = next(entry for entry in case.entries if entry.form.key == form.key)
    window.case(case.id, entry_id=action.id, field=field.key)
    choice = named(window.page("case"), field.key)
    choice.setFocus()
    qtbot.keyClick(choice, "R")
    popup = QApplication.activePopupWidget()
    qtbot.keyClicks(popup.search, "ose garden w")
    if cover == "lock":
        put_away(qtbot, window)
        qtbot.waitUntil(lambda: window.session.workbook.is_locked)
        assert not isValid(choice)
        unlock(qtbot, window)
    else:
        window.pause()
        assert QApplication.activePopupWidget() is None
        window.stack.currentWidget().come_back()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert popup.search.text() == "Rose garden w"
    qtbot.keyClicks(popup.search, "ing")
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert window.session.flush()
    assert window.session.workbook.case(case.id).entry_by_id(action.id).text("ward") == "Rose garden wing"


def test_what_is_saved_a_moment_after_the_last_letter_is_saved_behind_the_lock(qtbot, locked_window):
    window = locked_window
    window.show_place("settings")
    field = named(window.page("settings"), "organisation")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "Oak House Trust")
    put_away(qtbot, window)
    qtbot.waitUntil(lambda: window.session.workbook.is_locked)
    unlock(qtbot, window)
    assert window.session.workbook.facts.organisation == "Oak House Trust"


def test_saving_goes_on_after_the_lock_page_is_gone(qtbot, locked_window, editor):
    window = locked_window
    page = put_away(qtbot, window)
    unlock(qtbot, window)
    qtbot.waitUntil(lambda: not isValid(page))
    qtbot.keyClicks(portrait_in(window), " Typed ")
    assert window.session.flush()  # an exception in a slot would fail the test


@pytest.mark.parametrize("page", ["sign_off", "review_form"])
def test_a_page_that_asks_nothing_goes_behind_the_lock_and_comes_back(qtbot, locked_window, page):
    window = locked_window
    case = next(window.session.workbook.lists.case_files())
    window.case(case.id, page=page)
    screen = window.page("case")
    shown, within = (
        screen.middle.currentWidget(),
        screen.middle.currentWidget().isAncestorOf(window.focusWidget()),
    )
    put_away(qtbot, window)
    assert not isValid(shown) and screen.case is None
    unlock(qtbot, window)
    again = screen.middle.currentWidget()
    assert type(again) is type(shown) and again.case.id == case.id
    assert screen.page_key == page
    assert again.isAncestorOf(window.focusWidget()) is within


def test_the_figures_and_what_an_export_holds_are_read_again(qtbot, locked_window):
    window = locked_window
    window.export("data")
    export = window.page("export")
    qtbot.waitUntil(lambda: export.looked is not None)
    window.learning()
    learning = window.page("learning")
    learning.status.set_value("")
    learning.refresh()
    qtbot.waitUntil(lambda: not learning.asking.waits)
    shown = set(learning.cards)
    put_away(qtbot, window)
    assert not learning.cards and export.looked is None and export.contains.body.count() == 0
    unlock(qtbot, window)
    qtbot.waitUntil(lambda: not learning.asking.waits)
    assert shown and set(learning.cards) == shown
    window.export("data")
    qtbot.waitUntil(lambda: export.looked is not None)
    assert export.contains.isVisible()

"""What comes into a field from elsewhere: one line stays one line, and no file brings its path."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hssib_desk.ui.file.secret_form import SecretField
from hssib_desk.ui.kit.fields.editor_text import one_line
from hssib_desk.ui.kit.fields.editors import ChoiceField, DateField, GrowingText, LineField

CONTROL = Qt.KeyboardModifier.ControlModifier


def a_file():
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/home/ward/Ada Featherstone.docx")])
    data.setText("/home/ward/Ada Featherstone.docx")
    return data


def words(text):
    data = QMimeData()
    data.setText(text)
    return data


def made(qtbot, make):
    field = make()
    qtbot.addWidget(field)
    field.show()
    said = []
    field.edited.connect(said.append)
    return field, said


def paste(field, data):
    QApplication.clipboard().setMimeData(data)
    QTest.keyClick(field, Qt.Key.Key_V, CONTROL)


def drop(field, data):
    given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    target = field.viewport() if isinstance(field, GrowingText) else field
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), *given)
    QApplication.sendEvent(target, enter)
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), *given))


@pytest.mark.parametrize("make", [LineField, GrowingText, DateField])
@pytest.mark.parametrize("bring", [paste, drop])
def test_a_file_brings_no_path_into_a_text(qtbot, make, bring):
    field, said = made(qtbot, make)
    bring(field, a_file())
    assert (field.value(), said) == ("", [])
    bring(field, words("12"))
    assert field.value() == "12"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ward A\nWard B", "Ward A Ward B"),
        ("Ward A \r\n\t Ward B\r\n", "Ward A Ward B"),
        ("a\u2028b\u2029c\td", "a b c d"),
        ("in\u200bvis\ufeffi\u2060ble\u00ad\u202e\x00", "invisible"),
        ("می\u200cخواهم 👩\u200d⚕️ a b\u00a0c", "می\u200cخواهم 👩\u200d⚕️ a b\u00a0c"),
    ],
)
def test_a_field_of_one_line_holds_one_line_that_can_be_seen(qtbot, text, line):
    field, said = made(qtbot, LineField)
    paste(field, words(text))
    assert (field.value(), said[-1]) == (line, line)
    assert one_line(line) == line


def test_a_passphrase_is_kept_letter_for_letter(qtbot):
    field, _ = made(qtbot, SecretField)
    paste(field, words("a\u200bb\tc"))
    assert field.value() == "a\u200bb\tc"


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Escape])
def test_a_list_that_was_only_looked_at_answers_nothing(qtbot, key):
    field, said = made(qtbot, lambda: ChoiceField([("m", "Male"), ("f", "Female")]))
    field.open_list()
    QTest.keyClick(field._popup.search, key)
    assert (field.value(), said) == (None, [])
    assert not field._popup.isVisible()


def test_what_was_typed_or_moved_to_in_a_list_is_given_by_tab(qtbot):
    for keys, given in (("fe", "f"), ("", "f")):
        field, said = made(qtbot, lambda: ChoiceField([("m", "Male"), ("f", "Female")]))
        field.open_list()
        QTest.keyClicks(field._popup.search, keys)
        if not keys:
            QTest.keyClick(field._popup.search, Qt.Key.Key_Down)
        QTest.keyClick(field._popup.search, Qt.Key.Key_Tab)
        assert said == [given]


@pytest.mark.parametrize("spot", ["bottom", "right", "top"])
def test_a_popup_opens_on_the_screen(qtbot, spot):
    screen = QApplication.primaryScreen().availableGeometry()
    for make, opened in ((DateField, "open_calendar"), (_long_list, "open_list")):
        field, _ = made(qtbot, make)
        field.resize(200, 36)
        x = screen.right() - 60 if spot == "right" else screen.left()
        y = screen.top() if spot == "top" else screen.bottom() - 40
        field.move(x, y)
        getattr(field, opened)()
        popup = field._popup
        room = screen.adjusted(0, 0, 2, 2)  # the offscreen platform adds a frame to where a window is put
        assert room.contains(popup.frameGeometry()), (popup.frameGeometry(), screen)
        assert spot == "right" or not popup.frameGeometry().intersects(field.geometry())
        popup.hide()


def _long_list():
    return ChoiceField([(str(n), f"Choice {n}") for n in range(30)])


def test_the_calendar_speaks_british_english_on_every_desktop(qtbot):
    from PySide6.QtCore import QLocale

    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        field, _ = made(qtbot, DateField)
        field.open_calendar()
        calendar = field._popup.calendar
        shown = {calendar.locale().dayName(day, QLocale.FormatType.ShortFormat) for day in range(1, 8)}
        assert shown == {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
        field._popup.hide()
    finally:
        QLocale.setDefault(before)

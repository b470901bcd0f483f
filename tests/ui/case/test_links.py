"""Tick boxes that link one entry to another: built without a flash, and kept under the cursor."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from hssib_desk.domain.forms.library import load_library
from hssib_desk.ui.case.links import Links
from tests.factories import action_form, make_case, make_entry

LIBRARY = load_library()
ACTION = action_form(LIBRARY)
LINK = next(field for field in ACTION.fields if field.kind == "link")
OTHER = LIBRARY.forms[LINK.to[0]]


@pytest.fixture
def case():
    entries = [make_entry(OTHER, {"title": "No call"}, ref="X1"), make_entry(ACTION, {}, ref="A01")]
    return make_case(entries=entries)


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and watched.isWidgetType() and watched.isWindow():
            self.shown.append(watched)
        return False


def test_making_the_links_of_a_form_shows_no_window(qtbot, qapp):
    watch = Windows()
    qapp.installEventFilter(watch)
    qtbot.addWidget(Links(ACTION))
    qapp.removeEventFilter(watch)
    assert watch.shown == []


def test_the_cursor_stays_on_a_box_while_the_case_is_filled_in_again(qtbot, case):
    links = Links(ACTION)
    qtbot.addWidget(links)
    action, other = case.all_of(ACTION.key)[0], case.all_of(OTHER.key)[0]
    links.fill(action, case, False)
    links.show()
    links.activateWindow()
    box = links._boxes[LINK.key, other.id]
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    links.fill(action, case, False)
    assert QApplication.focusWidget() is box
    with qtbot.waitSignal(links.edited) as told:
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert told.args == [action.id, LINK.key, [other.id]]

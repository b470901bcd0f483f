"""Every text that comes from data is shown as it was written, however much it looks like HTML or a key."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import QKeySequence, QTextDocument
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QTextEdit,
    QToolTip,
    QWidget,
)

from hssib_desk.domain.parts.standing import answered_by_acts
from hssib_desk.ui import work
from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.buttons import FilterButton, icon_button
from hssib_desk.ui.kit.fields.editors import ChoiceField, FieldBox, LineField, TickBox
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.window.screens import _SCREENS
from tests.hands import wait_for_answers

BITE = '<img src="file:///nowhere/bite.png">&B'
SHOWN = [role for role in Qt.ItemDataRole if role.value < Qt.ItemDataRole.UserRole.value]


def fill_with(workbook, words):
    """A case whose every text is `words`, with one entry of each kind that repeats."""
    day = (date.today() - timedelta(days=20)).isoformat()
    case = workbook.new_case()
    for form in workbook.library.forms.values():
        if form.repeat and not form.role("part"):
            workbook.add_entry(case.id, form.key)
    for entry in workbook.case(case.id).entries:
        changes = {f.key: words for f in entry.form.fields if f.kind in ("text", "note", "open_choice")}
        changes |= {f.key: day for f in entry.form.fields if f.kind == "date"}
        by_acts = answered_by_acts(entry.form)
        workbook.save(entry.id, {key: value for key, value in changes.items() if key not in by_acts})
    first, *others = workbook.library.parts
    workbook.reviews.assign_part(case.id, first.key, name=words, role=words)
    workbook.reviews.set_part_aside(case.id, others[0].key, words, words)
    for name in ("title", "organisation"):
        workbook.set_setting(name, words)
    return workbook.case(case.id)


def faults_of(widget):
    """What of a widget and of its model Qt would run or take for a key."""
    for said in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
        if "<img" in said:
            yield f"{widget.objectName()} {type(widget).__name__}: tool tip {said}"
    if isinstance(widget, QLabel):
        rich = widget.textFormat() != Qt.TextFormat.PlainText
        if rich and "<img" in widget.text():
            yield f"label {widget.text()}"
        if widget.buddy() is not None and "&" in widget.text():
            yield f"label with a key {widget.text()}"
    if isinstance(widget, QAbstractButton) and widget.shortcut() != QKeySequence():
        yield f"button with a key {widget.text()}"
    if isinstance(widget, QTextEdit) and widget.acceptRichText():
        yield f"{widget.objectName()} takes rich text"
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from faults_of_model(widget.model())


def faults_of_model(model):
    header = Qt.Orientation.Horizontal
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    tips = [model.headerData(at, header, Qt.ItemDataRole.ToolTipRole) for at in range(columns)]
    for row in range(min(model.rowCount(), 60)):
        for column in range(columns):
            index = model.index(row, column)
            tips.append(index.data(Qt.ItemDataRole.ToolTipRole))
            for role in SHOWN:
                if isinstance(index.data(role), QTextDocument):
                    yield f"a document in {row}, {column}"
    yield from (f"tool tip of a cell {tip}" for tip in tips if "<img" in str(tip or ""))


def faults_in(window):
    wait_for_answers()
    work.finish_all()
    QApplication.processEvents()
    widgets = [window, *window.findChildren(QWidget)]
    return [fault for widget in widgets for fault in faults_of(widget)]


def test_no_page_runs_what_data_says(qtbot, window, tmp_path):
    case = fill_with(window.session.workbook, BITE)
    for place in _SCREENS:
        if place in ("home", "cases", "actions", "learning", "settings", "backups", "disposal", "help"):
            window.show_place(place)
            assert faults_in(window) == [], place
    action = next(entry for entry in case.entries if entry.form.role("owner"))
    window.action_log(None, action.id)
    screen = window.page("actions")
    for opened in (screen.detail.change_status, screen.detail.add_progress, screen.detail.revise_target):
        opened()
    assert faults_in(window) == []
    window.case(case.id)
    for page in window.page("case")._page_keys():
        window.case(case.id, page)
        assert faults_in(window) == [], page
    for entry in (entry for entry in case.entries if entry.form.repeat):
        window.case(case.id, entry_id=entry.id)
        assert faults_in(window) == [], entry.form.key
    window.search("bite")
    window.findChild(QWidget, "hits").search()
    window.say(BITE, "bad")
    assert window.notice.sentence == BITE
    assert faults_in(window) == []


def test_the_import_page_runs_nothing_of_a_list(qtbot, window, tmp_path):
    path = tmp_path / "list.csv"
    rows = [f'H{n},19/10/2025,07/10/2025,"{BITE.replace(chr(34), chr(34) * 2)}"' for n in range(3)]
    path.write_text("\n".join(["ID,DOD,Disch Dt,Unit <img src=x>", *rows]), "utf-8")
    window.import_caseload(path)
    screen = window.page("import")
    qtbot.waitUntil(lambda: screen.view.model.rowCount() == 3)
    assert faults_in(window) == []


@pytest.mark.parametrize("words", [BITE, f"first {BITE}", "&lt;img&gt;", "R&D", "two\nlines"])
def test_a_tool_tip_shows_the_words_as_they_are(words):
    said = plain(words)
    if not Gui.mightBeRichText(said):
        assert said == words
        return
    document = QTextDocument()
    document.setHtml(said)
    assert document.toPlainText() == words
    assert "<img" not in said


def test_the_tool_tip_of_a_cell_that_was_shortened_shows_the_words(qtbot, window):
    from PySide6.QtCore import QEvent, QPoint
    from PySide6.QtGui import QHelpEvent, QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QStyleOptionViewItem, QTableView

    from hssib_desk.ui.kit.table import RowDelegate

    model, view = QStandardItemModel(), QTableView()
    qtbot.addWidget(view)
    model.appendRow(QStandardItem(BITE * 20))
    view.setModel(model)
    option = QStyleOptionViewItem()
    option.rect = view.rect()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1))
    RowDelegate(view).helpEvent(event, view, option, model.index(0, 0))
    assert "<img" not in QToolTip.text() and "&lt;img" in QToolTip.text()
    QToolTip.hideText()


def test_an_ampersand_in_data_is_a_letter(qtbot):
    words = "R&D &Ward"
    made = [Button(words), TickBox(words), ChoiceField([("a", words)]), icon_button("x", words)]
    made[0].set_words(words)
    made[2].set_value("a")
    for one in made:
        qtbot.addWidget(one)
        assert one.shortcut() == QKeySequence()
    assert [one.text() for one in made[:3]] == [words] * 3
    box = FieldBox(words, LineField())
    qtbot.addWidget(box)
    assert box.label.buddy() is None and box.editor.accessibleName() == words
    menu = FilterButton("Ward", [("a", words)])
    qtbot.addWidget(menu)
    assert menu.findChild(QMenu).actions()[0].text() == words.replace("&", "&&")

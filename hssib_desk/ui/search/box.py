"""Searching everything: a list under the field that leads to the place found, or does what is named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.forms.outline import page_of
from hssib_desk.domain.review.second_review import shown_view
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import Hit
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.outline import COMPARE, SIGN_OFF
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.search.commands import Command, commands
from hssib_desk.ui.search.hit import HitDelegate, HitRole
from hssib_desk.ui.session import Session

AFTER_MS = 200  # after the last key
MOST = 50
_RANKED = 150  # the label of a choice is short, and so ranks above every text
_ROWS = 7  # seen at once
_WIDEST = 720
_MOVES: Mapping[int, int] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _ROWS,
    Qt.Key.Key_PageUp: -_ROWS,
}
_STAGES = {"second": "Second review", "agreed": "Agreed scores"}
_YEAR_FIRST = re.compile(r"20\d\d-\d{1,4}")
Index = QModelIndex | QPersistentModelIndex


def show_hits(host: Host, field: QLineEdit, session: Session, text: str) -> None:
    """Show under the field, soon after the last key, where the words typed in it stand."""
    popup = host.window().findChild(HitsPopup, "hits")
    if popup is not None and popup.session is not session:
        popup.leave()
        popup = None
    if popup is None:
        popup = HitsPopup(host, field, session)
    popup.look_for(text)


def forget_hits(host: Host) -> None:
    """Let go of what was found last."""
    popup = host.window().findChild(HitsPopup, "hits")
    if popup is not None:
        popup.leave()


def find(workbook: Workbook, text: str) -> list[Hit]:
    """Where words stand, what people wrote before what they chose; a reference may lack its letter."""
    typed = text.strip()
    found = workbook.lists.search(f"C-{typed}", MOST) if _YEAR_FIRST.fullmatch(typed) else []
    cases = [hit for hit in found if not hit.entry_id]
    hits = sorted(workbook.lists.search(typed, _RANKED), key=partial(_was_chosen, workbook.library))
    return (cases + hits)[:MOST]


def _was_chosen(library: Library, hit: Hit) -> bool:
    form = library.forms.get(hit.form)
    asked = form.by_key.get(hit.field) if form else None
    return asked is not None and asked.options is not None


class HitList(QAbstractListModel):
    """The places found; the whole hit is under `HitRole`, and its words in one line for a screen reader."""

    def __init__(self, library: Library, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self.hits: list[Hit | Command] = []

    def show(self, hits: Sequence[Hit | Command]) -> None:
        """Replace the rows."""
        self.beginResetModel()
        self.hits = list(hits)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many places there are."""
        return 0 if parent is not None and parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return one place."""
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if isinstance(hit, Command):
            where = f"Command · {hit.key}" if hit.key else "Command"
            if role == HitRole:
                return (where, hit.words)
            said = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return f"{where}: {hit.words}" if said else None
        if role == HitRole:
            return (self.where(hit), hit.snippet)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.where(hit)}: {hit.snippet}".replace("\x02", "").replace("\x03", "")
        return None

    def where(self, hit: Hit) -> str:
        """The case, whose review, the entry, phase or form, and the question, as a reader knows them."""
        form = self._library.forms.get(hit.form)
        asked = form.by_key.get(hit.field) if form else None
        phase = next((p.title for p in form.phases if asked and p.key == asked.section), "") if form else ""
        title = "" if form is None else f"{form.singular} {hit.entry_ref}" if hit.entry_ref else form.title
        parts = (hit.case_ref, _STAGES.get(hit.stage, ""), phase or title, hit.label)
        return " · ".join(filter(None, parts))


class HitsPopup(QFrame):
    """The list under the search field; the cursor stays in the field, whose keys move in the list."""

    def __init__(self, host: Host, field: QLineEdit, session: Session) -> None:
        super().__init__(host.window())
        self.setObjectName("hits")
        self.setProperty("role", "popup")
        self.setAutoFillBackground(True)
        self.session = session
        self._host, self._window, self._field = host, host.window(), field
        self._text, self._gone = "", False
        self._menu: QMenu | None = None  # whose commands were found
        self.model = HitList(session.library, self)
        self.list = QListView()
        self.above, self.words = QWidget(), Paragraph("", "second")
        self._soon = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._soon.timeout.connect(self.search)
        self._build()
        field.installEventFilter(self)
        self._window.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_focus)
        session.closed.connect(self.leave)

    def _build(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Found")
        self.list.clicked.connect(self._open)
        said = QVBoxLayout(self.above)
        said.setContentsMargins(12, 6, 12, 6)
        said.addWidget(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(0)
        column.addWidget(self.above)
        column.addWidget(self.list)
        self.hide()

    def look_for(self, text: str) -> None:
        """Take what is typed; search for it when the typing pauses."""
        self._text = text.strip()
        if self._text:
            self._soon.start()
        else:
            self.close_list()

    def search(self) -> None:
        """Search now and show what was found, or that nothing was; not while the field is hidden or gone."""
        self._soon.stop()
        if self._gone or not self._field.isVisible():
            self.close_list()
            return
        self.session.flush()
        try:
            hits = find(self.session.workbook, self._text)
        except WorkbookError as error:
            self.close_list()
            self._host.say(str(error), "bad")
            return
        if self._menu is not None:
            self._menu.deleteLater()
        found, self._menu = commands(self._host, self._text)
        self.model.show([*found, *hits])
        more = "The first 50 places. Type more to find fewer." if len(hits) == MOST else ""
        self.words.set_text(more if hits or found else f"Nothing found for “{self._text}”.")
        self.above.setVisible(bool(self.words.plain()))
        self.list.setVisible(bool(self.model.hits))
        self._choose(0)
        self._place()
        self.show()
        self.raise_()

    def close_list(self) -> None:
        """Take the list away."""
        self._soon.stop()
        self._field.setAccessibleDescription("")
        self.hide()

    def leave(self) -> None:
        """Go for good: the workbook is closed, and nothing of it may be shown or asked for."""
        self._gone = True
        self.close_list()
        self._field.clear()
        self._field.removeEventFilter(self)
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the field's arrows move in the list, Enter open and Escape close; follow the window's size."""
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() in _MOVES and self.isVisible():
            self._choose(self.list.currentIndex().row() + _MOVES[event.key()])
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._text and not event.modifiers():
            self._enter()
            return True
        if event.key() == Qt.Key.Key_Escape:
            if self.isVisible():
                self.close_list()
            else:
                self._host.leave_search()
            return True
        return False

    def _enter(self) -> None:
        """Open what is chosen; what was not shown yet is shown first, unless it is what was asked for."""
        if self.isVisible() and not self._soon.isActive():
            self._open(self.list.currentIndex())
            return
        self.search()
        first = self.model.hits[0] if self.model.hits else None
        if isinstance(first, Command):
            asked_for = first.words.casefold() == self._text.casefold()
        else:
            asked_for = first is not None and not first.entry_id
        if asked_for:
            self._open(self.model.index(0))

    def _choose(self, row: int) -> None:
        count = len(self.model.hits)
        index = self.model.index(max(0, min(count - 1, row))) if count else QModelIndex()
        self.list.setCurrentIndex(index)
        said = f"{count} found. {index.data()}" if count else self.words.plain()
        self._field.setAccessibleDescription(said)

    def _open(self, index: Index) -> None:
        if not index.isValid():
            return
        hit = self.model.hits[index.row()]
        self.close_list()
        self._field.clear()  # what was looked for is found
        self._text = ""
        if isinstance(hit, Command):
            self._host.leave_search()
            hit.run()
            return
        page = self._page_of(hit)
        self._host.case(hit.case_id, page=page, entry_id=hit.entry_id, field=hit.field)

    def _page_of(self, hit: Hit) -> str:
        """The page that shows the words: each form, phase and review of a case has its own."""
        case = shown_view(self.session.workbook.case(hit.case_id))
        entry = case.entry_by_id(hit.entry_id)
        if entry is None:
            return ""
        if entry.stage != case.stage and entry.form.phases:
            return COMPARE  # both reviews stand there beside each other
        asked = entry.form.by_key.get(hit.field)
        page = page_of(case, entry, asked.section if asked else "", asked.key if asked else "")
        return page.key if page else SIGN_OFF

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.isVisible() and new is not self._field:
            self.close_list()

    def _place(self) -> None:
        width = max(self._field.width(), min(current().px(_WIDEST), self._window.width() - 64))
        corner = self._field.mapTo(self._window, QPoint(0, self._field.height() + 4))
        left = min(corner.x() + (self._field.width() - width) // 2, self._window.width() - width - 16)
        rows = min(len(self.model.hits), _ROWS)
        height = rows * max(1, self.list.sizeHintForRow(0)) if rows else 0
        words = self.words.heightForWidth(width - 38) + 12 if self.above.isVisibleTo(self) else 0
        room = self._window.height() - corner.y() - 16
        self.setGeometry(max(16, left), corner.y(), width, min(room, height + words + 14))

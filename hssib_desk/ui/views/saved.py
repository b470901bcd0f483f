"""The saved views of one list: each a button, and a way to save the list as it is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.saved_views import (
    Query,
    SavedView,
    answers_of,
    may_be_kept,
    view_form,
    views_of,
)
from hssib_desk.ui.kit.buttons import LinkButton, ViewSwitch, button
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.state import let_go, set_state
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

SAVE, REMOVE = "Save view", "Remove view"


class SavedViews(QWidget):
    """`chosen` carries the query of a view; what is saved is in the workbook, and every export can use it."""

    chosen = Signal(object)

    def __init__(self, session: Session, go: Navigator, place: str) -> None:
        super().__init__()
        self.setObjectName("saved-views")
        self._session, self._go, self._place = session, go, place
        self.views: list[SavedView] = []
        self._query: Query | None = None
        self.switch: ViewSwitch | None = None
        self.save, self.remove = LinkButton(SAVE), LinkButton(REMOVE)
        self.save.setObjectName("save-view")
        self.remove.setObjectName("remove-view")
        self.name = LineField("Name of the view")
        set_state(self.name, "small", True)
        self.name.setObjectName("view-name")
        self.name.setAccessibleName("Name of the view")
        self.name.setFixedWidth(current().px(204))
        self.keep, self.cancel = button("Save", kind="primary", small=True), button("Cancel", kind="small")
        self.row = FlowRow(self.save, self.remove, self.name, self.keep, self.cancel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.row)
        self._whole = whole
        self.save.clicked.connect(self._ask)
        self.remove.clicked.connect(self._remove)
        self.keep.clicked.connect(self._keep)
        self.cancel.clicked.connect(self._leave)
        self.name.returnPressed.connect(self._keep)
        self._asks(False)

    def show_query(self, query: Query, *, is_plain: bool, count: Callable[[Any], int | None]) -> None:
        """Show the views with how many each finds (None: not told), and offer to save a list that is none.

        `is_plain` says that the list is one that is always offered.
        """
        self._query = query
        book = self._session.workbook
        self.views = views_of(book.records.of_form(view_form(book.library)), self._place)
        counted = [(view.id, view.name, count(view.query)) for view in self.views]
        self._offer(counted)
        here = next((view for view in self.views if view.query == query), None)
        if self.switch is not None:
            self.switch.set_value(here.id if here else "")
        free = not self._session.read_only and self.name.isHidden()
        self.save.setVisible(free and here is None and not is_plain and may_be_kept(query))
        self.remove.setVisible(free and here is not None)
        self.setVisible(bool(self.views) or not self.save.isHidden() or not self.name.isHidden())

    def _offer(self, counted: list[tuple[str, str, int | None]]) -> None:
        """Make the buttons anew where the views are not those that are shown."""
        shown = getattr(self.switch, "items", None)
        if shown != [item[:2] for item in counted]:
            if self.switch is not None:
                let_go(self.switch)
            self.switch = None
            if counted:
                made = ViewSwitch([(*item,) for item in counted], self)
                made.items = [item[:2] for item in counted]  # type: ignore[attr-defined]
                made.setAccessibleName("Saved views")
                made.chosen.connect(self._choose)
                self._whole.insertWidget(0, made)
                self.switch = made
        for value, _, n in counted:
            assert self.switch is not None
            self.switch.set_count(value, n)

    def _choose(self, view_id: str) -> None:
        found = next(view for view in self.views if view.id == view_id)
        self.chosen.emit(found.query)

    def _asks(self, asks: bool) -> None:
        for widget in (self.name, self.keep, self.cancel):
            widget.setVisible(asks)
        if asks:
            self.save.hide()
            self.remove.hide()

    def _ask(self) -> None:
        self._asks(True)
        self.name.set_value("")
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self._asks(False)
        if self._query is not None:
            self.chosen.emit(self._query)

    def _keep(self) -> None:
        name = self.name.text().strip()
        if not name or self._query is None:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if any(view.name.casefold() == name.casefold() for view in self.views):
            self._go.say(f"There is already a view “{name}”. Choose another name.", "warn")
            return
        given = answers_of(self._session.library, name, self._place, self._query)
        form = view_form(self._session.library)
        if self._act(lambda: self._session.act(lambda book: book.records.add(form, given), lists=False)):
            self._go.say(f"View “{name}” saved in the workbook.", "ok")
            self._leave()

    def _remove(self) -> None:
        here = next((view for view in self.views if view.query == self._query), None)
        if here is None:
            return
        if self._act(lambda: self._session.act(lambda book: book.records.remove(here.id), lists=False)):
            self._go.offer(f"View “{here.name}” removed.", "Undo", lambda: self._put_back(here))
            self._leave()

    def _put_back(self, view: SavedView) -> None:
        self._act(lambda: self._session.act(lambda book: book.records.restore(view.id), lists=False))
        self._leave()

    def _act(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except WorkbookError as error:
            self._go.say(str(error), "bad")
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the name away."""
        if event.key() == Qt.Key.Key_Escape and not self.name.isHidden():
            self._leave()
        else:
            super().keyPressEvent(event)

"""What the list of actions is kept to: words, theme, owner, ward, strength, and how it is grouped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hssib_desk.domain.forms.form import Form
from hssib_desk.store.lists.queries import ActionQuery
from hssib_desk.ui.actions.words import group_filters, options_of, strength_filters, theme_filters
from hssib_desk.ui.kit.buttons import Button, FilterButton, LinkButton
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.state import set_state
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current

TYPING_MS = 150
# What is taken back together: the filters that have no button of their own.
_PLAIN = {
    "status": "",
    "overdue": False,
    "check_due": False,
    "owed": False,
    "person": None,
    "case_id": "",
    "cases": None,
}


class Filters(QWidget):
    """The line of filters; `changed` carries the query as they now make it, `left()` leads to the list."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.query = ActionQuery()
        self._status = options_of(form, "status")
        self.search = LineField("Find in actions", icon="search")
        set_state(self.search, "small", True)
        self.search.setObjectName("find")
        self.search.setAccessibleName("Find in actions")
        self._fit()
        self.buttons = {
            "theme": FilterButton("Theme", theme_filters(form)),
            "owner": FilterButton("Owner", [("", "All")]),
            "ward": FilterButton("Ward", [("", "All")]),
            "brag": FilterButton("BRAG", [("", "All")]),
            "strength": FilterButton("Strength", strength_filters(form)),
            "group_by": FilterButton("Group by", group_filters(form)),
        }
        self.more = Button("", "view", trailing="x", small=True)
        self.more.setCheckable(True)
        self.count = Headline("", "second")
        self.copy = LinkButton("Copy as text")
        self.copy.setObjectName("copy-owner")
        self.copy.setToolTip("The open actions of this owner, to paste into an e-mail. No names of patients.")
        self._wait = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(FlowRow(self.search, *self.buttons.values(), self.more), 1)
        row.addWidget(self.copy)
        row.addWidget(self.count)
        self._wait.timeout.connect(self._words)
        self.search.textChanged.connect(lambda _: self._wait.start())
        self.search.returnPressed.connect(self._leave)
        for name, made in self.buttons.items():
            made.setObjectName(f"filter-{name}")
            made.chosen.connect(lambda value, name=name: self._give(**{name: value}))
        self.more.clicked.connect(lambda: self._give(**_PLAIN))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.search.setFixedWidth(current().px(204))

    def show_query(self, query: ActionQuery, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Show what a query says, with the owners and wards there are; says nothing."""
        self.query = query
        if query.text != self.search.text().strip():
            self.search.set_value(query.text)
        self._wait.stop()
        for name in ("owner", "ward"):
            self.buttons[name].set_options([("", "All"), *choices[name]])
        for name, made in self.buttons.items():
            made.set_value(getattr(query, name))
        said = self._further(query)
        self.more.set_words(said)
        self.more.setAccessibleName(f"{said}: show all again")
        self.more.setToolTip("Show all again")
        self.more.setChecked(True)
        self.more.setVisible(bool(said))
        self.copy.setVisible(bool(query.owner))

    def show_colours(self, colours: Sequence[tuple[str, str]]) -> None:
        """Offer the colours, each with how many there are."""
        self.buttons["brag"].set_options([("", "All"), *colours])

    def show_count(self, count: int) -> None:
        """Say how many were found."""
        self.count.setText("1 action" if count == 1 else f"{count:,} actions")

    def _further(self, query: ActionQuery) -> str:
        """What else the list is kept to, by a link from another page."""
        said = []
        if query.status in ("open", "active"):
            said.append({"open": "Open ones", "active": "Not set aside"}[query.status])
        elif query.status:
            said.append(self._status.label(query.status) if self._status else query.status)
        if query.overdue:
            said.append("Overdue")
        if query.check_due:
            said.append("Effect checks due")
        if query.owed:
            said.append("Owed by others")
        if query.person is not None:
            said.append("Mine")
        if query.case_id:
            said.append("One case")
        if query.cases is not None:
            said.append("Reviews chosen in Learning")
        return ", ".join(said)

    def _leave(self) -> None:
        self._words()
        self.left.emit()

    def _words(self) -> None:
        if self.search.text().strip() != self.query.text:
            self._give(text=self.search.text().strip())

    def _give(self, **parts: Any) -> None:
        self.query = replace(self.query, **parts)
        self.changed.emit(self.query)

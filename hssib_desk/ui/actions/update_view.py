"""What an edited log would change, on the screen: every difference, one of them whole, what comes next."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.actions.log_update import ActionUpdate
from hssib_desk.ui.actions.update_model import (
    ALL,
    COLUMNS,
    NOTHING,
    SHORT,
    SIGNS,
    UpdateDelegate,
    UpdateModel,
)
from hssib_desk.ui.cases.parts import ListTable, SplitRow
from hssib_desk.ui.kit.buttons import ViewSwitch
from hssib_desk.ui.kit.cards import AdviceStrip, Card
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.table_card import TableCard
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window.icon_line import plural

LEAST_ROWS = 4  # below this the page scrolls, not the list
MOST_SAID = 3


class UpdateView(QWidget):
    """Shows an update; `ticked` says that another set of differences is chosen."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: ActionUpdate | None = None
        self.model = UpdateModel(self)
        self.notes = AdviceStrip("", kind="notice")
        self.next = AdviceStrip("")
        self.views = ViewSwitch(
            [(ALL, "All", None), *((kind, word, None) for kind, word in SHORT.items())],
            signs={kind: (icon, ink) for kind, (_, icon, ink) in SIGNS.items()},
        )
        self.newer = Headline("", "hint")
        self.table = self._make_table()
        self.nothing = Headline("There is no line of this kind.", "second")
        self.card = TableCard(self.table, self.nothing)
        self.whole = Whole()
        self._build()

    def _make_table(self) -> ListTable:
        widths = [width for _, _, width in COLUMNS]
        table = ListTable(40, 36, widths, {4, 5, 6})
        table.setObjectName("differences")
        table.setAccessibleName("Differences; Space takes one or leaves it out")
        table.setModel(self.model)
        table.setItemDelegate(UpdateDelegate(table))
        table.horizontalHeader().setSortIndicatorShown(False)
        table.horizontalHeader().setSectionsClickable(False)
        on_key(table, "Space", self._toggle_chosen, Qt.ShortcutContext.WidgetShortcut)
        return table

    def _build(self) -> None:
        self.nothing.setContentsMargins(16, 12, 16, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (self.notes, SplitRow(self.views, self.newer)):
            column.addWidget(part)
        column.addWidget(self.card, 1)
        column.addWidget(self.whole)
        column.addWidget(self.next)
        column.addStretch(0)
        self.views.chosen.connect(lambda _: self._show_lines())
        self.table.clicked.connect(self._click)
        self.table.selectionModel().currentRowChanged.connect(self._show_whole)
        self.model.ticked.connect(self.ticked)

    def show_update(self, found: ActionUpdate, fresh: bool) -> None:
        """Show an update; a fresh one begins with everything, another look keeps view and ticks."""
        self._found = found
        if fresh:
            self.model.forget()
            self.views.set_value(ALL)
        self._show_lines()
        for kind, count in self.model.counts().items():
            self.views.set_count(kind, count)
        self.notes.set_texts(" ".join(found.notes))
        self.notes.setVisible(bool(found.notes))
        self.newer.setText(
            f"{plural(found.newer, 'answer')} changed in the workbook only" if found.newer else ""
        )
        self.newer.setVisible(bool(found.newer))
        self.next.set_texts(_next(found.still_needed))
        self.next.setVisible(bool(found.still_needed))
        if fresh and self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lines(self) -> None:
        here = self.table.currentIndex().row()
        self.model.show_update(self._found, self.views.value())
        rows = self.model.rowCount()
        self.table.setVisible(rows > 0)
        self.nothing.setVisible(not rows)
        self.table.setMinimumHeight(self.table.height_of(min(rows, LEAST_ROWS)))
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.card.setMaximumHeight(
            self.table.height_of(rows) + bar if rows else self.card.sizeHint().height()
        )
        if rows:
            self.table.setCurrentIndex(self.model.index(min(max(here, 0), rows - 1), 0))
        self._show_whole(self.table.currentIndex())

    def _show_whole(self, index: QModelIndex, *_: object) -> None:
        self.whole.setVisible(index.isValid())
        if index.isValid():
            line = self.model.line(index.row())
            self.whole.show_line(f"{line.ref}  {line.label}".strip(), line.old, line.new, line.why)

    def _click(self, index: QModelIndex) -> None:
        if COLUMNS[index.column()][0] == "tick":
            self.model.toggle(index.row())

    def _toggle_chosen(self) -> None:
        if self.table.currentIndex().isValid():
            self.model.toggle(self.table.currentIndex().row())


class Whole(Card):
    """One difference with its whole texts side by side."""

    def __init__(self) -> None:
        super().__init__(padding=16)
        self.name = Headline("", "card-title")
        self.old, self.new, self.why = (Paragraph("", "body") for _ in range(3))
        both = QHBoxLayout()
        both.setSpacing(24)
        for title, text in (("In the workbook", self.old), ("In the file", self.new)):
            side = QVBoxLayout()
            side.setSpacing(2)
            side.addWidget(Headline(title, "caption"))
            side.addWidget(text)
            side.addStretch(1)
            both.addLayout(side, 1)
        self.body.addWidget(self.name)
        self.body.addLayout(both)
        self.body.addWidget(self.why)

    def show_line(self, name: str, old: str, new: str, why: str) -> None:
        """Show one difference."""
        self.name.setText(name)
        self.old.set_text(old or NOTHING)
        self.new.set_text(new or NOTHING)
        self.why.set_text(why)
        self.why.setVisible(bool(why))


def _next(sentences: tuple[str, ...]) -> str:
    """What must be answered once everything is taken, a few of it in words."""
    if not sentences:
        return ""
    more = f" And {len(sentences) - MOST_SAID} more." if len(sentences) > MOST_SAID else ""
    return f"Still to be answered in the workbook afterwards. {'. '.join(sentences[:MOST_SAID])}.{more}"

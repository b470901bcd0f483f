"""What an edited log would change, on the screen: every difference, one of them whole, what comes next."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hssib_desk.domain.actions.log_update import ActionUpdate
from hssib_desk.ui.actions.update_model import NOTHING, UpdateModel
from hssib_desk.ui.kit.cards import AdviceStrip, Card
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.reading.fate_list import ALL, FateView
from hssib_desk.ui.window.icon_line import plural

MOST_SAID = 3


class UpdateView(FateView):
    """Shows an update; `ticked` says that another set of differences is chosen."""

    model: UpdateModel
    ticked = Signal()

    def __init__(self) -> None:
        self.whole, self.next = Whole(), AdviceStrip("")
        super().__init__(UpdateModel(), below=(self.whole, self.next), flexible={4, 5, 6}, noun="line")
        self._found: ActionUpdate | None = None
        self.table.setObjectName("differences")
        self.table.setAccessibleName("Differences; Space takes one or leaves it out")
        on_key(self.table, "Space", self._toggle_chosen, Qt.ShortcutContext.WidgetShortcut)
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
        newer = f"{plural(found.newer, 'answer')} changed in the workbook only" if found.newer else ""
        self.say(" ".join(found.notes), newer)
        self.next.set_texts(_next(found.still_needed))
        self.next.setVisible(bool(found.still_needed))
        if fresh and self.isVisible():
            self.take_focus()

    def _show_lines(self) -> None:
        here = self.table.currentIndex().row()
        self.model.show_update(self._found, self.views.value())
        self.fit()
        if rows := self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(min(max(here, 0), rows - 1), 0))
        self._show_whole(self.table.currentIndex())

    def _show_whole(self, index: QModelIndex, *_: object) -> None:
        self.whole.setVisible(index.isValid())
        if index.isValid():
            line = self.model.row(index.row())
            self.whole.show_line(f"{line.ref}  {line.label}".strip(), line.old, line.new, line.why)

    def _click(self, index: QModelIndex) -> None:
        if self.model.columns[index.column()].key == "tick":
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

"""The entries that were taken out of a list, folded away, each with the way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.ui.case.entry_row import title_of
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Paragraph


class RemovedEntries(QWidget):
    """How many entries were removed; unfolded, what they are, and `put_back(entry id)`."""

    put_back = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.fold = LinkButton("")
        self.fold.setObjectName("removed-entries")
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 4, 0, 0)
        self._rows.setSpacing(4)
        self._list.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(self.fold)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self._list)
        self.fold.clicked.connect(lambda: self._list.setVisible(self._list.isHidden()))
        self.hide()

    def show_entries(self, entries: Sequence[EntryFile]) -> None:
        """Show what was removed, newest first; nothing where nothing was."""
        empty(self._rows)
        self.fold.set_words(f"{len(entries):,} removed")
        for entry in entries:
            self._rows.addWidget(self._row(entry))
        self.setVisible(bool(entries))

    def _row(self, entry: EntryFile) -> QWidget:
        back = button("Put back", "undo-2", "quiet", small=True)
        back.setObjectName(f"put-back-{entry.ref}")
        back.setAccessibleName(f"Put back {entry.ref}, {title_of(entry)}")
        back.clicked.connect(lambda: self.put_back.emit(entry.id))
        row = QWidget()
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(Paragraph(f"{entry.ref}  {title_of(entry)}"), 1)
        inside.addWidget(back)
        return row

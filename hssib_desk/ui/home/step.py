"""One step of the first steps: a ring with its number or a tick, what it is, and what it asks while open."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.paint import sign, words
from hssib_desk.ui.kit.ring import stops
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

State = Literal["done", "open", "later"]
RING = 20


class _Ring(QWidget):
    """A tick in a ring for what is done, else the number; the step at hand in the accent colour."""

    def __init__(self) -> None:
        super().__init__()
        self.number, self.state = 0, "later"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room of the ring."""
        return QSize(current().px(RING), current().px(RING))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ring, and tick or number."""
        theme = current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.state == "done":
            sign(painter, area, "circle-check", "ok", RING)
            return
        ink = theme.tokens.accent if self.state == "open" else theme.tokens.text2
        edge = theme.tokens.accent if self.state == "open" else theme.tokens.control
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(edge), 2 if self.state == "open" else 1))
        painter.drawEllipse(area.adjusted(1, 1, -1, -1))
        centre = Qt.AlignmentFlag.AlignHCenter
        words(painter, area, str(self.number), theme.font(12, 600), ink, centre)


class Step(QWidget):
    """A step that says what was chosen, or asks for it; its own part stands in `ask`."""

    opened = Signal()  # somebody wants to change it
    finished = Signal()  # it was answered, or left as it is
    title = ""
    waits = ""  # what it is about, while nothing was said

    def __init__(self) -> None:
        super().__init__()
        self.state: State = "later"
        self.ring = _Ring()
        self.heading, self.said = Headline(self.title, "label"), Paragraph(self.waits, "second")
        self.change = LinkButton("Change")
        self.change.setAccessibleName(f"Change: {self.title}")
        self.change.clicked.connect(self.opened)
        self.aside = QHBoxLayout()  # at the right of the heading
        self.aside.setSpacing(8)
        self.aside.addWidget(self.change)
        self.ask = QWidget()
        self.asked = QVBoxLayout(self.ask)
        self.asked.setContentsMargins(0, 8, 0, 0)
        self.asked.setSpacing(10)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.heading)
        column.addWidget(self.said)
        column.addWidget(self.ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(14)
        row.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        aside = QVBoxLayout()
        aside.addLayout(self.aside)
        aside.addStretch(1)
        row.addLayout(aside)

    def add_buttons(self) -> None:
        """Put Continue and a way past the step under what it asks."""
        self.go_on, skip = button("Continue", kind="primary", small=True), LinkButton("Skip for now")
        self.go_on.setObjectName(f"continue-{self.objectName()}")
        self.go_on.clicked.connect(self._take)
        skip.setAccessibleName(f"Skip for now: {self.title}")
        skip.clicked.connect(self.finished)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.go_on)
        row.addWidget(skip)
        row.addStretch(1)
        self.asked.addLayout(row)

    def set_number(self, number: int) -> None:
        """Say which step it is."""
        self.ring.number = number

    @property
    def is_done(self) -> bool:
        """Whether it was answered."""
        return False

    def answer(self) -> str:
        """What was chosen, in words; nothing while nothing was."""
        return ""

    def keep(self) -> bool:
        """Keep what was chosen; False where it cannot be kept."""
        return True

    def refresh(self) -> None:
        """Follow what is known now."""

    def show_as(self, state: State) -> None:
        """Show it as done, as the step at hand, or as one to come."""
        self.state = self.ring.state = state
        self.said.set_text(self.answer() if self.is_done and state != "open" else self.waits)
        self.heading.setProperty("role", "card-title" if state == "open" else "label")
        self.heading.style().polish(self.heading)
        self.ask.setVisible(state == "open")
        self.change.setVisible(state != "open")
        self.change.set_words("Change" if self.is_done else "Start")
        self.ring.update()
        told = {"done": "done", "open": "now", "later": "to come"}[state]
        self.setAccessibleName(f"Step {self.ring.number}, {self.title}, {told}")

    def enter(self) -> None:
        """Put the cursor into what it asks."""
        found = stops(self.ask)
        if found:
            found[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _take(self) -> None:
        if self.keep():
            self.finished.emit()

"""Cards and what stands in them: rows, empty states, lines and progress."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import Button, LinkButton, button
from hssib_desk.ui.kit.card_row import CardRow
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.paint import box
from hssib_desk.ui.kit.state import let_go
from hssib_desk.ui.kit.strips import AdviceStrip, SaveState
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

__all__ = [
    "AdviceStrip",
    "Card",
    "CardRow",
    "Chip",
    "EmptyState",
    "Headline",
    "Paragraph",
    "ProgressBar",
    "SaveState",
    "Separator",
]


class Separator(QFrame):
    """A line of one pixel, lying or standing."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "separator")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Card(QFrame):
    """A white card: an optional title with count and link, then rows or any content in `body`."""

    link_clicked = Signal()

    def __init__(
        self,
        title: str = "",
        *,
        count: int | None = None,
        link: str = "",
        padding: int = 20,
        head: int = 48,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        current().tell(self)
        self._padding, self._head_height = padding, head
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self.head = QHBoxLayout()
        self._strut = QWidget()
        self.title = Headline(title, "card-title")
        self.count = Headline("", "card-count")
        self.link = LinkButton(link)
        self._rows: list[QWidget] = []
        self._content: QVBoxLayout | None = None
        self._column.addStretch(0)
        if title:
            self._build_head()
        self.set_count(count)
        self.set_link(link)

    @property
    def body(self) -> QVBoxLayout:
        """The padded column below the title, made when first asked for."""
        if self._content is None:
            self._content = QVBoxLayout()
            top = 0 if self.title.text() else self._padding
            self._content.setContentsMargins(self._padding - 1, top, self._padding - 1, self._padding - 1)
            self._content.setSpacing(8)
            self._column.insertLayout(self._column.count() - 1, self._content)
        return self._content

    def add(self, widget: QWidget) -> None:
        """Put a widget into the padded body; one that wants to grow takes the height that is left."""
        grows = _grows(widget)
        self.body.addWidget(widget, grows)
        self._column.setStretchFactor(self.body, max(grows, self._column.stretch(self._column.count() - 2)))

    def add_row(self, widget: QWidget) -> None:
        """Put a row across the whole card, under a line."""
        if self._rows or self.title.text():
            self._put(Separator())
        self._put(widget)

    def clear_rows(self) -> None:
        """Take every row and line out again."""
        for widget in self._rows:
            self._column.removeWidget(widget)
            let_go(widget)
        self._rows = []

    def set_title(self, title: str) -> None:
        """Change the words of the title."""
        self.title.setText(title)

    def set_count(self, count: int | None) -> None:
        """Show how many there are, or nothing for None."""
        self.count.setText("" if count is None else f"{count:,}")
        self.count.setVisible(count is not None)

    def set_link(self, text: str) -> None:
        """Change the link at the right of the title; "" takes it away."""
        self.link.set_words(text)
        self.link.setVisible(bool(text))

    def follow_theme(self) -> None:
        """Follow the text size."""
        self._fit()

    def _put(self, widget: QWidget) -> None:
        self._rows.append(widget)
        self._column.insertWidget(self._column.count() - 1, widget, _grows(widget))

    def _build_head(self) -> None:
        self.link.clicked.connect(self.link_clicked)
        self._fit()
        side = min(self._padding, 20) - 1
        self.head.setContentsMargins(side, 0, side, 0)
        self.head.setSpacing(0)
        self.head.addWidget(self._strut)
        self.head.addWidget(self.title)
        self.head.addSpacing(8)
        self.head.addWidget(self.count)
        self.head.addStretch(1)
        self.head.addWidget(self.link)
        self._column.insertLayout(0, self.head)

    def _fit(self) -> None:
        self._strut.setFixedSize(0, current().px(self._head_height))


def _grows(widget: QWidget) -> int:
    return int(widget.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Expanding)


class EmptyState(QWidget):
    """One sentence on what will be here and one button that starts it."""

    clicked = Signal()

    def __init__(self, sentence: str, button_text: str = "", icon: str | None = None) -> None:
        super().__init__()
        self.sentence = Paragraph(sentence, "subtitle")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(24, 32, 24, 32)
        column.setSpacing(16)
        column.addWidget(self.sentence)
        self.button: Button | None = None
        if button_text:
            self.button = button(button_text, icon)
            self.button.clicked.connect(self.clicked)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)  # in a tall card the button stays with its sentence


class ProgressBar(QWidget):
    """A bar of 8 pixels that shows a share from 0 to 100."""

    def __init__(self, percent: float = 0, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_percent(percent)

    def set_percent(self, percent: float) -> None:
        """Show another share."""
        self.percent = max(0.0, min(100.0, float(percent)))
        self.setAccessibleName(f"{self._name} {self.percent:.0f}%".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """Return a modest width; the bar takes what it is given."""
        return QSize(120, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track and bar."""
        tokens = current().tokens
        painter = QPainter(self)
        area = QRectF(self.rect())
        box(painter, area, 3, tokens.sunken, tokens.line)
        full = area.adjusted(1, 1, -1, -1)
        full.setWidth(full.width() * self.percent / 100)
        if full.width() >= 1:
            box(painter, full, 2, tokens.accent)

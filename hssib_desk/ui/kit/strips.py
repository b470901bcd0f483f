"""Strips that say something beside the thing: advice, refusals and whether the work is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from hssib_desk.ui.kit.paint import box, sign, text_width, words
from hssib_desk.ui.kit.text import Headline, Paragraph, plain
from hssib_desk.ui.kit.theme import current

if TYPE_CHECKING:
    from hssib_desk.ui.kit.buttons import Button

_STRIPS = {
    "advice": ("info", "warnshape"),
    "refusal": ("circle-x", "bad"),
    "notice": ("info", "accent"),
}


class Sign(QWidget):
    """An icon that stands alone and follows the theme."""

    def __init__(
        self, name: str, size: int = 18, colour: str = "text2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._colour = name, size, colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_sign(self, name: str, colour: str) -> None:
        """Show another icon."""
        self._name, self._colour = name, colour
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the icon."""
        side = current().px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        sign(QPainter(self), QRectF(self.rect()), self._name, self._colour, self._size)


class AdviceStrip(QFrame):
    """A sentence on a soft ground that never blocks; kind is advice, refusal or notice."""

    def __init__(
        self, sentence: str, caption: str = "", *, kind: str = "advice", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", kind)
        icon, colour = _STRIPS[kind]
        self.sentence = Paragraph(sentence, "small")
        self.caption = Headline(caption, "second")
        self.caption.setVisible(bool(caption))
        self.setAccessibleName(sentence)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 7, 12, 7)
        self._row.setSpacing(10)
        self._row.addWidget(Sign(icon, 18, colour), 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.sentence, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.caption, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_texts(self, sentence: str, caption: str = "") -> None:
        """Change what the strip says."""
        self.sentence.set_text(sentence)
        self.caption.setText(caption)
        self.caption.setVisible(bool(caption))
        self.setAccessibleName(sentence)

    def add_button(self, made: Button) -> None:
        """Put a button at the right end."""
        self._row.addWidget(made)


_WIDEST = 480  # of a reason; longer ones are cut short there, and whole in the tool tip


class SaveState(QWidget):
    """Says whether the work is safe: nothing yet, saving, saved at a time, or not saved and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.state = ""
        self.text = ""

    def show_saved(self, at: str) -> None:
        """Say that everything is written, with the time; call only after the commit."""
        self._show("saved", f"Saved {at}")

    def show_saving(self) -> None:
        """Say that writing is under way."""
        self._show("saving", "Saving")

    def show_failed(self, reason: str) -> None:
        """Say that the work is not saved and why; it stays until the next success."""
        self._show("failed", f"Not saved: {reason}")

    def show_read_only(self, reason: str = "Read only") -> None:
        """Say that nothing can be changed here."""
        self._show("read-only", reason)

    def show_nothing(self) -> None:
        """Say nothing: no workbook, or nothing changed yet."""
        self._show("", "")

    def sizeHint(self) -> QSize:
        """Return the room the words need."""
        theme = current()
        if not self.state:
            return QSize(0, theme.px(36))
        width = theme.px(16) + 5 + text_width(self.text, theme.font(13)) + 26
        return QSize(min(round(width), theme.px(_WIDEST)), theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sign and words."""
        if not self.state:
            return
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        area = QRectF(self.rect())
        icons = {"saved": ("check", "ok"), "saving": ("save", "text2"), "read-only": ("lock", "text2")}
        name, colour = icons.get(self.state, ("triangle-alert", "bad"))
        ink = tokens.text2
        if self.state == "failed":
            box(painter, area, 6, tokens.badsoft, tokens.badline)
            ink = tokens.text
        spot = QRectF(area.left() + 12, area.top(), theme.px(16), area.height())
        sign(painter, spot, name, colour, 16)
        rest = area.adjusted(13 + theme.px(16) + 5, 0, -12, 0)
        words(painter, rest, self.text, theme.font(13), ink)

    def _show(self, state: str, text: str) -> None:
        self.state, self.text = state, text
        self.setAccessibleName(text)
        self.setToolTip(plain(text) if state == "failed" else "")
        self.updateGeometry()
        self.update()

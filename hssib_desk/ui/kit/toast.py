"""One short message in front of the bottom of the window: nothing moves under it, and it leaves by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget
from shiboken6 import isValid

from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.buttons import icon_button
from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.kit.theme import current

SHOWN_MS = 6_000
_A_LETTER_MS = 60  # longer sentences stay as long as they take to read
_SHORT = 70  # letters that are read within the six seconds
_GAP, _WIDEST = 16, 720
_STAYS = ("warn", "bad")
_LOOKS = {"warn": ("advice", "info", "warnshape"), "bad": ("refusal", "circle-x", "bad")}


class Toast(QFrame):
    """One message at a time. What went well leaves after six seconds, longer while it has the cursor.

    A warning and a refusal stay until they are closed; a refusal also when the page changes.
    """

    def __init__(self, holder: QWidget, over: QWidget) -> None:
        super().__init__(holder)
        self._holder = holder
        self._over = over  # the part of the holder in whose middle it stands
        self._came_from: QWidget | None = None  # had the cursor before this did
        self.kind = ""
        self.words = Paragraph("", "toast")
        self._sign = Sign("info", 18, "accent")
        self.act = Button("", "toast")
        self.act.hide()
        self.close_button = icon_button("x", "Close this message", small=True)
        self._do: Callable[[], object] | None = None
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(self._sign)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.act)
        self._row.addWidget(self.close_button)
        self._leave = QTimer(self, singleShot=True)
        self._leave.timeout.connect(self._time_out)
        self.act.clicked.connect(self._act)
        self.close_button.clicked.connect(self.clear)
        over.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._note_cursor)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is being said, or an empty text."""
        return self.words.plain() if self.kind else ""

    def say(
        self, sentence: str, kind: str = "info", act: str = "", do: Callable[[], object] | None = None
    ) -> None:
        """Say a sentence in place of the one that is there; `act` is what a button in it does."""
        self._sign.hide()
        role, icon, colour = _LOOKS.get(kind, ("toast", "", ""))
        self.setProperty("role", role)
        self._row.setContentsMargins(16, 6, 8 if kind in _STAYS else 16, 6)
        if icon:
            self._sign.set_sign(icon, colour)
            self._sign.show()
        self.kind, self._do = kind, do
        self.words.setProperty("role", "small" if icon else "toast")
        self.words.set_text(sentence)
        self.act.kind = "link" if icon else "toast"
        self.act.set_words(act)
        self.act.setVisible(bool(act))
        self.close_button.setVisible(kind in _STAYS)
        for widget in (self, self.words):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.setAccessibleName(sentence)
        self.show()
        self.place()
        QTimer.singleShot(0, self, self.place)  # a page that comes with the message has its footer by then
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self._leave.stop()
        if kind not in _STAYS:
            self._leave.start(SHOWN_MS + _A_LETTER_MS * max(0, len(sentence) - _SHORT))

    def clear(self) -> None:
        """Take the sentence away."""
        back = self._came_from if self._has_cursor() else None
        self._leave.stop()
        self.kind, self._do = "", None
        self.hide()
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_passing(self) -> None:
        """Take away what need not be read twice; a refusal stays."""
        if self.kind != "bad":
            self.clear()

    def place(self) -> None:
        """Stand in the middle of the bottom, over the footer of the page where it has one."""
        if self.isHidden():
            return
        area = QRect(self._over.mapTo(self._holder, QPoint(0, 0)), self._over.size())
        theme = current()
        most = min(area.width() - 2 * _GAP, theme.px(_WIDEST))
        line = round(text_width(self.words.plain(), theme.font(13, 500)))
        margins = self._row.contentsMargins()
        others = [w for w in (self._sign, self.act, self.close_button) if not w.isHidden()]
        beside = sum(w.sizeHint().width() + self._row.spacing() for w in others)
        wide = min(most, line + beside + margins.left() + margins.right() + 8)
        text = self.words.heightForWidth(wide - beside - margins.left() - margins.right())
        high = max(theme.px(40), text + margins.top() + margins.bottom())
        bottom = area.bottom() + 1 - _GAP - self._footer()
        self.setGeometry(area.left() + (area.width() - wide) // 2, bottom - high, wide, high)

    def _footer(self) -> int:
        """How high the footer of the page in sight is."""
        for frame in self._over.findChildren(QFrame):
            if frame.property("role") == "page-footer" and frame.isVisible():
                return frame.height()
        return 0

    def _has_cursor(self) -> bool:
        here = QApplication.focusWidget()
        return here is not None and self.isAncestorOf(here)

    def _note_cursor(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new) and not (old is not None and self.isAncestorOf(old)):
            self._came_from = old

    def _act(self) -> None:
        do = self._do
        self.clear()
        if do is not None:
            do()

    def _time_out(self) -> None:
        if self._has_cursor() or self.underMouse():
            self._leave.start(SHOWN_MS)
            return
        self.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and isValid(self) and self.isVisible():
            self.place()
        return False

"""The ring round the button or card that has the keyboard."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWindow
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from hssib_desk.ui.kit.paint import box
from hssib_desk.ui.kit.theme import current

_OUTSIDE = 4
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)


class FocusRing(QWidget):
    """A ring of 2 pixels, 2 pixels outside, that follows the focus when the keyboard moves it.

    One per window. A widget says property `ring` = "none" when it draws its own focus, or "ring" when it
    is no button and wants the ring all the same.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._by_keyboard = False
        self._handle: QWindow | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        window.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self._watch_window()

    @property
    def target(self) -> QWidget | None:
        """The widget the ring is round, or None."""
        return self._target

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice keys and clicks, and the ringed widget moving."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            self._by_keyboard = True
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin):
            self._by_keyboard = False
            self._leave()
        elif kind == QEvent.Type.Show and watched is self._window:
            self._watch_window()
        elif kind in _FOLLOWED and watched in self._watched:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring, cut where the scrolled area ends."""
        if self._target is None:
            return
        painter = QPainter(self)
        shown = self._shown_part().translated(-self.pos())
        painter.setClipRect(shown)
        box(painter, QRectF(self.rect()), 9, "", current().tokens.focus, 2)

    def _watch_window(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        if new is None or not self._by_keyboard or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        if new.window() is not self._window or not _is_ringed(new):
            return
        self._target = new
        widget: QWidget | None = new
        while widget is not None and widget is not self._window:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self._place()

    def _leave(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        self._target = None
        self.hide()

    def _place(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not target.isVisibleTo(self._window):
            self.hide()
            return
        corner = target.mapTo(self._window, QPoint(0, 0))
        area = QRect(corner, target.size()).adjusted(-_OUTSIDE, -_OUTSIDE, _OUTSIDE, _OUTSIDE)
        self.setGeometry(area)
        self.raise_()
        self.show()
        self.update()

    def _shown_part(self) -> QRect:
        """Return the part of the window in which the target may be seen."""
        part = self._window.rect()
        widget = self._target.parentWidget() if self._target else None
        while widget is not None and widget is not self._window:
            parent = widget.parentWidget()
            if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
                part &= QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size())
            widget = parent
        return part


def _is_ringed(widget: QWidget) -> bool:
    wish = widget.property("ring")
    if wish == "none":
        return False
    return wish == "ring" or isinstance(widget, QAbstractButton)

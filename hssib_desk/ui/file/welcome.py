"""The first page: a new workbook, an existing one, or made-up cases to practise on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hssib_desk import __version__
from hssib_desk.resources import product, resource
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.cards import Card, CardRow, Separator
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.paint import box, sign, words
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph, plain
from hssib_desk.ui.kit.theme import current, drawing
from hssib_desk.ui.settings.settings import Recent
from hssib_desk.ui.window.notice import Notice

WORKBOOKS = f"{product()} workbooks (*.hssib)"


class BigChoice(QAbstractButton):
    """A large card that starts something: sign, title, one line, and an arrow."""

    def __init__(self, icon: str, title: str, line: str) -> None:
        super().__init__()
        self.setText(title)
        self._icon, self._line = icon, line
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of the card."""
        return QSize(496, current().px(88))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter start it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw card, sign, words and arrow."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        area = QRectF(self.rect())
        fill = tokens.sunken if self.isDown() else tokens.hover if self.underMouse() else tokens.surface
        box(painter, area, 8, fill, tokens.line)
        side = theme.px(48)
        spot = QRectF(area.left() + 20, area.center().y() - side / 2, side, side)
        box(painter, spot, 6, tokens.sel)
        sign(painter, spot, self._icon, "accent", 24)
        left = spot.right() + 16
        line = theme.px(24)
        first = QRectF(left, area.center().y() - line + 2, area.right() - left - 56, line)
        words(painter, first, self.text(), theme.font(16, 600), tokens.text)
        words(painter, first.translated(0, line - 2), self._line, theme.font(13), tokens.text2)
        arrow = QRectF(area.right() - 40, area.top(), theme.px(18), area.height())
        sign(painter, arrow, "chevron-right", "text2", 18)


class WelcomeScreen(QWidget):
    """What a person sees before a workbook is open."""

    def __init__(self, host: Host, parent: QWidget, recent: Sequence[Recent]) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._host = host
        self.notice = Notice(self)
        self.new = BigChoice("file-plus", "New workbook", "One file for your team, on this computer")
        self.open = BigChoice("folder-open", "Open a workbook", "A file ending in .hssib")
        self.practice = BigChoice("graduation-cap", "Practice workbook", "Made-up cases to learn on")
        self.recent = Card("Recent")
        self._build()
        self.new.clicked.connect(self._make)
        self.open.clicked.connect(self._choose)
        self.practice.clicked.connect(self._practise)
        self.show_recent(recent)
        self.setFocusProxy(self.new)

    def _build(self) -> None:
        inside = self._inside()
        column = QVBoxLayout(inside)
        column.setContentsMargins(32, 72, 32, 32)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addSpacing(44)
        column.addLayout(self._choices())
        column.addStretch(1)
        column.addSpacing(32)
        column.addWidget(Separator())
        column.addSpacing(16)
        column.addLayout(self._foot())
        column.addSpacing(20)
        column.addWidget(Paragraph(ABOUT, "caption"))

    def _inside(self) -> QWidget:
        """The middle of the page, which scrolls; in its place before anything is put into it."""
        around, inside = QWidget(), QWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.notice)
        whole.addWidget(ScrollArea(around, self), 1)
        row = QHBoxLayout(around)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inside, 100)
        row.addStretch(1)
        inside.setMaximumWidth(1088)
        return inside

    def _head(self) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(drawing(resource("app.svg").read_text("utf-8"), 48, self.devicePixelRatioF()))
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(Headline(product(), "welcome"))
        names.addWidget(
            Paragraph("Review a death fairly, and turn what was learnt into actions somebody owns.", "body")
        )
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(mark)
        row.addLayout(names, 1)
        return row

    def _choices(self) -> QHBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(16)
        for choice in (self.new, self.open, self.practice):
            left.addWidget(choice)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.recent)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(32)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        whole = QHBoxLayout()
        whole.setSpacing(32)
        for icon, text in FOOT:
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(Sign(icon, 18), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Paragraph(text, "second"), 1, Qt.AlignmentFlag.AlignTop)
            whole.addLayout(row, 1)
        return whole

    def show_recent(self, recent: Sequence[Recent]) -> None:
        """Show the workbooks that were open last."""
        self.recent.clear_rows()
        if not recent:
            self.recent.add_row(_words("Workbooks you open are listed here."))
        for item in recent[:4]:
            row = CardRow(item.title, item.holds, icon="file-check", height=64)
            row.add_trailing(Headline(_when(item.at), "second"))
            row.setToolTip(plain(item.path))
            row.clicked.connect(lambda _=False, path=item.path: self._host.open_workbook(Path(path)))
            self.recent.add_row(row)
        restore = CardRow("Restore from a backup", icon="database-backup", height=48)
        restore.clicked.connect(lambda: self._host.restore())
        self.recent.add_row(restore)

    def _choose(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        path, _ = QFileDialog.getOpenFileName(self, "Open a workbook", "", WORKBOOKS)
        if path:
            self._host.open_workbook(Path(path))

    def _make(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        path, _ = QFileDialog.getSaveFileName(self, "Name the new workbook", "reviews.hssib", WORKBOOKS)
        if path:
            self._host.new_workbook(Path(path if path.endswith(".hssib") else f"{path}.hssib"))

    def _practise(self) -> None:
        from hssib_desk.ui.file.practising import open_practice

        self.practice.setEnabled(False)
        job = open_practice(self._host)
        if job is None:
            self.practice.setEnabled(True)
        else:
            job.ended.connect(lambda: self.practice.setEnabled(True))


FOOT = (
    (
        "shield-check",
        "Works without a network. Nothing you write leaves this computer unless you export it, and each "
        "export says first what it contains.",
    ),
    (
        "heart-handshake",
        "These pages are about people who have died. Pause hides the page at any time. If this work weighs "
        "on you, talk to somebody you trust, or to your organisation’s staff support.",
    ),
)
ABOUT = (
    f"Version {__version__.removesuffix('.0')} · Organised around four themes of HSSIB’s 2024-25 "
    "mental health inpatient series. Not a product of HSSIB or the NHS."
)


def _words(text: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(20, 20, 20, 20)
    column.addWidget(Paragraph(text, "second"))
    return holder


def _when(at: str) -> str:
    from hssib_desk.domain.dates import show_date  # here, as nothing of a case is needed for the first paint

    then = datetime.fromisoformat(at).astimezone()
    today = datetime.now().astimezone().date()
    return f"Today, {then:%H:%M}" if then.date() == today else show_date(then.date())

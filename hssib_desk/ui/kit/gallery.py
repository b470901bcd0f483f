"""Every part in every state on one page, to be compared with the design."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.ui.kit.brag import BragChip
from hssib_desk.ui.kit.buttons import Button, ViewSwitch, button
from hssib_desk.ui.kit.cards import AdviceStrip, Chip, Headline, SaveState
from hssib_desk.ui.kit.fields.editors import ErrorLine, LineField, TickBox
from hssib_desk.ui.kit.fields.score import ScoreBlock, ScoreButton, paint_score
from hssib_desk.ui.kit.paint import box, row_ground, words
from hssib_desk.ui.kit.state import set_state
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.kit.tokens import BRAG

_UNDER = Qt.WidgetAttribute.WA_UnderMouse


class Gallery(QWidget):
    """The parts and their states, 1280 × 800."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.focused: LineField | None = None
        page = QVBoxLayout(self)
        page.setContentsMargins(56, 40, 56, 20)
        page.setSpacing(28)
        page.addWidget(Headline("Parts and their states", "page-title"))
        columns = QHBoxLayout()
        columns.setSpacing(32)
        columns.addWidget(self._left())
        columns.addWidget(self._right())
        page.addLayout(columns)
        page.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring round the widgets shown as focused."""
        painter = QPainter(self)
        for widget in self.findChildren(QWidget):
            if widget.property("ringed"):
                area = QRectF(QPointF(widget.mapTo(self, QPoint(0, 0))), QSizeF(widget.size()))
                box(painter, area.adjusted(-4, -4, 4, 4), 9, "", current().tokens.focus, 2)

    def _left(self) -> QWidget:
        return _column(
            584,
            _section("Primary button", *_primary(), gap=20),
            _section("Secondary and quiet button", *_secondary(), gap=20),
            _section("Field", *self._fields(), gap=20),
            _stack(*_refused(), gap=6),
            AdviceStrip("Advice never stops you; it is listed at sign-off."),
            _section("Saving, always at the top right", *_saving(), gap=12),
            _section("Chips", *_chips(), gap=12),
        )

    def _right(self) -> QWidget:
        return _column(
            552,
            _section("Score ramp", *_ramp(), gap=18),
            _section("Score selector", *_selector(), gap=16),
            _section("BRAG: word, shape and colour", *[BragChip(code) for code in BRAG], gap=12),
            _rows(),
            _section("Tick box, switch of view", *_ticks(), gap=24),
        )

    def _fields(self) -> list[QWidget]:
        fields = []
        for caption in ("rest", "focus", "disabled"):
            field = LineField()
            field.set_value("Digital lead")
            field.setFixedWidth(170)
            field.setEnabled(caption != "disabled")
            fields.append(_under(field, caption))
            if caption == "focus":
                self.focused = field
        return fields


class _SampleRow(QWidget):
    def __init__(self, state: str) -> None:
        super().__init__()
        self._state = state
        self.setFixedSize(264, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a row in one state."""
        theme = current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        box(painter, area, 0, theme.tokens.surface, theme.tokens.line)
        inner = area if self._state == "focus" else area.adjusted(1, 1, -1, -1)
        row_ground(painter, inner, self._state, theme.tokens)
        words(painter, area.adjusted(17, 0, -60, 0), "C-2025-014", theme.font(14), theme.tokens.text)
        paint_score(painter, QRectF(area.right() - 41, 8, 24, 24), "3", 3, theme.tokens)


def _primary() -> list[QWidget]:
    return [
        _state_button(Button("Sign", "primary"), s) for s in ("rest", "hover", "pressed", "focus", "disabled")
    ]


def _secondary() -> list[QWidget]:
    plain = [_state_button(button("Export"), s) for s in ("rest", "hover", "pressed", "focus")]
    quiet = _state_button(button("Action", kind="quiet"), "quiet")
    hovered = button("Action", kind="quiet")
    hovered.setAttribute(_UNDER)
    return [*plain, quiet, _under(hovered, "quiet hover")]


def _state_button(made: Button, state: str) -> QWidget:
    made.setEnabled(state != "disabled")
    made.setAttribute(_UNDER, state == "hover")
    made.setDown(state == "pressed")
    return _under(made, state, ring=state == "focus")


def _refused() -> list[QWidget]:
    field = LineField()
    field.set_value("31/11/2025")
    field.setFixedWidth(170)
    set_state(field, "error", True)
    line = ErrorLine()
    line.say("There is no 31 November. The text is kept.")
    return [field, line]


def _saving() -> list[QWidget]:
    saved, saving, failed = SaveState(), SaveState(), SaveState()
    saved.show_saved("14:02")
    saving.show_saving()
    failed.show_failed("disk is full. Trying again")
    return [saved, saving, failed]


def _chips() -> list[QWidget]:
    return [
        Chip("info", "Draft", "pen-line"),
        Chip("warn", "Second review", "files"),
        Chip("ok", "Signed off", "check"),
        Chip("none", "Not started", "circle"),
        Chip("plain", "P6 Monitoring"),
    ]


def _ramp() -> list[QWidget]:
    names = ("Very poor", "Poor", "Adequate", "Good", "Excellent")
    blocks = [_under(ScoreBlock(str(i), i, 32), name) for i, name in enumerate(names, 1)]
    return [
        *blocks,
        _under(ScoreBlock("na", None, 32), "Not appl."),
        _under(ScoreBlock("", None, 32), "No score"),
    ]


def _selector() -> list[QWidget]:
    made = []
    for state in ("rest", "hover", "focus", "chosen", "sealed"):
        score = ScoreButton("4", "4", "Good", False, 3)
        score.setAttribute(_UNDER, state == "hover")
        score.setChecked(state == "chosen")
        score.sealed = state == "sealed"
        made.append(_under(score, state, ring=state == "focus"))
    return made


def _rows() -> QWidget:
    first = _line(_under(_SampleRow("rest"), "rest"), _under(_SampleRow("hover"), "hover"), gap=24)
    chosen = _under(_SampleRow("selected"), "selected")
    focused = _under(_SampleRow("focus"), "selected, keyboard focus")
    return _stack(Headline("Table row", "label"), first, _line(chosen, focused, gap=24), gap=12)


def _ticks() -> list[QWidget]:
    ticks = []
    for state in ("off", "on", "focus"):
        tick = TickBox()
        tick.setAccessibleName(state)
        tick.setFixedSize(20, 20)
        tick.set_value(state != "off")
        ticks.append(_under(tick, state, ring=state == "focus"))
    return [*ticks, ViewSwitch([("all", "All", 48), ("finish", "To finish", 6)])]


def _under(widget: QWidget, caption: str, ring: bool = False) -> QWidget:
    """Return the widget with its state written under it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    widget.setProperty("ringed", ring)
    column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    column.addWidget(Headline(caption, "caption"))
    return holder


def _line(*widgets: QWidget, gap: int) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    return holder


def _stack(*widgets: QWidget, gap: int) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(gap)
    for widget in widgets:
        column.addWidget(widget)
    return holder


def _section(title: str, *widgets: QWidget, gap: int) -> QWidget:
    return _stack(Headline(title, "label"), _line(*widgets, gap=gap), gap=12)


def _column(width: int, *sections: QWidget) -> QWidget:
    holder = _stack(*sections, gap=26)
    holder.setFixedWidth(width)
    layout = holder.layout()
    if isinstance(layout, QVBoxLayout):
        layout.addStretch(1)
    return holder

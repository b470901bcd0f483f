"""One problem, learning point, action, event or question as a line on the page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.timeline import is_story
from hssib_desk.ui.kit.fields.chips import chip_width, paint_chip
from hssib_desk.ui.kit.paint import lines_of, paint_dot, row_ground, sign, text_width, words, wrapped
from hssib_desk.ui.kit.state import set_plain_text
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.kit.theme import current

MOST_LINES = 4  # an entry without a title shows what was written first, which may be long
CHANGED = "changed since you last looked"
_BY_WHOM = ("answered_by", "answered_date")
_INKS = {"flag": "warnshape", "lightbulb": "accent", "list-checks": "accent"}


def title_of(entry: EntryFile) -> str:
    """What an entry is called in a list: its title, else its question, else its detail."""
    for role in ("title", "question", "detail"):
        if text := entry.text(role):
            return text.splitlines()[0]
    return "Not written yet"


def kind_of(entry: EntryFile) -> str:
    """The words of the chip: the type of a problem, the date of an event, or what the entry is."""
    field = entry.field("problem_type")
    if field and field.options and (value := entry.value("problem_type")):
        choice = field.options.by_code.get(str(value))
        return f"{value} {choice.short or choice.label}" if choice else str(value)
    if is_story(entry.form):
        return " ".join(filter(None, (entry.text("event_date") or "No date", entry.text("event_time"))))
    return entry.text("event_date") or entry.form.singular


def trailing_of(entry: EntryFile) -> str:
    """The few words at the right: harm, owner, theme, or what became of a question, as the form asks."""
    harm = entry.field("harm")
    if entry.field("question") and entry.field("answer"):
        return _answered(entry)
    if harm:
        said = entry.text("harm")
        return f"Led to harm: {said.lower()}" if said else ""
    return entry.text("owner") or entry.text("theme") or entry.text("event_source")


def _answered(entry: EntryFile) -> str:
    """Whether a question is answered, by whom and when, or that it cannot be."""
    if entry.text("answer"):
        return "Answered" + "".join(f", {said}" for role in _BY_WHOM if (said := entry.text(role)))
    return "Cannot be answered" if entry.text("no_answer") else "Not answered yet"


class EntryRow(QAbstractButton):
    """A line with sign, chip, title and a few words; Enter and a click open it."""

    def __init__(self, entry: EntryFile) -> None:
        super().__init__()
        self.entry_id = entry.id
        self.opened = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("ring", "none")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_entry(entry)

    def show_entry(
        self, entry: EntryFile, changed: bool = False, *, day: str = "", hidden: bool = False
    ) -> None:
        """Show what the entry says now, and whether others changed it since it was last looked at.

        `day` is that of an event, counted from day 0; with `hidden` an answer may be there and is not told.
        """
        self._changed = changed
        self._icon = entry.form.icon or "circle"
        self._chip = f"{day} · {kind_of(entry)}" if day else kind_of(entry)
        self._right = "" if hidden else trailing_of(entry)
        self._ref = entry.ref
        set_plain_text(self, title_of(entry))
        self.setObjectName(f"entry-{entry.ref}")
        said = (entry.ref, self._chip, self.text(), self._right, CHANGED if changed else "")
        self.setAccessibleName(", ".join(filter(None, said)))
        more = f"\n{CHANGED[:1].upper()}{CHANGED[1:]}" if changed else ""
        self.setToolTip(plain(self.text() + more))
        self.updateGeometry()
        self.update()

    def set_opened(self, opened: bool) -> None:
        """Mark the line whose entry is being filled in."""
        self.opened = opened
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of a line whose title needs no second one."""
        return QSize(300, self.heightForWidth(10_000))

    def hasHeightForWidth(self) -> bool:
        """Say that a title wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height with the whole title in sight, as far as `MOST_LINES` go."""
        theme, room = current(), self._parts(QRectF(0, 0, width, 0))[2]
        lines = min(MOST_LINES, len(lines_of(self.text(), self._title_font(), room.width())))
        return theme.px(24) + lines * theme.px(20)

    def _parts(self, area: QRectF) -> tuple[QRectF, QRectF, QRectF, QRectF]:
        """Where the sign, the chip, the title and the words at the right belong."""
        theme, left = current(), area.left() + 14
        sign_at = QRectF(left, area.top(), theme.px(18), area.height())
        chip = min(chip_width(self._chip, None), area.width() * 0.35)
        chip_at = QRectF(sign_at.right() + 10, area.top(), chip, area.height())
        wide = min(text_width(self._right, theme.font(13)), area.width() * 0.3)
        right_at = QRectF(area.right() - 14 - wide, area.top(), wide, area.height())
        left = chip_at.right() + 10
        room = QRectF(left, area.top(), max(1.0, right_at.left() - 12 - left), area.height())
        return sign_at, chip_at, room, right_at

    def _title_font(self) -> QFont:
        return current().font(14, 600 if self.opened else 400)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter open the entry as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sign, chip, title and the words at the right."""
        theme = current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        state = "focus" if self.hasFocus() else "selected" if self.opened else ""
        row_ground(painter, area, state or ("hover" if self.underMouse() else "rest"), theme.tokens, 6)
        if self._changed:
            paint_dot(painter, QRectF(area.left() + 4, area.top(), 10, area.height()), theme.tokens)
        sign_at, chip_at, room, right_at = self._parts(area)
        sign(painter, sign_at, self._icon, _INKS.get(self._icon, "text2"), 18)
        paint_chip(painter, chip_at, "plain", self._chip, None, theme.tokens)
        words(painter, right_at, self._right, theme.font(13), theme.tokens.text2)
        wrapped(painter, room, self.text(), self._title_font(), theme.tokens.text, theme.px(20))

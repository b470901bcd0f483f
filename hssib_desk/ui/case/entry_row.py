"""One problem, learning point, action, event or question as a line on the page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.timeline import is_story
from hssib_desk.ui.kit.fields.chips import chip_width, paint_chip
from hssib_desk.ui.kit.paint import paint_dot, row_ground, sign, text_width, words
from hssib_desk.ui.kit.state import set_plain_text
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.kit.theme import current

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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
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
        self.update()

    def set_opened(self, opened: bool) -> None:
        """Mark the line whose entry is being filled in."""
        self.opened = opened
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line."""
        return QSize(300, current().px(44))

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
        x = area.left() + 14
        sign(
            painter,
            QRectF(x, area.top(), theme.px(18), area.height()),
            self._icon,
            _INKS.get(self._icon, "text2"),
            18,
        )
        x += theme.px(18) + 10
        chip = min(chip_width(self._chip, None), area.width() * 0.35)
        paint_chip(
            painter, QRectF(x, area.top(), chip, area.height()), "plain", self._chip, None, theme.tokens
        )
        x += chip + 10
        right = theme.font(13)
        wide = min(text_width(self._right, right), area.width() * 0.3)
        words(
            painter,
            QRectF(area.right() - 14 - wide, area.top(), wide, area.height()),
            self._right,
            right,
            theme.tokens.text2,
        )
        room = QRectF(x, area.top(), area.right() - 14 - wide - 12 - x, area.height())
        words(painter, room, self.text(), theme.font(14, 600 if self.opened else 400), theme.tokens.text)

"""The pages of a case at the left: how complete each is, its score, and the door at the end."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.domain.describe.markdown import in_words
from hssib_desk.domain.duties.rule import FORM
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms.form import Page
from hssib_desk.domain.forms.levels import LEVEL_WORDS
from hssib_desk.domain.forms.outline import Completeness, PageState
from hssib_desk.domain.parts.standing import is_shared, standings
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.duties import duties
from hssib_desk.domain.review.review_comparison import to_settle
from hssib_desk.domain.review.scope import scope_of
from hssib_desk.domain.review.second_review import state_of
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.cards import ProgressBar, Separator
from hssib_desk.ui.kit.fields.editors import TickBox
from hssib_desk.ui.kit.fields.score import paint_score
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.paint import row_ground, sign, text_width, words
from hssib_desk.ui.kit.shapes import paint_half
from hssib_desk.ui.kit.state import empty, set_plain_text
from hssib_desk.ui.kit.text import Headline, Paragraph, plain
from hssib_desk.ui.kit.theme import current

SIGN_OFF = "sign_off"
COMPARE = "compare"  # stands in the place of a page's key, as signing off does
DOORS = (COMPARE, SIGN_OFF)
WIDTH = 272
_ICONS = {
    "done": ("circle-check", "ok"),
    "empty": ("circle", "text2"),
    "not_applicable": ("circle-slash", "text2"),
}
_SPOKEN = {"done": "complete", "part": "begun", "empty": "not begun", "not_applicable": "not applicable"}


def with_duties(state: PageState, case: CaseFile) -> tuple[PageState, str]:
    """The state of the page of duties, which is done once nothing is owed, and what is owed in a word."""
    if state.page.form != FORM or not state.shown:
        return state, ""
    owed = [duty for duty in duties(case) if duty.is_open and duty.rule.listed == "duties"]
    late = sum(duty.is_late(case.today) for duty in owed)
    said = f"{late} late" if late else f"{len(owed)} open" if owed else ""
    return replace(state, state="part" if owed else "done"), said


class OutlineRow(QAbstractButton):
    """One page: its state as a sign, its title, and its score or a few words at the right.

    Tab stops at the open page only; up and down walk through all of them (`moved`).
    """

    moved = Signal(int)

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.key = key
        set_plain_text(self, title)
        self.state = "empty"
        self.scored = False
        self.code = ""
        self.points: int | None = None
        self.words, self.door = "", "stamp"  # its sign, where the row is a door
        self.chosen = False
        self._by_keyboard = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("ring", "none")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: PageState, why_not: str = "", whose: str = "", owed: str = "") -> None:
        """Show how far the page is, whose it is and what is owed where that is to be told.

        A page that is not asked is slashed.
        """
        self.state = state.state
        self.code = state.score.code if state.score else ""
        self.points = state.score.points if state.score else None
        left = f"{state.missing} left" if state.missing and not self.code else ""
        self.words = " · ".join(filter(None, (left, owed, whose)))
        spoken = [self.text(), _SPOKEN[state.state]]
        said = "agreed score" if state.is_agreed else "score"
        spoken += [f"{said} {self.points}"] if self.points else []
        spoken += [f"{state.missing} left"] if state.missing else []
        spoken += [owed] if owed else []
        spoken += [f"{whose} part"] if whose else []
        self.setAccessibleName(", ".join(spoken))
        self.setToolTip(plain(why_not))
        self.update()

    def show_words(self, text: str) -> None:
        """Show a few words at the right, as the door at the end does."""
        self.state, self.words = "door", text
        self.setAccessibleName(f"{self.text()}, {text}" if text else self.text())
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Mark the page that is open."""
        self.chosen = chosen
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of an outline row."""
        return QSize(WIDTH - 24, current().px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the page; up and down walk through the outline."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the border only when the keyboard brought the cursor here."""
        self._by_keyboard = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, sign, title and score."""
        theme = current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        row_ground(painter, area, self._ground(), theme.tokens, 6)
        mark = QRectF(area.left() + 10, area.top(), theme.px(18), area.height())
        self._paint_mark(painter, mark)
        right = self._paint_right(painter, area)
        room = QRectF(mark.right() + 8, area.top(), right - mark.right() - 12, area.height())
        ink = theme.tokens.text2 if self.state == "not_applicable" else theme.tokens.text
        words(painter, room, self.text(), theme.font(14, 600 if self.chosen else 400), ink)

    def _ground(self) -> str:
        if self.hasFocus() and self._by_keyboard:
            return "focus"
        if self.chosen:
            return "selected"
        return "hover" if self.underMouse() else "rest"

    def _paint_mark(self, painter: QPainter, area: QRectF) -> None:
        tokens = current().tokens
        ink = tokens.accent if self.chosen and self.state != "done" else ""
        if self.state == "part":
            paint_half(painter, area, ink or tokens.text2)
            return
        name, colour = (self.door, "text2") if self.state == "door" else _ICONS[self.state]
        sign(painter, area, name, "accent" if ink else colour, 18)

    def _paint_right(self, painter: QPainter, area: QRectF) -> float:
        theme = current()
        right = area.right() - 8
        if self.words:
            room = area.adjusted(120, 0, -8, 0)
            font, ink = theme.font(12), theme.tokens.text3
            title = text_width(self.text(), theme.font(14, 600 if self.chosen else 400))
            whole = title + text_width(self.words, font) + theme.px(18) + 46 <= area.width()
            said = self.words if whole or self.state == "door" else self.words.split()[0]
            return right - words(painter, room, said, font, ink, Qt.AlignmentFlag.AlignRight)
        if not self.code:
            return right
        side = theme.px(22)
        wide = theme.px(28) if self.points is None else side
        spot = QRectF(right - wide, round(area.center().y() - side / 2), wide, side)
        paint_score(painter, spot, self.code, self.points, theme.tokens)
        return spot.left()


def why_not_asked(case: CaseFile, page: Page) -> str:
    """Why a page is not asked in a case: when it would be."""
    form = case.library.forms.get(page.form)
    sections = [form.by_section[key] for key in page.sections if key in form.by_section] if form else []
    rules = [in_words(s.show_if, form, case.library) for s in sections if form and s.show_if]
    said = "Not asked in this case, as the answers stand."
    return f"{said} It is asked when {' or '.join(rules)}." if rules else said


def _whose(case: CaseFile) -> dict[str, str]:
    """Whose each page is, where several people share a review; those of the first part say nothing."""
    parts = case.library.parts
    if case.stage != "first" or not is_shared(standings(case)):
        return {}
    labels = {part.key: part.label for part in parts[1:]}
    return {page.key: labels[page.part] for page in case.library.outline.pages if page.part in labels}


def can_compare(case: CaseFile) -> bool:
    """Whether there are two signed reviews to be laid beside each other."""
    return state_of(case) in ("compare", "agreeing", "settled")


class OutlinePanel(QFrame):
    """The outline of one case; `chosen(page key)` and `back()` say what was asked for.

    `form_asked()` is for the review form, which stands under the reference.
    """

    chosen = Signal(str)
    back = Signal()
    form_asked = Signal()
    level_asked = Signal()
    needed_only = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outline")
        self.setProperty("role", "side-panel-left")
        self.setFixedWidth(WIDTH)
        self._rows: dict[str, OutlineRow] = {}
        self.reference = Headline("", "ref")
        self.scope = Paragraph("", "second")
        self.level = LinkButton("", trailing="chevron-down")
        self.level.setObjectName("level-link")
        self.form = LinkButton("")
        self.form.setObjectName("review-form")
        self.needed = TickBox("Needed only")
        self.needed.setObjectName("needed-only")
        self.needed.setToolTip("Hide the questions that signing does not ask for")
        self.bar = ProgressBar(0, "complete")
        self.bar.setToolTip(figure("complete").definition)
        self.percent, self.left = Headline("", "second"), Headline("", "second")
        self._build()

    def _build(self) -> None:
        link = LinkButton("All cases", "chevron-left")
        link.clicked.connect(self.back)
        head = QVBoxLayout()
        head.setContentsMargins(20, 12, 24, 6)
        head.setSpacing(2)
        head.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        names = QVBoxLayout()
        names.setContentsMargins(4, 0, 0, 0)
        names.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.reference)
        first.addStretch(1)
        first.addWidget(self.form)
        names.addLayout(first)
        names.addWidget(self.scope)
        switches = QHBoxLayout()
        switches.setSpacing(8)
        switches.addWidget(self.level)
        switches.addStretch(1)
        switches.addWidget(self.needed)
        names.addLayout(switches)
        self.needed.edited.connect(lambda ticked: self.needed_only.emit(bool(ticked)))
        self.form.clicked.connect(self.form_asked)
        self.level.clicked.connect(self.level_asked)
        head.addLayout(names)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(12, 2, 0, 4)  # the scroll bar has the other 12
        self._list.setSpacing(0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._list)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        self._area = ScrollArea(inside)
        self._doors = QVBoxLayout()
        self._doors.setContentsMargins(12, 6, 12, 6)
        self._doors.setSpacing(0)
        whole.addWidget(self._area, 1)
        whole.addWidget(Separator())
        whole.addLayout(self._doors)
        whole.addWidget(Separator())
        whole.addLayout(self._foot())

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 12, 24, 12)
        foot.setSpacing(8)
        foot.addWidget(self.bar)
        numbers = QHBoxLayout()
        numbers.addWidget(self.percent)
        numbers.addStretch(1)
        numbers.addWidget(self.left)
        foot.addLayout(numbers)
        return foot

    @property
    def width_wanted(self) -> int:
        """How wide it is when it is shown."""
        return WIDTH

    def show_case(self, case: CaseFile, states: list[PageState], done: Completeness) -> None:
        """Show a case; rows are kept while the pages are the same."""
        if [state.page.key for state in states] != [key for key in self._rows if key not in DOORS]:
            self._make_rows(states)
        self.reference.setText(case.ref)
        self.scope.set_text(scope_of(case).sentence)
        self.level.set_words(LEVEL_WORDS[case.level].removesuffix(" review"))
        self.level.setAccessibleName(f"Level: {LEVEL_WORDS[case.level]}")
        self.form.set_words(case.library.outline.name)
        self.form.setAccessibleName(f"Review form: {case.library.outline.name}")
        self.form.setVisible(len(case.library.reviews) > 1)
        whose = _whose(case)
        for state in states:
            why_not = "" if state.shown else why_not_asked(case, state.page)
            found, owed = with_duties(state, case)
            self._rows[state.page.key].show_state(found, why_not, whose.get(state.page.key, ""), owed)
            # A page that is not asked in this case is not in its outline, unless something was written on it.
            self._rows[state.page.key].setVisible(state.shown or state.written)
        self._show_compare(case)
        if case.seal:
            self._rows[SIGN_OFF].show_words("signed")
        else:
            self._rows[SIGN_OFF].show_words(f"{done.to_finish} left" if done.to_finish else "ready")
        self.bar.set_percent(done.percent)
        self.percent.setText(f"{done.given} of {done.needed} needed answers")
        self.left.setText(f"{done.to_finish} left")

    def _show_compare(self, case: CaseFile) -> None:
        row, state = self._rows[COMPARE], state_of(case)
        row.setVisible(can_compare(case))
        left = len(to_settle(case)) if state == "agreeing" else 0
        row.show_words("agreed" if state == "settled" else f"{left} to settle" if left else "")

    def choose(self, key: str) -> None:
        """Mark the page that is open."""
        for name, row in self._rows.items():
            row.set_chosen(name == key)
        QTimer.singleShot(0, self, self._show_chosen)  # once the rows stand where they will stand

    def _show_chosen(self) -> None:
        row = next((row for row in self._rows.values() if row.chosen), None)
        if row is not None and self._area.isAncestorOf(row):
            self._area.ensureWidgetVisible(row, 0, 0)

    def focus_chosen(self) -> None:
        """Put the cursor on the row of the open page."""
        row = next((row for row in self._rows.values() if row.chosen), None)
        if row:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _move(self, row: OutlineRow, by: int) -> None:
        shown = [made for made in self._rows.values() if made.isVisible()]
        at = shown.index(row) + by
        if 0 <= at < len(shown):
            shown[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _make_rows(self, states: list[PageState]) -> None:
        for column in (self._list, self._doors):
            empty(column)
        self._rows = {}
        for state in states:
            self._list.addWidget(self._row(state.page.key, state.page.title))
        # Under the list, where they are seen however many pages there are.
        self._doors.addWidget(self._row(COMPARE, "Compare reviews", "files"))
        self._doors.addWidget(self._row(SIGN_OFF, "Sign off"))

    def _row(self, key: str, title: str, icon: str = "stamp") -> OutlineRow:
        row = OutlineRow(key, title)
        row.door = icon
        row.setObjectName(f"outline-{key}")
        row.clicked.connect(lambda: self.chosen.emit(key))
        row.moved.connect(lambda by: self._move(row, by))
        self._rows[key] = row
        return row

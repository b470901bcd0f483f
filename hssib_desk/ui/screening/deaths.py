"""The deaths to screen, oldest first: the list at the left of the screening page."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hssib_desk.domain.dates import read_iso, show_date
from hssib_desk.domain.forms.form import Library
from hssib_desk.store.lists.queries import CaseRow
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.fields.chips import chip_width, paint_chip
from hssib_desk.ui.kit.paint import row_ground, words
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session

MOST = 2_000  # rows of one sitting; the rest follow once these are screened
ROW = 56
NOWHERE = QModelIndex()
_TONES = {"full": "info", "short": "info"}


class DeathsModel(QAbstractListModel):
    """The rows of a sitting; one that was screened stays in its place, with its next step."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        field = library.screening.role("outcome") if library.screening else None
        choices = field.options.choices if field and field.options else ()
        self.steps = {choice.code: choice.short or choice.label for choice in choices}
        self.rows: list[CaseRow] = []
        self.today = ""

    def show_rows(self, rows: list[CaseRow]) -> None:
        """Show other deaths."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def replace(self, row: CaseRow) -> None:
        """Show what became of one of them."""
        for at, other in enumerate(self.rows):
            if other.id == row.id:
                self.rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))

    def at(self, case_id: str) -> int:
        """The place of a case, -1 where it is not among them."""
        return next((at for at, row in enumerate(self.rows) if row.id == case_id), -1)

    def next_open(self, after: int) -> str:
        """The id of the next death that is not screened yet, going round once; empty for none."""
        order = [*range(after + 1, len(self.rows)), *range(after + 1)]
        return next((self.rows[at].id for at in order if is_open(self.rows[at])), "")

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        """How many deaths there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The reference, all words for a screen reader, or the id."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.ref
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (row.ref, self.second_line(row), self.chip(row) or "to screen")))
        return row.id if role == roles.IdRole else None

    def chip(self, row: CaseRow) -> str:
        """The next step of a row that is screened, else nothing."""
        return self.steps.get(row.outcome, "")

    @staticmethod
    def second_line(row: CaseRow) -> str:
        """The day of death and the ward."""
        died = read_iso(row.died)
        return " · ".join(filter(None, (show_date(died) if died else "No date of death", row.ward_type)))


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, current().px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        if not isinstance(model, DeathsModel):
            return
        theme, row = current(), model.rows[index.row()]
        tokens, area = theme.tokens, QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        row_ground(
            painter, area, "focus" if chosen and focus else "selected" if chosen else "rest", tokens, 6
        )
        left, right = area.left() + theme.px(12), area.right() - theme.px(8)
        top = QRectF(left, area.top() + theme.px(8), right - left, theme.px(20))
        if chip := model.chip(row):
            wide = chip_width(chip, None)
            spot = QRectF(right - wide, top.top() - theme.px(2), wide, theme.px(24))
            paint_chip(painter, spot, _TONES.get(row.outcome, "none"), chip, None, tokens)
            top.setRight(right - wide - 8)
        words(painter, top, row.ref, theme.font(14, 600 if chosen else 500), tokens.text)
        below = QRectF(left, top.bottom(), right - left, theme.px(20))
        words(painter, below, model.second_line(row), theme.font(13), tokens.text2)


class DeathsList(QListView):
    """The list; `chosen(case id)` when somebody goes to a row."""

    chosen = Signal(str)

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.rows = DeathsModel(library)
        self.setObjectName("deaths")
        self.setAccessibleName("Deaths to screen")
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._tell)
        self._quiet = False

    def choose(self, case_id: str) -> None:
        """Mark a row without saying so."""
        at = self.rows.at(case_id)
        self._quiet = True
        self.setCurrentIndex(self.rows.index(at) if at >= 0 else QModelIndex())
        self._quiet = False

    def _tell(self, now: QModelIndex, _before: QModelIndex) -> None:
        found = now.data(roles.IdRole) if now.isValid() else None
        if found and not self._quiet:
            self.chosen.emit(str(found))


def is_open(row: CaseRow) -> bool:
    """Whether a death is to be screened: for the first time, or again on a day that has come."""
    came = row.status == "waiting" and bool(row.back) and row.back <= date.today().isoformat()
    return row.status == "to_screen" or came


def rows_of_sitting(session: Session, status: str) -> list[CaseRow]:
    """The deaths of a view, oldest first; those to screen with those that came back."""
    from hssib_desk.store.lists.queries import CaseQuery

    query = CaseQuery(status=status, sort="died", descending=False, back_by=date.today())
    return session.workbook.lists.cases(query, 0, MOST)

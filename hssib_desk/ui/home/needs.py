"""The cards of the first page in their columns, each as long as the window allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.ui.home.fit import Heights, Need, fit
from hssib_desk.ui.home.items import Item
from hssib_desk.ui.home.row import NeedRow
from hssib_desk.ui.kit.card_row import CardRow
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.text import Headline, plain
from hssib_desk.ui.kit.theme import current

HEAD, GAP, ALL_ROW, NOTE, EDGES, LINE = 40, 16, 40, 40, 2, 1
MOST = 14  # rows of a card that any window has room for


@dataclass
class NeedCard:
    """A card, how many its list holds, the rows at hand, and what leads to all of them."""

    card: Card
    count: int = 0
    beside: int = 0  # rows that are not of the list, such as the deaths to screen among the reviews
    items: Sequence[Item] = ()
    show_all: Callable[[], object] | None = None
    notes: Sequence[tuple[str, str]] = ()  # sentences under the rows, and more for who asks
    rows: Sequence[NeedRow] = ()  # those that are drawn
    is_open: bool = False  # all rows are shown, as somebody asked for


class Needs(QWidget):
    """Two columns, or one where the words need the width; a card without a row is not drawn."""

    def __init__(self, cards: Sequence[NeedCard]) -> None:
        super().__init__()
        self.cards = list(cards)
        self._fitted: tuple[object, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._columns = [QWidget(), QWidget()]
        self._stacks = [QVBoxLayout(column) for column in self._columns]
        for column, stack in zip(self._columns, self._stacks, strict=True):
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(GAP)
            row.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        for need in self.cards:
            self._stacks[0].addWidget(need.card)
            need.card.hide()

    def forget(self) -> None:
        """Draw everything anew at the next fit."""
        self._fitted = ()

    def clear(self) -> None:
        """Let go of every word."""
        for need in self.cards:
            need.items = need.rows = ()
            need.card.clear_rows()
        self.forget()

    def fit(self, width: int, room: int, columns: int) -> None:
        """Draw as many rows as there is room for in a window of a width."""
        drawn = [need for need in self.cards if need.items or need.notes]
        wide = (width - GAP * (columns - 1)) // columns
        rows = [[NeedRow(i.title, i.second, icon=i.icon, trailing=Chip(*i.chip)) for i in need.items[:MOST]]
                for need in drawn]  # fmt: skip
        tall = [tuple(row.height_at(wide - EDGES) + LINE for row in made) for made in rows]
        places, shown = fit(self._needs(drawn, tall), room, columns, self._heights())
        key = (wide, columns, tuple(places), tuple(shown), tuple(tuple(one) for one in tall))
        if key == self._fitted:
            return
        self._fitted = key
        focus = self._focused()
        for need in self.cards:
            need.rows = ()
            need.card.setVisible(need in drawn)
        self._columns[1].setVisible(1 in places)
        for n, need in enumerate(drawn):
            self._stacks[places[n]].addWidget(need.card)
            count = len(need.items) if need.is_open else shown[n]
            made = rows[n] if count <= len(rows[n]) else [*rows[n], *self._more(need)]
            self._fill(need, made[:count], wide)
        self._refocus(focus)

    def _more(self, need: NeedCard) -> list[NeedRow]:
        return [NeedRow(i.title, i.second, icon=i.icon, trailing=Chip(*i.chip)) for i in need.items[MOST:]]

    @staticmethod
    def _needs(drawn: Sequence[NeedCard], tall: Sequence[tuple[int, ...]]) -> list[Need]:
        """What each card needs; its notes stand under its first row, which is always shown."""
        found = []
        for need, rows in zip(drawn, tall, strict=True):
            notes = (current().px(NOTE) + LINE) * len(need.notes)
            found.append(Need(need.count + need.beside, ((rows[0] if rows else 0) + notes, *rows[1:])))
        return found

    @staticmethod
    def _heights() -> Heights:
        theme = current()
        return Heights(theme.px(HEAD) + EDGES + 2 * LINE, theme.px(ALL_ROW) + LINE, GAP)

    def _fill(self, need: NeedCard, made: Sequence[NeedRow], wide: int) -> None:
        need.card.clear_rows()
        need.rows = tuple(made)
        for row, item in zip(made, need.items, strict=False):
            row.setFixedHeight(row.height_at(wide - EDGES))
            if item.name:
                row.setObjectName(item.name)
            row.clicked.connect(lambda _=False, item=item: item.open())
            row.stepped.connect(lambda by, row=row: self._step(row, by))
            need.card.add_row(row)
        if need.show_all is not None and (need.is_open or len(made) < need.count + need.beside):
            last = CardRow("Fewer" if need.is_open else f"All {need.count:,}", height=ALL_ROW)
            last.setObjectName("all")
            last.clicked.connect(need.show_all)
            need.card.add_row(last)
        for sentence, more in need.notes:
            need.card.add_row(_noted(sentence, more))

    def _step(self, row: NeedRow, by: int) -> None:
        """Move the cursor to the row below or above, through all cards; the ends stay."""
        rows = [each for need in self.cards for each in need.rows]
        place = rows.index(row) + by
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _focused(self) -> tuple[int, int] | None:
        """The card and row that have the cursor, if any."""
        now = QApplication.focusWidget()
        for n, need in enumerate(self.cards):
            if isinstance(now, NeedRow) and now in need.rows:
                return n, need.rows.index(now)
        return None

    def _refocus(self, where: tuple[int, int] | None) -> None:
        if where is not None and (rows := self.cards[where[0]].rows):
            row = rows[min(where[1], len(rows) - 1)]
            row.show()  # what was only just put into a card cannot have the cursor yet
            row.setFocus(Qt.FocusReason.TabFocusReason)


def _noted(sentence: str, more: str) -> QWidget:
    """A sentence in the place of a row, on one line; the whole of it for who asks and for screen readers."""
    holder = QWidget()
    holder.setFixedHeight(current().px(NOTE))
    inside = QVBoxLayout(holder)
    inside.setContentsMargins(16, 0, 16, 0)
    said = Headline(sentence, "second")
    said.setToolTip(plain(more))
    said.setAccessibleName(more or sentence)
    inside.addWidget(said)
    return holder

"""The card of a chart: its question, the drawing or its table, what is counted, and ways to take it along."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hssib_desk.domain.figures.charts import Chart, Columns, Run, counted, in_words, table_of
from hssib_desk.export.report import ExportError
from hssib_desk.ui.charts.view import ChartView
from hssib_desk.ui.kit.buttons import LinkButton, icon_button
from hssib_desk.ui.kit.cards import Separator
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph, plain

__all__ = ["ChartCard", "ChartView"]

COPY_PICTURE, COPY_TABLE, SAVE = "Copy picture", "Copy table", "Save picture…"
PNG, SVG = "Picture (*.png)", "Drawing for print (*.svg)"


class FigureTable(QFrame):
    """The figures of a chart as a plain table, filled when it is looked at."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._chart: Chart = chart
        self._shown: Chart | None = None

    def set_chart(self, chart: Chart) -> None:
        """Show other figures."""
        self._chart = chart
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Be filled before anybody looks."""
        self._fill()
        super().showEvent(event)

    def _fill(self) -> None:
        if self._shown == self._chart:
            return
        self._shown = self._chart
        empty(self._grid)
        heading, rows = table_of(self._chart)
        self.setAccessibleName(in_words(self._chart))
        for column, text in enumerate(heading):
            self._put(text, 0, column, "small-strong")
        for line, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                self._put(text, line, column, "small" if column == 0 else "second")
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(len(rows) + 1, 1)

    def _put(self, text: str, row: int, column: int, role: str) -> None:
        made = Headline(text, role)
        made.setWordWrap(row == 0 and column > 0)
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(made, row, column, side if row else side | Qt.AlignmentFlag.AlignBottom)


class ChartCard(QFrame):
    """A card with a question as title, the chart or its table, and the definition with a way to the cases.

    `said` carries what became of a picture: a sentence, and "ok" or "bad".
    """

    cases_asked = Signal()
    chosen = Signal(str)
    said = Signal(str, str)

    def __init__(self, chart: Chart, link: str = "Show the cases", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.title = Headline(chart.title, "card-title")
        self.rule = Paragraph("", "body")
        self.view = ChartView(chart)
        self.table = FigureTable(chart)
        self.note = Paragraph("", "second", linked=True)
        self.definition = Paragraph("", "chart-note")
        self.link = LinkButton(link)
        self.switch = icon_button("table-2", "", small=True, checkable=True)
        self.take = icon_button("copy", "", small=True)
        self.menu = QMenu(self)
        self.actions_of = {
            words: self.menu.addAction(words, act)
            for words, act in ((COPY_PICTURE, self._copy), (COPY_TABLE, self._copy_table), (SAVE, self._save))
        }
        self._pages = QStackedWidget()
        self._build()
        self.link.clicked.connect(self.cases_asked)
        self.view.chosen.connect(self.chosen)
        self.switch.toggled.connect(self._show_table)
        self.take.clicked.connect(self._offer)
        self.set_chart(chart)

    def set_chart(self, chart: Chart) -> None:
        """Show other figures."""
        self.title.setText(chart.title)
        self.view.set_chart(chart)
        self.table.set_chart(chart)
        self.definition.set_text(counted(chart))
        note = " ".join(filter(None, (chart.note, chart.ask if isinstance(chart, Columns) else "")))
        self.note.set_text(note)
        self.note.setVisible(bool(note))
        rule = chart.rule_text if isinstance(chart, Columns | Run) else ""
        self.rule.set_text(rule)
        self.rule.setVisible(bool(rule))
        is_table = isinstance(chart, Columns) and chart.as_table
        self.switch.setVisible(not is_table)
        self.take.setVisible(bool(chart.n))
        self._name()
        self._show_page(is_table or self.switch.isChecked())

    def _name(self) -> None:
        """Say which chart each button belongs to, for who hears it and for who sees it."""
        title = self.view.chart.title
        name = "Show the figures as a chart" if self.switch.isChecked() else "Show the figures as a table"
        for made, words in ((self.switch, name), (self.take, "Copy or save this chart")):
            made.setToolTip(plain(words))
            made.setAccessibleName(f"{words}: {title}")
        self.link.setAccessibleName(f"{self.link.text()}: {title}")

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        head.addWidget(self.switch)
        head.addWidget(self.take)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.definition, 1)
        foot.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.view)
        inside.addStretch(1)
        self._pages.addWidget(holder)
        scroll = ScrollArea(self.table)
        scroll.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._pages.addWidget(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 11, 20, 11)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.rule)
        column.addWidget(self._pages, 1)
        column.addWidget(self.note)
        column.addWidget(Separator())
        column.addLayout(foot)

    def _show_table(self, as_table: bool) -> None:
        self._show_page(as_table)
        self._name()

    def _show_page(self, as_table: bool) -> None:
        self._pages.setCurrentIndex(1 if as_table else 0)

    # Taking it along

    def _offer(self) -> None:
        """Open the menu under its button, with its first line chosen for who came by keyboard."""
        corner = self.take.rect().bottomRight()
        self.menu.popup(self.take.mapToGlobal(corner - QPoint(self.menu.sizeHint().width(), 0)))
        self.menu.setActiveAction(self.actions_of[COPY_PICTURE])

    def _copy(self) -> None:
        from hssib_desk.ui.charts.picture import image_of

        QApplication.clipboard().setImage(image_of(self.view.chart))
        self.said.emit("The picture is copied.", "ok")

    def _copy_table(self) -> None:
        from hssib_desk.ui.charts.picture import table_text

        QApplication.clipboard().setText(table_text(self.view.chart))
        self.said.emit("The table is copied.", "ok")

    def _save(self) -> None:
        from hssib_desk.ui.charts.picture import file_name, save_picture

        chart = self.view.chart
        chosen, form = QFileDialog.getSaveFileName(
            self, "Save the picture", f"{file_name(chart)}.png", f"{PNG};;{SVG}"
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in (".png", ".svg"):
            path = path.with_name(f"{path.name}.{'svg' if form == SVG else 'png'}")
        try:
            save_picture(chart, path)
        except ExportError as error:
            self.said.emit(str(error), "bad")
            return
        self.said.emit(f"Saved {path.name}.", "ok")

"""Charts that answer a question, with their figures for everyone: drawn, as a table, and in words."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from hssib_desk.domain.figures.charts import Bars, Chart, StackedScores, in_words, table_of
from hssib_desk.ui.kit.buttons import LinkButton, icon_button
from hssib_desk.ui.kit.cards import Separator
from hssib_desk.ui.kit.chart_paint import (
    BAR_ROW,
    KEY,
    ROW,
    RUN_HEIGHT,
    Hit,
    paint_bars,
    paint_run,
    paint_scores_chart,
)
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph, plain
from hssib_desk.ui.kit.theme import current

__all__ = ["ChartCard", "ChartView"]


class ChartView(QWidget):
    """Draws one chart; a click on a part that has cases behind it emits its key."""

    chosen = Signal(str)

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_chart(chart)

    def set_chart(self, chart: Chart) -> None:
        """Show other figures."""
        self.chart = chart
        self.setAccessibleName(in_words(chart))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height the rows need; the width is given."""
        theme = current()
        if isinstance(self.chart, Bars):
            height = theme.px(BAR_ROW) * len(self.chart.rows)
        elif isinstance(self.chart, StackedScores):
            height = theme.px(KEY) + theme.px(ROW) * len(self.chart.phases)
        else:
            height = theme.px(RUN_HEIGHT)
        return QSize(400, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chart."""
        painter = QPainter(self)
        area = QRectF(self.rect())
        if isinstance(self.chart, Bars):
            self._hits = paint_bars(painter, area, self.chart)
        elif isinstance(self.chart, StackedScores):
            self._hits = paint_scores_chart(painter, area, self.chart)
        else:
            self._hits = paint_run(painter, area, self.chart)

    def event(self, event: QEvent) -> bool:
        """Say the figure under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain(hit[1]) if hit else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a click leads somewhere."""
        hit = self._at(event.position())
        leads = hit is not None and bool(hit[2])
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the cases behind a part."""
        hit = self._at(event.position())
        if hit is not None and hit[2]:
            self.chosen.emit(hit[2])

    def _at(self, spot: QPointF) -> Hit | None:
        return next((hit for hit in self._hits if hit[0].contains(spot)), None)


class FigureTable(QFrame):
    """The figures of a chart as a plain table."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self.set_chart(chart)

    def set_chart(self, chart: Chart) -> None:
        """Show other figures."""
        empty(self._grid)
        heading, rows = table_of(chart)
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
    """A card with a question as title, the chart or its table, and the definition with a way to the cases."""

    cases_asked = Signal()
    chosen = Signal(str)

    def __init__(self, chart: Chart, link: str = "Show the cases", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.title = Headline(chart.title, "card-title")
        self.view = ChartView(chart)
        self.table = FigureTable(chart)
        self.note = Paragraph("", "second", linked=True)
        self.definition = Paragraph("", "chart-note")
        self.link = LinkButton(link)
        self.switch = icon_button("table-2", "Show the figures as a table", small=True, checkable=True)
        self._pages = QStackedWidget()
        self._build()
        self.link.clicked.connect(self.cases_asked)
        self.view.chosen.connect(self.chosen)
        self.switch.toggled.connect(self._show_table)
        self.set_chart(chart)

    def set_chart(self, chart: Chart) -> None:
        """Show other figures."""
        self.title.setText(chart.title)
        self.link.setAccessibleName(f"{self.link.text()}: {chart.title}")
        self.view.set_chart(chart)
        self.table.set_chart(chart)
        noun = chart.noun.removesuffix("s") if chart.n == 1 else chart.noun
        self.definition.set_text(f"{chart.definition} n = {chart.n:,} {noun}.")
        self.note.set_text(chart.note)
        self.note.setVisible(bool(chart.note))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.switch)
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
        column.addWidget(self._pages, 1)
        column.addWidget(self.note)
        column.addWidget(Separator())
        column.addLayout(foot)

    def _show_table(self, as_table: bool) -> None:
        self._pages.setCurrentIndex(1 if as_table else 0)
        name = "Show the figures as a chart" if as_table else "Show the figures as a table"
        self.switch.setToolTip(plain(name))
        self.switch.setAccessibleName(name)

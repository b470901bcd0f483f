"""The drawing of one chart: what is painted, how high it is, and what a click on a part of it leads to."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hssib_desk.domain.figures.charts import Bars, Chart, Run, StackedScores, in_words
from hssib_desk.ui.charts.paint import BAR_ROW, KEY, ROW, Hit, paint_bars, paint_scores_chart
from hssib_desk.ui.charts.paint_time import TIME_HEIGHT, paint_columns, paint_run
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.kit.theme import current


def height_of(chart: Chart) -> int:
    """The height that the rows of a chart need; its width is given."""
    theme = current()
    if isinstance(chart, Bars):
        return theme.px(BAR_ROW) * len(chart.rows)
    if isinstance(chart, StackedScores):
        return theme.px(KEY) + theme.px(ROW) * len(chart.phases)
    return theme.px(TIME_HEIGHT)


def paint(painter: QPainter, area: QRectF, chart: Chart) -> list[Hit]:
    """Draw a chart of any kind, and say what stands where."""
    if isinstance(chart, Bars):
        return paint_bars(painter, area, chart)
    if isinstance(chart, StackedScores):
        return paint_scores_chart(painter, area, chart)
    return paint_run(painter, area, chart) if isinstance(chart, Run) else paint_columns(painter, area, chart)


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
        return QSize(400, height_of(self.chart))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chart."""
        self._hits = paint(QPainter(self), QRectF(self.rect()), self.chart)

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

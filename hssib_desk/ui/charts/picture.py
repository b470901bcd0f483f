"""A chart as a picture that says all of it: question, drawing, what was counted; to copy or to save."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from hssib_desk.domain.figures.charts import Chart, Columns, Run, counted, in_words, table_of
from hssib_desk.export.files import replacing
from hssib_desk.ui.charts.view import height_of, paint
from hssib_desk.ui.kit.paint import lines_of, words
from hssib_desk.ui.kit.theme import current, on_paper

WIDTH, EDGE = 760, 20
_SHARP = 2  # dots of a picture for one of the screen
_LINK = re.compile(r"<[^>]+>")

Said = tuple[str, QFont, str, int]
"""A text of the picture: its words, font, colour and line height."""


def image_of(chart: Chart) -> QImage:
    """The picture in dots, light whatever the window looks like."""
    with on_paper():
        size = _size(chart)
        image = QImage(size * _SHARP, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_SHARP)
        image.fill(QColor(current().tokens.surface))
        painter = QPainter(image)
        _draw(painter, chart)
        painter.end()
    return image


def save_picture(chart: Chart, path: Path) -> None:
    """Write the picture: lines where the name ends in .svg, else dots; raises ExportError."""
    with replacing(path, force=True) as part, on_paper():
        if path.suffix.lower() != ".svg":
            image_of(chart).save(str(part), "PNG")  # type: ignore[call-overload]
            return
        size = _size(chart)
        drawn = QSvgGenerator()
        drawn.setFileName(str(part))
        drawn.setSize(size)
        drawn.setViewBox(QRectF(0, 0, size.width(), size.height()))
        drawn.setTitle(chart.title)
        drawn.setDescription(in_words(chart))
        painter = QPainter(drawn)
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(current().tokens.surface))
        _draw(painter, chart)
        painter.end()


def table_text(chart: Chart) -> str:
    """The figures as lines with tabs between the cells, as a spreadsheet takes them."""
    heading, rows = table_of(chart)
    lines = [chart.title, "\t".join(heading), *("\t".join(row) for row in rows), counted(chart)]
    return "\n".join(lines)


def file_name(chart: Chart) -> str:
    """A name for the picture: the words of its question."""
    return re.sub(r"[^a-z0-9]+", "-", chart.title.lower()).strip("-") or "chart"


def _texts(chart: Chart) -> tuple[Sequence[Said], Sequence[Said]]:
    """What stands above the drawing, and below it."""
    theme, tokens = current(), current().tokens
    rule = chart.rule_text if isinstance(chart, Columns | Run) else ""
    above = [(chart.title, theme.font(16, 600), tokens.text, 24), (rule, theme.font(13), tokens.text, 20)]
    note = _LINK.sub("", chart.note)
    below = [(note, theme.font(13), tokens.text2, 20), (counted(chart), theme.font(12), tokens.text2, 16)]
    return [text for text in above if text[0]], [text for text in below if text[0]]


def _size(chart: Chart) -> QSize:
    texts = [text for part in _texts(chart) for text in part]
    tall = sum(line * len(lines_of(said, font, WIDTH)) for said, font, _, line in texts)
    return QSize(WIDTH + 2 * EDGE, tall + height_of(chart) + 2 * EDGE + 24)


def _draw(painter: QPainter, chart: Chart) -> None:
    above, below = _texts(chart)
    y = _write(painter, above, EDGE) + 12
    paint(painter, QRectF(EDGE, y, WIDTH, height_of(chart)), chart)
    _write(painter, below, y + height_of(chart) + 12)


def _write(painter: QPainter, texts: Sequence[Said], y: float) -> float:
    for said, font, colour, line in texts:
        for part in lines_of(said, font, WIDTH):
            words(painter, QRectF(EDGE, y, WIDTH, line), part, font, colour)
            y += line
    return y

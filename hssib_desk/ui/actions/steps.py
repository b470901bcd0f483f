"""The life of an action as a line of steps: where it stands, and when it got there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hssib_desk.domain.dates import PartialDate, local_day, read_iso
from hssib_desk.domain.review.case_file import Change, EntryFile
from hssib_desk.ui.actions.words import life_steps, near_date
from hssib_desk.ui.kit.paint import box, sign, words, wrapped
from hssib_desk.ui.kit.theme import current

_DATED = {
    "agreed": "agreed_date",
    "implemented": "implemented_date",
    "verified": "verified_date",
    "closed": "closed_date",
}
_WRAPPED = Qt.AlignmentFlag.AlignHCenter.value | Qt.TextFlag.TextWordWrap.value


@dataclass(frozen=True)
class Step:
    """One step: its words, the day it was reached where that is known, and its state."""

    label: str
    when: str = ""
    state: str = "later"  # done, now or later


def steps_of(entry: EntryFile, history: Sequence[Change], today: date) -> list[Step]:
    """The steps of an action; the day given on the form comes before the day it was written down."""
    life = life_steps(entry.form)
    reached = _reached(entry, history)
    codes = [choice.code for choice in life]
    last = max((codes.index(code) for code in reached if code in codes), default=-1)
    now = codes.index(reached_now) if (reached_now := str(entry.value("status"))) in codes else last
    steps = []
    for place, choice in enumerate(life):
        state = "later" if place > now else "now" if place == now else "done"
        given = read_iso(entry.value(_DATED.get(choice.means, "")))
        day = given or reached.get(choice.code)
        when = near_date(day, today) if day and state != "later" else ""
        steps.append(Step(choice.label, when, state))
    if now == len(life) - 1 and steps:
        steps[-1] = Step(steps[-1].label, steps[-1].when, "done")
    return steps


def _reached(entry: EntryFile, history: Sequence[Change]) -> dict[str, date | PartialDate]:
    """When each status was last given, from the history; the first one from the making of the entry."""
    field = entry.field("status")
    reached: dict[str, date | PartialDate] = {}
    made = local_day(entry.created_at) if entry.created_at else None
    for change in history:
        if field is None or change.field != field.key:
            continue
        if made and isinstance(change.old, str):
            reached.setdefault(change.old, made)
        if isinstance(change.new, str):
            reached[change.new] = local_day(change.at)
    if made and not reached:
        reached[str(entry.value("status"))] = made
    return reached


SLIM_UNDER = 480


class LifeSteps(QWidget):
    """Draws the steps: a tick for what is behind, a ring for where it stands, a number for what is ahead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps: list[Step] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_steps(self, steps: list[Step]) -> None:
        """Show where an action stands."""
        self.steps = steps
        self.updateGeometry()
        self.setAccessibleName("; ".join(_said(number, step) for number, step in enumerate(steps, 1)))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of circle, words and date."""
        return QSize(200, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that another width needs."""
        super().resizeEvent(event)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Return the height with the words wrapped under their circles."""
        theme = current()
        if self._is_slim(width):
            return theme.px(24 + 5) + 2 * theme.px(20)
        return theme.px(24 + 5) + self._label_height(width) + theme.px(16) + 2

    def _is_slim(self, width: int) -> bool:
        """Whether the words of the steps have no room under them: then the step at hand is said alone."""
        return width < current().px(SLIM_UNDER)

    def _standing(self) -> str:
        """Where the action stands, since when, and what comes next."""
        now = next((step for step in self.steps if step.state == "now"), None)
        if now is None:
            return ""
        after = self.steps[self.steps.index(now) + 1 :]
        since = f" since {now.when}" if now.when else ""
        return f"{now.label}{since}." + (f" Next: {after[0].label}" if after else "")

    def _label_height(self, width: int) -> int:
        metrics = QFontMetrics(current().font(13, 600))
        room = QRect(0, 0, self._label_room(width), 1000)
        heights = [metrics.boundingRect(room, _WRAPPED, step.label).height() for step in self.steps]
        return max([current().px(18), *heights])

    def _label_room(self, width: int) -> int:
        return max(40, round(width / max(1, len(self.steps))) - 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, then the steps on it."""
        painter = QPainter(self)
        if not self.steps:
            return
        pitch = self.width() / len(self.steps)
        for place, step in enumerate(self.steps[1:], 1):
            self._line(painter, pitch, place, step.state != "later")
        for place, step in enumerate(self.steps):
            self._circle(painter, pitch * (place + 0.5), place, step)
            if not self._is_slim(self.width()):
                self._words(painter, QRectF(pitch * place, 0, pitch, self.height()), step)
        if self._is_slim(self.width()):
            theme = current()
            top = theme.px(24 + 5)
            under = QRectF(0, top, self.width(), self.height() - top)
            wrapped(painter, under, self._standing(), theme.font(13), theme.tokens.text2, theme.px(20))

    def _line(self, painter: QPainter, pitch: float, place: int, passed: bool) -> None:
        theme, tokens = current(), current().tokens
        radius = theme.px(24) / 2
        left, right = pitch * (place - 0.5), pitch * (place + 0.5)
        colour = tokens.accent if passed else tokens.line
        painter.fillRect(QRectF(left, radius - 1, right - left, 2), colour)

    def _circle(self, painter: QPainter, centre: float, place: int, step: Step) -> None:
        theme, tokens = current(), current().tokens
        side = theme.px(24)
        spot = QRectF(round(centre - side / 2), 0, side, side)
        if step.state == "done":
            box(painter, spot, side / 2, tokens.accent)
            sign(painter, spot, "check", "on_accent", 14)
            return
        now = step.state == "now"
        ink = tokens.accent if now else tokens.text2
        box(
            painter, spot, side / 2, tokens.surface, tokens.accent if now else tokens.control, 2 if now else 1
        )
        font = theme.font(12, 600 if now else 500)
        words(painter, spot.adjusted(-4, 0, 4, 0), str(place + 1), font, ink, Qt.AlignmentFlag.AlignHCenter)

    def _words(self, painter: QPainter, room: QRectF, step: Step) -> None:
        theme, tokens = current(), current().tokens
        now = step.state == "now"
        wide, tall = self._label_room(self.width()), self._label_height(self.width())
        line = QRect(round(room.center().x() - wide / 2), theme.px(24 + 5), wide, tall)
        painter.setFont(theme.font(13, 600 if now else 400))
        painter.setPen(tokens.text if now else tokens.text2)
        painter.drawText(line, _WRAPPED, step.label)
        under = QRectF(room.left(), line.bottom() + 1, room.width(), theme.px(16))
        words(painter, under, step.when, theme.font(12), tokens.text2, Qt.AlignmentFlag.AlignHCenter)


def _said(number: int, step: Step) -> str:
    state = {"done": "done", "now": "now", "later": "not yet"}[step.state]
    return f"{number} {step.label}, {state}" + (f", {step.when}" if step.when else "")

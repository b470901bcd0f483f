"""What others changed in a case since it was last looked at: a quiet line, its list, and the marks."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.review.unread_changes import News
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.unread_changes import CaseNews
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import plural

Marks: TypeAlias = Mapping[tuple[str, str], str]  # a sentence by entry and field; "" for a whole entry
NAMED = 2  # changes that the line names itself
LISTED = 100
_HIGHEST = 264  # of the list, in design pixels


class ChangesStrip(QFrame):
    """The line above every page of a case; `asked(entry id, field)` leads to a change."""

    asked = Signal(str, str)
    seen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("changes")
        self.setProperty("role", "panel")
        self.words = Headline("", "second")
        self.words.setWordWrap(True)
        self.show_list, self.done = LinkButton("Show"), LinkButton("Mark as seen")
        self.show_list.setObjectName("show-changes")
        self.done.setObjectName("changes-seen")
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 12, 4)
        self._rows.setSpacing(10)
        inside = QWidget()
        inside.setLayout(self._rows)
        self.list = ScrollArea(inside)
        self._inside = inside
        self._build()
        self.show_list.clicked.connect(self._unfold)
        self.done.clicked.connect(self.seen)
        self.hide()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Sign("history", 16, "accent"))
        head.addWidget(self.words, 1)
        head.addWidget(self.show_list)
        head.addWidget(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 6, 20, 6)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list)

    def show_news(self, news: CaseNews) -> None:
        """Say how much changed, folded; nothing where nothing did."""
        empty(self._rows)
        self.list.hide()
        self.show_list.set_words("Show")
        if news.items:
            self.words.setText(summary(news))
            self.setAccessibleName(self.words.text())
        for item in news.items[:LISTED]:
            self._rows.addWidget(self._row(item))
        if len(news.items) > LISTED:
            self._rows.addWidget(Paragraph(f"The first {LISTED} are listed.", "hint"))
        self._rows.addStretch(1)
        self.setVisible(bool(news.items))

    def _unfold(self) -> None:
        self.list.setVisible(not self.list.isVisible())
        self.show_list.set_words("Hide" if self.list.isVisible() else "Show")
        highest = current().px(_HIGHEST)
        self.list.setFixedHeight(min(highest, self._inside.heightForWidth(self.list.width()) + 4))

    def _row(self, item: News) -> QWidget:
        holder = QWidget()
        head = QHBoxLayout()
        head.setSpacing(12)
        if item.entry_id:
            link = LinkButton(item.place)
            link.setObjectName(f"change-{item.field}")
            link.clicked.connect(lambda: self.asked.emit(item.entry_id, item.field))
            head.addWidget(link)
        else:
            head.addWidget(Headline(item.place, "label"))
        head.addWidget(Headline(who_and_when(item), "hint"), 1, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(Paragraph(what(item)))
        return holder


class CaseChanges(QObject):
    """Keeps what is new in the case on the screen; a case counts as looked at when it is left.

    What was shown stays on the strip of its case until somebody says that it is seen, or the workbook closes.
    """

    def __init__(self, session: Session, strip: ChangesStrip, screen: QWidget) -> None:
        super().__init__(screen)
        self._session, self._strip, self.case_id = session, strip, ""
        self._kept: dict[str, CaseNews] = {}
        self._is_away = True
        session.closing.connect(self.leave)
        strip.seen.connect(self._dismiss)
        screen.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the case leaving the screen, but not the window being minimised."""
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.leave()
        return False

    @property
    def marks(self) -> dict[tuple[str, str], str]:
        """What to say at each field, and at entries as a whole."""
        items = self._kept[self.case_id].items if self.case_id in self._kept else ()
        return {(item.entry_id, item.field): mark(item) for item in items if item.entry_id}

    def open(self, case_id: str) -> None:
        """A case comes to the screen, in place of another or after having been away."""
        if case_id == self.case_id and not self._is_away:
            return
        self.leave()
        self.case_id, self._is_away = case_id, False
        try:
            news = self._session.workbook.since.news(case_id)
        except WorkbookError:
            news = CaseNews()  # whoever reads the case itself says what is wrong
        kept = self._kept.get(case_id, news)
        self._kept[case_id] = news if news.items else replace(kept, upto=news.upto)
        self._strip.show_news(self._kept[case_id])

    def leave(self) -> None:
        """The case leaves the screen: remember that it was looked at as it was shown."""
        if self._is_away or self._session.is_closed:
            return
        self._is_away = True
        with suppress(WorkbookError):  # then it is shown once more
            self._session.workbook.since.looked(self.case_id, self._kept[self.case_id].upto)

    def _dismiss(self) -> None:
        self.leave()
        self._kept[self.case_id] = CaseNews()
        self.open(self.case_id)


def summary(news: CaseNews) -> str:
    """What the line says: how many changes since when, and the first of them by name."""
    items = news.items
    on = f" on {show_date(news.since)}" if news.since else ""
    names = list(dict.fromkeys(item.place for item in items))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{plural(len(items), 'change')} since you last looked{on}: {', '.join(names[:NAMED])}{more}"


def what(item: News) -> str:
    """What a change comes to: old and new answer, or what happened to the entry."""
    if not item.field:
        return item.now
    if item.times:
        return f"Changed {plural(item.times, 'time')}, and now {_quoted(item.now)} again"
    return f"{_quoted(item.before)} → {_quoted(item.now)}"


def mark(item: News) -> str:
    """The line under a field, or what is said of an entry."""
    by = who_and_when(item)
    if not item.field:
        return f"Changed since you last looked: {item.now}. {by}"
    if item.times:
        times = plural(item.times, "time")
        return f"Changed {times} since you last looked, last by {by}. The answer is what it was before."
    was = f"It was “{item.before}”." if item.before else "There was no answer before."
    return f"Changed since you last looked, {by}. {was}"


def who_and_when(item: News) -> str:
    """The account and the time, or the time alone."""
    day = "today" if local_day(item.at) == date.today() else show_date(local_day(item.at))
    return " · ".join(part for part in (item.who, f"{day} {item.at.astimezone():%H:%M}") if part)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "no answer"

"""Settings: what this computer shows, and what this workbook is called and counts."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hssib_desk.domain.forms.form import Library
from hssib_desk.store.connect import Driver
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.kit.buttons import ViewSwitch, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField, TickBox
from hssib_desk.ui.kit.layout import Page, ScrollArea, text_column
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.baselines_card import BaselinesCard
from hssib_desk.ui.settings.denominators_card import DenominatorsCard
from hssib_desk.ui.settings.duties_card import DutiesCard
from hssib_desk.ui.settings.limits_card import attachment_limits, room_limit
from hssib_desk.ui.settings.packs import PackCard
from hssib_desk.ui.settings.publish_card import PublishCard
from hssib_desk.ui.settings.review_card import ReviewCard
from hssib_desk.ui.settings.settings import load_settings
from hssib_desk.ui.settings.snippets_card import SnippetsCard
from hssib_desk.ui.settings.spelling_card import SpellingCard
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place
from hssib_desk.ui.work import Task

SAVE_AFTER_MS = 800
TAKEN_OFF = "Clear copied text after"
THEMES = (("light", "Light", None), ("dark", "Dark", None), ("system", "Match this computer", None))
_CLEARED = {"30": "30 seconds", "60": "1 minute", "300": "5 minutes", "0": "Never"}
CLIPBOARD = [(seconds, words, None) for seconds, words in _CLEARED.items()]
SCALES = (100, 125, 150, 175, 200)
MOST_DAYS = 3650
AT_ONCE = 300  # cases that are worked out again while one waits; more than that with the workbook closed
_ODS = re.compile(r"[A-Z0-9]{3,10}")
TEXTS = (
    ("title", "Title of this workbook", "Shown at the top of the window and printed on every export."),
    ("organisation", "Organisation", "Printed on every export; the family’s copy says whom to ask."),
    ("ods_code", "ODS code", "The code of your organisation in the NHS directory, such as RXX or G1A2B."),
    ("classification", "Classification", "Printed on every page of every export."),
)


class SettingsScreen(Place):
    """Everything is kept as it is changed, except the number of days: that has a button of its own."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.theme = ViewSwitch(THEMES)
        self.scale = ViewSwitch([(str(scale), f"{scale}%", None) for scale in SCALES])
        self.content_notice = TickBox("Show a content notice before the first case")
        self.clipboard = ViewSwitch(CLIPBOARD)
        self.boxes = {key: FieldBox(label, LineField(), help=help) for key, label, help in TEXTS}
        self.window_days = WindowDays(session, go)
        self.limits, self.room = attachment_limits(session), room_limit(session)
        self.publishing = PublishCard(session, go)
        self.packs, self.snippets, self.spelling = PackCard(session, go), SnippetsCard(), SpellingCard()
        self.judging, self.duties = ReviewCard(session, go), DutiesCard(session, go)
        self.denominators, self.baselines = DenominatorsCard(session, go), BaselinesCard(session, go)
        self.protection = _protection_card(session, go)
        self._soon = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._soon.timeout.connect(self.save)
        self._build()
        self._connect()

    def _build(self) -> None:
        here, book = Card("This computer"), Card("This workbook")
        here.body.setSpacing(12)
        book.body.setSpacing(16)
        for name, switch in (("Colours", self.theme), ("Text size", self.scale)):
            switch.setAccessibleName(name)
            here.body.addWidget(Headline(name, "label"))
            here.body.addWidget(switch)
        here.body.addWidget(self.content_notice)
        self.clipboard.setAccessibleName(TAKEN_OFF)
        here.body.addWidget(Headline(TAKEN_OFF, "label"))
        here.body.addWidget(self.clipboard)
        for key, box in self.boxes.items():
            box.editor.setObjectName(key)
            book.body.addWidget(box)
        if self.session.read_only:
            book.body.insertWidget(0, AdviceStrip("This workbook is open for reading only.", kind="notice"))
        page = Page("Settings", "Changes are saved as you make them.")
        row = QHBoxLayout()
        kept = (
            self.protection,
            self.window_days,
            self.judging,
            self.duties,
            self.denominators,
            self.baselines,
            self.limits,
            self.room,
            self.packs,
        )
        row.addWidget(text_column(here, self.publishing, self.spelling, self.snippets, book, *kept), 1)
        row.addStretch(0)
        page.body.addLayout(row)
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(page))

    def _connect(self) -> None:
        self.theme.chosen.connect(lambda mode: self.go.remember(theme=mode))
        self.scale.chosen.connect(lambda percent: self.go.remember(scale=int(percent)))
        self.content_notice.edited.connect(lambda shown: self.go.remember(content_notice=shown))
        self.spelling.turned.connect(lambda is_on: self.go.remember(spelling=is_on))
        self.clipboard.chosen.connect(lambda seconds: self.go.remember(clipboard_seconds=int(seconds)))
        for box in self.boxes.values():
            editor = box.editor
            assert isinstance(editor, LineField)
            editor.edited.connect(self._type)
            editor.editingFinished.connect(self.save)

    def refresh(self) -> None:
        """Show what is set; a field in which somebody writes is left alone."""
        theme, facts = current(), self.session.workbook.facts
        self.theme.set_value(theme.mode)
        self.scale.set_value(str(min(SCALES, key=lambda scale: abs(scale - theme.scale))))
        self.content_notice.set_value(load_settings().content_notice)
        self.clipboard.set_value(str(load_settings().clipboard_seconds))
        for key, box in self.boxes.items():
            box.set_read_only(self.session.read_only)
            if not box.editor.hasFocus():
                box.editor.set_value(getattr(facts, key))
        self._advise()
        self.window_days.refresh()
        self.limits.refresh()
        self.room.refresh()
        self.publishing.refresh()
        self.packs.refresh()
        self.judging.refresh()
        self.duties.refresh()
        self.denominators.refresh()
        self.baselines.refresh()
        self.snippets.refresh()
        self.spelling.refresh(load_settings().spelling)

    def _type(self, _text: object) -> None:
        self._advise()
        self._soon.start()

    def _advise(self) -> None:
        box = self.boxes["ods_code"]
        code = str(box.editor.value()).strip()
        odd = bool(code) and not _ODS.fullmatch(code)
        box.set_advice(
            "An ODS code has 3 to 10 capital letters or digits. It is kept as you typed it." if odd else None
        )

    def save(self) -> None:
        """Keep every text that differs from what the workbook has."""
        self._soon.stop()
        if self.session.read_only:
            return
        facts = self.session.workbook.facts
        for key, box in self.boxes.items():
            text = str(box.editor.value()).strip()
            if text != getattr(facts, key):
                self._keep(key, text)

    def _keep(self, key: str, text: str) -> None:
        try:
            self.session.act(lambda workbook: workbook.set_setting(key, text))
        except WorkbookError as error:
            self.boxes[key].set_error(f"Not saved. {error}")
        else:
            self.boxes[key].set_error(None)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for the window closing: what was typed last is kept first."""
        super().showEvent(event)
        self.window().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed last."""
        self.window().removeEventFilter(self)
        self.spelling.keep()
        if self._soon.isActive():
            self.save()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what was typed last when the window is about to close."""
        if event.type() == QEvent.Type.Close:
            self.spelling.keep()
            if self._soon.isActive():
                self.save()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes home."""
        if event.key() == Qt.Key.Key_Escape:
            self.go.home()
            return
        super().keyPressEvent(event)


class WindowDays(Card):
    """The number of days after discharge in which a death is counted; it is changed with a button only."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__("Which deaths are counted")
        self.session, self.go = session, go
        self.days = LineField()
        self.days.setObjectName("window_days")
        self.days.setMaximumWidth(160)
        help = "Deaths of inpatients, and deaths up to this many days after leaving inpatient care."
        self.box = FieldBox("Days after discharge", self.days, help=help)
        self.change = button("Change", kind="primary", small=True)
        self.change.setObjectName("change-window")
        self.says = AdviceStrip("")
        self.body.setSpacing(12)
        for widget in (self.box, self.says):
            self.body.addWidget(widget)
        self.body.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        self.days.edited.connect(self._judge)
        self.days.returnPressed.connect(self._enter)
        self.change.clicked.connect(self._change)

    def refresh(self) -> None:
        """Show the number in force."""
        if not self.days.hasFocus():
            self.days.set_value(self.session.workbook.facts.window_days)
        self.days.set_read_only(self.session.read_only)
        self._judge()

    def _judge(self, _text: object = None) -> None:
        typed = self.days.text().strip()
        good = typed.isdecimal() and int(typed) <= MOST_DAYS
        self.box.set_error(None if good else f"A whole number of days, from 0 to {MOST_DAYS:,}.")
        now = self.session.workbook.facts.window_days
        changed = good and int(typed) != now and not self.session.read_only
        self.says.setVisible(changed)
        self.change.setVisible(changed)
        if changed:
            self.change.set_words(f"Count {plural(int(typed), 'day')}")
            cases = plural(self.session.workbook.lists.count_cases(CaseQuery()), "case")
            self.says.set_texts(
                f"Every count and chart changes: {cases} will be worked out with {typed} days, not {now}. "
                "Every export prints the number that was in force. There is no national rule."
            )

    def _enter(self) -> None:
        if self.change.isVisible():
            self._change()

    def _change(self) -> None:
        days = str(int(self.days.text()))
        if self.session.workbook.lists.count_cases(CaseQuery()) > AT_ONCE:
            book = self.session.workbook
            do = partial(set_days, book.path, book.library, days, book.driver)
            self.go.with_file("Working out every case again", do)
            return
        try:
            self.session.act(lambda workbook: workbook.set_setting("window_days", days))
        except WorkbookError as error:
            self.box.set_error(f"Not changed. {error}")
            return
        self.refresh()
        self.go.say(said(days), "ok")


def _protection_card(session: Session, go: Navigator) -> Card:
    card = Card("Protection")
    if session.workbook.is_protected:
        words, act = "The workbook and its copies open with a passphrase only.", "Change or remove passphrase"
    else:
        words, act = "Anybody who can open the folder can read this workbook.", "Set a passphrase"
    lead = button(act, "lock", small=True)
    lead.setObjectName("protection")
    lead.clicked.connect(lambda: go.show_place("protection"))
    card.body.setSpacing(12)
    card.body.addWidget(Paragraph(words, "second"))
    card.body.addWidget(lead, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def said(days: str) -> str:
    """What the new number means."""
    return f"Deaths up to {plural(int(days), 'day')} after discharge are counted now."


def set_days(path: Path, library: Library, days: str, driver: Driver, _task: Task) -> str:
    """Change the number in a workbook file; return the sentence to show then."""
    with Workbook.open(path, library=library, actor=actor(), driver=driver) as workbook:
        workbook.set_setting("window_days", days)
    return said(days)

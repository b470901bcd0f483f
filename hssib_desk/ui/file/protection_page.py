"""Protection of the open workbook: setting, changing and taking off its passphrase."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.store.connect import PLAIN
from hssib_desk.store.passphrase import change, keys
from hssib_desk.store.workcopy.workcopy_note import ON_COPY
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.file.passphrase import PassphraseFields
from hssib_desk.ui.file.secret_form import SecretField, driver_with
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox
from hssib_desk.ui.kit.layout import Page, ScrollArea, text_column
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.away_card import AwayCard
from hssib_desk.ui.window.navigator import Done, Navigator
from hssib_desk.ui.window.place import Place
from hssib_desk.ui.window.screen_lock import ScreenLock
from hssib_desk.ui.work import Job, Task, start

ABOUT = "A passphrase for the whole file: nobody can read the workbook or its copies without it."
READ_ONLY = "This workbook is open for reading only, so its passphrase cannot be changed here."
NO_LONGER = "The present passphrase and recovery key will no longer open the workbook and its copies."
TRIED = "The passphrase and the recovery key were tried on the backup just made."


def set_passphrase(path: Path, passphrase: str, _task: Task) -> Done:
    """Protect a workbook and its copies; return how it opens now."""
    return _done(path, change.protect(path, passphrase, actor=actor()), "are protected")


def change_passphrase(path: Path, old: str, new: str, _task: Task) -> Done:
    """Give a workbook and its copies another passphrase; return how it opens now."""
    return _done(path, change.change_passphrase(path, old, new, actor=actor()), "have the new passphrase")


def take_off(path: Path, secret: str, _task: Task) -> Done:
    """Make a workbook and its copies readable by all."""
    change.unprotect(path, secret, actor=actor())
    return Done("The workbook and its copies have no passphrase any more.", PLAIN)


def _done(path: Path, key: change.RecoveryKey, what: str) -> Done:
    driver = keys.driver(path, key.text)
    return Done(key.problem or f"The workbook and its copies {what}. {TRIED}", driver, key)


class ProtectionScreen(Place):
    """Offers what can be done; the file is written anew with the workbook closed."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.path = session.workbook.path
        is_protected = session.workbook.is_protected
        self.cards: list[QWidget] = []
        self._job: Job | None = None
        if session.read_only:
            self.cards.append(AdviceStrip(READ_ONLY, kind="notice"))
        elif session.copy is not None:
            self.cards.append(AdviceStrip(ON_COPY, kind="notice"))
        elif is_protected:
            self.cards += [self._change_card(), self._remove_card()]
        else:
            self.cards.append(self._set_card())
        self.away = AwayCard(go, ScreenLock(self).is_told)
        self.cards.append(self.away)
        back = button("Settings", "chevron-left")
        back.clicked.connect(lambda: go.show_place("settings"))
        page = Page("Protection", ABOUT)
        page.add_button(back)
        row = QHBoxLayout()
        row.addWidget(text_column(*self.cards), 1)
        row.addStretch(0)
        page.body.addLayout(row)
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(page))

    def refresh(self) -> None:
        """Show what is set, and put the cursor where one begins."""
        self.away.refresh()
        if self.cards and not self.session.read_only:
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_card(self) -> Card:
        card = Card("Set a passphrase")
        self.fields = PassphraseFields(self._known())
        self.set = button("Protect this workbook", "lock", "primary")
        _fill(card, _preview(self.path, True), self.fields)
        _act(card, self.set)
        self.fields.changed.connect(lambda: self.set.setEnabled(bool(self.fields.passphrase())))
        self.fields.second.returnPressed.connect(self.set.click)
        self.set.clicked.connect(self._set)
        self.set.setEnabled(False)
        card.setFocusProxy(self.fields)
        return card

    def _change_card(self) -> Card:
        card = Card("Change the passphrase")
        self.old, self.fields = SecretField(), PassphraseFields(self._known())
        self.old_box = FieldBox("Current passphrase or recovery key", self.old)
        self.old.setObjectName("old-secret")
        self.change = button("Change it", "lock", "primary")
        _fill(card, Paragraph(NO_LONGER), self.old_box, self.fields)
        _act(card, self.change)
        self.fields.changed.connect(self._judge_change)
        self.old.edited.connect(lambda _text: self._judge_change())
        self.fields.second.returnPressed.connect(self.change.click)
        self.change.clicked.connect(self._change)
        self._judge_change()
        card.setFocusProxy(self.old)
        return card

    def _remove_card(self) -> Card:
        card = Card("Remove the passphrase")
        self.secret = SecretField()
        self.secret.setObjectName("secret-to-remove")
        self.secret_box = FieldBox("Current passphrase or recovery key", self.secret)
        self.remove = button("Remove protection", "lock-open")
        _fill(card, _preview(self.path, False), self.secret_box)
        _act(card, self.remove)
        self.remove.setEnabled(False)
        self.secret.edited.connect(lambda text: self.remove.setEnabled(bool(text)))
        self.secret.returnPressed.connect(self.remove.click)
        self.remove.clicked.connect(self._remove)
        return card

    def _known(self) -> list[str]:
        facts = self.session.workbook.facts
        return [facts.title, facts.organisation, self.path.stem, actor()]

    def _judge_change(self) -> None:
        self.change.setEnabled(bool(self.old.text() and self.fields.passphrase()))

    def _set(self) -> None:
        do = partial(set_passphrase, self.path, self.fields.passphrase())
        self.fields.clear()
        self.go.with_file("Protecting the workbook and its copies", do)

    def _change(self) -> None:
        do = partial(change_passphrase, self.path, self.old.text(), self.fields.passphrase())
        self._try(self.old_box, "Changing the passphrase of the workbook and its copies", do)

    def _remove(self) -> None:
        do = partial(take_off, self.path, self.secret.text())
        self._try(self.secret_box, "Removing the passphrase from the workbook and its copies", do)

    def _try(self, box: FieldBox, doing: str, do: Callable[[Task], Done]) -> None:
        """Try what opens the workbook now before it is closed: what is wrong is said under its field."""
        assert isinstance(box.editor, SecretField)
        box.set_error(None)
        self._job = start(partial(driver_with, self.path, box.editor.text()))
        self._job.failed.connect(partial(_refuse, box))
        self._job.finished.connect(lambda _driver: self.go.with_file(doing, do))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the settings."""
        if event.key() == Qt.Key.Key_Escape:
            self.go.show_place("settings")
            return
        super().keyPressEvent(event)


def _refuse(box: FieldBox, sentence: str) -> None:
    assert isinstance(box.editor, SecretField)
    box.editor.refuse()
    box.set_error(sentence)


def _preview(path: Path, protecting_it: bool) -> Paragraph:
    return Paragraph("\n".join(change.preview(path, protecting=protecting_it)))


def _fill(card: Card, *widgets: QWidget) -> None:
    card.body.setSpacing(12)
    for widget in widgets:
        card.body.addWidget(widget)


def _act(card: Card, act: QWidget) -> None:
    card.body.addWidget(act, 0, Qt.AlignmentFlag.AlignLeft)

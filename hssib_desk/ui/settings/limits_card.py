"""How large attached files may be, and when little room is said: numbers of the workbook, kept as left."""

from __future__ import annotations

from collections.abc import Sequence

from hssib_desk.store.entries.attachments import FILE_LIMIT, TOTAL_LIMIT, limit_of
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.space import LOW_SETTING
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.session import Session

MEGABYTE = 1_000_000
MOST, MOST_ROOM = 2000, 1_000_000
WHY = "Every copy of the workbook includes the attached files, so large ones make saving and copying slow."
LIMITS = ((FILE_LIMIT, "One file"), (TOTAL_LIMIT, "All files together"))
ROOM = ((LOW_SETTING, "Warn when free space is below"),)
ROOM_WHY = (
    "A full drive stops saving and backups. You are told at opening, before exports, "
    "and when you attach a file."
)


class Limits(Card):
    """Some numbers of megabytes that are in force."""

    def __init__(
        self, session: Session, title: str, why: str, limits: Sequence[tuple[str, str]], most: int = MOST
    ) -> None:
        super().__init__(title)
        self.session, self._most = session, most
        self.body.setSpacing(12)
        self.body.addWidget(Paragraph(why, "second"))
        self.boxes: dict[str, FieldBox] = {}
        for key, label in limits:
            field = LineField()
            field.setObjectName(key)
            field.setMaximumWidth(160)
            field.editingFinished.connect(lambda key=key: self._keep(key))
            self.boxes[key] = FieldBox(label, field, hint="megabytes")
            self.body.addWidget(self.boxes[key])

    def refresh(self) -> None:
        """Show the numbers in force; a field in which somebody writes is left alone."""
        for key, box in self.boxes.items():
            box.set_read_only(self.session.read_only)
            if not box.editor.hasFocus():
                box.editor.set_value(self._now(key))

    def _now(self, key: str) -> int:
        workbook = self.session.workbook
        return workbook.low_mb if key == LOW_SETTING else limit_of(workbook.facts.settings, key) // MEGABYTE

    def _keep(self, key: str) -> None:
        box = self.boxes[key]
        text = str(box.editor.value()).strip()
        if not text.isdecimal() or not 0 < int(text) <= self._most:
            box.set_error(f"A whole number of megabytes, from 1 to {self._most:,}.")
            return
        box.set_error(None)
        if int(text) == self._now(key) or self.session.read_only:
            return
        try:
            self.session.act(lambda workbook: workbook.set_setting(key, str(int(text))), lists=False)
        except WorkbookError as error:
            box.set_error(f"Not saved. {error}")


def attachment_limits(session: Session) -> Limits:
    """How large attached files may be."""
    return Limits(session, "Attached files", WHY, LIMITS)


def room_limit(session: Session) -> Limits:
    """From when on little room is said."""
    return Limits(session, "Disk space", ROOM_WHY, ROOM, MOST_ROOM)

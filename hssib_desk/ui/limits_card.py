"""How large attached files may be: two numbers of the workbook, kept as they are left."""

from __future__ import annotations

from hssib_desk.store.attachments import FILE_LIMIT, TOTAL_LIMIT, limit_of
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.editors import FieldBox, LineField
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.session import Session

MEGABYTE = 1_000_000
MOST = 2000
WHY = "Every copy of the workbook holds the attached files too, so large ones make saving and copying slow."
LIMITS = ((FILE_LIMIT, "One file"), (TOTAL_LIMIT, "All files together"))


class AttachmentLimits(Card):
    """The limits in force, in megabytes."""

    def __init__(self, session: Session) -> None:
        super().__init__("Attached files")
        self.session = session
        self.body.setSpacing(12)
        self.body.addWidget(Paragraph(WHY, "second"))
        self.boxes: dict[str, FieldBox] = {}
        for key, label in LIMITS:
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
                box.editor.set_value(self._now(key))  # type: ignore[attr-defined]

    def _now(self, key: str) -> int:
        return limit_of(self.session.workbook.facts.settings, key) // MEGABYTE

    def _keep(self, key: str) -> None:
        box = self.boxes[key]
        text = box.editor.text().strip()  # type: ignore[attr-defined]
        if not text.isdecimal() or not 0 < int(text) <= MOST:
            box.set_error(f"A whole number of megabytes, from 1 to {MOST:,}.")
            return
        box.set_error(None)
        if int(text) == self._now(key) or self.session.read_only:
            return
        try:
            self.session.act(lambda workbook: workbook.set_setting(key, str(int(text))), lists=False)
        except WorkbookError as error:
            box.set_error(f"Not saved. {error}")

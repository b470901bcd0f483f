"""What could not be saved: where it belongs and why, and the ways to go on without losing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from hssib_desk.domain.dates import show_date
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session, Unsaved
from hssib_desk.ui.window.overlay import Overlay

TITLE = "Not everything could be saved"
REST = "Everything else was saved when it was typed. This is kept here and tried again every few seconds."
NOT_PROTECTED = "A text file is not protected: keep it where only you can read it."


class UnsavedPage(Overlay):
    """Each entry that could not be saved with the reason, and what can be done."""

    def __init__(
        self,
        host: Host,
        session: Session,
        then: Callable[[], object],
        otherwise: Callable[[], object],
    ) -> None:
        super().__init__(TITLE)
        self._host, self._session, self._then, self._otherwise = host, session, then, otherwise
        self.again = self.first = button("Try again", "refresh-cw", "primary")
        self.elsewhere = button("Save it as a text file…", "save")
        self.without = button("Continue without it")
        self.back = button("Go back", kind="quiet")
        names = ("try-again", "save-unsaved", "give-up-unsaved", "stay-open")
        acts = (self._try_again, self._save_elsewhere, self._give_up, self._go_back)
        row = FlowRow()
        for name, made, act in zip(
            names, (self.again, self.elsewhere, self.without, self.back), acts, strict=True
        ):
            made.setObjectName(name)
            made.clicked.connect(act)
            row.add(made)
        # Behind a lock nobody has said who they are: no word of a case leaves it.
        self.elsewhere.setVisible(not host.is_covered)
        self.says = Paragraph("", "bad")
        self.says.hide()
        found = [Paragraph(_line(item), "body") for item in session.unsaved()]
        warned = [] if self.elsewhere.isHidden() else [Paragraph(NOT_PROTECTED, "second")]
        self.centre(
            Sign("triangle-alert", 24, "warnshape"), Headline(TITLE, "card-title"), *found,
            Paragraph(REST, "second"), *warned, self.says, row, width=820,
        )  # fmt: skip
        session.saved.connect(self._follow)

    def leave(self) -> None:
        """Go back to what was shown before."""
        self._session.saved.disconnect(self._follow)
        super().leave()

    def _follow(self, _at: datetime) -> None:
        """It could be saved after all."""
        if not self._session.unsaved():
            self._go_back()

    def _try_again(self) -> None:
        self.leave()
        if self._session.flush():
            self._then()
        else:
            self._host.show_unsaved(self._then, self._otherwise)

    def _go_back(self) -> None:
        self.leave()
        self._otherwise()

    def _give_up(self) -> None:
        self.leave()
        self._session.give_up_unsaved()
        self._then()

    def _save_elsewhere(self) -> None:
        start_at = str(Path.home() / f"{self._session.place.stem} not saved.txt")
        chosen, _ = QFileDialog.getSaveFileName(self, "Save it as a text file", start_at, "Text (*.txt)")
        if not chosen:
            return
        from hssib_desk.export.files import replacing
        from hssib_desk.export.report import ExportError

        text = as_text(self._session.place.name, self._session.unsaved(), datetime.now())
        try:
            with replacing(Path(chosen), force=True) as part:
                part.chmod(0o600)
                part.write_text(text, "utf-8", newline="\n")
        except ExportError as error:
            self.says.set_text(str(error))
            self.says.show()
            return
        self._give_up()
        self._host.say(f"Saved as {chosen}.")


def _line(item: Unsaved) -> str:
    fields = ", ".join(f"“{label}”" for label, _ in item.answers)
    return f"{item.place}, {fields}: {item.why}"


def as_text(name: str, unsaved: list[Unsaved], now: datetime) -> str:
    """What was typed and not saved, to be kept outside the workbook."""
    lines = [f"Not saved in “{name}”, {show_date(now.date())} {now:%H:%M}"]
    for item in unsaved:
        lines += ["", item.place, f"Why: {item.why}"]
        lines += [f"{label}: {said or '(taken away)'}" for label, said in item.answers]
    return "\n".join(lines) + "\n"

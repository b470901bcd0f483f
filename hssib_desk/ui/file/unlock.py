"""The page in front of a protected workbook: what it is, and the passphrase that opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.ui.file.secret_form import SecretForm
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window.overlay import Overlay

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver

ABOUT = "Nothing in it can be read without its passphrase. If that is lost, the recovery key opens it too."


class UnlockPage(Overlay):
    """Stands over the window until the file opens or somebody goes back to where they were."""

    def __init__(
        self,
        path: Path,
        then: Callable[[Driver], object],
        recover: Callable[[Driver, str], object] | None = None,
    ) -> None:
        title = f"“{path.stem}” is protected"
        super().__init__(title)
        self._then, self._recover = then, recover
        self.back = button("Back")
        self.form = self.first = SecretForm(path, "Open", self.back)
        self.centre(Sign("lock", 24, "accent"), Headline(title, "card-title"), Paragraph(ABOUT), self.form)
        self.form.unlocked.connect(self._open)
        self.form.damaged.connect(self._open_damaged)
        self.back.clicked.connect(self.leave)

    def _open(self, found: Driver) -> None:
        self.leave()
        self._then(found)

    def _open_damaged(self, found: Driver, problem: str) -> None:
        self.leave()
        if self._recover is not None:
            self._recover(found, problem)
        else:
            self._then(found)

"""Whether there is room for the file of an export, said before a byte of it is written."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from hssib_desk.store import space
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.kit.strips import AdviceStrip


class RoomStrip(AdviceStrip):
    """Says that room is short where the file would go; hidden where it is not."""

    def __init__(self) -> None:
        super().__init__("")
        self.setObjectName("export-room")
        self.hide()

    def look(self, target: Path, rows: int, low_mb: int) -> str:
        """Show what there is to say of a place; return why nothing can be written there, if so."""
        try:
            said = space.before_writing(target, space.LEAST_EXPORT + rows * space.LEAST_ROW, low_mb)
        except WorkbookError as error:
            said = refused = str(error)
        else:
            refused = ""
        self.set_texts(said)
        self.setVisible(bool(said))
        return refused


def documents() -> Path:
    """The folder in which somebody looks first."""
    folder = Path(platformdirs.user_documents_dir())
    return folder if folder.is_dir() else Path.home()

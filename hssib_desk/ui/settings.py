"""What this computer remembers between starts: look, recent workbooks, window; never an answer."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths

if TYPE_CHECKING:
    from hssib_desk.store.workbook import Workbook

MOST_RECENT = 8
UNTOLD = -1


@dataclass(frozen=True)
class Recent:
    """A workbook that was open: where it is, its title, how many cases it held, and when."""

    path: str
    title: str
    cases: int  # of a protected one nothing is kept, not even its title
    at: str  # ISO time, UTC

    @property
    def holds(self) -> str:
        """How many cases it had, in words."""
        if self.cases == UNTOLD:
            return "Protected"
        return f"{self.cases:,} case{'' if self.cases == 1 else 's'}"


@dataclass(frozen=True)
class Away:
    """When a workbook is hidden by itself; a plain one only where `pause_plain` says so."""

    minutes: int = 10  # without a touch; 0 is never
    minimised: bool = False
    with_screen: bool = True  # where the desktop tells that its screen was locked
    pause_plain: bool = False


@dataclass(frozen=True)
class Settings:
    """The settings of one person on one computer; `scale` is the text size in per cent."""

    theme: str = "system"
    scale: int = 100
    guidance: bool = True
    content_notice: bool = True
    clipboard_seconds: int = 60  # until copied text is taken off the clipboard; 0 for never
    publish_minutes: int = 10  # between two publishings of a working copy; 0 for only when it is closed
    recent: tuple[Recent, ...] = field(default_factory=tuple)
    away: Away = field(default_factory=Away)
    geometry: str = ""  # the window's place, as Qt writes it, in hex


def settings_path() -> Path:
    """The file of the settings, in the folder the system keeps for programs."""
    # What platformdirs gives for the settings of a program; to load it would delay the first page.
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "hssib-desk" / "settings.json"
    kind = QStandardPaths.StandardLocation
    where = kind.GenericConfigLocation if sys.platform.startswith("linux") else kind.GenericDataLocation
    return Path(QStandardPaths.writableLocation(where)) / "hssib-desk" / "settings.json"


def load_settings() -> Settings:
    """The settings; a file that is missing or unreadable gives the first ones."""
    try:
        raw: dict[str, Any] = json.loads(settings_path().read_text("utf-8"))
        recent = tuple(Recent(**item) for item in raw.pop("recent", []))
        away = Away(**raw.pop("away", {}))
        return replace(Settings(**raw), recent=recent, away=away)
    except (OSError, ValueError, TypeError, AttributeError):
        return Settings()


def save_settings(settings: Settings) -> None:
    """Keep the settings; a computer that does not let us is no reason to stop anybody's work."""
    from hssib_desk import ownfiles  # what it loads would delay the first page

    try:
        ownfiles.write(settings_path(), json.dumps(asdict(settings), indent=1).encode())
    except OSError:
        return


def remembering(settings: Settings, workbook: Workbook, path: Path) -> Settings:
    """The settings with a workbook at the head of the recent ones."""
    from hssib_desk.store.rows import CaseQuery

    now = datetime.now(UTC).isoformat(timespec="seconds")
    if workbook.is_protected:
        entry = Recent(str(path), path.stem, UNTOLD, now)
    else:
        entry = Recent(str(path), workbook.facts.title, workbook.count_cases(CaseQuery()), now)
    rest = tuple(item for item in settings.recent if item.path != entry.path)
    return replace(settings, recent=(entry, *rest)[:MOST_RECENT])

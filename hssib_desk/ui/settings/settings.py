"""What this computer remembers between starts: look, recent workbooks, window; never an answer."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths

if TYPE_CHECKING:
    from hssib_desk.store.workbook import Workbook

MOST_RECENT = 8
UNTOLD = -1
THEMES = ("light", "dark", "system")
_TYPES: Mapping[str, type] = {"str": str, "int": int, "bool": bool}
_DAY = 24 * 60
_MOST = {"scale": 200, "clipboard_seconds": _DAY, "publish_minutes": _DAY, "minutes": _DAY}


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
    needed_only: bool = False  # whether a case hides the questions that signing does not ask for
    spelling: bool = True  # whether words that no dictionary has are marked
    unfolded: str = ""  # the folds of pages that were left open, as names of form and section
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


def load_settings(otherwise: Settings | None = None) -> Settings:
    """The settings in the file, or `otherwise` where none can be read.

    A value that is missing, or that cannot be meant, gives the first one, and no other with it.
    """
    raw = _read()
    if raw is None:
        return otherwise or Settings()
    given = raw.get("recent")
    recent = tuple(found for item in (given if isinstance(given, list) else ()) if (found := _recent(item)))
    return Settings(**_known(Settings, raw), recent=recent, away=Away(**_known(Away, raw.get("away"))))


def change_settings(held: Settings, **changes: Any) -> Settings:
    """Change some settings in the file, where another window may have changed others; return all of them.

    A computer that does not let us is no reason to stop anybody's work: what is held then goes on.
    """
    settings = replace(load_settings(held), **changes)
    path = settings_path()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        # What a later program keeps there stays.
        beside.write_text(json.dumps({**(_read() or {}), **asdict(settings)}, indent=1), "utf-8")
        beside.replace(path)
    return settings


def _read() -> dict[str, Any] | None:
    try:
        raw = json.loads(settings_path().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _known(kind: type, raw: object) -> dict[str, Any]:
    """The values of a kind of settings that can be meant, by name."""
    given = raw if isinstance(raw, dict) else {}
    types = {item.name: _TYPES.get(str(item.type)) for item in fields(kind)}
    found: dict[str, Any] = {name: value for name, value in given.items() if type(value) is types.get(name)}
    wrong = {name for name, most in _MOST.items() if name in found and not 0 <= found[name] <= most}
    if found.get("theme") not in THEMES:
        wrong.add("theme")
    return {name: value for name, value in found.items() if name not in wrong}


def _recent(raw: object) -> Recent | None:
    found = _known(Recent, raw)
    try:
        datetime.fromisoformat(found["at"])
        return Recent(**found)
    except (KeyError, TypeError, ValueError):
        return None


def recent_with(settings: Settings, workbook: Workbook, path: Path) -> tuple[Recent, ...]:
    """The recent workbooks with one at their head."""
    from hssib_desk.store.lists.queries import CaseQuery

    now = datetime.now(UTC).isoformat(timespec="seconds")
    if workbook.is_protected:
        entry = Recent(str(path), path.stem, UNTOLD, now)
    else:
        entry = Recent(str(path), workbook.facts.title, workbook.lists.count_cases(CaseQuery()), now)
    rest = tuple(item for item in settings.recent if item.path != entry.path)
    return (entry, *rest)[:MOST_RECENT]

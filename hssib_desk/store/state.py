"""What this computer remembers of workbooks between sessions: ids, places, numbers; never an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import platformdirs

from hssib_desk import ownfiles

_MOST = 500  # entries of one kind; the oldest go first


def state_path(name: str) -> Path:
    """The file of one kind of memory, in the folder the system keeps for programs."""
    return Path(platformdirs.user_state_dir("hssib-desk", appauthor=False)) / f"{name}.json"


def recall(name: str) -> dict[str, Any]:
    """What is remembered; a file that is missing or unreadable is an empty memory."""
    try:
        found = json.loads(state_path(name).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def remember(name: str, key: str, value: object) -> None:
    """Keep one thing; a computer that does not let us is no reason to stop anybody's work."""
    found = recall(name)
    found.pop(key, None)
    found[key] = value
    try:
        ownfiles.write(
            state_path(name), json.dumps(dict(list(found.items())[-_MOST:])).encode(), flushed=False
        )
    except OSError:
        return

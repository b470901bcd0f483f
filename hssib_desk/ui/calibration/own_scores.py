"""The scores that one person gave to practice reviews: kept on this computer, never in a workbook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from hssib_desk import ownfiles
from hssib_desk.domain.figures.calibration import Scored
from hssib_desk.ui.settings.settings import settings_path

_MOST = 500  # scorings that are kept; the oldest go first


def scores_path() -> Path:
    """The file of these scores."""
    return settings_path().with_name("practice-scores.json")


def load_scores() -> tuple[Scored, ...]:
    """The scorings in the order they were made; a file that is missing or unreadable gives none."""
    try:
        rows = json.loads(scores_path().read_text("utf-8"))["scored"]
        return tuple(_read(row) for row in rows)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return ()


def _read(row: dict[str, Any]) -> Scored:
    points = {str(phase): int(value) for phase, value in row["points"].items()}
    return Scored(str(row["review"]), date.fromisoformat(row["on"]), points)


def save_scores(scored: Sequence[Scored]) -> str:
    """Keep the scorings; a sentence when this computer does not let us."""
    rows = [
        {"review": item.review, "on": item.on.isoformat(), "points": dict(item.points)}
        for item in scored[-_MOST:]
    ]
    try:
        ownfiles.write(scores_path(), json.dumps({"scored": rows}, indent=1).encode())
    except (OSError, ValueError):
        return "Not kept: this computer does not let the program write its settings."
    return ""


def forget_scores() -> None:
    """Delete every scoring from this computer."""
    with suppress(OSError):
        scores_path().unlink(missing_ok=True)

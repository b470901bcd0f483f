"""How much is asked about a death: screened on one page, reviewed in short, or in full."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal["screen", "short", "full"]
LEVELS: tuple[Level, ...] = get_args(Level)  # from the lowest, each asking what the one before asks and more
LEVEL_WORDS: dict[Level, str] = {"screen": "Screening", "short": "Short review", "full": "Full review"}


def is_asked_at(field_level: Level, case_level: Level) -> bool:
    """Whether a question of one level is asked in a case of another."""
    return LEVELS.index(field_level) <= LEVELS.index(case_level)

"""The words somebody added: one a line, beside the settings, for that person alone; never in a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hssib_desk import ownfiles
from hssib_desk.ui.settings.settings import settings_path

MOST, LONGEST = 5000, 60
NOT_KEPT = "Not kept: this computer does not let the program write its settings."


def own_words_path() -> Path:
    """The file of these words."""
    return settings_path().with_name("my-words.txt")


def load_own_words() -> list[str]:
    """The words in order; a file that is missing or unreadable gives none."""
    try:
        lines = own_words_path().read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return _tidy(lines)


def save_own_words(words: Iterable[str]) -> str:
    """Keep these words and no others; a sentence when this computer does not let us."""
    text = "".join(f"{word}\n" for word in _tidy(words))
    try:
        ownfiles.write(own_words_path(), text.encode("utf-8"))
    except (OSError, ValueError):
        return NOT_KEPT
    return ""


def _tidy(words: Iterable[str]) -> list[str]:
    said = (word.strip().replace("’", "'") for word in words)
    return sorted({word for word in said if 0 < len(word) <= LONGEST}, key=str.casefold)[:MOST]

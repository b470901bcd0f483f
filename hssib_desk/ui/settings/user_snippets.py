"""Words of one person, kept on this computer beside the settings: snippets, and the name they last used.

Nothing comes here by itself but the name and role of the reviewer; never an answer about a patient.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from hssib_desk.ui.settings.settings import settings_path

MOST_SNIPPETS, LONGEST_SHORT, LONGEST_TEXT = 200, 20, 2000


@dataclass(frozen=True)
class Snippet:
    """A text that is written often, and the few letters that stand for it."""

    short: str
    text: str


@dataclass(frozen=True)
class OwnWords:
    """All of them; `last` holds the name and role used last, by "name" and "role"."""

    snippets: tuple[Snippet, ...] = ()
    last: dict[str, str] = field(default_factory=dict)

    def with_snippet(self, made: Snippet) -> OwnWords:
        """The words with a snippet in the place of the one with the same letters, in order of letters."""
        rest = [item for item in self.snippets if item.short.casefold() != made.short.casefold()]
        return replace(self, snippets=tuple(sorted([*rest, made], key=lambda item: item.short.casefold())))

    def without(self, short: str) -> OwnWords:
        """The words without one snippet."""
        return replace(self, snippets=tuple(item for item in self.snippets if item.short != short))


def words_path() -> Path:
    """The file of these words."""
    return settings_path().with_name("own-words.json")


def load_words() -> OwnWords:
    """The words kept on this computer; a file that is missing or unreadable gives none."""
    try:
        raw: dict[str, Any] = json.loads(words_path().read_text("utf-8"))
        snippets = tuple(Snippet(str(one["short"]), str(one["text"])) for one in raw.get("snippets", []))
        last = {str(key): str(value) for key, value in raw.get("last", {}).items()}
        return OwnWords(snippets[:MOST_SNIPPETS], last)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return OwnWords()


def save_words(words: OwnWords) -> str:
    """Keep the words; a sentence when this computer does not let us."""
    from hssib_desk import ownfiles

    try:
        ownfiles.write(words_path(), json.dumps(asdict(words), ensure_ascii=False, indent=1).encode())
    except (OSError, ValueError):
        return "Not kept: this computer does not let the program write its settings."
    return ""


def problem(words: OwnWords, made: Snippet) -> str:
    """Why a snippet cannot be kept as it is, or nothing."""
    if not made.short or not made.text.strip():
        return "A snippet has a few letters and a text."
    if len(made.short) > LONGEST_SHORT or not made.short.isalnum():
        return f"The shortcut is one word of at most {LONGEST_SHORT} letters and digits."
    if len(made.text) > LONGEST_TEXT:
        return f"The text is too long; {LONGEST_TEXT:,} characters fit."
    if len(words.with_snippet(made).snippets) > MOST_SNIPPETS:
        return f"{MOST_SNIPPETS} snippets are kept; remove one first."
    return ""

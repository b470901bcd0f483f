"""The words of a text that a dictionary can judge, and where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ADDRESS = re.compile(r"@|://|www\.|\\|_|[\u0300-\u036f]")  # of mail and files, and letters in two pieces
_LAST_LATIN = "\u024f"


def words_in(text: str) -> Iterator[tuple[int, str]]:
    """Each word with its place: no numbers, doses, addresses, abbreviations or other scripts."""
    for chunk in _CHUNK.finditer(text):
        if _ADDRESS.search(chunk[0]):
            continue
        for word in _WORD.finditer(chunk[0]):
            if _can_be_judged(word[0]) and not _touches_digit(chunk[0], word):
                yield chunk.start() + word.start(), word[0]


def _can_be_judged(word: str) -> bool:
    parts = re.split("['’-]", word)
    plain = all(part == part.lower() or part == part.capitalize() for part in parts)
    return len(word) > 1 and plain and max(word.replace("’", "'")) <= _LAST_LATIN and not word.isupper()


def _touches_digit(chunk: str, word: re.Match[str]) -> bool:
    before, after = chunk[: word.start()][-1:], chunk[word.end() :][:1]
    return before.isdigit() or after.isdigit()


def units(text: str) -> int:
    """How long a text is as Qt counts it: a sign beyond the first plane is two."""
    return len(text) + sum(letter > "\uffff" for letter in text)

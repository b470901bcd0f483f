"""Searching as people type: signs and accents do not matter, and what was found is shown in its words."""

from __future__ import annotations

import re
import unicodedata

OPEN, CLOSE = "\x02", "\x03"

# The index takes signs off letters ("é", "ŵ"); these letters are not made of a plain one and a sign.
_LETTERS = str.maketrans("łŁøØđĐðÐħĦıŧŦ", "lLoOdDdDhHitT")
_BEFORE, _AFTER = 40, 90


def fold(text: str) -> str:
    """A text with plain letters in the place of those that no keyboard here has; as long as before."""
    return text.translate(_LETTERS)


def terms(typed: str) -> list[str]:
    """The words of a search; signs between them mean nothing."""
    return re.findall(r"[^\W_]+", fold(typed))


def stripped(text: str) -> str:
    """A text for comparing: no signs, no capitals, and each character where it was."""
    bare = []
    for character in fold(text):
        plain = unicodedata.normalize("NFD", character)[0].lower()
        bare.append(plain if len(plain) == 1 else character)
    return "".join(bare)


def snippet(body: str, typed: str) -> str:
    """The part of a text in which the words stand, each word found between OPEN and CLOSE."""
    bare, wanted = stripped(body), [stripped(term) for term in terms(typed)]
    spots = [found.span() for found in re.finditer(r"[^\W_]+", bare) if _is_hit(found[0], wanted)]
    first = spots[0][0] if spots else 0
    start = 0 if first <= _BEFORE else max(body.rfind(" ", 0, first - _BEFORE) + 1, first - 2 * _BEFORE)
    end = len(body) if len(body) - first <= _AFTER else max(first + _AFTER, spots[0][1] if spots else 0)
    parts, at = ["…" if start else ""], start
    for left, right in spots:
        if left >= end:
            break
        parts += [body[at:left], OPEN, body[left:right], CLOSE]
        at = right
    parts += [body[at : max(at, end)], "…" if end < len(body) else ""]
    return " ".join("".join(parts).split())


def _is_hit(word: str, wanted: list[str]) -> bool:
    return word in wanted or (bool(wanted) and word.startswith(wanted[-1]))

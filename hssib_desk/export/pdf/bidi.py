"""In which direction the letters of a line run: what names and sentences need of the Unicode algorithm."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

_BRACKETS = {"(": ")", "[": "]", "{": "}", "«": "»"}


def levels(line: str, base: int) -> list[int]:
    """The embedding level of each character: even runs to the right, odd to the left.

    The part of the Unicode bidirectional algorithm that names and sentences need: no explicit controls.
    """
    kinds = [_direction(char) for char in line]
    strong = "R" if base else "L"
    for n, kind in enumerate(kinds):
        if kind in "LR":
            strong = kind
        elif kind == "E" and strong == "L":
            kinds[n] = "L"
    own = "R" if base else "L"
    _pair_brackets(line, kinds, own)
    for start, end in _gaps(kinds):
        before = _side(kinds[start - 1]) if start else own
        after = _side(kinds[end]) if end < len(kinds) else own
        kinds[start:end] = [before if before == after else own] * (end - start)
    known = {"L": 2 * base, "R": 1, "E": 2}
    return [known[kind] for kind in kinds]


def _side(kind: str) -> str:
    """The direction that a number or letter lends to the signs beside it."""
    return "R" if kind == "E" else kind


def _pair_brackets(line: str, kinds: list[str], base: str) -> None:
    """Give both brackets of a pair the direction of the words in and before them."""
    opened: list[int] = []
    for n, char in enumerate(line):
        if char in _BRACKETS:
            opened.append(n)
        elif opened and char == _BRACKETS[line[opened[-1]]]:
            start = opened.pop()
            inside = {_side(kind) for kind in kinds[start:n]} & {"L", "R"}
            before = next((kind for kind in reversed(kinds[:start]) if kind in "LRE"), base)
            is_as_before = "R" in inside and before in "RE" and base not in inside
            if inside:
                kinds[start] = kinds[n] = base if base in inside else "R" if is_as_before else base


def _gaps(kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where signs stand that take the direction of what is around them."""
    start = 0
    while start < len(kinds):
        if kinds[start] != "N":
            start += 1
            continue
        end = next((n for n in range(start, len(kinds)) if kinds[n] != "N"), len(kinds))
        yield start, end
        start = end


@cache
def _direction(char: str) -> str:
    """L, R, E for a number, N for what takes the direction of its neighbours."""
    kind = unicodedata.bidirectional(char)
    if kind in ("R", "AL"):
        return "R"
    if kind in ("EN", "AN"):
        return "E"
    return "L" if kind == "L" else "N"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter of a text, and most of the others, are of scripts that run to the left.

    An English sentence that begins with an Arabic name is read, searched and copied as an English sentence.
    """
    kinds = [kind for kind in map(_direction, text) if kind in "LR"]
    return kinds[:1] == ["R"] and 2 * kinds.count("R") > len(kinds)


def in_visual_order(runs: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Runs of a line, each beginning with its level, from left to right."""
    ordered = list(runs)
    for level in range(max((run[0] for run in runs), default=0), 0, -1):
        start = 0
        while start < len(ordered):
            end = start
            while end < len(ordered) and ordered[end][0] >= level:
                end += 1
            ordered[start:end] = reversed(ordered[start:end])
            start = max(end, start + 1)
    return ordered

"""Sentences of the half page in somebody's own words: the figures stay, and what was made stays beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.board.words import Sentence, fill

FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
GROUP = "edited"
# Sentences that are not left out without a reason in their place.
OBLIGATORY = ("known", "judged", "time", "actions")


@dataclass(frozen=True)
class Edit:
    """Another wording of one sentence, with who gave it, when and why."""

    key: str
    made: str
    printed: str
    reason: str = ""
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Typed:
    """A part of the front page that people write: its label, the text, and by whom and when."""

    label: str
    text: str = ""
    who: str = ""
    at: datetime | None = None


def front_parts() -> list[Sentence]:
    """The typed parts of the front page, which nothing is made for."""
    return [Sentence(key, "") for key in board_form().words["front"]]


def typed(edits: Iterable[Edit]) -> list[Typed]:
    """The typed parts of the front page in their order, those that are empty too."""
    by_key = {edit.key: edit for edit in edits}
    found = []
    for key, label in board_form().words["front"].items():
        edit = by_key.get(key)
        found.append(Typed(label, edit.printed.strip(), edit.who, edit.at) if edit else Typed(label))
    return found


def part_names() -> dict[str, str]:
    """What each sentence and each typed part is called."""
    words = board_form().words
    return {**words["sentences"], **words["front"]}


def problem_with(made: str, printed: str, key: str, reason: str) -> str:
    """Why a wording cannot be taken; empty where it can."""
    if key in board_form().words["front"]:
        return ""
    if not printed.strip():
        return fill(GROUP, "needs_reason") if key in OBLIGATORY and not reason.strip() else ""
    figures = FIGURE.findall(made)
    return "" if FIGURE.findall(printed) == figures else fill(GROUP, "figures", figures=", ".join(figures))


def advice_on(printed: str) -> list[str]:
    """What is advised against in a report to a board, as it stands in a wording."""
    low = printed.casefold()
    return [words for words in board_form().words["advised_against"] if words.casefold() in low]


def edited(sentences: Sequence[Sentence], edits: Iterable[Edit]) -> tuple[list[Sentence], list[Edit]]:
    """The sentences as they are printed, and the edits that hold.

    An edit holds as long as the figures still make the sentence that it was written for.
    """
    by_key = {edit.key: edit for edit in edits}
    printed, held = [], []
    for sentence in sentences:
        edit = by_key.get(sentence.key)
        if edit is None or edit.made != sentence.text or edit.printed == sentence.text:
            printed.append(sentence)
            continue
        held.append(edit)
        text = edit.printed.strip()
        if text:
            printed.append(Sentence(sentence.key, f"{text}{fill(GROUP, 'mark')}"))
        elif sentence.key in OBLIGATORY:
            printed.append(Sentence(sentence.key, fill(GROUP, "left_out", reason=edit.reason.strip())))
    return printed, held

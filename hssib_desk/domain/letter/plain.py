"""Whether a letter can be read by somebody who has never worked in health care: advice, never a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hssib_desk.domain.letter.words import letter_form

_SENTENCE = re.compile(r"[^.!?…\n]*[^.!?…\s][^.!?…\n]*[.!?…]*")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+", re.IGNORECASE)
_YOUNGEST = 5  # years of age at which children begin to read


@dataclass(frozen=True)
class Reading:
    """How hard texts are to read: the age of a reader who follows them, and where the longest sentence is."""

    age: int
    longest_words: int
    longest_in: str


def reading_of(texts: Sequence[tuple[str, str]]) -> Reading | None:
    """How hard texts, each with the heading over it, are together; None where there is no sentence.

    The age follows from the Flesch–Kincaid grade.
    """
    sentences = [(head, words) for head, text in texts for words in _sentences(text)]
    if not sentences:
        return None
    words = [word for _, found in sentences for word in found]
    syllables = sum(map(_syllables, words))
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    head, longest = max(sentences, key=lambda one: len(one[1]))
    return Reading(max(_YOUNGEST, round(grade) + _YOUNGEST), len(longest), head)


def advice_on(texts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What to look at before the letter is sent, in sentences; no text is quoted."""
    plain = letter_form().plain
    found = reading_of(texts)
    if found is None:
        return
    yield f"Reading age: about {found.age}. Aim for 9 to 11, so that everybody can follow it."
    if found.longest_words > plain.longest:
        place = f", under “{found.longest_in}”," if found.longest_in else ""
        yield (
            f"The longest sentence{place} has {found.longest_words} words. "
            f"Most should have fewer than {plain.usual}, and none more than {plain.longest}."
        )
    met = [word for word in plain.words if any(_has(text, word) for _, text in texts)]
    if met:
        yield f"Words that families find hard or hurtful: {', '.join(met)}."
    titled = re.compile(rf"\b(?:{'|'.join(map(re.escape, plain.titles))})\.?\s+[^\W\d_a-z]")
    named = list(dict.fromkeys(head for head, text in texts if titled.search(text)))
    if named:
        yield f"Somebody is named, under {', '.join(f'“{head}”' for head in named)}. Have they agreed to be?"


def _has(text: str, word: str) -> bool:
    """Whether a word is in a text; one in capitals, such as DNA, only in capitals."""
    flags = re.NOFLAG if word.isupper() else re.IGNORECASE
    return re.search(rf"\b{re.escape(word)}\b", text, flags) is not None


def _sentences(text: str) -> Iterator[list[str]]:
    for part in _SENTENCE.findall(text):
        if words := _WORD.findall(part):
            yield words


def _syllables(word: str) -> int:
    """About how many syllables a word has: groups of vowels, a silent e at the end not counted."""
    groups = len(_VOWELS.findall(word))
    if groups > 1 and word.lower().endswith("e") and not word.lower().endswith("le"):
        groups -= 1
    return max(1, groups)

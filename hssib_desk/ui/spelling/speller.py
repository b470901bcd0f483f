"""Says whether a word is British English, a word of mental health records, or one that somebody added."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Any

from hssib_desk import resources
from hssib_desk.ui.spelling.own_words import load_own_words, save_own_words

LANGUAGE = "en_GB"
_ENDINGS = ("'s", "s'", "s")


def make_speller() -> Speller | None:
    """A speller; none where its library or dictionary cannot be loaded."""
    base = read_dictionary()
    return None if base is None else Speller(base)


@cache
def read_dictionary() -> Any | None:
    """The dictionary with the clinical words, read once in the life of the program."""
    try:
        from hunspell import Hunspell

        folder = resources.resource("spelling")
        made = Hunspell(LANGUAGE, hunspell_data_dir=str(folder), system_encoding="UTF-8")
        for word in clinical_words():
            made.add(word)
    except Exception:  # whatever a library of this computer does: writing goes on without it
        return None
    return made


def clinical_words() -> list[str]:
    """The words of our own list; a line that begins with # is a heading."""
    text = resources.resource("spelling/clinical.txt").read_text("utf-8")
    return [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]


class Speller:
    """Judges and suggests; what is ignored is kept as numbers, so that no name stays in memory."""

    def __init__(self, base: Any) -> None:
        self._base = base
        self._clinical = _folded(clinical_words())
        self._own = _folded(load_own_words())
        self._ignored: set[int] = set()

    def is_right(self, word: str) -> bool:
        """Whether a word is known or ignored; one with hyphens also when each of its parts is."""
        return self._knows(word) or ("-" in word and all(map(self._knows, filter(None, word.split("-")))))

    def _knows(self, word: str) -> bool:
        plain = word.replace("’", "'")
        if len(plain) == 1 or plain.isupper() or hash(plain.casefold()) in self._ignored:
            return True
        return self._base.spell(plain) or self._is_listed(plain.casefold())

    def _is_listed(self, folded: str) -> bool:
        stems = [folded, *(folded.removesuffix(end) for end in _ENDINGS)]
        return any(stem in self._own or stem in self._clinical for stem in stems)

    def suggestions(self, word: str) -> list[str]:
        """One's own words that are near, then what the dictionary offers."""
        plain = word.replace("’", "'")
        near = [self._own[one] for one in get_close_matches(plain.casefold(), self._own, 2, 0.8)]
        return list(dict.fromkeys([*near, *self._base.suggest(plain)]))

    def learn(self, word: str) -> str:
        """Keep a word on this computer."""
        problem = save_own_words([*load_own_words(), word])
        self.read_own_words()
        return problem

    def read_own_words(self) -> None:
        """Take the words as the file has them now."""
        self._own = _folded(load_own_words())

    def ignore(self, word: str) -> None:
        """Mark a word no more until the program ends."""
        self._ignored.add(hash(word.replace("’", "'").casefold()))


def _folded(words: Iterable[str]) -> dict[str, str]:
    return {word.casefold(): word for word in words}

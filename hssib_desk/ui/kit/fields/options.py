"""What can be chosen in an editor, and which of it is meant by what is typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its code, its words, a heading, and further words that find it."""

    code: str
    text: str
    group: str = ""
    words: tuple[str, ...] = ()

    def matches(self, typed: str) -> bool:
        """Return whether every typed word begins or stands in code, text or search words."""
        hay = " ".join((self.code, self.text, *self.words)).casefold()
        return all(part in hay for part in typed.casefold().split())


def as_options(choices: Iterable[Option | tuple[str, str]]) -> list[Option]:
    """Return options, made from pairs of code and text where need be."""
    return [choice if isinstance(choice, Option) else Option(*choice) for choice in choices]


def nearest(options: Sequence[Option], typed: str) -> Option | None:
    """Return what is meant most likely: the choice that is typed, then one that begins so, then any match."""
    wanted = typed.strip().casefold()
    found = [option for option in options if option.matches(wanted)]
    exact = (option for option in found if wanted in (option.text.casefold(), option.code.casefold()))
    begun = (option for option in found if option.text.casefold().startswith(wanted))
    return next(exact, None) or next(begun, None) or (found[0] if found else None)


def letters(options: Sequence[Option]) -> dict[str, str]:
    """The code each letter stands for: of its own name first, then of a word that finds the choice."""
    found: dict[str, str] = {}
    for beginnings in (lambda option: [option.text], lambda option: option.words):
        for option in options:
            for word in beginnings(option):
                letter = word[:1].casefold()
                if option.code not in found.values() and letter.isalpha():
                    found.setdefault(letter, option.code)
    return found

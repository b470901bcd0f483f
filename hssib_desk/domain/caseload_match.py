"""Is this the same person, and the same death? By number, and by name where letters or numbers lack."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hssib_desk.domain.dates import read_iso, show_date

# Letters that Unicode does not take apart into a letter and a mark.
PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
LOST = "?"

Likeness = Literal["same", "initial", "other", "unknown"]


@dataclass(frozen=True)
class Person:
    """One death as it is compared; `id` is the row of the file it stands in, or the reference of its case."""

    id: str | int
    local_number: str = ""
    nhs_number: str = ""
    name: str = ""
    given_name: str = ""
    date_of_birth: str = ""
    date_of_death: str = ""

    @property
    def where(self) -> str:
        """How a reader finds it: "row 16", "C-2025-014"."""
        return f"row {self.id}" if isinstance(self.id, int) else self.id


@dataclass(frozen=True)
class Match:
    """A death that is the same, or that may be, and why."""

    person: Person
    duplicate: bool
    sentence: str


class Deaths:
    """Deaths already known, found by any of their marks."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._by_mark: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Remember a death."""
        for mark in _marks(person):
            self._by_mark[mark].append(person)

    def matches(self, person: Person) -> list[Match]:
        """The deaths that are the same as this one or may be, duplicates first, each known death once."""
        near = {id(other): other for mark in _marks(person) for other in self._by_mark.get(mark, ())}
        found = [match for other in near.values() if (match := compare(person, other))]
        return sorted(found, key=lambda match: not match.duplicate)


def compare(new: Person, known: Person) -> Match | None:
    """Compare two deaths; None when nothing suggests that they are the same."""
    if new.date_of_death == known.date_of_death:
        return _same_day(new, known)
    return _another_day(new, known)


def _marks(person: Person) -> Iterable[tuple[str, str]]:
    marks = {
        "local": person.local_number.strip().casefold(),
        "nhs": person.nhs_number,
        "born": person.date_of_birth,
        "died": person.date_of_death,
    }
    return ((kind, value) for kind, value in marks.items() if value)


def _same_day(new: Person, known: Person) -> Match | None:
    name, born, nhs = (
        likeness(new, known),
        _agree(new, known, "date_of_birth"),
        _agree(new, known, "nhs_number"),
    )
    where = known.where
    if _agree(new, known, "local_number") == "same":
        if name == "other" and born != "same" and nhs != "same":
            return Match(known, False, f"Same local number and date of death as {where}, but another person.")
        return Match(known, True, f"Same local number and date of death as {where}.")
    if nhs == "same":
        other = [
            word
            for word, differs in (("name", name == "other"), ("date of birth", born == "other"))
            if differs
        ]
        if other:
            but = " and ".join(other)
            return Match(known, False, f"Same NHS number and date of death as {where}, but another {but}.")
        return Match(known, True, f"Same NHS number and date of death as {where}.")
    return _same_day_by_name(known, name, born, nhs)


def _same_day_by_name(known: Person, name: Likeness, born: str, nhs: str) -> Match | None:
    where = known.where
    if name in ("same", "initial") and born == "same" and nhs != "other":
        return Match(known, True, f"Same name, date of birth and date of death as {where}.")
    if name == "same" and born == "unknown" and nhs != "other":
        return Match(known, True, f"Same name and date of death as {where}.")
    if name == "same" and born == "other":
        return Match(known, False, f"Same name and date of death as {where}, but another date of birth.")
    if name in ("same", "initial") and nhs == "other" and born == "same":
        return Match(
            known, False, f"Same name, date of birth and date of death as {where}, but another NHS number."
        )
    if name in ("same", "initial", "unknown") and born != "other" and nhs != "other":
        likely = name != "unknown" or born == "same"
        return (
            Match(known, False, f"Died on the same day as {where}; it may be the same person.")
            if likely
            else None
        )
    return None


def _another_day(new: Person, known: Person) -> Match | None:
    name, born, nhs = (
        likeness(new, known),
        _agree(new, known, "date_of_birth"),
        _agree(new, known, "nhs_number"),
    )
    where, died = known.where, read_iso(known.date_of_death)
    day = f"another date of death ({show_date(died)})" if died else "another date of death"
    if nhs == "same" and (name == "other" or born == "other"):
        return Match(
            known, False, f"Same NHS number as {where}, but another person: one of the numbers is wrong."
        )
    if nhs == "same":
        return Match(known, False, f"Same NHS number as {where}, but {day}.")
    if name == "same" and born == "same" and nhs != "other":
        return Match(known, False, f"Same name and date of birth as {where}, but {day}.")
    if _agree(new, known, "local_number") == "same":
        return Match(known, False, f"Same local number as {where}, but {day}.")
    return None


def _agree(new: Person, known: Person, mark: str) -> Literal["same", "other", "unknown"]:
    first, second = str(getattr(new, mark)).strip().casefold(), str(getattr(known, mark)).strip().casefold()
    if not first or not second:
        return "unknown"
    return "same" if first == second else "other"


def likeness(new: Person, known: Person) -> Likeness:
    """How alike two names are, whatever happened to their accents, capitals, marks and lost letters."""
    if not new.name.strip() or not known.name.strip():
        return "unknown"
    if not _alike(new.name, known.name):
        return "same" if _alike(_whole(new), _whole(known)) else "other"
    given, other = _words(new.given_name), _words(known.given_name)
    if not given or not other:
        return "initial"
    if _alike(given[0], other[0]) or _alike(new.given_name, known.given_name):
        return "same"
    first, second = sorted((given[0], other[0]), key=len)
    return "initial" if len(first) == 1 and second.startswith(first) else "other"


def _whole(person: Person) -> str:
    """All names in one order, for files that keep both names in one column or the other way round."""
    return " ".join(sorted(_words(f"{person.name} {person.given_name}")))


def _words(text: str) -> list[str]:
    return fold(text).split()


@lru_cache(maxsize=65536)
def fold(text: str, spelt_out: bool = False) -> str:
    """A name in plain small letters: no accents and apostrophes, spaces for hyphens, ? for a lost letter."""
    letters = unicodedata.normalize("NFC", text).casefold()
    letters = letters.translate(SPELT_OUT) if spelt_out else letters
    letters = unicodedata.normalize("NFKD", letters.translate(PLAIN_LETTERS)).replace("\ufffd", LOST)
    kept = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w\s?-]", "", kept).replace("-", " ").replace("_", " ").split())


def _alike(first: str, second: str) -> bool:
    """Whether two texts can be the same name: Müller is Muller and Mueller, and ?ukasik may be Łukasik."""
    return any(
        one == two or _fits(one, two) or _fits(two, one)
        for one in _spellings(first)
        for two in _spellings(second)
    )


def _spellings(text: str) -> set[str]:
    return {fold(text).replace(" ", ""), fold(text, spelt_out=True).replace(" ", "")}


def _fits(lost: str, whole: str) -> bool:
    """Whether a text with lost letters can be the other; one mark stands for none, one or two letters."""
    if LOST not in lost or not lost.strip(LOST):
        return False
    return bool(re.fullmatch(re.escape(lost).replace(re.escape(LOST), ".{0,2}"), whole))

"""Is this the same person, and the same death? By number, and by name where letters or numbers lack."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
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

# Words that stand with a name and are no part of it, and what is written where a number is not known yet.
TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "rev", "revd"))
PLACEHOLDERS = frozenset(
    (
        "", "tbc", "tba", "tbd", "n a", "na", "n k", "nk", "nil", "none", "null", "unknown", "not known",
        "not yet known", "not available", "not applicable", "not allocated", "to be confirmed",
        "to be advised", "to follow", "pending", "awaited", "awaiting", "see notes", "no number", "no ref",
        "missing",
    )
)  # fmt: skip

SHORTEST_NO_NAME = 5  # Na and Nil are names too

Likeness = Literal["same", "initial", "other", "unknown"]
Kind = Literal["same", "corrected", "alike", "nameless"]


def is_placeholder(text: str) -> bool:
    """Whether a reference or number stands for one that is not there: TBC, N/A, 0000, xxx, ?."""
    marks = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    return marks in PLACEHOLDERS or bool(re.fullmatch(r"x+|0+|9{5,}", marks.replace(" ", "")))


@dataclass(frozen=True, slots=True)
class Person:
    """One death as it is compared; `id` is the row of the file it stands in, or the reference of its case.

    A mark that identifies nobody, such as a reference “TBC”, is left empty.
    """

    id: str | int
    local_number: str = ""
    nhs_number: str = ""
    name: str = ""
    given_name: str = ""
    date_of_birth: str = ""
    date_of_death: str = ""
    sheet: str = ""

    @property
    def where(self) -> str:
        """How a reader finds it: "row 16", "row 16 of “May”", "C-2025-014"."""
        if isinstance(self.id, str):
            return self.id
        return f"row {self.id} of “{self.sheet}”" if self.sheet else f"row {self.id}"

    @property
    def is_nameless(self) -> bool:
        """Whether nothing says who it was."""
        return not (self.local_number or self.nhs_number or self.name.strip() or self.given_name.strip())


def person_of(
    id: str | int, marks: Mapping[str, str], defaults: frozenset[str] = frozenset(), sheet: str = ""
) -> Person:
    """A death as it is compared with others, without the marks that identify nobody."""
    telling = {mark: "" if _tells_nothing(mark, text, defaults) else text for mark, text in marks.items()}
    if not re.fullmatch(r"\d{10}", telling["nhs_number"]):
        telling["nhs_number"] = ""
    return Person(id, sheet=sheet, **telling)


def _tells_nothing(mark: str, text: str, defaults: frozenset[str]) -> bool:
    if mark == "date_of_birth":
        return text in defaults
    is_name = mark in ("name", "given_name") and text.isalpha() and len(text) < SHORTEST_NO_NAME
    return is_placeholder(text) and not is_name


@dataclass(frozen=True)
class Match:
    """A death that is the same, or that may be, and why.

    `kind` is same; corrected (the same person with another date of death); alike (it may be the same); or
    nameless (the same day, and nothing says who either was).
    """

    person: Person
    kind: Kind
    sentence: str


class Deaths:
    """Deaths already known, found by what two records of one death must share.

    Each key joins two marks, so that a birth date or a day shared by thousands does not make them all alike.
    """

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._by_key: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Remember a death."""
        for key in _keys(person):
            self._by_key[key].append(person)

    def matches(self, person: Person) -> list[Match]:
        """The deaths that are the same as this one or may be, the surest first, each known death once."""
        near = {id(other): other for key in _looked_for(person) for other in self._by_key.get(key, ())}
        found = [match for other in near.values() if (match := compare(person, other))]
        return sorted(found, key=lambda match: _ORDER.index(match.kind))


_ORDER: tuple[Kind, ...] = ("same", "corrected", "nameless", "alike")


def compare(new: Person, known: Person) -> Match | None:
    """Compare two deaths; None when nothing suggests that they are the same."""
    if new.date_of_death == known.date_of_death:
        return _same_day(new, known)
    return _another_day(new, known)


def _keys(person: Person) -> set[tuple[str, ...]]:
    """Under which keys a death is found."""
    born, died, local = person.date_of_birth, person.date_of_death, person.local_number.strip().casefold()
    names = _name_keys(person)
    keys: set[tuple[str, ...]] = {
        ("nhs", person.nhs_number),
        ("local", local),
        ("day", died),
        ("birthday", born),
    }
    keys |= {("died", died, name) for name in names} | {("born", born, name) for name in names if born}
    if born:
        keys.add(("both", born, died))
    if person.is_nameless:
        keys.add(("nameless", died))
    return {key for key in keys if all(key)}


def _looked_for(person: Person) -> set[tuple[str, ...]]:
    """Under which keys a death is looked for.

    A name that lost letters shares no word with the whole one, so it is compared with all of its day.
    """
    born, died = person.date_of_birth, person.date_of_death
    keys = _keys(person) | {("died", died, LOST), ("born", born, LOST)}
    return keys if LOST in _name_keys(person) else keys - {("day", died), ("birthday", born)}


def _name_keys(person: Person) -> set[str]:
    """The words of a name in every spelling, and its whole; a name with lost letters has one key more."""
    texts = {
        spelling for text in (person.name, person.given_name) for spelling in (fold(text), fold(text, True))
    }
    words = {word for text in texts for word in (*text.split(), text.replace(" ", "")) if word}
    return words | {LOST} if any(LOST in word for word in words) else words


def _same_day(new: Person, known: Person) -> Match | None:
    name, born, nhs = _alikeness(new, known)
    where = known.where
    if new.is_nameless and known.is_nameless:
        return Match(known, "nameless", f"Died on the same day as {where}, and neither says who it was.")
    if _agree(new, known, "local_number") == "same":
        if name == "other" and born != "same" and nhs != "same":
            return Match(
                known, "alike", f"Same local number and date of death as {where}, but another person."
            )
        return Match(known, "same", f"Same local number and date of death as {where}.")
    if nhs == "same":
        others = (("name", name == "other"), ("date of birth", born == "other"))
        if but := " and ".join(word for word, differs in others if differs):
            return Match(known, "alike", f"Same NHS number and date of death as {where}, but another {but}.")
        return Match(known, "same", f"Same NHS number and date of death as {where}.")
    return _same_day_by_name(known, name, born, nhs)


def _same_day_by_name(known: Person, name: Likeness, born: str, nhs: str) -> Match | None:
    where = known.where
    near = name in ("same", "initial")
    if near and born == "same" and nhs != "other":
        return Match(known, "same", f"Same name, date of birth and date of death as {where}.")
    if name == "same" and born == "unknown" and nhs != "other":
        return Match(known, "same", f"Same name and date of death as {where}.")
    if name == "same" and born == "other":
        return Match(known, "alike", f"Same name and date of death as {where}, but another date of birth.")
    if near and nhs == "other" and born == "same":
        sentence = f"Same name, date of birth and date of death as {where}, but another NHS number."
        return Match(known, "alike", sentence)
    likely = near or (name == "unknown" and born == "same")
    if likely and born != "other" and nhs != "other":
        return Match(known, "alike", f"Died on the same day as {where}; it may be the same person.")
    return None


def _another_day(new: Person, known: Person) -> Match | None:
    name, born, nhs = _alikeness(new, known)
    where, died = known.where, read_iso(known.date_of_death)
    day = f"another date of death ({show_date(died)})" if died else "another date of death"
    if nhs == "same" and (name == "other" or born == "other"):
        return Match(
            known, "alike", f"Same NHS number as {where}, but another person: one of the numbers is wrong."
        )
    local = _agree(new, known, "local_number") == "same"
    shared = ""
    if nhs == "same":
        shared = "NHS number"
    elif name == "same" and born == "same" and nhs != "other":
        shared = "name and date of birth"
    elif local and name != "other" and born != "other" and nhs != "other":
        shared = "local number"
    if shared:
        sentence = f"Probably the same death, date corrected: same {shared} as {where}, but {day}."
        return Match(known, "corrected", sentence)
    return Match(known, "alike", f"Same local number as {where}, but {day}.") if local else None


def _alikeness(new: Person, known: Person) -> tuple[Likeness, str, str]:
    """How the names, the birth dates and the NHS numbers of two people agree."""
    return likeness(new, known), _agree(new, known, "date_of_birth"), _agree(new, known, "nhs_number")


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
    """A name in plain small letters: no title, accents or marks, spaces for hyphens, ? for a lost letter."""
    letters = unicodedata.normalize("NFC", text).casefold()
    letters = letters.translate(SPELT_OUT) if spelt_out else letters
    letters = unicodedata.normalize("NFKD", letters.translate(PLAIN_LETTERS)).replace("\ufffd", LOST)
    kept = "".join(char for char in letters if not unicodedata.combining(char))
    words = re.sub(r"[^\w\s?-]", "", kept.replace(",", " ")).replace("-", " ").replace("_", " ").split()
    return " ".join([word for word in words if word not in TITLES] or words)


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

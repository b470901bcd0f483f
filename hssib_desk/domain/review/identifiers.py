"""Finding in free text what may identify somebody: numbers, addresses, old dates and known names.

What is found is told by its place and kind only, so that nothing here has to be quoted, logged or shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from nhs_number.validate import is_valid

from hssib_desk.domain.dates import MONTHS, PartialDate, parse_date

LABELS = {
    "name": ("name", "names"),
    "nhs_number": ("NHS number", "NHS numbers"),
    "date_of_birth": ("date that may be a date of birth", "dates that may be dates of birth"),
    "phone": ("telephone number", "telephone numbers"),
    "email": ("e-mail address", "e-mail addresses"),
    "postcode": ("postcode", "postcodes"),
    "known": ("other identifying detail", "other identifying details"),
}

# An event of a review seldom lies further back; a birth of somebody on a ward seldom lies nearer.
BIRTH_YEARS_AGO = 10

_GAP = r"[ \u00a0\u2009\u202f\-\u2010-\u2014]"
_NHS = re.compile(rf"(?<!\d)\d{{3}}({_GAP}?)\d{{3}}\1\d{{4}}(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    rf"(?<![\d/.,-])(?:\+44{_GAP}?(?:\(0\){_GAP}?)?|\(?0)\d{{2,4}}\)?{_GAP}?\d{{3,4}}(?:{_GAP}?\d{{3,4}})?(?![\d/])"
)
_MONTH = "|".join(f"{name[:3]}[a-z]*" for name in MONTHS)
_DATE = re.compile(
    rf"(?<![\d/.-])(?:\d{{1,2}}([/.-])\d{{1,2}}\1(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -](?:{_MONTH})\.?,?[ -](?:\d{{4}}|\d{{2}}))(?![\d/])",
    re.IGNORECASE,
)
_BIRTH_WORDS = re.compile(r"(?:\bborn|\bbirth|\bd\.?o\.?b)\W{0,4}(?:on|is|was|:)?\W{0,3}$", re.IGNORECASE)

# Only letters that begin a postcode area, so that "P1 2nd" or "Q4 3rd" is not taken for one.
_AREA = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|"
    "L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
_POSTCODE = re.compile(rf"(?<!\w)(?:{_AREA})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}(?!\w)", re.IGNORECASE)
# Anything but space, digits and signs: letters of every script, with the marks that belong to them.
_WORD = re.compile(r"[^\s\d_.,;:!?()\[\]{}\"“”„«»/\\<>|=+*&@#%…]+")
_WITHIN = re.compile(r"['‘’\-‐-—]")

# Names that are also everyday words count only where they are written with a capital letter.
_EVERYDAY = re.compile(
    "april|august|bishop|black|brown|carer|cook|dale|dean|drew|faith|fields?|frank|grace|grant|gr[ae]y|green|hope|"
    "june|king|lane|long|love|mark|marsh|mercy|miles|moon|nurse|page|parker|patience|porter|pope|price|prince|read|"
    "rich|rose|rowan|royal|short|smart|small|stone|street|summer|swift|walker|wall|ward|waters|west|white|will|"
    "winter|wise|wood|young"
)
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "rev", "sr", "sister", "nurse"}
)
_SHORTEST_NAME = 4


@dataclass(frozen=True)
class Identifier:
    """One place in a text that may identify somebody; `kind` is a key of LABELS."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class KnownWords:
    """What is known to identify somebody in a case: words of names, other texts, and a date of birth."""

    names: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    born: PartialDate | None = None


def name_words(name: str) -> Iterator[str]:
    """The words of a name as they are looked for in a text; titles and single letters are left out."""
    for match in _WORD.finditer(unicodedata.normalize("NFC", name)):
        words = {part.casefold() for part in _parts(match[0]) if len(part) > 1}
        yield from words - TITLES


def _parts(word: str) -> set[str]:
    """A word and, when it is a double one, its halves: "O’Brien" is also looked for as "Brien"."""
    return {word, *_WITHIN.split(word)} - {""}


def find_identifiers(
    text: str, known: KnownWords | None = None, today: date | None = None
) -> tuple[Identifier, ...]:
    """Every place of a text that may identify somebody, in order; of overlapping ones the first kind wins."""
    found: list[Identifier] = []
    for kind, start, end in _candidates(text, known or KnownWords(), today or date.today()):
        if not any(start < other.end and other.start < end for other in found):
            found.append(Identifier(kind, start, end))
    return tuple(sorted(found, key=lambda item: item.start))


def _candidates(text: str, known: KnownWords, today: date) -> Iterator[tuple[str, int, int]]:
    yield from (("email", *match.span()) for match in _EMAIL.finditer(text))
    yield from (("phone", *match.span()) for match in _PHONE.finditer(text) if _is_phone(match[0]))
    for match in _NHS.finditer(text):
        # Written 3 3 4 it is meant as one, even with a wrong digit; ten digits in a row must pass the check.
        if match[1] or is_valid(match[0]):
            yield "nhs_number", *match.span()
    for match in _DATE.finditer(text):
        if _is_birth(match, known, today):
            yield "date_of_birth", *match.span()
    yield from (("postcode", *match.span()) for match in _POSTCODE.finditer(text))
    yield from _known(text, known)


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    return 10 <= len(digits) <= 12


def _is_birth(match: re.Match[str], known: KnownWords, today: date) -> bool:
    day = parse_date(match[0], today=today)
    if day is None:
        return False
    said = _BIRTH_WORDS.search(match.string, max(0, match.start() - 24), match.start())
    return bool(said) or day == known.born or day.year <= today.year - BIRTH_YEARS_AGO


def _known(text: str, known: KnownWords) -> Iterator[tuple[str, int, int]]:
    for phrase in known.phrases:
        pattern = r"\s+".join(re.escape(word) for word in phrase.split())
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            yield "known", *match.span()
    for match in _WORD.finditer(text) if known.names else ():
        if any(_is_name(part, known.names) for part in _parts(match[0])):
            yield "name", *match.span()


def _is_name(word: str, names: Iterable[str]) -> bool:
    folded = unicodedata.normalize("NFC", word).casefold()
    if folded not in names:
        return False
    return not word[0].islower() or (len(folded) >= _SHORTEST_NAME and not _EVERYDAY.fullmatch(folded))

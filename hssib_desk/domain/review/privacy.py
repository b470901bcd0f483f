"""What identifies somebody, leaving it out, and saying beforehand what an export would contain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Answer, Field, Form, Identifying
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.rules import Context, shown_answers
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.identifiers import LABELS, TITLES, KnownWords, find_identifiers, name_words

EVERYBODY: frozenset[Identifying] = frozenset({"person", "relative", "staff"})
NOBODY: frozenset[Identifying] = frozenset()

# Questions that identify somebody whatever a definition says of them.
_ROLES: dict[str, Identifying] = {
    "name": "person",
    "given_name": "person",
    "nhs_number": "person",
    "date_of_birth": "person",
    "address": "person",
    "local_number": "person",
    "reviewer_name": "staff",
    "signer_name": "staff",
}
# Theirs to say, and printed as they said it, although it may name somebody.
AS_WRITTEN = frozenset(
    {"pen_portrait", "family_account", "family_response", "family_corrections", "family_disagreement"}
)
# What a letter to the family prints to them, although it names somebody: the person, themselves, who writes.
TO_FAMILY = frozenset(
    ["given_name", "letter_to", "letter_name", "letter_contact", "letter_good", "letter_better"]
) | {"letter_sorry", "letter_cannot", "letter_signed"}
_NAMES = frozenset({"name", "given_name", "reviewer_name", "signer_name"})
_SHORTEST_PHRASE = 5
_MOST_NAME_WORDS = 4

SEARCHED = (
    "Free text was searched for names known in the case, NHS numbers, dates of birth, telephone numbers, "
    "e-mail addresses and postcodes. A search cannot see everything: please read it through as well."
)
RECOGNISABLE = (
    "Dates, places of care and case references stay in, so somebody who knew the person may still "
    "recognise them."
)


def identifies(question: Field) -> Identifying | None:
    """Whom an answer to a field identifies, or None."""
    return question.identifying or kind_of(question).identifies or _ROLES.get(question.role)


def identifying_fields(form: Form, who: Collection[Identifying] = EVERYBODY) -> tuple[Field, ...]:
    """The fields of a form whose answers identify one of those given."""
    return tuple(item for item in form.fields if identifies(item) in who)


def without_identifiers(case: CaseFile, who: Collection[Identifying] = EVERYBODY) -> CaseFile:
    """The case without the answers that identify one of those given, nor any that its forms do not know.

    Free text of other fields is not touched: look through it with `text_hits`. Rules that look at an
    identifying answer must be asked of the case as it was.
    """
    return replace(case, entries=tuple(_stripped(entry, who) for entry in case.entries))


def _stripped(entry: EntryFile, who: Collection[Identifying]) -> EntryFile:
    known = entry.form.by_key
    answers = {
        key: value
        for key, value in entry.answers.items()
        if key in known and identifies(known[key]) not in who
    }
    seal = replace(entry.seal, name="") if entry.seal and "staff" in who else entry.seal
    return replace(entry, answers=answers, seal=seal)


@dataclass(frozen=True)
class TextHit:
    """A place in free text that may identify somebody: where it is and what kind, never the words."""

    case_ref: str
    entry_ref: str
    label: str
    kinds: tuple[tuple[str, int], ...]

    @property
    def sentence(self) -> str:
        """The hit for a reader: reference, question, and what was found there."""
        ref = f"{self.case_ref}-{self.entry_ref}" if self.entry_ref else self.case_ref
        return f"{ref}, “{self.label}”: {', '.join(_amount(kind, n) for kind, n in self.kinds)}."


@dataclass
class Contents:
    """What an export of some cases holds, added up case by case."""

    cases: int = 0
    answers: Counter[tuple[Identifying, str]] = field(default_factory=Counter)
    hits: list[TextHit] = field(default_factory=list)

    def add(self, case: CaseFile, forms: Collection[str] | None = None) -> None:
        """Count what one case holds in all forms, or in those named by key."""
        self.cases += 1
        context = Context(case)
        for entry in case.entries:
            if forms is None or entry.form.key in forms:
                for item, _ in shown_answers(entry, context):
                    if who := identifies(item):
                        self.answers[who, item.label] += 1
        self.hits += text_hits(case, forms, context)


def known_words(case: CaseFile) -> KnownWords:
    """The names, numbers, places and date of birth by which people of a case could be recognised."""
    names: set[str] = set()
    phrases: set[str] = set()
    for entry in case.entries:
        for item in identifying_fields(entry.form):
            value = entry.answers.get(item.key)
            if not isinstance(value, str) or not kind_of(item).is_free_text or kind_of(item).is_note:
                continue
            if item.role in _NAMES or (identifies(item) != "person" and _looks_like_a_name(value)):
                names.update(name_words(value))
            elif len(value.strip()) >= _SHORTEST_PHRASE and identifies(item) == "person":
                phrases.add(value.strip())
    return KnownWords(frozenset(names), frozenset(phrases), read_iso(case.value("date_of_birth")))


def names_somebody(question: Field, value: Answer) -> bool:
    """Whether the answer to a question for a role looks like a person's name: "Dr Jane Patel".

    A title before a name says so; so do two to four capitalised words, none of them in a listed role.
    """
    if not kind_of(question).is_person_role or not isinstance(value, str) or question.options is None:
        return False
    words = value.split()
    if value in question.options.by_code or not _looks_like_a_name(value):
        return False
    listed = {word.casefold() for choice in question.options.choices for word in choice.label.split()}
    return len(words) > 1 and (
        words[0].rstrip(".").casefold() in TITLES or not listed & {word.casefold() for word in words}
    )


def _looks_like_a_name(text: str) -> bool:
    words = text.split()
    plain = (word.rstrip(".").replace("-", "").replace("’", "").replace("'", "") for word in words)
    return 0 < len(words) <= _MOST_NAME_WORDS and all(
        word.isalpha() and not word[0].islower() for word in plain
    )


def text_hits(
    case: CaseFile, forms: Collection[str] | None = None, context: Context | None = None
) -> list[TextHit]:
    """Where the free text that would leave with a case may identify somebody, in reading order."""
    known, context = known_words(case), context or Context(case)
    return [
        hit
        for entry in case.entries
        if forms is None or entry.form.key in forms
        for hit in _entry_hits(case, entry, known, context)
    ]


def printed_hits(case: CaseFile, printed: Iterable[tuple[EntryFile, Field]]) -> list[TextHit]:
    """Where the answers that a document prints may identify somebody, those printed as written included."""
    known = known_words(case)
    found = (_hit(case, entry, item, entry.answers.get(item.key), known) for entry, item in printed)
    return [hit for hit in found if hit]


def _entry_hits(case: CaseFile, entry: EntryFile, known: KnownWords, context: Context) -> Iterator[TextHit]:
    for item, value in shown_answers(entry, context):
        if not identifies(item) and (hit := _hit(case, entry, item, value, known)):
            yield hit


def _hit(
    case: CaseFile, entry: EntryFile, item: Field, value: Answer | None, known: KnownWords
) -> TextHit | None:
    if not kind_of(item).is_free_text or not isinstance(value, str):
        return None
    found = Counter(hit.kind for hit in find_identifiers(value, known, case.today))
    if not found["name"] and names_somebody(item, value):
        found["name"] = 1
    ordered = tuple((kind, found[kind]) for kind in LABELS if found[kind])
    return TextHit(case.ref, entry.ref, item.label, ordered) if ordered else None


def sentences(contents: Contents, without: Collection[Identifying] = EVERYBODY, most: int = 10) -> list[str]:
    """What an export would contain, in sentences, before it is written.

    `without` says whose identifying answers the export leaves out, `most` how many places in free text are
    listed before the rest is only counted.
    """
    if not contents.cases:
        return ["No case is selected, so nothing would leave."]
    said = [
        f"{contents.cases} case would leave."
        if contents.cases == 1
        else f"{contents.cases} cases would leave."
    ]
    said += _answers_said(contents.answers, without)
    if contents.hits:
        said.append(f"Free text may still identify somebody in {_places(len(contents.hits))}:")
        said += [hit.sentence for hit in contents.hits[:most]]
        if len(contents.hits) > most:
            said.append(f"And {_places(len(contents.hits) - most)} more.")
    return [*said, RECOGNISABLE, SEARCHED]


def _answers_said(
    answers: Counter[tuple[Identifying, str]], without: Collection[Identifying]
) -> Iterator[str]:
    words: dict[Identifying, str] = {"person": "the person", "relative": "relatives", "staff": "staff"}
    for who, name in words.items():
        fields = [(label, n) for (whom, label), n in answers.items() if whom == who]
        if not fields:
            continue
        if who in without:
            total = sum(n for _, n in fields)
            yield f"Left out: {total} answer{'' if total == 1 else 's'} that would identify {name}."
        else:
            yield f"Contains what identifies {name}: {', '.join(f'{label} ({n})' for label, n in fields)}."


def _amount(kind: str, n: int) -> str:
    one, many = LABELS[kind]
    return f"1 {one}" if n == 1 else f"{n} {many}"


def _places(n: int) -> str:
    return "1 place" if n == 1 else f"{n} places"

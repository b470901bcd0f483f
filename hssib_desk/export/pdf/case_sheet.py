"""One case as a document reads it: its shown answers without identifiers, and what is printed already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from reportlab.platypus import Flowable, Spacer

from hssib_desk.domain.dates import MONTHS
from hssib_desk.domain.forms import kinds, rules
from hssib_desk.domain.forms.form import Answer, Field, Section
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.privacy import AS_WRITTEN, identifies, printed_hits
from hssib_desk.domain.review.scope import scope_of
from hssib_desk.domain.review.second_review import signed_only, state_of
from hssib_desk.export.pdf.parts import NOTE, TABLE, TABLE_STRONG, TITLE_2, Heading, Words, labelled, under
from hssib_desk.export.pdf.tables import answers_grid, answers_table

# A short answer stands beside its label, a longer one below it.
_SHORT = 160
# A very short one stands with others in a grid, as long as its label is no long question.
_GLANCE, _QUESTION = 44, 70
FEWEST_IN_GRID = 2


class Sheet:
    """What the sections of one document share. An answer taken by one section is left out by the others."""

    def __init__(
        self,
        case: CaseFile,
        words: Words | None = None,
        as_written: Collection[str] = AS_WRITTEN,
        whole: bool = False,
    ) -> None:
        self.case = signed_only(case)
        self.second = state_of(case)  # also of a second review that is not signed, and so not printed
        self.words = words or Words()  # how texts become parts of the document
        self.context = Context(self.case)
        self.scope = scope_of(case)
        self.as_written = as_written  # roles that are printed although they may name somebody
        self.whole = whole  # for a coroner: nothing is left out
        self.left_out: dict[str, None] = {}
        self._taken: set[tuple[str, str]] = set()
        self._answers: dict[str, list[tuple[Field, Answer]]] = {}

    def answers(self, entry: EntryFile) -> list[tuple[Field, Answer]]:
        """The answers of an entry that may be printed: shown ones that identify nobody."""
        if entry.id not in self._answers:
            shown = rules.shown_answers(entry, self.context)
            self.left_out |= {field.label: None for field, _ in shown if self._is_left_out(entry, field)}
            self._answers[entry.id] = [pair for pair in shown if not self._is_left_out(entry, pair[0])]
        return self._answers[entry.id]

    def _is_left_out(self, entry: EntryFile, field: Field) -> bool:
        # What is theirs to say is written to be read; that it may hold a name is told in the notes.
        return (
            not self.whole
            and identifies(field) is not None
            and self.role_of(entry, field) not in self.as_written
        )

    def role_of(self, entry: EntryFile, field: Field) -> str:
        """The role of a question, as the forms of today say, also of an older entry."""
        form = self.case.library.forms.get(entry.form.key, entry.form)
        return form.by_key.get(field.key, field).role

    def said(self, role: str) -> str:
        """The answer to a case role as the forms of today ask it, printed here and nowhere else."""
        singles = (entry for entry in self.case.entries if not entry.form.repeat)
        return next((text for entry in singles if (text := self.said_in(entry, role))), "")

    def said_in(self, entry: EntryFile, role: str) -> str:
        """The answer of an entry to a role as the forms of today ask it, printed here and nowhere else."""
        for field, value in self.answers(entry):
            if self.role_of(entry, field) == role:
                self.take(entry, field)
                return self.show(field, value)
        return ""

    def take(self, entry: EntryFile, field: Field | None) -> Answer | None:
        """The answer to a field, printed here and nowhere else; None where there is none to print."""
        found = next((value for item, value in self.answers(entry) if field and item.key == field.key), None)
        if field and found is not None:
            self._taken.add((entry.id, field.key))
        return found

    def text(self, entry: EntryFile, role: str, section: Section | None = None) -> str:
        """The answer that plays a role, as a reader sees it, printed here and nowhere else."""
        field = section.field_with_role(role) if section else entry.form.role(role)
        value = self.take(entry, field)
        return "" if field is None or value is None else self.show(field, value)

    def peek(self, entry: EntryFile, role: str, section: Section | None = None) -> str:
        """The answer that plays a role, left for others to print."""
        field = section.field_with_role(role) if section else entry.form.role(role)
        found = next((value for item, value in self.answers(entry) if field and item.key == field.key), None)
        return "" if field is None or found is None else self.show(field, found)

    def show(self, field: Field, value: Answer) -> str:
        """An answer as a reader sees it; a link as the reference of what it leads to."""
        if kind_of(field).is_link:
            return ", ".join(self.reference(link) for link in kinds.codes(field, value))
        if kind_of(field).is_attachment:
            return "\n".join(self.case.file_line(code, named=True) for code in kinds.codes(field, value))
        return kinds.show(field, value)

    def reference(self, entry_id: str) -> str:
        """The short reference of an entry of the case, or the whole one of an entry of another case."""
        return self.case.reference(entry_id) or "an entry that was removed"

    def left(self, entry: EntryFile, role: str) -> str:
        """The answer that plays a role, as long as it is not printed yet."""
        field = entry.form.role(role)
        is_printed = field is not None and (entry.id, field.key) in self._taken
        return "" if is_printed else self.peek(entry, role)

    def rest(self, entry: EntryFile, sections: Iterable[Section] = ()) -> list[tuple[Field, Answer]]:
        """The answers that are not printed yet; printed herewith."""
        found = self.left_of(entry, sections)
        self._taken |= {(entry.id, field.key) for field, _ in found}
        return found

    def left_of(self, entry: EntryFile, sections: Iterable[Section] = ()) -> list[tuple[Field, Answer]]:
        """The answers of an entry, or of some of its sections, that are not printed yet."""
        keys = {section.key for section in sections}
        return [
            (field, value)
            for field, value in self.answers(entry)
            if (entry.id, field.key) not in self._taken and (not keys or field.section in keys)
        ]

    def blocks(self, answers: Iterable[tuple[Field, Answer]]) -> list[Flowable]:
        """Answers in order: very short ones in a grid, short ones beside their labels, long ones below."""
        told = [(field.label, self._with_unit(field, value)) for field, value in answers]
        found: list[Flowable] = []
        for size, run in _runs(told):
            if size:
                made = answers_grid if size == "grid" else answers_table
                found += [*([Spacer(1, 4)] if found else []), made(self.words, run)]
            else:
                found += [part for label, text in run for part in self._long(label, text)]
        return found

    def _long(self, label: str, text: str) -> list[Flowable]:
        return labelled(self.words, label, text, TABLE_STRONG, TABLE)

    def _with_unit(self, field: Field, value: Answer) -> str:
        return f"{self.show(field, value)} {field.unit}" if field.unit else self.show(field, value)

    def printed(self) -> Iterator[tuple[EntryFile, Field]]:
        """What has been taken so far."""
        for entry in self.case.entries:
            for field in entry.form.fields:
                if (entry.id, field.key) in self._taken:
                    yield entry, field

    def names_told(self) -> tuple[str, ...]:
        """That what is printed as it was written may name somebody, and where a search found a name."""
        printed = [pair for pair in self.printed() if self.role_of(*pair) in AS_WRITTEN]
        said = (
            f"“{field.label}” is printed as written, and may name the person or their family. Please read it "
            "first."
            for _entry, field in printed
        )
        return (*said, *(hit.sentence for hit in printed_hits(self.case, printed)))

    def titled(self, title: str, body: list[Flowable]) -> list[Flowable]:
        """A part of a section under a small title."""
        return under(Heading(self.words, title, 1, TITLE_2), body) if body else []

    def note(self, text: str) -> Flowable:
        """A remark below a table or text."""
        return self.words.line(text, NOTE)


def _runs(told: Sequence[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Answers that stand alike together; one that is very short and alone stands as its neighbours do."""
    first = [(size, list(run)) for size, run in groupby(told, lambda pair: _size(*pair))]
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for size, run in first:
        size = "beside" if size == "grid" and len(run) < FEWEST_IN_GRID else size
        if found and found[-1][0] == size:
            found[-1][1].extend(run)
        else:
            found.append((size, run))
    return found


def _size(label: str, text: str) -> str:
    """How an answer stands: in a grid, beside its label, or, with nothing, below it."""
    if len(text) > _SHORT or "\n" in text:
        return ""
    return "grid" if len(text) <= _GLANCE and len(label) <= _QUESTION else "beside"


def long_date(day: date) -> str:
    """A day as a letter writes it: 9 October 2025."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."

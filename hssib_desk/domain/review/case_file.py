"""A frozen picture of one case, made by the store and read by the window and the exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal, get_args

from hssib_desk.domain.forms.form import Answer, Answers, Field, Form, Library
from hssib_desk.domain.forms.levels import LEVELS, Level
from hssib_desk.domain.forms.vocabulary import REPEATED_ROLES
from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.domain.review.cross_case_links import Elsewhere, is_reference

Stage = Literal["first", "second", "agreed"]
Audience = Literal["governance", "learning", "family"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
CaseStatus = Literal[
    "to_screen", "waiting", "not_started", "draft", "signed", "second_review", "not_reviewed"
]


@dataclass(frozen=True)
class Seal:
    """Who signed, when, and the SHA-256 (hex) over the canonical answers and form text."""

    name: str
    role: str
    at: datetime
    digest: str
    warnings: Mapping[str, str] = field(default_factory=dict)

    @property
    def short(self) -> str:
        """The first 16 hex digits in groups of four, as printed."""
        return " ".join(self.digest[i : i + 4] for i in range(0, 16, 4))


@dataclass(frozen=True)
class Origin:
    """The judgement an entry was raised from: an entry of the case and a section of its form."""

    entry_id: str
    section: str


@dataclass(frozen=True)
class EntryFile:
    """One filled form of a case."""

    id: str
    form: Form
    answers: Answers
    ref: str = ""  # "A03" within the case; empty for a form that does not repeat
    stage: Stage = "first"
    position: int = 0
    origin: Origin | None = None
    seal: Seal | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    row_version: int = 1

    def value(self, role: str) -> Answer | None:
        """The answer of the field that plays a role, or None."""
        given = (self.answers.get(field.key) for field in self._playing(role))
        return next((value for value in given if value is not None), None)

    def _playing(self, role: str) -> tuple[Field, ...]:
        """The questions that play a role: one, but of those that are put in several words each."""
        found = self.form.role(role)
        return self.form.with_role(role) if role in REPEATED_ROLES else (found,) if found else ()

    def text(self, role: str) -> str:
        """The answer that plays a role as a reader sees it, or an empty string."""
        from hssib_desk.domain.forms.kinds import show

        given = ((field, self.answers.get(field.key)) for field in self._playing(role))
        return next((show(field, value) for field, value in given if value is not None), "")

    def field(self, role: str) -> Field | None:
        """The field that plays a role in this entry's own form version."""
        return self.form.role(role)


@dataclass(frozen=True)
class WorkbookFacts:
    """What an export prints about the workbook it comes from."""

    title: str
    organisation: str = ""
    ods_code: str = ""
    classification: str = "OFFICIAL-SENSITIVE: PERSONAL"
    window_days: int = 30
    workbook_id: str = ""
    program: str = ""
    path_name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One line of a field's history; `old` and `new` are None where there was no answer."""

    entry_id: str
    field: str
    old: Answer | None
    new: Answer | None
    who: str
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class CaseFile:
    """One case whole: its entries in outline order, its status, and the workbook it belongs to."""

    id: str
    ref: str
    entries: tuple[EntryFile, ...]
    library: Library
    facts: WorkbookFacts
    status: CaseStatus = "not_started"
    today: date = field(default_factory=date.today)
    sealed_versions: int = 0
    stage: Stage = "first"  # whose answers `entry`, `value` and `seal` speak of
    attachments: tuple[AttachmentFile, ...] = ()
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)  # what links to other cases lead to
    linked_from: tuple[tuple[str, Elsewhere], ...] = ()  # own entry, and one of another case leading to it
    superseded: str = ""  # of a signed version that was opened again: which one, when, by whom and why
    read_only: bool = False  # somebody else writes in the workbook: here nothing of the case can change

    @cached_property
    def level(self) -> Level:
        """How much of the case is asked; full where nobody said, as in every case made before screening."""
        said = self.value("level")
        return next((level for level in LEVELS if level == said), "full")

    @property
    def seal(self) -> Seal | None:
        """The seal of the case's stage, taken from the first entry of it that is sealed."""
        return self.seal_of(self.stage)

    def seal_of(self, stage: Stage) -> Seal | None:
        """The seal of one stage, or None where it is not signed."""
        return self._seals.get(stage)

    @cached_property
    def _seals(self) -> dict[Stage, Seal]:
        return {entry.stage: entry.seal for entry in reversed(self.entries) if entry.seal}

    def entry(self, form_key: str, stage: Stage | None = None) -> EntryFile | None:
        """The entry of a form that does not repeat, or of the one in its place; None where it was not begun.

        Without a stage it is that of the case's own stage, or of the first where the own one has none.
        """
        wanted = (self.stage, "first") if stage is None else (stage,)
        return next((e for name in wanted for e in self._by_form.get(form_key, ()) if e.stage == name), None)

    @cached_property
    def _by_form(self) -> dict[str, list[EntryFile]]:
        """The entries by their form, and by that in whose place it is."""
        found: dict[str, list[EntryFile]] = {}
        for entry in self.entries:
            for key in {entry.form.key, entry.form.instead_of}:
                found.setdefault(key, []).append(entry)
        return found

    def not_begun(self, form_key: str) -> EntryFile:
        """The empty entry that stands for a form without one; always the same, so what it says is kept."""
        if form_key not in self._not_begun:
            self._not_begun[form_key] = EntryFile(id="", form=self.library.forms[form_key], answers={})
        return self._not_begun[form_key]

    @cached_property
    def _not_begun(self) -> dict[str, EntryFile]:
        return {}  # filled as it is asked

    def entry_by_id(self, entry_id: str) -> EntryFile | None:
        """The entry with this id, or None."""
        return next((e for e in self.entries if e.id == entry_id), None)

    def reference(self, link: str) -> str:
        """What an export says of a linked entry: its reference; an empty text for one that was removed."""
        if is_reference(link):
            found = self.elsewhere.get(link)
            return found.said if found else link
        entry = self.entry_by_id(link)
        return (entry.ref or entry.form.title) if entry else ""

    def related(self, entry: EntryFile) -> str:
        """The entries of other cases, and actions of this one, that an entry was linked to, as references."""
        said = []
        for asked in (asked for asked in entry.form.fields if asked.across):
            value = entry.answers.get(asked.key)
            for link in value if isinstance(value, list) else ():
                found = self.reference(link)
                said.append(found if is_reference(link) else f"{self.ref}-{found}" if found else "")
        return ", ".join(filter(None, said))

    def leading_to(self, entry: EntryFile) -> list[str]:
        """The references of the entries of other cases that lead to an entry."""
        return [other.said for own, other in self.linked_from if own == entry.id]

    def attachment(self, attachment_id: str) -> AttachmentFile | None:
        """The attached file with this id, or None."""
        return next((found for found in self.attachments if found.id == attachment_id), None)

    def file_line(self, attachment_id: str, *, named: bool) -> str:
        """What an export says of an attached file; its name may identify somebody."""
        found = self.attachment(attachment_id)
        return found.line(named=named) if found else f"a file that is not there ({attachment_id})"

    def all_of(self, form_key: str) -> tuple[EntryFile, ...]:
        """The entries of a repeating form in order."""
        return tuple(e for e in self.entries if e.form.key == form_key)

    def value(self, role: str) -> Answer | None:
        """The answer to a case role from whichever single form plays it, or None."""
        for item in self._singles(role):
            if (value := item.value(role)) is not None:
                return value
        return None

    def text(self, role: str) -> str:
        """The answer to a case role as a reader sees it."""
        return next((text for item in self._singles(role) if (text := item.text(role))), "")

    @cached_property
    def _answered(self) -> list[EntryFile]:
        return [entry for entry in self.entries if entry.answers]

    def _singles(self, role: str) -> Iterator[EntryFile]:
        found = (e for e in self._answered if not e.form.repeat and e.form.role(role))
        return (e for e in found if e.stage == self.stage or e is self.entry(e.form.key))

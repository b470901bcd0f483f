"""How each part of a review stands: who has it, by when, and whether it is signed or set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from hssib_desk.domain.dates import local_day, read_iso
from hssib_desk.domain.forms.form import Form, Library
from hssib_desk.domain.forms.rules import Advised, Context, Finding, holds
from hssib_desk.domain.forms.vocabulary import MINUTES_RECORD
from hssib_desk.domain.parts.part import Part
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.ending import is_not_reviewed

State = Literal["open", "waiting", "signed", "aside"]
# What only an act writes: a signature, or the reason for which a part is set aside.
SEALED_AS = "part_digest"  # the digest of what was signed
SIGNED = ("part_signed_by", "part_signed_role", "part_signed_on", "part_signed_time", "part_declared")
SIGNATURE = (*SIGNED, SEALED_AS)
REOPENED = ("part_opened", "part_opened_on")
ASIDE = ("part_aside", "part_aside_by", "part_aside_on")


def answered_by_acts(form: Form) -> frozenset[str]:
    """The questions of a form that only an act answers: on a part of a review, or of a panel's meeting."""
    roles = (*SIGNATURE, *ASIDE, *REOPENED)
    return frozenset(field.key for field in map(form.role, roles) if field) | answered_by_meeting(form)


def answered_by_meeting(form: Form) -> frozenset[str]:
    """The questions of a decision that only the meeting answers that took it, or that sealed its minutes."""
    found = map(form.role, sorted(MINUTES_RECORD)) if form.repeat else ()
    return frozenset(field.key for field in found if field)


@dataclass(frozen=True)
class Standing:
    """One part of a case: open until somebody has it or another is signed, then waiting; signed or set aside.

    `by`, `role`, `on` and `time` are of the signature, or of who set it aside; `whole` says that one
    signature covers the whole review. `digest` is of what was signed, and `opened` says when and why a
    signature was taken back.
    """

    part: Part
    state: State
    entry: EntryFile | None = None
    assignee: str = ""
    assignee_role: str = ""
    due: date | None = None
    by: str = ""
    role: str = ""
    on: date | None = None
    time: str = ""
    why: str = ""
    declared: str = ""
    whole: bool = False
    digest: str = ""
    opened: tuple[date | None, str] | None = None

    @property
    def is_waited_for(self) -> bool:
        """Whether the review is not signed before it."""
        return self.state in ("open", "waiting")


def form_of(library: Library) -> Form | None:
    """The form that keeps how the parts stand."""
    return library.form_with_role("part", repeat=True)


def entry_of(case: CaseFile, key: str) -> EntryFile | None:
    """What is kept of one part of a case; None while nobody has it and nothing is signed."""
    return next((e for e in case.entries if e.form.role("part") and e.value("part") == key), None)


def is_needed(case: CaseFile, part: Part, context: Context | None = None) -> bool:
    """Whether the review waits for a part at the level of the case."""
    if case.level not in part.needed:
        return False
    condition, context = part.needed[case.level], context or Context(case)
    return condition is None or holds(condition, replace(context.bystander, stage="first"), context)


def standings(case: CaseFile, context: Context | None = None) -> list[Standing]:
    """Every part that the review needs, and each that is signed or set aside all the same, in their order."""
    if is_not_reviewed(case, context):
        return []
    found = [(part, entry_of(case, part.key)) for part in case.library.parts]
    kept = [(part, entry) for part, entry in found if _is_settled(entry) or is_needed(case, part, context)]
    begun = any(_is_settled(entry) for _, entry in kept)
    return [_standing(case, part, entry, begun) for part, entry in kept]


def is_shared(found: Iterable[Standing]) -> bool:
    """Whether more than one person has to do with a review, as far as is known."""
    return any(item.state != "open" and not item.whole for item in found)


def mine(waiting: Sequence[Standing], me: str) -> list[str]:
    """The parts that somebody is taken to sign: their own, else those of nobody, else the only one."""
    own = [item.part.key for item in waiting if item.assignee and same_name(item.assignee, me)]
    nobody = [item.part.key for item in waiting if not item.assignee]
    return own or nobody or [item.part.key for item in waiting if len(waiting) == 1]


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, however they are spaced and written small or large."""
    return bool(one.strip()) and one.casefold().split() == other.casefold().split()


def waited_for(case: CaseFile) -> list[Standing]:
    """The parts that the review waits for."""
    return [found for found in standings(case) if found.is_waited_for]


def _is_settled(entry: EntryFile | None) -> bool:
    return entry is not None and bool(entry.value("part_signed_by") or entry.value("part_aside"))


def _standing(case: CaseFile, part: Part, entry: EntryFile | None, begun: bool) -> Standing:
    seal = case.seal_of("first")
    made = Standing(part, "open", entry)
    if entry:
        names = entry.text("part_assignee"), entry.text("part_assignee_role")
        why = entry.text("part_opened")
        opened = (_day(entry, "part_opened_on"), why) if why else None
        made = Standing(part, "open", entry, *names, due=_day(entry, "part_due"), opened=opened)
    if entry and entry.value("part_signed_by"):
        return _signed(made, entry)
    if entry and entry.value("part_aside"):
        by, why = entry.text("part_aside_by"), entry.text("part_aside")
        return replace(made, state="aside", by=by, on=_day(entry, "part_aside_on"), why=why)
    if seal:  # one signature for the whole review, as every one that was signed before there were parts
        on, time = local_day(seal.at), f"{seal.at.astimezone():%H:%M}"
        return replace(made, state="signed", by=seal.name, role=seal.role, on=on, time=time, whole=True)
    return replace(made, state="waiting" if made.assignee or made.due or begun else "open")


def _signed(made: Standing, entry: EntryFile) -> Standing:
    return replace(
        made,
        state="signed",
        by=entry.text("part_signed_by"),
        role=entry.text("part_signed_role"),
        on=_day(entry, "part_signed_on"),
        time=entry.text("part_signed_time"),
        declared=entry.text("part_declared"),
        digest=entry.text(SEALED_AS),
    )


def _day(entry: EntryFile, role: str) -> date | None:
    found = read_iso(entry.value(role))
    return found.first if found and found.exact else None


def finding_part(case: CaseFile, found: Finding) -> str:
    """The key of the part that something missing or odd belongs to."""
    return case.library.part_of(found.entry.form.key, found.section.key, found.field.key)


def advised_part(case: CaseFile, found: Advised) -> str:
    """The key of the part that a remark belongs to."""
    field = found.entry.form.by_key.get(found.field)
    section = found.section.key if found.section else field.section if field else ""
    return case.library.part_of(found.entry.form.key, section, found.field)


def signed_keys(library: Library, entry: EntryFile, signed: Collection[str]) -> frozenset[str]:
    """The questions of an entry that stay as they are: those of signed parts, and signatures themselves."""
    if entry.form.role("part"):
        roles = (*SIGNATURE, *ASIDE, *REOPENED, "part", "title")
        return frozenset(field.key for field in map(entry.form.role, roles) if field)
    if entry.stage != "first" or not signed:
        return frozenset()
    return frozenset(
        field.key
        for field in entry.form.fields
        if not field.living and library.part_of(entry.form.key, field.section, field.key) in signed
    )


def signed_parts(entries: Iterable[EntryFile]) -> frozenset[str]:
    """The parts among some entries that have a signature, until the seal of the whole covers it."""
    kept = (e for e in entries if e.form.role("part") and not e.seal)
    return frozenset(str(e.value("part")) for e in kept if e.value("part_signed_by"))


def closed_keys(case: CaseFile, entry: EntryFile) -> frozenset[str]:
    """The questions of an entry that a signature of a part keeps as they are."""
    return signed_keys(case.library, entry, signed_parts(case.entries))


def is_closed_to_new(library: Library, form: Form, signed: Collection[str]) -> bool:
    """Whether no entry of a form may come in or go out: a signed part has it, and not all stays open."""
    return library.part_of(form.key) in signed and not all(field.living for field in form.fields)


LISTED = "part:"  # before the key of a part, among what the lists keep of a case


def waiting_lines(case: CaseFile) -> dict[str, str]:
    """The parts a case waits for as the lists keep them: by when, for whom, whether others are settled."""
    found = standings(case)
    begun = "1" if any(not item.is_waited_for for item in found) else ""
    return {
        f"{LISTED}{item.part.key}": "|".join((item.due.isoformat() if item.due else "", item.assignee, begun))
        for item in found
        if item.is_waited_for
    }

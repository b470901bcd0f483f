"""One cell of an edited action log beside the answer in the workbook: is it an edit, and may it be taken?"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from hssib_desk.domain import kinds, rules
from hssib_desk.domain.casefile import CaseFile, EntryFile
from hssib_desk.domain.dates import KEPT
from hssib_desk.domain.edited_log import EditedRow, cell_text, folded, mark, plain
from hssib_desk.domain.form import Answer, Field, Form
from hssib_desk.domain.rules import Context

Kind = Literal["take", "refused", "conflict", "odd"]

# Living, so that a review that is signed may still be given one; what a review found it is all the same.
FINDINGS = frozenset({"area"})
FITS_A_CELL = 32_000  # a longer text is not whole in its cell, so nothing is taken from there

FOUND = "It belongs to what the review found. Change it in the review itself."
SIGNED = "The review is signed off, and this is part of what was signed."
STAYS = "Once given it stays as it is."
NOT_ASKED = "The form that this action was filled in with does not ask it."
TOO_LONG = "The text is longer than a cell holds. Change it in the workbook."
STAYS_THERE = "The answer in the workbook stays."
NEEDED = f"It must have an answer. {STAYS_THERE}"
BOTH = "It was changed in the workbook too since the file was written."
RETIRED = "“{label}” is not offered any more. Choose another answer."
COMPUTED = {
    "CASE_REF": "References never change.",
    "STRENGTH": "It follows from another question of the action. Change that in the workbook.",
    "BRAG": "It is worked out from status and dates. Change those, and the colour follows.",
}


@dataclass(frozen=True)
class Place:
    """Where a cell belongs: an action of a case, and what is not asked of it now."""

    case: CaseFile
    entry: EntryFile
    context: Context
    hidden: Set[str]


@dataclass(frozen=True)
class Judged:
    """An edit: its question (None where it has none), before and after in words, and what becomes of it."""

    field: Field | None
    old: str
    new: str
    kind: Kind
    why: str = ""
    value: Answer | None = None


def question(name: str, form: Form, entry: EntryFile) -> Field | None:
    """The question behind a column, as the entry's own version of the form asks it."""
    shipped = form.role(name) or form.by_key.get(name)
    if shipped is None:
        return None
    keys = (shipped.key, *shipped.renamed)
    by_role = entry.form.role(shipped.role) if shipped.role else None
    return by_role or next((entry.form.by_key[key] for key in keys if key in entry.form.by_key), None)


def judge(name: str, row: EditedRow, form: Form, place: Place) -> Judged | Literal["newer"] | None:
    """What a cell says anew; "newer" when only the workbook changed since, None when nothing differs."""
    if name.isupper():
        return _computed(name, row, place)
    asked = question(name, form, place.entry)
    if asked is None:
        return _unasked(name, row)
    text, written = row.cells[name], written_text(asked, place)
    if folded(text) == folded(written):
        return None
    if name in row.faults:
        return Judged(asked, _shown(asked, place.entry), text, "odd", row.faults[name])
    sign = row.marks.get(name)
    if sign == mark(text):
        return "newer"  # nobody touched the cell
    value = kinds.parse(asked, plain(text))
    old = place.entry.answers.get(asked.key)
    if value == old:
        return None
    moved = row.version != place.entry.row_version if sign is None else sign != mark(written)
    kind, why = _fate(asked, old, value, place, moved)
    shown = "" if value is None else kinds.show(asked, value)
    return Judged(asked, _shown(asked, place.entry), shown, kind, why, value)


def written_text(asked: Field, place: Place) -> str:
    """What a log written now would hold in the cell."""
    value = place.entry.answers.get(asked.key)
    return "" if value is None or asked.key in place.hidden else cell_text(kinds.cell(asked, value))


def _shown(asked: Field, entry: EntryFile) -> str:
    value = entry.answers.get(asked.key)
    return "" if value is None else kinds.show(asked, value)


def _fate(
    asked: Field, old: Answer | None, value: Answer | None, place: Place, moved: bool
) -> tuple[Kind, str]:
    if refused := _refusal(asked, old, place):
        return "refused", refused
    if odd := _odd(asked, value, place):
        return "odd", odd
    if moved:
        return "conflict", BOTH
    long = asked.kind in ("text", "note") and value is not None
    return "take", (kinds.problem(asked, value) or "" if long and value is not None else "")


def _refusal(asked: Field, old: Answer | None, place: Place) -> str:
    if not asked.living:
        return SIGNED if place.entry.seal else FOUND
    if old is not None and asked.role in FINDINGS:
        return FOUND
    if rules.is_fixed(asked, place.entry, place.context):
        return _fixed(asked, place.entry)
    return TOO_LONG if len(str(old or "")) > FITS_A_CELL else ""


def _fixed(asked: Field, entry: EntryFile) -> str:
    later = entry.field("revised_date")
    if asked.role == "target_date" and later is not None:
        return f"The first date agreed stays. A later one goes under “{later.column}”, with the reason."
    return STAYS


def _odd(asked: Field, value: Answer | None, place: Place) -> str:
    """Why a value fits no answer of its kind; a text always fits, and is at most too long."""
    if value is None:
        return NEEDED if asked.required else ""
    if asked.kind in ("text", "note"):
        return ""
    if sentence := kinds.problem(asked, value, place.context.today):
        return _unlisted(asked, value) or sentence.replace(KEPT, STAYS_THERE)
    known = asked.options.by_code if asked.options else {}
    gone = next((code for code in kinds.codes(asked, value) if code in known and known[code].retired), None)
    return RETIRED.format(label=known[gone].label) if gone else ""


def _unlisted(asked: Field, value: Answer) -> str:
    known = asked.options.by_code if asked.options else {}
    odd = next((code for code in kinds.codes(asked, value) if known and code not in known), None)
    return f"“{odd}” is not in the list. {STAYS_THERE}" if odd else ""


def _computed(name: str, row: EditedRow, place: Place) -> Judged | None:
    """A column that is worked out, as its capitals say: told when somebody wrote in it, never taken."""
    if name in row.faults or name not in COMPUTED:
        return None  # a formula of their own in a column that is not read back
    written = place.case.ref if name == "CASE_REF" else ""
    text, sign = plain(row.cells[name]), row.marks.get(name)
    if (text == written) if written else (sign is None or sign == mark(text)):
        return None
    return Judged(None, written, text, "refused", COMPUTED[name])


def _unasked(name: str, row: EditedRow) -> Judged | None:
    text = row.cells.get(name, "")
    if not plain(text) or row.marks.get(name) == mark(text):
        return None
    return Judged(None, "", text, "refused", NOT_ASKED)

"""What the signature of one part covers, until the seal of the whole review covers it too.

The digest is that of `domain/review/seal.py`, over one line of JSON with the format "hssib-desk part 1": who
signed which part of which case and when, and of each entry the answers that the part keeps as they are.
After it stand twelve letters of the digest of the questions that are of the part: with other forms or pages
than those that it was signed on, the first number cannot be worked out again, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from hssib_desk.domain.parts.standing import SEALED_AS, SIGNED, signed_keys
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.seal import canonical_json, text_digest

FORMAT = "hssib-desk part 1"
_OF_QUESTIONS = 12


def part_seal(case: CaseFile, key: str, signed: Mapping[str, str | None]) -> str:
    """The digest of one part of a review as it is now, and of the questions that are of the part."""
    kept = [(entry, sorted(signed_keys(case.library, entry, {key}))) for entry in _entries(case)]
    covered = [
        {"answers": answers, "form": entry.form.key, "id": entry.id, "ref": entry.ref}
        for entry, keys in kept
        if (answers := {name: entry.answers[name] for name in keys if name in entry.answers})
    ]
    said = {"case": case.id, "part": key, **signed}
    digest = text_digest(canonical_json({"entries": covered, "format": FORMAT, "signed": said}))
    once = [f"{entry.form.key}.{name}" for entry, keys in kept if not entry.form.repeat for name in keys]
    more = [form.key for form in case.library.forms.values() if form.repeat]
    repeated = [name for name in more if case.library.part_of(name) == key]
    return f"{digest}-{text_digest(canonical_json([sorted(once), sorted(repeated)]))[:_OF_QUESTIONS]}"


def is_as_signed(case: CaseFile, entry: EntryFile) -> bool:
    """Whether a signed part holds the answers that were signed; of one without a digest nothing is known."""
    kept = entry.text(SEALED_AS)
    if not kept:
        return True
    now = part_seal(case, entry.text("part"), signature_of(entry))
    return now == kept or now.partition("-")[2] != kept.partition("-")[2]


def signature_of(entry: EntryFile) -> dict[str, str | None]:
    """What a signature says of itself, as the digest of its part has it."""
    return {role: str(entry.value(role) or "") or None for role in SIGNED}


def _entries(case: CaseFile) -> list[EntryFile]:
    own = (entry for entry in case.entries if entry.stage == "first" and not entry.form.role("part"))
    return sorted(own, key=lambda entry: entry.id)

"""What somebody who signs some parts of a review has to see to first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.forms.pages import Page
from hssib_desk.domain.forms.rules import Advised, Finding
from hssib_desk.domain.parts.standing import Standing, advised_part, finding_part
from hssib_desk.domain.review.case_file import CaseFile, EntryFile


@dataclass(frozen=True)
class ToSign:
    """What is missing or odd, what is remarked on, and answers that will be left out."""

    left: list[tuple[Page, Finding]]
    remarks: list[tuple[Page, Advised]]
    hidden: list[tuple[EntryFile, Field]]


def to_sign(case: CaseFile, found: Collection[Standing], chosen: Collection[str]) -> ToSign:
    """All of it that belongs to the parts that are signed now; of a stage without parts, all there is."""
    left, remarks, hidden = outline.findings(case), outline.advice(case), outline.hidden_answers(case)
    if not found:
        return ToSign(left, remarks, hidden)
    own = {*chosen, ""}  # what is of no part, such as a signature, is everybody's
    return ToSign(
        [pair for pair in left if finding_part(case, pair[1]) in own],
        [pair for pair in remarks if advised_part(case, pair[1]) in own],
        [
            (entry, field)
            for entry, field in hidden
            if case.library.part_of(entry.form.key, field.section, field.key) in own
        ],
    )


def left_by_part(case: CaseFile) -> dict[str, list[tuple[Page, Finding]]]:
    """What is missing or odd in a case, by the key of the part that it belongs to."""
    found: dict[str, list[tuple[Page, Finding]]] = {}
    for page, item in outline.findings(case):
        found.setdefault(finding_part(case, item), []).append((page, item))
    return found

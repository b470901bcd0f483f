"""The bundle of a case for a coroner, and the statement of what was checked for an auditor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.second_review import state_of, version_view
from hssib_desk.export.report import ExportError, ExportReport, Progress
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.export_list.order import Order

if TYPE_CHECKING:
    from hssib_desk.export.coroner.bundle import Bundle
    from hssib_desk.export.coroner.statement import Integrity
    from hssib_desk.store.workbook import Workbook


def integrity_of(workbook: Workbook) -> Integrity:
    """Check a workbook whole and say what was found, with the hashes of its file and of its history."""
    from hssib_desk.export.coroner.statement import Integrity, file_hash
    from hssib_desk.store.verify.diagnose import examine

    found = examine(workbook.path, workbook.library, driver=workbook.driver)
    size, digest = file_hash(workbook.path)
    return Integrity(
        workbook.path.name,
        size,
        digest,
        workbook.last_hash(),
        datetime.now(UTC),
        [one for one in found if one.code != "in_use"],  # by whoever asks
    )


def write_integrity(workbook: Workbook, out: Path, force: bool = False) -> tuple[Integrity, ExportReport]:
    """Check a workbook and write the statement of what was found."""
    from hssib_desk.export.coroner.statement import write_statement

    found = integrity_of(workbook)
    return found, write_statement(found, workbook.facts, out, force=force)


def write_case_bundle(
    workbook: Workbook, case_id: str, folder: Path, with_blind: bool = False, progress: Progress | None = None
) -> ExportReport:
    """Write the coroner's bundle of a case into a new folder; raises ExportError, and then leaves nothing."""
    from hssib_desk.export.coroner.bundle import empty_or_new, write_bundle
    from hssib_desk.export.files import telling

    if problem := empty_or_new(folder):
        raise ExportError(problem)
    case = workbook.case(case_id)
    if state_of(case) == "blind" and not with_blind:
        raise ExportError(
            f"{case.ref} is under blind second review. Add --with-blind, and keep the bundle from the second "
            "reviewer."
        )
    with telling(folder):
        return write_bundle(_bundle(workbook, case, with_blind), folder, progress)


def _bundle(workbook: Workbook, case: CaseFile, with_blind: bool) -> Bundle:
    """Everything that the bundle of a case is made of."""
    from hssib_desk.export.coroner.bundle import Bundle, Version
    from hssib_desk.export.letter.write import write_letter
    from hssib_desk.store.lists.queries import ActionQuery

    def written(order: Order) -> Callable[[Path], ExportReport]:
        return lambda out: order.export.write(workbook, order, out, False, None)

    # Of this case alone, which was not refused: so nothing is left out, and no other case is told of.
    actions = Order(EXPORTS["actions"], case.id, with_blind=True)
    history = Order(EXPORTS["history"], case.id, with_blind=with_blind, identifying=True)

    versions = [
        Version(
            found.number,
            version_view(found.case),
            f"Opened again: {found.reopened_why}" if found.reopened_why else "",
        )
        for found in workbook.reviews.sealed_versions(case.id)
    ]
    return Bundle(
        case,
        versions,
        letter=lambda out: write_letter(case, out, advised=False),
        actions=written(actions.keep_to(ActionQuery(case_id=case.id), workbook.library, case.ref)),
        history=written(history),
        history_table=written(history),
        statement=lambda out: write_integrity(workbook, out)[1],
        files=[
            (file.name, f"SHA-256 {file.digest[:16]}", partial(workbook.attachment_content, file.id))
            for file in case.attachments
            if not file.erased
        ],
    )

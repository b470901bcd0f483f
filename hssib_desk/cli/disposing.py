"""`dispose`: cases whose time has come leave a workbook and its copies; shown in words before it is done."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk import ownfiles
from hssib_desk.cli.console import DONE, FAILED, LOOK, say, say_error, say_json
from hssib_desk.cli.opening import opened
from hssib_desk.domain.dates import show_date
from hssib_desk.store.errors import from_system

if TYPE_CHECKING:
    from hssib_desk.domain.review.certificate import Certificate
    from hssib_desk.store.retention.retention_types import DisposalPreview, Keeping

FOR_GOOD = "This cannot be undone. Exports, and copies in other places, are not reached."


def dispose(arguments: Namespace) -> int:
    """Show what a disposal would remove; do it with --apply, and write a certificate for each case."""
    folder = Path(arguments.certificates or Path(arguments.workbook).parent)
    with opened(arguments, read_only=not arguments.apply) as workbook:
        ids = list(dict.fromkeys(workbook.case(ref).id for ref in arguments.case))
        preview = workbook.retention.dispose_preview(ids, arguments.reason, early=arguments.early)
        if preview.refusals or not arguments.apply:
            _show(preview, arguments.json)
            return FAILED if arguments.apply else LOOK
        _refuse_names(preview, folder)
        done = workbook.retention.dispose(ids, arguments.reason, early=arguments.early)
    written = [_write(folder, certificate) for certificate in done.certificates]
    if arguments.json:
        certificates = [{"case": item.ref, "sha256": item.digest} for item in done.certificates]
        found = {"disposed": certificates, "rewritten": done.rewritten, "removed": done.removed}
        say_json({**found, "certificates": written, "problem": done.problem})
    else:
        _tell(done.certificates, written, done.rewritten, done.removed)
    if done.problem:
        say_error(done.problem)
    return LOOK if done.problem else DONE


def _show(preview: DisposalPreview, as_json: bool) -> None:
    if as_json:
        say_json({**asdict(preview), "applied": False})
        return
    for line in _lines(preview):
        say(line)


def _lines(preview: DisposalPreview) -> Iterator[str]:
    yield from (_case(item) for item in preview.cases)
    yield from (fate.sentence for fate in preview.copies)
    for sentence in preview.refusals:
        yield f"Refused: {sentence}"
    yield f"{FOR_GOOD} Nothing was changed."


def _case(item: Keeping) -> str:
    parts = (
        (item.entries, "filled form"), (item.files, "attached file"), (item.versions, "signed version"),
        (item.lines, "line of history", "lines of history"),
    )  # fmt: skip
    counted = (
        f"{part[0]:,} {part[1] if part[0] == 1 else part[-1] + 's' * (len(part) < 3)}" for part in parts
    )
    return f"{item.ref}: kept until {show_date(item.until)}, {item.why}. Goes: {', '.join(counted)}."


def _refuse_names(preview: DisposalPreview, folder: Path) -> None:
    """Raise before anything is removed when a certificate could not be put in its place."""
    from hssib_desk.domain.review.certificate import Certificate
    from hssib_desk.store.errors import AlreadyThere, Missing

    if not folder.is_dir():
        raise Missing(f"The folder “{folder}” for the certificates is not there.")
    for item in preview.cases:
        path = folder / Certificate(item.ref, "").file_name
        if path.exists():
            raise AlreadyThere(f"There is already a file called “{path.name}” in “{folder}”. Move it first.")


def _write(folder: Path, certificate: Certificate) -> str:
    path = folder / certificate.file_name
    try:
        ownfiles.write(path, certificate.text.encode())
    except OSError as error:  # it is done, and the workbook keeps the text: this is no reason to fail
        say_error(f"{from_system(error, path.name)} The workbook keeps the certificate.")
        return ""
    return str(path)


def _tell(certificates: tuple[Certificate, ...], written: list[str], rewritten: int, removed: int) -> None:
    for certificate, path in zip(certificates, written, strict=True):
        say(f"{certificate.ref} was disposed of. Certificate: {path or 'in the workbook'}")
        say(f"  SHA-256 {certificate.digest}")
    say(f"Copies: {rewritten} rewritten without the case, {removed} removed; others are not reached.")

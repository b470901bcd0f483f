"""A password on an exported file: the readable one is never on a disk."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import BinaryIO

from hssib_desk.export.report import ExportError

SHORTEST = 8
LONGEST = 127  # bytes: what a PDF can take
CANNOT = "Only Excel files and PDFs can be protected with a password. Write this one without, or not at all."
TOGETHER = (
    "A web page cannot be protected with a password. Write the PDF without the page beside it, or both "
    "without a password."
)


def problem_with(password: str) -> str:
    """Why a password will not do, or an empty text."""
    if len(password) < SHORTEST:
        return (
            f"The password is too short: {SHORTEST} characters are the least, and several words are better."
        )
    if len(unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")) > LONGEST:
        return "The password is too long."
    odd = [letter for letter in password if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")]
    return "The password holds a character that cannot be typed everywhere. Leave it out." if odd else ""


def lock(plain: BinaryIO, target: Path, password: str) -> None:
    """Write what is readable in memory at `target`, so that it opens with the password only; AES-256."""
    if problem := problem_with(password):
        raise ExportError(problem)
    plain.seek(0)
    head = plain.read(5)
    if head == b"%PDF-":
        _lock_pdf(plain, target, password)
    elif head.startswith(b"PK"):
        _lock_office(plain, target, password)
    else:
        raise ExportError(CANNOT)


def _lock_pdf(plain: BinaryIO, target: Path, password: str) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=plain)
    # The form in which readers compare it (RFC 4013 asks for NFKC).
    writer.encrypt(unicodedata.normalize("NFKC", password), algorithm="AES-256")
    with target.open("wb") as file:
        writer.write(file)
    writer.close()


def _lock_office(plain: BinaryIO, target: Path, password: str) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    with target.open("wb") as file:
        OOXMLFile(plain).encrypt(unicodedata.normalize("NFC", password), file)

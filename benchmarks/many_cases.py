"""The workbook that is measured: as many made-up cases as are asked for."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from tempfile import gettempdir


def workbook(cases: int) -> Path:
    """The workbook, made once: it stays in the folder for temporary files until the forms change."""
    from hssib_desk.domain.forms.library import load_library
    from hssib_desk.domain.review.seal import text_digest
    from hssib_desk.store.schema.tables import SCHEMA_VERSION

    forms = text_digest("".join(form.text for form in load_library().forms.values()))[:8]
    folder = Path(gettempdir()) / f"hssib-desk-benchmark-{cases}-{SCHEMA_VERSION}-{forms}"
    path = folder / "many.hssib"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    made = path.with_name("making.hssib")
    made.unlink(missing_ok=True)
    begun = time.monotonic()
    make(made, cases)
    print(f"\r{cases:,} cases made in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    made.replace(path)
    return path


def make(path: Path, cases: int) -> None:
    """Write a workbook of so many made-up cases, and tell how far it is."""
    from hssib_desk.practice import make_practice

    make_practice(path, today=date.today(), cases=cases, progress=lambda n: told(n, cases))


def told(done: int, cases: int) -> bool:
    """Show how far the making is."""
    print(f"\r{done:,} of {cases:,} cases", end="", file=sys.stderr)
    return True

"""What surrounds the sheets of a spreadsheet file: its archive, its properties, its pages on paper."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.packaging.core import DocumentProperties

from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.text import Notes, held
from hssib_desk.resources import product

A3, A4 = 8, 9


class FixedZip(ZipFile):
    """An archive whose members carry one fixed time, so that equal content gives equal bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_rest: Any, **_named: Any) -> None:
        """Add a member from its content."""
        super().writestr(_member(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_rest: Any, **_named: Any) -> None:
        """Add a member from an open file, read from its beginning."""
        filename.seek(0)
        with self.open(_member(str(arcname)), "w", force_zip64=True) as target:
            shutil.copyfileobj(filename, target, 1 << 20)


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name)  # 1 January 1980, the first time the format knows
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def properties(title: str, facts: WorkbookFacts, today: date) -> DocumentProperties:
    """Document properties without anybody's name; the time is the day of the export."""
    moment = datetime(today.year, today.month, today.day)
    heading = held(" – ".join(filter(None, (title, facts.title))), "Document title", Notes())
    return DocumentProperties(
        creator=product(),
        title=heading,
        identifier=held(facts.workbook_id, "", Notes()),
        language="en-GB",
        created=moment,
        modified=moment,
    )


def set_up_page(worksheet: Any, name: str, facts: WorkbookFacts, paper: int, upright: bool) -> None:
    """Print on one page's width, with the classification and the page number at the foot."""
    worksheet.page_setup.orientation = "portrait" if upright else "landscape"
    worksheet.page_setup.paperSize = paper
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.page_margins.left = worksheet.page_margins.right = 0.4
    worksheet.page_margins.top, worksheet.page_margins.bottom = 0.5, 0.7
    foot = worksheet.HeaderFooter.oddFooter
    foot.left.text, foot.center.text = _foot(name), _foot(facts.classification)
    foot.right.text = "Page &P of &N"
    for part in (foot.left, foot.center, foot.right):
        part.size = 8


def print_large(worksheet: Any) -> None:
    """Print at 80% of the size on screen, over as many pages across as it takes, the first column on each."""
    worksheet.sheet_properties.pageSetUpPr.fitToPage = False
    worksheet.page_setup.fitToWidth = worksheet.page_setup.fitToHeight = None
    worksheet.page_setup.scale = 80
    worksheet.page_setup.pageOrder = "overThenDown"
    worksheet.print_title_cols = "A:A"


def _foot(text: str) -> str:
    """Text for a footer: an ampersand is doubled, the whole kept within the 255 characters Excel allows."""
    return held(text, "Footer", Notes()).replace("\n", " ")[:50].replace("&", "&&")

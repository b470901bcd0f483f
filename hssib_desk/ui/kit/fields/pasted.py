"""Text that is pasted: its paragraphs and bullets stay, its looks go, and no character is lost."""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextDocument, QTextListFormat

_PICTURE = "\ufffc"  # what stands for one
_BREAKS = re.compile(r"\r\n|[\r\v\f\u2028\u2029]")
_BULLET = re.compile(r"^\s*(?:[•·▪◦‣*–-]|\(?\w{1,3}[.)])\s", re.MULTILINE)


def pasted_text(source: QMimeData) -> str:
    """What is on the clipboard as plain text; the bullets of a web page are written out.

    Word, mail and records bring the plain text beside their own format (HTML or RTF), and it is taken.
    """
    text = _BREAKS.sub("\n", source.text())
    if not text and source.hasHtml():
        return _with_bullets(source.html())
    if source.hasHtml() and "<li" in source.html().casefold() and not _BULLET.search(text):
        listed = _with_bullets(source.html())
        if _letters(text) in (_letters(listed), _letters(_BULLET.sub("", listed))):
            return listed
    return text


def _with_bullets(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    lines = []
    block = document.begin()
    while block.isValid():
        held = block.textList()
        text = block.text().replace("\u2028", "\n").replace(_PICTURE, "")
        if held is not None:
            ordered = held.format().style() in (
                QTextListFormat.Style.ListDecimal,
                QTextListFormat.Style.ListLowerAlpha,
                QTextListFormat.Style.ListUpperAlpha,
            )
            text = f"{held.itemText(block) if ordered else '•'} {text}"
        lines.append(text)
        block = block.next()
    return "\n".join(lines)


def _letters(text: str) -> str:
    return "".join(text.split())

"""What a file is, told from its first bytes and never from its name, and names that can do no harm."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

LONGEST_NAME = 120
NAMELESS = "attachment"


@dataclass(frozen=True)
class FileType:
    """A kind of file: its words, and the ending under which it may be opened; none means it is not opened."""

    label: str
    ending: str = ""


PROGRAM = FileType("Program or script")
MACROS = FileType("Office document with macros")
PROTECTED = FileType("Older Office document, e-mail or protected document")
ARCHIVE = FileType("Archive")
PAGE = FileType("Web page")
TEXT = FileType("Plain text", ".txt")
UNKNOWN = FileType("Unknown kind of file")

_BY_HEAD: tuple[tuple[bytes, FileType], ...] = (
    (b"%PDF-", FileType("PDF document", ".pdf")),
    (b"\x89PNG\r\n\x1a\n", FileType("PNG picture", ".png")),
    (b"\xff\xd8\xff", FileType("JPEG picture", ".jpg")),
    (b"GIF87a", FileType("GIF picture", ".gif")),
    (b"GIF89a", FileType("GIF picture", ".gif")),
    (b"II*\x00", FileType("TIFF picture", ".tif")),
    (b"MM\x00*", FileType("TIFF picture", ".tif")),
    (b"{\\rtf", FileType("Rich text", ".rtf")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", PROTECTED),
    (b"ID3", FileType("MP3 sound", ".mp3")),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", PROGRAM),  # a Windows shortcut
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
)
_BY_BOX = {
    b"heic": FileType("HEIC picture", ".heic"),
    b"mif1": FileType("HEIC picture", ".heic"),
    b"M4A ": FileType("M4A sound", ".m4a"),
}
_MP4 = FileType("MP4 film", ".mp4")
_BY_RIFF = {b"WAVE": FileType("WAV sound", ".wav"), b"WEBP": FileType("WebP picture", ".webp")}
_BY_MEMBER = {
    "word/document.xml": FileType("Word document", ".docx"),
    "xl/workbook.xml": FileType("Excel workbook", ".xlsx"),
    "ppt/presentation.xml": FileType("PowerPoint slides", ".pptx"),
}
_BY_MIMETYPE = {
    b"application/vnd.oasis.opendocument.text": FileType("OpenDocument text", ".odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": FileType("OpenDocument spreadsheet", ".ods"),
}
_ALL = frozenset(
    [PROGRAM, MACROS, PROTECTED, ARCHIVE, PAGE, TEXT, UNKNOWN, _MP4, *(found for _, found in _BY_HEAD)]
    + [found for kinds in (_BY_BOX, _BY_RIFF, _BY_MEMBER, _BY_MIMETYPE) for found in kinds.values()]
)
_MARKUP = re.compile(rb"\s*(<!--.*?-->\s*)?<(!doctype html|html|script|svg|\?xml)", re.I | re.S)
_SCRIPT_LINES = (b"@echo", b"[desktop entry]", b"[internetshortcut]", b"windows registry editor", b"rem ")


def is_known(label: str, ending: str) -> bool:
    """Whether some kind of file has these words and this ending."""
    return FileType(label, ending) in _ALL


def type_of(content: bytes) -> FileType:
    """The kind of file that some bytes are."""
    for head, found in _BY_HEAD:
        if content.startswith(head):
            return found
    if content[4:8] == b"ftyp":
        return _BY_BOX.get(content[8:12], _MP4)
    if content.startswith(b"RIFF"):
        return _BY_RIFF.get(content[8:12], UNKNOWN)
    if content.startswith(b"PK"):
        return _in_archive(content)
    return _text(content)


def _in_archive(content: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return MACROS
            kind = archive.read("mimetype")[:100] if _is_small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return UNKNOWN
    office = next((found for name, found in _BY_MEMBER.items() if name in names), None)
    return office or _BY_MIMETYPE.get(kind, ARCHIVE)


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 200


def _text(content: bytes) -> FileType:
    if b"\x00" in content:
        return UNKNOWN
    if _MARKUP.match(content[:4096].removeprefix(b"\xef\xbb\xbf")):
        return PAGE
    if content.lstrip()[:40].lower().startswith(_SCRIPT_LINES):
        return PROGRAM
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "ignore")
    odd = sum(1 for letter in text if unicodedata.category(letter) == "Cc" and letter not in "\r\n\t\f")
    return TEXT if text.strip() and not odd else UNKNOWN


_TAKEN = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.I)
# Signs that end a folder or mean something to a system, and letters that show nothing or turn the line round.
_FORBIDDEN = frozenset('<>:"|?*/\\')
_HIDDEN = frozenset(("Cc", "Cs", "Co", "Cn", "Zl", "Zp"))
_NEEDED = frozenset("\u200c\u200d")  # Persian and Hindi names are spelt with these


def safe_name(name: str) -> str:
    """A file name that is only a name on every system, and reads as it is: nothing in it hides or turns."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    plain = "".join(map(_safe_letter, unicodedata.normalize("NFC", last))).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    if _TAKEN.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip() or NAMELESS}{dot}{ending}"


def _safe_letter(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return letter if letter in _NEEDED else "_"
    return "_" if kind in _HIDDEN or letter in _FORBIDDEN else " " if kind == "Zs" else letter


def shown_size(size: int) -> str:
    """A size in words: "512 bytes", "48 KB", "2.4 MB"."""
    if size < 1000:
        return f"{size} bytes"
    return f"{round(size / 1000):,} KB" if size < 999_500 else f"{size / 1_000_000:,.1f} MB"

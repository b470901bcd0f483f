"""A file is what its bytes say, and its name can do no harm."""

import io
import zipfile

import pytest

from hssib_desk.domain.file_types import LONGEST_NAME, safe_name, shown_size, type_of


def archive(*names, **texts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        for name in names:
            box.writestr(name, texts.get(name, "x"))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "label", "ending"),
    [
        (b"%PDF-1.7\n...", "PDF document", ".pdf"),
        (b"\x89PNG\r\n\x1a\n...", "PNG picture", ".png"),
        (b"\xff\xd8\xff\xe0..", "JPEG picture", ".jpg"),
        (archive("[Content_Types].xml", "word/document.xml"), "Word document", ".docx"),
        (archive("xl/workbook.xml"), "Excel workbook", ".xlsx"),
        (archive("word/document.xml", "word/vbaProject.bin"), "Office document with macros", ""),
        (
            archive("mimetype", mimetype="application/vnd.oasis.opendocument.text"),
            "OpenDocument text",
            ".odt",
        ),
        (archive("a.exe"), "Archive", ""),
        (b"PK broken", "Unknown kind of file", ""),
        (b"MZ\x90\x00", "Program or script", ""),
        (b"#!/bin/sh\nrm", "Program or script", ""),
        (b"[Desktop Entry]\nExec=x", "Program or script", ""),
        (b" <!DOCTYPE html><p>", "Web page", ""),
        (b"\xef\xbb\xbf<script>", "Web page", ""),
        ("Zażółć\r\n".encode(), "Plain text", ".txt"),
        (b"caf\xe9 \x96 notes", "Plain text", ".txt"),
        (b"\x00\x01\x02", "Unknown kind of file", ""),
        (b"a\x1b]2;title", "Unknown kind of file", ""),
        (b"\x00\x00\x00\x18ftypmp42", "MP4 film", ".mp4"),
        (b"RIFF....WAVEfmt ", "WAV sound", ".wav"),
    ],
)
def test_the_kind_comes_from_the_content(content, label, ending):
    found = type_of(content)
    assert (found.label, found.ending) == (label, ending)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\x.pdf", "x.pdf"),
        ("a\x00b\nc\x7f.pdf", "a_b_c_.pdf"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("\u2066note\u2069.txt", "_note_.txt"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("CON", "_CON"),
        ("nul.tar.pdf", "_nul.tar.pdf"),
        ("lpt1.txt", "_lpt1.txt"),
        ("  ..  ", "attachment"),
        ("", "attachment"),
        ("letter.pdf. . ", "letter.pdf"),
        ("half\ud83d.pdf", "half_.pdf"),
        ("Zażółć – Llŷr.docx", "Zażółć – Llŷr.docx"),
        ("a\u2028b\u00a0c.pdf", "a_b c.pdf"),
        (".bashrc", "bashrc"),
    ],
)
def test_a_name_is_only_a_name(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_is_cut_and_keeps_its_ending():
    safe = safe_name("n" * 400 + ".pdf")
    assert len(safe) == LONGEST_NAME
    assert safe.endswith("n.pdf")


def test_sizes_in_words():
    assert [shown_size(n) for n in (0, 999, 48_200, 2_400_000)] == ["0 bytes", "999 bytes", "48 KB", "2.4 MB"]

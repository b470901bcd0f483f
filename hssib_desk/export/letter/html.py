"""The letter to a family as a page for a screen reader, a telephone, or to be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from hssib_desk.export.html.frame import head
from hssib_desk.export.html.parts import Readable
from hssib_desk.export.letter.content import Block, Letter
from hssib_desk.export.pdf.case_sheet import long_date

STYLE = """
:root { color-scheme: light; }
body { max-width: 40rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; color: #17212B; background: #FFFFFF;
  font: 1.125rem/1.5 Inter, "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem; margin-bottom: 2rem; }
header p { margin: 0; }
.from { color: #003087; font-size: 1.25rem; font-weight: 600; }
h1 { font-size: 1.125rem; font-weight: 400; margin: 1.5rem 0 .5rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.3125rem; line-height: 1.4; }
h3 { margin: 1rem 0 .125rem; font-size: 1.125rem; }
p, li, h1, h2, h3 { overflow-wrap: anywhere; }
p { margin: .5rem 0; }
.sign { margin-top: 2rem; }
.room { border-bottom: 1px solid #8A97A3; height: 2.25rem; }
@media print { body { max-width: none; padding: 0; font-size: 12pt; } h2, h3 { break-after: avoid; }
  @page { size: A4; margin: 25mm; } }
"""


def page_of(letter: Letter) -> tuple[str, tuple[str, ...]]:
    """The whole page, and what it does not show as it was typed."""
    shown = Readable()

    def text(words: str) -> str:
        return escape(shown.drawable(words))

    lines = ["<!DOCTYPE html>", '<html lang="en-GB">']
    lines += head(shown.drawable(letter.title), letter.program, STYLE)
    contact = "".join(
        f"<p><strong>{text(line)}</strong></p>" if not n else f'<p dir="auto">{text(line)}</p>'
        for n, line in enumerate(letter.contact)
    )
    sender = f'<p class="from" dir="auto">{text(letter.organisation)}</p>'
    lines += [f"<body>\n<header>{sender}<div>{contact}</div></header>", "<main>"]
    lines.append(f"<p>{text(long_date(letter.day))}</p>")
    lines.append(f'<h1 dir="auto">{text(letter.greeting)}</h1>')
    for before, block in zip((None, *letter.blocks), letter.blocks, strict=False):
        is_first = block.look == "bullet" and not (before and before.look == "bullet")
        if before and before.look == "bullet" and block.look != "bullet":
            lines.append("</ul>")
        lines.append(f"{'<ul>' if is_first else ''}{_element(block, text)}")
    lines += ["</main>", "</body>\n</html>"]
    return "\n".join(lines) + "\n", shown.notes


def _element(block: Block, text: Callable[[str], str]) -> str:
    match block.look:
        case "heading":
            return f"<h2>{text(block.text)}</h2>"
        case "lead":
            return f'<h3 dir="auto">{text(block.text)}</h3>'
        case "bullet":
            return f'<li dir="auto">{text(block.text)}</li>'
        case "room":
            return '<div class="room"></div>' * block.lines
        case "sign":
            lines = "<br>".join(text(line) for line in block.text.split("\n"))
            return f'<p class="sign" dir="auto">{lines}</p>'
        case "text":
            return f'<p dir="auto">{text(block.text)}</p>'

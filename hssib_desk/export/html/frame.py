"""What surrounds every page that is written: nothing is fetched, nothing runs, nothing is indexed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

# The page is what it says and no more.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def head(title: str, program: str, style: str) -> Iterator[str]:
    """The head of a page with its title and style."""
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f"<title>{escape(title)}</title>"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="robots" content="noindex">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
    yield f'<meta name="generator" content="{escape(program)}">'
    yield f"<style>\n{style}</style>"
    yield "</head>"

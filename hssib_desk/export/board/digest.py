"""A short digest over every value of a report, printed on each form of it, so that they can be compared."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple

from hssib_desk.export.board.content import Report


def figures_digest(report: Report) -> str:
    """The first 16 hex digits in groups of four over the figures, their cases and the words made of them."""
    told = [
        [astuple(count) for count in report.figures.counts],
        [astuple(sentence) for sentence in (*report.sentences, *report.items)],
    ]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))

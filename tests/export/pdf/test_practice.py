"""The PDFs of the longest practice reviews: every word is there, on no more pages than they need."""

import re
import unicodedata

import pypdf
import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.store.workbook import Workbook
from tests.raw_workbook import Raw

MOST_PAGES = 17


def words_of(text):
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def longest(practice_path):
    """The three cases with the most words, with their raw answers."""
    raw = Raw(practice_path)

    def length(case):
        return sum(len(str(value).split()) for e in raw.entries[case] for value in e[3].values())

    refs = {raw.refs[case]: case for case in sorted(raw.cases, key=length)[-3:]}
    with Workbook.open(practice_path, library=load_library(), actor="R. Reader", read_only=True) as book:
        cases = [case for case in book.lists.case_files() if case.ref in refs]
    return [(case, raw.entries[refs[case.ref]]) for case in cases]


def test_a_full_review_is_printed_without_losing_a_word(longest, tmp_path):
    for case, entries in longest:
        out = tmp_path / f"{case.ref}.pdf"
        write_summary(case, out, audience="governance")
        pages = pypdf.PdfReader(out).pages
        printed = set(words_of(" ".join(page.extract_text() for page in pages)))
        identifying = {field.key for form in case.library.forms.values() for field in form.fields
                       if field.identifying}  # fmt: skip
        told = [
            (key, value)
            for _, stage, _, answers, _ in entries
            for key, value in answers.items()
            if isinstance(value, str) and len(value) > 60 and key not in identifying
        ]
        assert len(told) > 10
        lost = [(k, word) for k, value in told for word in words_of(value) if word not in printed]
        assert lost == []
        assert len(pages) <= MOST_PAGES

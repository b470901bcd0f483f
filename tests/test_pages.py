"""What stands in the pages and samples: numbers that belong to nobody, and places that are there."""

import re
import unicodedata
from pathlib import Path

import pytest
from nhs_number import is_valid

ROOT = Path(__file__).parents[1]
FOLDERS = ("hssib_desk", "tests", "forms", "resources", "docs", "benchmarks")
TEXTS = {".py", ".toml", ".md", ".csv", ".json", ".qss"}
TEN_DIGITS = re.compile(r"(?<!\d)(?:\d{10}|\d{3} \d{3} \d{4}|\d{3}-\d{3}-\d{4})(?!\d)")
KEPT_FOR_TESTS = "999"
# The end of another service's range, which is far from given out; ten equal digits, which fill a gap in a
# form; and the two examples of the NHS data dictionary.
NOBODYS = {"3999999918", "0000000000", "1111111111", "4010232137", "9434765919"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_sample_number_is_from_the_range_for_tests(folder):
    texts = [path for path in (ROOT / folder).rglob("*") if path.suffix in TEXTS]
    assert texts
    found = {
        f"{path.relative_to(ROOT)}: {number}"
        for path in texts
        for number in TEN_DIGITS.findall(path.read_text("utf-8", errors="replace"))
        if is_valid(digits := re.sub(r"\D", "", number)) and not digits.startswith(KEPT_FOR_TESTS)
        if unicodedata.normalize("NFKC", digits) not in NOBODYS
    }
    assert not found, "\n".join(sorted(found))


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(r"`((?:tests|docs|forms|resources|hssib_desk)/[\w./-]+)`")
LINK = re.compile(r"\]\(([^)#:]+?)(?:#[^)]*)?\)")


def test_everything_that_a_page_points_to_is_there():
    places = []
    for page in PAGES:
        text = page.read_text("utf-8")
        places += [ROOT / path for path in PATH.findall(text)]
        places += [page.parent / link for link in LINK.findall(text)]
    assert len(places) > 50
    assert [str(place) for place in places if not place.exists()] == []

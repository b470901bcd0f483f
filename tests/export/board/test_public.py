"""The public version: what it shows of the worked example, and that no reader can work a star back."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from zipfile import ZipFile

import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from hssib_desk.domain.board.definitions import board_form, public_splits
from hssib_desk.domain.board.people import BoardData, Death
from hssib_desk.domain.disclosure.attack import FEWEST_VALUES
from hssib_desk.domain.disclosure.rounding import shown
from hssib_desk.export.board.content import Table
from hssib_desk.export.board.excel import write_excel
from hssib_desk.export.board.pdf import write_pdf
from hssib_desk.export.board.public import Cleared, public_period, public_report
from hssib_desk.export.board.word import write_word
from hssib_desk.export.report import ExportError
from tests.board_example import AS_AT, END, LABELS, example
from tests.factories import FACTS

CLEARED = Cleared(True, date(2026, 10, 20))


def report_of(data, cleared=CLEARED):
    return public_report(data, FACTS, LABELS, END, cleared)


@pytest.fixture(scope="module")
def report():
    return report_of(example())


def splits_of(report):
    """Each printed split of all deaths, as its texts without the total."""
    tables = [b for section in report.sections for b in section.blocks if isinstance(b, Table) and b.closes]
    return {table.title: {row[0]: row[1] for row in table.rows[:-1]} for table in tables}


def text_of(report):
    texts = []
    for section in report.sections:
        for block in section.blocks:
            texts += [
                getattr(block, "text", ""),
                *(cell for row in getattr(block, "rows", ()) for cell in row),
            ]
    return " ".join(texts)


# The worked example


def test_what_is_shown_of_the_worked_example(report):
    found = {title: list(rows.values()) for title, rows in splits_of(report).items()}
    assert found == {
        "Quarter of death": ["10", "15"],
        "Reviewed": ["15", "10"],
        "Judged more likely than not due to problems in care": ["*", "25"],
        "Age": ["*", "15", "10", "0"],
        "Women and men": ["10", "15", "0"],
        "Ethnic group": ["15", "*", "*"],
        "Learning disability or autism": ["*", "25"],
        "Where people died": ["15", "10", "0"],
        "Kind of death": ["*", "10", "*", "*", "*"],
    }
    heads = [b.head for s in report.sections for b in s.blocks if isinstance(b, Table) and b.closes]
    assert set(heads) == {("", "People")}  # no whole is 30 or more


def test_the_half_page_is_rounded(report):
    said = " ".join(sentence.text for sentence in report.sentences)
    assert said.startswith("About 25 people died in the 6 months to 30 September 2026")
    assert "About 15 have a signed review or a finished investigation; about 10 have none yet" in said
    assert "Fewer than 8 were judged more likely than not" in said
    assert "about 95 of about 120 people discharged" in said


def test_items_of_a_provider_that_is_no_nhs_body_are_rounded_and_not_by_quarter(report):
    items = {item.key: item.text for item in report.items}
    assert items["27.1"].endswith("about 25 of Alder Vale’s patients died. By quarter: not shown.")
    assert "in relation to about 15 of the deaths" in items["27.2"]
    assert items["27.3"].startswith("Fewer than 8 of the patient deaths")
    assert items["27.8"] == "Not shown: these numbers are about few people."
    assert "3 of 13" not in items["27.4"]


def test_an_nhs_body_prints_what_the_law_asks_for_exact_and_withholds_what_that_gives_away():
    report = report_of(replace(example(), is_nhs=True))
    found = splits_of(report)
    assert list(found["Quarter of death"].values()) == ["12", "13"]
    assert list(found["Reviewed"].values()) == ["13", "12"]
    assert "Learning disability or autism" not in found
    assert "Learning disability or autism: split not shown" in text_of(report)
    items = {item.key: item.text for item in report.items}
    assert "25 of Alder Vale’s patients died" in items["27.1"] and "(2 of 25;" in items["27.3"]


# Before anything is written


def test_nothing_is_published_before_somebody_has_said_so():
    with pytest.raises(ExportError, match="consider what others have published"):
        report_of(example(), Cleared())
    with pytest.raises(ExportError, match="Tell the families"):
        report_of(example(), Cleared(considered=True))
    none_judged = replace(
        example(), deaths=tuple(replace(d, judged="no" if d.judged else "") for d in example().deaths)
    )
    assert report_of(none_judged, Cleared(considered=True)).shows_cases is False


def test_the_period_is_long_enough_for_one_base():
    assert public_period(example(), END).start == date(2026, 4, 1)
    few = replace(example(), deaths=example().deaths[:5])
    assert public_period(few, END).start == date(2025, 10, 1)
    assert public_period(few, date(2027, 3, 31)).start == date(2026, 4, 1)


def test_every_split_counts_groups_that_there_are():
    for split in public_splits():
        known = board_form().figures[split.figure].groups
        assert all(group in known for row in split.rows for group in row.groups)
        names = {row.key for row in split.rows}
        for rows, words in split.merge:
            assert words and set(rows) <= names
            names = (names - set(rows)) | {
                "+".join(r.key for r in split.rows if r.key in rows) or "+".join(rows)
            }


# The files


@pytest.fixture(scope="module")
def files(report, tmp_path_factory):
    folder = tmp_path_factory.mktemp("public")
    write_pdf(report, folder / "board.pdf")
    write_word(report, folder / "board.docx")
    write_excel(report, FACTS, folder / "board.xlsx")
    return folder


def test_no_reference_and_no_hidden_part_is_in_any_file(files):
    pages = pypdf.PdfReader(files / "board.pdf").pages
    assert 2 <= len(pages) <= 6
    raw = " ".join(page.extract_text() for page in pages)
    assert "PUBLIC: small numbers kept back" in raw and "OFFICIAL" not in raw
    with ZipFile(files / "board.docx") as archive:
        members = [name for name in archive.namelist() if name.endswith(".xml")]
        raw += " ".join(archive.read(name).decode() for name in members)
    book = load_workbook(files / "board.xlsx")
    raw += " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert not re.search(r"\b(C[012]\d|P[123]|X[12])(-A\d\d)?\b", raw)
    with ZipFile(files / "board.xlsx") as archive:
        raw += " ".join(archive.read(name).decode() for name in archive.namelist())
    assert "OFFICIAL" not in raw and "Oak House" not in raw
    assert book.sheetnames == ["Summary", "Statutory", "Definitions"]
    assert all(sheet.sheet_state == "visible" for sheet in book)


def test_the_word_document_has_nothing_for_the_board_to_fill_in(files):
    words = "".join(t.text or "" for t in Document(files / "board.docx").element.body.iter(qn("w:t")))
    assert "For the board" not in words and "About 25 people died" in words


def test_the_digest_follows_what_is_shown_and_not_the_true_numbers(report):
    """Two reports that show the same must not be told apart by a digest of what they hide."""
    from hssib_desk.export.board.digest import figures_digest

    other = [
        replace(d, kind="unnatural") if d.kind == "expected_natural" and d.ref == "C01" else d
        for d in example().deaths
    ]
    second = report_of(replace(example(), deaths=tuple(other)))
    if splits_of(second) == splits_of(report):
        assert figures_digest(second) == figures_digest(report)
    assert report.figures.counts == () and report.data.deaths == ()


# Random workbooks, and an attacker of another make who reads what is printed


def random_data(seed):
    chance = random.Random(seed)
    number = chance.randint(5, 60)
    start = date(2025, 10, 1) if chance.random() < 0.5 else date(2026, 4, 1)
    days = (END - start).days

    def one(at):
        reviewed = chance.random() < 0.6
        return Death(
            ref=f"C{at}",
            died=start + timedelta(chance.randint(0, days)),
            age=chance.choice([17, 30, 40, 50, 70, 80, None]),
            sex=chance.choice(["women", "women", "men", "not_known"]),
            ethnicity=chance.choice(["white"] * 6 + ["black", "asian", "not_known"]),
            disability=chance.random() < chance.choice([0.05, 0.3]),
            kind=chance.choice(["expected_natural", "unexpected_natural", "unnatural", "awaiting"]),
            place=chance.choice(["in_ward", "in_leave", "after_0_3", "after_8_on"]),
            reviewed=date(2026, 10, 1) if reviewed else None,
            level="full",
            judged=chance.choice(["no", "no", "yes"]) if reviewed else "",
            contact="in_touch",
            voice=chance.choice(["held", "asked"]),
        )

    return BoardData("Alder Vale", AS_AT, tuple(map(one, range(number))), is_nhs=chance.random() < 0.4)


def preimages(text, exact):
    return [int(text)] if exact else [n for n in range(75) if shown(n) == text]


def worked_back(report, by_law):
    """Every value that each starred cell takes in some combination that fits all that is printed."""
    printed = splits_of(report)
    exact = {"Quarter of death", "Reviewed", "Judged more likely than not due to problems in care"}
    whole = next(
        row[1]
        for s in report.sections
        for b in s.blocks
        if isinstance(b, Table) and b.closes
        for row in b.rows[-1:]
    )
    totals, fitting = set(preimages(whole, by_law)), {}
    for title, rows in printed.items():
        options = [preimages(text, by_law and title in exact) for text in rows.values()]
        fitting[title] = [combo for combo in product(*options) if sum(combo) in totals]
    voice = voice_of(report)
    told = list(product(*(preimages(text, False) for text in voice.values())))
    if voice:
        sums = {sum(combo) for combo in told}
        fitting["Reviewed"] = [combo for combo in fitting["Reviewed"] if combo[0] in sums]
    totals &= set.intersection(*({sum(combo) for combo in combos} for combos in fitting.values()))
    fitting = {title: [c for c in combos if sum(c) in totals] for title, combos in fitting.items()}
    if voice:
        reviewed = {combo[0] for combo in fitting["Reviewed"]}
        fitting[VOICE], printed = [c for c in told if sum(c) in reviewed], {**printed, VOICE: voice}
    return {
        (title, words): {combo[at] for combo in combos}
        for title, combos in fitting.items()
        for at, (words, text) in enumerate(printed[title].items())
        if text == "*"
    }


VOICE = "The family’s voice, of reviewed deaths"


def voice_of(report):
    tables = [b for s in report.sections for b in s.blocks if isinstance(b, Table) and b.title == VOICE]
    return {row[0]: row[1] for table in tables for row in table.rows}


@pytest.mark.parametrize("seed", range(30))
def test_no_star_of_a_random_workbook_can_be_worked_back(seed):
    data = random_data(seed)
    try:
        report = report_of(data)
    except ExportError as error:
        assert "Too few" in str(error)
        return
    for cell, values in worked_back(report, data.is_nhs).items():
        assert len(values) >= FEWEST_VALUES, cell


def test_the_attacker_of_the_test_is_able_to_succeed(report):
    """Without the protection the same reading does give stars away, so the test above can fail."""
    rows = {"a": "10", "b": "*", "c": "*", "d": "*", "e": "*"}
    combos = [c for c in product(*(preimages(t, False) for t in rows.values())) if sum(c) == 12]
    assert {combo[1] for combo in combos} == {1}

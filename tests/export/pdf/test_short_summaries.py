"""The learning summary names nobody and fits one page; the full one prints what the family said."""

from dataclasses import replace

import pypdf
import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.pdf.short_summaries import age_band
from hssib_desk.export.pdf.summary import write_summary
from tests.factories import code_meaning, full_case, make_case, make_entry, sample


@pytest.fixture(scope="module")
def library():
    return load_library()


def written(case, tmp_path, audience):
    report = write_summary(case, tmp_path / f"{audience}.pdf", audience=audience)
    reader = pypdf.PdfReader(report.path)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()), reader, report


def raised(library, **more):
    """A case with one entry of each kind that a shorter summary shows."""
    learning = library.form_with_role("good_practice", repeat=True)
    given = {
        "harm": {"title": "No joint handover"},
        "target_date": {"title": "Book the team in", "status": "agreed"},
        "question": {"question": "Why did nobody ring?", "answer": "Sorry."},
    }
    forms = {role: library.form_with_role(role, repeat=True) for role in given}
    entries = [make_entry(forms[role], given[role], ref=f"{forms[role].letter}1") for role in given]
    for number, meaning in enumerate(("yes", "no"), 1):
        code = code_meaning(learning.role("good_practice"), meaning)
        title = {"yes": "Medicines explained kindly", "no": "Two records hide a gap"}[meaning]
        roles = {"good_practice": code, "title": title}
        entries.append(make_entry(learning, roles, ref=f"{learning.letter}{number}"))
    person = library.form_with_role("date_of_birth", repeat=False)
    about = {
        "date_of_birth": "1950-03-04",
        "date_of_death": "2025-09-11",
        "discharge_date": "2025-08-20",
        "inpatient_at_death": "no",
        "name": "Begum",
        "ward": "Willow Ward",
        "pen_portrait": "She sang in two choirs.",
    }
    return make_case(answers={person.key: about}, entries=entries, **more)


@pytest.mark.parametrize(
    ("born", "died", "band"),
    [
        ("1950-09-12", "2025-09-11", "65 to 74"),
        ("1950-09-11", "2025-09-11", "75 and over"),
        ("2007-12-01", "2025-09-11", "Under 18"),
        ("1960", "2025-09-11", "Not known"),
        ("1962", "2025-09-11", "55 to 64"),
        ("unknown", "2025-09-11", "Not known"),
        ("2025-10-01", "2025-09-11", "Not known"),
        (None, None, "Not known"),
    ],
)
def test_an_age_is_given_as_a_band(born, died, band):
    assert age_band(born, died) == band


def test_the_learning_summary_holds_what_others_can_use(library, tmp_path):
    text, reader, _ = written(raised(library), tmp_path, "learning")
    assert len(reader.pages) == 1
    for words in (
        "75 and over",
        "22 days after discharge",
        "Medicines explained kindly",
        "No joint handover",
    ):
        assert words in text
    assert "Two records hide a gap" in text
    assert "Book the team in" in text


def test_the_learning_summary_leads_back_to_nobody(library, tmp_path):
    case = raised(library)
    text, reader, _ = written(case, tmp_path, "learning")
    everything = text + str(dict(reader.metadata))
    for word in ("Begum", "Willow", "choirs", case.ref, "2025-09-11", "11 Sep", "20 Aug", case.facts.title):
        assert word not in everything
    assert case.facts.organisation not in everything


def test_the_learning_summary_stays_on_one_page_and_counts_the_rest(library, tmp_path):
    case = raised(library)
    many = [replace(entry, id=f"{entry.id}-{n}") for entry in case.entries if entry.ref for n in range(30)]
    long = [
        replace(e, answers={**e.answers, e.form.role("title").key: "Longer title words " * 40})
        for e in many
        if e.form.role("title")
    ]
    text, reader, _ = written(replace(case, entries=tuple(long)), tmp_path, "learning")
    assert len(reader.pages) == 1
    assert "And 28 more in the full review." in text


def test_a_name_left_in_a_title_is_told_before_sharing(library, tmp_path):
    case = raised(library)
    named = [
        replace(e, answers={**e.answers, e.form.role("title").key: "Mrs Begum was not heard"})
        if e.form.role("harm")
        else e
        for e in case.entries
    ]
    _, _, report = written(replace(case, entries=tuple(named)), tmp_path, "learning")
    assert any("-P1" in note for note in report.notes)


def theirs(library):
    form = library.form_with_role("family_account")
    status = next(field for field in form.fields if field.required)
    told = {
        "family_account": "Arthur was left alone.",
        "family_response": "They thanked the night staff.",
        "family_corrections": "It was not Tuesday.",
        "family_changes": "The day is Monday now.",
        "family_disagreement": "She holds that nobody came.",
    }
    asked = {f.key: sample(f) for f in form.fields if f.role not in told and f.kind == "date"}
    chosen = {status.key: status.options.offered[0].code}
    person = library.form_with_role("given_name")
    return make_case(
        answers={form.key: {**asked, **chosen, **told}, person.key: {"given_name": "Arthur", "name": "Penn"}}
    )


def test_what_the_family_said_is_printed_and_told_as_it_may_name_somebody(library, tmp_path):
    text, _, report = written(theirs(library), tmp_path, "governance")
    assert "Arthur was left alone." in text
    assert "They thanked the night staff." in text
    assert "It was not Tuesday." in text
    assert "The day is Monday now." in text
    assert "She holds that nobody came." in text
    assert "“What they told us about the care” is printed as written" in " ".join(report.notes)
    assert any("“What they told us about the care”: 1 name" in note for note in report.notes)


def test_what_the_family_said_stays_out_of_the_learning_summary(library, tmp_path):
    text, _, _ = written(theirs(library), tmp_path, "learning")
    assert "Arthur" not in text
    assert "night staff" not in text
    assert "Tuesday" not in text
    assert "nobody came" not in text


def test_a_full_case_and_an_empty_one_can_be_written(tmp_path):
    for number, case in enumerate((full_case(), make_case())):
        path = tmp_path / f"{number}.pdf"
        write_summary(case, path, audience="learning")
        assert "Draft" in pypdf.PdfReader(path).pages[0].extract_text()

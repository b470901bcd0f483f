"""The learning summary names nobody and fits one page; the family's copy begins with their questions."""

from dataclasses import replace

import pypdf
import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.html.summary import page_of
from hssib_desk.export.pdf.short_summaries import age_band
from hssib_desk.export.pdf.summary import write_summary
from tests.factories import SEAL, code_meaning, full_case, make_case, make_entry, sample


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


def test_the_family_copy_begins_with_their_questions_and_has_no_scores(library, tmp_path):
    text, _, report = written(raised(library), tmp_path, "family")
    order = ["Why did nobody ring?", "Sorry.", "She sang in two choirs.", "Medicines explained kindly"]
    order += ["Book the team in", "What happens next", "Your named contact"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Very poor" not in text
    assert "1 2 3 4 5" not in text
    assert any("read it through" in note for note in report.notes)


def test_a_question_without_an_answer_is_not_passed_over(library, tmp_path):
    form = library.form_with_role("question", repeat=True)
    case = make_case(entries=[make_entry(form, {"question": "Where was she?"}, ref="Q1")])
    text, _, _ = written(case, tmp_path, "family")
    assert "Where was she? We have not been able to answer this yet." in text


ACTIONS = {
    "draft": "Buy a kettle",
    "agreed": "Open a quiet room",
    "in_progress": "Train all staff",
    "implemented": "Name one person",
    "closed": "Share one list",
    "on_hold": "Paint the hall",
    "superseded": "Write a leaflet",
    "not_accepted": "Lock the garden",
    "transferred": "Mend the bridge",
}


def acted(library):
    """One action of each status, each with a reason where the form asks for one."""
    form = library.form_with_role("target_date", repeat=True)
    roles = {"status_reason": "the lift is not ours", "target_date": "2026-01-29"}
    given = [(code_meaning(form.role("status"), status), title) for status, title in ACTIONS.items()]
    return make_case(
        entries=[
            make_entry(form, {**roles, "title": title, "status": status}, ref=f"A{n}")
            for n, (status, title) in enumerate(given, 1)
        ]
    )


def between(text, start, end=None):
    return text[text.index(start) : text.index(end) if end else None]


def test_the_family_is_promised_only_what_was_agreed_or_done(library, tmp_path):
    text, _, _ = written(acted(library), tmp_path, "family")
    done = between(text, "What has changed", "What will change")
    promised = between(text, "What will change", "What else was suggested")
    rest = between(text, "What else was suggested", "What happens next")
    assert [title for title in ACTIONS.values() if title in done] == ["Name one person", "Share one list"]
    assert [t for t in ACTIONS.values() if t in promised] == ["Open a quiet room", "Train all staff"]
    assert "We aim to do this by 29 January 2026." in promised
    for words in (
        "Buy a kettle. We have not decided on this yet.",
        "Paint the hall. This is on hold: the lift is not ours.",
        "Write a leaflet. Something else is done in its place: the lift is not ours.",
        "Lock the garden. We decided not to do this: the lift is not ours.",
        "Mend the bridge. This was passed on to others: the lift is not ours.",
    ):
        assert words in rest


def test_the_letter_to_the_family_carries_no_classification_and_no_seal(library, tmp_path):
    case = raised(library, status="signed")
    case = replace(case, entries=tuple(replace(entry, seal=SEAL) for entry in case.entries))
    text, reader, _ = written(case, tmp_path, "family")
    page, _ = page_of(case, "family")
    for everything in (text + str(dict(reader.metadata)), page):
        for mark in (case.facts.classification, "OFFICIAL", "SENSITIVE", "Seal", SEAL.short, "Draft"):
            assert mark not in everything
    assert case.facts.organisation in text
    assert f"Page 1 of {len(reader.pages)}" in text


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


@pytest.mark.parametrize("audience", ["governance", "family"])
def test_what_the_family_said_is_printed_and_told_as_it_may_name_somebody(library, tmp_path, audience):
    text, _, report = written(theirs(library), tmp_path, audience)
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


def test_the_letter_speaks_to_its_reader(library, tmp_path):
    case = raised(library)
    text, _, _ = written(case, tmp_path, "family")
    assert "We are sorry for your loss." in text
    assert "Your questions, and our answers" in text
    assert "the family" not in text.replace("Letter to the family", "")


@pytest.mark.parametrize("audience", ["learning", "family"])
def test_a_full_case_and_an_empty_one_can_be_written(audience, tmp_path):
    for number, case in enumerate((full_case(), make_case())):
        path = tmp_path / f"{audience}{number}.pdf"
        write_summary(case, path, audience=audience)
        assert "Draft" in pypdf.PdfReader(path).pages[0].extract_text()

"""What is written for a second reviewer holds nothing of the first review, whatever the kind of file."""

from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.parts.standing import answered_by_acts
from hssib_desk.domain.review.second_review import fills_once
from hssib_desk.store.workbook import Workbook
from tests.factories import action_form, keyed

MARKER = "zzmarker"
LIBRARY = load_library().for_review("mental_health")
JUDGED = LIBRARY.form_with_role("phase_score", repeat=False)
HIDDEN = [form for form in LIBRARY.forms.values() if form.second or form.blind]


def marked(form):
    typed = [f for f in form.fields if f.kind in ("text", "note", "open_choice")]
    return {f.key: f"{MARKER} {f.key}" for f in typed if f.key not in answered_by_acts(form)}


def scores(points):
    return {
        p.score_field.key: next(c.code for c in p.score_field.options.choices if c.points == points)
        for p in JUDGED.phases
    }


@pytest.fixture
def path(tmp_path):
    return tmp_path / "oak.hssib"


@pytest.fixture
def reviewed(path):
    """A case whose first review carries a mark in every text that a second reviewer must not see."""
    with Workbook.create(path, library=LIBRARY, actor="tester") as workbook:
        person = LIBRARY.form_with_role("pen_portrait", repeat=False)
        portrait = keyed(person, {"pen_portrait": "She kept bees.", "date_of_death": "2025-10-19"})
        case = workbook.new_case({person.key: portrait})
        for form in HIDDEN:
            if form.repeat:
                workbook.add_entry(case.id, form.key, answers=marked(form))
            else:
                workbook.save(case.entry(form.key).id, marked(form))
        for form in LIBRARY.forms.values():
            blind = {f.key: f"{MARKER} {f.key}" for f in form.fields if f.blind}
            if blind and form.repeat:
                workbook.add_entry(case.id, form.key, answers=blind)
            elif blind:
                workbook.save(case.entry(form.key).id, blind)
        workbook.save(case.entry(JUDGED.key).id, scores(1))
        workbook.reviews.sign(case.id, name=f"{MARKER} signer", role=f"{MARKER} role")
        workbook.reviews.start_second(case.id, name="S. Second", role="Nurse")
        own = workbook.case(case.id).entry(JUDGED.key, "second")
        note = next(f for f in JUDGED.fields if f.kind == "note")
        workbook.save(own.id, {note.key: "My own judgement of it."})
        return case.ref


def content(path):
    """Everything that can be read in a file, and its raw bytes."""
    raw = path.read_bytes().decode("latin-1")
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        return raw + " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    if path.suffix == ".xlsx":
        with ZipFile(path) as whole:
            return "".join(whole.read(name).decode("utf-8", "replace") for name in whole.namelist())
    return path.read_text("utf-8")


def written(tmp_path, what, path, ref, ending, *more):
    out = tmp_path / f"{what}.{ending}"
    case = [ref] if what in ("summary", "fhir") else []
    assert main(["export", what, str(path), *case, str(out), "--stage", "second", *more]) == 0
    return out


@pytest.mark.parametrize("audience", ["governance", "learning", "family"])
def test_the_summary_holds_nothing_of_the_first(tmp_path, path, reviewed, audience):
    out = written(tmp_path, "summary", path, reviewed, "pdf", "--for", audience, "--html")
    for file in (out, out.with_suffix(".html")):
        assert MARKER not in content(file)
    if audience == "governance":
        assert "My own judgement of it." in content(out.with_suffix(".html"))
        assert "She kept bees." in content(out.with_suffix(".html"))
        assert "blind" in content(out.with_suffix(".html"))


@pytest.mark.parametrize(("what", "ending"), [("data", "xlsx"), ("actions", "xlsx"), ("fhir", "json")])
def test_no_other_file_holds_anything_of_the_first(tmp_path, path, reviewed, what, ending):
    out = written(tmp_path, what, path, reviewed, ending)
    assert MARKER not in content(out)


def test_the_mark_would_have_been_seen(tmp_path, path, reviewed):
    for what, ending in (("data", "xlsx"), ("actions", "xlsx")):
        out = tmp_path / f"whole-{what}.{ending}"
        assert main(["export", what, str(path), str(out), "--with-blind"]) == 0
        assert MARKER in content(out)
    out = tmp_path / "whole.pdf"
    assert main(["export", "summary", str(path), reviewed, str(out), "--html", "--with-blind"]) == 0
    assert MARKER in content(out.with_suffix(".html"))


@pytest.mark.parametrize(
    ("what", "ending"), [("data", "xlsx"), ("actions", "xlsx"), ("fhir", "json"), ("summary", "pdf")]
)
def test_a_command_leaves_out_what_the_window_leaves_out_and_says_so(
    tmp_path, path, reviewed, capsys, what, ending
):
    out = tmp_path / f"{what}.{ending}"
    case = [reviewed] if what in ("summary", "fhir") else []
    assert main(["export", what, str(path), *case, str(out)]) == 0
    assert MARKER not in content(out)
    said = capsys.readouterr().out
    assert reviewed in said
    assert "blind second review" in said


def test_a_summary_of_the_first_does_not_print_half_a_second_review(tmp_path, path, reviewed):
    out = tmp_path / "whole.pdf"
    assert main(["export", "summary", str(path), reviewed, str(out), "--html", "--with-blind"]) == 0
    assert "My own judgement of it." not in content(out.with_suffix(".html"))


def test_a_case_without_a_second_review_has_no_such_summary(tmp_path, path, capsys):
    with Workbook.create(path, library=LIBRARY, actor="tester") as workbook:
        ref = workbook.new_case().ref
    assert main(["export", "summary", str(path), ref, str(tmp_path / "x.pdf"), "--stage", "second"]) == 1
    assert "no second review yet" in capsys.readouterr().err


def test_agreed_scores_stand_beside_both_in_the_summary_and_the_data(tmp_path, path, reviewed):
    with Workbook.open(path, library=LIBRARY, actor="tester", back_up=False) as workbook:
        case = workbook.case(reviewed)
        workbook.save(case.entry(JUDGED.key, "second").id, scores(3))
        workbook.reviews.sign(case.id, name="S. Second", role="Nurse")
        workbook.reviews.start_agreed(case.id)
        reasons = {p.field_with_role("agreed_reason").key: f"So agreed: {p.title}" for p in JUDGED.phases}
        workbook.save(workbook.case(case.id).entry(JUDGED.key, "agreed").id, {**scores(2), **reasons})
        workbook.reviews.sign(case.id, name="C. Chair", role="Chair")
    out = tmp_path / "agreed.pdf"
    assert main(["export", "summary", str(path), reviewed, str(out), "--html"]) == 0
    page = content(out.with_suffix(".html"))
    table = page[page.index("First, second and agreed scores</h2>") :]
    first = table[table.index(JUDGED.phases[0].title) :]
    assert [first.index(f"<span>{points} of 5</span>") for points in (1, 3, 2)] == sorted(
        first.index(f"<span>{points} of 5</span>") for points in (1, 3, 2)
    )
    assert "Second 2 points higher" in page
    assert f"So agreed: {JUDGED.phases[0].title}" in page
    data = tmp_path / "data.xlsx"
    assert main(["export", "data", str(path), str(data)]) == 0
    import openpyxl

    sheet = openpyxl.load_workbook(data)[JUDGED.title[:31]]
    rows = list(sheet.values)
    assert [row[rows[0].index("Stage")] for row in rows[1:]] == ["agreed", "first", "second"]


def test_every_form_that_is_filled_in_anew_is_marked():
    assert {form.key for form in fills_once(LIBRARY)} <= {form.key for form in HIDDEN}
    assert action_form().key in {form.key for form in HIDDEN}


def cells(path, sheet):
    import openpyxl

    return [
        str(cell) for row in openpyxl.load_workbook(path)[sheet].values for cell in row if cell is not None
    ]


@pytest.mark.parametrize("what", ["actions", "data"])
def test_a_file_says_which_cases_it_leaves_out_and_how_governance_has_them(
    tmp_path, path, reviewed, what, capsys
):
    staged = cells(
        written(tmp_path, what, path, reviewed, "xlsx"), "Read me" if what == "actions" else "Control"
    )
    said = f"1 case under blind second review is left out until that is signed: {reviewed}."
    assert any(cell.endswith(said) for cell in staged)
    if what == "actions":
        assert "hssib-desk export actions" in capsys.readouterr().out
    whole = tmp_path / "whole.xlsx"
    assert main(["export", what, str(path), str(whole), "--with-blind"]) == 0
    assert f"{reviewed} is under blind second review. Keep this file" in capsys.readouterr().out


def test_the_governance_log_holds_the_actions_that_the_window_withholds(tmp_path, path, reviewed):
    out = tmp_path / "whole.xlsx"
    assert main(["export", "actions", str(path), str(out), "--with-blind"]) == 0
    assert any(MARKER in cell for cell in cells(out, "Action log"))


def test_an_edited_log_tells_nothing_of_a_blind_case(tmp_path, path, reviewed, capsys):
    from hssib_desk.domain.actions.log_update import compare
    from hssib_desk.export.reading.action_reader import read_action_log

    out = tmp_path / "whole.xlsx"
    assert main(["export", "actions", str(path), str(out), "--with-blind"]) == 0
    with Workbook.open(path, library=LIBRARY, actor="tester", back_up=False) as workbook:
        action = workbook.case(reviewed).all_of(action_form(LIBRARY).key)[0]
        workbook.save(action.id, {action_form(LIBRARY).role("owner").key: "Chief nurse"})
        log, cases = read_action_log(out, LIBRARY), list(workbook.lists.case_files())
    capsys.readouterr()
    veiled = compare(log, cases, LIBRARY, veil=True)
    assert (veiled.differences, veiled.missing, len(veiled.unknown)) == ((), (), 1)
    assert "blind second review" in veiled.unknown[0].why
    assert not compare(log, cases, LIBRARY).unknown
    assert main(["update-actions", str(path), str(out)]) == 3
    assert "blind second review" in capsys.readouterr().out
    assert main(["update-actions", str(path), str(out), "--with-blind"]) in (0, 3)
    assert "blind second review" not in capsys.readouterr().out


@pytest.fixture
def settled(path, reviewed):
    """The case with a second review that differs in scores and a coded answer, agreed to be the second's."""
    overall = JUDGED.phases[-1] if JUDGED.phases[-1].field_with_role("overall_score") else None
    overall = overall or next(p for p in JUDGED.phases if p.field_with_role("overall_score"))
    asked = next(f for f in overall.fields if f.kind == "yes_no" and f.show_if is None)
    signs = LIBRARY.form_with_role("declaration")

    def declare(workbook, case, stage):
        workbook.save(case.entry(signs.key, stage).id, {signs.role("declaration").key: "yes"})

    with Workbook.open(path, library=LIBRARY, actor="tester", back_up=False) as workbook:
        case = workbook.case(reviewed)
        workbook.reviews.withdraw_second(case.id, "To be begun again")
        workbook.reviews.reopen(case.id, "One more answer")
        workbook.save(case.entry(JUDGED.key, "first").id, {asked.key: "yes"})
        declare(workbook, case, "first")
        workbook.reviews.sign(case.id, name="R. Reviewer", role="")
        view = workbook.reviews.start_second(case.id, name="S. Second", role="Nurse")
        words = {f.key: f"Own words {f.role}" for f in overall.fields if f.role.startswith("judgement")}
        headline = {overall.field_with_role("headline").key: "A second look"}
        answers = {**scores(3), **words, **headline, asked.key: "no"}
        workbook.save(view.entry(JUDGED.key).id, answers)
        workbook.reviews.sign(case.id, name="S. Second", role="Nurse")
        workbook.reviews.start_agreed(case.id)
        reasons = {p.field_with_role("agreed_reason").key: "Read together" for p in JUDGED.phases}
        agreed = {**scores(3), **reasons, asked.key: "not_known"}
        workbook.save(workbook.case(case.id).entry(JUDGED.key, "agreed").id, agreed)
        declare(workbook, workbook.case(case.id), "agreed")
        workbook.reviews.sign(case.id, name="C. Chair", role="Chair")
    return asked


def test_agreed_answers_stand_beside_both_in_the_summary_and_the_data(tmp_path, path, reviewed, settled):
    out = tmp_path / "agreed.pdf"
    assert main(["export", "summary", str(path), reviewed, str(out), "--html"]) == 0
    for text in (content(out), content(out.with_suffix(".html"))):
        part = text[text.index("Question") :] if "Question" in text else ""
        found = part[part.index(settled.label[:20]) :]
        assert found.index("Yes") < found.index("No") < found.index("Not known")
    data = tmp_path / "data.xlsx"
    assert main(["export", "data", str(path), str(data)]) == 0
    import openpyxl

    rows = list(openpyxl.load_workbook(data)[JUDGED.title[:31]].values)
    column = next(n for n, head in enumerate(rows[0]) if str(head).startswith(settled.label[:20]))
    found = {row[rows[0].index("Stage")]: row[column] for row in rows[1:]}
    assert found == {"first": "Yes", "second": "No", "agreed": "Not known"}
    counts = {row[rows[0].index("Stage")]: row[rows[0].index("Counts")] for row in rows[1:]}
    assert counts == {"first": "no", "second": "no", "agreed": "yes"}
    (case,) = list(openpyxl.load_workbook(data)["Cases"].values)[1:]
    with Workbook.open(path, library=LIBRARY, actor="tester", read_only=True) as workbook:
        assert workbook.case(reviewed).seal_of("agreed").short in case


def test_the_first_page_shows_the_agreed_score_with_its_origin_and_the_last_seal(
    tmp_path, path, reviewed, settled
):
    out = tmp_path / "agreed.pdf"
    assert main(["export", "summary", str(path), reviewed, str(out), "--html"]) == 0
    with Workbook.open(path, library=LIBRARY, actor="tester", read_only=True) as workbook:
        case = workbook.case(reviewed)
    first, agreed = case.seal_of("first"), case.seal_of("agreed")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(out).pages]
    assert all(f"Seal {agreed.short}" in page and f"Seal {first.short}" not in page for page in pages)
    html = " ".join(out.with_suffix(".html").read_text("utf-8").split())
    for text in (" ".join(pages), html):
        table = text[text.index("Care, phase by phase") : text.index("These are the scores that count")]
        if text is html:
            table = text[text.rindex("Care, phase by phase</h2>") : text.index("These are the scores that")]
        assert "Agreed: the first review gave 1, the second 3." in table
        assert "Adequate" in table and "Very poor" not in table
    assert f"Seal {agreed.short}" in html and f"Seal {first.short}" not in html


def test_each_signature_of_a_case_reviewed_twice_says_who_declared_what(tmp_path, path, reviewed, settled):
    out = tmp_path / "agreed.pdf"
    assert main(["export", "summary", str(path), reviewed, str(out)]) == 0
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(out).pages).split())
    text = text[text.rindex("Sign-off") :]
    stages = (
        "First review: signed by",
        "Second review: signed by the Nurse",
        "Agreed scores: signed by the Chair",
    )
    places = [text.index(stage) for stage in stages]
    assert places == sorted(places)
    label = LIBRARY.form_with_role("declaration").role("declaration").label
    parts = [text[start:end] for start, end in zip(places, [*places[1:], None], strict=True)]
    assert [part.count(label) for part in parts] == [1, 1, 1]


@pytest.mark.parametrize("audience", ["learning", "family"])
def test_the_shorter_summaries_follow_what_was_agreed(tmp_path, path, reviewed, settled, audience):
    out = tmp_path / "short.pdf"
    order = ["export", "summary", str(path), reviewed, str(out), "--for", audience, "--html"]
    assert main(order) == 0
    for text in (content(out), content(out.with_suffix(".html"))):
        assert ("A second look" if audience == "learning" else "Own words judgement_better") in text
        assert f"{MARKER} overall" not in text


@pytest.mark.parametrize(("what", "ending"), [("summary", "pdf"), ("fhir", "json")])
def test_a_paper_of_a_blind_case_says_from_whom_it_is_to_be_kept(
    tmp_path, path, reviewed, what, ending, capsys
):
    out = tmp_path / f"whole.{ending}"
    assert main(["export", what, str(path), reviewed, str(out), "--with-blind"]) == 0
    assert f"{reviewed} is under blind second review. Keep this file" in capsys.readouterr().out
    written(tmp_path, what, path, reviewed, ending)
    assert "Keep this file" not in capsys.readouterr().out

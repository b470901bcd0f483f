"""The practice workbook: the written cases, and as many varied copies as are asked for."""

from collections import Counter
from datetime import date, timedelta

import pytest
from nhs_number.validate import is_valid

from hssib_desk.domain.forms.library import load_library, read_toml
from hssib_desk.domain.forms.outline import completeness, findings
from hssib_desk.domain.panel.agenda import why_here
from hssib_desk.domain.review import second_review
from hssib_desk.domain.review.review_comparison import compare, to_settle
from hssib_desk.practice import make_practice, practice_cases
from hssib_desk.practice_copies import Copier, nhs_number, plan_copies, read_story
from hssib_desk.resources import resource
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook

TODAY = date.today()
WRITTEN = len(practice_cases(TODAY))
COPIES = 60


def opened(path):
    return Workbook.open(path, library=load_library(), actor="tester", back_up=False)


def files(path):
    with opened(path) as workbook:
        return list(workbook.lists.case_files())


def make(folder, cases, seed=1):
    return make_practice(folder / f"{cases}-{seed}.hssib", today=TODAY, cases=cases, seed=seed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("practice")


@pytest.fixture(scope="module")
def many(folder):
    return make(folder, WRITTEN + COPIES)


@pytest.fixture(scope="module")
def cases(many):
    return files(many)


def copies_of(cases):
    """The cases that were written in bulk, told by their local numbers of six digits."""
    return [case for case in cases if len(str(case.value("local_number"))) == len("W-100000")]


def copier(seed):
    """The copies of a seed as they are told before they are written."""
    library, folder = load_library(), resource("practice")
    stories = [read_story(read_toml(path), library) for path in sorted(folder.glob("[0-9]*.toml"))[:3]]
    made = Copier(stories, read_toml(folder / "names.toml"), library, seed)
    return [made.copy(plan) for plan in plan_copies(stories, 8, seed)]


def test_fewer_are_the_first_ones(folder):
    two = files(make(folder, 2))
    first = practice_cases(TODAY)[:2]
    person = load_library().form_with_role("name", repeat=False)
    names = {item.answers[person.key][person.role("name").key] for item in first}
    assert {case.text("name") for case in two} == names


def test_more_are_varied_copies(cases):
    copies = copies_of(cases)
    assert len(cases) == WRITTEN + COPIES
    assert len(copies) == COPIES
    assert len({case.value("nhs_number") for case in cases if case.value("nhs_number")}) >= COPIES
    assert len({(case.text("name"), case.text("given_name")) for case in copies}) > COPIES * 0.9
    assert len({case.value("date_of_death") for case in copies}) > COPIES * 0.8


def test_the_same_seed_tells_the_same_and_another_seed_does_not():
    assert copier(1) == copier(1)
    assert copier(1) != copier(2)


def test_one_review_waits_blind_and_one_was_agreed_with_a_score_and_answers_that_differed(cases):
    by_state = {
        second_review.state_of(case): case for case in cases if second_review.state_of(case) != "none"
    }
    assert set(by_state) == {"blind", "settled"}
    rows = compare(by_state["settled"])
    assert any(not row.is_same for row in rows)
    differing = [item for row in rows for item in row.differing]
    assert differing and all(item.agreed is not None for item in differing)
    assert all(row.reason for row in rows if row.needs_reason)
    assert not to_settle(by_state["settled"])
    judged = [e for e in by_state["blind"].entries if e.stage == "second" and e.form.phases]
    assert judged and judged[0].answers


def test_copies_are_of_nobody(cases):
    copies = copies_of(cases)
    written = {case.text("name") for case in cases} - {case.text("name") for case in copies}
    assert all(is_valid(case.value("nhs_number")) for case in copies)
    assert all(str(case.value("nhs_number")).startswith("999") for case in copies)
    for case in copies:
        texts = " ".join(str(value) for entry in case.entries for value in entry.answers.values())
        assert not [name for name in written if len(name) > 6 and name in texts], case.ref


def test_copies_are_plausible(cases):
    copies = copies_of(cases)
    scores = Counter(str(case.value("overall_score")) for case in copies)
    assert len(scores.keys() - {"None", "na"}) >= 3
    assert {"draft", "signed"} <= {case.status for case in copies}
    signed = [case for case in copies if case.seal]
    assert COPIES / 4 < len(signed) < COPIES
    for case in signed:
        assert completeness(case).percent >= 90, [item.sentence for _, item in findings(case)]
    for case in copies:
        died = case.value("date_of_death")
        assert died <= TODAY.isoformat()
        if case.seal:
            assert case.seal.at.date().isoformat() > died
    old = (TODAY - timedelta(days=200)).isoformat()
    actions = [
        e for case in signed if case.value("date_of_death") < old for e in case.entries if e.value("owner")
    ]
    status = actions[0].field("status").options
    closed = [entry for entry in actions if status.means(str(entry.value("status"))) == "closed"]
    assert len(closed) > len(actions) / 2


def test_copies_keep_what_their_entries_come_from(cases):
    entries = [entry for case in copies_of(cases) for entry in case.entries]
    linked = [e for e in entries if e.form.role("links") and e.value("links")]
    assert linked
    assert any(entry.origin for entry in entries)
    known = {entry.id for entry in entries}
    assert all(item in known for entry in linked for item in entry.value("links"))


def test_a_practice_workbook_passes_its_check(many):
    bad = [found.sentence for found in check(many, load_library()) if found.severity == "error"]
    assert bad == []


def test_no_two_numbers_are_the_same():
    numbers = [nhs_number(n, 3) for n in range(20_000)]
    assert len(set(numbers)) == len(numbers)
    assert all(map(is_valid, numbers[:500]))


def test_the_coming_meeting_says_of_each_case_what_brought_it(many):
    with opened(many) as workbook:
        meeting = workbook.panel.find("")
        told = [why_here(case, meeting.number) for case in workbook.panel.cases(meeting)]
    assert meeting.day > TODAY
    assert len(told) == 6
    assert not {"", "Review signed"}.intersection(told)
    assert len(set(told)) > 2

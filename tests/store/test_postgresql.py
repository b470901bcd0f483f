"""The core of the store on a real PostgreSQL: what is asked of a workbook there is answered as by a file."""

import itertools
import re
import threading
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest
from sqlalchemy import select

from hssib_desk.domain.forms.form import Form
from hssib_desk.domain.review.review_comparison import compare
from hssib_desk.store.entries.attachments import read_content
from hssib_desk.store.entries.history import chain_break
from hssib_desk.store.errors import NotReady, Sealed
from hssib_desk.store.lists.queries import (
    ACTION_GROUPS,
    ACTION_SORTS,
    CASE_SORTS,
    ActionQuery,
    CaseQuery,
)
from hssib_desk.store.schema.tables import attachments, cases, entries
from hssib_desk.store.workbook import Workbook
from tests.factories import code_meaning, keyed
from tests.store import postgresql
from tests.store.conftest import Clock

if lacking := postgresql.missing():
    pytest.skip(lacking, allow_module_level=True)

DIED = ("2025-10-19", "2025-08", "unknown", "2024", "2025-03-09", "2025-11-02", "2025-10-19", "2025-01-05")
TARGETS = ("", "2025-11-17", "2025-12-02", "2026-03", "unknown")
WARDS = ("Elm", "acer", "Żółw")


@pytest.fixture(scope="module")
def server():
    with postgresql.server() as engine:
        yield engine


@pytest.fixture(scope="module")
def both(server, tmp_path_factory, library, forms):
    """The same work done in a file and on the server."""
    path, clocks = tmp_path_factory.mktemp("both") / "Oak House.hssib", (Clock(), Clock())
    with Workbook.create(
        path, library=library, actor="R. Reviewer", title="Oak House", now=clocks[0]
    ) as here:
        postgresql.empty(server, here._at.settings)
        there = postgresql.opened(server, path, library, clocks[1])
        for workbook, clock in zip((here, there), clocks, strict=True):
            work(workbook, clock, forms)
        yield here, there


def work(workbook, clock, forms):
    """Some days of a workbook: cases, judgements, actions, signatures, second reviews and second thoughts."""
    judgement, action, raised = forms.judgement, forms.action, forms.raised
    scored = [phase.score_field for phase in judgement.phases]
    themes = [choice.code for choice in raised.role("theme").options.offered]
    strengths = [code_meaning(action.role("strength"), word) for word in ("strong", "weak")]
    statuses = [code_meaning(action.role("status"), word) for word in ("in_progress", "closed", "on_hold")]
    ids = []
    for number, died in enumerate(DIED):
        clock.pass_by(minutes=1)
        ids.append(workbook.new_case(forms.death(name=f"Llŷr {number}", date_of_death=died)).id)
        entry = workbook.case(ids[-1]).entry(judgement.key)
        workbook.save(entry.id, {field.key: str(1 + number % 5) for field in scored[number % 3 :]})
        for place in range(number % 4):
            roles = {
                "title": f"Action {number * place}", "theme": themes[(number + place) % len(themes)],
                "strength": strengths[place % 2], "status": statuses[place % 3],
                "target_date": TARGETS[(number + place) % len(TARGETS)], "ward": WARDS[number % len(WARDS)],
            }  # fmt: skip
            known = {role: value for role, value in roles.items() if value and action.role(role)}
            workbook.add_entry(ids[-1], action.key, answers=keyed(action, known))
    first = workbook.case(ids[0]).entry(judgement.key)
    for text in ("The żółty folder", "The żółty folder was never read"):  # typed on: one line of the history
        clock.pass_by(seconds=2)
        workbook.save(first.id, {forms.note_field.key: text})
    holder, field = next(
        (entry, field)
        for entry in workbook.case(ids[0]).entries
        for field in entry.form.fields
        if field.kind == "attachment"
    )
    workbook.attach(holder.id, field.key, read_content("Letter.pdf", b"%PDF-1.7 a letter", 1000))
    learning = workbook.add_entry(
        ids[0], raised.key, answers=keyed(raised, {"title": "Ask the family early"})
    )
    workbook.remove_entry(learning.id, "a duplicate")
    workbook.undo(ids[0])
    workbook.undo(ids[0])
    workbook.redo(ids[0])
    clock.pass_by(days=1)
    for case_id in ids[:3]:
        workbook.reviews.sign(case_id, name="R. Reviewer", role="Psychiatrist", warnings={"odd": "seen"})
    workbook.reviews.reopen(ids[2], "a letter came")
    workbook.set_setting("window_days", "100")
    for case_id in ids[:2]:
        second = workbook.reviews.start_second(case_id, name="S. Second", role="Nurse").entry(judgement.key)
        workbook.save(second.id, {field.key: "3" for field in scored})
    workbook.reviews.sign(ids[0], name="S. Second", role="Nurse")
    workbook.reviews.start_agreed(ids[0])
    agreed = workbook.case(ids[0]).entry(compare(workbook.case(ids[0]))[0].first.form.key, "agreed")
    workbook.save(agreed.id, {field.key: "2" for field in scored})
    clock.pass_by(days=1)


def told(workbook, ask):
    """What a workbook answers, with each id as the number of what bears it, in the order of their making."""
    with workbook._at.reading() as context:
        made = [
            context.db.execute(select(table.c.id).order_by(table.c.id)).scalars()
            for table in (cases, entries, attachments)
        ]
        numbers = {one: f"#{number}" for number, one in enumerate(itertools.chain(*made))}
    return plain(ask(workbook), numbers)


def plain(value, numbers):
    if isinstance(value, Form):
        return value.key
    if isinstance(value, str):
        return "a digest over ids" if re.fullmatch("[0-9a-f]{64}", value) else numbers.get(value, value)
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name), numbers) for field in fields(value)}
    if isinstance(value, Mapping):
        return {plain(key, numbers): plain(one, numbers) for key, one in value.items()}
    return [plain(one, numbers) for one in value] if isinstance(value, list | tuple) else value


def every_case(workbook):
    return [workbook.case(row.id) for row in workbook.lists.cases(CaseQuery(sort="ref", descending=False))]


def answers(workbook):
    return [
        (case.ref, case.status, case.seal, case.entries, case.attachments, workbook.removed_entries(case.id))
        for case in every_case(workbook)
    ]


def files(workbook):
    attached = [file for case in every_case(workbook) for file in case.attachments]
    assert attached
    return [workbook.attachment_content(file.id) for file in attached]


def histories(workbook):
    ids = [case.id for case in every_case(workbook)]
    past = [workbook.past(case_id, as_shown=False) for case_id in ids]
    return past, [workbook.history(case_id) for case_id in ids], [workbook.undo_steps(one) for one in ids]


def sorted_lists(workbook):
    listed = sorted({key for row in workbook.lists.cases(CaseQuery()) for key in row.listed})
    ways = itertools.product([*CASE_SORTS, *(f"listed:{key}" for key in listed)], (True, False))
    return [workbook.lists.cases(CaseQuery(sort=sort, descending=down), 1, 5) for sort, down in ways]


FILTERS = (
    CaseQuery(status="to_finish"), CaseQuery(status="sealed"), CaseQuery(status="second_review"),
    CaseQuery(scope="in_scope"), CaseQuery(blind="yes"), CaseQuery(twice="any"), CaseQuery(weak_only=True),
    CaseQuery(dated="month"), CaseQuery(dated="possible", died_from=date(2025, 8, 1)),
    CaseQuery(signed_from=date(2025, 11, 1)), CaseQuery(finish_by=date(2026, 1, 31)),
    CaseQuery(text="c-2025-00"), CaseQuery(text="zolty fold"), CaseQuery(text="100%"), CaseQuery(text="llyr"),
)  # fmt: skip


def filtered(workbook):
    some = CaseQuery(only=tuple(row.id for row in workbook.lists.cases(CaseQuery(), limit=3)))
    judged = CaseQuery(phase=workbook.lists.figures().scores[0].section)
    return [
        (workbook.lists.count_cases(query), workbook.lists.cases(query)) for query in (*FILTERS, some, judged)
    ]


def chips(workbook):
    return workbook.lists.case_counts(), workbook.lists.choices(), workbook.lists.blind_cases()


def action_pages(workbook):
    queries = [ActionQuery(sort=sort, descending=down) for sort in ACTION_SORTS for down in (True, False)]
    queries += [ActionQuery(group_by=group) for group in ACTION_GROUPS]
    return [workbook.lists.actions(query, 2, 5) for query in queries]


def action_counts(workbook):
    counts = workbook.lists.brag_counts(ActionQuery())
    queries = [ActionQuery(brag=code) for code in counts]
    queries += [ActionQuery(text="action"), ActionQuery(overdue=True, cases=CaseQuery(scope="in_scope"))]
    return counts, [(workbook.lists.count_actions(query), workbook.lists.actions(query)) for query in queries]


def rows_found_again(workbook):
    actions = [
        workbook.lists.row_of_action(ActionQuery(), row.entry_id)
        for row in workbook.lists.actions(ActionQuery(), 0, 4)
    ]
    return actions, [
        workbook.lists.row_of_case(CaseQuery(), typed) for typed in ("C-2025-0", "003", "%", "c-2024-001")
    ]


def home(workbook):
    return replace(
        workbook.lists.home(), last_backup=None, backups=0
    )  # those of a server are not beside a file


def figures(workbook):
    return workbook.lists.figures(), workbook.lists.figures(CaseQuery(dated="month"))


def searches(workbook):
    """What is found; of places that fit alike each database puts another one first."""
    typed = ("zolty folder", "llŷr", "c-2025", "acti", "family early", "%")
    hits = [workbook.lists.search(words) for words in typed]
    assert all(hits[:-1])
    return [sorted(map(repr_without_ids, found)) for found in hits]


def repr_without_ids(hit):
    return repr(replace(hit, case_id="", entry_id=""))


def similar_titles(workbook):
    raised = [entry for case in every_case(workbook) for entry in case.entries if entry.ref]
    return [workbook.lists.similar(entry.id, "Action 6 of the family asked early") for entry in raised[:3]]


def signed_versions(workbook):
    return [workbook.reviews.sealed_versions(case.id) for case in every_case(workbook)]


def known_people(workbook):
    return workbook.lists.existing_cases()


def settings(workbook):
    return workbook.setting("window_days"), workbook.past_of_itself()


ASKED = (
    answers, files, histories, sorted_lists, filtered, chips, action_pages, action_counts, rows_found_again,
    home, figures, searches, similar_titles, signed_versions, known_people, settings,
)  # fmt: skip


@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
def test_a_workbook_on_a_server_answers_as_a_file_does(both, ask):
    here, there = (told(workbook, ask) for workbook in both)
    assert there == here


def test_what_is_signed_there_refuses_to_change(both, forms):
    for workbook in both:
        signed = workbook.lists.cases(CaseQuery(blind="yes"))[0]
        entry = workbook.case(signed.id).entry(forms.judgement.key)
        with pytest.raises(Sealed):
            workbook.save(entry.id, {forms.note_field.key: "Rather like this"})
        with pytest.raises(NotReady, match="already begun"):
            workbook.reviews.start_second(signed.id, name="T. Third", role="Nurse")


def test_two_writers_at_once_keep_one_chain_and_give_no_number_twice(server, path, library, forms):
    postgresql.empty(server, {"workbook_id": "on-a-server"})
    writers = [postgresql.opened(server, path, library, Clock(), actor) for actor in ("R. One", "S. Two")]
    shared = writers[0].new_case(forms.death())
    begun, faults = threading.Barrier(len(writers)), []

    def write(workbook):
        try:
            begun.wait()
            for number in range(6):
                case = workbook.new_case(forms.death())
                judged = case.entry(forms.judgement.key)
                workbook.save(judged.id, {forms.note_field.key: f"Note {number}"})
                workbook.add_entry(shared.id, forms.action.key, answers=forms.act())
                workbook.set_setting("window_days", str(100 + number))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(workbook,)) for workbook in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with writers[0]._at.reading() as context:
        assert chain_break(context.db) is None
    refs = [row.ref for row in writers[0].lists.cases(CaseQuery(sort="ref", descending=False))]
    assert refs == [f"C-2025-{number:03d}" for number in range(1, 14)]
    raised = [entry.ref for entry in writers[1].case(shared.id).all_of(forms.action.key)]
    assert sorted(raised) == [f"A{number:02d}" for number in range(1, 13)]


def test_a_setting_that_another_changes_holds_at_the_next_act(server, path, library, forms):
    postgresql.empty(server, {"workbook_id": "on-a-server"})
    one, other = (postgresql.opened(server, path, library, Clock(), actor) for actor in ("R. One", "S. Two"))
    out = forms.death(date_of_death="2025-10-19", discharge_date="2025-07-01")
    before = other.new_case(out)
    one.set_setting("window_days", "365")
    after = other.new_case(out)
    scopes = {row.ref: row.scope for row in other.lists.cases(CaseQuery())}
    assert scopes[before.ref] == scopes[after.ref] == "in_scope"
    assert other.facts.window_days == 365

"""Workbooks for tests: real files, opened again by plain sqlite3 where that is the point."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hssib_desk.domain.forms.form import Answer, Answers, Field, Form, Library
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.store.workbook import Workbook
from tests.factories import action_form, code_meaning, keyed

NOON = datetime(2025, 11, 18, 12, 0, tzinfo=UTC)


class Clock:
    """The only thing that is not real: a time that tests move on."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **more: float) -> None:
        self.at += timedelta(**more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Oak House.hssib"


@pytest.fixture
def workbook(path: Path, library: Library, clock: Clock) -> Iterator[Workbook]:
    with Workbook.create(path, library=library, actor="R. Reviewer", title="Oak House", now=clock) as made:
        yield made


@pytest.fixture
def reopen(path: Path, library: Library, clock: Clock) -> Iterator[Callable[..., Workbook]]:
    opened: list[Workbook] = []

    def open_again(workbook: Workbook, **more: object) -> Workbook:
        workbook.close()
        opened.append(Workbook.open(path, library=library, actor="S. Second", now=clock, **more))
        return opened[-1]

    yield open_again
    for workbook in opened:
        workbook.close()


@pytest.fixture
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program sees it."""
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


class Forms:
    """The shipped forms by what they are for, so that tests name no key."""

    def __init__(self, library: Library) -> None:
        self.person = library.form_with_role("date_of_death", repeat=False)
        self.judgement = library.form_with_role("phase_score", repeat=False)
        self.action = action_form(library)
        self.raised = next(
            f for f in library.forms.values() if f.repeat and f.can_raise and f is not self.action
        )
        self.note_field = next(f for f in self.judgement.fields if f.kind == "note" and f.show_if is None)

    def death(self, **more: Answer) -> dict[str, Answers]:
        given = {"date_of_death": "2025-10-19", "discharge_date": "2025-10-07", **more}
        return {self.person.key: keyed(self.person, given)}

    def status(self, meaning: str) -> dict[str, Answer]:
        return {"status": code_meaning(self.action.role("status"), meaning)}

    def act(self, **roles: Answer) -> Answers:
        return keyed(self.action, {"title": "Make follow-up a task", **roles})


@pytest.fixture(scope="session")
def forms(library: Library) -> Forms:
    return Forms(library)


@pytest.fixture
def case(workbook: Workbook, forms: Forms) -> CaseFile:
    """One case of which the dates and the name are known."""
    return workbook.new_case(forms.death(name="Llŷr", given_name="Łukasz"))


@pytest.fixture
def judgement(case: CaseFile, forms: Forms) -> EntryFile:
    entry = case.entry(forms.judgement.key)
    assert entry is not None
    return entry


def living_field(form: Form) -> Field:
    return next(f for f in form.fields if f.living and f.kind in ("text", "note"))

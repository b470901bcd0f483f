"""A random walk through the store's door: any act after any other, and the file stays as it was told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hssib_desk.domain.forms.form import Answer, Field, Form
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.errors import WorkbookError
from tests.factories import by_hand, sample
from tests.faults.ledger import USER_ERRORS, judged
from tests.faults.pool import Job, share
from tests.faults.stage import NOON, Stage, faults_of
from tests.faults.witness import Witness, view
from tests.packs import pack_folder

NAME = "random walk through the store"
BATCHES = 4
SECONDS = 1800  # for a batch, on a computer that is busy with other things
ANY = st.integers(0, 10**6)  # which of those that there are
PEOPLE = st.sampled_from(["R. Reviewer", "S. Second", "T. Third", "r. reviewer ", ""])
WORDS = st.one_of(
    st.sampled_from(["", " ", "A witness came forward", "Zażółć\n\U0001f3f4‮x"]), st.text(max_size=12)
)
OWN = ("organisation", "window_days", "title", "classification")


def play(stage: Stage) -> None:
    """Walks with seeds of their own."""
    stage.ledger.remark(
        NAME, "each act that is tried counts as injected, each line of history as acknowledged"
    )
    seeds = [stage.seed + n for n in range(stage.many(BATCHES, 2))]
    share(stage, [Job(NAME, f"seed {n}", partial(walk, seed_of=n), SECONDS) for n in seeds])


def walk(stage: Stage, seed_of: int) -> None:
    """Some sixty walks, or a dozen and a half short ones; the first that breaks something is told."""
    ledger = stage.ledger

    class Walk(Door):
        """The walk on this stage."""

        at = stage

    steps = settings(
        max_examples=stage.many(60, 18),
        stateful_step_count=stage.many(40, 16),
        deadline=None,
        database=None,
        phases=[Phase.generate],  # each act takes a while: what is found is told as it was found
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    try:
        run_state_machine_as_test(seed(seed_of)(Walk), settings=steps)
    except Exception as error:  # the edge of the experiment: it is told with the steps that led there
        head = "silent" if isinstance(error, AssertionError) else "tracebacks"
        steps_taken = " ".join(getattr(error, "__notes__", []))[-1500:]
        ledger.broke(NAME, head, f"seed {seed_of}: {type(error).__name__}: {error}: {steps_taken}")


class Door(RuleBasedStateMachine):
    """One workbook and every verb of it; what was answered is remembered beside it."""

    at: Stage

    @initialize(full=st.booleans())
    def begin(self, full: bool) -> None:
        """A workbook with two reviews signed and one begun, or with one empty case."""
        self.folder = Path(tempfile.mkdtemp(dir=self.at.folder, prefix="walk "))
        self.path = self.folder / "Oak House.hssib"
        copyfile(self.at.template if full else self._empty(), self.path)
        self.book = self.at.open(self.path)
        self.witness, self.began = Witness(self.path), 0
        self.began = self.witness.lines

    def _empty(self) -> Path:
        path = self.at.folder / "template" / "empty.hssib"
        if not path.exists():
            from hssib_desk.store.workbook import Workbook

            made = path.with_name(f"{self.folder.name}.hssib")
            with Workbook.create(
                made, library=self.at.library, actor="R. Reviewer", title="Oak House"
            ) as book:
                book.new_case()
            made.replace(path)
        return path

    # What there is

    def _case(self, which: int) -> CaseFile | None:
        cases = list(self.book.lists.case_files())
        return cases[which % len(cases)] if cases else None

    def _question(self, which: int, entry: int, question: int) -> tuple[str, Field] | None:
        """An entry of a case and a question of it that takes words."""
        case = self._case(which)
        if case is None or not case.entries:
            return None
        found = case.entries[entry % len(case.entries)]
        field = found.form.fields[question % len(found.form.fields)]
        return None if field.kind in ("attachment", "link") else (found.id, field)

    def _try(self, do: Callable[[], Any]) -> Any:
        """Do one act; a refusal must be a sentence, and change nothing."""
        self.at.ledger.add(NAME, "injected")
        before = view(self.path)
        try:
            return do()
        except USER_ERRORS as error:
            assert not (wrong := judged(error, report=True)), f"{wrong}: {error}"
            now = view(self.path)
            assert (before.answers, before.lines) == (now.answers, now.lines), (
                f"changed although refused: {error}"
            )
        return None

    # The verbs

    @rule(given=st.booleans())
    def new_case(self, given: bool) -> None:
        """Begin a case."""
        person = self.at.person
        self._try(lambda: self.book.new_case({person.key: _answers(person)} if given else {}))

    @rule(rows=st.integers(0, 3), which=ANY, entry=ANY, question=ANY, words=WORDS)
    def import_list(self, rows: int, which: int, entry: int, question: int, words: str) -> None:
        """Import some cases, and a changed answer of one that is there: all of it or nothing."""
        chosen = self._question(which, entry, question)
        changes = {chosen[0]: {chosen[1].key: _value(chosen[1], which, words)}} if chosen else {}
        before = len(set(self.witness.seen.cases.values()))
        person = self.at.person
        batch = [{person.key: _answers(person)}] * rows
        made = self._try(lambda: self.book.import_cases(batch, "list.csv", changes=changes))
        after = len(set(view(self.path).cases.values()))
        assert after - before == len(made or ()), f"{after - before} cases of {made}"
        assert made is None or len(made) == rows, f"{rows} rows became {made}"

    @rule(which=ANY, entry=ANY, question=ANY, how=ANY, words=WORDS, more=st.booleans())
    def update_actions(self, which: int, entry: int, question: int, how: int, words: str, more: bool) -> None:
        """Take over an edited action log: a changed answer, and perhaps a new action."""
        case, form = self._case(which), self.at.action
        if case is None:
            return
        found = [one for one in case.entries if one.form.key == form.key]
        field = form.fields[question % len(form.fields)]
        if field.kind in ("attachment", "link"):
            return
        value = _value(field, how, words)
        changes = {found[entry % len(found)].id: {field.key: value}} if found else {}
        added = [(case.id, _answers(form))] if more else []
        if self._try(lambda: self.book.update_actions(changes, "log.xlsx", added)):
            now = view(self.path).answers
            assert all(now[key].get(field.key) == value for key in changes), f"{field.key} is not {value!r}"

    @rule(which=ANY, entry=ANY, question=ANY, how=ANY, words=WORDS)
    def save(self, which: int, entry: int, question: int, how: int, words: str) -> None:
        """Answer a question; afterwards the file says exactly that, whatever it was."""
        if (chosen := self._question(which, entry, question)) is None:
            return
        entry_id, field = chosen
        value = _value(field, how, words)
        if self._try(lambda: self.book.save(entry_id, {field.key: value})):
            kept = view(self.path).answers[entry_id].get(field.key)
            assert kept == value, f"{field.key} was {value!r}, and the file says {kept!r}"

    @rule(which=ANY, form=ANY, full=st.booleans())
    def add(self, which: int, form: int, full: bool) -> None:
        """Add an entry of any form."""
        case, forms = self._case(which), list(self.book.library.forms.values())
        if case:
            wanted = forms[form % len(forms)]
            given = _answers(wanted) if full else {}
            self._try(lambda: self.book.add_entry(case.id, wanted.key, answers=given))

    @rule(which=ANY, entry=ANY, why=WORDS)
    def remove(self, which: int, entry: int, why: str) -> None:
        """Take an entry out."""
        if (case := self._case(which)) and case.entries:
            self._try(lambda: self.book.remove_entry(case.entries[entry % len(case.entries)].id, why))

    @rule(which=ANY, entry=ANY)
    def put_back(self, which: int, entry: int) -> None:
        """Put an entry back that was taken out."""
        if (case := self._case(which)) and (gone := self.book.removed_entries(case.id)):
            self._try(lambda: self.book.restore_entry(gone[entry % len(gone)].id))

    @rule(which=ANY)
    def undo(self, which: int) -> None:
        """Take the last act back."""
        if case := self._case(which):
            self._try(lambda: self.book.undo(case.id))

    @rule(which=ANY)
    def redo(self, which: int) -> None:
        """Do again what was undone."""
        if case := self._case(which):
            self._try(lambda: self.book.redo(case.id))

    @rule(which=ANY)
    def undo_and_redo(self, which: int) -> None:
        """Both, one after the other: everything is as it was."""
        if not (case := self._case(which)):
            return
        before = _shown(self.book.case(case.id))
        if self._try(lambda: self.book.undo(case.id)) and self._try(lambda: self.book.redo(case.id)):
            assert _shown(self.book.case(case.id)) == before, "not the same after undo and redo"

    @rule(which=ANY, name=PEOPLE)
    def sign(self, which: int, name: str) -> None:
        """Sign the next stage."""
        if case := self._case(which):
            self._try(lambda: self.book.reviews.sign(case.id, name=name, role="Nurse"))

    @rule(which=ANY, reason=WORDS)
    def reopen(self, which: int, reason: str) -> None:
        """Open what was signed."""
        if case := self._case(which):
            self._try(lambda: self.book.reviews.reopen(case.id, reason))

    @rule(which=ANY, name=PEOPLE)
    def start_second(self, which: int, name: str) -> None:
        """Begin a second review."""
        if case := self._case(which):
            self._try(lambda: self.book.reviews.start_second(case.id, name=name, role="Nurse"))

    @rule(which=ANY, reason=WORDS)
    def withdraw(self, which: int, reason: str) -> None:
        """Withdraw the second review."""
        if case := self._case(which):
            self._try(lambda: self.book.reviews.withdraw_second(case.id, reason))

    @rule(which=ANY)
    def start_agreed(self, which: int) -> None:
        """Compare two reviews."""
        if case := self._case(which):
            self._try(lambda: self.book.reviews.start_agreed(case.id))

    @rule(which=ANY, name=PEOPLE)
    def agree(self, which: int, name: str) -> None:
        """Accept that two reviews agree."""
        if case := self._case(which):
            self._try(lambda: self.book.reviews.agree(case.id, name=name, role="Nurse"))

    @rule(which=ANY, size=st.integers(0, 5000))
    def attach(self, which: int, size: int) -> None:
        """Attach a file, and read it again."""
        form, key = self.at.file_field()
        if not (case := self._case(which)) or not (entry := case.entry(form.key)):
            return
        letter = self.folder / "letter.pdf"
        letter.write_bytes(b"%PDF-1.4\n" + bytes(size))
        if made := self._try(lambda: self.book.attach(entry.id, key, letter)):
            assert self.book.attachment_content(made.id) == letter.read_bytes()

    @rule(which=ANY, file=ANY)
    def detach(self, which: int, file: int) -> None:
        """Take an attached file out."""
        if (case := self._case(which)) and case.attachments:
            self._try(lambda: self.book.detach(case.attachments[file % len(case.attachments)].id))

    @rule(which=ANY, file=ANY, reason=WORDS, copies=st.booleans())
    def erase(self, which: int, file: int, reason: str, copies: bool) -> None:
        """Erase an attached file: it cannot be read any more."""
        if not (case := self._case(which)) or not case.attachments:
            return
        gone = case.attachments[file % len(case.attachments)]
        if self._try(lambda: self.book.retention.erase(gone.id, reason, copies=copies)):
            with raises_sentence("an erased file can be read"):
                self.book.attachment_content(gone.id)

    @rule(which=ANY, reason=WORDS, early=st.booleans())
    def dispose(self, which: int, reason: str, early: bool) -> None:
        """Dispose of a case: nothing of it is left, and a certificate says so."""
        if not (case := self._case(which)):
            return
        certificates = len(self.book.retention.certificates())
        if done := self._try(lambda: self.book.retention.dispose([case.id], reason, early=early)):
            assert not done.problem, done.problem
            assert case.id not in view(self.path).cases.values(), f"something of {case.ref} is left"
            assert len(self.book.retention.certificates()) == certificates + 1

    @rule(which=ANY, review=ANY)
    def move_review(self, which: int, review: int) -> None:
        """Move a review to another review form; undo brings back what there was."""
        if not (case := self._case(which)):
            return
        keys = [outline.key for outline in self.book.library.reviews]
        before = _shown(case)
        if self._try(lambda: self.book.reviews.move_review(case.id, keys[review % len(keys)])):
            self.book.undo(case.id)
            assert _shown(self.book.case(case.id)) == before, "not the same after a move was undone"
            self.book.redo(case.id)

    @rule()
    def take_pack(self) -> None:
        """Take a local pack into the workbook."""
        self._try(lambda: self.book.take_pack(pack_folder(self.folder / "pack")))

    @rule()
    def take_out_pack(self) -> None:
        """Ask the questions of the local pack no more."""
        for pack in self.book.packs:
            self._try(partial(self.book.take_out_pack, pack.key))

    @rule(which=ANY, reason=st.sampled_from(["", "An inquest was opened"]))
    def hold(self, which: int, reason: str) -> None:
        """Put a case on hold, or end the hold."""
        if case := self._case(which):
            self._try(lambda: self.book.retention.set_hold(case.id, reason))

    @rule(which=ANY, day=st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2060, 1, 1))))
    def keep_until(self, which: int, day: date | None) -> None:
        """Keep a case until a day of its own."""
        if case := self._case(which):
            self._try(lambda: self.book.retention.set_keep_until(case.id, day, "Asked for by the coroner"))

    @rule(key=ANY, value=st.sampled_from(["30", "60", "Oak House", "x"]))
    def setting(self, key: int, value: str) -> None:
        """Change a setting."""
        keys = [*OWN, *(option.key for option in self.at.library.options)]
        self._try(lambda: self.book.set_setting(keys[key % len(keys)], value))

    @rule()
    def backup(self) -> None:
        """Make a backup; there is one more then."""
        if made := self._try(self.book.copies.backup):
            assert made in [info.path for info in self.book.copies.backups() if not info.problem], (
                "the backup is not listed"
            )

    @rule(again=st.booleans())
    def close_and_open(self, again: bool) -> None:
        """Close the file, and open it with or without a backup."""
        before = view(self.path)
        self.book.close()
        self.book = self.at.open(self.path, back_up=again)
        now = view(self.path)
        assert (before.answers, before.lines) == (now.answers, now.lines), "closing and opening changed it"

    @rule()
    def look_at_all(self) -> None:
        """Read what the pages show."""
        self.book.lists.home(NOON.date())
        self.book.lists.figures()
        self.book.lists.case_counts()
        self.book.lists.search("Nurse")

    # What holds after each of them

    @invariant()
    def nothing_without_right(self) -> None:
        """No answer without a line, nothing sealed altered."""
        assert not (found := self.witness.look()), "; ".join(found)

    def teardown(self) -> None:
        """Close it: a check finds nothing."""
        if not hasattr(self, "book"):
            return
        self.at.ledger.add(NAME, "acknowledged", self.witness.lines - self.began)
        with suppress(WorkbookError):
            self.book.close()
        found = faults_of(self.at, self.path)
        self.at.drop(self.folder)
        assert not found, f"check: {'; '.join(found)}"


@contextmanager
def raises_sentence(otherwise: str) -> Iterator[None]:
    """What must be refused in words."""
    try:
        yield
    except WorkbookError as error:
        assert not (wrong := judged(error, report=True)), f"{wrong}: {error}"
    else:
        raise AssertionError(otherwise)


def _answers(form: Form) -> dict[str, Answer]:
    return {f.key: sample(f) for f in by_hand(form) if f.kind not in ("attachment", "link")}


def _value(field: Field, how: int, words: str) -> Answer | None:
    if how % 4 == 0:
        return None
    return words if how % 4 == 1 and field.kind in ("text", "note") and words.strip() else sample(field)


def _shown(case: CaseFile) -> list[tuple[object, ...]]:
    return [(e.id, e.ref, e.stage, e.form.text, sorted(e.answers.items())) for e in case.entries]

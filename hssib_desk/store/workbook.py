"""The way in to a workbook file: each verb is one transaction, and raises WorkbookError in plain words.

Beside the answers there are six more doors: its lists, its reviews, its records, its panel, its retention
and its copies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.forms.form import Answer, Answers, Library
from hssib_desk.domain.forms.levels import Level
from hssib_desk.domain.forms.pack import Pack, read_pack
from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.domain.review.case_file import CaseFile, Change, EntryFile, Origin, Stage, WorkbookFacts
from hssib_desk.domain.review.history import PastChange, history_of, history_of_workbook
from hssib_desk.domain.review.second_review import state_of
from hssib_desk.ownfiles import real
from hssib_desk.store import backups, opening, packs, settings, space
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.context import utc_now
from hssib_desk.store.entries import (
    action_updates,
    attachments,
    case_files,
    cases,
    entries,
    history,
    importing,
    records,
    undo,
)
from hssib_desk.store.entries.records import Records
from hssib_desk.store.entries.reviews import Reviews
from hssib_desk.store.entries.undo import Steps
from hssib_desk.store.errors import Damaged, WorkbookError
from hssib_desk.store.lists import unread_changes
from hssib_desk.store.lists.beside import Beside
from hssib_desk.store.lists.lists import Lists
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.panel.meetings import Meetings
from hssib_desk.store.passphrase import keys
from hssib_desk.store.retention.retention import Retention
from hssib_desk.store.startup_checks import at_opening
from hssib_desk.store.transactions import Transactions
from hssib_desk.store.verify import checkpoints
from hssib_desk.store.verify.rebuild import Step
from hssib_desk.store.workcopy import fork_detection


class Workbook:
    """An open workbook file; use it from one thread at a time, and close it."""

    def __init__(
        self, opened: opening.Opened, library: Library, actor: str, now: Callable[[], datetime]
    ) -> None:
        self.path, self.read_only = opened.path, opened.read_only
        # Why there is no fresh or no protected backup, for the user; nothing else is wrong then.
        self.backup_problem = opened.problem
        self._opened, self._closed = opened, False
        self._since: unread_changes.Since | None = None
        try:
            self._at = Transactions(opened.database, library, actor, now)
            # The lists were worked out by other duties, facts and forms than those of today.
            self._is_behind = opened.was_older or self._at.read(settings.has_other_rules)
        except BaseException:
            opened.close()
            raise
        self.lists, self.beside = Lists(self._at), Beside(self._at)
        self.reviews = Reviews(self._at)
        self.records = Records(self._at)
        self.panel = Meetings(self._at)
        self.retention = Retention(self._at)
        self.copies = backups.Copies(self._at)

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        library: Library,
        actor: str,
        title: str = "",
        organisation: str = "",
        ods_code: str = "",
        now: Callable[[], datetime] = utc_now,
        passphrase: str = "",
    ) -> Workbook:
        """Make a new, empty workbook and open it; an existing file is never touched."""
        given = {"title": title or path.stem, "organisation": organisation, "ods_code": ods_code}
        driver = keys.new_key(passphrase).driver if passphrase else PLAIN
        opened = opening.create(path, actor, given, driver)
        try:
            workbook = cls(opened, library, actor, now)
            workbook._follow(None)
            return workbook
        except BaseException:  # what it has by then is no workbook to anybody
            opened.path.unlink(missing_ok=True)
            raise

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        library: Library,
        actor: str,
        read_only: bool = False,
        back_up: bool = True,
        now: Callable[[], datetime] = utc_now,
        secret: str = "",
        driver: Driver | None = None,
        at_once: bool = False,
        step: Step | None = None,
    ) -> Workbook:
        """Open a workbook; raises InUse (with who and since when) while somebody else writes in it.

        A protected one needs its passphrase or recovery key as `secret`, or the `driver` that it was opened
        with before; raises NeedsPassphrase or WrongPassphrase.

        It is backed up first when it changed since the last backup; a caller that shows a window at once
        passes `back_up=False` and calls `copies.back_up_if_changed` in the background. When there is no room
        or right for a backup the workbook opens all the same, and `backup_problem` says so.

        One that an earlier version of the program or its forms wrote last is brought up to date, which takes
        some ten milliseconds a case: `step` is told how many are done and of how many, and may raise to stop
        it, which leaves the lists as they were; `at_once` raises OutOfDate instead.
        """
        path = real(path)
        opened = opening.open_workbook(
            path, actor, read_only, driver or keys.driver(path, secret), at_once=at_once
        )
        workbook = cls(opened, library, actor, now)
        workbook._follow(step, at_once)
        if back_up and not read_only:
            workbook._back_up_on_opening()
        return workbook

    def _follow(self, step: Step | None, at_once: bool = False) -> None:
        """Work the lists out by the rules of today; only one that is open to write follows."""
        if self.read_only or not self._is_behind:
            return
        try:
            if at_once and self._at.read(settings.has_cases):
                raise opening.out_of_date(self.path)
            self._at.write(partial(settings.follow_rules, step=step))
        except BaseException:
            self._opened.close()
            raise

    @property
    def actor(self) -> str:
        """Who has it open, as the history names them."""
        return self._at.actor

    @property
    def driver(self) -> Driver:
        """How to connect to this file and its copies: with its key, when it is protected."""
        return self._at.driver

    @property
    def is_protected(self) -> bool:
        """Whether the file needs a passphrase."""
        return self.driver.unlock is not None

    @property
    def low_mb(self) -> int:
        """How many megabytes must be free on the drive before it is said that room is short."""
        return space.low_mb(self.setting(space.LOW_SETTING))

    def arrival(self) -> list[CheckFinding]:
        """What should be known before work begins: an unsafe place, little room, an earlier state, a fork.

        Open to read, also that its lists are still those of another version of the forms.
        """
        found = at_opening(self.path, self.driver, low_mb=self.low_mb)
        return [*found, settings.BEHIND] if self._is_behind and self.read_only else found

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others write; doing it twice is harmless. This computer remembers how far the workbook was."""
        if not self._closed and self._since is not None:
            self._since.keep()
        if not self._closed:
            self._remember_state()
        self._closed = True
        self.beside.close()
        self._opened.close()

    def _remember_state(self) -> None:
        if not (self.read_only or self.is_locked):
            fork_detection.note(self.path, self.driver)

    def rest(self) -> None:
        """Let go of what the database holds in memory, while nobody works; it goes on by itself."""
        self.beside.rest()
        self._opened.database.rest()

    @property
    def is_locked(self) -> bool:
        """Whether the key was overwritten, so that nothing can be asked or saved before `unlock`."""
        key = keys.key_of(self.driver)
        return key is not None and key.is_wiped

    def lock(self) -> None:
        """Overwrite the key of a protected workbook, for every connection and every order that has it.

        The lock file is held on, and the workbook can be closed. Nothing may be at work with the file.
        """
        if (key := keys.key_of(self.driver)) is not None:
            self._remember_state()
            self.rest()
            key.wipe()

    def unlock(self, driver: Driver) -> bool:
        """Go on with the key that was given again; False where it is not the key of this workbook."""
        key, given = keys.key_of(self.driver), keys.key_of(driver)
        if key is None or given is None or key != given:
            return False
        key.restore(given)
        return True

    @property
    def facts(self) -> WorkbookFacts:
        """What an export prints about this workbook."""
        return self._at.facts

    def setting(self, key: str, default: str = "") -> str:
        """A setting of the workbook."""
        return self._at.settings.get(key) or default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting; where it decides what is in scope, every case is worked out anew."""
        self.set_settings({key: value})

    def set_settings(self, values: Mapping[str, str]) -> None:
        """Keep several settings in one act, so that every case is worked out anew only once."""
        self._at.settings = self._at.write(settings.write_settings, values)

    @property
    def library(self) -> Library:
        """The forms of this workbook: the shipped ones, and those of its local packs."""
        return self._at.library

    @property
    def packs(self) -> list[Pack]:
        """The local packs that this workbook keeps."""
        return self._at.packs

    @property
    def pack_problem(self) -> str:
        """A sentence when a local pack of this workbook cannot be used."""
        return self._at.pack_problem

    def take_pack(self, folder: Path) -> Pack:
        """Keep a local pack in this workbook, so that it needs its folder no more; raises FormError."""
        pack = read_pack(folder, self._at.shipped)
        self._at.settings = self._at.write(packs.take, pack, self._at.shipped)
        self._at.use_packs()
        return pack

    def take_out_pack(self, key: str) -> None:
        """Ask a local pack's questions no more; what was answered stays in the file."""
        self._at.settings = self._at.write(packs.take_out, key, self._at.shipped)
        self._at.use_packs()

    def new_case(
        self, answers: Mapping[str, Answers] | None = None, *, review: str = "", level: Level = "full"
    ) -> CaseFile:
        """Begin a case: every form that does not repeat, with its first answers by form key.

        Its review form is the one named, or else the one that the settings name; one that begins as a full
        review is never screened.
        """
        return self._at.write(cases.new_case, answers or {}, review, level)

    def import_cases(
        self,
        batch: Sequence[cases.Given],
        source: str,
        *,
        back_up: bool = True,
        review: str = "",
        changes: importing.Changes | None = None,
        step: Callable[[int], object] = importing.unwatched,
        level: Level = "full",
    ) -> list[str]:
        """Take in many cases and changed answers of others, all or none, after a backup; return references.

        `step` is told how many cases are done; when it raises, nothing was written.
        """
        changes = changes or {}
        if not batch and not changes:
            return []
        if back_up and not self.read_only:
            self.copies.backup(reason="import")
        return self._at.write(importing.import_list, batch, changes, source, review, step, level)

    def update_actions(
        self,
        changes: Mapping[str, Mapping[str, Answer | None]],
        source: str,
        added: Sequence[tuple[str, Answers]] = (),
    ) -> int:
        """Take over what an edited action log says, all or none, after a backup; return how much was taken.

        `added` holds new actions, each with the id of its case.
        """
        if not changes and not added:
            return 0
        if not self.read_only:
            self.copies.backup(reason="update")
        form = next(form.key for form in self.library.forms.values() if is_action(form))
        return self._at.write(action_updates.update_actions, changes, added, form, source)

    def add_entry(
        self,
        case_id: str,
        form_key: str,
        *,
        answers: Answers | None = None,
        origin: Origin | None = None,
        stage: Stage = "first",
    ) -> EntryFile:
        """Begin a form of a case: a single one, or one more of a form that repeats."""
        return self._at.write(entries.add, case_id, form_key, answers or {}, origin, stage)

    def save(self, entry_id: str, changes: Mapping[str, Answer | None], why: str = "") -> datetime:
        """Keep changed answers with their history; None takes one away. All is on disk when this returns."""
        with self._at.writing() as context:
            entries.save(context, entry_id, changes, why)
        return context.now

    def may_rule(
        self, wanted: Mapping[str, Mapping[str, Answer | None]]
    ) -> dict[str, dict[str, Answer | None]]:
        """Of what the facts would decide of parts of care, what may be written; nobody's answer is."""
        return self._at.read(entries.may_rule, wanted)

    def rule_out(self, changes: Mapping[str, Mapping[str, Answer | None]]) -> None:
        """Write what the facts decide of parts of care, all at once."""
        self._at.write(entries.rule_out, changes)

    def remove_entry(self, entry_id: str, why: str) -> None:
        """Take an entry out of its case; it can be put back."""
        self._at.write(entries.remove, entry_id, why)

    def restore_entry(self, entry_id: str) -> None:
        """Put an entry back that was taken out."""
        self._at.write(entries.restore, entry_id)

    def removed_entries(self, case_id: str) -> list[EntryFile]:
        """The entries that were taken out of a case, newest first."""
        return self._at.read(entries.removed_entries, case_id)

    def brought(self, case_id: str) -> importing.Brought:
        """What a list of deaths said of a case when it was taken in."""
        return self._at.read(importing.brought, case_id)

    def attachment_limit(self) -> int:
        """How many bytes one attached file may have."""
        return attachments.limit_of(self._at.settings, attachments.FILE_LIMIT)

    def attach(self, entry_id: str, field: str, file: Path | attachments.ReadFile) -> AttachmentFile:
        """Keep a file with a question of an entry; raises what the person can do about one that may not be.

        `attachments.read_file`, with the limit above, may be called on another thread before.
        """
        read = attachments.read_file(file, self.attachment_limit()) if isinstance(file, Path) else file
        space.require_bytes(self.path, len(read.content), f"“{read.name}”")
        most = attachments.limit_of(self._at.settings, attachments.TOTAL_LIMIT)
        return self._at.write(attachments.attach, entry_id, field, read, most)

    def detach(self, attachment_id: str, why: str = "") -> AttachmentFile:
        """Take an attached file out of its question; undo brings it back."""
        return self._at.write(attachments.detach, attachment_id, why)

    def attachment_content(self, attachment_id: str) -> bytes:
        """The content of an attached file, read only now; raises Damaged when it is not what was added."""
        return self._at.read(attachments.content_of, attachment_id)

    def undo(self, case_id: str) -> str | None:
        """Take back the last act of a case, also of an earlier session; say what it was, or None."""
        return self._at.write(undo.undo, case_id)

    def undo_steps(self, case_id: str) -> Steps:
        """How much of a case can be undone and redone."""
        return self._at.read(undo.steps, case_id)

    def place_of(self, act: int) -> tuple[str, str]:
        """The entry and the question that an act changed, as far as it was one."""
        return self._at.read(undo.place_of, act)

    def redo(self, case_id: str) -> str | None:
        """Do again what was undone last; say what it was, or None."""
        return self._at.write(undo.redo, case_id)

    def history(self, case_id: str, entry_id: str | None = None, field: str | None = None) -> list[Change]:
        """Who changed what, when and why, oldest first."""
        return self._at.read(history.read_history, case_id, entry_id, field)

    def past(self, case_id: str, *, as_shown: bool) -> list[PastChange]:
        """Every change of a case in words, oldest first; `as_shown` to whoever has it open, blind or not."""
        with self._at.reading() as context:
            case, lines = case_files.find_case(context, case_id), history.read_lines(context, case_id)
            return history_of(case, entries.removed_entries(context, case_id), lines, as_shown=as_shown)

    def histories(
        self, case_id: str = "", *, as_shown: bool, blind: list[str]
    ) -> Iterator[tuple[str, list[PastChange]]]:
        """The history of one case, or of the workbook itself and then of every case, each by its reference.

        Cases of which `as_shown` does not tell everything are added to `blind`.
        """
        if not case_id:
            yield "", self.past_of_itself()
        for case in [self.case(case_id)] if case_id else self.lists.case_files():
            if state_of(case) == "blind":
                blind.append(case.ref)
            yield case.ref, self.past(case.id, as_shown=as_shown)

    def last_hash(self) -> str:
        """The hash that stands for the whole workbook as it is now."""
        with self._at.reading() as context:
            return checkpoints.last_hash(context.db)

    def past_of_itself(self) -> list[PastChange]:
        """The history of the workbook itself: its settings, and what was rebuilt or recovered."""
        with self._at.reading() as context:
            lines, found = history.read_lines(context, ""), records.everything(context)
        return history_of_workbook(lines, self.library, found)

    @property
    def since(self) -> unread_changes.Since:
        """What others changed since whoever has it open now last looked."""
        if self._since is None:
            self._since = unread_changes.Since(self._at, self.path, self.actor)
        return self._since

    def case(self, ref_or_id: str) -> CaseFile:
        """One case whole."""
        return self._at.read(case_files.find_case, ref_or_id)

    def _back_up_on_opening(self) -> None:
        try:
            self.copies.back_up_if_changed()
        except WorkbookError as error:
            if isinstance(error, Damaged):
                self.close()
                raise
            self.backup_problem = str(error)
        except BaseException:
            self.close()  # or the file stays locked until the program ends
            raise

"""The one door to a workbook file: each verb is one transaction, and raises WorkbookError in plain words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.caseload.plan import ExistingCase
from hssib_desk.domain.forms.form import Answer, Answers, Library
from hssib_desk.domain.forms.pack import Pack, read_pack
from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.domain.review.case_file import CaseFile, Change, EntryFile, Origin, Seal, Stage, WorkbookFacts
from hssib_desk.domain.review.certificate import Certificate
from hssib_desk.domain.review.cross_case_links import Elsewhere
from hssib_desk.domain.review.history import PastChange, history_of, history_of_workbook
from hssib_desk.domain.review.second_review import shown_view, state_of
from hssib_desk.ownfiles import real
from hssib_desk.store import backups, opening, packs, settings, space
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.context import utc_now
from hssib_desk.store.entries import (
    action_updates,
    attachments,
    cases,
    cross_case_links,
    entries,
    history,
    importing,
    renewal,
    review_form,
    sealing,
    second_review,
    undo,
)
from hssib_desk.store.entries import case_files as casefiles
from hssib_desk.store.entries.renewal import FormUpdate
from hssib_desk.store.entries.review_form import ReviewMove
from hssib_desk.store.entries.undo import Steps
from hssib_desk.store.errors import Damaged, Missing, NotReady, ReadOnly, WorkbookError
from hssib_desk.store.lists import action_list, case_lookup, home, listing, search, similar, unread_changes
from hssib_desk.store.lists import figures as counting
from hssib_desk.store.lists.queries import (
    ActionQuery,
    ActionRow,
    BackupInfo,
    CaseQuery,
    CaseRow,
    CheckFinding,
    Figures,
    Hit,
    HomeFacts,
    SealedVersion,
)
from hssib_desk.store.lists.similar import Similar
from hssib_desk.store.passphrase import keys
from hssib_desk.store.retention import disposal, erasing, retention
from hssib_desk.store.retention.retention_types import Disposal, DisposalPreview, Keeping
from hssib_desk.store.startup_checks import at_opening
from hssib_desk.store.transactions import Transactions
from hssib_desk.store.verify import checkpoints
from hssib_desk.store.workcopy import fork_detection
from hssib_desk.store.workcopy import workcopy_note as origin


class Workbook:
    """An open workbook file; use it from one thread at a time, and close it."""

    def __init__(
        self, opened: opening.Opened, library: Library, actor: str, now: Callable[[], datetime]
    ) -> None:
        self.path, self.read_only, self.actor = opened.path, opened.read_only, actor
        # Why there is no fresh or no protected backup, for the user; nothing else is wrong then.
        self.backup_problem = opened.problem
        self._opened, self._closed = opened, False
        self._since: unread_changes.Since | None = None
        try:
            self._at = Transactions(opened.database, library, now)
            # What the lists show may mean something else now.
            if not self.read_only and (opened.was_older or self._at.read(settings.has_other_clocks)):
                self._at.write(actor, settings.follow_clocks)
        except BaseException:
            opened.close()
            raise

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
        return cls(opened, library, actor, now)

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
    ) -> Workbook:
        """Open a workbook; raises InUse (with who and since when) while somebody else writes in it.

        A protected one needs its passphrase or recovery key as `secret`, or the `driver` that it was opened
        with before; raises NeedsPassphrase or WrongPassphrase.

        It is backed up first when it changed since the last backup; a caller that shows a window at once
        passes `back_up=False` and calls `back_up_if_changed` in the background. When there is no room or
        right for a backup the workbook opens all the same, and `backup_problem` says so.
        """
        path = real(path)
        opened = opening.open_workbook(path, actor, read_only, driver or keys.driver(path, secret))
        workbook = cls(opened, library, actor, now)
        if back_up and not read_only:
            workbook._back_up_on_opening()
        return workbook

    @property
    def driver(self) -> Driver:
        """How to connect to this file and its copies: with its key, when it is protected."""
        return self._at.database.driver

    @property
    def is_protected(self) -> bool:
        """Whether the file needs a passphrase."""
        return self.driver.unlock is not None

    @property
    def low_mb(self) -> int:
        """How many megabytes must be free on the drive before it is said that room is short."""
        return space.low_mb(self.setting(space.LOW_SETTING))

    def arrival(self) -> list[CheckFinding]:
        """What should be known before work begins: an unsafe place, little room, an earlier state, a fork."""
        return at_opening(self.path, self.driver, low_mb=self.low_mb)

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
        self._opened.close()

    def _remember_state(self) -> None:
        if not (self.read_only or self.is_locked):
            fork_detection.note(self.path, self.driver)

    def rest(self) -> None:
        """Let go of what the database holds in memory, while nobody works; it goes on by itself."""
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
        self._at.settings = self._at.write(self.actor, settings.write_setting, key, value)

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
        self._at.settings = self._at.write(self.actor, packs.take, pack, self._at.shipped)
        self._at.use_packs()
        return pack

    def take_out_pack(self, key: str) -> None:
        """Ask a local pack's questions no more; what was answered stays in the file."""
        self._at.settings = self._at.write(self.actor, packs.take_out, key, self._at.shipped)
        self._at.use_packs()

    def new_case(self, answers: Mapping[str, Answers] | None = None, *, review: str = "") -> CaseFile:
        """Begin a case: every form that does not repeat, with its first answers by form key.

        Its review form is the one named, or else the one that the settings name.
        """
        return self._at.write(self.actor, cases.new_case, answers or {}, review)

    def review_move(self, case_id: str, key: str) -> ReviewMove:
        """What moving a review to another review form would do; raises when it cannot, and says why."""
        return self._at.read(review_form.plan, case_id, key)

    def move_review(self, case_id: str, key: str) -> ReviewMove:
        """Move a review to another review form; undo takes it back, and nothing written is lost."""
        return self._at.write(self.actor, review_form.move, case_id, key)

    def import_cases(
        self,
        batch: Sequence[cases.Given],
        source: str,
        *,
        back_up: bool = True,
        review: str = "",
        changes: importing.Changes | None = None,
        step: Callable[[int], object] = importing.unwatched,
    ) -> list[str]:
        """Take in many cases and changed answers of others, all or none, after a backup; return references.

        `step` is told how many cases are done; when it raises, nothing was written.
        """
        changes = changes or {}
        if not batch and not changes:
            return []
        if back_up and not self.read_only:
            self._back_up("import")
        return self._at.write(self.actor, importing.import_list, batch, changes, source, review, step)

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
            self._back_up("update")
        form = next(form.key for form in self.library.forms.values() if is_action(form))
        return self._at.write(self.actor, action_updates.update_actions, changes, added, form, source)

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
        return self._at.write(self.actor, entries.add, case_id, form_key, answers or {}, origin, stage)

    def save(self, entry_id: str, changes: Mapping[str, Answer | None], why: str = "") -> datetime:
        """Keep changed answers with their history; None takes one away. All is on disk when this returns."""
        with self._at.writing(self.actor) as context:
            entries.save(context, entry_id, changes, why)
        return context.now

    def form_updates(self, case_id: str) -> list[FormUpdate]:
        """What moving a whole review to the forms of today would do, part by part; none once it is signed."""
        return self._at.read(renewal.plans, case_id)

    def update_forms(self, case_id: str) -> list[FormUpdate]:
        """Move a whole review to the forms of today in one act; undo takes it back."""
        return self._at.write(self.actor, renewal.renew_case, case_id)

    def remove_entry(self, entry_id: str, why: str) -> None:
        """Take an entry out of its case; it can be put back."""
        self._at.write(self.actor, entries.remove, entry_id, why)

    def restore_entry(self, entry_id: str) -> None:
        """Put an entry back that was taken out."""
        self._at.write(self.actor, entries.restore, entry_id)

    def removed_entries(self, case_id: str) -> list[EntryFile]:
        """The entries that were taken out of a case, newest first."""
        return self._at.read(entries.removed_entries, case_id)

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
        return self._at.write(self.actor, attachments.attach, entry_id, field, read, most)

    def detach(self, attachment_id: str, why: str = "") -> AttachmentFile:
        """Take an attached file out of its question; undo brings it back."""
        return self._at.write(self.actor, attachments.detach, attachment_id, why)

    def attachment_content(self, attachment_id: str) -> bytes:
        """The content of an attached file, read only now; raises Damaged when it is not what was added."""
        return self._at.read(attachments.content_of, attachment_id)

    def erase_preview(self, attachment_id: str, reason: str | None = None) -> erasing.Erasure:
        """What erasing an attached file would do, which copies hold it too, and what stands against it."""
        return self._at.read(erasing.plan, self.path, self.driver, attachment_id, reason)

    def erase(self, attachment_id: str, reason: str, *, copies: bool) -> tuple[int, int]:
        """Take the content of an attached file out of the workbook for good, and with `copies` out of those.

        Returns how many copies were written anew and how many removed; after NotReady all is there.
        """
        if self.read_only:
            raise ReadOnly(f"“{self.path.name}” is open for reading only. Close it and open it to write.")
        if said := self.erase_preview(attachment_id, reason).refusals:
            raise NotReady(" ".join(said))
        now = self._at.now()
        order = erasing.Order(
            self.path, self.driver, self.library, attachment_id, reason, copies, self.actor, now
        )
        try:
            return erasing.erase(order)
        finally:
            self._at.database.know()

    def keeping(self, case_ids: Sequence[str]) -> list[Keeping]:
        """Until when some cases are kept, why, and whether they are on hold."""
        return self._at.read(retention.keeping, case_ids)

    def keeping_due(self) -> list[Keeping]:
        """The cases whose time has come, and those that somebody put on hold or gave a day of their own."""
        return self._at.read(retention.due)

    def set_hold(self, case_id: str, reason: str) -> None:
        """Stop every disposal of a case; an empty reason ends the hold."""
        self._at.write(self.actor, retention.set_hold, case_id, reason)

    def set_keep_until(self, case_id: str, day: date | None, why: str) -> None:
        """Keep a case until a day of its own; None goes back to what the settings say."""
        self._at.write(self.actor, retention.set_keep_until, case_id, day, why)

    def dispose_preview(
        self, case_ids: Sequence[str], reason: str | None = None, *, early: bool = False
    ) -> DisposalPreview:
        """What disposing of some cases would remove and rewrite, and what stands against it."""
        found = tuple(self.keeping(case_ids))
        copies = disposal.copies_with(self.path, case_ids, self.driver)
        on_copy = (origin.ON_COPY,) if origin.is_copy(self.path) else ()
        return DisposalPreview(found, tuple(copies), on_copy + disposal.refusals(found, reason, early))

    def dispose(
        self, case_ids: Sequence[str], reason: str, who: str = "", *, early: bool = False
    ) -> Disposal:
        """Take cases out of the file and all its copies for good; raises NotReady, and then all is there.

        `early` lets a case go before its time, for example one that was begun by mistake; never one on hold.
        """
        origin.refuse_copy(self.path)
        found = tuple(self.keeping(case_ids))
        if self.read_only:
            raise ReadOnly(f"“{self.path.name}” is open for reading only. Close it and open it to write.")
        if said := disposal.refusals(found, reason, early):
            raise NotReady(" ".join(said))
        who, now = who or self.actor, self._at.now()
        order = disposal.Order(self.path, self.driver, self.library, found, reason, who, now)
        try:
            return disposal.dispose(order)
        finally:
            self._at.database.know()

    def certificates(self) -> list[Certificate]:
        """The certificates of every disposal so far, oldest first."""
        with self._at.reading() as context:
            return disposal.disposed(context.db)

    def undo(self, case_id: str) -> str | None:
        """Take back the last act of a case, also of an earlier session; say what it was, or None."""
        return self._at.write(self.actor, undo.undo, case_id)

    def undo_steps(self, case_id: str) -> Steps:
        """How much of a case can be taken back and done again."""
        return self._at.read(undo.steps, case_id)

    def place_of(self, act: int) -> tuple[str, str]:
        """The entry and the question that an act changed, as far as it was one."""
        return self._at.read(undo.place_of, act)

    def redo(self, case_id: str) -> str | None:
        """Do again what was taken back last; say what it was, or None."""
        return self._at.write(self.actor, undo.redo, case_id)

    def sign(self, case_id: str, *, name: str, role: str, warnings: Mapping[str, str] | None = None) -> Seal:
        """Seal a case as it stands; the rules that say whether it is ready are asked before.

        It is the first stage not sealed yet; a second review is signed by somebody else than the first.
        """
        return self._at.write(self.actor, second_review.sign_stage, case_id, name, role, warnings or {})

    def sign_all(self, signers: Mapping[str, tuple[str, str]]) -> None:
        """Seal many cases in one act, all or none: the name and role of who signed, by the id of the case."""
        with self._at.writing(self.actor) as context:
            for case_id, (name, role) in signers.items():
                sealing.sign(context, case_id, name, role, {})

    def reopen(self, case_id: str, reason: str, stage: Stage | None = None) -> None:
        """Open a signed stage, by default the last, to changes again; the signed version stays readable."""
        self._at.write(self.actor, sealing.reopen, case_id, reason, stage)

    def start_second(self, case_id: str, *, name: str, role: str) -> CaseFile:
        """Begin a blind second review by somebody else than the first; the case as its reviewer sees it."""
        self._at.write(self.actor, second_review.start_second, case_id, name, role)
        return shown_view(self.case(case_id))

    def withdraw_second(self, case_id: str, reason: str) -> None:
        """Take a second review that is not signed out of its case."""
        self._at.write(self.actor, second_review.withdraw_second, case_id, reason)

    def start_agreed(self, case_id: str) -> CaseFile:
        """Begin the agreed scores of two signed reviews, empty."""
        self._at.write(self.actor, second_review.start_agreed, case_id)
        return self.case(case_id)

    def agree(self, case_id: str, *, name: str, role: str, warnings: Mapping[str, str] | None = None) -> Seal:
        """Accept and seal that the two reviews gave the same scores; nothing is copied."""
        return self._at.write(self.actor, second_review.agree, case_id, name, role, warnings or {})

    def sealed_version(self, case: CaseFile, number: int) -> SealedVersion:
        """One signed version of a case; raises Missing, which says which there are."""
        found = self.sealed_versions(case.id)
        for version in found:
            if version.number == number:
                return version
        said = f"has signed versions 1 to {len(found)}" if found else "was never signed"
        raise Missing(f"{case.ref} {said}; there is no version {number}.")

    def sealed_versions(self, case_id: str) -> list[SealedVersion]:
        """The signed versions of a case, oldest first."""
        return self._at.read(sealing.read_sealed, case_id)

    def history(self, case_id: str, entry_id: str | None = None, field: str | None = None) -> list[Change]:
        """Who changed what, when and why, oldest first."""
        return self._at.read(history.read_history, case_id, entry_id, field)

    def past(self, case_id: str, *, as_shown: bool) -> list[PastChange]:
        """Every change of a case in words, oldest first; `as_shown` to whoever has it open, blind or not."""
        with self._at.reading() as context:
            case, lines = casefiles.find_case(context, case_id), history.read_lines(context, case_id)
            return history_of(case, entries.removed_entries(context, case_id), lines, as_shown=as_shown)

    def histories(
        self, case_id: str = "", *, as_shown: bool, blind: list[str]
    ) -> Iterator[tuple[str, list[PastChange]]]:
        """The history of one case, or of the workbook itself and then of every case, each by its reference.

        Cases of which `as_shown` does not tell everything are added to `blind`.
        """
        if not case_id:
            yield "", self.past_of_itself()
        for case in [self.case(case_id)] if case_id else self.case_files():
            if state_of(case) == "blind":
                blind.append(case.ref)
            yield case.ref, self.past(case.id, as_shown=as_shown)

    def last_hash(self) -> str:
        """The hash that stands for the whole workbook as it is now."""
        with self._at.reading() as context:
            return checkpoints.last_hash(context.db)

    def past_of_itself(self) -> list[PastChange]:
        """The history of the workbook itself: its settings, and what was rebuilt or recovered."""
        return history_of_workbook(self._at.read(history.read_lines, ""), self.library)

    @property
    def since(self) -> unread_changes.Since:
        """What others changed since whoever has it open now last looked."""
        if self._since is None:
            self._since = unread_changes.Since(self._at, self.path, self.actor)
        return self._since

    def case(self, ref_or_id: str) -> CaseFile:
        """One case whole."""
        return self._at.read(casefiles.find_case, ref_or_id)

    def case_files(
        self, query: CaseQuery | None = None, forms: frozenset[str] | None = None
    ) -> Iterator[CaseFile]:
        """The cases of a query in the order of their references, a few in memory at a time."""
        wanted = replace(query or CaseQuery(), sort="ref", descending=False)
        with self._at.reading() as context:
            ids = listing.case_ids(context, wanted)
        for start in range(0, len(ids), 50):
            # Each look is short: a long one would hold up whoever is saving.
            with self._at.reading() as context:
                found = casefiles.read_cases(context, ids[start : start + 50], forms)
            yield from found

    def cases(self, query: CaseQuery, offset: int = 0, limit: int = 200) -> list[CaseRow]:
        """One page of the case list."""
        return self._at.read(listing.list_cases, query, offset, limit)

    def count_cases(self, query: CaseQuery) -> int:
        """How many cases a query finds."""
        return self._at.read(listing.count_cases, query)

    def blind_cases(self, query: CaseQuery | None = None) -> list[str]:
        """The cases of a query that lists and figures leave out: their second review is blind."""
        return self._at.read(listing.blind_cases, query or CaseQuery())

    def case_counts(self) -> dict[str, int]:
        """The numbers on the chips above the list: all, to_finish, second_review, signed, outside …"""
        return self._at.read(listing.case_counts)

    def row_of_case(self, query: CaseQuery, typed: str) -> int | None:
        """At which row of a list stands the case whose reference begins or ends as typed; None for none."""
        return self._at.read(case_lookup.row_of_case, query, typed)

    def existing_cases(self) -> list[ExistingCase]:
        """Every case by what tells people apart, for an import to compare with."""
        return self._at.read(case_lookup.existing_cases)

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """What filters offer, as (value, label): ward_type, reviewer of cases; owner, ward of actions."""
        with self._at.reading() as context:
            return {**listing.case_choices(context), **action_list.action_choices(context)}

    def actions(self, query: ActionQuery, offset: int = 0, limit: int = 200) -> list[ActionRow]:
        """One page of the action log of the whole workbook."""
        return self._at.read(action_list.list_actions, query, offset, limit)

    def chosen_actions(self, query: ActionQuery) -> frozenset[str]:
        """The entries of the actions that meet a query."""
        return self._at.read(action_list.chosen_actions, query)

    def count_actions(self, query: ActionQuery) -> int:
        """How many actions a query finds."""
        return self._at.read(action_list.count_actions, query)

    def row_of_action(self, query: ActionQuery, entry_id: str) -> int | None:
        """At which row of a list, counted from 0, an action stands; None where the query does not find it."""
        return self._at.read(action_list.row_of_action, query, entry_id)

    def brag_counts(self, query: ActionQuery) -> dict[str, int]:
        """How many of the actions found have each colour today."""
        return self._at.read(action_list.brag_counts, query)

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """Where words stand in any answer of any case."""
        return self._at.read(search.search, text, limit)

    def similar(self, entry_id: str, title: str, limit: int = 3) -> list[Similar]:
        """Entries of the same form, in any case, whose titles are much like what is being typed."""
        return self._at.read(similar.similar, entry_id, title, limit)

    def elsewhere(self, refs: Collection[str]) -> Mapping[str, Elsewhere]:
        """What references to entries of other cases lead to now."""
        return self._at.read(cross_case_links.named, refs)

    def figures(self, query: CaseQuery | None = None) -> Figures:
        """The numbers behind the charts for the cases that a query selects."""
        return self._at.read(counting.figures, query or CaseQuery())

    def home(self, today: date | None = None) -> HomeFacts:
        """What needs somebody now."""
        with self._at.reading(today) as context:
            return home.home(context, self.path)

    def backup(self, to: Path | None = None) -> Path:
        """Copy the workbook as it is now, and check the copy; return where it is."""
        return self._back_up("asked", to)

    def back_up_if_changed(self) -> Path | None:
        """Make a backup when the newest one does not hold the workbook as it is."""
        if backups.is_backed_up(self.path, self.driver):
            return None
        return self._back_up("opened")

    def backups(self) -> list[BackupInfo]:
        """The backups there are, newest first, each opened to say what is in it."""
        return backups.list_backups(self.path, self.driver)

    def _back_up_on_opening(self) -> None:
        try:
            self.back_up_if_changed()
        except WorkbookError as error:
            if isinstance(error, Damaged):
                self.close()
                raise
            self.backup_problem = str(error)
        except BaseException:
            self.close()  # or the file stays locked until the program ends
            raise

    def _back_up(self, reason: str, to: Path | None = None) -> Path:
        return backups.make(self.path, reason, to=to, driver=self.driver, now=self._at.now())

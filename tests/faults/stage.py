"""Where faults are played: copies of one workbook, processes apart, and what a workbook says when read whole."""

from __future__ import annotations

import hashlib
import random
import secrets
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hssib_desk.domain.forms.form import Form, Library
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.parts.standing import answered_by_acts
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.store.connect import Driver
from hssib_desk.store.lists.queries import SealedVersion
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.passphrase.keys import driver
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.factories import action_form, keyed, sample
from tests.faults.ledger import Ledger

ACTOR = "R. Reviewer"
NOON = datetime(2025, 11, 18, 12, 0, tzinfo=UTC)
NOBODY = 65534
PASSPHRASE = "four quiet winter birds"


@dataclass
class Stage:
    """What every part of the campaign gets: a folder, a seed, how much to do, and the book."""

    folder: Path
    ledger: Ledger
    seed: int
    short: bool
    given: Path | None = None  # a template of an earlier run
    minutes: float = 0  # for what can go on for ever; 0 for a fixed number of steps
    library: Library = field(default_factory=load_library)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._key: Driver | None = None
        self.held: object = None  # what people wrote into it
        self.sealed_before = ""
        self.before = ""  # what the template shows, for those who compare
        self.person = self.library.form_with_role("date_of_death", repeat=False)
        self.judgement = self.library.form_with_role("phase_score", repeat=False)
        self.notes = [f.key for f in self.judgement.fields if f.kind == "note" and f.show_if is None]
        self.action = action_form(self.library)
        self.template = self.folder / "template" / "Oak House.hssib"
        if not self.template.exists():
            self.template.parent.mkdir()
            if self.given:
                shutil.copyfile(self.given, self.template)
            else:
                self._make_template()
            self.template.chmod(0o644)  # some parts look at it as nobody

    def _make_template(self) -> None:
        """Of everything one: signed, reopened, in work, hardly begun, reviewed twice, attached, held, disposed of."""
        with Workbook.create(self.template, library=self.library, actor=ACTOR, title="Oak House") as book:
            book.set_setting("organisation", "Oak House Trust")
            for number in range(2):
                own = self.library.for_review("").forms
                singles = {key: form for key, form in self._single().items() if key in own}
                case = book.new_case({key: self._answers(form) for key, form in singles.items()})
                for form in self.library.forms.values():
                    if form.repeat:
                        book.add_entry(case.id, form.key, answers=self._answers(form))
                self._attach(book, case.id)
                if number == 0:
                    book.reviews.sign(
                        case.id, name=ACTOR, role="Psychiatrist", warnings={"advice": "As the notes say"}
                    )
                    book.reviews.reopen(case.id, "A witness came forward")
                    book.reviews.sign(case.id, name=ACTOR, role="Psychiatrist")
            person = keyed(self.person, {"date_of_death": "2025-10-19", "name": "Łukasz"})
            hardly = book.new_case({self.person.key: person})
            book.retention.set_hold(hardly.id, "An inquest was opened")
            gone = book.new_case({self.person.key: person})
            book.retention.dispose([gone.id], "Begun by mistake", early=True)
            second = book.reviews.start_second(
                next(book.lists.case_files()).id, name="S. Second", role="Nurse"
            )
            judged = next(
                e for e in second.entries if e.stage == "second" and e.form.key == self.judgement.key
            )
            book.save(judged.id, {self.notes[0]: "Seen by another"})

    def _single(self) -> dict[str, Form]:
        return {key: form for key, form in self.library.forms.items() if not form.repeat}

    def _attach(self, book: Workbook, case_id: str) -> None:
        letter = self.template.with_name("letter.pdf")
        letter.write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 40)
        form, field = self.file_field()
        book.attach(book.case(case_id).entry(form.key).id, field, letter)

    def file_field(self) -> tuple[Form, str]:
        """A question that takes a file, and its form."""
        found = (
            (form, f.key) for form in self._single().values() for f in form.fields if f.kind == "attachment"
        )
        return next(found)

    @staticmethod
    def _answers(form: Form) -> dict[str, object]:
        acts = answered_by_acts(form)
        typed = (f for f in form.fields if f.kind not in ("attachment", "link") and f.key not in acts)
        return {f.key: sample(f) for f in typed}

    def place(self, name: str) -> Path:
        """A fresh folder, also for processes that begin alike."""
        folder = self.folder / f"{secrets.token_hex(4)} {name}"
        folder.mkdir()
        return folder

    def copy(self, name: str = "copy") -> Path:
        """A fresh copy of the workbook in a folder of its own."""
        path = self.place(name) / "Oak House.hssib"
        shutil.copyfile(self.template, path)
        return path

    def protected_copy(self, name: str = "protected") -> Path:
        """A fresh copy of the workbook with a passphrase."""
        path = self.place(name) / "Oak House.hssib"
        shutil.copyfile(self._protected(), path)
        return path

    def _protected(self) -> Path:
        path = self.folder / "protected" / "Oak House.hssib"
        if not path.exists():
            path.parent.mkdir()
            shutil.copyfile(self.template, path)
            protect(path, PASSPHRASE, actor=ACTOR)
        return path

    def key(self) -> Driver:
        """What opens a protected copy; working it out takes a while, so it is kept."""
        if self._key is None:
            self._key = driver(self._protected(), PASSPHRASE)
        return self._key

    def open(self, path: Path, **more: object) -> Workbook:
        """The workbook open for writing, without a backup unless asked for."""
        return Workbook.open(path, library=self.library, actor=ACTOR, **{"back_up": False, **more})

    def many(self, full: int, short: int) -> int:
        """How often something is done."""
        return short if self.short else full

    def drop(self, path: Path) -> None:
        """Remove what a fault left behind, when nobody needs it any more."""
        shutil.rmtree(path, ignore_errors=True)


def picture(stage: Stage, path: Path, **more: object) -> str:
    """A digest of everything that a reader of the workbook is shown."""
    digest = hashlib.sha256()
    with stage.open(path, read_only=True, **more) as book:
        said = [
            book.facts,
            sorted(book.lists.case_counts().items()),
            book.retention.certificates(),
            book.history(""),
        ]
        for case in book.lists.case_files():
            said += [case.ref, case.status, [_shown(e) for e in case.entries], book.history(case.id)]
            said += [_signed(version) for version in book.reviews.sealed_versions(case.id)]
            said += [
                [_shown(e) for e in book.removed_entries(case.id)],
                book.retention.keeping([case.id]),
                case.attachments,
            ]
            said += [
                hashlib.sha256(book.attachment_content(file.id)).hexdigest() for file in case.attachments
            ]
            digest.update(repr(said).encode("utf-8", "surrogatepass"))
            said = []
    return digest.hexdigest()


def _shown(entry: EntryFile) -> tuple[object, ...]:
    """An entry as it is shown; the id of an empty one, which nothing refers to, is not."""
    said = (entry.id if entry.answers else "", entry.ref, entry.stage, entry.form.text, entry.seal)
    times = (entry.created_at, entry.updated_at, entry.position, entry.origin)
    return (*said, *times, sorted(entry.answers.items()))


def _signed(version: SealedVersion) -> tuple[object, ...]:
    about = (version.number, version.seal, version.reopened_at, version.reopened_by, version.reopened_why)
    return (*about, [_shown(entry) for entry in version.case.entries])


def faults_of(stage: Stage, path: Path, **more: object) -> list[str]:
    """What a check finds wrong with a workbook, backups aside."""
    found = check(path, stage.library, **more)
    return [f.sentence for f in found if f.severity != "info" and f.code not in ("backups", "older")]

"""A drive that is full, silent, gone or read-only, a file that may not grow: each is told as what it is."""

import errno
import os
import shutil
import sys
from pathlib import Path

import pytest

from hssib_desk import drives
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.pack import read_pack
from hssib_desk.domain.forms.reading import read_toml
from hssib_desk.export.interchange.source import read_json
from hssib_desk.export.reading.action_reader import read_action_log
from hssib_desk.export.reading.tables import TableError, read_table
from hssib_desk.store import backups, errors, opening
from hssib_desk.store.entries import attachments
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.workbook import Workbook
from tests.faults import silent
from tests.faults.acts import OLD
from tests.faults.ledger import Ledger
from tests.faults.stage import Stage

PASSPHRASE = "four quiet winter birds"


def test_a_drive_that_does_not_answer_is_never_called_full_or_its_file_damaged(tmp_path):
    shim, why = silent.made_shim(tmp_path)
    if shim is None:
        pytest.skip(f"no silent drive: {why}")
    found = silent.tried(shim, Stage(tmp_path, Ledger(), 1, True))
    assert len(found) == 23
    assert not [(said, wrong) for said in found if (wrong := silent.wrong_in(said))]


@pytest.fixture
def limit():
    """A function that lets no file of this process grow beyond some bytes."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def deeds(workbook, case, path, tmp_path, library):
    """What makes a file larger, or a new one."""
    made = workbook.copies.backup()
    workbook.close()
    old = tmp_path / "old.hssib"
    shutil.copyfile(OLD, old)
    return {
        "create": lambda: Workbook.create(tmp_path / "n.hssib", library=library, actor="R"),
        "migrate": lambda: opening.open_workbook(old, "R", False),
        "go back": lambda: backups.restore(path, made),
        "protect": lambda: protect(path, PASSPHRASE),
        "back up": lambda: backups.make(path),
    }


@pytest.mark.parametrize("name", ["create", "migrate", "go back", "protect", "back up"])
@pytest.mark.parametrize("size", [0, 4096, 40_000, 150_000])
def test_a_file_that_may_not_grow_is_a_sentence(deeds, path, library, limit, name, size):
    before = path.read_bytes()
    with pytest.raises(errors.WorkbookError) as found:
        limit(size)
        deeds[name]()
    limit(sys.maxsize)
    assert type(found.value) is errors.TooLarge, found.value
    assert path.read_bytes() == before
    there = [file.suffix for file in path.parent.rglob("*") if file.is_file()]
    assert there == [".hssib"] * 3  # the workbook, the old one and the backup: nothing else is left behind
    Workbook.open(path, library=library, actor="R", read_only=True).close()


def test_nothing_is_left_of_a_copy_whose_later_pages_found_no_room(workbook, case, path, tmp_path, limit):
    form, field = next(
        (form, field)
        for form in workbook.library.forms.values()
        for field in form.fields
        if field.kind == "attachment" and not form.repeat
    )
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4\n" + os.urandom(4_000_000))
    workbook.attach(case.entry(form.key).id, field.key, scan)
    limit(path.stat().st_size // 3)
    with pytest.raises(errors.TooLarge):
        backups.make(path)
    limit(sys.maxsize)
    assert list(backups.folder_of(path).iterdir()) == []


def test_a_workbook_opens_although_its_backup_would_be_too_large(deeds, path, library, limit):
    shutil.rmtree(backups.folder_of(path))
    limit(40_000)
    with Workbook.open(path, library=library, actor="R") as workbook:
        assert "would be larger" in workbook.backup_problem
    limit(sys.maxsize)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, errors.DiskFull),
        (errno.EDQUOT, errors.DiskFull),
        (errno.EFBIG, errors.TooLarge),
        (errno.EROFS, errors.DriveReadOnly),
        (errno.EIO, errors.NotAnswering),
        (errno.ENODEV, errors.NotAnswering),
        (errno.ESTALE, errors.NotAnswering),
        (errno.ETIMEDOUT, errors.NotAnswering),
        (errno.ENOENT, errors.Missing),
        (errno.EBUSY, errors.HeldByProgram),
        (errno.EACCES, errors.NoPermission),
        (errno.ENAMETOOLONG, errors.WorkbookError),
        (errno.EMFILE, errors.WorkbookError),
    ],
)
def test_the_system_s_own_error_decides_what_is_said(number, kind):
    with pytest.raises(errors.WorkbookError) as found, errors.translated(Path("/x/Oak House.hssib")):
        raise OSError(number, os.strerror(number))
    assert type(found.value) is kind
    assert "Errno" not in str(found.value) and "estore" not in str(found.value)


@pytest.mark.parametrize(
    ("number", "trouble"),
    [(21, "silent"), (1117, "silent"), (53, "silent"), (19, "read_only"), (32, "in_use"), (112, "full")],
)
def test_windows_numbers_are_told_apart_too(number, trouble):
    error = OSError(errno.EACCES, "x")
    error.winerror = number
    assert drives.trouble_of(error) == trouble


@pytest.mark.parametrize("make", [Path.mkdir, lambda journal: journal.symlink_to(__file__)])
def test_what_has_the_name_of_the_journal_is_named_and_the_drive_not_blamed(workbook, path, library, make):
    workbook.close()
    journal = path.with_name(f"{path.name}-journal")
    make(journal)
    with pytest.raises(errors.NoPermission, match="-journal” beside the workbook is in its way"):
        Workbook.open(path, library=library, actor="R")
    assert os.path.lexists(journal)


READERS = {
    "list": lambda path: read_table(path),
    "action log": lambda path: read_action_log(path, load_library()),
    "form": read_toml,
    "pack": lambda path: read_pack(path.parent, load_library()),
    "questionnaire": read_json,
    "attachment": lambda path: attachments.read_file(path, 10_000),
}
SAID = {
    errno.EIO: "does not answer",
    errno.EACCES: "You may not read",
    errno.EBUSY: "Another program is using",
    errno.ENOENT: "There is no file",
    errno.ENAMETOOLONG: "too long for its drive",
    errno.ENOTTY: "could not be read. Try again",
}


@pytest.mark.parametrize("number", SAID)
@pytest.mark.parametrize("name", READERS)
def test_a_file_that_cannot_be_read_is_told_in_our_own_words(tmp_path, monkeypatch, name, number):
    path = tmp_path / "pack.toml"
    path.write_bytes(b"PK a file")

    def refuse(opened, *_given, **_named):
        raise OSError(number, os.strerror(number), str(opened))

    library = load_library()  # while files can be opened
    monkeypatch.setattr("tests.store.test_troubled_drives.load_library", lambda: library)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises((TableError, FormError, errors.WorkbookError)) as found:
        READERS[name](path)
    assert SAID[number] in str(found.value)
    assert "pack.toml" in str(found.value)
    assert os.strerror(number) not in str(found.value)


@pytest.mark.parametrize("number", [errno.ENOTTY, errno.EMFILE, errno.ELOOP])
def test_a_file_that_cannot_be_written_is_told_in_our_own_words(number):
    from hssib_desk.export.files import telling
    from hssib_desk.export.report import ExportError

    error = OSError(number, os.strerror(number))
    with pytest.raises(ExportError) as found, telling(Path("log.xlsx")):
        raise error
    for said in (str(found.value), str(errors.from_system(error, "log.xlsx"))):
        assert "log.xlsx" in said
        assert os.strerror(number) not in said


def test_no_sentence_of_the_system_is_passed_on():
    program = Path(drives.__file__).parent
    assert not [path for path in program.rglob("*.py") if "error.strerror" in path.read_text("utf-8")]

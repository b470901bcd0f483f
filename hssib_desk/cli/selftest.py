"""`self-test`: every part of the program tried on a temporary workbook, from source and packaged."""

from __future__ import annotations

import os
import sys
import zipfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hssib_desk import __version__, resources
from hssib_desk.cli.console import DONE, FAILED, has_screen, say
from hssib_desk.domain.forms.form import Answer, Answers, Field, Form, Library
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.parts.standing import answered_by_acts
from hssib_desk.domain.review.case_file import AUDIENCES, CaseFile
from hssib_desk.resources import product

if TYPE_CHECKING:
    from hssib_desk.store.workbook import Workbook

# A word of each script and how many signs it has when its letters are joined as they are written.
SCRIPTS = (("Arabic", "محمد"), ("Urdu", "گھر"), ("Bengali", "বাংলা"), ("Devanagari", "हिन्दी"))
NAME = "Zażółć Ọláyínká-Nguyễn"
FONTS = ("Inter-Regular", "Inter-Bold", "NotoSansArabic-Regular", "NotoSansBengali-Regular")
# Where systems say that programs keep what is a person's own, and what it is called below a home folder.
HOME_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "WIN_PD_OVERRIDE_APPDATA": "AppData/Roaming",  # platformdirs asks Windows itself otherwise
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "AppData/Local",
    "WIN_PD_OVERRIDE_PERSONAL": "Documents",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}
_TODAY_S_DATE = date.today().isoformat()


@dataclass
class Trial:
    """What the parts share: a folder of their own, and what the earlier ones made."""

    folder: Path
    library: Library = field(default_factory=load_library)
    case_ref: str = ""

    @property
    def path(self) -> Path:
        """The temporary workbook."""
        return self.folder / "self-test.hssib"

    def opened(self) -> Workbook:
        """The temporary workbook, open for writing."""
        from hssib_desk.store.workbook import Workbook

        return Workbook.open(self.path, library=self.library, actor="self-test")

    def case(self) -> CaseFile:
        """The one case in it."""
        with self.opened() as workbook:
            return workbook.case(self.case_ref)


@contextmanager
def own_home(folder: Path) -> Iterator[None]:
    """Keep what this computer remembers of the trial in a folder that goes with it."""
    before = {name: os.environ.get(name) for name in HOME_FOLDERS}
    os.environ.update({name: str(folder / "home" / inside) for name, inside in HOME_FOLDERS.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def self_test(_arguments: Namespace) -> int:
    """Try each part, one line each; 0 when all of them work."""
    say(f"{product()} {__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    failed = 0
    with (
        TemporaryDirectory(prefix="hssib-desk-", ignore_cleanup_errors=True) as folder,
        own_home(Path(folder)),
    ):
        trial: Trial | None = None
        for name, part in PARTS:
            try:
                trial = trial or Trial(Path(folder))
                say(f"ok      {name}: {part(trial)}")
            except Exception as error:  # whatever it is, it is reported, and the other parts are tried
                failed += 1
                say(f"FAILED  {name}: {type(error).__name__}: {error}")
    say(f"{failed} of {len(PARTS)} parts do not work." if failed else "Every part works.")
    return FAILED if failed else DONE


def _forms(trial: Trial) -> str:
    forms = trial.library.forms.values()
    return f"{len(forms)} forms with {sum(len(form.fields) for form in forms)} questions"


def _fonts_and_icons(_trial: Trial) -> str:
    for name in FONTS:
        _expect((resources.resource(f"fonts/{name}.ttf")).stat().st_size > 10_000, f"{name} is empty")
    icons = list(resources.resource("icons").glob("*.svg"))
    _expect(len(icons) > 10, "the icons are not there")
    return f"{len(list(resources.resource('fonts').glob('*.ttf')))} fonts, {len(icons)} icons"


def _shaping(_trial: Trial) -> str:
    from hssib_desk.export.pdf.fonts import REGULAR
    from hssib_desk.export.pdf.shaping import shape

    for script, word in SCRIPTS:
        joined = [glyph.char for run in shape(word, REGULAR) for glyph in run.glyphs]
        alone = [glyph.char for letter in word for run in shape(letter, REGULAR) for glyph in run.glyphs]
        _expect(bool(joined) and sorted(joined) != sorted(alone), f"letters of {script} are not joined")
    return ", ".join(script for script, _ in SCRIPTS)


def _create(trial: Trial) -> str:
    from hssib_desk.store.workbook import Workbook

    given = {form.key: _answers(form) for form in trial.library.forms.values() if not form.repeat}
    with Workbook.create(trial.path, library=trial.library, actor="self-test", title="Self-test") as workbook:
        case = workbook.new_case(given)
        trial.case_ref = case.ref
        for form in trial.library.forms.values():
            if form.repeat:
                workbook.add_entry(case.id, form.key, answers=_answers(form))
        kept = workbook.case(case.ref)
    count = sum(len(entry.answers) for entry in kept.entries)
    expected = sum(len(_answers(form)) for form in trial.library.forms.values())
    _expect(count == expected, f"{count} answers of {expected} came back")
    return f"{kept.ref} with {count} answers came back as written"


def _find(trial: Trial) -> str:
    with trial.opened() as workbook:
        hits = workbook.lists.search(NAME.split()[0])
        undone = workbook.undo(workbook.case(trial.case_ref).id)
        workbook.redo(workbook.case(trial.case_ref).id)
    _expect(bool(hits), "nothing was found")
    _expect(bool(undone), "nothing could be undone")
    return f"{len(hits)} places found; the last act undone and redone"


def _sign(trial: Trial) -> str:
    with trial.opened() as workbook:
        case_id = workbook.case(trial.case_ref).id
        seal = workbook.reviews.sign(case_id, name=NAME, role="Reviewer")
        versions = workbook.reviews.sealed_versions(case_id)
    _expect([version.seal.digest for version in versions] == [seal.digest], "the sealed version is not there")
    return f"sealed as {seal.short}"


def _action_log(trial: Trial) -> str:
    from hssib_desk.export.excel.action_log import TITLE, write_action_log

    out = trial.folder / "actions.xlsx"
    with trial.opened() as workbook:
        report = write_action_log(
            workbook.lists.case_files(), workbook.facts, trial.library, out, today=date.today()
        )
    _expect(_read_excel(out, TITLE) == report.rows_written == 1, "the action is not in the file")
    return "written, and read back"


def _data(trial: Trial) -> str:
    from hssib_desk.export.excel.data import write_data
    from hssib_desk.export.text import safe_title

    out = trial.folder / "data.xlsx"
    with trial.opened() as workbook:
        report = write_data(
            workbook.lists.case_files(), workbook.facts, trial.library, out, today=date.today()
        )
    _expect(report.rows_selected == report.rows_written, "not every row was written")
    for form in trial.library.forms.values():
        _expect(_read_excel(out, safe_title(form.title, set())) == 1, f"“{form.title}” is not in the file")
    return f"{report.rows_written} rows written, and those of every form read back"


def _read_excel(path: Path, sheet: str) -> int:
    from hssib_desk.export.reading.tables import read_table

    with zipfile.ZipFile(path) as archive:
        _expect(archive.testzip() is None, "the file is damaged")
    return len(read_table(path, sheet).rows)


def _summaries(trial: Trial) -> str:
    from hssib_desk.export.pdf.summary import write_summary

    case = trial.case()
    for audience in AUDIENCES:
        out = trial.folder / f"{audience}.pdf"
        write_summary(case, out, audience=audience)
        content = out.read_bytes()
        whole = content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
        _expect(whole and b"/FontFile2" in content, f"the summary for {audience} is not whole")
    return ", ".join(AUDIENCES)


def _board_report(trial: Trial) -> str:
    from hssib_desk.export_list.exports import EXPORTS
    from hssib_desk.export_list.order import Order

    export = EXPORTS["board"]
    with trial.opened() as workbook:
        for ending in export.endings:
            out = trial.folder / f"board.{ending}"
            report = export.write(workbook, Order(export), out, False, None)
            whole = out.read_bytes().rstrip().endswith(b"%%EOF") if ending == "pdf" else _is_sound(out)
            _expect(whole and report.rows_written > 0, f"the report as {ending} is not whole")
    return ", ".join(export.endings)


def _is_sound(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return archive.testzip() is None


def _spelling(_trial: Trial) -> str:
    from hssib_desk.ui.spelling.speller import make_speller

    speller = make_speller()
    if speller is None:
        raise RuntimeError("the dictionary cannot be loaded, so no word would be marked")
    _expect(speller.is_right("colour") and speller.is_right("clozapine"), "words that are right are marked")
    _expect(not speller.is_right("judgemnet"), "a word that is wrong is not marked")
    return f"{speller.suggestions('judgemnet')[0]} is offered"


def _backup(trial: Trial) -> str:
    from hssib_desk.store.backups import restore

    with trial.opened() as workbook:
        made = workbook.copies.backup()
        before = workbook.case(trial.case_ref)
        workbook.reviews.reopen(before.id, "Self-test")
    kept = restore(trial.path, made)
    _expect(trial.case().seal == before.seal, "the backup is not what was backed up")
    _expect(kept is not None and kept.exists(), "the replaced file was not kept")
    return "made, restored, and the replaced file kept"


def _protect(trial: Trial) -> str:
    from hssib_desk.store.backups import list_backups
    from hssib_desk.store.passphrase.change import protect, unprotect
    from hssib_desk.store.workbook import Workbook

    passphrase = NAME[::-1]
    key = protect(trial.path, passphrase)
    _expect(not key.problem, key.problem)
    for secret in (passphrase, key.text):
        with Workbook.open(trial.path, library=trial.library, actor="self-test", secret=secret) as workbook:
            _expect(workbook.case(trial.case_ref).ref == trial.case_ref, "the case is not there")
    names = [trial.path, *(info.path for info in list_backups(trial.path))]
    word = NAME.split()[0].encode()
    _expect(not any(word in path.read_bytes() for path in names), "words can be read in a protected file")
    unprotect(trial.path, passphrase)
    return f"{len(names)} files protected, opened with passphrase and recovery key, and made plain again"


def _check(trial: Trial) -> str:
    from hssib_desk.store.verify.check import check

    found = check(trial.path, trial.library)
    bad = [finding.sentence for finding in found if finding.severity == "error"]
    _expect(not bad, " ".join(bad))
    return "integrity, history and seal are as they were written"


def _window(trial: Trial) -> str:
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from hssib_desk.ui.selftest import show_for_a_moment

    return show_for_a_moment(trial.path, trial.case_ref)


def _answers(form: Form) -> Answers:
    """A good answer to every question that somebody answers, by its kind."""
    acts = answered_by_acts(form)
    typed = (item for item in form.fields if item.key not in acts)
    return {item.key: answer for item in typed if (answer := _answer(item)) is not None}


def _answer(item: Field) -> Answer | None:
    if item.options:
        code = item.options.offered[0].code
        return [code] if kind_of(item).holds_several else code
    kind = kind_of(item)
    if kind.holds_ids:
        return None
    return _TODAY_S_DATE if kind.is_date else kind.example or NAME


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise RuntimeError(otherwise)


PARTS: tuple[tuple[str, Callable[[Trial], str]], ...] = (
    ("Forms", _forms),
    ("Fonts and icons", _fonts_and_icons),
    ("Scripts of other languages", _shaping),
    ("Workbook", _create),
    ("Search and undo", _find),
    ("Signing", _sign),
    ("Action log", _action_log),
    ("Data", _data),
    ("Review summaries", _summaries),
    ("Board report", _board_report),
    ("Spelling", _spelling),
    ("Backup", _backup),
    ("Protection", _protect),
    ("Check", _check),
    ("Window", _window),
)

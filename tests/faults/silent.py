"""A drive that does not answer: a stick that is pulled out, a share that is gone, a disk with a bad place.

The system calls of a process answer “input/output error” for one folder while a switch is there. As a program
of its own this module does everything to a workbook in that folder, and says what was raised.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.store.backups import make, restore
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.recovery.recover import recover
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.factories import TODAY
from tests.faults.acts import ACTOR, case_in_work, entry_id
from tests.faults.ledger import Ledger, judged
from tests.faults.stage import PASSPHRASE, Stage, faults_of, picture

NAME = "a drive that does not answer"
_SOURCE = Path(__file__).with_name("silent.c")
_ROOT = Path(__file__).parents[2]
_WRONG = ("damaged:", "” is damaged", "no room", "Restore it", "[Errno")


def play(stage: Stage) -> None:
    """Everything that is done to a workbook, while its drive answers nothing, and while it takes nothing."""
    with tempfile.TemporaryDirectory(prefix="silent-") as folder:  # a name without spaces can be preloaded
        shim, why = made_shim(Path(folder))
        if shim is None:
            stage.ledger.remark(NAME, f"left out: {why}")
            return
        _judge(stage, tried(shim, stage))


def _judge(stage: Stage, found: list[dict[str, str]]) -> None:
    for said in found:
        what = f"{said['deed']}, {said['mode']}"
        stage.ledger.add(NAME, "injected")
        if wrong := wrong_in(said):
            stage.ledger.broke(NAME, "wrong words", f"{what}: {wrong}: {said['kind']}: {said['sentence']}")


def made_shim(folder: Path) -> tuple[Path | None, str]:
    """The library that makes a drive silent, or why there is none."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if " " in str(folder):
        return None, "the folder for temporary files has a space in its name"
    if not sys.platform.startswith("linux") or compiler is None:
        return None, "it needs Linux and a C compiler"
    shim = folder / "silent.so"
    made = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", shim, _SOURCE, "-ldl"], capture_output=True, text=True
    )
    return (shim, "") if made.returncode == 0 else (None, f"the compiler failed: {made.stderr[:200]}")


def tried(shim: Path, stage: Stage) -> list[dict[str, str]]:
    """What was raised by each deed, in a process whose drive is silent now and then."""
    folder = stage.place("silent")
    path = folder / "Oak House.hssib"
    shutil.copyfile(stage.template, path)
    before = picture(stage, path)
    switch = Path(tempfile.mkdtemp(dir=stage.folder))
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.silent", folder, switch, stage.template],
        cwd=_ROOT,
        env={
            **os.environ,
            "LD_PRELOAD": str(shim),
            "SILENT_FOLDER": str(folder),
            "SILENT_SWITCH": str(switch),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    stage.open(path).close()
    if picture(stage, path) != before or (faults := faults_of(stage, path)):
        found.append({"deed": "afterwards", "mode": "", "kind": "changed", "sentence": str(faults)})
    return found


def wrong_in(said: dict[str, str]) -> str:
    """What is wrong with what was raised, or an empty text."""
    if said["kind"] not in ("NotAnswering", "ExportError"):
        return "it is not said that the drive does not answer"
    if found := [words for words in _WRONG if words in said["sentence"]]:
        return f"says “{found[0]}”"
    return judged(said["sentence"])


# In a process of its own


def deeds(stage: Stage, path: Path, made: Path, case: CaseFile) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything that writes."""
    log, facts = path.with_name("log.xlsx"), case.facts
    yield "open", lambda: stage.open(path)
    yield "back up", lambda: make(path)
    yield "go back", lambda: restore(path, made)
    yield "protect", lambda: protect(path, PASSPHRASE)
    yield "recover", lambda: recover(path, stage.library, ACTOR)
    yield "create", lambda: Workbook.create(path.with_name("n.hssib"), library=stage.library, actor=ACTOR)
    yield "action log", lambda: write_action_log([case], facts, stage.library, log, today=TODAY)
    yield "summary", lambda: write_summary(case, path.with_name("review.pdf"))
    with stage.open(path) as book:
        entry = entry_id(stage, book)
        yield "save", lambda: book.save(entry, {stage.notes[0]: "typed"})
        yield "dispose", lambda: book.retention.dispose([case.id], "Begun by mistake", early=True)


def reading(stage: Stage, path: Path, protected: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What only reads."""
    yield "read", lambda: stage.open(path, read_only=True)
    yield "check", lambda: check(path, stage.library)
    yield "open the protected one", lambda: stage.open(protected, driver=stage.key())


def main(folder: Path, switch: Path, template: Path) -> None:
    """Do everything while the drive is silent, and print what was raised."""
    stage = Stage(Path(tempfile.mkdtemp(dir=switch)), Ledger(), 1, True, template)
    path, protected = folder / "Oak House.hssib", folder / "protected.hssib"
    made = make(path)
    shutil.copyfile(path, protected)
    protect(protected, PASSPHRASE)
    with stage.open(path, read_only=True) as book:
        case = case_in_work(book, 1)
    for mode in ("answers nothing", "takes nothing"):
        for deed, do in deeds(stage, path, made, case):
            _try(switch, mode, deed, do)
    for deed, do in reading(stage, path, protected):
        _try(switch, "answers nothing", deed, do)


def _try(switch: Path, mode: str, deed: str, do: Callable[[], object]) -> None:
    said = {"deed": deed, "mode": mode, "kind": "nothing", "sentence": ""}
    mark = switch / mode.split()[0]
    mark.touch()
    try:
        do()
    except Exception as error:  # the edge of the experiment
        said |= {"kind": type(error).__name__, "sentence": str(error)}
    mark.unlink()
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

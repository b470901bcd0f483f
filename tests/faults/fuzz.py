"""Files that are almost right: valid ones, altered at random thousands of times, given to every reader."""

from __future__ import annotations

import io
import json
import resource
import signal
import zipfile
from collections.abc import Callable
from functools import partial
from random import Random

from hssib_desk.domain.caseload.plan import MapError, TableError
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.pack import pack_from_files
from hssib_desk.export.interchange.questionnaire import questionnaire
from hssib_desk.export.text import Notes
from hssib_desk.resources import forms_dir
from hssib_desk.store.errors import WorkbookError
from tests.faults import hostile
from tests.faults.acts import export
from tests.faults.hostile_files import CSV, HEADS, sheet
from tests.faults.pool import Job, share
from tests.faults.stage import Stage, picture
from tests.packs import ABOUT, PLACES, VISIT

BATCHES = 8
SECONDS = 30
PARTS_OF_SHEETS = ("sheet", "sharedStrings", "styles", "workbook", "rels", "core", "table")
TOKENS = [
    b"\0", b"\xff", b'"', b"'", b",", b"\r\n", b"{", b"[", b"]]", b"}", b"<", b"/>", b"&x;", b"=", b"null", b"-1", b"1e999",
    b"99999999999999999999", "\u202e\ufeff🏴".encode(), b"true", b"2025-02-31", b"31/02/0000", b"../", b"\\", b"#", b"x" * 5000,
]  # fmt: skip
Feed = Callable[[Stage, bytes], None]


class Hung(Exception):
    """One reading took longer than anybody waits."""


def play(stage: Stage) -> None:
    """Every reader, in batches."""
    stage.before = picture(stage, stage.template)
    jobs = []
    for kind, (full, short, _kinds) in KINDS.items():
        rounds = stage.many(full // BATCHES, short)
        for batch in range(stage.many(BATCHES, 1)):
            work = partial(_batch, kind=kind, rounds=rounds, batch=batch)
            jobs.append(Job(f"altered at random: {kind}", f"batch {batch}", work, 600))
    share(stage, jobs)


def _batch(stage: Stage, kind: str, rounds: int, batch: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))
    samples, kinds = SAMPLES[kind](stage), KINDS[kind][2]
    for number in range(rounds):
        chance = Random(f"{stage.seed} {kind} {batch} {number}")
        content = altered(chance.choice(samples), chance)
        with stage.ledger.fault(f"altered at random: {kind}", f"batch {batch}, round {number}", *kinds):
            _in_time(partial(_feed, stage, kind, content))


def _feed(stage: Stage, kind: str, content: bytes) -> None:
    if kind == "pack":
        text = json.loads(content) if content[:1] == b"{" else {}
        pack_from_files(text, stage.library)
        return
    path = stage.place("fuzz") / f"offered.{hostile.ENDINGS[READER[kind]]}"
    path.write_bytes(content)
    try:
        hostile.READERS[READER[kind]][0](stage, path)
    finally:
        stage.drop(path.parent)


def _in_time(work: Callable[[], None]) -> None:
    def stop(*_: object) -> None:
        raise Hung(f"it took more than {SECONDS} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        work()
    finally:
        signal.alarm(0)


def altered(content: bytes, chance: Random) -> bytes:
    """A file with one to six things wrong; of a spreadsheet mostly inside one of its parts."""
    if content.startswith(b"PK") and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([name for name in parts if any(word in name for word in PARTS_OF_SHEETS)])
        parts[name] = _spoilt(parts[name], chance)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, inside in parts.items():
                archive.writestr(part, inside)
        return out.getvalue()
    if content.startswith(b'{"pack.toml'):  # a pack: the text of one of its files
        files = json.loads(content)
        name = chance.choice(list(files))
        files[name] = _spoilt(files[name].encode(), chance).decode("utf-8", "replace")
        return json.dumps(files).encode()
    return _spoilt(content, chance)


def _spoilt(content: bytes, chance: Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        at, to = chance.randrange(len(data) + 1), min(len(data), chance.randrange(len(data) + 1) + 1)
        how = chance.randrange(6)
        if how == 0 and data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        elif how == 1:
            data[at:at] = chance.choice(TOKENS)
        elif how == 2:
            del data[at : at + chance.randrange(1, 40)]
        elif how == 3:
            data[at:at] = data[to : to + chance.randrange(1, 200)]
        elif how == 4:
            data[at : at + chance.randrange(1, 12)] = chance.choice(TOKENS)
        elif chance.random() < 0.3:
            del data[at:]
    return bytes(data)


# Valid files to begin with


def _lists(stage: Stage) -> list[bytes]:
    rows = "".join(f"{n},Ng{n},{n + 1:02}/10/2025\r\n" for n in range(12))
    return [
        (CSV + rows).encode(),
        (CSV + rows).replace(",", ";").encode("utf-16"),
        (CSV + rows).encode("cp1252"),
    ]


def _sheets(stage: Stage) -> list[bytes]:
    return [sheet([list(HEADS), *[[str(n), f"Ng{n}", f"{n + 1:02}/10/2025"] for n in range(12)]])]


def _logs(stage: Stage) -> list[bytes]:
    copy = stage.copy("log")
    export(stage, copy)
    return [copy.with_name("log.xlsx").read_bytes()]


def _forms(stage: Stage) -> list[bytes]:
    shipped = [path for path in forms_dir().glob("*.toml") if path.stem in stage.library.forms]
    return [path.read_bytes() for path in [*shipped, *sorted((forms_dir() / "lists").glob("*.toml"))]]


def _packs(stage: Stage) -> list[bytes]:
    return [
        json.dumps({"pack.toml": ABOUT, "oak_visit.toml": VISIT, "lists/oak_places.toml": PLACES}).encode()
    ]


def _questionnaires(stage: Stage) -> list[bytes]:
    return [
        json.dumps(questionnaire(form, stage.library, Notes())).encode()
        for form in stage.library.forms.values()
    ]


def _maps(stage: Stage) -> list[bytes]:
    return [b'{"date_of_death": "Date of death", "name": "Name", "keep": ["Name"]}']


SAMPLES: dict[str, Callable[[Stage], list[bytes]]] = {
    "list (.csv)": _lists,
    "list (.xlsx)": _sheets,
    "action log (.xlsx)": _logs,
    "form (.toml)": _forms,
    "pack": _packs,
    "FHIR Questionnaire (.json)": _questionnaires,
    "column map (.json)": _maps,
    "workbook": lambda stage: [stage.template.read_bytes()],
}
READER = {
    "list (.csv)": "caseload", "list (.xlsx)": "caseload", "action log (.xlsx)": "action log", "form (.toml)": "form",
    "FHIR Questionnaire (.json)": "questionnaire", "column map (.json)": "column map", "workbook": "workbook",
}  # fmt: skip
# How often in full, how often in short, and what may be said.
KINDS: dict[str, tuple[int, int, tuple[type[BaseException], ...]]] = {
    "list (.csv)": (1600, 10, (TableError, MapError)),
    "list (.xlsx)": (800, 6, (TableError, MapError)),
    "action log (.xlsx)": (480, 4, (TableError, WorkbookError)),
    "form (.toml)": (4000, 30, (FormError,)),
    "pack": (4000, 30, (FormError,)),
    "FHIR Questionnaire (.json)": (2400, 10, (FormError,)),
    "column map (.json)": (4000, 30, (MapError,)),
    "workbook": (400, 3, hostile.NO_WORKBOOK),
}

"""The fault campaign: `python -m tests.faults [--short] [--seed N] [--part NAME] [--minutes N]`; status 1 when a bar is broken."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hssib_desk.store import connect
from hssib_desk.store.passphrase import keys
from tests.faults import (
    alterations,
    damage,
    fulldisk,
    fuzz,
    hostile,
    kills,
    large,
    links,
    monkey,
    others,
    rights,
    silent,
    values,
    walk,
)
from tests.faults.ledger import Ledger
from tests.faults.stage import Stage

PARTS: dict[str, Callable[[Stage], None]] = {
    "kills": kills.play,
    "disk": fulldisk.play,
    "damage": damage.play,
    "values": values.play,
    "alterations": alterations.play,
    "rights": rights.play,
    "others": others.play,
    "links": links.play,
    "silent": silent.play,
    "hostile": hostile.play,
    "fuzz": fuzz.play,
    "large": large.play,
    "walk": walk.play,
    "monkey": monkey.play,
}
SEED = 20251118


def main() -> int:
    """Play the parts, print the table, and say what broke."""
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a sample of everything, in less than a minute")
    parser.add_argument("--seed", type=int, default=SEED, help="another course of chance")
    parser.add_argument("--workbook", type=Path, help="play on this workbook, which an earlier run kept")
    parser.add_argument(
        "--part", "--only", choices=PARTS, action="append", help="only this part; may be given again"
    )
    parser.add_argument("--minutes", type=float, default=0, help="how long the monkey plays")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)  # forking; this process has one thread
    if chosen.short:
        # How long it takes to try a passphrase is no part of any bar, nor how memory is overwritten.
        keys._ROUNDS, connect._OVERWRITE = 1000, "PRAGMA cipher_memory_security"
    ledger, begun, told = Ledger(), time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="faults ") as folder:
        # What this computer remembers of workbooks is left alone.
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(folder) / "home")
        Path(folder).chmod(0o755)  # some parts look at it as nobody
        for name in chosen.part or PARTS:
            stage = Stage(Path(folder), ledger, chosen.seed, chosen.short, chosen.workbook, chosen.minutes)
            try:
                PARTS[name](stage)
            except KeyboardInterrupt:  # what was played until then is told all the same
                print(f"stopped in {name}", file=sys.stderr)
                break
            _keep(stage, chosen.seed)
            for finding in ledger.findings[told:]:
                print(f"! {finding}", file=sys.stderr)
            told = len(ledger.findings)
            print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    print(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, seed {chosen.seed}, {'short' if chosen.short else 'full'},",
        end=" ",
    )
    print(f"{time.monotonic() - begun:.0f} s, {machine()}\n")
    print(ledger.table())
    if ledger.broken:
        again = " ".join(f"--part {name}" for name in chosen.part or ())
        print(
            f"Again: python -m tests.faults --seed {chosen.seed} {again} --workbook faults-{chosen.seed}.hssib"
        )
    return 1 if ledger.broken else 0


def _keep(stage: Stage, seed: int) -> None:
    """Keep the workbook on which something broke, so that the same faults can be played again."""
    kept = Path(f"faults-{seed}.hssib")
    if stage.ledger.broken and not stage.given and not kept.exists():
        shutil.copyfile(stage.template, kept)


def machine() -> str:
    """What the campaign ran on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()} {platform.release()}, {cores} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    raise SystemExit(main())

"""What a benchmark gives: one row of the table, and how its figures are taken.

Milliseconds do not travel from one computer to another, so a window is measured in B: the time from the start
of a process to the painted bare window of PySide6 with a table, taken in the same run.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BARE_STARTS = 7


@dataclass(frozen=True)
class Row:
    """One thing measured beside its baseline; the bar is for the ratio, for the value itself, or in B."""

    what: str
    ours: float
    bare: float | None
    bar: float
    of: str = "ratio"  # or "value", or "B"
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours over bare, where there is a baseline."""
        return self.ours / self.bare if self.bare else None

    @property
    def in_bare_starts(self) -> float:
        """How many starts of a bare window it takes."""
        return self.ours / bare_start()

    @property
    def is_met(self) -> bool:
        """Whether the bar is met."""
        found = {"ratio": self.ratio, "B": self.in_bare_starts}.get(self.of, self.ours)
        return found is not None and found <= self.bar

    def cells(self) -> list[str]:
        """The row as it is printed."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        bar = f"≤ {self.bar:g} " + {"ratio": "×", "B": "B"}.get(self.of, self.unit)
        starts = f"{self.in_bare_starts:.2f}" if self.unit == "ms" else ""
        bare = "" if self.bare is None else f"{self.bare:.4g} {self.unit}"
        return [
            self.what, f"{self.ours:.4g} {self.unit}", bare, ratio, starts, bar,
            "ok" if self.is_met else "MISSED", self.note,
        ]  # fmt: skip


HEADS = ["what", "ours", "bare", "ratio", "in B", "bar", "", "note"]


def table(rows: Sequence[Row]) -> str:
    """The rows as one table."""
    cells = [HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(HEADS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in cells]
    return "\n".join(line.rstrip() for line in [lines[0], "-" * sum(widths), *lines[1:]])


def times(do: Callable[[], object], count: int) -> list[float]:
    """How long something takes, so many times, in milliseconds."""
    found = []
    for _ in range(count):
        start = time.perf_counter()
        do()
        found.append((time.perf_counter() - start) * 1000)
    return found


def median(found: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(found)


def p95(found: Sequence[float]) -> float:
    """What nineteen in twenty stay below."""
    return sorted(found)[min(len(found) - 1, round(len(found) * 0.95))]


def p99(found: Sequence[float]) -> float:
    """What ninety-nine in a hundred stay below."""
    return sorted(found)[min(len(found) - 1, round(len(found) * 0.99))]


def spread(found: Sequence[float]) -> str:
    """Smallest to largest, and how many."""
    return f"{min(found):.3g}–{max(found):.3g}, n={len(found)}"


def child(module: str, *words: object, home: Path | None = None) -> dict[str, Any]:
    """Run a module of this folder in a process of its own; the last line it prints is JSON.

    `home` stands for the folder in which this computer keeps the settings of its programs.
    """
    # As an installed program: with its modules compiled, whatever the shell says about that.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if home is not None:
        environment |= dict.fromkeys(("XDG_CONFIG_HOME", "LOCALAPPDATA"), str(home))
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@cache
def bare_start() -> float:
    """B: from the start of a process to a painted bare window, in milliseconds, measured once a run."""
    return median([bare_window() for _ in range(BARE_STARTS + 1)][1:])


def bare_window(home: Path | None = None, kind: str = "bare") -> float:
    """How long one start of a window takes, in milliseconds: a bare one, or "ours"."""
    begun = time.time()
    told = child("first_paint", kind, home=home)
    return (told["painted"] - begun) * 1000


def resident_mib() -> float:
    """The memory this process holds now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 2**20


def peak_mib() -> float:
    """The most memory this process has held; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    # Not getrusage: its figure of a child begins with what its parent held.
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))

"""Set up HSSIB Desk in .venv and run it: `python3 start.py`.

`python3 start.py test` runs every test, `python3 start.py build` packages the program, `python3 start.py
sbom` lists what it is made of, and `python3 start.py audit` compares that with known vulnerabilities; any
other arguments are handed to the program. Standard library only; quick and silent when all is in place.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "installed.txt"
PYTHON = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
PRACTICE = ROOT / "practice"
PACKAGED = ROOT / "dist" / "hssib-desk"
SUMS = "SHA256SUMS"
MATERIALS = ROOT / "dist" / "hssib-desk.cdx.json"
SBOM_TOOL = "cyclonedx-bom==7.5.0"
AUDIT_TOOL = "pip-audit==2.10.1"
OLDEST_PYTHON = (3, 11)
MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 8 * 2**30  # all tests together write a third of that
SOME_FAILED = 1  # what pytest ends with
UNFINISHED = "unfinished"  # what the stamp says until everything is installed
PATIENCE = 8  # seconds that a server may be silent

# What pip says of a failed attempt, and what it means; the first that fits.
REASONS = (
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError"),
        "the connection is not trusted; a proxy that inspects it may stand in between. Ask whoever looks "
        "after the network for its certificate, set PIP_CERT to that file, and start again.",
    ),
    (
        ("ProxyError", "407 Proxy"),
        "the proxy cannot be reached, or refuses. Ask whoever looks after the network for its address, set "
        "PIP_PROXY to it, and start again.",
    ),
    (
        ("timed out", "Timeout"),
        "the server of the packages does not answer. Try again later, or on another network.",
    ),
    (
        ("Failed to establish", "NameResolutionError", "Connection aborted", "connection broken"),
        "there is no connection to the server of the packages. Once installed, HSSIB Desk needs none.",
    ),
    (("No space left", "Errno 28"), "the disk is full. Free about 1 GB, then start again."),
)
# What the program then says to type.
STARTED_AS = {"HSSIB_DESK_STARTED_AS": "py start.py" if sys.platform == "win32" else "python3 start.py"}

# What Qt loads when it starts, and the Debian and Ubuntu package that brings it.
DRAWING = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X_WINDOW = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_WINDOW = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
VIRTUAL_SCREEN = {"xvfb-run": "xvfb", "xauth": "xauth"}
PACKAGING = {"objdump": "binutils", "strip": "binutils"}


class CannotStart(Exception):
    """Something that only the person at this computer can put right; the text says what."""


def main(arguments: list[str]) -> int:
    """Prepare what the arguments need, run it and return its exit status."""
    try:
        check_python(sys.version_info[:2])
        if arguments[:1] == ["test"]:
            return test(arguments[1:])
        if arguments[:1] == ["build"]:
            return build()
        if arguments[:1] == ["sbom"]:
            return list_materials()
        if arguments[:1] == ["audit"]:
            return audit()
        return run_program(arguments)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(
            f"{problem.filename}: {problem.strerror}. Please put it right, then try again.", file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        print("Stopped. What was begun is begun anew at the next start.", file=sys.stderr)
        return 130


def check_python(version: tuple[int, ...]) -> None:
    """Refuse a Python that is too old for the program."""
    if version < OLDEST_PYTHON:
        have, need = (".".join(map(str, numbers)) for numbers in (version, OLDEST_PYTHON))
        raise CannotStart(
            f"HSSIB Desk needs Python {need} or newer, and this is Python {have}. "
            f"Please install a newer Python and start this file with it, for example: python{need} start.py"
        )


def run_program(arguments: list[str]) -> int:
    """Run the program: with no arguments, on the practice workbook."""
    screen = has_screen()
    need_system(drawing_libraries(arguments, screen))
    python = install(development=False)
    if arguments:
        return call(python, "-m", "hssib_desk", *arguments, extra=STARTED_AS)
    workbook, status = PRACTICE / "practice.hssib", 0
    with one_start_at_a_time():
        if not workbook.exists():
            refuse_to_replace(PRACTICE)
            status = call(python, "-m", "hssib_desk", "demo", PRACTICE)
        elif not screen:
            print(f"{workbook} is as you left it. For a new one, move the folder it is in away.")
    return call(python, "-m", "hssib_desk", workbook) if screen and not status else status


def refuse_to_replace(path: Path) -> None:
    """Stop before anything is written over what somebody may have put there or changed."""
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        raise CannotStart(f"{path} is there already and is not replaced. Move it away, then start again.")


def test(arguments: list[str]) -> int:
    """Check style, types and every test, without a screen and on a virtual one; or only the tests named."""
    need_system({**DRAWING, **X_WINDOW}, VIRTUAL_SCREEN)
    python = install(development=True)
    # Every process, and each that a test starts, would else put every module into bytes anew.
    kept = {"PYTHONDONTWRITEBYTECODE": ""}
    no_screen, screen = ({"QT_QPA_PLATFORM": name, **kept} for name in ("offscreen", screen_platform()))
    if arguments:
        return call(python, "-m", "pytest", *arguments, folder=ROOT, extra=no_screen)
    # A file of tests stays with one process: its tests share what was made for them. There is one process
    # more than processors, as tests wait for disks and windows; by their number, the longest would come last.
    processes = str((os.cpu_count() or 1) + 1)
    side_by_side = ("-n", processes, "--dist", "loadfile", "--no-loadscope-reorder")
    # Types are checked on a processor that the screen leaves free.
    with ThreadPoolExecutor() as beside, quick_folder() as quick:
        types = beside.submit(call, python, "-m", "mypy", folder=ROOT)
        statuses = [
            call(python, "-m", "ruff", "check", ".", folder=ROOT),
            tested([*virtual_screen(), python, "-m", "pytest", "-m", "screen"], (), {**screen, **quick}),
            tested([python, "-m", "pytest", "-m", "not screen"], side_by_side, {**no_screen, **quick}),
            types.result(),
        ]
    return 1 if any(statuses) else 0


@contextmanager
def quick_folder() -> Iterator[dict[str, str]]:
    """Let tests write in memory where there is plenty, as most wait for a disk; else where they always do."""
    is_there = sys.platform == "linux" and os.access(MEMORY, os.W_OK)
    if not is_there or room_in_memory() < ROOM_IN_MEMORY:
        yield {}
        return
    with TemporaryDirectory(prefix="hssib-desk-tests-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        yield {"PYTEST_DEBUG_TEMPROOT": folder}


def room_in_memory() -> int:
    """Return how many bytes can be written in memory."""
    told = Path("/proc/meminfo").read_text("ascii").split()
    return min(shutil.disk_usage(MEMORY).free, 1024 * int(told[told.index("MemAvailable:") + 1]))


def tested(command: list[str | Path], beside: tuple[str, ...], extra: dict[str, str]) -> int:
    """Run tests; ask those that failed once more, one after the other: what fails twice is broken."""
    status = call(*command, *beside, folder=ROOT, extra=extra)
    if status != SOME_FAILED:
        return status
    print("The tests that failed are asked again, alone. What passes now is unsteady.", flush=True)
    failed = ("--last-failed", "--last-failed-no-failures", "none")
    return call(*command, *failed, folder=ROOT, extra=extra)


def build() -> int:
    """Package the program beside, and put it into dist when it is whole."""
    made, place = ROOT / "build" / "packaged", PACKAGED.parent
    for path in (PACKAGED, place / "HSSIB Desk.app"):
        refuse_to_replace_altered(path)
    need_system({**DRAWING, **X_WINDOW, **WAYLAND_WINDOW, **python_library()}, PACKAGING)
    python = install(development=True)
    words = ("--noconfirm", "--log-level", "ERROR", "--distpath", made, "build.spec")
    status = call(python, "-m", "PyInstaller", *words, folder=ROOT)
    if status:
        return status
    place.mkdir(exist_ok=True)
    for folder in sorted(made.iterdir()):
        if folder.suffix != ".app":  # there it would break the signature
            (folder / SUMS).write_text(checksums(folder), "utf-8")
        target = place / folder.name
        refuse_to_replace_altered(target)
        if target.exists():
            shutil.rmtree(target)
        folder.rename(target)
        print(f"Made {target}. Copy the whole folder to the computers that are to have it.")
    library, version = platform.libc_ver()
    if library == "glibc":
        print(f"It starts on Linux with the C library {version}, as here, or a newer one.")
    return 0


def refuse_to_replace_altered(folder: Path) -> None:
    """Stop before a packaged program goes that has somebody's files in it, or that somebody changed."""
    sums = folder / SUMS
    if not sums.is_file() or sums.read_text("utf-8") != checksums(folder):
        refuse_to_replace(folder)


def checksums(folder: Path) -> str:
    """Return every file of a folder with its SHA-256, as `sha256sum -c` reads it inside."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SUMS)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in paths
    )


def list_materials() -> int:
    """Write the software bill of materials (CycloneDX) of the program as it is installed on this system."""
    refuse_to_replace(MATERIALS)
    program = fresh_environment(ROOT / "build" / "sbom-program", ".")
    tool = fresh_environment(ROOT / "build" / "sbom-tool", SBOM_TOOL)
    MATERIALS.parent.mkdir(exist_ok=True)
    about = ("--pyproject", "pyproject.toml", "--output-reproducible", "-o", MATERIALS)
    status = call(tool, "-m", "cyclonedx_py", "environment", *about, program, folder=ROOT)
    print(f"{MATERIALS.relative_to(ROOT)} lists what the program is made of." if not status else "It failed.")
    return status


def audit() -> int:
    """Compare every pinned part with the known vulnerabilities; fail for one that has some.

    Where the service does not answer, or knows nothing of a part, that is said and is no failure.
    """
    parts = advisories()
    if not parts:
        print("Not compared with known vulnerabilities: the service that lists them does not answer here.")
        return 0
    compared = [part for part in parts if "vulns" in part]
    found = [(part, hole) for part in compared for hole in part["vulns"]]
    for part, hole in found:
        mended = ", ".join(hole.get("fix_versions", [])) or "no version yet"
        print(f"{part['name']} {part['version']}: {hole['id']}, mended in {mended}")
    print(
        f"{len(compared)} of {len(parts)} parts were compared with known vulnerabilities: "
        f"{len(found)} found. Of {len(parts) - len(compared)} the service knows nothing."
    )
    return 1 if found else 0


def advisories() -> list[dict[str, Any]]:
    """What the service says of each part; nothing where the tool cannot be had, or it does not answer."""
    options = ("--no-deps", "--disable-pip", "--progress-spinner", "off", "--desc", "off", "--format", "json")
    try:
        tool = fresh_environment(ROOT / "build" / "audit-tool", AUDIT_TOOL, quiet=True)
        words = [str(tool), "-m", "pip_audit", "-r", "constraints.txt", *options]
        asked = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
        return list(json.loads(asked.stdout)["dependencies"])
    except (CannotStart, subprocess.TimeoutExpired, ValueError, KeyError):
        return []


def fresh_environment(folder: Path, what: str, *, quiet: bool = False) -> Path:
    """Install one thing into an environment of its own, without pip in the list; return its Python."""
    must(sys.executable, "-m", "venv", "--clear", "--without-pip", folder)
    python = folder / PYTHON
    pip = (install(development=False), "-m", "pip", "--python", python, "-q", "--disable-pip-version-check")
    must(*pip, "install", *(["-qq"] if quiet else []), "-c", "constraints.txt", what, folder=ROOT)
    return python


def has_screen() -> bool:
    """Tell whether a window can be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def drawing_libraries(arguments: list[str], screen: bool) -> dict[str, str]:
    """Return the libraries that a window needs, where one is opened, or the program's test of one."""
    if arguments == ["self-test"]:
        return window_libraries()
    opens = not arguments or arguments[0].lower().endswith(".hssib") or Path(arguments[0]).is_file()
    return window_libraries() if screen and opens else {}


def screen_platform() -> str:
    """Return Qt's name for a real screen on this system."""
    return {"win32": "windows", "darwin": "cocoa"}.get(sys.platform, "xcb")


def virtual_screen() -> list[str]:
    """Return the command that gives another one a screen of its own, where there may be none."""
    return ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24"] if sys.platform == "linux" else []


def window_libraries() -> dict[str, str]:
    """Return the libraries of a window on the kind of screen in use."""
    wanted = dict(DRAWING)
    if os.environ.get("DISPLAY"):
        wanted.update(X_WINDOW)
    if os.environ.get("WAYLAND_DISPLAY"):
        wanted.update(WAYLAND_WINDOW)
    return wanted


def python_library() -> dict[str, str]:
    """Return the shared library of this Python, which goes into the package; Debian leaves it out."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    return {name: "libpython{}.{}".format(*sys.version_info)} if ".so" in name else {}


def need_system(libraries: dict[str, str], commands: dict[str, str] | None = None) -> None:
    """Install the system's libraries and commands that are missing, or say how to and stop."""
    if sys.platform != "linux":
        return
    commands = commands or {}
    missing = missing_parts(libraries, commands)
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise CannotStart(advice_without_apt(list(missing), libraries))
    apt_install(sorted(set(missing.values())))
    still = missing_parts(libraries, commands)
    if still:
        raise CannotStart(f"These are still missing after installing them: {', '.join(still)}.")


def missing_parts(libraries: dict[str, str], commands: dict[str, str]) -> dict[str, str]:
    """Return what cannot be loaded or found, with the package of each."""
    missing = {name: package for name, package in libraries.items() if not loads(name)}
    missing.update({name: package for name, package in commands.items() if not shutil.which(name)})
    if not STAMP.exists() and importlib.util.find_spec("ensurepip") is None:
        missing["ensurepip"] = "python{}.{}-venv".format(*sys.version_info)  # Debian leaves it out
    return missing


def loads(library: str) -> bool:
    """Tell whether the system has a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def advice_without_apt(missing: list[str], libraries: dict[str, str]) -> str:
    """Say what to install on a system that is neither Debian nor Ubuntu."""
    if shutil.which("dnf"):
        wanted = [f"'{name}()(64bit)'" if name in libraries else f"/usr/bin/{name}" for name in missing]
        return f"HSSIB Desk needs a few system libraries. Please run:\n  sudo dnf install {' '.join(wanted)}"
    return (
        "HSSIB Desk needs these, which this system lacks. "
        f"Please install the packages that bring them, then try again:\n  {' '.join(missing)}"
    )


def apt_install(packages: list[str]) -> None:
    """Install Debian or Ubuntu packages as root; otherwise print the command and stop."""
    if os.geteuid() != 0:
        raise CannotStart(
            "HSSIB Desk needs a few system packages. Please run this, then try again:\n"
            f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        )
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", extra=quiet)  # a stale list may still serve; the next line decides
    names = [current_name(package) for package in packages]
    must("apt-get", "install", "-y", "-qq", "--no-install-recommends", *names, extra=quiet)


def current_name(package: str) -> str:
    """Return the name a package has here: Ubuntu 24.04 and Debian 13 renamed some to …t64."""
    renamed = f"{package}t64"
    found = subprocess.run(["apt-cache", "show", renamed], capture_output=True, check=False)
    return renamed if found.returncode == 0 else package


def install(*, development: bool) -> Path:
    """Make .venv hold the program and what it needs; return its Python."""
    python = ENVIRONMENT / PYTHON
    if is_installed(development=development):
        return python
    with one_start_at_a_time():
        if is_installed(development=development):  # by the start that was waited for
            return python
        print("Installing what HSSIB Desk needs into .venv; this takes a minute or two, once.", flush=True)
        begin_environment(python)
        fetch(python, "setuptools")
        fetch(python, "--no-build-isolation", "-e", ".[dev]" if development else ".")
        kinds = (True, False) if development else (False,)
        STAMP.write_text("\n".join(stamp_text(development=kind) for kind in kinds), "utf-8")
        print("Installed.", flush=True)
    return python


def is_installed(*, development: bool) -> bool:
    """Tell whether .venv is whole, and of the requirements of today."""
    is_there = (ENVIRONMENT / PYTHON).exists() and STAMP.exists()
    return is_there and stamp_text(development=development) in STAMP.read_text("utf-8").splitlines()


def begin_environment(python: Path) -> None:
    """Make .venv ready for pip: anew where there is none, or where an earlier start was stopped."""
    is_ours = STAMP.exists()
    if not is_ours and ENVIRONMENT.is_dir() and any(ENVIRONMENT.iterdir()):
        if python.exists() and call(python, "-m", "pip", "--version", quiet=True) == 0:
            return  # somebody's own: it is used, and nothing in it is removed
        raise CannotStart(
            f"{ENVIRONMENT} is not whole, or not of this program. Move it away, then start again."
        )
    if is_ours and not (python.exists() and "program" in STAMP.read_text("utf-8")):
        for path in ENVIRONMENT.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path != STAMP:  # which says until the end whose this is
                path.unlink()
    ENVIRONMENT.mkdir(exist_ok=True)
    STAMP.write_text(UNFINISHED, "utf-8")
    if not python.exists():
        made = subprocess.run(
            [sys.executable, "-m", "venv", str(ENVIRONMENT)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise CannotStart(f"{ENVIRONMENT} could not be made. Python says:\n{made.stdout}{made.stderr}")


@contextmanager
def one_start_at_a_time() -> Iterator[None]:
    """Let one start after another change what is in this folder; who has to wait is told."""
    with (ROOT / ".venv.lock").open("a") as file:
        if not is_locked_for_us(file):
            print("Another start is setting up HSSIB Desk here; waiting for it.", flush=True)
            while not is_locked_for_us(file):
                time.sleep(0.2)
        yield


def is_locked_for_us(file: IO[str]) -> bool:
    """Try to lock a file until it is closed or this program ends."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a drive that knows no locks
    return True


def fetch(python: Path, *wanted: str) -> None:
    """Install something with pip, telling what it is at; where that fails, say why in words."""
    options = ("--no-input", "--retries", "1", "--timeout", str(PATIENCE), "--progress-bar", "off")
    words = (python, "-m", "pip", "install", "--disable-pip-version-check", *options)
    pip = subprocess.Popen(
        [*map(str, words), "-c", "constraints.txt", *wanted],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    said = []
    with pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.lstrip().startswith("Downloading ") and ".metadata" not in line:
                print(f"  {line.strip()}", flush=True)
            elif line.startswith("Installing collected packages"):
                print("  Putting them in place", flush=True)
    if pip.returncode:
        raise CannotStart(why_not_fetched("".join(said)))


def why_not_fetched(said: str) -> str:
    """Say what keeps pip from its packages, from what it said of each attempt."""
    for words, reason in REASONS:
        if any(word in said for word in words):
            return f"Could not install what HSSIB Desk needs: {reason}"
    is_missing = "No matching distribution" in said or "conflicting dependencies" in said
    reason = "the server of the packages refuses, or has not all of them. " if is_missing else ""
    told = ("WARNING: ", "ERROR: ")
    errors = [line for line in said.splitlines() if line.startswith(told)] or said.splitlines()[-5:]
    return "\n".join([f"Could not install what HSSIB Desk needs: {reason}pip says", *errors])


def stamp_text(*, development: bool) -> str:
    """Return a line that changes whenever the requirements, or the place they are installed for, do."""
    content = b"".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    digest = hashlib.sha256(content + bytes(ROOT)).hexdigest()
    return f"{'development' if development else 'program'} {digest}"


def must(*command: str | Path, folder: Path | None = None, extra: dict[str, str] | None = None) -> None:
    """Run a command that has to succeed."""
    if call(*command, folder=folder, extra=extra):
        raise CannotStart("That did not work: the lines above say why. Please put it right and start again.")


def call(
    *command: str | Path,
    folder: Path | None = None,
    extra: dict[str, str] | None = None,
    quiet: bool = False,
) -> int:
    """Run a command here or in a folder, with a few more environment variables; return its exit status."""
    environment = {**os.environ, **(extra or {})}
    words = [str(part) for part in command]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=quiet, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The whole job of the program with every way to a network shut; test_no_network runs it in a process."""

import socket
import sys
from pathlib import Path

# The name of this computer, for the lock file, is asked of the system and of nobody else.
HARMLESS = {"socket.gethostname"}
REACHED = []


def watch(event, arguments):
    """Refuse whatever would speak to a network, and remember it."""
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")) and event not in HARMLESS:
        REACHED.append((event, repr(arguments)[:200]))
        raise RuntimeError(f"a way to the network was tried: {event}")


class NoSocket(socket.socket):
    """Stands where the sockets were."""

    def __init__(self, *_arguments, **_named):
        REACHED.append(("socket", ""))
        raise RuntimeError("a socket was asked for")


def commands(folder, sample):
    """Make, import, check, back up and export from the command line."""
    from hssib_desk.cli import main

    book = str(folder / "job.hssib")
    for line in (
        ["new", book, "--organisation", "Oak House Trust (invented)"],
        ["import", book, str(sample)],
        ["export", "actions", book, str(folder / "log.xlsx")],
        ["export", "data", book, str(folder / "data.xlsx")],
        ["backup", book],
        ["demo", str(folder / "demo"), "--cases", "2"],
        ["form", "check", "forms/action.toml"],
    ):
        assert main(line) == 0, line
    return Path(book)


def fill_and_sign(path):
    """Answer every question of one case as text or choice, attach a file, and sign it."""
    from hssib_desk.domain.forms.library import load_library
    from hssib_desk.store.entries.attachments import read_content
    from hssib_desk.store.lists.queries import CaseQuery
    from hssib_desk.store.workbook import Workbook
    from tests.factories import by_hand, sample

    with Workbook.open(path, library=load_library(), actor="R. Reviewer") as book:
        case = book.case(book.lists.cases(CaseQuery())[0].id)
        for entry in (entry for entry in case.entries if not entry.form.repeat):
            book.save(entry.id, {field.key: sample(field) for field in by_hand(entry.form)})
            for field in (field for field in entry.form.fields if field.kind == "attachment"):
                book.attach(entry.id, field.key, read_content("a.txt", b"a letter", 100))
        book.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
        return case.ref


def window(path, ref):
    """Open the window, go to every place, and write the summary."""
    from PySide6.QtWidgets import QApplication

    from hssib_desk.cli import main
    from hssib_desk.store.lists.queries import CaseQuery
    from hssib_desk.ui import work
    from hssib_desk.ui.kit.theme import install_theme
    from hssib_desk.ui.window.window import MainWindow

    out = str(path.with_name("summary.pdf"))
    assert main(["export", "summary", str(path), ref, out]) == 0
    app = QApplication([])
    install_theme(app, "light")
    shown = MainWindow()
    shown.show()
    shown.open_workbook(path)
    for place in ("home", "cases", "actions", "learning", "settings", "backups", "check", "help"):
        shown.show_place(place)
        app.processEvents()
    shown.case(shown.session.workbook.lists.cases(CaseQuery())[0].id)
    shown.export("actions")
    work.finish_all()
    app.processEvents()
    assert not shown.grab().isNull()
    shown.close()


def inet_sockets():
    """The sockets of this process that are on a network, whoever opened them; Linux only."""
    own = {str(_behind(entry)) for entry in Path("/proc/self/fd").iterdir()}
    numbers = {name[8:-1] for name in own if name.startswith("socket:[")}
    lines = [
        line.split()
        for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
        if Path(f"/proc/self/net/{kind}").exists()
        for line in Path(f"/proc/self/net/{kind}").read_text("ascii").splitlines()[1:]
    ]
    return [line for line in lines if line[9] in numbers]


def _behind(entry):
    try:
        return entry.readlink()
    except OSError:  # it was open only while the folder was read
        return ""


def main():
    """Do it all in the folder named, with the caseload named."""
    folder, sample = Path(sys.argv[1]), Path(sys.argv[2])
    sys.addaudithook(watch)
    socket.socket = NoSocket
    socket.create_connection = socket.getaddrinfo = NoSocket
    path = commands(folder, sample)
    window(path, fill_and_sign(path))
    if sys.platform == "linux":
        assert inet_sockets() == []
        assert "Network" not in Path("/proc/self/maps").read_text("utf-8", "replace").replace(
            "networkinf", ""
        )
    assert not [name for name in sys.modules if name.endswith("QtNetwork")]
    assert REACHED == [], REACHED
    print("DONE")


if __name__ == "__main__":
    main()

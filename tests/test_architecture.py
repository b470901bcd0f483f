"""The shape of the program, read from its imports: which layer may know which, how long things may be."""

import ast
import json
import os
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from hssib_desk.domain.forms.kinds import KINDS
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.vocabulary import ROLES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "hssib_desk"
MODULES = sorted(PACKAGE.rglob("*.py"))

# What each layer may import of the program, and from elsewhere beside the standard library.
BASE = {"domain", "drives", "ownfiles", "resources", "__init__"}
EXPORT_LIBRARIES = set(
    "cryptography docx openpyxl PIL reportlab uharfbuzz lxml charset_normalizer msoffcrypto pypdf".split()
)
LAYERS = {
    "domain": (BASE, {"nhs_number", "holidays"}),
    "store": (BASE | {"store"}, {"cryptography", "platformdirs", "sqlalchemy", "sqlcipher3", "zxcvbn"}),
    "export": (BASE | {"export"}, EXPORT_LIBRARIES),
    "practice_copies": (BASE, set()),
    "practice": (BASE | {"store", "practice_copies"}, set()),
    "export_list": (BASE | {"store", "export", "export_list"}, set()),
    "cli": (BASE | {"store", "export", "export_list", "practice", "cli", "ui"}, set()),
    "ui": (
        BASE | {"store", "export", "export_list", "practice", "ui"},
        {"PySide6", "shiboken6", "platformdirs", "hunspell"},
    ),
    "drives": ({"ownfiles"}, set()),
    "ownfiles": (set(), {"platformdirs"}),
    "resources": (set(), set()),
    "__init__": (set(), set()),
    "__main__": ({"cli"}, set()),
}
# The commands that open a window, or show one for a moment.
WINDOW_COMMANDS = {"cli/__init__.py", "cli/selftest.py"}


# Keys of fields that are words of ordinary code too, so that a text equal to one says nothing.
ORDINARY = {"concern", "conclusion", "processes"}


def layer_of(path):
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports_of(path):
    """Every module that a file imports, as (line, dotted name); from-imports with each name appended."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def inside(name):
    """The layer that an import of the program itself reaches; names of the package itself are its root."""
    parts = name.split(".")
    there = (PACKAGE / parts[1]).is_dir() or (PACKAGE / f"{parts[1]}.py").is_file() if parts[1:] else False
    return parts[1] if there else "__init__"


def test_every_layer_is_known():
    assert {layer_of(path) for path in MODULES} <= set(LAYERS)


def test_layers_import_only_what_is_below_them():
    wrong = []
    for path in MODULES:
        own, foreign = LAYERS[layer_of(path)]
        for line, name in imports_of(path):
            top = name.split(".")[0]
            allowed = inside(name) in own if top == "hssib_desk" else top in foreign | sys.stdlib_module_names
            if not allowed:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def module_of(name, modules):
    """The module that a dotted name is, or is a part of; None for what is not ours."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None


def test_no_import_leads_back_to_where_it_began():
    """Imports inside functions and those for types alone count: what they hide is a circle all the same."""
    files = [*MODULES, *(ROOT / "benchmarks").glob("*.py")]
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in files
    }
    known = {
        own: {module_of(name, modules) for _, name in imports_of(path)} - {own, None}
        for own, path in modules.items()
    }
    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_only_the_commands_that_open_a_window_know_the_window():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        for _, name in imports_of(path)
        if layer_of(path) == "cli" and name.startswith("hssib_desk.ui")
    }
    assert found <= WINDOW_COMMANDS


def test_no_key_of_a_field_is_typed_in_python():
    keys = {field.key for form in load_library().forms.values() for field in form.fields}
    keys -= ROLES | ORDINARY
    typed = [
        f"{path.relative_to(ROOT)}:{node.lineno} types “{node.value}”; give the field a role"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in keys
    ]
    assert not typed, "\n".join(typed)


# They handle workbooks as files, before or beside the store's own questions, and speak with SQLite itself.
OF_FILES = (
    "backups.py", "connect.py", "opening.py", "passphrase/", "recovery/", "retention/disposal.py",
    "retention/erasing.py", "retention/purge.py", "schema/", "verify/check.py", "verify/checkpoints.py",
    "verify/value_check.py", "workcopy/",
)  # fmt: skip
OF_ONE_DATABASE = {"exec_driver_sql", "literal_column", "dialects", "julianday", "op", "text"}
SQL = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|VACUUM|BEGIN|COMMIT|ROLLBACK|LOCK|ATTACH)\b"
)


def sql_in(path):
    """Where a module writes SQL itself, or takes what makes SQLAlchemy speak as one database does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            yield f"{path.relative_to(ROOT)}:{node.lineno} writes “{node.value.strip()[:40]}”"
        if isinstance(node, ast.Attribute) and node.attr in OF_ONE_DATABASE - {"text"}:
            yield f"{path.relative_to(ROOT)}:{node.lineno} uses {node.attr}"
    for line, name in imports_of(path):
        if name.startswith("sqlalchemy.") and OF_ONE_DATABASE & set(name.split(".")):
            yield f"{path.relative_to(ROOT)}:{line} imports {name}"


def test_what_one_database_understands_stands_in_one_module():
    store = PACKAGE / "store"
    others = [path for path in MODULES if path.is_relative_to(store) and path != store / "sql.py"]
    others = [path for path in others if not path.relative_to(store).as_posix().startswith(OF_FILES)]
    found = [line for path in others for line in sql_in(path)]
    assert not found, "\n".join([*found, "Say it in store/sql.py, or with SQLAlchemy."])
    assert all(any(sql_in(store / place)) for place in OF_FILES if place.endswith(".py"))


def test_no_kind_of_a_question_is_told_by_its_word():
    """What a kind is stands in the table of kinds; elsewhere a property of it is asked for."""
    told = [
        f"{path.relative_to(ROOT)}:{node.lineno} compares with {ast.unparse(node)}"
        for path in MODULES
        if "kit" not in path.parts  # buttons have kinds of their own
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare)
        and getattr(node.left, "attr", "") == "kind"
        and any(isinstance(part, ast.Constant) and part.value in KINDS for part in ast.walk(node))
    ]
    assert not told, "\n".join(told)


# Each was measured or known to stall the window, to lose typed words or to open a door.
NEVER = {
    "QSortFilterProxyModel": "sorts 100,000 rows in Python for ten seconds; sort in SQL",
    "resizeColumnsToContents": "measures every row; give columns a width",
    "processEvents": "lets a key in where nobody expects one",
    "add_all": "is 35 times slower than one insert of all rows",
    "pickle": "runs what a file tells it to",
    "eval": "runs what a text tells it to",
}


def test_ways_that_proved_bad_are_not_taken():
    taken = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {name} {NEVER[name]}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", ""))
        if isinstance(name, str) and name in NEVER
    ]
    assert not taken, "\n".join(taken)


def test_every_connection_is_closed():
    """A connection's own `with` ends a transaction and leaves it open, which Python 3.13 warns of."""
    left_open = [
        f"{path.relative_to(ROOT)}:{node.context_expr.lineno}"
        for path in [*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.withitem) and ast.unparse(node.context_expr).startswith("sqlite3.connect(")
    ]
    assert not left_open, "\n".join(left_open)


def loaded_by(code, *packages):
    """Which of some packages a fresh interpreter has loaded after running code."""
    tail = f"\nimport json, sys\nprint(json.dumps([p for p in {packages!r} if p in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", code + tail],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


HEAVY = (
    "sqlalchemy",
    "sqlcipher3",
    "zxcvbn",
    "openpyxl",
    "reportlab",
    "lxml",
    "uharfbuzz",
    "holidays",
    "hunspell",
)
FIRST_WINDOW = """
from PySide6.QtWidgets import QApplication
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.window.window import MainWindow
app = QApplication([])
install_theme(app)
window = MainWindow()
window.show()
app.processEvents()
assert not window.grab().isNull()
"""


def test_first_window_is_painted_before_anything_heavy_is_loaded():
    assert loaded_by(FIRST_WINDOW, *HEAVY) == []


def test_first_window_is_painted_without_what_only_a_workbook_needs():
    late = (
        "platformdirs",
        "hssib_desk.ui.window.frame",
        "hssib_desk.ui.kit.shell",
        "hssib_desk.ui.kit.fields.editor_text",
    )
    assert loaded_by(FIRST_WINDOW, *late) == []


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["demo", "--help"],
        ["form", "check", "forms/action.toml"],
        ["form", "describe"],
    ],
    ids=" ".join,
)
def test_commands_that_need_no_window_and_no_workbook_load_neither(words):
    code = f"from hssib_desk.cli import main\nassert main({words!r}) == 0"
    late = ("PySide6", "sqlalchemy", "openpyxl", "reportlab", "hssib_desk.export_list")
    assert loaded_by(code, *late) == []


def test_exports_and_checks_need_no_window(tmp_path):
    book, out = str(tmp_path / "a.hssib"), str(tmp_path / "a.xlsx")
    code = f"""from hssib_desk.cli import main
assert main(["new", {book!r}]) == 0
assert main(["export", "actions", {book!r}, {out!r}]) == 0
assert main(["backup", {book!r}]) == 0
assert main(["check", {book!r}]) == 0"""
    assert loaded_by(code, "PySide6") == []

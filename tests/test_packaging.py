"""What `build.spec` puts into the packaged program, without building it."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def recipe():
    """The functions of the recipe, before it builds anything."""
    text = (ROOT / "build.spec").read_text("utf-8").split("\nanalysis = ")[0]
    names = {"SPECPATH": str(ROOT)}
    exec(compile(text, "build.spec", "exec"), names)
    return names


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bring their libraries themselves")
def test_two_modules_of_one_file_name_both_keep_their_libraries(recipe):
    """Python and SQLCipher both have a module `_sqlite3`, and each asks for another library."""
    asks = {
        "/python/_sqlite3.so": ["libsqlite3.so.0"],
        "/wheel/_sqlite3.so": ["libcrypto.so.3"],
        "/lib/libcrypto.so.3": ["libz.so.1"],
    }
    recipe["get_imports"] = lambda source: {(name, None) for name in asks.get(source, [])}
    binaries = [
        ("lib-dynload/_sqlite3.so", "/python/_sqlite3.so", "EXTENSION"),
        ("sqlcipher3/_sqlite3.so", "/wheel/_sqlite3.so", "EXTENSION"),
        *((name, f"/lib/{name}", "BINARY") for name in ("libsqlite3.so.0", "libcrypto.so.3", "libz.so.1")),
        ("libz.so.1", "lib/libz.so.1", "SYMLINK"),
        ("liborphan.so.1", "/lib/liborphan.so.1", "BINARY"),
    ]
    assert recipe["without_orphans"](binaries) == binaries[:-1]
    assert recipe["without_orphans"](binaries[::-1]) == binaries[-2::-1]


def test_the_packaged_program_never_says_how_it_is_started_from_its_source():
    said = [
        str(path.relative_to(ROOT))
        for folder in ("hssib_desk", "forms", "resources")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".toml", ".qss") and "start.py" in path.read_text("utf-8")
    ]
    assert said == []

"""The forms, fonts and icons are found from the source tree, a wheel and the packaged program."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QIcon, QRawFont
from PySide6.QtWidgets import QLabel

from hssib_desk import resources

TOP = Path(__file__).parents[1]
NEEDED_TO_BUILD = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "hssib_desk", "forms", "resources")
NAMES = {
    "Welsh": "Siân Llŷr Ŵyn",
    "Polish": "Zażółć Gęślą",
    "Vietnamese": "Nguyễn Thị Hạnh",
    "Greek": "Ελένη Παπαδοπούλου",
    "Ukrainian": "Олена Ґонта",
    "Urdu": "بشریٰ ڈار گیلانی",
    "Bengali": "সুমনা চৌধুরী",
    "Hindi": "सीता शर्मा",
    "Gujarati": "મીના પટેલ",
    "Punjabi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Tamil": "மீனா குமார்",
    "Amharic": "ሰላም ተስፋዬ",
    "Hebrew": "שרה כהן",
    "Sinhala": "නිමල් පෙරේරා",
    "Thai": "สมชาย ใจดี",
    "signs": "✓ ⚠ ≥ → ● ▲ – ‘’",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from a copy, so that the build leaves nothing behind in the source tree."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for name in NEEDED_TO_BUILD:
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    pip("wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", out, copy)
    return next(out.glob("*.whl"))


def pip(*arguments):
    """Run pip quietly, and show what it said when it fails."""
    command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def files_under(folder):
    """The relative names of all files in a folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in files}


def test_source_tree_is_used_where_it_stands(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert resources.forms_dir() == TOP / "forms"
    assert resources.resource("icons/house.svg") == TOP / "resources" / "icons" / "house.svg"


def test_wheel_holds_every_module_form_and_resource(wheel):
    packed = set(zipfile.ZipFile(wheel).namelist())
    modules = {f"hssib_desk/{name}" for name in files_under(TOP / "hssib_desk")}
    assert not modules - packed, "name the new package in pyproject.toml, [tool.setuptools] packages"
    for folder in ("forms", "resources"):
        expected = {f"hssib_desk/_data/{folder}/{name}" for name in files_under(TOP / folder)}
        assert not expected - packed


def test_installed_wheel_finds_its_own_copy(wheel, tmp_path):
    target = tmp_path / "in stalled"
    pip("install", "--no-deps", "--target", target, wheel)
    code = (
        "import json; from hssib_desk.resources import forms_dir, resource;"
        "print(json.dumps([str(forms_dir()), str(resource('fonts/Inter-Regular.ttf'))]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(target)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    forms, font = map(Path, json.loads(done.stdout))
    assert forms == target / "hssib_desk" / "_data" / "forms"
    assert files_under(forms) == files_under(TOP / "forms")
    assert font.read_bytes() == (TOP / "resources/fonts/Inter-Regular.ttf").read_bytes()


def test_packaged_program_looks_in_its_bundle(monkeypatch, tmp_path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "style.qss").write_text("")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.forms_dir() == tmp_path / "forms"
    assert resources.resource("style.qss") == tmp_path / "resources" / "style.qss"


def test_missing_part_is_named_in_a_sentence():
    with pytest.raises(FileNotFoundError, match=r"missing: .*no-such\.svg\. Please install"):
        resources.resource("icons/no-such.svg")


def test_fonts_and_icons_carry_their_licences():
    assert "SIL OPEN FONT LICENSE" in resources.resource("fonts/OFL-Inter.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in resources.resource("fonts/OFL-NotoSans.txt").read_text("utf-8")
    assert resources.resource("icons/LICENSE.txt").read_text("utf-8").startswith("ISC License")
    assert "Apache License" in resources.resource("fonts/Apache-DroidSansFallback.txt").read_text("utf-8")
    families = {font.stem.split("-")[0] for font in resources.resource("fonts").glob("*.ttf")}
    assert {name for name in families if not name.startswith("NotoSans")} == {"Inter", "DroidSansFallback"}


def test_fonts_stay_small():
    assert sum(font.stat().st_size for font in resources.resource("fonts").glob("*.ttf")) < 9_000_000


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES.keys())
def test_every_name_has_its_letters_in_a_bundled_font(qapp, text):
    fonts = [QRawFont(str(path), 14) for path in sorted(resources.resource("fonts").glob("*.ttf"))]
    lacking = [letter for letter in text if not any(font.supportsCharacter(ord(letter)) for font in fonts)]
    assert not lacking


def test_each_weight_of_inter_is_its_own_font(qapp):
    names = ("Regular", "Medium", "SemiBold", "Bold")
    for name in names:
        assert QFontDatabase.addApplicationFont(str(resources.resource(f"fonts/Inter-{name}.ttf"))) >= 0
    weights = (QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold, QFont.Weight.Bold)
    drawn = [QRawFont.fromFont(QFont("Inter", 14, weight)) for weight in weights]
    assert [font.familyName() for font in drawn] == ["Inter"] * 4
    assert [font.weight() for font in drawn] == [weight.value for weight in weights]


@pytest.mark.parametrize("path", sorted(TOP.glob("resources/icons/*.svg")), ids=lambda path: path.stem)
def test_icon_takes_the_colour_of_the_text(qapp, path):
    assert 'stroke="currentColor"' in path.read_text("utf-8")
    assert not QIcon(str(path)).pixmap(20, 20).isNull()


@pytest.mark.parametrize("name", ["app.svg", "app.png", "app.ico"])
def test_program_icon_is_blue_with_a_white_mark(qapp, name):
    picture = QIcon(str(resources.resource(name))).pixmap(64, 64).toImage()
    assert (picture.pixelColor(4, 32).name(), picture.pixelColor(18, 28).name()) == ("#005eb8", "#ffffff")


@pytest.mark.parametrize("name", ["app.ico", "app.icns"])
def test_program_icon_comes_in_every_size(name):
    with Image.open(resources.resource(name)) as picture:
        assert {32, 128, 256} <= {size[0] for size in picture.info["sizes"]}


@pytest.mark.screen
def test_bundled_font_is_drawn_on_a_real_screen(qtbot):
    assert QFontDatabase.addApplicationFont(str(resources.resource("fonts/Inter-Regular.ttf"))) >= 0
    label = QLabel("Review a death fairly")
    label.setFont(QFont("Inter", 14))
    qtbot.addWidget(label)
    with qtbot.waitExposed(label):
        label.show()
    assert QFontInfo(label.font()).family() == "Inter"

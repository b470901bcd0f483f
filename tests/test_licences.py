"""Every licence text of what is packaged: `build.spec` finds them in the wheels and beside them."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Libraries of others inside a wheel whose own licence text does not hold theirs, by words of their licence.
INSIDE = {
    "chunspell-next": ["GNU LESSER GENERAL PUBLIC LICENSE", "shall be included"],
    "cffi": ["part of cffi", "shall be included"],
    "cryptography": ["OpenSSL Project Authors", "rust-openssl", "rust-asn1", "Apache License"],
    "lxml": ["Jean-loup Gailly", "GNU LESSER GENERAL PUBLIC LICENSE"],
    "pillow": ["libjpeg", "freetype".upper()],
    "pyside6-essentials": ["GNU LESSER GENERAL PUBLIC LICENSE", "Unicode"],
    "sqlcipher3": ["ZETETIC", "OpenSSL Project Authors"],
    "uharfbuzz": ["Behdad Esfahbod", "Unicode, Inc"],
}


@pytest.fixture(scope="module")
def packaged():
    """What the recipe puts under licences/, as the text of each folder; nothing is built."""
    recipe = (ROOT / "build.spec").read_text("utf-8").split("\nanalysis = ")[0]
    names = {"SPECPATH": str(ROOT)}
    exec(compile(recipe, "build.spec", "exec"), names)
    folders = {}
    for path, folder in names["licences"]():
        text = Path(path).read_text("utf-8", errors="replace")
        assert text.strip(), path
        folders.setdefault(folder.removeprefix("licences/"), []).append(text)
    return folders


def test_every_part_that_is_packaged_has_its_licence(packaged):
    wanted = {
        "hssib-desk",
        "python",
        "fonts",
        "icons",
        "dictionary",
        "pyinstaller",
        "sqlalchemy",
        "reportlab",
    }
    assert wanted | set(INSIDE) <= set(packaged)
    assert all(len(texts) > 1 for part, texts in packaged.items() if part in INSIDE)


@pytest.mark.skipif(sys.platform != "linux", reason="the wheels of other systems hold other libraries")
@pytest.mark.parametrize("part", INSIDE)
def test_libraries_inside_a_wheel_have_theirs_too(packaged, part):
    text = "\n".join(packaged[part])
    assert [words for words in INSIDE[part] if words not in text] == []

"""Names that others decide stand in one file each: of the product, and of the bodies that forms speak of."""

import re
import tokenize
from pathlib import Path

import pytest

import hssib_desk
from hssib_desk.domain.forms.bodies import bodies, with_names
from hssib_desk.domain.forms.library import load_library
from hssib_desk.resources import forms_dir, product

PROGRAM = Path(hssib_desk.__file__).parent
NAMED = [key for key in bodies() if key != "hssib"]  # reports keep the name of whoever wrote them


def strings_of(path):
    """The texts of a module, without its documentation."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.STRING and not token.string.startswith(('"""', 'r"""')):
                yield token.string


def test_the_name_of_the_product_is_written_nowhere_else():
    assert not [path for path in PROGRAM.rglob("*.py") if any(product() in text for text in strings_of(path))]


@pytest.mark.parametrize("key", NAMED)
def test_no_form_writes_the_name_of_a_body_itself(key):
    body = bodies()[key]
    name = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in {body.name, body.short}))
    for path in (*forms_dir().glob("*.toml"), *forms_dir().glob("lists/*.toml")):
        if path.name not in ("names.toml", "sources.toml"):
            said = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
            assert not [line for line in said if name.search(line)], path.name


def test_forms_are_read_with_the_names_in_their_places():
    form = load_library().forms["decisions"]
    cqc = bodies()["cqc"]
    assert form.by_key["cqc_told"].label == f"{cqc.name} told on"
    assert not re.findall(r"\{[a-z_]+(?:\.name)?\}", form.text)
    assert with_names({"a": ["{cqc} {days} {nobody.name}"]}) == {
        "a": [f"{cqc.short} {{days}} {{nobody.name}}"]
    }

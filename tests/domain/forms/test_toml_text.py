"""Definition tables written as TOML and read back."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from hssib_desk import resources
from hssib_desk.domain.forms.library import read_toml
from hssib_desk.domain.forms.toml_text import toml_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = (
    TEXTS | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
)
KEYS = TEXTS | st.sampled_from(["key", "section", "field", "choice", "show_if", "any"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_table_is_read_back_as_it_was(table):
    assert tomllib.loads(toml_text(table)) == table


@given(st.lists(st.text(), max_size=3))
def test_comments_never_become_part_of_the_table(comments):
    assert tomllib.loads(toml_text({"key": "a"}, comments)) == {"key": "a"}


def test_shipped_forms_are_read_back_as_they_were():
    for path in sorted(resources.forms_dir().rglob("*.toml")):
        table = read_toml(path)
        assert tomllib.loads(toml_text(table)) == table, path.name


def test_sections_and_fields_are_tables_and_rules_stand_in_one_line():
    table = {
        "section": [{"key": "a", "field": [{"key": "b", "show_if": {"field": "c", "is": ["yes"]}}]}],
        "title": "T",
    }
    assert toml_text(table, ["Made by hand"]) == (
        '# Made by hand\n\ntitle = "T"\n\n[[section]]\nkey = "a"\n\n[[section.field]]\nkey = "b"\n'
        'show_if = { field = "c", is = ["yes"] }\n'
    )

"""A local pack: its own pages beside the shipped ones, none of which it touches."""

import pytest

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.pack import MOST_LETTERS, read_pack, with_packs
from hssib_desk.domain.parts.standing import standings
from tests.factories import make_case
from tests.packs import ABOUT, PLACES, VISIT, pack_folder


@pytest.fixture
def library():
    return load_library()


def test_a_pack_puts_its_pages_beside_the_shipped_ones(tmp_path, library):
    pack = read_pack(pack_folder(tmp_path), library)
    both = with_packs(library, [pack])
    keys = [page.key for page in both.outline.pages]
    shipped = [page.key for page in library.outline.pages]
    after = shipped.index("person") + 1
    assert keys == [*shipped[:after], "oak.falls", *shipped[after:], "oak_visit"]
    assert list(both.forms)[-2:] == ["oak", "oak_visit"]
    assert all(both.forms[key] is form for key, form in library.forms.items())
    assert "oak_places" in both.lists
    assert "oak" not in library.forms


def test_every_question_of_a_pack_says_that_it_is_local(tmp_path, library):
    pack = read_pack(pack_folder(tmp_path), library)
    sources = {field.key: field.source for field in pack.fields}
    assert sources["fell"] == "local: Oak House additions"
    assert sources["who"] == "local: Oak House additions (S24)"
    places = with_packs(library, [pack]).lists["oak_places"]
    assert places.source == "local: Oak House additions"


def test_the_files_are_all_that_is_needed_to_read_it_again(tmp_path, library):
    from hssib_desk.domain.forms.pack import pack_from_files

    pack = read_pack(pack_folder(tmp_path), library)
    again = pack_from_files(pack.files, library)
    assert {key: form.text for key, form in again.forms.items()} == {
        key: form.text for key, form in pack.forms.items()
    }


def test_a_question_may_wait_for_a_shipped_one(tmp_path, library):
    form = library.form_with_role("date_of_death", repeat=False)
    key = form.role("date_of_death").key
    about = ABOUT.replace('field = "fell", is = ["yes"]', f'field = "{form.key}.{key}", filled = true')
    assert read_pack(pack_folder(tmp_path, about=about), library)


CHAPLAIN = """
[[part]]
key = "oak_chaplain"
label = "Chaplain"
declaration = "What was asked of us in faith is recorded."
needed = [{ level = "full", when = { field = "oak.fell", is = ["yes"] } }]
"""


def test_a_pack_may_add_a_part_of_a_review_and_give_its_pages_to_one(tmp_path, library):
    whose = ABOUT.replace('after = "person"', 'after = "person"\npart = "oak_chaplain"')
    whose = whose.replace('form = "oak_visit"', 'form = "oak_visit"\npart = "safety"')
    both = with_packs(library, [read_pack(pack_folder(tmp_path, about=whose + CHAPLAIN), library)])
    assert [part.key for part in both.parts] == [*(part.key for part in library.parts), "oak_chaplain"]
    assert both.part_of("oak", "falls", "fell") == "oak_chaplain" and both.part_of("oak_visit") == "safety"
    death = {"person": {"date_of_death": "2025-10-19"}}
    cases = [make_case(answers={**death, "oak": {"fell": fell}}, library=both) for fell in ("yes", "no")]
    assert [len(standings(case)) for case in cases] == [4, 3]


BROKEN = [
    ({"about": None}, "no pack.toml"),
    ({"about": "key ="}, "pack.toml: this is not a valid TOML file"),
    ({"about": ABOUT.replace('key = "oak"', 'key = "person"', 1)}, "cannot be used"),
    ({"about": ABOUT.replace('key = "oak"', 'key = "Oak House"', 1)}, "cannot be used"),
    ({"about": 'key = "oak"\ntitle = "Oak"\n', "visit": None}, "asks nothing"),
    ({"about": ABOUT.replace("after = ", "afterwards = ")}, "“afterwards” is not known here"),
    (
        {"about": ABOUT.replace('after = "person"', 'after = "nowhere"')},
        "is no page; use one of: screening.screen, person",
    ),
    ({"about": ABOUT.replace("oak_places", "places")}, "there is no list called “places”"),
    ({"about": ABOUT.replace('kind = "yes_no"', 'kind = "yes_no"\nrole = "ward"')}, "shipped forms"),
    ({"about": ABOUT.replace('form = "oak_visit"', 'form = "oak_walk"')}, "no form “oak_walk”"),
    ({"about": ABOUT.replace('field = "fell"', 'field = "person.fell"')}, "asks once per case"),
    ({"visit": VISIT.replace('letter = "V"', 'letter = "P"')}, "take another one"),
    ({"visit": VISIT.replace('"oak_visit"', '"visit"')}, "give file and form the same name"),
    ({"visit": VISIT.replace('role = "title"', 'role = "owner"')}, "use one of: answer, detail"),
    ({"places": PLACES.replace('code = "stairs"', 'code = "lounge"')}, "is there twice"),
    ({"about": ABOUT + CHAPLAIN.replace("oak_chaplain", "chaplain")}, "call the part oak_chaplain"),
    ({"about": ABOUT.replace('after = "person"', 'part = "oak_porter"')}, "is no part; use one of"),
    ({"places": PLACES + "#" * MOST_LETTERS}, "too large"),
]


@pytest.mark.parametrize(("replaced", "sentence"), BROKEN, ids=[sentence for _, sentence in BROKEN])
def test_a_broken_pack_gets_a_sentence(tmp_path, library, replaced, sentence):
    with pytest.raises(FormError, match=sentence.replace("(", r"\(")):
        read_pack(pack_folder(tmp_path, **replaced), library)


def test_a_pack_carries_its_key_on_every_file_and_touches_no_shipped_one(tmp_path, library):
    folder = pack_folder(tmp_path)
    (folder / "person.toml").write_text(VISIT, "utf-8")
    with pytest.raises(FormError, match="not to be touched"):
        read_pack(folder, library)
    (folder / "person.toml").rename(folder / "walk.toml")
    with pytest.raises(FormError, match="oak_walk"):
        read_pack(folder, library)


def test_a_file_that_is_no_text_gets_a_sentence(tmp_path, library):
    (pack_folder(tmp_path) / "oak_visit.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(FormError, match="UTF-8"):
        read_pack(tmp_path, library)

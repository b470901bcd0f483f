"""Which column answers which question: names, cells, the choice of a person, and saved maps."""

import json

import pytest

from hssib_desk.domain.caseload.plan import (
    MapError,
    Row,
    import_names,
    map_from_json,
    map_to_json,
    suggest_mapping,
)
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library
from tests.domain.caseloads import DATA, planned


@pytest.fixture(scope="module")
def library():
    return load_library()


@pytest.fixture(scope="module")
def sample():
    return planned(DATA / "deaths-report.csv")


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("ID", "local_number"),
        ("DATIX-ID", "local_number"),
        ("nhs_number", "nhs_number"),
        ("DoD", "date_of_death"),
        ("Disch Dt", "discharge_date"),
        ("Discharge Date (Hospital Provider Spell)", "discharge_date"),
        ("Patient date of birth", "date_of_birth"),
        ("MHA", "legal_status"),
        ("Team type", "person.team_type"),
        ("Time of death", "person.time_of_death"),
        ("Date of death reported", None),
        ("Next of kin name", None),
        ("Shoe size", None),
    ],
)
def test_column_names_are_recognised(library, column, target):
    found = suggest_mapping([column], library).columns
    assert found == ({target: 0} if target else {})


def test_cells_decide_where_a_name_leaves_a_doubt(library):
    types = [Row(2, ("Adult acute",))]
    assert suggest_mapping(["Unit"], library, types).columns == {"ward_type": 0}
    assert suggest_mapping(["Unit"], library, [Row(2, ("Willow",))]).columns == {"ward": 0}


def test_column_of_dates_without_a_date_gives_way(library):
    assert suggest_mapping(["Died", "DOD"], library, [Row(2, ("Yes", "1/2/2025"))]).columns == {
        "date_of_death": 1
    }


def test_every_question_has_one_column(library):
    found = suggest_mapping(["Died", "Date of death", "Ward", "Ward name"], library)
    assert found.columns == {"ward": 2, "date_of_death": 1}
    assert found.notes == (0, 3)


def test_choice_of_a_column_moves_it(library):
    mapping = suggest_mapping(["ID", "Ref", "Died"], library)
    changed = mapping.choose("local_number", 1)
    assert (changed.columns["local_number"], changed.notes) == (1, ())
    assert changed.unread(3) == (0,)
    assert changed.choose("local_number", None).unread(3) == (0, 1)


def test_saved_map_is_read_back(library, sample):
    text = map_to_json(sample.columns, sample.table.columns)
    assert json.loads(text)["date_of_death"] == "Date of death"
    assert map_from_json(text, sample.table.columns, library) == sample.columns
    kept = suggest_mapping(["ID", "Died", "Handler"], library)
    assert map_from_json(
        map_to_json(kept, ["ID", "Died", "Handler"]), ["handler", "id", "DIED"], library
    ).notes == (0,)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a JSON file"),
        ("[]", "should look like"),
        ('{"shoe_size": "ID"}', "which no form asks"),
        ('{"local_number": "Gone"}', "names the column “Gone”, and the file has “ID”, “Died”"),
        ('{"local_number": 3}', "names the column “3”"),
        ('{"local_number": "ID", "kept_in_notes": "Died"}', "should be a list"),
    ],
)
def test_map_that_does_not_fit_is_refused_in_a_sentence(library, text, says):
    with pytest.raises(MapError, match=says):
        map_from_json(text, ["ID", "Died"], library)


def test_known_names_speak_of_questions_that_are_asked(library):
    names = import_names(library)
    assert set(names.preview) <= set(names.targets)
    place = names.targets["place_of_death"].field.options
    assert names.always_inpatient <= set(place.by_code)
    for key, target in names.targets.items():
        assert key in (target.field.role, f"{target.form.key}.{target.field.key}")


def test_no_two_questions_claim_the_same_name(library):
    claimed: dict[str, str] = {}
    for key, target in import_names(library).targets.items():
        for name in target.names:
            other = claimed.setdefault(name.casefold(), key)
            assert other == key or name in ("Unit", "Deceased"), f"“{name}” is claimed by {other} and {key}"


def test_name_for_an_unknown_role_is_refused(library, tmp_path):
    path = tmp_path / "import.toml"
    path.write_text('[[column]]\nrole = "shoe_size"\nnames = ["Shoe size"]\n')
    with pytest.raises(FormError, match="shoe_size"):
        import_names(library, path)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_map_nested_without_end_is_said_in_a_sentence(text, library):
    with pytest.raises(MapError, match="not a JSON file"):
        map_from_json(text, ["ID"], library)


def test_map_of_another_kind_is_said_in_few_words(library):
    with pytest.raises(MapError) as said:
        map_from_json('{"resourceType": "Questionnaire"}', ["ID"], library)
    assert len(str(said.value)) < 400
    assert "more" in str(said.value)

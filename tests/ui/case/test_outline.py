"""The outline of a case: a page that is not asked says when it would be."""

from hssib_desk.domain.forms.library import load_library
from hssib_desk.ui.case.outline import why_not_asked
from tests.factories import make_case


def test_a_page_that_is_not_asked_says_when_it_would_be():
    library = load_library()
    pages = {page.form: page for page in library.outline.pages if page.form}
    manner = library.forms["person"].by_key["died_manner"]
    said = why_not_asked(make_case(), pages["suicide"])
    assert said.startswith("Not asked in this case, as the answers stand. It is asked when ")
    assert manner.label in said
    assert manner.options.label("suicide") in said
    assert "“setting” is discharged" in why_not_asked(make_case(), pages["leaving"])
    assert why_not_asked(make_case(), pages["why"]) == "Not asked in this case, as the answers stand."

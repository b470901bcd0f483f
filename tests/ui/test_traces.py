"""Who a case is about stands in the workbook and nowhere else on the computer that it was read on."""

from hssib_desk.domain.review.case_file import AUDIENCES
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.export_list.order import Order
from hssib_desk.store.lists.queries import CaseQuery
from tests.factories import TODAY
from tests.ui.conftest import named

# As `conftest.fill` wrote them; the names are looked for in any capitals.
PERSON = ("featherstone", "9990000018", "999 000 0018", "h20931", "kept bees")


def test_looking_at_a_case_and_searching_leaves_no_name_on_the_computer(qtbot, window, own_home):
    case = window.session.workbook.lists.cases(CaseQuery(sort="ref", descending=False), 0, 1)[0]
    form = window.session.library.form_with_role("pen_portrait")
    field, titles = form.role("pen_portrait").key, []
    for go in (
        window.home,
        window.cases,
        lambda: window.case(case.id),
        lambda: window.search("Featherstone"),
        window.learning,
        lambda: window.export("summary", case.id),
        lambda: window.case(case.id, form.key, field),
    ):
        go()
        titles.append(window.windowTitle())
    editor = named(window, field)
    qtbot.keyClicks(editor, "Featherstone sang. ")
    window.close()
    kept = [path for path in own_home.rglob("*") if path.is_file()]
    assert kept, "the program remembers its settings at least"
    for path in kept:
        text = f"{path} ".encode() + path.read_bytes()
        assert not [word for word in PERSON if word.encode() in text.lower()], path
    assert all(titles)
    assert not [word for word in PERSON if word in " ".join(titles).lower()]


def test_no_file_name_of_an_export_names_anybody(session):
    case = session.workbook.case(
        session.workbook.lists.cases(CaseQuery(sort="ref", descending=False), 0, 1)[0].id
    )
    orders = [
        Order(EXPORTS["actions"]),
        *(Order(EXPORTS["data"], identifying=ticked) for ticked in (False, True)),
        *(Order(EXPORTS["summary"], case.id, audience=one) for one in AUDIENCES),
        *(Order(EXPORTS["fhir"], case.id, identifying=ticked) for ticked in (False, True)),
    ]
    for order in orders:
        name = order.file_name(case.ref, TODAY).lower()
        assert not [word for word in PERSON if word in name]
        assert case.ref.lower() not in name or order.export.of == "case"
        assert order.identifying == ("identifiable" in name)

"""Every export of the list can be shown, named and asked for, in the window and as a command."""

import pytest

from hssib_desk.cli.parser import parser
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.export_list.order import Order, Preview
from hssib_desk.ui.export import preview_words
from hssib_desk.ui.kit.theme import icon
from tests.factories import FACTS, TODAY


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_every_export_says_what_it_would_contain_under_a_sign_that_is_drawn(qapp, export):
    order, looked = Order(export, "id"), Preview(cases=1, rows=2, case_ref="C-2025-001")
    for sign, sentence in (
        *preview_words.contains(looked, order, FACTS),
        *preview_words.left_out(looked, order),
        *preview_words.read_through(looked, order),
    ):
        assert sentence.endswith((".", ":")) and "{" not in sentence
        assert not icon(sign).pixmap(16, 16).isNull()
    assert preview_words.why_nothing(Preview(), order).endswith(".")


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_every_export_suggests_a_file_that_its_filter_shows_and_has_a_command(export):
    assert Order(export, "id").file_name("C-2025-001", TODAY).endswith(f".{export.ending}")
    assert f"(*.{export.ending})" in export.file_filter
    words = ["C-2025-001"] if export.of != "workbook" else []
    words += ["2026-11-03"] if "meeting" in export.options else []
    taken = parser().parse_args(["export", export.key, "a.hssib", *words, f"out.{export.ending}"])
    assert taken.export is export

"""A local pack lives in the workbook: without its folder a colleague sees, fills in and exports all of it."""

import json
import shutil

import openpyxl
import pypdf
import pytest

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.outline import findings, page_states
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.html.summary import write_summary_twice
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.packs import ABOUT, pack_folder


@pytest.fixture
def packed(workbook, case, tmp_path):
    """A workbook that took a pack in while it held a case; the folder is gone."""
    folder = pack_folder(tmp_path / "pack")
    workbook.take_pack(folder)
    shutil.rmtree(folder)
    return workbook


def page(workbook, case, key):
    return next(s for s in page_states(workbook.case(case.id)) if s.page.key == key)


def test_the_pages_are_there_at_once_and_for_a_colleague(packed, case, reopen, library):
    assert page(packed, case, "oak.falls").missing == 1
    elsewhere = reopen(packed)
    assert page(elsewhere, case, "oak.falls").missing == 1
    assert [pack.title for pack in elsewhere.packs] == ["Oak House additions"]
    assert elsewhere.library.forms["oak"].text
    new = elsewhere.new_case()
    assert new.entry("oak") is not None
    elsewhere.close()


def test_opening_works_nothing_out_anew_after_a_pack_was_taken(packed, case, path, library):
    packed.close()
    before = path.read_bytes()
    Workbook.open(path, library=library, actor="R", back_up=False).close()
    assert path.read_bytes() == before


def test_its_questions_are_answered_ruled_searched_and_signed_like_any_other(packed, case, path, library):
    entry = packed.add_entry(case.id, "oak")
    packed.save(entry.id, {"fell": "yes"})
    missing = {f.field.label for _, f in findings(packed.case(case.id)) if f.entry.form.key == "oak"}
    assert missing == {"Where?"}
    packed.save(entry.id, {"where": "stairs"})
    packed.add_entry(case.id, "oak_visit", answers={"who": "His brother Anselm"})
    assert [hit.case_ref for hit in packed.lists.search("Anselm")] == [case.ref]
    packed.reviews.sign(case.id, name="R", role="")
    packed.copies.backup()
    assert [f.sentence for f in check(path, library) if f.severity != "info"] == []


def test_exports_show_it_and_say_that_it_is_local(packed, case, tmp_path):
    packed.save(packed.add_entry(case.id, "oak").id, {"fell": "yes", "where": "stairs"})
    packed.add_entry(case.id, "oak_visit", answers={"who": "His brother"})
    found = packed.case(case.id)
    write_data(
        packed.lists.case_files(), packed.facts, packed.library, tmp_path / "a.xlsx", today=found.today
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    cells = [str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c]
    assert "On the stairs" in cells
    assert "His brother" in cells
    assert "local: Oak House additions" in cells
    write_summary(found, tmp_path / "a.pdf")
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert "On the stairs" in text
    assert text.count("Local section, added by Oak House additions.") == 2
    assert "Visits (version 1, local, added by Oak House additions)" in text
    write_summary_twice(found, tmp_path / "b.pdf")
    page_text = (tmp_path / "b.html").read_text("utf-8")
    assert page_text.count("Local section, added by Oak House additions.") == 2
    packed.take_out_pack("oak")
    write_summary(packed.case(case.id), tmp_path / "c.pdf")
    pages = pypdf.PdfReader(tmp_path / "c.pdf").pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert "On the stairs" in text
    assert "Local section, added by Oak House additions." in text


def test_a_review_that_was_signed_before_is_not_asked(workbook, case, tmp_path):
    workbook.reviews.sign(case.id, name="R", role="")
    before = workbook.case(case.id)
    workbook.take_pack(pack_folder(tmp_path / "pack"))
    assert not page(workbook, case, "oak.falls").shown
    assert len(findings(workbook.case(case.id))) == len(findings(before))


def test_a_newer_version_takes_the_place_and_drafts_stay_on_theirs(packed, case, tmp_path):
    entry = packed.add_entry(case.id, "oak", answers={"fell": "yes"})
    about = ABOUT.replace("version = 1", "version = 2", 1).replace("during the stay", "in our care")
    packed.take_pack(pack_folder(tmp_path / "pack", about=about))
    assert [pack.version for pack in packed.packs] == [2]
    (update,) = packed.reviews.form_updates(case.id)
    assert update.renamed == (("Did the person fall during the stay?", "Did the person fall in our care?"),)
    assert packed.case(case.id).entry_by_id(entry.id).form.version == 1
    packed.reviews.update_forms(case.id)
    assert packed.case(case.id).entry_by_id(entry.id).form.version == 2


def test_taken_out_it_asks_no_more_and_everything_stays(packed, case, tmp_path, reopen):
    entry = packed.add_entry(case.id, "oak", answers={"fell": "yes"})
    packed.take_out_pack("oak")
    assert packed.packs == []
    assert "oak.falls" not in [state.page.key for state in page_states(packed.case(case.id))]
    again = reopen(packed)
    kept = again.case(case.id).entry_by_id(entry.id)
    assert kept.text("title") == ""
    assert dict(kept.answers) == {"fell": "yes"}
    write_summary(again.case(case.id), tmp_path / "a.pdf")
    again.take_pack(pack_folder(tmp_path / "pack"))
    assert page(again, case, "oak.falls").missing == 1
    again.close()


def test_a_broken_pack_leaves_the_workbook_as_it_is(workbook, tmp_path):
    with pytest.raises(FormError, match="is no page"):
        workbook.take_pack(pack_folder(tmp_path, about=ABOUT.replace('"person"', '"nowhere"')))
    assert workbook.packs == []
    assert "oak" not in workbook.library.forms


def test_a_pack_that_fits_no_more_is_said_and_nothing_else_breaks(packed, case, path):
    packed.add_entry(case.id, "oak", answers={"fell": "yes"})
    files = {"pack.toml": ABOUT.replace('"person"', '"gone"')}
    packed.set_setting("pack.oak", json.dumps({"files": files}))
    packed.set_setting("pack.bad", "{")
    packed.close()
    with Workbook.open(path, library=load_library(), actor="S", back_up=False) as opened:
        assert "“oak” does not fit the current forms" in opened.pack_problem
        assert opened.packs == []
        assert opened.case(case.id).all_of("oak")[0].answers == {"fell": "yes"}

"""What stands in the place of a file and is none is refused in words, and nobody waits for it."""

import os
import sys

import pytest

from hssib_desk.domain.caseload.plan import TableError
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import read_toml
from hssib_desk.export.interchange.fhir_read import read_questionnaire_file
from hssib_desk.export.reading.action_reader import read_action_log
from hssib_desk.export.reading.tables import read_table
from hssib_desk.store.errors import Missing, NotAWorkbook, NotReady, WorkbookError
from hssib_desk.store.recovery.recover import recover
from hssib_desk.store.verify.check import check
from hssib_desk.store.verify.diagnose import examine
from hssib_desk.store.workbook import Workbook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of Unix")


@pytest.fixture(params=["pipe", "device", "link to itself"])
def special(request, tmp_path):
    path = tmp_path / "special.hssib"
    if request.param == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero" if request.param == "device" else path)
    return path


def test_it_is_no_workbook(special, library):
    for look in (
        lambda: Workbook.open(special, library=library, actor="R"),
        lambda: check(special, library),
        lambda: recover(special, library, "R"),
    ):
        with pytest.raises((NotAWorkbook, Missing)):
            look()


def test_the_doctor_says_so(special, library):
    try:
        said = [item.code for item in examine(special, library)]
    except Missing:
        return
    assert "not_a_workbook" in said


def test_it_is_no_list_log_form_or_questionnaire(special, library):
    for read in (read_table, lambda path: read_action_log(path, library)):
        with pytest.raises(TableError):
            read(special)
    for read in (read_toml, lambda path: read_questionnaire_file(path, library)):
        with pytest.raises(FormError):
            read(special)


def test_it_is_not_attached(special, workbook, judgement):
    with pytest.raises((WorkbookError, NotReady)):
        workbook.attach(judgement.id, "any", special)

"""`export calendar`: what is due, read back by another program's reader of calendars."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import ActionQuery
from hssib_desk.store.workbook import Workbook
from tests.factories import action_form, code_meaning, keyed

AWKWARD = "Łucja, née Ó Briain; ward 3\\4"


@pytest.fixture
def written(book, tmp_path):
    """A workbook with an action of every kind that is due, and the calendar of it."""
    library = load_library()
    form = action_form(library)
    with Workbook.open(book, library=library, actor="R", back_up=False) as workbook:
        case = next(workbook.lists.case_files())
        status = form.role("status")
        for meaning, given in (
            ("in_progress", {"target_date": "2031-02-28"}),
            ("in_progress", {"target_date": "2031-03"}),  # a month: its last day
            ("closed", {"target_date": "2020-01-01", "assurance_due": "2032-02-29"}),
        ):
            named = {"title": "Ask Mrs Featherstone", "owner": AWKWARD, **given}
            answers = {**keyed(form, named), status.key: code_meaning(status, meaning)}
            workbook.add_entry(case.id, form.key, answers=answers)
        workbook.set_setting("title", AWKWARD)
        calendar = workbook.lists.calendar()
    out = tmp_path / "due.ics"
    assert main(["export", "calendar", str(book), str(out)]) == 0
    return out, calendar


def test_every_day_is_a_whole_day_event_that_another_reader_reads(written, book):
    out, calendar = written
    read = Calendar.from_ical(out.read_bytes())
    events = {str(event["UID"]): event for event in read.walk("VEVENT")}
    assert len(events) == len(calendar.days) > 3
    named = str(read["X-WR-CALNAME"])  # the reader leaves what begins with X as it stands in the file
    assert named.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == AWKWARD
    for item in calendar.days:
        event = events[item.uid]
        assert str(event["SUMMARY"]) == item.summary
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (item.day, item.day + timedelta(days=1))
        assert event["DTSTAMP"].dt.replace(microsecond=0) == calendar.changed.replace(microsecond=0)
        assert str(event["TRANSP"]) == "TRANSPARENT"
    days = {event["DTSTART"].dt for event in events.values() if AWKWARD in str(event["SUMMARY"])}
    assert days == {date(2031, 2, 28), date(2031, 3, 31), date(2032, 2, 29)}


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_says(written):
    raw = written[0].read_bytes()
    lines = raw.split(b"\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no letter is broken by a fold


def test_nothing_that_somebody_wrote_of_a_person_is_in_it(written):
    said = written[0].read_text("utf-8").replace("\r\n ", "")
    assert "Featherstone" not in said and "Ask" not in said


def test_the_same_workbook_gives_the_same_bytes_and_events_keep_their_names(written, book, tmp_path):
    again = tmp_path / "again.ics"
    assert main(["export", "calendar", str(book), str(again)]) == 0
    assert again.read_bytes() == written[0].read_bytes()
    before = {str(event["UID"]) for event in Calendar.from_ical(again.read_bytes()).walk("VEVENT")}
    library = load_library()
    with Workbook.open(book, library=library, actor="R", back_up=False) as workbook:
        found = workbook.lists.actions(ActionQuery(owner=AWKWARD))
        row = next(row for row in found if row.target == "2031-02-28")
        key = action_form(library).role("target_date").key
        workbook.save(row.entry_id, {key: "2031-05-05"})
    assert main(["export", "calendar", str(book), str(again), "--force"]) == 0
    after = {str(event["UID"]) for event in Calendar.from_ical(again.read_bytes()).walk("VEVENT")}
    assert after == before  # the day moved, the event is the same

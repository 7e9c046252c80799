"""Print jobs: each ends as printed and journalled, or as failed with a reason and a way on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Kind
from raict_desktop.paper.badges.sheets import Calibration
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.primitives import Text
from raict_desktop.paper.printing.profiles import MODELS, Printer
from raict_desktop.paper.printing.spool import (
    JobOutcome,
    JobReport,
    QueueReport,
    QueueState,
    Submission,
    Trouble,
)
from raict_desktop.services import badges
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.integrity import check
from raict_desktop.services.print_jobs import JobState, kept_jobs
from raict_desktop.services.print_parts import has_parts, print_part
from raict_desktop.services.print_queue import PrintQueue
from raict_desktop.services.printers import PrinterBook
from raict_desktop.storage import queries
from tests.builders import World, add_person, make_event
from tests.spooler import FakeSpooler

DESK = Printer("Accueil", "desk", "brother-dk11202")
OFFICE = Printer("Bureau", "office")


@pytest.fixture
def spooler() -> FakeSpooler:
    return FakeSpooler()


@pytest.fixture
def queue(spooler: FakeSpooler, event: OpenEvent, tmp_path: Path) -> Iterator[PrintQueue]:
    made = PrintQueue(
        spooler, book(), event.outside.new_id, store=tmp_path / "jobs", threaded=False
    )
    yield made
    made.close()


def book() -> PrinterBook:
    made = PrinterBook()
    made.save(DESK)
    made.save(OFFICE)
    return made


def add(queue: PrintQueue, event: OpenEvent, *ids: str, printer: str = "Accueil") -> str:
    layout = "label-62x100" if printer == "Accueil" else "a6-conference"
    return queue.add_badges(event, badges.Wanted(layout=layout, ids=ids), printer).id


def first_place(spooler: FakeSpooler) -> tuple[float, float]:
    """Where the first badge of the last job stands on its page, after the crop marks."""
    at = spooler.printed[-1][1][0].drawings[1].at
    return at.e, at.f


def state(queue: PrintQueue, job_id: str) -> tuple[JobState, str]:
    (job,) = [job for job in queue.jobs() if job.id == job_id]
    return job.state, job.fault[0]


def journalled(event: OpenEvent) -> list[str]:
    with event.file.reading() as db:
        return [entry.subject for entry in queries.entries(db, [Kind.BADGE_PRINTED])]


def test_a_badge_counts_as_printed_once_its_queue_says_so(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent
) -> None:
    person = add_person(event, "Hélène", "Müller")
    heard: list[Changes] = []
    event.subscribe(lambda changes, _origin: heard.append(changes))
    spooler.outcome = JobReport(JobOutcome.WAITING)
    job = add(queue, event, person)
    assert state(queue, job) == (JobState.WAITING, "")
    assert queue.step()
    assert state(queue, job) == (JobState.PRINTING, "")
    assert journalled(event) == []
    spooler.outcome = JobReport(JobOutcome.DONE)
    assert not queue.step()
    assert state(queue, job) == (JobState.DONE, "")
    assert journalled(event) == [person]
    assert heard[-1].ids == {person}
    assert badges.is_printed(event, person)
    ((name, (page,)),) = spooler.printed
    assert (name, page.width, page.height) == ("desk", 62, 100)
    words = [p.words for d in page.drawings for p in d.primitives if isinstance(p, Text)]
    assert "MÜLLER" in words
    assert check(event).ok


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (QueueState.STOPPED, "paper.queue_stopped"),
        (QueueState.REFUSING, "paper.queue_refusing"),
        (QueueState.GONE, "paper.queue_gone"),
        (QueueState.UNREACHABLE, "paper.queue_unreachable"),
    ],
)
def test_a_queue_in_trouble_is_told_and_another_printer_is_one_call(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent, answer: QueueState, code: str
) -> None:
    person = add_person(event, "A", "B")
    spooler.states["desk"] = QueueReport(answer, "Paused")
    job = add(queue, event, person)
    queue.step()
    assert state(queue, job) == (JobState.FAILED, code)
    assert spooler.printed == []
    assert journalled(event) == []
    queue.book.save(replace(OFFICE, model="brother-dk11202"))
    queue.retry(job, "Bureau")
    queue.step()
    assert state(queue, job) == (JobState.DONE, "")
    assert [name for name, _ in spooler.printed] == ["office"]
    assert journalled(event) == [person]


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_printer_in_trouble_holds_a_job_and_another_prints_it_once(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent, trouble: Trouble
) -> None:
    person = add_person(event, "Hélène", "Müller")
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=trouble)
    job = add(queue, event, person)
    queue.step()
    assert state(queue, job) == (JobState.PRINTING, f"paper.held_{trouble}")
    assert queue.jobs()[0].is_held
    assert journalled(event) == []
    queue.retry(job, "Bureau")
    assert state(queue, job) == (JobState.PRINTING, "paper.taking_back")
    queue.retry(job, "Bureau")  # an impatient second click
    assert spooler.cancelled == []  # a slow print service must not hold up the window
    spooler.outcome = JobReport(JobOutcome.DONE)
    queue.step()
    assert spooler.cancelled == ["desk-1"]
    assert state(queue, job) == (JobState.DONE, "")
    assert [name for name, _ in spooler.printed] == ["desk", "office"]
    assert journalled(event) == [person]


def test_a_held_job_that_its_printer_does_not_give_back_is_not_printed_elsewhere(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent
) -> None:
    """Windows may refuse the deletion, for want of a right: the badge still comes out there."""
    person = add_person(event, "Hélène", "Müller")
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    job = add(queue, event, person)
    queue.step()
    spooler.keeps = True
    queue.retry(job, "Bureau")
    for _ in range(3):  # told until it is over
        queue.step()
        assert state(queue, job) == (JobState.PRINTING, "paper.not_given_back")
    assert queue.jobs()[0].can_be_retried
    spooler.outcome = JobReport(JobOutcome.DONE)  # somebody put paper in
    queue.step()
    assert state(queue, job) == (JobState.DONE, "")
    assert [name for name, _ in spooler.printed] == ["desk"]
    assert journalled(event) == [person]


def test_a_job_that_its_printer_gives_back_later_goes_elsewhere_then(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent
) -> None:
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    job = add(queue, event, add_person(event, "A", "B"))
    queue.step()
    spooler.keeps = True
    queue.retry(job, "Bureau")
    queue.step()
    spooler.keeps = False
    queue.retry(job, "Bureau")
    spooler.outcome = JobReport(JobOutcome.DONE)
    queue.step()
    assert state(queue, job) == (JobState.DONE, "")
    assert [name for name, _ in spooler.printed] == ["desk", "office"]


def test_a_held_job_printed_elsewhere_gives_back_the_places_of_its_sheet(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent
) -> None:
    ids = [add_person(event, "A", f"B{n}") for n in range(3)]
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    job = add(queue, event, *ids, printer="Bureau")
    queue.step()
    assert queue.book.printer("Bureau").next_place == 3
    queue.retry(job, "Accueil")
    queue.step()
    assert queue.book.printer("Bureau").next_place == 0


def test_a_held_job_stays_where_it_is_when_the_other_printer_is_gone(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent
) -> None:
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    job = add(queue, event, add_person(event, "A", "B"))
    queue.step()
    with pytest.raises(UserError):
        queue.retry(job, "Ailleurs")
    assert spooler.cancelled == []
    assert queue.jobs()[0].is_held


def test_a_job_printed_elsewhere_while_it_is_looked_after_is_printed_there(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = add_person(event, "A", "B")
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    job = add(queue, event, person)
    queue.step()

    def answered_too_late(_queue: str, _name: str) -> JobReport:
        monkeypatch.undo()
        queue.retry(job, "Bureau")
        spooler.outcome = JobReport(JobOutcome.DONE)
        return JobReport(JobOutcome.CANCELLED)

    monkeypatch.setattr(spooler, "job", answered_too_late)
    queue.step()
    assert state(queue, job) == (JobState.PRINTING, "paper.taking_back")
    queue.step()
    assert state(queue, job) == (JobState.DONE, "")
    assert [name for name, _ in spooler.printed] == ["desk", "office"]


def test_a_held_job_goes_on_by_itself_once_its_printer_is_mended(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent
) -> None:
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    job = add(queue, event, add_person(event, "Hélène", "Müller"))
    queue.step()
    spooler.outcome = JobReport(JobOutcome.WAITING)
    queue.step()
    assert state(queue, job) == (JobState.PRINTING, "")
    queue.retry(job)
    assert spooler.cancelled == []
    spooler.outcome = JobReport(JobOutcome.DONE)
    queue.step()
    assert state(queue, job) == (JobState.DONE, "")


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_printer_in_trouble_is_told_before_anything_is_sent(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent, trouble: Trouble
) -> None:
    spooler.states["desk"] = QueueReport(QueueState.STOPPED, trouble=trouble)
    job = add(queue, event, add_person(event, "Hélène", "Müller"))
    queue.step()
    assert state(queue, job) == (JobState.FAILED, f"paper.queue_{trouble}")
    assert spooler.printed == []


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (JobOutcome.FAILED, "paper.job_failed"),
        (JobOutcome.CANCELLED, "paper.job_cancelled"),
        (JobOutcome.UNKNOWN, "paper.job_unknown"),
    ],
)
def test_a_job_that_its_queue_loses_is_not_lost_in_silence(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent, outcome: JobOutcome, code: str
) -> None:
    spooler.outcome = JobReport(outcome, "no paper")
    job = add(queue, event, add_person(event, "A", "B"))
    queue.step()
    assert state(queue, job) == (JobState.FAILED, code)
    assert journalled(event) == []
    spooler.outcome = JobReport(JobOutcome.DONE)
    queue.retry(job)
    queue.step()
    assert state(queue, job) == (JobState.DONE, "")
    assert len(journalled(event)) == 1
    queue.retry(job)  # what is printed is not printed again by that
    queue.step()
    assert len(spooler.printed) == 2


def test_a_refused_job_fails_with_the_systems_words(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent
) -> None:
    spooler.refuse = True
    job = add(queue, event, add_person(event, "A", "B"))
    queue.step()
    assert state(queue, job) == (JobState.FAILED, "paper.not_taken")


def test_a_layout_too_large_for_the_roll_fails_and_the_next_job_goes_on(
    queue: PrintQueue, event: OpenEvent
) -> None:
    person = add_person(event, "A", "B")
    wanted = badges.Wanted(layout="a6-conference", ids=(person,))
    too_large = queue.add_badges(event, wanted, "Accueil").id
    good = add(queue, event, person)
    queue.step()
    queue.step()
    assert state(queue, too_large) == (JobState.FAILED, "paper.sheet_too_small")
    assert state(queue, good) == (JobState.DONE, "")


def test_faulty_badges_do_not_stop_the_batch_and_are_named(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    ids = [
        add_person(event, "N" * 200, "Long"),
        add_person(event, "<b>x", "O’Neill"),
        add_person(event, "😀", "Emoji"),
        add_person(event, "", ""),
    ]
    job_id = add(queue, event, *ids, printer="Bureau")
    queue.step()
    (job,) = [job for job in queue.jobs() if job.id == job_id]
    assert (job.state, job.count) == (JobState.DONE, 4)
    assert {problem.code_ for problem in job.problems} == {
        "paper.text_small",
        "paper.text_cut",
        "paper.missing_glyph",
        "paper.no_name",
    }
    assert journalled(event) == ids


def test_a_half_used_sheet_is_gone_on_with(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    ids = [add_person(event, "A", f"B{n}") for n in range(7)]
    for part in (ids[:3], ids[3:]):
        add(queue, event, *part, printer="Bureau")
        queue.step()
    assert [len(pages) for _, pages in spooler.printed] == [1, 2]
    # Three places of the first sheet were used: the second job begins at the fourth.
    first = spooler.printed[1][1][0].drawings[1].at
    assert (first.e, first.f) == (105, 148)
    assert queue.book.printer("Bureau").next_place == 3


def test_a_fresh_sheet_can_be_chosen_where_one_lies_half_used(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    one, other = (add_person(event, "A", f"B{n}") for n in range(2))
    add(queue, event, one, printer="Bureau")
    queue.step()
    queue.add_badges(event, badges.Wanted(ids=(other,), start=0), "Bureau")
    queue.step()
    assert first_place(spooler) == (0, 0)


def test_a_sheet_of_another_kind_begins_at_its_first_place(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    one, other = (add_person(event, "A", f"B{n}") for n in range(2))
    add(queue, event, one, printer="Bureau")
    queue.step()
    queue.add_badges(event, badges.Wanted(layout="a7-compact", ids=(other,)), "Bureau")
    queue.step()
    printer = queue.book.printer("Bureau")
    assert (printer.half_used, printer.next_place) == ("a4-8", 1)


def test_places_of_a_job_that_did_not_come_out_are_free_again(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    ids = [add_person(event, "A", f"B{n}") for n in range(3)]
    add(queue, event, *ids[:2], printer="Bureau")
    while queue.step():
        pass
    spooler.outcome = JobReport(JobOutcome.FAILED, "no paper")
    job = add(queue, event, ids[2], printer="Bureau")
    while queue.step():
        pass
    assert queue.book.printer("Bureau").next_place == 2
    spooler.outcome = JobReport(JobOutcome.DONE)
    queue.retry(job)
    while queue.step():
        pass
    assert first_place(spooler) == (0, 148)
    assert queue.book.printer("Bureau").next_place == 3


def test_a_place_chosen_on_one_printer_is_not_taken_to_another(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    queue.book.save(Printer("Etage", "office"))
    spooler.outcome = JobReport(JobOutcome.FAILED, "no paper")
    wanted = badges.Wanted(ids=(add_person(event, "A", "B"),), start=3)
    job = queue.add_badges(event, wanted, "Bureau").id
    while queue.step():
        pass
    spooler.outcome = JobReport(JobOutcome.DONE)
    queue.retry(job, "Etage")
    while queue.step():
        pass
    assert first_place(spooler) == (0, 0)


def test_an_unknown_printer_is_refused_at_once(queue: PrintQueue, event: OpenEvent) -> None:
    with pytest.raises(UserError, match=r"paper\.no_printer"):
        add(queue, event, add_person(event, "A", "B"), printer="Nulle part")
    assert queue.jobs() == []


def test_unfinished_jobs_outlive_the_program_without_names(
    queue: PrintQueue, spooler: FakeSpooler, event: OpenEvent, tmp_path: Path
) -> None:
    spooler.outcome = JobReport(JobOutcome.WAITING)
    there = add_person(event, "Hélène", "Müller")
    waiting = add_person(event, "Mamadou", "Ba")
    followed = add(queue, event, there)
    queue.step()
    interrupted = add(queue, event, waiting)
    queue.release(event)
    assert queue.jobs() == []
    (written,) = (tmp_path / "jobs").iterdir()
    assert b"M\xc3\xbcller" not in written.read_bytes()
    assert b"Ba" not in written.read_bytes()

    spooler.outcome = JobReport(JobOutcome.DONE)
    after = PrintQueue(
        spooler, book(), event.outside.new_id, store=tmp_path / "jobs", threaded=False
    )
    after.restore(event)
    after.step()
    assert state(after, followed) == (JobState.DONE, "")
    assert state(after, interrupted) == (JobState.FAILED, "paper.interrupted")
    assert journalled(event) == [there]
    after.retry(interrupted)
    after.step()
    assert journalled(event) == [there, waiting]
    assert len(spooler.printed) == 2


def test_a_broken_note_of_jobs_costs_nothing(event: OpenEvent, tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    folder.mkdir()
    for content in ("{", "[1]", '[{"id": 1}]', '{"a": 1}'):
        (folder / f"{event.file.event_id}.json").write_text(content)
        queue = PrintQueue(
            FakeSpooler(), book(), event.outside.new_id, store=folder, threaded=False
        )
        queue.restore(event)
        assert queue.jobs() == []


def test_the_worker_prints_while_the_desk_goes_on(event: OpenEvent, spooler: FakeSpooler) -> None:
    done = threading.Event()
    queue = PrintQueue(spooler, book(), event.outside.new_id)

    def told() -> None:
        if any(job.state is JobState.DONE for job in queue.jobs()):
            done.set()

    queue.told = told
    person = add_person(event, "A", "B")
    add(queue, event, person)
    assert done.wait(30)
    queue.close()
    assert journalled(event) == [person]


def test_the_worker_loads_everything_before_the_first_badge(
    queue: PrintQueue, event: OpenEvent
) -> None:
    queue._warm()
    assert "Inter-Bold" in queue._loaded()._faces
    assert queue.jobs() == []


@pytest.mark.expects_log
def test_a_failed_warm_up_does_not_end_printing(
    event: OpenEvent, spooler: FakeSpooler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk full of print files must not leave the desk without badges for the day."""
    done = threading.Event()
    tried: list[str] = []

    def no_room(_queue: PrintQueue) -> None:
        tried.append("warm")
        raise OSError("No space left on device")

    monkeypatch.setattr(PrintQueue, "_warm", no_room)
    queue = PrintQueue(spooler, book(), event.outside.new_id)

    def told() -> None:
        if any(job.state is JobState.DONE for job in queue.jobs()):
            done.set()

    queue.told = told
    queue.warm_up()
    person = add_person(event, "A", "B")
    add(queue, event, person)
    assert done.wait(30)
    queue.close()
    assert tried == ["warm"]
    assert journalled(event) == [person]


def test_a_removed_job_is_cancelled_in_its_queue(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler, tmp_path: Path
) -> None:
    spooler.outcome = JobReport(JobOutcome.WAITING)
    job = add(queue, event, add_person(event, "A", "B"))
    queue.step()
    queue.remove(job)
    assert queue.jobs() == []
    assert spooler.cancelled == []
    assert [kept.spool for kept in kept_jobs(tmp_path / "jobs", event.file.event_id)] == ["desk-1"]
    queue.step()
    assert queue.jobs() == []
    assert spooler.cancelled == ["desk-1"]
    assert kept_jobs(tmp_path / "jobs", event.file.event_id) == []


def test_a_removed_job_that_comes_out_all_the_same_returns_and_is_counted(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    person = add_person(event, "A", "B")
    spooler.outcome = JobReport(JobOutcome.WAITING)
    spooler.keeps = True
    job = add(queue, event, person)
    queue.step()
    queue.remove(job)
    spooler.outcome = JobReport(JobOutcome.DONE)
    queue.step()
    assert state(queue, job) == (JobState.DONE, "")
    assert journalled(event) == [person]


def test_a_job_taken_out_while_it_is_handed_over_is_cancelled(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = add(queue, event, add_person(event, "A", "B"))
    submit = spooler.submit

    def taken_out_meanwhile(submission: Submission, fonts: FontFolder) -> str:
        queue.remove(job)
        return submit(submission, fonts)

    monkeypatch.setattr(spooler, "submit", taken_out_meanwhile)
    queue.step()
    queue.step()
    assert spooler.cancelled == ["desk-1"]
    assert queue.jobs() == []


def test_an_event_closed_while_a_job_is_taken_back_finds_it_again(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    person = add_person(event, "A", "B")
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    for take in ("retry", "remove"):
        job = add(queue, event, person)
        queue.step()
        getattr(queue, take)(job)
        queue.release(event)
        assert queue.jobs() == []
        queue.step()
        assert spooler.cancelled == []
        queue.restore(event)
        assert state(queue, job) == (JobState.PRINTING, "")
        spooler.keeps = False
        queue.remove(job)
        queue.step()
        spooler.cancelled.clear()


def test_a_job_that_was_being_sent_when_the_program_died_asks_to_look(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the badge is out, nobody knows: “nothing came out” would print it twice."""
    job = add(queue, event, add_person(event, "A", "B"))

    def killed(_submission: Submission, _fonts: FontFolder) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(spooler, "submit", killed)
    with pytest.raises(KeyboardInterrupt):
        queue.step()
    after = PrintQueue(spooler, book(), event.outside.new_id, store=queue._store, threaded=False)
    after.restore(event)
    assert state(after, job) == (JobState.FAILED, "paper.interrupted_sending")
    after.close()


def test_only_a_job_that_reached_its_printer_is_gone_on_with_in_the_middle(
    queue: PrintQueue, event: OpenEvent, spooler: FakeSpooler
) -> None:
    """Before that, nothing came out, and the list is in the order of the screen."""
    ids = [add_person(event, f"G{n}", f"F{n}", organisation_id="") for n in range(3)]
    wanted = badges.Wanted(layout="label-62x100", ids=tuple(ids), order="organisation")
    spooler.states["desk"] = QueueReport(QueueState.STOPPED)
    job_id = queue.add_badges(event, wanted, "Accueil").id
    queue.step()
    (job,) = queue.jobs()
    assert job.state is JobState.FAILED
    assert not has_parts(job)
    with pytest.raises(UserError, match="no_such_part"):
        print_part(event, queue, job, 2, 3)
    assert journalled(event) == []
    del spooler.states["desk"]
    spooler.outcome = JobReport(JobOutcome.FAILED)
    queue.retry(job_id)
    queue.step()
    (job,) = queue.jobs()
    assert has_parts(job)
    print_part(event, queue, job, 2, 3)
    assert journalled(event) == ids[:1]


def test_a_slow_print_service_holds_up_neither_taking_back_nor_taking_out(
    event: OpenEvent, spooler: FakeSpooler, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = PrintQueue(spooler, book(), event.outside.new_id)
    asked, answered = threading.Event(), threading.Event()
    by: list[str] = []

    def slow(_queue: str, _name: str) -> bool:
        by.append(threading.current_thread().name)
        asked.set()
        return answered.wait(10)

    monkeypatch.setattr(spooler, "cancel", slow)
    spooler.outcome = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    held = threading.Event()
    queue.told = lambda: held.set() if any(j.is_held for j in queue.jobs()) else None
    job = add(queue, event, add_person(event, "A", "B"))
    assert held.wait(20)
    queue.retry(job, "Bureau")
    queue.remove(job)
    assert asked.wait(10)
    answered.set()
    queue.close()
    assert by == ["printing"]


def test_printers_are_kept_and_one_that_cannot_be_read_does_not_cost_the_others(
    tmp_path: Path,
) -> None:
    path = tmp_path / "config" / "printers.json"
    kept = PrinterBook(path)
    printer = replace(OFFICE, calibration=Calibration(1.5, -2, 1.01, 0.995), sheet="avery-l7418")
    kept.save(printer)
    kept.save(DESK)
    kept.save(replace(DESK, name="Porte"), former="Accueil")
    assert PrinterBook(path).printers() == [printer, replace(DESK, name="Porte")]
    text = path.read_text("utf-8").replace('"brother-dk11202"', '"unknown"')
    path.write_text(text, "utf-8")
    assert PrinterBook(path).printers() == [printer]
    kept.remove("Bureau")
    assert [p.name for p in kept.printers()] == ["Porte"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"name": " "}, "name"),
        ({"queue": ""}, "queue"),
        ({"model": "x"}, "model"),
        ({"calibration": Calibration(offset_x=25)}, "offset_x"),
        ({"calibration": Calibration(scale_y=2)}, "scale_y"),
        ({"calibration": Calibration(offset_y=float("nan"))}, "offset_y"),
    ],
)
def test_an_impossible_printer_is_refused(change: dict[str, object], what: str) -> None:
    made = PrinterBook()
    with pytest.raises(UserError) as refused:
        made.save(replace(OFFICE, **change))  # type: ignore[arg-type]
    assert refused.value.facts == {"what": what}
    assert made.printers() == []


def test_every_model_prints_a_ready_layout(world: World, tmp_path: Path) -> None:
    layouts = {
        "a4-laser": "a6-conference",
        "brother-dk22205": "label-62x100",
        "brother-dk11202": "label-62x100",
        "zebra-57x102": "cr80-card",
        "dymo-99014": "cr80-card",
        "dymo-30256": "cr80-card",
        "dymo-11356": "",
        "card-cr80": "cr80-card",
    }
    assert set(layouts) == set(MODELS)
    spooler = FakeSpooler()
    with world.application() as application:
        event = make_event(application, tmp_path)
        person = add_person(event, "A", "B")
        for model, layout in layouts.items():
            if not layout:
                continue  # 41 mm: for a layout made for it
            made = PrinterBook()
            made.save(replace(OFFICE, model=model))
            queue = PrintQueue(spooler, made, event.outside.new_id, threaded=False)
            queue.add_badges(event, badges.Wanted(layout=layout, ids=(person,)), "Bureau")
            queue.step()
            assert [job.fault[0] for job in queue.jobs()] == [""], model
    assert len(spooler.printed) == len(MODELS) - 1

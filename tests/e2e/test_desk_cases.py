"""Ten cases of a morning at the desk, on the real window, with a real keyboard (docs/guide/desk-cases.md).

``RAICT_KEEP_PICTURES=1`` keeps a picture of each in ``docs/guide/images``.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from raict_desktop.config import Settings, save_settings
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.verdict_colours import COLOURS
from raict_desktop.services import people
from raict_desktop.services.application import Application
from tests.builders import add_person
from tests.e2e.screen import Screen, missing, wait_for

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs an X server"),
    pytest.mark.timeout(240),
]
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "guide" / "images"
CARD = (900, 130)
"""A spot of the verdict card without words, pixels from the top left corner."""
READY = "#FFFFFF"


@dataclass
class Desk:
    """The screen, the event's file, and the codes of who matters."""

    screen: Screen
    file: Path
    codes: dict[str, str]
    ids: dict[str, str]

    def rows(self, sql: str, *values: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as db:
            return db.execute(sql, values).fetchall()

    def present(self, name: str) -> bool:
        sql = "SELECT present FROM people WHERE id = ?"
        return self.rows(sql, self.ids[name]) == [(1,)]

    def count(self, kind: str, verdict: str = "") -> int:
        where = "WHERE kind = ?" + (" AND verdict = ?" if verdict else "")
        values = (kind, verdict) if verdict else (kind,)
        return int(str(self.rows(f"SELECT count(*) FROM journal {where}", *values)[0][0]))

    def until(self, condition: Callable[[], bool], what: str) -> None:
        wait_for(condition, what)

    def shows(self, verdict: Verdict) -> None:
        wanted = COLOURS[verdict][0]
        wait_for(lambda: self.screen.colour(*CARD) == wanted, f"{verdict} shows {wanted}")

    def scan(self, code: str, verdict: Verdict) -> None:
        """Scan at a desk that is ready, and wait for the card as a volunteer does.

        On a busy computer the keys of the scan may come as slowly as a hand's: then once more, and at
        last by hand, which a desk takes as well.
        """
        for tries_left in (2, 1, 0):
            self.screen.press("Escape", "Escape")
            wait_for(lambda: self.screen.colour(*CARD) == READY, "the desk is ready")
            before = self.count("entry") + self.count("refused")
            if tries_left:
                self.screen.scan(code)
            else:
                self.screen.type(code)
                self.screen.press("Return")
            try:
                wait_for(
                    lambda before=before: self.count("entry") + self.count("refused") > before,
                    "the scan is journalled",
                    4.0,
                )
            except AssertionError:
                if not tries_left:
                    raise
                continue
            break
        if verdict is not Verdict.UNKNOWN_CODE:
            self.shows(verdict)

    def press(self, *keys: str) -> None:
        """Press keys and wait until the window has answered, as a busy computer may be late."""
        self.screen.press(*keys)
        self.screen.still_picture()

    def keep(self, name: str) -> None:
        if os.environ.get("RAICT_KEEP_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            picture = self.screen.still_picture()
            picture.quantize(64).save(PICTURES / f"desk-{name}.png", optimize=True)


PEOPLE = (
    ("helene", "Hélène", "Müller", "Eurométropole de Strasbourg", "Vice-présidente"),
    ("ba1", "Mamadou", "Ba", "Région de Thiès", "Conseiller"),
    ("ba2", "Mamadou", "Ba", "Ville de Dakar", "Adjoint"),
    ("cancelled", "Philippe", "Barbier", "Ville d’Arles", "Directeur"),
    ("called", "Éléonore", "Lefèvre", "Ministère de la Coopération", "Conseillère"),
    ("absent", "Awa", "Diop", "Ville de Rufisque", "Maire"),
)


def fill(file: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Make the day's event; gives codes and ids by name."""
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Paris")).date()
    ids: dict[str, str] = {}
    with Application() as application:
        event = application.new_event(
            file, title="12es Rencontres", first_day=today, venue="Cité des Sciences"
        )
        for name, given, family, organisation, function in PEOPLE:
            place = {"name": organisation, "kind": "commune", "country": "FR"}
            ids[name] = add_person(event, given, family, organisation=place, function=function)
        for n in range(12):
            ids[f"delegate{n}"] = add_person(
                event,
                ("Lova", "Hery", "Tiana", "Naina")[n % 4],
                f"Rabe{chr(97 + n)}",
                delegation="Commune d’Antananarivo",
                function="Membre de la délégation",
            )
        people.correct(event, ids["cancelled"], {"status": "cancelled"})
        note = {"note": "Badge retenu : prévenir Mme Ly", "note_level": "call"}
        people.correct(event, ids["called"], note)
        codes = {name: people.get(event, person_id).code for name, person_id in ids.items()}
    return codes, ids


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    assert missing() == [], "install them with packaging/set_up.sh"
    folder = tmp_path
    (folder / "screen").mkdir()
    codes, ids = fill(folder / "day.raict")
    settings = Settings(
        language="fr",
        theme="light",
        camera="",
        sound=False,
        welcomed=True,
        station_name="Poste A",
        operator="Zoé",
    )
    save_settings(settings, folder / "config" / "raict-desktop" / "settings.json")
    screen = Screen(folder / "screen")
    try:
        screen.open_program(folder / "day.raict", folder)
        made = Desk(screen, folder / "day.raict", codes, ids)
        made.until(lambda: screen.colour(*CARD) == READY, "the desk is ready")
        yield made
    finally:
        screen.close()


def case_01_a_badge_is_scanned(desk: Desk) -> None:
    desk.scan(desk.codes["helene"], Verdict.WELCOME)
    assert desk.present("helene")
    desk.keep("01-welcome")


def case_02_the_same_badge_again(desk: Desk) -> None:
    desk.scan(desk.codes["helene"], Verdict.ALREADY_IN)
    desk.until(lambda: desk.count("refused", "already_in") >= 1, "it is journalled")
    desk.keep("02-already-in")


def case_03_a_forgotten_badge_and_a_namesake(desk: Desk) -> None:
    desk.screen.type("ba mamadou")
    desk.keep("03-search")
    desk.screen.press("Down", "Return")
    desk.until(lambda: desk.present("ba1") or desk.present("ba2"), "one of the two is in")
    assert desk.present("ba1") is not desk.present("ba2")
    desk.shows(Verdict.WELCOME)


def case_04_an_unknown_code_is_parked_in_one_key(desk: Desk) -> None:
    desk.scan("TICKET00042", Verdict.UNKNOWN_CODE)
    desk.until(lambda: desk.count("refused", "unknown_code") >= 1, "it is journalled")
    desk.screen.press("F8")
    desk.until(lambda: desk.count("case_opened") == 1, "the case is open")
    assert desk.rows("SELECT reason FROM journal WHERE kind = 'case_opened'") == [("unknown_code",)]
    desk.keep("04-parked")
    desk.screen.press("Escape")


def case_05_a_cancelled_registration(desk: Desk) -> None:
    desk.scan(desk.codes["cancelled"], Verdict.NOT_ALLOWED)
    desk.keep("05-cancelled")
    desk.screen.press("Escape")
    assert not desk.present("cancelled")


def case_06_a_note_that_asks_for_a_call(desk: Desk) -> None:
    desk.scan(desk.codes["called"], Verdict.PLEASE_CHECK)
    desk.keep("06-call")
    assert not desk.present("called")
    desk.screen.press("Return")
    desk.until(lambda: desk.present("called"), "Enter admits after the call")


def case_07_a_walk_in_by_keyboard_only(desk: Desk) -> None:
    desk.press("ctrl+n")
    desk.screen.type("Omar")
    desk.screen.press("Tab")
    desk.screen.type("Sy")
    desk.screen.press("Tab")
    desk.screen.type("Ville de Pikine")
    desk.keep("07-walk-in")
    desk.screen.press("Return")
    sql = "SELECT count(*) FROM people WHERE walk_in = 1 AND present = 1"
    desk.until(lambda: desk.rows(sql) == [(1,)], "Omar Sy is registered and in")
    desk.shows(Verdict.WELCOME)


def case_08_a_delegation_of_twelve_in_three_actions(desk: Desk) -> None:
    desk.scan(desk.codes["delegate0"], Verdict.WELCOME)
    desk.press("ctrl+d")
    desk.keep("08-delegation")
    desk.screen.press("Return")
    desk.until(lambda: all(desk.present(f"delegate{n}") for n in range(12)), "the delegation is in")


def case_09_one_undo_takes_the_whole_action_back(desk: Desk) -> None:
    desk.screen.press("ctrl+z")
    desk.until(lambda: not desk.present("delegate5"), "the group is taken back")
    assert desk.present("delegate0")
    assert desk.count("annulled") == 11
    desk.keep("09-undone")


def case_10_somebody_comes_in_anothers_place(desk: Desk) -> None:
    desk.screen.type("awa diop")
    desk.press("F8")
    desk.until(lambda: desk.count("case_opened") == 2, "the case is open")
    desk.press("Escape")
    desk.press("shift+F8")
    desk.press("Down")
    desk.keep("10-help-desk")
    # Admit, then substitution: registering is for people nobody knows.
    desk.press("Tab", "Tab")
    desk.press("space")
    desk.screen.type("Noe")
    desk.screen.press("Tab")
    desk.screen.type("Diop")
    desk.screen.press("Return")
    sql = "SELECT count(*) FROM people WHERE replaces = ? AND present = 1"
    desk.until(lambda: desk.rows(sql, desk.ids["absent"]) == [(1,)], "the newcomer is in")
    desk.shows(Verdict.WELCOME)
    desk.keep("10-substituted")
    desk.until(lambda: desk.count("case_resolved") == 1, "the case is resolved")


CASES = (
    case_01_a_badge_is_scanned,
    case_02_the_same_badge_again,
    case_03_a_forgotten_badge_and_a_namesake,
    case_04_an_unknown_code_is_parked_in_one_key,
    case_05_a_cancelled_registration,
    case_06_a_note_that_asks_for_a_call,
    case_07_a_walk_in_by_keyboard_only,
    case_08_a_delegation_of_twelve_in_three_actions,
    case_09_one_undo_takes_the_whole_action_back,
    case_10_somebody_comes_in_anothers_place,
)


def test_ten_cases_of_a_morning(desk: Desk) -> None:
    """One test: each case begins at the desk as the one before left it."""
    for case in CASES:
        try:
            case(desk)
        except AssertionError as fault:
            seen = desk.file.with_name("failed.png")
            desk.screen.picture().save(seen)
            raise AssertionError(f"{case.__name__}: {fault}; the screen then: {seen}") from fault

"""The page of the stations: names, the link's sign, pairing by line and by card, wrong clocks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from raict_desktop.domain.errors import UserError
from raict_desktop.services import hub_sharing
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.linked import Neighbour
from raict_desktop.services.pairing_card import write_pairing_card
from raict_desktop.sharing.link import LinkNews, LinkState
from raict_desktop.sharing.pairing import Pairing, pairing_line
from raict_desktop.ui.context import Context
from raict_desktop.ui.main_window import MainWindow
from raict_desktop.ui.models.stations_model import StationsModel, shift_text
from raict_desktop.ui.network import Network
from raict_desktop.ui.pages.organiser.stations import Stations
from raict_desktop.ui.pairing_sheet import PairingSheet
from tests.ui.conftest import FakePrompts


class StillNetwork(Network):
    """A network that only says what the test wants."""

    said: LinkNews | None = None
    others: list[Neighbour]
    line = ""

    def __init__(self) -> None:
        super().__init__()
        self.others = []

    @property
    def paired(self) -> bool:
        return self.said is not None

    @property
    def news(self) -> LinkNews | None:
        return self.said

    def neighbours(self) -> list[Neighbour]:
        return self.others

    def join(self, line: str) -> None:
        if not hub_sharing.is_pairing(line):
            raise UserError("sharing.bad_pairing")
        self.line = line
        self.said = LinkNews(LinkState.LIVE, since=time.monotonic())

    def leave(self) -> None:
        self.said = None


@pytest.fixture
def network() -> StillNetwork:
    return StillNetwork()


@pytest.fixture
def page(
    context: Context, network: StillNetwork, event: OpenEvent, qtbot: QtBot
) -> Iterator[Stations]:
    made = Stations(
        Context(
            context.application,
            context.settings_store,
            context.prompts,
            context.tasks,
            network=network,
        )
    )
    qtbot.addWidget(made)
    made.set_event(event)
    made.shown()
    yield made
    made.set_event(None)


def cells(page: Stations, row: int) -> list[str]:
    model = page.model
    return [str(model.data(model.index(row, c)) or "") for c in range(model.columnCount())]


def test_the_model_is_a_good_one(event: OpenEvent, qtmodeltester: ModelTester) -> None:
    from raict_desktop.services import stations

    check_in_code(event, "x")
    model = StationsModel()
    model.show_stations(event, stations.stations(event), [])
    qtmodeltester.check(model)


def test_a_name_reaches_the_journal_and_the_settings(page: Stations, event: OpenEvent) -> None:
    page.link.name.line.setText(" Accueil  3 ")
    page.link.rename.click()
    assert hub_sharing.station_name(event, event.station) == "Accueil 3"
    assert cells(page, 0)[:2] == ["Accueil 3", "ce poste"]
    page.link.name.line.setText("")
    page.link.rename.click()
    assert "nom" in page.notice.text()


def test_a_line_pairs_and_a_wrong_one_is_told(page: Stations, network: StillNetwork) -> None:
    page.link.line.line.setText("nonsense")
    page.link.join.click()
    assert "raict-hub" in page.link.line.fault.text()
    line = pairing_line(Pairing("h", 1, "d", "u", "p", "e" * 36))
    page.link.line.line.setText(line)
    page.link.join.click()
    assert network.line == line
    assert page.link.line.fault.text() == ""
    assert page.link.line.line.text() == ""  # the key does not stay on the screen
    assert page.link.line.isHidden()
    assert not page.link.leave.isHidden()
    assert page.link.sign.text().startswith("En liaison")
    page.link.leave.click()
    assert not page.link.line.isHidden()


def test_a_card_pairs_too(
    page: Stations, network: StillNetwork, prompts: FakePrompts, tmp_path: Path
) -> None:
    line = pairing_line(Pairing("h", 1, "d", "u", "p", "e" * 36))
    prompts.open_file = str(write_pairing_card(tmp_path / "card.pdf", "T", line, ("a", "b")))
    page.link.card.click()
    assert network.line == line


def test_a_card_held_to_the_camera_pairs(
    page: Stations, network: StillNetwork, qtbot: QtBot, tmp_path: Path
) -> None:
    certificate = "-----BEGIN CERTIFICATE-----\n" + "".join(
        f"{n * 7919 % 16:x}" for n in range(1_000)
    )
    line = pairing_line(Pairing("h", 1, "d", "u", "p", "e" * 36, "5" * 64, certificate))
    card = write_pairing_card(tmp_path / "card.pdf", "Rencontres", line, ("a", "b"))
    frames = tmp_path / "frames"
    frames.mkdir()
    in_view(card, frames / "1.png")
    page.show()
    page.context.settings_store.change(camera=str(frames))
    page.link.camera.click()
    sheet = page.window().findChild(PairingSheet)
    assert sheet is not None
    assert sheet.isVisible()
    qtbot.waitUntil(lambda: network.line == line, timeout=20_000)
    assert not sheet.isVisible()
    sheet._on_code("http://example.org")
    assert "carte" in sheet.sentence.text()
    assert network.line == line


def in_view(card: Path, picture: Path) -> None:
    """A card as a camera of 1280 by 720 sees it at arm's length: tilted, grey, not quite sharp."""
    import pypdfium2
    from PIL import Image, ImageFilter

    page = pypdfium2.PdfDocument(card)[0].render(scale=2).to_pil().convert("L")
    lower = page.crop((0, page.height - page.width, page.width, page.height)).resize((640, 640))
    scene = Image.new("L", (1280, 720), 120)
    tilted = lower.rotate(4, Image.Resampling.BICUBIC, fillcolor=200)
    scene.paste(tilted.point([30 + value * 3 // 4 for value in range(256)]), (320, 40))
    scene.filter(ImageFilter.GaussianBlur(0.8)).convert("RGB").save(picture)


def test_a_folder_is_shared_and_left(
    context: Context, event: OpenEvent, qtbot: QtBot, prompts: FakePrompts, tmp_path: Path
) -> None:
    page = Stations(context)
    qtbot.addWidget(page)
    page.set_event(event)
    context.network.begin(event)
    prompts.folder = str(tmp_path)
    page.show()
    page.link.share.click()
    assert context.settings_store.settings.shared_folder == str(tmp_path)
    qtbot.waitUntil(lambda: page.link.sign.text().startswith("En liaison"), timeout=10_000)
    assert str(tmp_path) in page.link.folder.text()
    assert list(tmp_path.rglob("*.jsonl"))
    page.link.unshare.click()
    assert context.network.folder is None
    assert not page.link.sign.isVisible()
    assert page.link.share.isVisible()
    context.network.end()
    page.set_event(None)


def test_a_station_that_wrote_nothing_yet_is_listed(
    page: Stations, network: StillNetwork, event: OpenEvent
) -> None:
    now = time.monotonic()
    network.said = LinkNews(LinkState.LIVE, since=now)
    network.others = [Neighbour("f" * 36, "", "session", now, 0.0, 16.0)]
    page.reload()
    rows = [cells(page, row) for row in range(page.model.rowCount())]
    assert ["ffffffff", "en liaison"] in [row[:2] for row in rows]
    assert sum(row[1] == "ce poste" for row in rows) == 1


def test_a_long_journal_is_not_read_twice_at_once(
    page: Stations, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Callable[[], object]] = []

    class Held:
        def run(self, job: Any, done: Any, _failed: Any) -> None:
            held.append(lambda: done(job()))

    monkeypatch.setattr(page, "context", replace(page.context, tasks=Held()))
    page.show()
    for _ in range(3):
        page.reload()
    assert len(held) == 1
    held[0]()
    assert len(held) == 2  # once more, for what came meanwhile
    held[1]()
    assert len(held) == 2


def test_the_sign_says_how_the_link_is(page: Stations, network: StillNetwork) -> None:
    network.said = LinkNews(LinkState.CATCHING_UP, 120, time.monotonic())
    network.changed.emit()
    assert page.link.sign.text() == "Rattrapage · 120"
    network.said = LinkNews(LinkState.ALONE, 0, time.monotonic(), "sharing.unreachable")
    network.changed.emit()
    assert page.link.sign.text().startswith("Seul depuis")
    assert "continue seul" in page.link.sentence.text()


def test_a_neighbour_is_shown_with_its_clock(
    page: Stations, network: StillNetwork, event: OpenEvent, prompts: FakePrompts
) -> None:
    now = time.monotonic()
    check_in_code(event, "x")
    network.said = LinkNews(LinkState.LIVE, since=now)
    network.others = [Neighbour(event.station, "Porte 2", "session", now, 3720.0, 16.0)]
    page.reload()
    assert cells(page, 0)[-1] == "+1 h 02"
    page.table.selectRow(0)
    page.correct.click()
    assert any("−1 h 02" in text for text in prompts.asked)
    assert "corrigée" in cells(page, 0)[-1]
    page.table.selectRow(0)
    page.correct.click()
    assert "corrigée" not in cells(page, 0)[-1]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(45, "+45 s"), (-45, "−45 s"), (600, "+10 min"), (3720, "+1 h 02"), (864000, "+10 jours")],
)
def test_shifts_in_words(desktop: object, seconds: int, text: str) -> None:
    assert shift_text(timedelta(seconds=seconds)) == text


def test_the_window_links_up_by_itself_and_lets_go(
    context: Context, event: OpenEvent, qtbot: QtBot
) -> None:
    from raict_desktop.config import hubs_folder
    from raict_desktop.services import pairings

    pairings.keep(hubs_folder(), Pairing("127.0.0.1", 1, "d", "u", "p", event.file.event_id))
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.use_event(event)
    assert context.network.paired
    qtbot.waitUntil(lambda: window.header.link.text().startswith("Seul depuis"))
    window.close()
    assert not context.network.paired


def test_a_room_without_news_counts_at_least(
    context: Context, network: StillNetwork, event: OpenEvent, qtbot: QtBot
) -> None:
    from raict_desktop.services import programme
    from raict_desktop.ui.pages.door import DoorPage
    from tests.builders import add_session

    session = add_session(event, "Quiz", capacity=8)
    programme.change_headcount(event, session.id, 3)
    with event.file.writing() as db:
        # What another station counted, as a link would have brought it.
        db.execute("DROP TRIGGER journal_is_append_only_update")
        db.execute("UPDATE journal SET station = ? WHERE kind = 'headcount'", ("f" * 36,))
    door = DoorPage(
        Context(
            context.application,
            context.settings_store,
            context.prompts,
            context.tasks,
            network=network,
        )
    )
    qtbot.addWidget(door)
    door.set_event(event)
    door.show()
    network.said = LinkNews(LinkState.LIVE, since=time.monotonic())
    door.reload()
    assert door.count.text() == "3 / 8"
    network.said = LinkNews(LinkState.ALONE, 0, time.monotonic(), "sharing.unreachable")
    network.changed.emit()
    assert door.count.text() == "≥ 3 / 8"
    door.set_event(None)

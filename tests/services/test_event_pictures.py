"""Logos and pictures travel in the journal: every station prints what one of them has."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest
from PIL import Image

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.paper.pictures import read_logo
from raict_desktop.services import badges, event_pictures, layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up, restore
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import merge
from raict_desktop.storage import paper_rows
from tests.laptops import Laptop, laptops

SIGN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">'
    '<rect width="20" height="10" fill="#0B6B6B"/></svg>'
)


def noise(path: Path, size: tuple[int, int], *, alpha: bool = False) -> Path:
    """A picture that no compression makes small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.effect_noise(size, 120).convert("RGBA" if alpha else "RGB")
    picture.save(path)
    return path


def put(event: OpenEvent, name: str, text: str = SIGN) -> Path:
    path = event.path.parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def two(tmp_path: Path) -> tuple[Laptop, Laptop]:
    first, second = laptops(tmp_path, ("one", "two"), people_count=1)
    return first, second


def test_a_logo_of_one_station_is_printed_by_the_other(two: tuple[Laptop, Laptop]) -> None:
    first, second = two
    with first.open() as event:
        put(event, "logos/2-b.svg")
        noise(event.path.parent / "logos/1-a.png", (60, 30))
        put(event, "badge-pictures/face.svg")
        assert event_pictures.share_pictures(event) == ()
    with second.open() as event:
        assert event_pictures.logos(event) == []
        merge(event, [first.path])
        assert [path.name for path in event_pictures.logos(event)] == ["1-a.png", "2-b.svg"]
        supplies, problems = badges.supplies(event)
        assert (len(supplies.logos), problems) == (2, ())
        assert supplies.picture("face.svg") is not None
        assert check(event).problems == ()


def test_nothing_is_written_twice_and_a_file_taken_away_goes(two: tuple[Laptop, Laptop]) -> None:
    with two[0].open() as event:
        path = put(event, "logos/a.svg")
        event_pictures.share_pictures(event)
        count = len(known(event)), heads(event)
        event_pictures.share_pictures(event)
        assert (len(known(event)), heads(event)) == count
        path.write_text(SIGN.replace("#0B6B6B", "#112233"), "utf-8")
        event_pictures.share_pictures(event)
        assert heads(event) == count[1] + 1
        path.unlink()
        event_pictures.share_pictures(event)
        assert known(event) == {}


def test_a_restored_event_goes_on_with_the_pictures_beside_it(tmp_path: Path) -> None:
    """It has another station than the one that wrote them."""
    (one,) = laptops(tmp_path, ("one",), people_count=1)
    with one.open() as event:
        first, second = put(event, "logos/a.svg"), put(event, "logos/b.svg")
        event_pictures.share_pictures(event)
        made, station = back_up(event, tmp_path / "backup").backup, event.station
    restore(made.path, one.path)
    one.world.seed += 1
    with one.open() as event:
        assert event.station != station
        before = heads(event)
        event_pictures.share_pictures(event)
        assert heads(event) == before
        first.write_text(SIGN.replace("#0B6B6B", "#112233"), "utf-8")
        second.unlink()
        event_pictures.share_pictures(event)
        assert known(event).keys() == {"logos/a.svg"}
        assert known(event)["logos/a.svg"]["from"] == event.station


def test_two_threads_write_a_picture_once(
    two: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    with two[0].open() as event:
        put(event, "logos/a.svg")
        both = threading.Barrier(2, timeout=60)
        small = event_pictures._small

        def together(path: Path, source: str) -> bytes | None:
            made = small(path, source)
            both.wait()
            return made

        monkeypatch.setattr(event_pictures, "_small", together)
        before = heads(event)
        threads = [
            threading.Thread(target=event_pictures.share_pictures, args=(event,)) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert heads(event) == before + 1


def test_stations_with_pictures_of_their_own_do_not_quarrel(two: tuple[Laptop, Laptop]) -> None:
    first, second = two
    with first.open() as event:
        put(event, "logos/a.svg")
        event_pictures.share_pictures(event)
    with second.open() as event:
        own = put(event, "logos/a.svg", SIGN.replace("#0B6B6B", "#998800"))
        merge(event, [first.path])
        before = heads(event)
        assert event_pictures.share_pictures(event) == ()
        assert heads(event) == before
        # Here, one's own comes first.
        assert event_pictures.logos(event) == [own]
        own.unlink()
        event_pictures.share_pictures(event)
        assert [path.name for path in event_pictures.logos(event)] == ["a.svg"]


def test_a_large_picture_travels_as_a_smaller_copy(two: tuple[Laptop, Laptop]) -> None:
    first, second = two
    with first.open() as event:
        big = noise(event.path.parent / "logos/photo.jpg", (2400, 1200))
        assert big.stat().st_size > 5 * event_pictures.MOST_BYTES
        assert event_pictures.share_pictures(event) == ()
    with second.open() as event:
        merge(event, [first.path])
        (path,) = event_pictures.logos(event)
        assert path.stat().st_size <= event_pictures.MOST_BYTES
        logo = read_logo(path)
        assert logo is not None
        assert logo.ratio == pytest.approx(2, abs=0.02)


def test_a_picture_too_large_to_travel_is_told_and_printed_here(
    two: tuple[Laptop, Laptop],
) -> None:
    choose = random.Random(4)
    shapes = "".join(
        f'<rect x="{choose.random():.9f}" y="{choose.random():.9f}" width="1" height="1"/>'
        for _ in range(1500)
    )
    with two[0].open() as event:
        put(event, "logos/big.svg", SIGN.replace("</svg>", f"{shapes}</svg>"))
        (problem,) = event_pictures.share_pictures(event)
        assert (problem.code_, problem.name) == ("paper.picture_stays", "big.svg")
        assert problem.facts["most"] == 60
        assert len(badges.supplies(event)[0].logos) == 1


def test_unreadable_and_hostile_pictures_cost_nothing(two: tuple[Laptop, Laptop]) -> None:
    from raict_desktop.domain.changes import Changes
    from raict_desktop.domain.journal import Draft, Kind

    with two[0].open() as event:
        put(event, "logos/words.png", "not a picture")
        assert event_pictures.share_pictures(event) == ()
        assert known(event) == {}
        for name, data in (
            ("logos/../../../evil.svg", "PHN2Zy8+"),
            ("logos/a.exe", "TVo="),
            ("logos/b.svg", "%%%"),
            ("logos/c.svg", None),
        ):
            body = {"data": data, "source": "", "from": "other"}
            event.write([Draft(Kind.PICTURE_SET, name, facts={"picture": body})], Changes())
        (event.path.parent / "logos/words.png").unlink()
        (path,) = event_pictures.logos(event)
        assert path.is_relative_to(event_pictures.picture_folder(event) / "received")
        _, problems = badges.supplies(event)
        assert [problem.name for problem in problems] == ["evil.svg"]


@pytest.mark.parametrize("body", [{}, [], "logo", {"data": 1, "source": "", "from": ""}])
def test_a_picture_that_says_nothing_is_left_alone(event: OpenEvent, body: object) -> None:
    names = ("logos/a.svg", "logos/gone.svg")
    drafts = [Draft(Kind.PICTURE_SET, name, facts={"picture": body}) for name in names]
    event.write(drafts, Changes())
    here = put(event, "logos/a.svg")
    assert event_pictures.share_pictures(event) == ()
    assert event_pictures.logos(event) == [here]
    with event.file.reading() as db:
        assert paper_rows.designs(db, "picture")["logos/a.svg"]["from"] == event.station


def test_a_full_disk_keeps_the_badges_coming(
    two: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    with first.open() as event:
        put(event, "logos/a.svg")
        event_pictures.share_pictures(event)
    with second.open() as event:
        merge(event, [first.path])

        def full(_path: Path) -> None:
            raise UserError("paper.cannot_write", path="a.svg")

        monkeypatch.setattr(event_pictures, "replaced", full)
        assert badges.supplies(event)[0].logos == ()


def test_the_next_event_has_the_logos_and_may_change_them(two: tuple[Laptop, Laptop]) -> None:
    from datetime import date

    from raict_desktop.services.next_event import new_event_from

    first, second = two
    with first.open() as event:
        put(event, "logos/a.svg")
        event_pictures.share_pictures(event)
        layouts.duplicate_layout(event, "a6-conference")
    with second.world.application() as application:
        folder = second.path.parent / "next"
        made = new_event_from(
            application, first.path, folder, title="13es", first_day=date(2022, 1, 18)
        )
        assert [path.name for path in event_pictures.logos(made)] == ["a.svg"]
        put(made, "logos/a.svg", SIGN.replace("#0B6B6B", "#112233"))
        event_pictures.share_pictures(made)
        assert known(made)["logos/a.svg"]["from"] == made.station


def known(event: OpenEvent) -> dict[str, dict[str, object]]:
    with event.file.reading() as db:
        return paper_rows.designs(db, "picture")


def heads(event: OpenEvent) -> int:
    with event.file.reading() as db:
        return int(db.execute("SELECT count(*) FROM journal").fetchone()[0])

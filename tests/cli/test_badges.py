"""Badges on the command line: files, layouts, sheets, trays, invitations, and a real print queue."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from raict_desktop import cli
from raict_desktop.services import badges, people
from raict_desktop.services.application import Application
from tests.builders import World, add_person, make_event
from tests.print_service import print_service

Run = Callable[..., tuple[int, str, str]]
PEOPLE = 6


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["raict-desktop", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def day(tmp_path: Path, world: World) -> Path:
    with world.application() as application:
        event = make_event(application, tmp_path)
        for number in range(PEOPLE):
            organisation = {"name": f"Ville {PEOPLE - number}", "kind": "commune", "country": "FR"}
            add_person(
                event,
                "Zoé",
                f"Martin {number}",
                organisation=organisation,
                email=f"z{number}@example.org" if number else "",
            )
        add_person(event, "=1+1", "'x", category="presse")
    return tmp_path / "day.raict"


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_pdf_in_another_order_from_a_half_used_sheet(run: Run, day: Path) -> None:
    target = day.with_name("b.pdf")
    code, out, err = run("badges", day, "-o", target, "--order", "organisation", "--start", 3)
    assert (code, "7 badges" in out and "pages\u00a0: 3)" in out) == (0, True)
    assert "--start 2" in err
    with pypdfium2.PdfDocument(target) as document:
        assert len(document) == 3
        first = document[0].get_textpage().get_text_range()
    assert "MARTIN 5" in first
    assert run("badges", day, "-o", target, "--start", 9)[0] == 2
    assert run("badges", day, "-o", target, "--start", 0)[0] == 2
    assert run("badges", day, "-o", target, "--missing")[0] == 2  # everybody has one by now


def test_layouts_are_listed_given_taken_in_and_reset(run: Run, day: Path) -> None:
    found = objects(run("layouts", day, "--json")[1])
    assert [row["name"] for row in found][:2] == ["a6-conference", "a7-compact"]
    file = day.with_name("ours.toml")
    assert run("layouts", day, "--export", "a7-compact", file)[0] == 0
    text = file.read_text("utf-8").replace("width = 25.6", "width = 9", 1)
    file.write_text(text.replace('"a7-compact"', '"ours"', 1), "utf-8")
    assert run("layouts", day, "--import", file)[0] == 0
    code, out, err = run("layouts", day, "--check", "ours", "--json")
    assert (code, "points à 300 ppp" in err) == (0, True)
    assert "ours" in [row["name"] for row in objects(out)]
    assert run("badges", day, "-o", day.with_name("o.pdf"), "--layout", "ours")[0] == 0
    assert run("layouts", day, "--remove", "ours")[0] == 0
    code, _, err = run("badges", day, "-o", day.with_name("o.pdf"), "--layout", "ours")
    assert (code, "a6-conference" in err) == (2, True)
    file.write_text("width = [", "utf-8")
    assert run("layouts", day, "--import", file)[0] == 2


def test_a_sheet_is_added_used_and_removed(run: Run, day: Path) -> None:
    measures = ("--badge", "105x148", "--grid", "2x1", "--margin", "0x10")
    assert run("sheets", day, "--add", "ours", *measures)[0] == 0
    (row,) = [row for row in objects(run("sheets", day, "--json")[1]) if row["name"] == "ours"]
    assert (row["places"], row["pitch_x"]) == (2, 105)
    _, out, _ = run("badges", day, "-o", day.with_name("b.pdf"), "--sheet", "ours")
    assert "7 badges" in out
    assert "(pages\u00a0: 4)" in out
    assert run("sheets", day, "--remove", "ours")[0] == 0
    assert run("badges", day, "-o", day.with_name("b.pdf"), "--sheet", "ours")[0] == 2
    code, _, err = run("sheets", day, "--add", "bad", "--badge", "300x300")
    assert (code, "badge_width" in err) == (2, True)
    assert run("sheets", day, "--add", "bad", "--badge", "wide")[0] == 2


def test_trays_are_filled_listed_and_labelled(run: Run, day: Path) -> None:
    papers = ("--separators", day.with_name("s.pdf"), "--labels", day.with_name("l.pdf"))
    assert run("trays", day, *papers)[0] == 2  # nothing is sorted yet
    code, out, _ = run("trays", day, "--sort", "name", "--size", 5, *papers, "--json")
    assert code == 0
    assert [(row["tray"], row["first"], row["last"]) for row in objects(out)] == [
        ("A", 1, 5),
        ("B", 6, 7),
    ]
    assert day.with_name("s.pdf").is_file()
    assert day.with_name("l.pdf").is_file()
    assert run("trays", day, "--sort", "name", "--size", 2)[0] == 2


def test_invitations_as_pictures_read_back(run: Run, day: Path) -> None:
    folder = day.with_name("invitations")
    code, out, _ = run("invitations", day, "-o", folder, "--form", "png")
    assert (code, "7 invitations" in out, "courriel\u00a0: 2" in out) == (0, True, True)
    text = (folder / "publipostage.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert len(rows) == 7
    assert not any(value.startswith("=") for row in rows for value in row.values())
    for row in rows:
        with Image.open(folder / row["file"]) as picture:
            assert [found.text for found in zxingcpp.read_barcodes(picture)] == [row["code"]]


def test_badges_are_printed_on_a_queue_and_journalled(run: Run, day: Path) -> None:
    with print_service() as service:
        service.add_queue("badges")
        assert objects(run("printers", "--json")[1]) == [
            {"queue": "badges", "state": "ready", "message": ""}
        ]
        code, out, _ = run("print", day, "--queue", "badges", "--who", "Martin")
        assert (code, f"{PEOPLE} badges imprimés" in out) == (0, True)
        assert len(service.came_out()) == 1
        (service.out / "broken").touch()
        code, _, err = run("print", day, "--queue", "badges", "--missing")
        assert (code, "no paper" in err) == (2, True)
        service.command("cupsdisable", "badges")
        code, _, err = run("print", day, "--queue", "badges", "--missing")
        assert (code, "arrêtée" in err) == (2, True)
        code, _, err = run("print", day, "--queue", "nobody")
        assert (code, "n’existe plus" in err) == (2, True)
    with Application() as application:
        event = application.open_event(day)
        printed = badges.times_printed(event)
        names = {p.family_name for p in people.everybody(event) if p.id in printed}
    assert len(names) == PEOPLE
    assert "'x" not in names


def test_logos_are_added_listed_sorted_and_taken_out(run: Run, day: Path, tmp_path: Path) -> None:
    pictures = []
    for name, size in (("b.png", (400, 200)), ("a.png", (600, 200))):
        pictures.append(tmp_path / "in" / name)
        pictures[-1].parent.mkdir(exist_ok=True)
        Image.new("RGB", size, "#0b6b6b").save(pictures[-1])
    code, out, err = run("logos", day, "--add", pictures[0], "--add", pictures[1], "--json")
    assert (code, err) == (0, "")
    assert objects(out) == [
        {"name": "b.png", "width": 400, "height": 200, "readable": True},
        {"name": "a.png", "width": 600, "height": 200, "readable": True},
    ]
    assert [o["name"] for o in objects(run("logos", day, "--order", "a.png", "--json")[1])] == [
        "a.png", "b.png",
    ]  # fmt: skip
    code, out, err = run("logos", day, "--add", pictures[0], "--add", tmp_path / "none.png")
    assert code == 2
    assert "none.png" in err
    assert "b.png" in err
    assert "a.png: 600 × 200 pixels" in out
    assert run("logos", day, "--remove", "a.png")[0] == 0
    assert [o["name"] for o in objects(run("logos", day, "--json")[1])] == ["b.png"]
    assert run("logos", day, "--remove", "a.png")[0] == 2

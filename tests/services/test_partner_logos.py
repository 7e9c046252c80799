"""Partner logos are added, put in order and taken out, with what is wrong told and nothing lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from raict_desktop.domain.errors import UserError
from raict_desktop.services import badges, event_pictures, next_event
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import merge
from raict_desktop.services.partner_logos import (
    MOST_LOGOS,
    add_logos,
    order_logos,
    partner_logos,
    remove_logo,
)
from raict_desktop.wording import say
from tests.laptops import Laptop, laptops
from tests.services.test_event_pictures import SIGN, noise


def sign(folder: Path, name: str, colour: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(SIGN.replace("#0B6B6B", colour), "utf-8")
    return folder / name


def names(event: OpenEvent) -> list[str]:
    return [logo.name for logo in partner_logos(event)]


def codes(problems: object) -> list[tuple[str, str]]:
    return [(problem.code_, problem.name) for problem in problems]  # type: ignore[attr-defined]


@pytest.fixture
def two(tmp_path: Path) -> tuple[Laptop, Laptop]:
    first, second = laptops(tmp_path, ("one", "two"), people_count=1)
    return first, second


def test_logos_are_printed_in_the_order_they_were_added_and_put(
    event: OpenEvent, tmp_path: Path
) -> None:
    files = [
        sign(tmp_path / "in", name, f"#00000{at}") for at, name in enumerate(("z.svg", "a.svg"))
    ]
    files.append(noise(tmp_path / "in" / "m.png", (400, 200)))
    assert add_logos(event, files).names == ("z.svg", "a.svg", "m.png")
    assert names(event) == ["z.svg", "a.svg", "m.png"]
    order_logos(event, ["m.png"])
    assert names(event) == ["m.png", "z.svg", "a.svg"]
    supplies, problems = badges.supplies(event)
    assert [logo.path.name for logo in supplies.logos] == names(event)
    assert problems == ()
    assert check(event).problems == ()
    with pytest.raises(UserError, match="unknown_logo"):
        order_logos(event, ["no.png"])
    assert names(event) == ["m.png", "z.svg", "a.svg"]


def test_what_cannot_be_a_logo_is_named_and_the_others_come_in(
    event: OpenEvent, tmp_path: Path
) -> None:
    good, twin = sign(tmp_path, "good.svg", "#111111"), sign(tmp_path, "twin.svg", "#111111")
    text = tmp_path / "text.png"
    text.write_text("no picture", "utf-8")
    heavy = tmp_path / "heavy.png"
    with heavy.open("wb") as stream:
        stream.truncate(21_000_000)
    coarse = noise(tmp_path / "coarse.png", (60, 30))
    files = [text, heavy, good, twin, tmp_path / "gone.png", tmp_path, coarse]
    added = add_logos(event, files)
    assert added.names == ("good.svg", "coarse.png")
    assert codes(added.problems) == [
        ("paper.logo_refused", "text.png"),
        ("paper.logo_too_heavy", "heavy.png"),
        ("paper.logo_twice", "twin.svg"),
        ("paper.logo_refused", "gone.png"),
        ("paper.logo_refused", tmp_path.name),
        ("paper.logo_coarse", "coarse.png"),
    ]
    for language in ("fr", "en"):
        for problem in added.problems:
            key = f"errors_{problem.code_}"
            words = say(key, language, **{**problem.facts, "name": problem.name})
            assert "{" not in words
            assert problem.name in words


def test_no_more_than_a_row_holds(event: OpenEvent, tmp_path: Path) -> None:
    files = [sign(tmp_path / "in", f"{at}.svg", f"#0000{at:02}") for at in range(MOST_LOGOS + 2)]
    added = add_logos(event, files)
    assert len(added.names) == len(names(event)) == MOST_LOGOS
    assert codes(added.problems) == [
        ("paper.logo_too_many", f"{at}.svg") for at in (MOST_LOGOS, MOST_LOGOS + 1)
    ]


def test_another_picture_of_the_same_name_keeps_the_first(event: OpenEvent, tmp_path: Path) -> None:
    add_logos(event, [sign(tmp_path / "one", "Logo.svg", "#111111")])
    assert add_logos(event, [sign(tmp_path / "two", "logo.SVG", "#222222")]).names == (
        "logo-2.svg",
    )
    assert names(event) == ["Logo.svg", "logo-2.svg"]


def test_a_logo_taken_out_is_put_aside_and_can_come_back(event: OpenEvent, tmp_path: Path) -> None:
    add_logos(event, [sign(tmp_path, name, f"#{name[0] * 6}") for name in ("a.svg", "b.svg")])
    aside = remove_logo(event, "a.svg")
    assert names(event) == ["b.svg"]
    assert aside.read_bytes() == (tmp_path / "a.svg").read_bytes()
    assert badges.supplies(event)[0].logos[0].path.name == "b.svg"
    assert add_logos(event, [aside]).names == ("a.svg",)
    assert names(event) == ["b.svg", "a.svg"]
    with pytest.raises(UserError, match="unknown_logo"):
        remove_logo(event, "c.svg")


def test_two_logos_of_one_name_taken_out_are_both_kept(event: OpenEvent, tmp_path: Path) -> None:
    kept = []
    for folder, colour in (("former", "#111111"), ("latter", "#222222")):
        given = sign(tmp_path / folder, "a.svg", colour)
        add_logos(event, [given])
        kept.append((remove_logo(event, "a.svg"), given.read_bytes()))
    assert [aside.read_bytes() for aside, _data in kept] == [data for _aside, data in kept]


def test_the_order_travels_and_a_change_at_another_station_takes_the_logos_over(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    first, second = two
    with first.open() as event:
        add_logos(event, [sign(tmp_path, n, f"#{n[0] * 6}") for n in ("c.svg", "a.svg", "b.svg")])
    with second.open() as event:
        merge(event, [first.path])
        assert [(logo.name, logo.from_elsewhere) for logo in partner_logos(event)] == [
            ("c.svg", True), ("a.svg", True), ("b.svg", True),
        ]  # fmt: skip
        remove_logo(event, "a.svg")
        assert names(event) == ["c.svg", "b.svg"]
        assert not any(logo.from_elsewhere for logo in partner_logos(event))
        order_logos(event, ["b.svg"])
    third = tmp_path / "third" / first.path.name
    third.parent.mkdir()
    shutil.copyfile(second.path, third)
    with Application() as application:
        assert names(application.open_event(third)) == ["b.svg", "c.svg"]


def test_the_next_event_begins_with_the_logos_in_their_order(
    application: Application, event: OpenEvent, tmp_path: Path
) -> None:
    add_logos(event, [sign(tmp_path / "in", n, f"#{n[0] * 6}") for n in ("c.svg", "a.svg")])
    folder = tmp_path / "next"
    folder.mkdir()
    following = next_event.new_event_from(
        application, event.path, folder / "n.raict", title="N", first_day=event.info.first_day
    )
    assert names(following) == ["c.svg", "a.svg"]


def test_a_file_that_a_person_put_into_the_folder_follows_by_name(
    event: OpenEvent, tmp_path: Path
) -> None:
    add_logos(event, [sign(tmp_path, "z.svg", "#111111")])
    sign(event_pictures.logo_folder(event), "b.svg", "#222222")
    broken = event_pictures.logo_folder(event) / "a.png"
    broken.write_bytes(b"\x89PNG broken")
    assert names(event) == ["z.svg", "a.png", "b.svg"]
    assert [logo.logo is None for logo in partner_logos(event)] == [False, True, False]


def test_sizes_are_told_in_pixels(event: OpenEvent, tmp_path: Path) -> None:
    picture = tmp_path / "p.jpg"
    Image.new("RGB", (640, 320)).save(picture)
    add_logos(event, [picture, sign(tmp_path, "s.svg", "#111111")])
    assert [logo.size for logo in partner_logos(event)] == [(640, 320), (0, 0)]

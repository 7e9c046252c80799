"""How long 500 badges take, and how large their PDF gets.

Run ``python -m benchmarks.badges`` from the project's root.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from raict_desktop.domain.codes import make_code
from raict_desktop.paper.badges import BadgeContent
from raict_desktop.paper.badges.compose import Supplies
from raict_desktop.paper.badges.layout_file import read_layout
from raict_desktop.paper.badges.run import PageSetup, write_badges
from raict_desktop.paper.badges.sheets import SHEETS
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pictures import logo_files, read_logos
from raict_desktop.paper.qr import qr_matrix

ROOT = Path(__file__).resolve().parent.parent
COUNT = 500
LIMIT_S = 1.5
LIMIT_BYTES = 1_000_000

GIVEN = ("Aminata", "Jean-Christophe", "Zoé", "Łukasz", "Ελένη", "Владимир", "Thị Hương", "Mehdi")
FAMILY = ("Diallo", "Le Goff", "N’Diaye", "Étienne-Dubois", "Ñúñez", "Şahin", "Иванов", "Ó Briain")
FUNCTIONS = ("Maire", "Directrice générale des services", "Chargé de coopération", "", "Élue")
PLACES = (
    "Ville de Lyon",
    "Région Bretagne",
    "Métropole de Dakar",
    "Commune de Saint-Affrique-Nord",
)
COUNTRIES = ("France", "Sénégal", "Burkina Faso", "Viêt Nam", "Pologne")
CATEGORIES = ("participant", "intervenant", "elu", "presse", "delegation")


def badges() -> list[BadgeContent]:
    choose = random.Random(20)
    return [
        BadgeContent(
            given_name=choose.choice(GIVEN),
            family_name=f"{choose.choice(FAMILY)} {choose.choice(FAMILY)}"[
                : choose.randrange(6, 20)
            ],
            function=choose.choice(FUNCTIONS),
            organisation=f"{choose.choice(PLACES)} {number}",
            country=choose.choice(COUNTRIES),
            category=(category := choose.choice(CATEGORIES)).capitalize(),
            category_key=category,
            code=make_code("BC", choose.randrange),
            event_title="Rencontres AICT 2026",
        )
        for number in range(COUNT)
    ]


def main() -> int:
    content = badges()
    resources = ROOT / "resources"
    layout = read_layout(resources / "layouts" / "a6-conference.toml")
    times = []
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "badges.pdf"
        for _ in range(4):
            qr_matrix.cache_clear()
            start = time.perf_counter()
            logos, _ = read_logos(logo_files(resources / "logos"))
            supplies = Supplies(FontFolder(resources / "fonts"), logos, flags=resources / "flags")
            setup = PageSetup(SHEETS[layout.sheet])
            write_badges(path, content, layout=layout, supplies=supplies, setup=setup)
            times.append(time.perf_counter() - start)
        size = path.stat().st_size
    print(f"{COUNT} badges, first in the process: {times[0]:.2f} s (limit {LIMIT_S} s)")
    print(f"{COUNT} badges, best of three more:   {min(times[1:]):.2f} s")
    print(f"file: {size / 1e6:.2f} MB (limit {LIMIT_BYTES / 1e6:.0f} MB)")
    return 0 if times[0] <= LIMIT_S and size <= LIMIT_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())

"""Writes ``resources/french_places.csv``: French towns and intermunicipal bodies with their department.

The source is the official geographical code as @etalab/decoupage-administratif gives it (MIT). Get it
with ``npm pack``, unpack, and give the folder ``data`` as the argument. Towns below 2 000 people are left
out; so is a name that another town bears whose people are a fifth of the largest one's or more.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from raict_desktop.matching.folding import fold  # noqa: E402 - the program's own reading of names
from raict_desktop.matching.french_regions import joint_key  # noqa: E402

SMALLEST = 2_000
CLEARLY = 5
"""How many times larger the town must be that a shared name is taken to mean."""
Found = dict[str, list[tuple[int, str]]]


def clear(found: Found) -> dict[str, str]:
    """Keys that mean one department beyond doubt."""
    made: dict[str, str] = {}
    for key, places in sorted(found.items()):
        places.sort(reverse=True)
        people, number = places[0]
        rivals = [p for p, other in places[1:] if other != number]
        if people >= SMALLEST and not any(p * CLEARLY >= people for p in rivals):
            made[key] = number.lower()
    return made


def main() -> None:
    """Write the table."""
    folder = Path(sys.argv[1])

    def read(name: str) -> list[dict[str, Any]]:
        value: list[dict[str, Any]] = json.loads((folder / name).read_text("utf-8"))
        return value

    towns: Found = defaultdict(list)
    department: dict[str, str] = {}
    for town in read("communes.json"):
        if town["type"] == "commune-actuelle" and "departement" in town:
            department[town["code"]] = town["departement"]
            towns[fold(town["nom"])].append((town.get("population", 0), town["departement"]))
    joint: Found = defaultdict(list)
    for body in [*read("epci.json"), *read("ept.json")]:
        people: dict[str, int] = defaultdict(int)
        for member in body["membres"]:
            if member["code"] in department:
                people[department[member["code"]]] += member.get("populationTotale", 0)
        if people:
            number = max(people, key=lambda n: (people[n], n))
            joint[joint_key(body["nom"])].append((sum(people.values()), number))
    lines = [f"t;{key};{number}" for key, number in clear(towns).items()]
    lines += [f"j;{key};{number}" for key, number in clear(joint).items() if key]
    (ROOT / "resources" / "french_places.csv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

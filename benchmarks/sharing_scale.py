"""How sharing grows: costs measured here on a real hub, then whole sites simulated with them.

Run ``python -m benchmarks.sharing_scale``. What one entry costs the hub, each listener and each station
is measured on this machine; a seeded simulation of queues (stations' links, the hub's one commit at a
time, its notifications, each site's line) then tells the time from a commit to its appearance at every
other station, and how much of the hub, the stations and the lines is used.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile
from benchmarks.sharing import copy_of
from raict_desktop import paths
from raict_desktop.services.application import Application, Outside
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.replica import EventReplica
from raict_desktop.sharing.hub_setup import make_hub
from raict_desktop.sharing.pairing import Pairing
from raict_desktop.sharing.postgres import PostgresHub
from raict_desktop.sharing.seam import Packet
from tests.sharing.hub_server import HubServer, children

PEOPLE, PASSAGES, ENTRIES, LISTENERS = 100_000, 2_000, 400, 40
LINE_BYTES = 800
"""One entry in a notification, its frames and headers among them."""
COMMIT_MS = 1.0
"""What a hub's disk takes to keep a commit, added to what is measured: an ordinary SSD."""
GOOD_P99_MS = 150.0


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU milliseconds of one entry: pushing, inserting, telling one listener, taking over."""

    push: float
    insert: float
    tell: float
    apply: float


@dataclass(frozen=True, slots=True)
class Site:
    """Stations behind one line to the hub: one-way delay (ms) and bandwidth (Mbit/s)."""

    stations: int
    delay: float
    bandwidth: float


@dataclass(frozen=True, slots=True)
class Case:
    """What is simulated: sites, scans a second in all, cores of the hub."""

    name: str
    sites: tuple[Site, ...]
    rate: float
    cores: int


LAN = 0.3
CASES = (
    Case("14 stations, one hall", (Site(14, LAN, 1000),), 50, 2),
    Case("50 stations, one hall", (Site(50, LAN, 1000),), 60, 4),
    Case("200 stations, one hall", (Site(200, LAN, 1000),), 60, 4),
    Case(
        "200 stations, four sites",
        (Site(80, LAN, 1000), Site(40, 8, 100), Site(40, 15, 100), Site(40, 25, 100)),
        60,
        4,
    ),
    Case("200 stations, four sites by mobile", tuple(Site(50, 40, 50) for _ in range(4)), 60, 4),
)


def server_cpu(server: HubServer) -> float:
    """Seconds of CPU the server has used."""
    ticks = 0
    for pid in (server.pid, *children(server.pid)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def hub_costs(server: HubServer, pairing: Pairing) -> tuple[float, float, float]:
    """Milliseconds of CPU to push an entry, to insert it, and to tell one listener of it."""
    found = []
    push = 0.0
    for listeners in (0, LISTENERS):
        ears = [PostgresHub(pairing) for _ in range(listeners)]
        hub, desk = PostgresHub(pairing), str(uuid.uuid4())
        line = "x" * 600
        packets = [Packet(desk, n + 1, "a" * 64, line) for n in range(ENTRIES)]
        before, mine = server_cpu(server), time.thread_time()
        for packet in packets:
            hub.push([packet])
        push = (time.thread_time() - mine) * 1000 / ENTRIES
        heard = 0
        for ear in ears:
            while heard_now := len(ear.listen(1).entries):
                heard += heard_now
                if heard % ENTRIES == 0:
                    break
        found.append((server_cpu(server) - before) * 1000 / ENTRIES)
        assert heard == listeners * ENTRIES
        for one in (hub, *ears):
            one.close()
    return push, found[0], (found[1] - found[0]) / LISTENERS


def apply_cost(folder: Path, people: int) -> float:
    """Milliseconds of CPU to take one passage over, in an event of many people."""
    with Application() as application:
        event = new_event(application, folder / "day.raict")
        codes = fill(event, people)
        event.file.checkpoint()
        source = event.path
    with (
        Application(Outside(machine="a")) as one,
        Application(Outside(machine="b")) as two,
    ):
        ours = one.open_event(copy_of(folder / "a" / "day.raict", source))
        theirs = two.open_event(copy_of(folder / "b" / "day.raict", source))
        for code in codes[:PASSAGES]:
            check_in_code(theirs, code)
        replica = EventReplica(ours, lambda _changes: None)
        giving = EventReplica(theirs, lambda _changes: None)
        packets = giving.after(theirs.station, 0, PASSAGES + 1)
        replica.absorb(packets[:-ENTRIES])
        begun = time.thread_time()
        for packet in packets[-ENTRIES:]:
            replica.absorb([packet])
        took = (time.thread_time() - begun) * 1000 / ENTRIES
        replica.close()
        giving.close()
    return took


def simulate(case: Case, costs: Costs, seconds: float = 120.0, seed: int = 1) -> tuple[float, ...]:
    """Median and 99th percentile (ms) from commit to applied, and use of hub, station and line."""
    chance = random.Random(seed)
    place = [site for site in case.sites for _ in range(site.stations)]
    number = [n for n, site in enumerate(case.sites) for _ in range(site.stations)]
    link, line_in, line_out = [0.0] * len(place), [0.0] * len(case.sites), [0.0] * len(case.sites)
    taking = [0.0] * len(place)
    committing = telling = used_hub = used_line = 0.0
    delays: list[float] = []
    now, end = 0.0, seconds * 1000
    arrivals: list[tuple[float, float, int]] = []
    while now < end:
        now += chance.expovariate(case.rate / 1000)
        maker = chance.randrange(len(place))
        site = place[maker]
        link[maker] = max(link[maker], now) + costs.push
        wire = LINE_BYTES * 8 / 1000 / site.bandwidth
        line_in[number[maker]] = max(line_in[number[maker]], link[maker]) + wire
        jitter = chance.expovariate(1 / (0.1 * site.delay))
        arrivals.append((line_in[number[maker]] + site.delay + jitter, now, maker))
    for at, made, maker in sorted(arrivals):
        # One commit at a time: notifications keep the order of commits.
        committing = max(committing, at) + costs.insert + COMMIT_MS
        step = costs.tell / max(1, case.cores - 1)
        telling = max(telling, committing)
        used_hub += costs.insert + costs.tell * len(place)
        for one, site in enumerate(place):
            telling += step
            wire = LINE_BYTES * 8 / 1000 / site.bandwidth
            gone = line_out[number[one]] = max(line_out[number[one]], telling) + wire
            used_line = max(used_line, wire * site.stations)
            if one == maker:
                continue
            jitter = chance.expovariate(1 / (0.1 * site.delay))
            taking[one] = max(taking[one], gone + site.delay + jitter) + costs.apply
            delays.append(taking[one] - made)
    scans = len(arrivals)
    return (
        percentile(delays, 0.5),
        percentile(delays, 0.99),
        used_hub / end / case.cores * 100,
        scans * costs.apply / end * 100,
        used_line * case.rate / 1000 * 100,
    )


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    server = HubServer()
    server.start()
    try:
        event_id = str(uuid.uuid4())
        pairing = make_hub(server.url, paths.hub_scripts(), event_id, "Scale")
        push, insert, tell = hub_costs(server, pairing)
    finally:
        server.close()
    with tempfile.TemporaryDirectory() as name:
        costs = Costs(push, insert, tell, apply_cost(Path(name), people))
    print(
        f"CPU of an entry: pushing {costs.push:.2f} ms, the hub {costs.insert:.2f} ms and "
        f"{costs.tell:.3f} ms for each listener, taking over {costs.apply:.2f} ms "
        f"({people} people); plus {COMMIT_MS:.0f} ms for the hub's disk"
    )
    good = True
    for case in CASES:
        half, most, hub, station, line = simulate(case, costs)
        print(
            f"{case.name:36} {case.rate:.0f} scans/s: p50 {half:.0f} ms, p99 {most:.0f} ms; "
            f"hub {hub:.0f} % of {case.cores} cores, station {station:.0f} % of one, "
            f"busiest line {line:.0f} %"
        )
        good = good and most <= GOOD_P99_MS
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

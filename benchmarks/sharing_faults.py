"""Every fault of a hub or its network while five stations scan: what is missing or doubled, and for how long.

Run ``python -m benchmarks.sharing_faults``. Real event files, the real link at its real pace, a real
PostgreSQL on loopback behind a network that can be cut.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psycopg

from benchmarks.crowd import fill, new_event
from benchmarks.sharing import copy_of, slow, wait_live
from raict_desktop import paths
from raict_desktop.services.application import Application, OpenEvent, Outside
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.hub_sharing import HubSharing, open_hub
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint
from raict_desktop.sharing.pairing import pairing_line, read_pairing
from tests.sharing.hub_server import HubServer
from tests.sharing.proxy import Proxy

STATIONS, PEOPLE, RATE = 5, 1_000, 50
FAULT_S = 10.0
CATCH_UP_S = 5.0
PATIENCE_S = 60.0


class Site:
    """Five stations in this process, scanned in turn by one thread."""

    def __init__(self, events: list[OpenEvent], codes: list[str]) -> None:
        self.events, self._codes = events, codes
        self.said = 0
        self.worst_ms = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._scan, daemon=True)

    def _scan(self) -> None:
        begun = time.perf_counter()
        while not self._stop.is_set():
            event = self.events[self.said % len(self.events)]
            at = time.perf_counter()
            check_in_code(event, self._codes[self.said % len(self._codes)])
            self.worst_ms = max(self.worst_ms, (time.perf_counter() - at) * 1000)
            self.said += 1
            self._stop.wait(max(0.0, begun + self.said / RATE - time.perf_counter()))

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def kill_ten_times(server: HubServer, _proxy: Proxy) -> None:
    """Pull the hub's plug again and again."""
    for _ in range(10):
        server.kill()
        time.sleep(FAULT_S / 20)
        server.start()
        time.sleep(FAULT_S / 20)


def wipe(server: HubServer, _proxy: Proxy) -> None:
    """Take everything out of the hub under the stations' hands."""
    time.sleep(FAULT_S / 2)
    with psycopg.connect(server.url, autocommit=True) as db, db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        db.execute("LOCK TABLE raict.entry, raict.head")
        db.execute("DELETE FROM raict.entry")
        db.execute("DELETE FROM raict.head")


def put_back(server: HubServer, _proxy: Proxy) -> None:
    """Give the hub back the state of some seconds ago."""
    time.sleep(FAULT_S / 2)
    with psycopg.connect(server.url, autocommit=True) as db, db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        db.execute("LOCK TABLE raict.entry, raict.head")
        db.execute("UPDATE raict.head SET counter = (counter * 2 + 2) / 3")
        db.execute(
            "DELETE FROM raict.entry e USING raict.head h WHERE h.event_id = e.event_id "
            "AND h.station = e.station AND e.counter > h.counter"
        )


def cut(_server: HubServer, proxy: Proxy) -> None:
    """Pull the cable for ten seconds."""
    proxy.cut()
    time.sleep(FAULT_S)
    proxy.heal()


def flap(_server: HubServer, proxy: Proxy) -> None:
    """A cable with a loose contact."""
    for _ in range(int(FAULT_S)):
        proxy.cut()
        time.sleep(0.5)
        proxy.heal()
        time.sleep(0.5)


def stop(server: HubServer, _proxy: Proxy) -> None:
    """A hub that stands still with its connections open."""
    server.signal(signal.SIGSTOP)
    time.sleep(FAULT_S)
    server.signal(signal.SIGCONT)


def crawl(server: HubServer, _proxy: Proxy) -> None:
    """Half a second for every commit."""
    slow(server, on=True)
    time.sleep(FAULT_S)
    slow(server, on=False)


FAULTS: dict[str, Callable[[HubServer, Proxy], None]] = {
    "hub killed ten times": kill_ten_times,
    "hub wiped": wipe,
    "hub put back from an old copy": put_back,
    "five stations cut for 10 s": cut,
    "cable flapping for 10 s": flap,
    "hub stopped for 10 s": stop,
    "500 ms a commit for 10 s": crawl,
}


def tried(name: str, server: HubServer, proxy: Proxy, site: Site) -> bool:
    """Scan through one fault and print what came of it."""
    held = [event.entry_count() for event in site.events]
    with site:
        FAULTS[name](server, proxy)
        healed = time.perf_counter()
    total = held[0] + site.said
    while any(event.entry_count() < total for event in site.events):
        if time.perf_counter() - healed > PATIENCE_S:
            break
        time.sleep(0.005)
    took = time.perf_counter() - healed
    counts = [event.entry_count() for event in site.events]
    missing, doubled = max(total - n for n in counts), max(n - total for n in counts)
    whole = len({fingerprint(event) for event in site.events}) == 1
    whole = whole and all(check(event).ok for event in site.events)
    good = missing == doubled == 0 and whole and took <= CATCH_UP_S
    print(
        f"{name:30} {site.said:4} scans (longest {site.worst_ms:.0f} ms): missing {missing}, "
        f"doubled {doubled}, all even after {took:.2f} s (goal {CATCH_UP_S:.0f} s)"
        f"{'' if whole else ', JOURNALS DIFFER'}",
        flush=True,
    )
    return good


def main() -> int:
    server = HubServer()
    server.start()
    proxy = Proxy(server.port)
    good = True
    try:
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            folder = Path(name)
            with Application() as application:
                event = new_event(application, folder / "day.raict")
                codes = fill(event, PEOPLE)
                line = open_hub(event, server.url, paths.hub_scripts())
                event.file.checkpoint()
                source = event.path
            line = pairing_line(replace(read_pairing(line), port=proxy.port))
            events = []
            for number in range(STATIONS):
                path = copy_of(folder / f"station{number}" / "day.raict", source)
                application = stack.enter_context(Application(Outside(machine=str(number))))
                events.append(application.open_event(path))
                sharing = HubSharing(events[-1], path.parent / "hubs")
                sharing.join(line)
                stack.callback(sharing.stop)
                wait_live(sharing)
            for fault in sys.argv[1:] or FAULTS:
                good = tried(fault, server, proxy, Site(events, codes)) and good
    finally:
        proxy.close()
        server.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

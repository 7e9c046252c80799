"""Stations and hub in network namespaces of their own: real addresses, TLS, and cables that are pulled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint
from raict_desktop.sharing.pairing import read_pairing
from tests.laptops import laptops
from tests.sharing.hub_server import HubServer

ROOT = Path(__file__).resolve().parents[2]
DESKS = 5
BEFORE = AFTER = 8
HUB = "10.77.0.1"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def may_make_namespaces() -> bool:
    """Whether this user may (root of a machine or container that allows it)."""
    if (
        os.name != "posix"
        or os.getuid() != 0
        or not (shutil.which("ip") and shutil.which("setpriv"))
    ):
        return False
    name = f"raict-try-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    if made.returncode == 0:
        ip("netns", "del", name)
    return made.returncode == 0


class Venue:
    """A switch, and one namespace for each computer plugged into it."""

    def __init__(self) -> None:
        self._mark = f"r{os.getpid()}"
        self.made: list[str] = []
        self._switch = self._namespace("switch")
        self._in(self._switch, "link", "add", "switch", "type", "bridge")
        self._in(self._switch, "link", "set", "switch", "up")

    def _namespace(self, name: str) -> str:
        whole = f"{self._mark}-{name}"
        ip("netns", "add", whole)
        self.made.append(whole)
        self._in(whole, "link", "set", "lo", "up")
        return whole

    @staticmethod
    def _in(namespace: str, *words: str) -> None:
        ip("-n", namespace, *words)

    def computer(self, name: str, address: str) -> str:
        """Plug a computer in; returns its namespace."""
        namespace = self._namespace(name)
        cable = ("link", "add", name, "netns", self._switch, "type", "veth")
        ip(*cable, "peer", "name", "eth0", "netns", namespace)
        self._in(self._switch, "link", "set", name, "master", "switch")
        self._in(self._switch, "link", "set", name, "up")
        self._in(namespace, "addr", "add", f"{address}/24", "dev", "eth0")
        self._in(namespace, "link", "set", "eth0", "up")
        return namespace

    def cable(self, name: str, state: str) -> None:
        """Pull a computer's cable (``down``) or plug it in again (``up``)."""
        self._in(self._switch, "link", "set", name, state)

    def close(self) -> None:
        for name in reversed(self.made):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


@pytest.fixture
def venue() -> Iterator[Venue]:
    made = Venue()
    try:
        yield made
    finally:
        made.close()


@pytest.mark.skipif(
    not may_make_namespaces(), reason="network namespaces take root (ip netns add was refused)"
)
def test_five_computers_whose_cables_are_pulled_come_together(tmp_path: Path, venue: Venue) -> None:
    desks = laptops(tmp_path, [f"d{n}" for n in range(DESKS)])
    with desks[0].open() as event:
        before = event.entry_count()
    server = HubServer(tls=True, namespace=venue.computer("hub", HUB))
    try:
        server.start()
        line = pairing_line_of(server, desks[0].path, venue.made[1])
        assert read_pairing(line).certificate  # beyond loopback: pinned
        total = before + DESKS * (BEFORE + AFTER)
        running = []
        for number, desk in enumerate(desks):
            namespace = venue.computer(f"d{number}", f"10.77.0.{10 + number}")
            codes = [f"d{number}-{n}" for n in range(BEFORE + AFTER)]
            codes = ["live", *codes[:BEFORE], "-", "alone", *codes[BEFORE:], "-"]
            running.append(station(namespace, desk.path, line, total, codes))
        for process in running:
            words = [said(process) for _ in range(BEFORE + 1)]
            assert words[0] == "live"
        for number, process in enumerate(running):
            venue.cable(f"d{number}", "down")
            go_on(process)
        for process in running:
            # Every desk notices that it is alone, and goes on scanning.
            words = [said(process) for _ in range(AFTER + 1)]
            assert words[0] == "alone"
        for number, process in enumerate(running):
            venue.cable(f"d{number}", "up")
            go_on(process)
        for process in running:
            process.communicate(timeout=60)
        assert [process.returncode for process in running] == [0] * DESKS
    finally:
        server.close()
    prints = set()
    for desk in desks:
        with desk.open() as event:
            assert check(event).ok
            assert event.entry_count() == total
            prints.add(fingerprint(event))
    assert len(prints) == 1


def pairing_line_of(server: HubServer, event: Path, namespace: str) -> str:
    """What ``hub init`` prints on the hub's own computer."""
    command = [sys.executable, "-m", "raict_desktop", "hub", "init", server.url, str(event)]
    done = subprocess.run(
        ["ip", "netns", "exec", namespace, *command, "--host", HUB],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()[0]


def station(
    namespace: str, path: Path, line: str, total: int, codes: list[str]
) -> subprocess.Popen[str]:
    words = ["-m", "tests.sharing.station_process", str(path), line, str(total), *codes]
    return subprocess.Popen(
        ["ip", "netns", "exec", namespace, sys.executable, *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()

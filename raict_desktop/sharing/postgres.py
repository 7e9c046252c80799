"""The hub as a transport: PostgreSQL on the venue's network, through psycopg.

Beyond loopback the connection demands TLS and SCRAM bound to the TLS channel, so that neither a
listener nor somebody in between learns or relays anything. News come by LISTEN/NOTIFY on the same
connection that carries entries, and bring the entries along where they are small.
"""

from __future__ import annotations

import ipaddress
import select
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, sql

from raict_desktop.sharing.pairing import Pairing
from raict_desktop.sharing.seam import ForkError, GapError, Heads, LinkLostError, News, Packet

OLDEST_SERVER = 150000
CONNECT_S = 4
GIVE_UP_S = 20
"""A cable that was pulled answers nothing: what was sent is given up after this, not after minutes."""
VERSION = 2
GATHER_S = 0.005
"""News that follow others closer than this are taken together: a transaction costs as much as an entry."""
MOST_HEARD = 500
"""Entries of notifications that are kept while the link is busy; it asks for what comes beyond."""


def is_loopback(host: str) -> bool:
    """Whether a host name means this very machine (a socket's folder does too)."""
    if host in ("", "localhost") or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def security(host: str, certificate: Path | None) -> dict[str, str]:
    """Connection settings that a host demands.

    Args:
        host: where the hub is.
        certificate: file of the pinned certificate (PEM), or None when none was pinned.
    """
    if is_loopback(host):
        return {"sslmode": "prefer"}
    settings = {
        "require_auth": "scram-sha-256",
        "channel_binding": "require",
        "gssencmode": "disable",
        "sslmode": "require",
    }
    if certificate is not None:
        settings |= {"sslmode": "verify-ca", "sslrootcert": str(certificate)}
    return settings


class PostgresHub:
    """A connected hub.

    Args:
        pairing: where and who.
        on_beat: hears the text of every heartbeat that comes in.

    Attributes:
        title: of the event, as it was when the hub was made.

    Raises:
        LinkLostError: unreachable, refused, too old, or it serves other events.
    """

    def __init__(self, pairing: Pairing, on_beat: Callable[[str], None] = lambda _text: None):
        self._event = pairing.event_id
        self._channel = f"raict_{pairing.event_id.replace('-', '')}"
        self._on_beat = on_beat
        self.title = ""
        self._heard: list[Packet] = []
        self._more = False
        self._given = 0.0
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        try:
            self._db = connect(pairing)
        except LinkLostError:
            self._ear.close()
            self._mouth.close()
            raise
        # The same descriptor, to shut it down from another thread; never closed through this one.
        self._socket = socket.socket(fileno=self._db.fileno())
        try:
            self._db.add_notify_handler(self._on_notify)
            self._examine()
            with told():
                # Nobody's acknowledgement waits for the hub's disk: what a hub that crashed has lost,
                # the stations see missing when they come back, and give again.
                self._db.execute("SET synchronous_commit = off")
                self._db.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        except BaseException:
            self.close()
            raise

    def _examine(self) -> None:
        with told():
            if self._db.info.server_version < OLDEST_SERVER:
                raise LinkLostError("sharing.old_server")
            version = self._db.execute("SELECT version FROM raict.hub").fetchone()
            if version is None or version[0] != VERSION:
                older = version is not None and version[0] < VERSION
                raise LinkLostError("sharing.older_hub" if older else "sharing.newer_hub")
            query = "SELECT title FROM raict.event WHERE event_id = %s"
            found = self._db.execute(query, (self._event,)).fetchone()
            if found is None:
                raise LinkLostError("sharing.other_event")
            self.title = str(found[0])

    def _on_notify(self, note: psycopg.Notify) -> None:
        if note.pid == self._db.info.backend_pid:
            return  # what this station said itself
        if note.payload.startswith("entries"):
            self._hear(note.payload.split("\n")[1:])
        elif note.payload.startswith("beat "):
            self._on_beat(note.payload[5:])
        else:
            self._more = True

    def _hear(self, lines: list[str]) -> None:
        """Keep the entries of a notification; whatever is not one is asked for."""
        for text in lines:
            station, _, rest = text.partition(" ")
            counter, _, rest = rest.partition(" ")
            digest, _, line = rest.partition(" ")
            if line and counter.isdecimal() and len(self._heard) < MOST_HEARD:
                self._heard.append(Packet(station, int(counter), digest, line))
            else:
                self._more = True

    def heads(self) -> Heads:
        """What the hub holds."""
        with told():
            rows = self._db.execute(
                "SELECT station, counter FROM raict.head WHERE event_id = %s", (self._event,)
            ).fetchall()
        return dict(rows)

    def push(self, packets: Sequence[Packet]) -> None:
        """Insert entries of one station, all or none."""
        with told():
            if len(packets) == 1:
                (only,) = packets
                self._db.execute(
                    "INSERT INTO raict.entry (event_id, station, counter, hash, line) "
                    "VALUES (%s, %s, %s, %s, %s)",
                    (self._event, only.station, only.counter, only.hash, only.line),
                )
                return
            self._db.execute(
                "INSERT INTO raict.entry (event_id, station, counter, hash, line) "
                "SELECT %s, p.station, p.counter, p.hash, p.line FROM "
                "unnest(%s::text[], %s::integer[], %s::text[], %s::text[]) "
                "WITH ORDINALITY AS p (station, counter, hash, line, place) ORDER BY place",
                (
                    self._event,
                    [p.station for p in packets],
                    [p.counter for p in packets],
                    [p.hash for p in packets],
                    [p.line for p in packets],
                ),
            )

    def pull(self, cursor: Heads, limit: int) -> Sequence[Packet]:
        """Select what lies beyond a vector cursor."""
        query = (
            "SELECT e.station, e.counter, e.hash, e.line FROM raict.head h "
            "LEFT JOIN unnest(%s::text[], %s::integer[]) AS c (station, counter) "
            "USING (station) CROSS JOIN LATERAL (SELECT * FROM raict.entry e "
            "WHERE e.event_id = h.event_id AND e.station = h.station "
            "AND e.counter > coalesce(c.counter, 0) ORDER BY e.counter LIMIT %s) e "
            "WHERE h.event_id = %s AND h.counter > coalesce(c.counter, 0) "
            "ORDER BY e.station, e.counter LIMIT %s"
        )
        values = (list(cursor), list(cursor.values()), limit, self._event, limit)
        with told():
            rows = self._db.execute(query, values).fetchall()
        return [Packet(*row) for row in rows]

    def hash_at(self, station: str, counter: int) -> str:
        """Select one entry's hash."""
        query = "SELECT hash FROM raict.entry WHERE event_id = %s AND station = %s AND counter = %s"
        with told():
            row = self._db.execute(query, (self._event, station, counter)).fetchone()
        return str(row[0]) if row else ""

    def listen(self, seconds: float) -> News:
        """Wait on the connection and on ``wake`` together."""
        end = time.monotonic() + seconds
        while True:
            with told():
                self._take_notes()
                now = time.monotonic()
                gathering = self._given + GATHER_S - now
                if (self._heard or self._more) and (gathering <= 0 or end <= now):
                    return self._give()
                left = end - now
                if left <= 0:
                    return News()
                if self._heard or self._more:
                    # A lone entry never waits; of a burst the first is shown at once, the rest together.
                    ready, _, _ = select.select([self._ear.fileno()], [], [], min(left, gathering))
                else:
                    both = [self._db.fileno(), self._ear.fileno()]
                    ready, _, _ = select.select(both, [], [], left)
            if self._ear.fileno() in ready:
                with suppress(BlockingIOError):
                    self._ear.recv(4096)
                return News()

    def _give(self) -> News:
        news = News(self._heard, self._more)
        self._heard, self._more = [], False
        self._given = time.monotonic()
        return news

    def _take_notes(self) -> None:
        raw = self._db.pgconn
        raw.consume_input()
        while note := raw.notifies():
            text = note.extra.decode("utf-8", "replace")
            self._on_notify(psycopg.Notify(self._channel, text, note.be_pid))

    def wake(self) -> None:
        """End a wait."""
        with suppress(OSError):
            self._mouth.send(b".")

    def beat(self, text: str) -> None:
        """Let every connected station hear a line of at most 4 000 letters."""
        with told():
            self._db.execute("SELECT pg_notify(%s, %s)", (self._channel, f"beat {text[:4000]}"))

    def claim(self, checkpoint: str, subject: str, station: str) -> str:
        """Which station asked first about somebody at a door, in the last five seconds."""
        with told():
            row = self._db.execute(
                "SELECT raict.claim(%s, %s, %s, %s)", (self._event, checkpoint, subject, station)
            ).fetchone()
        return str(row[0]) if row else station

    def clock_offset(self) -> float:
        """Seconds the hub's clock is ahead, half the way there and back taken off."""
        with told():
            begun = time.time()
            row = self._db.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
            ended = time.time()
        return float(row[0]) - (begun + ended) / 2 if row else 0.0

    def cut(self) -> None:
        """Shut the socket down under the thread that waits for it."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the connection."""
        with suppress(OSError):
            self._socket.detach()
        with suppress(psycopg.Error):
            self._db.close()
        for end in (self._ear, self._mouth):
            end.close()


def connect(pairing: Pairing, database: str = "") -> psycopg.Connection[tuple[Any, ...]]:
    """A connection that commits every statement by itself.

    Args:
        pairing: where and who.
        database: another database of the same server.

    Raises:
        LinkLostError: with the reason a user can act on.
    """
    with _certificate_file(pairing.certificate) as certificate, told():
        text = conninfo.make_conninfo(
            host=pairing.host,
            port=pairing.port,
            dbname=database or pairing.database,
            user=pairing.user,
            password=pairing.password or None,
            connect_timeout=CONNECT_S,
            keepalives_idle=5,
            keepalives_interval=2,
            keepalives_count=3,
            tcp_user_timeout=1000 * GIVE_UP_S,
            application_name="raict-desktop",
            client_encoding="utf8",
            **security(pairing.host, certificate),
        )
        return psycopg.connect(text, autocommit=True)


@contextmanager
def _certificate_file(text: str) -> Iterator[Path | None]:
    """The pinned certificate as a file, for the moment of connecting: libpq reads no other."""
    if not text:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hub.crt"
        file.write_text(text, "ascii")
        yield file


_BY_STATE = {
    "28P01": "sharing.wrong_password",
    "28000": "sharing.wrong_password",
    "42501": "sharing.refused",
    "42P01": "sharing.not_a_hub",
    "3F000": "sharing.not_a_hub",
    "3D000": "sharing.not_a_hub",
    "53100": "sharing.hub_full",
}


@contextmanager
def told() -> Iterator[None]:
    """Turn what psycopg and the socket raise into ``LinkLostError`` or ``GapError``."""
    try:
        yield
    except psycopg.Error as error:
        if error.sqlstate == "RA001":
            raise GapError from error
        if error.sqlstate == "RA002":
            raise ForkError from error
        raise LinkLostError(_BY_STATE.get(error.sqlstate or "") or _by_text(str(error))) from error
    except (OSError, ValueError) as error:
        # select() on a socket that was cut: a bad descriptor, or the -1 of a closed connection.
        raise LinkLostError from error


def _by_text(text: str) -> str:
    """Why connecting failed: libpq gives no state then, and the server speaks its own language."""
    low = text.lower()
    if any(
        word in low
        for word in ("ssl", "certificate", "channel binding", "gss", "authentication method")
    ):
        return "sharing.not_secure"
    if "auth" in low or "password" in low or "mot de passe" in low:
        return "sharing.wrong_password"
    return "sharing.unreachable"

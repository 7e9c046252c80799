"""The hub against a real PostgreSQL: who may do what, and every way in which it can misbehave."""

from __future__ import annotations

import shutil
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.sharing import postgres
from raict_desktop.sharing.hub_setup import erase_event, make_hub
from raict_desktop.sharing.link import LinkState
from raict_desktop.sharing.pairing import Pairing, pairing_line, read_pairing
from raict_desktop.sharing.postgres import PostgresHub, security
from raict_desktop.sharing.seam import GapError, LinkLostError, News, Packet
from tests.sharing.hub_server import OWNER, HubServer
from tests.sharing.proxy import Proxy
from tests.sharing.stations import Station

DESK = "d" * 36


def packet(counter: int, station: str = DESK, mark: str = "a") -> Packet:
    return Packet(station, counter, mark * 64, f'{{"n":{counter}}}')


def all_hold(stations: list[Station], total: int, seconds: float = 40) -> bool:
    return all(station.desk.wait_for(total, seconds) for station in stations)


def test_a_pairing_survives_its_line(pairing: Pairing) -> None:
    line = pairing_line(pairing)
    assert read_pairing(f"  {line[:30]}\n{line[30:]} ") == pairing
    assert pairing.password not in repr(pairing)


@pytest.mark.parametrize(
    "line", ["", "raict-hub:", "raict-hub:eJw=", "http://x", "raict-hub:" + "A" * 9000]
)
def test_another_line_is_no_pairing(line: str) -> None:
    with pytest.raises(UserError, match="bad_pairing"):
        read_pairing(line)


def test_entries_go_in_once_and_come_out_in_order(pairing: Pairing) -> None:
    hub = PostgresHub(pairing)
    try:
        hub.push([packet(1), packet(2), packet(3)])
        hub.push([packet(2), packet(3), packet(4)])
        assert hub.heads() == {DESK: 4}
        assert [p.counter for p in hub.pull({}, 100)] == [1, 2, 3, 4]
        assert [p.counter for p in hub.pull({DESK: 2}, 1)] == [3]
        with pytest.raises(GapError):
            hub.push([packet(9)])
        with pytest.raises(LinkLostError, match="fork"):
            hub.push([packet(4, mark="b")])
        assert hub.heads() == {DESK: 4}
    finally:
        hub.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE raict.entry SET line = ''",
        "DELETE FROM raict.entry",
        "TRUNCATE raict.entry",
        "INSERT INTO raict.head VALUES ('e', 's', 1)",
        "DROP TABLE raict.entry",
        "INSERT INTO raict.event VALUES ('e', 't')",
        "ALTER TABLE raict.entry DISABLE TRIGGER ALL",
        "CREATE TABLE raict.mine (x int)",
    ],
)
def test_a_station_may_only_add_and_read(pairing: Pairing, statement: str) -> None:
    with postgres.connect(pairing) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(statement)


def test_even_the_owner_does_not_rewrite_the_journal(
    shared_server: HubServer, pairing: Pairing
) -> None:
    hub = PostgresHub(pairing)
    hub.push([packet(1)])
    hub.close()
    with psycopg.connect(shared_server.url) as db, pytest.raises(psycopg.errors.RaiseException):
        db.execute("UPDATE raict.entry SET line = 'x' WHERE event_id = %s", (pairing.event_id,))


def test_the_password_never_reaches_the_servers_log(
    server: HubServer, scripts: Path, event_id: str
) -> None:
    with psycopg.connect(f"{server.url.rsplit('/', 1)[0]}/postgres", autocommit=True) as db:
        db.execute(f"ALTER ROLE {OWNER} SET log_statement = 'all'")
    made = make_hub(server.url, scripts, event_id, "Title")
    log = (server.folder / "log").read_text()
    assert "CREATE ROLE" in log
    assert made.password not in log
    with psycopg.connect(server.url, autocommit=True) as db:
        db.execute(f"ALTER ROLE {OWNER} RESET log_statement")


def test_claims_go_to_who_asked_first(pairing: Pairing) -> None:
    first, second = PostgresHub(pairing), PostgresHub(pairing)
    try:
        assert first.claim("", "person", "a" * 36) == "a" * 36
        assert second.claim("", "person", "b" * 36) == "a" * 36
        assert second.claim("door", "person", "b" * 36) == "b" * 36
    finally:
        first.close()
        second.close()


def test_an_event_is_erased_from_its_hub(shared_server: HubServer, pairing: Pairing) -> None:
    hub = PostgresHub(pairing)
    hub.push([packet(1), packet(2)])
    hub.close()
    assert erase_event(shared_server.url, pairing.event_id) == 2
    with pytest.raises(LinkLostError, match="wrong_password"):
        PostgresHub(pairing)  # its entrance went with the event
    with psycopg.connect(shared_server.url) as db:
        query = "SELECT 1 FROM pg_roles WHERE rolname = %s"
        assert db.execute(query, (pairing.user,)).fetchone() is None


def test_an_entrance_shows_its_own_event_only(
    shared_server: HubServer, scripts: Path, pairing: Pairing
) -> None:
    other = make_hub(shared_server.url, scripts, str(uuid.uuid4()), "Another")
    hub = PostgresHub(other)
    hub.push([packet(1)])
    hub.close()
    with postgres.connect(pairing) as db:
        for table in ("event", "entry", "head", "entrance"):
            rows = db.execute(f"SELECT event_id FROM raict.{table}").fetchall()  # type: ignore[arg-type]
            assert {row[0] for row in rows} <= {pairing.event_id}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("SELECT raict.claim(%s, '', 'somebody', %s)", (other.event_id, DESK))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(
                "INSERT INTO raict.entry VALUES (%s, %s, 2, %s, '{}')",
                (other.event_id, DESK, "a" * 64),
            )


def test_small_news_bring_their_entries_and_large_ones_are_asked_for(pairing: Pairing) -> None:
    ear, mouth = PostgresHub(pairing), PostgresHub(pairing)
    try:
        mouth.push([packet(1), packet(2)])
        assert ear.listen(10) == News([packet(1), packet(2)])
        mouth.push([packet(3)])
        assert ear.listen(10) == News([packet(3)])
        large = Packet(DESK, 4, "a" * 64, '{"n":"' + "é" * 4_000 + '"}')
        mouth.push([large])
        assert ear.listen(10) == News([], more=True)
        assert ear.pull({DESK: 3}, 100) == [large]
        assert mouth.listen(0) == News()  # nobody is told what they said themselves
    finally:
        ear.close()
        mouth.close()


def test_a_burst_is_taken_together_and_holds_up_nothing_local(
    pairing: Pairing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "GATHER_S", 600.0)
    ear, mouth = PostgresHub(pairing), PostgresHub(pairing)
    try:
        mouth.push([packet(1)])
        assert ear.listen(60) == News([packet(1)])  # a lone entry does not wait for others
        mouth.push([packet(2)])
        mouth.push([packet(3)])
        ear.wake()
        assert ear.listen(60) == News()  # a commit of this desk goes out meanwhile
        assert ear.listen(2) == News([packet(2), packet(3)])
    finally:
        ear.close()
        mouth.close()


def test_a_hub_of_the_first_version_is_brought_up_to_date(
    server: HubServer, scripts: Path, event_id: str, tmp_path: Path
) -> None:
    url = f"{server.url}_first"
    shutil.copy(scripts / "0001_hub.sql", tmp_path)
    with psycopg.connect(f"{server.url.rsplit('/', 1)[0]}/postgres", autocommit=True) as db:
        db.execute("CREATE DATABASE hub_first")
        db.execute("DROP ROLE IF EXISTS raict_early")
    with psycopg.connect(url, autocommit=True) as db:
        db.execute((tmp_path / "0001_hub.sql").read_bytes())
        db.execute("INSERT INTO raict.event VALUES (%s, 'T')", (event_id,))
        db.execute("CREATE ROLE raict_early LOGIN PASSWORD 'early' IN ROLE raict_station")
    early = Pairing("127.0.0.1", server.port, "hub_first", "raict_early", "early", event_id)
    with pytest.raises(LinkLostError, match="older_hub"):
        PostgresHub(early)
    made = make_hub(url, scripts, event_id, "T")
    first, second = PostgresHub(early), PostgresHub(made)
    first.push([packet(1)])
    assert second.heads() == {DESK: 1}
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "wrong"}, "sharing.wrong_password"),
        ({"user": "nobody"}, "sharing.wrong_password"),
        ({"event_id": "f" * 36}, "sharing.other_event"),
        ({"database": "postgres"}, "sharing.not_a_hub"),
        ({"port": 1}, "sharing.unreachable"),
    ],
)
def test_a_wrong_entrance_is_told(pairing: Pairing, change: dict[str, object], code: str) -> None:
    with Station(replace(pairing, **change)) as station:  # type: ignore[arg-type]
        assert station.wait_code(code)


def test_a_bad_address_is_told(scripts: Path, event_id: str) -> None:
    for url in ("", "postgresql://", "not a url", "http://x/y"):
        with pytest.raises(UserError, match="bad_url"):
            make_hub(url, scripts, event_id, "Title")


def test_beyond_loopback_only_encrypted_and_bound(tmp_path: Path) -> None:
    assert security("127.0.0.1", None) == {"sslmode": "prefer"}
    far = security("192.168.1.10", tmp_path / "hub.crt")
    assert far["require_auth"] == "scram-sha-256"
    assert far["channel_binding"] == "require"
    assert far["sslmode"] == "verify-ca"
    assert security("hub.local", None)["sslmode"] == "require"


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat loopback as any other address."""
    monkeypatch.setattr(postgres, "is_loopback", lambda _host: False)
    monkeypatch.setattr("raict_desktop.sharing.hub_setup.is_loopback", lambda _host: False)


def test_a_server_in_plain_text_is_refused(
    pairing: Pairing, outside: None, shared_server: HubServer
) -> None:
    with Station(pairing) as station:
        assert station.wait_code("sharing.not_secure")


@pytest.fixture
def tls_server() -> Iterator[HubServer]:
    made = HubServer(tls=True)
    made.start()
    yield made
    made.close()


def test_another_certificate_is_refused(
    tls_server: HubServer, scripts: Path, event_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The owner comes in by loopback; stations are held to what an outside address demands.
    monkeypatch.setattr("raict_desktop.sharing.hub_setup.is_loopback", lambda _host: False)
    made = make_hub(tls_server.url, scripts, event_id, "Title")
    assert "BEGIN CERTIFICATE" in made.certificate
    monkeypatch.setattr(postgres, "is_loopback", lambda _host: False)
    hub = PostgresHub(made)
    hub.close()
    tls_server.kill()
    tls_server.make_certificate()
    tls_server.start()
    with Station(made) as station:
        assert station.wait_code("sharing.not_secure")


def test_stations_hear_each_other_at_once(pairing: Pairing) -> None:
    with Station(pairing, "a") as a, Station(pairing, "b") as b:
        assert a.wait_state(LinkState.LIVE)
        assert b.wait_state(LinkState.LIVE)
        a.scan()
        assert b.desk.wait_for(1, 10)


def test_the_last_scan_before_the_end_goes_out_too(pairing: Pairing) -> None:
    with Station(pairing, "stays") as stays:
        with Station(pairing, "leaves") as leaves:
            assert leaves.wait_state(LinkState.LIVE)
            leaves.scan()
        assert stays.desk.wait_for(1, 10)


def test_a_hub_killed_ten_times_under_load_loses_nothing(
    server: HubServer, scripts: Path, event_id: str
) -> None:
    made = make_hub(server.url, scripts, event_id, "Title")
    with ExitStack() as stack:
        stations = [stack.enter_context(Station(made, f"desk{n}")) for n in range(3)]
        total = 0
        for _ in range(10):
            for station in stations:
                station.scan()
                total += 1
            server.kill()
            for station in stations:
                station.scan()
                total += 1
            server.start()
        assert all_hold(stations, total)
        assert all(sum(s.desk.heads().values()) == total for s in stations)


def test_a_wiped_hub_is_filled_again_by_everybody(
    server: HubServer, scripts: Path, event_id: str
) -> None:
    made = make_hub(server.url, scripts, event_id, "Title")
    gone = Station(made, "gone")
    with Station(made, "stays") as stays:
        with gone:
            for _ in range(20):
                gone.scan()
            assert stays.desk.wait_for(20)
        with psycopg.connect(server.url, autocommit=True) as db:
            db.execute("SET session_replication_role = replica")
            db.execute("DELETE FROM raict.entry")
            db.execute("DELETE FROM raict.head")
        stays.scan()
        with Station(made, "new") as new:
            # What the station that left had written comes from one that only took it over.
            assert new.desk.wait_for(21)


def test_a_hub_put_back_from_an_old_copy_catches_up(
    server: HubServer, scripts: Path, event_id: str
) -> None:
    made = make_hub(server.url, scripts, event_id, "Title")
    with Station(made, "a") as a, Station(made, "b") as b:
        for _ in range(10):
            a.scan()
        assert b.desk.wait_for(10)
        with psycopg.connect(server.url, autocommit=True) as db:
            db.execute("SET session_replication_role = replica")
            db.execute("DELETE FROM raict.entry WHERE counter > 4")
            db.execute("UPDATE raict.head SET counter = 4")
        b.scan()
        a.scan()
        with Station(made, "c") as c:
            assert all_hold([a, b, c], 12)


def test_a_stopped_hub_is_given_up_and_found_again(
    server: HubServer, scripts: Path, event_id: str
) -> None:
    made = make_hub(server.url, scripts, event_id, "Title")
    with Station(made, "a") as a, Station(made, "b") as b:
        assert a.wait_state(LinkState.LIVE)
        assert b.wait_state(LinkState.LIVE)
        server.signal(signal.SIGSTOP)
        try:
            a.scan()
            assert a.wait_state(LinkState.ALONE)
        finally:
            server.signal(signal.SIGCONT)
        assert b.desk.wait_for(1)
        assert a.wait_state(LinkState.LIVE)


def test_a_slow_hub_only_delays(server: HubServer, scripts: Path, event_id: str) -> None:
    made = make_hub(server.url, scripts, event_id, "Title")
    with psycopg.connect(server.url, autocommit=True) as db:
        db.execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$"
        )
        db.execute(
            "CREATE TRIGGER zz_slow AFTER INSERT ON raict.entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION slow()"
        )
    try:
        _slow_hub_only_delays(made)
    finally:
        with psycopg.connect(server.url, autocommit=True) as db:
            db.execute("DROP FUNCTION slow CASCADE")


def _slow_hub_only_delays(made: Pairing) -> None:
    with Station(made, "a") as a, Station(made, "b") as b:
        assert a.wait_state(LinkState.LIVE)
        begun = time.perf_counter()
        for _ in range(30):
            a.scan()
        assert time.perf_counter() - begun < 0.3  # thirty commits, not one of them waited
        assert b.desk.wait_for(30)


def test_stations_cut_off_go_on_and_come_together(
    pairing: Pairing, shared_server: HubServer
) -> None:
    proxy = Proxy(shared_server.port)
    try:
        with ExitStack() as stack:
            stations = [
                stack.enter_context(Station(pairing, f"desk{n}", port=proxy.port)) for n in range(5)
            ]
            assert all(s.wait_state(LinkState.LIVE) for s in stations)
            for flap in range(4):
                proxy.cut()
                for station in stations:
                    station.scan()
                assert all(s.wait_state(LinkState.ALONE) for s in stations), flap
                proxy.heal()
                for station in stations:
                    station.scan()
            assert all_hold(stations, 40)
            assert all(s.wait_state(LinkState.LIVE) for s in stations)
    finally:
        proxy.close()


def test_a_link_ends_within_its_time_even_in_a_dead_network(
    server: HubServer, scripts: Path, event_id: str
) -> None:
    made = make_hub(server.url, scripts, event_id, "Title")
    station = Station(made)
    station.link.start()
    assert station.wait_state(LinkState.LIVE)
    server.signal(signal.SIGSTOP)
    try:
        station.scan()
        assert station.link.stop()
    finally:
        server.signal(signal.SIGCONT)

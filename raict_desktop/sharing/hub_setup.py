"""What the organiser does once to a PostgreSQL server: make it a hub for this event, let stations in."""

from __future__ import annotations

import secrets
import socket
import ssl
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, sql

from raict_desktop.domain.errors import UserError
from raict_desktop.sharing.pairing import Pairing
from raict_desktop.sharing.postgres import CONNECT_S, OLDEST_SERVER, connect, is_loopback, told
from raict_desktop.sharing.seam import LinkLostError

_SSL_REQUEST = struct.pack("!II", 8, 80877103)
"""Length and code of PostgreSQL's request to go on under TLS."""


def make_hub(url: str, scripts: Path, event_id: str, title: str, host: str = "") -> Pairing:
    """Set a database up as the hub of an event and make an entrance for its stations.

    A hub that serves other events already takes this one too; one that has it keeps it and gets
    another entrance.

    Args:
        url: ``postgresql://OWNER@HOST/DATABASE``; the database is made when it is not there.
        scripts: the folder of numbered SQL files that make the hub's schema, each run once.
        event_id: the event.
        title: shown to who looks at the database.
        host: the name or address by which stations reach the server; that of the URL when empty.

    Raises:
        UserError: the server cannot be used as a hub, with the reason.
    """
    try:
        owner = Pairing(**_place(url), event_id=event_id)
        with _owned(owner) as db:
            if db.info.server_version < OLDEST_SERVER:
                raise LinkLostError("sharing.old_server")
            with told(), db.transaction():
                _bring_up_to_date(db, scripts)
                query = "INSERT INTO raict.event VALUES (%s, %s) ON CONFLICT DO NOTHING"
                db.execute(query, (event_id, title))
                user, password = _entrance(db, owner.database, event_id)
    except LinkLostError as lost:
        raise UserError(lost.code) from lost
    reached = host or owner.host
    certificate = "" if is_loopback(reached) else server_certificate(owner.host, owner.port)
    return replace(owner, host=reached, user=user, password=password, certificate=certificate)


def erase_event(url: str, event_id: str) -> int:
    """Remove everything a hub holds of an event; returns how many entries went.

    Raises:
        UserError: the server cannot be reached, or the URL's user does not own the hub.
    """
    try:
        owner = Pairing(**_place(url), event_id=event_id)
        with _owned(owner) as db, told(), db.transaction():
            db.execute("ALTER TABLE raict.entry DISABLE TRIGGER entry_is_append_only")
            gone = db.execute("DELETE FROM raict.entry WHERE event_id = %s", (event_id,)).rowcount
            _close_entrances(db, event_id)
            for table in ("head", "claim", "event"):
                query = sql.SQL("DELETE FROM raict.{} WHERE event_id = %s")
                db.execute(query.format(sql.Identifier(table)), (event_id,))
            db.execute("ALTER TABLE raict.entry ENABLE TRIGGER entry_is_append_only")
            return gone
    except LinkLostError as lost:
        raise UserError(lost.code) from lost


def _close_entrances(db: psycopg.Connection[tuple[Any, ...]], event_id: str) -> None:
    """Remove the roles that enter for this event only."""
    query = "DELETE FROM raict.entrance WHERE event_id = %s RETURNING role"
    for (role,) in db.execute(query, (event_id,)).fetchall():
        others = "SELECT 1 FROM raict.entrance WHERE role = %s"
        if db.execute(others, (role,)).fetchone() is None:
            db.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def _place(url: str) -> dict[str, Any]:
    try:
        given = conninfo.conninfo_to_dict(url)
    except psycopg.Error as error:
        raise UserError("sharing.bad_url") from error
    if not given.get("dbname") or not given.get("user"):
        raise UserError("sharing.bad_url")
    return {
        "host": str(given.get("host") or "localhost"),
        "port": int(given.get("port") or 5432),
        "database": str(given["dbname"]),
        "user": str(given["user"]),
        "password": str(given.get("password") or ""),
    }


def _owned(owner: Pairing) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of the owner, the database made first when it is missing."""
    with connect(owner, "postgres") as db, told():
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if db.execute(query, (owner.database,)).fetchone() is None:
            db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(owner.database)))
    return connect(owner)


def _bring_up_to_date(db: psycopg.Connection[tuple[Any, ...]], scripts: Path) -> None:
    version = 0
    if db.execute("SELECT to_regclass('raict.hub')").fetchone() != (None,):
        row = db.execute("SELECT version FROM raict.hub").fetchone()
        version = row[0] if row else 0
    for file in sorted(scripts.glob("*.sql")):
        if int(file.name[:4]) > version:
            db.execute(file.read_text("utf-8"))


def _entrance(
    db: psycopg.Connection[tuple[Any, ...]], database: str, event_id: str
) -> tuple[str, str]:
    """A role of its own with a password nobody types; the server sees only its SCRAM verifier."""
    user, password = f"raict_{secrets.token_hex(4)}", secrets.token_urlsafe(24)
    verifier = db.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256")
    db.execute(
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE raict_station").format(
            sql.Identifier(user), sql.Literal(verifier.decode())
        )
    )
    db.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO raict_station").format(sql.Identifier(database))
    )
    db.execute("INSERT INTO raict.entrance VALUES (%s, %s)", (user, event_id))
    return user, password


def server_certificate(host: str, port: int) -> str:
    """The TLS certificate (PEM) a PostgreSQL server shows.

    Raises:
        UserError: ``sharing.not_secure`` when it offers no TLS.
    """
    try:
        with socket.create_connection((host, port), CONNECT_S) as raw:
            raw.sendall(_SSL_REQUEST)
            if raw.recv(1) != b"S":
                raise UserError("sharing.no_tls")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # it is being met for the first time, by its owner
            with context.wrap_socket(raw) as wrapped:
                shown = wrapped.getpeercert(binary_form=True)
    except OSError as error:
        raise UserError("sharing.unreachable") from error
    if not shown:
        raise UserError("sharing.no_tls")
    return ssl.DER_cert_to_PEM_cert(shown)

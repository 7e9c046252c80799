"""A network between a station and the hub that the test can cut, hold up, and heal."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress


class Proxy:
    """Forwards every connection on its port to another one, for as long as it is up."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._up = threading.Event()
        self._up.set()
        self._closed = threading.Event()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._guard = threading.Lock()
        self._wake_read, self._wake_write = socket.socketpair()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Pull the cable: connections end, new ones are refused."""
        self._up.clear()
        with self._guard:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                end.close()
        self._stir()

    def heal(self) -> None:
        """Plug it in again."""
        self._up.set()
        self._stir()

    def close(self) -> None:
        """End."""
        self._closed.set()
        self.cut()
        self._thread.join(10)
        for end in (self._listener, self._wake_read, self._wake_write):
            end.close()

    def _stir(self) -> None:
        with suppress(OSError):
            self._wake_write.send(b".")

    def _run(self) -> None:
        while not self._closed.is_set():
            with self._guard:
                ends = {a: b for pair in self._pairs for a, b in (pair, pair[::-1])}
            watched = [self._listener, self._wake_read, *ends]
            try:
                ready, _, _ = select.select(watched, [], [])
            except (OSError, ValueError):
                continue  # a connection was cut while we looked at it
            for end in ready:
                if end is self._wake_read:
                    end.recv(1024)
                elif end is self._listener:
                    self._accept()
                else:
                    self._forward(end, ends[end])

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        if not self._up.is_set():
            near.close()
            return
        try:
            far = socket.create_connection(("127.0.0.1", self._target), 5)
        except OSError:
            near.close()
            return
        with self._guard:
            self._pairs.append((near, far))

    def _forward(self, end: socket.socket, other: socket.socket) -> None:
        try:
            data = end.recv(65536)
            if data:
                other.sendall(data)
                return
        except OSError:
            pass
        with self._guard:
            self._pairs = [pair for pair in self._pairs if end not in pair]
        end.close()
        other.close()

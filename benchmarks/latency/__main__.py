"""`python benchmarks/latency`: one no-op prediction at a time over HTTP, beside a raw uvicorn echo.

Both servers run at once and are asked in turn, so that a noisy machine is noisy for both. What
counts is the ratio; the budget for the median is 2.5.

On a machine with two processors the client, the server and the worker share them as the scheduler
pleases, which moves the echo by a factor of 1.8 from one run to the next: run it more than once.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
REQUEST = json.dumps({"input": {"text": "hello"}}).encode()
BUDGET = 2.5


class Connection:
    """One keep-alive connection, with as little client in it as possible."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = (
            b"POST /predictions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(REQUEST), REQUEST)
        )

    def ask(self) -> tuple[int, dict[str, object]]:
        """The status and the body of one answer."""
        self._socket.sendall(self._request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._receive()
        return int(head.split()[1]), json.loads(body)

    def _receive(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


@contextlib.contextmanager
def server(*command: str, directory: Path) -> Iterator[int]:
    """Runs a server on a socket that it inherits; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = subprocess.Popen(
            [sys.executable, *command, str(listening.fileno())],
            pass_fds=[listening.fileno()],
            cwd=directory,
            env={**os.environ, "COG_LOG_LEVEL": "warning"},
        )
        try:
            yield listening.getsockname()[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def ready(port: int) -> Connection:
    """A connection to a server that answers with an output."""
    connection = Connection(port)
    for _ in range(500):
        status, body = connection.ask()
        if status == 200 and body.get("output") == "hello":
            return connection
        time.sleep(0.02)
    raise SystemExit(f"latency: no output, but {status} {body}")


def measure(connections: dict[str, Connection], rounds: int, batch: int) -> dict[str, list[float]]:
    """Seconds of each request, asked in batches that take turns."""
    times: dict[str, list[float]] = {name: [] for name in connections}
    for number in range(rounds + 1):
        for name, connection in connections.items():
            for _ in range(batch):
                begin = time.perf_counter()
                status, _body = connection.ask()
                taken = time.perf_counter() - begin
                assert status == 200
                if number:  # the first round warms up
                    times[name].append(taken)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--batch", type=int, default=1000, help="requests in a row to one server")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    with (
        server(str(HERE / "echo.py"), directory=HERE) as echo_port,
        server("-m", "cog.server.http", "--fd", directory=HERE / "noop") as cog_port,
    ):
        connections = {"uvicorn echo": ready(echo_port), "cog": ready(cog_port)}
        times = measure(connections, options.rounds, options.batch)
    figures = {}
    for name, taken in times.items():
        quantiles = statistics.quantiles(taken, n=100)
        figures[name] = {"p50": quantiles[49], "p90": quantiles[89], "p99": quantiles[98]}
    reference = figures["uvicorn echo"]
    print(f"{'milliseconds':<14}{'p50':>8}{'p90':>8}{'p99':>8}{'p50 ratio':>11}")
    for name, row in figures.items():
        cells = "".join(f"{row[key] * 1000:8.3f}" for key in ("p50", "p90", "p99"))
        print(f"{name:<14}{cells}{row['p50'] / reference['p50']:11.2f}")
    ratio = figures["cog"]["p50"] / reference["p50"]
    print(f"\nbudget: {BUDGET} x the echo; used: {ratio:.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
